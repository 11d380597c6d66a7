//! The guided conversation, as a pure function: a state, a message and a pack give the next state and what is
//! said. No I/O, no clock, no randomness: what has to be done outside is returned as an [`Effect`].
//!
//! - Unknown is never no: "don't know" stays unknown and is not asked again.
//! - A message answers what was asked last, and nothing that is asked later.
//! - A message that is not understood changes nothing; the question is repeated.
//! - Free text arrives masked and read ([`Heard::Text`]); what is taken by the letter is known before ([`takes`]).

mod export;
mod input;
mod quantity;
mod reply;
mod state;
mod talk;

#[cfg(test)]
pub(crate) mod tests;

use handrail_engine::arrange::states_danger;
use handrail_engine::pack::Pack;
use handrail_engine::problem::nearest;
use handrail_engine::profile::Profile;
use handrail_engine::vocabulary::Domain;

use crate::document::Block;
use crate::present::words;
use crate::understanding::answers::Said;
pub(crate) use input::COMMANDS;
pub(crate) use state::State;

/// The longest message in characters: many pages. A longer one is better told in parts.
pub(crate) const MAXIMUM_MESSAGE_CHARACTERS: usize = 20_000;

/// A message as it reaches the conversation.
#[derive(Debug)]
pub(crate) enum Heard {
    /// A command, or an answer to the letter: every word of it is one that the program or the pack knows.
    Typed(String),
    /// Free text, masked and read.
    Text {
        /// What was read.
        said: Box<Said>,
        /// The command that it nearly is.
        near: Option<&'static str>,
    },
    /// A message of so many characters, of which nothing was looked at.
    TooLong(usize),
}

/// What one message leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The state after it.
    pub state: State,
    /// What is said.
    pub blocks: Vec<Block>,
    /// What has to be done outside.
    pub effect: Option<Effect>,
    /// What kind of message it was, for a log: a word of the program, never one of the message.
    pub kind: &'static str,
}

/// What a channel has to do after a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Write this note to this path, and say whether it was written.
    Export {
        /// Where to.
        path: String,
        /// The note.
        note: Vec<Block>,
    },
    /// Go back to the last state that notes something else, and say what [`undone`] gives.
    Undo,
    /// Forget all earlier states: a new case begins.
    Forget,
    /// The conversation is over: forget everything.
    End,
}

/// The start of a conversation.
pub(crate) fn start(pack: &Pack) -> Turn {
    let manifest = &pack.reference().manifest;
    let vocabulary = pack.vocabulary();
    let entities: Vec<String> = vocabulary.entities().map(|(_, entity)| format!("`{}`", entity.name)).collect();
    let lists: Vec<String> = vocabulary
        .entities()
        .filter(|(_, entity)| entity.many)
        .map(|(_, entity)| format!("`add {}`", entity.name))
        .collect();
    let mut ways = vec![
        "`next` - be asked, question by question".to_owned(),
        format!(
            "`facts` or `facts WORD` - see what can be noted; then type its number, or the fact itself, such as `{}`",
            example(pack)
        ),
    ];
    if !lists.is_empty() {
        ways.push(format!("{} - note that there is one, or one more", lists.join(", ")));
    }
    ways.push("`suggest` - suggestions from what was noted so far".to_owned());
    ways.push("`help` - everything else".to_owned());
    let mut blocks = vec![Block::heading(1, manifest.title.clone()), Block::text(manifest.about.clone())];
    if !manifest.urgent_text.is_empty() {
        blocks.push(Block::danger(manifest.urgent_text.clone(), ""));
    }
    blocks.extend([
        Block::warning(
            manifest.do_not_enter.clone(),
            "What you note is held in memory only and is gone when you leave; only `export` writes it to a file.",
        ),
        Block::text(if pack.phrases().is_empty() {
            "Describe the case in facts, or begin to be asked:"
        } else {
            "Describe the case in your own words, or:"
        }),
        Block::List(ways),
        Block::note(format!("A case speaks of {}.", entities.join(", "))),
    ]);
    Turn { state: State::new(pack), blocks, effect: None, kind: "start" }
}

/// A fact as it is typed: the first yes/no fact of somebody who is always in a case.
fn example(pack: &Pack) -> String {
    let vocabulary = pack.vocabulary();
    let single = vocabulary.entities().filter(|(_, entity)| !entity.many);
    let mut facts = single.flat_map(|(id, entity)| vocabulary.facts_of(id).map(move |(_, fact)| (entity, fact)));
    let found = facts.find(|(_, fact)| fact.domain == Domain::Bool);
    found.map_or_else(|| "PLACE.FACT=yes".to_owned(), |(entity, fact)| format!("{}.{}=yes", entity.name, fact.name))
}

/// Whether a message is taken by the letter: a command that can be done, or an answer to what was asked last.
/// Everything else is masked before it is looked at again.
pub(crate) fn takes(state: &State, message: &str, pack: &Pack) -> bool {
    if state.has_ended() {
        return true;
    }
    let profile = state.profile(pack).filter(|_| state.pack == pack.hash());
    profile.is_some_and(|profile| talk::Talk::new(pack, &state.upgraded(), profile).takes(message))
}

/// The command that a short message nearly is.
pub(crate) fn near_command(message: &str) -> Option<&'static str> {
    let mut words = message.split_whitespace();
    let first = words.next()?;
    COMMANDS.into_iter().find(|command| Some(*command) == nearest(first, COMMANDS)).filter(|_| words.count() < 3)
}

/// The next state and what is said, from a state and a message.
pub(crate) fn step(state: &State, message: &Heard, pack: &Pack) -> Turn {
    let state = &state.upgraded();
    if state.has_ended() {
        return Turn {
            state: state.clone(),
            blocks: vec![Block::note("The conversation is over.")],
            effect: Some(Effect::End),
            kind: "after-end",
        };
    }
    let Some(profile) = state.profile(pack).filter(|_| state.pack == pack.hash()) else {
        let mut turn = start(pack);
        turn.blocks.insert(
            0,
            Block::warning(
                "This begins anew",
                "What was noted before was held with other rules and is not taken over.",
            ),
        );
        turn.effect = Some(Effect::Forget);
        return turn;
    };
    talk::Talk::new(pack, state, profile).hear(message)
}

/// What is said when an earlier state takes the place of a later one.
pub(crate) fn undone(earlier: &State, later: &State, pack: &Pack) -> Vec<Block> {
    let (Some(before), Some(after)) = (later.profile(pack), earlier.profile(pack)) else {
        return vec![Block::note("Undone.")];
    };
    let vocabulary = pack.vocabulary();
    let said = |profile: &Profile| -> Vec<String> {
        profile.statements(vocabulary).into_iter().map(|stated| words::statement(vocabulary, profile, stated)).collect()
    };
    let (before_lines, after_lines) = (said(&before), said(&after));
    let mut lines: Vec<String> = before_lines
        .iter()
        .filter(|line| !after_lines.contains(line))
        .map(|line| format!("no longer noted - {line}"))
        .collect();
    lines.extend(
        after_lines.iter().filter(|line| !before_lines.contains(line)).map(|line| format!("noted again - {line}")),
    );
    if lines.is_empty() {
        lines.push("who there is, or what is not known or skipped, is as it was before".to_owned());
    }
    let mut blocks = Vec::new();
    if states_danger(pack, &after) {
        blocks.push(Block::danger("Danger now", pack.reference().manifest.urgent_text.clone()));
    }
    blocks.extend([Block::text("Undone:"), Block::List(lines)]);
    blocks.extend(talk::Talk::new(pack, earlier, after).resume());
    blocks
}
