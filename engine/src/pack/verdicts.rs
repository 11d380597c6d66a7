//! All findings of a pack, decided for a case: the compiled form first, exactly where that is open.

use super::Pack;
use crate::matching::{Evaluated, Lanes, View};
use crate::profile::Profile;
use crate::truth::Truth;
use crate::verdict::Verdict;

/// All findings of a pack, decided for a case.
#[derive(Debug)]
pub struct Verdicts {
    /// One for each finding, in the order of the pack.
    pub of_findings: Vec<Verdict>,
    /// What is known of every leaf.
    pub evaluated: Evaluated,
    /// The bindings of the case.
    pub lanes: Lanes,
}

impl Verdicts {
    /// Decides all findings of a pack for a case.
    pub fn of(pack: &Pack, profile: &Profile) -> Self {
        let view = View::new(pack.vocabulary(), profile);
        let lanes = Lanes::of(&view);
        let program = pack.program();
        let evaluated = program.evaluate(&view, &lanes);
        let of_findings = pack
            .criteria()
            .iter()
            .enumerate()
            .map(|(index, criterion)| {
                let numbers = lanes.over(&criterion.roles);
                let truths =
                    numbers.into_iter().map(|lane| (lanes.binding(lane), program.verdict(&evaluated, index, lane)));
                criterion.collect(&view, truths)
            })
            .collect();
        Self { of_findings, evaluated, lanes }
    }

    /// What is known of a leaf of a finding for a binding; leaves in the order in which they are written.
    pub fn leaf(&self, pack: &Pack, finding: usize, leaf: usize, lane: usize) -> Truth {
        pack.program().leaf(&self.evaluated, finding, leaf, lane)
    }
}
