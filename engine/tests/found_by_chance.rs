//! What random packs and cases found, each as the smallest case that shows it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod common;

use std::path::Path;

use common::{VOCABULARY, files_of, load};
use handrail_engine::answer::condition_json;
use handrail_engine::pack::Pack;
use handrail_engine::profile::{Profile, read_cases};
use handrail_engine::text::SourceText;

fn bicycle() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/packs/bicycle");
    Pack::load(files_of(&folder)).pack.unwrap()
}

fn profile(pack: &Pack, case: &str) -> Profile {
    read_cases(pack.vocabulary(), &SourceText::new("case", case)).remove(0).profile.unwrap()
}

/// Outcome, and the facts of `because` and `missing`.
fn decided(condition: &str, case: &str) -> (String, Vec<String>, Vec<String>) {
    let pack = bicycle();
    let condition = pack.condition(condition).unwrap_or_else(|problems| panic!("{problems:?}"));
    let answer = condition_json(&pack, "case", &profile(&pack, case), &condition);
    let facts = |key: &str| {
        let entries = answer.get(key).unwrap().as_array().unwrap();
        entries.iter().map(|entry| entry.get("fact").unwrap().as_str().unwrap().to_owned()).collect()
    };
    (answer.get("outcome").unwrap().as_str().unwrap().to_owned(), facts("because"), facts("missing"))
}

#[test]
fn two_people_who_are_not_listed_can_differ() {
    for condition in ["any(pupil, pupil.rides) & any(pupil, !pupil.rides)", "pupil.rides & any(pupil, !pupil.rides)"] {
        let (outcome, _, missing) = decided(condition, "{}");
        assert_eq!(outcome, "possible", "{condition}");
        assert!(missing.contains(&"pupils".to_owned()), "{missing:?}");
    }
    assert_eq!(decided("pupil.rides & !pupil.rides", "{}").0, "excluded");
    assert_eq!(decided("pupil.rides & any(pupil, !pupil.rides)", r#"{"pupils":[{}]}"#).0, "excluded");
}

#[test]
fn derived_facts_of_each_share_what_they_follow_from() {
    let vocabulary = VOCABULARY.replace(
        "[fact.\"bike.rusty\"]\ntype = \"bool\"",
        "[fact.\"bike.rusty\"]\ntype = \"bool\"\nderived = 'bike.broken & shop.open'",
    );
    assert_ne!(vocabulary, VOCABULARY);
    let pack = load(&[("vocabulary.toml", &vocabulary)]).pack.unwrap();
    let condition = pack.condition("exactly(1, bike, bike.rusty)").unwrap();
    let case = profile(&pack, r#"{"bikes":[{"broken":true},{"broken":true}]}"#);
    let answer = condition_json(&pack, "case", &case, &condition);
    assert_eq!(answer.get("outcome").unwrap(), "excluded", "open for both or for none");
}

#[test]
fn every_value_of_a_list_that_covers_the_age_is_certain() {
    let months = (96..=107).map(|month| month.to_string()).collect::<Vec<_>>().join(", ");
    let (outcome, because, _) = decided(&format!("pupil.age_months in [{months}]"), r#"{"pupils":[{"age_years":8}]}"#);
    assert_eq!((outcome.as_str(), because), ("matched", vec!["pupil.age_years".to_owned()]));
}

#[test]
fn who_is_absent_is_part_of_why_nobody_applies() {
    let (outcome, because, _) = decided("grown_up.mends", r#"{"guardian":"absent","helpers":[{"mends":false}]}"#);
    assert_eq!(outcome, "excluded");
    assert_eq!(because, ["guardian", "grown_up.mends"]);
}

#[test]
fn a_divided_number_must_say_the_same_as_the_whole_one() {
    let number = |id: &str, most: u32, rest: &str| {
        format!(
            "[fact.\"{id}\"]\ntype = \"integer\"\nunit = \"u\"\nminimum = 0\nmaximum = {most}\nmeaning = \"m\"\nquestion = \"q\"\nlabel = \"l\"\n{rest}\n"
        )
    };
    let table = [
        (
            number("bike.pairs", 5, "floor_of = \"bike.wheels\"\ndivided_by = 2"),
            "from 0 to 8 it gives 0 to 4, and not 0 to 5",
        ),
        (
            number("bike.pairs", 4, "floor_of = \"bike.wheels\"\ndivided_by = 2")
                + number("bike.fours", 2, "floor_of = \"bike.wheels\"\ndivided_by = 4").as_str(),
            "`bike.wheels` is divided already",
        ),
        (
            number("bike.pairs", 4, "floor_of = \"bike.wheels\"\ndivided_by = 2")
                + number("bike.fours", 2, "floor_of = \"bike.pairs\"\ndivided_by = 2").as_str(),
            "a divided number cannot be divided again",
        ),
    ];
    for (facts, label) in table {
        let loaded = load(&[("vocabulary.toml", &format!("{VOCABULARY}{facts}"))]);
        assert!(loaded.pack.is_none());
        assert!(
            loaded.problems.iter().any(|problem| problem.code == "wrong-bounds" && problem.label == label),
            "{:?}",
            loaded.problems
        );
    }
}

#[test]
fn the_small_pack_speaks_of_another_field_and_loads_without_a_problem() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/packs/bicycle");
    let files = files_of(&folder);
    let loaded = Pack::load(files.clone());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    assert_eq!(loaded.pack.unwrap().findings().len(), 7);
    for (path, text) in files {
        let lower = text.to_lowercase();
        for word in ["family", "mother", "father", "child", "parent", "carer", "perpetrator", "relationship"] {
            assert!(!lower.contains(word), "{path}: {word}");
        }
    }
}
