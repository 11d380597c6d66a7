//! What identifies somebody by its form: numbers, dates, addresses of the net.
//!
//! Every repetition is bounded, so that reading stays linear whatever is written. Ages, durations, doses and years are
//! facts and stay.

use regex::Regex;

use super::lists::{Label, Lists, Marks, key};
use super::masked::{Identifier, IdentifierKind};
use super::tokens::{Shape, Tokens};

const MONTH: &str = "(?:january|february|march|april|may|june|july|august|september|october|november|december|\
                     jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)";
const ORDINAL: &str = "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\
                       thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|\
                       twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|\
                       thirty[ -]first)";
const YEAR_IN_WORDS: &str = "(?:(?:two thousand(?: and)?|twenty|nineteen)(?:[ -](?:ten|eleven|twelve|thirteen|fourteen|fifteen|\
                             sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|\
                             ninety|hundred|oh|one|two|three|four|five|six|seven|eight|nine)){0,2})";
/// How far before a number its label may stand, in bytes.
const LABEL_REACH: usize = 32;
/// A number of so many digits, that is no measure, identifies.
const LONG_NUMBER_DIGITS: usize = 6;

/// The forms of dates, those that hold another first.
fn dates() -> Vec<String> {
    let day = r"(?:0?[1-9]|[12]\d|3[01])";
    let year = r"(?:(?:19|20)\d{2}|'?\d{2})";
    vec![
        // The third of February two thousand and eighteen.
        format!(r"(?i)(?-u:\b){ORDINAL}(?: day)?(?: of)? {MONTH}(?:,? (?:(?:19|20)\d{{2}}|{YEAR_IN_WORDS}))?(?-u:\b)"),
        format!(r"(?i)(?-u:\b){MONTH}(?: the)? {ORDINAL}(?:,? (?:(?:19|20)\d{{2}}|{YEAR_IN_WORDS}))?(?-u:\b)"),
        format!(
            r"(?i)(?-u:\b){MONTH}(?: of)? (?:two thousand|twenty[ -](?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty))(?:(?: and)? [a-z]{{3,9}})?(?-u:\b)"
        ),
        // 03/02/2018, 3.2.18, 03-02-2018.
        format!(r"(?-u:\b){day} ?[/.-] ?{day} ?[/.-] ?{year}(?-u:\b)"),
        r"(?-u:\b)(?:19|20)\d{2} ?[/.-] ?(?:0?[1-9]|1[0-2]) ?[/.-] ?(?:0?[1-9]|[12]\d|3[01])(?-u:\b)".to_owned(),
        // 3rd Feb 2018, 3 of February, 3-Feb-18.
        format!(
            r"(?i)(?-u:\b){day} ?(?:st|nd|rd|th)?(?: of)?(?: day of)?[ /.,-]{{0,2}}{MONTH}\.?,?(?:[ /.-]{{1,2}}{year}|'\d\d)(?-u:\b)"
        ),
        // February 3rd, 2018; February 2018.
        format!(r"(?i)(?-u:\b){MONTH}\.?,? {day}(?:st|nd|rd|th)(?:,? {year})?(?-u:\b)"),
        format!(r"(?i)(?-u:\b){MONTH}\.?,? {day},? (?:19|20)\d{{2}}(?-u:\b)"),
        format!(r"(?i)(?-u:\b){MONTH}\.?,?(?: of)?[ /-](?:(?:19|20)\d{{2}}|'\d{{2}})(?-u:\b)"),
        format!(r"(?i)(?-u:\b){day}(?:st|nd|rd|th) (?:of )?{MONTH}(?-u:\b)"),
        // Jan 26, a day or a year.
        format!(r"(?i)(?-u:\b){MONTH}\.? \d{{2}}(?-u:\b)"),
        // 14 March; "4 may" is sorted out later.
        format!(r"(?i)(?-u:\b){day} (?:of )?{MONTH}(?-u:\b)"),
        // 02/2018.
        r"(?-u:\b)(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d{2}(?-u:\b)".to_owned(),
    ]
}

/// A form, its kind, and what else has to hold.
struct Form {
    regex: Regex,
    kind: IdentifierKind,
    holds: fn(&str) -> bool,
}

/// The forms that need no label.
fn simple() -> Result<Vec<Form>, super::WordsError> {
    use IdentifierKind as Kind;
    let any: fn(&str) -> bool = |_| true;
    let simple = vec![
        (regex(r"(?i)(?-u:\b)(?:https?|ftp)://[^\s<>]+")?, Kind::Url, any),
        (regex(r"(?i)(?-u:\b)www\.[^\s<>]+")?, Kind::Url, any),
        (
            regex(
                r"[A-Za-z\d._%+'\x{80}-\x{10FFFF}-]{1,64}@[A-Za-z\d\x{80}-\x{10FFFF}-]{1,63}(?:\.[A-Za-z\d\x{80}-\x{10FFFF}-]{1,63}){1,5}",
            )?,
            Kind::Email,
            any,
        ),
        (
            regex(
                r"(?i)(?-u:\b)[a-z\d._-]{1,64} ?(?:[\[(]at[\])]|at|@) ?[a-z\d-]{1,63}(?: ?(?:[\[(]dot[\])]|dot|\.) ?[a-z\d-]{2,12}){0,2} ?(?:[\[(]dot[\])]|dot) ?(?:com|org|net|uk)(?-u:\b)",
            )?,
            Kind::Email,
            any,
        ),
        (
            regex(r"(?i)(?-u:\b)(?:[a-z\d-]{1,63}\.){1,4}(?:com|org|net|uk|info|io|me|co)(?:/[^\s<>]*)?(?-u:\b)")?,
            Kind::Url,
            |text| text.len() > 5 && text.chars().next().is_some_and(char::is_alphanumeric),
        ),
        (
            regex(
                r"(?-u:\B)@[A-Za-z\d_\x{80}-\x{10FFFF}][A-Za-z\d_.\x{80}-\x{10FFFF}]{0,62}[A-Za-z\d_\x{80}-\x{10FFFF}]",
            )?,
            Kind::Handle,
            any,
        ),
    ];
    let after = vec![
        (
            regex(r"(?i)(?-u:\b)[A-Z]{2} ?[ -]?\d{2}[ -]?\d{2}[ -]?\d{2} ?[ -]?[A-D](?-u:\b)")?,
            Kind::InsuranceNumber,
            any,
        ),
        (
            regex(r"(?:\+44[ .-]?(?:\(0\)[ .-]?)?|(?-u:\b)0044[ .-]?|\(0|(?-u:\b)0)\d(?:[ ().-]{0,2}\d){8,9}(?-u:\b)")?,
            Kind::Phone,
            any,
        ),
        (regex(r"\+\d{1,3}(?:[ ().-]{0,2}\d){7,12}(?-u:\b)")?, Kind::Phone, any),
    ];
    let form = |(regex, kind, holds)| Form { regex, kind, holds };
    let mut all: Vec<Form> = simple.into_iter().map(form).collect();
    for date in dates() {
        all.push(Form { regex: regex(&date)?, kind: Kind::Date, holds: is_date });
    }
    all.extend(after.into_iter().map(form));
    Ok(all)
}

fn regex(form: &str) -> Result<Regex, super::WordsError> {
    Regex::new(form).map_err(|_| super::WordsError::form("a form does not compile"))
}

/// The compiled forms.
pub(super) struct Forms {
    simple: Vec<Form>,
    labelled: Vec<(Regex, IdentifierKind)>,
    postcode: Regex,
    district: Regex,
    vehicle: Regex,
    vehicle_beside_label: Regex,
    number_beside_label: Regex,
    health_number: Regex,
    local_number: Regex,
    digits_beside_birth: Regex,
    reference: Regex,
    house: Regex,
    media: Option<Regex>,
}

impl Forms {
    pub(super) fn new(lists: &Lists) -> Result<Self, super::WordsError> {
        use IdentifierKind as Kind;
        let simple = simple()?;
        // The same with fewer digits or another form, beside a label.
        let labelled = vec![
            (regex(r"(?-u:\b)\d{3}[ -]{0,2}\d{3}[ -]{0,2}\d{4}(?-u:\b)")?, Kind::HealthNumber),
            (regex(r"(?i)(?-u:\b)[A-Z]{2}[ -]?\d(?:[ -]?\d){4,6}(?:[ -]?[A-Z])?(?-u:\b)")?, Kind::InsuranceNumber),
        ];
        let media = if lists.media.is_empty() {
            None
        } else {
            let names: Vec<_> = lists.media.iter().map(|name| regex::escape(name)).collect();
            Some(regex(&format!(
                r"(?i)(?-u:\b)(?:{})(?: name| user ?name| account| handle| id)?(?: is)? ?[:=-]? ?['(]?([a-z][a-z\d_.]{{2,40}})",
                names.join("|")
            ))?)
        };
        let dwellings: Vec<_> = lists.dwellings.iter().map(|word| regex::escape(word)).collect();
        Ok(Self {
            simple,
            labelled,
            postcode: regex(
                r"(?i)(?-u:\b)(?:GIR {0,2}0AA|ZZ99 {0,2}\d[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? {0,2}\d[ABD-HJLNP-UW-Z]{2})(?-u:\b)",
            )?,
            district: regex(r"(?-u:\b)[A-Z]{1,2}\d{1,2}[A-Z]?(?-u:\b)")?,
            vehicle: regex(r"(?i)(?-u:\b)[A-Z]{2}\d{2} {0,2}[A-Z]{3}(?-u:\b)")?,
            vehicle_beside_label: regex(
                r"(?-u:\b)(?:(?i:[A-Z]\d{1,3} ?[A-Z]{3})|[A-Z]{1,3} ?\d{1,4}|\d{1,4} ?[A-Z]{2,3})(?-u:\b)",
            )?,
            number_beside_label: regex(r"(?i)(?-u:\b)[A-Z\d]{1,16}(?:[/.-][A-Z\d]{1,16}){0,5}(?-u:\b)")?,
            health_number: regex(r"(?-u:\b)\d{3}[ -]?\d{3}[ -]?\d{4}(?-u:\b)")?,
            local_number: regex(r"(?-u:\b)\d{3,6}(?:[ -]?\d{3,4}){0,2}(?-u:\b)")?,
            digits_beside_birth: regex(
                r"(?i)(?-u:\b)(?:\d{6}|\d{8}|\d{1,2}[/.-]\d{1,2}|\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{2,4})(?-u:\b)",
            )?,
            reference: regex(
                r"(?i)(?-u:\b)(?:(?-i:[A-Z]{1,4}) \d{5,10}|[A-Z\d]{1,20}(?:[/-][A-Z\d]{1,20}){0,6})(?-u:\b)",
            )?,
            house: regex(&format!(
                r"(?i)(?-u:\b)(?:at|of|from|to|opposite|outside) ((?:{})\.? ?\d{{1,4}}[a-z]?)(?-u:\b)",
                or_none(&dwellings)
            ))?,
            media,
        })
    }

    /// What is found, in no order.
    pub(super) fn find(&self, text: &str, tokens: &Tokens<'_>, lists: &Lists) -> Vec<Identifier> {
        let mut found = Found { text, list: Vec::new(), birth: Vec::new() };
        for Form { regex, kind, holds } in &self.simple {
            for one in regex.find_iter(text) {
                let mut end = one.end();
                if matches!(kind, IdentifierKind::Url | IdentifierKind::Email) {
                    end = one.start()
                        + one.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '"', ']']).len();
                }
                let kind = if *kind == IdentifierKind::Date
                    && found.has_label(lists, one.start(), IdentifierKind::DateOfBirth)
                {
                    IdentifierKind::DateOfBirth
                } else {
                    *kind
                };
                if holds(one.as_str()) && !Found::is_grammar(one.as_str()) {
                    found.add(kind, one.start(), end);
                }
            }
            found.settle();
        }
        self.beside_labels(&mut found, lists);
        self.health(&mut found);
        self.codes(&mut found, lists);
        self.vehicles(&mut found, lists);
        self.references(&mut found, tokens);
        if let Some(media) = &self.media {
            for one in media.captures_iter(text).filter_map(|groups| groups.get(1)) {
                let name = one.as_str().trim_end_matches('.');
                if name.contains(|c: char| c == '_' || c == '.' || c.is_ascii_digit()) {
                    found.add(IdentifierKind::Handle, one.start(), one.start() + name.len());
                }
            }
        }
        for one in self.house.captures_iter(text).filter_map(|groups| groups.get(1)) {
            // "Flat 2, 14 Orchard Road" is found as one.
            let rest = text.get(one.end()..).unwrap_or("");
            if rest.trim_start_matches([',', ' ']).starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            found.add(IdentifierKind::Address, one.start(), one.end());
        }
        found.settle();
        found.list
    }

    fn beside_labels(&self, found: &mut Found<'_>, lists: &Lists) {
        for (form, kind) in &self.labelled {
            for one in form.find_iter(found.text) {
                if found.has_label(lists, one.start(), *kind) {
                    found.add(*kind, one.start(), one.end());
                }
            }
        }
        for one in self.digits_beside_birth.find_iter(found.text) {
            if found.has_label(lists, one.start(), IdentifierKind::DateOfBirth) && !is_gestation(one.as_str()) {
                found.add(IdentifierKind::DateOfBirth, one.start(), one.end());
            }
        }
        found.settle();
        for one in self.number_beside_label.find_iter(found.text) {
            let digits = one.as_str().chars().filter(char::is_ascii_digit).count();
            let year =
                one.len() == 4 && digits == 4 && (one.as_str().starts_with("19") || one.as_str().starts_with("20"));
            if digits < 3 || year || looks_like_a_measure(one.as_str()) || !found.is_free(one.start(), one.end()) {
                continue;
            }
            if let Some((label, start)) = found.label(lists, one.start(), IdentifierKind::Reference) {
                found.add(IdentifierKind::Reference, if label.masked { start } else { one.start() }, one.end());
            }
        }
        for one in self.local_number.find_iter(found.text) {
            let digits = one.as_str().chars().filter(char::is_ascii_digit).count();
            if (6..=11).contains(&digits) && found.has_label(lists, one.start(), IdentifierKind::Phone) {
                found.add(IdentifierKind::Phone, one.start(), one.end());
            }
        }
        found.settle();
    }

    fn health(&self, found: &mut Found<'_>) {
        for one in self.health_number.find_iter(found.text) {
            if has_check_digit(one.as_str()) {
                found.add(IdentifierKind::HealthNumber, one.start(), one.end());
            }
        }
        found.settle();
    }

    fn codes(&self, found: &mut Found<'_>, lists: &Lists) {
        for one in self.postcode.find_iter(found.text) {
            let code = one.as_str();
            let inward = code.get(code.len().saturating_sub(2)..).unwrap_or("").to_ascii_lowercase();
            // "x2 1st" counts and orders.
            let counts = matches!(inward.as_str(), "st" | "nd" | "rd" | "th")
                && code.find(' ') == Some(2)
                && code.starts_with(['x', 'p', 'X', 'P', 'c', 'C', 'f', 'F', 'y', 'Y', 't', 'T']);
            if !counts {
                found.add(IdentifierKind::Postcode, one.start(), one.end());
            }
        }
        for one in self.district.find_iter(found.text) {
            if found.has_label(lists, one.start(), IdentifierKind::Postcode) {
                found.add(IdentifierKind::Postcode, one.start(), one.end());
            }
        }
        found.settle();
    }

    fn vehicles(&self, found: &mut Found<'_>, lists: &Lists) {
        for one in self.vehicle.find_iter(found.text) {
            let labelled = found.has_label(lists, one.start(), IdentifierKind::Vehicle);
            let tail = key(one.as_str().get(one.len().saturating_sub(3)..).unwrap_or(""));
            let is_word = one.as_str().contains(' ')
                && lists
                    .marks(&tail)
                    .any(Marks::COMMON.and(Marks::GRAMMAR).and(Marks::FACT).and(Marks::ROLE).and(Marks::VERB))
                && one.as_str().contains(|c: char| c.is_lowercase());
            if labelled || !is_word {
                found.add(IdentifierKind::Vehicle, one.start(), one.end());
            }
        }
        for one in self.vehicle_beside_label.find_iter(found.text) {
            if found.has_label(lists, one.start(), IdentifierKind::Vehicle) {
                found.add(IdentifierKind::Vehicle, one.start(), one.end());
            }
        }
        found.settle();
    }

    /// What nobody would write but to name one case: letters and many digits, or a long number.
    fn references(&self, found: &mut Found<'_>, tokens: &Tokens<'_>) {
        for one in self.reference.find_iter(found.text) {
            let text = one.as_str();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let joined = text.contains(['/', '-']);
            let letters = text.contains(|c: char| c.is_ascii_alphabetic());
            let years = !letters
                && joined
                && text.len() <= 9
                && (text.starts_with("19") || text.starts_with("20"))
                && text.split(['/', '-']).all(|part| part.len() == 4 || part.len() == 2);
            let money = found.text.get(..one.start()).is_some_and(|before| before.ends_with(['£', '$', '€', '.', ',']));
            let is_number =
                tokens.within(one.start(), one.start() + 1).first().is_none_or(|token| token.shape != Shape::Other);
            // "120/80" is a measure.
            let enough = if letters { 5 } else { 7 };
            if digits >= enough && (joined && !years || letters) && !looks_like_a_measure(text) && is_number
                || digits >= LONG_NUMBER_DIGITS && !money && !years
            {
                found.add(IdentifierKind::Reference, one.start(), one.end());
            }
        }
        found.settle();
    }
}

fn or_none(words: &[String]) -> String {
    if words.is_empty() { r"[^\s\S]".to_owned() } else { words.join("|") }
}

/// What was found so far; a form that comes later takes only what is left.
struct Found<'text> {
    text: &'text str,
    /// In the order of the text.
    list: Vec<Identifier>,
    birth: Vec<Identifier>,
}

impl Found<'_> {
    fn add(&mut self, kind: IdentifierKind, start: usize, end: usize) {
        if start < end && self.is_free(start, end) {
            self.birth.push(Identifier { kind, start, end });
        }
    }

    fn is_free(&self, start: usize, end: usize) -> bool {
        let index = self.list.partition_point(|found| found.end <= start);
        self.list.get(index).is_none_or(|found| found.start >= end)
    }

    /// Takes in what one form found, which does not overlap itself.
    fn settle(&mut self) {
        if self.birth.is_empty() {
            return;
        }
        self.birth.sort_by_key(|found| found.start);
        let mut end = 0;
        self.birth.retain(|found| {
            let free = found.start >= end;
            if free {
                end = found.end;
            }
            free
        });
        self.list.append(&mut self.birth);
        self.list.sort_by_key(|found| found.start);
    }

    fn has_label(&self, lists: &Lists, start: usize, kind: IdentifierKind) -> bool {
        self.label(lists, start, kind).is_some()
    }

    /// The label of this kind that stands before a place, and where it begins.
    fn label<'lists>(
        &self,
        lists: &'lists Lists,
        start: usize,
        kind: IdentifierKind,
    ) -> Option<(&'lists Label, usize)> {
        let mut from = start.saturating_sub(LABEL_REACH);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let before = self.text.get(from..start)?;
        if !before.is_ascii() {
            // Places in the small letters of another script would not be those of the text.
            let last = before.char_indices().rfind(|(_, c)| !c.is_ascii())?;
            from += last.0 + last.1.len_utf8();
        }
        let before = self.text.get(from..start)?.to_ascii_lowercase();
        let mut trimmed = before.trim_end_matches([' ', ':', '#', '.', '-', '=', '(', ',']);
        for filler in [
            " is", " was", " on", " in", " a", " no", " number", " num", " mum", " dad", " back", " them", " her",
            " him", " me",
        ] {
            trimmed = trimmed.strip_suffix(filler).unwrap_or(trimmed).trim_end_matches([' ', ':', '.']);
        }
        lists
            .labels
            .iter()
            .filter(|label| label.kind == kind)
            .filter_map(|label| {
                let words = label.words.trim_end_matches('.');
                let start = trimmed.strip_suffix(words)?;
                let whole = !start.ends_with(|c: char| c.is_alphanumeric());
                whole.then_some((label, from + start.len()))
            })
            .max_by_key(|(label, _)| label.words.len())
    }

    /// "4 may" of "aged 4 may need": a month that is the verb.
    fn is_grammar(text: &str) -> bool {
        text.len() < 9 && text.ends_with(" may")
            || text.starts_with("may ") && text.len() < 7
            || text.starts_with("march ") && text.len() < 9
    }
}

/// Not the date of a clock or a version: day and month are possible.
fn is_date(text: &str) -> bool {
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    match numbers.as_slice() {
        [first, second, third] => {
            let (one, other) = if *first > 31 { (*second, *third) } else { (*first, *second) };
            one >= 1 && other >= 1 && (one <= 12 || other <= 12) && one <= 31 && other <= 31
        }
        _ => true,
    }
}

/// `32/40` beside "born": weeks of forty.
fn is_gestation(text: &str) -> bool {
    text.ends_with("/40") || text.ends_with("/52") || text.ends_with("/12") && text.len() <= 5 || text.ends_with("/7")
}

/// A dose, a length or another amount: digits and then the letters of a unit.
fn looks_like_a_measure(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let amount = text.len() - unit.len();
    amount > 0
        && matches!(
            unit.to_ascii_lowercase().as_str(),
            "mg" | "ml"
                | "g"
                | "kg"
                | "mcg"
                | "cm"
                | "mm"
                | "m"
                | "km"
                | "lb"
                | "lbs"
                | "oz"
                | "st"
                | "iu"
                | "k"
                | "hrs"
                | "hr"
                | "h"
                | "am"
                | "pm"
                | "yo"
                | "yrs"
                | "yr"
                | "y"
                | "wks"
                | "s"
        )
}

/// The eleventh-modulus check of a health number.
fn has_check_digit(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, digits)) = digits.split_last() else { return false };
    if digits.len() != 9 {
        return false;
    }
    let sum: u32 = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let expected = (11 - sum % 11) % 11;
    expected != 10 && expected == *check
}
