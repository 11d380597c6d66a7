//! What the pack says about something: the first entry in full, the others in a line each.

use handrail_engine::finding::Finding;
use handrail_engine::pack::Pack;

use super::entry::{Shown, catalogued, show};
use super::words;
use crate::document::{Block, Card, Table};
use crate::evidence::{Entry, Found, NeedPage};

/// Said where nothing fits.
const NOTHING: &str = "Nothing in the pack about that.";
/// Said with it: an index is no library.
const NOTHING_MORE: &str = "That is no statement about the evidence: the pack holds what a few documents say.";

/// The entries of an answer, at most so many; the first in full, and with it those that it is compared with.
pub(crate) fn shown(pack: &Pack, found: &Found<'_>, limit: usize) -> Vec<Shown> {
    let in_full = found.compared.max(1);
    let limit = limit.max(found.compared);
    let entries = found.entries.iter().take(limit).enumerate();
    entries.map(|(place, entry)| show(pack, entry, found.intent.asks, place < in_full)).collect()
}

/// An answer in blocks.
pub(crate) fn about(pack: &Pack, found: &Found<'_>, limit: usize) -> Vec<Block> {
    let shown = shown(pack, found, limit);
    let Some(first) = shown.first() else { return nothing(found) };
    let mut blocks = danger(pack, found);
    let compared = shown.get(..found.compared).unwrap_or_default();
    let others = if compared.is_empty() {
        blocks.push(Block::Card(card(first)));
        shown.get(1..)
    } else {
        blocks.push(side_by_side(pack, found, compared));
        blocks.extend(compared.iter().map(|entry| Block::Card(card(entry))));
        shown.get(compared.len()..)
    };
    let others = others.unwrap_or_default();
    if !others.is_empty() {
        blocks.push(Block::heading(3, "Also about this"));
        blocks.push(Block::List(others.iter().map(line).collect()));
    }
    let more = found.entries.len() - shown.len();
    if more > 0 {
        blocks.push(Block::note(format!(
            "{} less closely. `--limit {}` names all of them.",
            words::counted(more, "more entry fits", "more entries fit"),
            found.entries.len()
        )));
    }
    blocks
}

fn nothing(found: &Found<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::text(NOTHING), Block::note(NOTHING_MORE)];
    if !found.near.is_empty() {
        blocks.push(Block::heading(3, "The nearest that there is"));
        blocks.push(Block::List(found.near.clone()));
    }
    blocks
}

/// Danger comes before every answer that speaks of it.
fn danger(pack: &Pack, found: &Found<'_>) -> Vec<Block> {
    let manifest = &pack.reference().manifest;
    let urgent = |finding: &Finding| manifest.urgent_findings.contains(&finding.id);
    let speaks = match found.entries.first() {
        Some(Entry::Finding(finding)) => urgent(finding),
        Some(Entry::Need(need)) => NeedPage::of(pack, need).urgent.into_iter().any(urgent),
        _ => false,
    };
    if speaks { vec![Block::danger("Before anything else", manifest.urgent_text.clone())] } else { Vec::new() }
}

fn line(entry: &Shown) -> String {
    let strength = entry.strength.first().map_or_else(String::new, |strength| format!(" ({strength})"));
    format!("{} [{}]{strength}: {}", entry.name, entry.id, entry.answer)
}

fn card(entry: &Shown) -> Card {
    Card {
        name: entry.name.clone(),
        id: entry.id.clone(),
        kind: entry.label.clone(),
        advice: entry.answer.clone(),
        sections: entry.sections.clone(),
    }
}

/// What is compared, a row for each: what it is, for whom, how strong, whether it can be had.
fn side_by_side(pack: &Pack, found: &Found<'_>, compared: &[Shown]) -> Block {
    let not_stated = || "not stated".to_owned();
    let rows = compared.iter().zip(&found.entries).map(|(shown, entry)| {
        let [whom, strength, delivery] = match entry {
            Entry::Finding(finding) | Entry::Background(finding) => [
                catalogued(pack, finding).find_map(|(_, known)| known.for_whom.clone()),
                Some(words::grades(pack.reference(), finding)),
                finding.delivery.as_ref().map(|delivery| words::delivery(delivery, false)),
            ],
            Entry::Intervention(_, known) => [known.for_whom.clone(), None, known.availability.clone()],
            _ => [None, None, None],
        };
        let cells = [whom, strength, delivery].map(|cell| cell.unwrap_or_else(not_stated));
        std::iter::once(shown.name.clone()).chain(cells).collect()
    });
    let head = ["", "for whom", "how strong", "delivery"].map(str::to_owned).to_vec();
    Block::Table(Table { head, rows: rows.collect() })
}
