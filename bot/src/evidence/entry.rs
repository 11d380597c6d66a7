//! What can be asked about: everything in a pack that has a name.

use std::borrow::Cow;

use handrail_engine::finding::{Finding, Status, Verb};
use handrail_engine::pack::Pack;
use handrail_engine::reference::{Conflict, Grade, Intervention, LaterRecord, Need, Scheme, Source, Standing};

use super::index::Field;

/// Something that can be asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Entry<'p> {
    /// A finding.
    Finding(&'p Finding),
    /// What speaks of services.
    Background(&'p Finding),
    /// A statement that always holds.
    Standing(&'p Standing),
    /// A need or subject.
    Need(&'p Need),
    /// A publication, by its id.
    Source(&'p str, &'p Source),
    /// A grading scheme, by its id.
    Scheme(&'p str, &'p Scheme),
    /// A grade of a scheme, by the id of the scheme.
    Grade(&'p str, &'p Scheme, &'p Grade),
    /// An intervention of which no finding speaks, by its id.
    Intervention(&'p str, &'p Intervention),
    /// Where sources disagree.
    Conflict(&'p Conflict),
    /// What was published later.
    Later(&'p LaterRecord),
    /// What changed since a year.
    Changes(i16),
}

impl Entry<'_> {
    /// Its id in answers. Findings, background entries and standing statements have one space of ids between them;
    /// the others say what they are.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Finding(finding) | Self::Background(finding) => finding.id.clone(),
            Self::Standing(statement) => statement.id.clone(),
            Self::Need(need) => format!("need:{}", need.id),
            Self::Source(id, _) => format!("source:{id}"),
            Self::Scheme(id, _) => format!("scheme:{id}"),
            Self::Grade(scheme, _, grade) => format!("grade:{scheme}:{}", grade.id),
            Self::Intervention(id, _) => format!("intervention:{id}"),
            Self::Conflict(conflict) => format!("conflict:{}", conflict.id),
            Self::Later(record) => format!("later:{}", record.id),
            Self::Changes(year) => format!("changes:{year}"),
        }
    }

    /// The word for what it is.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Finding(_) => "finding",
            Self::Background(_) => "background",
            Self::Standing(_) => "standing",
            Self::Need(_) => "need",
            Self::Source(..) => "source",
            Self::Scheme(..) => "scheme",
            Self::Grade(..) => "grade",
            Self::Intervention(..) => "intervention",
            Self::Conflict(_) => "conflict",
            Self::Later(_) | Self::Changes(_) => "later",
        }
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Finding(finding) | Self::Background(finding) => finding.name.clone(),
            Self::Standing(statement) => statement.name.clone(),
            Self::Need(need) => need.label.clone(),
            Self::Source(_, source) => source.title.clone(),
            Self::Scheme(_, scheme) => scheme.title.clone(),
            Self::Grade(_, _, grade) => grade.label.clone(),
            Self::Intervention(_, intervention) => intervention.name.clone(),
            Self::Conflict(conflict) => conflict.topic.clone(),
            Self::Later(record) => format!("{} ({})", record.id.replace('-', " "), record.as_of),
            Self::Changes(year) => format!("What changed since {year}"),
        }
    }
}

/// A name by which people ask for an entry, and how surely they mean this one.
pub(crate) type Called<'p> = (Cow<'p, str>, f64);

/// What an intervention's name counts for a finding that speaks of several, or says only what is missing.
const ONE_OF_SEVERAL: f64 = 0.7;
/// What a name of a publication, a grade, a disagreement or a record counts.
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
    let mut found: Vec<Document<'_>> = Vec::new();
    found.extend(reference.needs.iter().map(of_need));
    found.extend(pack.active().map(|(_, finding)| of_finding(pack, Entry::Finding(finding), finding)));
    let background = pack.background().iter().filter(|finding| finding.status == Status::Active);
    found.extend(background.map(|finding| of_finding(pack, Entry::Background(finding), finding)));
    found.extend(reference.standing.iter().map(of_standing));
    let spoken_of = |id: &String| pack.active().any(|(_, finding)| speaks_of(finding, id));
    let silent = reference.interventions.iter().filter(|(id, _)| !spoken_of(id));
    let silent = silent.filter(|(id, _)| !pack.background().iter().any(|finding| speaks_of(finding, id)));
    found.extend(silent.map(|(id, intervention)| of_intervention(id, intervention)));
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

fn speaks_of(finding: &Finding, intervention: &String) -> bool {
    finding.statements.iter().any(|statement| statement.interventions.contains(intervention))
}

fn of_need(need: &Need) -> Document<'_> {
    let mut texts = vec![(Field::Name, need.label.as_str())];
    texts.extend(need.words.iter().map(|word| (Field::Alias, word.as_str())));
    let names = texts.iter().map(|(_, text)| (Cow::Borrowed(*text), 1.0)).collect();
    Document { entry: Entry::Need(need), texts, names }
}

fn of_finding<'p>(pack: &'p Pack, entry: Entry<'p>, finding: &'p Finding) -> Document<'p> {
    let reference = pack.reference();
    let mut texts = vec![
        (Field::Name, finding.name.as_str()),
        (Field::Name, finding.id.as_str()),
        (Field::Gist, finding.advice.as_str()),
        (Field::Gist, finding.because.as_str()),
    ];
    let mut names: Vec<Called<'p>> = vec![(Cow::Borrowed(finding.name.as_str()), 1.0), (finding.id.as_str().into(), 1.0)];
    // A name with what stands in brackets behind it is also used without.
    if let Some((before, _)) = finding.name.split_once(" (") {
        names.push((before.into(), 1.0));
    }
    for topic in &finding.topics {
        texts.push((Field::Alias, topic));
        names.push((topic.as_str().into(), 1.0));
    }
    for statement in &finding.statements {
        let alone = statement.interventions.len() == 1 && statement.verb != Verb::Gap;
        let sure = if alone { 1.0 } else { ONE_OF_SEVERAL };
        for (id, known) in statement.interventions.iter().filter_map(|id| reference.interventions.get_key_value(id)) {
            for name in known.aliases.iter().chain([&known.name, id]) {
                texts.push((Field::Alias, name));
                names.push((name.as_str().into(), sure));
            }
            let more = [Some(&known.what), known.for_whom.as_ref(), known.by_whom.as_ref(), known.availability.as_ref()];
            texts.extend(more.into_iter().flatten().map(|text| (Field::Body, text.as_str())));
        }
    }
    let body = finding.cautions.iter().chain(finding.note.as_ref()).chain(finding.evidence.as_ref());
    texts.extend(body.map(|text| (Field::Body, text.as_str())));
    for reading in &finding.readings {
        texts.extend([&reading.default, &reading.other, &reading.note].map(|text| (Field::Body, text.as_str())));
    }
    for grading in &finding.strength {
        let more = [grading.wording.as_ref(), grading.of.as_ref(), grading.note.as_ref(), grading.by.as_ref()];
        texts.extend(more.into_iter().flatten().map(|text| (Field::Body, text.as_str())));
    }
    texts.extend(finding.delivery.iter().filter_map(|delivery| Some((Field::Body, delivery.note.as_deref()?))));
    texts.extend(finding.sources.iter().map(|cited| (Field::Body, cited.section.as_str())));
    if let Some(need) = reference.need(finding.need()) {
        texts.extend(need.words.iter().chain([&need.label]).map(|text| (Field::Around, text.as_str())));
    }
    Document { entry, texts, names }
}

fn of_standing(statement: &Standing) -> Document<'_> {
    let mut texts = vec![
        (Field::Name, statement.name.as_str()),
        (Field::Name, statement.id.as_str()),
        (Field::Gist, statement.text.as_str()),
    ];
    texts.extend(statement.caution.iter().map(|text| (Field::Body, text.as_str())));
    texts.extend(statement.sources.iter().map(|(_, section)| (Field::Body, section.as_str())));
    let names = vec![(statement.name.as_str().into(), 1.0), (statement.id.as_str().into(), 1.0)];
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
    Document { entry: Entry::Scheme(id, scheme), texts, names: vec![(scheme.title.as_str().into(), BESIDE)] }
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
    let mut texts = vec![
        (Field::Name, source.title.as_str()),
        (Field::Alias, id),
        (Field::Alias, source.date.as_str()),
    ];
    texts.extend(source.kind.iter().map(|text| (Field::Alias, text.as_str())));
    texts.extend(source.authors.iter().chain(&source.publisher).map(|text| (Field::Gist, text.as_str())));
    texts.extend(source.note.iter().map(|text| (Field::Body, text.as_str())));
    let names = vec![(source.title.as_str().into(), BESIDE), (id.into(), 1.0)];
    Document { entry: Entry::Source(id, source), texts, names }
}

fn of_conflict(conflict: &Conflict) -> Document<'_> {
    let mut texts = vec![
        (Field::Name, conflict.topic.as_str()),
        (Field::Gist, conflict.handling.as_str()),
    ];
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
