//! The names that a conversation has shown, so that they are masked whenever they come again.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use super::masked::IdentifierKind;

/// Names learnt. Only hashes are held, with a salt that is drawn anew for each conversation and never leaves memory.
#[derive(Clone, Default)]
pub(crate) struct KnownNames {
    salt: RandomState,
    hashes: HashMap<u64, IdentifierKind>,
}

/// A conversation with more names than this is none; what comes later is still masked by its own evidence.
const MAXIMUM_NAMES: usize = 100_000;

impl KnownNames {
    /// Remembers a word in its key form.
    pub(super) fn learn(&mut self, key: &str, kind: IdentifierKind) {
        if self.hashes.len() < MAXIMUM_NAMES {
            self.hashes.entry(self.salt.hash_one(key)).or_insert(kind);
        }
    }

    /// What the word was learnt as.
    pub(super) fn kind(&self, key: &str) -> Option<IdentifierKind> {
        if self.hashes.is_empty() {
            return None;
        }
        self.hashes.get(&self.salt.hash_one(key)).copied()
    }
}

impl fmt::Debug for KnownNames {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KnownNames({})", self.hashes.len())
    }
}
