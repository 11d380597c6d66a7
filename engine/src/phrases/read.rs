//! Reading `phrases/*.toml`.

use super::{
    About, Act, BEYOND, Beyond, Concept, Cue, Examples, Gives, KINDS, Kin, Kind, MEANT, Person, Phrase, Phrases,
    ReplyWords, Role, SAYS, STATUSES, Sex, Status, Unit, pattern,
};
use crate::document::fields::Fields;
use crate::document::{Entry, Node};
use crate::problem::Problem;
use crate::reference::{lookup, unlisted};
use crate::text::{SourceText, Span};

/// The files of phrases, read one after the other: names are looked up when all of them are known.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    files: Vec<(SourceText, Node)>,
}

const SEXES: [(&str, Sex); 2] = [("she", Sex::She), ("he", Sex::He)];

impl Pending {
    /// Takes one file.
    pub(crate) fn add(&mut self, text: &SourceText, document: Node) {
        self.files.push((text.clone(), document));
    }

    /// Reads what all files hold.
    pub(crate) fn read(self, problems: &mut Vec<Problem>) -> Phrases {
        let mut phrases = Phrases::default();
        let each = |phrases: &mut Phrases,
                    problems: &mut Vec<Problem>,
                    part: fn(&mut Phrases, &SourceText, &Node, &mut Vec<Problem>)| {
            for (text, document) in &self.files {
                part(phrases, text, document, problems);
            }
        };
        each(&mut phrases, problems, read_people);
        each(&mut phrases, problems, read_words);
        each(&mut phrases, problems, name_concepts);
        each(&mut phrases, problems, read_concepts);
        each(&mut phrases, problems, read_rest);
        check_names(&phrases, problems);
        phrases
    }
}

fn top<'a>(document: &'a Node, key: &str) -> &'a [Entry] {
    document.get(key).and_then(Node::as_table).unwrap_or(&[])
}

fn list<'a>(document: &'a Node, key: &str) -> &'a [Node] {
    document.get(key).and_then(Node::as_list).unwrap_or(&[])
}

fn read_people(phrases: &mut Phrases, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
    for entry in top(document, "who") {
        let mut fields = Fields::of(text, &entry.node, entry.key_span, format!("the person `{}`", entry.key), problems);
        let kind = word(text, &mut fields, "kind", &KINDS).unwrap_or(Kind::Outside);
        let sex = word(text, &mut fields, "sex", &SEXES);
        let places = owned(fields.texts("places"));
        let other_of_two = fields.text("other_of_two").map(str::to_owned);
        fields.finish();
        phrases.people.push(Person { id: entry.key.clone(), kind, sex, places, other_of_two });
    }
}

fn read_words(phrases: &mut Phrases, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
    let mut fields = Fields::of(text, document, Span::default(), "the file of phrases", problems);
    for key in ["who", "concept", "act", "cue", "role", "kin", "danger", "passed_over", "reply"] {
        fields.any(key);
    }
    let classes = fields.table("class");
    let shorthand = fields.table("shorthand");
    let numbers = fields.table("number");
    let units = fields.table("unit");
    let young = fields.any("young");
    if let Some(year) = fields.integer("past_before") {
        phrases.past_before = year;
    }
    fields.finish();
    for entry in classes {
        let mut one = Fields::of(text, document, entry.key_span, "the classes of words", problems);
        match entry.node.as_list() {
            Some(items) => {
                let words: Vec<String> = items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
                phrases.classes.entry(entry.key.clone()).or_default().extend(words);
            }
            None => one.wrong_type("class", &entry.node, "a list of words"),
        }
    }
    for entry in shorthand {
        match entry.node.as_str() {
            Some(long) => {
                let words = long.split_whitespace().map(str::to_owned).collect();
                phrases.shorthand.insert(entry.key.clone(), words);
            }
            None => problems.push(
                Problem::error("wrong-type", format!("`{}` must be short for words", entry.key))
                    .at(text, entry.node.span)
                    .label("expected a text"),
            ),
        }
    }
    for entry in numbers {
        match entry.node.value {
            crate::document::Value::Integer(value) if (0..1000).contains(&value) => {
                phrases.numbers.insert(entry.key.clone(), u16::try_from(value).unwrap_or(0));
            }
            _ => problems.push(
                Problem::error("wrong-type", format!("`{}` must be a whole number below 1000", entry.key))
                    .at(text, entry.node.span)
                    .label("expected a number"),
            ),
        }
    }
    for entry in units {
        let mut fields = Fields::of(text, &entry.node, entry.key_span, format!("the unit `{}`", entry.key), problems);
        let per_year = fields.integer("per_year").unwrap_or(1);
        let words = owned(fields.texts("words"));
        fields.finish();
        phrases.units.push(Unit { per_year: u16::try_from(per_year).unwrap_or(1).max(1), words });
    }
    if let Some(node) = young {
        let mut fields = Fields::of(text, node, node.span, "the table `young`", problems);
        let mut get = |key: &'static str| fields.required_text(key).unwrap_or_default().to_owned();
        phrases.young.list = get("list");
        phrases.young.index = get("index");
        phrases.young.months = get("months");
        phrases.young.years = get("years");
        phrases.young.weeks = get("weeks");
        phrases.young.sex = get("sex");
        phrases.young.not_born = get("not_born");
        phrases.young.not_born_by = get("not_born_by");
        phrases.young.target = get("target");
        phrases.young.sexes = owned(fields.texts("sexes"));
        phrases.young.oldest = fields.integer("oldest").and_then(|years| u16::try_from(years).ok()).unwrap_or(0);
        fields.finish();
    }
}

fn name_concepts(phrases: &mut Phrases, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
    for entry in top(document, "concept") {
        if phrases.concept(&entry.key).is_some() {
            problems.push(
                Problem::error("duplicate-id", format!("the concept `{}` stands in two places", entry.key))
                    .at(text, entry.key_span)
                    .label("again"),
            );
        }
        phrases.concepts.push(Concept {
            id: entry.key.clone(),
            label: entry.key.replace('_', " "),
            about: About::Kind(Kind::Whole),
            default: None,
            only: Vec::new(),
            holds: Vec::new(),
            named_by: Vec::new(),
            young: None,
            adult: None,
            beside: None,
            confirm_no: false,
            only_with: Vec::new(),
            phrases: Vec::new(),
            gives: Vec::new(),
            examples: Examples::default(),
        });
    }
}

fn read_concepts(phrases: &mut Phrases, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
    for entry in top(document, "concept") {
        let Some(number) = phrases.concept(&entry.key) else { continue };
        let mut fields =
            Fields::of(text, &entry.node, entry.key_span, format!("the concept `{}`", entry.key), problems);
        let label = fields.required_text("label").unwrap_or_default().to_owned();
        let about = match fields.required_text("about") {
            Some("sufferer") => About::Sufferer,
            Some(id) => match (lookup(&KINDS, id), phrases.person(id)) {
                // A person of the name of a kind is meant as a person.
                (_, Some(person)) => About::Person(person),
                (Some(kind), None) => About::Kind(kind),
                (None, None) => {
                    let known: Vec<&str> = KINDS
                        .iter()
                        .map(|(word, _)| *word)
                        .chain(phrases.people.iter().map(|one| one.id.as_str()))
                        .collect();
                    let span = entry.node.get("about").map_or(entry.key_span, |node| node.span);
                    fields.report(unlisted("person", id, &known).at(text, span));
                    About::Kind(Kind::Whole)
                }
            },
            None => About::Kind(Kind::Whole),
        };
        let default = person(phrases, text, &mut fields, "default");
        let only = people(phrases, text, &mut fields, "only");
        let named_by = owned(fields.texts("named_by"));
        let holds = concepts(phrases, text, &mut fields, "holds");
        let young = concept(phrases, text, &mut fields, "young");
        let adult = concept(phrases, text, &mut fields, "adult");
        let beside = concept(phrases, text, &mut fields, "becomes");
        let beside_class = fields.text("beside").map(str::to_owned);
        let confirm_no = fields.truth("confirm_no").unwrap_or(false);
        let only_with = fields.texts("only_with");
        let ids: Vec<&str> = phrases.concepts.iter().map(|concept| concept.id.as_str()).collect();
        for (id, span) in &only_with {
            if !ids.contains(id) {
                fields.report(unlisted("concept", id, &ids).at(text, *span));
            }
        }
        let only_with = owned(only_with);
        let mut found = Vec::new();
        for (key, status) in [
            ("phrases", Status::Present),
            ("absent", Status::Absent),
            ("historic", Status::Historic),
            ("uncertain", Status::Uncertain),
        ] {
            found.extend(read_phrases(text, &mut fields, key).into_iter().map(|phrase| (phrase, status)));
        }
        let examples = read_examples(text, &mut fields);
        let gives_nodes = fields.list("gives");
        fields.finish();
        let gives = gives_nodes.iter().map(|node| read_gives(phrases, text, node, &entry.key, problems)).collect();
        if let Some(slot) = phrases.concepts.get_mut(number) {
            slot.label = label;
            slot.about = about;
            slot.default = default;
            slot.only = only;
            slot.holds = holds;
            slot.named_by = named_by;
            slot.young = young;
            slot.adult = adult;
            slot.beside = beside.zip(beside_class);
            slot.confirm_no = confirm_no;
            slot.only_with = only_with;
            slot.phrases = found;
            slot.examples = examples;
            slot.gives = gives;
        }
    }
}

fn read_gives(phrases: &Phrases, text: &SourceText, node: &Node, key: &str, problems: &mut Vec<Problem>) -> Gives {
    let mut fields = Fields::of(text, node, node.span, format!("what `{key}` gives"), problems);
    let people = people(phrases, text, &mut fields, "who");
    let status = fields.texts("status");
    let words = owned(fields.texts("words"));
    let also = fields.texts("also");
    let facts = owned(fields.texts("facts"));
    let known: Vec<&str> = STATUSES.iter().map(|(word, _)| *word).collect();
    let mut statuses = Vec::new();
    for (word, span) in status {
        match lookup(&STATUSES, word) {
            Some(status) => statuses.push(status),
            None => fields.report(unlisted("status", word, &known).at(text, span)),
        }
    }
    let mut others = Vec::new();
    for (written, span) in also {
        let (id, word) = written.split_once(' ').unwrap_or((written, ""));
        match (phrases.concept(id), lookup(&STATUSES, word)) {
            (Some(_), Some(status)) => others.push((id.to_owned(), status)),
            _ => fields.report(
                Problem::error("unknown-value", format!("`{written}` is no concept with its status")).at(text, span),
            ),
        }
    }
    fields.finish();
    Gives { who: people, status: statuses, words, also: others, facts, at: text.locate(node.span) }
}

fn read_rest(phrases: &mut Phrases, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
    for node in list(document, "role") {
        let mut fields = Fields::of(text, node, node.span, "words for a person", problems);
        let role = Role {
            person: person(phrases, text, &mut fields, "who"),
            sex: word(text, &mut fields, "sex", &SEXES),
            plural: fields.truth("plural").unwrap_or(false),
            pronoun: fields.truth("pronoun").unwrap_or(false),
            owns: fields.truth("owns").unwrap_or(false),
            title: fields.truth("title").unwrap_or(false),
            age: fields.integer("age").and_then(|age| u16::try_from(age).ok()),
            phrases: read_phrases(text, &mut fields, "words"),
        };
        fields.finish();
        phrases.roles.push(role);
    }
    for node in list(document, "kin") {
        let mut fields = Fields::of(text, node, node.span, "words for a relation", problems);
        let of = fields.texts("of");
        let words = owned(fields.texts("words"));
        let means = person(phrases, text, &mut fields, "means");
        fields.finish();
        let of = of.iter().filter_map(|(id, _)| phrases.person(id)).collect();
        if let Some(means) = means {
            phrases.kin.push(Kin { of, words, means });
        }
    }
    for entry in top(document, "act") {
        let mut fields = Fields::of(text, &entry.node, entry.key_span, format!("the act `{}`", entry.key), problems);
        let act = Act {
            active: read_phrases(text, &mut fields, "active"),
            passive: read_phrases(text, &mut fields, "passive"),
            to_young: concept(phrases, text, &mut fields, "to_young"),
            to_adult: concept(phrases, text, &mut fields, "to_adult"),
            by_young: concept(phrases, text, &mut fields, "by_young"),
            to_nobody: concept(phrases, text, &mut fields, "to_nobody"),
            examples: read_examples(text, &mut fields),
        };
        fields.finish();
        phrases.acts.push(act);
    }
    for node in list(document, "cue") {
        let mut fields = Fields::of(text, node, node.span, "a cue", problems);
        let meant = word(text, &mut fields, "meant", &MEANT).unwrap_or(super::Meant::Nothing);
        let side = fields.text("speaks_of").unwrap_or("following");
        let words = fields.integer("words").and_then(|words| usize::try_from(words).ok()).unwrap_or(8);
        let ends_at = owned(fields.texts("ends_at"));
        let beyond = word(text, &mut fields, "beyond", &BEYOND).unwrap_or(Beyond::Nowhere);
        let found = read_phrases(text, &mut fields, "phrases");
        if !["following", "preceding", "both"].contains(&side) {
            let span = node.get("speaks_of").map_or(node.span, |node| node.span);
            fields.report(unlisted("side", side, &["following", "preceding", "both"]).at(text, span));
        }
        fields.finish();
        phrases.cues.push(Cue {
            meant,
            before: side != "preceding",
            after: side != "following",
            words,
            beyond,
            ends_at,
            phrases: found,
        });
    }
    for entry in top(document, "reply") {
        let subject = format!("the replies `{}`", entry.key);
        let mut fields = Fields::of(text, &entry.node, entry.key_span, subject, problems);
        let found = read_phrases(text, &mut fields, "phrases");
        let examples = read_examples(text, &mut fields);
        if let Some(says) = lookup(&SAYS, &entry.key) {
            phrases.replies.push(ReplyWords { says, phrases: found, examples });
        } else {
            let known: Vec<&str> = SAYS.iter().map(|(word, _)| *word).collect();
            fields.report(unlisted("reply", &entry.key, &known).at(text, entry.key_span));
        }
        fields.finish();
    }
    if let Some(node) = document.get("danger") {
        phrases.danger.take(text, node, problems);
    }
    if let Some(node) = document.get("passed_over") {
        let mut fields = Fields::of(text, node, node.span, "the table `passed_over`", problems);
        let found = read_phrases(text, &mut fields, "phrases");
        fields.finish();
        phrases.passed_over.extend(found);
    }
}

/// Names inside phrases must exist.
fn check_names(phrases: &Phrases, problems: &mut Vec<Problem>) {
    let people: Vec<&str> = KINDS
        .iter()
        .map(|(word, _)| *word)
        .chain(phrases.people.iter().map(|person| person.id.as_str()))
        .chain(["anyone", "number", "age", "term"])
        .collect();
    let classes: Vec<&str> = phrases.classes.keys().map(String::as_str).collect();
    check(all(phrases), &people, &classes, problems);
    // The reading of danger does not look at who is who.
    let classes: Vec<&str> = phrases.danger.classes.keys().map(String::as_str).collect();
    check(phrases.danger.all(), &["number", "minor", "year"], &classes, problems);
    for concept in &phrases.concepts {
        if concept.beside.as_ref().is_some_and(|(_, class)| !phrases.classes.contains_key(class)) {
            problems.push(Problem::error(
                "unknown-value",
                format!("`beside` of the concept `{}` is no class of words", concept.id),
            ));
        }
    }
}

fn check<'a>(all: impl Iterator<Item = &'a Phrase>, people: &[&str], classes: &[&str], problems: &mut Vec<Problem>) {
    for phrase in all {
        for element in phrase.readings.iter().flatten() {
            let problem = match element {
                pattern::Element::Person(name) if !people.contains(&name.as_str()) => unlisted("person", name, people),
                pattern::Element::Class(name) if !classes.contains(&name.as_str()) => {
                    unlisted("class of words", name, classes)
                }
                _ => continue,
            };
            problems.push(problem.at_location(phrase.at.clone()));
        }
    }
}

fn all(phrases: &Phrases) -> impl Iterator<Item = &Phrase> {
    let concepts = phrases.concepts.iter().flat_map(|concept| concept.phrases.iter().map(|(phrase, _)| phrase));
    let acts = phrases.acts.iter().flat_map(|act| act.active.iter().chain(&act.passive));
    let cues = phrases.cues.iter().flat_map(|cue| &cue.phrases);
    let roles = phrases.roles.iter().flat_map(|role| &role.phrases);
    let replies = phrases.replies.iter().flat_map(|reply| &reply.phrases);
    concepts.chain(acts).chain(cues).chain(roles).chain(replies).chain(&phrases.passed_over)
}

pub(super) fn read_phrases(text: &SourceText, fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<Phrase> {
    let mut found = Vec::new();
    for (written, span) in fields.texts(key) {
        match pattern::parse(written) {
            Ok(readings) => found.push(Phrase { written: written.to_owned(), readings, at: text.locate(span) }),
            Err(message) => fields.report(
                Problem::error(
                    "not-a-phrase",
                    format!("`{}` is no phrase: {message}", crate::document::shorten(written)),
                )
                .at(text, span)
                .label("this phrase"),
            ),
        }
    }
    found
}

pub(super) fn read_examples(text: &SourceText, fields: &mut Fields<'_, '_>) -> Examples {
    let mut located =
        |key| fields.texts(key).into_iter().map(|(written, span)| (written.to_owned(), text.locate(span))).collect();
    Examples { positive: located("examples"), negative: located("counter_examples") }
}

pub(super) fn word<T: Copy>(
    text: &SourceText,
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    all: &[(&'static str, T)],
) -> Option<T> {
    let node = fields.any(key)?;
    let Some(written) = node.as_str() else {
        fields.wrong_type(key, node, "a text");
        return None;
    };
    let found = lookup(all, written);
    if found.is_none() {
        let known: Vec<&str> = all.iter().map(|(word, _)| *word).collect();
        fields.report(unlisted(key, written, &known).at(text, node.span));
    }
    found
}

fn person(phrases: &Phrases, text: &SourceText, fields: &mut Fields<'_, '_>, key: &'static str) -> Option<usize> {
    let ids: Vec<&str> = phrases.people.iter().map(|person| person.id.as_str()).collect();
    named(text, fields, key, "person", &ids)
}

fn people(phrases: &Phrases, text: &SourceText, fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<usize> {
    let ids: Vec<&str> = phrases.people.iter().map(|person| person.id.as_str()).collect();
    let mut found = Vec::new();
    for (id, span) in fields.texts(key) {
        match phrases.person(id) {
            Some(person) => found.push(person),
            None => fields.report(unlisted("person", id, &ids).at(text, span)),
        }
    }
    found
}

fn concepts(phrases: &Phrases, text: &SourceText, fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<usize> {
    let ids: Vec<&str> = phrases.concepts.iter().map(|concept| concept.id.as_str()).collect();
    let mut found = Vec::new();
    for (id, span) in fields.texts(key) {
        match phrases.concept(id) {
            Some(concept) => found.push(concept),
            None => fields.report(unlisted("concept", id, &ids).at(text, span)),
        }
    }
    found
}

fn concept(phrases: &Phrases, text: &SourceText, fields: &mut Fields<'_, '_>, key: &'static str) -> Option<usize> {
    let ids: Vec<&str> = phrases.concepts.iter().map(|concept| concept.id.as_str()).collect();
    named(text, fields, key, "concept", &ids)
}

fn named(text: &SourceText, fields: &mut Fields<'_, '_>, key: &'static str, what: &str, ids: &[&str]) -> Option<usize> {
    let node = fields.any(key)?;
    let Some(written) = node.as_str() else {
        fields.wrong_type(key, node, "a text");
        return None;
    };
    let found = ids.iter().position(|id| *id == written);
    if found.is_none() {
        fields.report(unlisted(what, written, ids).at(text, node.span));
    }
    found
}

pub(super) fn owned(texts: Vec<(&str, Span)>) -> Vec<String> {
    texts.into_iter().map(|(text, _)| text.to_owned()).collect()
}
