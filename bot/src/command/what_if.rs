//! `handrail whatif`: what appears, disappears and changes when facts change.

use handrail_engine::answer::{binding_json, error_json};
use handrail_engine::explain::{Difference, compare};
use handrail_engine::pack::Pack;
use handrail_engine::problem::Problem;
use handrail_engine::profile::{Change, ChangeError, Profile};
use serde_json::{Value, json};

use super::{Cases, CommandResult, Failure, Finish, load_pack, show};
use crate::cli::{Cli, WhatIf};
use crate::render::harmless;
use crate::{diagnostics, present};

pub(super) fn run(cli: &Cli, options: &WhatIf) -> CommandResult {
    let pack = load_pack(cli)?;
    let cases = Cases::read(&pack, &options.input)?;
    let several = cases.len() > 1;
    let mut refused = None;
    let mut answered = 0_usize;
    let finish = cases.each(|output, id, profile| {
        let after = match apply(&pack, profile, &options.changes) {
            Ok(after) => after,
            // A change that one case cannot take says nothing about the others.
            Err(error) => {
                if several {
                    refuse(output, options.input.json, id, &error)?;
                }
                refused.get_or_insert(error);
                return Ok(());
            }
        };
        answered += 1;
        if options.input.json {
            let differences = compare(&pack, profile, &after);
            writeln!(output, "{}", to_json(&pack, id, &after, &differences))?;
            return Ok(());
        }
        let blocks = present::what_if(&pack, profile, &after, &options.changes.join("; "));
        show(output, cases.len(), id, &blocks)?;
        Ok(())
    })?;
    match refused {
        // No case could take it: the call itself is wrong.
        Some(error) if answered == 0 => Err(Failure::Usage(error.to_string())),
        Some(_) => Ok(Finish::FoundWrong),
        None => Ok(finish),
    }
}

/// Says of one case that it cannot take a change.
fn refuse(output: &mut dyn std::io::Write, json: bool, id: &str, error: &ChangeError) -> Result<(), Failure> {
    if json {
        let problem =
            Problem { did_you_mean: error.did_you_mean.clone(), ..Problem::error("change", error.to_string()) };
        writeln!(output, "{}", error_json(id, &problem))?;
    } else {
        output.flush()?;
        anstream::eprintln!("{}the case `{}` cannot be changed so: {error}", diagnostics::error_prefix(), harmless(id));
    }
    Ok(())
}

/// The profile after all changes; each is read with the profile as the earlier ones have left it.
fn apply(pack: &Pack, profile: &Profile, written: &[String]) -> Result<Profile, ChangeError> {
    let mut changed = profile.clone();
    for written in written {
        let change = Change::parse(pack.vocabulary(), &changed, written)?;
        change.apply(pack.vocabulary(), &mut changed);
    }
    Ok(changed)
}

fn to_json(pack: &Pack, case: &str, changed: &Profile, differences: &[Difference]) -> Value {
    let written: Vec<Value> = differences
        .iter()
        .filter_map(|difference| {
            let finding = pack.findings().get(difference.finding)?;
            let roles = pack.criteria().get(difference.finding).map_or(&[][..], |criterion| criterion.roles.as_slice());
            let bindings = |bindings: &[handrail_engine::matching::Binding]| -> Value {
                bindings.iter().map(|binding| binding_json(pack.vocabulary(), changed, roles, binding)).collect()
            };
            Some(json!({
                "id": finding.id,
                "before": difference.before.word(),
                "after": difference.after.word(),
                "gained": bindings(&difference.gained),
                "lost": bindings(&difference.lost),
            }))
        })
        .collect();
    json!({"case": case, "changes": written})
}
