//! `handrail whatif`: what appears, disappears and changes when facts change.

use handrail_engine::answer::binding_json;
use handrail_engine::explain::{Difference, compare};
use handrail_engine::pack::Pack;
use handrail_engine::profile::{Change, Profile};
use serde_json::{Value, json};

use super::{Cases, CommandResult, Failure, load_pack, show};
use crate::cli::{Cli, WhatIf};
use crate::present;

pub(super) fn run(cli: &Cli, options: &WhatIf) -> CommandResult {
    let pack = load_pack(cli)?;
    let cases = Cases::read(&pack, &options.input)?;
    cases.each(|output, id, profile| {
        let after = apply(&pack, profile, &options.changes)?;
        if options.input.json {
            let differences = compare(&pack, profile, &after);
            writeln!(output, "{}", to_json(&pack, id, &after, &differences))?;
            return Ok(());
        }
        let blocks = present::what_if(&pack, profile, &after, &options.changes.join("; "));
        show(output, cases.len(), id, &blocks)?;
        Ok(())
    })
}

/// The profile after all changes; each is read with the profile as the earlier ones have left it.
fn apply(pack: &Pack, profile: &Profile, written: &[String]) -> Result<Profile, Failure> {
    let mut changed = profile.clone();
    for written in written {
        let change =
            Change::parse(pack.vocabulary(), &changed, written).map_err(|error| Failure::Usage(error.to_string()))?;
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
