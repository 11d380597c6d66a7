//! `handrail ask`: the next questions for a case.

use handrail_engine::answer::Answer;
use serde_json::{Value, json};

use super::{Cases, CommandResult, load_pack};
use crate::cli::{Ask, Cli};

pub(super) fn run(cli: &Cli, options: &Ask) -> CommandResult {
    let pack = load_pack(cli)?;
    let cases = Cases::read(&pack, &options.input)?;
    let limit = options.limit.unwrap_or(usize::MAX);
    cases.each(|output, id, profile| {
        let answer = Answer::of(&pack, profile);
        if options.input.json {
            let questions: Vec<Value> = answer.questions.iter().take(limit).map(|question| answer.question_json(question)).collect();
            writeln!(output, "{}", json!({"case": id, "questions": questions}))?;
        }
        Ok(())
    })
}
