//! Conditions and the facts that they ask for, as lists.

use askama::Template;
use handrail_engine::condition::{Condition, FactId};

use super::Catalogue;
use crate::present::plain_condition::{Plain, facts_of, listed, plain, together};

/// A statement with what stands under it.
#[derive(Debug, Template)]
#[template(path = "catalogue/condition.html")]
pub(super) struct Outline {
    text: String,
    value: String,
    parts: Vec<Outline>,
}

impl From<Plain> for Outline {
    fn from(plain: Plain) -> Self {
        Self { text: plain.text, value: plain.value, parts: plain.parts.into_iter().map(Self::from).collect() }
    }
}

/// A condition as a page shows it.
#[derive(Debug)]
pub(super) struct Shown {
    /// Who has to be the same throughout; empty where it speaks of nobody in particular.
    pub(super) together: String,
    /// The condition.
    pub(super) outline: Outline,
}

/// A fact that is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) label: String,
    pub(super) meaning: String,
    pub(super) id: String,
    pub(super) safety: bool,
}

impl Catalogue<'_> {
    pub(super) fn shown(&self, condition: &Condition) -> Shown {
        let vocabulary = self.pack.vocabulary();
        let people: Vec<String> =
            together(vocabulary, condition).into_iter().map(|label| format!("one {label}")).collect();
        let together = match people.len() {
            0 => String::new(),
            1 => format!("For {}.", people.concat()),
            _ => format!("For {} together: the same ones throughout.", listed(&people, "and")),
        };
        Shown { together, outline: plain(vocabulary, condition).into() }
    }

    /// The facts that conditions ask for, and `more`, with what they mean.
    pub(super) fn asked<'a>(
        &self,
        conditions: impl IntoIterator<Item = &'a Condition>,
        more: impl IntoIterator<Item = FactId>,
    ) -> Vec<Asked> {
        let mut facts = facts_of(conditions);
        facts.extend(more);
        facts
            .into_iter()
            .map(|id| self.pack.vocabulary().fact(id))
            .map(|fact| Asked {
                label: fact.label.clone(),
                meaning: fact.meaning.clone(),
                id: fact.id.clone(),
                safety: fact.safety,
            })
            .collect()
    }
}
