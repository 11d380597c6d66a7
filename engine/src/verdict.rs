//! Verdicts: whether a finding applies to a case, for which bindings.
//!
//! A finding is matched where one binding satisfies its condition in every completion of what is unknown,
//! excluded where none does in any, and possible otherwise.

use serde::Serialize;

use crate::certainty::{Certainty, TooLarge, Unknown, decide, decide_any, kleene_is_exact};
use crate::condition::{Condition, RoleId};
use crate::matching::{Binding, Lanes, View, evaluate};
use crate::truth::Truth;
use crate::vocabulary::Vocabulary;

/// What becomes of a finding for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It certainly applies.
    Matched,
    /// It depends on what is unknown.
    Possible,
    /// It certainly does not apply.
    Excluded,
    /// It could not be decided; shown, never taken for a no.
    Failed,
}

impl Outcome {
    /// Every outcome with its word.
    pub const ALL: [(&'static str, Self); 4] = [
        ("matched", Self::Matched),
        ("possible", Self::Possible),
        ("excluded", Self::Excluded),
        ("failed", Self::Failed),
    ];

    /// Its word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Possible => "possible",
            Self::Excluded => "excluded",
            Self::Failed => "failed",
        }
    }
}

/// A condition with what is needed to decide it.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// The condition.
    pub condition: Condition,
    /// The roles that it speaks of.
    pub roles: Vec<RoleId>,
    /// Whether Kleene logic alone is exact for it.
    pub kleene_exact: bool,
}

impl Criterion {
    /// A condition, read with its vocabulary.
    pub fn new(vocabulary: &Vocabulary, condition: Condition) -> Self {
        Self { roles: condition.free_roles(), kleene_exact: kleene_is_exact(vocabulary, &condition), condition }
    }

    /// Decides it for a case by the plain evaluator.
    pub fn verdict(&self, view: &View<'_>) -> Verdict {
        let lanes = Lanes::of(view);
        let bindings = lanes.over(&self.roles).into_iter().map(|lane| lanes.binding(lane));
        self.collect(view, bindings.map(|binding| (binding, evaluate(view, &self.condition, &binding))))
    }

    /// The verdict from what Kleene logic says of each binding.
    pub(crate) fn collect(&self, view: &View<'_>, truths: impl Iterator<Item = (Binding, Truth)>) -> Verdict {
        let mut verdict = Verdict::default();
        for (binding, truth) in truths {
            match truth {
                Truth::True => verdict.matched.push(binding),
                Truth::False => {}
                Truth::Unknown if self.kleene_exact => verdict.open.push(binding),
                Truth::Unknown => match decide(view, &self.condition, &binding) {
                    Ok(Certainty::Holds) => verdict.matched.push(binding),
                    Ok(Certainty::Fails) => {}
                    Ok(Certainty::Open(_)) => verdict.open.push(binding),
                    Err(failure) => verdict.failure = Some(failure),
                },
            }
        }
        verdict
    }

    /// What can still change the outcome through the bindings that are open, in order and without repetition.
    pub fn missing(&self, view: &View<'_>, verdict: &Verdict) -> Vec<Unknown> {
        decide_any(view, &self.condition, &verdict.open).unwrap_or_default()
    }
}

/// For which bindings a condition holds, or may hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// It certainly holds for these.
    pub matched: Vec<Binding>,
    /// For these it depends on what is unknown.
    pub open: Vec<Binding>,
    /// Why it could not be decided, if it could not.
    pub failure: Option<TooLarge>,
}

impl Verdict {
    /// The outcome.
    pub fn outcome(&self) -> Outcome {
        if !self.matched.is_empty() {
            Outcome::Matched
        } else if self.failure.is_some() {
            Outcome::Failed
        } else if !self.open.is_empty() {
            Outcome::Possible
        } else {
            Outcome::Excluded
        }
    }

    /// The bindings that the outcome is about: those matched, or those still open.
    pub fn bindings(&self) -> &[Binding] {
        if self.matched.is_empty() { &self.open } else { &self.matched }
    }
}
