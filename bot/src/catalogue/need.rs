//! A page for each need: what is known for it, the strongest first within one scheme, and what is not known.

use askama::Template;
use handrail_engine::finding::Status;
use handrail_engine::reference::{Part, Scheme};

use super::condition::{Asked, Shown};
use super::frame::Frame;
use super::gradings::Item;
use super::names::Link;
use super::{Catalogue, Entry, Files, PageError, part_title};

#[derive(Debug, Template)]
#[template(path = "catalogue/need.html")]
struct Page {
    frame: Frame,
    words: Vec<String>,
    present: Option<Shown>,
    asked: Vec<Asked>,
    groups: Vec<Group>,
    by_grade: Vec<Block>,
    /// What is said where nothing is suggested.
    nothing: bool,
}

/// A part of the page.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) title: String,
    pub(super) place: String,
    /// Under whose grades, and what.
    pub(super) lists: Vec<(Option<Link>, Vec<Item>)>,
}

/// The suggestions that one scheme grades, grade by grade.
#[derive(Debug)]
struct Block {
    scheme: Link,
    /// The place on the page, the grade and what is graded so.
    grades: Vec<(String, String, Vec<Link>)>,
}

/// Adds the pages of all needs.
pub(super) fn pages(catalogue: &Catalogue<'_>, files: &mut Files) -> Result<(), PageError> {
    for need in &catalogue.needs {
        let path = catalogue.names.need(need);
        files.insert(path.clone(), page(catalogue, need, &path).render()?);
    }
    Ok(())
}

fn page(catalogue: &Catalogue<'_>, need: &str, path: &str) -> Page {
    let reference = catalogue.pack.reference();
    let known = reference.need(need);
    let over = if known.is_none_or(|known| known.present.is_none()) { "Subject" } else { "Need" };
    let entries = catalogue.of_need(need);
    let groups = groups(catalogue, &entries);
    let suggestions = of_part(catalogue, &entries, Part::Suggestion);
    Page {
        frame: Frame::new(catalogue, path, catalogue.need_label(need), over),
        words: known.map_or_else(Vec::new, |known| known.words.clone()),
        present: known.and_then(|known| known.present.as_ref()).map(|present| catalogue.shown(present)),
        asked: catalogue.asked(known.and_then(|known| known.present.as_ref()), []),
        groups,
        by_grade: by_grade(catalogue, &suggestions),
        nothing: suggestions.is_empty(),
    }
}

/// What stands in a part, of what may be shown in answers. What is not known of services is a gap too; what else the
/// background says of them stands apart.
pub(super) fn of_part<'a>(catalogue: &Catalogue<'_>, entries: &[Entry<'a>], part: Part) -> Vec<Entry<'a>> {
    let shown = |entry: &&Entry<'_>| {
        (!entry.background || part == Part::Gap)
            && entry.finding.status == Status::Active
            && catalogue.part(entry.finding) == part
    };
    entries.iter().filter(shown).copied().collect()
}

/// What the background says of services, but for what is not known.
pub(super) fn of_services<'a>(catalogue: &Catalogue<'_>, entries: &[Entry<'a>]) -> Vec<Entry<'a>> {
    let shown = |entry: &&Entry<'_>| {
        entry.background && entry.finding.status == Status::Active && catalogue.part(entry.finding) != Part::Gap
    };
    entries.iter().filter(shown).copied().collect()
}

/// Entries part by part, in the order of an answer; drafts and what is retired at the end.
pub(super) fn groups(catalogue: &Catalogue<'_>, entries: &[Entry<'_>]) -> Vec<Group> {
    let active = |entry: &&Entry<'_>| entry.finding.status == Status::Active;
    let mut groups = Vec::new();
    for (word, part) in Part::ALL {
        let of_part: Vec<Entry<'_>> = of_part(catalogue, entries, part);
        if !of_part.is_empty() {
            let lists = by_scheme(catalogue, &of_part);
            groups.push(Group { title: part_title(part).to_owned(), place: word.to_owned(), lists });
        }
    }
    let services = of_services(catalogue, entries);
    if !services.is_empty() {
        let lists = vec![(None, services.into_iter().map(|entry| catalogue.item(entry)).collect())];
        groups.push(Group { title: "What speaks of services".to_owned(), place: "services".to_owned(), lists });
    }
    let others: Vec<Item> = entries.iter().filter(|entry| !active(entry)).map(|entry| catalogue.item(*entry)).collect();
    if !others.is_empty() {
        let lists = vec![(None, others)];
        groups.push(Group { title: "Drafts and retired".to_owned(), place: "not-active".to_owned(), lists });
    }
    groups
}

/// Entries under the ranked scheme that puts them in order; the others follow.
fn by_scheme(catalogue: &Catalogue<'_>, entries: &[Entry<'_>]) -> Vec<(Option<Link>, Vec<Item>)> {
    let schemes = catalogue.schemes();
    let first = |entry: &Entry<'_>| {
        let ranks = |scheme: &Scheme, id: &str| {
            scheme.ranked && entry.finding.strength.iter().any(|grading| grading.scheme == id)
        };
        schemes.iter().position(|(id, scheme)| ranks(scheme, id))
    };
    let items = |wanted: Option<usize>| -> Vec<Item> {
        let of_scheme = entries.iter().filter(|entry| first(entry) == wanted);
        of_scheme.map(|entry| catalogue.item(*entry)).collect()
    };
    let graded =
        schemes.iter().enumerate().map(|(number, (id, _))| (Some(catalogue.scheme_link(id)), items(Some(number))));
    graded.chain([(None, items(None))]).filter(|(_, found)| !found.is_empty()).collect()
}

fn by_grade(catalogue: &Catalogue<'_>, suggestions: &[Entry<'_>]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (id, scheme) in catalogue.schemes() {
        let mut grades = Vec::new();
        for grade in &scheme.grades {
            let found: Vec<Link> = suggestions
                .iter()
                .filter(|entry| entry.finding.strength.iter().any(|g| &g.scheme == id && g.grade == grade.id))
                .map(|entry| catalogue.entry_link(*entry))
                .collect();
            if !found.is_empty() {
                grades.push((catalogue.grade_place(id, &grade.id), grade.label.clone(), found));
            }
        }
        if !grades.is_empty() {
            blocks.push(Block { scheme: catalogue.scheme_link(id), grades });
        }
    }
    blocks
}
