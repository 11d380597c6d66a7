//! Questions about the evidence, as people type them: the right entry first, and an honest nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own data has failed")]

use std::path::Path;
use std::sync::OnceLock;

use handrail_tests::{bicycle_rules, run, shipped_rules};
use serde_json::Value;

/// How many of the sixty questions must have the right entry first. They were written by somebody who had read the
/// sources and not the pack, and are not to be changed to fit it.
const LEAST_RIGHT: usize = 57;

fn ask(rules: &Path, query: &str) -> Value {
    let run = run(&["about", "--json", "--rules", rules.to_str().unwrap(), "--", query], "");
    assert_eq!((run.status, run.errors.as_str()), (0, ""), "{query}");
    assert_eq!(run.output.lines().count(), 1, "one object: {query}");
    serde_json::from_str(&run.output).unwrap()
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["entries"].as_array().unwrap().iter().filter_map(|entry| entry["id"].as_str()).collect()
}

/// The id of the entry that a question finds first in the pack about bicycles; empty for none.
fn first_about_bicycles(query: &str) -> String {
    ids(&ask(&bicycle_rules(), query)).first().copied().unwrap_or_default().to_owned()
}

fn questions(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The sixty questions with their answers, asked once for all tests.
fn answered() -> &'static [(Value, Value)] {
    static ANSWERED: OnceLock<Vec<(Value, Value)>> = OnceLock::new();
    ANSWERED.get_or_init(|| {
        let all = questions(include_str!("../data/questions.jsonl")).into_iter();
        all.map(|question| {
            let answer = ask(&shipped_rules(), question.get("question").and_then(Value::as_str).unwrap());
            (question, answer)
        })
        .collect()
    })
}

#[test]
fn the_right_entry_comes_first() {
    let all = answered();
    let mut wrong = Vec::new();
    for (question, answer) in all {
        let asked = question["question"].as_str().unwrap();
        let found = ids(answer);
        let right = question["first"].as_array().unwrap();
        if !right.iter().any(|id| found.first().is_some_and(|first| id == first)) {
            wrong.push(format!("{}: {asked}: expected one of {}, came {found:?}", question["id"], question["first"]));
        }
    }
    eprintln!("{} of {} right\n{}", all.len() - wrong.len(), all.len(), wrong.join("\n"));
    assert!(all.len() - wrong.len() >= LEAST_RIGHT, "{}", wrong.join("\n"));
}

#[test]
fn what_the_pack_does_not_speak_of_gets_an_honest_nothing() {
    for question in questions(include_str!("../data/questions-nothing.jsonl")) {
        let asked = question["question"].as_str().unwrap();
        let answer = ask(&shipped_rules(), asked);
        assert_eq!(answer["nothing"], true, "{asked}: {:?}", ids(&answer));
        assert!(ids(&answer).is_empty());
        let told = run(&["about", "--rules", shipped_rules().to_str().unwrap(), asked], "");
        assert!(told.status == 0 && told.output.starts_with("Nothing in the pack about that."), "{}", told.output);
    }
}

#[test]
fn every_entry_has_its_sources_and_the_first_a_whole_answer() {
    for (_, answer) in answered() {
        let entries = answer["entries"].as_array().unwrap();
        for entry in entries {
            assert!(!entry["sources"].as_array().unwrap().is_empty(), "{} has no source", entry["id"]);
            assert!(!entry["answer"].as_str().unwrap().is_empty(), "{} says nothing", entry["id"]);
        }
        if let Some(first) = entries.first() {
            assert!(!first["sections"].as_array().unwrap().is_empty(), "{}", first["id"]);
        }
    }
}

/// Label of the first part of the first entry.
fn first_part(query: &str) -> String {
    let answer = ask(&shipped_rules(), query);
    answer.pointer("/entries/0/sections/0/label").and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[test]
fn what_is_asked_is_answered_first() {
    assert_eq!(first_part("who is Letting the Future In for"), "For whom");
    assert_eq!(first_part("is PCIT available"), "Delivery");
    assert_eq!(first_part("evidence on Signs of Safety"), "What the evidence says");
    assert!(first_part("what works for neglect").starts_with("Suggestions"));
}

#[test]
fn what_is_compared_stands_side_by_side() {
    let answer = ask(&shipped_rules(), "compare SafeCare and Pathways Triple P");
    assert_eq!(ids(&answer).get(..2), Some(&["safecare", "pathways-triple-p"][..]));
    let second = answer.pointer("/entries/1/sections").and_then(Value::as_array).unwrap();
    assert!(!second.is_empty(), "both in full");
}

#[test]
fn what_changed_is_told_with_dates_and_without_the_later_record_that_is_said() {
    let rules = shipped_rules();
    let rules = rules.to_str().unwrap();
    let with = run(&["about", "--rules", rules, "what", "changed", "since", "2017"], "").output;
    let flat = with.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("Published after 2017") && flat.contains("Undated: it may be older or newer"), "{with}");
    let without = run(&["about", "--without-later", "--rules", rules, "what changed since 2017"], "").output;
    assert!(without.contains("switched off") && !without.contains("Published after 2017"), "{without}");
}

#[test]
fn danger_comes_first() {
    let told = run(&["about", "--rules", shipped_rules().to_str().unwrap(), "child is in immediate danger"], "");
    assert!(told.output.starts_with("!! "), "{}", told.output);
}

#[test]
fn a_word_that_stands_everywhere_proves_nothing() {
    for query in ["children", "family", "evidence", "what works"] {
        assert_eq!(ask(&shipped_rules(), query)["nothing"], true, "{query}");
    }
}

#[test]
fn two_needs_come_side_by_side_and_several_as_one_whole() {
    let two = ask(&shipped_rules(), "physical abuse and neglect");
    assert_eq!(ids(&two).get(..2), Some(&["need:physical-abuse", "need:neglect"][..]));
    let several = ask(&shipped_rules(), "neglect, domestic abuse and alcohol");
    assert_eq!(ids(&several).first(), Some(&"need:several-needs"));
}

#[test]
fn a_pack_without_questions_is_searched_by_plain_words() {
    for (query, expected) in [
        ("Ride to School", "ride-to-school"),
        ("RTS", "ride-to-school"),
        ("tandem", "tandem-club"),
        ("tandm club", "tandem-club"),
        ("helmet", "helmet-fits"),
        ("three-spokes", "grade:spokes:three-spokes"),
        ("review of valves", "source:valve-review"),
        ("brakes failed", "stop-riding"),
        ("submarine", ""),
    ] {
        assert_eq!(first_about_bicycles(query), expected, "{query}");
    }
}

#[test]
fn a_draft_is_not_found() {
    let answer = ask(&bicycle_rules(), "Nobody has tried a whole plan");
    assert!(!ids(&answer).contains(&"whole-plan"), "{:?}", ids(&answer));
}

#[test]
fn hostile_questions_are_answered_in_peace() {
    let long = "what works for neglect and ".repeat(4_000);
    let one_word = "x".repeat(100_000);
    for query in [
        "",
        " ",
        "the of and is",
        "?!…",
        "\u{1b}[2J\u{202e}neglect",
        "''’’",
        "* {year}",
        "ﬁ İ ß 漢字",
        &long,
        &one_word,
    ] {
        let answer = ask(&shipped_rules(), query);
        assert_eq!(answer["nothing"].as_bool(), Some(ids(&answer).is_empty()), "{query}");
    }
    for query in ["", "the of and is", "?!…", "漢字"] {
        assert_eq!(ask(&shipped_rules(), query)["nothing"], true, "`{query}` asks for nothing");
    }
    let told = run(&["about", "--rules", shipped_rules().to_str().unwrap(), "\u{1b}[2Jneglect"], "");
    assert!(!told.output.contains('\u{1b}'), "{}", told.output);
}

#[test]
fn the_same_question_gets_the_same_bytes() {
    let rules = shipped_rules();
    for query in ["what works for domestic abuse", "VIG", "what changed since 2017", "county lines"] {
        let once = || run(&["about", "--rules", rules.to_str().unwrap(), "--limit", "99", query], "").output;
        assert_eq!(once(), once(), "{query}");
    }
}

#[test]
fn words_need_no_quotation_marks_and_the_limit_holds() {
    let rules = shipped_rules();
    let told = run(&["about", "--json", "--limit", "2", "--rules", rules.to_str().unwrap(), "domestic", "abuse"], "");
    let answer: Value = serde_json::from_str(&told.output).unwrap();
    assert_eq!((answer["query"].as_str(), ids(&answer).len()), (Some("domestic abuse"), 2));
    assert_eq!(run(&["about"], "").status, 2, "a question is needed");
}
