//! `handrail chat`: the guided conversation. Also what `handrail` does without a command.

use super::{CommandResult, Failure, Finish, load_pack, style};
use crate::channel::terminal;
use crate::cli::Cli;
use crate::understanding::answers::Hearing;

pub(super) fn run(cli: &Cli) -> CommandResult {
    let pack = load_pack(cli)?;
    let hearing = Hearing::of(&pack).map_err(|error| Failure::Usage(error.to_string()))?;
    terminal::run(&hearing, style())?;
    Ok(Finish::Well)
}
