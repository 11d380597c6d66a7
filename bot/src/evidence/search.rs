//! Which entries answer a question, the fitting ones first; and none where the pack does not speak of it.
//!
//! An entry counts by the words that it shares with the question (BM25F), by the names of it that stand there, and by
//! how much of the question it covers. A word counts by how rare it is in the pack: what stands everywhere proves
//! nothing, and a word that stands nowhere counts most against an answer.

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::pack::Pack;
use handrail_engine::reference::Asks;

use super::documents::{Document, documents};
use super::entry::Entry;
use super::index::{Index, Role};
use super::intent::{Intent, Phrases};
use super::names::{Named, Names};
use super::text::{Language, Word};
use super::{is_gap, year};

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
/// The same for an entry that is named in it.
const LEAST_NAMED: f64 = 0.3;
/// So many words that say something, side by side, are probably a term: then its words prove nothing one by one.
const TERM: std::ops::RangeInclusive<usize> = 2..=3;
/// What the names of an entry must cover of a term that stands nowhere in it.
const LEAST_CALLED: f64 = 0.6;
/// A question whose words tell less than this together asks for nothing in particular: one word that every fourth entry
/// has tells this much.
const LEAST_TOLD: f64 = 1.4;
/// What a word covers in an entry that only has it in what else it says.
const IN_PASSING: f64 = 0.6;
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

/// How well an entry answers.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    words: f64,
    names: f64,
    /// The share of the question that the entry has, by how much each word tells.
    covered: f64,
    /// The share that its names and its subject have.
    called: f64,
}

impl Score {
    /// All of it: what matches counts less where much of the question is left over.
    fn total(&self) -> f64 {
        (self.words + self.names) * (0.3 + 0.7 * self.covered)
    }
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
        let (words, corrected) = self.read(query);
        let intent = self.phrases.intent(&words);
        let named = self.names.find(&words);
        let scores = self.scores(&words, &corrected, &intent, &named);
        let term = term(&words, &intent);
        let mut order = self.rank(&scores, intent.asks, &term);
        let compared = if intent.asks == Asks::Compare { self.side_by_side(&named, &mut order) } else { 0 };
        self.several_needs(&named, &mut order);
        let mut entries: Vec<Entry<'p>> = order.iter().filter_map(|n| Some(self.documents.get(*n)?.entry)).collect();
        if intent.asks == Asks::Changes && (entries.is_empty() || !self.says_of_what(&words, &intent)) {
            entries = vec![Entry::Changes(intent.year.unwrap_or_else(|| self.newest_year()))];
        }
        let near = if entries.is_empty() { self.near(&scores) } else { Vec::new() };
        Found { intent, entries, compared, near }
    }

    /// The words of a question, and the places of those that were corrected.
    fn read(&self, query: &str) -> (Vec<Word>, BTreeSet<usize>) {
        let mut words = self.language.words(query);
        words.truncate(MAXIMUM_WORDS);
        let mut corrected = BTreeSet::new();
        for (place, word) in words.iter_mut().enumerate() {
            if let Some(meant) = self.index.corrected(&self.language, word) {
                *word = self.language.word(meant);
                corrected.insert(place);
            }
        }
        (words, corrected)
    }

    /// The entries by how well they answer; those that do not are left out.
    fn rank(&self, scores: &BTreeMap<usize, Score>, asks: Asks, term: &[&Word]) -> Vec<usize> {
        let answers = |number: usize, score: &Score| match term {
            _ if score.names > 0.0 => score.covered >= LEAST_NAMED,
            [] => score.covered >= LEAST_COVERED,
            term => score.called >= LEAST_CALLED || score.covered >= LEAST_COVERED && self.has_term(number, term),
        };
        let mut ranked: Vec<(f64, usize)> = scores
            .iter()
            .filter(|(number, score)| answers(**number, score))
            .filter_map(|(number, score)| {
                Some((score.total() * preference(asks, &self.documents.get(*number)?.entry), *number))
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let least = ranked.first().map_or(0.0, |(best, _)| best * WORTH_NAMING);
        ranked.into_iter().filter(|(score, _)| *score >= least).map(|(_, number)| number).collect()
    }

    /// Whether two neighbours of a term are neighbours in a text of an entry.
    fn has_term(&self, number: usize, term: &[&Word]) -> bool {
        let Some(document) = self.documents.get(number) else { return false };
        document.texts.iter().any(|(_, text)| {
            let words: Vec<Word> = self.language.words(text).into_iter().filter(|word| !word.is_stop).collect();
            let mut pairs = words.iter().zip(words.iter().skip(1));
            pairs.any(|(a, b)| term.iter().zip(term.iter().skip(1)).any(|(c, d)| a.stem == c.stem && b.stem == d.stem))
        })
    }

    fn scores(
        &self,
        words: &[Word],
        corrected: &BTreeSet<usize>,
        intent: &Intent,
        named: &[Named],
    ) -> BTreeMap<usize, Score> {
        let mut scores: BTreeMap<usize, Score> = BTreeMap::new();
        let mut whole = 0.0;
        let mut seen = BTreeSet::new();
        for (place, word) in words.iter().enumerate().filter(|(_, word)| !word.is_stop) {
            if !seen.insert(&word.stem) {
                continue;
            }
            let in_name = named.iter().any(|named| named.places.contains(&place));
            let says = if intent.words.contains(&place) && !in_name { OF_INTENT } else { 1.0 };
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

    /// Whether a question says of what it wants to know something.
    fn says_of_what(&self, words: &[Word], intent: &Intent) -> bool {
        let mut others =
            words.iter().enumerate().filter(|(place, word)| !word.is_stop && !intent.words.contains(place));
        others.any(|(_, word)| self.index.has(&word.stem))
    }

    /// Puts what is asked about side by side first: for each name the entry that it means most surely, and of several the
    /// best one. Says how many there are.
    fn side_by_side(&self, named: &[Named], order: &mut Vec<usize>) -> usize {
        let is_compared = |number: usize| {
            let entry = self.documents.get(number).map(|document| document.entry);
            matches!(entry, Some(Entry::Finding(_) | Entry::Background(_) | Entry::Intervention(..)))
        };
        let mut meant: Vec<usize> = Vec::new();
        for named in named {
            let place = |entry: usize| order.iter().position(|number| *number == entry).unwrap_or(usize::MAX);
            let called = named.entries.iter().filter(|(entry, _)| is_compared(*entry) && !meant.contains(entry));
            let best = called.min_by(|a, b| b.1.total_cmp(&a.1).then(place(a.0).cmp(&place(b.0))));
            meant.extend(best.map(|(entry, _)| *entry));
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
            .filter(|entry| self.documents.get(*entry).is_some_and(|document| is_present_in_cases(&document.entry)))
            .collect();
        if needs.len() < SEVERAL_NEEDS {
            return;
        }
        let Some(package) = &self.pack.reference().package else { return };
        let Some((_, finding)) = package.called_for_by.iter().find_map(|id| self.pack.finding(id)) else { return };
        let of_packages =
            |document: &Document<'_>| matches!(document.entry, Entry::Need(need) if need.id == finding.need());
        let Some(whole) = self.documents.iter().position(of_packages) else { return };
        order.retain(|number| *number != whole && !needs.contains(number));
        order.splice(0..0, std::iter::once(whole).chain(needs));
    }

    /// The year of the newest source that the pack was written from.
    fn newest_year(&self) -> i16 {
        let sources = self.pack.reference().sources.values().filter(|source| !source.later);
        sources.filter_map(|source| year(&source.date)).max().unwrap_or_default()
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
            .map(|(number, score)| (score.total(), *number))
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.iter().take(MOST).filter_map(|(_, number)| Some(self.documents.get(*number)?.entry.name())).collect()
    }
}

/// The words of a question that is no sentence: two or three words that say something are probably a term.
fn term<'w>(words: &'w [Word], intent: &Intent) -> Vec<&'w Word> {
    let says = words.iter().enumerate().filter(|(place, word)| !word.is_stop && !intent.words.contains(place));
    let term: Vec<&Word> = says.map(|(_, word)| word).collect();
    if TERM.contains(&term.len()) { term } else { Vec::new() }
}

/// Whether an entry is a need that a case can show.
fn is_present_in_cases(entry: &Entry<'_>) -> bool {
    matches!(entry, Entry::Need(need) if need.present.is_some())
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
        (Asks::Source, Entry::Source(..)) => 1.8,
        (Asks::Meaning, Entry::Grade(..) | Entry::Scheme(..)) => 3.0,
        (Asks::Changes, Entry::Later(_)) => 1.5,
        (Asks::NotKnown, Entry::Finding(finding) | Entry::Background(finding)) if is_gap(finding) => 2.0,
        _ => 1.0,
    };
    usual * wanted
}
