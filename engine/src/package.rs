//! A package: where several needs stand together, the suggestions as parts of one whole, by need and person.
//!
//! A list of programmes is not a package. A slot stands for a need and the people in whom it is met; a need that
//! is present and that nothing in the pack answers keeps its slot, empty.

use crate::arrange::position;
use crate::explain::reasons_for;
use crate::matching::{Binding, View};
use crate::pack::Pack;
use crate::profile::{Place, Profile, Statement};
use crate::reference::{Need, PackageRule, Part};
use crate::verdict::{Criterion, Outcome, Verdict};

/// A need and the people in whom it is met.
#[derive(Debug)]
pub struct Slot<'a> {
    /// The need.
    pub need: &'a Need,
    /// The people; nobody in particular where the need is that of the case as a whole.
    pub people: Vec<Place>,
    /// The suggestions for them, by their numbers in the pack, in the order of an answer. Empty where nothing in
    /// the pack certainly applies.
    pub findings: Vec<usize>,
}

/// Suggestions as parts of one whole.
#[derive(Debug)]
pub struct Package<'a> {
    /// What the pack says of packages.
    pub rule: &'a PackageRule,
    /// The findings that call for it, by their numbers in the pack.
    pub called_for_by: Vec<usize>,
    /// Whether its parts can be fixed; otherwise it is provisional.
    pub fixed: bool,
    /// Its slots, in the order of the needs.
    pub slots: Vec<Slot<'a>>,
}

impl<'a> Package<'a> {
    /// The package for a case, if a finding that is matched calls for one.
    pub fn of(pack: &'a Pack, profile: &'a Profile, verdicts: &[Verdict]) -> Option<Self> {
        let rule = pack.reference().package.as_ref()?;
        let view = View::new(pack.vocabulary(), profile);
        let is_matched = |index: usize| verdicts.get(index).is_some_and(|v| v.outcome() == Outcome::Matched);
        let called_for_by: Vec<usize> = pack
            .active()
            .filter(|(index, finding)| rule.called_for_by.contains(&finding.id) && is_matched(*index))
            .map(|(index, _)| index)
            .collect();
        if called_for_by.is_empty() {
            return None;
        }
        let fixed = Criterion::new(pack.vocabulary(), rule.fixed_when.clone());
        let fixed = fixed.verdict(&view).outcome() == Outcome::Matched;
        let mut suggestions: Vec<_> = pack
            .active()
            .filter(|(index, _)| is_matched(*index))
            .map(|(index, finding)| (position(pack, finding), index, finding))
            .filter(|(position, _, _)| position.part == Part::Suggestion)
            .collect();
        suggestions.sort_by(|(a, _, _), (b, _, _)| a.cmp(b));
        let mut slots = Vec::new();
        for (need, present) in pack.reference().needs.iter().zip(pack.need_criteria()) {
            // A subject that no case shows is no part of what a case needs.
            let Some(present) = present else { continue };
            let mut of_need: Vec<Slot<'a>> = Vec::new();
            for (_, index, _) in suggestions.iter().filter(|(_, _, finding)| finding.need() == need.id) {
                let (Some(criterion), Some(verdict)) = (pack.criteria().get(*index), verdicts.get(*index)) else {
                    continue;
                };
                for people in groups(&view, criterion, verdict) {
                    match of_need.iter_mut().find(|slot| slot.people == people) {
                        Some(slot) => slot.findings.push(*index),
                        None => of_need.push(Slot { need, people, findings: vec![*index] }),
                    }
                }
            }
            for people in groups(&view, present, &present.verdict(&view)) {
                let answered = |slot: &Slot<'_>| people.iter().all(|person| slot.people.contains(person));
                if !of_need.iter().any(answered) {
                    of_need.push(Slot { need, people, findings: Vec::new() });
                }
            }
            slots.extend(of_need);
        }
        Some(Self { rule, called_for_by, fixed, slots })
    }
}

/// The groups of people in whom a condition is matched, each once: those whose facts make it so.
fn groups(view: &View<'_>, criterion: &Criterion, verdict: &Verdict) -> Vec<Vec<Place>> {
    let mut found: Vec<Vec<Place>> = Vec::new();
    for binding in &verdict.matched {
        let people = people(view, criterion, binding);
        if !found.contains(&people) {
            found.push(people);
        }
    }
    found
}

/// The people whose facts make a condition hold for a binding, in the order of the vocabulary.
fn people(view: &View<'_>, criterion: &Criterion, binding: &Binding) -> Vec<Place> {
    let mut people: Vec<Place> = reasons_for(view, criterion, binding)
        .iter()
        .filter_map(|reason| match reason.statement {
            Statement::Fact(place, _) => Some(place),
            Statement::Nobody(_) => None,
        })
        .filter(|place| !view.vocabulary.entity(place.entity).roles.is_empty())
        .collect();
    people.sort();
    people.dedup();
    people
}
