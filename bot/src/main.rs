//! `handrail`: explained suggestions from published evidence, in a guided conversation or from a case file.

mod catalogue;
mod channel;
mod cli;
mod command;
mod diagnostics;
mod dialogue;
mod document;
mod evidence;
mod input;
mod lookup;
mod pack_files;
mod present;
mod render;
mod understanding;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    cli.colour.apply();
    match command::run(&cli) {
        Ok(finish) => finish.into(),
        // Whoever reads the output has closed it: `handrail match … | head` is no failure.
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            anstream::eprintln!("{}{}", diagnostics::error_prefix(), render::harmless(&failure.to_string()));
            ExitCode::from(2)
        }
    }
}
