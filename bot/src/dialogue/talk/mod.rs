//! One message of a conversation: what it does to the state, and what is said.

mod answering;
mod asking;
mod consulting;
mod correcting;
mod listening;
mod noting;
mod people;
mod telling;

pub(super) use reviewing::noted;
mod reviewing;

use std::fmt::Write as _;

use handrail_engine::answer::Answer;
use handrail_engine::certainty::Unknown;
use handrail_engine::pack::Pack;
use handrail_engine::profile::{Change, Profile};
use handrail_engine::verdict::Outcome;

use super::input::{Input, yes_or_no};
use super::reply::{self, Reply};
use super::state::{Stage, State, Topic, about};
use super::{Effect, Heard, MAXIMUM_MESSAGE_CHARACTERS, Turn};
use crate::document::Block;
use crate::lookup::{self, Lookup};
use crate::present::{self, Detail, words};

/// A message being answered.
pub(super) struct Talk<'a> {
    pack: &'a Pack,
    /// The state before the message.
    before: &'a State,
    state: State,
    profile: Profile,
    blocks: Vec<Block>,
    effect: Option<Effect>,
}

impl<'a> Talk<'a> {
    pub(super) fn new(pack: &'a Pack, state: &'a State, profile: Profile) -> Self {
        Self { pack, before: state, state: state.clone(), profile, blocks: Vec::new(), effect: None }
    }

    /// Answers a message.
    pub(super) fn hear(mut self, message: &Heard) -> Turn {
        let kind = match message {
            Heard::Typed(message) => self.dispatch(message),
            Heard::Text { said, near } => self.listen(said, *near),
            Heard::TooLong(characters) => self.too_long(*characters),
        };
        self.state.case = self.profile.to_json(self.pack.vocabulary());
        if self.state.profile(self.pack).is_none() {
            // Such as more people than a case may have.
            let mut blocks = vec![Block::warning("That was not noted", "A case cannot hold it; nothing was changed.")];
            if let Some(profile) = self.before.profile(self.pack) {
                blocks.extend(Talk::new(self.pack, self.before, profile).resume());
            }
            return Turn { state: self.before.clone(), blocks, effect: None, kind: "refused" };
        }
        Turn { state: self.state, blocks: self.blocks, effect: self.effect, kind }
    }

    /// What is repeated so that the person knows where the conversation stands.
    pub(super) fn resume(mut self) -> Vec<Block> {
        self.repeat();
        self.blocks
    }

    /// Whether a message is taken by the letter.
    pub(super) fn takes(&self, message: &str) -> bool {
        if let Stage::Asking { topic, .. } = &self.state.stage
            && let Some(asked) = about(self.pack, &self.profile, topic)
            && !matches!(reply::read(self.pack, asked, message), Reply::Unclear(_))
        {
            return true;
        }
        let is_word = |written: &str| !written.contains(char::is_whitespace);
        match Input::of(message) {
            Input::Empty
            | Input::Help
            | Input::Noted
            | Input::Next
            | Input::Suggest
            | Input::ShowAll
            | Input::Missing
            | Input::Undo
            | Input::New
            | Input::Export(_)
            | Input::Quit => true,
            Input::Facts(word) => is_word(word) || !present::facts(self.pack, word).1.is_empty(),
            Input::Add(whom) | Input::Absent(whom) => is_word(whom) || self.entity(whom).is_some(),
            Input::Remove(written) | Input::Change(written) => number(written).is_some(),
            Input::Show(name) | Input::Why(name) | Input::WhyNot(name) => {
                name.is_empty() || lookup::finding(self.pack, name) != Lookup::Nothing { did_you_mean: None }
            }
            Input::WhatIf(changes) | Input::Set(changes) => {
                self.changes(changes).is_ok() || self.is_number_of_fact(changes)
            }
            Input::Other(text) => match &self.state.stage {
                Stage::Renewing | Stage::Confirming => yes_or_no(text).is_some(),
                Stage::WhichUnit { topic, number, .. } => self.chosen_unit(topic, *number, text).is_some(),
                Stage::Describing { listed } => number(text).is_some_and(|number| number < listed.len()),
                Stage::Who { topics } => number(text).is_some_and(|number| number < topics.len()),
                Stage::Asking { .. } | Stage::Advised | Stage::Ended => false,
            },
        }
    }

    /// A fact with a number, though it may be one that it cannot have: nothing in it is anybody's own words.
    fn is_number_of_fact(&self, change: &str) -> bool {
        change.split_once('=').is_some_and(|(topic, value)| {
            about(self.pack, &self.profile, topic.trim()).is_some()
                && value.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'))
        })
    }

    fn too_long(&mut self, characters: usize) -> &'static str {
        self.say(Block::warning(
            "Nothing was read",
            format!("The message has {characters} characters, and at most {MAXIMUM_MESSAGE_CHARACTERS} are read at a time. Tell it in parts."),
        ));
        self.repeat();
        "too-long"
    }

    fn dispatch(&mut self, message: &str) -> &'static str {
        // A value may be called like a command: what was asked goes before.
        if let Stage::Asking { topic, picked } = self.state.stage.clone()
            && let Some(asked) = about(self.pack, &self.profile, &topic)
        {
            let reply = reply::read(self.pack, asked, message);
            if !matches!(reply, Reply::Unclear(_)) {
                return self.replied(&topic, picked, asked, reply);
            }
        }
        match Input::of(message) {
            Input::Empty => {
                self.say(Block::text("Nothing was typed, and nothing was changed."));
                self.repeat();
                "empty"
            }
            Input::Help => self.help(),
            Input::Facts(word) => self.facts(word),
            Input::Add(whom) => self.add(whom),
            Input::Absent(whom) => self.absent(whom),
            Input::Noted => self.noted(),
            Input::Remove(number) => self.remove(number),
            Input::Change(number) => self.change(number),
            Input::Next => self.next(),
            Input::Suggest => self.suggest(Detail::Brief),
            Input::ShowAll => self.suggest(Detail::Full),
            Input::Show(name) => self.about_finding(name, "show", |answer, index, finding| {
                vec![
                    Block::text(words::outcome(
                        answer.verdicts.get(index).map_or(Outcome::Failed, handrail_engine::verdict::Verdict::outcome),
                    )),
                    Block::Card(present::card(answer, index, finding, Detail::Full)),
                ]
            }),
            Input::Why("") => self.why_asked(),
            Input::Why(name) => self.about_finding(name, "why", present::why),
            Input::WhyNot(name) => self.about_finding(name, "why-not", present::why_not),
            Input::WhatIf(changes) => self.what_if(changes),
            Input::Missing => {
                let blocks = present::missing(&Answer::of(self.pack, &self.profile));
                self.blocks.extend(blocks);
                self.aside();
                "missing"
            }
            Input::Undo => {
                self.effect = Some(Effect::Undo);
                "undo"
            }
            Input::New => {
                self.state.stage = Stage::Renewing;
                self.say(Block::text("Start a new case? Everything that was noted here is forgotten and cannot be brought back. Type `yes`, or `no` to go on with this case."));
                "new"
            }
            Input::Export(path) => self.export(path),
            Input::Quit => {
                self.state = State { stage: Stage::Ended, ..State::new(self.pack) };
                self.profile = Profile::blank(self.pack.vocabulary());
                self.effect = Some(Effect::End);
                self.say(Block::text("The conversation is over. What was noted is gone."));
                "quit"
            }
            Input::Set(changes) => self.set(changes),
            Input::Other(text) => self.other(text),
        }
    }

    fn say(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// A message that is no command, or no answer to the question.
    fn other(&mut self, text: &str) -> &'static str {
        match self.state.stage.clone() {
            Stage::Renewing => match yes_or_no(text) {
                Some(true) => {
                    self.state = State::new(self.pack);
                    self.profile = Profile::blank(self.pack.vocabulary());
                    self.effect = Some(Effect::Forget);
                    self.blocks = super::start(self.pack).blocks;
                    self.blocks.insert(0, Block::text("What was noted is forgotten. A new case begins."));
                    return "forget";
                }
                Some(false) => {
                    self.state.stage = Stage::Describing { listed: Vec::new() };
                    self.say(Block::text("This case goes on; nothing was changed."));
                    self.repeat();
                    return "new";
                }
                None => {}
            },
            Stage::Confirming => match yes_or_no(text) {
                Some(true) => {
                    self.confirmed();
                    return "confirm";
                }
                Some(false) => {
                    self.say(Block::text("Type `change` or `remove` with the number of a line, note other facts, or `undo`. Then `done`."));
                    return "confirm";
                }
                None => {}
            },
            Stage::WhichUnit { topic, picked, number } => {
                if let Some(place) = self.chosen_unit(&topic, number, text) {
                    let (change, asked) = place;
                    if let (Change::Fact(_, fact, _), Unknown::Fact(_, asked)) = (&change, asked)
                        && *fact != asked
                    {
                        push(&mut self.state.skipped, topic);
                    }
                    self.make(&[change]);
                    self.go_on(picked);
                    return "answer";
                }
            }
            Stage::Describing { listed } => {
                if let Some(id) = number(text).and_then(|number| listed.get(number)) {
                    return self.pick(&id.clone());
                }
            }
            Stage::Who { topics } => {
                if let Some(topic) = number(text).and_then(|number| topics.get(number)) {
                    self.ask_about(topic.clone(), true);
                    return "pick";
                }
            }
            Stage::Asking { .. } | Stage::Advised | Stage::Ended => {}
        }
        self.not_understood(text, super::near_command(text));
        "not-understood"
    }

    fn not_understood(&mut self, text: &str, near: Option<&str>) {
        let mut message = "That was not understood, and nothing was noted.".to_owned();
        if let Stage::Asking { topic, .. } = &self.state.stage
            && let Some(asked) = about(self.pack, &self.profile, topic)
            && let Reply::Unclear(Some(near)) = reply::read(self.pack, asked, text)
        {
            let _ = write!(message, " Did you mean “{near}”?");
        } else if let Some(near) = near {
            let _ = write!(message, " Did you mean `{near}`?");
        }
        self.say(Block::text(message));
        if matches!(self.state.stage, Stage::Describing { .. } | Stage::Advised) {
            self.say(Block::note("Facts are noted as `PLACE.FACT=VALUE`: `facts WORD` finds them, and the number of one picks it. `next` asks; `suggest` shows suggestions; `help` shows the rest."));
        } else {
            self.repeat();
        }
    }

    /// Says again what can be answered.
    fn repeat(&mut self) {
        match self.state.stage.clone() {
            Stage::Asking { topic, picked } => self.ask_about(topic, picked),
            Stage::WhichUnit { topic, picked, number } => match about(self.pack, &self.profile, &topic) {
                Some(asked) => {
                    self.which_unit(&topic, picked, asked, number);
                }
                None => self.state.stage = Stage::Describing { listed: Vec::new() },
            },
            Stage::Who { topics } => self.ask_who(topics),
            Stage::Confirming => {
                self.say(Block::note("Is what was noted right? Type `yes`, `change` or `remove` with a number, or `noted` to see it again."));
            }
            Stage::Renewing => self.say(Block::note("Start a new case and forget this one? Type `yes` or `no`.")),
            Stage::Describing { .. } => self.say(Block::note(
                "Note another fact, `done` to check what was noted, `next` to be asked, or `suggest`.",
            )),
            Stage::Advised => {
                // A long answer has scrolled its beginning away.
                if self.alarmed() {
                    self.say(Block::danger(self.pack.reference().manifest.urgent_text.clone(), ""));
                }
                self.say(Block::note("`next` goes on with the questions; `why NAME`, `why not NAME`, `what if FACT=VALUE`; `show all`; `export FILE`; `new`; `help`."));
            }
            Stage::Ended => {}
        }
    }

    /// After something that was only looked at: the question still stands.
    fn aside(&mut self) {
        if matches!(self.state.stage, Stage::Asking { .. } | Stage::WhichUnit { .. } | Stage::Who { .. }) {
            self.repeat();
        }
    }

    fn help(&mut self) -> &'static str {
        let rows = [
            (
                "your own words",
                "what you know of the case, in one message or several; what identifies somebody is masked first",
            ),
            ("no, …; not …, …; scrap that", "put right what was read; take the last change back"),
            ("next", "ask me, question by question"),
            ("facts, facts WORD", "what can be noted, all of it or what holds a word; then a number picks one"),
            ("PLACE.FACT=VALUE", "note a fact; `unknown` as the value says that it is not known"),
            ("add LIST, absent PERSON", "somebody more; there is no such person"),
            ("done, noted", "what was noted, to check it"),
            ("change N, remove N", "ask a line of what was noted again; take it back"),
            ("suggest, show all", "suggestions in brief; everything in full"),
            ("show NAME", "one finding in full"),
            (
                "why NAME, why not NAME",
                "why a finding applies or not; while a question is open, `why` alone says why it is asked",
            ),
            ("what if PLACE.FACT=VALUE", "what would be different; nothing is changed"),
            ("missing", "what is not known and can change something"),
            ("undo", "take the last change back"),
            ("export FILE", "write a note for supervision, in Markdown"),
            ("new, quit", "forget this case and start another; end"),
        ];
        self.say(Block::Table(crate::document::Table {
            head: vec!["type".to_owned(), "for".to_owned()],
            rows: rows.iter().map(|(typed, what)| vec![(*typed).to_owned(), (*what).to_owned()]).collect(),
        }));
        self.aside();
        "help"
    }
}

fn push(topics: &mut Vec<Topic>, topic: Topic) {
    if !topics.contains(&topic) {
        topics.push(topic);
    }
}

/// A typed number, counted from 1, as an index.
fn number(written: &str) -> Option<usize> {
    written.trim().trim_end_matches('.').parse::<usize>().ok()?.checked_sub(1)
}
