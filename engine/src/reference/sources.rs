//! Publications.

use super::{Reference, open, owned};
use crate::document::Node;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::{SourceText, Span};

/// A publication.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub authors: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, as precisely as known.
    pub date: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// What kind of publication it is.
    pub kind: Option<String>,
    /// What a reader must know of it.
    pub note: Option<String>,
    /// Whether it belongs to the later public record and not to the documents that the pack was written from.
    pub later: bool,
}

impl Reference {
    /// Reads `sources.toml`.
    pub(crate) fn read_sources(&mut self, text: &SourceText, document: &Node, problems: &mut Vec<Problem>) {
        let mut fields = Fields::of(text, document, Span::default(), "the list of sources", problems);
        let entries = fields.table("source");
        fields.finish();
        for entry in entries {
            let mut fields = open(text, entry, "source", problems);
            let source = Source {
                title: owned(fields.required_text("title")),
                authors: fields.text("authors").map(str::to_owned),
                publisher: fields.text("publisher").map(str::to_owned),
                date: owned(fields.required_text("date")),
                url: fields.text("url").map(str::to_owned),
                kind: fields.text("kind").map(str::to_owned),
                note: fields.text("note").map(str::to_owned),
                later: fields.truth("later").unwrap_or(false),
            };
            fields.finish();
            self.sources.insert(entry.key.clone(), source);
        }
    }

    /// The problem of a source that is not declared.
    pub(crate) fn unknown_source(&self, id: &str) -> Problem {
        Problem::error("unknown-source", format!("there is no source `{id}`"))
            .label("not declared in sources.toml")
            .nearest(id, self.sources.keys().map(String::as_str))
            .help("declare it as [source.…] in sources.toml")
    }
}
