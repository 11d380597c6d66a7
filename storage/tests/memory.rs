//! The memory store, run through the contract, and from several threads at once.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use handrail_storage::{Commit, CommitError, Key, MemoryStore, Store, contract};

#[tokio::test]
async fn keeps_the_contract() {
    contract::check(async || MemoryStore::new()).await.unwrap();
}

#[test]
fn counts_every_commit_of_threads_that_write_at_once() {
    const THREADS: u64 = 4;
    const EACH: u64 = 200;
    let store = Arc::new(MemoryStore::new());
    let key = Key::new("count").unwrap();
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (store, key) = (Arc::clone(&store), key.clone());
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                runtime.block_on(async {
                    for _ in 0..EACH {
                        increase(&*store, &key).await;
                    }
                });
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let count = runtime.block_on(store.get(&key)).unwrap().unwrap();
    assert_eq!(count.value, (THREADS * EACH).to_le_bytes());
}

async fn increase(store: &impl Store, key: &Key) {
    loop {
        let known = store.get(key).await.unwrap();
        let commit = match &known {
            None => Commit::new().create(key.clone(), 1_u64.to_le_bytes().to_vec()),
            Some(known) => {
                let count = u64::from_le_bytes(known.value.as_slice().try_into().unwrap());
                Commit::new().replace(key.clone(), known.version, (count + 1).to_le_bytes().to_vec())
            }
        };
        match store.commit(commit).await {
            Ok(_) => return,
            Err(CommitError::Conflict(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
}
