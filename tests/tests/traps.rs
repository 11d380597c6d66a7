//! The 43 known traps of the evidence: each has scenarios that pass on the shipped pack, and each of these fails when
//! the rule that guards it is broken. How a rule is broken stands in `tests/data/traps.toml`.
//!
//! Every breakage is made in a copy of the pack in memory. What no family can show (names, what the printed answer
//! looks like, what a pack may not say at all) is a check or a test here, called after the number of its trap.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::document::{Node, Value as Raw, read_toml};
use handrail_engine::finding::{Finding, Verb};
use handrail_engine::pack::Pack;
use handrail_engine::profile::read_cases;
use handrail_engine::scenario::{Scenario, read_scenarios, replay_scenario};
use handrail_engine::text::SourceText;
use handrail_tests::{pack_files, root, run, shipped_rules};

const TRAPS: u32 = 43;
const SCENARIOS: &str = "scenarios/traps.toml";

type Files = BTreeMap<String, String>;

/// What is checked of a pack, and by which name `tests/data/traps.toml` calls it.
type Check = fn(&Pack) -> Result<(), String>;

const CHECKS: [(&str, u32, Check); 7] = [
    ("names", 16, names),
    ("both halves", 22, both_halves),
    ("level 3 is presumed", 29, level_3_is_presumed),
    ("no cause without level 3", 29, no_cause_without_level_3),
    ("no evidence is no verdict", 34, no_evidence_is_no_verdict),
    ("no ethnicity", 41, no_ethnicity),
    ("stories are no effects", 42, stories_are_no_effects),
];

/// How a rule walks into a trap.
struct Breakage {
    trap: u32,
    walks_in: String,
    edits: Vec<Edit>,
    /// The scenarios that must fail, and what their messages must name.
    fails: Vec<String>,
    names: Vec<String>,
    check: Option<String>,
    /// The code with which the broken pack must be refused, and a part of what is said.
    refused: Option<(String, String)>,
}

struct Edit {
    file: String,
    find: String,
    replace: String,
    times: usize,
}

fn breakages() -> Vec<Breakage> {
    let text = SourceText::new("traps.toml", std::fs::read_to_string(root().join("tests/data/traps.toml")).unwrap());
    let (document, problems) = read_toml(&text);
    assert!(problems.is_empty(), "{problems:?}");
    document.get("breakage").and_then(Node::as_list).unwrap().iter().map(breakage).collect()
}

fn breakage(node: &Node) -> Breakage {
    let known = ["trap", "walks_in", "edits", "fails", "names", "check", "refused"];
    for entry in node.as_table().unwrap() {
        assert!(known.contains(&entry.key.as_str()), "a breakage has no field `{}`", entry.key);
    }
    let texts = |key: &str| -> Vec<String> {
        let items = node.get(key).and_then(Node::as_list).unwrap_or(&[]);
        items.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    let edits: Vec<Edit> = node.get("edits").and_then(Node::as_list).unwrap().iter().map(edit).collect();
    let mut names = texts("names");
    if names.is_empty() {
        let file = edits.first().unwrap().file.rsplit('/').next().unwrap();
        names.push(file.strip_suffix(".rhai").unwrap_or(file).to_owned());
    }
    Breakage {
        trap: u32::try_from(integer(node, "trap").unwrap()).unwrap(),
        walks_in: text(node, "walks_in"),
        edits,
        fails: texts("fails"),
        names,
        check: node.get("check").map(|_| text(node, "check")),
        refused: node.get("refused").map(|refused| (text(refused, "code"), text(refused, "says"))),
    }
}

fn edit(node: &Node) -> Edit {
    Edit {
        file: text(node, "file"),
        find: text(node, "find"),
        replace: text(node, "replace"),
        times: integer(node, "times").map_or(1, |times| usize::try_from(times).unwrap()),
    }
}

fn text(node: &Node, key: &str) -> String {
    node.get(key).and_then(Node::as_str).unwrap_or_else(|| panic!("`{key}` is a text")).to_owned()
}

fn integer(node: &Node, key: &str) -> Option<i64> {
    match node.get(key)?.value {
        Raw::Integer(number) => Some(number),
        _ => panic!("`{key}` is a number"),
    }
}

fn shipped() -> Files {
    pack_files(&shipped_rules()).into_iter().collect()
}

fn load(files: Files) -> Pack {
    let loaded = Pack::load(files);
    loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems))
}

/// The scenarios of the traps, read with this pack.
fn scenarios(pack: &Pack) -> (Vec<Scenario>, Vec<String>) {
    read(pack, pack.texts().get(SCENARIOS).unwrap())
}

/// Those with these ids only: reading all of them for each broken rule would take most of the time.
fn scenarios_called(pack: &Pack, ids: &[String]) -> (Vec<Scenario>, Vec<String>) {
    let wanted = |part: &&str| ids.iter().any(|id| part.contains(&format!("id = \"{id}\"")));
    let all = pack.texts()[SCENARIOS].text();
    read(pack, &SourceText::new(SCENARIOS, all.split_inclusive("\n\n").filter(wanted).collect::<String>()))
}

fn read(pack: &Pack, text: &SourceText) -> (Vec<Scenario>, Vec<String>) {
    let (mut scenarios, mut problems) = (Vec::new(), Vec::new());
    read_scenarios(pack, text, &mut scenarios, &mut problems);
    (scenarios, problems.iter().map(ToString::to_string).collect())
}

/// The number of the trap that an id or the name of a test begins with: `trap-01a-…`.
fn number(id: &str) -> u32 {
    let digits: String = id.strip_prefix("trap-").unwrap_or("").chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("`{id}` begins with `trap-` and a number"))
}

/// Runs something over all breakages, shared out among the processors: a pack takes its time to load.
fn each(breakages: &[Breakage], run: impl Fn(&Breakage) -> Vec<String> + Sync) -> Vec<String> {
    std::thread::scope(|scope| {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = breakages
            .chunks(breakages.len().div_ceil(processors))
            .map(|share| scope.spawn(|| share.iter().flat_map(&run).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

// --- the traps as a whole ----------------------------------------------------------------------------------------

#[test]
fn every_trap_has_a_scenario_and_every_scenario_a_broken_rule() {
    let pack = load(shipped());
    let (scenarios, problems) = scenarios(&pack);
    assert!(problems.is_empty(), "{problems:?}");
    let breakages = breakages();
    let covered: BTreeSet<u32> = scenarios.iter().map(|scenario| number(&scenario.id)).collect();
    assert_eq!(covered, (1..=TRAPS).collect(), "each trap has a scenario called after it, and there is no other");
    let broken: BTreeSet<u32> = breakages.iter().map(|breakage| breakage.trap).collect();
    assert_eq!(broken, (1..=TRAPS).collect(), "each trap has a way to walk into it");
    let fail: BTreeSet<&str> = breakages.iter().flat_map(|breakage| &breakage.fails).map(String::as_str).collect();
    for scenario in &scenarios {
        assert!(fail.contains(scenario.id.as_str()), "`{}` is shown to fail by no broken rule", scenario.id);
    }
    for (name, trap, _) in CHECKS {
        let mut by = breakages.iter().filter(|breakage| breakage.check.as_deref() == Some(name));
        assert!(by.any(|breakage| breakage.trap == trap), "the check `{name}` is shown to fail by no broken rule");
    }
    for breakage in &breakages {
        let shows = !breakage.fails.is_empty() || breakage.check.is_some();
        assert!(
            shows != breakage.refused.is_some(),
            "trap {}, {}: shown, or refused",
            breakage.trap,
            breakage.walks_in
        );
    }
}

#[test]
fn the_shipped_pack_walks_into_no_trap() {
    let pack = load(shipped());
    let (scenarios, _) = scenarios(&pack);
    let failed: Vec<String> = scenarios
        .iter()
        .map(|scenario| replay_scenario(&pack, scenario))
        .filter(|replayed| !replayed.failures.is_empty())
        .map(|replayed| format!("{}: {}", replayed.of, replayed.failures.join("; ")))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    for (name, _, check) in CHECKS {
        check(&pack).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
fn every_broken_rule_is_noticed() {
    let files = shipped();
    let wrong = each(&breakages(), |breakage| unnoticed(&files, breakage));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What of a breakage goes unnoticed.
fn unnoticed(files: &Files, breakage: &Breakage) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut report = |what: String| wrong.push(format!("trap {}, {}: {what}", breakage.trap, breakage.walks_in));
    let mut files = files.clone();
    for edit in &breakage.edits {
        let Some(text) = files.get_mut(&edit.file) else {
            report(format!("there is no {}", edit.file));
            continue;
        };
        let found = text.matches(&edit.find).count();
        if found != edit.times {
            report(format!("{} holds `{}` {found} times and not {}", edit.file, edit.find, edit.times));
        }
        *text = text.replace(&edit.find, &edit.replace);
    }
    let loaded = Pack::load(files);
    if let Some((code, says)) = &breakage.refused {
        let told = loaded
            .problems
            .iter()
            .any(|problem| problem.code == code && format!("{} {problem}", problem.label).contains(says.as_str()));
        if loaded.pack.is_some() || !told {
            report(format!("not refused as {code} with `{says}`: {:?}", loaded.problems));
        }
        return wrong;
    }
    let Some(pack) = loaded.pack else {
        report(format!("the broken pack must load: {:?}", loaded.problems));
        return wrong;
    };
    let (scenarios, problems) = scenarios_called(&pack, &breakage.fails);
    for id in &breakage.fails {
        let Some(scenario) = scenarios.iter().find(|scenario| scenario.id == *id) else {
            report(format!("there is no scenario {id}: {problems:?}"));
            continue;
        };
        let failures = replay_scenario(&pack, scenario).failures.join("; ");
        let unnamed: Vec<&String> = breakage.names.iter().filter(|name| !failures.contains(name.as_str())).collect();
        if failures.is_empty() {
            report(format!("{id} passes all the same"));
        } else if !unnamed.is_empty() {
            report(format!("{id} fails without naming {unnamed:?}: {failures}"));
        }
    }
    if let Some(name) = &breakage.check {
        let (_, _, check) = CHECKS.iter().find(|(known, _, _)| known == name).unwrap();
        match check(&pack) {
            Ok(()) => report(format!("the check `{name}` passes all the same")),
            Err(told) => {
                if !breakage.names.iter().any(|name| told.contains(name.as_str())) {
                    report(format!("the check `{name}` names none of {:?}: {told}", breakage.names));
                }
            }
        }
    }
    wrong
}

// --- what no family can show -------------------------------------------------------------------------------------

/// Like names, different programmes; different names, one programme.
fn names(pack: &Pack) -> Result<(), String> {
    let called = |name: &str| pack.reference().intervention_called(name);
    for (name, id) in [
        ("Lieberman model", "child-parent-psychotherapy"),
        ("Leiberman model", "child-parent-psychotherapy"),
        ("Parent-Child Game", "parent-child-game"),
        ("Helping the Noncompliant Child", "parent-child-game"),
        ("MST", "mst"),
        ("MST-CAN", "mst-can"),
        ("Triple P", "triple-p"),
        ("Pathways Triple P", "pathways-triple-p"),
        ("Incredible Years", "incredible-years"),
        ("Enhanced Incredible Years", "incredible-years-enhanced"),
        ("FGC", "family-group-conferencing"),
        ("FGDM", "family-group-decision-making"),
        ("GCP", "graded-care-profile-original"),
        ("GCP2", "graded-care-profile-2"),
    ] {
        if called(name) != Some(id) {
            return Err(format!("`{name}` is {:?}, expected {id}", called(name)));
        }
    }
    for (one, other) in [
        ("mst", "mst-can"),
        ("mst-can", "mst"),
        ("triple-p", "pathways-triple-p"),
        ("pathways-triple-p", "triple-p"),
        ("incredible-years", "incredible-years-enhanced"),
        ("incredible-years-enhanced", "incredible-years"),
        ("family-group-conferencing", "family-group-decision-making"),
        ("family-group-decision-making", "family-group-conferencing"),
    ] {
        let relations = &pack.reference().interventions.get(one).unwrap().relations;
        if !relations.iter().any(|(relation, id)| *relation == "not_the_same_as" && id == other) {
            return Err(format!("{one} does not say that it is not {other}"));
        }
    }
    Ok(())
}

/// A brief answer shows a caution in one line: it must hold both halves.
fn both_halves(pack: &Pack) -> Result<(), String> {
    let (_, finding) = pack.finding("engagement-not-outcome").ok_or("there is no engagement-not-outcome")?;
    if finding.advice.contains("matters most") && finding.advice.contains("no sign") {
        return Ok(());
    }
    Err(format!("{}: one half is missing from `{}`", finding.id, finding.advice))
}

fn graded<'a>(finding: &'a Finding, scheme: &'a str, grade: &'a str) -> bool {
    finding.strength.iter().any(|known| known.scheme == scheme && known.grade == grade)
}

/// Level 3 is a statement at face value about the majority; for one programme it is inferred, and says so.
fn level_3_is_presumed(pack: &Pack) -> Result<(), String> {
    let badges: Vec<&str> = pack
        .findings()
        .iter()
        .chain(pack.background())
        .filter(|finding| {
            let mut of_level_3 =
                finding.strength.iter().filter(|known| known.scheme == "eif" && known.grade == "level-3");
            of_level_3.any(|grading| {
                let by = grading.by.as_deref().unwrap_or("");
                let note = grading.note.as_deref().unwrap_or("");
                !(grading.inferred
                    && by.contains("at face value")
                    && by.contains("majority")
                    && note.contains("Presumed"))
            })
        })
        .map(|finding| finding.id.as_str())
        .collect();
    if badges.is_empty() { Ok(()) } else { Err(format!("level 3 as a badge: {}", badges.join(", "))) }
}

/// Words that say that one thing made another so.
const CAUSAL: [&str; 13] = [
    "reduces",
    "reduced",
    "prevents",
    "prevented",
    "improves",
    "causes",
    "caused",
    "cures",
    "cured",
    "leads to",
    "led to",
    "brings about",
    "made children",
];

fn causal(finding: &Finding) -> Option<&'static str> {
    let said = format!("{} {}", finding.advice, finding.because).to_lowercase();
    CAUSAL.into_iter().find(|word| said.contains(word))
}

/// Preliminary evidence and accounts allow no word of cause.
fn no_cause_without_level_3(pack: &Pack) -> Result<(), String> {
    for finding in pack.findings() {
        let weak = graded(finding, "eif", "level-2") || graded(finding, "state", "qualitative");
        let strong = finding.strength.iter().any(|grading| {
            matches!(
                (grading.scheme.as_str(), grading.grade.as_str()),
                ("eif", "level-3") | ("eif-wording" | "nice", _)
            )
        });
        if let Some(word) = causal(finding).filter(|_| weak && !strong) {
            return Err(format!("{} says `{word}` on preliminary evidence or accounts", finding.id));
        }
    }
    Ok(())
}

/// Wherever there is no evidence yet, the finding tells that from evidence of no effect.
fn no_evidence_is_no_verdict(pack: &Pack) -> Result<(), String> {
    const TOLD: [&str; 5] = [
        "not evidence of no effect",
        "neither evidence of no effect",
        "not the same as",
        "is not disproved",
        "says neither",
    ];
    for finding in pack.findings().iter().filter(|finding| graded(finding, "state", "none-yet")) {
        let notes = finding.strength.iter().filter_map(|grading| grading.note.as_ref());
        let said: Vec<&str> = notes.chain(&finding.cautions).map(String::as_str).collect();
        if !said.iter().any(|text| TOLD.iter().any(|told| text.to_lowercase().contains(told))) {
            return Err(format!("{} does not tell no evidence yet from evidence of no effect", finding.id));
        }
    }
    Ok(())
}

/// Whom a study was about is no matching criterion.
fn no_ethnicity(pack: &Pack) -> Result<(), String> {
    const NEVER: [&str; 11] = [
        "ethnic",
        "ethnicity",
        "race",
        "racial",
        "minority",
        "nationality",
        "religion",
        "faith",
        "skin",
        "migrant",
        "prison",
    ];
    for (_, fact) in pack.vocabulary().facts() {
        let values = fact.values().iter().flat_map(|value| [value.id.as_str(), &value.label]);
        let said: Vec<&str> = [fact.id.as_str(), &fact.meaning, &fact.label].into_iter().chain(values).collect();
        let said = said.join(" ").to_lowercase();
        let mut words = said.split(|c: char| !c.is_alphabetic());
        if let Some(word) = words.find(|word| NEVER.contains(word)) {
            // What services there are is a list of names.
            if fact.id != "family.services_available_locally" {
                return Err(format!("the fact `{}` asks about `{word}`", fact.id));
            }
        }
    }
    Ok(())
}

/// Case stories, campaign figures and intended outcomes are never worded as effects.
fn stories_are_no_effects(pack: &Pack) -> Result<(), String> {
    const TOLD: [&str; 4] =
        ["not evidence of effect", "not that it works", "No outcome is reported", "Never quote these as results"];
    let all = pack.findings().iter().chain(pack.background());
    let mut found = 0;
    for finding in all.filter(|finding| finding.kind == "case-example" || finding.id == "tfc-community-outcomes") {
        found += 1;
        let id = &finding.id;
        if finding.strength.iter().any(|grading| {
            grading.scheme != "state" || !["qualitative", "not-stated", "none-yet"].contains(&grading.grade.as_str())
        }) {
            return Err(format!("{id} is graded as an effect"));
        }
        if finding.statements.iter().any(|statement| !matches!(statement.verb, Verb::Mention | Verb::Describe)) {
            return Err(format!("{id} does more than mention"));
        }
        if let Some(word) = causal(finding) {
            return Err(format!("{id} says `{word}`"));
        }
        let said = format!("{} {}", finding.advice, finding.cautions.join(" "));
        if !TOLD.iter().any(|told| said.contains(told)) {
            return Err(format!("{id} does not say that it shows no effect"));
        }
    }
    if found >= 6 { Ok(()) } else { Err(format!("only {found} stories, figures and aims are found")) }
}

// --- what the printed answer shows -------------------------------------------------------------------------------

/// The printed answer for the family of a scenario, so that every heading stands between two line breaks.
fn printed(scenario: &str, further: &[&str]) -> String {
    let pack = load(shipped());
    let (scenarios, _) = scenarios(&pack);
    let family = scenarios.iter().find(|known| known.id == scenario).unwrap();
    let rules = shipped_rules();
    let arguments = [&["match", "--rules", rules.to_str().unwrap()], further, &["-"]].concat();
    let ran = run(&arguments, &family.profile.to_json(pack.vocabulary()).to_string());
    assert_eq!((ran.status, ran.errors.as_str()), (0, ""), "{scenario}");
    format!("\n{}", ran.output)
}

fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches("! "));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The part of a printed answer under a heading.
fn under<'a>(output: &'a str, heading: &str) -> &'a str {
    let start = output.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("`{heading}` is in:\n{output}"));
    let rest = &output[start + heading.len() + 2..];
    let rule = rest.find('\n').unwrap() + 1;
    let end = rest[rule..].find("\n---").map_or(rest.len(), |end| rest[..rule + end].rfind('\n').unwrap());
    &rest[rule..end]
}

#[test]
fn trap_22_both_halves_are_printed() {
    let output = plain(&printed("trap-22-a-parent-who-takes-part", &[]));
    for half in ["matters most of what successful help has in common", "still no sign that the child is safer"] {
        assert!(output.contains(half), "`{half}`:\n{output}");
    }
    assert!(output.contains("Quality of the therapeutic relationship"), "{output}");
}

#[test]
fn trap_27_the_tense_is_printed_as_the_basis() {
    let output = plain(&printed("trap-27a-family-services-of-the-past", &["--full"]));
    assert!(output.contains("Delivery: probably ended, as of 2020 (only the tense of the source tells)"), "{output}");
}

#[test]
fn trap_29_no_level_3_is_printed_without_what_it_rests_on() {
    const LABEL: &str = "consistent with EIF level 3";
    for further in [&[][..], &["--full"][..]] {
        let output = plain(&printed("trap-29a-level-three-is-presumed", further));
        let after: Vec<&str> = output.match_indices(LABEL).map(|(place, _)| &output[place + LABEL.len()..]).collect();
        assert!(after.len() > 8, "{output}");
        for after in after {
            let qualified = [" (2017, inferred)", " (EIF evidence standards, at face value, 2017;"];
            assert!(qualified.iter().any(|words| after.starts_with(words)), "a badge: {}", &after[..60]);
        }
    }
}

#[test]
fn trap_31_every_line_of_a_package_carries_its_caution() {
    let output = printed("trap-31a-a-list-is-no-package", &[]);
    let package = under(&output, "Suggestions, as parts of one package");
    let lines: Vec<String> =
        package.split("\n- ").skip(1).map(|line| plain(line.split("\n\n").next().unwrap())).collect();
    assert!(lines.len() > 3, "{output}");
    for line in lines {
        let limited = line.contains("Single-problem evidence: it may not carry over");
        assert!(limited || line.contains("Nothing in this pack certainly applies"), "{line}\nin:\n{output}");
    }
}

#[test]
fn trap_32_what_is_not_assessed_is_printed_as_provisional() {
    const WORDS: &str = "Choose the parts after the family's needs have been assessed.";
    for scenario in ["trap-32a-assessment-under-way", "trap-32b-assessment-not-spoken-of"] {
        let output = printed(scenario, &[]);
        assert!(plain(under(&output, "Suggestions, as parts of one package")).contains(WORDS), "{output}");
    }
    assert!(!plain(&printed("trap-32c-assessment-complete", &[])).contains(WORDS));
}

#[test]
fn trap_39_danger_is_printed_before_everything_else() {
    let output = printed("trap-39a-danger-now", &[]);
    assert!(output.starts_with("\n!! Danger now"), "{output}");
    let place = |text: &str| output.find(text).unwrap_or_else(|| panic!("`{text}` is in:\n{output}"));
    assert!(place("[statutory-route]") < place("\nCautions\n"), "{output}");
    assert!(place("\nCautions\n") < place("\nSuggestions"), "{output}");
    assert!(printed("trap-39b-nobody-said-danger", &[]).starts_with("\n!! Before anything else"));
}

#[test]
fn trap_40_questions_and_what_always_holds_are_all_there_is() {
    for scenario in ["trap-40a-a-child-and-no-more", "trap-40b-an-empty-case"] {
        let output = printed(scenario, &[]);
        assert_eq!(under(&output, "Suggestions").trim(), "Nothing in this pack certainly applies to what was noted.");
        assert!(under(&output, "Still open").trim_start().starts_with("- child A: danger now"), "{output}");
        let always = under(&output, "What always holds");
        assert!(always.contains("Suggestions add to professional judgement"), "{output}");
    }
}

// --- what is no family at all ------------------------------------------------------------------------------------

#[test]
fn trap_41_a_case_cannot_state_ethnicity() {
    let pack = load(shipped());
    let text = SourceText::new("case.json", r#"{"mother": {"pregnant": true, "ethnicity": "minority"}}"#);
    let case = read_cases(pack.vocabulary(), &text).remove(0);
    let problems = case.profile.unwrap_err();
    assert!(problems.iter().any(|problem| problem.message.contains("ethnicity")), "{problems:?}");
}

#[test]
fn trap_43_a_copied_range_is_refused_with_what_to_write() {
    let pack = load(shipped());
    let problems = pack.condition("child.age_years in 8..14").unwrap_err();
    assert_eq!(problems[0].code, "exclusive-range");
    let advice = problems[0].advice().unwrap();
    assert!(advice.contains("`8..=14` to include 14"), "{advice}");
    assert!(pack.condition("child.age_years in 8..=14").is_ok());
}
