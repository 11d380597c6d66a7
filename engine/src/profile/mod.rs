//! The profile: what one case says of its people, with unknown kept unknown.
//!
//! Not for what follows from it: see [`crate::matching`].

mod change;
mod read;

pub(crate) use change::locate;
pub use change::{Change, ChangeError};
pub use read::{CaseText, MAXIMUM_MEMBERS, read_case, read_cases, read_profile};

use serde_json::{Map, Value as Json};

use crate::condition::{EntityId, FactId};
use crate::vocabulary::{UNKNOWN, Value, Vocabulary};

/// One person or thing of a case: an entity, and which of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The entity.
    pub entity: EntityId,
    /// Which of its members, counted from 0; 0 for an entity that is no list.
    pub index: u16,
}

/// What a case says of one fact of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stated {
    /// Nothing.
    #[default]
    Nothing,
    /// That it is not known.
    Unknown,
    /// Nothing, and the vocabulary says what is then assumed.
    Assumed(Value),
    /// This value.
    Value(Value),
}

impl Stated {
    /// The value that is stated or assumed.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) | Self::Assumed(value) => Some(value),
            Self::Nothing | Self::Unknown => None,
        }
    }
}

/// What a case says of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record(Box<[Stated]>);

impl Record {
    fn blank(vocabulary: &Vocabulary, entity: EntityId) -> Self {
        let mut stated = vec![Stated::Nothing; vocabulary.fact_count()];
        let left_out = vocabulary.facts_of(entity).filter_map(|(id, fact)| Some((id, fact.left_out.clone()?)));
        let defaults = vocabulary.entity(entity).defaults.iter().cloned();
        for (fact, value) in left_out.chain(defaults) {
            if let Some(slot) = stated.get_mut(usize::from(fact.0)) {
                *slot = Stated::Assumed(value);
            }
        }
        Self(stated.into())
    }

    /// What a blank record says of a fact.
    fn blank_fact(vocabulary: &Vocabulary, entity: EntityId, fact: FactId) -> Stated {
        let defaults = &vocabulary.entity(entity).defaults;
        let default = defaults.iter().find(|(known, _)| *known == fact).map(|(_, value)| value.clone());
        default.or_else(|| vocabulary.fact(fact).left_out.clone()).map_or(Stated::Nothing, Stated::Assumed)
    }

    fn get(&self, fact: FactId) -> &Stated {
        self.0.get(usize::from(fact.0)).unwrap_or(&Stated::Nothing)
    }

    fn set(&mut self, fact: FactId, stated: Stated) {
        if let Some(slot) = self.0.get_mut(usize::from(fact.0)) {
            *slot = stated;
        }
    }
}

/// Who there is of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Group {
    /// There is no such person.
    Absent,
    /// One, always there or not said to be absent.
    One(Record),
    /// It is not known who there is; rules are answered for one about whom nothing is known.
    Unlisted(Record),
    /// These, and no others.
    Listed(Vec<Record>),
}

/// What a case says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    groups: Vec<Group>,
}

/// Something that a case states and that can be taken back: a fact, or who there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statement {
    /// A fact of a person.
    Fact(Place, FactId),
    /// That there is no such person, or none of a list.
    Nobody(EntityId),
}

impl Profile {
    /// A profile that says nothing.
    pub fn blank(vocabulary: &Vocabulary) -> Self {
        let groups = vocabulary
            .entities()
            .map(|(id, entity)| match (entity.many, entity.unknown_if_left_out) {
                (false, _) => Group::One(Record::blank(vocabulary, id)),
                (true, true) => Group::Unlisted(Record::blank(vocabulary, id)),
                (true, false) => Group::Listed(Vec::new()),
            })
            .collect();
        Self { groups }
    }

    fn group(&self, entity: EntityId) -> &Group {
        self.groups.get(usize::from(entity.0)).unwrap_or(&Group::Absent)
    }

    fn record(&self, place: Place) -> Option<&Record> {
        match self.group(place.entity) {
            Group::Absent => None,
            Group::One(record) | Group::Unlisted(record) => Some(record),
            Group::Listed(records) => records.get(usize::from(place.index)),
        }
    }

    fn record_mut(&mut self, place: Place) -> Option<&mut Record> {
        match self.groups.get_mut(usize::from(place.entity.0))? {
            Group::Absent => None,
            Group::One(record) | Group::Unlisted(record) => Some(record),
            Group::Listed(records) => records.get_mut(usize::from(place.index)),
        }
    }

    /// Whether there is such a person, or may be.
    pub fn exists(&self, place: Place) -> bool {
        self.record(place).is_some()
    }

    /// Whether it is not known who there is of an entity.
    pub fn is_unlisted(&self, entity: EntityId) -> bool {
        matches!(self.group(entity), Group::Unlisted(_))
    }

    /// The people of an entity whom a rule can speak of.
    pub fn places(&self, entity: EntityId) -> impl Iterator<Item = Place> + use<> {
        let count = match self.group(entity) {
            Group::Absent => 0,
            Group::One(_) | Group::Unlisted(_) => 1,
            Group::Listed(records) => u16::try_from(records.len()).unwrap_or(u16::MAX),
        };
        (0..count).map(move |index| Place { entity, index })
    }

    /// What is said of a fact of a person; nothing of a person who does not exist.
    pub fn stated(&self, place: Place, fact: FactId) -> &Stated {
        self.record(place).map_or(&Stated::Nothing, |record| record.get(fact))
    }

    /// Says a fact of a person. Says nothing of a person who does not exist. Of a list that was not known, a
    /// value makes known that there is this one.
    pub fn state(&mut self, place: Place, fact: FactId, value: Option<Value>) {
        if value.is_some()
            && let Some(group) = self.groups.get_mut(usize::from(place.entity.0))
            && let Group::Unlisted(record) = group
        {
            *group = Group::Listed(vec![record.clone()]);
        }
        if let Some(record) = self.record_mut(place) {
            record.set(fact, value.map_or(Stated::Unknown, Stated::Value));
        }
    }

    /// Takes a statement back: the fact, or who there is, is as if left out.
    pub fn retract(&mut self, vocabulary: &Vocabulary, statement: Statement) {
        match statement {
            Statement::Fact(place, fact) => {
                let blank = Record::blank_fact(vocabulary, place.entity, fact);
                if let Some(record) = self.record_mut(place) {
                    record.set(fact, blank);
                }
            }
            Statement::Nobody(entity) => {
                let blank = Self::blank(vocabulary).group(entity).clone();
                if let Some(group) = self.groups.get_mut(usize::from(entity.0)) {
                    *group = blank;
                }
            }
        }
    }

    /// The same people, of whom nothing but these statements is said.
    #[must_use]
    pub(crate) fn with_only(&self, vocabulary: &Vocabulary, kept: &[Statement]) -> Self {
        let mut reduced = Self::blank(vocabulary);
        for (entity, _) in vocabulary.entities() {
            let blank = || Record::blank(vocabulary, entity);
            let nobody = |group: &Group| match group {
                Group::Absent => true,
                Group::Listed(records) => records.is_empty(),
                Group::One(_) | Group::Unlisted(_) => false,
            };
            match self.group(entity) {
                group if nobody(group) => {
                    if kept.contains(&Statement::Nobody(entity)) {
                        reduced.set_group(entity, group.clone());
                    }
                }
                Group::Listed(records) => {
                    reduced.set_group(entity, Group::Listed(records.iter().map(|_| blank()).collect()));
                }
                Group::Absent | Group::One(_) | Group::Unlisted(_) => {}
            }
        }
        for statement in kept {
            if let Statement::Fact(place, fact) = statement {
                let stated = self.stated(*place, *fact).clone();
                if let Some(record) = reduced.record_mut(*place) {
                    record.set(*fact, stated);
                }
            }
        }
        reduced
    }

    /// Everything that is stated (not what is assumed), in the order of the vocabulary.
    pub fn statements(&self, vocabulary: &Vocabulary) -> Vec<Statement> {
        let mut found = Vec::new();
        for (entity, description) in vocabulary.entities() {
            let nobody = match self.group(entity) {
                Group::Absent => true,
                Group::Listed(records) => records.is_empty() && description.unknown_if_left_out,
                Group::One(_) | Group::Unlisted(_) => false,
            };
            if nobody {
                found.push(Statement::Nobody(entity));
            }
            for place in self.places(entity) {
                found.extend(
                    vocabulary
                        .facts_of(entity)
                        .filter(|(fact, _)| matches!(self.stated(place, *fact), Stated::Value(_)))
                        .map(|(fact, _)| Statement::Fact(place, fact)),
                );
            }
        }
        found
    }

    /// Adds a person to a list, or makes an unknown or absent one known to be there. Returns the place; nothing
    /// where the list is full ([`MAXIMUM_MEMBERS`]).
    pub fn add(&mut self, vocabulary: &Vocabulary, entity: EntityId) -> Option<Place> {
        let many = vocabulary.entity(entity).many;
        let group = self.groups.get_mut(usize::from(entity.0))?;
        let blank = Record::blank(vocabulary, entity);
        let index = match group {
            Group::Listed(records) if records.len() >= MAXIMUM_MEMBERS => return None,
            Group::Listed(records) => {
                records.push(blank);
                records.len() - 1
            }
            Group::Unlisted(record) => {
                *group = Group::Listed(vec![record.clone()]);
                0
            }
            Group::Absent if many => {
                *group = Group::Listed(vec![blank]);
                0
            }
            Group::Absent => {
                *group = Group::One(blank);
                0
            }
            Group::One(_) => 0,
        };
        Some(Place { entity, index: u16::try_from(index).ok()? })
    }

    /// Says that there is no such person, or none of a list.
    pub fn nobody(&mut self, vocabulary: &Vocabulary, entity: EntityId) {
        if let Some(group) = self.groups.get_mut(usize::from(entity.0)) {
            *group = if vocabulary.entity(entity).many { Group::Listed(Vec::new()) } else { Group::Absent };
        }
    }

    fn set_group(&mut self, entity: EntityId, group: Group) {
        if let Some(slot) = self.groups.get_mut(usize::from(entity.0)) {
            *slot = group;
        }
    }

    /// The profile as JSON, in the format in which cases are read.
    pub fn to_json(&self, vocabulary: &Vocabulary) -> Json {
        let mut profile = Map::new();
        for (entity, description) in vocabulary.entities() {
            let record = |place: Place| {
                let mut facts = Map::new();
                for (fact, description) in vocabulary.facts_of(entity) {
                    match self.stated(place, fact) {
                        Stated::Value(value) => {
                            facts.insert(description.name.clone(), description.write_value(value));
                        }
                        Stated::Unknown => {
                            facts.insert(description.name.clone(), UNKNOWN.into());
                        }
                        Stated::Nothing | Stated::Assumed(_) => {}
                    }
                }
                Json::Object(facts)
            };
            let written = match self.group(entity) {
                Group::Absent => Some(ABSENT.into()),
                Group::One(_) => Some(record(Place { entity, index: 0 }))
                    .filter(|json| json.as_object().is_some_and(|facts| !facts.is_empty())),
                Group::Unlisted(_) => {
                    let json = record(Place { entity, index: 0 });
                    json.as_object().is_some_and(|facts| !facts.is_empty()).then(|| vec![json].into())
                }
                Group::Listed(records) if records.is_empty() && !description.unknown_if_left_out => None,
                Group::Listed(_) => Some(self.places(entity).map(record).collect()),
            };
            if let Some(written) = written {
                profile.insert(description.name.clone(), written);
            }
        }
        Json::Object(profile)
    }
}

/// How a case writes that there is no such person.
pub const ABSENT: &str = "absent";

impl Place {
    /// The place as it is written in answers: the entity's name, and the index for a list.
    pub fn name(self, vocabulary: &Vocabulary) -> String {
        let entity = vocabulary.entity(self.entity);
        if entity.many { format!("{}[{}]", entity.name, self.index) } else { entity.name.clone() }
    }

    /// The place as it is called: the entity's label, with the number or letter for a list.
    pub fn label(self, vocabulary: &Vocabulary) -> String {
        let letter = match u8::try_from(self.index) {
            Ok(index @ 0..26) => char::from(b'A' + index).to_string(),
            _ => (u32::from(self.index) + 1).to_string(),
        };
        let number = (u32::from(self.index) + 1).to_string();
        vocabulary.entity(self.entity).label.replace("{letter}", &letter).replace("{number}", &number)
    }
}
