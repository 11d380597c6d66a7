//! From what the engine found to what is said: answers, cards, reasons, changes, questions, and what was noted.
//!
//! Pure: the same answer gives the same blocks. Every word of the pack's field comes from the pack.

mod answer;
mod card;
mod condition;
mod facts;
mod noted;
mod questions;
mod what_if;
mod why;
mod why_not;
pub mod words;

pub use answer::{Detail, answer};
pub use card::card;
pub use condition::{condition, excluded};
pub use facts::facts;
pub use noted::{Removable, noted};
pub use questions::{missing, question, questions};
pub use what_if::what_if;
pub use why::why;
pub use why_not::why_not;
