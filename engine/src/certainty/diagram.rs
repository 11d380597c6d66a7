//! A formula as a binary decision diagram.

use std::collections::BTreeSet;

use biodivine_lib_bdd::{Bdd, BddVariable, BddVariableSet};

use super::TooLarge;
use super::formula::{Atoms, Formula, KnownAtom};
use crate::condition::Test;

/// The greatest number of nodes of a diagram. Conditions of a hundred leaves stay below 1,000; a condition
/// that needs more than this is reported as failed rather than holding up an answer.
pub(super) const MAXIMUM_NODES: usize = 200_000;
/// The greatest number of Boolean variables: the library counts them in 16 bits.
pub(super) const MAXIMUM_VARIABLES: usize = 4_096;

/// An unknown as Boolean variables: its values fall into classes that no test tells apart, and the number
/// of the class is coded in bits. Codes beyond the last class mean the last class, so every code means a value.
pub(super) struct Coded {
    /// A value of each class.
    classes: Vec<i32>,
    bits: Vec<BddVariable>,
}

pub(super) struct Diagrams {
    set: BddVariableSet,
    coded: Vec<Coded>,
}

pub(super) struct Diagram<'a> {
    pub(super) bdd: Bdd,
    coded: &'a [Coded],
}

impl Diagram<'_> {
    /// The atoms that the diagram depends on.
    pub(super) fn support(&self) -> BTreeSet<usize> {
        let variables = self.bdd.support_set();
        self.coded
            .iter()
            .enumerate()
            .filter(|(_, coded)| coded.bits.iter().any(|bit| variables.contains(bit)))
            .map(|(number, _)| number)
            .collect()
    }
}

impl Diagrams {
    pub(super) fn new(atoms: &Atoms) -> Result<Self, TooLarge> {
        let classes: Vec<Vec<i32>> = atoms.known.iter().map(classes).collect();
        let bits = |classes: &Vec<i32>| usize::BITS - classes.len().saturating_sub(1).leading_zeros();
        let total: usize = classes.iter().map(|classes| bits(classes) as usize).sum();
        if total > MAXIMUM_VARIABLES {
            return Err(TooLarge);
        }
        let set = BddVariableSet::new_anonymous(u16::try_from(total).map_err(|_| TooLarge)?);
        let mut variables = set.variables().into_iter();
        let coded = classes
            .into_iter()
            .map(|classes| Coded { bits: variables.by_ref().take(bits(&classes) as usize).collect(), classes })
            .collect();
        Ok(Self { set, coded })
    }

    pub(super) fn build(&self, formula: &Formula) -> Result<Diagram<'_>, TooLarge> {
        Ok(Diagram { bdd: self.bdd(formula)?, coded: &self.coded })
    }

    fn bdd(&self, formula: &Formula) -> Result<Bdd, TooLarge> {
        Ok(match formula {
            Formula::Constant(true) => self.set.mk_true(),
            Formula::Constant(false) => self.set.mk_false(),
            Formula::Not(inner) => self.bdd(inner)?.not(),
            Formula::Test(atom, test) => self.test(*atom, test),
            Formula::All(parts) => self.fold(parts, self.set.mk_true(), Bdd::and)?,
            Formula::Any(parts) => self.fold(parts, self.set.mk_false(), Bdd::or)?,
            Formula::AtLeast(number, parts) => {
                // After each part: at least 0, 1, 2 … of those so far.
                let mut reached = vec![self.set.mk_false(); number + 1];
                if let Some(none) = reached.first_mut() {
                    *none = self.set.mk_true();
                }
                for part in parts {
                    let part = self.bdd(part)?;
                    for index in (1..=*number).rev() {
                        let step = reached.get(index - 1).map(|fewer| fewer.and(&part));
                        if let (Some(step), Some(slot)) = (step, reached.get_mut(index)) {
                            *slot = limited(slot.or(&step))?;
                        }
                    }
                }
                reached.pop().unwrap_or_else(|| self.set.mk_false())
            }
        })
    }

    fn fold(&self, parts: &[Formula], start: Bdd, join: impl Fn(&Bdd, &Bdd) -> Bdd) -> Result<Bdd, TooLarge> {
        parts.iter().try_fold(start, |joined, part| limited(join(&joined, &self.bdd(part)?)))
    }

    /// The codes of an unknown whose class satisfies a test.
    fn test(&self, atom: usize, test: &Test) -> Bdd {
        let Some(coded) = self.coded.get(atom) else { return self.set.mk_false() };
        let mut satisfied = self.set.mk_false();
        for code in 0..1_usize << coded.bits.len() {
            let class = coded.classes.get(code).or(coded.classes.last());
            if class.is_some_and(|value| holds(*value, test)) {
                let cube = coded.bits.iter().enumerate().fold(self.set.mk_true(), |cube, (bit, variable)| {
                    cube.and(&self.set.mk_literal(*variable, code >> bit & 1 == 1))
                });
                satisfied = satisfied.or(&cube);
            }
        }
        satisfied
    }
}

pub(super) fn limited(bdd: Bdd) -> Result<Bdd, TooLarge> {
    if bdd.size() > MAXIMUM_NODES { Err(TooLarge) } else { Ok(bdd) }
}

/// Whether a value, as a number, satisfies a test.
pub(super) fn holds(value: i32, test: &Test) -> bool {
    match test {
        Test::OneOf(mask) => u32::try_from(value).is_ok_and(|value| mask.checked_shr(value).unwrap_or(0) & 1 == 1),
        Test::Within(intervals) => intervals.iter().any(|(first, last)| (*first..=*last).contains(&value)),
        Test::Holds(_) => false,
    }
}

/// One value for each class of values that no test of an unknown tells apart, in order.
pub(super) fn classes(known: &KnownAtom) -> Vec<i32> {
    let (first, last) = known.range;
    let mut starts = BTreeSet::from([first]);
    for test in &known.tests {
        match test {
            Test::Within(intervals) => {
                starts.extend(intervals.iter().flat_map(|(from, to)| [*from, to.saturating_add(1)]));
            }
            Test::OneOf(_) => starts.extend(first..=last),
            Test::Holds(_) => {}
        }
    }
    let mut seen = BTreeSet::new();
    starts
        .into_iter()
        .filter(|value| (first..=last).contains(value))
        .filter(|value| seen.insert(known.tests.iter().map(|test| holds(*value, test)).collect::<Vec<_>>()))
        .collect()
}
