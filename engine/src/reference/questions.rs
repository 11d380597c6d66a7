//! How people ask: the words that say nothing by themselves, words that mean the same, and the phrases that tell
//! what somebody wants to know. All of them are words of a language, so they stand in the pack.

use super::{Reference, lookup, owned_list, unlisted};
use crate::document::Node;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::{SourceText, Span};

/// What a question wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Asks {
    /// Whatever there is.
    #[default]
    About,
    /// What works for a need.
    WhatWorks,
    /// For whom something is.
    ForWhom,
    /// How well something is evidenced.
    Evidence,
    /// What nobody knows.
    NotKnown,
    /// What a word of the pack means, such as a grade.
    Meaning,
    /// What changed since a year.
    Changes,
    /// How things differ.
    Compare,
    /// Whether something can be had.
    Delivery,
    /// Which publication says it.
    Source,
}

impl Asks {
    /// Every one with its word in the pack and in answers.
    pub const ALL: [(&'static str, Self); 10] = [
        ("about", Self::About),
        ("what_works", Self::WhatWorks),
        ("for_whom", Self::ForWhom),
        ("evidence", Self::Evidence),
        ("not_known", Self::NotKnown),
        ("meaning", Self::Meaning),
        ("changes", Self::Changes),
        ("compare", Self::Compare),
        ("delivery", Self::Delivery),
        ("source", Self::Source),
    ];

    /// Its word in the pack and in answers.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, asks)| *asks == self).map_or("", |(word, _)| word)
    }
}

/// A word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseWord {
    /// This word, in any form of it.
    Word(String),
    /// A year.
    Year,
    /// One word or more.
    Anything,
}

/// A phrase that tells what somebody wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// What it asks.
    pub asks: Asks,
    /// Its words.
    pub words: Vec<PhraseWord>,
}

/// How people ask.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    /// The language whose endings are taken off words, by its English name. Without it, words are compared as they are.
    pub language: Option<String>,
    /// Words that say nothing by themselves.
    pub stop_words: Vec<String>,
    /// Words that mean the same, the first of each group for all of them.
    pub same: Vec<Vec<String>>,
    /// The phrases, in the order of the file.
    pub phrases: Vec<Phrase>,
}

impl Questions {
    /// The languages whose endings can be taken off.
    pub const LANGUAGES: [&'static str; 11] = [
        "danish",
        "dutch",
        "english",
        "finnish",
        "french",
        "german",
        "italian",
        "norwegian",
        "portuguese",
        "spanish",
        "swedish",
    ];
}

impl Reference {
    /// Reads `questions.toml`.
    pub(crate) fn read_questions(&mut self, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, document, Span::default(), "the way people ask", problems);
        let language = fields.text("language").map(str::to_owned);
        let stop_words = owned_list(&fields.texts("stop_words"));
        let groups = fields.list("same");
        let intents = fields.table("intent");
        fields.finish();
        if let Some(named) = language.as_deref().filter(|named| !Questions::LANGUAGES.contains(named)) {
            let place = document.get("language").map_or(Span::default(), |node| node.span);
            problems.push(unlisted("language", named, &Questions::LANGUAGES).at(text, place));
        }
        let mut questions = Questions { language, stop_words, ..Questions::default() };
        for group in groups {
            let mut fields = Fields::of(text, group, group.span, "a group of words that mean the same", problems);
            let words = owned_list(&fields.texts("words"));
            fields.finish();
            if words.len() < 2 {
                problems.push(
                    Problem::error("empty-list", "a group of words that mean the same has fewer than two words")
                        .at(text, group.span)
                        .label("expected more"),
                );
            }
            questions.same.push(words);
        }
        for entry in intents {
            let mut fields = super::open(text, entry, "intent", problems);
            fields.required("phrases");
            let phrases = fields.texts("phrases");
            let asks = lookup(&Asks::ALL, &entry.key);
            if asks.is_none() {
                let known = Asks::ALL.map(|(word, _)| word);
                fields.report(unlisted("intent", &entry.key, &known).at(text, entry.key_span));
            }
            fields.finish();
            for (written, span) in phrases {
                match phrase(asks.unwrap_or_default(), written) {
                    Some(phrase) => questions.phrases.push(phrase),
                    None => problems.push(
                        Problem::error("empty-phrase", format!("the phrase `{written}` has no word of its own"))
                            .at(text, span)
                            .label("expected a word beside `*` and `{year}`"),
                    ),
                }
            }
        }
        self.questions = questions;
    }
}

/// A phrase as it is written: words, `*` for one word or more, and `{year}`.
fn phrase(asks: Asks, written: &str) -> Option<Phrase> {
    let words: Vec<PhraseWord> = written
        .split_whitespace()
        .map(|word| match word {
            "*" => PhraseWord::Anything,
            "{year}" => PhraseWord::Year,
            word => PhraseWord::Word(word.to_owned()),
        })
        .collect();
    words.iter().any(|word| matches!(word, PhraseWord::Word(_))).then_some(Phrase { asks, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_has_a_word_of_its_own() {
        assert_eq!(phrase(Asks::Changes, "* {year}"), None);
        let words = [PhraseWord::Word("since".to_owned()), PhraseWord::Year];
        assert_eq!(phrase(Asks::Changes, "since {year}").map(|phrase| phrase.words), Some(words.to_vec()));
    }
}
