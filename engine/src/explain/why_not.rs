//! The smallest change of a case that would make an excluded finding apply.

use crate::condition::{FactId, Leaf, Subject, Test};
use crate::matching::{Lanes, View};
use crate::profile::{Place, Profile, Statement};
use crate::verdict::{Criterion, Outcome};
use crate::vocabulary::{Derivation, Domain, Value, Vocabulary};

/// A change that would make a finding apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallestChange {
    /// The facts that would have to be different, and the values that they would need. Of several values
    /// that would do, the nearest for numbers and the first for others.
    pub facts: Vec<(Place, FactId, Value)>,
    /// Whether the finding would then certainly apply, or only possibly.
    pub outcome: Outcome,
}

/// The greatest number of facts that are changed together; beyond that a list of changes explains nothing.
const MOST_FACTS: usize = 3;
/// The greatest number of changes that are tried, so that an answer stays quick in large cases.
const MOST_TRIALS: usize = 20_000;

/// The fewest facts that would have to be different for an excluded condition to match (or, if nothing makes
/// it match, to be possible). Nothing where no change of up to three facts does either.
pub fn smallest_change(view: &View<'_>, criterion: &Criterion) -> Option<SmallestChange> {
    let candidates = candidates(view, criterion);
    let mut trials = 0;
    let mut possible = None;
    for count in 1..=MOST_FACTS {
        let mut chosen = Vec::new();
        let found = search(view, criterion, &candidates, count, &mut chosen, &mut trials, &mut possible);
        if found.is_some() {
            return found;
        }
        if possible.is_some() {
            return possible;
        }
    }
    None
}

type Candidate = (Place, FactId, Vec<Value>);

fn search(
    view: &View<'_>,
    criterion: &Criterion,
    candidates: &[Candidate],
    left: usize,
    chosen: &mut Vec<(Place, FactId, Value)>,
    trials: &mut usize,
    possible: &mut Option<SmallestChange>,
) -> Option<SmallestChange> {
    if left == 0 {
        *trials += 1;
        let mut profile: Profile = view.profile.clone();
        for (place, fact, value) in chosen.iter() {
            profile.state(*place, *fact, Some(value.clone()));
        }
        let outcome = criterion.verdict(&View::new(view.vocabulary, &profile)).outcome();
        let change = || SmallestChange { facts: chosen.clone(), outcome };
        if outcome == Outcome::Possible && possible.is_none() {
            *possible = Some(change());
        }
        return (outcome == Outcome::Matched).then(change);
    }
    for (index, (place, fact, values)) in candidates.iter().enumerate() {
        for value in values {
            if *trials >= MOST_TRIALS {
                return None;
            }
            chosen.push((*place, *fact, value.clone()));
            let rest = candidates.get(index + 1..).unwrap_or(&[]);
            let found = search(view, criterion, rest, left - 1, chosen, trials, possible);
            if found.is_some() {
                return found;
            }
            chosen.pop();
        }
    }
    None
}

/// The facts that the condition asks, and for each the values that would satisfy a leaf and are not stated.
fn candidates(view: &View<'_>, criterion: &Criterion) -> Vec<Candidate> {
    let lanes = Lanes::of(view);
    let mut found: Vec<Candidate> = Vec::new();
    for lane in lanes.over(&criterion.roles) {
        let binding = lanes.binding(lane);
        criterion.condition.for_each_leaf(&mut |leaf| {
            let place = match leaf.predicate.subject {
                Subject::Entity(entity) => Some(Place { entity, index: 0 }),
                Subject::Role(role) => binding.somebody(role),
            };
            let Some(place) = place.filter(|place| view.profile.exists(*place)) else { return };
            let (fact, by) = changed_by(view, place, leaf.predicate.fact);
            let stated = view.profile.stated(place, fact).value();
            let wanted: Vec<Value> =
                wanted(view.vocabulary, leaf, stated, by).into_iter().filter(|value| Some(value) != stated).collect();
            match found.iter_mut().find(|(known_place, known, _)| *known_place == place && *known == fact) {
                Some((_, _, values)) => {
                    for value in wanted {
                        if !values.contains(&value) {
                            values.push(value);
                        }
                    }
                }
                None => found.push((place, fact, wanted)),
            }
        });
    }
    // What the case states comes first: it is what excludes.
    let statements = view.profile.statements(view.vocabulary);
    found.sort_by_key(|(place, fact, _)| !statements.contains(&Statement::Fact(*place, *fact)));
    found
}

/// The fact that a person would state differently, and by how much it is divided: for a number that follows
/// from another, that other one, unless the first is stated itself.
fn changed_by(view: &View<'_>, place: Place, fact: FactId) -> (FactId, i32) {
    match view.vocabulary.fact(fact).derivation {
        Some(Derivation::Floor { of, by }) if view.profile.stated(place, fact).value().is_none() => (of, by),
        _ => (fact, 1),
    }
}

/// Values that satisfy a leaf: the nearest bounds of each interval for a number, each value for a choice.
fn wanted(vocabulary: &Vocabulary, leaf: &Leaf, stated: Option<&Value>, by: i32) -> Vec<Value> {
    let description = vocabulary.fact(leaf.predicate.fact);
    match (&leaf.predicate.test, &description.domain) {
        (Test::OneOf(mask), Domain::Bool) => [false, true]
            .into_iter()
            .filter(|value| (mask >> u32::from(*value) & 1 == 1) != leaf.negated)
            .map(Value::Bool)
            .collect(),
        (Test::OneOf(mask), Domain::Choice(values)) => (0..)
            .zip(values)
            .filter(|(number, _)| (mask >> u32::from(*number) & 1 == 1) != leaf.negated)
            .map(|(number, _)| Value::Choice(number))
            .collect(),
        (Test::Within(intervals), Domain::Integer { minimum, maximum, .. }) => {
            let whole =
                |first: i32, last: i32| (first.saturating_mul(by), last.saturating_mul(by).saturating_add(by - 1));
            let mut bounds: Vec<i32> = if leaf.negated {
                let beyond =
                    intervals.iter().flat_map(|(first, last)| [first.saturating_sub(1), last.saturating_add(1)]);
                let within = beyond.filter(|number| (minimum..=maximum).contains(&number));
                within.flat_map(|number| <[i32; 2]>::from(whole(number, number))).collect()
            } else {
                intervals.iter().flat_map(|(first, last)| <[i32; 2]>::from(whole(*first, *last))).collect()
            };
            if let Some(Value::Integer(number)) = stated {
                bounds.sort_by_key(|bound| bound.abs_diff(*number));
            }
            bounds.into_iter().map(Value::Integer).collect()
        }
        (Test::Holds(value), Domain::Set(_)) => {
            let mut numbers = match stated {
                Some(Value::Set(numbers)) => numbers.clone(),
                _ => Vec::new(),
            };
            numbers.retain(|number| number != value);
            if !leaf.negated {
                numbers.push(*value);
                numbers.sort_unstable();
            }
            vec![Value::Set(numbers)]
        }
        _ => Vec::new(),
    }
}
