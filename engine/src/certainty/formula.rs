//! A condition as a formula over what is unknown.

use std::collections::{BTreeMap, BTreeSet};

use super::Unknown;
use crate::condition::{Condition, EntityId, FactId, Leaf, RoleId, Subject, Test};
use crate::matching::{Binding, View, whole_range};
use crate::profile::{Place, Stated};
use crate::vocabulary::{Derivation, Domain, Fact, Value};

/// A formula over what is unknown.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    Constant(bool),
    /// The value of an unknown satisfies a test.
    Test(usize, Test),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    /// At least so many of them.
    AtLeast(usize, Vec<Formula>),
}

/// An unknown as the formula needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Atom {
    Fact(Place, FactId),
    /// Whether a set holds a value.
    Element(Place, FactId, u16),
    /// Whether there are at least so many more of an entity.
    More(EntityId, usize),
}

#[derive(Debug, Default)]
pub(super) struct Atoms {
    numbers: BTreeMap<Atom, usize>,
    pub(super) known: Vec<KnownAtom>,
}

#[derive(Debug)]
pub(super) struct KnownAtom {
    atom: Atom,
    /// The least and the greatest value, as numbers.
    pub(super) range: (i32, i32),
    pub(super) tests: BTreeSet<Test>,
    /// Through which facts that are asked themselves it was reached; `None` for directly.
    through: BTreeSet<Option<(Place, FactId)>>,
}

impl Atoms {
    fn number(&mut self, atom: Atom, range: (i32, i32), test: &Test, through: Option<(Place, FactId)>) -> usize {
        let number = *self.numbers.entry(atom).or_insert(self.known.len());
        if number == self.known.len() {
            self.known.push(KnownAtom { atom, range, tests: BTreeSet::new(), through: BTreeSet::new() });
        }
        if let Some(known) = self.known.get_mut(number) {
            known.tests.insert(test.clone());
            known.through.insert(through);
        }
        number
    }

    /// The unknowns that a person can be asked, for the atoms that matter.
    pub(super) fn askable(&self, view: &View<'_>, atoms: &BTreeSet<usize>) -> Vec<Unknown> {
        let mut found = BTreeSet::new();
        for known in atoms.iter().filter_map(|number| self.known.get(*number)) {
            for through in &known.through {
                found.insert(match (through, known.atom) {
                    // Asked directly somewhere: then the direct question settles both.
                    (Some((place, fact)), _) if !known.through.contains(&None) => Unknown::Fact(*place, *fact),
                    // Nobody can be asked about people of whom it is not known whether there are any.
                    (_, Atom::Fact(place, _) | Atom::Element(place, ..))
                        if place.index > 0 && view.profile.is_unlisted(place.entity) =>
                    {
                        Unknown::Number(place.entity)
                    }
                    (_, Atom::Fact(place, fact) | Atom::Element(place, fact, _)) => Unknown::Fact(place, fact),
                    (_, Atom::More(entity, _)) => Unknown::Number(entity),
                });
            }
        }
        found.into_iter().collect()
    }
}

pub(super) struct Builder<'a, 'v> {
    pub(super) view: &'a View<'v>,
    pub(super) atoms: &'a mut Atoms,
    /// For lists that are not known, how many further people are looked at one by one.
    pub(super) further: &'a BTreeMap<EntityId, usize>,
}

pub(super) type Through = Option<(Place, FactId)>;

impl Builder<'_, '_> {
    pub(super) fn condition(&mut self, condition: &Condition, binding: &Binding, through: Through) -> Formula {
        match condition {
            Condition::Leaf(leaf) => self.leaf(leaf, binding, through),
            Condition::All(parts) => all(parts.iter().map(|part| self.condition(part, binding, through)).collect()),
            Condition::Any(parts) => any(parts.iter().map(|part| self.condition(part, binding, through)).collect()),
            Condition::Number { minimum, maximum, of } => {
                let of = of.iter().map(|part| self.condition(part, binding, through)).collect();
                between(of, *minimum, *maximum)
            }
            Condition::People { role, minimum, maximum, of } => {
                let of = self.people(*role, of, binding, through, maximum.map_or(*minimum, |maximum| maximum + 1));
                between(of, *minimum, *maximum)
            }
        }
    }

    /// For each in a role, whether the condition holds; for a list that is not known, up to `most` times.
    fn people(
        &mut self,
        role: RoleId,
        of: &Condition,
        binding: &Binding,
        through: Through,
        most: usize,
    ) -> Vec<Formula> {
        let mut found = Vec::new();
        for entity in &self.view.vocabulary.role(role).members {
            for place in self.view.profile.places(*entity) {
                let one = self.condition(of, &binding.with(role, Some(place)), through);
                if let Some(people) = self.further.get(entity) {
                    found.push(one);
                    let mut before = Vec::new();
                    for index in (1..).take(*people) {
                        let test = Test::OneOf(0b10);
                        let atom = self.atoms.number(Atom::More(*entity, usize::from(index)), (0, 1), &test, through);
                        before.push(Formula::Test(atom, test));
                        let place = Place { entity: *entity, index };
                        let next = self.condition(of, &binding.with(role, Some(place)), through);
                        found.push(all(before.iter().cloned().chain([next]).collect()));
                    }
                    continue;
                }
                if self.view.profile.is_unlisted(*entity) {
                    for further in 1..most {
                        let test = Test::OneOf(0b10);
                        let atom = self.atoms.number(Atom::More(*entity, further), (0, 1), &test, through);
                        let mut before: Vec<Formula> = (1..further)
                            .map(|fewer| {
                                let fewer = self.atoms.number(Atom::More(*entity, fewer), (0, 1), &test, through);
                                Formula::Test(fewer, test.clone())
                            })
                            .collect();
                        before.extend([one.clone(), Formula::Test(atom, test)]);
                        found.push(all(before));
                    }
                }
                found.push(one);
            }
        }
        found
    }

    fn leaf(&mut self, leaf: &Leaf, binding: &Binding, through: Through) -> Formula {
        let place = match leaf.predicate.subject {
            Subject::Entity(entity) => Place { entity, index: 0 },
            Subject::Role(role) => match binding.somebody(role) {
                Some(place) => place,
                None => return Formula::Constant(false),
            },
        };
        let formula = self.test(place, leaf.predicate.fact, &leaf.predicate.test, through);
        if leaf.negated { not(formula) } else { formula }
    }

    fn test(&mut self, place: Place, fact: FactId, test: &Test, through: Through) -> Formula {
        if !self.view.profile.exists(place) {
            return Formula::Constant(false);
        }
        let description = self.view.vocabulary.fact(fact);
        let value = self.value(place, fact, description, test, through);
        match description.does_not_exist_if {
            None => value,
            Some(guard) => {
                let guard = self.test(place, guard, &Test::OneOf(0b10), through);
                all(vec![not(guard), value])
            }
        }
    }

    fn value(&mut self, place: Place, fact: FactId, description: &Fact, test: &Test, through: Through) -> Formula {
        let profile = self.view.profile;
        if let Some(value) = profile.stated(place, fact).value() {
            return Formula::Constant(satisfies(value, test));
        }
        if let Some(other) = description.false_if_stated_false
            && profile.stated(place, other) == &Stated::Value(Value::Bool(false))
        {
            return Formula::Constant(satisfies(&Value::Bool(false), test));
        }
        if let Some((divided, by)) = description.divided_as
            && let Some(Value::Integer(number)) = profile.stated(place, divided).value()
        {
            return self.free(place, fact, whole_range(description, *number, by), test, through);
        }
        // What is asked itself hides what it follows from.
        let inner = if description.ask_itself { through.or(Some((place, fact))) } else { through };
        match &description.derivation {
            None => self.free(place, fact, range(description), test, through),
            Some(Derivation::Floor { of, by }) => match (profile.stated(place, *of).value(), test) {
                (Some(Value::Integer(number)), _) => {
                    Formula::Constant(satisfies(&Value::Integer(number.div_euclid(*by)), test))
                }
                (_, Test::Within(intervals)) => {
                    let whole = intervals
                        .iter()
                        .map(|(first, last)| {
                            (first.saturating_mul(*by), last.saturating_mul(*by).saturating_add(by - 1))
                        })
                        .collect();
                    let base = self.view.vocabulary.fact(*of);
                    self.free(place, *of, range(base), &Test::Within(whole), through)
                }
                _ => Formula::Constant(false),
            },
            Some(Derivation::Equals(condition)) => {
                let formula = self.condition(condition, &Binding::of_owner(description.owner, place), inner);
                bool_test(formula, test)
            }
            Some(Derivation::TrueIf(condition)) => {
                let follows = self.condition(condition, &Binding::of_owner(description.owner, place), inner);
                let free = self.free(place, fact, (0, 1), &Test::OneOf(0b10), through);
                bool_test(any(vec![follows, free]), test)
            }
            Some(Derivation::Counts(counted)) => {
                let places = counted.iter().map(|(entity, fact)| (Place { entity: *entity, index: 0 }, *fact));
                if places.clone().any(|(place, _)| !profile.exists(place)) {
                    return self.free(place, fact, range(description), test, through);
                }
                let of: Vec<Formula> =
                    places.map(|(place, fact)| self.test(place, fact, &Test::OneOf(0b10), inner)).collect();
                match test {
                    Test::Within(intervals) => any(intervals
                        .iter()
                        .map(|(first, last)| {
                            let bound = |number: i32| usize::try_from(number).unwrap_or(0);
                            if *last < 0 {
                                Formula::Constant(false)
                            } else {
                                between(of.clone(), bound(*first), Some(bound(*last)))
                            }
                        })
                        .collect()),
                    Test::OneOf(_) | Test::Holds(_) => Formula::Constant(false),
                }
            }
        }
    }

    fn free(&mut self, place: Place, fact: FactId, range: (i32, i32), test: &Test, through: Through) -> Formula {
        let (atom, range, test) = match test {
            Test::Holds(value) => (Atom::Element(place, fact, *value), (0, 1), Test::OneOf(0b10)),
            other => (Atom::Fact(place, fact), range, other.clone()),
        };
        let number = self.atoms.number(atom, range, &test, through);
        Formula::Test(number, test)
    }
}

/// The values of a fact as numbers.
fn range(description: &Fact) -> (i32, i32) {
    match &description.domain {
        Domain::Bool | Domain::Set(_) => (0, 1),
        Domain::Choice(values) => (0, i32::try_from(values.len()).unwrap_or(i32::MAX) - 1),
        Domain::Integer { minimum, maximum, .. } => (*minimum, *maximum),
    }
}

fn satisfies(value: &Value, test: &Test) -> bool {
    crate::matching::satisfies(value, test)
}

fn not(formula: Formula) -> Formula {
    match formula {
        Formula::Constant(value) => Formula::Constant(!value),
        Formula::Not(inner) => *inner,
        other => Formula::Not(Box::new(other)),
    }
}

fn all(mut parts: Vec<Formula>) -> Formula {
    if parts.iter().any(|part| matches!(part, Formula::Constant(false))) {
        return Formula::Constant(false);
    }
    parts.retain(|part| !matches!(part, Formula::Constant(true)));
    match parts.len() {
        0 => Formula::Constant(true),
        1 => parts.swap_remove(0),
        _ => Formula::All(parts),
    }
}

pub(super) fn any(mut parts: Vec<Formula>) -> Formula {
    if parts.iter().any(|part| matches!(part, Formula::Constant(true))) {
        return Formula::Constant(true);
    }
    parts.retain(|part| !matches!(part, Formula::Constant(false)));
    match parts.len() {
        0 => Formula::Constant(false),
        1 => parts.swap_remove(0),
        _ => Formula::Any(parts),
    }
}

fn between(of: Vec<Formula>, minimum: usize, maximum: Option<usize>) -> Formula {
    let at_most = maximum.map(|maximum| not(Formula::AtLeast(maximum + 1, of.clone())));
    let at_least = (minimum > 0).then_some(Formula::AtLeast(minimum, of));
    all(at_least.into_iter().chain(at_most).collect())
}

fn bool_test(formula: Formula, test: &Test) -> Formula {
    match test {
        Test::OneOf(mask) => match mask & 0b11 {
            0b00 => Formula::Constant(false),
            0b01 => not(formula),
            0b10 => formula,
            _ => Formula::Constant(true),
        },
        Test::Within(_) | Test::Holds(_) => Formula::Constant(false),
    }
}
