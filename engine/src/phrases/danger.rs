//! What says that somebody is in danger now, as a pack declares it: signs, which of them together mean danger, and what
//! says that it is not now.
//!
//! Pure data, checked when the pack is loaded. Not for finding any of it in a text.

use std::collections::BTreeMap;

use super::read::{owned, read_examples, read_phrases, word};
use super::{Examples, Phrase};
use crate::document::fields::Fields;
use crate::document::{Entry, Node};
use crate::problem::Problem;
use crate::reference::unlisted;
use crate::text::{SourceText, Span};

/// The greatest distance in words between signs that mean danger together.
pub const MAXIMUM_REACH: usize = 60;
/// The greatest number of sentences over which signs may mean danger together.
pub const MAXIMUM_SENTENCES: usize = 8;
/// The greatest number of signs that a rule may ask for.
pub const MAXIMUM_SIGNS: usize = 4;

/// How little it takes to say that a sign is not now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Firmness {
    /// Anything that can say so says so.
    Weak,
    /// What is not merely a hint says so.
    Plain,
    /// Only what leaves no room says so.
    Firm,
}

/// Words of [`Firmness`].
pub const FIRMNESSES: [(&str, Firmness); 3] =
    [("weak", Firmness::Weak), ("plain", Firmness::Plain), ("firm", Firmness::Firm)];

/// A sign of danger, or of what makes another sign one.
#[derive(Debug, Clone)]
pub struct Sign {
    /// Its name, by which rules ask for it.
    pub id: String,
    /// What it takes to cancel it.
    pub firmness: Firmness,
    /// Whether it means danger by itself.
    pub alone: bool,
    /// The words.
    pub phrases: Vec<Phrase>,
}

/// Signs that mean danger together.
#[derive(Debug, Clone)]
pub struct Together {
    /// For each sign that is needed, those that will do, by number. No sign stands for two.
    pub all: Vec<Vec<usize>>,
    /// Over how many sentences they may stand.
    pub sentences: usize,
    /// Over how many words they may stand.
    pub words: usize,
}

/// What says of signs that they are not now: denied, past, over, supposed, told as a story.
#[derive(Debug, Clone)]
pub struct NotNow {
    /// Whether it speaks of what follows.
    pub before: bool,
    /// Whether it speaks of what stands before.
    pub after: bool,
    /// How many words it reaches; 0 for the whole sentence.
    pub words: usize,
    /// How many sentences beyond its own it reaches.
    pub sentences: usize,
    /// Whether words that end the reach of others end it.
    pub stops: bool,
    /// The firmest sign that it cancels.
    pub up_to: Firmness,
    /// The words.
    pub phrases: Vec<Phrase>,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Danger {
    /// Words that are not looked at.
    pub left_out: Vec<String>,
    /// What `'s` after a word may be.
    pub owns: Vec<String>,
    /// Words that may stand anywhere inside a phrase.
    pub skipped: Vec<String>,
    /// What stands for a word.
    pub instead: BTreeMap<String, Vec<String>>,
    /// Lists of words that the phrases refer to by name.
    pub classes: BTreeMap<String, Vec<String>>,
    /// The signs.
    pub signs: Vec<Sign>,
    /// Which of them mean danger together.
    pub together: Vec<Together>,
    /// What says that it is not now.
    pub not_now: Vec<NotNow>,
    /// What ends the reach of the words that say so.
    pub stops: Vec<Phrase>,
    /// What means nothing though a part of it would.
    pub passed_over: Vec<Phrase>,
    /// Words in which mistakes are borne.
    pub mistyped: Vec<Phrase>,
    /// Words that are no mistake for one of those.
    pub no_mistakes: Vec<String>,
    /// The age in years up to which somebody is young.
    pub young_up_to: u32,
    /// Texts that are urgent, and texts that are not.
    pub examples: Examples,
}

impl Danger {
    /// Every phrase of it.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Phrase> {
        let signs = self.signs.iter().flat_map(|sign| &sign.phrases);
        let not_now = self.not_now.iter().flat_map(|one| &one.phrases);
        signs.chain(not_now).chain(&self.stops).chain(&self.passed_over).chain(&self.mistyped)
    }

    /// Takes the table `danger` of one file. Rules may ask only for signs of the same file or of one before.
    pub(super) fn take(&mut self, text: &SourceText, node: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, node, node.span, "the table `danger`", problems);
        self.left_out.extend(owned(fields.texts("left_out")));
        self.owns.extend(owned(fields.texts("owns")));
        self.skipped.extend(owned(fields.texts("skipped")));
        self.no_mistakes.extend(owned(fields.texts("no_mistakes")));
        if let Some(years) = fields.integer("young_up_to").and_then(|years| u32::try_from(years).ok()) {
            self.young_up_to = years;
        }
        self.stops.extend(read_phrases(text, &mut fields, "stops"));
        self.mistyped.extend(read_phrases(text, &mut fields, "mistyped"));
        self.passed_over.extend(read_phrases(text, &mut fields, "passed_over"));
        let examples = read_examples(text, &mut fields);
        self.examples.positive.extend(examples.positive);
        self.examples.negative.extend(examples.negative);
        let instead = fields.table("instead");
        let classes = fields.table("class");
        let signs = fields.table("sign");
        let together = fields.list("together");
        let not_now = fields.list("not_now");
        fields.finish();
        for entry in instead {
            for word in words_of(text, entry, problems) {
                let long = entry.key.split_whitespace().map(str::to_owned).collect();
                if self.instead.insert(word.clone(), long).is_some() {
                    problems.push(
                        Problem::error("duplicate-field", format!("`{word}` already stands for something"))
                            .at(text, entry.key_span)
                            .label("here again"),
                    );
                }
            }
        }
        for entry in classes {
            self.classes.entry(entry.key.clone()).or_default().extend(words_of(text, entry, problems));
        }
        for entry in signs {
            self.take_sign(text, entry, problems);
        }
        for node in together {
            self.take_together(text, node, problems);
        }
        for node in not_now {
            self.take_not_now(text, node, problems);
        }
    }

    fn take_sign(&mut self, text: &SourceText, entry: &Entry, problems: &mut Vec<Problem>) {
        let subject = format!("the sign `{}`", entry.key);
        let mut fields = Fields::of(text, &entry.node, entry.key_span, subject, problems);
        let sign = Sign {
            id: entry.key.clone(),
            firmness: word(text, &mut fields, "firmness", &FIRMNESSES).unwrap_or(Firmness::Plain),
            alone: fields.truth("alone").unwrap_or(false),
            phrases: read_phrases(text, &mut fields, "phrases"),
        };
        if self.signs.iter().any(|known| known.id == sign.id) {
            let problem = Problem::error("duplicate-field", format!("the sign `{}` is there twice", sign.id));
            fields.report(problem.at(text, entry.key_span).label("again"));
        }
        fields.finish();
        self.signs.push(sign);
    }

    fn take_together(&mut self, text: &SourceText, node: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, node, node.span, "signs together", problems);
        let written = fields.texts("all");
        let sentences = bounded(text, node, &mut fields, "sentences", 1, MAXIMUM_SENTENCES);
        let words = bounded(text, node, &mut fields, "words", 40, MAXIMUM_REACH);
        if !(1..=MAXIMUM_SIGNS).contains(&written.len()) {
            let message = format!("one to {MAXIMUM_SIGNS} signs mean danger together, not {}", written.len());
            fields.report(Problem::error("out-of-range", message).at(text, node.span));
        }
        let ids: Vec<&str> = self.signs.iter().map(|sign| sign.id.as_str()).collect();
        let mut all = Vec::new();
        for (choice, span) in written {
            let mut numbers = Vec::new();
            for id in choice.split('|').map(str::trim) {
                match ids.iter().position(|known| *known == id) {
                    Some(number) => numbers.push(number),
                    None => fields.report(unlisted("sign", id, &ids).at(text, span)),
                }
            }
            all.push(numbers);
        }
        fields.finish();
        self.together.push(Together { all, sentences, words });
    }

    fn take_not_now(&mut self, text: &SourceText, node: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, node, node.span, "what says that it is not now", problems);
        let side = fields.text("speaks_of").unwrap_or("both");
        if !["following", "preceding", "both"].contains(&side) {
            let span = node.get("speaks_of").map_or(node.span, |node| node.span);
            fields.report(unlisted("side", side, &["following", "preceding", "both"]).at(text, span));
        }
        let not_now = NotNow {
            before: side != "preceding",
            after: side != "following",
            words: bounded(text, node, &mut fields, "words", 0, MAXIMUM_REACH),
            sentences: bounded(text, node, &mut fields, "sentences", 0, MAXIMUM_SENTENCES),
            stops: fields.truth("stops").unwrap_or(true),
            up_to: word(text, &mut fields, "up_to", &FIRMNESSES).unwrap_or(Firmness::Plain),
            phrases: read_phrases(text, &mut fields, "phrases"),
        };
        fields.finish();
        self.not_now.push(not_now);
    }
}

fn words_of(text: &SourceText, entry: &Entry, problems: &mut Vec<Problem>) -> Vec<String> {
    let Some(items) = entry.node.as_list() else {
        problems.push(
            Problem::error("wrong-type", format!("`{}` must be a list of words", entry.key))
                .at(text, entry.node.span)
                .label("expected a list of words"),
        );
        return Vec::new();
    };
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

fn bounded(
    text: &SourceText,
    node: &Node,
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    otherwise: usize,
    greatest: usize,
) -> usize {
    let Some(value) = fields.integer(key) else { return otherwise };
    match usize::try_from(value) {
        Ok(value) if value <= greatest => value,
        _ => {
            let span: Span = node.get(key).map_or(node.span, |node| node.span);
            let message = format!("`{key}` is {value}, at most {greatest} are read");
            fields.report(Problem::error("out-of-range", message).at(text, span));
            otherwise
        }
    }
}
