//! Checks of a pack as a whole: what one file says of another.

use std::collections::{BTreeMap, BTreeSet};

use super::files::FileKind;
use crate::condition::{Condition, FactId, Subject};
use crate::finding::Finding;
use crate::problem::Problem;
use crate::reference::Reference;
use crate::text::{Location, SourceText, Span};
use crate::vocabulary::{Derivation, Domain, Named, Owner, Vocabulary};

/// Checks everything that needs all files.
pub(super) fn whole(
    vocabulary: &Vocabulary,
    reference: &Reference,
    [findings, background]: [&[Finding]; 2],
    written: &BTreeSet<String>,
    texts: &BTreeMap<String, SourceText>,
    relations: &[(String, Location)],
    problems: &mut Vec<Problem>,
) {
    let mut all: Vec<&Finding> = findings.iter().chain(background).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.at.cmp(&b.at)));
    for (earlier, later) in all.iter().zip(all.iter().skip(1)) {
        if earlier.id == later.id {
            problems.push(
                Problem::error("duplicate-id", format!("the finding `{}` is written twice", later.id))
                    .at_location(later.at.clone())
                    .label("written again here")
                    .help(format!("it is also written at {}", earlier.at)),
            );
        }
    }
    let standing = || reference.standing.iter().map(|statement| statement.id.as_str());
    for finding in &all {
        if standing().any(|id| id == finding.id) {
            problems.push(
                Problem::error("duplicate-id", format!("`{}` is a finding and a standing statement", finding.id))
                    .at_location(finding.at.clone())
                    .label("also in standing.toml"),
            );
        }
        for link in &finding.links {
            if link.finding == finding.id {
                problems.push(
                    Problem::error("own-link", format!("the finding `{}` names itself", finding.id))
                        .at_location(link.at.clone())
                        .label("this finding"),
                );
            } else if !written.contains(&link.finding) && !standing().any(|id| id == link.finding) {
                problems.push(unknown_finding(&link.finding, written, reference).at_location(link.at.clone()));
            }
        }
    }
    for (id, location) in &reference.named {
        if !written.contains(id) && !standing().any(|known| known == id) {
            problems.push(unknown_finding(id, written, reference).at_location(location.clone()));
        }
    }
    needs(reference, &all, written, texts, problems);
    for (id, location) in relations {
        if !reference.interventions.contains_key(id) {
            problems.push(reference.unknown_intervention(id).at_location(location.clone()));
        }
    }
    names_are_unique(reference, texts, problems);
    manifest(vocabulary, reference, written, texts, problems);
    for (path, text) in texts {
        if FileKind::of(path) == FileKind::Other {
            problems.push(
                Problem::warning("stray-file", format!("`{path}` is no file of a rule pack"))
                    .at(text, Span::default())
                    .help("it is not read; rules/README.md says which files a pack has"),
            );
        }
    }
}

fn unknown_finding(id: &str, written: &BTreeSet<String>, reference: &Reference) -> Problem {
    let known =
        written.iter().map(String::as_str).chain(reference.standing.iter().map(|statement| statement.id.as_str()));
    Problem::error("unknown-finding", format!("there is no finding `{id}`")).label("written nowhere").nearest(id, known)
}

/// Every folder of findings is a need of the list, if there is one; and a package is called for by findings.
fn needs(
    reference: &Reference,
    all: &[&Finding],
    written: &BTreeSet<String>,
    texts: &BTreeMap<String, SourceText>,
    problems: &mut Vec<Problem>,
) {
    if !reference.needs.is_empty() {
        let mut seen = BTreeSet::new();
        for finding in all.iter().filter(|finding| reference.need(finding.need()).is_none()) {
            if seen.insert(finding.need()) {
                let known: Vec<&str> = reference.needs.iter().map(|need| need.id.as_str()).collect();
                problems.push(
                    crate::reference::unlisted("need", finding.need(), &known)
                        .at_location(finding.at.clone())
                        .help(format!("the folder says it: declare [need.{}] in needs.toml", finding.need())),
                );
            }
        }
    }
    for id in reference.package.iter().flat_map(|package| &package.called_for_by) {
        if !written.contains(id) {
            problems.push(within(texts, FileKind::Needs, id, unknown_finding(id, written, reference)));
        }
    }
}

/// A name of the catalogue must mean one thing.
fn names_are_unique(reference: &Reference, texts: &BTreeMap<String, SourceText>, problems: &mut Vec<Problem>) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (id, intervention) in &reference.interventions {
        for name in intervention.aliases.iter().chain([&intervention.name]) {
            if let Some(other) = taken.insert(name.to_lowercase(), id)
                && other != id
            {
                problems.push(
                    within(
                        texts,
                        FileKind::Catalogue,
                        name,
                        Problem::error("alias-clash", format!("`{name}` means both `{other}` and `{id}`")),
                    )
                    .label("taken already")
                    .help("give one of the two another name"),
                );
            }
        }
    }
}

/// Puts a problem at the last place where a text is quoted in files of a kind.
fn within(texts: &BTreeMap<String, SourceText>, kind: FileKind, quoted: &str, problem: Problem) -> Problem {
    let written = format!("\"{quoted}\"");
    let found = texts
        .iter()
        .filter(|(path, _)| FileKind::of(path) == kind)
        .filter_map(|(_, text)| Some((text, text.text().rfind(&written)?)))
        .next_back();
    match found {
        Some((text, start)) => problem.at(text, Span::new(start, start + written.len())),
        None => problem,
    }
}

/// What the manifest names must exist.
fn manifest(
    vocabulary: &Vocabulary,
    reference: &Reference,
    written: &BTreeSet<String>,
    texts: &BTreeMap<String, SourceText>,
    problems: &mut Vec<Problem>,
) {
    let place = |id: &str, problem: Problem| within(texts, FileKind::Manifest, id, problem);
    let manifest = &reference.manifest;
    for id in manifest.asked_first.iter().chain(&manifest.urgent_facts).chain(&manifest.begins_nothing) {
        if vocabulary.fact_by_id(id).is_none() {
            let problem = Problem::error("unknown-fact", format!("there is no fact `{id}`"))
                .label("not in the vocabulary")
                .nearest(id, vocabulary.facts().map(|(_, fact)| fact.id.as_str()));
            problems.push(place(id, problem));
        }
    }
    for id in &manifest.urgent_facts {
        if vocabulary.fact_by_id(id).is_some_and(|fact| vocabulary.fact(fact).domain != Domain::Bool) {
            problems.push(place(
                id,
                Problem::error("wrong-type", format!("`{id}` is no yes/no fact")).label("expected a yes/no fact"),
            ));
        }
    }
    for id in &manifest.urgent_findings {
        if !written.contains(id) {
            problems.push(place(id, unknown_finding(id, written, reference)));
        }
    }
}

/// Fills the values of a set that are the ids of something else in the pack.
pub(super) fn fill_values(
    vocabulary: &mut Vocabulary,
    reference: &Reference,
    texts: &BTreeMap<String, SourceText>,
    fact: FactId,
    from: &str,
    problems: &mut Vec<Problem>,
) {
    if from != "interventions" {
        problems.push(
            within(
                texts,
                FileKind::Vocabulary,
                from,
                Problem::error("unknown-value", format!("values cannot come from `{from}`"))
                    .label("expected `\"interventions\"`"),
            )
            .nearest(from, ["interventions"]),
        );
        return;
    }
    let values = reference
        .interventions
        .iter()
        .map(|(id, intervention)| Named { id: id.clone(), label: intervention.name.clone() })
        .collect();
    vocabulary.fact_mut(fact).domain = Domain::Set(values);
}

/// A derivation is for a yes/no fact and speaks of no one but its own person, entities, and people counted.
pub(super) fn derivation(
    vocabulary: &Vocabulary,
    fact: FactId,
    condition: &Condition,
    place: &Location,
    problems: &mut Vec<Problem>,
) {
    let description = vocabulary.fact(fact);
    if description.domain != Domain::Bool {
        problems.push(
            Problem::error(
                "wrong-type",
                format!("`{}` is no yes/no fact: a condition cannot say what it is", description.id),
            )
            .at_location(place.clone())
            .label("a condition"),
        );
    }
    for role in condition.free_roles() {
        if description.owner != Owner::Role(role) {
            let words = vocabulary.role(role).words.join("`, `");
            problems.push(
                Problem::error("free-role", format!("`{}` follows from `{words}`, but from whose?", description.id))
                    .at_location(place.clone())
                    .label("speaks of somebody in particular")
                    .help("write `any(…)` or `every(…)` around it"),
            );
        }
    }
}

/// No fact may follow from itself.
pub(super) fn no_circles(vocabulary: &Vocabulary, text: &SourceText, problems: &mut Vec<Problem>) {
    for (id, fact) in vocabulary.facts() {
        let mut open = follows_from(vocabulary, id);
        let mut seen = Vec::new();
        while let Some(next) = open.pop() {
            if next == id {
                let written = format!("\"{}\"", fact.id);
                let start = text.text().find(&written).unwrap_or(0);
                problems.push(
                    Problem::error("circle", format!("`{}` follows from itself", fact.id))
                        .at(text, Span::new(start, start + written.len()))
                        .label("its derivation leads back here"),
                );
                break;
            }
            if !seen.contains(&next) {
                seen.push(next);
                open.extend(follows_from(vocabulary, next));
            }
        }
    }
}

fn follows_from(vocabulary: &Vocabulary, fact: FactId) -> Vec<FactId> {
    let description = vocabulary.fact(fact);
    let mut facts: Vec<FactId> = match &description.derivation {
        None => Vec::new(),
        Some(Derivation::Floor { of, .. }) => vec![*of],
        Some(Derivation::Counts(counted)) => counted.iter().map(|(_, fact)| *fact).collect(),
        Some(Derivation::Equals(condition) | Derivation::TrueIf(condition)) => {
            let mut found = Vec::new();
            condition.for_each_leaf(&mut |leaf| {
                debug_assert!(matches!(leaf.predicate.subject, Subject::Entity(_) | Subject::Role(_)));
                found.push(leaf.predicate.fact);
            });
            found
        }
    };
    facts.extend(description.does_not_exist_if);
    facts
}
