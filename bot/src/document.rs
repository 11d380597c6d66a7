//! What is said, as data: blocks that every channel draws in its own way.
//!
//! Nothing here knows of a terminal, a browser or a messenger, and no block holds markup.

/// A stretch of what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A title of what follows.
    Heading {
        /// 1 for the title of an answer, 2 for its parts, 3 within a part.
        level: u8,
        /// The title.
        text: String,
    },
    /// A paragraph.
    Text(String),
    /// Short points.
    List(Vec<String>),
    /// Choices that can be named by their number, counted from 1.
    Choices(Vec<String>),
    /// What was noted, person by person.
    Understood(Vec<Noted>),
    /// One question.
    Question(Question),
    /// A finding in full.
    Card(Card),
    /// Something that must not be overlooked.
    Warning(Warning),
    /// Rows under a head.
    Table(Table),
    /// A condition, part by part, with what is known of each.
    Outline(Vec<OutlineLine>),
    /// An aside: what can be done next, where something comes from.
    Note(String),
}

/// What was noted of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Noted {
    /// Who.
    pub who: String,
    /// Fact by fact.
    pub facts: Vec<NotedFact>,
}

/// One thing that was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotedFact {
    /// The number by which it can be removed, if it can.
    pub number: Option<usize>,
    /// Which fact.
    pub label: String,
    /// Its value.
    pub value: String,
    /// Where it comes from.
    pub basis: Basis,
    /// The words that it was read from; only in the answer to them.
    pub quote: Option<String>,
}

/// Where something that was noted comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Somebody said so.
    Stated,
    /// It was read from free text.
    Read,
    /// It was read from free text, and counts only when somebody confirms it.
    ToConfirm,
    /// Nobody said so; the pack assumes it until somebody does.
    Assumed,
    /// Somebody said that it is not known.
    NotKnown,
}

impl Basis {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Read => "my reading",
            Self::ToConfirm => "to be confirmed",
            Self::Assumed => "assumed",
            Self::NotKnown => "not known",
        }
    }
}

/// One question, with how it can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// The question.
    pub text: String,
    /// What an answer bears on, where it bears on safety.
    pub safety: bool,
    /// The values to choose from, by number; empty for other questions.
    pub choices: Vec<String>,
    /// What can be typed.
    pub hint: String,
}

/// A finding in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    /// What it is called.
    pub name: String,
    /// Its id, by which it can be asked about.
    pub id: String,
    /// What kind of finding it is.
    pub kind: String,
    /// What is advised, verb first.
    pub advice: String,
    /// Its parts, in order.
    pub sections: Vec<Section>,
}

/// A part of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// What it is about, such as `Why`.
    pub label: String,
    /// Whether it speaks against the finding or limits it.
    pub against: bool,
    /// Line by line.
    pub lines: Vec<String>,
}

/// Something that must not be overlooked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// Whether somebody may be in danger now.
    pub danger: bool,
    /// What it is about.
    pub title: String,
    /// What to do or to know.
    pub text: String,
}

/// Rows under a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows, each with as many cells as the head.
    pub rows: Vec<Vec<String>>,
}

/// One part of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutlineLine {
    /// How deep it stands, 0 for the whole.
    pub depth: usize,
    /// What is known of it, where it is a statement.
    pub known: Option<Known>,
    /// What it says.
    pub text: String,
}

/// What is known of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It is not known.
    Unknown,
}

impl Known {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        }
    }
}

impl Block {
    /// A title.
    pub(crate) fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    /// A paragraph.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An aside.
    pub(crate) fn note(text: impl Into<String>) -> Self {
        Self::Note(text.into())
    }

    /// A warning that is no danger.
    pub(crate) fn warning(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Warning(Warning { danger: false, title: title.into(), text: text.into() })
    }

    /// Danger now.
    pub(crate) fn danger(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Warning(Warning { danger: true, title: title.into(), text: text.into() })
    }
}
