//! The pages that list others: needs, findings, interventions, sources, schemes, disagreements, the later record,
//! reviews, and everything from A to Z.

use std::collections::BTreeMap;

use askama::Template;
use handrail_engine::finding::Status;
use handrail_engine::reference::Part;
use jiff::civil::Date;

use super::beside::{Disagreement, Record};
use super::condition::Shown;
use super::frame::Frame;
use super::gradings::Item;
use super::names::Link;
use super::need::{of_part, of_services};
use super::{Catalogue, Files, PageError, counted};

#[derive(Debug, Template)]
#[template(path = "catalogue/needs.html")]
struct Needs {
    frame: Frame,
    rows: Vec<(Link, [usize; 5])>,
    package: Option<Package>,
}

/// When several needs belong into one package.
#[derive(Debug)]
struct Package {
    text: String,
    provisional: String,
    each_line: String,
    called_for_by: Vec<Link>,
    fixed_when: Shown,
}

#[derive(Debug, Template)]
#[template(path = "catalogue/findings.html")]
struct Findings {
    frame: Frame,
    needs: Vec<(Link, String, Vec<Item>)>,
    standing: Vec<(Link, String)>,
}

#[derive(Debug, Template)]
#[template(path = "catalogue/rows.html")]
struct Rows {
    frame: Frame,
    lead: String,
    caption: &'static str,
    head: Vec<&'static str>,
    entries: Vec<(Link, Vec<String>)>,
}

#[derive(Debug, Template)]
#[template(path = "catalogue/conflicts.html")]
struct Conflicts {
    frame: Frame,
    conflicts: Vec<Disagreement>,
}

#[derive(Debug, Template)]
#[template(path = "catalogue/later.html")]
struct Later {
    frame: Frame,
    records: Vec<Record>,
}

#[derive(Debug, Template)]
#[template(path = "catalogue/reviews.html")]
struct Reviews {
    frame: Frame,
    as_of: String,
    overdue: Vec<(String, Link)>,
    coming: Vec<(String, Vec<Link>)>,
}

#[derive(Debug, Template)]
#[template(path = "catalogue/a-to-z.html")]
struct AToZ {
    frame: Frame,
    letters: Vec<(String, Vec<Link>)>,
}

/// Adds the lists.
pub(super) fn pages(catalogue: &Catalogue<'_>, files: &mut Files) -> Result<(), PageError> {
    let frame = |path: &str, title: &str| Frame::new(catalogue, path, title, "");
    let mut add = |path: &str, page: String| files.insert(path.to_owned(), page);
    let path = "needs/index.html";
    add(path, needs(catalogue, frame(path, "Needs and subjects")).render()?);
    let path = "findings/index.html";
    add(path, findings(catalogue, frame(path, "Findings")).render()?);
    let path = "interventions/index.html";
    add(path, interventions(catalogue, frame(path, "Interventions")).render()?);
    let path = "sources/index.html";
    add(path, sources(catalogue, frame(path, "Sources")).render()?);
    let path = "schemes/index.html";
    add(path, schemes(catalogue, frame(path, "Grading schemes")).render()?);
    let path = "conflicts.html";
    let conflicts = catalogue.pack.reference().conflicts.iter().map(|one| catalogue.disagreement(one)).collect();
    add(path, Conflicts { frame: frame(path, "Where sources disagree"), conflicts }.render()?);
    if !catalogue.pack.reference().later_hidden {
        let path = "later.html";
        let records = catalogue.later().iter().map(|record| catalogue.record(record)).collect();
        add(path, Later { frame: frame(path, "The later public record"), records }.render()?);
    }
    let path = "reviews.html";
    add(path, reviews(catalogue, frame(path, "Reviews")).render()?);
    let path = "a-to-z.html";
    add(path, AToZ { frame: frame(path, "A to Z"), letters: a_to_z(catalogue) }.render()?);
    Ok(())
}

fn needs(catalogue: &Catalogue<'_>, frame: Frame) -> Needs {
    let rows = catalogue.needs.iter().map(|need| {
        let entries = catalogue.of_need(need);
        let number = |part: Part| of_part(catalogue, &entries, part).len();
        let numbers = [
            number(Part::Suggestion),
            number(Part::Urgent) + number(Part::Caution),
            number(Part::Gap),
            number(Part::Context),
            of_services(catalogue, &entries).len(),
        ];
        (catalogue.need_link(need), numbers)
    });
    let package = catalogue.pack.reference().package.as_ref().map(|package| Package {
        text: package.text.clone(),
        provisional: package.provisional.clone(),
        each_line: package.each_line.clone(),
        called_for_by: package.called_for_by.iter().map(|id| catalogue.finding_link(id)).collect(),
        fixed_when: catalogue.shown(&package.fixed_when),
    });
    Needs { frame, rows: rows.collect(), package }
}

fn findings(catalogue: &Catalogue<'_>, frame: Frame) -> Findings {
    let needs = catalogue.needs.iter().map(|need| {
        let items: Vec<Item> = catalogue.of_need(need).into_iter().map(|entry| catalogue.item(entry)).collect();
        (catalogue.need_link(need), counted(items.len(), "finding", "findings"), items)
    });
    let standing = catalogue.pack.reference().standing.iter();
    Findings {
        frame,
        needs: needs.filter(|(_, _, items)| !items.is_empty()).collect(),
        standing: standing.map(|one| (catalogue.finding_link(&one.id), one.text.clone())).collect(),
    }
}

fn interventions(catalogue: &Catalogue<'_>, frame: Frame) -> Rows {
    let known = &catalogue.pack.reference().interventions;
    let mut rows: Vec<(Link, Vec<String>)> = known
        .iter()
        .map(|(id, intervention)| {
            let findings = super::intervention::speaking_of(catalogue, id).len();
            let link = catalogue.intervention_link(id).noted(intervention.aliases.join(", "));
            (link, vec![intervention.what.clone(), counted(findings, "finding", "findings")])
        })
        .collect();
    rows.sort_by_key(|(link, _)| (link.text.to_lowercase(), link.to.clone()));
    Rows {
        frame,
        lead: "Programmes, tools and practices that the findings speak of. That one is listed is no recommendation."
            .to_owned(),
        caption: "The catalogue, by name",
        head: vec!["Name", "What it is", "Spoken of by"],
        entries: rows,
    }
}

fn sources(catalogue: &Catalogue<'_>, frame: Frame) -> Rows {
    let reference = catalogue.pack.reference();
    let mut rows: Vec<(Link, Vec<String>)> = Vec::new();
    for (id, source) in &reference.sources {
        let link = catalogue.source_link(id);
        if link.to.is_empty() {
            continue;
        }
        let once = |citations: usize| usize::from(citations > 0);
        let findings: usize = catalogue
            .entries()
            .iter()
            .map(|entry| once(entry.finding.sources.iter().filter(|citation| &citation.source == id).count()))
            .sum();
        let standing = reference.standing.iter().filter(|one| one.sources.iter().any(|(cited, _)| cited == id)).count();
        let who =
            source.authors.clone().or_else(|| source.publisher.clone()).unwrap_or_else(|| "not stated".to_owned());
        let cited =
            if source.later { "later public record".to_owned() } else { counted(findings + standing, "time", "times") };
        rows.push((link.noted(String::new()), vec![who, source.date.clone(), cited]));
    }
    rows.sort_by_key(|(link, _)| (link.text.to_lowercase(), link.to.clone()));
    Rows {
        frame,
        lead: "The publications that findings rest on, with everything that cites them.".to_owned(),
        caption: "Sources, by title",
        head: vec!["Title", "Authors or publisher", "Date", "Cited"],
        entries: rows,
    }
}

fn schemes(catalogue: &Catalogue<'_>, frame: Frame) -> Rows {
    let rows = catalogue.schemes().into_iter().map(|(id, scheme)| {
        let labels: Vec<&str> = scheme.grades.iter().map(|grade| grade.label.as_str()).collect();
        let order = if scheme.ranked { "strongest first" } else { "in no order" };
        (catalogue.scheme_link(id), vec![scheme.by.clone(), order.to_owned(), labels.join("; ")])
    });
    Rows {
        frame,
        lead: "Each scheme grades in its own way. A grade of one says nothing about a grade of another, so they stand side by side and are never compared.".to_owned(),
        caption: "Grading schemes",
        head: vec!["Scheme", "Who grades", "Order of grades", "Grades"],
        entries: rows.collect(),
    }
}

fn reviews(catalogue: &Catalogue<'_>, frame: Frame) -> Reviews {
    let mut by_day: BTreeMap<Date, Vec<Link>> = BTreeMap::new();
    for entry in catalogue.entries().into_iter().filter(|entry| entry.finding.status != Status::Retired) {
        by_day.entry(entry.finding.review_by).or_default().push(catalogue.entry_link(entry));
    }
    for statement in &catalogue.pack.reference().standing {
        if let Some(day) = statement.review_by {
            by_day.entry(day).or_default().push(catalogue.finding_link(&statement.id));
        }
    }
    let (overdue, coming): (Vec<_>, Vec<_>) = by_day.into_iter().partition(|(day, _)| *day < catalogue.as_of);
    Reviews {
        frame,
        as_of: catalogue.as_of.to_string(),
        overdue: overdue
            .into_iter()
            .flat_map(|(day, links)| links.into_iter().map(move |link| (day.to_string(), link)))
            .collect(),
        coming: coming.into_iter().map(|(day, links)| (day.to_string(), links)).collect(),
    }
}

/// Everything that has a page, and every other word for it, by first letter.
fn a_to_z(catalogue: &Catalogue<'_>) -> Vec<(String, Vec<Link>)> {
    let reference = catalogue.pack.reference();
    let mut all: Vec<Link> = Vec::new();
    let mut other = |word: &str, of: &Link| {
        if !word.eq_ignore_ascii_case(&of.text) {
            all.push(Link::new(word, of.to.clone()).noted(format!("see {}", of.text)));
        }
    };
    for need in &catalogue.needs {
        let link = catalogue.need_link(need);
        reference.need(need).into_iter().flat_map(|need| &need.words).for_each(|word| other(word, &link));
    }
    for (id, intervention) in &reference.interventions {
        let link = catalogue.intervention_link(id);
        intervention.aliases.iter().for_each(|alias| other(alias, &link));
    }
    for entry in catalogue.entries() {
        let link = catalogue.entry_link(entry);
        entry.finding.topics.iter().for_each(|topic| other(topic, &link));
    }
    all.extend(catalogue.needs.iter().map(|need| catalogue.need_link(need).noted("need or subject")));
    all.extend(reference.interventions.keys().map(|id| catalogue.intervention_link(id).noted("intervention")));
    all.extend(catalogue.entries().into_iter().map(|entry| catalogue.entry_link(entry)));
    all.extend(reference.standing.iter().map(|statement| catalogue.finding_link(&statement.id)));
    all.extend(reference.schemes.keys().map(|id| catalogue.scheme_link(id).noted("grading scheme")));
    let sources = reference.sources.keys().map(|id| (catalogue.source_link(id), "source"));
    all.extend(sources.filter(|(link, _)| !link.to.is_empty()).map(|(link, note)| link.noted(note)));
    all.sort_by_key(|link| (link.text.to_lowercase(), link.clone()));
    all.dedup();
    let mut letters: BTreeMap<String, Vec<Link>> = BTreeMap::new();
    for link in all {
        let first = link.text.chars().find(|c| c.is_alphanumeric());
        let letter = first
            .filter(char::is_ascii_alphabetic)
            .map_or_else(|| "0-9".to_owned(), |c| c.to_ascii_uppercase().to_string());
        letters.entry(letter).or_default().push(link);
    }
    letters.into_iter().collect()
}
