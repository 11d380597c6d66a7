//! What a message takes back or puts right.
//!
//! Words are data of the pack. Not for deciding which noted facts are meant: see [`crate::dialogue`].

use handrail_engine::phrases::{Kind, Phrases, Says, Sex};

use super::Seen;
use super::answers::Beginning;
use super::phrases::Found;
use super::tokens::Mark;

/// A correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Correction {
    /// The last change is taken back.
    Undo,
    /// Something is wrong, and the message does not say what.
    Wrong,
    /// What the message speaks of is taken back.
    Remove,
    /// What the message says takes the place of what was noted.
    Instead,
    /// Somebody else is meant.
    Person {
        /// Who is not meant, if the message says it.
        from: Option<usize>,
        /// Who is meant.
        to: usize,
        /// She or he.
        sex: Option<Sex>,
    },
    /// One number takes the place of another.
    Number {
        /// What is wrong.
        from: u32,
        /// What is right.
        to: u32,
        /// How many of the unit make a year, if the message says the unit.
        per_year: Option<u16>,
        /// She or he, whose number it is.
        sex: Option<Sex>,
    },
    /// How many of the young there are.
    Count {
        /// So many.
        to: u32,
        /// Whether another number is called wrong.
        instead: bool,
    },
}

/// The correction that a message holds, if it holds one.
pub(super) fn find(phrases: &Phrases, seen: &Seen, found: &[Found<Says>], beginning: &Beginning) -> Option<Correction> {
    let says = |what: Says| beginning.says.contains(&what);
    if says(Says::Undo) && beginning.bare {
        return Some(Correction::Undo);
    }
    if let Some(correction) = count(phrases, seen, found).or_else(|| number(phrases, seen)) {
        return Some(correction);
    }
    let read = seen
        .found
        .iter()
        .any(|one| one.start >= beginning.end && matches!(one.what, super::What::Concept(..) | super::What::Act(..)));
    if says(Says::Remove) && !beginning.bare {
        return Some(Correction::Remove);
    }
    if !read && let Some(correction) = contrast(phrases, seen) {
        return Some(correction);
    }
    let opens = says(Says::Instead) || says(Says::Wrong) || beginning.says.first() == Some(&Says::No);
    if !opens {
        return None;
    }
    if beginning.bare {
        return says(Says::Wrong).then_some(Correction::Wrong);
    }
    if read {
        return Some(Correction::Instead);
    }
    let mut people = seen.people.mentions.iter().filter(|mention| mention.start >= beginning.end && !mention.pronoun);
    match (people.next(), people.next()) {
        (Some(mention), None) => mention.person.map(|to| Correction::Person { from: None, to, sex: mention.sex }),
        _ => says(Says::Wrong).then_some(Correction::Wrong),
    }
}

fn is_contrast(phrases: &Phrases, seen: &Seen, at: usize) -> bool {
    seen.tokens.get(at).is_some_and(|token| phrases.class("instead_of").contains(&token.word))
}

fn number_at(seen: &Seen, at: usize) -> Option<u32> {
    match seen.tokens.get(at)?.mark {
        Mark::Number(number) => Some(number),
        _ => None,
    }
}

/// `three of the young, not two`; `there are three`.
fn count(phrases: &Phrases, seen: &Seen, found: &[Found<Says>]) -> Option<Correction> {
    for mention in seen.people.mentions.iter().filter(|mention| mention.plural) {
        if seen.people.kind(phrases, mention) != Some(Kind::Young) {
            continue;
        }
        let first = mention.start.saturating_sub(1);
        let Some(at) = (first..mention.end).find(|at| number_at(seen, *at).is_some()) else { continue };
        let to = number_at(seen, at)?;
        let instead = (mention.end..mention.end + 3)
            .any(|place| is_contrast(phrases, seen, place) && number_at(seen, place + 1).is_some());
        let said = found.iter().any(|one| one.what == Says::Count && one.end + 1 >= at && one.end <= at);
        if instead || said {
            return Some(Correction::Count { to, instead });
        }
    }
    None
}

/// `7 not 6`, `not 6 but 7`.
fn number(phrases: &Phrases, seen: &Seen) -> Option<Correction> {
    let numbers: Vec<(usize, u32)> = (0..seen.tokens.len()).filter_map(|at| Some((at, number_at(seen, at)?))).collect();
    let [(first_at, first), (second_at, second)] = numbers.as_slice() else { return None };
    if second_at - first_at > 5 {
        return None;
    }
    let before = |at: usize| at.checked_sub(1).is_some_and(|at| is_contrast(phrases, seen, at));
    let (to, from) = match (before(*first_at), before(*second_at)) {
        (false, true) => (*first, *second),
        (true, false) => (*second, *first),
        _ => return None,
    };
    let unit = |at: usize| {
        let word = &seen.tokens.get(at + 1)?.word;
        phrases.units.iter().find(|unit| unit.words.contains(word)).map(|unit| unit.per_year)
    };
    let sex = seen.people.mentions.iter().find_map(|mention| mention.sex);
    Some(Correction::Number { from, to, per_year: unit(*first_at).or_else(|| unit(*second_at)), sex })
}

/// `not this one, that one` and `that one, not this one`.
fn contrast(phrases: &Phrases, seen: &Seen) -> Option<Correction> {
    let mentions: Vec<_> = seen.people.mentions.iter().filter(|mention| !mention.pronoun).collect();
    let [first, second] = mentions.as_slice() else { return None };
    let denied = |start: usize| {
        let before = |back: usize| start.checked_sub(back).is_some_and(|at| is_contrast(phrases, seen, at));
        before(1) || (before(2) && seen.tokens.get(start - 1).is_some_and(|token| token.mark == Mark::Word))
    };
    let (to, from) = match (denied(first.start), denied(second.start)) {
        (true, false) => (second, first),
        (false, true) => (first, second),
        _ => return None,
    };
    Some(Correction::Person { from: from.person, to: to.person?, sex: to.sex })
}
