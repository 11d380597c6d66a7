//! Expected answers: the cases beside findings and whole scenarios, and what they cover.

mod coverage;
mod read;
mod replay;
mod shown;

pub use coverage::{BoundCoverage, Coverage, LeafCoverage};
pub use read::{FindingCase, Scenario, read_finding_cases, read_scenarios};
pub use replay::{Replayed, replay_case, replay_scenario};
pub use shown::{ExpectedPackage, ExpectedSlot, Shown, VerbsOf};

use crate::matching::Binding;
use crate::pack::{FileKind, Pack};
use crate::problem::{Problem, tidy};

/// Everything that a pack expects of itself.
#[derive(Debug, Default)]
pub struct Expectations {
    /// The cases beside findings.
    pub cases: Vec<FindingCase>,
    /// The scenarios of the pack.
    pub scenarios: Vec<Scenario>,
}

impl Expectations {
    /// Reads the cases and scenarios of a pack; every problem of every file in one go.
    pub fn of(pack: &Pack) -> (Self, Vec<Problem>) {
        let mut expectations = Self::default();
        let mut problems = Vec::new();
        for (path, text) in pack.texts() {
            match FileKind::of(path) {
                FileKind::Cases => read_finding_cases(pack, text, &mut expectations.cases, &mut problems),
                FileKind::Scenarios => read_scenarios(pack, text, &mut expectations.scenarios, &mut problems),
                _ => {}
            }
        }
        tidy(&mut problems);
        (expectations, problems)
    }
}

/// The people whom bindings speak of, in the roles of a finding, as they are written in cases.
fn people(pack: &Pack, roles: &[crate::condition::RoleId], bindings: &[Binding]) -> Vec<String> {
    let mut places: Vec<_> =
        bindings.iter().flat_map(|binding| roles.iter().filter_map(|role| binding.somebody(*role))).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().map(|place| place.name(pack.vocabulary())).collect()
}

/// Names as a message lists them.
fn listed(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
