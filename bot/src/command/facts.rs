//! `handrail facts`: what a case can state.

use std::io::Write;

use comfy_table::{ContentArrangement, Table, presets};
use handrail_engine::vocabulary::Fact;
use serde_json::json;

use super::{CommandResult, Failure, Finish, load_pack};
use crate::cli::{Cli, Facts};
use crate::diagnostics;

pub(super) fn run(cli: &Cli, options: &Facts) -> CommandResult {
    let pack = load_pack(cli)?;
    let wanted = options.text.as_deref().unwrap_or("").to_lowercase();
    let matches =
        |fact: &Fact| [&fact.id, &fact.label, &fact.meaning].iter().any(|text| text.to_lowercase().contains(&wanted));
    let facts: Vec<&Fact> = pack.vocabulary().facts().map(|(_, fact)| fact).filter(|fact| matches(fact)).collect();
    if facts.is_empty() {
        return Err(Failure::Usage(format!(
            "no fact has `{wanted}` in its id, label or meaning; `handrail facts` lists all"
        )));
    }
    let mut output = anstream::stdout().lock();
    if options.json {
        for fact in facts {
            let values: Vec<&str> = fact.values().iter().map(|value| value.id.as_str()).collect();
            let line = json!({
                "id": fact.id,
                "label": fact.label,
                "meaning": fact.meaning,
                "question": fact.question,
                "expects": fact.describe_domain(),
                "values": values,
                "note": fact.note,
            });
            writeln!(output, "{line}")?;
        }
        return Ok(Finish::Well);
    }
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(diagnostics::width()).unwrap_or(100))
        .set_header(["fact", "meaning", "value"]);
    for fact in facts {
        table.add_row([fact.id.clone(), fact.meaning.clone(), fact.describe_domain().replace('`', "")]);
    }
    writeln!(output, "{table}")?;
    Ok(Finish::Well)
}
