//! Exact certainty: what holds in every completion of the unknown facts, and which of them can still decide.
//!
//! Kleene logic is too coarse where an unknown fact is asked twice (`x < 5 | x >= 5`), or is asked beside
//! what follows from it. Here a condition becomes a formula over what is unknown, and the formula a binary
//! decision diagram (biodivine-lib-bdd), whose reduced form is constant exactly if the condition is certain.

mod diagram;
mod formula;
mod read_once;
mod survey;

pub use read_once::kleene_is_exact;

use crate::condition::{Condition, EntityId, FactId};
use crate::matching::{Binding, View};
use crate::profile::Place;

use diagram::{Diagrams, MAXIMUM_NODES};
use formula::{Atoms, Builder, Formula, any};
use survey::Survey;

/// Something that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unknown {
    /// A fact of a person.
    Fact(Place, FactId),
    /// How many there are of an entity.
    Number(EntityId),
}

/// What is certain of a condition for a binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certainty {
    /// It holds in every completion.
    Holds,
    /// It holds in none.
    Fails,
    /// It depends on these; each can still change it.
    Open(Vec<Unknown>),
}

/// The condition needs more room than an answer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "the condition is too large to be decided exactly (more than {MAXIMUM_NODES} nodes)")
    }
}

impl std::error::Error for TooLarge {}

/// What is certain of a condition for a binding, in every completion of what is unknown.
///
/// # Errors
/// [`TooLarge`] where the condition needs more room than an answer may take.
pub fn decide(view: &View<'_>, condition: &Condition, binding: &Binding) -> Result<Certainty, TooLarge> {
    let mut atoms = Atoms::default();
    let further = Survey::of(view.vocabulary, condition).further(view);
    let formula = Builder { view, atoms: &mut atoms, further: &further }.condition(condition, binding, None);
    let diagrams = Diagrams::new(&atoms)?;
    let diagram = diagrams.build(&formula)?;
    Ok(match diagram.bdd.as_bool() {
        Some(true) => Certainty::Holds,
        Some(false) => Certainty::Fails,
        None => Certainty::Open(atoms.askable(view, &diagram.support())),
    })
}

/// What can still change whether a condition holds for any of several bindings, each of them open.
///
/// What only one binding asks is left out where another binding settles the matter either way.
///
/// # Errors
/// [`TooLarge`] where the condition needs more room than an answer may take.
pub fn decide_any(view: &View<'_>, condition: &Condition, bindings: &[Binding]) -> Result<Vec<Unknown>, TooLarge> {
    let mut atoms = Atoms::default();
    let further = Survey::of(view.vocabulary, condition).further(view);
    let mut builder = Builder { view, atoms: &mut atoms, further: &further };
    let formulas: Vec<Formula> = bindings.iter().map(|binding| builder.condition(condition, binding, None)).collect();
    let diagrams = Diagrams::new(&atoms)?;
    let together = diagrams.build(&any(formulas.clone()))?;
    let mut support = together.support();
    if together.bdd.as_bool().is_some() {
        // One of the bindings holds in every completion, but which one is open: everything that they ask matters.
        for formula in &formulas {
            support.extend(diagrams.build(formula)?.support());
        }
    }
    Ok(atoms.askable(view, &support))
}
