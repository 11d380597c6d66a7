//! One conversation in a store: each message is one commit of the new state and a log entry.
//!
//! A message that is not taken by the letter is masked here, before anything else sees it; the original is overwritten.
//! Names that were masked once are known for as long as the conversation lives, in memory only.
//!
//! Earlier states stay under their numbers, so that undo goes back to one. The log holds kinds of message,
//! never a word of one.
//!
//! | key | holds |
//! |---|---|
//! | `head` | the number of the current state |
//! | `state/NUMBER` | a state, as JSON |

use std::fmt;

use handrail_engine::pack::Pack;
use handrail_storage::{Commit, CommitError, Key, LimitExceeded, Store, Unavailable, Version, Versioned};

use zeroize::Zeroizing;

use crate::dialogue::{self, Effect, Heard, MAXIMUM_MESSAGE_CHARACTERS, State, Turn};
use crate::document::Block;
use crate::understanding::answers::Hearing;
use crate::understanding::redact::KnownNames;

/// How many states are kept: so many messages can be taken back. One commit deletes all of them at the end, so
/// they must fit into one.
const KEPT: u64 = 500;
/// The most earlier states that are read in one go.
const PAGE: usize = 100;

/// A conversation in a store.
#[derive(Debug)]
pub(crate) struct Session<S> {
    store: S,
    names: KnownNames,
}

/// Why a conversation cannot go on.
#[derive(Debug)]
pub(crate) enum SessionError {
    /// The store failed, or somebody else writes to the same conversation.
    Store(CommitError),
    /// What the store holds is no state.
    Unreadable(String),
}

impl fmt::Display for SessionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(formatter),
            Self::Unreadable(what) => write!(formatter, "the stored conversation cannot be read: {what}"),
        }
    }
}

impl std::error::Error for SessionError {}

impl From<CommitError> for SessionError {
    fn from(error: CommitError) -> Self {
        Self::Store(error)
    }
}

impl From<Unavailable> for SessionError {
    fn from(error: Unavailable) -> Self {
        Self::Store(error.into())
    }
}

impl From<LimitExceeded> for SessionError {
    fn from(error: LimitExceeded) -> Self {
        Self::Store(error.into())
    }
}

/// What a channel shows after a message, and what it still has to do.
#[derive(Debug)]
pub(crate) struct Reply {
    /// What is said.
    pub blocks: Vec<Block>,
    /// A note to write to a path.
    pub export: Option<(String, Vec<Block>)>,
    /// Whether the conversation is over.
    pub ended: bool,
}

impl<S: Store> Session<S> {
    /// Starts a conversation in a store that holds none.
    pub(crate) async fn start(store: S, pack: &Pack) -> Result<(Self, Reply), SessionError> {
        let turn = dialogue::start(pack);
        let commit = Commit::new()
            .create(head()?, write_number(0))
            .create(state_key(0)?, written(&turn.state)?)
            .append(log(turn.kind));
        store.commit(commit).await?;
        Ok((Self { store, names: KnownNames::default() }, Reply { blocks: turn.blocks, export: None, ended: false }))
    }

    /// Answers one message: one commit, and then what is said.
    pub(crate) async fn hear(&mut self, message: String, hearing: &Hearing<'_>) -> Result<Reply, SessionError> {
        let message = Zeroizing::new(message);
        let pack = hearing.pack();
        let (current, number) = self.current().await?;
        let state = self.state(number).await?.1;
        let heard = self.listen(&state, message, hearing);
        let mut turn = dialogue::step(&state, &heard, pack);
        if let Heard::Typed(typed) = heard {
            drop(Zeroizing::new(typed));
        }
        if matches!(turn.effect, Some(Effect::Forget | Effect::End)) {
            self.names = KnownNames::default();
        }
        if let Some(Effect::Export { path, .. }) = &turn.effect
            && hearing.identifies(file_stem(path), &mut self.names)
        {
            turn.blocks.insert(
                0,
                Block::warning(
                    "Look at the name of the file",
                    "It may identify somebody. The note itself does not: rename the file before it goes anywhere.",
                ),
            );
        }
        match turn.effect {
            Some(Effect::Undo) => self.undo(&current, number, &state, pack).await,
            Some(Effect::Forget) => {
                self.replace_all(&current, number, &turn).await?;
                Ok(Reply { blocks: turn.blocks, export: None, ended: false })
            }
            Some(Effect::End) => {
                self.replace_all(&current, number, &turn).await?;
                Ok(Reply { blocks: turn.blocks, export: None, ended: true })
            }
            Some(Effect::Export { ref path, ref note }) => {
                let export = Some((path.clone(), note.clone()));
                self.advance(&current, number, &turn).await?;
                Ok(Reply { blocks: turn.blocks, export, ended: false })
            }
            None => {
                self.advance(&current, number, &turn).await?;
                Ok(Reply { blocks: turn.blocks, export: None, ended: false })
            }
        }
    }

    /// Masks and reads what is not taken by the letter.
    fn listen(&mut self, state: &State, mut message: Zeroizing<String>, hearing: &Hearing<'_>) -> Heard {
        let characters = message.chars().count();
        if characters > MAXIMUM_MESSAGE_CHARACTERS {
            return Heard::TooLong(characters);
        }
        if dialogue::takes(state, &message, hearing.pack()) {
            return Heard::Typed(std::mem::take(&mut *message));
        }
        let near = dialogue::near_command(&message);
        Heard::Text { said: Box::new(hearing.hear(std::mem::take(&mut *message), &mut self.names)), near }
    }

    async fn advance(&self, current: &Versioned, number: u64, turn: &Turn) -> Result<(), SessionError> {
        let next = number.saturating_add(1);
        let mut commit = Commit::new()
            .replace(head()?, current.version, write_number(next))
            .create(state_key(next)?, written(&turn.state)?)
            .append(log(turn.kind));
        if let Some(oldest) = next.checked_sub(KEPT)
            && let Some((version, _)) = self.state_if_kept(oldest).await?
        {
            commit = commit.delete(state_key(oldest)?, version);
        }
        self.store.commit(commit).await?;
        Ok(())
    }

    /// Deletes every earlier state with the commit that writes the new one.
    async fn replace_all(&self, current: &Versioned, number: u64, turn: &Turn) -> Result<(), SessionError> {
        let mut commit = Commit::new();
        for (key, known) in self.all_states().await? {
            commit = commit.delete(key, known);
        }
        let next = number.saturating_add(1);
        commit = commit
            .replace(head()?, current.version, write_number(next))
            .create(state_key(next)?, written(&turn.state)?)
            .append(log(turn.kind));
        self.store.commit(commit).await?;
        Ok(())
    }

    /// Goes back to the last state that notes something else. What came after it is deleted.
    async fn undo(&self, current: &Versioned, number: u64, state: &State, pack: &Pack) -> Result<Reply, SessionError> {
        let mut commit = Commit::new();
        let mut earlier = number;
        while let Some(before) = earlier.checked_sub(1) {
            let version = self.state(earlier).await?.0;
            commit = commit.delete(state_key(earlier)?, version);
            earlier = before;
            let Some((_, found)) = self.state_if_kept(earlier).await? else { break };
            if !found.notes_the_same(state) {
                let commit = commit.replace(head()?, current.version, write_number(earlier)).append(log("undo"));
                self.store.commit(commit).await?;
                return Ok(Reply { blocks: dialogue::undone(&found, state, pack), export: None, ended: false });
            }
        }
        Ok(Reply { blocks: vec![Block::text("There is nothing to undo.")], export: None, ended: false })
    }

    async fn current(&self) -> Result<(Versioned, u64), SessionError> {
        let found =
            self.store.get(&head()?).await?.ok_or_else(|| SessionError::Unreadable("it has no head".to_owned()))?;
        let number = std::str::from_utf8(&found.value).ok().and_then(|text| text.parse().ok());
        let number = number.ok_or_else(|| SessionError::Unreadable("its head is no number".to_owned()))?;
        Ok((found, number))
    }

    async fn state(&self, number: u64) -> Result<(Version, State), SessionError> {
        let missing = || SessionError::Unreadable(format!("state {number} is missing"));
        self.state_if_kept(number).await?.ok_or_else(missing)
    }

    async fn state_if_kept(&self, number: u64) -> Result<Option<(Version, State)>, SessionError> {
        let Some(found) = self.store.get(&state_key(number)?).await? else { return Ok(None) };
        // The message of the error would quote the state.
        let state = serde_json::from_slice(&found.value)
            .map_err(|_| SessionError::Unreadable(format!("state {number} has another form")))?;
        Ok(Some((found.version, state)))
    }

    async fn all_states(&self) -> Result<Vec<(Key, Version)>, SessionError> {
        let mut found: Vec<(Key, Version)> = Vec::new();
        loop {
            let page = self.store.scan(STATES, found.last().map(|(key, _)| key), PAGE).await?;
            let full = page.len() == PAGE;
            found.extend(page.into_iter().map(|(key, known)| (key, known.version)));
            if !full {
                return Ok(found);
            }
        }
    }
}

const STATES: &str = "state/";

fn head() -> Result<Key, LimitExceeded> {
    Key::new("head")
}

/// Numbers are written so that their order is that of the keys.
fn state_key(number: u64) -> Result<Key, LimitExceeded> {
    Key::new(format!("{STATES}{number:020}"))
}

fn write_number(number: u64) -> Vec<u8> {
    number.to_string().into_bytes()
}

fn written(state: &State) -> Result<Vec<u8>, SessionError> {
    serde_json::to_vec(state).map_err(|_| SessionError::Unreadable("the state cannot be written".to_owned()))
}

/// The name of a file without its folders and its ending.
fn file_stem(path: &str) -> &str {
    std::path::Path::new(path).file_stem().and_then(std::ffi::OsStr::to_str).unwrap_or(path)
}

fn log(kind: &str) -> Vec<u8> {
    kind.as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use handrail_storage::MemoryStore;

    use super::*;
    use crate::dialogue::tests::pack;
    use crate::render::terminal::{Style, render};

    /// Says some things one after the other; returns the session and what was said last.
    async fn held(messages: &[&str]) -> (Session<MemoryStore>, String) {
        held_with(&pack(), messages).await
    }

    async fn held_with(pack: &Pack, messages: &[&str]) -> (Session<MemoryStore>, String) {
        let hearing = Hearing::of(pack).unwrap();
        let (mut session, mut reply) = Session::start(MemoryStore::new(), pack).await.unwrap();
        for message in messages {
            reply = session.hear((*message).to_owned(), &hearing).await.unwrap();
        }
        (session, render(&reply.blocks, Style::new(Style::WIDEST, false)))
    }

    async fn say(session: &mut Session<MemoryStore>, message: &str) -> Reply {
        session.hear(message.to_owned(), &Hearing::of(&pack()).unwrap()).await.unwrap()
    }

    async fn case(session: &Session<MemoryStore>) -> String {
        let number = session.current().await.unwrap().1;
        session.state(number).await.unwrap().1.case.to_string()
    }

    #[tokio::test]
    async fn undo_goes_back_over_what_was_only_looked_at() {
        let (mut session, said) = held(&["school.shed=yes", "keeper.paid=yes", "help", "suggest", "undo"]).await;
        assert!(said.contains("no longer noted - the keeper: paid: yes"), "{said}");
        assert_eq!(case(&session).await, r#"{"school":{"shed":true}}"#);
        let said = render(&say(&mut session, "undo").await.blocks, Style::new(Style::WIDEST, false));
        assert!(said.contains("no longer noted - the school: shed: yes"), "{said}");
        let said = render(&say(&mut session, "undo").await.blocks, Style::new(Style::WIDEST, false));
        assert!(said.contains("There is nothing to undo."), "{said}");
        say(&mut session, "school.shed=no").await;
        assert_eq!(case(&session).await, r#"{"school":{"shed":false}}"#);
    }

    #[tokio::test]
    async fn a_new_case_leaves_no_state_behind_and_cannot_be_undone() {
        let (session, said) = held(&["school.shed=yes", "new", "yes", "undo"]).await;
        assert!(said.contains("There is nothing to undo."), "{said}");
        assert_eq!(session.all_states().await.unwrap().len(), 1);
        assert_eq!(case(&session).await, "{}");
    }

    #[tokio::test]
    async fn a_conversation_of_any_length_can_be_ended() {
        let (mut session, _) = held(&vec!["help"; 1_100]).await;
        assert_eq!(session.all_states().await.unwrap().len(), usize::try_from(KEPT).unwrap());
        assert!(say(&mut session, "quit").await.ended);
        assert_eq!(session.all_states().await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn the_log_holds_kinds_of_message_and_no_word_of_one() {
        let (session, _) = held(&["school.shed=yes", "something private", "quit"]).await;
        let entries = session.store.read_log(0, 10).await.unwrap();
        let kinds: Vec<&str> = entries.iter().map(|entry| std::str::from_utf8(&entry.value).unwrap()).collect();
        assert_eq!(kinds, ["start", "note", "not-understood", "quit"]);
        assert_eq!(case(&session).await, "{}", "what was noted is gone");
    }

    /// Every value of the store, and every entry of its log.
    async fn everything(session: &Session<MemoryStore>) -> String {
        let mut all = String::new();
        for (key, known) in session.store.scan("", None, 1_000).await.unwrap() {
            all.extend([format!("{key:?} "), String::from_utf8_lossy(&known.value).into_owned(), "\n".to_owned()]);
        }
        for entry in session.store.read_log(0, 1_000).await.unwrap() {
            all.push_str(&String::from_utf8_lossy(&entry.value));
            all.push('\n');
        }
        all
    }

    /// Rare words and identifiers: none of them may reach the store, in whatever message it stands.
    const CANARIES: [&str; 8] = [
        "quibblewick",
        "Zarnovsky",
        "zarnovsky",
        "943 476 5919",
        "QQ12 3ZZ",
        "frobnitz",
        "vexlethorpe",
        "0161 496 0777",
    ];

    fn shipped() -> Pack {
        crate::pack_files::Origin::BuiltIn.load().unwrap().pack.unwrap()
    }

    fn canary_messages() -> Vec<String> {
        let frames = [
            "{}",
            "Boy 6 hit by {} every day, mum drinks, {}.",
            "no, {} is the drinker",
            "why {}",
            "why not {}",
            "what if {}.{}=yes",
            "{}.{}={}",
            "facts {}",
            "add {}",
            "absent {}",
            "remove {}",
            "change {}",
            "show {}",
            "export {}\n{}",
            "next",
            "don't know {}",
            "yes, {} said so",
            "no, never, says {}",
            "about 6 {}",
            "actually it's {}",
            "scrap that",
            "{} not {}",
            "{\"text\": \"{}\"}",
        ];
        let mut messages = Vec::new();
        for canary in CANARIES {
            messages.extend(frames.iter().map(|frame| frame.replace("{}", canary)));
        }
        messages
    }

    #[tokio::test]
    async fn no_word_that_was_typed_reaches_the_store() {
        let pack = shipped();
        let hearing = Hearing::of(&pack).unwrap();
        let (mut session, _) = Session::start(MemoryStore::new(), &pack).await.unwrap();
        for message in canary_messages() {
            let reply = session.hear(message.clone(), &hearing).await.unwrap();
            let all = everything(&session).await;
            for canary in CANARIES {
                assert!(!all.to_lowercase().contains(&canary.to_lowercase()), "{canary} after {message}: {all}");
            }
            drop(reply);
        }
        let names = format!("{session:?}");
        for canary in CANARIES {
            assert!(!names.to_lowercase().contains(&canary.to_lowercase()), "{names}");
        }
    }
}
