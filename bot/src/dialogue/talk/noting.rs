//! Noting facts and people: reading changes, making them, and saying what is different.

use handrail_engine::answer::Answer;
use handrail_engine::arrange::{position, states_danger};
use handrail_engine::certainty::Unknown;
use handrail_engine::condition::{EntityId, FactId};
use handrail_engine::pack::Pack;
use handrail_engine::problem::nearest;
use handrail_engine::profile::{Change, MAXIMUM_MEMBERS, Place, Profile, Statement};
use handrail_engine::reference::Part;
use handrail_engine::verdict::Outcome;
use handrail_engine::vocabulary::Domain;

use super::{Talk, push};
use crate::dialogue::quantity::{self, Quantity};
use crate::dialogue::reply::{self, Reply};
use crate::dialogue::state::{Stage, Topic};
use crate::document::Block;
use crate::present::words;

impl Talk<'_> {
    /// Makes changes, and says what was noted and whether danger now stands before everything else.
    pub(super) fn make(&mut self, changes: &[Change]) {
        let vocabulary = self.pack.vocabulary();
        let before = self.profile.clone();
        self.apply(changes);
        let lines = self.differences(&before, changes);
        self.warn(&before);
        match lines.as_slice() {
            [] => {
                let full = changes.iter().find_map(|change| match change {
                    Change::Somebody(entity) if vocabulary.entity(*entity).many => Some(*entity),
                    _ => None,
                });
                self.say(match full {
                    Some(entity) => Block::warning(
                        "Nothing was noted",
                        format!("A case holds at most {MAXIMUM_MEMBERS} {}.", words::entity(vocabulary, entity)),
                    ),
                    None => Block::text("That was noted already; nothing has changed."),
                });
            }
            [line] => self.say(Block::text(format!("Noted: {line}"))),
            _ => {
                self.say(Block::text("Noted:"));
                self.say(Block::List(lines));
            }
        }
        self.consequences(&before);
    }

    /// Makes changes without a word. What somebody states needs no confirming.
    pub(super) fn apply(&mut self, changes: &[Change]) {
        let vocabulary = self.pack.vocabulary();
        self.state.last.clear();
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
            if let Change::Fact(place, fact, value) = change {
                let topic = words::typed(vocabulary, Unknown::Fact(*place, *fact));
                if value.is_some() {
                    self.state.not_known.retain(|known| *known != topic);
                    push(&mut self.state.last, topic.clone());
                }
                self.settled(&topic);
            }
        }
    }

    /// Something was answered: it is neither a reading any more nor to be confirmed.
    pub(super) fn settled(&mut self, topic: &Topic) {
        self.state.read.retain(|known| known != topic);
        self.state.to_confirm.retain(|known| known.topic != *topic);
    }

    /// Danger before everything else, where a change made it known.
    fn warn(&mut self, before: &Profile) {
        if danger(self.pack, &self.profile) && !danger(self.pack, before) {
            self.say(Block::danger("Before anything else", self.pack.reference().manifest.urgent_text.clone()));
        }
    }

    /// What a change means for lists, and what does not agree with it.
    pub(super) fn consequences(&mut self, before: &Profile) {
        let vocabulary = self.pack.vocabulary();
        for (entity, description) in vocabulary.entities() {
            if before.is_unlisted(entity)
                && !self.profile.is_unlisted(entity)
                && self.profile.places(entity).next().is_some()
            {
                self.say(Block::note(format!(
                    "The list of {} now holds {} and counts as complete. `add {}` adds another.",
                    words::entity(vocabulary, entity),
                    self.profile.places(entity).count(),
                    description.name,
                )));
            }
        }
        let view = handrail_engine::matching::View::new(vocabulary, &self.profile);
        let old = handrail_engine::matching::View::new(vocabulary, before).contradictions();
        let new: Vec<String> = view.contradictions().into_iter().filter(|one| !old.contains(one)).collect();
        for contradiction in new {
            self.say(Block::warning("This does not agree with something else that was noted", format!("{contradiction}. If one of the two is wrong, `noted` lists both with the number to change or remove them.")));
        }
    }

    /// What is different, in words.
    pub(super) fn differences(&self, before: &Profile, changes: &[Change]) -> Vec<String> {
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
                let was = before
                    .stated(*place, *fact)
                    .value()
                    .map_or_else(String::new, |value| vocabulary.fact(*fact).show_value(value));
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
                let added: Vec<String> = self
                    .profile
                    .places(entity)
                    .skip(was)
                    .map(|place| format!("{} (`{}`)", place.label(vocabulary), place.name(vocabulary)))
                    .collect();
                lines.insert(0, format!("{}: {}", description.name.replace('_', " "), added.join(", ")));
            }
        }
        for change in changes {
            if let Change::Fact(place, fact, None) = change {
                lines.push(format!(
                    "{}: not known; it is not asked again",
                    words::fact(vocabulary, *place, vocabulary.fact(*fact))
                ));
            }
        }
        lines
    }

    /// On after a change: to the next question, or back to describing.
    pub(super) fn go_on(&mut self, picked: bool) {
        if picked {
            self.state.stage = Stage::Describing { listed: Vec::new() };
            self.repeat();
        } else {
            self.ask();
        }
    }

    /// After a change that was no answer: the same question again if it still stands, else on from here.
    pub(super) fn after_change(&mut self) {
        match self.state.stage.clone() {
            Stage::Asking { topic, picked: false } => {
                let answer = Answer::of(self.pack, &self.profile);
                if self.state.to_confirm.iter().any(|one| one.topic == topic)
                    || answer
                        .questions
                        .iter()
                        .any(|question| words::typed(self.pack.vocabulary(), question.about) == topic)
                {
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

    pub(super) fn set(&mut self, written: &str) -> &'static str {
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
    pub(super) fn changes(&self, written: &str) -> Result<Vec<Change>, String> {
        let vocabulary = self.pack.vocabulary();
        let mut profile = self.profile.clone();
        let mut changes = Vec::new();
        for part in written.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let (path, value) = part.split_once('=').unwrap_or((part, ""));
            let value = if crate::dialogue::input::is_not_known(value) { "unknown" } else { value.trim() };
            let change = match Change::parse(vocabulary, &profile, &format!("{}=unknown", path.trim())) {
                // Numbers may have a unit, and values of a choice may be written as they are shown.
                Ok(Change::Fact(place, fact, None)) if value != "unknown" => {
                    self.written_value(place, fact, value, part, &profile)?
                }
                Ok(_) | Err(_) => Change::parse(vocabulary, &profile, &format!("{}={value}", path.trim()))
                    .map_err(|error| sentence(&error))?,
            };
            // Of a list of which nothing is known, only the first can be meant.
            if let Change::Fact(Place { entity, index: 1.. }, ..) = change
                && profile.is_unlisted(entity)
            {
                return Err(format!(
                    "Nobody is listed under `{0}` yet: `add {0}` adds one.",
                    vocabulary.entity(entity).name
                ));
            }
            change.apply(vocabulary, &mut profile);
            changes.push(change);
        }
        if changes.is_empty() { Err("Write it as PLACE.FACT=VALUE.".to_owned()) } else { Ok(changes) }
    }

    pub(super) fn written_value(
        &self,
        place: Place,
        fact: FactId,
        value: &str,
        part: &str,
        profile: &Profile,
    ) -> Result<Change, String> {
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
    pub(super) fn entity(&self, written: &str) -> Option<EntityId> {
        let vocabulary = self.pack.vocabulary();
        let written = written.trim().to_lowercase().replace(' ', "_");
        vocabulary.entity_by_name(&written).or_else(|| {
            let role = vocabulary.role_by_word(&written)?;
            // Of several who can take the role, the list is meant.
            let members = &vocabulary.role(role).members;
            members.iter().copied().find(|entity| members.len() == 1 || vocabulary.entity(*entity).many)
        })
    }

    pub(super) fn of_whom(
        &mut self,
        written: &str,
        fits: impl Fn(&handrail_engine::vocabulary::Entity) -> bool,
        change: impl Fn(EntityId) -> Change,
    ) -> bool {
        let vocabulary = self.pack.vocabulary();
        if let Some(entity) = self.entity(written).filter(|entity| fits(vocabulary.entity(*entity))) {
            self.make(&[change(entity)]);
            return true;
        }
        let known: Vec<&str> =
            vocabulary.entities().filter(|(_, entity)| fits(entity)).map(|(_, entity)| entity.name.as_str()).collect();
        let near =
            nearest(written, known.iter().copied()).map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
        self.say(Block::warning("Nothing was noted", format!("It can be one of {}.{near}", known.join(", "))));
        false
    }

    pub(super) fn add(&mut self, whom: &str) -> &'static str {
        if self.of_whom(whom, |entity| entity.many || entity.may_be_absent, Change::Somebody) {
            self.after_change();
        } else {
            self.repeat();
        }
        "note"
    }

    pub(super) fn absent(&mut self, whom: &str) -> &'static str {
        if self.of_whom(whom, |entity| entity.many || entity.may_be_absent, Change::Nobody) {
            self.after_change();
        } else {
            self.repeat();
        }
        "note"
    }
}

/// Whether danger stands before everything else: it is stated, or an urgent finding applies.
pub(super) fn danger(pack: &Pack, profile: &Profile) -> bool {
    states_danger(pack, profile)
        || Answer::of(pack, profile)
            .findings(&[Outcome::Matched])
            .iter()
            .any(|(_, finding, _)| position(pack, finding).part == Part::Urgent)
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
