//! From what a person writes to facts: what identifies somebody is masked before anything else, and only then is the
//! rest read. Nothing of the original is kept.

pub(crate) mod redact;
