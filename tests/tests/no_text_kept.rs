//! Nothing that a person writes is kept or shown again: a conversation full of canaries through every command that
//! there is, with logging at its loudest, and no canary in what is left behind.
//!
//! A canary is an invented name or number that no other text holds. Some identify somebody and must be seen nowhere;
//! others are plain words that mean nothing to the pack, which the answer may say back once as masked text.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use handrail_tests::{Run, handrail, shipped_rules};

/// What identifies somebody.
const IDENTIFIERS: [&str; 7] = [
    "Zarnovsky",
    "Vexlethorpe",
    "0161 496 0777",
    "943 476 5919",
    "17/03/1987",
    "quorra.pemble@example.org",
    "LS99 3ZQ",
];
/// What means nothing.
const PLAIN: [&str; 2] = ["frobnitz", "quibblewick"];

/// Folders that the program may write to, empty at the start.
struct Places {
    folder: tempfile::TempDir,
}

impl Places {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "tmp", "here"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Run {
        let (home, tmp) = (self.path("home"), self.path("tmp"));
        let mut process = Command::new(handrail())
            .args(["--rules", shipped_rules().to_str().unwrap()])
            .args(arguments)
            .current_dir(self.path("here"))
            .env("RUST_LOG", "trace")
            .env("RUST_BACKTRACE", "full")
            .env("HOME", &home)
            .env("XDG_STATE_HOME", &home)
            .env("XDG_CACHE_HOME", &home)
            .env("XDG_CONFIG_HOME", &home)
            .env("XDG_DATA_HOME", &home)
            .env("TMPDIR", &tmp)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = process.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = process.wait_with_output().unwrap();
        writer.join().unwrap();
        let ran = Run {
            status: output.status.code().unwrap_or(-1),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!((0..=2).contains(&ran.status), "{arguments:?} ended with {}: {}", ran.status, ran.errors);
        assert!(!ran.errors.contains("panicked"), "{arguments:?}: {}", ran.errors);
        ran
    }

    /// Whatever was left on the disk, by its path.
    fn left(&self) -> Vec<(PathBuf, String)> {
        fn gather(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    gather(&path, found);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    found.push((path, String::from_utf8_lossy(&bytes).into_owned()));
                }
            }
        }
        let mut found = Vec::new();
        gather(self.folder.path(), &mut found);
        found
    }
}

#[track_caller]
fn none_of(canaries: &[&str], text: &str, place: &str) {
    let low = text.to_lowercase();
    for canary in canaries {
        for form in [canary.to_lowercase(), canary.replace(' ', "").to_lowercase()] {
            if let Some(at) = low.find(&form) {
                let from = (0..=at.saturating_sub(200)).rev().find(|at| low.is_char_boundary(*at)).unwrap_or(0);
                panic!("`{canary}` is in {place}:\n…{}", low.get(from..at + form.len()).unwrap_or(""));
            }
        }
    }
}

fn both() -> Vec<&'static str> {
    [&IDENTIFIERS[..], &PLAIN[..]].concat()
}

/// Messages of every kind, each with canaries.
fn messages() -> Vec<String> {
    let frames = [
        "Mum, {name}, drinks and her boy {other} (6) is neglected. DOB 17/03/1987, call 0161 496 0777.",
        "NHS 943 476 5919, quorra.pemble@example.org, lives at LS99 3ZQ.",
        "Dad drinks. Likes frobnitz tea. Likes quibblewick soup.",
        "next",
        "yes, {name} said so",
        "no, says {name}",
        "no, {name} is the drinker",
        "don't know, ask {name}",
        "about 6, says {name}",
        "actually it's {name}",
        "not {name}, {other}",
        "that's wrong, {name}",
        "remove {name}",
        "change {name}",
        "remove neglect of {name}",
        "why {name}",
        "why not {name}",
        "show {name}",
        "what if {name}.drinks=yes",
        "{name}.drinks=yes",
        "mother.substance_misuse={name}",
        "mother.{name}=yes",
        "children[{name}].age_years=6",
        "facts {name}",
        "facts {name} {other}",
        "add {name}",
        "absent {name}",
        "absent {name} {other}",
        "next {name}",
        "undo {name}",
        "export {name}.md\u{1}",
        "{name}",
        "{name}?",
        "suggest {name}",
        "noted",
        "suggest",
        "missing",
        "scrap that",
        "new",
        "{name}",
        "no",
        "{\"text\": \"{name}\"}",
    ];
    let mut messages = Vec::new();
    for (name, other) in [("Zarnovsky", "Vexlethorpe"), ("Vexlethorpe", "Zarnovsky")] {
        messages.extend(frames.iter().map(|frame| frame.replace("{name}", name).replace("{other}", other)));
    }
    messages
}

#[test]
fn a_conversation_keeps_and_repeats_no_word_that_identifies() {
    let places = Places::new();
    let mut messages = messages();
    messages.extend(["export note.md".to_owned(), "quit".to_owned()]);
    let input = messages.join("\n") + "\n";
    let ran = places.run(&["chat"], input.as_bytes());
    assert_eq!(ran.status, 0, "{}", ran.errors);
    none_of(&IDENTIFIERS, &ran.output, "what is said");
    none_of(&both(), &ran.errors, "the messages of errors");
    assert!(ran.output.contains("frobnitz"), "what was not understood is said once");
    let left = places.left();
    assert_eq!(left.len(), 1, "nothing but the note is on the disk: {left:?}");
    for (path, text) in left {
        assert!(path.ends_with("note.md"));
        assert!(text.contains("What was noted"));
        none_of(&both(), &text, "the note");
    }
}

#[test]
fn reading_texts_keeps_and_repeats_no_word_that_identifies() {
    let places = Places::new();
    let text = messages().join("\n");
    let line = serde_json::json!({"id": "1", "text": text}).to_string();
    let broken = format!(
        "{line}\n{{\"id\": \"2\", \"text\": \"Zarnovsky frobnitz\n\"Zarnovsky frobnitz\"\n[\"Zarnovsky\"]\n{{\"text\": 5, \"Zarnovsky\": 1}}\n{{\"text\": \"Zarnovsky\", \"targets\": [{{\"start\": 3, \"end\": 900}}]}}\n"
    );
    for (arguments, input) in [
        (vec!["understand", "-"], text.clone()),
        (vec!["understand", "--json", "-"], line),
        (vec!["understand", "--json", "-"], broken.clone()),
        (vec!["understand", "-"], broken),
        (vec!["understand", "-"], "Zarnovsky frobnitz ".repeat(60_000)),
    ] {
        let ran = places.run(&arguments, input.as_bytes());
        none_of(&IDENTIFIERS, &ran.output, "what is read");
        none_of(&both(), &ran.errors, "the messages of errors");
    }
    let ran = places.run(&["understand", "-"], b"Zarnovsky \xff\xfe frobnitz");
    none_of(&IDENTIFIERS, &ran.output, "what is read of bytes that are no text");
    assert!(places.left().is_empty(), "{:?}", places.left());
}

#[test]
fn case_files_and_arguments_leave_nothing_behind() {
    let places = Places::new();
    // The commands on cases name the fact and the value that they refuse, as their contract says: what they read is a
    // case and no sentence. Of a sentence where none belongs no word is said.
    let sentence = "Zarnovsky (17/03/1987) spends her days frobnitz, call 0161 496 0777";
    let cases = [
        format!("{{\"mother\": {{\"substance_misuse\": true}}}} // {sentence}"),
        format!("{{\"mother\": {{\"substance_misuse\": true}}, {sentence}"),
        sentence.to_owned(),
        format!("[\"{sentence}\"]"),
        format!("{{\"id\": 5, \"note\": \"{sentence}\"}}"),
    ];
    for case in &cases {
        for arguments in [
            vec!["match", "-"],
            vec!["match", "--json", "-"],
            vec!["why", "safecare", "-"],
            vec!["whatif", "mother.substance_misuse=true", "-"],
            vec!["ask", "-"],
            vec!["eval", "mother.substance_misuse", "-"],
            vec!["replay", "-"],
        ] {
            places.run(&arguments, case.as_bytes());
        }
    }
    for arguments in [
        vec!["why", sentence, "-"],
        vec!["whatif", sentence, "-"],
        vec!["eval", sentence, "-"],
        vec!["about", sentence],
        vec!["facts", sentence],
        vec!["findings", sentence],
        vec!["match", sentence],
        vec![sentence],
    ] {
        places.run(&arguments, b"{}");
    }
    assert!(places.left().is_empty(), "{:?}", places.left());
}
