//! A whole answer: danger first, then cautions, suggestions, gaps, context, what may also apply, what is open,
//! and once, at the end, what always holds.

use std::fmt::Write as _;

use handrail_engine::answer::Answer;
use handrail_engine::arrange::{position, states_danger};
use handrail_engine::finding::Finding;
use handrail_engine::reference::Part;
use handrail_engine::verdict::Outcome;

use super::suggested::{not_on_offer, suggestions};
use super::{card, words};
use crate::document::Block;

/// How much is shown in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// A few cards; the rest in one line each. What shows the rest is typed in the conversation.
    Brief,
    /// The same, outside a conversation: what shows the rest is a command of the program.
    Printed,
    /// A card for everything that applies or may apply.
    Full,
}

/// The most findings of the context that a brief answer tells of; the others are named.
const CONTEXT: usize = 4;
/// The most findings that may also apply, questions and facts that a brief list names; the number of the others is said.
const LISTED: usize = 8;
/// The most facts that are named for a finding that may also apply.
const NAMED_MISSING: usize = 3;

pub(super) type Entry<'a> = (usize, &'a Finding);

/// An answer in blocks.
pub(crate) fn answer(answer: &Answer<'_>, detail: Detail) -> Vec<Block> {
    let mut blocks = Vec::new();
    let matched: Vec<Entry<'_>> = entries(answer, Outcome::Matched);
    let of_part = |part: Part| -> Vec<Entry<'_>> {
        matched.iter().filter(|(_, finding)| position(answer.pack, finding).part == part).copied().collect()
    };
    danger(answer, &of_part(Part::Urgent), detail, &mut blocks);
    for warning in &answer.warnings {
        blocks.push(Block::warning("What was noted does not agree with itself", warning.clone()));
    }
    failed(answer, &mut blocks);
    cautions(answer, &of_part(Part::Caution), detail, &mut blocks);
    suggestions(answer, &of_part(Part::Suggestion), detail, &mut blocks);
    not_on_offer(answer, &mut blocks);
    brief(answer, "Where evidence is missing", &of_part(Part::Gap), detail, usize::MAX, &mut blocks);
    brief(answer, "Also to know", &of_part(Part::Context), detail, CONTEXT, &mut blocks);
    possible(answer, detail, &mut blocks);
    otherwise_read(answer, &mut blocks);
    open(answer, detail, &mut blocks);
    standing(answer, detail, &mut blocks);
    blocks.push(counts(answer));
    blocks
}

fn entries<'a>(answer: &Answer<'a>, outcome: Outcome) -> Vec<Entry<'a>> {
    answer.findings(&[outcome]).into_iter().map(|(index, finding, _)| (index, finding)).collect()
}

fn danger(answer: &Answer<'_>, urgent: &[Entry<'_>], detail: Detail, blocks: &mut Vec<Block>) {
    let stated = states_danger(answer.pack, answer.profile);
    if !stated && urgent.is_empty() {
        return;
    }
    let heading = if stated { "Danger now" } else { "Before anything else" };
    blocks.push(Block::danger(heading, answer.pack.reference().manifest.urgent_text.clone()));
    if detail == Detail::Full {
        cards(answer, urgent, detail, blocks);
        return;
    }
    // What has to be done stands by itself; the card with its sources is a step away.
    for (index, finding) in urgent {
        let because = answer.reasons(*index);
        let because = because.iter().map(|r| words::statement(answer.pack.vocabulary(), answer.profile, r.statement));
        let because = because.collect::<Vec<_>>().join("; ");
        let text = format!("{} Because: {because}.", finding.advice);
        blocks.push(Block::danger(title(answer, *index, finding), text));
        let also = words::may_also_apply_to(answer, *index);
        if !also.is_empty() {
            blocks.push(Block::List(also.into_iter().map(|line| format!("May also apply to {line}")).collect()));
        }
    }
}

fn failed(answer: &Answer<'_>, blocks: &mut Vec<Block>) {
    for (_, finding, verdict) in answer.findings(&[Outcome::Failed]) {
        let why = verdict.failure.map_or_else(String::new, |failure| format!(" ({failure})"));
        blocks.push(Block::warning(
            format!("Could not be decided: {}", words::named(finding)),
            format!("That is not a no{why}."),
        ));
    }
}

fn cautions(answer: &Answer<'_>, found: &[Entry<'_>], detail: Detail, blocks: &mut Vec<Block>) {
    if found.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "Cautions"));
    if detail == Detail::Full {
        cards(answer, found, detail, blocks);
        return;
    }
    for (index, finding) in found {
        blocks.push(Block::warning(title(answer, *index, finding), finding.advice.clone()));
    }
}

/// Findings that do not apply as they are read here, and would as the other reading has it.
fn otherwise_read(answer: &Answer<'_>, blocks: &mut Vec<Block>) {
    let found = answer.otherwise_read();
    if found.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "Read in another way, these would apply"));
    let lines =
        found.iter().map(|(_, finding, reading)| format!("{} - {}", words::named(finding), words::reading(reading)));
    blocks.push(Block::List(lines.collect()));
}

/// Findings in one line each; beyond so many their names only.
fn brief(
    answer: &Answer<'_>,
    heading: &str,
    found: &[Entry<'_>],
    detail: Detail,
    most: usize,
    blocks: &mut Vec<Block>,
) {
    if found.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, heading));
    if detail == Detail::Full {
        cards(answer, found, detail, blocks);
        return;
    }
    let (told, named) = found.split_at(most.min(found.len()));
    let told = told.iter().map(|(index, finding)| format!("{}. {}", title(answer, *index, finding), finding.advice));
    let mut lines: Vec<String> = told.collect();
    if !named.is_empty() {
        let named: Vec<String> = named.iter().map(|(_, finding)| words::named(finding)).collect();
        lines.push(format!("Also: {}.", named.join("; ")));
    }
    blocks.push(Block::List(lines));
}

fn possible(answer: &Answer<'_>, detail: Detail, blocks: &mut Vec<Block>) {
    let found = entries(answer, Outcome::Possible);
    if found.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "May also apply"));
    if detail == Detail::Full {
        cards(answer, &found, detail, blocks);
        return;
    }
    let mut lines: Vec<String> =
        found.iter().take(LISTED).map(|(index, finding)| depends(answer, *index, finding)).collect();
    if let Some(more) = found.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let way = if detail == Detail::Printed { "handrail match --full" } else { "show all" };
        lines.push(format!("and {more} more: `{way}` shows them"));
    }
    blocks.push(Block::List(lines));
}

fn depends(answer: &Answer<'_>, index: usize, finding: &Finding) -> String {
    let missing = answer.missing.get(index).map_or(&[][..], Vec::as_slice);
    let named = missing.iter().take(NAMED_MISSING).map(|about| words::unknown(answer.pack.vocabulary(), *about));
    let mut on = named.collect::<Vec<_>>().join("; ");
    if let Some(more) = missing.len().checked_sub(NAMED_MISSING).filter(|more| *more > 0) {
        let _ = write!(on, "; and {more} more");
    }
    format!("{} - depends on {on}", words::named(finding))
}

fn open(answer: &Answer<'_>, detail: Detail, blocks: &mut Vec<Block>) {
    let Some(_) = answer.questions.first() else { return };
    blocks.push(Block::heading(2, "Still open"));
    let shown = if detail == Detail::Full { usize::MAX } else { NAMED_MISSING };
    let mut lines: Vec<String> = answer
        .questions
        .iter()
        .take(shown)
        .map(|question| format!("{} ({})", words::unknown(answer.pack.vocabulary(), question.about), question.why))
        .collect();
    if let Some(more) = answer.questions.len().checked_sub(lines.len()).filter(|more| *more > 0) {
        let way = if detail == Detail::Printed { "handrail ask" } else { "missing" };
        lines.push(format!("and {more} more: `{way}` lists them"));
    }
    blocks.push(Block::List(lines));
}

fn standing(answer: &Answer<'_>, detail: Detail, blocks: &mut Vec<Block>) {
    let statements = &answer.pack.reference().standing;
    if statements.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "What always holds"));
    let full = if detail == Detail::Full { statements.len() } else { NAMED_MISSING };
    let mut lines: Vec<String> = statements
        .iter()
        .take(full)
        .map(|statement| match &statement.caution {
            Some(caution) => format!("{} {caution}", statement.text),
            None => statement.text.clone(),
        })
        .collect();
    let rest: Vec<&str> = statements.iter().skip(full).map(|statement| statement.name.as_str()).collect();
    if !rest.is_empty() {
        lines.push(format!("Also: {}.", rest.join("; ")));
    }
    blocks.push(Block::List(lines));
}

fn counts(answer: &Answer<'_>) -> Block {
    let count = |outcome| answer.findings(&[outcome]).len();
    let manifest = &answer.pack.reference().manifest;
    let hash: String = answer.pack.hash().chars().take(12).collect();
    Block::note(format!(
        "Of {}, {}, {} may apply and {} to what was noted. Pack: {} {}, {hash}.",
        words::counted(answer.pack.active().count(), "finding", "findings"),
        words::counted(count(Outcome::Matched), "applies", "apply"),
        count(Outcome::Possible),
        words::counted(count(Outcome::Excluded), "does not apply", "do not apply"),
        manifest.name,
        manifest.version,
    ))
}

pub(super) fn cards(answer: &Answer<'_>, found: &[Entry<'_>], detail: Detail, blocks: &mut Vec<Block>) {
    blocks.extend(found.iter().map(|(index, finding)| Block::Card(card(answer, *index, finding, detail))));
}

/// Name, id and for whom.
pub(super) fn title(answer: &Answer<'_>, index: usize, finding: &Finding) -> String {
    let whom = words::for_whom(answer, index);
    if whom.is_empty() { words::named(finding) } else { format!("{}, for {}", words::named(finding), whom.join("; ")) }
}

pub(super) fn line(answer: &Answer<'_>, index: usize, finding: &Finding) -> String {
    line_called(answer, finding, &title(answer, index, finding))
}

/// A suggestion in one line, under the name that it is given.
pub(super) fn line_called(answer: &Answer<'_>, finding: &Finding, name: &str) -> String {
    let main = words::verb(finding.verb());
    let mut text = format!("{main}: {name} - {}", words::grade(answer.pack.reference(), finding));
    if let Some(offer) = answer.pack.offer() {
        let here: Vec<&str> = offer.of_finding(finding).map(|service| service.provider.as_str()).collect();
        if !here.is_empty() {
            let _ = write!(text, "; here: {}", here.join(", "));
        }
    }
    if !finding.cautions.is_empty() {
        let _ = write!(
            text,
            "; {}",
            words::counted(finding.cautions.len(), "point against or limiting it", "points against or limiting it")
        );
    }
    text
}
