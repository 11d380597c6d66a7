//! What is said of an entry, and in which order: what somebody wants to know comes first.

use handrail_engine::arrange::position;
use handrail_engine::finding::{Finding, Grading, Status};
use handrail_engine::pack::Pack;
use handrail_engine::reference::{Asks, LaterRecord, Need, Part};

use super::year;

/// What can be said of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aspect {
    /// What the evidence says.
    Evidence,
    /// How strong it is.
    Strength,
    /// For whom it is, and by whom.
    ForWhom,
    /// Whether it can be had.
    Delivery,
    /// What speaks against it, limits it or is disputed.
    Limits,
    /// What was published later.
    Later,
    /// Where it is written.
    Sources,
    /// What stands beside it.
    Beside,
}

/// What is said of a finding, in the order in which it answers a question. Nothing is left out.
pub(crate) fn aspects(asks: Asks) -> Vec<Aspect> {
    use Aspect::{Beside, Delivery, Evidence, ForWhom, Later, Limits, Sources, Strength};
    let first: &[Aspect] = match asks {
        Asks::ForWhom => &[ForWhom],
        Asks::Evidence | Asks::WhatWorks => &[Evidence, Strength, Limits],
        Asks::NotKnown => &[Evidence, Limits],
        Asks::Changes => &[Later, Strength, Delivery],
        Asks::Delivery => &[Delivery],
        Asks::Source => &[Sources],
        Asks::About | Asks::Meaning | Asks::Compare => &[],
    };
    let usual = [Evidence, Strength, ForWhom, Delivery, Limits, Later, Sources, Beside];
    first.iter().copied().chain(usual.into_iter().filter(|aspect| !first.contains(aspect))).collect()
}

/// The findings that stand under a need or subject, by the part of an answer, each part in its order: the strongest
/// evidence first within a scheme.
pub(crate) struct NeedPage<'p> {
    /// What must come before everything else.
    pub urgent: Vec<&'p Finding>,
    /// What may help.
    pub suggestions: Vec<&'p Finding>,
    /// What to be careful of.
    pub cautions: Vec<&'p Finding>,
    /// Where evidence is missing.
    pub gaps: Vec<&'p Finding>,
    /// What else to know.
    pub context: Vec<&'p Finding>,
}

impl<'p> NeedPage<'p> {
    /// Everything that stands under a need.
    pub(crate) fn of(pack: &'p Pack, need: &Need) -> Self {
        let background = pack.background().iter().filter(|finding| finding.status == Status::Active);
        let all = pack.active().map(|(_, finding)| finding).chain(background);
        let mut found: Vec<_> = all.filter(|finding| finding.need() == need.id).collect();
        found.sort_by_key(|finding| position(pack, finding));
        let of_part = |part: Part| found.iter().copied().filter(|f| position(pack, f).part == part).collect();
        Self {
            urgent: of_part(Part::Urgent),
            suggestions: of_part(Part::Suggestion),
            cautions: of_part(Part::Caution),
            gaps: of_part(Part::Gap),
            context: of_part(Part::Context),
        }
    }

    /// Everything on it.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'p Finding> + '_ {
        [&self.urgent, &self.suggestions, &self.cautions, &self.gaps, &self.context].into_iter().flatten().copied()
    }
}

/// What changed since a year, as far as dates tell.
pub(crate) struct Changes<'p> {
    /// Later records after that year, the newest first.
    pub after: Vec<&'p LaterRecord>,
    /// Those of the year itself: before or after, that is not known.
    pub within: Vec<&'p LaterRecord>,
    /// Those without a date.
    pub undated: Vec<&'p LaterRecord>,
    /// Findings that were graded again after that year, with the gradings from first to last.
    pub graded_again: Vec<(&'p Finding, Vec<&'p Grading>)>,
}

impl<'p> Changes<'p> {
    /// What a pack knows of it.
    pub(crate) fn since(pack: &'p Pack, since: i16) -> Self {
        let reference = pack.reference();
        let shown: Vec<&LaterRecord> = reference.later.iter().filter(|_| !reference.later_hidden).collect();
        let of = |wanted: &dyn Fn(Option<i16>) -> bool| -> Vec<&'p LaterRecord> {
            shown.iter().copied().filter(|record| wanted(year(&record.as_of))).collect()
        };
        let mut after = of(&|year| year.is_some_and(|year| year > since));
        after.sort_by(|a, b| b.as_of.cmp(&a.as_of).then_with(|| a.id.cmp(&b.id)));
        let graded_again = pack.active().filter_map(|(_, finding)| {
            let mut gradings: Vec<&Grading> = finding.strength.iter().collect();
            gradings.sort_by(|a, b| a.as_of.cmp(&b.as_of));
            let years = || gradings.iter().filter_map(|grading| year(&grading.as_of));
            let again = years().any(|year| year <= since) && years().any(|year| year > since);
            again.then_some((finding, gradings))
        });
        Self {
            within: of(&|year| year == Some(since)),
            undated: of(&|year| year.is_none()),
            graded_again: graded_again.collect(),
            after,
        }
    }

    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.after.is_empty() && self.within.is_empty() && self.undated.is_empty() && self.graded_again.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_answered_with_everything() {
        for (_, asks) in Asks::ALL {
            assert_eq!(aspects(asks).len(), 8, "{asks:?}");
        }
        assert_eq!(aspects(Asks::Delivery).first(), Some(&Aspect::Delivery));
    }
}
