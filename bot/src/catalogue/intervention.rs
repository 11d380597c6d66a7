//! A page for each programme, tool or practice of the catalogue: what it is, and what the findings say of it.

use askama::Template;
use handrail_engine::arrange::position;
use handrail_engine::reference::Intervention;

use super::beside::Record;
use super::frame::Frame;
use super::gradings::{Graded, Item};
use super::names::Link;
use super::{Catalogue, Entry, Files, PageError};
use crate::present::words;

#[derive(Debug, Template)]
#[template(path = "catalogue/intervention.html")]
struct Page {
    frame: Frame,
    id: String,
    aliases: Vec<String>,
    what: String,
    about: Vec<(&'static str, String)>,
    relations: Vec<(&'static str, Vec<Link>)>,
    items: Vec<Item>,
    /// The gradings of each finding that speaks of it.
    graded: Vec<(Link, Vec<Graded>)>,
    later: Vec<Record>,
    here: Vec<String>,
}

/// Adds the pages of all interventions.
pub(super) fn pages(catalogue: &Catalogue<'_>, files: &mut Files) -> Result<(), PageError> {
    for (id, intervention) in &catalogue.pack.reference().interventions {
        let path = catalogue.names.intervention(id);
        files.insert(path.clone(), page(catalogue, id, intervention, &path).render()?);
    }
    Ok(())
}

fn page(catalogue: &Catalogue<'_>, id: &str, intervention: &Intervention, path: &str) -> Page {
    let about = [
        ("For whom", &intervention.for_whom),
        ("Delivered by", &intervention.by_whom),
        ("Ages", &intervention.ages),
        ("Availability", &intervention.availability),
    ];
    let speaking: Vec<Entry<'_>> = speaking_of(catalogue, id);
    let concerned = |record: &&handrail_engine::reference::LaterRecord| {
        speaking.iter().any(|entry| record.findings.contains(&entry.finding.id))
    };
    let offer = catalogue.pack.offer();
    let here = offer.into_iter().flat_map(|offer| {
        let services = offer.services.iter().filter(|service| service.intervention == id);
        services.map(|service| words::service(offer, service))
    });
    Page {
        frame: Frame::new(catalogue, path, &intervention.name, "Intervention"),
        id: id.to_owned(),
        aliases: intervention.aliases.clone(),
        what: intervention.what.clone(),
        about: about.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect(),
        relations: relations(catalogue, id, intervention),
        items: speaking.iter().map(|entry| catalogue.item(*entry)).collect(),
        graded: speaking.iter().map(|entry| (catalogue.entry_link(*entry), catalogue.graded(entry.finding))).collect(),
        later: catalogue.later().iter().filter(concerned).map(|record| catalogue.record(record)).collect(),
        here: here.collect(),
    }
}

/// The findings that speak of an intervention, in the order of an answer.
pub(super) fn speaking_of<'a>(catalogue: &Catalogue<'a>, id: &str) -> Vec<Entry<'a>> {
    let names = |entry: &Entry<'_>| {
        entry.finding.statements.iter().any(|statement| statement.interventions.iter().any(|named| named == id))
    };
    let mut found: Vec<Entry<'a>> = catalogue.entries().into_iter().filter(names).collect();
    found.sort_by_key(|entry| (entry.background, position(catalogue.pack, entry.finding)));
    found
}

/// What an intervention names, and what names it.
fn relations(catalogue: &Catalogue<'_>, id: &str, own: &Intervention) -> Vec<(&'static str, Vec<Link>)> {
    /// The relations of a catalogue: as the one that is named sees it, and as the one that names.
    const WORDS: [(&str, &str, &str); 5] = [
        ("variant_of", "A variant of", "Has the variants"),
        ("successor_of", "Came after", "Was followed by"),
        ("component_of", "A part of", "Has the parts"),
        ("combined_with", "Combined with", "Combined with"),
        ("not_the_same_as", "Not the same as", "Not the same as"),
    ];
    let mut found: Vec<(&'static str, Vec<Link>)> = Vec::new();
    let mut add = |label: &'static str, other: &str| {
        let link = catalogue.intervention_link(other);
        match found.iter_mut().find(|(known, _)| *known == label) {
            Some((_, links)) if links.contains(&link) => {}
            Some((_, links)) => links.push(link),
            None => found.push((label, vec![link])),
        }
    };
    for (relation, naming, named) in WORDS {
        for (_, other) in own.relations.iter().filter(|(known, _)| *known == relation) {
            add(naming, other);
        }
        for (other, intervention) in &catalogue.pack.reference().interventions {
            if intervention.relations.iter().any(|(known, to)| *known == relation && to == id) {
                add(named, other);
            }
        }
    }
    found
}
