//! The needs by which findings are grouped, and when a package over several needs is called for.

use super::{Reference, open, owned, owned_list};
use crate::condition::Condition;
use crate::document::fields::Fields;
use crate::document::{Node, content_start};
use crate::problem::Problem;
use crate::text::{SourceText, Span};

/// A need: a group of findings, named by their folder below `findings/` or `background/`.
#[derive(Debug, Clone)]
pub struct Need {
    /// The name of the folder.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// Other words by which people ask for it.
    pub words: Vec<String>,
    /// When the case shows this need. Without it, the group is a subject and no need of a case.
    pub present: Option<Condition>,
}

/// When suggestions belong into one package, and what is said of it.
#[derive(Debug, Clone)]
pub struct PackageRule {
    /// A package is called for where one of these findings is matched.
    pub called_for_by: Vec<String>,
    /// Its parts are fixed only where this holds.
    pub fixed_when: Condition,
    /// What is said before it.
    pub text: String,
    /// What is said while its parts are not fixed.
    pub provisional: String,
    /// What is said with each line.
    pub each_line: String,
    /// What is said of a need for which nothing in the pack certainly applies.
    pub empty: String,
}

/// A condition of the file that still has to be built.
#[derive(Debug)]
pub(crate) struct PendingNeed {
    /// The number of the need; nothing for the package.
    pub(crate) need: Option<usize>,
    /// The condition.
    pub(crate) script: String,
    /// Where its first character stands.
    pub(crate) start: usize,
}

impl Reference {
    /// Reads `needs.toml`.
    pub(crate) fn read_needs(
        &mut self,
        text: &SourceText,
        document: &Node,
        problems: &mut Vec<Problem>,
        pending: &mut Vec<PendingNeed>,
    ) {
        let mut fields = Fields::of(text, document, Span::default(), "the list of needs", problems);
        let entries = fields.table("need");
        let package = fields.any("package");
        fields.finish();
        let mut condition = |node: &Node, key: &str, need: Option<usize>| {
            if let Some(node) = node.get(key)
                && let Some(script) = node.as_str()
            {
                let start = content_start(text, node.span);
                pending.push(PendingNeed { need, script: script.to_owned(), start });
            }
        };
        for entry in entries {
            let mut fields = open(text, entry, "need", problems);
            let need = Need {
                id: entry.key.clone(),
                label: owned(fields.required_text("label")),
                words: owned_list(&fields.texts("words")),
                present: None,
            };
            fields.text("present");
            fields.finish();
            condition(&entry.node, "present", Some(self.needs.len()));
            self.needs.push(need);
        }
        if let Some(node) = package {
            let mut fields = Fields::of(text, node, node.span, "the table `package`", problems);
            let called_for_by = owned_list(&fields.texts("called_for_by"));
            fields.required_text("fixed_when");
            self.package = Some(PackageRule {
                called_for_by,
                fixed_when: Condition::never(),
                text: owned(fields.required_text("text")),
                provisional: owned(fields.required_text("provisional")),
                each_line: owned(fields.required_text("each_line")),
                empty: owned(fields.required_text("empty")),
            });
            fields.finish();
            condition(node, "fixed_when", None);
        }
    }

    /// A need by the name of its folder.
    pub fn need(&self, id: &str) -> Option<&Need> {
        self.needs.iter().find(|need| need.id == id)
    }
}
