//! From blocks to text: one module for each form. The words are the same in all of them.

pub mod markdown;
pub mod terminal;
