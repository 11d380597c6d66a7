//! Keys: short texts, ordered by their bytes.

use std::borrow::Borrow;
use std::fmt;

use crate::error::LimitExceeded;

/// The greatest length of a key. Embedded stores keep keys in the inner pages of their trees and slow down
/// with long ones; a path of four ids fits well.
pub const MAXIMUM_KEY_BYTES: usize = 256;

/// The name of a value: 1 to [`MAXIMUM_KEY_BYTES`] bytes. By convention a path, such as `state/a/0000000001`.
///
/// # Example
/// ```
/// use handrail_storage::Key;
/// assert!(Key::new("state/a").is_ok());
/// assert!(Key::new("").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// A key.
    ///
    /// # Errors
    /// Where the text is empty or too long.
    pub fn new(text: impl Into<String>) -> Result<Self, LimitExceeded> {
        let text = text.into();
        if text.is_empty() {
            return Err(LimitExceeded::EmptyKey);
        }
        if text.len() > MAXIMUM_KEY_BYTES {
            return Err(LimitExceeded::Key { bytes: text.len() });
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// So that an ordered map of keys can be asked by text: both are ordered by their bytes.
impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
