//! Why a finding has the outcome that it has: every fact with its place, and every part of the condition.

use handrail_engine::answer::Answer;
use handrail_engine::condition::Condition;
use handrail_engine::finding::Finding;
use handrail_engine::matching::{Binding, Lanes, View, evaluate};
use handrail_engine::truth::Truth;
use handrail_engine::verdict::{Criterion, Outcome};

use super::words;
use crate::document::{Block, Known, OutlineLine};

/// Why a finding has the outcome that it has.
pub(crate) fn why(answer: &Answer<'_>, index: usize, finding: &Finding) -> Vec<Block> {
    let (Some(criterion), Some(verdict)) = (answer.pack.criteria().get(index), answer.verdicts.get(index)) else {
        return Vec::new();
    };
    let vocabulary = answer.pack.vocabulary();
    let mut blocks = vec![
        Block::heading(2, format!("Why: {}", words::named(finding))),
        Block::text(words::outcome(verdict.outcome())),
    ];
    if let Some(failure) = verdict.failure {
        blocks.push(Block::warning("Could not be decided", failure.to_string()));
    }
    list(
        "For whom",
        if verdict.bindings().is_empty() { Vec::new() } else { words::for_whom(answer, index) },
        &mut blocks,
    );
    let because = answer.reasons(index);
    let because = because.iter().map(|reason| {
        format!("{} (asked for at {})", words::statement(vocabulary, answer.profile, reason.statement), reason.at)
    });
    let heading = if verdict.outcome() == Outcome::Possible {
        "What was noted that speaks for it"
    } else {
        "What was noted that makes it so"
    };
    list(heading, because.collect(), &mut blocks);
    let missing = answer.missing.get(index).into_iter().flatten();
    let missing =
        missing.map(|about| format!("{} (`{}`)", words::unknown(vocabulary, *about), words::typed(vocabulary, *about)));
    list("What is not known and can decide it", missing.collect(), &mut blocks);
    let view = View::new(vocabulary, answer.profile);
    condition(&view, criterion, verdict.bindings().first(), &mut blocks);
    blocks.push(Block::heading(3, "What the evidence says"));
    blocks.push(Block::text(finding.because.clone()));
    list(
        "How strong",
        finding.strength.iter().map(|grading| words::grading(answer.pack.reference(), grading, true)).collect(),
        &mut blocks,
    );
    list(words::AGAINST, finding.cautions.clone(), &mut blocks);
    let reference = answer.pack.reference();
    readings(answer, index, &mut blocks);
    let conflicts = reference.conflicts_of(&finding.id);
    list(
        "Where sources disagree",
        conflicts.map(|conflict| words::conflict(reference, conflict, true)).collect(),
        &mut blocks,
    );
    let later = reference.later_of(&finding.id).map(|record| words::later(reference, record, true));
    list("Later public record, not from the sources of this pack", later.collect(), &mut blocks);
    list("Sources", words::sources(answer.pack.reference(), finding, true), &mut blocks);
    blocks
}

/// The readings that matter for this case.
pub(super) fn readings(answer: &Answer<'_>, index: usize, blocks: &mut Vec<Block>) {
    let otherwise = answer.otherwise_read().into_iter().filter(|(other, _, _)| *other == index);
    let would: Vec<String> = otherwise.map(|(_, _, reading)| words::reading(reading)).collect();
    if would.is_empty() {
        let said = answer.readings(index).into_iter().map(words::reading);
        list("Can be read in two ways", said.collect(), blocks);
    } else {
        list("Read in another way, it would apply", would, blocks);
    }
}

fn list(heading: &str, lines: Vec<String>, blocks: &mut Vec<Block>) {
    if !lines.is_empty() {
        blocks.push(Block::heading(3, heading));
        blocks.push(Block::List(lines));
    }
}

/// The condition for the binding that the outcome is about, or for the one that comes nearest.
fn condition(view: &View<'_>, criterion: &Criterion, bound: Option<&Binding>, blocks: &mut Vec<Block>) {
    let lanes = Lanes::of(view);
    let all: Vec<Binding> = lanes.over(&criterion.roles).into_iter().map(|lane| lanes.binding(lane)).collect();
    let nearest = all.iter().min_by_key(|binding| against(view, &criterion.condition, binding));
    let Some(binding) = bound.or(nearest) else { return };
    let whom = words::binding(view.vocabulary, view.profile, &criterion.roles, binding);
    let heading =
        if criterion.roles.is_empty() { "The condition".to_owned() } else { format!("The condition, for {whom}") };
    blocks.push(Block::heading(3, heading));
    let mut parts = Vec::new();
    outline(view, &criterion.condition, binding, 0, &mut parts);
    blocks.push(Block::Outline(parts));
    if all.len() > 1 {
        blocks.push(Block::note(format!(
            "The condition was read for {} in all; this is one of them.",
            words::counted(all.len(), "combination of people", "combinations of people")
        )));
    }
}

/// How many leaves are false.
fn against(view: &View<'_>, condition: &Condition, binding: &Binding) -> usize {
    let mut count = 0;
    condition.for_each_leaf(&mut |leaf| count += usize::from(view.leaf(leaf, binding) == Truth::False));
    count
}

fn known(truth: Truth) -> Known {
    match truth {
        Truth::True => Known::True,
        Truth::False => Known::False,
        Truth::Unknown => Known::Unknown,
    }
}

fn outline(view: &View<'_>, condition: &Condition, binding: &Binding, depth: usize, lines: &mut Vec<OutlineLine>) {
    let truth = Some(known(evaluate(view, condition, binding)));
    let mut line = |text: String| lines.push(OutlineLine { depth, known: truth, text });
    match condition {
        Condition::Leaf(leaf) => line(format!("{} ({})", words::leaf(view, leaf, binding), leaf.at)),
        Condition::All(parts) => {
            line("all of these:".to_owned());
            several(view, parts, binding, depth, lines);
        }
        Condition::Any(parts) => {
            line("at least one of these:".to_owned());
            several(view, parts, binding, depth, lines);
        }
        Condition::Number { minimum, maximum, of } => {
            line(format!("{} of these:", number(*minimum, *maximum)));
            several(view, of, binding, depth, lines);
        }
        Condition::People { role, minimum, maximum, of } => {
            line(format!(
                "of {} in the role “{}” this holds:",
                number(*minimum, *maximum),
                view.vocabulary.role(*role).label
            ));
            for entity in &view.vocabulary.role(*role).members {
                for place in view.profile.places(*entity) {
                    outline(view, of, &binding.with(*role, Some(place)), depth + 1, lines);
                }
            }
        }
    }
}

fn several(view: &View<'_>, parts: &[Condition], binding: &Binding, depth: usize, lines: &mut Vec<OutlineLine>) {
    for part in parts {
        outline(view, part, binding, depth + 1, lines);
    }
}

fn number(minimum: usize, maximum: Option<usize>) -> String {
    match (minimum, maximum) {
        (_, Some(0)) => "none".to_owned(),
        (minimum, None) => format!("at least {minimum}"),
        (0, Some(maximum)) => format!("at most {maximum}"),
        (minimum, Some(maximum)) if minimum == maximum => format!("exactly {minimum}"),
        (minimum, Some(maximum)) => format!("{minimum} to {maximum}"),
    }
}
