//! What was noted and what can be noted: showing, picking, changing and taking back.

use handrail_engine::certainty::Unknown;
use handrail_engine::condition::FactId;
use handrail_engine::pack::Pack;
use handrail_engine::profile::{Place, Profile, Statement};

use super::{Talk, number};
use crate::dialogue::state::{Stage, State, Topic, about};
use crate::document::{Basis, Block, Noted, NotedFact};
use crate::present::{self, Removable, words};

/// The most questions about one thing that `who` lists.
const LISTED_OPTIONS: usize = 20;

/// What was noted, with what was read and nobody has confirmed.
pub(crate) fn noted(pack: &Pack, profile: &Profile, state: &State, not_known: &[(Place, FactId)]) -> Vec<Noted> {
    let vocabulary = pack.vocabulary();
    let (mut people, removable) = present::noted(pack, profile, not_known);
    for fact in people.iter_mut().flat_map(|person| &mut person.facts) {
        let number = fact.number.and_then(|number| number.checked_sub(1));
        if let Some(Removable::Stated(Statement::Fact(place, id))) = number.and_then(|number| removable.get(number))
            && state.read.contains(&words::typed(vocabulary, Unknown::Fact(*place, *id)))
        {
            fact.basis = Basis::Read;
        }
    }
    for one in &state.to_confirm {
        let Some(Unknown::Fact(place, id)) = about(pack, profile, &one.topic) else { continue };
        let fact = NotedFact {
            number: None,
            label: vocabulary.fact(id).label.clone(),
            value: String::new(),
            basis: Basis::ToConfirm,
            quote: None,
        };
        let who = place.label(vocabulary);
        match people.iter_mut().find(|person| person.who == who) {
            Some(person) => person.facts.push(fact),
            None => people.push(Noted { who, facts: vec![fact] }),
        }
    }
    people
}

impl Talk<'_> {
    pub(super) fn not_known(&self) -> Vec<(Place, FactId)> {
        let known = self.state.not_known.iter().filter_map(|topic| about(self.pack, &self.profile, topic));
        known
            .filter_map(|about| match about {
                Unknown::Fact(place, fact) => Some((place, fact)),
                Unknown::Number(_) => None,
            })
            .collect()
    }

    pub(super) fn noted(&mut self) -> &'static str {
        let people = noted(self.pack, &self.profile, &self.state, &self.not_known());
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

    pub(super) fn numbered(&mut self, written: &str) -> Option<Removable> {
        let (_, removable) = present::noted(self.pack, &self.profile, &self.not_known());
        let found = number(written).and_then(|number| removable.get(number)).copied();
        if found.is_none() {
            self.say(Block::warning(
                "Nothing was changed",
                "There is no line with this number: `noted` lists what was noted, with numbers.",
            ));
            self.repeat();
        }
        found
    }

    pub(super) fn retract(&mut self, removable: Removable) {
        let vocabulary = self.pack.vocabulary();
        match removable {
            Removable::Stated(statement) => {
                self.profile.retract(vocabulary, statement);
                if let Statement::Fact(place, fact) = statement {
                    self.settled(&words::typed(vocabulary, Unknown::Fact(place, fact)));
                }
            }
            Removable::NotKnown(place, fact) => {
                self.profile.retract(vocabulary, Statement::Fact(place, fact));
                let topic = words::typed(vocabulary, Unknown::Fact(place, fact));
                self.state.not_known.retain(|known| *known != topic);
            }
        }
    }

    pub(super) fn remove(&mut self, written: &str) -> &'static str {
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

    pub(super) fn change(&mut self, written: &str) -> &'static str {
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

    pub(super) fn facts(&mut self, word: &str) -> &'static str {
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
    pub(super) fn pick(&mut self, id: &str) -> &'static str {
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
                self.say(Block::warning(
                    "Nothing was noted",
                    "Nobody in this case can have this fact. `add` adds somebody.",
                ));
                self.repeat();
            }
            [one] => self.ask_about(one.clone(), true),
            _ => self.ask_who(topics),
        }
        "pick"
    }

    pub(super) fn ask_who(&mut self, topics: Vec<Topic>) {
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
}
