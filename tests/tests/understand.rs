//! `handrail understand` and `handrail phrases`, end to end against the shipped pack.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use handrail_tests::{Run, json_lines, run, shipped_rules};
use serde_json::{Value, json};

fn shipped(arguments: &[&str], input: &str) -> Run {
    let rules = shipped_rules();
    run(&[&["--rules", rules.to_str().unwrap()], arguments].concat(), input)
}

fn understood(text: &str) -> Value {
    let line = json!({"id": "t", "text": text}).to_string();
    let ran = shipped(&["understand", "--json", "-"], &line);
    assert_eq!(ran.status, 0, "{}", ran.errors);
    json_lines(&ran.output).remove(0)
}

fn statuses(text: &str, concept: &str) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let answer = understood(text);
    let assertions = answer["assertions"].as_array().unwrap();
    let of = assertions.iter().filter(|one| one["concept"] == concept);
    of.map(|one| (word(&one["who"]), word(&one["status"]))).collect()
}

#[test]
fn the_answer_has_the_keys_of_the_contract() {
    let answer = understood("Boy, 5. ?low mood in mum.");
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "redacted", "identifiers", "children", "assertions", "profile", "urgent", "unsure"]);
}

#[test]
fn a_denied_harm_is_never_read_as_present() {
    for (text, concept) in [
        ("No DV.", "domestic_abuse"),
        ("DV: nil.", "domestic_abuse"),
        ("No sexual abuse has been disclosed.", "sexual_abuse"),
        ("No physical abuse.", "physical_abuse"),
        ("DV denied by Mo.", "domestic_abuse"),
    ] {
        let read = statuses(text, concept);
        assert!(!read.is_empty() && read.iter().all(|(_, status)| status == "absent"), "{text}: {read:?}");
    }
}

#[test]
fn a_no_about_abuse_stays_unknown_in_the_case() {
    let answer = understood("No DV.");
    assert_eq!(answer["profile"], json!({}));
}

#[test]
fn danger_now_is_urgent_and_a_plan_for_it_is_not() {
    assert_eq!(understood("He is hitting her right now.")["urgent"], true);
    assert_eq!(understood("No immediate danger.")["urgent"], false);
}

#[test]
fn targets_are_read_whatever_the_phrases_say() {
    let line = json!({"id": "t", "text": "Child has no fever.", "targets": [{"start": 13, "end": 18}]}).to_string();
    let ran = shipped(&["understand", "--json", "-"], &line);
    let answer = json_lines(&ran.output).remove(0);
    assert_eq!(
        answer["targets"],
        json!([{"start": 13, "end": 18, "status": "absent", "who": "child", "cues": ["no"]}])
    );
}

#[test]
fn hostile_texts_are_read_or_refused_clearly() {
    understood("no\u{202e} d\u{200b}v\0 \u{2066}x");
    understood(&"a".repeat(500_000));
    let ran = shipped(&["understand", "-"], &"a".repeat(10_000_000));
    assert_eq!(ran.status, 1);
    assert!(ran.errors.contains("at most"), "{}", ran.errors);
}

#[test]
fn the_examples_beside_the_phrases_hold() {
    let ran = shipped(&["phrases", "test"], "");
    assert_eq!(ran.status, 0, "{}{}", ran.output, ran.errors);
}
