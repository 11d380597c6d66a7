//! Reading the named fields of a table: what is missing, what has the wrong type, what is not known.

use crate::document::{Entry, Node, Value};
use crate::problem::Problem;
use crate::text::{SourceText, Span};

/// The fields of one table while they are read. Every problem is collected; reading goes on.
#[derive(Debug)]
pub(crate) struct Fields<'a, 'p> {
    text: &'a SourceText,
    entries: &'a [Entry],
    place: Span,
    /// What the table describes, for messages: "the fact `bike.wheels`".
    subject: String,
    asked: Vec<&'static str>,
    problems: &'p mut Vec<Problem>,
}

impl<'a, 'p> Fields<'a, 'p> {
    /// Begins to read a table. A node that is none is reported and read as empty.
    pub(crate) fn of(
        text: &'a SourceText,
        node: &'a Node,
        place: Span,
        subject: impl Into<String>,
        problems: &'p mut Vec<Problem>,
    ) -> Self {
        let subject = subject.into();
        let entries = node.as_table().unwrap_or_else(|| {
            problems.push(
                Problem::error("wrong-type", format!("{subject} must be a table, not {}", node.describe()))
                    .at(text, node.span)
                    .label("expected a table"),
            );
            &[]
        });
        Self { text, entries, place, subject, asked: Vec::new(), problems }
    }

    /// Adds a problem that reading the fields has shown.
    pub(crate) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The value of a field, whatever it is.
    pub(crate) fn any(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// A field that must be there.
    pub(crate) fn required(&mut self, key: &'static str) -> Option<&'a Node> {
        let node = self.any(key);
        if node.is_none() {
            self.problems.push(
                Problem::error("missing-field", format!("{} has no `{key}`", self.subject))
                    .at(self.text, self.place)
                    .label(format!("`{key}` is missing"))
                    .help(format!("add `{key} = …`")),
            );
        }
        node
    }

    /// A text.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<&'a str> {
        let node = self.any(key)?;
        self.expect_text(key, node)
    }

    /// A text that must be there and must not be empty.
    pub(crate) fn required_text(&mut self, key: &'static str) -> Option<&'a str> {
        let node = self.required(key)?;
        let text = self.expect_text(key, node)?;
        if text.trim().is_empty() {
            self.problems.push(
                Problem::error("empty-text", format!("`{key}` of {} is empty", self.subject))
                    .at(self.text, node.span)
                    .label("expected words"),
            );
            return None;
        }
        Some(text)
    }

    /// Yes or no.
    pub(crate) fn truth(&mut self, key: &'static str) -> Option<bool> {
        let node = self.any(key)?;
        if let Value::Bool(value) = node.value {
            return Some(value);
        }
        self.wrong_type(key, node, "`true` or `false`");
        None
    }

    /// A whole number.
    pub(crate) fn integer(&mut self, key: &'static str) -> Option<i64> {
        let node = self.any(key)?;
        if let Value::Integer(value) = node.value {
            return Some(value);
        }
        self.wrong_type(key, node, "a whole number");
        None
    }

    /// A list of texts with their places.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<(&'a str, Span)> {
        self.list(key).iter().filter_map(|item| Some((self.expect_text(key, item)?, item.span))).collect()
    }

    /// A list, each item with its place.
    pub(crate) fn list(&mut self, key: &'static str) -> &'a [Node] {
        let Some(node) = self.any(key) else { return &[] };
        node.as_list().unwrap_or_else(|| {
            self.wrong_type(key, node, "a list");
            &[]
        })
    }

    /// A table, its entries in order.
    pub(crate) fn table(&mut self, key: &'static str) -> &'a [Entry] {
        let Some(node) = self.any(key) else { return &[] };
        node.as_table().unwrap_or_else(|| {
            self.wrong_type(key, node, "a table of names and values");
            &[]
        })
    }

    /// Reports a field whose value has the wrong type.
    pub(crate) fn wrong_type(&mut self, key: &str, node: &Node, expected: &str) {
        self.problems.push(
            Problem::error(
                "wrong-type",
                format!("`{key}` of {} must be {expected}, not {}", self.subject, node.describe()),
            )
            .at(self.text, node.span)
            .label(format!("expected {expected}"))
            .about(key, node.describe()),
        );
    }

    /// Ends the reading: fields that nobody asked for are not known.
    pub(crate) fn finish(self) {
        for (index, entry) in self.entries.iter().enumerate() {
            if self.entries.iter().take(index).any(|earlier| earlier.key == entry.key) {
                self.problems.push(
                    Problem::error("duplicate-field", format!("{} has `{}` twice", self.subject, entry.key))
                        .at(self.text, entry.key_span)
                        .label("stands here again"),
                );
            } else if !self.asked.iter().any(|key| *key == entry.key) {
                self.problems.push(
                    Problem::error("unknown-field", format!("{} has no field `{}`", self.subject, entry.key))
                        .at(self.text, entry.key_span)
                        .label("not known here")
                        .help(format!("it may hold: {}", self.asked.join(", ")))
                        .nearest(&entry.key, self.asked.iter().copied()),
                );
            }
        }
    }

    fn expect_text(&mut self, key: &str, node: &'a Node) -> Option<&'a str> {
        let text = node.as_str();
        if text.is_none() {
            self.wrong_type(key, node, "a text");
        }
        text
    }
}
