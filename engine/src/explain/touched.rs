//! Which statements of a case a condition reads, and which leaf reads each first.

use std::collections::BTreeMap;

use crate::condition::{Condition, FactId, Leaf, RoleId, Subject};
use crate::matching::{Binding, View};
use crate::profile::{Place, Stated, Statement};
use crate::text::Location;
use crate::vocabulary::Derivation;

/// The statements that a condition reads, with the number in which they are first read.
#[derive(Debug, Default)]
pub(super) struct Touched {
    found: BTreeMap<Statement, (usize, Location)>,
}

impl Touched {
    /// Adds what a condition reads for a binding.
    pub(super) fn add(&mut self, view: &View<'_>, condition: &Condition, binding: &Binding) {
        self.condition(view, condition, binding, None);
    }

    /// Adds that there is nobody else who could take one of these roles.
    pub(super) fn nobody(&mut self, view: &View<'_>, condition: &Condition, roles: &[RoleId]) {
        for role in roles {
            let speaks_of = |leaf: &&Leaf| leaf.predicate.subject == Subject::Role(*role);
            let Some(leaf) = condition.leaves().into_iter().find(speaks_of) else { continue };
            for entity in &view.vocabulary.role(*role).members {
                if view.profile.places(*entity).next().is_none() {
                    self.note(Statement::Nobody(*entity), &leaf.at);
                }
            }
        }
    }

    /// The statements in the order in which they are read.
    pub(super) fn in_order(&self) -> Vec<(Statement, &Location)> {
        let mut all: Vec<_> = self.found.iter().collect();
        all.sort_by_key(|(_, (order, _))| *order);
        all.into_iter().map(|(statement, (_, at))| (*statement, at)).collect()
    }

    fn note(&mut self, statement: Statement, at: &Location) {
        let order = self.found.len();
        self.found.entry(statement).or_insert_with(|| (order, at.clone()));
    }

    /// `through`: the leaf of the finding, where a derivation is read for it.
    fn condition(&mut self, view: &View<'_>, condition: &Condition, binding: &Binding, through: Option<&Location>) {
        match condition {
            Condition::Leaf(leaf) => self.leaf(view, leaf, binding, through.unwrap_or(&leaf.at)),
            Condition::All(parts) | Condition::Any(parts) | Condition::Number { of: parts, .. } => {
                for part in parts {
                    self.condition(view, part, binding, through);
                }
            }
            Condition::People { role, of, .. } => {
                for entity in &view.vocabulary.role(*role).members {
                    let mut nobody = true;
                    for place in view.profile.places(*entity) {
                        nobody = false;
                        self.condition(view, of, &binding.with(*role, Some(place)), through);
                    }
                    if nobody && let Some(leaf) = of.leaves().first() {
                        self.note(Statement::Nobody(*entity), through.unwrap_or(&leaf.at));
                    }
                }
            }
        }
    }

    fn leaf(&mut self, view: &View<'_>, leaf: &Leaf, binding: &Binding, at: &Location) {
        match leaf.predicate.subject {
            Subject::Entity(entity) => self.fact(view, Place { entity, index: 0 }, leaf.predicate.fact, at),
            Subject::Role(role) => match binding.somebody(role) {
                Some(place) => self.fact(view, place, leaf.predicate.fact, at),
                None => {
                    for entity in &view.vocabulary.role(role).members {
                        self.note(Statement::Nobody(*entity), at);
                    }
                }
            },
        }
    }

    fn fact(&mut self, view: &View<'_>, place: Place, fact: FactId, at: &Location) {
        if !view.profile.exists(place) {
            self.note(Statement::Nobody(place.entity), at);
            return;
        }
        let description = view.vocabulary.fact(fact);
        if matches!(view.profile.stated(place, fact), Stated::Value(_)) {
            self.note(Statement::Fact(place, fact), at);
        }
        let known = view.profile.stated(place, fact).value().is_some();
        if let Some(guard) = description.does_not_exist_if {
            self.fact(view, place, guard, at);
        }
        if known {
            return;
        }
        for other in
            description.false_if_stated_false.into_iter().chain(description.divided_as.map(|(divided, _)| divided))
        {
            if matches!(view.profile.stated(place, other), Stated::Value(_)) {
                self.note(Statement::Fact(place, other), at);
            }
        }
        match &description.derivation {
            None => {}
            Some(Derivation::Floor { of, .. }) => self.fact(view, place, *of, at),
            Some(Derivation::Equals(condition) | Derivation::TrueIf(condition)) => {
                self.condition(view, condition, &Binding::of_owner(description.owner, place), Some(at));
            }
            Some(Derivation::Counts(counted)) => {
                for (entity, fact) in counted {
                    self.fact(view, Place { entity: *entity, index: 0 }, *fact, at);
                }
            }
        }
    }
}
