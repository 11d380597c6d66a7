//! `handrail match`: cases against all findings.

use handrail_engine::answer::Answer;

use super::{Cases, CommandResult, load_pack, show};
use crate::cli::{Cli, Match};
use crate::present::{self, Detail};

pub(super) fn run(cli: &Cli, options: &Match) -> CommandResult {
    let pack = load_pack(cli)?;
    let cases = Cases::read(&pack, &options.input)?;
    cases.each(|output, id, profile| {
        let answer = Answer::of(&pack, profile);
        if options.input.json {
            writeln!(output, "{}", answer.to_json(id, options.all))?;
            return Ok(());
        }
        let detail = if options.full { Detail::Full } else { Detail::Printed };
        let mut blocks = present::answer(&answer, detail);
        if options.all {
            blocks.extend(present::excluded(&answer));
        }
        show(output, cases.len(), id, &blocks)?;
        Ok(())
    })
}
