//! Rules, matching and explanation: a case and a rule pack go in, explained findings come out.
//!
//! No file, clock, network or randomness is used here, and no word of any field of practice: what a pack
//! is about stands in the pack. The same pack and the same case give the same bytes.
//!
//! Modules stand in reading order, and none uses a later one.

pub mod answer;
pub mod arrange;
pub mod certainty;
pub mod condition;
pub mod document;
pub mod explain;
pub mod finding;
pub mod matching;
pub mod offer;
pub mod pack;
pub mod package;
pub mod phrases;
pub mod problem;
pub mod profile;
pub mod question;
pub mod reference;
pub mod scenario;
mod script;
pub mod text;
pub mod truth;
pub mod verdict;
pub mod vocabulary;
