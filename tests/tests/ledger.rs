//! Every row of the evidence ledger has its entry in the pack, and the pack has no entry beyond it.

use std::collections::BTreeMap;

use handrail_tests::{json_lines, root, run, shipped_rules};
use serde_json::Value;

#[test]
fn every_row_of_the_ledger_is_an_entry_and_every_entry_a_row() {
    let ledger = std::fs::read_to_string(root().join("tests/data/ledger.tsv")).unwrap();
    let mut rows: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for line in ledger.lines() {
        let [id, kind, condition] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        assert!(rows.insert(id, (kind, condition)).is_none(), "{id} stands twice in the ledger");
    }
    assert_eq!(rows.len(), 153);

    let ran = run(&["findings", "--json", "--rules", shipped_rules().to_str().unwrap()], "");
    assert_eq!(ran.status, 0, "{}", ran.errors);
    let entries = json_lines(&ran.output);
    let mut wrong = Vec::new();
    for entry in &entries {
        let text = |key: &str| entry[key].as_str().unwrap();
        let id = text("id");
        let Some((kind, condition)) = rows.remove(id) else {
            wrong.push(format!("{id} ({}) is no row of the ledger", text("file")));
            continue;
        };
        if text("kind") != kind {
            wrong.push(format!("{id} is of kind {}, not {kind}", text("kind")));
        }
        let shown = match condition {
            "family" => "for_a_case",
            "always" => "always",
            _ => "when_asked",
        };
        if text("shown") != shown {
            wrong.push(format!("{id} is shown {}, not {shown}", text("shown")));
        }
        if shown == "for_a_case" && entry["cases"].as_u64().unwrap() < 3 {
            wrong.push(format!("{id} has fewer than three cases: true, false and unknown"));
        }
        if entry["sources"].as_array().is_none_or(Vec::is_empty) {
            wrong.push(format!("{id} cites no source"));
        }
        if entry["review_by"] == Value::Null {
            wrong.push(format!("{id} has no day of review"));
        }
        if !root().join("rules").join(text("file")).is_file() {
            wrong.push(format!("{id}: there is no file {}", text("file")));
        }
    }
    wrong.extend(rows.keys().map(|id| format!("{id} of the ledger has no entry")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(entries.len(), 153);
}

#[test]
fn the_table_is_for_people_too_and_can_be_narrowed() {
    let rules = shipped_rules();
    let rules = rules.to_str().unwrap();
    let ran = run(&["findings", "--rules", rules, "safecare"], "");
    assert_eq!(ran.status, 0, "{}", ran.errors);
    assert!(ran.output.contains("findings/neglect/safecare.rhai"), "{}", ran.output);
    assert!(ran.output.contains("3 entries"), "{}", ran.output);
    let ran = run(&["findings", "--rules", rules, "zzz"], "");
    assert_eq!(ran.status, 2);
    assert!(ran.errors.contains("no entry has `zzz`"), "{}", ran.errors);
}
