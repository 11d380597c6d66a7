//! A page for each finding and each entry of the background: everything that is known of it, for and against.

use askama::Template;
use handrail_engine::condition::Condition;
use handrail_engine::finding::{Finding, Relation, Scope, Status};
use handrail_engine::reference::Part;

use super::beside::{Cited, Disagreement, Record, parts};
use super::case::Row;
use super::condition::{Asked, Shown};
use super::frame::Frame;
use super::gradings::Graded;
use super::names::Link;
use super::{Catalogue, Entry, Files, PageError};
use crate::present::plain_condition::whose;
use crate::present::words;

#[derive(Debug, Template)]
#[template(path = "catalogue/finding.html")]
struct Page {
    frame: Frame,
    id: String,
    file: String,
    kind: String,
    need: Link,
    scope: Vec<&'static str>,
    marks: Vec<String>,
    urgent: String,
    statements: Vec<(&'static str, Vec<Link>)>,
    advice: String,
    because: String,
    /// Nothing for an entry of the background.
    when: Option<Shown>,
    unless: Option<Shown>,
    qualifiers: Vec<Worth>,
    asked: Vec<Asked>,
    graded: Vec<Graded>,
    evidence: Option<String>,
    delivery: Option<String>,
    cautions: Vec<String>,
    readings: Vec<Reading>,
    conflicts: Vec<Disagreement>,
    later: Vec<Record>,
    relations: Vec<(&'static str, Vec<Link>)>,
    cited: Vec<Cited>,
    cases: Vec<Row>,
    note: Option<String>,
    here: Vec<String>,
    topics: Vec<String>,
    review_by: String,
    overdue: bool,
}

/// Something that is worth asking.
#[derive(Debug)]
struct Worth {
    about: String,
    why: String,
    safety: bool,
}

#[derive(Debug)]
struct Reading {
    default: String,
    other: String,
    note: String,
    when: Option<Shown>,
    other_when: Option<Shown>,
}

/// Adds the pages of all findings.
pub(super) fn pages(catalogue: &Catalogue<'_>, files: &mut Files) -> Result<(), PageError> {
    for entry in catalogue.entries() {
        let path = catalogue.names.finding(&entry.finding.id);
        files.insert(path.clone(), page(catalogue, entry, &path).render()?);
    }
    Ok(())
}

fn page(catalogue: &Catalogue<'_>, entry: Entry<'_>, path: &str) -> Page {
    let finding = entry.finding;
    let pack = catalogue.pack;
    let reference = pack.reference();
    let kind = words::kind(pack, finding);
    let mut frame = Frame::new(catalogue, path, &finding.name, kind);
    frame.crumbs.push(catalogue.need_link(finding.need()));
    let urgent = catalogue.part(finding) == Part::Urgent;
    let case = (!entry.background).then_some(finding);
    let shown = |condition: &Condition| catalogue.shown(condition);
    let readings = finding.readings.iter().map(|reading| Reading {
        default: reading.default.clone(),
        other: reading.other.clone(),
        note: reading.note.clone(),
        when: reading.when.as_ref().map(shown),
        other_when: reading.other_when.as_ref().map(shown),
    });
    let conditions = case.map(|finding| &finding.when).into_iter().chain(&finding.unless);
    let of_readings = finding.readings.iter().flat_map(|reading| reading.when.iter().chain(&reading.other_when));
    Page {
        id: finding.id.clone(),
        file: finding.at.to_string(),
        kind: kind.to_owned(),
        need: catalogue.need_link(finding.need()),
        scope: finding.scope.iter().copied().map(scope).collect(),
        marks: marks(catalogue, entry),
        urgent: if urgent { reference.manifest.urgent_text.clone() } else { String::new() },
        statements: finding
            .statements
            .iter()
            .map(|statement| {
                let links = statement.interventions.iter().map(|id| catalogue.intervention_link(id));
                (words::verb(statement.verb), links.collect())
            })
            .collect(),
        advice: finding.advice.clone(),
        because: finding.because.clone(),
        when: case.map(|finding| shown(&finding.when)),
        unless: finding.unless.as_ref().map(shown),
        qualifiers: finding.qualifiers.iter().map(|qualifier| worth(catalogue, qualifier)).collect(),
        asked: catalogue
            .asked(conditions.chain(of_readings), finding.qualifiers.iter().map(|qualifier| qualifier.fact)),
        graded: catalogue.graded(finding),
        evidence: finding.evidence.clone(),
        delivery: finding.delivery.as_ref().map(|delivery| words::delivery(delivery, true)),
        cautions: finding.cautions.clone(),
        readings: readings.collect(),
        conflicts: reference.conflicts_of(&finding.id).map(|conflict| catalogue.disagreement(conflict)).collect(),
        later: reference.later_of(&finding.id).map(|record| catalogue.record(record)).collect(),
        relations: catalogue.relations(&finding.id),
        cited: catalogue.cited(finding.sources.iter().map(parts)),
        cases: case
            .and_then(|finding| pack.finding(&finding.id))
            .map_or_else(Vec::new, |(number, _)| catalogue.cases_of(number)),
        note: finding.note.clone(),
        here: words::on_offer(pack, finding),
        topics: finding.topics.clone(),
        review_by: finding.review_by.to_string(),
        overdue: finding.is_overdue(catalogue.as_of),
        frame,
    }
}

fn marks(catalogue: &Catalogue<'_>, entry: Entry<'_>) -> Vec<String> {
    let mut marks = Vec::new();
    match entry.finding.status {
        Status::Active => {}
        Status::Draft => marks.push("Draft: never shown in answers".to_owned()),
        Status::Retired => marks.push("Retired: kept for the record only".to_owned()),
    }
    marks.extend(catalogue.overdue(entry.finding.review_by));
    marks
}

fn worth(catalogue: &Catalogue<'_>, qualifier: &handrail_engine::finding::Qualifier) -> Worth {
    let vocabulary = catalogue.pack.vocabulary();
    let who = whose(vocabulary, qualifier.subject);
    Worth {
        about: format!("{who}: {}", vocabulary.fact(qualifier.fact).label),
        why: qualifier.why.clone(),
        safety: qualifier.safety,
    }
}

fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Statutory => "where the law requires a response",
        Scope::EarlyHelp => "help before that",
        Scope::Universal => "for everyone",
        Scope::System => "for services",
    }
}

impl Catalogue<'_> {
    /// How a finding or standing statement stands to others: what it names, and what names it.
    pub(super) fn relations(&self, id: &str) -> Vec<(&'static str, Vec<Link>)> {
        let entries = self.entries();
        let own: Option<&Finding> = entries.iter().map(|entry| entry.finding).find(|finding| finding.id == id);
        let named = |relation: Relation| -> Vec<&str> {
            own.into_iter().flat_map(|finding| finding.linked(relation).collect::<Vec<_>>()).collect()
        };
        let naming = |relation: Relation| -> Vec<&str> {
            let others = entries.iter().map(|entry| entry.finding);
            others
                .filter(|other| other.linked(relation).any(|named| named == id))
                .map(|other| other.id.as_str())
                .collect()
        };
        let mut found = Vec::new();
        let mut add = |label, ids: Vec<&str>| {
            if !ids.is_empty() {
                found.push((label, ids.into_iter().map(|id| self.finding_link(id)).collect()));
            }
        };
        for (_, relation) in Relation::ALL {
            match relation {
                // These hold in both directions, whichever of the two names the other.
                Relation::TogetherWith | Relation::ConflictsWith => {
                    let mut both = named(relation);
                    let more: Vec<&str> = naming(relation).into_iter().filter(|id| !both.contains(id)).collect();
                    both.extend(more);
                    add(words::relation(relation), both);
                }
                Relation::Supersedes => {
                    add(words::relation(relation), named(relation));
                    add("Older than", naming(relation));
                }
                Relation::PreferredOver => {
                    add(words::relation(relation), named(relation));
                    add("Less well supported than", naming(relation));
                }
                Relation::AlternativeTo => {
                    add(words::relation(relation), named(relation));
                    let own = named(relation);
                    let others = naming(relation).into_iter().filter(|id| !own.contains(id));
                    add("Named as another reading by", others.collect());
                }
            }
        }
        found
    }
}
