//! What was understood of a text, as it is told: person by person, then what no rule uses, then what was not
//! understood. The words quoted are those of the masked text; they are said once and kept nowhere.

use std::collections::BTreeMap;

use handrail_engine::condition::FactId;
use handrail_engine::phrases::Status;
use handrail_engine::profile::Place;

use super::Talk;
use crate::document::{Basis, Block, Noted, NotedFact};
use crate::understanding::{Assertion, Understanding};

/// The longest quote in characters; longer ones are cut.
const LONGEST_QUOTE: usize = 80;
/// How far from the words a cue may stand to be quoted with them.
const NEAR_BYTES: usize = 16;
/// The most stretches that are listed as not understood.
const MOST_STRETCHES: usize = 8;

/// What is to be told.
#[derive(Debug, Default)]
pub(super) struct Told {
    lines: BTreeMap<Place, Vec<NotedFact>>,
    new: Vec<Place>,
    unused: Vec<String>,
    not_understood: Vec<String>,
    two_things: Vec<String>,
}

impl Told {
    /// Somebody was added.
    pub(super) fn somebody(&mut self, place: Place) {
        self.new.push(place);
        self.lines.entry(place).or_default();
    }

    /// A fact of somebody. The same fact is told once.
    pub(super) fn fact(&mut self, place: Place, fact: NotedFact) {
        let lines = self.lines.entry(place).or_default();
        if !lines.iter().any(|known| known.label == fact.label && known.value == fact.value) {
            lines.push(fact);
        }
    }

    /// Something that no rule uses.
    pub(super) fn unused(&mut self, line: String) {
        if !self.unused.contains(&line) {
            self.unused.push(line);
        }
    }

    /// Something that was not understood.
    pub(super) fn not_understood(&mut self, line: String) {
        if !self.not_understood.contains(&line) {
            self.not_understood.push(line);
        }
    }

    /// Two things that were said of one fact.
    pub(super) fn two_things(&mut self, line: String) {
        if !self.two_things.contains(&line) {
            self.two_things.push(line);
        }
    }

    /// Whether anything was understood.
    pub(super) fn has_understood(&self) -> bool {
        !(self.lines.is_empty() && self.unused.is_empty() && self.two_things.is_empty())
    }

    /// Whether something was not understood though words for it were found.
    pub(super) fn has_doubts(&self) -> bool {
        !self.not_understood.is_empty()
    }
}

/// A line of what was understood.
pub(super) fn line(label: &str, value: String, basis: Basis, quote: Option<String>) -> NotedFact {
    NotedFact { number: None, label: label.to_owned(), value, basis, quote }
}

/// A status as it is told.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Present => "yes",
        Status::Absent => "no",
        Status::Historic => "in the past",
        Status::Uncertain => "perhaps",
    }
}

/// The words that something was read from: those of the phrase, with its cues where they stand beside it.
pub(super) fn quote(read: &Understanding, assertion: &Assertion) -> String {
    let text = read.masked.text.as_str();
    let (mut start, mut end) = assertion.masked;
    for (cue_start, cue_end) in &assertion.cues {
        let (first, last) = (start.min(*cue_start), end.max(*cue_end));
        // Only a cue that stands beside the words, not one further on.
        let gap = start.saturating_sub(*cue_end).max(cue_start.saturating_sub(end));
        if gap <= NEAR_BYTES && text.get(first..last).is_some_and(|text| !text.contains([',', ';', '.', '\n'])) {
            (start, end) = (first, last);
        }
    }
    shortened(text.get(start..end).unwrap_or(""))
}

/// A stretch of the masked text, no longer than a quote may be.
pub(super) fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text,
    }
}

impl Talk<'_> {
    /// Says what was understood and what was not.
    pub(super) fn tell(&mut self, told: Told) {
        let people: Vec<Noted> = told
            .lines
            .into_iter()
            .map(|(place, facts)| {
                let new = if told.new.contains(&place) { ", newly listed" } else { "" };
                Noted { who: format!("{}{new}", self.called(place)), facts }
            })
            .collect();
        if !people.is_empty() {
            self.say(Block::heading(2, "What I understood"));
            self.say(Block::Understood(people));
        }
        if !told.unused.is_empty() {
            self.say(Block::heading(3, "Read, though no rule uses it"));
            self.say(Block::List(told.unused));
        }
        if !told.not_understood.is_empty() {
            let rest = told.not_understood.len().saturating_sub(MOST_STRETCHES);
            let mut lines: Vec<String> = told.not_understood.into_iter().take(MOST_STRETCHES).collect();
            if rest > 0 {
                lines.push(format!("and {rest} more"));
            }
            self.say(Block::heading(3, "What was not understood"));
            self.say(Block::List(lines));
        }
        for line in told.two_things {
            self.say(Block::warning("Two things were said", line));
        }
    }

    /// Age and sex of somebody young, as they were told just now.
    pub(super) fn tell_young(&self, place: Place, told: &mut Told) {
        let vocabulary = self.pack.vocabulary();
        let names = &self.pack.phrases().young;
        let wanted: Vec<(FactId, String)> = vocabulary
            .facts_of(place.entity)
            .filter(|(_, fact)| [&names.months, &names.years, &names.sex, &names.not_born].contains(&&fact.name))
            .map(|(id, fact)| (id, fact.label.clone()))
            .collect();
        for (id, label) in wanted {
            let topic = crate::present::words::typed(vocabulary, handrail_engine::certainty::Unknown::Fact(place, id));
            if self.state.last.contains(&topic)
                && let Some(value) = self.profile.stated(place, id).value()
            {
                told.fact(place, line(&label, vocabulary.fact(id).show_value(value), Basis::Stated, None));
            }
        }
    }
}
