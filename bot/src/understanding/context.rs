//! How something is meant where it stands: said not to be so, doubted, past, or only supposed.
//!
//! In the manner of `ConText`: cues reach so many words, forward or back, until something ends them. All words are data.

use handrail_engine::phrases::{Beyond, Cue, Meant, Phrases, Status};

use super::people::People;
use super::phrases::Found;
use super::tokens::{Mark, Token};

/// A cue in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here {
    /// Its first token.
    pub(super) start: usize,
    /// The token after its last.
    pub(super) end: usize,
    /// Which, by number.
    pub(super) cue: usize,
}

/// How a stretch of tokens is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that a cue may say, and several may be said")]
pub(super) struct Reading {
    /// Said not to be so.
    pub(super) not: bool,
    /// With a no: it was so before.
    pub(super) since: bool,
    /// Doubted.
    pub(super) perhaps: bool,
    /// Past.
    pub(super) past: bool,
    /// Past, when an adult was young.
    pub(super) own_past: bool,
    /// No statement.
    pub(super) supposed: bool,
    /// The words that say so, by their tokens.
    pub(super) cues: Vec<(usize, usize)>,
}

impl Reading {
    /// The status, given the one that the words imply by themselves; nothing for what is no statement.
    pub(super) fn status(&self, implied: Status) -> Option<Status> {
        if self.supposed {
            return None;
        }
        Some(match implied {
            Status::Absent if self.perhaps => Status::Uncertain,
            Status::Absent => Status::Absent,
            Status::Historic | Status::Present if self.not && self.since => Status::Historic,
            Status::Historic | Status::Uncertain | Status::Present if self.not => Status::Absent,
            Status::Historic => Status::Historic,
            Status::Uncertain => Status::Uncertain,
            Status::Present if self.perhaps => Status::Uncertain,
            Status::Present if self.past || self.own_past => Status::Historic,
            Status::Present => Status::Present,
        })
    }
}

/// What surrounds a stretch of tokens.
pub(super) struct Context<'a> {
    /// The pack's words.
    pub(super) phrases: &'a Phrases,
    /// The text.
    pub(super) tokens: &'a [Token],
    /// The cues of the text, in order.
    pub(super) cues: &'a [Here],
    /// For each token, whether it belongs to something that was found.
    pub(super) covered: &'a [bool],
    /// Everybody.
    pub(super) people: &'a People,
}

/// A cue among so many tokens can speak of the whole text.
const FIRST_WORDS: usize = 12;

/// How far `?` before a word reaches.
const DOUBT_WORDS: usize = 4;

impl Context<'_> {
    /// How the tokens from `start` up to `end` are meant.
    pub(super) fn read(&self, start: usize, end: usize) -> Reading {
        let mut reading = Reading::default();
        let Some(sentence) = self.tokens.get(start).map(|token| token.sentence) else { return reading };
        let mut first_not = usize::MAX;
        let mut first_perhaps = usize::MAX;
        let mut now = false;
        let mut denied = false;
        let sentence_of = |cue: &Here| self.tokens.get(cue.start).map_or(usize::MAX, |token| token.sentence);
        let from = self.cues.partition_point(|cue| sentence_of(cue) < sentence);
        let here = self.cues.iter().skip(from).take_while(|cue| sentence_of(cue) <= sentence + 1);
        for here in here.chain(self.of_the_text()) {
            let Some(cue) = self.phrases.cues.get(here.cue) else { continue };
            let overlaps = here.start < end && here.end > start;
            // `in her teens` may stand inside what it speaks of.
            let begins_before = overlaps && here.start < start;
            if matches!(cue.meant, Meant::Nothing | Meant::Stop)
                || (overlaps && !begins_before && cue.meant != Meant::OwnPast)
            {
                continue;
            }
            let reaches = if cue.beyond == Beyond::Text {
                true
            } else if sentence_of(here) == sentence {
                overlaps
                    || (here.end <= start && cue.before && self.reaches_on(here, start))
                    || (here.start >= end && cue.after && self.reaches_back(here, end))
            } else {
                cue.beyond == Beyond::SentenceBefore && self.begins_sentence(here) && !self.stops(end, here.start)
            };
            if !reaches {
                continue;
            }
            match cue.meant {
                Meant::Not | Meant::Denied => {
                    reading.not = true;
                    denied |= cue.meant == Meant::Denied;
                    first_not = first_not.min(here.start);
                }
                Meant::Perhaps => {
                    reading.perhaps = true;
                    first_perhaps = first_perhaps.min(here.start);
                }
                Meant::Since => reading.since = true,
                Meant::Past => reading.past = true,
                Meant::OwnPast => reading.own_past = true,
                Meant::Supposed => reading.supposed = true,
                Meant::Now => now = true,
                Meant::Nothing | Meant::Stop => {}
            }
            reading.cues.push((here.start, here.end));
        }
        if let Some(at) = self.doubt_mark(start, end) {
            reading.perhaps = true;
            first_perhaps = first_perhaps.min(at);
            reading.cues.push((at, at + 1));
        }
        if let Some(at) = self.asks(sentence) {
            reading.perhaps = true;
            first_perhaps = first_perhaps.min(start);
            reading.cues.push((at, at + 1));
        }
        if let Some(at) = self.past_year(start, end) {
            reading.past = true;
            reading.cues.push((at, at + 1));
        }
        if reading.not && reading.perhaps {
            let (low, high) = (first_not.min(first_perhaps), first_not.max(first_perhaps));
            let parted = high < start
                && self
                    .tokens
                    .get(low..high)
                    .is_some_and(|between| between.iter().any(|token| matches!(token.mark, Mark::Comma | Mark::Dash)));
            // `no sign that he may` denies; `unclear whether he does not` doubts. After a comma the nearer one counts:
            // `no trouble at all, maybe a bit quiet`.
            let not_counts = (first_not < first_perhaps) != parted;
            if not_counts {
                reading.perhaps = false;
            } else {
                reading.not = false;
            }
        }
        if now {
            reading.past = false;
        }
        // `He denies it, but …`: what one says and another sees is in doubt.
        if denied && reading.not && self.is_contradicted(end) {
            reading.not = false;
            reading.perhaps = true;
        }
        reading.cues.sort_unstable();
        reading.cues.dedup();
        reading
    }

    /// Cues at the beginning of the text that speak of all of it.
    fn of_the_text(&self) -> impl Iterator<Item = &Here> {
        self.cues
            .iter()
            .take_while(|here| here.start < FIRST_WORDS)
            .filter(|here| self.phrases.cues.get(here.cue).is_some_and(|cue: &Cue| cue.beyond == Beyond::Text))
    }

    /// Whether a cue stands among the first words of its sentence.
    fn begins_sentence(&self, here: &Here) -> bool {
        let sentence = self.tokens.get(here.start).map(|token| token.sentence);
        let first = self.tokens.partition_point(|token| Some(token.sentence) < sentence);
        here.start <= first + 3
    }

    /// Whether words of contrast follow in the sentence, with something said after them.
    fn is_contradicted(&self, end: usize) -> bool {
        let Some(sentence) = self.tokens.get(end.saturating_sub(1)).map(|token| token.sentence) else { return false };
        let rest = self.tokens.get(end..).unwrap_or(&[]);
        let mut rest = rest.iter().take_while(|token| token.sentence == sentence);
        let contrast = self.phrases.class("contrast");
        let evidence = self.phrases.class("evidence");
        rest.any(|token| contrast.contains(&token.word)) && rest.any(|token| evidence.contains(&token.word))
    }

    fn stops(&self, from: usize, to: usize) -> bool {
        let first = self.cues.partition_point(|cue| cue.start < from);
        self.cues
            .iter()
            .skip(first)
            .take_while(|cue| cue.start < to)
            .any(|here| self.phrases.cues.get(here.cue).is_some_and(|cue| cue.meant == Meant::Stop))
    }

    fn words(&self, from: usize, to: usize) -> usize {
        self.tokens.get(from..to).unwrap_or(&[]).iter().filter(|token| token.is_wordlike()).count()
    }

    fn reaches_on(&self, here: &Here, start: usize) -> bool {
        let Some(cue) = self.phrases.cues.get(here.cue) else { return false };
        let between = self.tokens.get(here.end..start).unwrap_or(&[]);
        if cue.words == 0 {
            return true;
        }
        let inside = |at: usize| self.tokens.get(at).is_some_and(|token| token.inside);
        if inside(here.start) && !inside(start) {
            return false;
        }
        // A list shares one cue: what was found in it does not count.
        let counted = (here.end..start)
            .filter(|at| {
                self.tokens.get(*at).is_some_and(Token::is_wordlike) && !self.covered.get(*at).copied().unwrap_or(false)
            })
            .count();
        if counted > cue.words || self.stops(here.end, start) {
            return false;
        }
        let mut after_comma = false;
        let mut fillers = 0;
        for (offset, token) in between.iter().enumerate() {
            let at = here.end + offset;
            if cue.ends_at.contains(&token.word) {
                return false;
            }
            match token.mark {
                Mark::Comma => {
                    after_comma = true;
                    fillers = 0;
                }
                Mark::Dash if offset > 0 => return false,
                _ if after_comma && token.is_wordlike() => {
                    let free = self.covered.get(at).copied().unwrap_or(false)
                        || self.phrases.class("list_words").contains(&token.word);
                    fillers += usize::from(!free);
                    let speaks = self
                        .people
                        .mentions
                        .iter()
                        .any(|mention| mention.start == at && !mention.oblique && !mention.owns);
                    if fillers > 1 || speaks {
                        return false;
                    }
                }
                _ => {}
            }
        }
        true
    }

    fn reaches_back(&self, here: &Here, end: usize) -> bool {
        let Some(cue) = self.phrases.cues.get(here.cue) else { return false };
        if cue.words == 0 {
            return true;
        }
        let between = self.tokens.get(end..here.start).unwrap_or(&[]);
        if self.words(end, here.start) > cue.words || self.stops(end, here.start) {
            return false;
        }
        let inside = |at: usize| self.tokens.get(at).is_some_and(|token| token.inside);
        if inside(here.start) && !inside(end.saturating_sub(1)) && between.len() > 1 {
            return false;
        }
        for (offset, token) in between.iter().enumerate() {
            let covered = self.covered.get(end + offset).copied().unwrap_or(false);
            let joined = between.iter().take(offset).any(|token| token.mark == Mark::Stroke || token.word == "and");
            if (matches!(token.mark, Mark::Comma) && cue.words < 10)
                || cue.ends_at.contains(&token.word)
                || (covered && !joined && token.is_wordlike())
            {
                return false;
            }
        }
        true
    }

    fn doubt_mark(&self, start: usize, end: usize) -> Option<usize> {
        let mark = |at: usize| self.tokens.get(at).map(|token| token.mark);
        if mark(end) == Some(Mark::Doubt)
            && self.tokens.get(end + 1).is_none_or(|next| {
                !next.is_wordlike() || next.start > self.tokens.get(end).map_or(0, |token| token.end)
            })
        {
            return Some(end);
        }
        let mut at = start;
        let mut words = 0;
        while let Some(before) = at.checked_sub(1) {
            match self.tokens.get(before) {
                Some(token) if token.mark == Mark::Doubt => return Some(before),
                Some(token) if matches!(token.mark, Mark::End | Mark::Comma | Mark::Dash | Mark::Close) => return None,
                Some(token) if token.is_wordlike() => {
                    // Only the first of what stands after the mark is doubted, and what a stroke joins to it.
                    let covered = self.covered.get(before).copied().unwrap_or(false);
                    let joined = self.tokens.get(before + 1).is_some_and(|next| next.mark == Mark::Stroke);
                    words += 1;
                    if words > DOUBT_WORDS || (covered && !joined) {
                        return None;
                    }
                }
                Some(_) => {}
                None => return None,
            }
            at = before;
        }
        None
    }

    /// The mark at the end of a sentence that asks whether it is so: `Is she still seeing him?`
    fn asks(&self, sentence: usize) -> Option<usize> {
        let from = self.tokens.partition_point(|token| token.sentence < sentence);
        let to = self.tokens.partition_point(|token| token.sentence <= sentence);
        let words = self.tokens.get(from..to)?;
        let last = words.iter().rposition(|token| token.mark != Mark::End)?;
        let asked = words.get(last).is_some_and(|token| token.mark == Mark::Doubt);
        let first = words.first().is_some_and(|token| self.phrases.class("asks").contains(&token.word));
        let of = words.get(1).is_some_and(|token| {
            self.phrases.class("asked_of").contains(&token.word)
                || token.mark == Mark::Name
                || self.people.mentions.iter().any(|mention| mention.start == from + 1)
        });
        (asked && first && of).then_some(from + last)
    }

    /// A year long past beside it: `in 2016`, `(2016)`, but not `since 2016`.
    fn past_year(&self, start: usize, end: usize) -> Option<usize> {
        let sentence = self.tokens.get(start)?.sentence;
        let reach = 9;
        let from = start.saturating_sub(reach);
        let to = (end + reach).min(self.tokens.len());
        for at in from..to {
            let Some(token) = self.tokens.get(at) else { continue };
            let Mark::Number(year) = token.mark else { continue };
            if token.sentence != sentence
                || !(1950..2100).contains(&year)
                || i64::from(year) >= self.phrases.past_before
            {
                continue;
            }
            let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
            if before.is_some_and(|word| self.phrases.class("since").contains(&word.word)) {
                continue;
            }
            let (low, high) = if at < start { (at, start) } else { (end, at) };
            if !self.stops(low, high)
                && !self.tokens.get(low..high).unwrap_or(&[]).iter().any(|token| token.mark == Mark::Comma)
            {
                return Some(at);
            }
        }
        None
    }
}

/// The cues of a text out of everything that was found, without those inside something else.
pub(super) fn cues_of(found: &[Found<usize>], swallowed: &[(usize, usize)]) -> Vec<Here> {
    found
        .iter()
        .filter(|one| {
            let next = swallowed.partition_point(|(start, _)| *start <= one.start);
            // What was found does not overlap, so that only the last that begins before can hold the cue.
            next.checked_sub(1).and_then(|at| swallowed.get(at)).is_none_or(|(_, end)| one.end > *end)
        })
        .map(|one| Here { start: one.start, end: one.end, cue: one.what })
        .collect()
}
