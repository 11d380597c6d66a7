//! Who and what a case can describe: entities, roles, facts, their values, and how facts follow from others.
//!
//! Declared by the rule pack. Not for the facts of one case: those are in [`crate::profile`].

mod read;

pub(crate) use read::{PendingRule, read};

use std::collections::BTreeMap;

use crate::condition::{Condition, EntityId, FactId, RoleId, Subject};
use crate::document::{Node, Value as Raw};

/// How a case writes that something is not known.
pub const UNKNOWN: &str = "unknown";

/// The greatest number of values that a choice may have: a test is a mask of 64 bits.
pub const MAXIMUM_CHOICES: usize = 64;
/// The greatest number of entities: their numbers are one byte, and a case is read by people.
pub const MAXIMUM_ENTITIES: usize = 32;
/// The greatest number of roles: rules bind one of each together, so the bindings multiply.
pub const MAXIMUM_ROLES: usize = 6;
/// The greatest number of facts: every person of a case has room for each.
pub const MAXIMUM_FACTS: usize = 2_000;

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// The number of a value in its fact's list.
    Choice(u16),
    /// A number, in the unit of its fact.
    Integer(i32),
    /// The numbers of the values that the set holds, sorted.
    Set(Vec<u16>),
}

/// Why a value cannot be the value of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrongValue {
    /// It has another type.
    Type,
    /// It is a text, but none of the values.
    NotListed,
    /// It is a number, but not between the bounds.
    OutOfRange,
}

/// Someone or something that a case describes, or a list of such.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Its name in a case.
    pub name: String,
    /// How it is called, with `{number}` or `{letter}` for the members of a list.
    pub label: String,
    /// Whether it is a list.
    pub many: bool,
    /// Whether a case may say that it does not exist.
    pub may_be_absent: bool,
    /// For a list: whether leaving it out means that it is not known who there is (or that there is none).
    pub unknown_if_left_out: bool,
    /// What is assumed where a case does not say.
    pub defaults: Vec<(FactId, Value)>,
    /// The roles that its members can take.
    pub roles: Vec<RoleId>,
}

/// A word of the rule language that stands for one person of several.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name in answers.
    pub name: String,
    /// The words for it in rules.
    pub words: Vec<String>,
    /// Who can take it, in order.
    pub members: Vec<EntityId>,
    /// How it is called.
    pub label: String,
}

/// A value of a choice or a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As it is written in cases and rules.
    pub id: String,
    /// As it is shown.
    pub label: String,
}

/// Which values a fact can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Domain {
    /// Yes or no.
    Bool,
    /// One of several.
    Choice(Vec<Named>),
    /// Any number of several.
    Set(Vec<Named>),
    /// A whole number, both bounds included.
    Integer {
        /// The least.
        minimum: i32,
        /// The greatest.
        maximum: i32,
        /// Such as `months`.
        unit: String,
    },
}

/// To whom a fact belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// To one entity.
    Entity(EntityId),
    /// To everyone who can take a role.
    Role(RoleId),
}

/// How a fact follows from others where the case does not state it.
#[derive(Debug, Clone)]
pub enum Derivation {
    /// The whole part of another number divided by `by`.
    Floor {
        /// The other number.
        of: FactId,
        /// The divisor.
        by: i32,
    },
    /// True where the condition is, false where it is not.
    Equals(Condition),
    /// True where the condition is; where it is not, nothing follows.
    TrueIf(Condition),
    /// How many of these yes/no facts are true. Only where each of the entities exists.
    Counts(Vec<(EntityId, FactId)>),
}

/// A fact.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its id: a word and a name, such as `bike.wheels`.
    pub id: String,
    /// Its name in a case.
    pub name: String,
    /// To whom it belongs.
    pub owner: Owner,
    /// Which values it can have.
    pub domain: Domain,
    /// What it means.
    pub meaning: String,
    /// How it is asked, with `{who}` for the person.
    pub question: String,
    /// A short phrase for lists.
    pub label: String,
    /// What an author should know.
    pub note: Option<String>,
    /// Whether an answer bears on safety.
    pub safety: bool,
    /// Whether a person is asked this fact itself, though it follows from others.
    pub ask_itself: bool,
    /// What leaving it out means, if not unknown.
    pub left_out: Option<Value>,
    /// It has no value where this yes/no fact of the same person is true.
    pub does_not_exist_if: Option<FactId>,
    /// How it follows from others.
    pub derivation: Option<Derivation>,
    /// It is false where this yes/no fact of the same person is stated to be false.
    pub false_if_stated_false: Option<FactId>,
    /// The number that is this one divided, and the divisor: where only that is stated, the range is known.
    pub divided_as: Option<(FactId, i32)>,
}

impl Fact {
    /// The number of a value of a choice or set.
    pub fn value_number(&self, id: &str) -> Option<u16> {
        self.values().iter().position(|value| value.id == id).and_then(|index| u16::try_from(index).ok())
    }

    /// The values of a choice or set; none for other facts.
    pub fn values(&self) -> &[Named] {
        match &self.domain {
            Domain::Choice(values) | Domain::Set(values) => values,
            Domain::Bool | Domain::Integer { .. } => &[],
        }
    }

    /// Reads a value from a case: `None` for unknown, an error for what the fact cannot be.
    pub(crate) fn read_value(&self, node: &Node) -> Result<Option<Value>, WrongValue> {
        let unknown = matches!(&node.value, Raw::Null) || node.as_str() == Some(UNKNOWN);
        let listed = |text: &str| self.value_number(text).ok_or(WrongValue::NotListed);
        match (&self.domain, &node.value) {
            // A choice may have a value of its own that is called so.
            (Domain::Choice(_), Raw::String(text)) if listed(text).is_ok() => {
                listed(text).map(|n| Some(Value::Choice(n)))
            }
            _ if unknown => Ok(None),
            (Domain::Bool, Raw::Bool(value)) => Ok(Some(Value::Bool(*value))),
            (Domain::Choice(_), Raw::String(_)) => Err(WrongValue::NotListed),
            (Domain::Set(_), Raw::List(items)) => {
                let mut numbers = Vec::with_capacity(items.len());
                for item in items {
                    let text = item.as_str().ok_or(WrongValue::Type)?;
                    numbers.push(listed(text)?);
                }
                numbers.sort_unstable();
                numbers.dedup();
                Ok(Some(Value::Set(numbers)))
            }
            (Domain::Integer { minimum, maximum, .. }, Raw::Integer(number)) => i32::try_from(*number)
                .ok()
                .filter(|number| (minimum..=maximum).contains(&number))
                .map(|number| Some(Value::Integer(number)))
                .ok_or(WrongValue::OutOfRange),
            _ => Err(WrongValue::Type),
        }
    }

    /// A value as it is written in a case: a number, `true`, a value's id, or a list of ids.
    pub fn write_value(&self, value: &Value) -> serde_json::Value {
        let id = |number: &u16| {
            self.values().get(usize::from(*number)).map_or(serde_json::Value::Null, |named| named.id.clone().into())
        };
        match value {
            Value::Bool(value) => (*value).into(),
            Value::Choice(number) => id(number),
            Value::Integer(number) => (*number).into(),
            Value::Set(numbers) => numbers.iter().map(id).collect(),
        }
    }

    /// A value as it is shown to people.
    pub fn show_value(&self, value: &Value) -> String {
        let label = |number: &u16| self.values().get(usize::from(*number)).map_or("?", |named| named.label.as_str());
        match (value, &self.domain) {
            (Value::Bool(true), _) => "yes".to_owned(),
            (Value::Bool(false), _) => "no".to_owned(),
            (Value::Choice(number), _) => label(number).to_owned(),
            (Value::Integer(number), Domain::Integer { unit, .. }) => match (unit.as_str(), number) {
                ("months", 24..) => format!("{} years {} months", number / 12, number % 12),
                _ => format!("{number} {unit}"),
            },
            (Value::Integer(number), _) => number.to_string(),
            (Value::Set(numbers), _) if numbers.is_empty() => "none".to_owned(),
            (Value::Set(numbers), _) => numbers.iter().map(label).collect::<Vec<_>>().join(", "),
        }
    }

    /// What kind of value it has, in the words of a message.
    pub fn describe_domain(&self) -> String {
        match &self.domain {
            Domain::Bool => "`true`, `false` or `\"unknown\"`".to_owned(),
            Domain::Choice(values) => format!("one of {}", names(values)),
            Domain::Set(values) => format!("a list of {}", names(values)),
            Domain::Integer { minimum, maximum, unit } => {
                format!("a whole number of {unit} from {minimum} to {maximum}")
            }
        }
    }
}

fn names(values: &[Named]) -> String {
    // A longer list helps nobody who reads a message.
    const SHOWN: usize = 12;
    let mut text = values.iter().take(SHOWN).map(|value| format!("`{}`", value.id)).collect::<Vec<_>>().join(", ");
    if values.len() > SHOWN {
        text.push_str(", …");
    }
    text
}

/// Everything that a case can describe.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    entities: Vec<Entity>,
    roles: Vec<Role>,
    facts: Vec<Fact>,
    fact_ids: BTreeMap<String, FactId>,
}

/// Why a word and a name are no fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAFact {
    /// No entity or role has this word.
    UnknownWord,
    /// The word names a list; rules speak of one member by the word of its role.
    ListWord {
        /// The words of the roles that its members can take.
        instead: Vec<String>,
    },
    /// The word is known, the fact is not.
    UnknownName,
}

impl Vocabulary {
    /// The entities, in order.
    pub fn entities(&self) -> impl Iterator<Item = (EntityId, &Entity)> {
        (0..).map(EntityId).zip(&self.entities)
    }

    /// The roles, in order.
    pub fn roles(&self) -> impl Iterator<Item = (RoleId, &Role)> {
        (0..).map(RoleId).zip(&self.roles)
    }

    /// The facts, in order.
    pub fn facts(&self) -> impl Iterator<Item = (FactId, &Fact)> {
        (0..).map(FactId).zip(&self.facts)
    }

    /// An entity by its number.
    #[expect(clippy::indexing_slicing, reason = "an EntityId is only made by the vocabulary that it numbers")]
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[usize::from(id.0)]
    }

    /// A role by its number.
    #[expect(clippy::indexing_slicing, reason = "a RoleId is only made by the vocabulary that it numbers")]
    pub fn role(&self, id: RoleId) -> &Role {
        &self.roles[usize::from(id.0)]
    }

    /// A fact by its number.
    #[expect(clippy::indexing_slicing, reason = "a FactId is only made by the vocabulary that it numbers")]
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[usize::from(id.0)]
    }

    #[expect(clippy::indexing_slicing, reason = "a FactId is only made by the vocabulary that it numbers")]
    pub(crate) fn fact_mut(&mut self, id: FactId) -> &mut Fact {
        &mut self.facts[usize::from(id.0)]
    }

    /// How many facts there are.
    pub fn fact_count(&self) -> usize {
        self.facts.len()
    }

    /// A fact by its declared id.
    pub fn fact_by_id(&self, id: &str) -> Option<FactId> {
        self.fact_ids.get(id).copied()
    }

    /// An entity by its name.
    pub fn entity_by_name(&self, name: &str) -> Option<EntityId> {
        self.entities().find(|(_, entity)| entity.name == name).map(|(id, _)| id)
    }

    /// A role by one of its words.
    pub fn role_by_word(&self, word: &str) -> Option<RoleId> {
        self.roles().find(|(_, role)| role.words.iter().any(|known| known == word)).map(|(id, _)| id)
    }

    /// Every word that may stand before a dot in a rule.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let entities = self.entities.iter().filter(|entity| !entity.many);
        entities
            .map(|entity| entity.name.as_str())
            .chain(self.roles.iter().flat_map(|role| role.words.iter().map(String::as_str)))
    }

    /// Whether members of this entity have this fact.
    pub fn has_fact(&self, entity: EntityId, fact: FactId) -> bool {
        match self.fact(fact).owner {
            Owner::Entity(owner) => owner == entity,
            Owner::Role(role) => self.role(role).members.contains(&entity),
        }
    }

    /// The facts that members of an entity have, in order.
    pub fn facts_of(&self, entity: EntityId) -> impl Iterator<Item = (FactId, &Fact)> {
        self.facts().filter(move |(id, _)| self.has_fact(entity, *id))
    }

    /// The fact of an entity that has this name in a case.
    pub fn fact_of_entity(&self, entity: EntityId, name: &str) -> Option<FactId> {
        self.facts_of(entity).find(|(_, fact)| fact.name == name).map(|(id, _)| id)
    }

    /// What `word.name` means in a rule.
    pub fn resolve(&self, word: &str, name: &str) -> Result<(Subject, FactId), NotAFact> {
        if let Some(role) = self.role_by_word(word) {
            let fact =
                self.facts().find(|(_, fact)| fact.owner == Owner::Role(role) && fact.name == name).map(|(id, _)| id);
            return fact.map(|fact| (Subject::Role(role), fact)).ok_or(NotAFact::UnknownName);
        }
        let entity = self.entity_by_name(word).ok_or(NotAFact::UnknownWord)?;
        if self.entity(entity).many {
            let instead = self.entity(entity).roles.iter();
            return Err(NotAFact::ListWord {
                instead: instead.flat_map(|role| self.role(*role).words.iter().cloned()).collect(),
            });
        }
        self.fact_of_entity(entity, name).map(|fact| (Subject::Entity(entity), fact)).ok_or(NotAFact::UnknownName)
    }

    /// The names of the facts that may follow a word in a rule.
    pub fn names_after(&self, word: &str) -> Vec<&str> {
        let role = self.role_by_word(word);
        let entity = self.entity_by_name(word);
        self.facts()
            .filter(|(id, fact)| match (role, entity) {
                (Some(role), _) => fact.owner == Owner::Role(role),
                (None, Some(entity)) => self.has_fact(entity, *id),
                (None, None) => false,
            })
            .map(|(_, fact)| fact.name.as_str())
            .collect()
    }
}
