//! The first page: what the pack is, how much it holds, and the evidence map.

use askama::Template;
use handrail_engine::finding::Status;
use handrail_engine::reference::Part;

use super::frame::Frame;
use super::map::Map;
use super::names::Link;
use super::need::of_part;
use super::{Catalogue, Files, PageError, counted};

#[derive(Debug, Template)]
#[template(path = "catalogue/index.html")]
struct Page {
    frame: Frame,
    about: String,
    urgent: String,
    counts: Vec<(usize, Link)>,
    map: Map,
    /// Whether the authors call some grades well evidenced, and which needs have no suggestion of such a grade.
    well: Vec<(Link, String)>,
    not_well: Vec<Link>,
    more: Vec<(Link, String)>,
}

/// Adds the first page.
pub(super) fn pages(catalogue: &Catalogue<'_>, files: &mut Files) -> Result<(), PageError> {
    let pack = catalogue.pack;
    let reference = pack.reference();
    let path = "index.html";
    let active = pack.active().count();
    let sources = reference.sources.keys().filter(|id| !catalogue.names.source(id).is_empty()).count();
    let mut counts = vec![
        (active, Link::new(plural(active, "finding", "findings"), "findings/index.html")),
        (
            pack.background().len(),
            Link::new(
                plural(pack.background().len(), "entry on services", "entries on services"),
                "findings/index.html",
            ),
        ),
        (
            reference.standing.len(),
            Link::new(
                plural(reference.standing.len(), "standing statement", "standing statements"),
                "findings/index.html#standing",
            ),
        ),
        (
            reference.interventions.len(),
            Link::new(
                plural(reference.interventions.len(), "intervention", "interventions"),
                "interventions/index.html",
            ),
        ),
        (sources, Link::new(plural(sources, "source", "sources"), "sources/index.html")),
        (
            reference.schemes.len(),
            Link::new(plural(reference.schemes.len(), "grading scheme", "grading schemes"), "schemes/index.html"),
        ),
        (catalogue.cases.len(), Link::new(plural(catalogue.cases.len(), "tested case", "tested cases"), "")),
    ];
    counts.retain(|(number, _)| *number > 0);
    let overdue = overdue(catalogue);
    let mut more = vec![
        (
            Link::new("Where sources disagree", "conflicts.html"),
            counted(
                reference.conflicts.len(),
                "disagreement, shown with every side",
                "disagreements, each shown with every side",
            ),
        ),
        (
            Link::new("Reviews", "reviews.html"),
            format!("{} overdue on {}", counted(overdue, "review", "reviews"), catalogue.as_of),
        ),
        (Link::new("A to Z", "a-to-z.html"), "every page, and the other words by which people ask for it".to_owned()),
    ];
    if !reference.later_hidden {
        let text = counted(reference.later.len(), "record", "records");
        more.insert(
            1,
            (
                Link::new("The later public record", "later.html"),
                format!("{text} published after the sources of this pack, kept apart from them"),
            ),
        );
    }
    let (well, not_well) = well_evidenced(catalogue);
    let mut frame = Frame::new(catalogue, path, &reference.manifest.title, "Catalogue of evidence");
    frame.crumbs.clear();
    let page = Page {
        frame,
        about: reference.manifest.about.clone(),
        urgent: reference.manifest.urgent_text.clone(),
        counts,
        map: Map::of(catalogue, ""),
        well,
        not_well,
        more,
    };
    files.insert(path.to_owned(), page.render()?);
    Ok(())
}

fn plural(number: usize, one: &'static str, several: &'static str) -> &'static str {
    if number == 1 { one } else { several }
}

fn overdue(catalogue: &Catalogue<'_>) -> usize {
    let findings = catalogue.entries().into_iter().filter(|entry| entry.finding.status != Status::Retired);
    let days = findings.map(|entry| Some(entry.finding.review_by));
    let standing = catalogue.pack.reference().standing.iter().map(|statement| statement.review_by);
    days.chain(standing).flatten().filter(|day| *day < catalogue.as_of).count()
}

/// The grades that the authors call well evidenced, and the needs for which no suggestion has one.
fn well_evidenced(catalogue: &Catalogue<'_>) -> (Vec<(Link, String)>, Vec<Link>) {
    let reference = catalogue.pack.reference();
    let well = &reference.manifest.well_evidenced;
    if well.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let is_need = |id: &&String| reference.need(id).is_some_and(|need| need.present.is_some());
    let has_none = |id: &&String| {
        let suggestions = of_part(catalogue, &catalogue.of_need(id), Part::Suggestion);
        let mut gradings = suggestions.iter().flat_map(|entry| &entry.finding.strength);
        !gradings.any(|grading| catalogue.is_well(&grading.scheme, &grading.grade))
    };
    let not_well = catalogue.needs.iter().filter(is_need).filter(has_none).map(|id| catalogue.need_link(id));
    let grades = well.iter().map(|(scheme, grade)| {
        let label = reference.grade_label(scheme, grade).unwrap_or(grade);
        (catalogue.scheme_link(scheme), label.to_owned())
    });
    (grades.collect(), not_well.collect())
}
