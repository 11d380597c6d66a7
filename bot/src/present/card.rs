//! A finding in full: everything that a person needs to weigh it, for and against.

use handrail_engine::answer::Answer;
use handrail_engine::arrange::position;
use handrail_engine::explain::reasons_for;
use handrail_engine::finding::{Finding, Relation};
use handrail_engine::matching::View;
use handrail_engine::reference::Part;
use handrail_engine::verdict::Outcome;

use super::{Detail, words};
use crate::document::{Card, Section};

/// The most people or pairs of people for whom reasons are shown one by one; the others are named.
const REASONED: usize = 4;

/// The card of a finding, by its number in the pack.
///
/// A brief card leaves out notes, addresses and most relations; what speaks for and against, how strong it is and where it is
/// written is on both.
pub(crate) fn card(answer: &Answer<'_>, index: usize, finding: &Finding, detail: Detail) -> Card {
    let reference = answer.pack.reference();
    let full = detail == Detail::Full;
    let mut sections = Sections::default();
    sections.add("For whom", words::for_whom(answer, index));
    sections.add("May also apply to", words::may_also_apply_to(answer, index));
    reasons(answer, index, full, &mut sections);
    let missing = answer.missing.get(index).into_iter().flatten();
    sections.add(
        "Depends on what is not known",
        missing.map(|about| words::unknown(answer.pack.vocabulary(), *about)).collect(),
    );
    sections.add("What the evidence says", vec![finding.because.clone()]);
    sections
        .add("How strong", finding.strength.iter().map(|grading| words::grading(reference, grading, full)).collect());
    if position(answer.pack, finding).part == Part::Suggestion {
        sections.add("Here", words::on_offer(answer.pack, finding));
    }
    sections.add("Kind of evidence", finding.evidence.iter().filter(|_| full).cloned().collect());
    sections.add("Delivery", finding.delivery.iter().map(|delivery| words::delivery(delivery, full)).collect());
    sections.against(words::AGAINST, finding.cautions.clone());
    sections.against("Can be read in two ways", answer.readings(index).into_iter().map(words::reading).collect());
    sections.against(
        "Where sources disagree",
        reference.conflicts_of(&finding.id).map(|conflict| words::conflict(reference, conflict, full)).collect(),
    );
    sections.add(
        "Later public record, not from the sources of this pack",
        reference.later_of(&finding.id).map(|record| words::later(reference, record, full)).collect(),
    );
    sections.add("Note", finding.note.iter().filter(|_| full).cloned().collect());
    sections.add("Sources", words::sources(reference, finding, full));
    for (_, relation) in Relation::ALL {
        if !full && !matches!(relation, Relation::TogetherWith | Relation::ConflictsWith) {
            continue;
        }
        let others = finding.linked(relation).map(|id| match answer.pack.finding(id) {
            Some((_, other)) => words::named(other),
            None => id.to_owned(),
        });
        sections.add(words::relation(relation), others.collect());
    }
    if full {
        sections.add("Look at again by", vec![finding.review_by.to_string()]);
    }
    Card {
        name: finding.name.clone(),
        id: finding.id.clone(),
        kind: words::kind(answer.pack, finding).to_owned(),
        advice: words::advice(answer.pack, finding),
        sections: sections.0,
    }
}

fn reasons(answer: &Answer<'_>, index: usize, full: bool, sections: &mut Sections) {
    let vocabulary = answer.pack.vocabulary();
    let (Some(criterion), Some(verdict)) = (answer.pack.criteria().get(index), answer.verdicts.get(index)) else {
        return;
    };
    let written = |reasons: Vec<handrail_engine::explain::Reason>| -> Vec<String> {
        reasons
            .iter()
            .map(|reason| {
                let stated = words::statement(vocabulary, answer.profile, reason.statement);
                // Where a rule asks for it matters to those who mend rules.
                if full { format!("{stated} ({})", reason.at) } else { stated }
            })
            .collect()
    };
    if verdict.outcome() != Outcome::Matched || verdict.matched.len() == 1 {
        sections.add("Why", written(answer.reasons(index)));
        return;
    }
    let view = View::new(vocabulary, answer.profile);
    for binding in verdict.matched.iter().take(REASONED) {
        let who = words::binding(vocabulary, answer.profile, &criterion.roles, binding);
        sections.add(&format!("Why, for {who}"), written(reasons_for(&view, criterion, binding)));
    }
}

#[derive(Default)]
struct Sections(Vec<Section>);

impl Sections {
    fn add(&mut self, label: &str, lines: Vec<String>) {
        self.push(label, false, lines);
    }

    fn against(&mut self, label: &str, lines: Vec<String>) {
        self.push(label, true, lines);
    }

    /// A part without a line is left out.
    fn push(&mut self, label: &str, against: bool, lines: Vec<String>) {
        if !lines.is_empty() {
            self.0.push(Section { label: label.to_owned(), against, lines });
        }
    }
}
