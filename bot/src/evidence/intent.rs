//! What a question wants to know: phrases of the pack, found in its words.

use handrail_engine::reference::{Asks, Phrase, PhraseWord, Questions};

use super::text::{Language, Word};

/// What a question wants to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Intent {
    /// What it asks.
    pub asks: Asks,
    /// The year that it names, if it asks what changed.
    pub year: Option<i16>,
    /// The words that say so, by their places: they count little in the search.
    pub words: Vec<usize>,
}

/// The phrases of a pack, ready to be found.
pub(crate) struct Phrases(Vec<(Asks, Vec<Part>)>);

enum Part {
    /// A word, in any form of it.
    Stem(String),
    Year,
    Anything,
}

impl Phrases {
    /// The phrases of a pack.
    pub(crate) fn of(questions: &Questions, language: &Language) -> Self {
        let parts = |phrase: &Phrase| {
            let of_word = |word: &PhraseWord| match word {
                PhraseWord::Word(written) => {
                    language.words(written).into_iter().map(|word| Part::Stem(word.stem)).collect()
                }
                PhraseWord::Year => vec![Part::Year],
                PhraseWord::Anything => vec![Part::Anything],
            };
            phrase.words.iter().flat_map(of_word).collect()
        };
        Self(questions.phrases.iter().map(|phrase| (phrase.asks, parts(phrase))).collect())
    }

    /// What a question wants to know. The phrase with the most words decides; among equals the first of the pack.
    pub(crate) fn intent(&self, words: &[Word]) -> Intent {
        let mut best = Intent::default();
        for (asks, parts) in &self.0 {
            for start in 0..words.len() {
                let mut found = Intent { asks: *asks, year: None, words: Vec::new() };
                if follow(parts, words, start, &mut found) && found.words.len() > best.words.len() {
                    best = found;
                }
            }
        }
        best
    }
}

/// Whether the words from `at` on follow the parts; notes the words that are parts of the phrase.
fn follow(parts: &[Part], words: &[Word], at: usize, found: &mut Intent) -> bool {
    let Some((part, rest)) = parts.split_first() else { return true };
    let Some(word) = words.get(at) else { return false };
    match part {
        Part::Stem(stem) if *stem == word.stem => found.words.push(at),
        Part::Year => match year(&word.written) {
            Some(year) => {
                found.year = Some(year);
                found.words.push(at);
            }
            None => return false,
        },
        Part::Stem(_) => return false,
        Part::Anything if rest.is_empty() => return true,
        Part::Anything => {
            return (at + 1..words.len()).any(|next| {
                let mut tried = found.clone();
                let follows = follow(rest, words, next, &mut tried);
                if follows {
                    *found = tried;
                }
                follows
            });
        }
    }
    follow(rest, words, at + 1, found)
}

/// A year of publication: four digits, from 1900 on.
fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|year| (1900..=2999).contains(year))
}
