//! Statements that always hold.

use jiff::civil::Date;

use super::{Reference, owned, read_date, unlisted};
use crate::document::Node;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::{Location, SourceText, Span};

/// A statement that always holds.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// What it says, in one sentence.
    pub text: String,
    /// What limits it.
    pub caution: Option<String>,
    /// Scheme and grade.
    pub strength: (String, String),
    /// Sources and sections.
    pub sources: Vec<(String, String)>,
    /// When it must be looked at again.
    pub review_by: Option<Date>,
    /// Where it is written.
    pub at: Location,
}

impl Reference {
    /// Reads `standing.toml`.
    pub(crate) fn read_standing(&mut self, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, document, Span::default(), "the standing statements", problems);
        let items = fields.list("statement");
        fields.finish();
        for item in items {
            let mut fields = Fields::of(text, item, item.span, "a standing statement", problems);
            let id = owned(fields.required_text("id"));
            let kind = owned(fields.required_text("kind"));
            let name = owned(fields.required_text("name"));
            let words = owned(fields.required_text("text"));
            let caution = fields.text("caution").map(str::to_owned);
            let strength = owned(fields.required_text("strength"));
            let review = fields.required_text("review_by");
            fields.required("source");
            let cited = fields.list("source");
            fields.finish();
            let span = |key: &str| item.get(key).map_or(item.span, |node| node.span);
            let (scheme, grade) = strength.split_once(':').unwrap_or((&strength, ""));
            if self.grade_label(scheme, grade).is_none() {
                problems.push(self.unknown_grade(scheme, grade).at(text, span("strength")));
            }
            if !self.kinds.contains_key(&kind) {
                problems.push(
                    unlisted("kind", &kind, &self.kinds.keys().map(String::as_str).collect::<Vec<_>>())
                        .at(text, span("kind")),
                );
            }
            let review_by = review.and_then(|review| match read_date(review) {
                Ok(date) => Some(date),
                Err(problem) => {
                    problems.push(problem.at(text, span("review_by")));
                    None
                }
            });
            let mut sources = Vec::new();
            for citation in cited {
                let mut fields = Fields::of(text, citation, citation.span, "a citation", problems);
                let id = owned(fields.required_text("id"));
                let section = owned(fields.required_text("section"));
                fields.finish();
                if !self.sources.contains_key(&id) {
                    let place = citation.get("id").map_or(citation.span, |node| node.span);
                    problems.push(self.unknown_source(&id).at(text, place));
                }
                sources.push((id, section));
            }
            if self.standing.iter().any(|earlier| earlier.id == id) {
                problems.push(
                    Problem::error("duplicate-id", format!("the standing statement `{id}` is declared twice"))
                        .at(text, span("id"))
                        .label("declared again here"),
                );
            }
            self.standing.push(Standing {
                id,
                kind,
                name,
                text: words,
                caution,
                strength: (scheme.to_owned(), grade.to_owned()),
                sources,
                review_by,
                at: text.locate(item.span),
            });
        }
    }
}
