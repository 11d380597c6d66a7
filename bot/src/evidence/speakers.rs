//! Which findings speak of an intervention, and how much they are about it.

use std::collections::BTreeMap;

use handrail_engine::finding::{Finding, Statement, Status, Verb};
use handrail_engine::pack::Pack;
use handrail_engine::reference::{Intervention, Part};

/// An intervention of which a finding speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spoken<'p> {
    /// Its id.
    pub id: &'p str,
    /// What the catalogue says of it.
    pub intervention: &'p Intervention,
    /// How surely somebody who names the intervention means the finding.
    pub sure: f64,
}

/// What a name counts for a finding that says what is missing about one intervention.
const MISSING: f64 = 0.9;
/// What it counts for a finding that speaks of several, or only of what limits one.
const ONE_OF_SEVERAL: f64 = 0.7;
/// What it counts where the finding speaks of something that it is a part or a kind of.
const RELATED: f64 = 0.9;

/// How two interventions are related where a finding on one answers for the other too.
const RELATIONS: [&str; 3] = ["component_of", "variant_of", "successor_of"];

/// Which findings speak of which interventions.
pub(crate) struct Speakers<'p> {
    pack: &'p Pack,
    /// By the id of the finding.
    spoken: BTreeMap<&'p str, Vec<Spoken<'p>>>,
    /// Those of which nothing speaks.
    silent: Vec<&'p str>,
}

impl<'p> Speakers<'p> {
    /// The findings and background entries of a pack with what they speak of.
    pub(crate) fn of(pack: &'p Pack) -> Self {
        let mut speakers = Self { pack, spoken: BTreeMap::new(), silent: Vec::new() };
        let catalogue = &pack.reference().interventions;
        let named: BTreeMap<&str, Vec<(&str, f64)>> =
            catalogue.keys().map(|id| (id.as_str(), named_by(pack, id))).collect();
        let of = |id: &str| named.get(id).map_or(&[][..], Vec::as_slice);
        for (id, intervention) in catalogue {
            let mut found = of(id).to_vec();
            let has_statement = pack.reference().standing.iter().any(|statement| statement.id == *id);
            if found.is_empty() && !has_statement {
                let related = related(pack, id, intervention);
                found = related.into_iter().flat_map(of).map(|(finding, sure)| (*finding, sure * RELATED)).collect();
            }
            if found.is_empty() && !has_statement {
                speakers.silent.push(id);
            }
            for (finding, sure) in found {
                speakers.spoken.entry(finding).or_default().push(Spoken { id, intervention, sure });
            }
        }
        speakers
    }

    /// The interventions that a finding answers for.
    pub(crate) fn interventions_of(&self, finding: &Finding) -> &[Spoken<'p>] {
        self.spoken.get(finding.id.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The interventions for which nothing answers.
    pub(crate) fn silent(&self) -> impl Iterator<Item = (&'p str, &'p Intervention)> {
        let catalogue = &self.pack.reference().interventions;
        self.silent.iter().filter_map(|id| catalogue.get(*id).map(|intervention| (*id, intervention)))
    }
}

/// The findings that name an intervention, each with how surely it is meant.
fn named_by<'p>(pack: &'p Pack, id: &String) -> Vec<(&'p str, f64)> {
    let background = pack.background().iter().filter(|finding| finding.status == Status::Active);
    let all = pack.active().map(|(_, finding)| finding).chain(background);
    let is_context =
        |finding: &Finding| pack.reference().kinds.get(&finding.kind).is_some_and(|kind| kind.part == Part::Context);
    let sure = |finding: &Finding, statement: &Statement| match statement.verb {
        _ if statement.interventions.len() > 1 || is_context(finding) => ONE_OF_SEVERAL,
        Verb::Gap => MISSING,
        Verb::Caution | Verb::Monitor | Verb::Describe => ONE_OF_SEVERAL,
        Verb::Urgent | Verb::Recommend | Verb::Consider | Verb::Discuss | Verb::Mention => 1.0,
    };
    let found = all.filter_map(|finding| {
        let statements = finding.statements.iter().filter(|statement| statement.interventions.contains(id));
        statements.map(|statement| sure(finding, statement)).reduce(f64::max).map(|sure| (finding.id.as_str(), sure))
    });
    found.collect()
}

/// The interventions of which one is a part or a kind, and those that are a part or a kind of it.
fn related<'p>(pack: &'p Pack, id: &str, intervention: &'p Intervention) -> Vec<&'p str> {
    let counts = |(relation, _): &&(&str, String)| RELATIONS.contains(relation);
    let whole = intervention.relations.iter().filter(counts).map(|(_, other)| other.as_str());
    let is_part = |other: &Intervention| other.relations.iter().filter(counts).any(|(_, of)| of == id);
    let parts = pack.reference().interventions.iter().filter(|(_, other)| is_part(other)).map(|(id, _)| id.as_str());
    whole.chain(parts).collect()
}
