//! `handrail about`: what the pack says about something, as people ask.

use std::io::Write;

use serde_json::{Value, json};

use super::{CommandResult, Finish, load_pack, show};
use crate::cli::{About, Cli};
use crate::evidence::{Found, Search};
use crate::present;
use crate::present::Shown;

/// So many entries are named where nothing else is asked for.
const USUAL_LIMIT: usize = 6;

pub(super) fn run(cli: &Cli, options: &About) -> CommandResult {
    let pack = load_pack(cli)?;
    let query = options.query.join(" ");
    let found = Search::of(&pack).find(&query);
    let limit = options.limit.map_or(USUAL_LIMIT, std::num::NonZeroUsize::get);
    let mut output = anstream::stdout().lock();
    if options.json {
        writeln!(output, "{}", to_json(&query, &found, &present::shown(&pack, &found, limit)))?;
    } else {
        show(&mut output, 1, "", &present::about(&pack, &found, limit))?;
    }
    output.flush()?;
    Ok(Finish::Well)
}

fn to_json(query: &str, found: &Found<'_>, shown: &[Shown]) -> Value {
    let entry = |entry: &Shown| {
        let section = |section: &crate::document::Section| json!({"label": section.label, "against": section.against, "lines": section.lines});
        json!({
            "id": entry.id,
            "kind": entry.kind,
            "name": entry.name,
            "answer": entry.answer,
            "strength": entry.strength,
            "sources": entry.sources,
            "sections": entry.sections.iter().map(section).collect::<Vec<_>>(),
        })
    };
    json!({
        "query": query,
        "intent": found.intent.asks.word(),
        "entries": shown.iter().map(entry).collect::<Vec<_>>(),
        "nothing": found.entries.is_empty(),
        "near": found.near,
    })
}
