//! What findings refer to: kinds, needs, grading schemes, sources, the catalogue, standing statements, how
//! people ask, where sources disagree, and what the later public record says.

mod catalogue;
mod conflicts;
mod later;
mod manifest;
mod needs;
mod questions;
mod schemes;
mod sources;
mod standing;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use catalogue::Intervention;
pub use conflicts::{Conflict, Side};
pub use later::{LaterGrading, LaterRecord};
pub use manifest::{Kind, Manifest, Part};
pub(crate) use needs::PendingNeed;
pub use needs::{Need, PackageRule};
pub use questions::{Asks, Phrase, PhraseWord, Questions};
pub use schemes::{Grade, Scheme};
pub use sources::Source;
pub use standing::Standing;

use crate::document::Entry;
use crate::document::fields::Fields;
use crate::problem::Problem;
use crate::text::{Location, SourceText, Span};

/// Everything that findings refer to.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    /// What the pack says of itself.
    pub manifest: Manifest,
    /// Kinds of finding by id.
    pub kinds: BTreeMap<String, Kind>,
    /// Grading schemes by id.
    pub schemes: BTreeMap<String, Scheme>,
    /// Publications by id.
    pub sources: BTreeMap<String, Source>,
    /// The catalogue by id.
    pub interventions: BTreeMap<String, Intervention>,
    /// Statements that always hold, in order.
    pub standing: Vec<Standing>,
    /// The needs by which findings are grouped, in order.
    pub needs: Vec<Need>,
    /// When suggestions belong into one package.
    pub package: Option<PackageRule>,
    /// How people ask.
    pub questions: Questions,
    /// Where sources disagree.
    pub conflicts: Vec<Conflict>,
    /// What was published later, apart from the sources of the pack.
    pub later: Vec<LaterRecord>,
    /// Whether the later record is left out of answers.
    pub later_hidden: bool,
    /// Every finding that one of these tables names, to be checked when all findings are known.
    pub(crate) named: Vec<(String, Location)>,
}

/// The problem of a word that is none of several.
pub(crate) fn unlisted(what: &str, found: &str, known: &[&str]) -> Problem {
    Problem::error("unknown-value", format!("there is no {what} `{}`", crate::document::shorten(found)))
        .label(format!("expected one of: {}", known.join(", ")))
        .nearest(found, known.iter().copied())
}

/// A value by its word.
pub(crate) fn lookup<T: Copy>(all: &[(&'static str, T)], word: &str) -> Option<T> {
    all.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

/// A date that is written as year, month and day.
pub(crate) fn read_date(written: &str) -> Result<Date, Problem> {
    written.parse().map_err(|_| {
        Problem::error("not-a-date", format!("`{}` is no date", crate::document::shorten(written)))
            .label("expected year-month-day")
            .help("write it as \"2027-06-30\"; the day must exist")
    })
}

/// A date as precise as it is known: a year, a month or a day; or `undated`.
pub(crate) fn check_as_of(as_of: &str) -> Result<(), Problem> {
    let padded = match as_of.len() {
        4 => format!("{as_of}-01-01"),
        7 => format!("{as_of}-01"),
        _ => as_of.to_owned(),
    };
    if as_of == "undated" || read_date(&padded).is_ok() {
        return Ok(());
    }
    Err(Problem::error("not-a-date", format!("`{}` is no date", crate::document::shorten(as_of)))
        .label("expected a year, a month or a day")
        .help("write \"2017\", \"2017-06\", \"2017-06-30\" or \"undated\""))
}

fn open<'a, 'p>(text: &'a SourceText, entry: &'a Entry, what: &str, problems: &'p mut Vec<Problem>) -> Fields<'a, 'p> {
    Fields::of(text, &entry.node, entry.key_span, format!("the {what} `{}`", entry.key), problems)
}

fn owned(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn owned_list(texts: &[(&str, Span)]) -> Vec<String> {
    texts.iter().map(|(text, _)| (*text).to_owned()).collect()
}
