//! `handrail phrases test`: the examples that stand beside the phrases.

use std::io::Write;

use super::{CommandResult, Failure, Finish, counted, load_pack};
use crate::cli::Cli;
use crate::diagnostics;
use crate::understanding::answers::Hearing;

pub(super) fn test(cli: &Cli) -> CommandResult {
    let pack = load_pack(cli)?;
    let hearing = Hearing::of(&pack).map_err(|error| Failure::Usage(error.to_string()))?;
    let tried = hearing.examples();
    diagnostics::print(&tried.failed, |name| pack.texts().get(name));
    let mut output = anstream::stdout().lock();
    writeln!(output, "{}, {} failed", counted(tried.count, "example"), tried.failed.len())?;
    Ok(if tried.failed.is_empty() { Finish::Well } else { Finish::FoundWrong })
}
