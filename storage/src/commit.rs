//! What is written in one go.

use std::collections::BTreeSet;

use crate::Version;
use crate::error::LimitExceeded;
use crate::key::Key;

/// The greatest length of a value or log entry. The embedded store is fast and was power-cut tested with small
/// values; the state of a long conversation takes a few kilobytes.
pub const MAXIMUM_VALUE_BYTES: usize = 256 * 1024;

/// The greatest number of writes and log entries of one commit: a commit is one message with its effects, and
/// a transaction that is held for long blocks the others.
pub const MAXIMUM_WRITES: usize = 1_024;

/// One key to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The key.
    pub key: Key,
    /// The version that the key must have; `None` where it must not exist.
    pub expected: Option<Version>,
    /// The new value; `None` to delete the key.
    pub value: Option<Vec<u8>>,
}

/// Writes and log entries that happen together or not at all.
///
/// # Example
/// ```
/// use handrail_storage::{Commit, Key};
/// # fn main() -> Result<(), handrail_storage::LimitExceeded> {
/// let commit = Commit::new().create(Key::new("state/a")?, b"first".to_vec()).append(b"started".to_vec());
/// assert!(commit.check().is_ok());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commit {
    /// The keys to be written, each at most once.
    pub writes: Vec<Write>,
    /// What is appended to the log, in order.
    pub log: Vec<Vec<u8>>,
}

impl Commit {
    /// A commit that does nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a key that must not exist.
    #[must_use]
    pub fn create(self, key: Key, value: Vec<u8>) -> Self {
        self.write(Write { key, expected: None, value: Some(value) })
    }

    /// Writes a key that must have this version.
    #[must_use]
    pub fn replace(self, key: Key, expected: Version, value: Vec<u8>) -> Self {
        self.write(Write { key, expected: Some(expected), value: Some(value) })
    }

    /// Deletes a key that must have this version.
    #[must_use]
    pub fn delete(self, key: Key, expected: Version) -> Self {
        self.write(Write { key, expected: Some(expected), value: None })
    }

    /// Adds a write.
    #[must_use]
    pub fn write(mut self, write: Write) -> Self {
        self.writes.push(write);
        self
    }

    /// Appends an entry to the log.
    #[must_use]
    pub fn append(mut self, entry: Vec<u8>) -> Self {
        self.log.push(entry);
        self
    }

    /// Whether it keeps to the limits, which are the same for every backend.
    ///
    /// # Errors
    /// The first limit that it exceeds.
    pub fn check(&self) -> Result<(), LimitExceeded> {
        let count = self.writes.len().saturating_add(self.log.len());
        if count > MAXIMUM_WRITES {
            return Err(LimitExceeded::Writes { count });
        }
        let mut keys = BTreeSet::new();
        for write in &self.writes {
            if !keys.insert(&write.key) {
                return Err(LimitExceeded::WrittenTwice { key: write.key.clone() });
            }
        }
        let values = self.writes.iter().filter_map(|write| write.value.as_ref());
        match values.chain(&self.log).map(Vec::len).find(|bytes| *bytes > MAXIMUM_VALUE_BYTES) {
            Some(bytes) => Err(LimitExceeded::Value { bytes }),
            None => Ok(()),
        }
    }
}
