//! From blocks to text: one module for each form. The words are the same in all of them.

pub(crate) mod markdown;
pub(crate) mod terminal;
