//! Ten thousand hostile case texts: no panic, every wrong one named with its place, every good one answered.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test may fail loudly, and picks among few things"
)]

mod common;

use std::path::Path;

use common::files_of;
use handrail_engine::answer::{Answer, error_json};
use handrail_engine::pack::Pack;
use handrail_engine::profile::{CaseText, read_cases};
use handrail_engine::text::SourceText;

const CASES: u64 = 10_000;

/// How many times as much is tried: `HANDRAIL_TEST_EFFORT`, set by `./tests/run --slow`.
fn effort() -> u64 {
    std::env::var("HANDRAIL_TEST_EFFORT").ok().and_then(|effort| effort.parse().ok()).unwrap_or(1)
}

fn bicycle() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/packs/bicycle");
    let loaded = Pack::load(files_of(&folder));
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.pack.unwrap()
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, number: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % number as u64) as usize
    }
}

const GOOD: [&str; 5] = [
    r#"{"id":"one","profile":{"school":{"storage":"shed","equipment":["pump","helmets"],"hilly":false},"pupils":[{"age_months":120,"rides":true},{"not_enrolled":true}]}}"#,
    r#"{"guardian":"absent","helpers":[{"mends":true,"licence":"trainer"}],"bicycles":[]}"#,
    r#"{"id":7,"profile":{"workshop":{"open":null},"bicycles":[{"wheels":2,"tyres":"bald"},null,"unknown"]}}"#,
    r#"{"pupils":[{"age_years":9,"rides":"unknown"}],"workshop":"absent"}"#,
    "{}",
];

/// What is put in, over or around a good text.
const PIECES: [&str; 44] = [
    "\u{0}",
    "\u{feff}",
    "\\u0000",
    "\\ud800",
    "\\udc00\\ud800",
    "\\uZZZZ",
    "\\u12",
    "\u{1}",
    "\u{7f}",
    "\u{2028}",
    "\t",
    "\r",
    "\n",
    "\\",
    "\"",
    "'",
    "`",
    ",",
    ",,",
    ":",
    "{",
    "}",
    "[",
    "]",
    "// comment\n",
    "/* comment */",
    "# comment",
    "1e999",
    "-0",
    "00",
    "0x10",
    "+1",
    ".5",
    "5.",
    "NaN",
    "Infinity",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "true",
    "nul",
    "é",
    "🚲",
    "absent",
    "__proto__",
];

const KEYS: [&str; 14] = [
    "id",
    "profile",
    "school",
    "pupils",
    "bicycles",
    "guardian",
    "age_months",
    "rides",
    "storage",
    "equipment",
    "wheels",
    "",
    "pupil.age_months",
    "constructor",
];

const VALUES: [&str; 20] = [
    "null",
    "true",
    "0",
    "-1",
    "240",
    "1.5",
    "1e2",
    "99999999999999999999",
    "\"\"",
    "\"unknown\"",
    "\"absent\"",
    "\"shed\"",
    "[]",
    "[[]]",
    "{}",
    "[{}]",
    "[{\"rides\":true}]",
    "[null]",
    "\"\\ud83d\"",
    "[\"pump\",\"pump\"]",
];

fn mutate(dice: &mut Dice, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = |dice: &mut Dice, characters: &[char]| dice.below(characters.len() + 1);
    match dice.below(12) {
        0 => characters.truncate(at(dice, &characters)),
        1 => {
            characters.drain(..at(dice, &characters));
        }
        2..=4 => {
            let index = at(dice, &characters);
            let piece = PIECES[dice.below(PIECES.len())];
            characters.splice(index..index, piece.chars());
        }
        5 => {
            // A name and a value more, possibly one that is there already.
            let places: Vec<usize> =
                characters.iter().enumerate().filter(|(_, c)| **c == '{').map(|(index, _)| index + 1).collect();
            if let Some(index) = places.get(dice.below(places.len().max(1))) {
                let comma = if characters.get(*index) == Some(&'}') { "" } else { "," };
                let entry = format!("\"{}\":{}{comma}", KEYS[dice.below(KEYS.len())], VALUES[dice.below(VALUES.len())]);
                characters.splice(*index..*index, entry.chars());
            }
        }
        6 | 7 => {
            // Another value.
            let places: Vec<usize> =
                characters.iter().enumerate().filter(|(_, c)| **c == ':').map(|(index, _)| index + 1).collect();
            if let Some(index) = places.get(dice.below(places.len().max(1))) {
                let end = characters[*index..]
                    .iter()
                    .position(|c| ",}".contains(*c))
                    .map_or(characters.len(), |end| index + end);
                characters.splice(*index..end, VALUES[dice.below(VALUES.len())].chars());
            }
        }
        8 => {
            let index = at(dice, &characters);
            let depth = [10, 300, 20_000][dice.below(3)];
            let open = ["[", "{\"a\":", "[{\"pupils\":"][dice.below(3)];
            characters.splice(index..index, open.repeat(depth).chars());
        }
        9 => {
            let index = at(dice, &characters);
            characters.splice(index..index, "x".repeat(5_000).chars());
        }
        10 => {
            let (from, to) = (at(dice, &characters), at(dice, &characters));
            let copy: Vec<char> = characters[from.min(to)..from.max(to)].to_vec();
            characters.splice(from..from, copy);
        }
        _ => {
            if let Some(index) = dice.below(characters.len().max(1)).checked_sub(1) {
                characters[index] = char::from(32 + dice.below(95) as u8);
            }
        }
    }
    characters.into_iter().collect()
}

fn check(pack: &Pack, case: &CaseText, text: &str) {
    let shown: String = text.chars().take(300).collect();
    match &case.profile {
        Ok(profile) => {
            let answer = Answer::of(pack, profile).to_json(&case.id, true);
            assert!(answer["findings"].is_array(), "{shown}");
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "{shown}");
            for problem in problems {
                let location = problem.location.as_ref().unwrap_or_else(|| panic!("no place: {problem}\n{shown}"));
                let lines = text.lines().count().max(1);
                assert!((1..=lines + 1).contains(&location.line) && location.column >= 1, "{problem}\n{shown}");
                assert!(
                    location.span.end <= text.len() && location.span.start <= location.span.end,
                    "{problem}\n{shown}"
                );
                let written = error_json(&case.id, problem);
                assert!(written["error"]["line"].is_u64() && written["error"]["column"].is_u64(), "{shown}");
                assert!(
                    problem.message.chars().count() < 400,
                    "a message is no place for a whole file: {}",
                    problem.message
                );
            }
        }
    }
}

#[test]
fn hostile_texts_are_answered_or_refused_and_never_crash() {
    let pack = bicycle();
    let (mut good, mut bad) = (0, 0);
    for seed in 0..CASES * effort() {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut text = GOOD[dice.below(GOOD.len())].to_owned();
        for _ in 0..=dice.below(3) {
            text = mutate(&mut dice, &text);
        }
        // What a strict reader of JSON refuses is refused here too.
        let strict = serde_json::from_str::<serde_json::Value>(&text);
        let cases = read_cases(pack.vocabulary(), &SourceText::new("case", text.as_str()));
        assert!(!cases.is_empty());
        for case in &cases {
            check(&pack, case, &text);
            if case.profile.is_ok() { good += 1 } else { bad += 1 }
        }
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        if let (Err(error), true) = (&strict, lines <= 1) {
            let shown: String = text.chars().take(300).collect();
            assert!(cases.iter().any(|case| case.profile.is_err()), "{error}: {shown:?}");
        }
    }
    assert!(good > 300 && bad > 5_000, "{good} good, {bad} bad: the texts are not what they should be");
}

#[test]
fn the_other_cases_of_a_file_are_still_answered() {
    let pack = bicycle();
    for seed in 0..1_500_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x4d);
        let good = GOOD[dice.below(2)];
        let mut hostile = good.to_owned();
        for _ in 0..=dice.below(2) {
            hostile = mutate(&mut dice, &hostile);
        }
        // One line only; an empty one would be no case at all.
        hostile = hostile.replace(['\n', '\r'], " ");
        if hostile.trim().is_empty() {
            hostile = "?".to_owned();
        }
        let first = r#"{"id":"first","profile":{"pupils":[]}}"#;
        let last = r#"{"id":"last","profile":{"bicycles":[{"brakes_failed":true}]}}"#;
        let orders = [[first, &hostile, last], [&hostile, first, last], [first, last, &hostile]];
        let order = orders[dice.below(3)];
        let text = order.join("\n");
        let shown: String = text.chars().take(400).collect();
        let cases = read_cases(pack.vocabulary(), &SourceText::new("cases", text.as_str()));
        assert_eq!(cases.len(), 3, "{shown:?}");
        for case in &cases {
            check(&pack, case, &text);
        }
        for id in ["first", "last"] {
            assert!(cases.iter().any(|case| case.id == id && case.profile.is_ok()), "{id} is not answered: {shown:?}");
        }
        for (number, (case, line)) in cases.iter().zip(order).enumerate() {
            if let (Err(problems), true) = (&case.profile, line == hostile) {
                assert_eq!(problems[0].location.as_ref().unwrap().line, number + 1, "{shown:?}");
            }
        }
    }
}

#[test]
fn certain_texts_are_refused_with_what_is_wrong() {
    let pack = bicycle();
    let table = [
        (r#"{"id":"a","id":"b","profile":{}}"#, "a case states `id` twice", (1, 11)),
        (r#"{"profile":{},"profile":{}}"#, "a case states `profile` twice", (1, 15)),
        (r#"{"school":{},"school":{}}"#, "the profile states `school` twice", (1, 14)),
        (r#"{"school":{"hilly":true,"hilly":true}}"#, "`school` states `hilly` twice", (1, 25)),
        ("{\"school\":\n{\"hily\":true}}", "`school` has no fact `hily`", (2, 2)),
        (r#"{"pupils":[{"age_months":240}]}"#, "`pupils[0].age_months` is out of range: `240`", (1, 26)),
        (r#"{"pupils":[{"age_months":1.5}]}"#, "`pupils[0].age_months` cannot be `1.5`", (1, 26)),
        (r#"{"pupils":[3]}"#, "`pupils[0]` must be a table of facts, not `3`", (1, 12)),
        ("[]", "a profile is a table of names and values, not a list", (1, 1)),
    ];
    for (text, message, place) in table {
        let cases = read_cases(pack.vocabulary(), &SourceText::new("case", text));
        let problems = cases[0].profile.as_ref().unwrap_err();
        let location = problems[0].location.as_ref().unwrap();
        assert_eq!((problems[0].message.as_str(), (location.line, location.column)), (message, place), "{text}");
    }
}
