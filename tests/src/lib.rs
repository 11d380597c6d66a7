//! What the end to end tests share: the built program, and the folders that they use.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a test that cannot set itself up has failed")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace is there")
}

/// The shipped rule pack.
pub fn shipped_rules() -> PathBuf {
    root().join("rules")
}

/// The small pack about something else.
pub fn bicycle_rules() -> PathBuf {
    root().join("tests/packs/bicycle")
}

/// The files of a pack: paths from its root, and texts.
pub fn pack_files(folder: &Path) -> Vec<(String, String)> {
    fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("the folder can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                gather(root, &path, files);
            } else {
                let name = path.strip_prefix(root).expect("a file below the root");
                let text = std::fs::read_to_string(&path).expect("the file is text");
                files.push((name.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    let mut files = Vec::new();
    gather(folder, folder, &mut files);
    files.sort();
    files
}

/// The program as a user builds it; built here first, so that no test runs an old one.
pub fn handrail() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--release", "--quiet", "-p", "handrail"])
            .current_dir(root())
            .status()
            .expect("cargo can be run");
        assert!(built.success(), "the program does not build");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
        target.join("release/handrail")
    })
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    /// Its exit status.
    pub status: i32,
    /// What it wrote to standard output.
    pub output: String,
    /// What it wrote to standard error.
    pub errors: String,
}

/// Runs the program in an empty folder, with this text on standard input.
pub fn run(arguments: &[&str], input: &str) -> Run {
    let folder = tempfile::tempdir().expect("a folder can be made");
    run_in(folder.path(), arguments, input)
}

/// Runs the program in a folder, with this text on standard input.
pub fn run_in(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut process = Command::new(handrail())
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = process.stdin.take().expect("standard input is a pipe");
    let input = input.to_owned();
    // The program may end before it has read everything; then writing fails, and that is no failure.
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = process.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    Run {
        status: output.status.code().unwrap_or(-1),
        output: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        errors: String::from_utf8(output.stderr).expect("the messages are UTF-8"),
    }
}

/// Holds a conversation in a folder: after `>` what is typed; below it what must be said after that, in this order, or,
/// after `!~`, must not be said in the answer to it. Between the lines there may be more.
///
/// # Panics
/// Where something else is said.
#[track_caller]
pub fn follows(folder: &Path, rules: &Path, transcript: &str) -> Run {
    let lines: Vec<&str> = transcript.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let messages: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix('>')).map(str::trim).collect();
    let input: String = messages.iter().flat_map(|message| [*message, "\n"]).collect();
    let rules = rules.to_str().expect("the path is text");
    let ran = run_in(folder, &["chat", "--rules", rules], &input);
    assert_eq!((ran.status, ran.errors.as_str()), (0, ""), "{}", ran.output);
    let answers = answers(rules, &messages);
    assert_eq!(answers.len(), messages.len() + 1, "each message has one answer");
    let mut number = 0;
    let mut from = 0;
    for line in lines {
        if line.starts_with('>') {
            number += 1;
            from = 0;
            continue;
        }
        let said = answers.get(number).map_or("", String::as_str);
        if let Some(unwanted) = line.strip_prefix("!~") {
            assert!(!said.contains(&plain(unwanted)), "`{unwanted}` is said in answer {number}:\n{said}");
            continue;
        }
        let wanted = plain(line);
        let rest = said.get(from..).unwrap_or("");
        let at = rest.find(&wanted);
        assert!(at.is_some(), "`{wanted}` is not said in answer {number}:\n{said}");
        from += at.unwrap_or(0) + wanted.len();
    }
    ran
}

/// The answer to each message, the greeting first: what is said after the first messages, less what was said before.
fn answers(rules: &str, messages: &[&str]) -> Vec<String> {
    let said = |count: usize| {
        let input: String = messages.iter().take(count).flat_map(|message| [*message, "\n"]).collect();
        plain(&run(&["chat", "--rules", rules], &input).output)
    };
    let end = plain("The input ended, and the conversation with it. What was noted is gone.");
    let mut before = String::new();
    let mut found = Vec::new();
    for count in 0..=messages.len() {
        let all = said(count).trim_end_matches(&end).trim_end().to_owned();
        found.push(all.strip_prefix(&before).unwrap_or(&all).trim().to_owned());
        before = all;
    }
    found
}

/// Lines are broken to fit, so that words count and not their lines, nor the marks before lines of a warning.
pub fn plain(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "!" && *word != "!!").collect::<Vec<_>>().join(" ")
}

/// The lines of an output as JSON.
pub fn json_lines(output: &str) -> Vec<serde_json::Value> {
    output.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}
