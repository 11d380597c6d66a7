//! Tests of masking: every kind of identifier, what must stay, hostile input, and the figures on given sets.

use std::collections::BTreeMap;

use handrail_engine::pack::Pack;
use serde_json::Value;

use super::*;
use crate::pack_files::Origin;

fn masker() -> Masker {
    let pack: Pack = Origin::BuiltIn.load().unwrap().pack.expect("the shipped pack loads");
    Masker::of(&pack).unwrap()
}

/// The figures on JSON Lines as `GUIDELINES.md` describes them: `HANDRAIL_IDENTIFIERS=a.jsonl:b.jsonl`.
#[test]
fn figures() {
    let Ok(files) = std::env::var("HANDRAIL_IDENTIFIERS") else { return };
    let masker = masker();
    for file in files.split(':') {
        let rows: Vec<Value> = std::fs::read_to_string(file)
            .unwrap()
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        for lower in [false, true] {
            measure(&masker, file, &rows, lower);
        }
    }
}

fn lowered(text: &str) -> String {
    text.chars().map(|c| if c.to_lowercase().count() == 1 { c.to_lowercase().next().unwrap() } else { c }).collect()
}

fn measure(masker: &Masker, file: &str, rows: &[Value], lower: bool) {
    let (mut kinds, mut right, mut spans, mut wrong_clean) = (BTreeMap::new(), 0, 0, 0);
    let (mut missed, mut over) = (Vec::new(), Vec::new());
    for row in rows {
        let text = row["text"].as_str().unwrap();
        let gold = gold(row, text);
        let given = if lower { lowered(text) } else { text.to_owned() };
        let masked = masker.mask(given.clone(), &mut KnownNames::default());
        // Places in characters, as lowering may change the number of bytes.
        let place = |of: &str, byte: usize| of.get(..byte).unwrap().chars().count();
        let found: Vec<_> =
            masked.identifiers.iter().map(|one| (place(&given, one.start), place(&given, one.end), one.kind)).collect();
        let characters: Vec<char> = text.chars().collect();
        for (start, end, kind) in &gold {
            let (start, end) = (place(text, *start), place(text, *end));
            let whole = (start..end)
                .filter(|at| characters[*at].is_alphanumeric())
                .all(|at| found.iter().any(|(from, to, _)| *from <= at && at < *to));
            let tally = kinds.entry(kind.clone()).or_insert((0, 0));
            tally.1 += 1;
            tally.0 += usize::from(whole);
            if !whole {
                missed.push(format!("{kind} `{}` in {}", characters[start..end].iter().collect::<String>(), given));
            }
        }
        for (from, to, kind) in &found {
            spans += 1;
            let hit = gold.iter().any(|(start, end, _)| *from < place(text, *end) && place(text, *start) < *to);
            right += usize::from(hit);
            wrong_clean += usize::from(gold.is_empty());
            if !hit {
                over.push(format!(
                    "{} `{}` in {given}",
                    kind.word(),
                    characters[*from..*to].iter().collect::<String>()
                ));
            }
        }
    }
    let (hit, all) = kinds.values().fold((0, 0), |sum, tally: &(usize, usize)| (sum.0 + tally.0, sum.1 + tally.1));
    println!("## {file} {}", if lower { "in lower case" } else { "as written" });
    println!("recall {hit}/{all} precision of spans {right}/{spans}, in clean texts {wrong_clean}; {kinds:?}");
    let show = std::env::var("HANDRAIL_SHOW").map_or(0, |n| n.parse().unwrap());
    missed.iter().take(show).for_each(|one| println!("  missed {one}"));
    over.iter().take(show).for_each(|one| println!("  over {one}"));
}

fn gold(row: &Value, text: &str) -> Vec<(usize, usize, String)> {
    let gold = &row["gold"];
    if let Some(spans) = gold["spans"].as_array() {
        let number = |span: &Value, name| usize::try_from(span[name].as_u64().unwrap()).unwrap();
        return spans
            .iter()
            .map(|span| (number(span, "start"), number(span, "end"), span["kind"].as_str().unwrap().to_owned()))
            .collect();
    }
    let mut list: Vec<(usize, usize, String)> = Vec::new();
    for one in gold["identifiers"].as_array().unwrap() {
        let one = one.as_str().unwrap();
        for (start, _) in text.match_indices(one) {
            let end = start + one.len();
            let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if !word(text[..start].chars().next_back()) && !word(text[end..].chars().next()) {
                list.push((start, end, "listed".to_owned()));
            }
        }
    }
    let all = list.clone();
    list.retain(|(start, end, _)| {
        !all.iter().any(|(from, to, _)| from <= start && end <= to && to - from > end - start)
    });
    list
}
