//! Why a finding does not apply, and the smallest change that would make it.

use handrail_engine::answer::Answer;
use handrail_engine::explain::{SmallestChange, smallest_change};
use handrail_engine::finding::Finding;
use handrail_engine::matching::View;
use handrail_engine::verdict::Outcome;

use super::why::{self, why};
use super::words;
use crate::document::Block;

/// Why a finding does not apply. Of one that does, or may, the reasons for that are shown instead.
pub(crate) fn why_not(answer: &Answer<'_>, index: usize, finding: &Finding) -> Vec<Block> {
    let (Some(criterion), Some(verdict)) = (answer.pack.criteria().get(index), answer.verdicts.get(index)) else {
        return Vec::new();
    };
    if verdict.outcome() != Outcome::Excluded {
        return why(answer, index, finding);
    }
    let vocabulary = answer.pack.vocabulary();
    let mut blocks = vec![
        Block::heading(2, format!("Why not: {}", words::named(finding))),
        Block::text(words::outcome(Outcome::Excluded)),
    ];
    let because = answer.reasons(index);
    if because.is_empty() {
        blocks.push(Block::text(words::EXCLUDED_BY_NOTHING_NOTED));
    } else {
        blocks.push(Block::heading(3, "What was noted that excludes it"));
        let lines = because.iter().map(|reason| {
            format!("{} (asked for at {})", words::statement(vocabulary, answer.profile, reason.statement), reason.at)
        });
        blocks.push(Block::List(lines.collect()));
    }
    why::readings(answer, index, &mut blocks);
    match smallest_change(&View::new(vocabulary, answer.profile), criterion) {
        Some(SmallestChange { facts, outcome }) => {
            let would = if outcome == Outcome::Matched { "It would apply if" } else { "It might apply if" };
            blocks.push(Block::heading(3, would));
            let lines = facts.iter().map(|(place, id, value)| {
                let description = vocabulary.fact(*id);
                format!(
                    "{} were: {}",
                    words::fact(vocabulary, *place, description),
                    words::needed(criterion, *id, description, value)
                )
            });
            blocks.push(Block::List(lines.collect()));
            blocks.push(Block::note(
                "This explains the rule. It is nothing to aim for, and no reason to note anything but what is so.",
            ));
        }
        None => blocks.push(Block::text("No change of up to three facts would make it apply.")),
    }
    blocks
}
