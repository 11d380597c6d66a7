//! Masking: what identifies somebody is replaced before any other stage sees the text.

mod masked;

pub(crate) use masked::{Identifier, IdentifierKind, Masked, Redacted};
