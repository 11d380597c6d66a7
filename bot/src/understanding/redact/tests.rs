//! Tests of masking: every kind of identifier, what must stay, hostile input, and the figures on given sets.

use std::collections::BTreeMap;

use handrail_engine::pack::{FileKind, Pack};
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

/// The words of the pack's phrases, without examples and comments.
fn words_of_phrases(pack: &Pack) -> Vec<String> {
    let mut words = std::collections::BTreeSet::new();
    for (path, text) in pack.texts() {
        if !matches!(FileKind::of(path), FileKind::Phrases) {
            continue;
        }
        for line in super::lists::without_examples(text.text()) {
            let quoted = line.split('"').skip(1).step_by(2);
            for word in quoted.flat_map(|text| text.split(|c: char| !c.is_alphabetic() && c != '-')) {
                if word.chars().count() > 1 {
                    words.insert(word.to_owned());
                }
            }
        }
    }
    words.into_iter().collect()
}

/// What was understood of a text only if it was not masked: a masked word of the field can hide a danger.
#[test]
fn no_word_of_the_packs_phrases_is_masked_in_a_plain_sentence() {
    let pack: Pack = Origin::BuiltIn.load().unwrap().pack.expect("the shipped pack loads");
    let masker = Masker::of(&pack).unwrap();
    let words = words_of_phrases(&pack);
    assert!(words.len() > 500);
    let mut wrong = Vec::new();
    for word in &words {
        for text in [format!("There is some {word} here."), format!("there is some {word} here.")] {
            let got = masker.mask(text.clone(), &mut KnownNames::default());
            if got.text.as_str() != text {
                wrong.push(format!("{} {word}", got.text.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_name_of_an_intervention_is_masked_in_a_plain_sentence() {
    let pack: Pack = Origin::BuiltIn.load().unwrap().pack.expect("the shipped pack loads");
    let masker = Masker::of(&pack).unwrap();
    let mut wrong = Vec::new();
    let mut names = 0;
    for (path, text) in pack.texts() {
        if !matches!(FileKind::of(path), FileKind::Catalogue) || !path.starts_with("interventions") {
            continue;
        }
        for name in text.text().lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')) {
            names += 1;
            for text in [
                format!("They were offered {name} last year."),
                format!("they were offered {} last year.", lowered(name)),
            ] {
                let got = masker.mask(text.clone(), &mut KnownNames::default());
                if got.text.as_str() != text {
                    wrong.push(format!("{} | {name}", got.text.as_str()));
                }
            }
        }
    }
    assert!(names > 20, "{names}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The largest message the caller lets through, of pieces that invite reading again and again. Time is in proportion to
/// the length; the limit is far above what a quiet machine needs, as tests share theirs.
#[test]
fn hostile_texts_are_read_in_linear_time() {
    let masker = masker();
    let length = crate::understanding::MAXIMUM_BYTES;
    for piece in [
        "a",
        "A ",
        "a ",
        "[",
        "@",
        "1",
        "12 ",
        "Mr ",
        "mr ",
        "Mia and ",
        "mia, ",
        "07700 ",
        "A. ",
        "a.",
        "1/",
        "A1 ",
        "'-",
        "x'y",
        "\u{202e}\u{200b}",
        "\u{1f600}",
        "\0",
        "\u{4e2d}",
        "é",
        "\u{663}",
        "[name] ",
        "will ",
        "a@",
        "a_",
        "ref ",
        "no 1 ",
        "the third of ",
        "may ",
        "1 oak road ",
        "oak school ",
        "st ",
        "\n",
        "http://a ",
        "a.com ",
        "snap ",
        "qzx ",
        " ",
    ] {
        let started = std::time::Instant::now();
        let got = masker.mask(piece.repeat(length / piece.len()), &mut KnownNames::default());
        let mut end = 0;
        for one in &got.identifiers {
            assert!(end <= one.start && one.start < one.end);
            end = one.end;
        }
        let took = started.elapsed();
        println!("{piece:?} {took:?}");
        assert!(took.as_secs() < if cfg!(debug_assertions) { 120 } else { 10 }, "{piece:?} {took:?}");
    }
}

#[test]
fn a_text_of_words_that_nobody_knows_is_read_in_linear_time() {
    let masker = masker();
    let mut text = String::new();
    let mut state: u64 = 1;
    while text.len() < crate::understanding::MAXIMUM_BYTES {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut rest = state >> 20;
        for _ in 0..8 {
            text.push(char::from(b'a' + u8::try_from(rest % 26).unwrap()));
            rest /= 26;
        }
        text.push(' ');
    }
    let started = std::time::Instant::now();
    masker.mask(text, &mut KnownNames::default());
    println!("{:?}", started.elapsed());
    assert!(started.elapsed().as_secs() < if cfg!(debug_assertions) { 120 } else { 10 });
}

#[test]
fn hidden_and_foreign_characters_do_not_uncover_a_name() {
    let masker = masker();
    for text in [
        "To\u{200d}biasz said no",
        "\u{202e}Tobiasz\u{202c} said no",
        "Tobiasz\0 said no",
        "Tobiasz\u{1f600} said no",
        "\u{ff34}obiasz said no",
        "T\u{ad}obiasz said no",
        "Tobiasz\u{a0}said no",
        "TOBIASZ said no",
        "tobiasz said no",
    ] {
        let got = masker.mask(text.to_owned(), &mut KnownNames::default());
        let left: String = got.text.as_str().chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
        assert!(!left.contains("biasz"), "{text:?} {:?}", got.text.as_str());
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
            // No masked name stands in the masked text again, as a word, but for words that are English too.
            for name in first.identifiers.iter().filter(|one| one.kind == IdentifierKind::PersonName) {
                let name = text[name.start..name.end].to_lowercase();
                let plain = name.chars().all(|c| c.is_ascii_lowercase()) && name.len() > 2;
                if plain && !masker.lists.marks(&name).any(lists::Marks::COMMON.and(lists::Marks::FACT).and(lists::Marks::GRAMMAR)) {
                    let masked = first.text.as_str().to_lowercase();
                    let again = masked.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|word| word == name);
                    proptest::prop_assert!(!again || IdentifierKind::ALL.iter().any(|kind| kind.placeholder().contains(&name)), "{} {}", name, masked);
                }
            }
            let again = masker.mask(first.text.as_str().to_owned(), &mut known);
            proptest::prop_assert_eq!(again.text.as_str(), first.text.as_str());
            Ok(())
        })?;
    }
}
