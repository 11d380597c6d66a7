//! Which facts a condition asks and whom it counts: what lists that are not known need to be decided exactly.

use std::collections::BTreeMap;

use crate::condition::{Condition, EntityId, FactId, RoleId, Test};
use crate::matching::View;
use crate::vocabulary::{Derivation, Vocabulary};

/// The greatest number of people who are looked at one by one in a list that is not known: more than the counts
/// of an ordinary condition ask for together.
const MOST_FURTHER: usize = 12;

/// Which facts a condition asks, and whom it counts, what follows from others included.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The unknowns that are asked, once for each time.
    roots: Vec<(FactId, Option<u16>)>,
    /// For each count, the role and how many people can matter to it.
    counts: Vec<(RoleId, usize)>,
}

impl Survey {
    pub(super) fn of(vocabulary: &Vocabulary, condition: &Condition) -> Self {
        let mut survey = Self::default();
        survey.condition(vocabulary, condition);
        survey
    }

    fn condition(&mut self, vocabulary: &Vocabulary, condition: &Condition) {
        match condition {
            Condition::Leaf(leaf) => self.fact(vocabulary, leaf.predicate.fact, &leaf.predicate.test),
            Condition::All(parts) | Condition::Any(parts) | Condition::Number { of: parts, .. } => {
                for part in parts {
                    self.condition(vocabulary, part);
                }
            }
            Condition::People { role, minimum, maximum, of } => {
                self.counts.push((*role, maximum.map_or(*minimum, |maximum| maximum.saturating_add(1)).max(1)));
                self.condition(vocabulary, of);
            }
        }
    }

    fn fact(&mut self, vocabulary: &Vocabulary, fact: FactId, test: &Test) {
        let description = vocabulary.fact(fact);
        let yes = Test::OneOf(0b10);
        if let Some(guard) = description.does_not_exist_if {
            self.fact(vocabulary, guard, &yes);
        }
        match &description.derivation {
            Some(Derivation::Floor { of, .. }) => self.roots.push((*of, None)),
            Some(Derivation::Equals(condition)) => self.condition(vocabulary, condition),
            Some(Derivation::Counts(counted)) => {
                for (_, fact) in counted {
                    self.fact(vocabulary, *fact, &yes);
                }
            }
            Some(Derivation::TrueIf(condition)) => {
                self.roots.push((fact, None));
                self.condition(vocabulary, condition);
            }
            None => self.roots.push(match test {
                Test::Holds(value) => (fact, Some(*value)),
                Test::OneOf(_) | Test::Within(_) => (fact, None),
            }),
        }
    }

    /// For each list of which it is not known who there is, how many people besides the one whom rules speak
    /// of can matter, where one of whom everything is unknown cannot stand for all.
    ///
    /// Nobody has a fact and its contrary, but two people can: where a fact of such people is asked twice, each
    /// count needs its own people to be decided exactly. Where every fact is asked once, one stands for all.
    pub(super) fn further(&self, view: &View<'_>) -> BTreeMap<EntityId, usize> {
        let mut found = BTreeMap::new();
        for (entity, description) in view.vocabulary.entities().filter(|(entity, _)| view.profile.is_unlisted(*entity))
        {
            let counts = self.counts.iter().filter(|(role, _)| description.roles.contains(role));
            let people: usize = counts.map(|(_, people)| people).sum();
            let mut asked: Vec<_> =
                self.roots.iter().filter(|(fact, _)| view.vocabulary.has_fact(entity, *fact)).collect();
            asked.sort_unstable();
            if people > 0 && asked.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
                found.insert(entity, people.min(MOST_FURTHER));
            }
        }
        found
    }
}
