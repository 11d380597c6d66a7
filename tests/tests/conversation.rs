//! Whole conversations through a pipe: what is typed, and what is said after it.
#![expect(clippy::unwrap_used, clippy::panic, clippy::format_collect, reason = "a test may fail loudly")]

use std::path::Path;

use handrail_tests::{Run, bicycle_rules, run, run_in, shipped_rules};

/// Holds a conversation with the small pack in this folder: what is typed, a message each.
fn talk_in(folder: &Path, messages: &[&str]) -> Run {
    let rules = bicycle_rules();
    let input = messages.iter().map(|message| format!("{message}\n")).collect::<String>();
    run_in(folder, &["chat", "--rules", rules.to_str().unwrap()], &input)
}

fn talk(messages: &[&str]) -> Run {
    talk_in(tempfile::tempdir().unwrap().path(), messages)
}

/// A transcript: after `>` what is typed, below it what must be said, in this order. Between the lines there may
/// be more.
#[track_caller]
fn follows_in(folder: &Path, transcript: &str) -> Run {
    let lines: Vec<&str> = transcript.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let messages: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix('>')).map(str::trim).collect();
    let ran = talk_in(folder, &messages);
    assert_eq!((ran.status, ran.errors.as_str()), (0, ""), "{}", ran.output);
    let said = plain(&ran.output);
    let mut from = 0;
    for line in lines.iter().filter(|line| !line.starts_with('>')) {
        let wanted = plain(line);
        let found = said.get(from..).unwrap().find(&wanted);
        let Some(at) = found else {
            panic!(
                "`{wanted}` is not said after\n…{}\nbut\n{}",
                said.get(from.saturating_sub(300)..from).unwrap_or(""),
                said.get(from..).unwrap()
            )
        };
        from += at + wanted.len();
    }
    ran
}

#[track_caller]
fn follows(transcript: &str) -> Run {
    follows_in(tempfile::tempdir().unwrap().path(), transcript)
}

/// Lines are broken to fit, so that words count and not their lines, nor the marks before lines of a warning.
fn plain(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "!" && *word != "!!").collect::<Vec<_>>().join(" ")
}

#[test]
fn it_begins_with_what_it_is_what_not_to_type_and_what_is_kept() {
    let ran = follows(
        "Bicycle schemes for schools (an invented example)
        Helps a school to find a bicycle scheme. It advises and never decides.
        !! Do not let anybody ride a bicycle whose brakes have failed.
        ! Do not type the names of pupils.
        ! What you note is held in memory only and is gone when you leave; only `export` writes it to a file.
        - `next` - be asked, question by question
        - `facts` or `facts WORD`
        such as `school.hilly=yes`
        A case speaks of `school`, `guardian`, `workshop`, `helpers`, `pupils`, `bicycles`.
        > quit
        The conversation is over. What was noted is gone.",
    );
    assert!(!ran.output.contains('\u{1b}'), "a pipe is no terminal");
}

#[test]
fn without_a_command_the_conversation_starts_too() {
    let rules = bicycle_rules();
    let arguments = ["--rules", rules.to_str().unwrap()];
    let with = run(&[&arguments[..], &["chat"]].concat(), "next\nquit\n");
    let without = run(&arguments, "next\nquit\n");
    assert_eq!((with.status, without.status), (0, 0));
    assert_eq!(with.output, without.output);
}

#[test]
fn from_facts_over_questions_to_suggestions() {
    follows(
        "> add pupils
        Noted: pupils: pupil A (`pupils[0]`)
        The list of pupils now holds 1 and counts as complete. `add pupils` adds another.
        > pupils[0].age_months = 8 years 4 months
        Noted: pupil A: age: 8 years 4 months
        > bicycles[0].tyres=bald
        bicycle 1: tyres: bald
        > done
        What I have noted
        not yet enrolled: no (assumed)
        1. age: 8 years 4 months (stated)
        2. tyres: bald (stated)
        Is this right?
        > yes
        This bears on safety. Have the brakes of bicycle 1 failed?
        > why
        I ask because the answer can settle: Stop riding.
        What it means: The brakes have failed.
        Have the brakes of bicycle 1 failed?
        > no
        Noted: bicycle 1: brakes failed: no
        Can the guardian mend a bicycle?
        > yes
        Is the workshop open?
        > yes
        Is the way to the school hilly?
        > no
        Can pupil A ride a bicycle?
        > yes
        Where are bicycles kept at the school?
        1. nowhere
        3. a locked shed
        > 3
        Noted: the school: storage: a locked shed
        There is nothing left to ask: no answer can change what is suggested.
        Suggestions
        Ride to School (bicycle scheme)
        What always holds
        > quit
        The conversation is over.",
    );
}

#[test]
fn do_not_know_is_an_answer_and_is_not_asked_again() {
    let ran = follows(
        "> add bicycles
        > next
        Have the brakes of bicycle 1 failed?
        > I don't know
        bicycle 1: brakes failed: stays unknown, and is not asked again. Unknown is not taken for no.
        > noted
        1. brakes failed: not known
        > next
        > quit",
    );
    assert_eq!(ran.output.matches("Have the brakes of bicycle 1 failed?").count(), 1, "{}", ran.output);
    // Nothing but "don't know" comes to an end, and nothing becomes a no.
    let all_unknown: Vec<&str> =
        ["next"].into_iter().chain(std::iter::repeat_n("don't know", 40)).chain(["missing", "quit"]).collect();
    let ran = talk(&all_unknown);
    let said = plain(&ran.output);
    assert!(
        said.contains(
            "There is nothing left to ask: what is still open you said is not known. It stays unknown, not no."
        ),
        "{said}"
    );
    assert!(said.contains("May also apply"), "{said}");
    for line in ran.output.lines().filter(|line| line.ends_with('?')) {
        assert_eq!(ran.output.lines().filter(|other| other == &line).count(), 1, "asked twice: {line}");
    }
}

#[test]
fn it_can_be_asked_back() {
    follows(
        "> add pupils
        > pupils[0].nervous=yes
        > why not tandem-club
        Why not: Tandem Club [tandem-club]
        It does not apply to what was noted.
        > what if guardian.licence=trainer
        What if the guardian: licence: trainer
        Would apply
        Tandem Club [tandem-club]
        Nothing was changed in what was noted.
        > why not tandem-club
        It does not apply to what was noted.
        > guardian.licence=trainer
        Noted: the guardian: licence: trainer
        > why Tandem Club
        It applies.
        pupil A: nervous in traffic: yes (asked for at findings/riding/tandem-club.rhai:4:11)
        > missing
        What is missing
        (`bicycles[0].brakes_failed`)
        > show ride-to-school
        Ride to School
        > why ride-to-scool
        Did you mean `Ride to School`?
        > why mend and lend
        Several findings can be meant. Type one of the ids in brackets:
        Mend by hand [mend-by-hand]
        > what if guardian.licnce=trainer
        Nothing was compared
        did you mean `guardian.licence`?
        > help
        what if PLACE.FACT=VALUE
        > quit",
    );
}

#[test]
fn danger_comes_before_everything_else_as_soon_as_it_is_noted() {
    follows(
        "> bicycles[0].brakes_failed=yes
        !! Before anything else
        Do not let anybody ride a bicycle whose brakes have failed.
        Noted:
        bicycle 1: brakes failed: yes
        > suggest
        !! Danger now
        Stop riding
        !! Do not let anybody ride a bicycle whose brakes have failed.
        > quit",
    );
}

#[test]
fn what_was_noted_can_be_taken_back_changed_and_forgotten() {
    follows(
        "> undo
        > school.hilly=yes
        Noted: the school: hilly: yes
        > school.hilly=no
        Noted: the school: hilly: no (before: yes)
        > undo
        Undone:
        no longer noted - the school: hilly: no
        noted again - the school: hilly: yes
        > noted
        1. hilly: yes (stated)
        > remove 7
        There is no line with this number
        > change 1
        Until you answer, it stays as it was noted.
        Is the way to the school hilly?
        > no
        Noted: the school: hilly: no (before: yes)
        > noted
        > remove 1
        No longer noted: the school: hilly: no. It is unknown now.
        > absent guardian
        Noted: the guardian: absent
        > new
        Start a new case? Everything that was noted here is forgotten
        > no
        This case goes on; nothing was changed.
        > noted
        the guardian
        > new
        > yes
        What was noted is forgotten. A new case begins.
        Bicycle schemes for schools
        > noted
        Nothing yet. Everything is unknown, which is not taken for no.
        > undo
        > noted
        Nothing yet.
        > quit",
    );
}

#[test]
fn a_note_is_written_once_as_markdown_and_never_over_a_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.md"), "mine\n").unwrap();
    follows_in(
        folder.path(),
        "> add pupils
        > pupils[0].age_months=100
        > pupils[0].rides=yes
        > school.hilly=don't know
        the school: hilly: not known; it is not asked again
        > export
        Type `export` and the name of a file, such as `export note.md`.
        > export mine.md
        ! Nothing was written
        ! A file of this name exists already and is not overwritten. Type another name.
        > export no/such/folder/note.md
        ! Nothing was written
        > export note.md
        The note was written to the file that you named. It describes a case: keep it as your organisation keeps such notes.
        > quit",
    );
    assert_eq!(std::fs::read_to_string(folder.path().join("mine.md")).unwrap(), "mine\n");
    let mut files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["mine.md", "note.md"], "nothing else is on the disk");
    let note = std::fs::read_to_string(folder.path().join("note.md")).unwrap();
    let mut from = 0;
    for wanted in [
        "# Note for supervision\n",
        "It advises and never decides.",
        "- Pack: Bicycle schemes for schools (an invented example) (bicycle-schemes)\n- Version: 0.1.0\n- Hash: ",
        "## What was noted\n",
        "**the school**\n\n- hilly: not known\n",
        "**pupil A**\n",
        "- age: 8 years 4 months (stated)\n- can ride: yes (stated)\n",
        "## Suggestions\n",
        "## May also apply\n",
        "#### Ride to School (bicycle scheme)\n",
        "- **Depends on what is not known**: the school: hilly\n",
        "- id: `ride-to-school`\n",
        "## Still open\n",
        "## What always holds\n\n- Check that the helmet fits, every time.\n",
    ] {
        let at = note.get(from..).unwrap().find(wanted);
        from += at.unwrap_or_else(|| panic!("`{wanted}` is not in the rest of the note:\n{note}")) + wanted.len();
    }
    assert!(note.ends_with('\n') && !note.contains('\u{1b}'));
}

#[test]
fn what_is_not_understood_changes_nothing_and_the_question_is_repeated() {
    follows(
        "> sugest
        That was not understood, and nothing was noted. Did you mean `suggest`?
        > scool.hilly=yes
        ! Nothing was noted
        did you mean `school.hilly`?
        > school.storage=barn
        ! Nothing was noted
        > pupils[3].rides=yes
        ! Nothing was noted
        This case has no `pupils[3]`; `pupils=+` adds one.
        > add pupls
        ! Nothing was noted
        Did you mean `pupils`?
        > absent school
        ! Nothing was noted
        > noted
        Nothing yet.
        > add bicycles
        > next
        Have the brakes of bicycle 1 failed?
        > perhaps
        That was not understood, and nothing was noted.
        Have the brakes of bicycle 1 failed?
        > skip
        Skipped; it stays unknown.
        > quit",
    );
}

#[test]
fn the_end_of_the_input_is_the_end_of_the_conversation() {
    let ended = "The input ended, and the conversation with it. What was noted is gone.";
    for input in ["", "school.hilly=yes\n", "next", "add bicycles\nnext\nyes\n"] {
        let ran = run(&["chat", "--rules", bicycle_rules().to_str().unwrap()], input);
        assert_eq!((ran.status, ran.errors.as_str()), (0, ""), "{input}");
        assert!(plain(&ran.output).ends_with(ended), "{input}: {}", ran.output);
    }
    // What follows the end is not heard.
    let ran = talk(&["quit", "school.hilly=yes", "export late.md"]);
    assert!(plain(&ran.output).ends_with("The conversation is over. What was noted is gone."), "{}", ran.output);
}

#[test]
fn odd_input_is_answered_and_never_ends_the_program() {
    let long = "ab ".repeat(100_000);
    let long_word = "a".repeat(300_000);
    let long_path = format!("{}=yes", "pupils[0].".repeat(20_000));
    let mut messages = vec![
        "   ",
        "\t",
        "\u{0}",
        "\u{1b}[31mred\u{1b}[0m",
        "\u{7}\u{8}",
        "\u{202e}gnp",
        "=",
        "==",
        "a=",
        "=b",
        ".=.",
        "pupils[=1",
        "pupils[99999999999].rides=yes",
        "pupils[-1].rides=yes",
        "pupils[0].age_months=99999999999999999999",
        "pupils[0].age_months=-1",
        "add",
        "add pupils pupils",
        "remove 0",
        "remove -1",
        "remove 99999999999999999999",
        "change",
        "why \u{0}",
        "why not",
        "what if",
        "what if =",
        "show",
        "export \u{0}",
        "export a\u{1b}[2J",
        "facts \u{0}",
        "facts [",
        "what",
        "0",
        "1",
        "☃",
        "é=ü",
        "ß.ß=ß",
        "ﬁ=1",
        "İ=1",
        "next",
        "\u{0}",
        "   ",
        "0",
        "99",
        "-1",
        "1e9",
    ];
    messages.extend([long.as_str(), long_word.as_str(), long_path.as_str(), "noted", "suggest", "quit"]);
    let ran = talk(&messages);
    assert_eq!(ran.status, 0, "{}", ran.errors);
    assert!(!ran.errors.contains("panicked"), "{}", ran.errors);
    assert!(plain(&ran.output).ends_with("The conversation is over. What was noted is gone."));
    assert!(!ran.output.chars().any(|c| c.is_control() && c != '\n'), "what was typed cannot steer the terminal");
    assert!(ran.output.len() < 200_000, "a long line is not said back: {} bytes", ran.output.len());
}

#[test]
fn bytes_that_are_no_text_are_answered() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut process = Command::new(handrail_tests::handrail())
        .args(["chat", "--rules", bicycle_rules().to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(b"\xff\xfe\x80\r\nschool.hilly=yes\r\nquit\r\n").unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = plain(&String::from_utf8(output.stdout).unwrap());
    assert!(said.contains("Noted: the school: hilly: yes"), "lines may end as on Windows: {said}");
}

#[test]
fn so_many_people_that_no_case_holds_them_are_refused() {
    let mut messages = vec!["add bicycles"; 60];
    messages.extend(["suggest", "quit"]);
    let ran = talk(&messages);
    assert_eq!(ran.status, 0, "{}", ran.errors);
    assert!(plain(&ran.output).contains("Nothing was noted A case holds at most 40 bicycles."));
}

#[test]
fn the_shipped_pack_is_talked_about_in_the_same_way() {
    let rules = shipped_rules();
    let input = "next\ndon't know\nskip\nsuggest\nshow all\nmissing\nwhy not safecare\nquit\n";
    let ran = run(&["--rules", rules.to_str().unwrap()], input);
    assert_eq!((ran.status, ran.errors.as_str()), (0, ""));
    let said = plain(&ran.output);
    for wanted in [
        "advises and never decides",
        "This bears on safety.",
        "is not asked again",
        "[safecare]",
        "What always holds",
        "The conversation is over.",
    ] {
        assert!(said.contains(wanted), "{wanted}");
    }
}
