//! The facts of a case that made an outcome what it is: none of them can be left out.

use super::touched::Touched;
use crate::condition::Condition;
use crate::matching::{Binding, Lanes, View, evaluate};
use crate::profile::{Profile, Statement};
use crate::text::Location;
use crate::truth::Truth;
use crate::verdict::{Criterion, Outcome, Verdict};

/// A statement of the case, and the leaf of the rule that reads it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What the case states.
    pub statement: Statement,
    /// Where the rule asks for it.
    pub at: Location,
}

/// Why a condition has the outcome that it has.
///
/// For a matched condition, the fewest statements (in the sense that none can be dropped) that make it match
/// by its first binding; for an excluded one, those that exclude every binding. For a possible one, the
/// statements that speak for it in its first open binding. Of several ways, the one written first is taken.
pub fn reasons(view: &View<'_>, criterion: &Criterion, verdict: &Verdict) -> Vec<Reason> {
    match verdict.outcome() {
        Outcome::Matched => {
            verdict.matched.first().map_or_else(Vec::new, |binding| reasons_for(view, criterion, binding))
        }
        Outcome::Excluded => {
            let lanes = Lanes::of(view);
            let mut touched = Touched::default();
            touched.nobody(view, &criterion.condition, &criterion.roles);
            for lane in lanes.over(&criterion.roles) {
                touched.add(view, &criterion.condition, &lanes.binding(lane));
            }
            minimal(view, &touched, |profile| {
                criterion.verdict(&View::new(view.vocabulary, profile)).outcome() == Outcome::Excluded
            })
        }
        Outcome::Possible => {
            let mut found = Vec::new();
            if let Some(binding) = verdict.open.first() {
                speaking_for(view, &criterion.condition, binding, &mut found);
            }
            found
        }
        Outcome::Failed => Vec::new(),
    }
}

/// Why a condition is matched by one of its bindings.
pub fn reasons_for(view: &View<'_>, criterion: &Criterion, binding: &Binding) -> Vec<Reason> {
    let mut touched = Touched::default();
    touched.add(view, &criterion.condition, binding);
    minimal(view, &touched, |profile| {
        criterion.verdict(&View::new(view.vocabulary, profile)).outcome() == Outcome::Matched
    })
}

/// The parts of an open condition that are true already.
fn speaking_for(view: &View<'_>, condition: &Condition, binding: &Binding, found: &mut Vec<Reason>) {
    match (evaluate(view, condition, binding), condition) {
        (Truth::True, _) => {
            let mut touched = Touched::default();
            touched.add(view, condition, binding);
            let reasons = minimal(view, &touched, |profile| {
                evaluate(&View::new(view.vocabulary, profile), condition, binding) == Truth::True
            });
            for reason in reasons {
                if !found.iter().any(|known| known.statement == reason.statement) {
                    found.push(reason);
                }
            }
        }
        (Truth::Unknown, Condition::All(parts) | Condition::Any(parts)) => {
            for part in parts {
                speaking_for(view, part, binding, found);
            }
        }
        _ => {}
    }
}

/// Leaves out one statement after the other, the last read first, as long as the outcome stays.
fn minimal(view: &View<'_>, touched: &Touched, stays: impl Fn(&Profile) -> bool) -> Vec<Reason> {
    let candidates = touched.in_order();
    let statements: Vec<Statement> = candidates.iter().map(|(statement, _)| *statement).collect();
    let mut profile = view.profile.with_only(view.vocabulary, &statements);
    if !stays(&profile) {
        // What is assumed elsewhere carries the outcome: nothing can be left out with certainty.
        profile = view.profile.clone();
    }
    let mut kept = candidates;
    // Taking back that somebody is absent can make another statement needless that was needed before.
    loop {
        let before = kept.len();
        for index in (0..before).rev() {
            let Some((statement, _)) = kept.get(index) else { continue };
            let mut without = profile.clone();
            without.retract(view.vocabulary, *statement);
            if stays(&without) {
                profile = without;
                kept.remove(index);
            }
        }
        if kept.len() == before {
            break;
        }
    }
    kept.into_iter().map(|(statement, at)| Reason { statement, at: at.clone() }).collect()
}
