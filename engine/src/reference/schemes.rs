//! Grading schemes. Grades of two schemes are never compared.

use super::{Reference, open, owned, unlisted};
use crate::document::Entry;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::SourceText;

/// A grade of a scheme.
#[derive(Debug, Clone)]
pub struct Grade {
    /// Its id.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// What it means.
    pub meaning: String,
}

/// A way of grading evidence. Grades of two schemes are never compared.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// How it is called.
    pub title: String,
    /// Who grades.
    pub by: String,
    /// Whether the grades stand strongest first.
    pub ranked: bool,
    /// What a reader must know of it.
    pub note: Option<String>,
    /// Its number in the order of the pack.
    pub order: usize,
    /// The grades.
    pub grades: Vec<Grade>,
}

impl Reference {
    /// The rank of a grade in its scheme, 0 for the strongest; nothing where the scheme does not rank.
    pub fn rank(&self, scheme: &str, grade: &str) -> Option<usize> {
        let scheme = self.schemes.get(scheme).filter(|scheme| scheme.ranked)?;
        scheme.grades.iter().position(|known| known.id == grade)
    }

    /// The label of a grade.
    pub fn grade_label(&self, scheme: &str, grade: &str) -> Option<&str> {
        let grades = &self.schemes.get(scheme)?.grades;
        grades.iter().find(|known| known.id == grade).map(|known| known.label.as_str())
    }

    pub(super) fn read_scheme(&mut self, text: &SourceText, entry: &Entry, problems: &mut Vec<Problem>) {
        let mut fields = open(text, entry, "scheme", problems);
        let title = owned(fields.required_text("title"));
        let by = owned(fields.required_text("by"));
        let ranked = fields.truth("ranked").unwrap_or(false);
        let note = fields.text("note").map(str::to_owned);
        fields.required("grades");
        let items = fields.list("grades");
        fields.finish();
        let mut grades = Vec::new();
        for item in items {
            let mut fields = Fields::of(text, item, item.span, "a grade", problems);
            grades.push(Grade {
                id: owned(fields.required_text("id")),
                label: owned(fields.required_text("label")),
                meaning: owned(fields.required_text("meaning")),
            });
            fields.finish();
        }
        let order = self.schemes.len();
        self.schemes.insert(entry.key.clone(), Scheme { title, by, ranked, note, order, grades });
    }

    /// The problem of a scheme or grade that is not declared; its place is for the caller to say.
    pub(crate) fn unknown_grade(&self, scheme: &str, grade: &str) -> Problem {
        match self.schemes.get(scheme) {
            None => unlisted("grading scheme", scheme, &self.schemes.keys().map(String::as_str).collect::<Vec<_>>()),
            Some(known) => {
                let grades: Vec<&str> = known.grades.iter().map(|grade| grade.id.as_str()).collect();
                unlisted(&format!("grade of `{scheme}`"), grade, &grades)
            }
        }
    }
}
