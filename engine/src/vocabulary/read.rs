//! Reading `vocabulary.toml`.

use super::{
    Derivation, Domain, Entity, Fact, MAXIMUM_CHOICES, MAXIMUM_ENTITIES, MAXIMUM_FACTS, MAXIMUM_ROLES, Named, Owner,
    Role, Value, Vocabulary,
};
use crate::condition::{EntityId, FactId, RoleId};
use crate::document::fields::Fields;
use crate::document::{Entry, Node, Value as Raw, content_start};
use crate::problem::Problem;
use crate::text::{SourceText, Span};

/// A derivation that is written in the rule language and still has to be built.
#[derive(Debug)]
pub(crate) struct PendingRule {
    /// The fact that follows.
    pub(crate) fact: FactId,
    /// Whether nothing follows where the condition is false.
    pub(crate) only_if_true: bool,
    /// The condition.
    pub(crate) script: String,
    /// Where its first character stands.
    pub(crate) start: usize,
}

/// Links between facts, by id, that can be made when all facts are known.
struct Link<'a> {
    fact: FactId,
    key: &'static str,
    target: &'a str,
    span: Span,
    divided_by: i32,
}

/// Reads a vocabulary; what is wrong is added to `problems`.
pub(crate) fn read(
    text: &SourceText,
    document: &Node,
    problems: &mut Vec<Problem>,
) -> (Vocabulary, Vec<PendingRule>, Vec<(FactId, String)>) {
    let mut reader = Reader {
        text,
        vocabulary: Vocabulary::default(),
        problems,
        links: Vec::new(),
        counts: Vec::new(),
        pending: Vec::new(),
        values_from: Vec::new(),
    };
    let mut fields = Fields::of(text, document, Span::default(), "the vocabulary", reader.problems);
    let entities = fields.table("entity");
    let roles = fields.table("role");
    let facts = fields.table("fact");
    fields.finish();
    for entry in entities {
        reader.entity(entry);
    }
    for entry in roles {
        reader.role(entry);
    }
    for entry in facts {
        reader.fact(entry);
    }
    for entry in entities {
        reader.defaults(entry);
    }
    reader.link();
    (reader.vocabulary, reader.pending, reader.values_from)
}

struct Reader<'a, 'p> {
    text: &'a SourceText,
    vocabulary: Vocabulary,
    problems: &'p mut Vec<Problem>,
    links: Vec<Link<'a>>,
    counts: Vec<(FactId, Vec<(&'a str, Span)>)>,
    pending: Vec<PendingRule>,
    values_from: Vec<(FactId, String)>,
}

impl<'a> Reader<'a, '_> {
    fn too_many(&mut self, entry: &Entry, what: &str, maximum: usize) {
        self.problems.push(
            Problem::error("too-many", format!("there are more than {maximum} {what}"))
                .at(self.text, entry.key_span)
                .label("one too many"),
        );
    }

    fn entity(&mut self, entry: &'a Entry) {
        if self.vocabulary.entities.len() >= MAXIMUM_ENTITIES {
            return self.too_many(entry, "entities", MAXIMUM_ENTITIES);
        }
        let subject = format!("the entity `{}`", entry.key);
        let mut fields = Fields::of(self.text, &entry.node, entry.key_span, subject, self.problems);
        let number = fields.required_text("number");
        let label = fields.required_text("label").unwrap_or(&entry.key).to_owned();
        let may_be_absent = fields.truth("may_be_absent").unwrap_or(false);
        let left_out = fields.text("left_out");
        fields.any("defaults");
        for (key, found, allowed) in [("number", number, ["one", "many"]), ("left_out", left_out, ["none", "unknown"])]
        {
            if let Some(found) = found
                && !allowed.contains(&found)
            {
                let span = entry.node.get(key).map_or(entry.key_span, |node| node.span);
                fields.report(
                    Problem::error("unknown-value", format!("`{key}` is `\"{found}\"`"))
                        .at(self.text, span)
                        .label(format!("expected `\"{}\"` or `\"{}\"`", allowed[0], allowed[1]))
                        .nearest(found, allowed),
                );
            }
        }
        fields.finish();
        self.vocabulary.entities.push(Entity {
            name: entry.key.clone(),
            label,
            many: number == Some("many"),
            may_be_absent,
            unknown_if_left_out: left_out != Some("none"),
            defaults: Vec::new(),
            roles: Vec::new(),
        });
    }

    fn role(&mut self, entry: &'a Entry) {
        if self.vocabulary.roles.len() >= MAXIMUM_ROLES {
            return self.too_many(entry, "roles", MAXIMUM_ROLES);
        }
        let subject = format!("the role `{}`", entry.key);
        let mut fields = Fields::of(self.text, &entry.node, entry.key_span, subject, self.problems);
        fields.required("words");
        fields.required("members");
        let words = fields.texts("words");
        let members = fields.texts("members");
        let label = fields.required_text("label").unwrap_or(&entry.key).to_owned();
        fields.finish();
        let id = RoleId(u8::try_from(self.vocabulary.roles.len()).unwrap_or(u8::MAX));
        let mut found = Vec::new();
        for (member, span) in members {
            match self.vocabulary.entity_by_name(member) {
                Some(entity) => found.push(entity),
                None => self.problems.push(
                    Problem::error("unknown-entity", format!("there is no entity `{member}`"))
                        .at(self.text, span)
                        .label("not declared as [entity.…]")
                        .nearest(member, self.vocabulary.entities.iter().map(|entity| entity.name.as_str())),
                ),
            }
        }
        for (word, span) in &words {
            if self.vocabulary.words().any(|known| known == *word) {
                self.problems.push(
                    Problem::error("duplicate-word", format!("the word `{word}` is taken already"))
                        .at(self.text, *span)
                        .label("stands for something else"),
                );
            }
        }
        for entity in &found {
            if let Some(entity) = self.vocabulary.entities.get_mut(usize::from(entity.0)) {
                entity.roles.push(id);
            }
        }
        self.vocabulary.roles.push(Role {
            name: entry.key.clone(),
            words: words.into_iter().map(|(word, _)| word.to_owned()).collect(),
            members: found,
            label,
        });
    }

    #[expect(clippy::too_many_lines, reason = "one field after the other; splitting would hide the list of fields")]
    fn fact(&mut self, entry: &'a Entry) {
        if self.vocabulary.facts.len() >= MAXIMUM_FACTS {
            return self.too_many(entry, "facts", MAXIMUM_FACTS);
        }
        let id = FactId(u16::try_from(self.vocabulary.facts.len()).unwrap_or(u16::MAX));
        let (word, name) = entry.key.split_once('.').unwrap_or(("", &entry.key));
        let owner = match self.vocabulary.role_by_word(word) {
            Some(role) => Some(Owner::Role(role)),
            None => self.vocabulary.entity_by_name(word).map(Owner::Entity),
        };
        let Some(owner) = owner else {
            let words: Vec<&str> = self.vocabulary.words().collect();
            let mut problem = Problem::error("unknown-word", format!("the fact `{}` belongs to nobody", entry.key))
                .at(self.text, entry.key_span)
                .label("expected `word.name`")
                .help(format!("the words are {}", words.join(", ")));
            if let Some(near) = crate::problem::nearest(word, words.iter().copied()) {
                problem.did_you_mean = Some(format!("{near}.{name}"));
            }
            self.problems.push(problem);
            return;
        };
        let subject = format!("the fact `{}`", entry.key);
        let mut fields = Fields::of(self.text, &entry.node, entry.key_span, subject, self.problems);
        let kind = fields.required_text("type");
        let meaning = fields.required_text("meaning").unwrap_or_default().to_owned();
        let question = fields.required_text("question").unwrap_or_default().to_owned();
        let label = fields.required_text("label").unwrap_or(name).to_owned();
        let note = fields.text("note").map(str::to_owned);
        let safety = fields.truth("safety").unwrap_or(false);
        let ask = fields.text("ask");
        let values = fields.texts("values");
        let labels = fields.table("value_labels");
        let values_from = fields.text("values_from");
        let unit = fields.text("unit");
        let minimum = fields.integer("minimum");
        let maximum = fields.integer("maximum");
        let left_out = fields.any("left_out");
        for key in ["does_not_exist_if", "floor_of", "false_if_stated_false"] {
            let divided_by = if key == "floor_of" { fields.integer("divided_by").unwrap_or(0) } else { 1 };
            if let (Some(target), Some(node)) = (fields.text(key), entry.node.get(key)) {
                let divided_by = i32::try_from(divided_by).unwrap_or(0);
                if divided_by < 1 {
                    fields.report(
                        Problem::error("missing-field", format!("the fact `{}` has no usable `divided_by`", entry.key))
                            .at(self.text, node.span)
                            .label("divided by what?")
                            .help("add `divided_by = 12`, or another whole number above 0"),
                    );
                }
                self.links.push(Link { fact: id, key, target, span: node.span, divided_by: divided_by.max(1) });
            }
        }
        let counts = fields.texts("counts");
        for (key, only_if_true) in [("derived", false), ("true_if", true)] {
            if let (Some(script), Some(node)) = (fields.text(key), entry.node.get(key)) {
                let start = content_start(self.text, node.span);
                self.pending.push(PendingRule { fact: id, only_if_true, script: script.to_owned(), start });
            }
        }
        let domain = match kind {
            Some("bool") => Some(Domain::Bool),
            Some("integer") => {
                let bound = |value: Option<i64>, otherwise: i32| {
                    value.and_then(|value| i32::try_from(value).ok()).unwrap_or(otherwise)
                };
                let (minimum, maximum) = (bound(minimum, 0), bound(maximum, -1));
                if minimum > maximum {
                    fields.report(
                        Problem::error("missing-field", format!("the number `{}` has no usable bounds", entry.key))
                            .at(self.text, entry.key_span)
                            .label("from what to what?")
                            .help(
                                "add `minimum = …` and `maximum = …`, the least and the greatest value, both included",
                            ),
                    );
                }
                Some(Domain::Integer { minimum, maximum, unit: unit.unwrap_or("units").to_owned() })
            }
            Some(kind @ ("choice" | "set")) => {
                if values.is_empty() && values_from.is_none() || kind == "choice" && values.len() > MAXIMUM_CHOICES {
                    fields.report(
                        Problem::error("missing-field", format!("the fact `{}` needs `values`", entry.key))
                            .at(self.text, entry.key_span)
                            .label("which values can it have?")
                            .help(format!("a choice has 1 to {MAXIMUM_CHOICES} values")),
                    );
                }
                for label in labels {
                    if !values.iter().any(|(value, _)| *value == label.key) {
                        fields.report(
                            Problem::error("unknown-value", format!("`{}` is no value of `{}`", label.key, entry.key))
                                .at(self.text, label.key_span)
                                .label("not in `values`")
                                .nearest(&label.key, values.iter().map(|(value, _)| *value)),
                        );
                    }
                }
                let values = values
                    .iter()
                    .map(|(value, _)| Named {
                        id: (*value).to_owned(),
                        label: labels
                            .iter()
                            .find(|label| label.key == *value)
                            .and_then(|label| label.node.as_str())
                            .unwrap_or(value)
                            .to_owned(),
                    })
                    .collect();
                Some(if kind == "choice" { Domain::Choice(values) } else { Domain::Set(values) })
            }
            Some(other) => {
                let span = entry.node.get("type").map_or(entry.key_span, |node| node.span);
                fields.report(
                    Problem::error("unknown-value", format!("there is no type `{other}`"))
                        .at(self.text, span)
                        .label("expected `bool`, `choice`, `set` or `integer`")
                        .nearest(other, ["bool", "choice", "set", "integer"]),
                );
                None
            }
            None => None,
        };
        if let Some(ask) = ask
            && ask != "itself"
        {
            let span = entry.node.get("ask").map_or(entry.key_span, |node| node.span);
            fields.report(
                Problem::error("unknown-value", format!("`ask` is `\"{ask}\"`"))
                    .at(self.text, span)
                    .label("expected `\"itself\"`"),
            );
        }
        let left_out = left_out.and_then(|node| {
            if let Raw::Bool(value) = node.value {
                Some(Value::Bool(value))
            } else {
                fields.wrong_type("left_out", node, "`true` or `false`");
                None
            }
        });
        fields.finish();
        if let Some(from) = values_from {
            self.values_from.push((id, from.to_owned()));
        }
        if !counts.is_empty() {
            self.counts.push((id, counts));
        }
        let taken = self.vocabulary.facts().any(|(other, fact)| {
            fact.name == name
                && self.vocabulary.entities().any(|(entity, _)| {
                    self.vocabulary.has_fact(entity, other)
                        && match owner {
                            Owner::Entity(owner) => owner == entity,
                            Owner::Role(role) => self.vocabulary.role(role).members.contains(&entity),
                        }
                })
        });
        if taken {
            self.problems.push(
                Problem::error("duplicate-fact", format!("`{}` is declared twice for the same people", entry.key))
                    .at(self.text, entry.key_span)
                    .label("declared again here"),
            );
        }
        self.vocabulary.fact_ids.insert(entry.key.clone(), id);
        self.vocabulary.facts.push(Fact {
            id: entry.key.clone(),
            name: name.to_owned(),
            owner,
            domain: domain.unwrap_or(Domain::Bool),
            meaning,
            question,
            label,
            note,
            safety,
            ask_itself: ask == Some("itself"),
            left_out,
            does_not_exist_if: None,
            derivation: None,
            false_if_stated_false: None,
            divided_as: None,
        });
    }

    fn defaults(&mut self, entry: &'a Entry) {
        let Some(entity) = self.vocabulary.entity_by_name(&entry.key) else { return };
        let defaults = entry.node.get("defaults").and_then(Node::as_table).unwrap_or(&[]);
        for default in defaults {
            let Some(fact) = self.fact_id(&default.key, default.key_span) else { continue };
            let value = self.vocabulary.fact(fact).read_value(&default.node);
            match value {
                Ok(Some(value)) if self.vocabulary.has_fact(entity, fact) => {
                    if let Some(entity) = self.vocabulary.entities.get_mut(usize::from(entity.0)) {
                        entity.defaults.push((fact, value));
                    }
                }
                _ => self.problems.push(
                    Problem::error(
                        "wrong-type",
                        format!("`{}` of `{}` cannot be {}", default.key, entry.key, default.node.describe()),
                    )
                    .at(self.text, default.node.span)
                    .label(format!("expected {}", self.vocabulary.fact(fact).describe_domain())),
                ),
            }
        }
    }

    fn fact_id(&mut self, id: &str, span: Span) -> Option<FactId> {
        let found = match id.split_once('.') {
            Some((word, name)) => self.vocabulary.resolve(word, name).ok().map(|(_, fact)| fact),
            None => None,
        };
        if found.is_none() {
            self.problems.push(
                Problem::error("unknown-fact", format!("there is no fact `{id}`"))
                    .at(self.text, span)
                    .label("not declared as [fact.\"…\"]")
                    .nearest(id, self.vocabulary.fact_ids.keys().map(String::as_str)),
            );
        }
        found
    }

    /// Why a number cannot be another one divided: the two must say the same of every value.
    fn unusable_floor(&self, fact: FactId, of: FactId, by: i32) -> Option<String> {
        let (divided, whole) = (self.vocabulary.fact(fact), self.vocabulary.fact(of));
        let (Domain::Integer { minimum, maximum, .. }, Domain::Integer { minimum: least, maximum: most, .. }) =
            (&divided.domain, &whole.domain)
        else {
            return None;
        };
        let (lowest, highest) = (least.div_euclid(by), most.div_euclid(by));
        if whole.divided_as.is_some() {
            Some(format!("`{}` is divided already", whole.id))
        } else if whole.derivation.is_some() || divided.divided_as.is_some() {
            Some("a divided number cannot be divided again".to_owned())
        } else if (*minimum, *maximum) != (lowest, highest) {
            Some(format!("from {least} to {most} it gives {lowest} to {highest}, and not {minimum} to {maximum}"))
        } else {
            None
        }
    }

    fn link(&mut self) {
        for Link { fact, key, target, span, divided_by } in std::mem::take(&mut self.links) {
            let Some(found) = self.fact_id(target, span) else { continue };
            let same_people = self.vocabulary.fact(fact).owner == self.vocabulary.fact(found).owner;
            let numbers = key == "floor_of";
            let right_type = |fact: &Fact| match fact.domain {
                Domain::Integer { .. } => numbers,
                Domain::Bool => !numbers,
                Domain::Choice(_) | Domain::Set(_) => false,
            };
            if !same_people || !right_type(self.vocabulary.fact(found)) || found == fact {
                self.problems.push(
                    Problem::error(
                        "wrong-type",
                        format!("`{key}` of `{}` cannot be `{target}`", self.vocabulary.fact(fact).id),
                    )
                    .at(self.text, span)
                    .label(if numbers {
                        "expected another number of the same people"
                    } else {
                        "expected a yes/no fact of the same people"
                    }),
                );
                continue;
            }
            match key {
                "does_not_exist_if" => self.vocabulary.fact_mut(fact).does_not_exist_if = Some(found),
                "false_if_stated_false" => self.vocabulary.fact_mut(fact).false_if_stated_false = Some(found),
                _ => {
                    if let Some(why) = self.unusable_floor(fact, found, divided_by) {
                        self.problems.push(
                            Problem::error(
                                "wrong-bounds",
                                format!(
                                    "`{}` cannot be `{target}` divided by {divided_by}",
                                    self.vocabulary.fact(fact).id
                                ),
                            )
                            .at(self.text, span)
                            .label(why),
                        );
                        continue;
                    }
                    let entry = self.vocabulary.fact_mut(fact);
                    entry.derivation = Some(Derivation::Floor { of: found, by: divided_by });
                    self.vocabulary.fact_mut(found).divided_as = Some((fact, divided_by));
                }
            }
        }
        // What has no value divided has none whole either.
        let inherited: Vec<(FactId, FactId)> = self
            .vocabulary
            .facts()
            .filter_map(|(id, fact)| match fact.derivation {
                Some(Derivation::Floor { of, .. }) => Some((id, self.vocabulary.fact(of).does_not_exist_if?)),
                _ => None,
            })
            .collect();
        for (fact, guard) in inherited {
            self.vocabulary.fact_mut(fact).does_not_exist_if = Some(guard);
        }
        for (fact, counted) in std::mem::take(&mut self.counts) {
            let mut found = Vec::new();
            for (id, span) in counted {
                let Some(target) = self.fact_id(id, span) else { continue };
                let entity: Option<EntityId> =
                    id.split_once('.').and_then(|(word, _)| self.vocabulary.entity_by_name(word));
                match (entity, &self.vocabulary.fact(target).domain) {
                    (Some(entity), Domain::Bool) => found.push((entity, target)),
                    _ => self.problems.push(
                        Problem::error("wrong-type", format!("`{id}` cannot be counted"))
                            .at(self.text, span)
                            .label("expected a yes/no fact of one entity"),
                    ),
                }
            }
            self.vocabulary.fact_mut(fact).derivation = Some(Derivation::Counts(found));
        }
    }
}
