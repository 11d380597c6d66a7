//! `handrail completions` and `handrail man`.

use clap::CommandFactory;

use super::{CommandResult, Finish};
use crate::cli::Cli;

pub(super) fn completions(shell: clap_complete::Shell) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "handrail", &mut script);
    std::io::Write::write_all(&mut std::io::stdout(), &script)?;
    Ok(Finish::Well)
}

pub(super) fn manual() -> CommandResult {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    std::io::Write::write_all(&mut std::io::stdout(), &page)?;
    Ok(Finish::Well)
}
