//! Which entries answer a question, the fitting ones first; and none where the pack does not speak of it.
//!
//! An entry counts by the words that it shares with the question (BM25F), by the names of it that stand there, and by
//! how much of the question it covers. A word counts by how rare it is in the pack: what stands everywhere proves
//! nothing, and a word that stands nowhere counts most against an answer.

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::pack::Pack;
use handrail_engine::reference::Asks;

use super::entry::{Document, Entry, documents};
use super::index::Index;
use super::intent::{Intent, Phrases};
use super::names::{Named, Names};
use super::text::{Language, Word};

/// The most words of a question that are read: nobody asks in more, and a bound keeps hostile ones cheap.
const MAXIMUM_WORDS: usize = 64;
/// What a word counts that stands for another one, meaning the same or written wrongly.
const STANDS_FOR: f64 = 0.8;
/// What a word counts that tells what is wanted and not of what.
const OF_INTENT: f64 = 0.2;
/// What the words of a name count above their own weight.
const NAMED: f64 = 1.5;
/// An entry that covers less of a question than this does not answer it.
const LEAST_COVERED: f64 = 0.45;
/// An entry that counts less than this beside the best one is not worth naming.
const WORTH_NAMING: f64 = 0.25;
/// So many different needs in one question are asked about as a whole.
const SEVERAL_NEEDS: usize = 3;

/// What can be asked about a pack, ready to be searched.
pub(crate) struct Search<'p> {
    pack: &'p Pack,
    language: Language,
    phrases: Phrases,
    names: Names,
    index: Index,
    documents: Vec<Document<'p>>,
}

/// What was found for a question.
#[derive(Debug, Default)]
pub(crate) struct Found<'p> {
    /// What the question wants to know.
    pub intent: Intent,
    /// The entries, the fitting ones first.
    pub entries: Vec<Entry<'p>>,
    /// How many of the first are asked about side by side.
    pub compared: usize,
    /// Names that are near where nothing was found.
    pub near: Vec<String>,
}

/// A word of a question that says something.
struct Sought {
    /// What it may be in the index, with what that counts.
    forms: Vec<(String, f64)>,
    /// How much it tells.
    rarity: f64,
}

/// How well an entry answers.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    words: f64,
    names: f64,
    covered: f64,
}

impl<'p> Search<'p> {
    /// Makes a pack ready to be asked.
    pub(crate) fn of(pack: &'p Pack) -> Self {
        let questions = &pack.reference().questions;
        let language = Language::of(questions);
        let documents = documents(pack);
        let texts: Vec<_> = documents.iter().map(|document| document.texts.clone()).collect();
        Self {
            pack,
            phrases: Phrases::of(questions, &language),
            names: Names::of(&language, &documents),
            index: Index::of(&language, &texts),
            language,
            documents,
        }
    }

    /// The entries that answer a question.
    pub(crate) fn find(&self, query: &str) -> Found<'p> {
        let mut words = self.language.words(query);
        words.truncate(MAXIMUM_WORDS);
        for word in &mut words {
            if let Some(meant) = self.index.corrected(&self.language, word) {
                *word = self.language.word(meant);
            }
        }
        let intent = self.phrases.intent(&words);
        let named = self.names.find(&words);
        let scores = self.scores(&words, &intent, &named);
        let mut ranked: Vec<(f64, usize)> = scores
            .iter()
            .filter(|(_, score)| score.covered >= LEAST_COVERED)
            .filter_map(|(number, score)| {
                let entry = &self.documents.get(*number)?.entry;
                let covered = 0.3 + 0.7 * score.covered;
                Some(((score.words + score.names) * covered * preference(intent.asks, entry), *number))
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let least = ranked.first().map_or(0.0, |(best, _)| best * WORTH_NAMING);
        let mut order: Vec<usize> = ranked.into_iter().filter(|(score, _)| *score >= least).map(|(_, n)| n).collect();
        let compared = self.side_by_side(&intent, &named, &mut order);
        self.several_needs(&named, &mut order);
        let mut entries: Vec<Entry<'p>> = order.iter().filter_map(|n| Some(self.documents.get(*n)?.entry)).collect();
        if intent.asks == Asks::Changes && !self.names_something(&words, &intent) {
            entries.clear();
        }
        if intent.asks == Asks::Changes && (entries.is_empty() || !self.names_something(&words, &intent)) {
            entries.insert(0, Entry::Changes(intent.year.unwrap_or_else(|| self.newest_year())));
        }
        let near = if entries.is_empty() { self.near(&scores) } else { Vec::new() };
        Found { intent, entries, compared, near }
    }

    fn scores(&self, words: &[Word], intent: &Intent, named: &[Named]) -> BTreeMap<usize, Score> {
        let mut scores: BTreeMap<usize, Score> = BTreeMap::new();
        let mut whole = 0.0;
        let mut seen = BTreeSet::new();
        let in_name = |place: usize| named.iter().any(|named| named.places.contains(&place));
        for (place, word) in words.iter().enumerate().filter(|(place, word)| !word.is_stop || in_name(*place)) {
            if word.is_stop || !seen.insert(&word.stem) {
                continue;
            }
            let sought = self.sought(word);
            let says = if intent.words.contains(&place) && !in_name(place) { OF_INTENT } else { 1.0 };
            whole += sought.rarity * says;
            let mut best: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
            for (form, counts) in &sought.forms {
                for (entry, score) in self.index.matches(form) {
                    let known = best.entry(entry).or_default();
                    *known = (known.0.max(score * counts), known.1.max(*counts));
                }
            }
            for (entry, (score, counts)) in best {
                let own = scores.entry(entry).or_default();
                own.words += score * says;
                own.covered += sought.rarity * says * counts;
            }
        }
        for named in named {
            let tells: f64 = words
                .get(named.places.clone())
                .unwrap_or_default()
                .iter()
                .filter(|word| !word.is_stop)
                .map(|word| self.index.rarity(&word.stem))
                .sum();
            for (entry, sure) in &named.entries {
                scores.entry(*entry).or_default().names += tells * sure * NAMED;
            }
        }
        for score in scores.values_mut() {
            score.covered = if whole > 0.0 { score.covered / whole } else { 0.0 };
        }
        scores
    }

    fn sought(&self, word: &Word) -> Sought {
        let mut forms = vec![(word.stem.clone(), 1.0)];
        forms.extend(self.language.same(&word.stem).iter().map(|same| (same.clone(), STANDS_FOR)));
        let known = forms.iter().filter(|(stem, _)| self.index.has(stem));
        let rarity = known.map(|(stem, _)| self.index.rarity(stem)).reduce(f64::min);
        Sought { rarity: rarity.unwrap_or_else(|| self.index.rarity(&word.stem)), forms }
    }

    /// Whether a question says of what it wants to know something.
    fn names_something(&self, words: &[Word], intent: &Intent) -> bool {
        let mut others = words.iter().enumerate().filter(|(place, word)| !word.is_stop && !intent.words.contains(place));
        others.any(|(_, word)| self.index.has(&word.stem))
    }

    /// Puts what is asked about side by side first: the best entry for each name. Says how many there are.
    fn side_by_side(&self, intent: &Intent, named: &[Named], order: &mut Vec<usize>) -> usize {
        if intent.asks != Asks::Compare {
            return 0;
        }
        let is_programme = |number: &usize| {
            let entry = self.documents.get(*number).map(|document| document.entry);
            matches!(entry, Some(Entry::Finding(_) | Entry::Background(_) | Entry::Intervention(..)))
        };
        let mut meant: Vec<usize> = Vec::new();
        for named in named {
            let mut called = named.entries.iter().filter(|(entry, _)| is_programme(entry));
            let Some(best) = called.clone().map(|(_, sure)| *sure).reduce(f64::max) else { continue };
            let first = called.find(|(entry, sure)| (*sure - best).abs() < f64::EPSILON && !meant.contains(entry));
            meant.extend(first.map(|(entry, _)| *entry));
        }
        if meant.len() < 2 {
            return 0;
        }
        order.retain(|number| !meant.contains(number));
        order.splice(0..0, meant.iter().copied());
        meant.len()
    }

    /// Where several needs are named at once, the answer is the subject of packages: a list for each need is none.
    fn several_needs(&self, named: &[Named], order: &mut Vec<usize>) {
        let needs: BTreeSet<usize> = named
            .iter()
            .flat_map(|named| &named.entries)
            .map(|(entry, _)| *entry)
            .filter(|entry| matches!(self.documents.get(*entry), Some(Document { entry: Entry::Need(need), .. }) if need.present.is_some()))
            .collect();
        if needs.len() < SEVERAL_NEEDS {
            return;
        }
        let Some(package) = &self.pack.reference().package else { return };
        let Some((_, finding)) = package.called_for_by.iter().find_map(|id| self.pack.finding(id)) else { return };
        let of_packages = |document: &Document<'_>| matches!(document.entry, Entry::Need(need) if need.id == finding.need());
        let Some(whole) = self.documents.iter().position(of_packages) else { return };
        order.retain(|number| *number != whole && !needs.contains(number));
        order.splice(0..0, std::iter::once(whole).chain(needs));
    }

    /// The year of the newest source that the pack was written from.
    fn newest_year(&self) -> i16 {
        let sources = self.pack.reference().sources.values().filter(|source| !source.later);
        sources.filter_map(|source| super::year(&source.date)).max().unwrap_or_default()
    }

    /// The names of the entries that come nearest, though they do not answer.
    fn near(&self, scores: &BTreeMap<usize, Score>) -> Vec<String> {
        /// More names are no help.
        const MOST: usize = 3;
        /// Less than this is an accident.
        const LEAST: f64 = 0.25;
        let mut near: Vec<(f64, usize)> = scores
            .iter()
            .filter(|(_, score)| score.covered >= LEAST)
            .map(|(number, score)| ((score.words + score.names) * score.covered, *number))
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.iter().take(MOST).filter_map(|(_, number)| Some(self.documents.get(*number)?.entry.name())).collect()
    }
}

/// How much more or less an entry of a kind is what somebody wants to know.
fn preference(asks: Asks, entry: &Entry<'_>) -> f64 {
    let usual = match entry {
        Entry::Finding(_) | Entry::Background(_) | Entry::Need(_) => 1.0,
        Entry::Standing(_) => 0.95,
        Entry::Intervention(..) => 0.8,
        Entry::Source(..) | Entry::Scheme(..) | Entry::Grade(..) => 0.5,
        Entry::Conflict(_) | Entry::Later(_) | Entry::Changes(_) => 0.4,
    };
    let wanted = match (asks, entry) {
        (Asks::WhatWorks, Entry::Need(_)) => 1.6,
        (Asks::Source, Entry::Source(..)) | (Asks::Meaning, Entry::Grade(..) | Entry::Scheme(..)) => 3.0,
        (Asks::Changes, Entry::Later(_)) => 1.5,
        (Asks::NotKnown, Entry::Finding(finding) | Entry::Background(finding)) if super::is_gap(finding) => 1.6,
        _ => 1.0,
    };
    usual * wanted
}
