//! The state of a conversation: what was noted, what is not to be asked, and where the conversation stands.
//!
//! It holds facts and no sentence that anybody typed, and can be written and read again.

use handrail_engine::certainty::Unknown;
use handrail_engine::document::read_json;
use handrail_engine::pack::Pack;
use handrail_engine::profile::{Change, Profile, read_profile};
use handrail_engine::text::SourceText;
use serde::{Deserialize, Serialize};

/// The form in which a state is written. A state of version 1, which knew nothing of free text, is read as one of
/// which everything was stated; a state of a later version is not read.
pub(super) const STATE_VERSION: u32 = 2;

/// A conversation between two messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// The form in which it is written.
    pub version: u32,
    /// The hash of the pack that it was held with.
    pub pack: String,
    /// What was noted, in the format of a case.
    pub case: serde_json::Value,
    /// What somebody said is not known: it stays unknown and is not asked again.
    pub not_known: Vec<Topic>,
    /// What was skipped: it stays unknown, and is asked again when no other question is left.
    pub skipped: Vec<Topic>,
    /// What was read from free text and nobody has confirmed yet. What is noted and not here was stated.
    #[serde(default)]
    pub read: Vec<Topic>,
    /// What is asked before everything else, in this order, because of something that was written.
    #[serde(default)]
    pub to_confirm: Vec<ToConfirm>,
    /// What the last change noted: what a correction can mean.
    #[serde(default)]
    pub last: Vec<Topic>,
    /// Whether something was written of danger now, and it was not answered yet whether it is so.
    #[serde(default)]
    pub alarm: bool,
    /// Where the conversation stands.
    pub stage: Stage,
}

/// Something that was written and counts only when it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToConfirm {
    /// About what.
    pub topic: Topic,
    /// Why.
    pub why: Doubt,
}

/// Why something that was written does not count yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doubt {
    /// It is about danger now.
    Danger,
    /// Two things were said of it.
    TwoThings,
    /// It was read that it is not so.
    Denied,
}

/// Something that can be asked, as it is typed: `PLACE.FACT`, or the name of a list for how many there are.
pub(super) type Topic = String;

/// Where a conversation stands: what the next message can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(crate) enum Stage {
    /// Facts are being described; a number picks one of those listed.
    Describing {
        /// The ids of the facts that were listed last.
        listed: Vec<String>,
    },
    /// A fact was picked; a number says of whom.
    Who {
        /// What can be meant.
        topics: Vec<Topic>,
    },
    /// What was noted was shown; `yes` says that it is right.
    Confirming,
    /// A question was asked.
    Asking {
        /// About what.
        topic: Topic,
        /// Whether it was picked by the person, and not the next in order.
        picked: bool,
    },
    /// A number was given that can be of one unit or another.
    WhichUnit {
        /// About what.
        topic: Topic,
        /// Whether the question was picked by the person.
        picked: bool,
        /// The number.
        number: i32,
    },
    /// Suggestions were shown; nothing is asked.
    Advised,
    /// `new` was typed; `yes` forgets everything.
    Renewing,
    /// It is over.
    Ended,
}

impl State {
    /// The state before anything was said.
    pub(crate) fn new(pack: &Pack) -> Self {
        Self {
            version: STATE_VERSION,
            pack: pack.hash().to_owned(),
            case: serde_json::Value::Object(serde_json::Map::new()),
            not_known: Vec::new(),
            skipped: Vec::new(),
            read: Vec::new(),
            to_confirm: Vec::new(),
            last: Vec::new(),
            alarm: false,
            stage: Stage::Describing { listed: Vec::new() },
        }
    }

    /// Whether the conversation is over.
    pub(crate) fn has_ended(&self) -> bool {
        self.stage == Stage::Ended
    }

    /// Whether what was noted, or is not to be asked, is the same: then there is nothing between them to undo.
    pub(crate) fn notes_the_same(&self, other: &Self) -> bool {
        self.case == other.case
            && self.not_known == other.not_known
            && self.skipped == other.skipped
            && self.to_confirm == other.to_confirm
            && self.read == other.read
    }

    /// The state in the present form.
    pub(super) fn upgraded(&self) -> Self {
        match self.version {
            1 => Self { version: STATE_VERSION, ..self.clone() },
            _ => self.clone(),
        }
    }

    /// The profile; nothing where this pack cannot read it.
    pub(crate) fn profile(&self, pack: &Pack) -> Option<Profile> {
        if !(1..=STATE_VERSION).contains(&self.version) {
            return None;
        }
        let text = SourceText::new("case", self.case.to_string());
        let node = read_json(&text).ok()?;
        let mut problems = Vec::new();
        let (profile, _) = read_profile(pack.vocabulary(), &text, &node, &mut problems);
        problems.is_empty().then_some(profile)
    }
}

/// What a topic is about, if there is such a person and fact.
pub(super) fn about(pack: &Pack, profile: &Profile, topic: &str) -> Option<Unknown> {
    if let Some(entity) = pack.vocabulary().entity_by_name(topic) {
        return Some(Unknown::Number(entity));
    }
    match Change::parse(pack.vocabulary(), profile, &format!("{topic}=unknown")) {
        Ok(Change::Fact(place, fact, _)) => Some(Unknown::Fact(place, fact)),
        _ => None,
    }
}
