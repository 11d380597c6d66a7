//! What a message asks for: a command, a fact to note, or anything else (most often an answer).

/// A message, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input<'a> {
    /// Nothing.
    Empty,
    /// What can be done.
    Help,
    /// Which facts there are, all of them or those that hold a word.
    Facts(&'a str),
    /// Somebody is added.
    Add(&'a str),
    /// Somebody does not exist.
    Absent(&'a str),
    /// What was noted.
    Noted,
    /// Something that was noted is taken back, by its number.
    Remove(&'a str),
    /// Something that was noted is asked again, by its number.
    Change(&'a str),
    /// On with the questions.
    Next,
    /// Suggestions, in brief.
    Suggest,
    /// Suggestions, all in full.
    ShowAll,
    /// A finding in full.
    Show(&'a str),
    /// Why a finding applies, or, with nothing, why a question is asked.
    Why(&'a str),
    /// Why a finding does not apply.
    WhyNot(&'a str),
    /// What if something were different.
    WhatIf(&'a str),
    /// What is missing.
    Missing,
    /// Take the last change back.
    Undo,
    /// Start a new case.
    New,
    /// Write a note.
    Export(&'a str),
    /// End.
    Quit,
    /// A fact to note.
    Set(&'a str),
    /// Anything else.
    Other(&'a str),
}

/// The words of commands, for completion and for what was nearly typed.
pub(crate) const COMMANDS: [&str; 21] = [
    "absent",
    "add",
    "change",
    "done",
    "export",
    "facts",
    "help",
    "missing",
    "new",
    "next",
    "noted",
    "questions",
    "quit",
    "remove",
    "show",
    "show all",
    "suggest",
    "undo",
    "what if",
    "why",
    "why not",
];

impl<'a> Input<'a> {
    /// Takes a message apart.
    pub(super) fn of(message: &'a str) -> Self {
        let message = message.trim();
        let (word, rest) =
            message.split_once(char::is_whitespace).map_or((message, ""), |(word, rest)| (word, rest.trim()));
        let second = |wanted: &str| {
            let (next, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            next.eq_ignore_ascii_case(wanted).then(|| rest.trim())
        };
        match (word.to_ascii_lowercase().as_str(), rest) {
            ("", _) => Self::Empty,
            ("help" | "?", "") => Self::Help,
            ("facts" | "fact", word) => Self::Facts(word),
            ("add", whom) if !whom.is_empty() => Self::Add(whom),
            ("absent" | "none", whom) if !whom.is_empty() => Self::Absent(whom),
            ("noted" | "list" | "case" | "done", "") => Self::Noted,
            ("remove" | "delete", number) if !number.is_empty() => Self::Remove(number),
            ("change", number) if !number.is_empty() => Self::Change(number),
            ("next" | "ask" | "continue", "") => Self::Next,
            ("suggest" | "suggestions" | "show", "") => Self::Suggest,
            ("show" | "suggest", all) if all.eq_ignore_ascii_case("all") => Self::ShowAll,
            ("show" | "card", name) if !name.is_empty() => Self::Show(name),
            ("why", _) if second("not").is_some() => Self::WhyNot(second("not").unwrap_or_default()),
            ("why", name) => Self::Why(name),
            ("what", _) if second("if").is_some() => Self::WhatIf(second("if").unwrap_or_default()),
            ("missing" | "questions", "") => Self::Missing,
            ("undo", "") => Self::Undo,
            ("new", "") => Self::New,
            ("export", path) => Self::Export(path),
            ("quit" | "exit" | "bye", "") => Self::Quit,
            _ if message.contains('=') => Self::Set(message),
            _ => Self::Other(message),
        }
    }
}

/// Whether a message says yes or no.
pub(super) fn yes_or_no(message: &str) -> Option<bool> {
    match message.trim().trim_end_matches(['.', '!']).to_lowercase().as_str() {
        "yes" | "y" | "true" => Some(true),
        "no" | "n" | "false" => Some(false),
        _ => None,
    }
}

/// Whether a message says that something is not known.
pub(super) fn is_not_known(message: &str) -> bool {
    let plain = message.trim().trim_end_matches(['.', '!']).to_lowercase().replace(['’', '\''], "");
    matches!(
        plain.strip_prefix("i ").unwrap_or(&plain),
        "dont know" | "do not know" | "unknown" | "not known" | "not sure" | "im not sure" | "unsure" | "dk" | "dunno"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_known_in_any_case_and_take_the_rest_of_the_line() {
        for (message, expected) in [
            ("", Input::Empty),
            ("  Help ", Input::Help),
            ("facts lock", Input::Facts("lock")),
            ("Why not  Cargo Bikes", Input::WhyNot("Cargo Bikes")),
            ("why", Input::Why("")),
            ("what if a.b=1", Input::WhatIf("a.b=1")),
            ("show all", Input::ShowAll),
            ("bike.lock = yes", Input::Set("bike.lock = yes")),
            ("a lock, I think", Input::Other("a lock, I think")),
        ] {
            assert_eq!(Input::of(message), expected, "{message}");
        }
    }

    #[test]
    fn not_known_has_several_spellings_and_a_no_is_none_of_them() {
        for message in ["don't know", "I don’t know.", "dk", "unknown", "I'm not sure"] {
            assert!(is_not_known(message), "{message}");
        }
        assert!(!is_not_known("no"));
        assert_eq!(yes_or_no("No."), Some(false));
        assert_eq!(yes_or_no("not sure"), None);
    }
}
