//! `handrail eval`: one condition in the rule language against cases.

use handrail_engine::answer::{condition_json, error_json};
use handrail_engine::text::SourceText;

use super::{Cases, CommandResult, Finish, load_pack, show};
use crate::cli::{Cli, Eval};
use crate::{diagnostics, present};

pub(super) fn run(cli: &Cli, options: &Eval) -> CommandResult {
    let pack = load_pack(cli)?;
    let condition = match pack.condition(&options.condition) {
        Ok(condition) => condition,
        Err(problems) => {
            let text = SourceText::new("condition", options.condition.clone());
            diagnostics::print(
                &problems,
                |name| if name == "condition" { Some(&text) } else { pack.texts().get(name) },
            );
            if options.input.json {
                let error = problems.first().map(|problem| error_json("condition", problem));
                anstream::println!("{}", error.unwrap_or_default());
            }
            return Ok(Finish::FoundWrong);
        }
    };
    let cases = Cases::read(&pack, &options.input)?;
    cases.each(|output, id, profile| {
        if options.input.json {
            writeln!(output, "{}", condition_json(&pack, id, profile, &condition))?;
            return Ok(());
        }
        show(output, cases.len(), id, &present::condition(&pack, profile, &condition))?;
        Ok(())
    })
}
