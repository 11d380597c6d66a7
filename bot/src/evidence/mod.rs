//! Questions about the evidence: an index over a pack, what a question wants to know, and which entries answer it.
//!
//! Pure: no file, no clock; the same pack and question give the same answer.

mod answer;
mod documents;
mod entry;
mod index;
mod intent;
mod names;
mod score;
mod search;
mod speakers;
mod text;

use handrail_engine::finding::{Finding, Verb};

pub(crate) use answer::{Aspect, Changes, NeedPage, aspects};
pub(crate) use entry::Entry;
pub(crate) use search::{Found, Search};

/// The year of a date that is written as year, month or day. Nothing for one that is not known.
pub(crate) fn year(date: &str) -> Option<i16> {
    date.get(..4)?.parse().ok()
}

/// Whether a finding says what is missing.
pub(crate) fn is_gap(finding: &Finding) -> bool {
    finding.verb() == Verb::Gap
}
