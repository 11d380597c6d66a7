//! What the cases beside findings cover: every leaf in true, false and unknown, every bound from both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::FindingCase;
use crate::condition::{Condition, FactId, Leaf, Subject, Test};
use crate::matching::{Binding, Lanes, View};
use crate::pack::Pack;
use crate::profile::Place;
use crate::text::{Location, SourceText};
use crate::truth::Truth;
use crate::vocabulary::{Derivation, Domain, Value};

/// In which values a leaf was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafCoverage {
    /// The number of the finding.
    pub finding: usize,
    /// The leaf as it is written.
    pub written: String,
    /// Where it is written.
    pub at: Location,
    /// In which values it was seen.
    pub seen: BTreeSet<Truth>,
}

/// Whether a case stands on one side of a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundCoverage {
    /// The number of the finding.
    pub finding: usize,
    /// Where the bound is written.
    pub at: Location,
    /// The fact that a case has to state.
    pub fact: FactId,
    /// The number beside the bound, in the unit of that fact.
    pub number: i32,
    /// Whether some case states it.
    pub seen: bool,
}

/// What the cases of a pack cover.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Every leaf of every finding.
    pub leaves: Vec<LeafCoverage>,
    /// Both sides of every bound.
    pub bounds: Vec<BoundCoverage>,
}

impl Coverage {
    /// What cases cover of a pack.
    pub fn of(pack: &Pack, cases: &[FindingCase]) -> Self {
        let mut coverage = Self::default();
        // The conditions of a reading are held to the same as the finding's own.
        let conditions = pack.criteria().iter().enumerate().flat_map(|(index, criterion)| {
            let readings = pack.reading_criteria(index).iter();
            let readings = readings.flat_map(|reading| reading.when.iter().chain(&reading.other_when));
            std::iter::once(criterion).chain(readings).map(move |criterion| (index, criterion))
        });
        for (index, criterion) in conditions {
            let leaves = criterion.condition.leaves();
            let mut seen = Seen { truths: vec![BTreeSet::new(); leaves.len()], numbers: BTreeMap::new() };
            for case in cases.iter().filter(|case| case.finding == index) {
                let view = View::new(pack.vocabulary(), &case.profile);
                let lanes = Lanes::of(&view);
                for lane in lanes.over(&criterion.roles) {
                    seen.watch(&view, &criterion.condition, &lanes.binding(lane), &mut 0);
                }
            }
            for (number, (leaf, truths)) in leaves.iter().zip(&seen.truths).enumerate() {
                coverage.bounds.extend(bounds(pack, index, leaf, seen.numbers.get(&number)));
                coverage.leaves.push(LeafCoverage {
                    finding: index,
                    written: written(pack, leaf),
                    at: leaf.at.clone(),
                    seen: truths.clone(),
                });
            }
        }
        coverage
    }

    /// How many of the values of leaves were seen, and how many there are.
    pub fn leaf_values(&self) -> (usize, usize) {
        let seen = self.leaves.iter().map(|leaf| leaf.seen.len()).sum();
        (seen, self.leaves.len() * 3)
    }

    /// How many sides of bounds were seen, and how many there are.
    pub fn bound_sides(&self) -> (usize, usize) {
        let seen = self.bounds.iter().filter(|bound| bound.seen).count();
        (seen, self.bounds.len())
    }

    /// Whether everything was seen.
    pub fn is_complete(&self) -> bool {
        let (seen, all) = self.leaf_values();
        seen == all && self.bounds.iter().all(|bound| bound.seen)
    }
}

struct Seen {
    truths: Vec<BTreeSet<Truth>>,
    /// For each leaf about a number, the numbers that cases state, in the unit in which they are stated.
    numbers: BTreeMap<usize, BTreeSet<i32>>,
}

impl Seen {
    /// Notes the value of every leaf for a binding; `number` counts leaves in the order in which they are written.
    fn watch(&mut self, view: &View<'_>, condition: &Condition, binding: &Binding, number: &mut usize) {
        match condition {
            Condition::Leaf(leaf) => {
                if let Some(truths) = self.truths.get_mut(*number) {
                    truths.insert(view.leaf(leaf, binding));
                }
                let place = match leaf.predicate.subject {
                    Subject::Entity(entity) => Some(Place { entity, index: 0 }),
                    Subject::Role(role) => binding.somebody(role),
                };
                let (fact, _) = whole(view.vocabulary, leaf.predicate.fact);
                if let Some(Value::Integer(stated)) = place.and_then(|place| view.profile.stated(place, fact).value()) {
                    self.numbers.entry(*number).or_default().insert(*stated);
                }
                *number += 1;
            }
            Condition::All(parts) | Condition::Any(parts) | Condition::Number { of: parts, .. } => {
                for part in parts {
                    self.watch(view, part, binding, number);
                }
            }
            Condition::People { role, of, .. } => {
                let start = *number;
                for entity in &view.vocabulary.role(*role).members {
                    for place in view.profile.places(*entity) {
                        *number = start;
                        self.watch(view, of, &binding.with(*role, Some(place)), number);
                    }
                }
                *number = start + of.leaves().len();
            }
        }
    }
}

/// The fact that a case states for a number, and by how much it is divided.
fn whole(vocabulary: &crate::vocabulary::Vocabulary, fact: FactId) -> (FactId, i32) {
    match vocabulary.fact(fact).derivation {
        Some(Derivation::Floor { of, by }) => (of, by),
        _ => (fact, 1),
    }
}

/// Both sides of every bound of a leaf that lies within the domain.
fn bounds(pack: &Pack, finding: usize, leaf: &Leaf, seen: Option<&BTreeSet<i32>>) -> Vec<BoundCoverage> {
    let Test::Within(intervals) = &leaf.predicate.test else { return Vec::new() };
    let (fact, by) = whole(pack.vocabulary(), leaf.predicate.fact);
    let Domain::Integer { minimum, maximum, .. } = pack.vocabulary().fact(fact).domain else { return Vec::new() };
    let mut sides = BTreeSet::new();
    for (first, last) in intervals {
        let (first, last) = (first.saturating_mul(by), last.saturating_mul(by).saturating_add(by - 1));
        if first > minimum {
            sides.extend([first - 1, first]);
        }
        if last < maximum {
            sides.extend([last, last + 1]);
        }
    }
    sides
        .into_iter()
        .map(|number| BoundCoverage {
            finding,
            at: leaf.at.clone(),
            fact,
            number,
            seen: seen.is_some_and(|seen| seen.contains(&number)),
        })
        .collect()
}

/// A leaf as it is written: the fact, and what follows it on its line.
fn written(pack: &Pack, leaf: &Leaf) -> String {
    let fact = &leaf.at;
    let text = pack.texts().get(fact.file.as_ref()).map(SourceText::text);
    let words = text.and_then(|text| text.get(fact.span.start..fact.span.end)).unwrap_or("");
    let sign = if leaf.negated { "!" } else { "" };
    format!("{sign}{words}{}", test_words(pack, leaf))
}

fn test_words(pack: &Pack, leaf: &Leaf) -> String {
    let description = pack.vocabulary().fact(leaf.predicate.fact);
    let id = |number: usize| description.values().get(number).map_or("?", |value| value.id.as_str());
    match (&leaf.predicate.test, &description.domain) {
        (Test::OneOf(0b10), Domain::Bool) => String::new(),
        (Test::OneOf(_), Domain::Bool) => " == false".to_owned(),
        (Test::OneOf(mask), _) => {
            let values: Vec<&str> =
                (0..description.values().len()).filter(|number| mask >> number & 1 == 1).map(id).collect();
            format!(" in [{}]", values.join(", "))
        }
        (Test::Within(intervals), _) => {
            let ranges: Vec<String> = intervals.iter().map(|(first, last)| format!("{first}..={last}")).collect();
            format!(" in {}", ranges.join(" or "))
        }
        (Test::Holds(value), _) => format!(" holds {}", id(usize::from(*value))),
    }
}
