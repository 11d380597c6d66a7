//! A full-text index in memory: BM25F over a few hundred entries, each with fields of different weight.
//!
//! BM25F adds up a term over the fields of an entry, weighted and normalised by the length of each field, before it
//! saturates (Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009).

use std::collections::{BTreeMap, BTreeSet};

use super::text::{Language, Word};

/// A field of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    /// What it is called.
    Name,
    /// What people also call it, and the words by which they ask for it.
    Alias,
    /// What it says in short.
    Gist,
    /// Everything else that it says.
    Body,
    /// What stands around it: its subject.
    Around,
}

impl Field {
    const ALL: [Self; 5] = [Self::Name, Self::Alias, Self::Gist, Self::Body, Self::Around];

    /// How much a word counts in it.
    fn weight(self) -> f64 {
        match self {
            Self::Name => 5.0,
            Self::Alias => 4.0,
            Self::Gist => 2.0,
            Self::Body => 1.0,
            Self::Around => 0.7,
        }
    }

    /// How much its length counts against a word in it: 0 not at all, 1 in full.
    fn length_counts(self) -> f64 {
        match self {
            Self::Name => 0.3,
            Self::Alias | Self::Around => 0.2,
            Self::Gist | Self::Body => 0.6,
        }
    }
}

/// How soon a word that is repeated in an entry stops to count more.
const SATURATION: f64 = 1.6;
/// Fewer letters than this are an abbreviation: every change makes another one of it.
const SHORTEST_CORRECTED: usize = 5;
/// From so many letters on, two mistakes are forgiven.
const TWO_MISTAKES_FROM: usize = 8;

/// An entry that has a stem.
struct Posting {
    entry: usize,
    /// How often, weighted by field, before saturation.
    frequency: f64,
    role: Role,
}

/// What a stem does in an entry, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// The entry, or the subject under which it stands, is called so.
    Calls,
    /// What the entry says has it.
    Says,
    /// It only stands in what else the entry says: then the entry is hardly about it.
    Mentions,
}

impl Role {
    fn of(field: Field) -> Self {
        match field {
            Field::Name | Field::Alias | Field::Around => Self::Calls,
            Field::Gist => Self::Says,
            Field::Body => Self::Mentions,
        }
    }
}

/// A stem in an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Match {
    /// The entry.
    pub entry: usize,
    /// How much the stem counts there: from 0 to its rarity.
    pub score: f64,
    /// What it does there.
    pub role: Role,
}

/// The index. Entries are numbers, counted from 0 in the order in which they were added.
pub(crate) struct Index {
    entries: usize,
    /// For each stem, the entries that have it.
    postings: BTreeMap<String, Vec<Posting>>,
    /// Every word as it is written.
    known: BTreeSet<String>,
    /// The words of names and aliases: what is typed wrongly is looked for among these.
    names: BTreeSet<String>,
}

impl Index {
    /// Builds the index of entries; each has texts in fields.
    pub(crate) fn of(language: &Language, entries: &[Vec<(Field, &str)>]) -> Self {
        let mut known = BTreeSet::new();
        let mut names = BTreeSet::new();
        let mut lengths = [0_usize; Field::ALL.len()];
        let mut counted: Vec<BTreeMap<(String, Field), usize>> = Vec::with_capacity(entries.len());
        for fields in entries {
            let mut counts = BTreeMap::new();
            for (field, text) in fields {
                for word in language.words(text) {
                    if matches!(field, Field::Name | Field::Alias) {
                        names.insert(word.written.clone());
                    }
                    known.insert(word.written);
                    if !word.is_stop {
                        *counts.entry((word.stem, *field)).or_default() += 1;
                    }
                }
            }
            for ((_, field), count) in &counts {
                if let Some(length) = lengths.get_mut(*field as usize) {
                    *length += count;
                }
            }
            counted.push(counts);
        }
        let mut index = Self { entries: entries.len(), postings: BTreeMap::new(), known, names };
        for (number, counts) in counted.iter().enumerate() {
            index.post(number, counts, lengths);
        }
        index
    }

    fn post(&mut self, number: usize, counts: &BTreeMap<(String, Field), usize>, lengths: [usize; Field::ALL.len()]) {
        let mut own = [0_usize; Field::ALL.len()];
        for ((_, field), count) in counts {
            if let Some(length) = own.get_mut(*field as usize) {
                *length += count;
            }
        }
        let normaliser = |field: Field| {
            let (own, all) = (own.get(field as usize), lengths.get(field as usize));
            let average = real(all.copied().unwrap_or(0)) / real(self.entries.max(1));
            let share = if average > 0.0 { real(own.copied().unwrap_or(0)) / average } else { 1.0 };
            1.0 - field.length_counts() + field.length_counts() * share
        };
        let mut weighted: BTreeMap<&str, (f64, Role)> = BTreeMap::new();
        for ((stem, field), count) in counts {
            let (frequency, role) = weighted.entry(stem).or_insert((0.0, Role::Mentions));
            *frequency += field.weight() * real(*count) / normaliser(*field);
            *role = Role::of(*field).min(*role);
        }
        for (stem, (frequency, role)) in weighted {
            self.postings.entry(stem.to_owned()).or_default().push(Posting { entry: number, frequency, role });
        }
    }

    /// How much a stem tells: the rarer, the more. One that no entry has tells most.
    pub(crate) fn rarity(&self, stem: &str) -> f64 {
        let with = real(self.postings.get(stem).map_or(0, Vec::len));
        let all = real(self.entries);
        ((all - with + 0.5) / (with + 0.5)).ln_1p()
    }

    /// Whether an entry has this stem.
    pub(crate) fn has(&self, stem: &str) -> bool {
        self.postings.contains_key(stem)
    }

    /// The entries that have a stem.
    pub(crate) fn matches<'a>(&'a self, stem: &str) -> impl Iterator<Item = Match> + 'a {
        let rarity = self.rarity(stem);
        let found = self.postings.get(stem).map_or(&[][..], Vec::as_slice);
        found.iter().map(move |Posting { entry, frequency, role }| Match {
            entry: *entry,
            score: rarity * frequency / (frequency + SATURATION),
            role: *role,
        })
    }

    /// The word that was probably meant by one that stands nowhere, if one of the names is near.
    pub(crate) fn corrected(&self, language: &Language, word: &Word) -> Option<String> {
        let letters = word.written.chars().count();
        let is_known = word.is_stop || self.known.contains(&word.written) || self.has(&word.stem);
        if is_known || letters < SHORTEST_CORRECTED || !language.same(&word.stem).is_empty() {
            return None;
        }
        let allowed = if letters >= TWO_MISTAKES_FROM { 2 } else { 1 };
        let first = word.written.chars().next();
        // The first letter is hardly ever wrong, and asking for it keeps words apart that differ by a letter.
        let near = self.names.iter().filter(|name| name.chars().next() == first);
        let near = near.filter(|name| name.chars().count().abs_diff(letters) <= allowed);
        let measured = near.map(|name| (strsim::damerau_levenshtein(&word.written, name), name));
        let best = measured.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance);
        best.map(|(_, name)| name.clone())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
fn real(count: usize) -> f64 {
    count as f64
}
