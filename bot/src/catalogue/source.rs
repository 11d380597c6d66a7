//! A page for each source: its full reference, and everything that rests on it, with where in it that is written.

use askama::Template;

use super::beside::{Address, Disagreement, Record};
use super::frame::Frame;
use super::names::Link;
use super::{Catalogue, Files, PageError};

#[derive(Debug, Template)]
#[template(path = "catalogue/source.html")]
struct Page {
    frame: Frame,
    id: String,
    reference: Vec<(&'static str, String)>,
    address: Option<Address>,
    note: Option<String>,
    later: bool,
    citing: Vec<(Link, Vec<String>)>,
    conflicts: Vec<Disagreement>,
    records: Vec<Record>,
}

/// Adds the pages of all sources that are shown.
pub(super) fn pages(catalogue: &Catalogue<'_>, files: &mut Files) -> Result<(), PageError> {
    let reference = catalogue.pack.reference();
    for (id, source) in &reference.sources {
        let path = catalogue.names.source(id);
        if path.is_empty() {
            continue;
        }
        let written = [
            ("Authors", source.authors.clone()),
            ("Publisher", source.publisher.clone()),
            ("Date", Some(source.date.clone())),
            ("Kind", source.kind.clone()),
        ];
        let concerned =
            |conflict: &&handrail_engine::reference::Conflict| conflict.sides.iter().any(|side| &side.source == id);
        let over = if source.later { "Source of the later public record" } else { "Source" };
        let page = Page {
            frame: Frame::new(catalogue, &path, &source.title, over),
            id: id.clone(),
            reference: written.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            address: source.url.as_deref().map(Address::of),
            note: source.note.clone(),
            later: source.later,
            citing: citing(catalogue, id),
            conflicts: reference.conflicts.iter().filter(concerned).map(|one| catalogue.disagreement(one)).collect(),
            records: catalogue
                .later()
                .iter()
                .filter(|record| &record.source == id || record.sources.contains(id))
                .map(|record| catalogue.record(record))
                .collect(),
        };
        files.insert(path, page.render()?);
    }
    Ok(())
}

/// What cites a source, and which sections of it.
fn citing(catalogue: &Catalogue<'_>, id: &str) -> Vec<(Link, Vec<String>)> {
    let mut found = Vec::new();
    for entry in catalogue.entries() {
        let cited = entry.finding.sources.iter().filter(|citation| citation.source == id);
        let sections: Vec<String> = cited.map(|citation| citation.section.clone()).collect();
        if !sections.is_empty() {
            found.push((catalogue.entry_link(entry), sections));
        }
    }
    for statement in &catalogue.pack.reference().standing {
        let cited = statement.sources.iter().filter(|(source, _)| source == id);
        let sections: Vec<String> = cited.map(|(_, section)| section.clone()).collect();
        if !sections.is_empty() {
            found.push((catalogue.finding_link(&statement.id), sections));
        }
    }
    found
}
