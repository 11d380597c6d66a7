//! Short phrases for people, facts, conditions, grades and outcomes, shared by everything that is said.

use std::fmt::Write as _;

use handrail_engine::answer::Answer;
use handrail_engine::certainty::Unknown;
use handrail_engine::condition::{EntityId, FactId, Leaf, RoleId, Subject, Test};
use handrail_engine::explain::reasons_for;
use handrail_engine::finding::{Delivery, Finding, Grading, Reading, Relation, Verb};
use handrail_engine::matching::{Binding, View};
use handrail_engine::offer::{Offer, Service};
use handrail_engine::pack::Pack;
use handrail_engine::profile::{Place, Profile, Statement};
use handrail_engine::reference::{Conflict, LaterRecord, Reference, Side};
use handrail_engine::verdict::{Criterion, Outcome, Verdict};
use handrail_engine::vocabulary::{Domain, Fact, Value, Vocabulary};

/// What stands over the points against a finding.
pub(crate) const AGAINST: &str = "What speaks against it or limits it";

/// How an entity as a whole is called: its label, or its name for a list.
pub(crate) fn entity(vocabulary: &Vocabulary, entity: EntityId) -> String {
    let description = vocabulary.entity(entity);
    if description.many { description.name.replace('_', " ") } else { description.label.clone() }
}

/// A fact of a person, such as `bike A: colour`.
pub(crate) fn fact(vocabulary: &Vocabulary, place: Place, fact: &Fact) -> String {
    format!("{}: {}", place.label(vocabulary), fact.label)
}

/// Something unknown, such as `bike A: colour`.
pub(crate) fn unknown(vocabulary: &Vocabulary, about: Unknown) -> String {
    match about {
        Unknown::Fact(place, id) => fact(vocabulary, place, vocabulary.fact(id)),
        Unknown::Number(id) => format!("how many {} there are", entity(vocabulary, id)),
    }
}

/// How something unknown is typed, such as `bikes[0].colour`.
pub(crate) fn typed(vocabulary: &Vocabulary, about: Unknown) -> String {
    match about {
        Unknown::Fact(place, id) => format!("{}.{}", place.name(vocabulary), vocabulary.fact(id).name),
        Unknown::Number(id) => vocabulary.entity(id).name.clone(),
    }
}

/// What a case states, such as `bike A: colour: red`.
pub(crate) fn statement(vocabulary: &Vocabulary, profile: &Profile, stated: Statement) -> String {
    match stated {
        Statement::Fact(place, id) => {
            let description = vocabulary.fact(id);
            let value = profile
                .stated(place, id)
                .value()
                .map_or_else(|| "not known".to_owned(), |value| description.show_value(value));
            format!("{}: {value}", fact(vocabulary, place, description))
        }
        Statement::Nobody(id) => nobody(vocabulary, id),
    }
}

/// That there is no such person, or none of a list.
pub(crate) fn nobody(vocabulary: &Vocabulary, id: EntityId) -> String {
    let none = if vocabulary.entity(id).many { "none" } else { "absent" };
    format!("{}: {none}", entity(vocabulary, id))
}

/// For whom a finding holds or may hold: one line for each binding. Empty for a finding that binds nobody.
pub(crate) fn for_whom(answer: &Answer<'_>, index: usize) -> Vec<String> {
    let (Some(criterion), Some(verdict)) = (answer.pack.criteria().get(index), answer.verdicts.get(index)) else {
        return Vec::new();
    };
    if criterion.roles.is_empty() {
        return Vec::new();
    }
    let view = View::new(answer.pack.vocabulary(), answer.profile);
    let mut found: Vec<String> = Vec::new();
    for bound in verdict.bindings() {
        let roles = match verdict.outcome() {
            Outcome::Matched => spoken_of(&view, criterion, bound),
            _ => noted_roles(answer.profile, &criterion.roles, bound),
        };
        let words = binding(answer.pack.vocabulary(), answer.profile, &roles, bound);
        if !roles.is_empty() && !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

/// Whom a finding that applies to somebody may apply to as well.
pub(crate) fn may_also_apply_to(answer: &Answer<'_>, index: usize) -> Vec<String> {
    let (Some(criterion), Some(verdict)) = (answer.pack.criteria().get(index), answer.verdicts.get(index)) else {
        return Vec::new();
    };
    if verdict.outcome() != Outcome::Matched {
        return Vec::new();
    }
    let applies = for_whom(answer, index);
    let view = View::new(answer.pack.vocabulary(), answer.profile);
    let mut found = Vec::new();
    for bound in &verdict.open {
        let roles = noted_roles(answer.profile, &criterion.roles, bound);
        let open = Verdict { open: vec![*bound], ..Verdict::default() };
        let missing = criterion.missing(&view, &open);
        let missing: Vec<String> = missing.iter().map(|about| unknown(answer.pack.vocabulary(), *about)).collect();
        let whom = binding(answer.pack.vocabulary(), answer.profile, &roles, bound);
        let line = format!("{whom}: depends on {}", missing.join("; "));
        if !missing.is_empty() && !applies.contains(&whom) && !found.contains(&line) {
            found.push(line);
        }
    }
    found
}

/// The roles whose people make a condition hold. Those that only another way to satisfy it speaks of are nobody's
/// concern here.
fn spoken_of(view: &View<'_>, criterion: &Criterion, bound: &Binding) -> Vec<RoleId> {
    let because = reasons_for(view, criterion, bound);
    let roles = criterion.roles.iter().copied();
    roles
        .filter(|role| {
            because.iter().any(|reason| match reason.statement {
                Statement::Fact(place, _) => bound.somebody(*role) == Some(place),
                Statement::Nobody(_) => false,
            })
        })
        .collect()
}

/// The roles that somebody takes who was noted; all of them where nobody was.
fn noted_roles(profile: &Profile, roles: &[RoleId], bound: &Binding) -> Vec<RoleId> {
    let noted = |role: &RoleId| bound.somebody(*role).is_some_and(|place| !profile.is_unlisted(place.entity));
    if roles.iter().any(noted) { roles.iter().copied().filter(|role| noted(role)).collect() } else { roles.to_vec() }
}

/// Who is bound in these roles, in one phrase.
pub(crate) fn binding(vocabulary: &Vocabulary, profile: &Profile, roles: &[RoleId], bound: &Binding) -> String {
    let people = roles.iter().map(|role| person(vocabulary, profile, *role, bound.somebody(*role)));
    people.collect::<Vec<_>>().join(" with ")
}

fn person(vocabulary: &Vocabulary, profile: &Profile, role: RoleId, place: Option<Place>) -> String {
    let label = &vocabulary.role(role).label;
    match place {
        Some(place) if profile.is_unlisted(place.entity) => format!("{label} (nobody noted yet)"),
        Some(place) => place.label(vocabulary),
        None => format!("no {label}"),
    }
}

/// A leaf of a condition: of whom, which fact, which values.
pub(crate) fn leaf(view: &View<'_>, leaf: &Leaf, bound: &Binding) -> String {
    let place = match leaf.predicate.subject {
        Subject::Entity(entity) => Some(Place { entity, index: 0 }),
        Subject::Role(role) => bound.somebody(role),
    };
    let who = match (leaf.predicate.subject, place) {
        (_, Some(place)) => place.label(view.vocabulary),
        (Subject::Role(role), None) => format!("no {}", view.vocabulary.role(role).label),
        (Subject::Entity(id), None) => entity(view.vocabulary, id),
    };
    let description = view.vocabulary.fact(leaf.predicate.fact);
    let noted = place
        // A yes or no is told by whether the line is true.
        .filter(|_| description.domain != Domain::Bool)
        .and_then(|place| view.profile.stated(place, leaf.predicate.fact).value())
        .map_or_else(String::new, |value| format!("; noted: {}", description.show_value(value)));
    format!("{who}: {}: {}{noted}", description.label, wanted(description, &leaf.predicate.test, leaf.negated))
}

/// What a leaf of a condition asks for, of whoever it may be.
pub(crate) fn asked_for(vocabulary: &Vocabulary, leaf: &Leaf) -> String {
    let who = match leaf.predicate.subject {
        Subject::Entity(id) => entity(vocabulary, id),
        Subject::Role(role) => vocabulary.role(role).label.clone(),
    };
    let description = vocabulary.fact(leaf.predicate.fact);
    format!("{who}: {}: {}", description.label, wanted(description, &leaf.predicate.test, leaf.negated))
}

/// A value that a fact would need: for a number the whole range that the condition asks for, where it has one.
pub(crate) fn needed(criterion: &Criterion, id: FactId, description: &Fact, value: &Value) -> String {
    if let Value::Integer(number) = value {
        let leaves = criterion.condition.leaves();
        let asking = leaves.iter().find(|leaf| {
            leaf.predicate.fact == id
                && !leaf.negated
                && matches!(&leaf.predicate.test, Test::Within(intervals) if intervals.iter().any(|(first, last)| (first..=last).contains(&number)))
        });
        if let Some(leaf) = asking {
            return wanted(description, &leaf.predicate.test, false);
        }
    }
    description.show_value(value)
}

/// The values that a test asks for.
fn wanted(description: &Fact, test: &Test, negated: bool) -> String {
    let not = if negated { "not " } else { "" };
    match (test, &description.domain) {
        (Test::OneOf(mask), Domain::Bool) => if ((mask & 0b11) == 0b10) == negated { "no" } else { "yes" }.to_owned(),
        (Test::OneOf(mask), _) => {
            let labels: Vec<&str> = (0_u32..)
                .zip(description.values())
                .filter(|(number, _)| mask.checked_shr(*number).unwrap_or(0) & 1 == 1)
                .map(|(_, named)| named.label.as_str())
                .collect();
            format!("{not}{}", labels.join(" or "))
        }
        (Test::Within(intervals), Domain::Integer { minimum, maximum, .. }) => {
            let show = |number: i32| description.show_value(&Value::Integer(number));
            let ranges: Vec<String> = intervals
                .iter()
                .map(|(first, last)| match (first <= minimum, last >= maximum) {
                    (true, true) => "any".to_owned(),
                    (true, false) => format!("at most {}", show(*last)),
                    (false, true) => format!("at least {}", show(*first)),
                    (false, false) if first == last => show(*first),
                    (false, false) => format!("{} to {}", show(*first), show(*last)),
                })
                .collect();
            format!("{not}{}", ranges.join(" or "))
        }
        (Test::Holds(number), _) => {
            let label = description.values().get(usize::from(*number)).map_or("?", |named| named.label.as_str());
            let holds = if negated { "does not include" } else { "includes" };
            format!("{holds} {label}")
        }
        (Test::Within(_), _) => "?".to_owned(),
    }
}

/// What becomes of a finding, as a sentence.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Matched => "It applies.",
        Outcome::Possible => "It may apply: that depends on what is not known.",
        Outcome::Excluded => "It does not apply to what was noted.",
        Outcome::Failed => "It could not be decided. That is not a no.",
    }
}

/// Said of a finding that is excluded without a noted fact behind it.
pub(crate) const EXCLUDED_BY_NOTHING_NOTED: &str = "No single fact that was noted excludes it: that lies in who there is, in how many there are, or in what is assumed until somebody says otherwise.";

/// A verb at the start of an advice.
pub(crate) fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Urgent => "Before anything else",
        Verb::Recommend => "Recommended",
        Verb::Consider => "Consider",
        Verb::Discuss => "Discuss",
        Verb::Caution => "Be careful",
        Verb::Monitor => "Keep watching",
        Verb::Gap => "Evidence is missing",
        Verb::Mention => "Mentioned",
        Verb::Describe => "To know",
    }
}

/// The advice of a finding, with each verb and what it speaks of before it.
pub(crate) fn advice(pack: &Pack, finding: &Finding) -> String {
    let catalogue = &pack.reference().interventions;
    let verbs = finding.statements.iter().map(|statement| {
        let name = |id: &String| catalogue.get(id).map_or(id.clone(), |known| known.name.clone());
        let names: Vec<String> = statement.interventions.iter().map(name).collect();
        let verb = verb(statement.verb);
        if names.is_empty() { verb.to_owned() } else { format!("{verb}: {}", names.join(", ")) }
    });
    format!("{}. {}", verbs.collect::<Vec<_>>().join("; "), finding.advice)
}

/// How a finding is called, with the id by which it can be asked about.
pub(crate) fn named(finding: &Finding) -> String {
    format!("{} [{}]", finding.name, finding.id)
}

/// Kind of a finding.
pub(crate) fn kind<'a>(pack: &'a Pack, finding: &'a Finding) -> &'a str {
    pack.reference().kinds.get(&finding.kind).map_or(finding.kind.as_str(), |kind| kind.label.as_str())
}

/// The need under which a finding is kept: its label in the pack, or the name of its folder.
pub(crate) fn need(reference: &Reference, finding: &Finding) -> String {
    need_label(reference, finding.need())
}

/// How a need is called: its label in the pack, or the name of its folder.
pub(crate) fn need_label(reference: &Reference, folder: &str) -> String {
    if let Some(need) = reference.need(folder) {
        return need.label.clone();
    }
    let mut characters = folder.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect::<String>().replace(['-', '_'], " "),
        None => String::new(),
    }
}

/// A grading in the words of its scheme and source, with its note where `noted`. Nothing is compared or counted.
pub(crate) fn grading(reference: &Reference, grading: &Grading, noted: bool) -> String {
    let scheme = reference.schemes.get(&grading.scheme);
    let label = reference.grade_label(&grading.scheme, &grading.grade).unwrap_or(&grading.grade);
    let title = scheme.map_or(grading.scheme.as_str(), |scheme| scheme.title.as_str());
    let by = grading.by.as_deref().or(scheme.map(|scheme| scheme.by.as_str())).unwrap_or("not stated");
    let inferred = if grading.inferred { "inferred; " } else { "" };
    let mut text = format!("{label} ({title}, {}; {inferred}graded by {by})", grading.as_of);
    if let Some(wording) = &grading.wording {
        let _ = write!(text, "; in the source's words: “{wording}”");
    }
    if let Some(of) = &grading.of {
        let _ = write!(text, "; for: {of}");
    }
    if noted && let Some(note) = &grading.note {
        let _ = write!(text, ". {note}");
    }
    text
}

/// The first grading in a few words, for one-line entries.
pub(crate) fn grade(reference: &Reference, finding: &Finding) -> String {
    finding.strength.first().map_or_else(String::new, |grading| graded(reference, grading))
}

/// Every grading in a few words. They stand side by side; nothing is compared.
pub(crate) fn grades(reference: &Reference, finding: &Finding) -> String {
    finding.strength.iter().map(|grading| graded(reference, grading)).collect::<Vec<_>>().join("; ")
}

fn graded(reference: &Reference, grading: &Grading) -> String {
    let label = reference.grade_label(&grading.scheme, &grading.grade).unwrap_or(&grading.grade);
    let inferred = if grading.inferred { ", inferred" } else { "" };
    format!("{label} ({}{inferred})", grading.as_of)
}

/// Whether and how something is delivered, with its note where `noted`.
pub(crate) fn delivery(delivery: &Delivery, noted: bool) -> String {
    let status = delivery.status.replace('_', " ");
    let basis = match delivery.basis.as_str() {
        "stated" => "as the source states",
        "tense" => "only the tense of the source tells",
        _ => "on what basis is not known",
    };
    let note = delivery.note.as_ref().filter(|_| noted).map_or_else(String::new, |note| format!("; {note}"));
    // A tense is a sign and no statement.
    let sign = if delivery.basis == "tense" { "probably " } else { "" };
    format!("{sign}{status}, as of {} ({basis}){note}", delivery.as_of)
}

/// Sources with their sections, each source once; with their addresses where `addressed`.
pub(crate) fn sources(reference: &Reference, finding: &Finding, addressed: bool) -> Vec<String> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for cited in &finding.sources {
        match found.iter_mut().find(|(id, _)| *id == cited.source) {
            Some((_, sections)) => sections.push(&cited.section),
            None => found.push((&cited.source, vec![&cited.section])),
        }
    }
    let written = found.into_iter().map(|(id, sections)| {
        let sections = sections.join("; also ");
        match reference.sources.get(id) {
            Some(source) => {
                let url = source.url.as_ref().filter(|_| addressed).map_or_else(String::new, |url| format!(", {url}"));
                format!("{} ({}): {sections}{url}", source.title, source.date)
            }
            None => format!("{id}: {sections}"),
        }
    });
    written.collect()
}

/// How a finding stands to another.
pub(crate) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::TogetherWith => "See also",
        Relation::Supersedes => "Newer than",
        Relation::ConflictsWith => "Does not agree with",
        Relation::PreferredOver => "Better supported than",
        Relation::AlternativeTo => "Another reading of",
    }
}

/// One thing or several.
pub(crate) fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// A text that can be read in two ways.
pub(crate) fn reading(reading: &Reading) -> String {
    let plain = |text: &str| text.trim_end_matches('.').to_owned();
    format!("followed here: {}; or: {}. {}", plain(&reading.default), plain(&reading.other), reading.note)
}

/// A disagreement between sources: every side where `full`, and what is done about it.
pub(crate) fn conflict(reference: &Reference, conflict: &Conflict, full: bool) -> String {
    if !full {
        return format!("{}: {}", conflict.topic, conflict.handling);
    }
    let side = |side: &Side| format!("{} ({}): {}", source_title(reference, &side.source), side.section, side.says);
    let sides: Vec<String> =
        conflict.sides.iter().map(side).map(|side| side.trim_end_matches('.').to_owned()).collect();
    format!("{}. {}. Here: {}", conflict.topic, sides.join("; but "), conflict.handling)
}

/// What the later record says, with its date and its own grades.
pub(crate) fn later(reference: &Reference, record: &LaterRecord, full: bool) -> String {
    let mut text = format!("{}: {}", record.as_of, record.says);
    for grading in &record.strength {
        let scheme = reference.schemes.get(&grading.scheme).map_or(grading.scheme.as_str(), |known| &known.title);
        let label = reference.grade_label(&grading.scheme, &grading.grade).unwrap_or(&grading.grade);
        let of = grading.of.as_deref().map_or_else(String::new, |of| format!(", of {of}"));
        let _ = write!(text, " [{scheme}: {label}{of}]");
    }
    if full {
        let _ = write!(text, " {} ({})", record.effect, source_title(reference, &record.source));
    }
    text
}

/// The title of a source.
fn source_title<'a>(reference: &'a Reference, id: &'a str) -> &'a str {
    reference.sources.get(id).map_or(id, |source| &source.title)
}

/// Where what a finding speaks of can be had, if the services of an area are known.
pub(crate) fn on_offer(pack: &Pack, finding: &Finding) -> Vec<String> {
    let speaks_of_something = finding.statements.iter().any(|statement| !statement.interventions.is_empty());
    let Some(offer) = pack.offer().filter(|_| speaks_of_something) else { return Vec::new() };
    let lines: Vec<String> = offer.of_finding(finding).map(|found| service(offer, found)).collect();
    if lines.is_empty() {
        return vec![format!(
            "Not in the offer of {} ({}). That says nothing about the evidence.",
            offer.area, offer.as_of
        )];
    }
    lines
}

/// A service with everything that is known of it.
pub(crate) fn service(offer: &Offer, service: &Service) -> String {
    let mut text = format!("{} ({}, {})", service.provider, offer.area, offer.as_of);
    let waiting = service.waiting_weeks.map(|weeks| match weeks {
        0 => "no waiting time".to_owned(),
        weeks => {
            format!("waiting time about {}", counted(usize::try_from(weeks).unwrap_or(usize::MAX), "week", "weeks"))
        }
    });
    let parts = [
        service.for_whom.as_ref().map(|whom| format!("for {whom}")),
        service.referral.as_ref().map(|referral| format!("referral: {referral}")),
        waiting,
        service.contact.as_ref().map(|contact| format!("contact: {contact}")),
        service.note.clone(),
    ];
    for part in parts.into_iter().flatten() {
        let _ = write!(text, "; {}", part.trim_end_matches('.'));
    }
    text
}
