//! Suggestions: by need, the strongest within one scheme first; where several needs stand together, as parts of one
//! package, by need and person.

use handrail_engine::answer::Answer;
use handrail_engine::finding::{Finding, Verb};
use handrail_engine::package::{Package, Slot};

use super::answer::{Detail, Entry, cards, line, line_called, title};
use super::card::card;
use super::words;
use crate::document::{Block, Card, Section};

/// The most cards of a brief answer. More are not read.
const CARDS: usize = 3;

/// The suggestions that apply.
pub(super) fn suggestions(answer: &Answer<'_>, found: &[Entry<'_>], detail: Detail, blocks: &mut Vec<Block>) {
    if let Some(package) = answer.package() {
        blocks.push(Block::heading(2, "Suggestions, as parts of one package"));
        blocks.push(Block::text(package.rule.text.clone()));
        if !package.fixed {
            blocks.push(Block::warning("Not fixed yet", package.rule.provisional.clone()));
        }
        parts(answer, &package, found, detail, blocks);
        let is_part = |index: usize| package.slots.iter().any(|slot| slot.findings.contains(&index));
        let beside: Vec<Entry<'_>> = found.iter().filter(|(index, _)| !is_part(*index)).copied().collect();
        if !beside.is_empty() {
            blocks.push(Block::heading(2, "Beside the package"));
            listed(answer, &beside, detail, &mut 0, blocks);
        }
        return;
    }
    blocks.push(Block::heading(2, "Suggestions"));
    if found.is_empty() {
        blocks.push(Block::text("Nothing in this pack certainly applies to what was noted."));
        return;
    }
    let mut left = CARDS;
    listed(answer, found, detail, &mut left, blocks);
}

/// Suggestions by need, the first of each of the first needs as a card.
fn listed(answer: &Answer<'_>, found: &[Entry<'_>], detail: Detail, left: &mut usize, blocks: &mut Vec<Block>) {
    for (need, entries) in by_need(answer, found) {
        if !need.is_empty() {
            blocks.push(Block::heading(3, need));
        }
        let shown = shown(detail, entries.len(), left);
        let (full, rest) = entries.split_at(shown.min(entries.len()));
        cards(answer, full, detail, blocks);
        if !rest.is_empty() {
            blocks.push(Block::List(rest.iter().map(|(index, finding)| line(answer, *index, finding)).collect()));
        }
    }
}

/// How many of the suggestions of a need are shown as cards.
fn shown(detail: Detail, all: usize, left: &mut usize) -> usize {
    if detail == Detail::Full {
        return all;
    }
    let shown = (*left).min(1);
    *left -= shown;
    shown
}

/// Suggestions by need, in the order of the engine; what a source only mentions comes after what it advises.
fn by_need<'a>(answer: &Answer<'a>, found: &[Entry<'a>]) -> Vec<(String, Vec<Entry<'a>>)> {
    let mut needs: Vec<(String, Vec<Entry<'_>>)> = Vec::new();
    for entry in found {
        let need = words::need(answer.pack.reference(), entry.1);
        match needs.iter_mut().find(|(known, _)| *known == need) {
            Some((_, entries)) => entries.push(*entry),
            None => needs.push((need, vec![*entry])),
        }
    }
    for (_, entries) in &mut needs {
        entries.sort_by_key(|(_, finding)| only_told(finding));
    }
    needs
}

fn only_told(finding: &Finding) -> bool {
    matches!(finding.verb(), Verb::Mention | Verb::Describe)
}

/// The parts of a package: a heading for each need, then for each group of people what is suggested for them.
fn parts(answer: &Answer<'_>, package: &Package<'_>, found: &[Entry<'_>], detail: Detail, blocks: &mut Vec<Block>) {
    let mut left = CARDS;
    let mut slots = package.slots.as_slice();
    while let Some(first) = slots.first() {
        let of_need = slots.iter().take_while(|slot| slot.need.id == first.need.id).count();
        let (these, later) = slots.split_at(of_need);
        slots = later;
        blocks.push(Block::heading(3, first.need.label.clone()));
        let mut carded: Vec<Entry<'_>> =
            found.iter().filter(|(_, finding)| finding.need() == first.need.id).copied().collect();
        carded.sort_by_key(|(_, finding)| only_told(finding));
        carded.truncate(shown(detail, carded.len(), &mut left));
        let limited = |(index, finding): &Entry<'_>| Block::Card(part_card(answer, *index, finding, package, detail));
        blocks.extend(carded.iter().map(limited));
        for (people, findings) in alike(answer, these) {
            let lines: Vec<String> = findings
                .iter()
                .filter_map(|index| answer.pack.findings().get(*index).map(|finding| (*index, finding)))
                .map(|(index, finding)| {
                    if carded.iter().any(|(known, _)| *known == index) {
                        format!("{} (above). {}", words::named(finding), package.rule.each_line)
                    } else {
                        let line = line_called(answer, finding, &words::named(finding));
                        format!("{line}. {}", package.rule.each_line)
                    }
                })
                .collect();
            blocks.push(Block::text(format!("For {people}:")));
            blocks.push(Block::List(if lines.is_empty() { vec![package.rule.empty.clone()] } else { lines }));
        }
    }
}

/// People for whom the same is suggested, named together.
fn alike<'a>(answer: &Answer<'_>, slots: &'a [Slot<'_>]) -> Vec<(String, &'a [usize])> {
    let mut found: Vec<(String, &[usize])> = Vec::new();
    for slot in slots {
        let people: Vec<String> = slot.people.iter().map(|place| place.label(answer.pack.vocabulary())).collect();
        let people = if people.is_empty() { "all".to_owned() } else { people.join(" with ") };
        match found.iter_mut().find(|(_, findings)| *findings == slot.findings) {
            Some((known, _)) => {
                known.push_str("; ");
                known.push_str(&people);
            }
            None => found.push((people, &slot.findings)),
        }
    }
    found
}

/// The card of a part, with what limits every part first among what speaks against it.
fn part_card(answer: &Answer<'_>, index: usize, finding: &Finding, package: &Package<'_>, detail: Detail) -> Card {
    let mut card = card(answer, index, finding, detail);
    let limit = package.rule.each_line.clone();
    match card.sections.iter_mut().find(|section| section.against) {
        Some(section) => section.lines.insert(0, limit),
        None => card.sections.push(Section { label: words::AGAINST.to_owned(), against: true, lines: vec![limit] }),
    }
    card
}

/// What is well evidenced for this case and nobody offers in the area.
pub(super) fn not_on_offer(answer: &Answer<'_>, blocks: &mut Vec<Block>) {
    let found = answer.not_on_offer();
    let Some(offer) = answer.pack.offer().filter(|_| !found.is_empty()) else { return };
    let heading = format!("Well evidenced here, not in the offer of {} ({})", offer.area, offer.as_of);
    blocks.push(Block::heading(2, heading));
    blocks.push(Block::List(found.iter().map(|(index, finding)| title(answer, *index, finding)).collect()));
}
