//! The project is written in its own words: no run of eight consecutive words stands both in the source documents
//! and in the project. Excepted are titles, names, sections and what is quoted as a grade.
//!
//! The source documents are not part of the project. They are looked for in `HANDRAIL_SOURCE_DOCUMENTS`, or beside
//! the project; where they are not at hand, the test says so.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use handrail_engine::finding::Finding;
use handrail_engine::pack::Pack;
use handrail_tests::{pack_files, root, shipped_rules};

/// So many words in a row are no coincidence.
const RUN: usize = 8;

fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace(['\'', '’'], "");
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn documents() -> Option<Vec<String>> {
    let folder = std::env::var_os("HANDRAIL_SOURCE_DOCUMENTS")
        .map_or_else(|| root().join("../shared/evidence/seeds"), PathBuf::from);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    (!paths.is_empty()).then(|| paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect())
}

/// Everything that may stand as it stands in a source: titles, names, sections, quoted wording.
fn excepted() -> BTreeSet<String> {
    let pack = Pack::load(pack_files(&shipped_rules())).pack.unwrap();
    let reference = pack.reference();
    let mut found = BTreeSet::new();
    let mut add = |text: &str| {
        found.insert(text.to_owned());
    };
    for source in reference.sources.values() {
        add(&source.title);
        for text in [&source.authors, &source.publisher, &source.url].into_iter().flatten() {
            add(text);
        }
    }
    for intervention in reference.interventions.values() {
        std::iter::once(&intervention.name).chain(&intervention.aliases).for_each(|name| add(name));
    }
    let entries: Vec<&Finding> = pack.findings().iter().chain(pack.background()).collect();
    for entry in entries {
        add(&entry.name);
        entry.strength.iter().filter_map(|grading| grading.wording.as_deref()).for_each(&mut add);
        entry.sources.iter().for_each(|citation| add(&citation.section));
    }
    for statement in &reference.standing {
        add(&statement.name);
        statement.sources.iter().for_each(|(_, section)| add(section));
    }
    reference.conflicts.iter().flat_map(|conflict| &conflict.sides).for_each(|side| add(&side.section));
    for scheme in reference.schemes.values() {
        add(&scheme.title);
        add(&scheme.by);
    }
    found
}

fn project_files() -> Vec<PathBuf> {
    fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && name != ".git" && name != "node_modules" {
                    gather(&path, files);
                }
            // Whoever wrote the questions to `about` cites the places that they are about.
            } else if name != "Cargo.lock" && name != "questions.jsonl" {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    gather(&root(), &mut files);
    files.sort();
    files
}

/// The runs of words of a text, without those that only an exception joins.
fn runs<'a>(words: &'a [String], known: &HashSet<&[String]>) -> Vec<&'a [String]> {
    let mut found: Vec<&[String]> = Vec::new();
    let mut start = 0;
    while let Some(run) = words.get(start..start + RUN) {
        if known.contains(run) {
            found.push(run);
            start += RUN;
        } else {
            start += 1;
        }
    }
    found
}

#[test]
fn no_sentence_of_a_source_stands_in_the_project() {
    let Some(documents) = documents() else {
        eprintln!("NOT COMPARED: the source documents are not at hand; set HANDRAIL_SOURCE_DOCUMENTS to their folder");
        return;
    };
    let documents: Vec<Vec<String>> = documents.iter().map(|text| words(text)).collect();
    let known: HashSet<&[String]> = documents.iter().flat_map(|words| words.windows(RUN)).collect();
    assert!(known.len() > 10_000, "the documents were read");
    let mut excepted: Vec<String> = excepted().into_iter().filter(|text| words(text).len() > 3).collect();
    excepted.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let mut copied = Vec::new();
    let mut read = 0;
    for path in project_files() {
        let Ok(mut text) = std::fs::read_to_string(&path) else { continue };
        read += 1;
        // A word of its own in place of each exception: what stands before and after it is no run.
        for exception in &excepted {
            if text.contains(exception.as_str()) {
                text = text.replace(exception.as_str(), " 000excepted000 ");
            }
        }
        for run in runs(&words(&text), &known) {
            copied.push(format!("{}: {}", path.strip_prefix(root()).unwrap().display(), run.join(" ")));
        }
    }
    assert!(read > 300, "the files of the project were read");
    assert!(copied.is_empty(), "written in the words of a source:\n{}", copied.join("\n"));
}

#[test]
fn a_copied_sentence_is_found() {
    let source = words("One two three four five six seven eight nine.");
    let known: HashSet<&[String]> = source.windows(RUN).collect();
    assert_eq!(runs(&words("so: one, TWO three four - five six seven eight"), &known).len(), 1);
    assert!(runs(&words("one two three four five six seven and eight"), &known).is_empty());
}
