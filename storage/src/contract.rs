//! What every backend must do, as one function that each is run through.
//!
//! Not part of what users of a store need; public so that the tests of every backend can call it.

use std::error::Error;

use crate::{
    Commit, CommitError, Key, LimitExceeded, LogEntry, MAXIMUM_VALUE_BYTES, MAXIMUM_WRITES, Store, Version, Versioned,
    Write,
};

type Checked = Result<(), Box<dyn Error + Send + Sync>>;

/// Runs the whole suite; `open` gives a new, empty store each time.
///
/// # Errors
/// Where the store fails; it panics where the store answers wrongly.
pub async fn check<S: Store>(open: impl AsyncFn() -> S) -> Checked {
    a_new_store_is_empty(&open().await).await?;
    what_is_written_is_read(&open().await).await?;
    an_expectation_that_fails_writes_nothing(&open().await).await?;
    a_version_never_comes_back(&open().await).await?;
    a_scan_is_ordered_and_bounded(&open().await).await?;
    the_log_grows_with_the_commits(&open().await).await?;
    limits_are_kept(&open().await).await?;
    of_two_writers_one_wins(&open().await).await
}

fn key(text: &str) -> Result<Key, LimitExceeded> {
    Key::new(text)
}

async fn a_new_store_is_empty<S: Store>(store: &S) -> Checked {
    assert_eq!(store.get(&key("a")?).await?, None);
    assert_eq!(store.scan("", None, 10).await?, []);
    assert_eq!(store.read_log(0, 10).await?, []);
    Ok(())
}

async fn what_is_written_is_read<S: Store>(store: &S) -> Checked {
    let first = store.commit(Commit::new().create(key("a")?, b"1".to_vec()).create(key("b")?, Vec::new())).await?;
    assert_eq!(store.get(&key("a")?).await?, Some(Versioned { version: first, value: b"1".to_vec() }));
    assert_eq!(
        store.get(&key("b")?).await?,
        Some(Versioned { version: first, value: Vec::new() }),
        "an empty value is a value"
    );
    let second = store.commit(Commit::new().replace(key("a")?, first, b"2".to_vec()).delete(key("b")?, first)).await?;
    assert_ne!(first, second, "each commit has a version of its own");
    assert_eq!(store.get(&key("a")?).await?, Some(Versioned { version: second, value: b"2".to_vec() }));
    assert_eq!(store.get(&key("b")?).await?, None);
    Ok(())
}

async fn an_expectation_that_fails_writes_nothing<S: Store>(store: &S) -> Checked {
    let first = store.commit(Commit::new().create(key("a")?, b"1".to_vec())).await?;
    let wrong = Version(first.0.wrapping_add(1_000));
    let attempts = [
        Commit::new().create(key("b")?, b"x".to_vec()).create(key("a")?, b"x".to_vec()).append(b"x".to_vec()),
        Commit::new().create(key("b")?, b"x".to_vec()).replace(key("a")?, wrong, b"x".to_vec()).append(b"x".to_vec()),
        Commit::new().create(key("b")?, b"x".to_vec()).delete(key("a")?, wrong).append(b"x".to_vec()),
        Commit::new().create(key("b")?, b"x".to_vec()).replace(key("c")?, first, b"x".to_vec()).append(b"x".to_vec()),
    ];
    for attempt in attempts {
        let asked = attempt.writes.last().map(|write| (write.key.clone(), write.expected));
        match store.commit(attempt).await {
            Err(CommitError::Conflict(conflict)) => {
                assert_eq!(Some((conflict.key.clone(), conflict.expected)), asked, "the conflict names the key");
                assert_eq!(conflict.found, store.get(&conflict.key).await?.map(|known| known.version));
            }
            other => assert!(other.is_err(), "a wrong expectation must be a conflict"),
        }
        assert_eq!(store.get(&key("a")?).await?, Some(Versioned { version: first, value: b"1".to_vec() }));
        assert_eq!(store.get(&key("b")?).await?, None, "the other writes are not made either");
        assert_eq!(store.read_log(0, 10).await?, [], "nor is anything logged");
    }
    let absent = Write { key: key("c")?, expected: None, value: None };
    store.commit(Commit::new().write(absent)).await?;
    assert_eq!(store.get(&key("c")?).await?, None, "expecting nothing and writing nothing is a check alone");
    Ok(())
}

async fn a_version_never_comes_back<S: Store>(store: &S) -> Checked {
    let first = store.commit(Commit::new().create(key("a")?, b"1".to_vec())).await?;
    store.commit(Commit::new().delete(key("a")?, first)).await?;
    let again = store.commit(Commit::new().create(key("a")?, b"1".to_vec())).await?;
    assert_ne!(first, again, "who read the first value must not overwrite the second");
    let late = store.commit(Commit::new().replace(key("a")?, first, b"late".to_vec())).await;
    assert!(matches!(late, Err(CommitError::Conflict(_))));
    Ok(())
}

async fn a_scan_is_ordered_and_bounded<S: Store>(store: &S) -> Checked {
    let mut commit = Commit::new();
    for name in ["b/2", "a", "b/10", "b/1", "b0", "b", "é/1"] {
        commit = commit.create(key(name)?, name.as_bytes().to_vec());
    }
    let version = store.commit(commit).await?;
    let names = |found: Vec<(Key, Versioned)>| -> Vec<String> {
        found
            .into_iter()
            .map(|(key, value)| {
                assert_eq!(value, Versioned { version, value: key.as_str().as_bytes().to_vec() });
                key.as_str().to_owned()
            })
            .collect()
    };
    assert_eq!(names(store.scan("b/", None, 10).await?), ["b/1", "b/10", "b/2"]);
    assert_eq!(names(store.scan("", None, 10).await?), ["a", "b", "b/1", "b/10", "b/2", "b0", "é/1"]);
    assert_eq!(names(store.scan("b/", None, 2).await?), ["b/1", "b/10"]);
    assert_eq!(names(store.scan("b/", Some(&key("b/10")?), 2).await?), ["b/2"], "going on after a key");
    assert_eq!(names(store.scan("b/", Some(&key("a")?), 1).await?), ["b/1"], "a key before the prefix skips nothing");
    assert_eq!(names(store.scan("b/", Some(&key("c")?), 1).await?), Vec::<String>::new());
    assert_eq!(names(store.scan("é", None, 10).await?), ["é/1"]);
    assert_eq!(names(store.scan("b/", None, 0).await?), Vec::<String>::new());
    Ok(())
}

async fn the_log_grows_with_the_commits<S: Store>(store: &S) -> Checked {
    store.commit(Commit::new().append(b"0".to_vec()).append(b"1".to_vec())).await?;
    store.commit(Commit::new().create(key("a")?, Vec::new()).append(b"2".to_vec())).await?;
    let entries = |from: u64, texts: &[&str]| -> Vec<LogEntry> {
        (from..).zip(texts).map(|(sequence, text)| LogEntry { sequence, value: text.as_bytes().to_vec() }).collect()
    };
    assert_eq!(store.read_log(0, 10).await?, entries(0, &["0", "1", "2"]));
    assert_eq!(store.read_log(1, 1).await?, entries(1, &["1"]));
    assert_eq!(store.read_log(3, 10).await?, []);
    assert_eq!(store.read_log(u64::MAX, 10).await?, []);
    Ok(())
}

async fn limits_are_kept<S: Store>(store: &S) -> Checked {
    let longest = vec![7; MAXIMUM_VALUE_BYTES];
    let too_long = vec![7; MAXIMUM_VALUE_BYTES + 1];
    store.commit(Commit::new().create(key("a")?, longest.clone()).append(longest.clone())).await?;
    assert_eq!(store.get(&key("a")?).await?.map(|known| known.value), Some(longest));
    let mut many = Commit::new();
    for _ in 0..=MAXIMUM_WRITES {
        many = many.append(Vec::new());
    }
    let twice = Commit::new().create(key("b")?, Vec::new()).create(key("b")?, Vec::new());
    for commit in [Commit::new().create(key("b")?, too_long.clone()), Commit::new().append(too_long), many, twice] {
        let refused = store.commit(commit).await;
        assert!(matches!(refused, Err(CommitError::Limit(_))), "expected a limit, got {refused:?}");
    }
    assert_eq!(store.get(&key("b")?).await?, None);
    assert_eq!(store.read_log(0, 10).await?.len(), 1);
    Ok(())
}

async fn of_two_writers_one_wins<S: Store>(store: &S) -> Checked {
    let first = store.commit(Commit::new().create(key("a")?, b"0".to_vec())).await?;
    let attempt = |value: &str| -> Result<Commit, LimitExceeded> {
        Ok(Commit::new().replace(key("a")?, first, value.as_bytes().to_vec()).append(value.as_bytes().to_vec()))
    };
    let (one, other) = (store.commit(attempt("1")?).await, store.commit(attempt("2")?).await);
    assert!(one.is_ok() != other.is_ok(), "exactly one of two commits that expect the same version is made");
    let won: &[u8] = if one.is_ok() { b"1" } else { b"2" };
    assert_eq!(store.get(&key("a")?).await?.map(|known| known.value).as_deref(), Some(won));
    assert_eq!(store.read_log(0, 10).await?, [LogEntry { sequence: 0, value: won.to_vec() }]);
    Ok(())
}
