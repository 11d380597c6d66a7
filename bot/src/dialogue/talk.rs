//! One message of a conversation: what it does to the state, and what is said.

use std::fmt::Write as _;

use handrail_engine::answer::Answer;
use handrail_engine::arrange::{position, states_danger};
use handrail_engine::certainty::Unknown;
use handrail_engine::condition::{EntityId, FactId};
use handrail_engine::pack::Pack;
use handrail_engine::problem::nearest;
use handrail_engine::profile::{Change, Place, Profile, Statement};
use handrail_engine::question::Question;
use handrail_engine::reference::Part;
use handrail_engine::verdict::Outcome;
use handrail_engine::vocabulary::{Domain, Value};

use super::input::{COMMANDS, Input, yes_or_no};
use super::quantity::{self, Quantity};
use super::reply::{self, Reply};
use super::state::{Stage, State, Topic, about};
use super::{Effect, Turn, export};
use crate::document::Block;
use crate::lookup::{self, Lookup};
use crate::present::{self, Detail, Removable, words};

/// The most questions about one thing that `who` lists.
const LISTED_OPTIONS: usize = 20;

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
    pub(super) fn hear(mut self, message: &str) -> Turn {
        let kind = self.dispatch(message);
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
                vec![Block::text(words::outcome(answer.verdicts.get(index).map_or(Outcome::Failed, handrail_engine::verdict::Verdict::outcome))), Block::Card(present::card(answer, index, finding, Detail::Full))]
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

    // ---- answering what was asked ----

    fn replied(&mut self, topic: &Topic, picked: bool, asked: Unknown, reply: Reply) -> &'static str {
        match reply {
            Reply::Value(place, fact, value) => {
                // What was asked in one unit and answered in a coarser one is not asked again at once.
                if asked != Unknown::Fact(place, fact) {
                    push(&mut self.state.skipped, topic.clone());
                }
                self.make(&[Change::Fact(place, fact, Some(value))]);
            }
            Reply::Number(entity, 0) => self.make(&[Change::Nobody(entity)]),
            Reply::Number(entity, number) => {
                let present = if self.profile.is_unlisted(entity) { 0 } else { self.profile.places(entity).count() };
                let more = vec![Change::Somebody(entity); number.saturating_sub(present)];
                push(&mut self.state.skipped, topic.clone());
                self.make(&more);
            }
            Reply::NotKnown => {
                push(&mut self.state.not_known, topic.clone());
                let what = words::unknown(self.pack.vocabulary(), asked);
                self.say(Block::text(format!("{what}: stays unknown, and is not asked again. Unknown is not taken for no.")));
            }
            Reply::Skip => {
                push(&mut self.state.skipped, topic.clone());
                self.say(Block::text("Skipped; it stays unknown."));
            }
            Reply::EitherUnit(number) => return self.which_unit(topic, picked, asked, number),
            Reply::Unclear(_) => {}
        }
        self.go_on(picked);
        "answer"
    }

    fn which_unit(&mut self, topic: &Topic, picked: bool, asked: Unknown, number: i32) -> &'static str {
        self.state.stage = Stage::WhichUnit { topic: topic.clone(), picked, number };
        if let Some((coarse, fine)) = self.unit_words(asked, number) {
            self.say(Block::text("Which of these?"));
            self.say(Block::Choices(vec![coarse, fine]));
            self.say(Block::note("Type 1 or 2."));
        }
        "answer"
    }

    /// The number with the coarse and with the fine unit.
    fn unit_words(&self, asked: Unknown, number: i32) -> Option<(String, String)> {
        let Unknown::Fact(_, fact) = asked else { return None };
        let vocabulary = self.pack.vocabulary();
        let units = quantity::units(vocabulary, fact)?;
        let words = |fact: FactId| match &vocabulary.fact(fact).domain {
            Domain::Integer { unit, .. } => format!("{number} {unit}"),
            _ => number.to_string(),
        };
        Some((words(units.coarse), words(units.fine)))
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
                    self.ask();
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
        self.not_understood(text);
        "not-understood"
    }

    fn chosen_unit(&self, topic: &str, number: i32, text: &str) -> Option<(Change, Unknown)> {
        let asked = about(self.pack, &self.profile, topic)?;
        let Unknown::Fact(place, fact) = asked else { return None };
        let vocabulary = self.pack.vocabulary();
        let units = quantity::units(vocabulary, fact)?;
        let text = text.trim();
        let (fact, value) = match text {
            "1" => (units.coarse, Value::Integer(number)),
            "2" => (units.fine, Value::Integer(number)),
            // The unit alone, or the whole again.
            _ => match (quantity::read(vocabulary, fact, text, false), quantity::read(vocabulary, fact, &format!("{number} {text}"), false)) {
                (Quantity::Of(fact, value), _) | (_, Quantity::Of(fact, value)) => (fact, value),
                _ => return None,
            },
        };
        Some((Change::Fact(place, fact, Some(value)), asked))
    }

    fn not_understood(&mut self, text: &str) {
        let word = text.split_whitespace().next().unwrap_or_default();
        let mut message = "That was not understood, and nothing was noted.".to_owned();
        if let Stage::Asking { topic, .. } = &self.state.stage
            && let Some(asked) = about(self.pack, &self.profile, topic)
            && let Reply::Unclear(Some(near)) = reply::read(self.pack, asked, text)
        {
            let _ = write!(message, " Did you mean “{near}”?");
        } else if let Some(near) = nearest(word, COMMANDS) {
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
            Stage::Describing { .. } => self.say(Block::note("Note another fact, `done` to check what was noted, `next` to be asked, or `suggest`.")),
            Stage::Advised => self.say(Block::note("`next` goes on with the questions; `why NAME`, `why not NAME`, `what if FACT=VALUE`; `show all`; `export FILE`; `new`; `help`.")),
            Stage::Ended => {}
        }
    }

    /// After something that was only looked at: the question still stands.
    fn aside(&mut self) {
        if matches!(self.state.stage, Stage::Asking { .. } | Stage::WhichUnit { .. } | Stage::Who { .. }) {
            self.repeat();
        }
    }

    // ---- noting ----

    /// Makes changes, and says what was noted and whether danger now stands before everything else.
    fn make(&mut self, changes: &[Change]) {
        let vocabulary = self.pack.vocabulary();
        let before = self.profile.clone();
        for change in changes {
            match change {
                Change::Fact(place, fact, None) => {
                    push(&mut self.state.not_known, words::typed(vocabulary, Unknown::Fact(*place, *fact)));
                    if !self.profile.is_unlisted(place.entity) {
                        self.profile.state(*place, *fact, None);
                    }
                }
                _ => change.apply(vocabulary, &mut self.profile),
            }
            if let Change::Fact(place, fact, Some(_)) = change {
                let topic = words::typed(vocabulary, Unknown::Fact(*place, *fact));
                self.state.not_known.retain(|known| *known != topic);
            }
        }
        let lines = self.differences(&before, changes);
        if danger(self.pack, &self.profile) && !danger(self.pack, &before) {
            self.say(Block::danger("Before anything else", self.pack.reference().manifest.urgent_text.clone()));
        }
        match lines.as_slice() {
            [] => self.say(Block::text("That was noted already; nothing has changed.")),
            [line] => self.say(Block::text(format!("Noted: {line}"))),
            _ => {
                self.say(Block::text("Noted:"));
                self.say(Block::List(lines));
            }
        }
        for (entity, description) in vocabulary.entities() {
            if before.is_unlisted(entity) && !self.profile.is_unlisted(entity) && self.profile.places(entity).next().is_some() {
                self.say(Block::note(format!(
                    "The list of {} now holds {} and counts as complete. `add {}` adds another.",
                    words::entity(vocabulary, entity),
                    self.profile.places(entity).count(),
                    description.name,
                )));
            }
        }
        let view = handrail_engine::matching::View::new(vocabulary, &self.profile);
        let old = handrail_engine::matching::View::new(vocabulary, &before).contradictions();
        for contradiction in view.contradictions() {
            if !old.contains(&contradiction) {
                self.say(Block::warning("This does not agree with something else that was noted", format!("{contradiction}. If one of the two is wrong, `noted` lists both with the number to change or remove them.")));
            }
        }
    }

    /// What is different, in words.
    fn differences(&self, before: &Profile, changes: &[Change]) -> Vec<String> {
        let vocabulary = self.pack.vocabulary();
        let (old, new) = (before.statements(vocabulary), self.profile.statements(vocabulary));
        let mut lines = Vec::new();
        for stated in &new {
            let now = words::statement(vocabulary, &self.profile, *stated);
            if !old.contains(stated) {
                lines.push(now);
            } else if let Statement::Fact(place, fact) = stated
                && before.stated(*place, *fact) != self.profile.stated(*place, *fact)
            {
                let was = before.stated(*place, *fact).value().map_or_else(String::new, |value| vocabulary.fact(*fact).show_value(value));
                lines.push(format!("{now} (before: {was})"));
            }
        }
        for stated in &old {
            if !new.contains(stated) {
                lines.push(format!("no longer noted: {}", words::statement(vocabulary, before, *stated)));
            }
        }
        for (entity, description) in vocabulary.entities().filter(|(_, entity)| entity.many) {
            let was = if before.is_unlisted(entity) { 0 } else { before.places(entity).count() };
            let is = if self.profile.is_unlisted(entity) { 0 } else { self.profile.places(entity).count() };
            if is > was {
                let added: Vec<String> = self.profile.places(entity).skip(was).map(|place| format!("{} (`{}`)", place.label(vocabulary), place.name(vocabulary))).collect();
                lines.insert(0, format!("{}: {}", description.name.replace('_', " "), added.join(", ")));
            }
        }
        for change in changes {
            if let Change::Fact(place, fact, None) = change {
                lines.push(format!("{}: not known; it is not asked again", words::fact(vocabulary, *place, vocabulary.fact(*fact))));
            }
        }
        lines
    }

    /// On after a change: to the next question, or back to describing.
    fn go_on(&mut self, picked: bool) {
        if picked {
            self.state.stage = Stage::Describing { listed: Vec::new() };
            self.repeat();
        } else {
            self.ask();
        }
    }

    /// After a change that was no answer: the same question again if it still stands, else on from here.
    fn after_change(&mut self) {
        match self.state.stage.clone() {
            Stage::Asking { topic, picked: false } => {
                let answer = Answer::of(self.pack, &self.profile);
                if answer.questions.iter().any(|question| words::typed(self.pack.vocabulary(), question.about) == topic) {
                    self.repeat();
                } else {
                    self.ask();
                }
            }
            Stage::Confirming => {
                self.noted();
            }
            Stage::Advised => self.repeat(),
            _ => {
                self.state.stage = Stage::Describing { listed: Vec::new() };
                self.repeat();
            }
        }
    }

    fn set(&mut self, written: &str) -> &'static str {
        match self.changes(written) {
            Ok(changes) => {
                self.make(&changes);
                self.after_change();
                "note"
            }
            Err(why) => {
                self.say(Block::warning("Nothing was noted", why));
                self.repeat();
                "not-understood"
            }
        }
    }

    /// Reads one change or several, apart by `;` or line breaks. All of them are read before any is made.
    fn changes(&self, written: &str) -> Result<Vec<Change>, String> {
        let vocabulary = self.pack.vocabulary();
        let mut profile = self.profile.clone();
        let mut changes = Vec::new();
        for part in written.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let (path, value) = part.split_once('=').unwrap_or((part, ""));
            let value = if super::input::is_not_known(value) { "unknown" } else { value.trim() };
            let change = match Change::parse(vocabulary, &profile, &format!("{}=unknown", path.trim())) {
                // Numbers may have a unit, and values of a choice may be written as they are shown.
                Ok(Change::Fact(place, fact, None)) if value != "unknown" => self.written_value(place, fact, value, part, &profile)?,
                Ok(_) | Err(_) => Change::parse(vocabulary, &profile, &format!("{}={value}", path.trim())).map_err(|error| sentence(&error))?,
            };
            // Of a list of which nothing is known, only the first can be meant.
            if let Change::Fact(Place { entity, index: 1.. }, ..) = change
                && profile.is_unlisted(entity)
            {
                return Err(format!("Nobody is listed under `{0}` yet: `add {0}` adds one.", vocabulary.entity(entity).name));
            }
            change.apply(vocabulary, &mut profile);
            changes.push(change);
        }
        if changes.is_empty() { Err("Write it as PLACE.FACT=VALUE.".to_owned()) } else { Ok(changes) }
    }

    fn written_value(&self, place: Place, fact: FactId, value: &str, part: &str, profile: &Profile) -> Result<Change, String> {
        let vocabulary = self.pack.vocabulary();
        let description = vocabulary.fact(fact);
        if matches!(description.domain, Domain::Integer { .. })
            && let Quantity::Of(fact, value) = quantity::read(vocabulary, fact, value, true)
        {
            return Ok(Change::Fact(place, fact, Some(value)));
        }
        if !matches!(description.domain, Domain::Integer { .. })
            && value.parse::<usize>().is_err()
            && let Reply::Value(place, fact, value) = reply::read(self.pack, Unknown::Fact(place, fact), value)
        {
            return Ok(Change::Fact(place, fact, Some(value)));
        }
        Change::parse(vocabulary, profile, part).map_err(|error| sentence(&error))
    }

    /// An entity by its name, label, or the word of a role that only it can take.
    fn entity(&self, written: &str) -> Option<EntityId> {
        let vocabulary = self.pack.vocabulary();
        let written = written.trim().to_lowercase().replace(' ', "_");
        vocabulary.entity_by_name(&written).or_else(|| {
            let role = vocabulary.role_by_word(&written)?;
            // Of several who can take the role, the list is meant.
            let members = &vocabulary.role(role).members;
            members.iter().copied().find(|entity| members.len() == 1 || vocabulary.entity(*entity).many)
        })
    }

    fn of_whom(&mut self, written: &str, fits: impl Fn(&handrail_engine::vocabulary::Entity) -> bool, change: impl Fn(EntityId) -> Change) -> bool {
        let vocabulary = self.pack.vocabulary();
        if let Some(entity) = self.entity(written).filter(|entity| fits(vocabulary.entity(*entity))) {
            self.make(&[change(entity)]);
            return true;
        }
        let known: Vec<&str> = vocabulary.entities().filter(|(_, entity)| fits(entity)).map(|(_, entity)| entity.name.as_str()).collect();
        let near = nearest(written, known.iter().copied()).map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
        self.say(Block::warning("Nothing was noted", format!("It can be one of {}.{near}", known.join(", "))));
        false
    }

    fn add(&mut self, whom: &str) -> &'static str {
        if self.of_whom(whom, |entity| entity.many || entity.may_be_absent, Change::Somebody) {
            self.after_change();
        } else {
            self.repeat();
        }
        "note"
    }

    fn absent(&mut self, whom: &str) -> &'static str {
        if self.of_whom(whom, |entity| entity.many || entity.may_be_absent, Change::Nobody) {
            self.after_change();
        } else {
            self.repeat();
        }
        "note"
    }

    // ---- looking at what was noted ----

    fn not_known(&self) -> Vec<(Place, FactId)> {
        let known = self.state.not_known.iter().filter_map(|topic| about(self.pack, &self.profile, topic));
        known
            .filter_map(|about| match about {
                Unknown::Fact(place, fact) => Some((place, fact)),
                Unknown::Number(_) => None,
            })
            .collect()
    }

    fn noted(&mut self) -> &'static str {
        let (people, _) = present::noted(self.pack, &self.profile, &self.not_known());
        self.state.stage = Stage::Confirming;
        self.say(Block::heading(2, "What I have noted"));
        if people.is_empty() {
            self.state.stage = Stage::Describing { listed: Vec::new() };
            self.say(Block::text("Nothing yet. Everything is unknown, which is not taken for no."));
            self.repeat();
        } else {
            self.say(Block::Understood(people));
            self.say(Block::note("Is this right? Type `yes` to go on, `change` or `remove` with the number of a line, or note another fact. What is not here is unknown, not no."));
        }
        "noted"
    }

    fn numbered(&mut self, written: &str) -> Option<Removable> {
        let (_, removable) = present::noted(self.pack, &self.profile, &self.not_known());
        let found = number(written).and_then(|number| removable.get(number)).copied();
        if found.is_none() {
            self.say(Block::warning("Nothing was changed", "There is no line with this number: `noted` lists what was noted, with numbers."));
            self.repeat();
        }
        found
    }

    fn retract(&mut self, removable: Removable) {
        let vocabulary = self.pack.vocabulary();
        match removable {
            Removable::Stated(statement) => self.profile.retract(vocabulary, statement),
            Removable::NotKnown(place, fact) => {
                self.profile.retract(vocabulary, Statement::Fact(place, fact));
                let topic = words::typed(vocabulary, Unknown::Fact(place, fact));
                self.state.not_known.retain(|known| *known != topic);
            }
        }
    }

    fn remove(&mut self, written: &str) -> &'static str {
        if let Some(removable) = self.numbered(written) {
            let vocabulary = self.pack.vocabulary();
            let what = match removable {
                Removable::Stated(statement) => words::statement(vocabulary, &self.profile, statement),
                Removable::NotKnown(place, fact) => words::fact(vocabulary, place, vocabulary.fact(fact)),
            };
            self.retract(removable);
            self.say(Block::text(format!("No longer noted: {what}. It is unknown now.")));
            self.after_change();
        }
        "remove"
    }

    fn change(&mut self, written: &str) -> &'static str {
        match self.numbered(written) {
            Some(Removable::Stated(Statement::Fact(place, fact)) | Removable::NotKnown(place, fact)) => {
                let topic = words::typed(self.pack.vocabulary(), Unknown::Fact(place, fact));
                self.say(Block::note("Until you answer, it stays as it was noted."));
                self.ask_about(topic, true);
            }
            Some(removable) => {
                self.retract(removable);
                self.say(Block::text("It is not known now who there is."));
                self.after_change();
            }
            None => {}
        }
        "change"
    }

    fn facts(&mut self, word: &str) -> &'static str {
        let (blocks, listed) = present::facts(self.pack, word);
        self.blocks.extend(blocks);
        if !listed.is_empty() {
            if matches!(self.state.stage, Stage::Describing { .. } | Stage::Advised | Stage::Confirming) {
                self.state.stage = Stage::Describing { listed };
                self.say(Block::note("Type a number to note that fact, or `PLACE.FACT=VALUE`."));
            } else {
                self.say(Block::note("Type a fact as `PLACE.FACT=VALUE`, or answer the question:"));
            }
        }
        self.aside();
        "facts"
    }

    /// A fact was picked by its number: whose?
    fn pick(&mut self, id: &str) -> &'static str {
        let vocabulary = self.pack.vocabulary();
        let Some(fact) = vocabulary.fact_by_id(id) else {
            self.repeat();
            return "pick";
        };
        let entities = vocabulary.entities().filter(|(entity, _)| vocabulary.has_fact(*entity, fact));
        let topics: Vec<Topic> = entities
            .flat_map(|(entity, _)| self.profile.places(entity))
            .map(|place| words::typed(vocabulary, Unknown::Fact(place, fact)))
            .take(LISTED_OPTIONS)
            .collect();
        match topics.as_slice() {
            [] => {
                self.say(Block::warning("Nothing was noted", "Nobody in this case can have this fact. `add` adds somebody."));
                self.repeat();
            }
            [one] => self.ask_about(one.clone(), true),
            _ => self.ask_who(topics),
        }
        "pick"
    }

    fn ask_who(&mut self, topics: Vec<Topic>) {
        let vocabulary = self.pack.vocabulary();
        let names = topics.iter().map(|topic| match about(self.pack, &self.profile, topic) {
            Some(Unknown::Fact(place, _)) => place.label(vocabulary),
            _ => topic.clone(),
        });
        let names = names.collect();
        self.say(Block::text("Of whom?"));
        self.say(Block::Choices(names));
        self.say(Block::note("Type a number."));
        self.state.stage = Stage::Who { topics };
    }

    // ---- asking ----

    fn next(&mut self) -> &'static str {
        let nothing_noted = self.profile.statements(self.pack.vocabulary()).is_empty();
        if matches!(self.state.stage, Stage::Describing { .. } | Stage::Who { .. }) && !nothing_noted {
            return self.noted();
        }
        let open = Answer::of(self.pack, &self.profile).questions;
        if !open.iter().any(|question| self.may_ask(question)) && !self.state.skipped.is_empty() {
            self.state.skipped.clear();
            self.say(Block::text("What was skipped is asked again."));
        }
        self.ask();
        "next"
    }

    fn may_ask(&self, question: &Question) -> bool {
        let topic = words::typed(self.pack.vocabulary(), question.about);
        !self.state.not_known.contains(&topic) && !self.state.skipped.contains(&topic)
    }

    /// Asks the next question; if there is none, says why and shows suggestions.
    fn ask(&mut self) {
        let pack = self.pack;
        let profile = self.profile.clone();
        let answer = Answer::of(pack, &profile);
        if let Some(question) = answer.questions.iter().find(|question| self.may_ask(question)) {
            self.state.stage = Stage::Asking { topic: words::typed(pack.vocabulary(), question.about), picked: false };
            self.say(Block::Question(present::question(pack.vocabulary(), question)));
            return;
        }
        let open: Vec<Topic> = answer.questions.iter().map(|question| words::typed(pack.vocabulary(), question.about)).collect();
        let skipped = open.iter().filter(|topic| !self.state.not_known.contains(topic)).count();
        let text = match (open.is_empty(), skipped) {
            (true, _) => "There is nothing left to ask: no answer can change what is suggested.".to_owned(),
            (false, 0) => "There is nothing left to ask: what is still open you said is not known. It stays unknown, not no.".to_owned(),
            (false, _) => format!("There is nothing left to ask but {} that you skipped or answered less exactly: `next` asks again, `missing` lists what is open.", words::counted(skipped, "question", "questions")),
        };
        self.say(Block::text(text));
        self.blocks.extend(present::answer(&answer, Detail::Brief));
        self.state.stage = Stage::Advised;
        self.repeat();
    }

    /// Asks about a topic, whether or not an answer can change anything.
    fn ask_about(&mut self, topic: Topic, picked: bool) {
        let Some(asked) = about(self.pack, &self.profile, &topic) else {
            self.state.stage = Stage::Describing { listed: Vec::new() };
            self.repeat();
            return;
        };
        let question = self.question(asked);
        self.say(Block::Question(present::question(self.pack.vocabulary(), &question)));
        self.state.stage = Stage::Asking { topic, picked };
    }

    /// The engine's question about this, or one made up for a topic that it would not ask.
    fn question(&self, asked: Unknown) -> Question {
        let found = Answer::of(self.pack, &self.profile).questions.into_iter().find(|question| question.about == asked);
        let safety = matches!(asked, Unknown::Fact(_, fact) if self.pack.vocabulary().fact(fact).safety);
        found.unwrap_or(Question {
            about: asked,
            kind: handrail_engine::question::QuestionKind::Qualifying,
            settles: Vec::new(),
            why: "you picked it; as things stand no finding depends on it".to_owned(),
            safety,
        })
    }

    fn why_asked(&mut self) -> &'static str {
        let asked = match &self.state.stage {
            Stage::Asking { topic, .. } => about(self.pack, &self.profile, topic),
            _ => None,
        };
        if let Some(asked) = asked {
            let question = self.question(asked);
            self.say(Block::text(format!("I ask because {}.", question.why.trim_end_matches('.'))));
            if let Unknown::Fact(_, fact) = asked {
                let description = self.pack.vocabulary().fact(fact);
                self.say(Block::text(format!("What it means: {}", description.meaning)));
                if let Some(note) = &description.note {
                    self.say(Block::note(note.clone()));
                }
            }
        } else {
            self.say(Block::text("Type `why` and the name of a finding, such as one of those that `suggest` shows; while a question is open, `why` alone says why it is asked."));
        }
        self.repeat();
        "why"
    }

    // ---- answers ----

    fn suggest(&mut self, detail: Detail) -> &'static str {
        let blocks = present::answer(&Answer::of(self.pack, &self.profile), detail);
        self.blocks.extend(blocks);
        self.state.stage = Stage::Advised;
        self.repeat();
        "suggest"
    }

    fn about_finding(
        &mut self,
        name: &str,
        kind: &'static str,
        tell: impl Fn(&Answer<'_>, usize, &handrail_engine::finding::Finding) -> Vec<Block>,
    ) -> &'static str {
        match lookup::finding(self.pack, name) {
            Lookup::One(index) => {
                if let Some(finding) = self.pack.findings().get(index) {
                    let blocks = tell(&Answer::of(self.pack, &self.profile), index, finding);
                    self.blocks.extend(blocks);
                }
            }
            Lookup::Several(found) => {
                self.say(Block::text("Several findings can be meant. Type one of the ids in brackets:"));
                let findings = found.iter().filter_map(|index| self.pack.findings().get(*index));
                let lines = findings.map(words::named).collect();
                self.say(Block::List(lines));
            }
            Lookup::Nothing { did_you_mean } => {
                let near = did_you_mean.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
                self.say(Block::text(format!("No finding or intervention of this name is known.{near}")));
            }
        }
        self.aside();
        kind
    }

    fn what_if(&mut self, written: &str) -> &'static str {
        match self.changes(written) {
            Ok(changes) => {
                let mut after = self.profile.clone();
                for change in &changes {
                    change.apply(self.pack.vocabulary(), &mut after);
                }
                let described: Vec<String> = changes.iter().map(|change| self.described(change)).collect();
                self.blocks.extend(present::what_if(self.pack, &self.profile, &after, &described.join("; ")));
            }
            Err(why) => self.say(Block::warning("Nothing was compared", format!("{why} Write it as `what if PLACE.FACT=VALUE`."))),
        }
        self.aside();
        "what-if"
    }

    fn described(&self, change: &Change) -> String {
        let vocabulary = self.pack.vocabulary();
        match change {
            Change::Fact(place, fact, value) => {
                let description = vocabulary.fact(*fact);
                let value = value.as_ref().map_or_else(|| "not known".to_owned(), |value| description.show_value(value));
                format!("{}: {value}", words::fact(vocabulary, *place, description))
            }
            Change::Nobody(entity) => words::nobody(vocabulary, *entity),
            Change::NotKnown(entity) => format!("{}: not known who there is", words::entity(vocabulary, *entity)),
            Change::Somebody(entity) => format!("{}: one more", words::entity(vocabulary, *entity)),
        }
    }

    fn export(&mut self, path: &str) -> &'static str {
        if path.is_empty() {
            self.say(Block::text("Type `export` and the name of a file, such as `export note.md`."));
        } else {
            let note = export::note(&Answer::of(self.pack, &self.profile), &self.not_known());
            self.effect = Some(Effect::Export { path: path.to_owned(), note });
        }
        self.aside();
        "export"
    }

    fn help(&mut self) -> &'static str {
        let rows = [
            ("next", "ask me, question by question"),
            ("facts, facts WORD", "what can be noted, all of it or what holds a word; then a number picks one"),
            ("PLACE.FACT=VALUE", "note a fact; `unknown` as the value says that it is not known"),
            ("add LIST, absent PERSON", "somebody more; there is no such person"),
            ("done, noted", "what was noted, to check it"),
            ("change N, remove N", "ask a line of what was noted again; take it back"),
            ("suggest, show all", "suggestions in brief; everything in full"),
            ("show NAME", "one finding in full"),
            ("why NAME, why not NAME", "why a finding applies or not; while a question is open, `why` alone says why it is asked"),
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

fn danger(pack: &Pack, profile: &Profile) -> bool {
    states_danger(pack, profile)
        || Answer::of(pack, profile).findings(&[Outcome::Matched]).iter().any(|(_, finding, _)| position(pack, finding).part == Part::Urgent)
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

/// An error as a sentence.
fn sentence(error: &handrail_engine::profile::ChangeError) -> String {
    let mut text = error.to_string();
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    if !text.ends_with(['.', '?']) {
        text.push('.');
    }
    text
}
