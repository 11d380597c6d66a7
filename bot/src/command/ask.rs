//! `handrail ask`: the next questions for a case.

use std::num::NonZeroUsize;

use handrail_engine::answer::Answer;
use serde_json::{Value, json};

use super::{Cases, CommandResult, load_pack, show};
use crate::cli::{Ask, Cli};
use crate::present;

pub(super) fn run(cli: &Cli, options: &Ask) -> CommandResult {
    let pack = load_pack(cli)?;
    let cases = Cases::read(&pack, &options.input)?;
    cases.each(|output, id, profile| {
        let mut answer = Answer::of(&pack, profile);
        answer.questions.truncate(options.limit.map_or(usize::MAX, NonZeroUsize::get));
        if options.input.json {
            let questions: Vec<Value> =
                answer.questions.iter().map(|question| answer.question_json(question)).collect();
            writeln!(output, "{}", json!({"case": id, "questions": questions}))?;
            return Ok(());
        }
        show(output, cases.len(), id, &present::missing(&answer))?;
        Ok(())
    })
}
