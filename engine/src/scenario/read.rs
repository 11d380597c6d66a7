//! Reading cases beside findings (`*.cases.toml`) and scenarios (`scenarios/*.toml`, or JSON Lines).

use super::shown::{Shown, find, texts};
use crate::document::fields::Fields;
use crate::document::{Node, read_json_at, read_toml, shorten};
use crate::pack::Pack;
use crate::problem::Problem;
use crate::profile::{Profile, locate, read_profile};
use crate::reference::{lookup, unlisted};
use crate::text::{Location, SourceText, Span};
use crate::verdict::Outcome;

/// A small case beside a finding, and what must come out.
#[derive(Debug, Clone)]
pub struct FindingCase {
    /// What it shows.
    pub name: String,
    /// The number of the finding in the pack.
    pub finding: usize,
    /// The case.
    pub profile: Profile,
    /// The expected outcome.
    pub expect: Outcome,
    /// The statements that must be the reasons, as a set: `bikes[0].age_months` and the like.
    pub because: Option<Vec<String>>,
    /// What must be missing, as a set.
    pub missing: Option<Vec<String>>,
    /// Whom it must speak of, as a set.
    pub applies_to: Option<Vec<String>>,
    /// Where it is written.
    pub at: Location,
}

/// A whole case, and what must come out of the whole pack.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The case.
    pub profile: Profile,
    /// Findings and the outcome that each must have. `None` for "anything but matched".
    pub expect: Vec<(usize, Option<Outcome>)>,
    /// For findings, whom they must speak of.
    pub applies_to: Vec<(usize, Vec<String>)>,
    /// Facts that must be asked, in any order.
    pub asks: Vec<String>,
    /// Facts that must be asked first, in this order.
    pub asks_first: Vec<String>,
    /// Facts that must not be asked.
    pub does_not_ask: Vec<String>,
    /// What the answer must show.
    pub shown: Shown,
    /// Where it is written.
    pub at: Location,
}

/// Reads a file of cases beside a finding. A case belongs to the finding that it names, or to the one that
/// the file is called after.
pub fn read_finding_cases(pack: &Pack, text: &SourceText, cases: &mut Vec<FindingCase>, problems: &mut Vec<Problem>) {
    let (document, mut faults) = read_toml(text);
    problems.append(&mut faults);
    let mut fields = Fields::of(text, &document, Span::default(), "the file of cases", problems);
    let items = fields.list("case");
    fields.finish();
    let file = text.name().rsplit('/').next().unwrap_or("");
    let stem = file.strip_suffix(".cases.toml").unwrap_or(file);
    for item in items {
        let mut fields = Fields::of(text, item, item.span, "a case", problems);
        let name = fields.required_text("name").unwrap_or_default().to_owned();
        let expect = fields.required_text("expect");
        let named = fields.text("finding");
        let profile = fields.required("profile");
        let texts = |fields: &mut Fields<'_, '_>, key| {
            fields.any(key).map(|_| fields.texts(key).into_iter().map(|(text, _)| text.to_owned()).collect())
        };
        let because = texts(&mut fields, "because");
        let missing = texts(&mut fields, "missing");
        let applies_to = texts(&mut fields, "applies_to");
        fields.finish();
        let span = |key: &str| item.get(key).map_or(Span::new(item.span.start, item.span.start + 1), |node| node.span);
        let outcome = expect.and_then(|word| {
            let outcome = lookup(&Outcome::ALL, word).filter(|outcome| *outcome != Outcome::Failed);
            if outcome.is_none() {
                problems.push(unlisted("outcome", word, &["matched", "possible", "excluded"]).at(text, span("expect")));
            }
            outcome
        });
        let id = named.unwrap_or(stem);
        let finding = find(pack, id).map_err(|problem| problems.push(problem.at(text, span("finding")))).ok();
        let profile = profile.and_then(|node| profile_of(pack, text, node, problems));
        if let (Some(finding), Some(expect), Some(profile)) = (finding, outcome, profile) {
            cases.push(FindingCase {
                name,
                finding,
                profile,
                expect,
                because,
                missing,
                applies_to,
                at: text.locate(span("name")),
            });
        }
    }
}

/// Reads a file of scenarios: TOML, or JSON Lines where the name of the file ends in `.jsonl`.
pub fn read_scenarios(pack: &Pack, text: &SourceText, scenarios: &mut Vec<Scenario>, problems: &mut Vec<Problem>) {
    if text.name().ends_with(".jsonl") {
        let mut start = 0;
        for line in text.text().split_inclusive('\n') {
            let content = line.trim_end();
            if !content.is_empty() {
                match read_json_at(text, Span::new(start, start + content.len())) {
                    Ok(node) => read_scenario(pack, text, &node, scenarios, problems),
                    Err(problem) => problems.push(problem),
                }
            }
            start += line.len();
        }
        return;
    }
    let (document, mut faults) = read_toml(text);
    problems.append(&mut faults);
    let mut fields = Fields::of(text, &document, Span::default(), "the file of scenarios", problems);
    let items = fields.list("scenario");
    fields.finish();
    for item in items {
        read_scenario(pack, text, item, scenarios, problems);
    }
}

fn read_scenario(
    pack: &Pack,
    text: &SourceText,
    item: &Node,
    scenarios: &mut Vec<Scenario>,
    problems: &mut Vec<Problem>,
) {
    let mut fields = Fields::of(text, item, Span::new(item.span.start, item.span.start + 1), "a scenario", problems);
    let id = fields.required_text("id").unwrap_or_default().to_owned();
    let title = fields.required_text("title").unwrap_or_default().to_owned();
    fields.text("reason");
    let profile = fields.required("profile");
    let mut named = Vec::new();
    for (key, outcome) in [
        ("matched", Some(Outcome::Matched)),
        ("possible", Some(Outcome::Possible)),
        ("excluded", Some(Outcome::Excluded)),
        ("not_matched", None),
    ] {
        named.extend(fields.texts(key).into_iter().map(|(id, span)| (id, span, outcome)));
    }
    let applies_to =
        fields.table("applies_to").iter().map(|entry| (entry, texts(text, "applies_to", entry, &mut fields)));
    let applies_to: Vec<_> = applies_to.collect();
    let [asks, asks_first, does_not_ask] = ["asks", "asks_first", "does_not_ask"].map(|key| fields.texts(key));
    let shown = Shown::read(pack, text, &mut fields);
    fields.finish();
    let mut expect = Vec::new();
    for (id, span, outcome) in named {
        match find(pack, id) {
            Ok(finding) => expect.push((finding, outcome)),
            Err(problem) => problems.push(problem.at(text, span)),
        }
    }
    let mut speaks_of = Vec::new();
    for (entry, people) in applies_to {
        match find(pack, &entry.key) {
            Ok(finding) => speaks_of.push((finding, people.into_iter().map(|(text, _)| text.to_owned()).collect())),
            Err(problem) => problems.push(problem.at(text, entry.key_span)),
        }
    }
    let Some(profile) = profile.and_then(|node| profile_of(pack, text, node, problems)) else { return };
    let [asks, asks_first, does_not_ask] = [asks, asks_first, does_not_ask]
        .map(|facts| facts.into_iter().filter_map(|fact| asked(pack, &profile, text, fact, problems)).collect());
    let at = text.locate(item.get("id").map_or(item.span, |node| node.span));
    let applies_to = speaks_of;
    scenarios.push(Scenario { id, title, profile, expect, applies_to, asks, asks_first, does_not_ask, shown, at });
}

/// What may be asked, as questions name it: a fact of somebody in the case, or how many there are of a list.
fn asked(
    pack: &Pack,
    profile: &Profile,
    text: &SourceText,
    (written, span): (&str, Span),
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let vocabulary = pack.vocabulary();
    if vocabulary.entity_by_name(written).is_some() {
        return Some(written.to_owned());
    }
    let Some((who, name)) = written.rsplit_once('.') else {
        let problem = Problem::error("unknown-fact", format!("`{}` cannot be asked", shorten(written)));
        let lists = vocabulary.entities().map(|(_, entity)| entity.name.as_str());
        problems.push(
            problem
                .at(text, span)
                .label("neither a fact of somebody nor a list")
                .help("write it as `PLACE.FACT`")
                .nearest(written, lists),
        );
        return None;
    };
    match locate(vocabulary, profile, who, name) {
        Ok((place, fact)) => Some(format!("{}.{}", place.name(vocabulary), vocabulary.fact(fact).name)),
        Err(error) => {
            let mut problem = Problem::error("unknown-fact", error.message).at(text, span).label("cannot be asked");
            problem.help = error.help;
            problem.did_you_mean = error.did_you_mean;
            problems.push(problem);
            None
        }
    }
}

fn profile_of(pack: &Pack, text: &SourceText, node: &Node, problems: &mut Vec<Problem>) -> Option<Profile> {
    let before = problems.len();
    let (profile, _) = read_profile(pack.vocabulary(), text, node, problems);
    (problems.len() == before).then_some(profile)
}
