//! The order of an answer: danger, cautions, suggestions, gaps, context - strongest first within one scheme.

use crate::finding::{Finding, Scope, Verb};
use crate::pack::Pack;
use crate::profile::{Profile, Stated};
use crate::reference::Part;
use crate::vocabulary::{Domain, Value};

/// Where a finding stands in an answer. Sorting by it gives the order of the pack's kinds; within a kind, what
/// speaks of people comes before what speaks of services, and findings that a ranked scheme grades stand together,
/// the strongest first; grades of two schemes are never compared, so the schemes follow each other in the order of the pack. What
/// is alike in that goes by its verb.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The part of the answer.
    pub part: Part,
    kind: usize,
    only_services: bool,
    scheme: (usize, usize),
    verb: Verb,
    id: String,
}

/// Where a finding stands in an answer.
pub fn position(pack: &Pack, finding: &Finding) -> Position {
    let reference = pack.reference();
    let kind = reference.kinds.get(&finding.kind);
    let urgent = reference.manifest.urgent_findings.contains(&finding.id);
    let best = finding
        .strength
        .iter()
        .filter_map(|grading| {
            let scheme = reference.schemes.get(&grading.scheme)?;
            Some((scheme.order, reference.rank(&grading.scheme, &grading.grade)?))
        })
        .min();
    // What is said decides before what it is said of: a practice without evidence is no suggestion.
    let part = match finding.verb() {
        _ if urgent => Part::Urgent,
        Verb::Gap => Part::Gap,
        Verb::Caution | Verb::Monitor => Part::Caution,
        _ => kind.map_or(Part::Context, |kind| kind.part),
    };
    Position {
        part,
        only_services: !finding.scope.is_empty() && finding.scope.iter().all(|scope| *scope == Scope::System),
        verb: finding.verb(),
        kind: kind.map_or(usize::MAX, |kind| kind.order),
        // What no ranked scheme grades stands after what one does.
        scheme: best.unwrap_or((usize::MAX, 0)),
        id: finding.id.clone(),
    }
}

/// Whether the case states a danger that stands before everything else: one of the pack's urgent facts is true
/// of somebody.
pub fn states_danger(pack: &Pack, profile: &Profile) -> bool {
    let vocabulary = pack.vocabulary();
    pack.reference().manifest.urgent_facts.iter().any(|id| {
        let Some(fact) = vocabulary.fact_by_id(id) else { return false };
        debug_assert_eq!(vocabulary.fact(fact).domain, Domain::Bool, "checked when the pack was loaded");
        vocabulary
            .entities()
            .filter(|(entity, _)| vocabulary.has_fact(*entity, fact))
            .flat_map(|(entity, _)| profile.places(entity))
            .any(|place| profile.stated(place, fact) == &Stated::Value(Value::Bool(true)))
    })
}
