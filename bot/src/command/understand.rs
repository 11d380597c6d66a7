//! `handrail understand`: what is read from free text.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write;

use handrail_engine::pack::Pack;
use handrail_engine::phrases::{Sex, Status};
use handrail_engine::profile::Place;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use zeroize::Zeroizing;

use super::{CommandResult, Finish, hearing, load_pack, show};
use crate::cli::{Cli, Understand};
use crate::document::Block;
use crate::understanding::redact::{KnownNames, Masked};
use crate::understanding::{Assertion, MAXIMUM_BYTES, Understanding, Young};
use crate::{diagnostics, input, present};

/// One text, and what was asked of it. What was written is overwritten as soon as it is masked.
struct Text {
    id: String,
    written: Result<Zeroizing<String>, String>,
    targets: Vec<(usize, usize)>,
}

pub(super) fn run(cli: &Cli, options: &Understand) -> CommandResult {
    let pack = load_pack(cli)?;
    let hearing = hearing(cli, &pack)?;
    let reader = hearing.reader();
    let bytes = input::read_private(&options.input.file)?;
    let lines = Lines::of(&bytes);
    let mut output = anstream::stdout().lock();
    let mut finish = Finish::Well;
    let mut number = 0;
    while let Some(text) = lines.text(number) {
        number += 1;
        let original = text.written.and_then(|original| {
            let bytes = original.len();
            if bytes > MAXIMUM_BYTES {
                return Err(format!("the text has {bytes} bytes, at most {MAXIMUM_BYTES} are read; split it"));
            }
            Ok(original)
        });
        let mut original = match original {
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
        let length = original.len();
        // Each text is about somebody else: names are not carried from one to the next.
        let masked = hearing.masker().mask(std::mem::take(&mut *original), &mut KnownNames::default());
        let targets = masked_targets(&masked, length, &text.targets);
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
            show(&mut output, lines.count(), &text.id, &blocks(&pack, &understanding))?;
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

/// The texts of an input: JSON Lines where the first line is an object, else one text.
struct Lines<'a> {
    bytes: &'a [u8],
    /// The lines that hold something; nothing where the input is one text.
    lines: Option<Vec<&'a [u8]>>,
}

/// A line of an input. Every text that it holds is moved and none copied.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Json,
    #[serde(default)]
    text: Json,
    #[serde(default)]
    targets: Json,
}

impl<'a> Lines<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let all = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let lines: Vec<&[u8]> = all.collect();
        let is_lines = lines.first().is_some_and(|line| {
            line.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
        });
        Self { bytes, lines: is_lines.then_some(lines) }
    }

    fn count(&self) -> usize {
        self.lines.as_ref().map_or(1, Vec::len)
    }

    /// The text of this number, counted from 0.
    fn text(&self, number: usize) -> Option<Text> {
        let Some(lines) = &self.lines else {
            let text = || Zeroizing::new(String::from_utf8_lossy(self.bytes).into_owned());
            return (number == 0).then(|| Text { id: "1".to_owned(), written: Ok(text()), targets: Vec::new() });
        };
        lines.get(number).map(|line| of_line(number + 1, line))
    }
}

fn of_line(number: usize, line: &[u8]) -> Text {
    let faulty = |id: String, message: String| Text { id, written: Err(message), targets: Vec::new() };
    let line = Zeroizing::new(String::from_utf8_lossy(line).into_owned());
    // A list would be read as the fields in their order.
    if !line.trim_start().starts_with('{') {
        return faulty(number.to_string(), format!("line {number} is no JSON object"));
    }
    let Line { id, text, targets } = match serde_json::from_str(&line) {
        Ok(line) => line,
        // The error itself may quote the line.
        Err(error) => {
            let message = format!("line {number} is no JSON object; the error is in column {}", error.column());
            return faulty(number.to_string(), message);
        }
    };
    let id = id.as_str().map_or_else(|| number.to_string(), str::to_owned);
    let Json::String(text) = text else { return faulty(id, format!("line {number} has no `text`")) };
    let text = Zeroizing::new(text);
    let mut asked = Vec::new();
    for target in targets.as_array().into_iter().flatten() {
        let place = |key: &str| target.get(key).and_then(Json::as_u64).and_then(|place| usize::try_from(place).ok());
        match (place("start"), place("end")) {
            (Some(start), Some(end)) if start < end && text.is_char_boundary(start) && text.is_char_boundary(end) => {
                asked.push((start, end));
            }
            _ => return faulty(id, format!("a target of line {number} is no stretch of the text, in bytes")),
        }
    }
    Text { id, written: Ok(text), targets: asked }
}

fn to_json(pack: &Pack, id: &str, understanding: &Understanding) -> Json {
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
fn blocks(pack: &Pack, understanding: &Understanding) -> Vec<Block> {
    let phrases = pack.phrases();
    let text = understanding.masked.text.as_str();
    let mut blocks = Vec::new();
    if understanding.urgent {
        let urgent = &pack.reference().manifest.urgent_text;
        let urgent = if urgent.is_empty() { "Somebody may be in danger now." } else { urgent };
        blocks.push(Block::danger("Before anything else", urgent));
    }
    blocks.push(Block::heading(1, "The text, with what was read"));
    blocks.push(Block::text(marked(text, &understanding.assertions)));
    blocks.push(Block::note("«…» was read; ‹…› says how it is meant; […] was masked."));
    blocks.push(Block::text(match present::masked(&understanding.masked.identifiers) {
        Some(kinds) => format!("Masked before anything else: {kinds}."),
        None => "Nothing was masked.".to_owned(),
    }));
    blocks.push(Block::heading(1, "What was understood"));
    if understanding.assertions.is_empty() && understanding.young.is_empty() {
        blocks.push(Block::text("Nothing that this pack knows of."));
    }
    let young: Vec<String> =
        understanding.young.iter().enumerate().map(|(index, one)| young_line(pack, index, one)).collect();
    if !young.is_empty() {
        blocks.push(Block::List(young));
    }
    for person in &phrases.people {
        // One of several of the young stands under its own name.
        let of_person = || understanding.assertions.iter().filter(|one| one.who == person.id);
        let indexes: BTreeSet<Option<usize>> = of_person().map(|one| one.index).collect();
        for index in indexes {
            let mut lines: Vec<String> = Vec::new();
            for line in of_person().filter(|one| one.index == index).map(|one| assertion_line(pack, text, one)) {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
            let title = index.and_then(|index| label(pack, index)).unwrap_or_else(|| person.id.replace('_', " "));
            blocks.push(Block::heading(2, title));
            blocks.push(Block::List(lines));
        }
    }
    let mut unsure: Vec<String> = Vec::new();
    for line in understanding.unsure.iter().map(|one| unsure_line(understanding, one)) {
        if !unsure.contains(&line) {
            unsure.push(line);
        }
    }
    if !unsure.is_empty() {
        blocks.push(Block::heading(1, "What was not understood"));
        blocks.push(Block::List(unsure));
    }
    blocks
}

/// How one of the young is called in a case.
fn label(pack: &Pack, index: usize) -> Option<String> {
    let entity = pack.vocabulary().entity_by_name(&pack.phrases().young.list)?;
    Some(Place { entity, index: u16::try_from(index).ok()? }.label(pack.vocabulary()))
}

/// One of the young in a line, such as `one A: 6 years, he`.
fn young_line(pack: &Pack, index: usize, one: &Young) -> String {
    let age = match (one.weeks, one.months, one.years) {
        (Some(weeks), ..) => format!("{weeks} weeks"),
        (_, Some(months), _) => format!("{months} months"),
        (_, _, Some(years)) => format!("{years} years"),
        _ if one.not_born => "not born yet".to_owned(),
        _ => "age not known".to_owned(),
    };
    let called = pack.phrases().class("young_called");
    let sex = one.sex.and_then(|sex| called.get(usize::from(sex == Sex::He)));
    let details: Vec<&str> = [Some(age.as_str()), sex.map(String::as_str)].into_iter().flatten().collect();
    format!("{}: {}", label(pack, index).unwrap_or_default(), details.join(", "))
}

fn assertion_line(pack: &Pack, text: &str, one: &Assertion) -> String {
    let concept = pack.phrases().concepts.iter().find(|concept| concept.id == one.concept);
    let label = concept.map_or(one.concept.as_str(), |concept| concept.label.as_str());
    let words = text.get(one.masked.0..one.masked.1).unwrap_or("");
    let mut line = format!("{label}: {} - my reading of “{words}”", one.status.word());
    let cues: BTreeSet<String> =
        one.cues.iter().map(|(start, end)| format!("“{}”", text.get(*start..*end).unwrap_or(""))).collect();
    if !cues.is_empty() {
        let cues: Vec<String> = cues.into_iter().collect();
        let _ = write!(line, " because of {}", cues.join(", "));
    }
    if concept.is_some_and(|concept| concept.confirm_no) && one.status == Status::Absent {
        line.push_str("; counts as unknown until somebody confirms it");
    }
    line
}

/// The text with what was read between marks, and its cues between others.
fn marked(text: &str, assertions: &[Assertion]) -> String {
    let read = assertions.iter().map(|one| (one.masked, "«", "»"));
    let cues = assertions.iter().flat_map(|one| &one.cues).map(|cue| (*cue, "‹", "›"));
    let mut spans: Vec<((usize, usize), &str, &str)> = read.chain(cues).collect();
    // Of two that begin together the longer is marked; one inside another is part of it.
    spans.sort_by_key(|((start, end), ..)| (*start, std::cmp::Reverse(*end)));
    let mut out = String::with_capacity(text.len() + spans.len() * 4);
    let mut at = 0;
    for ((start, end), open, close) in spans {
        if start < at || start == end {
            continue;
        }
        let (before, inside) = (text.get(at..start).unwrap_or(""), text.get(start..end).unwrap_or(""));
        let _ = write!(out, "{before}{open}{inside}{close}");
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}
