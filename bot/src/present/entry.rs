//! What an entry of the evidence says, part by part: what somebody wants to know comes first.

use handrail_engine::finding::{Finding, Relation};
use handrail_engine::pack::Pack;
use handrail_engine::reference::{Asks, Grade, Intervention, LaterRecord, Scheme, Source, Standing};

use super::words;
use crate::document::Section;
use crate::evidence::{Aspect, Changes, Entry, NeedPage, aspects};

/// An entry as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// Its id.
    pub id: String,
    /// The word for what it is.
    pub kind: &'static str,
    /// The same for people: what kind of finding, where it is one.
    pub label: String,
    /// What it is called.
    pub name: String,
    /// The answer in a sentence or two.
    pub answer: String,
    /// How strong the evidence is.
    pub strength: Vec<String>,
    /// Where it is written.
    pub sources: Vec<String>,
    /// The whole answer, part by part; empty for an entry that is only named.
    pub sections: Vec<Section>,
}

/// What an entry says, in full or in short.
pub(super) fn show(pack: &Pack, entry: &Entry<'_>, asks: Asks, full: bool) -> Shown {
    let mut shown = Shown {
        id: entry.id(),
        kind: entry.kind(),
        label: entry.kind().to_owned(),
        name: entry.name(),
        answer: String::new(),
        strength: Vec::new(),
        sources: Vec::new(),
        sections: Vec::new(),
    };
    match entry {
        Entry::Finding(finding) | Entry::Background(finding) => of_finding(pack, finding, asks, &mut shown),
        Entry::Standing(statement) => of_standing(pack, statement, &mut shown),
        Entry::Need(need) => of_need(pack, &NeedPage::of(pack, need), asks, &mut shown),
        Entry::Source(id, source) => of_source(pack, id, source, &mut shown),
        Entry::Scheme(id, scheme) => of_scheme(pack, id, scheme, None, &mut shown),
        Entry::Grade(id, scheme, grade) => of_scheme(pack, id, scheme, Some(grade), &mut shown),
        Entry::Intervention(_, known) => {
            shown.answer = format!("{} No finding of the pack speaks of it.", known.what);
            intervention(known, &mut shown);
        }
        Entry::Conflict(conflict) => {
            shown.answer.clone_from(&conflict.handling);
            let sides = conflict.sides.iter();
            shown.sources = sides.map(|side| cited(pack, &side.source, &side.section)).collect();
            add(&mut shown, "What each side says", vec![words::conflict(pack.reference(), conflict, true)]);
            findings(pack, "It concerns", &conflict.findings, &mut shown);
        }
        Entry::Later(record) => {
            shown.answer = words::later(pack.reference(), record, true);
            shown.sources = vec![cited(pack, &record.source, &record.as_of)];
            findings(pack, "It concerns", &record.findings, &mut shown);
        }
        Entry::Changes(year) => changes(pack, *year, &mut shown),
    }
    if !full {
        shown.sections.clear();
    } else if !shown.sections.iter().any(|section| section.label == SOURCES) {
        let sources = shown.sources.clone();
        add(&mut shown, SOURCES, sources);
    }
    shown
}

const SOURCES: &str = "Sources";

fn of_finding(pack: &Pack, finding: &Finding, asks: Asks, shown: &mut Shown) {
    let reference = pack.reference();
    words::kind(pack, finding).clone_into(&mut shown.label);
    shown.answer = words::advice(pack, finding);
    shown.strength = finding.strength.iter().map(|grading| words::grading(reference, grading, false)).collect();
    shown.sources = words::sources(reference, finding, true);
    for aspect in aspects(asks) {
        match aspect {
            Aspect::Evidence => {
                add(shown, "What the evidence says", vec![finding.because.clone()]);
                add(shown, "Kind of evidence", finding.evidence.iter().cloned().collect());
            }
            Aspect::Strength => {
                let strength = finding.strength.iter().map(|grading| words::grading(reference, grading, true));
                add(shown, "How strong", strength.collect());
            }
            Aspect::ForWhom => for_whom(pack, finding, shown),
            Aspect::Delivery => {
                let stated = finding.delivery.iter().map(|delivery| words::delivery(delivery, true));
                let known = catalogued(pack, finding).filter_map(|(_, known)| known.availability.clone());
                add(shown, "Delivery", stated.chain(known).collect());
                add(shown, "On offer here", words::on_offer(pack, finding));
            }
            Aspect::Limits => {
                against(shown, "What speaks against it or limits it", finding.cautions.clone());
                against(shown, "Can be read in two ways", finding.readings.iter().map(words::reading).collect());
                let conflicts = reference.conflicts_of(&finding.id);
                let conflicts = conflicts.map(|conflict| words::conflict(reference, conflict, true));
                against(shown, "Where sources disagree", conflicts.collect());
            }
            Aspect::Later => {
                let later = reference.later_of(&finding.id).map(|record| words::later(reference, record, true));
                add(shown, "Later public record, not from the sources of this pack", later.collect());
                add(shown, "Note", finding.note.iter().cloned().collect());
            }
            Aspect::Sources => {
                let sources = shown.sources.clone();
                add(shown, SOURCES, sources);
            }
            Aspect::Beside => {
                for (_, relation) in Relation::ALL {
                    let others: Vec<String> = finding.linked(relation).map(|id| named(pack, id)).collect();
                    add(shown, words::relation(relation), others);
                }
            }
        }
    }
}

/// For whom a finding is: what the catalogue says, and the facts that its condition asks for.
fn for_whom(pack: &Pack, finding: &Finding, shown: &mut Shown) {
    let whom = catalogued(pack, finding).flat_map(|(_, known)| {
        let whom = known.for_whom.iter().cloned();
        let ages = known.ages.iter().map(|ages| format!("ages: {ages}"));
        let by = known.by_whom.iter().map(|by| format!("by whom: {by}"));
        whom.chain(ages).chain(by)
    });
    let whom: Vec<String> = whom.collect();
    add(shown, "For whom", whom);
    let vocabulary = pack.vocabulary();
    let mut asked: Vec<String> = Vec::new();
    for leaf in finding.when.leaves() {
        let said = words::asked_for(vocabulary, leaf);
        if !asked.contains(&said) {
            asked.push(said);
        }
    }
    if !asked.is_empty() {
        asked.push(format!("How they go together for a case: handrail why {} FILE", finding.id));
    }
    add(shown, "What its condition asks about", asked);
}

/// What the catalogue says of what a finding is mainly about.
pub(super) fn catalogued<'p>(
    pack: &'p Pack,
    finding: &'p Finding,
) -> impl Iterator<Item = (&'p str, &'p Intervention)> {
    let first = finding.statements.first().into_iter().flat_map(|statement| &statement.interventions);
    let known = first.filter_map(|id| pack.reference().interventions.get_key_value(id));
    known.map(|(id, known)| (id.as_str(), known))
}

fn intervention(known: &Intervention, shown: &mut Shown) {
    add(shown, "For whom", known.for_whom.iter().chain(&known.ages).cloned().collect());
    add(shown, "By whom", known.by_whom.iter().cloned().collect());
    add(shown, "Delivery", known.availability.iter().cloned().collect());
}

fn of_standing(pack: &Pack, statement: &Standing, shown: &mut Shown) {
    let reference = pack.reference();
    shown.answer.clone_from(&statement.text);
    let (scheme, grade) = &statement.strength;
    shown.strength = reference.grade_label(scheme, grade).map(str::to_owned).into_iter().collect();
    shown.sources = statement.sources.iter().map(|(source, section)| cited(pack, source, section)).collect();
    if let Some(known) = reference.interventions.get(&statement.id) {
        add(shown, "What it is", vec![known.what.clone()]);
        intervention(known, shown);
    }
    let strength = shown.strength.clone();
    add(shown, "How strong", strength);
    against(shown, "What limits it", statement.caution.iter().cloned().collect());
    let conflicts = reference.conflicts_of(&statement.id).map(|conflict| words::conflict(reference, conflict, true));
    against(shown, "Where sources disagree", conflicts.collect());
    let later = reference.later_of(&statement.id).map(|record| words::later(reference, record, true));
    add(shown, "Later public record, not from the sources of this pack", later.collect());
}

fn of_need(pack: &Pack, page: &NeedPage<'_>, asks: Asks, shown: &mut Shown) {
    let count = |found: &[&Finding], one: &str, several: &str| words::counted(found.len(), one, several);
    shown.answer = format!(
        "{}, {}, {} in this pack.",
        count(&page.suggestions, "suggestion", "suggestions"),
        count(&page.cautions, "caution", "cautions"),
        count(&page.gaps, "gap in the evidence", "gaps in the evidence"),
    );
    for finding in page.all() {
        for source in words::sources(pack.reference(), finding, false) {
            let title = source.split_once("): ").map_or(source.clone(), |(title, _)| format!("{title})"));
            if !shown.sources.contains(&title) {
                shown.sources.push(title);
            }
        }
    }
    let lines = |found: &[&Finding]| found.iter().map(|finding| in_a_line(pack, finding)).collect::<Vec<_>>();
    add(shown, "Before anything else", lines(&page.urgent));
    let suggestions = |shown: &mut Shown| {
        add(shown, "Suggestions, the strongest evidence first within a scheme", lines(&page.suggestions));
        against(shown, "Cautions", lines(&page.cautions));
    };
    if asks == Asks::NotKnown {
        against(shown, "Where evidence is missing", lines(&page.gaps));
        suggestions(shown);
    } else {
        suggestions(shown);
        against(shown, "Where evidence is missing", lines(&page.gaps));
    }
    add(shown, "Also to know", lines(&page.context));
}

fn in_a_line(pack: &Pack, finding: &Finding) -> String {
    let grade = words::grade(pack.reference(), finding);
    format!("{}: {} - {grade}. {}", words::verb(finding.verb()), words::named(finding), finding.advice)
}

fn of_source(pack: &Pack, id: &str, source: &Source, shown: &mut Shown) {
    let parts =
        [source.authors.clone(), Some(format!("({})", source.date)), source.publisher.clone(), source.kind.clone()];
    shown.answer = format!("{}.", parts.into_iter().flatten().collect::<Vec<_>>().join(", "));
    shown.sources = vec![format!("{} ({}){}", source.title, source.date, address(source))];
    if source.later {
        shown.answer.push_str(" Later public record: no finding rests on it.");
    }
    against(shown, "What to know of it", source.note.iter().cloned().collect());
    let cites = |finding: &&Finding| finding.sources.iter().any(|cited| cited.source == id);
    let citing = pack.active().map(|(_, finding)| finding).chain(pack.background()).filter(cites);
    add(shown, "Cited by", citing.map(words::named).collect());
    let records = pack.reference().later.iter().filter(|record| record.source == id);
    add(shown, "What it says", records.map(|record| words::later(pack.reference(), record, false)).collect());
}

/// A grading scheme, with one of its grades first where that was asked about.
fn of_scheme(pack: &Pack, id: &str, scheme: &Scheme, asked: Option<&Grade>, shown: &mut Shown) {
    let said = |grade: &Grade| format!("{}: {}", grade.label, grade.meaning);
    let order = if scheme.ranked { "strongest first" } else { "in no order of strength" };
    shown.answer = match asked {
        Some(grade) => format!("{} ({}, by {}).", said(grade), scheme.title, scheme.by),
        None => format!("A way of grading evidence, by {}; its grades stand {order}.", scheme.by),
    };
    shown.sources = vec![format!("{}, by {} [{id}]", scheme.title, scheme.by)];
    against(shown, "What to know of it", scheme.note.iter().cloned().collect());
    add(shown, &format!("All grades, {order}"), scheme.grades.iter().map(said).collect());
    let graded = pack.active().map(|(_, finding)| finding).filter(|finding| {
        let mut gradings = finding.strength.iter().filter(|grading| grading.scheme == id);
        gradings.any(|grading| asked.is_none_or(|grade| grade.id == grading.grade))
    });
    add(shown, "Findings that are graded so", graded.map(words::named).collect());
    against(shown, "Across schemes", vec!["Grades of two schemes are never compared: no source does.".to_owned()]);
}

fn changes(pack: &Pack, year: i16, shown: &mut Shown) {
    let reference = pack.reference();
    let changes = Changes::since(pack, year);
    shown.answer = if changes.is_empty() {
        format!("The pack knows of nothing after {year}. That is not to say that nothing was published.")
    } else {
        format!("What the pack knows of since {year}. The findings themselves still rest on its own sources.")
    };
    if reference.later_hidden {
        against(shown, "Left out", vec!["The later public record is switched off, so it is not searched.".to_owned()]);
    }
    let lines = |records: &[&LaterRecord]| {
        let line = |record: &&LaterRecord| words::later(reference, record, true);
        records.iter().map(line).collect::<Vec<_>>()
    };
    add(shown, &format!("Published after {year}, the newest first"), lines(&changes.after));
    add(shown, &format!("In {year} itself"), lines(&changes.within));
    against(shown, "Undated: it may be older or newer", lines(&changes.undated));
    let again = changes.graded_again.iter().map(|(finding, gradings)| {
        let gradings: Vec<String> = gradings.iter().map(|g| words::grading(reference, g, false)).collect();
        format!("{}: {}", words::named(finding), gradings.join("; then "))
    });
    add(shown, &format!("Graded before and after {year}"), again.collect());
    for record in [&changes.after, &changes.within, &changes.undated].into_iter().flatten() {
        let source = cited(pack, &record.source, &record.as_of);
        if !shown.sources.contains(&source) {
            shown.sources.push(source);
        }
    }
}

/// A source with the section that says it.
fn cited(pack: &Pack, id: &str, section: &str) -> String {
    match pack.reference().sources.get(id) {
        Some(source) => format!("{} ({}): {section}{}", source.title, source.date, address(source)),
        None => format!("{id}: {section}"),
    }
}

fn address(source: &Source) -> String {
    source.url.as_ref().map_or_else(String::new, |url| format!(", {url}"))
}

fn findings(pack: &Pack, label: &str, ids: &[String], shown: &mut Shown) {
    let names = ids.iter().map(|id| named(pack, id)).collect();
    add(shown, label, names);
}

/// How something is called that another entry names by its id.
fn named(pack: &Pack, id: &str) -> String {
    let background = || pack.background().iter().find(|finding| finding.id == id);
    let finding = pack.finding(id).map(|(_, finding)| finding).or_else(background);
    let standing = || pack.reference().standing.iter().find(|statement| statement.id == id);
    match finding {
        Some(finding) => words::named(finding),
        None => standing().map_or_else(|| id.to_owned(), |statement| format!("{} [{id}]", statement.name)),
    }
}

fn add(shown: &mut Shown, label: &str, lines: Vec<String>) {
    push(shown, label, false, lines);
}

fn against(shown: &mut Shown, label: &str, lines: Vec<String>) {
    push(shown, label, true, lines);
}

/// A part without a line is left out.
fn push(shown: &mut Shown, label: &str, against: bool, lines: Vec<String>) {
    if !lines.is_empty() {
        shown.sections.push(Section { label: label.to_owned(), against, lines });
    }
}
