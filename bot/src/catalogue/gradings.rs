//! Gradings side by side: each in its own scheme, none merged with or ranked against another.

use handrail_engine::finding::{Finding, Grading, Status};
use handrail_engine::reference::{LaterGrading, Standing};

use super::names::Link;
use super::{Catalogue, Entry};
use crate::present::words;

/// One grading as a page shows it.
#[derive(Debug)]
pub(super) struct Graded {
    pub(super) scheme: Link,
    pub(super) grade: String,
    pub(super) meaning: String,
    /// As of when; empty where that is not stated.
    pub(super) date: String,
    pub(super) by: String,
    pub(super) wording: Option<String>,
    pub(super) of: Option<String>,
    pub(super) note: Option<String>,
    pub(super) inferred: bool,
    pub(super) well: bool,
}

/// A finding in a list, with its gradings in a few words.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) link: Link,
    pub(super) verb: &'static str,
    pub(super) advice: String,
    /// The grade, and its scheme with the date.
    pub(super) grades: Vec<(String, String)>,
    /// What else to know at a glance: a draft, an overdue review.
    pub(super) marks: Vec<String>,
}

impl Catalogue<'_> {
    /// Whether the authors of the pack call a grade well evidenced.
    pub(super) fn is_well(&self, scheme: &str, grade: &str) -> bool {
        self.pack.reference().manifest.well_evidenced.iter().any(|(s, g)| s == scheme && g == grade)
    }

    /// The gradings of a finding, scheme by scheme, each scheme's in the order in which they are written.
    pub(super) fn graded(&self, finding: &Finding) -> Vec<Graded> {
        let mut gradings: Vec<&Grading> = finding.strength.iter().collect();
        gradings.sort_by_key(|grading| finding.strength.iter().position(|first| first.scheme == grading.scheme));
        gradings
            .into_iter()
            .map(|grading| Graded {
                date: grading.as_of.clone(),
                by: grading.by.clone().unwrap_or_else(|| self.owner(&grading.scheme)),
                wording: grading.wording.clone(),
                of: grading.of.clone(),
                note: grading.note.clone(),
                inferred: grading.inferred,
                ..self.plainly(&grading.scheme, &grading.grade)
            })
            .collect()
    }

    /// The grading of a standing statement.
    pub(super) fn graded_standing(&self, statement: &Standing) -> Graded {
        let (scheme, grade) = &statement.strength;
        Graded { by: self.owner(scheme), ..self.plainly(scheme, grade) }
    }

    /// A grading of the later record.
    pub(super) fn graded_later(&self, grading: &LaterGrading, as_of: &str) -> Graded {
        Graded {
            date: as_of.to_owned(),
            by: self.owner(&grading.scheme),
            wording: grading.wording.clone(),
            of: grading.of.clone(),
            ..self.plainly(&grading.scheme, &grading.grade)
        }
    }

    fn owner(&self, scheme: &str) -> String {
        self.pack.reference().schemes.get(scheme).map_or_else(String::new, |scheme| scheme.by.clone())
    }

    fn plainly(&self, scheme: &str, grade: &str) -> Graded {
        let known = self.pack.reference().schemes.get(scheme);
        let found = known.and_then(|known| known.grades.iter().find(|found| found.id == grade));
        Graded {
            scheme: self.scheme_link(scheme),
            grade: found.map_or(grade, |found| found.label.as_str()).to_owned(),
            meaning: found.map_or_else(String::new, |found| found.meaning.clone()),
            date: String::new(),
            by: String::new(),
            wording: None,
            of: None,
            note: None,
            inferred: false,
            well: self.is_well(scheme, grade),
        }
    }

    /// The place of a grade on the page of a need or of its scheme.
    pub(super) fn grade_place(&self, scheme: &str, grade: &str) -> String {
        let schemes = &self.pack.reference().schemes;
        let number = schemes.get(scheme).map_or(schemes.len(), |known| known.order);
        let grades = schemes.get(scheme).map_or(&[][..], |scheme| scheme.grades.as_slice());
        let place = grades.iter().position(|known| known.id == grade).unwrap_or(grades.len());
        format!("grade-{}-{}", number.saturating_add(1), place.saturating_add(1))
    }

    /// A finding as an entry of a list.
    pub(super) fn item(&self, entry: Entry<'_>) -> Item {
        let finding = entry.finding;
        let reference = self.pack.reference();
        let grades = finding
            .strength
            .iter()
            .map(|grading| {
                let label = reference.grade_label(&grading.scheme, &grading.grade).unwrap_or(&grading.grade);
                let scheme = self.scheme_link(&grading.scheme).text;
                let inferred = if grading.inferred { ", inferred" } else { "" };
                (label.to_owned(), format!("{scheme}, {}{inferred}", grading.as_of))
            })
            .collect();
        let mut marks = Vec::new();
        match finding.status {
            Status::Active => {}
            Status::Draft => marks.push("Draft".to_owned()),
            Status::Retired => marks.push("Retired".to_owned()),
        }
        if entry.background {
            marks.push("Speaks of services".to_owned());
        }
        marks.extend(self.overdue(finding.review_by));
        Item {
            link: Link::new(&finding.name, self.names.finding(&finding.id)),
            verb: words::verb(finding.verb()),
            advice: finding.advice.clone(),
            grades,
            marks,
        }
    }
}
