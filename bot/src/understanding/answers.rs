//! What a message says beside facts: yes and no in many words, doubt, a number, whom it names, and which parts of it
//! nothing was read in.
//!
//! Every word is data of the pack (`[reply]` of the phrases). Not for deciding what it answers: see
//! [`crate::dialogue`].

use handrail_engine::pack::Pack;
use handrail_engine::phrases::{Kind, Says, Sex};

use super::corrections::{self, Correction};
use super::examples::Tried;
use super::phrases::{Found, Tree, leftmost_longest};
use super::redact::{KnownNames, Masked, Masker, WordsError};
use super::tokens::{self, Mark, Token};
use super::{Reader, Seen, Understanding};

/// A message, masked and read.
#[derive(Debug)]
pub(crate) struct Said {
    /// What was read in it.
    pub(crate) understanding: Understanding,
    /// The words of replies at its beginning, in order.
    pub(crate) reply: Vec<Says>,
    /// Whether it holds nothing else.
    pub(crate) bare: bool,
    /// Whether what it says is still to come.
    pub(crate) to_come: bool,
    /// What it corrects, if it corrects something.
    pub(crate) correction: Option<Correction>,
    /// The people whom it names, without pronouns, in order.
    pub(crate) named: Vec<Named>,
    /// The numbers in it.
    pub(crate) numbers: Vec<Number>,
    /// For each assertion, she or he: the one of the young who stands nearest before it in its sentence.
    pub(crate) sexes: Vec<Option<Sex>>,
    /// Stretches of the masked text in which nothing was read.
    pub(crate) unread: Vec<(usize, usize)>,
}

/// Somebody whom a message names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    /// Who, by number.
    pub(crate) person: usize,
    /// She or he.
    pub(crate) sex: Option<Sex>,
}

/// A number in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    /// Which.
    pub(crate) number: u32,
    /// How many of its unit make a year, if a unit of age follows.
    pub(crate) per_year: Option<u16>,
}

/// Masks and reads what people write. It is made once for a pack.
pub(crate) struct Hearing<'a> {
    pack: &'a Pack,
    masker: Masker,
    reader: Reader<'a>,
    words: Tree<Says>,
}

/// What stands at the beginning of a message.
pub(super) struct Beginning {
    /// What it says, in order.
    pub(super) says: Vec<Says>,
    /// The token after it.
    pub(super) end: usize,
    /// Whether nothing follows.
    pub(super) bare: bool,
}

impl<'a> Hearing<'a> {
    /// Prepares the words of a pack.
    pub(crate) fn of(pack: &'a Pack) -> Result<Self, WordsError> {
        let phrases = pack.phrases();
        let mut words = Tree::new();
        for reply in &phrases.replies {
            for phrase in &reply.phrases {
                words.add(phrase, reply.says, &phrases.classes, false);
            }
        }
        Ok(Self { pack, masker: Masker::of(pack)?, reader: Reader::of(pack), words })
    }

    /// The pack.
    pub(crate) fn pack(&self) -> &'a Pack {
        self.pack
    }

    /// What masks.
    pub(crate) fn masker(&self) -> &Masker {
        &self.masker
    }

    /// What reads.
    pub(crate) fn reader(&self) -> &Reader<'a> {
        &self.reader
    }

    /// Masks a message, overwrites the original, and reads the rest.
    pub(crate) fn hear(&self, original: String, names: &mut KnownNames) -> Said {
        self.read(self.masker.mask(original, names))
    }

    /// Whether a short text, such as the name of a file, holds something that identifies somebody.
    pub(crate) fn identifies(&self, text: &str, names: &mut KnownNames) -> bool {
        !self.masker.mask(text.to_owned(), names).identifiers.is_empty()
    }

    /// Tries every example beside the phrases.
    pub(crate) fn examples(&self) -> Tried {
        let mut tried = super::examples::try_all(&self.masker, &self.reader);
        super::examples::try_replies(self, &mut tried);
        tried
    }

    fn read(&self, masked: Masked) -> Said {
        let seen = self.reader.see(&masked);
        let phrases = self.pack.phrases();
        // As they were written: what looks like a mistake in a word of the field may be a word of a reply.
        let tokens = tokens::tokens(phrases, masked.text.as_str());
        let found = leftmost_longest(self.words.find(&tokens, &seen.people.edges(phrases, &tokens)));
        let beginning = beginning(&tokens, &found);
        let numbers = self.numbers(&seen.tokens);
        let named = seen
            .people
            .mentions
            .iter()
            .filter(|mention| !mention.pronoun && !mention.title)
            .filter_map(|mention| Some(Named { person: mention.person?, sex: mention.sex }))
            .collect();
        let to_come = found.iter().any(|one| one.what == Says::ToCome);
        let correction = corrections::find(phrases, &seen, &found, &beginning);
        let understanding = self.reader.read(masked);
        let unread = self.unread(&seen, &understanding, beginning.end);
        let sexes = understanding.assertions.iter().map(|one| self.sex_beside(&seen, one.masked)).collect();
        Said {
            reply: beginning.says,
            bare: beginning.bare,
            to_come,
            correction,
            named,
            numbers,
            sexes,
            unread,
            understanding,
        }
    }

    fn numbers(&self, tokens: &[Token]) -> Vec<Number> {
        let units = &self.pack.phrases().units;
        let numbers = tokens.iter().enumerate().filter_map(|(at, token)| match token.mark {
            Mark::Number(number) => {
                let unit =
                    tokens.get(at + 1).and_then(|next| units.iter().find(|unit| unit.words.contains(&next.word)));
                Some(Number { number, per_year: unit.map(|unit| unit.per_year) })
            }
            _ => None,
        });
        numbers.collect()
    }

    /// She or he, of the one of the young who stands nearest before a stretch, in the same sentence.
    fn sex_beside(&self, seen: &Seen, (start, _): (usize, usize)) -> Option<Sex> {
        let phrases = self.pack.phrases();
        let at = seen.tokens.partition_point(|token| token.start < start);
        let sentence = seen.tokens.get(at)?.sentence;
        let mut before = seen.people.mentions.iter().rev().filter(|mention| {
            mention.end <= at && seen.tokens.get(mention.start).is_some_and(|token| token.sentence == sentence)
        });
        let young = before.find(|mention| seen.people.kind(phrases, mention) == Some(Kind::Young))?;
        young.sex.or_else(|| seen.people.entity(young)?.sex)
    }

    /// Sentences in which nothing was read, without those that hold no word.
    fn unread(&self, seen: &Seen, understanding: &Understanding, from: usize) -> Vec<(usize, usize)> {
        let phrases = self.pack.phrases();
        let text = understanding.masked.text.as_str();
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        let mut at = from;
        while at < seen.tokens.len() {
            let Some(sentence) = seen.tokens.get(at).map(|token| token.sentence) else { break };
            let end = seen
                .tokens
                .iter()
                .skip(at)
                .position(|token| token.sentence != sentence)
                .map_or(seen.tokens.len(), |n| at + n);
            let stretch = seen.span(at, end);
            let inside = |span: (usize, usize)| span.0 < stretch.1 && span.1 > stretch.0;
            let read = understanding.assertions.iter().map(|one| one.masked).any(inside)
                || understanding.unsure.iter().map(|one| one.about).any(inside)
                || (understanding.urgent
                    && text.get(stretch.0..stretch.1).is_some_and(|sentence| self.reader.watch.sees(sentence)));
            // Somebody young whose age or sex was taken.
            let young = !understanding.young.is_empty()
                && seen.people.mentions.iter().any(|mention| {
                    mention.start < end && mention.end > at && seen.people.kind(phrases, mention) == Some(Kind::Young)
                });
            let words = seen.tokens.get(at..end).unwrap_or(&[]);
            // A label beside something masked says nothing more.
            let masked = words.iter().any(|token| matches!(token.mark, Mark::Masked | Mark::Name));
            let plain = words.iter().filter(|token| matches!(token.mark, Mark::Word | Mark::Number(_))).count();
            let has_words = plain > usize::from(masked);
            if !read && !young && has_words {
                stretches.push(stretch);
            }
            at = end;
        }
        stretches
    }

    /// What the beginning of a text says, for trying examples.
    pub(super) fn says(&self, text: &str) -> (Vec<Says>, bool) {
        let said = self.hear(text.to_owned(), &mut KnownNames::default());
        (said.reply, said.to_come)
    }
}

/// The words of replies at the beginning. One counts only if a mark, another one or the end follows: `no food` is no
/// answer.
fn beginning(tokens: &[Token], found: &[Found<Says>]) -> Beginning {
    let mut says: Vec<Says> = Vec::new();
    let is_mark = |at: usize| tokens.get(at).is_none_or(|token| !token.is_wordlike());
    let starts = |at: usize| found.iter().find(|one| one.start == at);
    // The words that end the row must be followed by a mark: their places.
    let mut row: Vec<(usize, Says, bool)> = Vec::new();
    let mut at = 0;
    loop {
        while at < tokens.len() && is_mark(at) {
            at += 1;
        }
        let Some(one) = starts(at) else { break };
        at = one.end;
        row.push((one.end, one.what, is_mark(one.end)));
    }
    // What is followed by other words belongs to them, but for what always speaks of what follows.
    let opens = |what: Says| matches!(what, Says::Remove | Says::Instead | Says::Hedged | Says::ToCome);
    while let Some((_, what, closed)) = row.last()
        && !closed
        && !opens(*what)
    {
        row.pop();
    }
    let mut end = 0;
    for (after, what, _) in row {
        end = after;
        if what != Says::Filler && says.last() != Some(&what) {
            says.push(what);
        }
    }
    while end < tokens.len() && is_mark(end) {
        end += 1;
    }
    Beginning { says, end, bare: end >= tokens.len() }
}
