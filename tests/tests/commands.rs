//! Every command, end to end: the real program against the small pack about something else, and against the
//! shipped pack for what the contract fixes.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use handrail_engine::pack::Pack;
use handrail_tests::{Run, bicycle_rules, handrail, json_lines, pack_files, run, run_in, shipped_rules};
use serde_json::{Value, json};

/// One pupil who may ride, one who is nervous, and a bald tyre.
const CASE: &str = r#"{
  "school": {"hilly": false},
  "pupils": [
    {"age_months": 100, "rides": true},
    {"nervous": true}
  ],
  "bicycles": [{"tyres": "bald"}]
}
"#;

/// The program with the small pack.
fn bicycle(arguments: &[&str], input: &str) -> Run {
    let rules = bicycle_rules();
    run(&[&["--rules", rules.to_str().unwrap()], arguments].concat(), input)
}

/// The program with the shipped pack.
fn shipped(arguments: &[&str], input: &str) -> Run {
    let rules = shipped_rules();
    run(&[&["--rules", rules.to_str().unwrap()], arguments].concat(), input)
}

/// The output of a run that found nothing wrong and said so by saying nothing.
fn well(ran: Run) -> String {
    assert_eq!((ran.status, ran.errors.as_str()), (0, ""), "{}", ran.output);
    ran.output
}

/// The one line of JSON of a run that found nothing wrong.
fn one(ran: Run) -> Value {
    let mut lines = json_lines(&well(ran));
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[track_caller]
fn says(text: &str, wanted: &[&str]) {
    // Lines are broken to fit, so that words count and not their lines.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text_of = plain(text);
    for words in wanted {
        assert!(text_of.contains(&plain(words)), "`{words}` is not in:\n{text}");
    }
}

/// A copy of the small pack in which one text of one file is another.
fn copy_with(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in pack_files(&bicycle_rules()) {
        let path = folder.path().join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = if name == file {
            assert!(text.contains(from), "{file} holds {from}");
            text.replacen(from, to, 1)
        } else {
            text
        };
        std::fs::write(path, text).unwrap();
    }
    folder
}

// --- match ---------------------------------------------------------------------------------------------------

#[test]
fn match_shows_a_card_with_reasons_strength_and_source() {
    let output = well(bicycle(&["match", "-"], CASE));
    says(
        &output,
        &[
            "Ride to School (bicycle scheme)",
            "Consider: Ride to School. Consider riding to school in a group.",
            "For whom: pupil A",
            "pupil A: age: 8 years 4 months",
            "the school: hilly: no",
            "How strong: three spokes (Spokes, 2024; graded by the invented Wheel Council)",
            "The Spoke Gazette: schemes compared (2024-05): Page 2",
            "May also apply",
            "Stop riding [stop-riding] - depends on bicycle 1: brakes failed",
            "`handrail ask` lists them",
            "Check that the helmet fits, every time.",
            "Of 6 findings, 1 applies, 3 may apply and 2 do not apply to what was noted. Pack: bicycle-schemes 0.1.0",
        ],
    );
    assert!(!output.contains("What does not apply"), "that is for --all");
    assert!(output.lines().all(|line| line.chars().count() <= 100), "no line is too wide:\n{output}");
}

#[test]
fn match_all_shows_what_is_excluded_and_full_shows_whole_cards() {
    let all = well(bicycle(&["match", "--all", "-"], CASE));
    says(
        &all,
        &[
            "What does not apply",
            "Tandem Club [tandem-club]",
            "A bicycle with two wheels for everyone [enough-bicycles]",
        ],
    );
    assert!(
        !all.lines().any(|line| line.trim_end().ends_with("because of")),
        "a reason is named, or that there is none:\n{all}"
    );
    let all = well(bicycle(&["match", "--all", "-"], r#"{"pupils": [{"rides": false}]}"#));
    says(&all, &["Ride to School [ride-to-school] - because of pupil A: can ride: no"]);
    let full = well(bicycle(&["match", "--full", "-"], CASE));
    says(
        &full,
        &[
            "Before anything else. Do not ride it.",
            "pupil A: age: 8 years 4 months (shared/riders.rhai:3:5)",
            "Look at again by: 2027-06-30",
            "Depends on what is not known: bicycle 1: brakes failed",
        ],
    );
}

#[test]
fn match_puts_danger_before_everything_else() {
    let output =
        well(bicycle(&["match", "-"], r#"{"pupils": [{"nervous": true}], "bicycles": [{"brakes_failed": true}]}"#));
    assert!(output.starts_with("!! Danger now"), "{output}");
    says(&output, &["Do not let anybody ride a bicycle whose brakes have failed."]);
}

#[test]
fn match_json_has_the_keys_of_the_contract_in_their_order() {
    let answer = one(bicycle(&["match", "--json", "--all", "-"], CASE));
    assert_eq!(keys(&answer), ["case", "pack", "findings", "questions", "standing", "warnings"]);
    assert_eq!(keys(&answer["pack"]), ["version", "hash"]);
    assert_eq!(answer["standing"], json!([{"id": "helmet-fits"}]));
    let outcomes: Vec<_> = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["id"].as_str().unwrap(), finding["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("ride-to-school", "matched"),
            ("stop-riding", "possible"),
            ("mend-in-the-workshop", "possible"),
            ("mend-by-hand", "possible"),
            ("tandem-club", "excluded"),
            ("enough-bicycles", "excluded"),
        ]
    );
    let first = &answer["findings"][0];
    assert_eq!(first["bindings"], json!([{"rider": 0, "grown_up": null, "bicycle": null}]));
    assert_eq!(
        first["because"][0],
        json!({"fact": "pupil.age_months", "of": "pupils[0]", "value": 100, "at": "shared/riders.rhai:3:5"})
    );
    assert_eq!(keys(&answer["questions"][0]), ["fact", "of", "kind", "settles", "why"]);
    assert_eq!(answer["questions"][0]["fact"], "bicycle.brakes_failed", "danger comes first");
    let qualifying =
        answer["questions"].as_array().unwrap().iter().find(|question| question["kind"] == "qualifying").unwrap();
    assert_eq!(qualifying["why"], "Bicycles need a place at school.");
    let without = one(bicycle(&["match", "--json", "-"], CASE));
    assert!(without["findings"].as_array().unwrap().iter().all(|finding| finding["outcome"] != "excluded"));
}

#[test]
fn the_shipped_pack_answers_in_the_order_of_the_contract() {
    let case = r#"{"id": "example", "profile": {"family": {"domestic_abuse_present": true}, "mother": {"domestic_abuse_victim": true},
        "children": [{"age_months": 36, "neglect": true, "neglect_stage": "significant_harm"}]}}"#;
    let answer = one(shipped(&["match", "--json", "--all", "-"], case));
    assert_eq!(answer["case"], "example");
    assert_eq!(keys(&answer), ["case", "pack", "findings", "questions", "standing", "warnings", "package"]);
    // The contract's keys in its order; what goes beyond it stands between and is left out here.
    let contract = [
        "id", "kind", "verb", "outcome", "bindings", "because", "missing", "strength", "sources", "delivery",
        "cautions", "with",
    ];
    let findings = answer["findings"].as_array().unwrap();
    let pack = Pack::load(pack_files(&shipped_rules())).pack.unwrap();
    assert_eq!(findings.len(), pack.active().count(), "every finding that is no draft is answered");
    for finding in findings {
        let known: Vec<&str> = keys(finding).into_iter().filter(|key| contract.contains(key)).collect();
        let wanted: Vec<&str> =
            contract.into_iter().filter(|key| *key != "delivery" || finding.get("delivery").is_some()).collect();
        assert_eq!(known, wanted, "{}", finding["id"]);
        for binding in finding["bindings"].as_array().unwrap() {
            assert_eq!(keys(binding), ["child", "adult", "perpetrator"]);
        }
        for reason in finding["because"].as_array().unwrap() {
            assert_eq!(keys(reason), ["fact", "of", "value", "at"]);
        }
        for missing in finding["missing"].as_array().unwrap() {
            assert_eq!(keys(missing), ["fact", "of"]);
        }
        for strength in finding["strength"].as_array().unwrap() {
            assert_eq!(keys(strength)[..4], ["scheme", "grade", "wording", "as_of"]);
        }
        for source in finding["sources"].as_array().unwrap() {
            assert_eq!(keys(source), ["id", "section"]);
        }
    }
    let safecare = findings.iter().find(|finding| finding["id"] == "safecare").unwrap();
    assert_eq!(safecare["outcome"], "matched");
    assert_eq!(safecare["delivery"]["basis"], "tense");
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    for arguments in [
        &["match", "--json", "--all", "-"][..],
        &["match", "--full", "-"],
        &["why", "--json", "tandem-club", "-"],
        &["ask", "--json", "-"],
        &["replay", "--json"],
        &["facts", "--json"],
        &["check", "--json", "--as-of", "2030-01-01"],
        &["man"],
    ] {
        assert_eq!(bicycle(arguments, CASE).output, bicycle(arguments, CASE).output, "{arguments:?}");
    }
    let case = r#"{"children": [{}, {"neglect": true}], "perpetrators": [{}]}"#;
    assert_eq!(
        shipped(&["match", "--json", "--all", "-"], case).output,
        shipped(&["match", "--json", "--all", "-"], case).output
    );
}

// --- what a case file may be ---------------------------------------------------------------------------------

#[test]
fn cases_are_read_from_lines_from_one_value_over_lines_and_from_files() {
    let lines =
        "{\"school\": {\"hilly\": true}}\n\n{\"id\": \"second\", \"profile\": {}}\n{\"id\": 3, \"profile\": {}}";
    let answers = json_lines(&well(bicycle(&["match", "--json", "-"], lines)));
    assert_eq!(
        answers.iter().map(|answer| answer["case"].as_str().unwrap()).collect::<Vec<_>>(),
        ["case-1", "second", "3"]
    );
    let spread = "\u{feff}{\n  \"id\": \"spread\",\n  \"profile\": {\n    \"school\": {}\n  }\n}\n";
    assert_eq!(one(bicycle(&["match", "--json", "-"], spread))["case"], "spread");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("case.json"), "\u{feff}{\"school\": {}}\r\n").unwrap();
    let rules = bicycle_rules();
    let ran = run_in(folder.path(), &["match", "--rules", rules.to_str().unwrap(), "--json", "case.json"], "");
    assert_eq!(one(ran)["case"], "case-1");
    // For people, several cases are told apart by their ids.
    says(&well(bicycle(&["match", "-"], lines)), &["case-1 ======", "second ======", "3 ="]);
}

#[test]
fn a_faulty_case_gives_its_error_in_its_place_and_the_others_are_answered() {
    let cases = [
        r#"{"id": "good", "profile": {"pupils": [{"age_months": 100}]}}"#,
        r#"{"id": "misspelt", "profile": {"pupils": [{"age_month": 24}]}}"#,
        r#"{"id": "too old", "profile": {"pupils": [{"age_months": 300}]}}"#,
        r#"{"id": "no such tyre", "profile": {"bicycles": [{"tyres": "bold"}]}}"#,
        r#"{"id": "no bool", "profile": {"pupils": [{"rides": "perhaps"}]}}"#,
        "no JSON at all",
        r#"{"id": "good again", "profile": {}}"#,
    ]
    .join("\n");
    let ran = bicycle(&["match", "--json", "-"], &cases);
    assert_eq!(ran.status, 1);
    let answers = json_lines(&ran.output);
    assert_eq!(answers.len(), 7, "one line for each case");
    assert!(answers[0].get("findings").is_some() && answers[6].get("findings").is_some(), "the others are answered");
    assert_eq!(
        answers[1],
        json!({"case": "misspelt", "error": {
        "message": "`pupils` has no fact `age_month`", "line": 2, "column": 44,
        "fact": "pupils[0].age_month", "value": "24", "did_you_mean": "age_months"}})
    );
    assert_eq!(keys(&answers[1]["error"]), ["message", "line", "column", "fact", "value", "did_you_mean"]);
    assert_eq!(answers[2]["error"]["fact"], "pupils[0].age_months");
    assert_eq!((&answers[2]["error"]["value"], &answers[2]["error"]["line"]), (&json!("300"), &json!(3)));
    assert_eq!(answers[3]["error"]["did_you_mean"], "bald");
    assert_eq!(answers[4]["error"]["value"], "perhaps");
    assert_eq!((&answers[5]["case"], &answers[5]["error"]["line"]), (&json!("case-6"), &json!(6)));
    for answer in &answers[1..6] {
        assert_eq!(keys(answer), ["case", "error"], "no partial answer");
    }
    // People see the same with the text underlined.
    let ran = bicycle(&["match", "-"], &cases);
    assert_eq!(ran.status, 1);
    says(
        &ran.errors,
        &[
            "the case `misspelt` cannot be answered: 1 problem",
            "standard input:2:44",
            "-- not in the vocabulary",
            "help: did you mean `age_months`?",
            "expected a whole number of months from 0 to 239",
        ],
    );
    says(&ran.output, &["good ====", "good again ====="]);
}

#[test]
fn every_command_that_reads_cases_says_which_of_them_is_faulty() {
    let cases = "{\"school\": {\"hily\": true}}\n{\"school\": {}}\n";
    for arguments in [
        &["match", "--json", "-"][..],
        &["eval", "--json", "school.hilly", "-"],
        &["why", "--json", "stop-riding", "-"],
        &["whatif", "--json", "-", "school.hilly=yes"],
        &["ask", "--json", "-"],
    ] {
        let ran = bicycle(arguments, cases);
        assert_eq!(ran.status, 1, "{arguments:?}");
        let answers = json_lines(&ran.output);
        assert_eq!(answers.len(), 2, "{arguments:?}");
        assert_eq!(answers[0]["error"]["did_you_mean"], "hilly", "{arguments:?}");
        assert_eq!(answers[1]["case"], "case-2", "{arguments:?}");
        assert!(answers[1].get("error").is_none(), "{arguments:?}");
    }
}

#[test]
fn odd_input_is_refused_in_words() {
    for (input, message) in [
        ("", "there is nothing to read here"),
        ("[]", "a profile is a table of names and values, not a list"),
        ("7", "a profile is a table of names and values"),
        ("{\"id\": \"x\", \"profile\": {}, \"more\": 1}", "a case has no field `more`"),
        ("{\"school\": {}, \"school\": {}}", "school"),
        ("{\"school\": ", "this is not JSON"),
        ("{\"pupils\": {}}", "`pupils` must be a list"),
        ("{\"school\": \"absent\"}", "`school` must be a table of facts"),
        ("{\"pupils\": [{\"rides\": 1}]}", "`pupils[0].rides` cannot be `1`"),
    ] {
        let ran = bicycle(&["match", "--json", "-"], input);
        assert_eq!(ran.status, 1, "{input}");
        let error = json_lines(&ran.output).remove(0);
        says(error["error"]["message"].as_str().unwrap(), &[message]);
        assert!(!ran.errors.contains("panicked"), "{}", ran.errors);
    }
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let ran = bicycle(&["match", "--json", "-"], &deep);
    assert_eq!(ran.status, 1, "{}", ran.errors.chars().take(300).collect::<String>());
}

// --- eval ----------------------------------------------------------------------------------------------------

#[test]
fn eval_decides_one_condition_for_people_and_for_programs() {
    let condition = "pupil.rides & pupil.age_years < 9";
    says(
        &well(bicycle(&["eval", condition, "-"], CASE)),
        &["matched", "For whom", "pupil A: can ride: yes (asked for at condition:1:1)"],
    );
    let answer = one(bicycle(&["eval", "--json", condition, "-"], CASE));
    assert_eq!(keys(&answer), ["case", "outcome", "bindings", "because", "missing"]);
    assert_eq!((&answer["outcome"], &answer["bindings"][0]["rider"]), (&json!("matched"), &json!(0)));
    let open = one(bicycle(&["eval", "--json", "bicycle.brakes_failed", "-"], CASE));
    assert_eq!(open["missing"], json!([{"fact": "bicycle.brakes_failed", "of": "bicycles[0]"}]));
    let excluded = one(bicycle(&["eval", "--json", "school.hilly", "-"], CASE));
    assert_eq!((&excluded["outcome"], &excluded["because"][0]["value"]), (&json!("excluded"), &json!(false)));
}

#[test]
fn a_faulty_condition_is_underlined_and_the_status_is_1() {
    for (condition, wanted) in [
        ("pupl.rides", &["nothing is called `pupl`", "condition:1:1", "did you mean `pupil`?"][..]),
        ("pupil.ridse", &["there is no fact `pupil.ridse`", "did you mean `pupil.rides`?"]),
        ("pupil.rides &", &["condition:1:14"]),
        ("pupil.age_years in 8..14", &["8..=14"]),
        ("bicycle.tyres == \"bold\"", &["bold", "did you mean `bald`?"]),
        ("pupil.rides == 3", &["condition:1:"]),
        ("", &["condition"]),
    ] {
        let ran = bicycle(&["eval", condition, "-"], CASE);
        assert_eq!((ran.status, ran.output.as_str()), (1, ""), "{condition}");
        says(&ran.errors, wanted);
    }
}

// --- why -----------------------------------------------------------------------------------------------------

#[test]
fn why_explains_what_applies_what_may_and_what_does_not() {
    says(
        &well(bicycle(&["why", "ride-to-school", "-"], CASE)),
        &[
            "Why: Ride to School [ride-to-school]",
            "It applies.",
            "What was noted that makes it so",
            "[true] pupil A: can ride: yes (shared/riders.rhai:3:28)",
            "[false] pupil A: age in years: not at most 9 years",
        ],
    );
    says(
        &well(bicycle(&["why", "Stop riding", "-"], CASE)),
        &["It may apply: that depends on what is not known.", "bicycle 1: brakes failed (`bicycles[0].brakes_failed`)"],
    );
    let not = well(bicycle(&["why", "tandem-club", "-"], CASE));
    says(
        &not,
        &[
            "Why not: Tandem Club [tandem-club]",
            "It does not apply to what was noted.",
            "what is assumed until somebody says otherwise",
            "It would apply if",
            "the guardian: licence were: trainer",
            "It is nothing to aim for",
        ],
    );
    says(
        &well(bicycle(&["why", "RTS", "-"], r#"{"pupils": [{"rides": false}]}"#)),
        &["What was noted that excludes it", "pupil A: can ride: no"],
    );
}

#[test]
fn why_json_has_the_finding_and_the_smallest_change() {
    let excluded = one(bicycle(&["why", "--json", "tandem-club", "-"], CASE));
    assert_eq!(keys(&excluded), ["case", "finding", "smallest_change"]);
    assert_eq!(
        excluded["smallest_change"],
        json!({"facts": [{"fact": "grown_up.licence", "of": "guardian", "value": "trainer"}], "outcome": "matched"})
    );
    let matched = one(bicycle(&["why", "--json", "ride-to-school", "-"], CASE));
    assert_eq!((&matched["finding"]["outcome"], &matched["smallest_change"]), (&json!("matched"), &Value::Null));
}

#[test]
fn a_finding_that_cannot_be_meant_is_an_error_of_the_call() {
    for (name, wanted) in [
        ("ride-to-scool", &["there is no finding `ride-to-scool`; did you mean `Ride to School`?"][..]),
        ("Mend and Lend", &["may mean several findings: `mend-by-hand`, `mend-in-the-workshop`"]),
        ("zzz", &["there is no finding `zzz`; `handrail match --all FILE` names all that there are"]),
        ("whole-plan", &["`whole-plan` is a draft or retired"]),
        ("", &["there is no finding ``"]),
    ] {
        let ran = bicycle(&["why", name, "-"], CASE);
        assert_eq!((ran.status, ran.output.as_str()), (2, ""), "{name}");
        says(&ran.errors, wanted);
    }
}

// --- whatif --------------------------------------------------------------------------------------------------

#[test]
fn whatif_shows_what_appears_and_disappears() {
    let changes = ["whatif", "-", "guardian.licence=trainer", "pupils[0].rides=no"];
    says(
        &well(bicycle(&changes, CASE)),
        &[
            "What if guardian.licence=trainer; pupils[0].rides=no",
            "Would apply",
            "Tandem Club [tandem-club], now for pupil B with the guardian",
            "Would no longer certainly apply, but might",
            "Ride to School [ride-to-school]",
            "Nothing was changed in what was noted.",
        ],
    );
    let answer = one(bicycle(&["whatif", "--json", "-", "guardian.licence=trainer", "pupils[0].rides=no"], CASE));
    assert_eq!(
        answer,
        json!({"case": "case-1", "changes": [
            {"id": "ride-to-school", "before": "matched", "after": "possible", "gained": [], "lost": [{"rider": 0, "grown_up": null, "bicycle": null}]},
            {"id": "tandem-club", "before": "excluded", "after": "matched", "gained": [{"rider": 1, "grown_up": "guardian", "bicycle": null}], "lost": []},
        ]})
    );
    for change in [
        "guardian=absent",
        "helpers=+",
        "bicycles=none",
        "pupils=unknown",
        "school.hilly=unknown",
        "school.equipment=pump,stand",
    ] {
        well(bicycle(&["whatif", "-", change], CASE));
    }
}

#[test]
fn a_change_that_cannot_be_read_is_an_error_of_the_call() {
    for (change, wanted) in [
        (
            "guardian.licence=triner",
            &["cannot be `triner`", "expected one of `none`, `trainer`", "did you mean `trainer`?"][..],
        ),
        ("guardian.licnce=trainer", &["there is no fact `guardian.licnce`; did you mean `guardian.licence`?"]),
        ("gardian.licence=trainer", &["nobody in a case is called `gardian`; did you mean `guardian.licence`?"]),
        ("pupils[7].rides=yes", &["this case has no `pupils[7]`"]),
        ("pupil.rides=yes", &["may mean several people", "`pupils[0].rides`, `pupils[1].rides`"]),
        ("nonsense", &["`nonsense` is no change; write it as `PLACE.FACT=VALUE`"]),
        ("school=absent", &["`school` cannot be `absent`; only its facts can be changed"]),
    ] {
        let ran = bicycle(&["whatif", "-", change], CASE);
        assert_eq!((ran.status, ran.output.as_str()), (2, ""), "{change}");
        says(&ran.errors, wanted);
    }
}

// --- ask -----------------------------------------------------------------------------------------------------

#[test]
fn ask_lists_the_questions_in_order() {
    says(
        &well(bicycle(&["ask", "-"], CASE)),
        &[
            "What is missing",
            "- bicycle 1: brakes failed (`bicycles[0].brakes_failed`) - 1 finding depends on it; safety - the guardian: can mend",
            "- the school: storage (`school.storage`) - bears on wording or caution",
        ],
    );
    let answer = one(bicycle(&["ask", "--json", "-n", "1", "-"], CASE));
    assert_eq!(
        answer,
        json!({"case": "case-1", "questions": [
            {"fact": "bicycle.brakes_failed", "of": "bicycles[0]", "kind": "deciding", "settles": ["stop-riding"], "why": "the answer can settle: Stop riding"},
        ]})
    );
    assert_eq!(
        one(bicycle(&["ask", "--json", "-"], CASE))["questions"],
        one(bicycle(&["match", "--json", "-"], CASE))["questions"]
    );
    assert_eq!(
        bicycle(&["ask", "-n", "0", "-"], CASE).status,
        2,
        "no question at all would read as nothing being open"
    );
    let nothing = r#"{"pupils": [], "bicycles": []}"#;
    says(&well(bicycle(&["ask", "-"], nothing)), &["Nothing: no answer to any question can change what is suggested."]);
}

// --- check ---------------------------------------------------------------------------------------------------

#[test]
fn check_counts_what_a_pack_holds() {
    says(
        &well(bicycle(&["check"], "")),
        &[
            "bicycle-schemes 0.1.0: 7 findings, 1 standing statement, 19 facts, 3 interventions, 2 sources",
            "hash ",
            "no problem",
        ],
    );
    assert_eq!(well(bicycle(&["check", "--json"], "")), "", "a problem a line, and there is none");
    let ran = shipped(&["check"], "");
    assert_eq!(ran.status, 0, "{}", ran.errors);
}

#[test]
fn check_names_overdue_reviews_as_warnings() {
    let ran = bicycle(&["check", "--as-of", "2030-01-01"], "");
    assert_eq!(ran.status, 0, "a warning is no error");
    says(
        &ran.errors,
        &[
            "the review of `tandem-club` was due on 2027-06-30",
            "findings/riding/tandem-club.rhai:1:1",
            "set a new `review_by`",
        ],
    );
    says(&ran.output, &["0 errors, 7 warnings"]);
    let warnings = json_lines(&bicycle(&["check", "--json", "--as-of", "2030-01-01"], "").output);
    assert_eq!(warnings.len(), 7);
    assert!(warnings.iter().all(|warning| warning["severity"] == "warning" && warning["code"] == "review-overdue"));
    assert_eq!(bicycle(&["check", "--as-of", "2030-1"], "").status, 2);
}

#[test]
fn check_of_a_faulty_pack_shows_every_problem_and_loads_nothing() {
    let folder = copy_with("findings/riding/tandem-club.rhai", "pupil.nervous &", "pupil.nervus &");
    std::fs::write(folder.path().join("sources.toml"), "[source.spoke-gazette]\ntitle = 7\n").unwrap();
    let rules = folder.path().to_str().unwrap();
    let ran = run(&["check", "--rules", rules], "");
    assert_eq!(ran.status, 1);
    says(&ran.output, &["nothing was loaded from", "errors, 0 warnings"]);
    says(
        &ran.errors,
        &[
            "there is no fact `pupil.nervus`",
            "findings/riding/tandem-club.rhai:4:11",
            "when: pupil.nervus & grown_up.licence",
            "^^^^^",
            "-- not in the vocabulary",
            "help: did you mean `pupil.nervous`?",
            "sources.toml:2:9",
        ],
    );
    let problems = json_lines(&run(&["check", "--json", "--rules", rules], "").output);
    assert!(problems.len() > 1);
    for problem in &problems {
        assert_eq!(keys(problem), ["severity", "code", "message", "file", "line", "column", "help", "did_you_mean"]);
    }
    let fact = problems.iter().find(|problem| problem["code"] == "unknown-fact").unwrap();
    assert_eq!(
        (&fact["line"], &fact["column"], &fact["did_you_mean"]),
        (&json!(4), &json!(11), &json!("pupil.nervous"))
    );
    // Whatever answers refuses to answer with it.
    for arguments in [
        &["match", "-"][..],
        &["eval", "school.hilly", "-"],
        &["why", "stop-riding", "-"],
        &["whatif", "-", "school.hilly=yes"],
        &["ask", "-"],
        &["replay"],
        &["facts"],
        &["chat"],
        &[],
    ] {
        let ran = run(&[&["--rules", rules], arguments].concat(), CASE);
        assert_eq!((ran.status, ran.output.as_str()), (2, ""), "{arguments:?}");
        says(&ran.errors, &["problems", "`handrail check` lists them"]);
    }
}

// --- replay --------------------------------------------------------------------------------------------------

#[test]
fn replay_runs_the_cases_and_names_what_is_not_covered() {
    let output = well(bicycle(&["replay"], ""));
    says(
        &output,
        &[
            "not covered tandem-club: `pupil.nervous` is never unknown (findings/riding/tandem-club.rhai:4:11)",
            "not covered ride-to-school: no case with `pupil.age_months` = 119",
            "coverage: 26 of 48 leaf values (true, false, unknown), 5 of 11 sides of bounds",
            "15 passed, 0 failed",
        ],
    );
    let strict = bicycle(&["replay", "--strict"], "");
    assert_eq!(strict.status, 1);
    let lines = json_lines(&well(bicycle(&["replay", "--json"], "")));
    assert_eq!(lines.len(), 16);
    assert_eq!(
        lines[15],
        json!({"coverage": {"leaf_values": 26, "of_leaf_values": 48, "bound_sides": 5, "of_bound_sides": 11}})
    );
    let ran = shipped(&["replay", "--strict"], "");
    assert_eq!(ran.status, 0, "the shipped pack is covered: {}{}", ran.output, ran.errors);
}

#[test]
fn replay_can_be_narrowed() {
    let lines = json_lines(&well(bicycle(&["replay", "--json", "--only", "tandem"], "")));
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|line| line["of"] == "tandem-club" && line["passed"] == true));
    let nothing = bicycle(&["replay", "--only", "zzz"], "");
    assert_eq!(nothing.status, 1);
    says(&nothing.output, &["nothing was replayed: no case or scenario matches"]);
}

#[test]
fn a_failing_case_is_named_with_its_reason_and_stands_in_the_junit_report() {
    let folder = copy_with("findings/workshop/stop-riding.cases.toml", "expect = \"matched\"", "expect = \"excluded\"");
    let report = folder.path().join("report.xml");
    let arguments = ["replay", "--rules", folder.path().to_str().unwrap(), "--junit", report.to_str().unwrap()];
    let ran = run(&arguments, "");
    assert_eq!(ran.status, 1);
    says(
        &ran.output,
        &[
            "FAILED stop-riding: the brakes have failed (findings/workshop/stop-riding.cases.toml:2:8)",
            "matched, expected excluded; because of bicycles[0].brakes_failed",
            "14 passed, 1 failed",
        ],
    );
    let report = quick_junit::Report::deserialize_from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!((report.tests, report.failures, report.errors), (15, 1, 0));
    let suite = report.test_suites.iter().find(|suite| suite.name.as_str() == "stop-riding").unwrap();
    let quick_junit::TestCaseStatus::NonSuccess { message, .. } = &suite.test_cases[0].status else {
        panic!("it failed")
    };
    says(message.as_ref().unwrap().as_str(), &["matched, expected excluded"]);
}

#[test]
fn further_scenarios_are_replayed_and_a_faulty_file_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let rules = bicycle_rules();
    let replay = |text: &str| {
        std::fs::write(folder.path().join("more.toml"), text).unwrap();
        run_in(folder.path(), &["replay", "--rules", rules.to_str().unwrap(), "more.toml"], "")
    };
    let scenario = "[[scenario]]\nid = \"worn-out\"\ntitle = \"Worn out\"\nmatched = [\"stop-riding\"]\nprofile = { bicycles = [{ brakes_failed = true }] }\n";
    says(&well(replay(scenario)), &["16 passed, 0 failed"]);
    let ran = replay(&scenario.replace("brakes_failed = true", "brakes_failed = false"));
    assert_eq!(ran.status, 1);
    says(&ran.output, &["FAILED worn-out", "15 passed, 1 failed"]);
    let ran = replay("x = 1\n");
    assert_eq!(ran.status, 1);
    says(&ran.errors, &["more.toml:1:1", "the file of scenarios has no field `x`"]);
    assert_eq!(run(&["replay", "--rules", rules.to_str().unwrap(), "nowhere.toml"], "").status, 2);
    assert_eq!(
        run(&["replay", "--rules", rules.to_str().unwrap(), "--junit", "no/such/folder/report.xml"], "").status,
        2
    );
}

// --- facts, completions, man, help -----------------------------------------------------------------------------

#[test]
fn facts_lists_what_a_case_can_state() {
    let all = well(bicycle(&["facts"], ""));
    says(
        &all,
        &[
            "fact",
            "meaning",
            "value",
            "school.storage",
            "bicycle.brakes_failed",
            "a whole number of wheels from 1 to 4",
        ],
    );
    let some = json_lines(&well(bicycle(&["facts", "--json", "TYRES"], "")));
    assert_eq!(some.len(), 1);
    assert_eq!(keys(&some[0]), ["id", "label", "meaning", "question", "expects", "values", "note"]);
    assert_eq!(some[0]["values"], json!(["new", "used", "bald"]));
    let none = bicycle(&["facts", "zzz"], "");
    assert_eq!(none.status, 2);
    says(&none.errors, &["no fact has `zzz` in its id, label or meaning; `handrail facts` lists all"]);
}

#[test]
fn completions_and_the_manual_page_know_every_command() {
    let commands = ["chat", "check", "match", "eval", "why", "whatif", "ask", "replay", "facts", "completions", "man"];
    for (shell, sign) in
        [("bash", "complete -F _handrail"), ("zsh", "#compdef handrail"), ("fish", "complete -c handrail")]
    {
        let script = well(run(&["completions", shell], ""));
        says(&script, &[sign]);
        says(&script, &commands);
    }
    let unknown = run(&["completions", "tcsh"], "");
    assert_eq!(unknown.status, 2);
    let page = well(run(&["man"], ""));
    assert!(page.contains(".TH handrail 1"));
    for command in commands {
        assert!(page.contains(&format!(".SH \"HANDRAIL {}\"", command.to_uppercase())), "{command}");
    }
    says(&page, &["Exit status", "as\\-of", "junit", "strict"]);
}

#[test]
fn help_says_what_each_command_does() {
    says(&well(run(&["--version"], "")), &["handrail 0.1.0"]);
    says(
        &well(run(&["--help"], "")),
        &["Usage: handrail", "It advises and never decides", "Exit status", "--rules <DIR>", "--colour <WHEN>"],
    );
    for (command, does) in [
        ("chat", "guided conversation"),
        ("check", "every problem of every file"),
        ("match", "against all findings"),
        ("eval", "one condition in the rule language"),
        ("why", "why a finding applies"),
        ("whatif", "what appears, disappears and changes"),
        ("ask", "next questions"),
        ("replay", "whole scenarios"),
        ("facts", "facts that a case can state"),
        ("completions", "completion script"),
        ("man", "manual page"),
    ] {
        for flag in ["--help", "-h"] {
            says(&well(run(&[command, flag], "")), &[does, &format!("Usage: handrail {command}"), "--rules <DIR>"]);
        }
    }
    let wrong = run(&["matc"], "");
    assert_eq!(wrong.status, 2);
    says(&wrong.errors, &["unrecognized subcommand 'matc'", "'match'"]);
    assert_eq!(run(&["match"], "").status, 2, "a file is needed");
}

// --- which pack ----------------------------------------------------------------------------------------------

#[test]
fn rules_are_those_named_else_the_folder_rules_else_those_built_in() {
    let version = |answer: &Value| answer["pack"]["hash"].clone();
    let built_in = one(run(&["match", "--json", "-"], "{}"));
    let named = one(shipped(&["match", "--json", "-"], "{}"));
    assert_eq!(version(&built_in), version(&named), "the pack built in is the shipped one");
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in pack_files(&bicycle_rules()) {
        let path = folder.path().join("rules").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let usual = one(run_in(folder.path(), &["match", "--json", "-"], "{}"));
    assert_eq!(version(&usual), version(&one(bicycle(&["match", "--json", "-"], "{}"))), "./rules where it exists");
    let rules = shipped_rules();
    let over = one(run_in(folder.path(), &["match", "--json", "-", "--rules", rules.to_str().unwrap()], "{}"));
    assert_eq!(version(&over), version(&named), "what is named wins, before or after the command");
}

#[test]
fn a_file_or_folder_that_cannot_be_read_is_an_error_of_the_call() {
    for (arguments, wanted) in [
        (&["match", "nowhere.json"][..], "`nowhere.json` could not be read"),
        (&["match", "."], "`.` could not be read"),
        (&["match", "--json", "nowhere.json"], "`nowhere.json` could not be read"),
        (&["eval", "school.hilly", "nowhere.json", "--rules", "nowhere"], "`nowhere` could not be read"),
        (&["match", "--rules", "nowhere", "-"], "`nowhere` could not be read"),
        (&["check", "--rules", "nowhere"], "`nowhere` could not be read"),
        (&["match", "--rules", ".", "-"], "the pack has no `pack.toml`"),
        (&["chat", "--rules", "nowhere"], "`nowhere` could not be read"),
    ] {
        let ran = run(arguments, "{}");
        assert_eq!((ran.status, ran.output.as_str()), (2, ""), "{arguments:?}");
        says(&ran.errors, &[wanted]);
    }
}

// --- colours and pipes -----------------------------------------------------------------------------------------

/// A run with something in its environment.
fn with_environment(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("case.json"), CASE).unwrap();
    let mut command = Command::new(handrail());
    command.args(["--rules", bicycle_rules().to_str().unwrap()]).args(arguments).current_dir(folder.path());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).stdin(Stdio::null()).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn colours_come_when_they_are_wanted_and_never_in_json() {
    const ESCAPE: char = '\u{1b}';
    let text = &["match", "case.json"][..];
    assert!(!with_environment(&[], text).contains(ESCAPE), "a pipe is no terminal");
    assert!(with_environment(&[], &[text, &["--colour", "always"]].concat()).contains(ESCAPE));
    assert!(with_environment(&[], &[text, &["--color", "always"]].concat()).contains(ESCAPE));
    assert!(!with_environment(&[("CLICOLOR_FORCE", "1")], &[text, &["--colour", "never"]].concat()).contains(ESCAPE));
    assert!(!with_environment(&[("NO_COLOR", "1")], text).contains(ESCAPE));
    assert!(!with_environment(&[("NO_COLOR", "1")], &["match", "nowhere.json"]).contains(ESCAPE));
    assert!(!with_environment(&[], &["match", "nowhere.json", "--colour", "never"]).contains(ESCAPE));
    for arguments in [
        &["match", "--json", "--all", "case.json"][..],
        &["eval", "--json", "school.hilly", "case.json"],
        &["why", "--json", "stop-riding", "case.json"],
        &["whatif", "--json", "case.json", "school.hilly=yes"],
        &["ask", "--json", "case.json"],
        &["replay", "--json"],
        &["facts", "--json"],
        &["check", "--json", "--as-of", "2030-01-01"],
    ] {
        let output = with_environment(&[("CLICOLOR_FORCE", "1")], &[arguments, &["--colour", "always"]].concat());
        assert!(!output.contains(ESCAPE), "{arguments:?}");
    }
}

#[test]
fn what_a_case_holds_cannot_steer_the_terminal() {
    let cases = "{\"id\": \"\\u001b[2Jgone\", \"profile\": {}}\n{\"id\": \"b\\u0007\", \"profile\": {\"scool\\u001b[31m\": {}}}\n";
    for arguments in [
        &["match", "-"][..],
        &["match", "--json", "-"],
        &["match", "\u{1b}[2J"],
        &["why", "\u{1b}[2J", "-"],
        &["eval", "\u{1b}[2J", "-"],
    ] {
        let ran = bicycle(arguments, cases);
        assert_ne!(ran.status, 0);
        // With colours: without them whatever looks like one is taken out on the way.
        let coloured = bicycle(&[arguments, &["--colour", "always"]].concat(), cases);
        for text in [&ran.output, &ran.errors, &coloured.output, &coloured.errors] {
            assert!(!text.contains("\u{1b}[2J") && !text.contains('\u{7}'), "{arguments:?}: {text:?}");
        }
        for text in [&ran.output, &ran.errors] {
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{arguments:?}: {text:?}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let many = "{\"pupils\": [{\"rides\": true}]}\n".repeat(400);
    std::fs::write(folder.path().join("many.jsonl"), many).unwrap();
    let first_line = |arguments: &[&str]| {
        let mut process = Command::new(handrail())
            .args(["--rules", bicycle_rules().to_str().unwrap()])
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut reader = BufReader::new(process.stdout.take().unwrap());
        reader.read_line(&mut line).unwrap();
        drop(reader);
        let ended = process.wait_with_output().unwrap();
        let errors = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.success() && errors.is_empty(), "{arguments:?}: {:?} {errors}", ended.status);
        line
    };
    assert!(first_line(&["match", "--json", "many.jsonl"]).starts_with("{\"case\""));
    for arguments in [
        &["match", "many.jsonl"][..],
        &["ask", "many.jsonl"],
        &["facts"],
        &["man"],
        &["completions", "zsh"],
        &["replay"],
        &["check"],
        &["chat"],
    ] {
        assert!(!first_line(arguments).is_empty(), "{arguments:?}");
    }
}

#[test]
fn every_finding_of_the_shipped_pack_can_be_asked_about_by_its_id() {
    let answer = one(shipped(&["match", "--json", "--all", "-"], "{}"));
    let ids: BTreeSet<&str> =
        answer["findings"].as_array().unwrap().iter().map(|finding| finding["id"].as_str().unwrap()).collect();
    // A handful is enough end to end; the others take the same way.
    for id in ids.iter().step_by(17) {
        let output = well(shipped(&["why", id, "-"], "{}"));
        says(&output, &[&format!("[{id}]")]);
    }
}

#[test]
fn a_byte_that_cannot_be_read_is_an_error_of_its_case_alone() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("cases.jsonl");
    std::fs::write(
        &file,
        b"{\"id\": \"a\", \"profile\": {}}\n{\"id\": \"\xff\", \"profile\": {}}\n{\"id\": \"c\", \"profile\": {}}\n",
    )
    .unwrap();
    let ran = bicycle(&["match", "--json", file.to_str().unwrap()], "");
    assert_eq!(ran.status, 1);
    let answers = json_lines(&ran.output);
    assert_eq!((&answers[0]["case"], &answers[2]["case"]), (&json!("a"), &json!("c")));
    assert!(answers[0]["findings"].is_array() && answers[2]["findings"].is_array());
    assert_eq!((&answers[1]["error"]["line"], &answers[1]["error"]["column"]), (&json!(2), &json!(9)));
    assert!(answers[1]["error"]["message"].as_str().unwrap().contains("not UTF-8"), "{}", answers[1]);
    // A file that is not cases is refused as a whole, with the line.
    std::fs::write(&file, b"area = \"x\"\nas_of = \"\xff\"\n").unwrap();
    let ran = bicycle(&["match", "-", "--local", file.to_str().unwrap()], "{}");
    assert_eq!(ran.status, 2);
    says(&ran.errors, &["line 2 holds a byte that is not UTF-8"]);
}
