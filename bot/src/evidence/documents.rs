//! Entries as they are searched: their texts, and the names by which people ask for them.

use std::borrow::Cow;

use handrail_engine::finding::{Finding, Status};
use handrail_engine::pack::Pack;
use handrail_engine::reference::{Conflict, Grade, Intervention, LaterRecord, Need, Scheme, Source, Standing};

use super::entry::Entry;
use super::index::Field;
use super::speakers::{Speakers, Spoken};

/// A name by which people ask for an entry, and how surely they mean this one.
pub(crate) type Called<'p> = (Cow<'p, str>, f64);

/// What a topic of a finding counts as a name of it.
const TOPIC: f64 = 0.75;
/// What a name of a publication, a grade, a disagreement or a record counts: most people who use it mean what it is about.
const BESIDE: f64 = 0.5;

/// An entry with its texts and names, as they are searched.
pub(crate) struct Document<'p> {
    /// The entry.
    pub entry: Entry<'p>,
    /// Its texts, each in a field.
    pub texts: Vec<(Field, &'p str)>,
    /// What people call it.
    pub names: Vec<Called<'p>>,
}

/// Everything in a pack that can be asked about, in one order.
pub(crate) fn documents(pack: &Pack) -> Vec<Document<'_>> {
    let reference = pack.reference();
    let speakers = Speakers::of(pack);
    let mut found: Vec<Document<'_>> = Vec::new();
    found.extend(reference.needs.iter().map(of_need));
    let of_finding = |entry, finding| of_finding(pack, entry, finding, speakers.interventions_of(finding));
    found.extend(pack.active().map(|(_, finding)| of_finding(Entry::Finding(finding), finding)));
    let background = pack.background().iter().filter(|finding| finding.status == Status::Active);
    found.extend(background.map(|finding| of_finding(Entry::Background(finding), finding)));
    let standing = reference.standing.iter();
    found.extend(standing.map(|statement| of_standing(statement, reference.interventions.get(&statement.id))));
    found.extend(speakers.silent().map(|(id, intervention)| of_intervention(id, intervention)));
    for (id, scheme) in &reference.schemes {
        found.push(of_scheme(id, scheme));
        found.extend(scheme.grades.iter().map(|grade| of_grade(id, scheme, grade)));
    }
    let later_shown = |later: bool| !(later && reference.later_hidden);
    let sources = reference.sources.iter().filter(|(_, source)| later_shown(source.later));
    found.extend(sources.map(|(id, source)| of_source(id, source)));
    found.extend(reference.conflicts.iter().map(of_conflict));
    found.extend(reference.later.iter().filter(|_| later_shown(true)).map(of_later));
    found
}

fn of_need(need: &Need) -> Document<'_> {
    let mut texts = vec![(Field::Name, need.label.as_str())];
    texts.extend(need.words.iter().map(|word| (Field::Alias, word.as_str())));
    let names = texts.iter().map(|(_, text)| (Cow::Borrowed(*text), 1.0)).collect();
    Document { entry: Entry::Need(need), texts, names }
}

fn of_finding<'p>(pack: &'p Pack, entry: Entry<'p>, finding: &'p Finding, spoken: &[Spoken<'p>]) -> Document<'p> {
    let reference = pack.reference();
    let mut texts = vec![
        (Field::Name, finding.name.as_str()),
        (Field::Gist, finding.advice.as_str()),
        (Field::Gist, finding.because.as_str()),
        (Field::Body, finding.id.as_str()),
    ];
    let mut names: Vec<Called<'p>> = vec![(finding.name.as_str().into(), 1.0), (finding.id.as_str().into(), 1.0)];
    // A name with what stands in brackets behind it is also used without.
    names.extend(finding.name.split_once(" (").map(|(before, _)| (before.into(), 1.0)));
    for topic in &finding.topics {
        texts.push((Field::Alias, topic));
        names.push((topic.as_str().into(), TOPIC));
    }
    for Spoken { id, intervention, sure } in spoken {
        for name in intervention.aliases.iter().chain([&intervention.name]).map(String::as_str).chain([*id]) {
            texts.push((Field::Alias, name));
            names.push((name.into(), *sure));
        }
        texts.extend(about_intervention(intervention));
    }
    texts.extend(limits(finding).map(|text| (Field::Body, text)));
    texts.extend(finding.sources.iter().flat_map(|cited| [&cited.section, &cited.source]).map(|text| body(text)));
    if let Some(need) = reference.need(finding.need()) {
        texts.extend(need.words.iter().chain([&need.label]).map(|text| (Field::Around, text.as_str())));
    }
    if reference.manifest.urgent_findings.contains(&finding.id) {
        texts.push((Field::Gist, &reference.manifest.urgent_text));
        let urgent = reference.manifest.urgent_facts.iter().filter_map(|id| pack.vocabulary().fact_by_id(id));
        let labels = urgent.map(|fact| pack.vocabulary().fact(fact).label.as_str());
        for label in labels {
            texts.push((Field::Alias, label));
            names.push((label.into(), 1.0));
        }
    }
    Document { entry, texts, names }
}

/// What limits a finding and what else it says.
fn limits(finding: &Finding) -> impl Iterator<Item = &str> {
    let said = finding.cautions.iter().chain(&finding.note).chain(&finding.evidence);
    let read = finding.readings.iter().flat_map(|reading| [&reading.default, &reading.other, &reading.note]);
    let graded = finding.strength.iter();
    let graded = graded.flat_map(|g| [&g.wording, &g.of, &g.note, &g.by]).flatten();
    let delivered = finding.delivery.iter().filter_map(|delivery| delivery.note.as_ref());
    said.chain(read).chain(graded).chain(delivered).map(String::as_str)
}

fn about_intervention(intervention: &Intervention) -> impl Iterator<Item = (Field, &str)> {
    let more = [&intervention.for_whom, &intervention.by_whom, &intervention.availability];
    std::iter::once(&intervention.what).chain(more.into_iter().flatten()).map(|text| body(text))
}

fn body(text: &str) -> (Field, &str) {
    (Field::Body, text)
}

/// A standing statement may be about an intervention of the same id.
fn of_standing<'p>(statement: &'p Standing, about: Option<&'p Intervention>) -> Document<'p> {
    let mut texts = vec![
        (Field::Name, statement.name.as_str()),
        (Field::Gist, statement.text.as_str()),
        (Field::Body, statement.id.as_str()),
    ];
    texts.extend(statement.caution.iter().map(|text| body(text)));
    texts.extend(statement.sources.iter().flat_map(|(source, section)| [source, section]).map(|text| body(text)));
    let mut names: Vec<Called<'p>> = vec![(statement.name.as_str().into(), 1.0), (statement.id.as_str().into(), 1.0)];
    if let Some(intervention) = about {
        let aliases = intervention.aliases.iter().chain([&intervention.name]).map(String::as_str);
        names.extend(aliases.clone().map(|name| (name.into(), 1.0)));
        texts.extend(aliases.map(|name| (Field::Alias, name)));
        texts.extend(about_intervention(intervention));
    }
    Document { entry: Entry::Standing(statement), texts, names }
}

fn of_intervention<'p>(id: &'p str, intervention: &'p Intervention) -> Document<'p> {
    let mut texts = vec![(Field::Name, intervention.name.as_str()), (Field::Gist, intervention.what.as_str())];
    texts.extend(intervention.aliases.iter().map(|alias| (Field::Alias, alias.as_str())));
    let more = [&intervention.for_whom, &intervention.by_whom, &intervention.availability];
    texts.extend(more.into_iter().flatten().map(|text| (Field::Body, text.as_str())));
    let names = intervention.aliases.iter().chain([&intervention.name]).map(|name| (name.as_str().into(), 1.0));
    Document { entry: Entry::Intervention(id, intervention), names: names.collect(), texts }
}

fn of_scheme<'p>(id: &'p str, scheme: &'p Scheme) -> Document<'p> {
    let mut texts = vec![(Field::Name, scheme.title.as_str()), (Field::Alias, id), (Field::Body, scheme.by.as_str())];
    texts.extend(scheme.note.iter().map(|note| (Field::Body, note.as_str())));
    Document {
        entry: Entry::Scheme(id, scheme),
        texts,
        names: vec![(scheme.title.as_str().into(), 1.0), (id.into(), 1.0)],
    }
}

fn of_grade<'p>(id: &'p str, scheme: &'p Scheme, grade: &'p Grade) -> Document<'p> {
    let texts = vec![
        (Field::Name, grade.label.as_str()),
        (Field::Alias, id),
        (Field::Alias, grade.id.as_str()),
        (Field::Gist, grade.meaning.as_str()),
        (Field::Around, scheme.title.as_str()),
        (Field::Around, scheme.by.as_str()),
    ];
    let names = vec![
        (grade.label.as_str().into(), BESIDE),
        (grade.id.as_str().into(), BESIDE),
        (format!("{id} {}", grade.id).into(), 1.0),
    ];
    Document { entry: Entry::Grade(id, scheme, grade), texts, names }
}

fn of_source<'p>(id: &'p str, source: &'p Source) -> Document<'p> {
    let mut texts =
        vec![(Field::Name, source.title.as_str()), (Field::Alias, id), (Field::Alias, source.date.as_str())];
    texts.extend(source.kind.iter().map(|text| (Field::Alias, text.as_str())));
    texts.extend(source.authors.iter().chain(&source.publisher).map(|text| (Field::Gist, text.as_str())));
    texts.extend(source.note.iter().map(|text| (Field::Body, text.as_str())));
    let names = vec![(source.title.as_str().into(), BESIDE), (id.into(), 1.0)];
    Document { entry: Entry::Source(id, source), texts, names }
}

fn of_conflict(conflict: &Conflict) -> Document<'_> {
    let mut texts = vec![(Field::Name, conflict.topic.as_str()), (Field::Gist, conflict.handling.as_str())];
    texts.extend(conflict.sides.iter().map(|side| (Field::Body, side.says.as_str())));
    Document { entry: Entry::Conflict(conflict), texts, names: vec![(conflict.topic.as_str().into(), BESIDE)] }
}

fn of_later(record: &LaterRecord) -> Document<'_> {
    let mut texts = vec![
        (Field::Name, record.id.as_str()),
        (Field::Gist, record.says.as_str()),
        (Field::Body, record.effect.as_str()),
    ];
    for grading in &record.strength {
        texts.extend(grading.of.iter().chain(&grading.wording).map(|text| (Field::Body, text.as_str())));
    }
    Document { entry: Entry::Later(record), texts, names: vec![(record.id.as_str().into(), BESIDE)] }
}
