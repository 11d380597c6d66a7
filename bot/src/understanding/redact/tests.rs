//! Tests of masking: every kind of identifier, what must stay, hostile input, and the figures on given sets.

use std::collections::BTreeMap;

use handrail_engine::pack::Pack;
use proptest::strategy::Strategy as _;
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
        let answer = masker.mask(given.clone(), &mut KnownNames::default());
        // Places in characters, as lowering may change the number of bytes.
        let place = |of: &str, byte: usize| of.get(..byte).unwrap().chars().count();
        let found: Vec<_> =
            answer.identifiers.iter().map(|one| (place(&given, one.start), place(&given, one.end), one.kind)).collect();
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

#[test]
fn every_kind_is_masked() {
    let masker = masker();
    for (text, wanted) in [
        ("NHS no 943 476 5919 seen.", "NHS no [health number] seen."),
        ("nhs number 9434765918", "nhs number [health number]"),
        ("NI QQ 12 34 56 C given", "NI [insurance number] given"),
        ("ni ab123456d", "ni [insurance number]"),
        ("at SW1A 1AA now", "at [postcode] now"),
        ("at sw1a 1aa now", "at [postcode] now"),
        ("postcode SE15", "postcode [postcode]"),
        ("call 07700 900123 today", "call [phone] today"),
        ("call (0113) 496 0123 today", "call [phone] today"),
        ("call +44 (0)7700 900123 today", "call [phone] today"),
        ("mail a.b@example.org.", "mail [email]."),
        ("see https://example.org/a?b=1.", "see [web address]."),
        ("from @ab_12 on insta", "from [handle] on insta"),
        ("DOB 03/02/2018", "DOB [date of birth]"),
        ("born 3.2.18", "born [date of birth]"),
        ("on 3rd Feb 2018", "on [date]"),
        ("on February 3rd", "on [date]"),
        ("on 2018-02-03", "on [date]"),
        ("on the third of february 2018", "on the [date]"),
        ("since May 2024", "since [date]"),
        ("due Jan 26", "due [date]"),
        ("on 4 March", "on [date]"),
        ("flat on Cheetham Hill Road", "flat on [address]"),
        ("ref CP/12/34567", "ref [reference]"),
        ("crime ref 12A/345678", "crime ref [reference]"),
        ("hosp no K123456A", "hosp no [reference]"),
        ("UPN Z935000700123", "UPN [reference]"),
        ("at Flat 2, 14 Orchard Road", "at [address]"),
        ("at 7b tannery court", "at [address]"),
        ("neighbour at no. 22", "neighbour at [address]"),
        ("driving AB12 CDE", "driving [vehicle]"),
        ("reg K4 ABC", "reg [vehicle]"),
        ("She goes to Larkrise Academy", "She goes to [organisation]"),
        ("He is in HMP Stonewold", "He is in [organisation]"),
        ("They live in Manchester", "They live in [place]"),
        ("Mrs O. Adeyemi rang", "Mrs [name] rang"),
        ("his partner Daz left", "his partner [name] left"),
        ("sibs Mia, Kai and Zofia", "sibs [name], [name] and [name]"),
        ("Zofia\u{2019}s school", "[name]\u{2019}s school"),
        ("Zo\u{200b}fia said no", "[name] said no"),
        ("Grace (6) is well", "[name] (6) is well"),
    ] {
        let got = masker.mask(text.to_owned(), &mut KnownNames::default());
        assert_eq!(got.text.as_str(), wanted, "{text}");
    }
}

#[test]
fn facts_stay() {
    let masker = masker();
    for text in include_str!("../../../../tests/data/facts_stay.txt").lines() {
        let got = masker.mask(text.to_owned(), &mut KnownNames::default());
        assert_eq!(got.text.as_str(), text);
    }
}

#[test]
fn a_name_once_learnt_is_masked_later() {
    let masker = masker();
    let mut known = KnownNames::default();
    masker.mask("His partner is Quilla Brandreth.".to_owned(), &mut known);
    let later = masker.mask("quilla drinks. QUILLA said so.".to_owned(), &mut known);
    assert_eq!(later.text.as_str(), "[name] drinks. [name] said so.");
    assert!(!format!("{known:?}").contains("illa"));
}

#[test]
fn a_pack_without_words_still_masks_forms() {
    let masker = Masker { lists: Lists::default(), forms: Forms::new(&Lists::default()).unwrap() };
    let got = masker.mask("rang 07700 900123 from AB1 2BD".to_owned(), &mut KnownNames::default());
    assert_eq!(got.text.as_str(), "rang [phone] from [postcode]");
}

/// Nothing here may take more than a time in proportion to its length.
#[test]
fn hostile_texts_are_read_in_linear_time() {
    let masker = masker();
    let length = 10_000_000;
    for piece in [
        "a",
        "1",
        " ",
        "@",
        "07700 ",
        "A. ",
        "\u{202e}\u{200b}",
        "\u{1f600}",
        "\0",
        "\u{4e2d}",
        "Mia and ",
        "a.",
        "1/",
        "'-",
    ] {
        let started = std::time::Instant::now();
        let size = if piece == "a" { length } else { length / 20 };
        let got = masker.mask(piece.repeat(size / piece.len()), &mut KnownNames::default());
        let mut end = 0;
        for one in &got.identifiers {
            assert!(end <= one.start && one.start < one.end);
            end = one.end;
        }
        println!("{piece:?} {:?}", started.elapsed());
        assert!(started.elapsed().as_secs() < 120, "{piece:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn spans_are_in_order_and_masking_is_idempotent(
        parts in proptest::collection::vec(proptest::prop_oneof![
            proptest::sample::select(vec![
                "Mia", "kai", "Grace", "will", "Mrs", "mum", "and", ",", " ", ".", "(6)", "12", "High", "Street", "school",
                "07700 900123", "SW1A 1AA", "3/2/18", "dob", "[name]", "'s", "\u{200b}", "May", "2024", "St", "of", "the",
                "Zofia", "\n", "@x_1", "é", "Ref", "AB12", "\u{1f600}", "in", "Leeds", "said", "HMP",
            ]).prop_map(str::to_owned),
            "\\PC{0,8}",
        ], 0..24),
        spaced in proptest::bool::ANY,
    ) {
        thread_local!(static MASKER: Masker = masker());
        let text = parts.join(if spaced { " " } else { "" });
        MASKER.with(|masker| {
            let mut known = KnownNames::default();
            let first = masker.mask(text.clone(), &mut known);
            let mut end = 0;
            for one in &first.identifiers {
                proptest::prop_assert!(end <= one.start && one.start < one.end && one.end <= text.len());
                proptest::prop_assert!(text.is_char_boundary(one.start) && text.is_char_boundary(one.end));
                end = one.end;
            }
            let again = masker.mask(first.text.as_str().to_owned(), &mut known);
            proptest::prop_assert_eq!(again.text.as_str(), first.text.as_str());
            Ok(())
        })?;
    }
}
