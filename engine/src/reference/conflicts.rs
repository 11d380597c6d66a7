//! Where sources disagree. A disagreement is shown as one; nothing is settled by leaving a side out.

use super::{Reference, owned, owned_list};
use crate::document::Node;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::{Location, SourceText, Span};

/// What one source says in a disagreement.
#[derive(Debug, Clone)]
pub struct Side {
    /// The source.
    pub source: String,
    /// Where in it.
    pub section: String,
    /// What it says.
    pub says: String,
}

/// A disagreement between sources, or within one.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub topic: String,
    /// The findings, standing statements and background entries that it concerns.
    pub findings: Vec<String>,
    /// What each side says, at least two.
    pub sides: Vec<Side>,
    /// What is done about it.
    pub handling: String,
    /// Where it is written.
    pub at: Location,
}

impl Reference {
    /// Reads `conflicts.toml`.
    pub(crate) fn read_conflicts(&mut self, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, document, Span::default(), "the list of conflicts", problems);
        let items = fields.list("conflict");
        fields.finish();
        for item in items {
            let mut fields = Fields::of(text, item, item.span, "a conflict", problems);
            let id = owned(fields.required_text("id"));
            let topic = owned(fields.required_text("topic"));
            let findings = fields.texts("findings");
            let sides = fields.list("sides");
            let handling = owned(fields.required_text("handling"));
            fields.finish();
            self.named.extend(findings.iter().map(|(id, span)| ((*id).to_owned(), text.locate(*span))));
            let conflict = Conflict {
                id,
                topic,
                findings: owned_list(&findings),
                sides: sides.iter().map(|side| self.read_side(text, side, problems)).collect(),
                handling,
                at: text.locate(item.span),
            };
            let place = |key: &str| item.get(key).map_or(item.span, |node| node.span);
            if conflict.findings.is_empty() || conflict.sides.len() < 2 {
                let (key, words) = if conflict.findings.is_empty() {
                    ("findings", "concerns no finding")
                } else {
                    ("sides", "has fewer than two sides")
                };
                problems.push(
                    Problem::error("empty-list", format!("the conflict `{}` {words}", conflict.id))
                        .at(text, place(key))
                        .label("expected more"),
                );
            }
            if self.conflicts.iter().any(|earlier| earlier.id == conflict.id) {
                problems.push(
                    Problem::error("duplicate-id", format!("the conflict `{}` is declared twice", conflict.id))
                        .at(text, place("id"))
                        .label("declared again here"),
                );
            }
            self.conflicts.push(conflict);
        }
    }

    fn read_side(&self, text: &SourceText, node: &Node, problems: &mut Vec<Problem>) -> Side {
        let mut fields = Fields::of(text, node, node.span, "a side of a conflict", problems);
        let side = Side {
            source: owned(fields.required_text("source")),
            section: owned(fields.required_text("section")),
            says: owned(fields.required_text("says")),
        };
        fields.finish();
        if !side.source.is_empty() && !self.sources.contains_key(&side.source) {
            let place = node.get("source").map_or(node.span, |node| node.span);
            problems.push(self.unknown_source(&side.source).at(text, place));
        }
        side
    }

    /// The disagreements that concern a finding.
    pub fn conflicts_of<'a>(&'a self, finding: &'a str) -> impl Iterator<Item = &'a Conflict> {
        self.conflicts.iter().filter(move |conflict| conflict.findings.iter().any(|id| id == finding))
    }
}
