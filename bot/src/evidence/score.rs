//! How well entries answer: by the words that they share with a question, by the names of them that stand there, and by
//! how much of the question they cover.

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::reference::Asks;

use super::entry::Entry;
use super::index::Role;
use super::intent::Intent;
use super::is_gap;
use super::names::Named;
use super::search::Search;
use super::text::Word;

/// What a word counts that stands for another one, meaning the same or written wrongly.
const STANDS_FOR: f64 = 0.8;
/// What a word counts that tells what is wanted and not of what.
const OF_INTENT: f64 = 0.2;
/// What the words of a name count above their own weight.
const NAMED: f64 = 1.5;
/// A question whose words tell less than this together asks for nothing in particular: one word that every fourth entry
/// has tells this much.
const LEAST_TOLD: f64 = 1.4;
/// What a word covers in an entry that only has it in what else it says.
const IN_PASSING: f64 = 0.6;

/// How well an entry answers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Score {
    pub words: f64,
    pub names: f64,
    /// The share of the question that the entry has, by how much each word tells.
    pub covered: f64,
    /// The share that its names and its subject have.
    pub called: f64,
}

impl Score {
    /// All of it: what matches counts less where much of the question is left over.
    pub(super) fn total(&self) -> f64 {
        (self.words + self.names) * (0.3 + 0.7 * self.covered)
    }
}

impl Search<'_> {
    /// The entries that share something with a question, by number.
    pub(super) fn scores(
        &self,
        words: &[Word],
        corrected: &BTreeSet<usize>,
        intent: &Intent,
        named: &[Named],
    ) -> BTreeMap<usize, Score> {
        let mut scores: BTreeMap<usize, Score> = BTreeMap::new();
        let mut whole = 0.0;
        let mut seen = BTreeSet::new();
        // Where nothing else is said, the words that tell what is wanted are what it is about.
        let telling = || words.iter().enumerate().filter(|(_, word)| !word.is_stop);
        let only_intent = telling().all(|(place, _)| intent.words.contains(&place));
        for (place, word) in telling() {
            if !seen.insert(&word.stem) {
                continue;
            }
            let in_name = named.iter().any(|named| named.places.contains(&place));
            let says = if intent.words.contains(&place) && !in_name && !only_intent { OF_INTENT } else { 1.0 };
            let sure = if corrected.contains(&place) { STANDS_FOR } else { 1.0 };
            let forms = self.forms(word);
            let rarity = self.rarity(&forms);
            whole += rarity * says;
            // A word counts once, by the form of it that counts most.
            let mut best: BTreeMap<usize, Score> = BTreeMap::new();
            for (form, counts) in &forms {
                for found in self.index.matches(form) {
                    let known = best.entry(found.entry).or_default();
                    let about = if found.role == Role::Mentions { IN_PASSING } else { 1.0 };
                    known.words = known.words.max(found.score * counts);
                    known.covered = known.covered.max(rarity * counts * about);
                    if found.role == Role::Calls {
                        known.called = known.called.max(rarity * counts);
                    }
                }
            }
            for (entry, score) in best {
                let own = scores.entry(entry).or_default();
                own.words += score.words * says * sure;
                own.covered += score.covered * says * sure;
                own.called += score.called * says * sure;
            }
        }
        for named in named {
            let of_name = words.get(named.places.clone()).unwrap_or_default();
            let tells = of_name.iter().filter(|word| !word.is_stop).map(|word| self.index.rarity(&word.stem));
            let tells: f64 = tells.sum();
            // A common word is not the name in which it stands beside words that say nothing.
            if tells < LEAST_TOLD && !named.is_spelt {
                continue;
            }
            for (entry, sure) in self.meant(named, intent.asks) {
                scores.entry(entry).or_default().names += tells * sure * NAMED;
            }
        }
        for score in scores.values_mut() {
            score.covered = if whole > 0.0 { score.covered / whole } else { 0.0 };
            score.called = if whole > 0.0 { score.called / whole } else { 0.0 };
        }
        scores.retain(|_, score| whole >= LEAST_TOLD || score.names > 0.0);
        scores
    }

    /// The entries that a name means. Where somebody asks what is not known, the name of a need means what its findings
    /// say is missing.
    fn meant(&self, named: &Named, asks: Asks) -> Vec<(usize, f64)> {
        let mut meant = named.entries.clone();
        if asks == Asks::NotKnown {
            let needs: Vec<&str> = named
                .entries
                .iter()
                .filter_map(|(entry, _)| match self.documents.get(*entry)?.entry {
                    Entry::Need(need) => Some(need.id.as_str()),
                    _ => None,
                })
                .collect();
            let missing = self.documents.iter().enumerate().filter(|(number, document)| match document.entry {
                Entry::Finding(finding) | Entry::Background(finding) => {
                    is_gap(finding)
                        && needs.contains(&finding.need())
                        && !named.entries.iter().any(|(entry, _)| entry == number)
                }
                _ => false,
            });
            meant.extend(missing.map(|(number, _)| (number, 1.0)));
        }
        meant
    }

    /// What a word may be in the index, each with what it counts.
    fn forms(&self, word: &Word) -> Vec<(String, f64)> {
        let same = self.language.same(&word.stem).iter().map(|same| (same.clone(), STANDS_FOR));
        std::iter::once((word.stem.clone(), 1.0)).chain(same).collect()
    }

    /// How much a word tells: as much as the least rare of its forms that are known.
    fn rarity(&self, forms: &[(String, f64)]) -> f64 {
        let rarities = forms.iter().map(|(stem, _)| self.index.rarity(stem));
        rarities.reduce(f64::min).unwrap_or_default()
    }
}

/// How much more or less an entry of a kind is what somebody wants to know.
pub(super) fn preference(asks: Asks, entry: &Entry<'_>) -> f64 {
    let usual = match entry {
        Entry::Finding(_) | Entry::Background(_) | Entry::Need(_) => 1.0,
        Entry::Standing(_) => 0.95,
        Entry::Intervention(..) => 0.8,
        Entry::Source(..) | Entry::Scheme(..) | Entry::Grade(..) => 0.5,
        Entry::Conflict(_) | Entry::Later(_) | Entry::Changes(_) => 0.4,
    };
    let wanted = match (asks, entry) {
        (Asks::WhatWorks, Entry::Need(_)) => 1.6,
        (Asks::Source, Entry::Source(..)) => 1.8,
        (Asks::Meaning, Entry::Grade(..) | Entry::Scheme(..)) => 3.0,
        (Asks::Changes, Entry::Later(_)) => 1.5,
        (Asks::NotKnown, Entry::Finding(finding) | Entry::Background(finding)) if is_gap(finding) => 2.0,
        _ => 1.0,
    };
    usual * wanted
}
