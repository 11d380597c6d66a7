//! `handrail catalogue`: the whole pack as a site of plain pages.

use std::io::Write;

use handrail_engine::scenario::Expectations;

use super::{CommandResult, Failure, Finish, check, counted, load_pack};
use crate::catalogue::{build, write};
use crate::cli::{Catalogue, Cli};
use crate::render::harmless;

pub(super) fn run(cli: &Cli, options: &Catalogue) -> CommandResult {
    let pack = load_pack(cli)?;
    let (expectations, problems) = Expectations::of(&pack);
    if let Some(problem) = problems.iter().find(|problem| problem.is_error()) {
        return Err(Failure::Usage(format!(
            "a case beside a finding cannot be shown; `handrail check` lists every problem: {problem}"
        )));
    }
    let as_of = options.as_of.unwrap_or_else(check::today);
    let files = build(&pack, &expectations.cases, as_of)
        .map_err(|error| Failure::Usage(format!("a page could not be made: {error}")))?;
    write(&options.out, &files, options.force).map_err(|error| Failure::Usage(error.to_string()))?;
    // One file is no page: the style sheet.
    let pages = files.len().saturating_sub(1);
    let mut output = anstream::stdout().lock();
    let folder = harmless(&options.out.display().to_string());
    writeln!(output, "wrote {} to {folder}; begin with index.html", counted(pages, "page"))?;
    Ok(Finish::Well)
}
