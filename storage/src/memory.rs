//! A store that keeps everything in memory and nothing on disk: for a conversation that leaves no trace, and
//! as the yardstick of the other backends.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::commit::Commit;
use crate::error::{CommitError, Conflict, Unavailable};
use crate::key::Key;
use crate::{LogEntry, Store, Version, Versioned};

/// A store in memory. Dropping it forgets everything.
#[derive(Debug, Default)]
pub struct MemoryStore {
    contents: Mutex<Contents>,
}

#[derive(Debug, Default)]
struct Contents {
    values: BTreeMap<Key, Versioned>,
    log: Vec<Vec<u8>>,
    /// How many commits there were; a version is the number of the commit that wrote it.
    commits: u64,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        // A commit checks everything before it changes anything, so a poisoned lock still guards a whole state.
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    fn commit(&mut self, commit: Commit) -> Result<Version, CommitError> {
        commit.check()?;
        for write in &commit.writes {
            let found = self.values.get(&write.key).map(|known| known.version);
            if found != write.expected {
                return Err(Conflict { key: write.key.clone(), expected: write.expected, found }.into());
            }
        }
        self.commits = self.commits.saturating_add(1);
        let version = Version(self.commits);
        for write in commit.writes {
            match write.value {
                Some(value) => {
                    self.values.insert(write.key, Versioned { version, value });
                }
                None => {
                    self.values.remove(&write.key);
                }
            }
        }
        self.log.extend(commit.log);
        Ok(version)
    }
}

impl Store for MemoryStore {
    async fn get(&self, key: &Key) -> Result<Option<Versioned>, Unavailable> {
        Ok(self.contents().values.get(key).cloned())
    }

    async fn scan(
        &self,
        prefix: &str,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Versioned)>, Unavailable> {
        let start = match after.map(Key::as_str).filter(|after| *after >= prefix) {
            Some(after) => Bound::Excluded(after),
            None => Bound::Included(prefix),
        };
        Ok(self
            .contents()
            .values
            .range::<str, _>((start, Bound::Unbounded))
            .take_while(|(key, _)| key.as_str().starts_with(prefix))
            .take(limit)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }

    async fn commit(&self, commit: Commit) -> Result<Version, CommitError> {
        self.contents().commit(commit)
    }

    async fn read_log(&self, from: u64, limit: usize) -> Result<Vec<LogEntry>, Unavailable> {
        let start = usize::try_from(from).unwrap_or(usize::MAX);
        let contents = self.contents();
        let entries = (0..).zip(&contents.log).skip(start).take(limit);
        Ok(entries.map(|(sequence, value)| LogEntry { sequence, value: value.clone() }).collect())
    }
}
