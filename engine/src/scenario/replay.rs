//! Replaying expectations: what came out otherwise, and why.

use super::{FindingCase, Scenario, listed, people};
use crate::answer::Answer;
use crate::certainty::Unknown;
use crate::explain::reasons;
use crate::matching::View;
use crate::pack::Pack;
use crate::profile::Statement;
use crate::text::Location;
use crate::verdict::{Criterion, Outcome, Verdict};

/// What a replay gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// The finding, or the scenario.
    pub of: String,
    /// What was replayed.
    pub name: String,
    /// Where it is written.
    pub at: Location,
    /// What came out otherwise; empty if all is as expected.
    pub failures: Vec<String>,
}

/// Replays a case beside a finding: outcome, reasons, what is missing, whom it speaks of.
pub fn replay_case(pack: &Pack, case: &FindingCase) -> Replayed {
    let id = pack.findings().get(case.finding).map_or("", |finding| finding.id.as_str());
    let mut failures = Vec::new();
    if let Some(criterion) = pack.criteria().get(case.finding) {
        let view = View::new(pack.vocabulary(), &case.profile);
        let verdict = criterion.verdict(&view);
        if verdict.outcome() != case.expect {
            failures.push(unexpected(pack, &view, criterion, &verdict, case.expect));
        }
        let because = || statements(pack, &view, criterion, &verdict);
        compare("because", case.because.as_deref(), because, &mut failures);
        compare("missing", case.missing.as_deref(), || missing(pack, &view, criterion, &verdict), &mut failures);
        let applies_to = || people(pack, &criterion.roles, verdict.bindings());
        compare("applies_to", case.applies_to.as_deref(), applies_to, &mut failures);
    }
    Replayed { of: id.to_owned(), name: case.name.clone(), at: case.at.clone(), failures }
}

/// Replays a scenario against the whole pack.
pub fn replay_scenario(pack: &Pack, scenario: &Scenario) -> Replayed {
    let answer = Answer::of(pack, &scenario.profile);
    let view = View::new(pack.vocabulary(), &scenario.profile);
    let mut failures = Vec::new();
    let name = |finding: usize| pack.findings().get(finding).map_or("", |finding| finding.id.as_str());
    for (finding, expected) in &scenario.expect {
        let (Some(verdict), Some(criterion)) = (answer.verdicts.get(*finding), pack.criteria().get(*finding)) else {
            continue;
        };
        let outcome = verdict.outcome();
        let wrong = match expected {
            Some(expected) => outcome != *expected,
            None => outcome == Outcome::Matched,
        };
        if wrong {
            let wanted = expected.unwrap_or(Outcome::Excluded);
            failures.push(format!("{}: {}", name(*finding), unexpected(pack, &view, criterion, verdict, wanted)));
        }
    }
    for (finding, expected) in &scenario.applies_to {
        let (Some(verdict), Some(criterion)) = (answer.verdicts.get(*finding), pack.criteria().get(*finding)) else {
            continue;
        };
        let label = format!("{}: applies_to", name(*finding));
        compare(&label, Some(expected), || people(pack, &criterion.roles, verdict.bindings()), &mut failures);
    }
    let asked: Vec<String> = answer.questions.iter().map(|question| unknown(pack, question.about)).collect();
    for fact in &scenario.asks {
        if !asked.contains(fact) {
            failures.push(format!("`{fact}` is not asked; asked are {}", listed(&asked)));
        }
    }
    for fact in scenario.does_not_ask.iter().filter(|fact| asked.contains(fact)) {
        failures.push(format!("`{fact}` is asked"));
    }
    let first = asked.iter().take(scenario.asks_first.len()).cloned().collect::<Vec<_>>();
    if first != scenario.asks_first {
        failures.push(format!("asked first are {}, expected {}", listed(&first), listed(&scenario.asks_first)));
    }
    failures.extend(scenario.shown.failures(&answer));
    Replayed { of: scenario.id.clone(), name: scenario.title.clone(), at: scenario.at.clone(), failures }
}

/// An outcome that was not expected, with what made it so.
fn unexpected(pack: &Pack, view: &View<'_>, criterion: &Criterion, verdict: &Verdict, expected: Outcome) -> String {
    let outcome = verdict.outcome();
    let mut text = format!("{}, expected {}", outcome.word(), expected.word());
    let because = statements(pack, view, criterion, verdict);
    if !because.is_empty() {
        text = format!("{text}; because of {}", listed(&because));
    }
    let missing = missing(pack, view, criterion, verdict);
    if !missing.is_empty() {
        text = format!("{text}; missing {}", listed(&missing));
    }
    text
}

fn compare(what: &str, expected: Option<&[String]>, found: impl FnOnce() -> Vec<String>, failures: &mut Vec<String>) {
    let Some(expected) = expected else { return };
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let (expected, found) = (sorted(expected.to_vec()), sorted(found()));
    if expected != found {
        failures.push(format!("{what} is {}, expected {}", listed(&found), listed(&expected)));
    }
}

fn statements(pack: &Pack, view: &View<'_>, criterion: &Criterion, verdict: &Verdict) -> Vec<String> {
    reasons(view, criterion, verdict)
        .iter()
        .map(|reason| match reason.statement {
            Statement::Fact(place, fact) => {
                format!("{}.{}", place.name(pack.vocabulary()), pack.vocabulary().fact(fact).name)
            }
            Statement::Nobody(entity) => pack.vocabulary().entity(entity).name.clone(),
        })
        .collect()
}

fn missing(pack: &Pack, view: &View<'_>, criterion: &Criterion, verdict: &Verdict) -> Vec<String> {
    if verdict.outcome() != Outcome::Possible {
        return Vec::new();
    }
    criterion.missing(view, verdict).into_iter().map(|about| unknown(pack, about)).collect()
}

fn unknown(pack: &Pack, about: Unknown) -> String {
    match about {
        Unknown::Fact(place, fact) => {
            format!("{}.{}", place.name(pack.vocabulary()), pack.vocabulary().fact(fact).name)
        }
        Unknown::Number(entity) => pack.vocabulary().entity(entity).name.clone(),
    }
}
