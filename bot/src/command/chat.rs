//! `handrail chat`: the guided conversation. Also what `handrail` does without a command.

use super::{CommandResult, Finish, hearing, load_pack, style};
use crate::channel::terminal;
use crate::cli::Cli;

pub(super) fn run(cli: &Cli) -> CommandResult {
    let pack = load_pack(cli)?;
    terminal::run(&hearing(cli, &pack)?, style())?;
    Ok(Finish::Well)
}
