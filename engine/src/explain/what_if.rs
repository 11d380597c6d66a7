//! What if: which findings appear, disappear or change when facts change.

use crate::matching::Binding;
use crate::pack::{Pack, Verdicts};
use crate::profile::Profile;
use crate::verdict::Outcome;

/// What becomes of one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The number of the finding in the pack.
    pub finding: usize,
    /// Its outcome before.
    pub before: Outcome,
    /// Its outcome after.
    pub after: Outcome,
    /// The bindings that it has after, and had not before.
    pub gained: Vec<Binding>,
    /// The bindings that it had before, and has no more.
    pub lost: Vec<Binding>,
}

/// The findings whose outcome or bindings differ between two profiles, in the order of the pack.
pub fn compare(pack: &Pack, before: &Profile, after: &Profile) -> Vec<Difference> {
    let (old, new) = (Verdicts::of(pack, before), Verdicts::of(pack, after));
    pack.active()
        .filter_map(|(finding, _)| {
            let (old, new) = (old.of_findings.get(finding)?, new.of_findings.get(finding)?);
            let only = |some: &[Binding], others: &[Binding]| {
                some.iter().filter(|binding| !others.contains(binding)).copied().collect::<Vec<_>>()
            };
            let difference = Difference {
                finding,
                before: old.outcome(),
                after: new.outcome(),
                gained: only(&new.matched, &old.matched),
                lost: only(&old.matched, &new.matched),
            };
            let same =
                difference.before == difference.after && difference.gained.is_empty() && difference.lost.is_empty();
            (!same).then_some(difference)
        })
        .collect()
}
