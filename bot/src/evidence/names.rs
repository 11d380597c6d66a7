//! Names in a question: the longest that fit, wherever they stand.

use std::collections::BTreeMap;

use super::documents::Document;
use super::text::{Language, Word};

/// The most words of a name that are looked for at once.
const LONGEST: usize = 12;

/// A name that stands in a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    /// The places of its words.
    pub places: std::ops::Range<usize>,
    /// Whether it is written there as the pack writes it. Else only its words sound alike.
    pub is_spelt: bool,
    /// The entries that are called so, by number, and how surely each is meant.
    pub entries: Vec<(usize, f64)>,
}

/// Every name of the entries. A name is known however its words are joined (`Ride Well`, `ride-well`, `ridewell`), and
/// in every form of its words without those that say nothing (`riding the well`).
pub(crate) struct Names(BTreeMap<String, BTreeMap<usize, f64>>);

impl Names {
    /// The names of entries.
    pub(crate) fn of(language: &Language, documents: &[Document<'_>]) -> Self {
        let mut names: BTreeMap<String, BTreeMap<usize, f64>> = BTreeMap::new();
        for (number, document) in documents.iter().enumerate() {
            for (name, sure) in &document.names {
                let words = language.words(name);
                let spelt = [joined(&words), stems(&words)];
                for key in spelt.into_iter().flatten() {
                    let known = names.entry(key).or_default().entry(number).or_default();
                    *known = known.max(*sure);
                }
            }
        }
        Self(names)
    }

    /// The names that stand in a question, the longest first at every place; none overlaps another.
    pub(crate) fn find(&self, words: &[Word]) -> Vec<Named> {
        let mut found: Vec<Named> = Vec::new();
        for length in (1..=LONGEST.min(words.len())).rev() {
            for (start, window) in words.windows(length).enumerate() {
                let places = start..start + length;
                let taken = |named: &Named| named.places.start < places.end && places.start < named.places.end;
                let outer_stop = length > 1 && [window.first(), window.last()].into_iter().flatten().any(|w| w.is_stop);
                if found.iter().any(taken) {
                    continue;
                }
                // What is written exactly so wins over what only sounds so; a stop word at its end is part of a name
                // only where the name is written with it.
                let spelt = joined(window).and_then(|key| self.0.get(&key));
                let sounds = || stems(window).filter(|_| !outer_stop).and_then(|key| self.0.get(&key));
                if let Some(entries) = spelt.or_else(sounds) {
                    let entries = entries.iter().map(|(entry, sure)| (*entry, *sure)).collect();
                    found.push(Named { places, is_spelt: spelt.is_some(), entries });
                }
            }
        }
        found.sort_by_key(|named| named.places.start);
        found
    }
}

/// The words as one. Nothing where all of them say nothing.
fn joined(words: &[Word]) -> Option<String> {
    words.iter().any(|word| !word.is_stop).then(|| words.iter().map(|word| word.written.as_str()).collect())
}

/// The stems of the words that say something. A sign that is in no word keeps them apart from joined words.
fn stems(words: &[Word]) -> Option<String> {
    let stems: Vec<&str> = words.iter().filter(|word| !word.is_stop).map(|word| word.stem.as_str()).collect();
    (!stems.is_empty()).then(|| format!(" {}", stems.join(" ")))
}
