//! A page for each statement that always holds.

use askama::Template;

use super::beside::{Cited, Disagreement, Record};
use super::frame::Frame;
use super::gradings::Graded;
use super::names::Link;
use super::{Catalogue, Files, PageError};

#[derive(Debug, Template)]
#[template(path = "catalogue/standing.html")]
struct Page {
    frame: Frame,
    id: String,
    file: String,
    kind: String,
    text: String,
    caution: Option<String>,
    graded: Vec<Graded>,
    conflicts: Vec<Disagreement>,
    later: Vec<Record>,
    relations: Vec<(&'static str, Vec<Link>)>,
    cited: Vec<Cited>,
    review_by: String,
    overdue: bool,
    marks: Vec<String>,
}

/// Adds the pages of all standing statements.
pub(super) fn pages(catalogue: &Catalogue<'_>, files: &mut Files) -> Result<(), PageError> {
    let reference = catalogue.pack.reference();
    for statement in &reference.standing {
        let path = catalogue.names.finding(&statement.id);
        let overdue = statement.review_by.and_then(|day| catalogue.overdue(day));
        let page = Page {
            frame: Frame::new(catalogue, &path, &statement.name, "Standing statement"),
            id: statement.id.clone(),
            file: statement.at.to_string(),
            kind: reference
                .kinds
                .get(&statement.kind)
                .map_or_else(|| statement.kind.clone(), |kind| kind.label.clone()),
            text: statement.text.clone(),
            caution: statement.caution.clone(),
            graded: vec![catalogue.graded_standing(statement)],
            conflicts: reference.conflicts_of(&statement.id).map(|conflict| catalogue.disagreement(conflict)).collect(),
            later: reference.later_of(&statement.id).map(|record| catalogue.record(record)).collect(),
            relations: catalogue.relations(&statement.id),
            cited: catalogue.cited(statement.sources.iter().map(|(id, section)| (id.as_str(), section.as_str()))),
            review_by: statement.review_by.map_or_else(|| "not set".to_owned(), |day| day.to_string()),
            overdue: overdue.is_some(),
            marks: overdue.into_iter().collect(),
        };
        files.insert(path, page.render()?);
    }
    Ok(())
}
