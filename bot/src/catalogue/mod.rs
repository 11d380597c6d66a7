//! The catalogue: the whole pack as a site of plain pages that needs no program to be read.
//!
//! Pages are made as data (one file for each kind of page), then put into the templates below
//! `bot/templates/catalogue`, then written. Pure up to the writing: the same pack, day and options give the same bytes.

mod beside;
mod case;
mod condition;
mod finding;
mod frame;
mod gradings;
mod index;
mod intervention;
mod lists;
mod map;
mod names;
mod need;
mod scheme;
mod source;
mod standing;
mod write;

use std::collections::BTreeMap;

use handrail_engine::arrange::position;
use handrail_engine::finding::{Finding, Status};
use handrail_engine::pack::Pack;
use handrail_engine::reference::{LaterRecord, Part, Scheme, Standing};
use handrail_engine::scenario::FindingCase;
use jiff::civil::Date;

use crate::present::words;
use names::{Link, Names};

pub(crate) use write::write;

/// A page that could not be made: a fault of this program.
pub(crate) type PageError = askama::Error;

/// The files of a site: paths from its root, and texts.
pub(crate) type Files = BTreeMap<String, String>;

/// A finding that may stand on a page, and in which way.
#[derive(Debug, Clone, Copy)]
struct Entry<'a> {
    finding: &'a Finding,
    /// Whether it speaks of services and not of a case.
    background: bool,
}

/// What pages are made from.
struct Catalogue<'a> {
    pack: &'a Pack,
    cases: &'a [FindingCase],
    as_of: Date,
    names: Names,
    /// The groups of findings, by the names of their folders: the needs of the pack in its order, then the others.
    needs: Vec<String>,
}

/// Makes the site of a pack. `as_of`: the day for which overdue reviews are marked.
pub(crate) fn build(pack: &Pack, cases: &[FindingCase], as_of: Date) -> Result<Files, PageError> {
    let mut needs: Vec<String> = pack.reference().needs.iter().map(|need| need.id.clone()).collect();
    let mut others: Vec<String> = pack
        .findings()
        .iter()
        .chain(pack.background())
        .map(|finding| finding.need().to_owned())
        .filter(|folder| !needs.contains(folder))
        .collect();
    others.sort();
    others.dedup();
    needs.append(&mut others);
    let names = Names::of(pack, &needs);
    let catalogue = Catalogue { pack, cases, as_of, names, needs };
    let mut files = Files::new();
    files.insert("style.css".to_owned(), include_str!("../../templates/catalogue/style.css").to_owned());
    finding::pages(&catalogue, &mut files)?;
    standing::pages(&catalogue, &mut files)?;
    need::pages(&catalogue, &mut files)?;
    source::pages(&catalogue, &mut files)?;
    intervention::pages(&catalogue, &mut files)?;
    scheme::pages(&catalogue, &mut files)?;
    lists::pages(&catalogue, &mut files)?;
    index::pages(&catalogue, &mut files)?;
    Ok(files)
}

impl<'a> Catalogue<'a> {
    /// Every finding and every entry of the background, by id.
    fn entries(&self) -> Vec<Entry<'a>> {
        let findings = self.pack.findings().iter().map(|finding| Entry { finding, background: false });
        let background = self.pack.background().iter().map(|finding| Entry { finding, background: true });
        findings.chain(background).collect()
    }

    /// What stands under a need, in the order of an answer.
    fn of_need(&self, need: &str) -> Vec<Entry<'a>> {
        let mut found: Vec<_> = self.entries().into_iter().filter(|entry| entry.finding.need() == need).collect();
        found.sort_by_key(|entry| (entry.background, position(self.pack, entry.finding)));
        found
    }

    /// The part of an answer in which a finding stands.
    fn part(&self, finding: &Finding) -> Part {
        position(self.pack, finding).part
    }

    /// How a need is called: its label, or the name of its folder.
    fn need_label(&self, id: &str) -> String {
        words::need_label(self.pack.reference(), id)
    }

    /// The grading schemes, in the order of the pack.
    fn schemes(&self) -> Vec<(&'a String, &'a Scheme)> {
        let mut schemes: Vec<_> = self.pack.reference().schemes.iter().collect();
        schemes.sort_by_key(|(_, scheme)| scheme.order);
        schemes
    }

    fn need_link(&self, id: &str) -> Link {
        Link::new(self.need_label(id), self.names.need(id))
    }

    fn source_link(&self, id: &str) -> Link {
        let source = self.pack.reference().sources.get(id);
        let text = source.map_or(id, |source| source.title.as_str());
        Link::new(text, self.names.source(id)).noted(source.map_or(String::new(), |source| source.date.clone()))
    }

    fn scheme_link(&self, id: &str) -> Link {
        let title = self.pack.reference().schemes.get(id).map_or(id, |scheme| scheme.title.as_str());
        Link::new(title, self.names.scheme(id))
    }

    fn intervention_link(&self, id: &str) -> Link {
        let name = self.pack.reference().interventions.get(id).map_or(id, |known| known.name.as_str());
        Link::new(name, self.names.intervention(id))
    }

    /// A link to a finding, an entry of the background or a standing statement, with what kind of thing it is.
    fn finding_link(&self, id: &str) -> Link {
        if let Some(entry) = self.entries().into_iter().find(|entry| entry.finding.id == id) {
            return self.entry_link(entry);
        }
        match self.standing(id) {
            Some(statement) => Link::new(&statement.name, self.names.finding(id)).noted("standing statement"),
            None => Link::new(id, String::new()),
        }
    }

    fn entry_link(&self, entry: Entry<'_>) -> Link {
        let finding = entry.finding;
        let kind = words::kind(self.pack, finding);
        let note = match finding.status {
            Status::Active => kind.to_owned(),
            Status::Draft => format!("{kind}, draft"),
            Status::Retired => format!("{kind}, retired"),
        };
        Link::new(&finding.name, self.names.finding(&finding.id)).noted(note)
    }

    fn standing(&self, id: &str) -> Option<&'a Standing> {
        self.pack.reference().standing.iter().find(|statement| statement.id == id)
    }

    /// The later public record, unless it is left out.
    fn later(&self) -> &'a [LaterRecord] {
        let reference = self.pack.reference();
        if reference.later_hidden { &[] } else { &reference.later }
    }

    /// What to say where a review is overdue.
    fn overdue(&self, review_by: Date) -> Option<String> {
        (review_by < self.as_of).then(|| format!("Review overdue since {review_by}"))
    }
}

/// How a part of an answer is called.
fn part_title(part: Part) -> &'static str {
    match part {
        Part::Urgent => "Before anything else",
        Part::Caution => "Cautions",
        Part::Suggestion => "Suggestions",
        Part::Gap => "Where evidence is missing",
        Part::Context => "Context",
    }
}

/// A count with its word: `1 page`, `2 pages`.
fn counted(number: usize, one: &str, several: &str) -> String {
    words::counted(number, one, several)
}
