//! What a scenario expects an answer to show, beside outcomes: links, gradings, words, order, the whole.

use std::fmt::Write as _;

use super::listed;
use crate::answer::Answer;
use crate::arrange::position;
use crate::document::fields::Fields;
use crate::document::{Entry, Node};
use crate::finding::{Delivery, Finding, Relation, Status, Verb};
use crate::pack::Pack;
use crate::problem::{Problem, nearest};
use crate::reference::{Part, lookup, unlisted};
use crate::text::{SourceText, Span};
use crate::verdict::Outcome;

/// Verbs of a finding, each with the interventions that it speaks of.
pub type VerbsOf = Vec<(Verb, Vec<String>)>;

/// What an answer must show. What is said of a finding by number holds only where it applies or may apply.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// For findings, other findings or standing statements that each must name, and how.
    pub links: Vec<(usize, Relation, Vec<String>)>,
    /// For findings, all their gradings: `scheme:grade`, and after it the date or `inferred` if these matter.
    pub grades: Vec<(usize, Vec<String>)>,
    /// For findings, how they are delivered: the status, and after it the date or the basis if these matter.
    pub delivery: Vec<(usize, String)>,
    /// For findings, everything that they say of interventions.
    pub verbs: Vec<(usize, VerbsOf)>,
    /// For findings, the part of the answer in which they stand.
    pub part: Vec<(usize, Part)>,
    /// For findings, words that must stand in what is said of them.
    pub says: Vec<(usize, Vec<String>)>,
    /// Findings in the order in which the answer must hold them.
    pub before: Vec<Vec<usize>>,
    /// Everything that is suggested, and nothing else.
    pub suggested: Option<Vec<usize>>,
    /// Findings that are excluded and that another reading of a text would give.
    pub otherwise_read: Vec<usize>,
    /// Whether the suggestions belong into one whole, and which parts it has.
    pub package: Option<ExpectedPackage>,
}

/// What is expected of the whole into which suggestions belong.
#[derive(Debug, Clone)]
pub enum ExpectedPackage {
    /// There is none.
    None,
    /// There is one.
    Some {
        /// Whether its parts cannot be fixed yet.
        provisional: Option<bool>,
        /// Some of its slots.
        slots: Vec<ExpectedSlot>,
    },
}

/// A slot that must be there.
#[derive(Debug, Clone)]
pub struct ExpectedSlot {
    /// The need.
    pub need: String,
    /// The people, as a set; whoever it is, where nothing is said.
    pub of: Option<Vec<String>>,
    /// Findings that it must hold; none where the list is empty.
    pub findings: Option<Vec<usize>>,
}

impl Shown {
    /// Reads the fields of a scenario that say what an answer must show.
    pub(super) fn read<'a>(pack: &Pack, text: &'a SourceText, fields: &mut Fields<'a, '_>) -> Self {
        let mut shown = Self::default();
        for (word, relation) in Relation::ALL {
            for (finding, entry) in of_findings(pack, text, word, fields) {
                let others = texts(text, word, entry, fields);
                let others = others.into_iter().filter(|(id, span)| named(pack, text, id, *span, fields));
                shown.links.push((finding, relation, others.map(|(id, _)| id.to_owned()).collect()));
            }
        }
        for (finding, entry) in of_findings(pack, text, "grades", fields) {
            let grades = texts(text, "grades", entry, fields);
            for (written, span) in &grades {
                let (scheme, grade) = first_word(written).split_once(':').unwrap_or((first_word(written), ""));
                if pack.reference().grade_label(scheme, grade).is_none() {
                    fields.report(pack.reference().unknown_grade(scheme, grade).at(text, *span));
                }
            }
            shown.grades.push((finding, owned(grades)));
        }
        for (finding, entry) in of_findings(pack, text, "delivery", fields) {
            let Some(written) = text_of(text, "delivery", &entry.node, fields) else { continue };
            if !Delivery::STATUSES.contains(&first_word(written)) {
                fields.report(
                    unlisted("status of delivery", first_word(written), &Delivery::STATUSES).at(text, entry.node.span),
                );
            }
            shown.delivery.push((finding, written.to_owned()));
        }
        for (finding, entry) in of_findings(pack, text, "verbs", fields) {
            shown.verbs.push((finding, verbs(pack, text, entry, fields)));
        }
        for (finding, entry) in of_findings(pack, text, "part", fields) {
            let Some(written) = text_of(text, "part", &entry.node, fields) else { continue };
            match lookup(&Part::ALL, written) {
                Some(part) => shown.part.push((finding, part)),
                None => {
                    fields
                        .report(unlisted("part", written, &Part::ALL.map(|(word, _)| word)).at(text, entry.node.span));
                }
            }
        }
        for (finding, entry) in of_findings(pack, text, "says", fields) {
            shown.says.push((finding, owned(texts(text, "says", entry, fields))));
        }
        for order in fields.list("before") {
            shown.before.push(finding_list(pack, text, "before", order, fields));
        }
        if let Some(node) = fields.any("suggested") {
            shown.suggested = Some(finding_list(pack, text, "suggested", node, fields));
        }
        if let Some(node) = fields.any("otherwise_read") {
            shown.otherwise_read = finding_list(pack, text, "otherwise_read", node, fields);
        }
        if let Some(node) = fields.any("package") {
            shown.package = package(pack, text, node, fields);
        }
        shown
    }

    /// What an answer does not show as it must.
    pub(super) fn failures(&self, answer: &Answer<'_>) -> Vec<String> {
        let mut failures = Vec::new();
        self.of_findings(answer, &mut failures);
        self.of_the_whole(answer, &mut failures);
        failures
    }

    fn of_findings(&self, answer: &Answer<'_>, failures: &mut Vec<String>) {
        let mut each = |index: usize, what: &str, check: &dyn Fn(&Finding) -> Result<(), String>| {
            let Some(finding) = answer.pack.findings().get(index) else { return };
            let outcome = answer.verdicts.get(index).map_or(Outcome::Failed, crate::verdict::Verdict::outcome);
            let result = match outcome {
                Outcome::Matched | Outcome::Possible if finding.status != Status::Active => {
                    Err("is of a finding that is not in force, and not shown".to_owned())
                }
                Outcome::Matched | Outcome::Possible => check(finding),
                Outcome::Excluded | Outcome::Failed => Err(format!("is {} and not shown", outcome.word())),
            };
            if let Err(wrong) = result {
                failures.push(format!("{}: {what} {wrong}", finding.id));
            }
        };
        for (index, relation, expected) in &self.links {
            each(*index, relation.word(), &|finding| {
                let found: Vec<&str> = finding.linked(*relation).collect();
                lacking(expected, &found, |expected, found| expected == found)
            });
        }
        for (index, expected) in &self.grades {
            each(*index, "grades", &|finding| {
                let found: Vec<String> = finding
                    .strength
                    .iter()
                    .map(|grading| {
                        let inferred = if grading.inferred { " inferred" } else { "" };
                        format!("{}:{} {}{inferred}", grading.scheme, grading.grade, grading.as_of)
                    })
                    .collect();
                let found: Vec<&str> = found.iter().map(String::as_str).collect();
                lacking(expected, &found, in_words)?;
                match found.iter().find(|found| !expected.iter().any(|expected| in_words(expected, found))) {
                    Some(more) => Err(format!("hold `{more}`, which is not expected")),
                    None => Ok(()),
                }
            });
        }
        for (index, expected) in &self.delivery {
            each(*index, "delivery", &|finding| match &finding.delivery {
                Some(known) => {
                    let found = format!("{} {} {}", known.status, known.as_of, known.basis);
                    if in_words(expected, &found) { Ok(()) } else { Err(is_not(&found, expected)) }
                }
                None => Err(is_not("not told", expected)),
            });
        }
        for (index, expected) in &self.verbs {
            each(*index, "verbs", &|finding| {
                let found =
                    finding.statements.iter().map(|statement| (statement.verb, statement.interventions.clone()));
                let (found, expected) = (said(found.collect()), said(expected.clone()));
                if found == expected { Ok(()) } else { Err(are_not(&found, &expected)) }
            });
        }
        for (index, expected) in &self.part {
            each(*index, "part", &|finding| {
                let found = position(answer.pack, finding).part;
                if found == *expected { Ok(()) } else { Err(is_not(found.word(), expected.word())) }
            });
        }
        for (index, expected) in &self.says {
            each(*index, "says", &|finding| {
                let found = spoken(answer, *index, finding);
                match expected.iter().find(|expected| !found.contains(&plain(expected))) {
                    Some(missing) => Err(format!("nowhere `{missing}`")),
                    None => Ok(()),
                }
            });
        }
    }

    fn of_the_whole(&self, answer: &Answer<'_>, failures: &mut Vec<String>) {
        let id = |index: usize| answer.pack.findings().get(index).map_or("", |finding| finding.id.as_str());
        let ids = |indices: &[usize]| indices.iter().map(|index| id(*index).to_owned()).collect::<Vec<_>>();
        let shown: Vec<usize> =
            answer.findings(&[Outcome::Matched, Outcome::Possible]).into_iter().map(|(index, _, _)| index).collect();
        for order in &self.before {
            let places: Vec<Option<usize>> =
                order.iter().map(|index| shown.iter().position(|known| known == index)).collect();
            if !places.iter().all(Option::is_some) || !places.is_sorted() {
                let mut found: Vec<_> = places.iter().zip(order).filter(|(place, _)| place.is_some()).collect();
                found.sort();
                let found: Vec<usize> = found.into_iter().map(|(_, index)| *index).collect();
                failures.push(format!(
                    "before: the order is {}, expected {}",
                    listed(&ids(&found)),
                    listed(&ids(order))
                ));
            }
        }
        if let Some(expected) = &self.suggested {
            let matched = answer.findings(&[Outcome::Matched]);
            let found =
                matched.into_iter().filter(|(_, finding, _)| position(answer.pack, finding).part == Part::Suggestion);
            let (mut found, mut expected) = (ids(&found.map(|(index, _, _)| index).collect::<Vec<_>>()), ids(expected));
            found.sort();
            expected.sort();
            if found != expected {
                failures.push(format!("suggested are {}, expected {}", listed(&found), listed(&expected)));
            }
        }
        let otherwise: Vec<usize> = answer.otherwise_read().into_iter().map(|(index, _, _)| index).collect();
        for index in self.otherwise_read.iter().filter(|index| !otherwise.contains(index)) {
            let others = listed(&ids(&otherwise));
            failures.push(format!(
                "{}: no other reading would give it; those that another would give: {others}",
                id(*index)
            ));
        }
        if let Some(expected) = &self.package {
            expected.failures(answer, failures);
        }
    }
}

impl ExpectedPackage {
    fn failures(&self, answer: &Answer<'_>, failures: &mut Vec<String>) {
        let Self::Some { provisional, slots } = self else {
            if let Some(found) = answer.package() {
                let by = found.called_for_by.iter().filter_map(|index| answer.pack.findings().get(*index));
                let by: Vec<String> = by.map(|finding| finding.id.clone()).collect();
                failures.push(format!("package: there is one, called for by {}; none was expected", listed(&by)));
            }
            return;
        };
        let Some(found) = answer.package() else {
            failures.push("package: there is none".to_owned());
            return;
        };
        if let Some(expected) = provisional
            && *expected == found.fixed
        {
            failures.push(format!("package: provisional is {}, expected {expected}", !found.fixed));
        }
        let id =
            |index: &usize| answer.pack.findings().get(*index).map_or("", |finding| finding.id.as_str()).to_owned();
        for slot in slots {
            let of_need: Vec<(Vec<String>, Vec<usize>)> = found
                .slots
                .iter()
                .filter(|known| known.need.id == slot.need)
                .map(|known| {
                    let people = known.people.iter().map(|place| place.name(answer.pack.vocabulary()));
                    (people.collect(), known.findings.clone())
                })
                .collect();
            let fits = |(people, findings): &&(Vec<String>, Vec<usize>)| {
                let of = slot
                    .of
                    .as_ref()
                    .is_none_or(|of| of.len() == people.len() && of.iter().all(|person| people.contains(person)));
                let holds = slot.findings.as_ref().is_none_or(|expected| {
                    expected.is_empty() == findings.is_empty() && expected.iter().all(|index| findings.contains(index))
                });
                of && holds
            };
            if of_need.iter().any(|known| fits(&known)) {
                continue;
            }
            let mut text = format!("package: no slot for {}", slot.need);
            if let Some(of) = &slot.of {
                let _ = write!(text, " of {}", listed(of));
            }
            if let Some(findings) = &slot.findings {
                let _ = write!(text, " with {}", listed(&findings.iter().map(id).collect::<Vec<_>>()));
            }
            for (people, findings) in &of_need {
                let findings: Vec<String> = findings.iter().map(id).collect();
                let _ = write!(text, "; found: of {} with {}", listed(people), listed(&findings));
            }
            failures.push(text);
        }
    }
}

/// What is said of a finding in an answer to this case, as plain words.
fn spoken(answer: &Answer<'_>, index: usize, finding: &Finding) -> String {
    let reference = answer.pack.reference();
    let mut parts: Vec<&str> = vec![&finding.name, &finding.advice, &finding.because];
    parts.extend(finding.evidence.iter().chain(&finding.note).chain(&finding.cautions).map(String::as_str));
    parts.extend(finding.delivery.iter().filter_map(|delivery| delivery.note.as_deref()));
    for grading in &finding.strength {
        parts.extend(
            [&grading.wording, &grading.by, &grading.of, &grading.note].into_iter().flatten().map(String::as_str),
        );
    }
    for reading in answer.readings(index) {
        parts.extend([reading.default.as_str(), &reading.other, &reading.note]);
    }
    for conflict in reference.conflicts_of(&finding.id) {
        parts.extend([conflict.topic.as_str(), &conflict.handling]);
        parts.extend(conflict.sides.iter().map(|side| side.says.as_str()));
    }
    parts.extend(reference.later_of(&finding.id).flat_map(|record| [record.says.as_str(), &record.effect]));
    plain(&parts.join("\n"))
}

/// Lower case, with one space between words.
fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the first word is the same, and every further word is among the others.
fn in_words(expected: &str, found: &str) -> bool {
    first_word(expected) == first_word(found)
        && expected.split_whitespace().all(|word| found.split_whitespace().any(|known| known == word))
}

fn first_word(written: &str) -> &str {
    written.split_whitespace().next().unwrap_or("")
}

fn lacking(expected: &[String], found: &[&str], same: impl Fn(&str, &str) -> bool) -> Result<(), String> {
    match expected.iter().find(|expected| !found.iter().any(|found| same(expected, found))) {
        Some(missing) => Err(format!(
            "lacks `{missing}`; it has {}",
            listed(&found.iter().map(|found| (*found).to_owned()).collect::<Vec<_>>())
        )),
        None => Ok(()),
    }
}

fn is_not(found: &str, expected: &str) -> String {
    format!("is {found}, expected {expected}")
}

fn are_not(found: &[String], expected: &[String]) -> String {
    format!("are {}, expected {}", listed(found), listed(expected))
}

/// Verbs with what they speak of, in words and in order.
fn said(statements: Vec<(Verb, Vec<String>)>) -> Vec<String> {
    let mut said: Vec<String> = statements
        .into_iter()
        .map(|(verb, mut interventions)| {
            interventions.sort();
            format!("{} [{}]", verb.word(), interventions.join(", "))
        })
        .collect();
    said.sort();
    said
}

/// The entries of a field that is a table by finding.
fn of_findings<'a>(
    pack: &Pack,
    text: &SourceText,
    key: &'static str,
    fields: &mut Fields<'a, '_>,
) -> Vec<(usize, &'a Entry)> {
    let entries = fields.table(key);
    let found = entries.iter().map(|entry| match find(pack, &entry.key) {
        Ok(finding) => Some((finding, entry)),
        Err(problem) => {
            fields.report(problem.at(text, entry.key_span));
            None
        }
    });
    found.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// The texts of a list of an entry, with their places.
pub(super) fn texts<'a>(
    text: &SourceText,
    key: &str,
    entry: &'a Entry,
    fields: &mut Fields<'a, '_>,
) -> Vec<(&'a str, Span)> {
    let Some(items) = entry.node.as_list() else {
        fields.report(wrong_type(text, key, &entry.node, "a list"));
        return Vec::new();
    };
    items.iter().filter_map(|item| Some((text_of(text, key, item, fields)?, item.span))).collect()
}

fn text_of<'a>(text: &SourceText, key: &str, node: &'a Node, fields: &mut Fields<'a, '_>) -> Option<&'a str> {
    let written = node.as_str();
    if written.is_none() {
        fields.report(wrong_type(text, key, node, "a text"));
    }
    written
}

fn wrong_type(text: &SourceText, key: &str, node: &Node, expected: &str) -> Problem {
    Problem::error("wrong-type", format!("`{key}` of a scenario must hold {expected}, not {}", node.describe()))
        .at(text, node.span)
        .label(format!("expected {expected}"))
}

fn finding_list<'a>(
    pack: &Pack,
    text: &SourceText,
    key: &str,
    node: &'a Node,
    fields: &mut Fields<'a, '_>,
) -> Vec<usize> {
    let Some(items) = node.as_list() else {
        fields.report(wrong_type(text, key, node, "a list of findings"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        let Some(id) = text_of(text, key, item, fields) else { continue };
        match find(pack, id) {
            Ok(finding) => found.push(finding),
            Err(problem) => fields.report(problem.at(text, item.span)),
        }
    }
    found
}

/// Whether something of the pack has this id: a finding, a standing statement or an entry of the background.
fn named(pack: &Pack, text: &SourceText, id: &str, span: Span, fields: &mut Fields<'_, '_>) -> bool {
    let standing = pack.reference().standing.iter().map(|statement| statement.id.as_str());
    let mut others = standing.chain(pack.background().iter().map(|entry| entry.id.as_str()));
    match find(pack, id) {
        Err(problem) if !others.any(|known| known == id) => {
            fields.report(problem.at(text, span));
            false
        }
        _ => true,
    }
}

fn verbs<'a>(
    pack: &Pack,
    text: &SourceText,
    entry: &'a Entry,
    fields: &mut Fields<'a, '_>,
) -> Vec<(Verb, Vec<String>)> {
    let Some(entries) = entry.node.as_table() else {
        fields.report(wrong_type(text, "verbs", &entry.node, "a table of verbs"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for said in entries {
        let Some(verb) = lookup(&Verb::ALL, &said.key) else {
            fields.report(unlisted("verb", &said.key, &Verb::ALL.map(|(word, _)| word)).at(text, said.key_span));
            continue;
        };
        let interventions = texts(text, "verbs", said, fields);
        for (id, span) in &interventions {
            if !pack.reference().interventions.contains_key(*id) {
                fields.report(pack.reference().unknown_intervention(id).at(text, *span));
            }
        }
        found.push((verb, owned(interventions)));
    }
    found
}

fn package<'a>(
    pack: &Pack,
    text: &'a SourceText,
    node: &'a Node,
    outer: &mut Fields<'a, '_>,
) -> Option<ExpectedPackage> {
    if let Some(written) = node.as_str() {
        if written == "none" {
            return Some(ExpectedPackage::None);
        }
        outer.report(
            unlisted("package", written, &["none"]).at(text, node.span).help("or a table: `provisional`, `slots`"),
        );
        return None;
    }
    let mut problems = Vec::new();
    let mut fields = Fields::of(text, node, node.span, "the package of a scenario", &mut problems);
    let provisional = fields.truth("provisional");
    let items = fields.list("slots");
    fields.finish();
    let mut slots = Vec::new();
    for item in items {
        let mut fields = Fields::of(text, item, item.span, "a slot", &mut problems);
        let need = fields.required_text("need").unwrap_or_default().to_owned();
        let of = fields.any("of").is_some().then(|| owned(fields.texts("of")));
        let findings = fields.any("findings").map(|node| finding_list(pack, text, "findings", node, &mut fields));
        let known: Vec<&str> = pack.reference().needs.iter().map(|need| need.id.as_str()).collect();
        if !need.is_empty() && !known.contains(&need.as_str()) {
            let span = item.get("need").map_or(item.span, |node| node.span);
            fields.report(unlisted("need", &need, &known).at(text, span));
        }
        fields.finish();
        slots.push(ExpectedSlot { need, of, findings });
    }
    for problem in problems {
        outer.report(problem);
    }
    Some(ExpectedPackage::Some { provisional, slots })
}

fn owned(texts: Vec<(&str, Span)>) -> Vec<String> {
    texts.into_iter().map(|(text, _)| text.to_owned()).collect()
}

/// A finding of the pack by its id.
pub(super) fn find(pack: &Pack, id: &str) -> Result<usize, Problem> {
    pack.finding(id).map(|(index, _)| index).ok_or_else(|| {
        let mut problem =
            Problem::error("unknown-finding", format!("there is no finding `{id}`")).label("not in the pack");
        problem.did_you_mean =
            nearest(id, pack.findings().iter().map(|finding| finding.id.as_str())).map(str::to_owned);
        problem
    })
}
