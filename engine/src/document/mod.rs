//! A tree of values with their places, read from JSON or TOML.
//!
//! Packs and cases are read through this one form, so that every error about a value can say where it
//! stands. Not for writing, and not for deciding what a value means.

pub(crate) mod fields;

use jsonc_parser::ast;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use toml::de::{DeTable, DeValue};

use crate::problem::Problem;
use crate::text::{SourceText, Span};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// JSON `null`.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number that is no whole number that fits, as it was written.
    OtherNumber(String),
    /// A text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// Names and values, in the order in which they stand.
    Table(Vec<Entry>),
}

/// A name and its value in a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name.
    pub key: String,
    /// Where the name stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// What kind of value it is, in the words of a message.
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => format!("`{value}`"),
            Value::Integer(value) => format!("`{value}`"),
            Value::OtherNumber(text) => format!("`{}`", shorten(text)),
            Value::String(text) => format!("`\"{}\"`", shorten(text)),
            Value::List(_) => "a list".to_owned(),
            Value::Table(_) => "a table of names and values".to_owned(),
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The names and values, if it is a table.
    pub fn as_table(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a name, if it is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_table()?.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }
}

/// The first characters of a text that may be long, for a message.
pub(crate) fn shorten(text: &str) -> String {
    // Enough to recognise a value by; a message is no place for a whole file.
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// Reads one JSON value. Comments, trailing commas and other liberties are errors.
pub fn read_json(text: &SourceText) -> Result<Node, Problem> {
    read_json_at(text, Span::new(0, text.text().len()))
}

/// Reads the JSON value in a part of a text, such as one line of a JSON Lines file.
pub fn read_json_at(text: &SourceText, part: Span) -> Result<Node, Problem> {
    let source = text.text().get(part.start..part.end).unwrap_or("");
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(source, &CollectOptions::default(), &strict).map_err(|error| {
        let range = error.range();
        Problem::error("not-json", format!("this is not JSON: {}", lower_first(&error.kind().to_string())))
            .at(text, Span::new(range.start, range.end).shifted(part.start))
            .label("here")
            .help("a case is one JSON value, or one on each line; texts and names stand in double quotes")
    })?;
    // The parser with places takes more for white space and in texts than JSON allows.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(source)
        && parsed.value.is_some()
    {
        let before: usize = source.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let start = part.start + before + error.column().saturating_sub(1);
        let words = error.to_string();
        let words = words.rfind(" at line ").and_then(|end| words.get(..end)).unwrap_or(&words);
        return Err(Problem::error("not-json", format!("this is not JSON: {}", lower_first(words)))
            .at(text, Span::new(start, start + 1))
            .label("here")
            .help("a case is one JSON value, or one on each line; texts and names stand in double quotes"));
    }
    match parsed.value {
        Some(value) => Ok(from_json(&value, part.start)),
        None => Err(Problem::error("no-value", "there is nothing to read here")
            .at(text, part)
            .help("expected a case, such as {\"id\": \"example-1\", \"profile\": {}}")),
    }
}

fn from_json(value: &ast::Value<'_>, offset: usize) -> Node {
    let (range, value) = match value {
        ast::Value::NullKeyword(node) => (node.range, Value::Null),
        ast::Value::BooleanLit(node) => (node.range, Value::Bool(node.value)),
        ast::Value::NumberLit(node) => {
            (node.range, node.value.parse().map_or_else(|_| Value::OtherNumber(node.value.to_string()), Value::Integer))
        }
        ast::Value::StringLit(node) => (node.range, Value::String(node.value.to_string())),
        ast::Value::Array(node) => {
            (node.range, Value::List(node.elements.iter().map(|item| from_json(item, offset)).collect()))
        }
        ast::Value::Object(node) => (
            node.range,
            Value::Table(
                node.properties
                    .iter()
                    .map(|property| {
                        let (key, range) = match &property.name {
                            ast::ObjectPropName::String(name) => (name.value.to_string(), name.range),
                            ast::ObjectPropName::Word(name) => (name.value.to_string(), name.range),
                        };
                        Entry {
                            key,
                            key_span: Span::new(range.start, range.end).shifted(offset),
                            node: from_json(&property.value, offset),
                        }
                    })
                    .collect(),
            ),
        ),
    };
    Node { span: Span::new(range.start, range.end).shifted(offset), value }
}

/// Reads a TOML document: what could be read, and every problem of its form.
pub fn read_toml(text: &SourceText) -> (Node, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text.text());
    let problems = errors
        .into_iter()
        .map(|error| {
            let span = error.span().unwrap_or_default();
            Problem::error("not-toml", format!("this is not TOML: {}", lower_first(error.message())))
                .at(text, Span::new(span.start, span.end))
                .label("here")
        })
        .collect();
    let span = table.span();
    let node = Node { span: Span::new(span.start, span.end), value: from_table(table.get_ref()) };
    (node, problems)
}

fn from_table(table: &DeTable<'_>) -> Value {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: Span::new(key.span().start, key.span().end),
            node: from_toml(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span);
    Value::Table(entries)
}

fn from_toml(value: &toml::Spanned<DeValue<'_>>) -> Node {
    let span = Span::new(value.span().start, value.span().end);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::OtherNumber(number.to_string()), Value::Integer),
        DeValue::Float(number) => Value::OtherNumber(number.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(from_toml).collect()),
        DeValue::Table(table) => from_table(table),
    };
    Node { span, value }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// Where the content of a quoted TOML text begins.
pub(crate) fn content_start(text: &SourceText, span: Span) -> usize {
    let written = text.text().get(span.start..span.end).unwrap_or("");
    let long = written.starts_with("'''") || written.starts_with("\"\"\"");
    let quotes = if long { 3 } else { 1 };
    let rest = written.get(quotes..).unwrap_or("");
    let newline = if long && rest.starts_with("\r\n") { 2 } else { usize::from(long && rest.starts_with('\n')) };
    span.start + quotes + newline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_values_know_their_places() {
        let text = SourceText::new("case", "{\n  \"wheels\": [2, 2.5]\n}");
        let node = read_json(&text).unwrap();
        let wheels = node.get("wheels").unwrap();
        assert_eq!(text.locate(wheels.span).to_string(), "case:2:13");
        assert_eq!(wheels.as_list().unwrap()[1].value, Value::OtherNumber("2.5".into()));
    }

    #[test]
    fn liberties_are_errors() {
        for text in ["{'a': 1}", "{\"a\": 1,}", "{a: 1}", "[1 2]", "// x\n1", "+1", "NaN", "", "{\"a\": 0x1}"] {
            assert!(read_json(&SourceText::new("case", text)).is_err(), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        let text = "[".repeat(100_000);
        let problem = read_json(&SourceText::new("case", text)).unwrap_err();
        assert!(problem.message.contains("nesting"), "{}", problem.message);
    }

    #[test]
    fn toml_reports_each_problem_and_keeps_the_order_of_names() {
        let text = SourceText::new("pack", "b = 1\na = = 2\nc = \"x\n");
        let (_, problems) = read_toml(&text);
        assert!(problems.len() >= 2, "{problems:?}");
        let (node, problems) = read_toml(&SourceText::new("pack", "b = 1\na = [{ x = true }]\n"));
        assert!(problems.is_empty());
        let keys: Vec<_> = node.as_table().unwrap().iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["b", "a"]);
    }
}
