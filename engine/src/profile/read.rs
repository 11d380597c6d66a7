//! Reading cases, with the place of everything that is wrong.

use super::{ABSENT, Group, Place, Profile, Record, Stated};
use crate::condition::{EntityId, FactId};
use crate::document::{Entry, Node, Value as Raw, read_json, read_json_at, shorten};
use crate::problem::{Problem, nearest, tidy};
use crate::text::{SourceText, Span};
use crate::vocabulary::{Derivation, Fact, UNKNOWN, Value, Vocabulary, WrongValue};

/// The greatest number of members of a list. More are no case but a file gone wrong, and the
/// bindings of a rule multiply.
pub const MAXIMUM_MEMBERS: usize = 40;

/// A case as it was read: its id, and its profile or what is wrong with it.
#[derive(Debug, Clone)]
pub struct CaseText {
    /// The id that the case states, or its number in the file (`case-1`).
    pub id: String,
    /// The profile, if it could be read.
    pub profile: Result<Profile, Vec<Problem>>,
    /// What is odd and was kept as stated.
    pub warnings: Vec<Problem>,
}

/// Reads a file of cases: one JSON value, or one on each line.
pub fn read_cases(vocabulary: &Vocabulary, text: &SourceText) -> Vec<CaseText> {
    let parts = parts(text);
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let otherwise = format!("case-{}", index + 1);
            let whole = Span::new(0, text.text().len());
            let node = match (unreadable(text, part.unwrap_or(whole)), part) {
                (Some(problem), _) => Err(problem),
                (None, Some(span)) => read_json_at(text, *span),
                (None, None) => read_json(text),
            };
            match node {
                Ok(node) => read_case(vocabulary, text, &node, &otherwise),
                Err(problem) => CaseText { id: otherwise, profile: Err(vec![problem]), warnings: Vec::new() },
            }
        })
        .collect()
}

/// A character that stands for bytes that nobody could read: what they said must not be guessed.
fn unreadable(text: &SourceText, part: Span) -> Option<Problem> {
    let within = text.text().get(part.start..part.end)?;
    let start = part.start + within.find(char::REPLACEMENT_CHARACTER)?;
    let span = Span::new(start, start + char::REPLACEMENT_CHARACTER.len_utf8());
    Some(
        Problem::error("not-utf-8", "a byte is not UTF-8, or a character was lost before")
            .at(text, span)
            .label("cannot be read")
            .help("save the file as UTF-8 and write the character again"),
    )
}

/// The lines that hold a value each, or nothing for a text that is one value.
fn parts(text: &SourceText) -> Vec<Option<Span>> {
    let content = text.text();
    let mut lines = Vec::new();
    let mut start = 0;
    for line in content.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let first = start + line.find(trimmed).unwrap_or(0);
            lines.push(Span::new(first, first + trimmed.len()));
        }
        start += line.len();
    }
    // A single value may be spread over lines, and then only what is inside it is complete on a line of its own,
    // and indented. One line that nobody can read must not take the other cases with it.
    let begins_a_line = |span: &Span| span.start == 0 || content.as_bytes().get(span.start - 1) == Some(&b'\n');
    let is_case =
        |span: &Span| begins_a_line(span) && read_json_at(text, *span).is_ok_and(|node| node.as_table().is_some());
    if lines.len() > 1 && read_json(text).is_err() && lines.iter().any(is_case) {
        lines.into_iter().map(Some).collect()
    } else {
        vec![None]
    }
}

/// Reads one case: a profile, or a table with `id` and `profile`.
pub fn read_case(vocabulary: &Vocabulary, text: &SourceText, node: &Node, otherwise: &str) -> CaseText {
    let wrapped = node.get("profile");
    let mut problems = Vec::new();
    let mut id = otherwise.to_owned();
    if wrapped.is_some() {
        match node.get("id") {
            None => {}
            Some(Node { value: Raw::String(stated), .. }) => id.clone_from(stated),
            Some(Node { value: Raw::Integer(stated), .. }) => id = stated.to_string(),
            Some(other) => problems.push(
                Problem::error("wrong-type", format!("the id of a case is a text, not {}", other.describe()))
                    .at(text, other.span)
                    .label("expected a text"),
            ),
        }
        let entries = node.as_table().unwrap_or(&[]);
        for (index, entry) in entries.iter().enumerate() {
            problems.extend(twice(text, entries, index, entry, "a case"));
            if entry.key != "id" && entry.key != "profile" {
                problems.push(
                    Problem::error("unknown-field", format!("a case has no field `{}`", shorten(&entry.key)))
                        .at(text, entry.key_span)
                        .label("not known here")
                        .help("beside the profile there is only `id`")
                        .nearest(&entry.key, ["id", "profile"]),
                );
            }
        }
    }
    let (profile, mut warnings) = read_profile(vocabulary, text, wrapped.unwrap_or(node), &mut problems);
    tidy(&mut problems);
    tidy(&mut warnings);
    let profile = if problems.is_empty() { Ok(profile) } else { Err(problems) };
    CaseText { id, profile, warnings }
}

/// Reads a profile. What is wrong is added to `problems`; what is odd is returned beside the profile.
pub fn read_profile(
    vocabulary: &Vocabulary,
    text: &SourceText,
    node: &Node,
    problems: &mut Vec<Problem>,
) -> (Profile, Vec<Problem>) {
    let mut reader = Reader { vocabulary, text, problems, warnings: Vec::new(), profile: Profile::blank(vocabulary) };
    match node.as_table() {
        Some(entries) => reader.profile(entries),
        None => reader.problems.push(
            Problem::error("wrong-type", format!("a profile is a table of names and values, not {}", node.describe()))
                .at(text, node.span)
                .label("expected { … }")
                .help(format!("the names are {}", entity_names(vocabulary).join(", "))),
        ),
    }
    (reader.profile, reader.warnings)
}

fn entity_names(vocabulary: &Vocabulary) -> Vec<&str> {
    vocabulary.entities().map(|(_, entity)| entity.name.as_str()).collect()
}

/// The problem of a name that stands in a table for the second time.
fn twice(text: &SourceText, entries: &[Entry], index: usize, entry: &Entry, whose: &str) -> Option<Problem> {
    let twice = entries.iter().take(index).any(|earlier| earlier.key == entry.key);
    twice.then(|| {
        Problem::error("duplicate-field", format!("{whose} states `{}` twice", shorten(&entry.key)))
            .at(text, entry.key_span)
            .label("stated again here")
            .help("nothing is guessed: leave one of the two out")
            .about(shorten(&entry.key), plain(&entry.node))
    })
}

struct Reader<'a, 'p> {
    vocabulary: &'a Vocabulary,
    text: &'a SourceText,
    problems: &'p mut Vec<Problem>,
    warnings: Vec<Problem>,
    profile: Profile,
}

impl Reader<'_, '_> {
    fn profile(&mut self, entries: &[Entry]) {
        for (index, entry) in entries.iter().enumerate() {
            if self.twice(entries, index, entry, "the profile") {
                continue;
            }
            let Some(entity) = self.vocabulary.entity_by_name(&entry.key) else {
                let names = entity_names(self.vocabulary);
                self.problems.push(
                    Problem::error("unknown-entity", format!("a profile has no `{}`", shorten(&entry.key)))
                        .at(self.text, entry.key_span)
                        .label("not known here")
                        .help(format!("the names are {}", names.join(", ")))
                        .nearest(&entry.key, names.iter().copied())
                        .about(shorten(&entry.key), ""),
                );
                continue;
            };
            self.entity(entity, entry);
        }
    }

    fn twice(&mut self, entries: &[Entry], index: usize, entry: &Entry, whose: &str) -> bool {
        let problem = twice(self.text, entries, index, entry, whose);
        let found = problem.is_some();
        self.problems.extend(problem);
        found
    }

    fn entity(&mut self, entity: EntityId, entry: &Entry) {
        let description = self.vocabulary.entity(entity);
        let node = &entry.node;
        let unknown = matches!(node.value, Raw::Null) || node.as_str() == Some(UNKNOWN);
        if unknown {
            return;
        }
        match (&node.value, description.many) {
            (Raw::String(text), false) if text == ABSENT && description.may_be_absent => {
                self.profile.set_group(entity, Group::Absent);
            }
            (Raw::Table(facts), false) => {
                let record = self.person(Place { entity, index: 0 }, facts);
                self.profile.set_group(entity, Group::One(record));
            }
            (Raw::List(members), true) => {
                if members.len() > MAXIMUM_MEMBERS {
                    self.problems.push(
                        Problem::error("too-many", format!("`{}` has {} members", entry.key, members.len()))
                            .at(self.text, node.span)
                            .label(format!("at most {MAXIMUM_MEMBERS}")),
                    );
                    return;
                }
                let mut records = Vec::with_capacity(members.len());
                for (index, member) in (0..).zip(members) {
                    let place = Place { entity, index };
                    match &member.value {
                        Raw::Table(facts) => records.push(self.person(place, facts)),
                        Raw::Null => records.push(Record::blank(self.vocabulary, entity)),
                        Raw::String(text) if text == UNKNOWN => records.push(Record::blank(self.vocabulary, entity)),
                        _ => self.wrong_shape(&place.name(self.vocabulary), member, "a table of facts"),
                    }
                }
                self.profile.set_group(entity, Group::Listed(records));
            }
            (_, true) => self.wrong_shape(&entry.key, node, "a list, with one table of facts for each"),
            (_, false) if description.may_be_absent => {
                self.wrong_shape(&entry.key, node, &format!("a table of facts, \"{ABSENT}\" or \"{UNKNOWN}\""));
            }
            (_, false) => self.wrong_shape(&entry.key, node, "a table of facts"),
        }
    }

    fn wrong_shape(&mut self, what: &str, node: &Node, expected: &str) {
        self.problems.push(
            Problem::error("wrong-type", format!("`{what}` must be {expected}, not {}", node.describe()))
                .at(self.text, node.span)
                .label(format!("expected {expected}"))
                .about(what, plain(node)),
        );
    }

    fn person(&mut self, place: Place, entries: &[Entry]) -> Record {
        let mut record = Record::blank(self.vocabulary, place.entity);
        let whose = place.name(self.vocabulary);
        for (index, entry) in entries.iter().enumerate() {
            if self.twice(entries, index, entry, &format!("`{whose}`")) {
                continue;
            }
            let Some(fact) = self.vocabulary.fact_of_entity(place.entity, &entry.key) else {
                self.unknown_fact(place, entry);
                continue;
            };
            match self.vocabulary.fact(fact).read_value(&entry.node) {
                Ok(value) => record.set(fact, value.map_or(Stated::Unknown, Stated::Value)),
                Err(why) => self.wrong_value(place, fact, &entry.node, why),
            }
        }
        self.contradictions(place, &record, entries);
        record
    }

    fn unknown_fact(&mut self, place: Place, entry: &Entry) {
        let entity = self.vocabulary.entity(place.entity);
        let known: Vec<&str> = self.vocabulary.facts_of(place.entity).map(|(_, fact)| fact.name.as_str()).collect();
        let elsewhere = self
            .vocabulary
            .facts()
            .find(|(_, fact)| fact.name == entry.key)
            .map(|(_, fact)| format!("`{}` is a fact elsewhere: `{}`", entry.key, fact.id));
        let near = nearest(&entry.key, known.iter().copied()).map(str::to_owned);
        let mut problem =
            Problem::error("unknown-fact", format!("`{}` has no fact `{}`", entity.name, shorten(&entry.key)))
                .at(self.text, entry.key_span)
                .label("not in the vocabulary")
                .about(format!("{}.{}", place.name(self.vocabulary), shorten(&entry.key)), plain(&entry.node));
        problem.did_you_mean = near;
        if let Some(elsewhere) = elsewhere {
            problem = problem.help(elsewhere);
        } else if problem.did_you_mean.is_none() {
            problem = problem.help("`handrail facts` lists the facts; write only what the vocabulary knows");
        }
        self.problems.push(problem);
    }

    fn wrong_value(&mut self, place: Place, fact: FactId, node: &Node, why: WrongValue) {
        let description = self.vocabulary.fact(fact);
        let what = format!("{}.{}", place.name(self.vocabulary), description.name);
        // Within a list, the item at fault is underlined.
        let culprit = node
            .as_list()
            .and_then(|items| {
                items.iter().find(|item| item.as_str().is_none_or(|text| description.value_number(text).is_none()))
            })
            .unwrap_or(node);
        let message = match why {
            WrongValue::Type => format!("`{what}` cannot be {}", culprit.describe()),
            WrongValue::NotListed => format!("`{what}` has no value {}", culprit.describe()),
            WrongValue::OutOfRange => format!("`{what}` is out of range: {}", culprit.describe()),
        };
        let mut problem = Problem::error(
            match why {
                WrongValue::Type => "wrong-type",
                WrongValue::NotListed => "unknown-value",
                WrongValue::OutOfRange => "out-of-range",
            },
            message,
        )
        .at(self.text, culprit.span)
        .label(format!("expected {}", description.describe_domain()))
        .about(what, plain(culprit));
        if let Some(found) = culprit.as_str() {
            problem = problem.nearest(found, description.values().iter().map(|value| value.id.as_str()));
        }
        self.problems.push(problem);
    }

    /// What is stated and contradicts what would follow is kept, with a warning.
    fn contradictions(&mut self, place: Place, record: &Record, entries: &[Entry]) {
        let span = |fact: &Fact| {
            entries.iter().find(|entry| entry.key == fact.name).map_or(Span::default(), |entry| entry.key_span)
        };
        let stated = |fact: FactId| match record.get(fact) {
            Stated::Value(value) => Some(value),
            _ => None,
        };
        for (id, fact) in self.vocabulary.facts_of(place.entity) {
            let Some(value) = stated(id) else { continue };
            let mut warn = |message: String| {
                self.warnings
                    .push(Problem::warning("contradiction", message).at(self.text, span(fact)).label("kept as stated"));
            };
            let whose = place.name(self.vocabulary);
            if let Some(guard) = fact.does_not_exist_if
                && stated(guard) == Some(&Value::Bool(true))
            {
                warn(format!(
                    "`{whose}.{}` is stated, but there is none where `{}` is true: conditions on it are false",
                    fact.name,
                    self.vocabulary.fact(guard).name
                ));
            }
            if let (Some(Derivation::Floor { of, by }), Value::Integer(number)) = (&fact.derivation, value)
                && let Some(Value::Integer(whole)) = stated(*of)
                && whole.div_euclid(*by) != *number
            {
                warn(format!(
                    "`{whose}.{}` is stated as {number}, but `{}` {whole} gives {}",
                    fact.name,
                    self.vocabulary.fact(*of).name,
                    whole.div_euclid(*by)
                ));
            }
            if let Some(other) = fact.false_if_stated_false
                && value == &Value::Bool(true)
                && stated(other) == Some(&Value::Bool(false))
            {
                warn(format!(
                    "`{whose}.{}` is stated as true, but `{}` as false",
                    fact.name,
                    self.vocabulary.fact(other).name
                ));
            }
        }
    }
}

/// A value as the case wrote it.
fn plain(node: &Node) -> String {
    match &node.value {
        Raw::String(text) => shorten(text),
        _ => node.describe().trim_matches('`').to_owned(),
    }
}
