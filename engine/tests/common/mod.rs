//! Small packs in memory, for tests.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test file uses what it needs, and may fail loudly"
)]

use std::path::Path;

use handrail_engine::pack::{Loaded, Pack};
use handrail_engine::problem::Problem;

pub const MANIFEST: &str = r#"
name = "shop"
title = "A bicycle shop"
version = "1"
about = "Invented for tests."
do_not_enter = "Names."
[kinds.advice]
label = "advice"
part = "suggestion"
[schemes.stars]
title = "Stars"
by = "the shop"
ranked = true
grades = [{ id = "two", label = "two stars", meaning = "good" }, { id = "one", label = "one star", meaning = "fair" }]
"#;

pub const VOCABULARY: &str = r#"
[entity.shop]
number = "one"
label = "the shop"
[entity.owner]
number = "one"
may_be_absent = true
label = "the owner"
[entity.bikes]
number = "many"
left_out = "unknown"
label = "bike {number}"
[role.bike]
words = ["bike"]
members = ["bikes"]
label = "bike"
[fact."shop.open"]
type = "bool"
meaning = "Open."
question = "Open?"
label = "open"
[fact."shop.staff"]
type = "integer"
minimum = 0
maximum = 20
unit = "people"
meaning = "Staff."
question = "How many?"
label = "staff"
[fact."owner.present"]
type = "bool"
meaning = "Present."
question = "Present?"
label = "present"
[fact."bike.wheels"]
type = "integer"
minimum = 0
maximum = 8
unit = "wheels"
meaning = "Wheels."
question = "How many?"
label = "wheels"
[fact."bike.broken"]
type = "bool"
meaning = "Broken."
question = "Broken?"
label = "broken"
[fact."bike.rusty"]
type = "bool"
meaning = "Rusty."
question = "Rusty?"
label = "rusty"
[fact."bike.colour"]
type = "choice"
values = ["red", "green", "blue"]
meaning = "Colour."
question = "Which?"
label = "colour"
[fact."bike.bags"]
type = "set"
values = ["left", "right"]
meaning = "Bags."
question = "Which?"
label = "bags"
"#;

pub const SOURCES: &str = r#"
[source.manual]
title = "The manual"
date = "2024"
"#;

pub const CATALOGUE: &str = r#"
[intervention.repair]
name = "Repair"
what = "Mend it."
"#;

/// The file that holds the script under test.
pub const SCRIPT: &str = "findings/tested.rhai";

/// A finding with this id whose condition stands on the second line, from the fifth column on.
pub fn finding(id: &str, when: &str) -> String {
    format!(
        "finding(\"{id}\", #{{ when:\n    {when},\n    name: \"N\", kind: \"advice\", consider: [\"repair\"], advice: \"A.\", because: \"B.\", \
         strength: [grade(\"stars\", \"two\", \"2024\")], source: [cite(\"manual\", \"1\")], review_by: \"2027-06-30\" }});"
    )
}

/// Loads the smallest pack with these files in it.
pub fn load(files: &[(&str, &str)]) -> Loaded {
    let base = [
        ("pack.toml", MANIFEST),
        ("vocabulary.toml", VOCABULARY),
        ("sources.toml", SOURCES),
        ("interventions/all.toml", CATALOGUE),
    ];
    Pack::load(base.iter().chain(files).map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}

/// Loads a pack with one script.
pub fn load_script(script: &str) -> Loaded {
    load(&[(SCRIPT, script)])
}

/// Every file of a folder, as a pack is loaded from.
pub fn files_of(folder: &Path) -> Vec<(String, String)> {
    fn walk(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found
}

/// A problem in one line: place, code and message.
pub fn line(problem: &Problem) -> String {
    let place = problem.location.as_ref().map_or_else(|| "nowhere".to_owned(), ToString::to_string);
    format!("{place} {} {}", problem.code, problem.message)
}
