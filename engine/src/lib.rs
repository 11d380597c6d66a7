//! Rules, matching and explanation: a case and a rule pack go in, explained findings come out.
//!
//! No file, clock, network or randomness is used here, and no word of any field of practice: what a pack
//! is about stands in the pack. The same pack and the same case give the same bytes.
//!
//! Modules stand in reading order, and none uses a later one.

pub mod text;
pub mod problem;
pub mod document;
pub mod truth;
pub mod condition;
pub mod vocabulary;
pub mod finding;
pub mod reference;
pub mod profile;
pub mod matching;
pub mod certainty;
pub mod verdict;
mod script;
pub mod pack;
pub mod explain;
pub mod question;
pub mod arrange;
pub mod answer;
pub mod scenario;
