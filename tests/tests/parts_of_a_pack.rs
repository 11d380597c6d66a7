//! What a pack can have besides findings: readings with conditions, needs and a package, where sources disagree, a
//! later record, background entries; and beside it a local offer. Shown with the small pack about something else,
//! with a few files added.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::Path;

use handrail_tests::{Run, bicycle_rules, json_lines, pack_files, run_in};
use serde_json::{Value, json};
use tempfile::TempDir;

const NEEDS: &str = r#"
[need.riding]
label = "Getting there"
present = 'pupil.rides'
[need.workshop]
label = "Things to mend"
present = 'bicycle.tyres == "bald"'
[need.clubs]
label = "Clubs"

[package]
called_for_by = ["whole-plan"]
fixed_when = 'school.storage == "shed"'
text = "These belong together."
provisional = "Not before somebody has looked."
each_line = "Tried one at a time."
empty = "Nothing yet."
"#;

const CONFLICTS: &str = r#"
[[conflict]]
id = "how-many-spokes"
topic = "Ride to School: how well tried"
findings = ["ride-to-school"]
sides = [
    { source = "spoke-gazette", section = "1", says = "Tried in many schools." },
    { source = "valve-review", section = "2", says = "Tried in three." },
]
handling = "Both are shown."
"#;

const LATER: &str = r#"
[[record]]
id = "ride-again"
source = "gazette-again"
as_of = "2026-01"
findings = ["ride-to-school"]
sources = ["spoke-gazette"]
says = "It was tried again and did worse."
strength = [{ scheme = "spokes", grade = "one-spoke", of = "hills" }]
effect = "The condition stays as it is."
"#;

const READING: &str = r#"
finding("shed-key", #{
    name: "A key to the shed",
    kind: "scheme",
    when: pupil.rides & pupil.age_years >= 8,
    consider: [],
    advice: "Consider a key to the shed.",
    because: "Somebody said so.",
    cautions: ["Keys get lost."],
    strength: [grade("state", "not-stated", "2024")],
    source: [cite("valve-review", "Keys")],
    readings: [
        reading("Riders of eight and over", "Riders of ten and over", "For the younger ones it was a guess.",
            #{ when: pupil.age_years < 10 }),
        reading("Riders of eight and over", "Everybody who rides", "The review names eight once only.",
            #{ other_when: pupil.rides }),
    ],
    review_by: "2027-06-30",
});
"#;

const BACKGROUND: &str = r#"
background("wheel-council", #{
    name: "The Wheel Council",
    kind: "advice",
    advice: "A council that gives spokes.",
    because: "It was founded for it.",
    strength: [grade("state", "not-stated", "2024")],
    source: [cite("spoke-gazette", "3")],
    topics: ["who gives spokes"],
    review_by: "2027-06-30",
});
"#;

const OFFER: &str = r#"
area = "Invented Town"
as_of = "2026-10"
[[service]]
intervention = "mend and lend"
provider = "The Invented Workshop"
for_whom = "schools of the town"
referral = "by the school"
waiting_weeks = 3
contact = "workshop@example.com"
"#;

/// Two riders, the younger of them below the bound, a bald tyre, and a plan called for.
const CASE: &str = r#"{"school": {"needs_a_plan": true, "equipment": [], "hilly": false},
  "pupils": [{"rides": true, "age_months": 100}, {"rides": true, "age_months": 80}],
  "bicycles": [{"tyres": "bald"}]}"#;

/// The small pack with further files, and a file of a local offer beside it.
fn extended(further: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for (path, mut text) in pack_files(&bicycle_rules()) {
        if path == "sources.toml" {
            text.push_str("\n[source.gazette-again]\ntitle = \"The Gazette, again\"\ndate = \"2026\"\nlater = true\n");
        }
        if path == "pack.toml" {
            text = format!("well_evidenced = [\"spokes:three-spokes\"]\n{text}");
        }
        write(&format!("rules/{path}"), &text.replace("status: \"draft\",", ""));
    }
    for (path, text) in further {
        write(path, text);
    }
    folder
}

fn everything() -> TempDir {
    extended(&[
        ("rules/needs.toml", NEEDS),
        ("rules/conflicts.toml", CONFLICTS),
        ("rules/later.toml", LATER),
        ("rules/findings/riding/shed-key.rhai", READING),
        ("rules/background/clubs/wheel-council.rhai", BACKGROUND),
        ("local.toml", OFFER),
    ])
}

fn answer(folder: &Path, arguments: &[&str]) -> Value {
    let ran = run_in(folder, &[&["match", "--json", "--all", "-"], arguments].concat(), CASE);
    assert_eq!((ran.status, ran.errors.as_str()), (0, ""));
    json_lines(&ran.output).remove(0)
}

fn finding<'a>(answer: &'a Value, id: &str) -> &'a Value {
    answer["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == id).unwrap()
}

#[track_caller]
fn says(ran: &Run, wanted: &[&str]) {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = plain(&format!("{}{}", ran.output, ran.errors));
    for words in wanted {
        assert!(text.contains(&plain(words)), "`{words}` is not in:\n{}{}", ran.output, ran.errors);
    }
}

#[test]
fn everything_loads_and_is_listed() {
    let folder = everything();
    let ran = run_in(folder.path(), &["check"], "");
    assert_eq!(ran.status, 0, "{}", ran.errors);
    let ran = run_in(folder.path(), &["findings", "--json", "wheel-council"], "");
    let entry = &json_lines(&ran.output)[0];
    assert_eq!((&entry["shown"], &entry["kind"]), (&json!("when_asked"), &json!("advice")));
    assert!(answer(folder.path(), &[])["findings"].as_array().unwrap().iter().all(|f| f["id"] != "wheel-council"));
}

#[test]
fn a_reading_is_said_where_it_matters_and_nowhere_else() {
    let folder = everything();
    let answered = answer(folder.path(), &[]);
    let shed = finding(&answered, "shed-key");
    assert_eq!(shed["outcome"], "matched");
    assert_eq!(shed["readings"].as_array().unwrap().len(), 1, "the second is said only where the finding is excluded");
    assert_eq!(shed["readings"][0]["other"], "Riders of ten and over");
    assert_eq!(answered["otherwise_read"], Value::Null);

    let older = r#"{"pupils": [{"rides": true, "age_months": 130}]}"#;
    let ran = run_in(folder.path(), &["match", "--json", "-"], older);
    let older = json_lines(&ran.output).remove(0);
    assert_eq!(finding(&older, "shed-key")["readings"], Value::Null, "nobody under ten: the first is not said");

    let younger = r#"{"pupils": [{"rides": true, "age_months": 80}]}"#;
    let ran = run_in(folder.path(), &["match", "--json", "--all", "-"], younger);
    let excluded = json_lines(&ran.output).remove(0);
    assert_eq!(finding(&excluded, "shed-key")["outcome"], "excluded");
    assert_eq!(excluded["otherwise_read"][0]["id"], "shed-key");
    assert_eq!(excluded["otherwise_read"][0]["reading"]["other"], "Everybody who rides");
    let ran = run_in(folder.path(), &["match", "-"], younger);
    says(&ran, &["Read in another way, these would apply", "A key to the shed", "The review names eight once only."]);
    let ran = run_in(folder.path(), &["why", "shed-key", "-"], younger);
    says(&ran, &["Read in another way, it would apply", "Everybody who rides"]);

    // A rider of whom nothing else is known: the other reading is part of what is open.
    let ran = run_in(folder.path(), &["match", "--json", "-"], r#"{"pupils": [{"rides": true}]}"#);
    let open = json_lines(&ran.output).remove(0);
    assert_eq!(finding(&open, "shed-key")["readings"].as_array().unwrap().len(), 2);
}

#[test]
fn the_conditions_of_readings_need_cases_too() {
    let folder = everything();
    let ran = run_in(folder.path(), &["replay", "--strict"], "");
    assert_eq!(ran.status, 1);
    says(&ran, &["pupil.age_years in 0..=9"]);
}

#[test]
fn a_package_has_a_slot_for_each_need_and_person() {
    let folder = everything();
    let package = &answer(folder.path(), &[])["package"];
    assert_eq!(package["called_for_by"], json!(["whole-plan"]));
    assert_eq!(package["provisional"], true);
    let slots = package["slots"].as_array().unwrap();
    let slot = |need: &str, of: Value| slots.iter().find(|slot| slot["need"] == need && slot["of"] == of);
    assert!(
        slot("riding", json!(["pupils[0]"])).unwrap()["findings"].as_array().unwrap().contains(&json!("shed-key")),
        "{slots:?}"
    );
    assert_eq!(slot("riding", json!(["pupils[1]"])).unwrap()["findings"], json!([]), "an unanswered need is kept");
    assert!(slots.iter().any(|slot| slot["need"] == "workshop"));

    let ran = run_in(folder.path(), &["match", "-"], CASE);
    says(
        &ran,
        &[
            "Suggestions, as parts of one package",
            "These belong together.",
            "Not before somebody has looked.",
            "For pupil A:",
            "A key to the shed [shed-key] - no strength stated (2024); 1 point against or limiting it. Tried one at a time.",
            "For pupil B: - Nothing yet.",
        ],
    );
    let fixed = CASE.replace("\"needs_a_plan\": true", "\"needs_a_plan\": true, \"storage\": \"shed\"");
    let ran = run_in(folder.path(), &["match", "--json", "-"], &fixed);
    assert_eq!(json_lines(&ran.output)[0]["package"]["provisional"], false);
    let alone = CASE.replace("\"needs_a_plan\": true", "\"needs_a_plan\": false");
    let ran = run_in(folder.path(), &["match", "--json", "-"], &alone);
    assert_eq!(json_lines(&ran.output)[0]["package"], Value::Null, "nothing calls for a package");
}

#[test]
fn both_sides_of_a_conflict_are_shown_with_the_finding() {
    let folder = everything();
    let answered = answer(folder.path(), &[]);
    let conflict = &finding(&answered, "ride-to-school")["conflicts"][0];
    assert_eq!(conflict["sides"].as_array().unwrap().len(), 2);
    let ran = run_in(folder.path(), &["match", "--full", "-"], CASE);
    says(
        &ran,
        &[
            "Where sources disagree",
            "The Spoke Gazette: schemes compared (1): Tried in many schools; but A review of valves (2): Tried in three",
            "Here: Both are shown.",
        ],
    );
}

#[test]
fn the_later_record_is_apart_and_can_be_left_out() {
    let folder = everything();
    let with = answer(folder.path(), &[]);
    let record = &finding(&with, "ride-to-school")["later"][0];
    assert_eq!((&record["as_of"], &record["strength"][0]["grade"]), (&json!("2026-01"), &json!("one-spoke")));
    assert_eq!(finding(&with, "ride-to-school")["strength"].as_array().unwrap().len(), 1, "never among its own grades");
    let without = answer(folder.path(), &["--without-later"]);
    assert_eq!(finding(&without, "ride-to-school")["later"], Value::Null);
    let ran = run_in(folder.path(), &["match", "--full", "-"], CASE);
    says(&ran, &["Later public record, not from the sources of this pack", "It was tried again and did worse."]);
    let pack = folder.path().join("rules/pack.toml");
    let text = std::fs::read_to_string(&pack).unwrap();
    std::fs::write(&pack, format!("{text}\n[later]\nshown = false\n")).unwrap();
    assert_eq!(finding(&answer(folder.path(), &[]), "ride-to-school")["later"], Value::Null);
}

#[test]
fn a_local_offer_stands_beside_suggestions_and_filters_nothing() {
    let folder = everything();
    let with = answer(folder.path(), &[]);
    assert_eq!(finding(&with, "mend-by-hand")["local"][0]["waiting_weeks"], 3);
    assert_eq!(finding(&with, "ride-to-school")["local"], json!([]));
    assert_eq!(with["local"]["well_evidenced_not_on_offer"], json!(["ride-to-school"]));
    let ran = run_in(folder.path(), &["match", "--full", "-"], CASE);
    says(
        &ran,
        &[
            "The Invented Workshop (Invented Town, 2026-10); for schools of the town; referral: by the school; \
             waiting time about 3 weeks; contact: workshop@example.com",
            "Not in the offer of Invented Town (2026-10). That says nothing about the evidence.",
            "Well evidenced here, not in the offer of Invented Town (2026-10)",
        ],
    );
    std::fs::remove_file(folder.path().join("local.toml")).unwrap();
    let without = answer(folder.path(), &[]);
    let outcomes = |answer: &Value| -> Vec<(Value, Value)> {
        let findings = answer["findings"].as_array().unwrap().iter();
        findings.map(|finding| (finding["id"].clone(), finding["outcome"].clone())).collect()
    };
    assert_eq!(outcomes(&with), outcomes(&without));
    assert_eq!(with["pack"], without["pack"]);
}

#[test]
fn a_faulty_offer_is_not_used_in_part() {
    let folder = everything();
    let faulty = OFFER
        .replace("mend and lend", "mend and lent")
        .replace("waiting_weeks = 3", "waiting_weeks = -1")
        .replace("2026-10", "October")
        .replace("contact", "contakt");
    std::fs::write(folder.path().join("other.toml"), faulty).unwrap();
    let ran = run_in(folder.path(), &["match", "-", "--local", "other.toml"], CASE);
    assert_eq!((ran.status, ran.output.as_str()), (2, ""));
    says(
        &ran,
        &[
            "there is no intervention `mend and lent`",
            "a waiting time of -1 weeks cannot be meant",
            "`October` is no date",
            "a service has no field `contakt`",
            "did you mean `contact`?",
            "4 problems and was not used",
        ],
    );
    let ran = run_in(folder.path(), &["match", "-", "--local", "nowhere.toml"], CASE);
    assert_eq!(ran.status, 2);
    says(&ran, &["nowhere.toml"]);
}

#[test]
fn every_fault_of_the_further_files_is_reported_at_once_with_its_place() {
    let folder = extended(&[
        (
            "rules/needs.toml",
            &NEEDS
                .replace("[need.workshop]", "[need.workshops]")
                .replace("pupil.rides", "pupil.ridse")
                .replace("whole-plan", "whole-plann"),
        ),
        (
            "rules/conflicts.toml",
            &CONFLICTS.replace("\"ride-to-school\"", "\"ride-to-shcool\"").replace("valve-review", "valve-reviw"),
        ),
        (
            "rules/later.toml",
            &LATER.replace("2026-01", "last year").replace("one-spoke", "no-spoke").replace("gazette-again", "gazete"),
        ),
        ("rules/findings/riding/shed-key.rhai", &READING.replace("other_when: pupil.rides", "other_wen: pupil.rides")),
        ("rules/background/clubs/wheel-council.rhai", &BACKGROUND.replace("topics:", "when: pupil.rides, topics:")),
    ]);
    let ran = run_in(folder.path(), &["check"], "");
    assert_eq!(ran.status, 1);
    says(
        &ran,
        &[
            "there is no fact `pupil.ridse`",
            "there is no need `workshop`",
            "did you mean `workshops`?",
            "there is no finding `whole-plann`",
            "there is no finding `ride-to-shcool`",
            "there is no source `valve-reviw`",
            "`last year` is no date",
            "no grade of `spokes` `no-spoke`",
            "there is no source `gazete`",
            "a reading has no field `other_wen`",
            "did you mean `other_when`?",
            "the finding `wheel-council` has no field `when`",
            "nothing was loaded",
        ],
    );
}

#[test]
fn a_change_that_one_case_cannot_take_leaves_the_others_answered() {
    let folder = extended(&[]);
    let cases =
        "{\"id\": \"a\", \"profile\": {\"pupils\": [{}, {}]}}\n{\"id\": \"b\", \"profile\": {\"pupils\": [{}]}}\n";
    let ran = run_in(folder.path(), &["whatif", "--json", "-", "pupils[1].rides=yes"], cases);
    assert_eq!(ran.status, 1, "{}", ran.errors);
    let answers = json_lines(&ran.output);
    assert_eq!(answers.len(), 2);
    assert!(answers[0]["changes"].is_array());
    assert!(answers[1]["error"]["message"].as_str().unwrap().contains("pupils[1]"), "{}", answers[1]);
    let ran = run_in(folder.path(), &["whatif", "-", "pupils[1].rides=yes"], cases);
    assert_eq!(ran.status, 1);
    says(&ran, &["the case `b` cannot be changed so"]);
}

#[test]
fn a_faulty_condition_is_an_error_for_programs_too() {
    let folder = extended(&[]);
    let ran = run_in(folder.path(), &["eval", "--json", "pupil.ridse", "-"], "{}");
    assert_eq!(ran.status, 1);
    assert_eq!(json_lines(&ran.output)[0]["error"]["did_you_mean"], "pupil.rides");
}

const QUESTIONS: &str = r#"
language = "klingon"
stop_words = ["the"]
[[same]]
words = ["bike"]
[intent.for_whom]
phrases = ["who for", "* {year}"]
[intent.wherefore]
phrases = ["wherefore"]
"#;

#[test]
fn every_fault_in_how_people_ask_is_reported_with_its_place() {
    let folder = extended(&[("rules/questions.toml", QUESTIONS)]);
    let ran = run_in(folder.path(), &["check", "--json"], "");
    let codes: Vec<String> =
        json_lines(&ran.output).iter().filter_map(|line| line["code"].as_str().map(str::to_owned)).collect();
    for code in ["unknown-value", "empty-list", "empty-phrase"] {
        assert!(codes.iter().any(|found| found == code), "{code} in {}", ran.output);
    }
    assert!(ran.output.contains("klingon") && ran.output.contains("wherefore"), "{}", ran.output);
    assert!(ran.output.contains("questions.toml"), "{}", ran.output);
}

#[test]
fn a_pack_says_in_its_own_words_how_people_ask() {
    let asked = r#"
language = "english"
stop_words = ["vor"]
[[same]]
words = ["helmet", "lid"]
[intent.delivery]
phrases = ["vor rent"]
"#;
    let folder = extended(&[("rules/questions.toml", asked)]);
    let ask = |query: &str| json_lines(&run_in(folder.path(), &["about", "--json", query], "").output).remove(0);
    let lid = ask("lids");
    assert_eq!(lid.pointer("/entries/0/id"), Some(&json!("helmet-fits")));
    let rent = ask("mend and lend vor rent");
    assert_eq!(rent.get("intent"), Some(&json!("delivery")));
    assert_eq!(rent.pointer("/entries/0/sections/0/label"), Some(&json!("Delivery")));
}
