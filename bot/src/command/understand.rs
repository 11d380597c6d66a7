//! `handrail understand`: what is read from free text.

use std::fmt::Write as _;
use std::io::Write;

use handrail_engine::phrases::Sex;
use serde_json::{Value as Json, json};

use super::{CommandResult, Failure, Finish, load_pack, show};
use crate::cli::{Cli, Understand};
use crate::document::Block;
use crate::understanding::redact::{KnownNames, Masked, Masker};
use crate::understanding::{MAXIMUM_BYTES, Reader, Understanding, Young};
use crate::{diagnostics, input};

/// One text, and what was asked of it.
struct Text {
    id: String,
    text: Result<String, String>,
    targets: Vec<(usize, usize)>,
}

pub(super) fn run(cli: &Cli, options: &Understand) -> CommandResult {
    let pack = load_pack(cli)?;
    let masker = Masker::of(&pack).map_err(|error| Failure::Usage(error.to_string()))?;
    let reader = Reader::of(&pack);
    let source = input::read_cases(&options.input.file)?;
    let texts = texts(source.text());
    let mut output = anstream::stdout().lock();
    let mut finish = Finish::Well;
    for text in &texts {
        let original = match &text.text {
            Ok(original) if original.len() > MAXIMUM_BYTES => {
                Err(format!("the text has {} bytes, at most {MAXIMUM_BYTES} are read; split it", original.len()))
            }
            Ok(original) => Ok(original),
            Err(message) => Err(message.clone()),
        };
        let original = match original {
            Ok(original) => original,
            Err(message) => {
                finish = Finish::FoundWrong;
                if options.input.json {
                    writeln!(output, "{}", json!({"id": text.id, "error": {"message": message}}))?;
                } else {
                    output.flush()?;
                    anstream::eprintln!(
                        "{}{}: {message}",
                        diagnostics::error_prefix(),
                        crate::render::harmless(&text.id)
                    );
                }
                continue;
            }
        };
        // Each text is about somebody else: names are not carried from one to the next.
        let masked = masker.mask(original.clone(), &mut KnownNames::default());
        let targets = masked_targets(&masked, original.len(), &text.targets);
        let asked = reader.targets(&masked, &targets);
        let understanding = reader.read(masked);
        if options.input.json {
            let mut line = to_json(&pack, &text.id, &understanding);
            if !text.targets.is_empty() {
                let list: Vec<Json> = asked
                    .iter()
                    .zip(&text.targets)
                    .map(|(target, (start, end))| {
                        json!({"start": start, "end": end, "status": target.status.word(), "who": target.who, "cues": target.cues})
                    })
                    .collect();
                if let Some(object) = line.as_object_mut() {
                    object.insert("targets".to_owned(), list.into());
                }
            }
            writeln!(output, "{line}")?;
        } else {
            show(&mut output, texts.len(), &text.id, &blocks(&pack, &understanding))?;
        }
    }
    output.flush()?;
    Ok(finish)
}

/// Where stretches of the original stand in the masked text.
fn masked_targets(masked: &Masked, length: usize, targets: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let place = |at: usize| {
        let mut moved = at.min(length);
        let mut grown = 0_usize;
        let mut lost = 0_usize;
        for identifier in &masked.identifiers {
            if identifier.end <= at {
                grown += identifier.kind.placeholder().len();
                lost += identifier.end - identifier.start;
            } else if identifier.start < at {
                moved = identifier.start;
            }
        }
        moved + grown - lost
    };
    targets.iter().map(|(start, end)| (place(*start), place(*end))).collect()
}

/// Texts of an input: JSON Lines where every line is an object with a text, else one text.
fn texts(input: &str) -> Vec<Text> {
    let lines = || input.lines().filter(|line| !line.trim().is_empty());
    let is_lines = input.trim_start().starts_with('{')
        && lines().next().is_some_and(|line| serde_json::from_str::<Json>(line).is_ok_and(|json| json.is_object()));
    if !is_lines {
        return vec![Text { id: "1".to_owned(), text: Ok(input.to_owned()), targets: Vec::new() }];
    }
    lines().enumerate().map(|(number, line)| of_line(number + 1, line)).collect()
}

fn of_line(number: usize, line: &str) -> Text {
    let faulty = |id: String, message: String| Text { id, text: Err(message), targets: Vec::new() };
    let object = match serde_json::from_str::<Json>(line) {
        Ok(object) => object,
        Err(error) => return faulty(number.to_string(), format!("line {number} is no JSON object: {error}")),
    };
    let id = object.get("id").and_then(Json::as_str).map_or_else(|| number.to_string(), str::to_owned);
    let Some(text) = object.get("text").and_then(Json::as_str) else {
        return faulty(id, format!("line {number} has no `text`"));
    };
    let mut targets = Vec::new();
    for target in object.get("targets").and_then(Json::as_array).into_iter().flatten() {
        let place = |key: &str| target.get(key).and_then(Json::as_u64).and_then(|place| usize::try_from(place).ok());
        match (place("start"), place("end")) {
            (Some(start), Some(end)) if start < end && text.is_char_boundary(start) && text.is_char_boundary(end) => {
                targets.push((start, end));
            }
            _ => return faulty(id, format!("a target of line {number} is no stretch of the text, in bytes")),
        }
    }
    Text { id, text: Ok(text.to_owned()), targets }
}

fn to_json(pack: &handrail_engine::pack::Pack, id: &str, understanding: &Understanding) -> Json {
    let names = &pack.phrases().young;
    let masked = &understanding.masked;
    let young: Vec<Json> = understanding.young.iter().map(|one| young_json(names, one)).collect();
    let assertions: Vec<Json> = understanding
        .assertions
        .iter()
        .map(|one| {
            let (start, end) = masked.original_span(one.masked.0, one.masked.1);
            let mut object = serde_json::Map::new();
            object.insert("concept".to_owned(), one.concept.clone().into());
            object.insert("who".to_owned(), one.who.clone().into());
            object.insert(names.index.clone(), one.index.map_or(Json::Null, Json::from));
            object.insert("status".to_owned(), one.status.word().into());
            object.insert("start".to_owned(), start.into());
            object.insert("end".to_owned(), end.into());
            Json::Object(object)
        })
        .collect();
    let identifiers: Vec<Json> = masked
        .identifiers
        .iter()
        .map(|one| json!({"kind": one.kind.word(), "start": one.start, "end": one.end}))
        .collect();
    let unsure: Vec<String> = understanding.unsure.iter().map(|one| unsure_line(understanding, one)).collect();
    let mut line = serde_json::Map::new();
    line.insert("id".to_owned(), id.into());
    line.insert("redacted".to_owned(), masked.text.as_str().into());
    line.insert("identifiers".to_owned(), identifiers.into());
    line.insert(names.list.clone(), young.into());
    line.insert("assertions".to_owned(), assertions.into());
    line.insert("profile".to_owned(), understanding.profile.to_json(pack.vocabulary()));
    line.insert("urgent".to_owned(), understanding.urgent.into());
    line.insert("unsure".to_owned(), unsure.into());
    Json::Object(line)
}

fn young_json(names: &handrail_engine::phrases::Young, one: &Young) -> Json {
    let sex = match one.sex {
        Some(Sex::She) => names.sexes.first(),
        Some(Sex::He) => names.sexes.get(1),
        None => None,
    };
    let mut object = serde_json::Map::new();
    object.insert(names.months.clone(), one.months.into());
    object.insert(names.years.clone(), one.years.into());
    object.insert(names.weeks.clone(), one.weeks.into());
    object.insert(names.sex.clone(), sex.cloned().into());
    object.insert(names.not_born.clone(), one.not_born.into());
    Json::Object(object)
}

fn unsure_line(understanding: &Understanding, one: &crate::understanding::Unsure) -> String {
    let text = understanding.masked.text.as_str();
    format!("\u{201c}{}\u{201d}: {}", text.get(one.about.0..one.about.1).unwrap_or(""), one.why)
}

/// The masked text with marks, what was understood by person, and what was not.
fn blocks(pack: &handrail_engine::pack::Pack, understanding: &Understanding) -> Vec<Block> {
    let phrases = pack.phrases();
    let text = understanding.masked.text.as_str();
    let mut blocks = Vec::new();
    if understanding.urgent {
        let urgent =
            pack.findings().iter().find(|finding| pack.reference().manifest.urgent_findings.contains(&finding.id));
        let advice = urgent.map_or("Somebody may be in danger now.", |finding| finding.advice.as_str());
        blocks.push(Block::danger("Before anything else", advice));
    }
    blocks.push(Block::heading(1, "The text, with what was read"));
    blocks.push(Block::text(marked(text, understanding)));
    blocks.push(Block::heading(1, "What was understood"));
    if understanding.assertions.is_empty() && understanding.young.is_empty() {
        blocks.push(Block::text("Nothing that this pack knows of."));
    }
    for (number, one) in understanding.young.iter().enumerate() {
        let age = match (one.weeks, one.months, one.years) {
            (Some(weeks), ..) => format!("{weeks} weeks"),
            (_, Some(months), _) => format!("{months} months"),
            (_, _, Some(years)) => format!("{years} years"),
            _ if one.not_born => "not born yet".to_owned(),
            _ => "age not known".to_owned(),
        };
        blocks.push(Block::text(format!("{}[{number}]: {age}", phrases.young.list)));
    }
    for person in &phrases.people {
        let lines: Vec<String> = understanding
            .assertions
            .iter()
            .filter(|one| one.who == person.id)
            .map(|one| {
                let concept = phrases.concepts.iter().find(|concept| concept.id == one.concept);
                let label = concept.map_or(one.concept.as_str(), |concept| concept.label.as_str());
                let words = text.get(one.masked.0..one.masked.1).unwrap_or("");
                let mut line = format!("{label}: {} - my reading of \u{201c}{words}\u{201d}", one.status.word());
                let cues: Vec<String> = one
                    .cues
                    .iter()
                    .map(|(start, end)| format!("\u{201c}{}\u{201d}", text.get(*start..*end).unwrap_or("")))
                    .collect();
                if !cues.is_empty() {
                    let _ = write!(line, " because of {}", cues.join(", "));
                }
                if concept.is_some_and(|concept| concept.confirm_no)
                    && one.status == handrail_engine::phrases::Status::Absent
                {
                    line.push_str("; counts as unknown until somebody confirms it");
                }
                line
            })
            .collect();
        if !lines.is_empty() {
            blocks.push(Block::heading(2, person.id.clone()));
            blocks.push(Block::List(lines));
        }
    }
    if !understanding.unsure.is_empty() {
        blocks.push(Block::heading(1, "What was not understood"));
        blocks.push(Block::List(understanding.unsure.iter().map(|one| unsure_line(understanding, one)).collect()));
    }
    blocks
}

/// The text with what was read between marks.
fn marked(text: &str, understanding: &Understanding) -> String {
    let mut spans: Vec<(usize, usize)> = understanding.assertions.iter().map(|one| one.masked).collect();
    spans.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in spans {
        if start < at {
            continue;
        }
        let _ = write!(out, "{}\u{ab}{}\u{bb}", text.get(at..start).unwrap_or(""), text.get(start..end).unwrap_or(""));
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}
