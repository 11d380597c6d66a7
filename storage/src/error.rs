//! What can go wrong: callers retry a conflict, mend a limit, and report a store that cannot be reached.
//!
//! The enums are exhaustive on purpose: a new way to fail must be decided on wherever a commit is made.

use std::error::Error;
use std::fmt;

use crate::Version;
use crate::commit::{MAXIMUM_VALUE_BYTES, MAXIMUM_WRITES};
use crate::key::{Key, MAXIMUM_KEY_BYTES};

/// Why a commit did nothing.
#[derive(Debug)]
pub enum CommitError {
    /// Somebody else has written a key since it was read: read again and decide again.
    Conflict(Conflict),
    /// The commit is larger than any backend takes: the caller must be mended.
    Limit(LimitExceeded),
    /// The store cannot be reached, or cannot tell whether the commit was made.
    Unavailable(Unavailable),
}

/// A key that has not the expected version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The key; of several, the first in the order of the commit.
    pub key: Key,
    /// What was expected.
    pub expected: Option<Version>,
    /// What there is.
    pub found: Option<Version>,
}

/// A limit that was exceeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitExceeded {
    /// A key without a character.
    EmptyKey,
    /// A key that is too long.
    Key {
        /// Its length.
        bytes: usize,
    },
    /// A value or log entry that is too long.
    Value {
        /// Its length.
        bytes: usize,
    },
    /// Too many writes and log entries in one commit.
    Writes {
        /// How many.
        count: usize,
    },
    /// Two writes of one key in one commit.
    WrittenTwice {
        /// The key.
        key: Key,
    },
}

/// The store cannot be reached or read.
#[derive(Debug)]
pub struct Unavailable {
    message: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Unavailable {
    /// What could not be done, for an operator, and why. The message never holds a value.
    pub fn new(message: impl Into<String>, cause: Option<Box<dyn Error + Send + Sync>>) -> Self {
        Self { message: message.into(), cause }
    }
}

impl fmt::Display for CommitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(conflict) => conflict.fmt(formatter),
            Self::Limit(limit) => limit.fmt(formatter),
            Self::Unavailable(unavailable) => unavailable.fmt(formatter),
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = |version: Option<Version>| {
            version.map_or_else(|| "no value".to_owned(), |Version(number)| format!("version {number}"))
        };
        write!(
            formatter,
            "`{}` was written by somebody else: expected {}, found {}",
            self.key,
            version(self.expected),
            version(self.found)
        )
    }
}

impl fmt::Display for LimitExceeded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyKey => formatter.write_str("a key is empty"),
            Self::Key { bytes } => write!(formatter, "a key has {bytes} bytes, at most {MAXIMUM_KEY_BYTES} are stored"),
            Self::Value { bytes } => {
                write!(formatter, "a value has {bytes} bytes, at most {MAXIMUM_VALUE_BYTES} are stored")
            }
            Self::Writes { count } => {
                write!(formatter, "a commit has {count} writes, at most {MAXIMUM_WRITES} are made together")
            }
            Self::WrittenTwice { key } => write!(formatter, "a commit writes `{key}` twice"),
        }
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for CommitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unavailable(unavailable) => unavailable.source(),
            Self::Conflict(_) | Self::Limit(_) => None,
        }
    }
}

impl Error for Conflict {}

impl Error for LimitExceeded {}

impl Error for Unavailable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl From<LimitExceeded> for CommitError {
    fn from(limit: LimitExceeded) -> Self {
        Self::Limit(limit)
    }
}

impl From<Conflict> for CommitError {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

impl From<Unavailable> for CommitError {
    fn from(unavailable: Unavailable) -> Self {
        Self::Unavailable(unavailable)
    }
}
