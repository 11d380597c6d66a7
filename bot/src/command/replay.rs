//! `handrail replay`: the cases beside the findings, and whole scenarios - answers, reasons, coverage.

use std::io::Write;
use std::path::Path;

use anstyle::AnsiColor;
use handrail_engine::pack::Pack;
use handrail_engine::problem::Problem;
use handrail_engine::scenario::{Coverage, Expectations, Replayed, read_scenarios, replay_case, replay_scenario};
use handrail_engine::text::SourceText;
use handrail_engine::truth::Truth;
use indicatif::ProgressBar;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde_json::json;

use super::{CommandResult, Failure, Finish, counted, load_pack};
use crate::cli::{Cli, Replay};
use crate::pack_files::FileError;
use crate::render::harmless;
use crate::{diagnostics, input};

pub(super) fn run(cli: &Cli, options: &Replay) -> CommandResult {
    let pack = load_pack(cli)?;
    let (mut expectations, mut problems) = Expectations::of(&pack);
    let mut further: Vec<SourceText> = Vec::new();
    for path in &options.files {
        let text = input::read(path)?;
        read_scenarios(&pack, &text, &mut expectations.scenarios, &mut problems);
        further.push(text);
    }
    let text_of = |name: &str| {
        let own = pack.texts().get(name);
        own.or_else(|| further.iter().find(|text| text.name().as_ref() == name))
    };
    diagnostics::print(&problems, text_of);
    let coverage = options.only.is_empty().then(|| Coverage::of(&pack, &expectations.cases));
    let replayed = replay(&pack, &expectations, &options.only);
    if let Some(path) = &options.junit {
        write_junit(path, &replayed, &problems)?;
    }
    let failed = replayed.iter().filter(|replayed| !replayed.failures.is_empty()).count();
    let uncovered = coverage.as_ref().is_some_and(|coverage| !coverage.is_complete());
    let mut output = anstream::stdout().lock();
    if options.json {
        for replayed in &replayed {
            writeln!(output, "{}", replayed_json(replayed))?;
        }
        if let Some(coverage) = &coverage {
            writeln!(output, "{}", coverage_json(coverage))?;
        }
    } else {
        for replayed in replayed.iter().filter(|replayed| !replayed.failures.is_empty()) {
            let red = AnsiColor::Red.on_default().bold();
            writeln!(
                output,
                "{red}FAILED{red:#} {}: {} ({})",
                harmless(&replayed.of),
                harmless(&replayed.name),
                replayed.at
            )?;
            for failure in &replayed.failures {
                writeln!(output, "       {}", harmless(failure))?;
            }
        }
        if let Some(coverage) = &coverage {
            show_coverage(&mut output, &pack, coverage)?;
        }
        let passed = replayed.len() - failed;
        writeln!(output, "{passed} passed, {failed} failed")?;
        if !problems.is_empty() {
            writeln!(output, "{} in the files of cases and scenarios", counted(problems.len(), "problem"))?;
        }
        if replayed.is_empty() {
            writeln!(output, "nothing was replayed: no case or scenario matches")?;
        }
    }
    let wrong = failed > 0 || !problems.is_empty() || replayed.is_empty() || (options.strict && uncovered);
    Ok(if wrong { Finish::FoundWrong } else { Finish::Well })
}

/// Runs with more cases show their progress, on a terminal.
const LONG: usize = 2_000;

fn replay(pack: &Pack, expectations: &Expectations, only: &[String]) -> Vec<Replayed> {
    let wanted = |id: &str| only.is_empty() || only.iter().any(|part| id.contains(part.as_str()));
    let id = |finding: usize| pack.findings().get(finding).map_or("", |finding| finding.id.as_str());
    let total = expectations.cases.len() + expectations.scenarios.len();
    let progress = if total > LONG { ProgressBar::new(total as u64) } else { ProgressBar::hidden() };
    let cases = expectations.cases.iter().filter(|case| wanted(id(case.finding))).map(|case| replay_case(pack, case));
    let scenarios = expectations
        .scenarios
        .iter()
        .filter(|scenario| wanted(&scenario.id))
        .map(|scenario| replay_scenario(pack, scenario));
    let replayed = cases.chain(scenarios).inspect(|_| progress.inc(1)).collect();
    progress.finish_and_clear();
    replayed
}

fn show_coverage(output: &mut impl Write, pack: &Pack, coverage: &Coverage) -> std::io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    for leaf in coverage.leaves.iter().filter(|leaf| leaf.seen.len() < 3) {
        let unseen: Vec<&str> = [(Truth::True, "true"), (Truth::False, "false"), (Truth::Unknown, "unknown")]
            .into_iter()
            .filter(|(truth, _)| !leaf.seen.contains(truth))
            .map(|(_, word)| word)
            .collect();
        let finding = pack.findings().get(leaf.finding).map_or("", |finding| finding.id.as_str());
        writeln!(
            output,
            "{yellow}not covered{yellow:#} {finding}: `{}` is never {} ({})",
            leaf.written,
            unseen.join(" nor "),
            leaf.at
        )?;
    }
    for bound in coverage.bounds.iter().filter(|bound| !bound.seen) {
        let finding = pack.findings().get(bound.finding).map_or("", |finding| finding.id.as_str());
        let fact = &pack.vocabulary().fact(bound.fact).id;
        writeln!(
            output,
            "{yellow}not covered{yellow:#} {finding}: no case with `{fact}` = {} ({})",
            bound.number, bound.at
        )?;
    }
    let (leaves, all_leaves) = coverage.leaf_values();
    let (bounds, all_bounds) = coverage.bound_sides();
    writeln!(
        output,
        "coverage: {leaves} of {all_leaves} leaf values (true, false, unknown), {bounds} of {all_bounds} sides of bounds"
    )
}

fn replayed_json(replayed: &Replayed) -> serde_json::Value {
    json!({
        "of": replayed.of,
        "name": replayed.name,
        "at": replayed.at.to_string(),
        "passed": replayed.failures.is_empty(),
        "failures": replayed.failures,
    })
}

fn coverage_json(coverage: &Coverage) -> serde_json::Value {
    let (leaves, all_leaves) = coverage.leaf_values();
    let (bounds, all_bounds) = coverage.bound_sides();
    json!({"coverage": {
        "leaf_values": leaves, "of_leaf_values": all_leaves,
        "bound_sides": bounds, "of_bound_sides": all_bounds,
    }})
}

fn write_junit(path: &Path, replayed: &[Replayed], problems: &[Problem]) -> Result<(), Failure> {
    let mut report = Report::new("handrail replay");
    let mut suites: Vec<TestSuite> = Vec::new();
    for replayed in replayed {
        let mut status = TestCaseStatus::success();
        if !replayed.failures.is_empty() {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(replayed.failures.join("; "));
            status.set_description(replayed.at.to_string());
        }
        let case = TestCase::new(replayed.name.clone(), status);
        if let Some(suite) = suites.iter_mut().find(|suite| suite.name.as_str() == replayed.of) {
            suite.add_test_case(case);
        } else {
            let mut suite = TestSuite::new(replayed.of.clone());
            suite.add_test_case(case);
            suites.push(suite);
        }
    }
    if !problems.is_empty() {
        let mut suite = TestSuite::new("files of cases and scenarios");
        for problem in problems {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(problem.to_string());
            suite.add_test_case(TestCase::new(problem.code, status));
        }
        suites.push(suite);
    }
    report.add_test_suites(suites);
    let written =
        report.to_string().map_err(|error| Failure::Usage(format!("the JUnit report could not be made: {error}")))?;
    std::fs::write(path, written).map_err(|cause| Failure::File(FileError::new(path, cause)))
}
