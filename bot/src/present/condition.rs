//! A condition that stands by itself, and the findings that do not apply.

use handrail_engine::answer::Answer;
use handrail_engine::condition::Condition;
use handrail_engine::explain::reasons;
use handrail_engine::matching::View;
use handrail_engine::pack::Pack;
use handrail_engine::profile::Profile;
use handrail_engine::verdict::{Criterion, Outcome};

use super::words;
use crate::document::Block;

/// What a case says of a condition: outcome, for whom, why, and what is missing.
pub(crate) fn condition(pack: &Pack, profile: &Profile, condition: &Condition) -> Vec<Block> {
    let vocabulary = pack.vocabulary();
    let view = View::new(vocabulary, profile);
    let criterion = Criterion::new(vocabulary, condition.clone());
    let verdict = criterion.verdict(&view);
    let outcome = verdict.outcome();
    let mut blocks = vec![Block::text(outcome.word())];
    let mut list = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            blocks.push(Block::heading(3, heading));
            blocks.push(Block::List(lines));
        }
    };
    if !criterion.roles.is_empty() {
        let whom = verdict.bindings().iter().map(|bound| words::binding(vocabulary, profile, &criterion.roles, bound));
        list("For whom", whom.collect());
    }
    let because = reasons(&view, &criterion, &verdict);
    let because = because.iter().map(|reason| {
        format!("{} (asked for at {})", words::statement(vocabulary, profile, reason.statement), reason.at)
    });
    list("Because", because.collect());
    if outcome == Outcome::Possible {
        let missing = criterion.missing(&view, &verdict);
        let missing = missing
            .iter()
            .map(|about| format!("{} (`{}`)", words::unknown(vocabulary, *about), words::typed(vocabulary, *about)));
        list("It depends on", missing.collect());
    }
    blocks
}

/// The findings that do not apply, each with the facts that exclude it.
pub(crate) fn excluded(answer: &Answer<'_>) -> Vec<Block> {
    let vocabulary = answer.pack.vocabulary();
    let found = answer.findings(&[Outcome::Excluded]);
    if found.is_empty() {
        return Vec::new();
    }
    let lines = found.into_iter().map(|(index, finding, _)| {
        let because = answer.reasons(index);
        if because.is_empty() {
            return format!(
                "{} - not because of a single fact: `handrail why {}` says more",
                words::named(finding),
                finding.id
            );
        }
        let because = because.iter().map(|reason| words::statement(vocabulary, answer.profile, reason.statement));
        format!("{} - because of {}", words::named(finding), because.collect::<Vec<_>>().join("; "))
    });
    vec![Block::heading(2, "What does not apply"), Block::List(lines.collect())]
}
