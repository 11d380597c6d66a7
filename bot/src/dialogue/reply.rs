//! The reply to one question.

use handrail_engine::certainty::Unknown;
use handrail_engine::condition::{EntityId, FactId};
use handrail_engine::pack::Pack;
use handrail_engine::problem::nearest;
use handrail_engine::profile::Place;
use handrail_engine::vocabulary::{Domain, Fact, Value};

use super::input::{is_not_known, yes_or_no};
use super::quantity::{self, Quantity};

/// What a reply says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// This value of this fact; not always the fact that was asked (see [`quantity`]).
    Value(Place, FactId, Value),
    /// There are so many.
    Number(EntityId, usize),
    /// It is not known.
    NotKnown,
    /// Not now.
    Skip,
    /// A number that can be of either of two units.
    EitherUnit(i32),
    /// No answer to this question: what is near, if anything is.
    Unclear(Option<String>),
}

/// The most people that are added by one answer; more are a slip of the keys.
const MOST_PEOPLE: usize = 20;

/// Reads a reply to a question.
pub(super) fn read(pack: &Pack, about: Unknown, message: &str) -> Reply {
    let message = message.trim();
    if let Unknown::Fact(place, id) = about
        && let Some(value) = named(pack.vocabulary().fact(id), message)
    {
        return Reply::Value(place, id, value);
    }
    if is_not_known(message) {
        return Reply::NotKnown;
    }
    if message.eq_ignore_ascii_case("skip") {
        return Reply::Skip;
    }
    match about {
        Unknown::Number(entity) if message.eq_ignore_ascii_case("none") => Reply::Number(entity, 0),
        Unknown::Number(entity) => match message.parse::<usize>() {
            Ok(number) if number <= MOST_PEOPLE => Reply::Number(entity, number),
            _ => Reply::Unclear(None),
        },
        Unknown::Fact(place, id) => of_fact(pack, place, id, message),
    }
}

fn of_fact(pack: &Pack, place: Place, id: FactId, message: &str) -> Reply {
    let description = pack.vocabulary().fact(id);
    match &description.domain {
        Domain::Bool => {
            yes_or_no(message).map_or(Reply::Unclear(None), |value| Reply::Value(place, id, Value::Bool(value)))
        }
        Domain::Choice(_) => match numbered(description, message) {
            Some(number) => Reply::Value(place, id, Value::Choice(number)),
            None => Reply::Unclear(near(description, message)),
        },
        Domain::Set(_) => set(description, place, id, message),
        Domain::Integer { .. } => match quantity::read(pack.vocabulary(), id, message, false) {
            Quantity::Of(fact, value) => Reply::Value(place, fact, value),
            Quantity::EitherUnit(number) => Reply::EitherUnit(number),
            Quantity::Unclear => Reply::Unclear(None),
        },
    }
}

/// A value of a choice by its own name. It is looked for before everything else, because a choice may have a
/// value that is called like a command.
fn named(description: &Fact, message: &str) -> Option<Value> {
    match description.domain {
        Domain::Choice(_) => by_name(description, message).map(Value::Choice),
        Domain::Bool | Domain::Set(_) | Domain::Integer { .. } => None,
    }
}

fn by_name(description: &Fact, message: &str) -> Option<u16> {
    let same = |name: &str| name.eq_ignore_ascii_case(message) || name.replace('_', " ").eq_ignore_ascii_case(message);
    (0..).zip(description.values()).find(|(_, value)| same(&value.id) || same(&value.label)).map(|(number, _)| number)
}

/// A value by its number in the list that was shown.
fn numbered(description: &Fact, message: &str) -> Option<u16> {
    let number = message.trim_end_matches('.').parse::<usize>().ok()?.checked_sub(1)?;
    description.values().get(number)?;
    u16::try_from(number).ok()
}

fn set(description: &Fact, place: Place, id: FactId, message: &str) -> Reply {
    if message.eq_ignore_ascii_case("none") {
        return Reply::Value(place, id, Value::Set(Vec::new()));
    }
    let mut numbers = Vec::new();
    for item in message.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        match numbered(description, item).or_else(|| by_name(description, item)) {
            Some(number) => numbers.push(number),
            None => return Reply::Unclear(near(description, item)),
        }
    }
    if numbers.is_empty() {
        return Reply::Unclear(None);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Reply::Value(place, id, Value::Set(numbers))
}

fn near(description: &Fact, message: &str) -> Option<String> {
    let labels = description.values().iter().map(|value| value.label.as_str());
    nearest(message, labels).map(str::to_owned)
}
