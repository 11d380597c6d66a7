//! What stands beside a finding: where sources disagree, what was published later, where it is written.

use handrail_engine::finding::Citation;
use handrail_engine::reference::{Conflict, LaterRecord};

use super::Catalogue;
use super::gradings::Graded;
use super::names::{Link, plain};

/// A disagreement with every side.
#[derive(Debug)]
pub(super) struct Disagreement {
    pub(super) place: String,
    pub(super) topic: String,
    pub(super) sides: Vec<Said>,
    pub(super) handling: String,
    pub(super) findings: Vec<Link>,
}

/// What a source says.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) source: Link,
    pub(super) section: String,
    pub(super) says: String,
}

/// A record that is not from the sources of the pack.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) place: String,
    pub(super) as_of: String,
    pub(super) source: Link,
    pub(super) says: String,
    pub(super) effect: String,
    pub(super) graded: Vec<Graded>,
    pub(super) findings: Vec<Link>,
    pub(super) sources: Vec<Link>,
}

/// A source with the sections that are cited.
#[derive(Debug)]
pub(super) struct Cited {
    pub(super) source: Link,
    pub(super) sections: Vec<String>,
    pub(super) address: Option<Address>,
}

/// Where a source can be read.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) text: String,
    /// Whether it is an address of the web: nothing else becomes a link.
    pub(super) web: bool,
}

impl Address {
    pub(super) fn of(written: &str) -> Self {
        let lower = written.to_lowercase();
        Self { text: written.to_owned(), web: lower.starts_with("https://") || lower.starts_with("http://") }
    }
}

impl Catalogue<'_> {
    pub(super) fn disagreement(&self, conflict: &Conflict) -> Disagreement {
        let side = |side: &handrail_engine::reference::Side| Said {
            source: self.source_link(&side.source),
            section: side.section.clone(),
            says: side.says.clone(),
        };
        Disagreement {
            place: place("conflict", &conflict.id, self.pack.reference().conflicts.iter().map(|other| &other.id)),
            topic: conflict.topic.clone(),
            sides: conflict.sides.iter().map(side).collect(),
            handling: conflict.handling.clone(),
            findings: conflict.findings.iter().map(|id| self.finding_link(id)).collect(),
        }
    }

    pub(super) fn record(&self, record: &LaterRecord) -> Record {
        Record {
            place: place("record", &record.id, self.pack.reference().later.iter().map(|other| &other.id)),
            as_of: record.as_of.clone(),
            source: self.source_link(&record.source),
            says: record.says.clone(),
            effect: record.effect.clone(),
            graded: record.strength.iter().map(|grading| self.graded_later(grading, &record.as_of)).collect(),
            findings: record.findings.iter().map(|id| self.finding_link(id)).collect(),
            sources: record.sources.iter().map(|id| self.source_link(id)).collect(),
        }
    }

    /// Where something is written, each source once.
    pub(super) fn cited<'b>(&self, citations: impl Iterator<Item = (&'b str, &'b str)>) -> Vec<Cited> {
        let mut found: Vec<(&str, Cited)> = Vec::new();
        for (id, section) in citations {
            if let Some((_, cited)) = found.iter_mut().find(|(known, _)| *known == id) {
                cited.sections.push(section.to_owned());
                continue;
            }
            let url = self.pack.reference().sources.get(id).and_then(|source| source.url.as_deref());
            let cited = Cited {
                source: self.source_link(id),
                sections: vec![section.to_owned()],
                address: url.map(Address::of),
            };
            found.push((id, cited));
        }
        found.into_iter().map(|(_, cited)| cited).collect()
    }
}

/// A citation as source and section.
pub(super) fn parts(citation: &Citation) -> (&str, &str) {
    (&citation.source, &citation.section)
}

/// A place on a page for one of several entries: its id in plain characters, with its number where two would be
/// called the same.
fn place<'b>(what: &str, id: &str, all: impl Iterator<Item = &'b String>) -> String {
    let alike: Vec<&String> = all.filter(|other| plain(other) == plain(id)).collect();
    match alike.iter().position(|other| *other == id) {
        Some(0) | None => format!("{what}-{}", plain(id)),
        Some(number) => format!("{what}-{}-{number}", plain(id)),
    }
}
