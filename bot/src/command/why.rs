//! `handrail why`: why a finding applies to a case, or why not, and what would change that.

use handrail_engine::answer::{Answer, unknown_json};
use handrail_engine::certainty::Unknown;
use handrail_engine::explain::smallest_change;
use handrail_engine::matching::View;
use handrail_engine::verdict::Outcome;
use serde_json::{Value, json};

use super::{Cases, CommandResult, finding, load_pack, show};
use crate::cli::{Cli, Why};
use crate::present;

pub(super) fn run(cli: &Cli, options: &Why) -> CommandResult {
    let pack = load_pack(cli)?;
    let (index, finding) = finding(&pack, &options.finding)?;
    let cases = Cases::read(&pack, &options.input)?;
    cases.each(|output, id, profile| {
        let answer = Answer::of(&pack, profile);
        if options.input.json {
            writeln!(output, "{}", to_json(&answer, id, index))?;
            return Ok(());
        }
        let excluded = answer.verdicts.get(index).is_some_and(|verdict| verdict.outcome() == Outcome::Excluded);
        let blocks =
            if excluded { present::why_not(&answer, index, finding) } else { present::why(&answer, index, finding) };
        show(output, cases.len(), id, &blocks)?;
        Ok(())
    })
}

fn to_json(answer: &Answer<'_>, case: &str, index: usize) -> Value {
    let (Some(finding), Some(verdict), Some(criterion)) =
        (answer.pack.findings().get(index), answer.verdicts.get(index), answer.pack.criteria().get(index))
    else {
        return Value::Null;
    };
    let vocabulary = answer.pack.vocabulary();
    let view = View::new(vocabulary, answer.profile);
    let change =
        (verdict.outcome() == Outcome::Excluded).then(|| smallest_change(&view, criterion)).flatten().map(|change| {
            let facts: Vec<Value> = change
                .facts
                .iter()
                .map(|(place, fact, value)| {
                    let mut written = unknown_json(vocabulary, Unknown::Fact(*place, *fact));
                    if let Some(entries) = written.as_object_mut() {
                        entries.insert("value".to_owned(), vocabulary.fact(*fact).write_value(value));
                    }
                    written
                })
                .collect();
            json!({"facts": facts, "outcome": change.outcome.word()})
        });
    json!({
        "case": case,
        "finding": answer.finding_json(index, finding, verdict),
        "smallest_change": change,
    })
}
