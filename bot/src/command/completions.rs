//! `handrail completions` and `handrail man`.

use std::io::Write;

use clap::CommandFactory;

use super::{CommandResult, Finish};
use crate::cli::Cli;

pub(super) fn completions(shell: clap_complete::Shell) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "handrail", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Finish::Well)
}

pub(super) fn manual() -> CommandResult {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    // One page holds all: each command is a section of it, with the usual sections below.
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        let mut sections = Vec::new();
        let described = clap_mangen::Man::new(inner.clone());
        described.render_synopsis_section(&mut sections)?;
        described.render_description_section(&mut sections)?;
        described.render_options_section(&mut sections)?;
        writeln!(page, ".SH \"HANDRAIL {}\"", inner.get_name().to_uppercase())?;
        page.extend_from_slice(String::from_utf8_lossy(&sections).replace(".SH ", ".SS ").as_bytes());
    }
    std::io::stdout().write_all(&page)?;
    Ok(Finish::Well)
}
