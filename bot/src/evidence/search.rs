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
use super::index::Index;
use super::intent::{Intent, Phrases};
use super::names::{Named, Names};
use super::score::{Score, preference};
use super::text::{Language, Word};
use super::year;

/// The most words of a question that are read: nobody asks in more, and a bound keeps hostile ones cheap.
const MAXIMUM_WORDS: usize = 64;
/// An entry that covers less of a question than this does not answer it.
const LEAST_COVERED: f64 = 0.45;
/// The same for an entry that is named in it.
const LEAST_NAMED: f64 = 0.3;
/// So many words that say something, side by side, are probably a term: then its words prove nothing one by one.
const TERM: std::ops::RangeInclusive<usize> = 2..=3;
/// What the names of an entry must cover of a term that stands nowhere in it.
const LEAST_CALLED: f64 = 0.6;
/// An entry that counts less than this beside the best one is not worth naming.
const WORTH_NAMING: f64 = 0.25;
/// So many different needs in one question are asked about as a whole.
const SEVERAL_NEEDS: usize = 3;

/// What can be asked about a pack, ready to be searched.
pub(crate) struct Search<'p> {
    pack: &'p Pack,
    pub(super) language: Language,
    phrases: Phrases,
    names: Names,
    pub(super) index: Index,
    pub(super) documents: Vec<Document<'p>>,
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

    /// Where several needs are named at once, the answer is the subject of packages: a list for each need is none. Where two
    /// are, both come first, and that subject after them.
    fn several_needs(&self, named: &[Named], order: &mut Vec<usize>) {
        let entry_of = |number: &usize| self.documents.get(*number).map(|document| document.entry);
        let is_need = |number: &usize| entry_of(number).is_some_and(|entry| is_present_in_cases(&entry));
        let all = named.iter().flat_map(|named| &named.entries).map(|(number, _)| *number);
        let needs: BTreeSet<usize> = all.filter(is_need).collect();
        let first_is_need = order.first().is_some_and(|number| needs.contains(number));
        if needs.len() < 2 || (needs.len() < SEVERAL_NEEDS && !first_is_need) {
            return;
        }
        let mut package = self.pack.reference().package.iter().flat_map(|package| &package.called_for_by);
        let of_packages = package.find_map(|id| Some(self.pack.finding(id)?.1.need()));
        let whole = self.documents.iter().position(|document| match document.entry {
            Entry::Need(need) => Some(need.id.as_str()) == of_packages,
            _ => false,
        });
        order.retain(|number| Some(*number) != whole && !needs.contains(number));
        if needs.len() < SEVERAL_NEEDS {
            order.splice(0..0, needs.into_iter().chain(whole));
        } else {
            order.splice(0..0, whole.into_iter().chain(needs));
        }
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
