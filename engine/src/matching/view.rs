//! What is known of a fact of a person: stated, assumed, following from other facts, or unknown.

use super::bindings::Binding;
use super::tree;
use crate::condition::{FactId, Leaf, Subject, Test};
use crate::profile::{Place, Profile, Stated};
use crate::truth::Truth;
use crate::vocabulary::{Derivation, Domain, Fact, Owner, Value, Vocabulary};

/// A profile, read with its vocabulary.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Who and what can be described.
    pub vocabulary: &'a Vocabulary,
    /// What is described.
    pub profile: &'a Profile,
}

impl<'a> View<'a> {
    /// A profile with its vocabulary.
    pub fn new(vocabulary: &'a Vocabulary, profile: &'a Profile) -> Self {
        Self { vocabulary, profile }
    }

    /// Whether a leaf holds for a binding.
    ///
    /// Where nobody can take the role that it speaks of, it is false, and its contrary too: no rule can
    /// speak of nobody.
    pub fn leaf(&self, leaf: &Leaf, binding: &Binding) -> Truth {
        let place = match leaf.predicate.subject {
            Subject::Entity(entity) => Place { entity, index: 0 },
            Subject::Role(role) => match binding.somebody(role) {
                Some(place) => place,
                None => return Truth::False,
            },
        };
        self.test(place, leaf.predicate.fact, &leaf.predicate.test).negated_if(leaf.negated)
    }

    /// Whether the value of a fact of a person satisfies a test. Of someone who does not exist, and of a
    /// value that cannot exist, nothing is true.
    pub fn test(&self, place: Place, fact: FactId, test: &Test) -> Truth {
        if !self.profile.exists(place) {
            return Truth::False;
        }
        let description = self.vocabulary.fact(fact);
        let value = self.value_test(place, fact, description, test);
        match description.does_not_exist_if {
            None => value,
            Some(guard) => self.test(place, guard, &Test::OneOf(0b10)).negated().and(value),
        }
    }

    /// The value of a fact of a person as a number, where it is simply stated or simply not known; so that
    /// many tests of one fact read it once.
    pub(super) fn code(&self, place: Place, fact: FactId) -> Code {
        if !self.profile.exists(place) {
            return Code::Involved;
        }
        let description = self.vocabulary.fact(fact);
        if let Some(guard) = description.does_not_exist_if
            && self.test(place, guard, &Test::OneOf(0b10)) != Truth::False
        {
            return Code::Involved;
        }
        match (self.profile.stated(place, fact).value(), &description.derivation) {
            (Some(Value::Bool(value)), _) => Code::Known(i32::from(*value)),
            (Some(Value::Choice(number)), _) => Code::Known(i32::from(*number)),
            (Some(Value::Integer(number)), _) => Code::Known(*number),
            (None, None) if description.false_if_stated_false.is_none() && description.divided_as.is_none() => {
                Code::Unknown
            }
            (None, Some(Derivation::Floor { of, by })) => match self.profile.stated(place, *of).value() {
                Some(Value::Integer(number)) => Code::Known(number.div_euclid(*by)),
                _ => Code::Involved,
            },
            (Some(Value::Set(_)) | None, _) => Code::Involved,
        }
    }

    fn value_test(&self, place: Place, fact: FactId, description: &Fact, test: &Test) -> Truth {
        if let Some(value) = self.profile.stated(place, fact).value() {
            return satisfies(value, test).into();
        }
        if let Some(other) = description.false_if_stated_false
            && self.profile.stated(place, other) == &Stated::Value(Value::Bool(false))
        {
            return satisfies(&Value::Bool(false), test).into();
        }
        if let Some((divided, by)) = description.divided_as
            && let (Some(Value::Integer(number)), Test::Within(intervals)) =
                (self.profile.stated(place, divided).value(), test)
        {
            let (first, last) = whole_range(description, *number, by);
            return range_truth(intervals, first, last);
        }
        match &description.derivation {
            None => anything(description, test),
            Some(Derivation::Floor { of, by }) => match (self.profile.stated(place, *of).value(), test) {
                (Some(Value::Integer(number)), _) => satisfies(&Value::Integer(number.div_euclid(*by)), test).into(),
                _ => anything(description, test),
            },
            Some(Derivation::Equals(condition)) => {
                bool_test(tree::evaluate(self, condition, &Binding::of_owner(description.owner, place)), test)
            }
            Some(Derivation::TrueIf(condition)) => {
                match tree::evaluate(self, condition, &Binding::of_owner(description.owner, place)) {
                    Truth::True => satisfies(&Value::Bool(true), test).into(),
                    Truth::Unknown | Truth::False => anything(description, test),
                }
            }
            Some(Derivation::Counts(counted)) => {
                let mut first = 0;
                let mut last = 0;
                for (entity, fact) in counted {
                    let place = Place { entity: *entity, index: 0 };
                    if !self.profile.exists(place) {
                        return anything(description, test);
                    }
                    let truth = self.test(place, *fact, &Test::OneOf(0b10));
                    first += i32::from(truth == Truth::True);
                    last += i32::from(truth != Truth::False);
                }
                match test {
                    Test::Within(intervals) => range_truth(intervals, first, last),
                    Test::OneOf(_) | Test::Holds(_) => Truth::Unknown,
                }
            }
        }
    }

    /// Whether a question about a fact of a person is open: it can have a value, and more than one.
    pub fn is_open(&self, place: Place, fact: FactId) -> bool {
        if !self.profile.exists(place) || self.profile.stated(place, fact).value().is_some() {
            return false;
        }
        let description = self.vocabulary.fact(fact);
        let without_value = description
            .does_not_exist_if
            .is_some_and(|guard| self.test(place, guard, &Test::OneOf(0b10)) == Truth::True);
        let unknown = |test: Test| self.value_test(place, fact, description, &test) == Truth::Unknown;
        !without_value
            && match &description.domain {
                Domain::Bool => unknown(Test::OneOf(0b10)),
                Domain::Integer { minimum, maximum, .. } => {
                    (*minimum..=*maximum).any(|number| unknown(Test::Within(vec![(number, number)])))
                }
                Domain::Choice(_) | Domain::Set(_) => true,
            }
    }

    /// What is stated and does not agree with what would follow from other facts. It is kept as stated.
    pub fn contradictions(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (entity, _) in self.vocabulary.entities() {
            for place in self.profile.places(entity) {
                for (fact, description) in self.vocabulary.facts_of(entity) {
                    if let Stated::Value(value) = self.profile.stated(place, fact)
                        && let Some(otherwise) = self.contradiction(place, description, value)
                    {
                        found.push(format!(
                            "{}.{} is stated as {}, but {otherwise}; it is kept as stated",
                            place.name(self.vocabulary),
                            description.name,
                            description.write_value(value)
                        ));
                    }
                }
            }
        }
        found
    }

    fn contradiction(&self, place: Place, description: &Fact, value: &Value) -> Option<String> {
        let binding = Binding::of_owner(description.owner, place);
        let stated = |fact: FactId| match self.profile.stated(place, fact) {
            Stated::Value(value) => Some(value),
            _ => None,
        };
        if let Some(guard) = description.does_not_exist_if
            && stated(guard) == Some(&Value::Bool(true))
        {
            let guard = &self.vocabulary.fact(guard).name;
            return Some(format!("{guard} is true, so there is none and conditions on it are false"));
        }
        if let Some(other) = description.false_if_stated_false
            && value == &Value::Bool(true)
            && stated(other) == Some(&Value::Bool(false))
        {
            return Some(format!("{} is stated as false", self.vocabulary.fact(other).name));
        }
        match (&description.derivation, value) {
            (Some(Derivation::Floor { of, by }), Value::Integer(number)) => match stated(*of) {
                Some(Value::Integer(whole)) if whole.div_euclid(*by) != *number => {
                    Some(format!("{} {whole} gives {}", self.vocabulary.fact(*of).name, whole.div_euclid(*by)))
                }
                _ => None,
            },
            (Some(Derivation::Equals(condition)), Value::Bool(value)) => {
                let follows = tree::evaluate(self, condition, &binding);
                (follows != Truth::Unknown && follows != Truth::from(*value))
                    .then(|| "what it follows from says otherwise".to_owned())
            }
            (Some(Derivation::TrueIf(condition)), Value::Bool(false)) => (tree::evaluate(self, condition, &binding)
                == Truth::True)
                .then(|| "what it follows from says otherwise".to_owned()),
            (Some(Derivation::Counts(_)), Value::Integer(number)) => {
                let mut without = self.profile.clone();
                let fact = self.vocabulary.fact_by_id(&description.id)?;
                without.retract(self.vocabulary, crate::profile::Statement::Fact(place, fact));
                let same = Test::Within(vec![(*number, *number)]);
                let follows = View::new(self.vocabulary, &without).test(place, fact, &same);
                (follows == Truth::False).then(|| "those who are counted say otherwise".to_owned())
            }
            _ => None,
        }
    }
}

/// The value of a fact as the compiled form reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// Stated or assumed: yes is 1, no is 0, a choice is its number.
    Known(i32),
    /// Not known, and nothing follows for it.
    Unknown,
    /// The plain evaluator has to say.
    Involved,
}

/// The numbers that a fact can be and that give `divided` when divided by `by`.
pub(crate) fn whole_range(whole: &Fact, divided: i32, by: i32) -> (i32, i32) {
    let first = divided.saturating_mul(by);
    let last = first.saturating_add(by - 1);
    match whole.domain {
        Domain::Integer { minimum, maximum, .. } if first <= maximum && last >= minimum => {
            (first.max(minimum), last.min(maximum))
        }
        _ => (first, last),
    }
}

/// Whether a number that lies between two bounds lies within sorted, disjoint intervals.
pub(crate) fn range_truth(intervals: &[(i32, i32)], first: i32, last: i32) -> Truth {
    if intervals.iter().any(|(from, to)| *from <= first && last <= *to) {
        Truth::True
    } else if intervals.iter().any(|(from, to)| *from <= last && first <= *to) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

/// Whether a value satisfies a test.
pub(crate) fn satisfies(value: &Value, test: &Test) -> bool {
    match (value, test) {
        (Value::Bool(value), Test::OneOf(mask)) => mask >> u32::from(*value) & 1 == 1,
        (Value::Choice(number), Test::OneOf(mask)) => mask.checked_shr(u32::from(*number)).unwrap_or(0) & 1 == 1,
        (Value::Integer(number), Test::Within(intervals)) => {
            intervals.iter().any(|(first, last)| (first..=last).contains(&number))
        }
        (Value::Set(numbers), Test::Holds(number)) => numbers.binary_search(number).is_ok(),
        _ => false,
    }
}

/// What is certain of a value that can be anything.
pub(super) fn anything(description: &Fact, test: &Test) -> Truth {
    match (&description.domain, test) {
        (Domain::Bool, Test::OneOf(mask)) => every_value(*mask, 2),
        (Domain::Choice(values), Test::OneOf(mask)) => every_value(*mask, values.len()),
        (Domain::Integer { minimum, maximum, .. }, Test::Within(intervals)) => {
            range_truth(intervals, *minimum, *maximum)
        }
        _ => Truth::Unknown,
    }
}

fn every_value(mask: u64, count: usize) -> Truth {
    let every = if count >= 64 { u64::MAX } else { (1 << count) - 1 };
    match mask & every {
        0 => Truth::False,
        some if some == every => Truth::True,
        _ => Truth::Unknown,
    }
}

fn bool_test(truth: Truth, test: &Test) -> Truth {
    match test {
        Test::OneOf(mask) => match mask & 0b11 {
            0b00 => Truth::False,
            0b01 => truth.negated(),
            0b10 => truth,
            _ => Truth::True,
        },
        Test::Within(_) | Test::Holds(_) => Truth::False,
    }
}

impl Binding {
    /// The binding in which what a fact follows from is read: its own person in its role.
    pub(crate) fn of_owner(owner: Owner, place: Place) -> Self {
        match owner {
            Owner::Role(role) => Self::nobody().with(role, Some(place)),
            Owner::Entity(_) => Self::nobody(),
        }
    }
}
