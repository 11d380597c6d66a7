//! The later public record: what was published after the documents that the pack was written from. It is kept
//! apart from them, carries its own date, and can be switched off as a whole.

use super::{Reference, check_as_of, owned, owned_list};
use crate::document::Node;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::{Location, SourceText, Span};

/// A grading of the later record, in its own scheme.
#[derive(Debug, Clone)]
pub struct LaterGrading {
    /// The scheme.
    pub scheme: String,
    /// The grade in that scheme.
    pub grade: String,
    /// For which outcome or population.
    pub of: Option<String>,
    /// The record's own words.
    pub wording: Option<String>,
}

/// One later record.
#[derive(Debug, Clone)]
pub struct LaterRecord {
    /// Its id.
    pub id: String,
    /// Where it was published.
    pub source: String,
    /// As of when: a year, a month, a day, or `undated`.
    pub as_of: String,
    /// The findings, standing statements and background entries that it concerns.
    pub findings: Vec<String>,
    /// The sources of the pack whose picture it changes.
    pub sources: Vec<String>,
    /// What it says.
    pub says: String,
    /// How it grades.
    pub strength: Vec<LaterGrading>,
    /// What that means beside what the pack's own sources say.
    pub effect: String,
    /// Where it is written.
    pub at: Location,
}

impl Reference {
    /// Reads `later.toml`.
    pub(crate) fn read_later(&mut self, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, document, Span::default(), "the later record", problems);
        let items = fields.list("record");
        fields.finish();
        for item in items {
            let place = |key: &str| item.get(key).map_or(item.span, |node| node.span);
            let mut fields = Fields::of(text, item, item.span, "a later record", problems);
            let id = owned(fields.required_text("id"));
            let source = owned(fields.required_text("source"));
            let as_of = owned(fields.required_text("as_of"));
            let findings = fields.texts("findings");
            let sources = fields.texts("sources");
            let says = owned(fields.required_text("says"));
            let strength = fields.list("strength");
            let effect = owned(fields.required_text("effect"));
            fields.finish();
            if let Err(problem) = check_as_of(&as_of) {
                problems.push(problem.at(text, place("as_of")));
            }
            for (id, span) in sources.iter().copied().chain([(source.as_str(), place("source"))]) {
                if !id.is_empty() && !self.sources.contains_key(id) {
                    problems.push(self.unknown_source(id).at(text, span));
                }
            }
            self.named.extend(findings.iter().map(|(id, span)| ((*id).to_owned(), text.locate(*span))));
            if self.later.iter().any(|earlier| earlier.id == id) {
                problems.push(
                    Problem::error("duplicate-id", format!("the later record `{id}` is declared twice"))
                        .at(text, place("id"))
                        .label("declared again here"),
                );
            }
            self.later.push(LaterRecord {
                id,
                source,
                as_of,
                findings: owned_list(&findings),
                sources: owned_list(&sources),
                says,
                strength: strength.iter().map(|node| self.read_later_grading(text, node, problems)).collect(),
                effect,
                at: text.locate(item.span),
            });
        }
    }

    fn read_later_grading(&self, text: &SourceText, node: &Node, problems: &mut Vec<Problem>) -> LaterGrading {
        let mut fields = Fields::of(text, node, node.span, "a later grading", problems);
        let grading = LaterGrading {
            scheme: owned(fields.required_text("scheme")),
            grade: owned(fields.required_text("grade")),
            of: fields.text("of").map(str::to_owned),
            wording: fields.text("wording").map(str::to_owned),
        };
        fields.finish();
        if self.grade_label(&grading.scheme, &grading.grade).is_none() {
            let key = if self.schemes.contains_key(&grading.scheme) { "grade" } else { "scheme" };
            let place = node.get(key).map_or(node.span, |node| node.span);
            problems.push(self.unknown_grade(&grading.scheme, &grading.grade).at(text, place));
        }
        grading
    }

    /// What the later record says of a finding, in the order of the file; nothing where it is switched off.
    pub fn later_of<'a>(&'a self, finding: &'a str) -> impl Iterator<Item = &'a LaterRecord> {
        let shown = self.later.iter().filter(|_| !self.later_hidden);
        shown.filter(move |record| record.findings.iter().any(|id| id == finding))
    }
}
