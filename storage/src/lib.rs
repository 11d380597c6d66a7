//! The Store contract and its backends: versioned values under ordered keys, one atomic conditional commit,
//! and a log that grows with the commits.
//!
//! Nothing here knows what is stored. Every backend is run through the same suite: see [`contract`].
//!
//! | promise | meaning |
//! |---|---|
//! | conditional | a write names the version that it expects; one that does not fit, and nothing is written |
//! | atomic | all writes and log entries of a commit are seen together, or none is |
//! | never again | a version is never given twice for one key, not even after the key was deleted |
//! | ordered | a scan gives keys in the order of their bytes; the log gives entries in the order of commits |
//! | bounded | keys, values and commits have greatest sizes, the same ones for every backend |

mod commit;
#[doc(hidden)]
pub mod contract;
mod error;
mod key;
mod memory;

use std::future::Future;

pub use commit::{Commit, MAXIMUM_VALUE_BYTES, MAXIMUM_WRITES, Write};
pub use error::{CommitError, Conflict, LimitExceeded, Unavailable};
pub use key::{Key, MAXIMUM_KEY_BYTES};
pub use memory::MemoryStore;

/// Which writing of a key a value is from. Only equality means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u64);

/// A value and the version to expect when it is written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// The version.
    pub version: Version,
    /// The value.
    pub value: Vec<u8>,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place in the log, counted from 0 without gaps.
    pub sequence: u64,
    /// What was appended.
    pub value: Vec<u8>,
}

/// A place where values are kept.
pub trait Store: Send + Sync {
    /// The value of a key, if it has one.
    fn get(&self, key: &Key) -> impl Future<Output = Result<Option<Versioned>, Unavailable>> + Send;

    /// The first keys, at most `limit`, that begin with `prefix`, in the order of their bytes, with their
    /// values. An empty prefix means every key. To go on, ask again with `after` as the last key received.
    fn scan(
        &self,
        prefix: &str,
        after: Option<&Key>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<(Key, Versioned)>, Unavailable>> + Send;

    /// Makes all writes of a commit and appends its log entries, or does nothing at all.
    ///
    /// Returns the version that every key written by it now has. When it returns, the commit is as durable as
    /// the backend ever makes it.
    fn commit(&self, commit: Commit) -> impl Future<Output = Result<Version, CommitError>> + Send;

    /// The entries of the log from `from` on, at most `limit`, oldest first.
    fn read_log(&self, from: u64, limit: usize) -> impl Future<Output = Result<Vec<LogEntry>, Unavailable>> + Send;
}
