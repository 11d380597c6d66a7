//! What holds for the whole source tree: no word of the field in Rust or a template, a purpose at the head of every module,
//! no path of a machine, no unfinished business.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot read its own tree has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use handrail_engine::pack::Pack;
use handrail_tests::{bicycle_rules, pack_files, root, shipped_rules};

fn rust_files() -> Vec<PathBuf> {
    fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                gather(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    for part in ["engine", "storage", "bot", "tests"] {
        gather(&root().join(part), &mut files);
    }
    files.sort();
    assert!(files.len() > 40, "the source files are found");
    files
}

fn is_product(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "src") && !path.starts_with(root().join("tests"))
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The words that the shipped pack gives to people, facts, values and findings, without those that are plain
/// English and mean nothing in particular.
fn words_of_the_field() -> BTreeSet<String> {
    // Words of the vocabulary that programs need too.
    let plain = include_str!("../data/plain_words.txt");
    let pack = Pack::load(pack_files(&shipped_rules())).pack.expect("the shipped pack loads");
    let vocabulary = pack.vocabulary();
    let mut found = BTreeSet::new();
    for (_, entity) in vocabulary.entities() {
        found.extend(words(&entity.name));
    }
    for (_, role) in vocabulary.roles() {
        found.extend(role.words.iter().flat_map(|word| words(word)));
    }
    for (_, fact) in vocabulary.facts() {
        found.extend(words(&fact.id));
        found.extend(fact.values().iter().flat_map(|value| words(&value.id)));
    }
    // Names of programmes, where they are one word.
    found.extend(pack.reference().interventions.keys().filter(|id| !id.contains('-')).cloned());
    found.retain(|word| word.len() > 3 && !word.chars().all(|c| c.is_ascii_digit()));
    for word in plain.lines() {
        found.remove(word);
    }
    for sure in
        ["family", "mother", "father", "child", "parent", "carer", "perpetrator", "abuse", "neglect", "violence"]
    {
        assert!(found.contains(sure) || sure == "violence", "`{sure}` is a word of the field");
    }
    found.insert("violence".to_owned());
    found.insert("safeguarding".to_owned());
    found
}

#[test]
fn no_word_of_the_field_stands_in_rust() {
    let field = words_of_the_field();
    let mut stray = Vec::new();
    let templates = root().join("bot/templates");
    let templates = pack_files(&templates).into_iter().map(|(path, _)| templates.join(path));
    for path in rust_files().into_iter().filter(|path| is_product(path)).chain(templates) {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            // The standard library's name for the folder above a path, and two words of style sheets.
            let line = line.replace(".parent()", "").replace("font-family", "").replace("last-child", "");
            for word in words(&line).filter(|word| field.contains(word)) {
                stray.push(format!("{}:{}: {word}", path.strip_prefix(root()).unwrap().display(), number + 1));
            }
        }
    }
    assert!(stray.is_empty(), "words of the field belong in rules/:\n{}", stray.join("\n"));
}

#[test]
fn the_small_pack_speaks_of_something_else() {
    let field = words_of_the_field();
    let stray: BTreeSet<String> = pack_files(&bicycle_rules())
        .iter()
        .flat_map(|(_, text)| words(text).collect::<Vec<_>>())
        .filter(|word| field.contains(word))
        .collect();
    assert!(stray.is_empty(), "{stray:?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> =
        rust_files().into_iter().filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//! ")).collect();
    assert!(silent.is_empty(), "no `//!` at the head: {silent:?}");
}

#[test]
fn nothing_unfinished_and_no_path_of_a_machine() {
    let here = Path::new(file!()).file_name().unwrap();
    let signs = ["todo!(", "unimplemented!(", "dbg!(", "FIXME", "XXX", "/home/", "/root/", "/work/"];
    let mut stray = Vec::new();
    for path in rust_files().into_iter().filter(|path| path.file_name() != Some(here)) {
        let text = std::fs::read_to_string(&path).unwrap();
        for sign in signs.iter().filter(|sign| text.contains(**sign)) {
            stray.push(format!("{}: {sign}", path.display()));
        }
    }
    assert!(stray.is_empty(), "{}", stray.join("\n"));
}

#[test]
fn names_of_cases_and_findings_are_theirs_alone() {
    let pack = Pack::load(pack_files(&shipped_rules())).pack.expect("the shipped pack loads");
    let (expectations, problems) = handrail_engine::scenario::Expectations::of(&pack);
    assert!(problems.is_empty(), "{problems:?}");
    let mut seen = BTreeSet::new();
    for case in &expectations.cases {
        assert!(seen.insert((case.finding, case.name.clone())), "two cases are called `{}`", case.name);
    }
    for (index, finding) in pack.findings().iter().enumerate() {
        assert!(expectations.cases.iter().any(|case| case.finding == index), "`{}` has no case", finding.id);
        let file = finding.at.file.rsplit('/').next().unwrap();
        assert_eq!(file, format!("{}.rhai", finding.id), "one finding, one file of its name");
    }
}
