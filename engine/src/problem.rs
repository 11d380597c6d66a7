//! What is wrong with a pack or a case, told to the person who can mend it.
//!
//! A problem says what is wrong, where, what was expected and what to do. Problems are collected, so
//! that one run reports all of them. Drawing them is the business of the front end.

use crate::text::{Location, SourceText, Span};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is loaded, or no answer is given.
    Error,
    /// Shown, and nothing else changes.
    Warning,
}

/// One thing that is wrong, with its place and its remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// A short stable name for the kind of problem, such as `unknown-fact`.
    pub code: &'static str,
    /// One line: what is wrong, with what was found in backticks.
    pub message: String,
    /// Where, if it is anywhere in particular.
    pub location: Option<Location>,
    /// A few words beside the underlined text.
    pub label: String,
    /// What was expected and what to do.
    pub help: Option<String>,
    /// The nearest known name, where a name was not known.
    pub did_you_mean: Option<String>,
    /// The fact that it is about, where it is about one.
    pub fact: Option<String>,
    /// The value that was found, where it is about one.
    pub value: Option<String>,
}

impl Problem {
    /// A problem that prevents loading or answering.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            location: None,
            label: String::new(),
            help: None,
            did_you_mean: None,
            fact: None,
            value: None,
        }
    }

    /// A problem that is shown and changes nothing else.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, text: &SourceText, span: Span) -> Self {
        self.location = Some(text.locate(span));
        self
    }

    /// Says where it is, by a place found earlier.
    #[must_use]
    pub fn at_location(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// A few words beside the underlined text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// What was expected, and what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the nearest of the known names, if one is near.
    #[must_use]
    pub fn nearest<'a>(mut self, found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.did_you_mean = nearest(found, known).map(str::to_owned);
        self
    }

    /// The fact and the value that it is about.
    #[must_use]
    pub fn about(mut self, fact: impl Into<String>, value: impl Into<String>) -> Self {
        self.fact = Some(fact.into());
        self.value = Some(value.into());
        self
    }

    /// Whether it prevents loading or answering.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Help and nearest name in one sentence, if there is either.
    pub fn advice(&self) -> Option<String> {
        match (&self.did_you_mean, &self.help) {
            (Some(name), Some(help)) => Some(format!("did you mean `{name}`? {help}")),
            (Some(name), None) => Some(format!("did you mean `{name}`?")),
            (None, help) => help.clone(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(location) = &self.location {
            write!(formatter, "{location}: ")?;
        }
        formatter.write_str(&self.message)?;
        if let Some(advice) = self.advice() {
            write!(formatter, " ({advice})")?;
        }
        Ok(())
    }
}

/// Sorts problems by place and drops repetitions, so that the same text gives the same report.
pub fn tidy(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| (&a.location, a.code, &a.message).cmp(&(&b.location, b.code, &b.message)));
    problems.dedup_by(|a, b| a.location == b.location && a.code == b.code && a.message == b.message);
}

/// The known name nearest to what was found, if it is near enough to be meant.
///
/// Near is a Damerau-Levenshtein distance of at most a third of the longer name (at least 1), or one name
/// containing the other as a whole word. Names are compared in lower case; ties go to the first in order.
///
/// # Example
/// ```
/// use handrail_engine::problem::nearest;
/// assert_eq!(nearest("bike.weels", ["bike.wheels", "bike.colour"]), Some("bike.wheels"));
/// assert_eq!(nearest("tractor", ["bike.wheels", "bike.colour"]), None);
/// ```
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Longer names are nobody's typing mistake; the bound keeps a hostile case file cheap.
    const LONGEST: usize = 80;
    let found: String = found.chars().take(LONGEST).collect::<String>().to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let lower = name.to_lowercase();
        let allowed = (found.chars().count().max(lower.chars().count()) / 3).max(1);
        let mut distance = strsim::damerau_levenshtein(&found, &lower);
        let ends = |long: &str, short: &str| {
            short.len() > 3
                && (long.ends_with(&format!(".{short}")) || long.split(['.', '_', '-']).any(|part| part == short))
        };
        if distance > allowed && (ends(&lower, &found) || ends(&found, &lower)) {
            distance = allowed;
        }
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How many letters must be changed, left out, put in or swapped to make one word of another.
pub fn distance(one: &str, other: &str) -> usize {
    strsim::damerau_levenshtein(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_sorts_by_place_and_drops_repetitions() {
        let text = SourceText::new("a", "one\ntwo\n");
        let second = Problem::error("b", "second").at(&text, Span::new(4, 7));
        let first = Problem::error("a", "first").at(&text, Span::new(0, 3));
        let mut problems = vec![second.clone(), first.clone(), second.clone()];
        tidy(&mut problems);
        assert_eq!(problems, [first, second]);
    }

    #[test]
    fn a_name_that_is_not_near_is_not_suggested() {
        assert_eq!(nearest("colr", ["colour", "wheels"]), Some("colour"));
        assert_eq!(nearest("zzzzzz", ["colour", "wheels"]), None);
        assert_eq!(nearest("", ["colour"]), None);
    }
}
