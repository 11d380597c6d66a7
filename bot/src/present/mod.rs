//! From what the engine found to what is said: answers, cards, reasons, changes, questions, and what was noted.
//!
//! Pure: the same answer gives the same blocks. Every word of the pack's field comes from the pack.

mod about;
mod answer;
mod card;
mod condition;
mod entry;
mod facts;
mod masked;
mod noted;
pub(crate) mod plain_condition;
mod questions;
mod suggested;
mod what_if;
mod why;
mod why_not;
pub(crate) mod words;

pub(crate) use about::{about, shown};
pub(crate) use answer::{Detail, answer};
pub(crate) use card::card;
pub(crate) use condition::{condition, excluded};
pub(crate) use entry::Shown;
pub(crate) use facts::facts;
pub(crate) use masked::masked;
pub(crate) use noted::{Removable, noted};
pub(crate) use questions::{missing, question};
pub(crate) use what_if::what_if;
pub(crate) use why::why;
pub(crate) use why_not::why_not;
