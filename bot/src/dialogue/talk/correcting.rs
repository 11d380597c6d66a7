//! What a message takes back or puts right among the facts that are noted. What was changed is said, and can be undone.

use std::collections::BTreeSet;

use handrail_engine::certainty::Unknown;
use handrail_engine::condition::FactId;
use handrail_engine::phrases::{Kind, Sex};
use handrail_engine::profile::{Change, Place, Stated, Statement};
use handrail_engine::vocabulary::{Domain, Value};

use super::Talk;
use crate::dialogue::state::{Stage, about};
use crate::document::Block;
use crate::present::words;
use crate::understanding::answers::Said;
use crate::understanding::corrections::Correction;
use crate::understanding::facts::follows;

/// The most people that one correction adds; more are a slip of the keys.
const MOST_PEOPLE: usize = 20;

impl Talk<'_> {
    /// Puts right what a message says is wrong.
    pub(super) fn correct(&mut self, said: &Said, correction: Correction) -> &'static str {
        let done = match correction {
            Correction::Undo => {
                self.effect = Some(super::Effect::Undo);
                return "undo";
            }
            Correction::Wrong => self.which_is_wrong(),
            Correction::Remove => self.take_out(said),
            Correction::Instead => self.instead(said),
            Correction::Person { from, to, sex } => self.somebody_else(from, to, sex),
            Correction::Number { from, to, per_year, sex } => self.other_number(from, to, per_year, sex),
            Correction::Count { to, instead } => self.count(said, to, instead),
        };
        if !done {
            self.repeat();
        } else if self.state.stage == Stage::Confirming {
            self.noted();
        } else {
            self.ask();
        }
        "correction"
    }

    /// What the last change noted and is still noted.
    fn last_noted(&self) -> Vec<(Place, FactId)> {
        let topics = self.state.last.iter().filter_map(|topic| about(self.pack, &self.profile, topic));
        topics
            .filter_map(|about| match about {
                Unknown::Fact(place, fact) => Some((place, fact)),
                Unknown::Number(_) => None,
            })
            .filter(|(place, fact)| matches!(self.profile.stated(*place, *fact), Stated::Value(_)))
            .collect()
    }

    fn say_lines(&mut self, facts: &[(Place, FactId)]) {
        let vocabulary = self.pack.vocabulary();
        let lines = facts
            .iter()
            .map(|(place, fact)| words::statement(vocabulary, &self.profile, Statement::Fact(*place, *fact)))
            .collect();
        self.say(Block::List(lines));
    }

    fn which_is_wrong(&mut self) -> bool {
        let last = self.last_noted();
        if last.is_empty() {
            self.say(Block::text(
                "Nothing was noted by the last message, so nothing was changed. `noted` lists everything.",
            ));
        } else {
            self.say(Block::text("This was noted last, and nothing was changed yet:"));
            self.say_lines(&last);
            self.say(Block::note("Say what is so instead, or `undo` to take all of it back."));
        }
        false
    }

    /// Takes facts back, and says so.
    fn take_back(&mut self, facts: &[(Place, FactId)]) {
        let vocabulary = self.pack.vocabulary();
        let lines: Vec<String> = facts
            .iter()
            .map(|(place, fact)| words::statement(vocabulary, &self.profile, Statement::Fact(*place, *fact)))
            .collect();
        for (place, fact) in facts {
            self.profile.retract(vocabulary, Statement::Fact(*place, *fact));
            let topic = words::typed(vocabulary, Unknown::Fact(*place, *fact));
            self.settled(&topic);
            self.state.last.retain(|known| *known != topic);
        }
        self.say(Block::text("No longer noted, and unknown now:"));
        self.say(Block::List(lines));
    }

    /// `remove …`: every fact that the message speaks of.
    fn take_out(&mut self, said: &Said) -> bool {
        let (vocabulary, phrases) = (self.pack.vocabulary(), self.pack.phrases());
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for assertion in &said.understanding.assertions {
            let concept = phrases.concepts.iter().filter(|concept| concept.id == assertion.concept);
            for written in concept.flat_map(|concept| &concept.gives).flat_map(|gives| &gives.facts) {
                names.extend(written.split('=').next().and_then(|path| path.rsplit('.').next()));
            }
        }
        let text = said.understanding.masked.text.as_str().to_lowercase();
        let whose: Vec<Place> = said.named.iter().flat_map(|named| self.places_of(named.person)).collect();
        let meant = |place: Place, fact: FactId| {
            let description = vocabulary.fact(fact);
            (names.contains(description.name.as_str()) || text.contains(&description.label.to_lowercase()))
                && (whose.is_empty() || whose.contains(&place))
        };
        let facts: Vec<(Place, FactId)> = self
            .profile
            .statements(vocabulary)
            .into_iter()
            .filter_map(|statement| match statement {
                Statement::Fact(place, fact) if meant(place, fact) => Some((place, fact)),
                _ => None,
            })
            .collect();
        let open = self.state.to_confirm.len();
        let (pack, profile) = (self.pack, &self.profile);
        self.state.to_confirm.retain(|one| match about(pack, profile, &one.topic) {
            Some(Unknown::Fact(place, fact)) => !meant(place, fact),
            _ => true,
        });
        if facts.is_empty() && open == self.state.to_confirm.len() {
            self.say(Block::text("Nothing of that was noted, and nothing was changed. `noted` lists what was."));
            return false;
        }
        if facts.is_empty() {
            self.say(Block::text("It is not asked any more to be confirmed. It stays unknown."));
        } else {
            self.take_back(&facts);
        }
        true
    }

    /// What a message says takes the place of what was noted: of the same person, and of one other who had the same.
    fn instead(&mut self, said: &Said) -> bool {
        let vocabulary = self.pack.vocabulary();
        let read = &said.understanding;
        let text = read.masked.text.as_str();
        let found = follows(vocabulary, self.pack.phrases(), text, &self.profile, self.listed(), &read.assertions);
        let mut moved: Vec<(Place, FactId)> = Vec::new();
        for given in &found.given {
            let same = |place: &Place| {
                *place != given.place
                    && self.profile.stated(*place, given.fact) == &Stated::Value(given.value.clone())
                    && !found.given.iter().any(|other| (other.place, other.fact) == (*place, given.fact))
            };
            let entities = vocabulary.entities().filter(|(entity, _)| vocabulary.has_fact(*entity, given.fact));
            let others: Vec<Place> =
                entities.flat_map(|(entity, _)| self.profile.places(entity)).filter(same).collect();
            if let [only] = others.as_slice()
                && !moved.contains(&(*only, given.fact))
            {
                moved.push((*only, given.fact));
            }
        }
        if !moved.is_empty() {
            self.take_back(&moved);
        }
        if !self.describe(said, true) && moved.is_empty() {
            self.not_understood(text, None);
            return true;
        }
        true
    }

    /// Somebody else is meant than the one of whom something was noted last.
    fn somebody_else(&mut self, from: Option<usize>, to: usize, sex: Option<Sex>) -> bool {
        let (vocabulary, phrases) = (self.pack.vocabulary(), self.pack.phrases());
        let target = self.places_of(to);
        let last = self.last_noted();
        let kind =
            |person: Option<usize>| person.and_then(|person| phrases.people.get(person)).map(|person| person.kind);
        let young = kind(Some(to)) == Some(Kind::Young);
        let mut facts: Vec<(Place, FactId)> = match from {
            Some(from) => {
                let places = self.places_of(from);
                let of_them = |(place, _): &(Place, FactId)| places.contains(place);
                let found: Vec<_> = last.iter().copied().filter(of_them).collect();
                if found.is_empty() { self.read_of(&places) } else { found }
            }
            None => last
                .iter()
                .copied()
                .filter(|(place, _)| {
                    !target.contains(place)
                        && match kind(self.person_of(*place)) {
                            Some(Kind::Young) => young,
                            Some(Kind::Adult | Kind::Both) => !young,
                            _ => false,
                        }
                })
                .collect(),
        };
        let whose = |facts: &[(Place, FactId)]| facts.iter().map(|(place, _)| *place).collect::<BTreeSet<Place>>();
        if whose(&facts).len() > 1 && sex.is_some() {
            let same = |place: Place| {
                self.person_of(place).and_then(|person| phrases.people.get(person)).and_then(|person| person.sex) == sex
            };
            let of_same: Vec<_> = facts.iter().copied().filter(|(place, _)| same(*place)).collect();
            if !of_same.is_empty() {
                facts = of_same;
            }
        }
        let called = phrases.people.get(to).map_or_else(String::new, |person| person.id.replace('_', " "));
        if facts.is_empty() {
            self.say(Block::text(format!(
                "The last message noted nothing that could be moved to: {called}. Nothing was changed. Say what is so in one sentence."
            )));
            return false;
        }
        if whose(&facts).len() > 1 || target.len() > 1 {
            self.say(Block::text("It is not clear which of these you mean, and nothing was changed:"));
            self.say_lines(&facts);
            self.say(Block::note("Say in one sentence of whom what is so."));
            return false;
        }
        let values: Vec<(FactId, Option<Value>)> =
            facts.iter().map(|(place, fact)| (*fact, self.profile.stated(*place, *fact).value().cloned())).collect();
        self.take_back(&facts);
        match target.first() {
            Some(target) => {
                let changes: Vec<Change> = values
                    .into_iter()
                    .filter(|(fact, value)| value.is_some() && vocabulary.has_fact(target.entity, *fact))
                    .map(|(fact, value)| Change::Fact(*target, fact, value))
                    .collect();
                if !changes.is_empty() {
                    self.make(&changes);
                }
            }
            None => {
                self.say(Block::text(format!("Of this person a case holds nothing, so nothing is noted: {called}.")));
            }
        }
        true
    }

    /// What was read of these people.
    fn read_of(&self, places: &[Place]) -> Vec<(Place, FactId)> {
        let topics = self.state.read.iter().filter_map(|topic| about(self.pack, &self.profile, topic));
        topics
            .filter_map(|about| match about {
                Unknown::Fact(place, fact) if places.contains(&place) => Some((place, fact)),
                _ => None,
            })
            .collect()
    }

    /// `7 not 6`: whoever has the one number gets the other.
    fn other_number(&mut self, from: u32, to: u32, per_year: Option<u16>, sex: Option<Sex>) -> bool {
        let (vocabulary, phrases) = (self.pack.vocabulary(), self.pack.phrases());
        let (Ok(from), Ok(to)) = (i32::try_from(from), i32::try_from(to)) else { return self.no_such_number() };
        let per_year = per_year.unwrap_or(1);
        let is_unit = |unit: &str| {
            let found = phrases.units.iter().find(|known| known.words.iter().any(|word| word == unit));
            found.is_some_and(|found| found.per_year == per_year)
        };
        let of_sex = |place: Place| {
            let known = self.sex(place).or_else(|| phrases.people.get(self.person_of(place)?)?.sex);
            sex.is_none() || known.is_none() || known == sex
        };
        let mut found: Vec<(Place, FactId)> = Vec::new();
        for (entity, _) in vocabulary.entities() {
            for place in self.profile.places(entity).filter(|place| of_sex(*place)) {
                for (id, fact) in vocabulary.facts_of(entity) {
                    let Domain::Integer { unit, .. } = &fact.domain else { continue };
                    let number = match self.profile.stated(place, id) {
                        Stated::Value(Value::Integer(number)) => Some(*number),
                        // Years may be known by the months alone.
                        _ if Some(entity) == self.young_list() && fact.name == phrases.young.years => {
                            self.age(place).map(|(years, _)| years)
                        }
                        _ => None,
                    };
                    if is_unit(unit) && number == Some(from) {
                        found.push((place, id));
                    }
                }
            }
        }
        match found.as_slice() {
            [] => self.no_such_number(),
            [(place, fact)] => {
                let fits = crate::dialogue::quantity::fits(vocabulary, *fact, to);
                if !fits {
                    return self.no_such_number();
                }
                self.make(&[Change::Fact(*place, *fact, Some(Value::Integer(to)))]);
                true
            }
            _ => {
                self.say(Block::text("It is not clear which of these you mean, and nothing was changed:"));
                self.say_lines(&found);
                false
            }
        }
    }

    fn no_such_number(&mut self) -> bool {
        self.say(Block::text("This number was not noted of anybody, and nothing was changed. `noted` lists what was."));
        false
    }

    /// How many of the young there are.
    fn count(&mut self, said: &Said, to: u32, instead: bool) -> bool {
        let understood = !instead && self.describe(said, false);
        let Some(list) = self.young_list() else { return understood };
        let name = words::entity(self.pack.vocabulary(), list);
        let (Ok(to), listed) = (usize::try_from(to), self.listed()) else { return understood };
        if to > MOST_PEOPLE {
            self.say(Block::text(format!("So many {name} are not listed at once, and nothing was changed.")));
            return understood;
        }
        match to.cmp(&listed) {
            std::cmp::Ordering::Equal => {
                self.say(Block::text(format!("{listed} of {name} are listed, and nothing was changed.")));
                understood
            }
            std::cmp::Ordering::Greater => {
                self.make(&vec![Change::Somebody(list); to - listed]);
                true
            }
            std::cmp::Ordering::Less => {
                let places: Vec<Place> = self.profile.places(list).collect();
                let called = places.into_iter().map(|place| self.called(place)).collect();
                self.say(Block::text(format!(
                    "{listed} of {name} are listed, and it is not clear who of them is not there. Nothing was changed:"
                )));
                self.say(Block::List(called));
                self.say(Block::note("`undo` takes back the message by which somebody was added."));
                understood
            }
        }
    }
}
