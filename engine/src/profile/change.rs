//! Changing one fact of a profile by its written form, such as `bikes[0].age_months=80`.

use super::{ABSENT, Place, Profile, Stated, Statement};
use crate::condition::{EntityId, FactId};
use crate::document::{Node, Value as Raw};
use crate::problem::nearest;
use crate::text::Span;
use crate::vocabulary::{Derivation, Domain, UNKNOWN, Value, Vocabulary};

/// One change of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A fact of a person gets a value, or becomes unknown.
    Fact(Place, FactId, Option<Value>),
    /// There is no such person, or none of a list.
    Nobody(EntityId),
    /// It is not known who there is.
    NotKnown(EntityId),
    /// There is one more of a list, or one who was absent.
    Somebody(EntityId),
}

/// Why a change cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeError {
    /// What is wrong.
    pub message: String,
    /// What was expected, or what to do.
    pub help: Option<String>,
    /// The nearest known name.
    pub did_you_mean: Option<String>,
}

impl std::fmt::Display for ChangeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(formatter, "; {help}")?;
        }
        if let Some(name) = &self.did_you_mean {
            write!(formatter, "; did you mean `{name}`?")?;
        }
        Ok(())
    }
}

impl std::error::Error for ChangeError {}

fn error(message: impl Into<String>) -> ChangeError {
    ChangeError { message: message.into(), help: None, did_you_mean: None }
}

impl Change {
    /// Reads `PLACE.FACT=VALUE`, `ENTITY=absent`, `ENTITY=none`, `ENTITY=unknown` or `ENTITY=+`.
    ///
    /// The place is as in answers (`bikes[0]`, `owner`), or the word of a role where only one person
    /// of the profile can be meant. A value is `true`, `yes`, `no`, a number, a value's id, several ids with
    /// commas, or `unknown`.
    ///
    /// # Errors
    /// Says what is not known or cannot be meant, and the nearest known name.
    pub fn parse(vocabulary: &Vocabulary, profile: &Profile, written: &str) -> Result<Self, ChangeError> {
        let Some((path, value)) = written.split_once('=') else {
            return Err(ChangeError {
                help: Some("write it as `PLACE.FACT=VALUE`; `unknown` as the value takes the fact back".to_owned()),
                ..error(format!("`{}` is no change", crate::document::shorten(written)))
            });
        };
        let (path, value) = (path.trim(), value.trim());
        let Some((who, name)) = path.rsplit_once('.') else {
            return Self::of_entity(vocabulary, profile, path, value);
        };
        let (place, fact) = locate(vocabulary, profile, who, name)?;
        Ok(Self::Fact(place, fact, parse_value(vocabulary, fact, value)?))
    }

    fn of_entity(vocabulary: &Vocabulary, profile: &Profile, name: &str, value: &str) -> Result<Self, ChangeError> {
        let entity = vocabulary.entity_by_name(name).ok_or_else(|| ChangeError {
            did_you_mean: nearest(name, vocabulary.entities().map(|(_, entity)| entity.name.as_str()))
                .map(str::to_owned),
            ..error(format!("there is no `{}` in a case", crate::document::shorten(name)))
        })?;
        let description = vocabulary.entity(entity);
        match value {
            ABSENT if description.may_be_absent => Ok(Self::Nobody(entity)),
            "none" | "[]" if description.many => Ok(Self::Nobody(entity)),
            UNKNOWN => Ok(Self::NotKnown(entity)),
            "+" if profile.places(entity).count() >= super::MAXIMUM_MEMBERS => Err(ChangeError {
                help: Some(format!("a case holds at most {} of a list", super::MAXIMUM_MEMBERS)),
                ..error(format!("`{name}` is full"))
            }),
            "+" if description.many || description.may_be_absent => Ok(Self::Somebody(entity)),
            _ => Err(ChangeError {
                help: Some(match (description.many, description.may_be_absent) {
                    (true, _) => "expected `none`, `unknown` or `+` for one more".to_owned(),
                    (false, true) => format!("expected `{ABSENT}`, `unknown` or `+`"),
                    (false, false) => "only its facts can be changed".to_owned(),
                }),
                ..error(format!("`{name}` cannot be `{}`", crate::document::shorten(value)))
            }),
        }
    }

    /// Makes the change.
    pub fn apply(&self, vocabulary: &Vocabulary, profile: &mut Profile) {
        match self {
            Self::Fact(place, fact, value) => {
                // A fact of one of a list that was not listed makes the list known to hold that one.
                if profile.is_unlisted(place.entity) && value.is_some() {
                    profile.add(vocabulary, place.entity);
                }
                profile.state(*place, *fact, value.clone());
                Self::agree(vocabulary, profile, *place, *fact);
            }
            Self::Nobody(entity) => profile.nobody(vocabulary, *entity),
            Self::NotKnown(entity) => profile.retract(vocabulary, Statement::Nobody(*entity)),
            Self::Somebody(entity) => {
                profile.add(vocabulary, *entity);
            }
        }
    }
}

impl Change {
    /// A number that was stated in another unit and no longer agrees is taken back: the change is the later word.
    fn agree(vocabulary: &Vocabulary, profile: &mut Profile, place: Place, fact: FactId) {
        let description = vocabulary.fact(fact);
        let (whole, divided, by) = match (description.divided_as, &description.derivation) {
            (Some((divided, by)), _) => (fact, divided, by),
            (None, Some(Derivation::Floor { of, by })) => (*of, fact, *by),
            _ => return,
        };
        let other = if whole == fact { divided } else { whole };
        let number = |fact: FactId| match profile.stated(place, fact) {
            Stated::Value(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        if let (Some(whole), Some(divided)) = (number(whole), number(divided))
            && whole.div_euclid(by) != divided
        {
            profile.retract(vocabulary, Statement::Fact(place, other));
        }
    }
}

/// The person and the fact that `who.name` means in this profile.
pub(crate) fn locate(
    vocabulary: &Vocabulary,
    profile: &Profile,
    who: &str,
    name: &str,
) -> Result<(Place, FactId), ChangeError> {
    let (base, index) = match who.split_once('[') {
        Some((base, rest)) => {
            let index = rest.strip_suffix(']').and_then(|digits| digits.parse::<u16>().ok());
            (base, Some(index.ok_or_else(|| error(format!("`{}` is no place", crate::document::shorten(who))))?))
        }
        None => (who, None),
    };
    let candidates: Vec<Place> = if let Some(entity) = vocabulary.entity_by_name(base) {
        match index {
            Some(index) => vec![Place { entity, index }],
            None => profile.places(entity).collect(),
        }
    } else if let Some(role) = vocabulary.role_by_word(base) {
        let members = vocabulary.role(role).members.iter();
        let all = members.flat_map(|entity| profile.places(*entity));
        match index {
            Some(index) => all.skip(usize::from(index)).take(1).collect(),
            None => all.collect(),
        }
    } else {
        let names = vocabulary.entities().map(|(_, entity)| entity.name.as_str());
        return Err(ChangeError {
            did_you_mean: nearest(base, names.chain(vocabulary.words())).map(|near| format!("{near}.{name}")),
            ..error(format!("nobody in a case is called `{}`", crate::document::shorten(base)))
        });
    };
    let candidates: Vec<(Place, FactId)> = candidates
        .into_iter()
        .filter(|place| profile.places(place.entity).any(|known| known == *place))
        .filter_map(|place| Some((place, vocabulary.fact_of_entity(place.entity, name)?)))
        .collect();
    match candidates.as_slice() {
        [one] => Ok(*one),
        [] => {
            let known: Vec<&str> = vocabulary.entity_by_name(base).map_or_else(
                || vocabulary.names_after(base),
                |entity| vocabulary.facts_of(entity).map(|(_, fact)| fact.name.as_str()).collect(),
            );
            if known.contains(&name) {
                return Err(ChangeError {
                    help: Some(format!("`{base}=+` adds one")),
                    ..error(format!("this case has no `{who}`"))
                });
            }
            Err(ChangeError {
                did_you_mean: nearest(name, known).map(|near| format!("{who}.{near}")),
                ..error(format!(
                    "there is no fact `{}.{}`",
                    crate::document::shorten(who),
                    crate::document::shorten(name)
                ))
            })
        }
        several => Err(ChangeError {
            help: Some(format!(
                "write one of {}",
                several
                    .iter()
                    .map(|(place, _)| format!("`{}.{name}`", place.name(vocabulary)))
                    .collect::<Vec<_>>()
                    .join(", ")
            )),
            ..error(format!("`{who}.{name}` may mean several people"))
        }),
    }
}

/// Reads a value as a person types it.
pub(crate) fn parse_value(vocabulary: &Vocabulary, fact: FactId, written: &str) -> Result<Option<Value>, ChangeError> {
    let description = vocabulary.fact(fact);
    let written = written.trim().trim_matches('"');
    let raw = match &description.domain {
        Domain::Bool => match written.to_lowercase().as_str() {
            "true" | "yes" | "y" => Raw::Bool(true),
            "false" | "no" | "n" => Raw::Bool(false),
            _ => Raw::String(written.to_owned()),
        },
        Domain::Integer { .. } => written.parse().map_or_else(|_| Raw::String(written.to_owned()), Raw::Integer),
        Domain::Choice(_) => Raw::String(written.to_owned()),
        Domain::Set(_) if written == UNKNOWN => Raw::String(written.to_owned()),
        Domain::Set(_) => Raw::List(
            written
                .trim_matches(['[', ']'])
                .split(',')
                .map(|item| item.trim().trim_matches('"'))
                .filter(|item| !item.is_empty() && *item != "none")
                .map(|item| Node { span: Span::default(), value: Raw::String(item.to_owned()) })
                .collect(),
        ),
    };
    let node = Node { span: Span::default(), value: raw };
    description.read_value(&node).map_err(|_| ChangeError {
        help: Some(format!("expected {}", description.describe_domain())),
        did_you_mean: nearest(written, description.values().iter().map(|value| value.id.as_str())).map(str::to_owned),
        ..error(format!("`{}` cannot be `{}`", description.id, crate::document::shorten(written)))
    })
}
