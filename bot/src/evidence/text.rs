//! From text to words: lower case, stems, the words that say nothing, the words that mean the same.

use std::collections::{BTreeMap, BTreeSet};

use frostem::Stemmer;
use handrail_engine::reference::Questions;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// As it is written, in lower case and without an apostrophe.
    pub written: String,
    /// Without its ending.
    pub stem: String,
    /// Whether it says nothing by itself.
    pub is_stop: bool,
}

/// Takes texts apart in the language of a pack.
pub(crate) struct Language {
    stemmer: Option<Stemmer>,
    stop_words: BTreeSet<String>,
    /// Stems that mean the same, by each of them.
    same: BTreeMap<String, Vec<String>>,
}

impl Language {
    /// The language of a pack. One without a name has no endings.
    pub(crate) fn of(questions: &Questions) -> Self {
        let stemmer = questions.language.as_deref().and_then(|name| Stemmer::try_from_name(name).ok());
        let mut language = Self { stemmer, stop_words: BTreeSet::new(), same: BTreeMap::new() };
        language.stop_words = questions.stop_words.iter().flat_map(|word| split(word)).collect();
        for group in &questions.same {
            let stems: Vec<String> = group.iter().flat_map(|word| split(word)).map(|w| language.stem(&w)).collect();
            for stem in &stems {
                let others = language.same.entry(stem.clone()).or_default();
                others.extend(stems.iter().filter(|other| *other != stem).cloned());
                others.sort();
                others.dedup();
            }
        }
        language
    }

    /// The words of a text, in order.
    pub(crate) fn words(&self, text: &str) -> Vec<Word> {
        split(text).map(|written| self.word(written)).collect()
    }

    /// A word that is written so.
    pub(crate) fn word(&self, written: String) -> Word {
        Word { stem: self.stem(&written), is_stop: self.stop_words.contains(&written), written }
    }

    /// The stems that mean the same as this one.
    pub(crate) fn same(&self, stem: &str) -> &[String] {
        self.same.get(stem).map_or(&[], Vec::as_slice)
    }

    fn stem(&self, written: &str) -> String {
        self.stemmer.map_or_else(|| written.to_owned(), |stemmer| stemmer.stem(written).into_owned())
    }
}

/// The words of a text in lower case. An apostrophe belongs to its word and is left out, with the `s` behind it.
fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || is_apostrophe(c))).filter_map(|piece| {
        let piece = piece.trim_matches(is_apostrophe).to_lowercase();
        let owner = piece.strip_suffix('s').and_then(|rest| rest.strip_suffix(is_apostrophe));
        let word = owner.map_or_else(|| piece.replace(is_apostrophe, ""), |owner| owner.replace(is_apostrophe, ""));
        (!word.is_empty()).then_some(word)
    })
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_apostrophes_and_signs_are_taken_off() {
        let questions = Questions { language: Some("english".to_owned()), ..Questions::default() };
        let stems: Vec<String> =
            Language::of(&questions).words("Wheels' – rider's, don’t MENDING").into_iter().map(|w| w.stem).collect();
        assert_eq!(stems, ["wheel", "rider", "dont", "mend"]);
    }

    #[test]
    fn every_language_of_the_engine_is_known_here() {
        for name in Questions::LANGUAGES {
            assert!(Stemmer::try_from_name(name).is_ok(), "{name}");
        }
    }
}
