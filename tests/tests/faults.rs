//! The shipped pack with many different faults in many files: all of them are reported in one go, each in its place.
//!
//! A fault is planted by replacing a text of the shipped pack by another, in which `§` marks where the problem must
//! point. Line and column are computed from the planted text, so the shipped pack may change around it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::path::Path;

use handrail_engine::pack::Pack;
use handrail_engine::problem::Problem;

/// One planted fault.
struct Fault {
    file: &'static str,
    /// What is replaced, at its first place; nothing: the text is added at the end. A file that is not there is made.
    instead_of: &'static str,
    /// What stands there then, with the mark.
    planted: &'static str,
    code: &'static str,
    /// A part of the message or of the advice.
    says: &'static str,
}

const fn fault(
    file: &'static str,
    instead_of: &'static str,
    planted: &'static str,
    code: &'static str,
    says: &'static str,
) -> Fault {
    Fault { file, instead_of, planted, code, says }
}

const FAULTS: [Fault; 38] = [
    // In conditions.
    fault(
        "findings/neglect/safecare.rhai",
        "child.age_years < 6",
        "§child.age_yaers < 6",
        "unknown-fact",
        "did you mean `child.age_years`?",
    ),
    fault(
        "findings/neglect/act-early.rhai",
        "when: ",
        "when: child.age_months < §\"six\" & ",
        "wrong-type",
        "cannot be compared with `\"six\"`",
    ),
    fault(
        "findings/neglect/vig-neglect.rhai",
        "when: ",
        "when: child.sex == §\"femal\" & ",
        "unknown-value",
        "did you mean `female`?",
    ),
    fault(
        "findings/neglect/pathways-triple-p.rhai",
        "when: ",
        "when: 2 < child.age_years §< 6 & ",
        "chained-comparison",
        "compares a condition",
    ),
    fault(
        "findings/neglect/thriving-families.rhai",
        "when: ",
        "when: child.age_years in §8..14 & ",
        "exclusive-range",
        "8..=14",
    ),
    fault(
        "findings/neglect/video-feedback.rhai",
        "when: ",
        "when: §true, unless: ",
        "not-a-condition",
        "must be a condition on facts, not `true`",
    ),
    fault(
        "findings/neglect/gap-neglect-sustained.rhai",
        "when: ",
        "when: §family.practice_in_use & ",
        "not-a-condition",
        "by itself is no condition",
    ),
    fault(
        "findings/neglect/neglect-service-fit.rhai",
        "when: ",
        "when: child §&& child.neglect & ",
        "not-a-condition",
        "the word `child`",
    ),
    // In the fields of findings.
    fault(
        "findings/assessment/risk-tool-accuracy.rhai",
        "    source: [",
        "    cautions_of: [",
        "missing-field",
        "has no `source`",
    ),
    fault(
        "findings/assessment/bespoke-assessment-approach.rhai",
        "    strength: [",
        "    strength: §[], preferred_over: [",
        "empty-list",
        "is empty",
    ),
    fault(
        "findings/assessment/evidence-based-decisions.rhai",
        "grade(\"state\"",
        "grade(§\"sate\"",
        "unknown-value",
        "did you mean `state`?",
    ),
    fault(
        "findings/assessment/graded-care-profile-2.rhai",
        "    strength: [",
        "    strength: [grade(\"eif\", §\"level-9\", \"2017\"), ",
        "unknown-value",
        "no grade of `eif` `level-9`",
    ),
    fault(
        "findings/assessment/graded-care-profile-original.rhai",
        "    source: [",
        "    source: [cite(§\"nspcc-lerning\", \"x\"), ",
        "unknown-source",
        "did you mean `nspcc-learning`?",
    ),
    fault(
        "findings/assessment/tools-not-substitute.rhai",
        "    review_by: ",
        "    monitor: [§\"safe-cre\"], review_by: ",
        "unknown-intervention",
        "did you mean `safecare`?",
    ),
    fault(
        "findings/neglect/neglect-change-possible.rhai",
        "    review_by: ",
        "    supersedes: [§\"safecar\"], review_by: ",
        "unknown-finding",
        "did you mean `safecare`?",
    ),
    fault(
        "findings/domestic-abuse/gap-perpetrator-models.rhai",
        "    review_by: ",
        "    §titel: \"x\", review_by: ",
        "unknown-field",
        "has no field `titel`",
    ),
    fault(
        "findings/domestic-abuse/victim-therapy.rhai",
        "    review_by: \"2027",
        "    review_by: §\"2027-02-30\", titel: \"2027",
        "not-a-date",
        "is no date",
    ),
    fault(
        "findings/domestic-abuse/victim-counselling.rhai",
        "    because: ",
        "    titel: ",
        "missing-field",
        "has no `because`",
    ),
    fault(
        "findings/domestic-abuse/perpetrator-programmes.rhai",
        "    kind: \"",
        "    kind: §\"x",
        "unknown-value",
        "there is no kind `x",
    ),
    fault(
        "findings/neglect/vig-relationship.rhai",
        "delivery: delivery(\"",
        "delivery: delivery(§\"x",
        "unknown-value",
        "there is no delivery status `x",
    ),
    fault(
        "findings/domestic-abuse/dart.rhai",
        "    scope: [",
        "    scope: [§\"everybody\", ",
        "unknown-value",
        "there is no scope `everybody`",
    ),
    fault(
        "findings/domestic-abuse/adversity-trio.rhai",
        "    mention: [],",
        "    §sugest: [],",
        "unknown-field",
        "has no field `sugest`",
    ),
    fault(
        "findings/domestic-abuse/multicomponent-advocacy.rhai",
        "    cautions: [",
        "    cautions: [§3, ",
        "wrong-type",
        "a list of texts",
    ),
    // Whole files.
    fault(
        "findings/planted/again.rhai",
        "",
        "§finding(\"healthy-relationships-healthy-baby\", #{ name: \"n\", kind: \"principle\", when: child.neglect, describe: [], advice: \"a\", because: \"b\", strength: [grade(\"state\", \"some\", \"2017\")], source: [cite(\"nspcc-learning\", \"x\")], review_by: \"2027-06-30\" });",
        "duplicate-id",
        "is written twice",
    ),
    fault(
        "findings/planted/import-missing.rhai",
        "",
        "import §\"shared/neglekt\" as n;",
        "unknown-import",
        "did you mean `shared/neglect`?",
    ),
    fault(
        "findings/planted/import-outside.rhai",
        "",
        "import §\"../../etc/passwd\" as n;",
        "import-outside",
        "leads out of the pack",
    ),
    fault(
        "findings/planted/endless.rhai",
        "",
        "for n in 0..=1000000000 { §let twice = n; }",
        "limit",
        "too many steps",
    ),
    fault("findings/planted/deep.rhai", "", "fn down(n) { down(n + 1) }\n§down(0);", "limit", "too many nested calls"),
    fault(
        "findings/planted/huge.rhai",
        "",
        "let text = \"long \";\nfor n in 0..=30 { text §+= text; }",
        "limit",
        "is too large",
    ),
    fault(
        "findings/planted/loop.rhai",
        "",
        "let n = 0;\n§while n < 3 { n += 1; }",
        "switched-off",
        "`while` is switched off",
    ),
    fault("findings/planted/syntax.rhai", "", "let list = [1, 2§;", "syntax", "this is not a rule script"),
    fault(
        "shared/neglect.rhai",
        "",
        "\nfn nobody_calls_this() {\n    §chidl.neglect\n}\n",
        "unknown-name",
        "did you mean `child`?",
    ),
    fault(
        "shared/planted.rhai",
        "",
        "fn nobody_calls_this() {\n    §gradde(1)\n}\n",
        "unknown-function",
        "did you mean `grade`?",
    ),
    // In tables.
    fault(
        "vocabulary.toml",
        "[fact.\"family.temporary_crisis\"]\ntype = \"bool\"",
        "[fact.\"family.temporary_crisis\"]\ntype = §\"boole\"",
        "unknown-value",
        "did you mean `bool`?",
    ),
    fault(
        "interventions/neglect.toml",
        "component_of = \"thriving-families\"",
        "component_of = §\"thriving-familys\"",
        "unknown-intervention",
        "did you mean `thriving-families`?",
    ),
    fault(
        "interventions/planted.toml",
        "",
        "[intervention.zz-planted]\nname = §\"Safe Care\"\nwhat = \"x\"\n",
        "alias-clash",
        "means both",
    ),
    fault("sources.toml", "", "\n[source.planted]\ntitle = §= \"x\"\n", "not-toml", "this is not TOML"),
    fault(
        "standing.toml",
        "review_by = \"2027-11-30\"",
        "review_by = §\"next year\"",
        "not-a-date",
        "`next year` is no date",
    ),
];

fn shipped() -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    let mut found = BTreeMap::new();
    walk(&root, &root, &mut found);
    found
}

/// Plants a fault in its file.
fn plant(files: &mut BTreeMap<String, String>, fault: &Fault) {
    let text = files.entry(fault.file.to_owned()).or_default();
    if fault.instead_of.is_empty() {
        text.push_str(fault.planted);
    } else {
        assert!(text.contains(fault.instead_of), "{} has no `{}` any more", fault.file, fault.instead_of);
        *text = text.replacen(fault.instead_of, fault.planted, 1);
    }
}

/// The line and column of the mark, which is taken out.
fn unmark(text: &mut String) -> Option<(usize, usize)> {
    let offset = text.find('§')?;
    let before = &text[..offset];
    let place = (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or("").chars().count() + 1);
    *text = text.replacen('§', "", 1);
    Some(place)
}

fn is_reported(problems: &[Problem], fault: &Fault, place: Option<(usize, usize)>) -> bool {
    problems.iter().any(|problem| {
        let location = problem.location.as_ref().unwrap_or_else(|| panic!("no place: {problem}"));
        problem.code == fault.code
            && &*location.file == fault.file
            && place.is_none_or(|place| place == (location.line, location.column))
            && (problem.message.contains(fault.says)
                || problem.advice().is_some_and(|advice| advice.contains(fault.says)))
    })
}

fn report(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  [{}] {problem}", problem.code)).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_fault_of_every_file_is_reported_at_once_and_nothing_is_loaded() {
    let mut files = shipped();
    let whole = Pack::load(files.clone());
    assert!(whole.problems.is_empty() && whole.pack.is_some(), "{}", report(&whole.problems));
    for fault in &FAULTS {
        plant(&mut files, fault);
    }
    let places: BTreeMap<String, Option<(usize, usize)>> =
        files.iter_mut().map(|(path, text)| (path.clone(), unmark(text))).collect();
    let loaded = Pack::load(files.clone());
    assert!(loaded.pack.is_none());
    let lost: Vec<String> = FAULTS
        .iter()
        .filter(|fault| !is_reported(&loaded.problems, fault, places[fault.file]))
        .map(|fault| format!("{} at {:?}: {} {}\n", fault.file, places[fault.file], fault.code, fault.says))
        .collect();
    assert!(lost.is_empty(), "not reported:\n{}reported:\n{}", lost.concat(), report(&loaded.problems));
    // What is reported is about the planted faults and nothing else: a fault of one file is none of another.
    let planted =
        |problem: &&Problem| FAULTS.iter().any(|fault| *problem.location.as_ref().unwrap().file == *fault.file);
    let stray: Vec<Problem> = loaded.problems.iter().filter(|problem| !planted(problem)).cloned().collect();
    assert!(stray.is_empty(), "not planted:\n{}", report(&stray));
    assert!(loaded.problems.len() <= FAULTS.len() + 12, "one fault is told once:\n{}", report(&loaded.problems));
    assert_eq!(loaded.problems, Pack::load(files).problems, "the same text gives the same report");
}

#[test]
fn each_fault_alone_keeps_the_pack_from_loading() {
    for fault in &FAULTS {
        let mut files = shipped();
        plant(&mut files, fault);
        let place = unmark(files.get_mut(fault.file).unwrap());
        let loaded = Pack::load(files);
        assert!(loaded.pack.is_none(), "{}: {}", fault.file, fault.says);
        assert!(
            is_reported(&loaded.problems, fault, place),
            "{} {:?} {} {}:\n{}",
            fault.file,
            place,
            fault.code,
            fault.says,
            report(&loaded.problems)
        );
        let elsewhere: Vec<Problem> = loaded
            .problems
            .iter()
            .filter(|problem| *problem.location.as_ref().unwrap().file != *fault.file)
            .cloned()
            .collect();
        assert!(
            elsewhere.is_empty(),
            "{}: a fault of one file is none of another:\n{}",
            fault.file,
            report(&elsewhere)
        );
    }
}
