//! `handrail findings`: every entry of a pack, where it is written, how many cases it has and what it cites.

use std::io::Write;

use comfy_table::{ContentArrangement, Table, presets};
use handrail_engine::finding::Finding;
use handrail_engine::pack::Pack;
use handrail_engine::scenario::Expectations;
use serde::Serialize;

use super::{CommandResult, Failure, Finish, load_pack};
use crate::cli::{Cli, Findings};
use crate::diagnostics;

/// When an entry is shown.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Shown {
    /// Where its condition holds for a case.
    ForACase,
    /// With every answer.
    Always,
    /// When somebody asks about it.
    WhenAsked,
}

impl Shown {
    fn words(self) -> &'static str {
        match self {
            Self::ForACase => "for a case",
            Self::Always => "always",
            Self::WhenAsked => "when asked",
        }
    }
}

/// One entry of a pack.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    name: String,
    kind: String,
    shown: Shown,
    file: String,
    line: usize,
    /// The cases beside it.
    cases: usize,
    /// The whole scenarios that expect something of it.
    scenarios: usize,
    /// The sources that it cites, each once.
    sources: Vec<String>,
    review_by: Option<String>,
}

pub(super) fn run(cli: &Cli, options: &Findings) -> CommandResult {
    let pack = load_pack(cli)?;
    let wanted = options.text.as_deref().unwrap_or("").to_lowercase();
    let matches = |row: &Row| [&row.id, &row.name, &row.kind].iter().any(|text| text.to_lowercase().contains(&wanted));
    let rows: Vec<Row> = rows(&pack).into_iter().filter(matches).collect();
    if rows.is_empty() {
        return Err(Failure::Usage(format!(
            "no entry has `{wanted}` in its id, name or kind; `handrail findings` lists all"
        )));
    }
    let mut output = anstream::stdout().lock();
    if options.json {
        for row in rows {
            writeln!(output, "{}", serde_json::json!(row))?;
        }
        return Ok(Finish::Well);
    }
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(diagnostics::width()).unwrap_or(100))
        .set_header(["entry", "kind", "cases", "in scenarios", "sources"]);
    for row in &rows {
        table.add_row([
            format!("{}\n{}:{}", row.id, row.file, row.line),
            format!("{}\n{}", row.kind, row.shown.words()),
            row.cases.to_string(),
            row.scenarios.to_string(),
            row.sources.join(", "),
        ]);
    }
    writeln!(output, "{table}")?;
    writeln!(output, "{}", crate::present::words::counted(rows.len(), "entry", "entries"))?;
    Ok(Finish::Well)
}

/// Every entry, by id.
fn rows(pack: &Pack) -> Vec<Row> {
    let (expectations, _) = Expectations::of(pack);
    let row = |finding: &Finding, shown: Shown, cases: usize, scenarios: usize| Row {
        id: finding.id.clone(),
        name: finding.name.clone(),
        kind: finding.kind.clone(),
        shown,
        file: finding.at.file.to_string(),
        line: finding.at.line,
        cases,
        scenarios,
        sources: each_once(finding.sources.iter().map(|citation| citation.source.clone())),
        review_by: Some(finding.review_by.to_string()),
    };
    let findings = pack.findings().iter().enumerate().map(|(index, finding)| {
        let cases = expectations.cases.iter().filter(|case| case.finding == index).count();
        let names =
            |expected: &&handrail_engine::scenario::Scenario| expected.expect.iter().any(|(named, _)| *named == index);
        row(finding, Shown::ForACase, cases, expectations.scenarios.iter().filter(names).count())
    });
    let background = pack.background().iter().map(|entry| row(entry, Shown::WhenAsked, 0, 0));
    let standing = pack.reference().standing.iter().map(|statement| Row {
        id: statement.id.clone(),
        name: statement.name.clone(),
        kind: statement.kind.clone(),
        shown: Shown::Always,
        file: statement.at.file.to_string(),
        line: statement.at.line,
        cases: 0,
        scenarios: 0,
        sources: each_once(statement.sources.iter().map(|(source, _)| source.clone())),
        review_by: statement.review_by.map(|date| date.to_string()),
    });
    let mut rows: Vec<Row> = findings.chain(background).chain(standing).collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

fn each_once(sources: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for source in sources {
        if !found.contains(&source) {
            found.push(source);
        }
    }
    found
}
