//! A page for each grading scheme: its grades, what they mean, and what is graded so.

use askama::Template;

use super::frame::Frame;
use super::names::Link;
use super::{Catalogue, Files, PageError};

#[derive(Debug, Template)]
#[template(path = "catalogue/scheme.html")]
struct Page {
    frame: Frame,
    by: String,
    ranked: bool,
    note: Option<String>,
    grades: Vec<Grade>,
}

#[derive(Debug)]
struct Grade {
    place: String,
    label: String,
    meaning: String,
    well: bool,
    findings: Vec<Link>,
    later: Vec<Link>,
}

/// Adds the pages of all schemes.
pub(super) fn pages(catalogue: &Catalogue<'_>, files: &mut Files) -> Result<(), PageError> {
    for (id, scheme) in &catalogue.pack.reference().schemes {
        let path = catalogue.names.scheme(id);
        let grades = scheme.grades.iter().map(|grade| Grade {
            place: catalogue.grade_place(id, &grade.id),
            label: grade.label.clone(),
            meaning: grade.meaning.clone(),
            well: catalogue.is_well(id, &grade.id),
            findings: graded_so(catalogue, id, &grade.id),
            later: graded_later(catalogue, id, &grade.id),
        });
        let page = Page {
            frame: Frame::new(catalogue, &path, &scheme.title, "Grading scheme"),
            by: scheme.by.clone(),
            ranked: scheme.ranked,
            note: scheme.note.clone(),
            grades: grades.collect(),
        };
        files.insert(path, page.render()?);
    }
    Ok(())
}

fn graded_so(catalogue: &Catalogue<'_>, scheme: &str, grade: &str) -> Vec<Link> {
    let mut found = Vec::new();
    for entry in catalogue.entries() {
        for grading in entry.finding.strength.iter().filter(|g| g.scheme == scheme && g.grade == grade) {
            let inferred = if grading.inferred { ", inferred" } else { "" };
            let of = grading.of.as_deref().map_or_else(String::new, |of| format!(": {of}"));
            found.push(catalogue.entry_link(entry).noted(format!("{}{inferred}{of}", grading.as_of)));
        }
    }
    let standing = &catalogue.pack.reference().standing;
    let so = standing.iter().filter(|statement| statement.strength.0 == scheme && statement.strength.1 == grade);
    found.extend(so.map(|statement| catalogue.finding_link(&statement.id)));
    found
}

/// What the later record grades so.
fn graded_later(catalogue: &Catalogue<'_>, scheme: &str, grade: &str) -> Vec<Link> {
    let mut found = Vec::new();
    for record in catalogue.later() {
        for grading in record.strength.iter().filter(|g| g.scheme == scheme && g.grade == grade) {
            let of = grading.of.as_deref().map_or_else(String::new, |of| format!(": {of}"));
            for finding in &record.findings {
                found.push(catalogue.finding_link(finding).noted(format!("{}{of}", record.as_of)));
            }
        }
    }
    found
}
