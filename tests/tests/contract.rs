//! What the contract fixes, as data: the meaning of conditions, whole families, and single findings, through the
//! machine-readable output of the program.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use handrail_tests::{json_lines, root, run, shipped_rules};
use serde_json::{Value, json};

fn data(name: &str) -> Vec<Value> {
    json_lines(&std::fs::read_to_string(root().join("tests/data").join(name)).unwrap())
}

fn rules() -> String {
    shipped_rules().to_str().unwrap().to_owned()
}

/// The cases as JSON Lines of `{"id": …, "profile": …}`.
fn cases(rows: &[Value]) -> String {
    rows.iter().fold(String::new(), |mut text, row| {
        writeln!(text, "{}", json!({"id": row["id"], "profile": row["profile"]})).unwrap();
        text
    })
}

fn ids(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().map(|id| id.as_str().unwrap()).collect()
}

/// The ids of the findings with this outcome.
fn found<'a>(answer: &'a Value, outcome: &str) -> BTreeSet<&'a str> {
    let findings = answer["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding["outcome"] == outcome).map(|finding| finding["id"].as_str().unwrap()).collect()
}

#[test]
fn every_condition_means_what_the_table_says() {
    let rows = data("semantics.jsonl");
    assert_eq!(rows.len(), 17);
    let rules = rules();
    for row in &rows {
        let condition = row["condition"].as_str().unwrap();
        let ran = run(&["--rules", &rules, "eval", "--json", condition, "-"], &cases(std::slice::from_ref(row)));
        assert_eq!(ran.status, 0, "{}: {}", row["id"], ran.errors);
        let answers = json_lines(&ran.output);
        assert_eq!(answers.len(), 1, "{}", row["id"]);
        assert_eq!(answers[0]["case"], row["id"]);
        assert_eq!(answers[0]["outcome"], row["expect"], "{}: {condition}: {}", row["id"], row["reason"]);
        let open = !answers[0]["missing"].as_array().unwrap().is_empty();
        assert_eq!(
            open,
            row["expect"] == "possible",
            "{}: something is missing exactly where it is only possible",
            row["id"]
        );
    }
}

#[test]
fn whole_families_get_what_they_must_and_nothing_else() {
    let rows = data("scenarios.jsonl");
    assert_eq!(rows.len(), 10);
    let ran = run(&["match", "--json", "--rules", &rules(), "-"], &cases(&rows));
    assert_eq!(ran.status, 0, "{}", ran.errors);
    let answers = json_lines(&ran.output);
    assert_eq!(answers.len(), rows.len());
    for (row, answer) in rows.iter().zip(&answers) {
        let id = &row["id"];
        assert_eq!(&answer["case"], id);
        let matched = found(answer, "matched");
        let must: BTreeSet<&str> =
            ["must_suggest", "must_caution", "must_state_gap"].iter().flat_map(|key| ids(&row[*key])).collect();
        let lacking: Vec<_> = must.difference(&matched).collect();
        assert!(lacking.is_empty(), "{id}: not matched: {lacking:?}");
        let may: BTreeSet<&str> = ["optional", "allowed"].iter().flat_map(|key| ids(&row[*key])).chain(must).collect();
        let beyond: Vec<_> = matched.difference(&may).collect();
        assert!(beyond.is_empty(), "{id}: matched without need: {beyond:?}");
        for excluded in ids(&row["must_exclude"]) {
            for outcome in ["matched", "possible", "failed"] {
                assert!(!found(answer, outcome).contains(excluded), "{id}: {excluded} is {outcome}");
            }
        }
        for unmatched in ids(&row["must_not_match"]) {
            assert!(!matched.contains(unmatched), "{id}: {unmatched} is matched");
        }
        for open in ids(&row["must_stay_open"]) {
            assert!(found(answer, "possible").contains(open), "{id}: {open} is not possible");
        }
        let questions = answer["questions"].as_array().unwrap();
        for asked in ids(&row["should_ask"]).union(&ids(&row["should_ask_qualifying"])) {
            let is_asked = |question: &&Value| {
                let (of, fact) = (question["of"].as_str().unwrap(), question["fact"].as_str().unwrap());
                fact == *asked || format!("{of}.{}", fact.rsplit('.').next().unwrap()) == *asked
            };
            assert!(questions.iter().any(|question| is_asked(&question)), "{id}: {asked} is not asked");
        }
        let standing: BTreeSet<&str> =
            answer["standing"].as_array().unwrap().iter().map(|known| known["id"].as_str().unwrap()).collect();
        for always in ids(&row["must_standing"]) {
            assert!(standing.contains(always), "{id}: {always} is not among what always holds");
        }
        for (finding, children) in row["must_apply_to"].as_object().into_iter().flatten() {
            let all = answer["findings"].as_array().unwrap();
            let bindings = all.iter().find(|known| known["id"] == *finding).unwrap()["bindings"].as_array().unwrap();
            let bound: BTreeSet<u64> = bindings.iter().map(|binding| binding["child"].as_u64().unwrap()).collect();
            let wanted: BTreeSet<u64> =
                children.as_array().unwrap().iter().map(|child| child.as_u64().unwrap()).collect();
            assert_eq!(bound, wanted, "{id}: {finding}");
        }
    }
}

#[test]
fn single_findings_have_the_outcome_that_they_must() {
    let rows = data("probes.jsonl");
    assert_eq!(rows.len(), 10);
    let ran = run(&["match", "--json", "--all", "--rules", &rules(), "-"], &cases(&rows));
    assert_eq!(ran.status, 0, "{}", ran.errors);
    for (row, answer) in rows.iter().zip(json_lines(&ran.output)) {
        let finding = row["rule"].as_str().unwrap();
        assert!(found(&answer, row["expect"].as_str().unwrap()).contains(finding), "{}: {}", row["id"], row["reason"]);
    }
}

#[test]
fn about_a_family_of_which_nothing_is_known_nothing_is_claimed() {
    let ran = run(&["match", "--json", "--rules", &rules(), "-"], "{}");
    assert_eq!(ran.status, 0, "{}", ran.errors);
    let answer = &json_lines(&ran.output)[0];
    assert!(found(answer, "matched").is_empty(), "{:?}", found(answer, "matched"));
    assert!(found(answer, "failed").is_empty());
    assert_eq!(answer["standing"].as_array().unwrap().len(), 21);
    let questions = answer["questions"].as_array().unwrap();
    let first: Vec<&str> = questions.iter().take(3).map(|question| question["fact"].as_str().unwrap()).collect();
    assert_eq!(first, ["child.immediate_danger", "child.significant_harm", "child.legal_status"]);
    assert!(answer["package"].is_null() && answer["otherwise_read"].is_null());
}

#[test]
fn of_everything_derived_a_person_is_asked_only_what_a_person_can_answer() {
    let ran = run(&["match", "--json", "--rules", &rules(), "-"], "{}");
    let answer = &json_lines(&ran.output)[0];
    let asked: BTreeSet<&str> =
        answer["questions"].as_array().unwrap().iter().map(|question| question["fact"].as_str().unwrap()).collect();
    for derived in ["child.maltreated", "relationship.partners_misusing_substances", "child.age_years"] {
        assert!(!asked.contains(derived), "{derived}");
    }
    assert!(asked.contains("child.age_months"));
}

#[test]
fn what_is_asked_is_what_a_finding_depends_on_or_qualifies_it() {
    let ran = run(&["match", "--json", "--rules", &rules(), "-"], &cases(&data("scenarios.jsonl")));
    for answer in json_lines(&ran.output) {
        for question in answer["questions"].as_array().unwrap() {
            assert!(["deciding", "qualifying"].contains(&question["kind"].as_str().unwrap()));
            assert!(!question["settles"].as_array().unwrap().is_empty(), "{question}");
            assert!(!question["why"].as_str().unwrap().is_empty(), "{question}");
        }
    }
}
