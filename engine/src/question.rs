//! Which unknown fact to ask next: danger and legal status first, then what settles most.
//!
//! A fact is asked only if an answer can change something: the outcome of a finding (deciding), or the
//! wording, caution or safety of one that applies or may apply (qualifying).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::certainty::Unknown;
use crate::condition::{FactId, Subject, Test};
use crate::matching::{View, whole_range};
use crate::pack::Pack;
use crate::profile::{Place, Profile};
use crate::truth::Truth;
use crate::verdict::{Outcome, Verdict};
use crate::vocabulary::{Derivation, Domain, Value};

/// What an answer can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// The outcome of a finding.
    Deciding,
    /// Wording, caution or safety of a finding.
    Qualifying,
}

/// A question for the person who knows the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub about: Unknown,
    /// What an answer can change.
    pub kind: QuestionKind,
    /// The findings that an answer can settle, or, where no single answer settles one, those that it bears on.
    pub settles: Vec<usize>,
    /// Why it is asked.
    pub why: String,
    /// Whether the answer bears on safety.
    pub safety: bool,
}

/// The questions of a case, in the order in which they are asked.
///
/// `missing`: for each finding of the pack, what can still decide it.
pub fn questions(pack: &Pack, profile: &Profile, verdicts: &[Verdict], missing: &[Vec<Unknown>]) -> Vec<Question> {
    let mut asked: BTreeMap<Unknown, Asked> = BTreeMap::new();
    let first = |about: &Unknown| match about {
        Unknown::Fact(_, fact) => {
            let id = &pack.vocabulary().fact(*fact).id;
            pack.reference().manifest.asked_first.iter().position(|first| first == id)
        }
        Unknown::Number(_) => None,
    };
    let mut depends: BTreeMap<Unknown, Vec<usize>> = BTreeMap::new();
    for (finding, _) in pack.active() {
        for unknown in missing.get(finding).into_iter().flatten() {
            depends.entry(*unknown).or_default().push(finding);
        }
    }
    let bounds = number_bounds(pack);
    let view = View::new(pack.vocabulary(), profile);
    let begun = begun(pack, &view, verdicts);
    for (about, findings) in depends {
        let (score, settles) = settles(pack, profile, &bounds, &begun, about, &findings);
        let rank = match first(&about) {
            Some(order) => Rank::First(order),
            None => Rank::Deciding(std::cmp::Reverse(score)),
        };
        let safety = matches!(about, Unknown::Fact(_, fact) if pack.vocabulary().fact(fact).safety);
        let shown = if settles.is_empty() { &findings } else { &settles };
        let names: Vec<&str> = shown
            .iter()
            .filter_map(|finding| pack.findings().get(*finding).map(|finding| finding.name.as_str()))
            .collect();
        let why = why(if settles.is_empty() { "it bears on" } else { "the answer can settle" }, &names);
        let settles = if settles.is_empty() { findings } else { settles };
        let question = Question { about, kind: QuestionKind::Deciding, settles, why, safety };
        asked.insert(about, Asked { rank, reason: (false, false), question });
    }
    for (index, finding) in pack.active() {
        let Some(verdict) = verdicts.get(index) else { continue };
        let outcome = verdict.outcome();
        if !matches!(outcome, Outcome::Matched | Outcome::Possible) {
            continue;
        }
        for qualifier in &finding.qualifiers {
            let safety = qualifier.safety || pack.vocabulary().fact(qualifier.fact).safety;
            for place in qualified(pack, profile, index, qualifier.subject, verdict) {
                // What is known, follows, or cannot have a value is not asked.
                if !view.is_open(place, qualifier.fact) {
                    continue;
                }
                let about = Unknown::Fact(place, qualifier.fact);
                let rank = match first(&about) {
                    Some(order) => Rank::First(order),
                    None if safety && outcome == Outcome::Matched => Rank::Safety,
                    None if safety => Rank::LaterSafety,
                    None => Rank::Other,
                };
                // Of several findings that ask the same, one that applies and asks for safety says why.
                let reason = (outcome != Outcome::Matched, !safety);
                let entry = asked.entry(about).or_insert_with(|| {
                    let question = Question {
                        about,
                        kind: QuestionKind::Qualifying,
                        settles: Vec::new(),
                        why: qualifier.why.clone(),
                        safety,
                    };
                    Asked { rank, reason, question }
                });
                entry.rank = entry.rank.min(rank);
                entry.question.safety |= safety;
                if entry.question.kind == QuestionKind::Qualifying {
                    if !entry.question.settles.contains(&index) {
                        entry.question.settles.push(index);
                    }
                    if reason < entry.reason {
                        entry.reason = reason;
                        entry.question.why.clone_from(&qualifier.why);
                    }
                }
            }
        }
    }
    let mut ordered: Vec<Asked> = asked.into_values().collect();
    ordered.sort_by_key(|asked| asked.rank);
    ordered.into_iter().map(|asked| asked.question).collect()
}

/// A question while the findings are gone through.
struct Asked {
    rank: Rank,
    /// How good the reason is that it is asked for; the least is the best.
    reason: (bool, bool),
    question: Question,
}

/// The order of questions; equal ranks follow the order of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Named by the pack as first.
    First(usize),
    /// Bears on the safety of something that applies.
    Safety,
    /// Decides; what settles most comes first.
    Deciding(std::cmp::Reverse<u64>),
    /// Bears on the safety of something that may apply.
    LaterSafety,
    /// Changes wording or caution.
    Other,
}

/// The people whom a qualifier of a finding is about: those whom it applies to or may apply to, or everyone in a
/// role that the finding does not bind.
fn qualified(pack: &Pack, profile: &Profile, finding: usize, subject: Subject, verdict: &Verdict) -> BTreeSet<Place> {
    match subject {
        Subject::Entity(entity) => BTreeSet::from([Place { entity, index: 0 }]),
        Subject::Role(role) => {
            let binds = pack.criteria().get(finding).is_some_and(|criterion| criterion.roles.contains(&role));
            if binds {
                // Whoever it may also apply to is asked about as well: one person must not hide another.
                let bindings = verdict.matched.iter().chain(&verdict.open);
                return bindings.filter_map(|binding| binding.somebody(role)).collect();
            }
            let members = pack.vocabulary().role(role).members.iter();
            members.flat_map(|entity| profile.places(*entity)).collect()
        }
    }
}

/// The findings that are open and for which something speaks that the case states: a fact that is more than a
/// description of somebody, and a number is no more than that.
fn begun(pack: &Pack, view: &View<'_>, verdicts: &[Verdict]) -> BTreeSet<usize> {
    let vocabulary = pack.vocabulary();
    let plain = &pack.reference().manifest.begins_nothing;
    let speaks = |fact: FactId| {
        let description = vocabulary.fact(fact);
        !matches!(description.domain, Domain::Integer { .. }) && !plain.contains(&description.id)
    };
    let is_begun = |index: usize, verdict: &Verdict| {
        let Some(criterion) = pack.criteria().get(index) else { return false };
        let leaves = criterion.condition.leaves();
        verdict.open.iter().any(|binding| {
            let mut leaves = leaves.iter().filter(|leaf| !leaf.negated && speaks(leaf.predicate.fact));
            leaves.any(|leaf| view.leaf(leaf, binding) == Truth::True)
        })
    };
    let open = verdicts.iter().enumerate().filter(|(_, verdict)| verdict.outcome() == Outcome::Possible);
    open.filter(|(index, verdict)| is_begun(*index, verdict)).map(|(index, _)| index).collect()
}

/// How much the answers to a question settle: for each finding the share of answers that decide it, in
/// thousandths, times what the pack says that its kind weighs; and the findings that at least one answer decides.
fn settles(
    pack: &Pack,
    profile: &Profile,
    bounds: &BTreeMap<FactId, BTreeSet<i32>>,
    begun: &BTreeSet<usize>,
    about: Unknown,
    findings: &[usize],
) -> (u64, Vec<usize>) {
    let Unknown::Fact(place, fact) = about else { return (0, Vec::new()) };
    let values = values(pack, profile, bounds, place, fact);
    let mut decided = vec![0_u64; findings.len()];
    for value in &values {
        let mut answered = profile.clone();
        answered.state(place, fact, Some(value.clone()));
        let view = View::new(pack.vocabulary(), &answered);
        for (finding, count) in findings.iter().zip(&mut decided) {
            if let Some(criterion) = pack.criteria().get(*finding)
                && criterion.verdict(&view).outcome() != Outcome::Possible
            {
                *count += 1;
            }
        }
    }
    let possible = values.len().max(1) as u64;
    let weigh = |finding: &usize| {
        let kind = pack.findings().get(*finding).and_then(|finding| pack.reference().kinds.get(&finding.kind));
        let begun = if begun.contains(finding) { pack.reference().manifest.begun_weight } else { 1 };
        kind.map_or(1, |kind| kind.weight) * begun
    };
    let score = findings.iter().zip(&decided).map(|(finding, count)| weigh(finding) * count * 1_000 / possible).sum();
    let settled = findings.iter().zip(&decided).filter(|(_, count)| **count > 0).map(|(finding, _)| *finding).collect();
    (score, settled)
}

/// The answers that a question can have: each value, or one number for each stretch that no rule tells apart.
fn values(
    pack: &Pack,
    profile: &Profile,
    bounds: &BTreeMap<FactId, BTreeSet<i32>>,
    place: Place,
    fact: FactId,
) -> Vec<Value> {
    let description = pack.vocabulary().fact(fact);
    match &description.domain {
        Domain::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Domain::Choice(values) => (0..).zip(values).map(|(number, _)| Value::Choice(number)).collect(),
        Domain::Set(values) => std::iter::once(Value::Set(Vec::new()))
            .chain((0..).zip(values).map(|(number, _)| Value::Set(vec![number])))
            .collect(),
        Domain::Integer { minimum, maximum, .. } => {
            let (mut first, mut last) = (*minimum, *maximum);
            if let Some((divided, by)) = description.divided_as
                && let Some(Value::Integer(number)) = profile.stated(place, divided).value()
            {
                (first, last) = whole_range(description, *number, by);
            }
            let starts = bounds.get(&fact).into_iter().flatten().copied();
            std::iter::once(first)
                .chain(starts.filter(|start| (first + 1..=last).contains(start)))
                .map(Value::Integer)
                .collect()
        }
    }
}

/// For each number, where a rule begins to tell values apart.
fn number_bounds(pack: &Pack) -> BTreeMap<FactId, BTreeSet<i32>> {
    let mut bounds: BTreeMap<FactId, BTreeSet<i32>> = BTreeMap::new();
    for criterion in pack.criteria() {
        criterion.condition.for_each_leaf(&mut |leaf| {
            let Test::Within(intervals) = &leaf.predicate.test else { return };
            let fact = leaf.predicate.fact;
            let (of, by) = match pack.vocabulary().fact(fact).derivation {
                Some(Derivation::Floor { of, by }) => (of, by),
                _ => (fact, 1),
            };
            let starts = intervals.iter().flat_map(|(first, last)| [*first, last.saturating_add(1)]);
            bounds.entry(of).or_default().extend(starts.map(|start| start.saturating_mul(by)));
        });
    }
    bounds
}

/// A few names, and how many more there are.
fn why(lead: &str, names: &[&str]) -> String {
    // More names than these are a list, and `settles` has it.
    const SHOWN: usize = 3;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join("; ");
    match names.len().saturating_sub(SHOWN) {
        0 => format!("{lead}: {shown}"),
        more => format!("{lead}: {shown}; and {more} more"),
    }
}
