//! `handrail check`: every problem of a pack in one run.

use std::io::Write;

use handrail_engine::finding::Status;
use handrail_engine::pack::Pack;
use handrail_engine::problem::{Problem, tidy};
use handrail_engine::scenario::Expectations;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{CommandResult, Finish, counted};
use crate::cli::{Check, Cli};
use crate::diagnostics;
use crate::pack_files::Origin;
use crate::understanding::answers::Hearing;

pub(super) fn run(cli: &Cli, options: &Check) -> CommandResult {
    let origin = Origin::choose(cli.rules.as_deref());
    let texts = origin.texts()?;
    let loaded = Pack::load(texts.iter().map(|text| (text.name().to_string(), text.text().to_string())));
    let mut problems = loaded.problems;
    if let Some(pack) = &loaded.pack {
        problems.extend(Expectations::of(pack).1);
        let today = options.as_of.unwrap_or_else(today);
        problems.extend(overdue(pack, today));
        match Hearing::of(pack) {
            Ok(hearing) => problems.extend(hearing.examples().failed),
            Err(error) => problems.push(Problem::error("word-list", error.to_string())),
        }
    }
    tidy(&mut problems);
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let warnings = problems.len() - errors;
    let mut output = anstream::stdout().lock();
    if options.json {
        for problem in &problems {
            writeln!(output, "{}", problem_json(problem))?;
        }
    } else {
        diagnostics::print(&problems, |name| texts.iter().find(|text| text.name().as_ref() == name));
        match &loaded.pack {
            Some(pack) => {
                let manifest = &pack.reference().manifest;
                writeln!(
                    output,
                    "{} {}: {}, {}, {}, {}, {}",
                    manifest.name,
                    manifest.version,
                    counted(pack.findings().len(), "finding"),
                    counted(pack.reference().standing.len(), "standing statement"),
                    counted(pack.vocabulary().fact_count(), "fact"),
                    counted(pack.reference().interventions.len(), "intervention"),
                    counted(pack.reference().sources.len(), "source"),
                )?;
                writeln!(output, "hash {}", pack.hash())?;
            }
            None => writeln!(output, "nothing was loaded from {origin}")?,
        }
        match (errors, warnings) {
            (0, 0) => writeln!(output, "no problem")?,
            _ => writeln!(output, "{}, {}", counted(errors, "error"), counted(warnings, "warning"))?,
        }
    }
    Ok(if errors == 0 { Finish::Well } else { Finish::FoundWrong })
}

/// The day that it is, in universal time.
pub(super) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn overdue(pack: &Pack, today: Date) -> Vec<Problem> {
    pack.findings()
        .iter()
        .filter(|finding| finding.status != Status::Retired && finding.is_overdue(today))
        .map(|finding| {
            Problem::warning(
                "review-overdue",
                format!("the review of `{}` was due on {}", finding.id, finding.review_by),
            )
            .at_location(finding.at.clone())
            .label("look at it again")
            .help("read the sources and later evidence, then set a new `review_by`")
        })
        .collect()
}

fn problem_json(problem: &Problem) -> serde_json::Value {
    let location = problem.location.as_ref();
    json!({
        "severity": if problem.is_error() { "error" } else { "warning" },
        "code": problem.code,
        "message": problem.message,
        "file": location.map(|location| location.file.as_ref()),
        "line": location.map(|location| location.line),
        "column": location.map(|location| location.column),
        "help": problem.help,
        "did_you_mean": problem.did_you_mean,
    })
}
