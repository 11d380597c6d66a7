//! What identifies somebody by its form: numbers, dates, addresses of the net.
//!
//! Every repetition is bounded, so that reading stays linear whatever is written. Ages, durations, doses and years are
//! facts and stay.

use regex::Regex;

use super::lists::{Label, Lists, Marks, key};
use super::masked::{Identifier, IdentifierKind};
use super::tokens::{Shape, Tokens};

/// How far before a number its label may stand, in bytes.
const LABEL_REACH: usize = 32;
/// A number of so many digits, that is no measure, identifies.
const LONG_NUMBER_DIGITS: usize = 6;

/// The words of a list as a choice of a form, the longest first; a space may be a hyphen.
fn choice(lists: &Lists, list: &str) -> String {
    let mut words: Vec<String> =
        lists.lines(list).iter().map(|word| regex::escape(word).replace(r"\-", "[ -]").replace('\'', "'?")).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    or_none(&words)
}

/// The forms of dates, those that hold another first.
fn dates(lists: &Lists) -> Vec<String> {
    let day = r"(?:0?[1-9]|[12]\d|3[01])";
    let year = r"(?:(?:19|20)\d{2}|'?\d{2})";
    let full_year = r"(?:19|20)\d{2}";
    let month = format!("(?:{})", choice(lists, "months"));
    let ordinal = format!("(?:{})", choice(lists, "ordinals"));
    let named_day = format!("(?:{})", choice(lists, "date_days"));
    let number = format!("(?:{})", choice(lists, "number_words"));
    let spoken_year = format!(r"(?:(?:two thousand(?: and)?|twenty|nineteen)(?:[ -](?:{number}|hundred|oh)){{0,2}})");
    // "9-11 May", "3rd and 4th of May".
    let weekday = choice(lists, "weekdays");
    let days = format!(
        r"(?:(?:{weekday}),? )?(?:{day}(?:st|nd|rd|th)(?:, ?| and | & | to |-)){{0,4}}(?:{day} ?(?:st|nd|rd|th)? ?(?:-|&|to|and|/) ?)?{day}"
    );
    vec![
        // The third of February two thousand and eighteen.
        format!(r"(?i)\b{ordinal}(?: day)?(?: of)? {month}(?:,? (?:{full_year}|{spoken_year}))?\b"),
        format!(r"(?i)\b{month}(?: the)? {ordinal}(?:,? (?:{full_year}|{spoken_year}))?\b"),
        format!(r"(?i)\b{month}(?: of)? (?:two thousand|twenty[ -]{number})(?:(?: and)? {number})?\b"),
        format!(r"(?i)\b{named_day},? {full_year}\b"),
        // 03/02/2018, 3.2.18, 03-02-2018.
        format!(r"\b{day} ?[/.-] ?{day} ?[/.-] ?{year}\b"),
        format!(r"\b{day} {{1,2}}(?:0[1-9]|1[0-2]) {{1,2}}{full_year}\b"),
        r"\b(?:19|20)\d{2} ?[/.-] ?(?:0?[1-9]|1[0-2]) ?[/.-] ?(?:0?[1-9]|[12]\d|3[01])\b".to_owned(),
        // 3rd Feb 2018, 3 of February, 3-Feb-18.
        format!(
            r"(?i)\b{days} ?(?:st|nd|rd|th)?(?: of)?(?: day of)?[ /.,-]{{0,2}}{month}\.?,?(?:[ /.-]{{1,2}}{year}|'\d\d)\b"
        ),
        // February 3rd, 2018; February 2018.
        format!(r"(?i)\b{month}\.?,? (?:the )?{day}(?:st|nd|rd|th)(?:,? {year})?\b"),
        format!(r"(?i)\b{month}\.?,? {day},? {full_year}\b"),
        format!(r"(?i)\b{month}\.?,?(?: of)?[ /-](?:{full_year}|'\d{{2}})\b"),
        format!(r"(?i)\b{days}(?:st|nd|rd|th),? (?:day )?(?:of )?{month}\b"),
        // Jan 26, a day or a year.
        format!(r"(?i)\b{month}\.? \d{{2}}\b"),
        // 14 March; "4 may" is sorted out later.
        format!(r"(?i)\b{days} ?(?:of )?{month}\b"),
        // 02/2018.
        r"\b(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d{2}\b".to_owned(),
        // Thurs 14th.
        format!(r"(?i)\b(?:{}),? (?:the )?\d{{1,2}}(?:st|nd|rd|th)\b", choice(lists, "weekdays")),
    ]
}

/// A form, its kind, and what else has to hold.
struct Form {
    regex: Regex,
    kind: IdentifierKind,
    holds: fn(&str) -> bool,
}

/// The forms that need no label.
fn simple(lists: &Lists) -> Result<Vec<Form>, super::WordsError> {
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
        // Discord and the like, and words joined by a low line.
        (regex(r"(?i)(?-u:\b)[a-z][a-z\d_.]{1,31}#\d{4}(?-u:\b)")?, Kind::Handle, any),
        (regex(r"(?i)(?-u:\b)[a-z\d.]{1,32}(?:_[a-z\d.]{1,32}){1,4}_?(?-u:\b)")?, Kind::Handle, |text| {
            text.contains(|c: char| c.is_ascii_alphabetic())
        }),
        // Initials: "S.K."
        (regex(r"(?i)(?-u:\b)[a-z]\.[a-z]\.(?:[a-z]\.)?")?, Kind::PersonName, any),
    ];
    let after = vec![
        (
            regex(r"(?i)(?-u:\b)[A-Z]{2} ?[ -]?\d{2}[ -]?\d{2}[ -]?\d{2} ?[ -]?[A-D](?-u:\b)")?,
            Kind::InsuranceNumber,
            any,
        ),
        (
            regex(
                r"(?i)(?:\+44[ .-]?(?:\(0\)[ .-]?)?|(?-u:\b)0044[ .-]?|\(0|(?-u:\b)0)\d(?:[ ().-]{0,2}\d){8,9}(?:,? ?(?:ext|extn|extension|x)\.? ?\d{2,6})?(?-u:\b)",
            )?,
            Kind::Phone,
            any,
        ),
        (regex(r"\+\d{1,3}(?:[ ().-]{0,2}\d){7,12}(?-u:\b)")?, Kind::Phone, any),
    ];
    let form = |(regex, kind, holds)| Form { regex, kind, holds };
    let mut all: Vec<Form> = simple.into_iter().map(form).collect();
    for date in dates(lists) {
        all.push(Form { regex: regex(&date)?, kind: Kind::Date, holds: is_date });
    }
    all.extend(after.into_iter().map(form));
    Ok(all)
}

/// A form of letters and digits of English, unless it names other characters: such a one compiles ten times as fast.
fn regex(form: &str) -> Result<Regex, super::WordsError> {
    let plain = !form.contains(r"[^") && !form.contains(r"\x{") && form.is_ascii();
    let form = if plain { format!("(?-u){form}") } else { form.to_owned() };
    Regex::new(&form).map_err(|_| super::WordsError::form("a form does not compile"))
}

/// The compiled forms.
pub(super) struct Forms {
    simple: Vec<Form>,
    labelled: Vec<(Regex, IdentifierKind)>,
    postcode: Regex,
    district: Regex,
    vehicle: Regex,
    older_vehicle: Regex,
    vehicle_beside_label: Regex,
    number_beside_label: Regex,
    health_number: Regex,
    local_number: Regex,
    digits_beside_birth: Regex,
    reference: Regex,
    house: Regex,
    day_and_month: Regex,
    media: Option<Regex>,
}

impl Forms {
    pub(super) fn new(lists: &Lists) -> Result<Self, super::WordsError> {
        use IdentifierKind as Kind;
        let simple = simple(lists)?;
        // The same with fewer digits or another form, beside a label.
        let labelled = vec![
            (regex(r"(?-u:\b)\d{3}[ -]{0,2}\d{3}[ -]{0,2}\d{4}(?-u:\b)")?, Kind::HealthNumber),
            (regex(r"(?i)(?-u:\b)[A-Z]{2}[ -]?\d(?:[ -]?\d){4,6}(?:[ -]?[A-Z])?(?-u:\b)")?, Kind::InsuranceNumber),
        ];
        let media = if lists.lines("online_media").is_empty() {
            None
        } else {
            Some(regex(&format!(
                r"(?i)(?-u:\b)(?:{})(?-u:\b)(?: name| user ?name| account| handle| id)?(?: is| as)? ?[:=-]? ?['(]?([a-z][a-z\d_.]{{2,40}})",
                choice(lists, "online_media")
            ))?)
        };
        let dwellings: Vec<_> = lists.lines("dwelling_words").iter().map(|word| regex::escape(word)).collect();
        Ok(Self {
            simple,
            labelled,
            postcode: regex(
                r"(?i)(?-u:\b)(?:GIR {0,2}0AA|ZZ99 {0,2}\d[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? {0,2}\d[ABD-HJLNP-UW-Z]{2})(?-u:\b)",
            )?,
            district: regex(r"(?i)(?-u:\b)[A-Z]{1,2}\d{1,2}[A-Z]?(?-u:\b)")?,
            vehicle: regex(r"(?i)(?-u:\b)[A-Z]{2}\d{2} {0,2}[A-Z]{3}(?-u:\b)")?,
            // A letter and up to three digits first, or last; and plates with I or Z among three letters.
            older_vehicle: regex(
                r"(?i)(?-u:\b)(?:[A-HJ-NP-Y] ?\d{1,3} {0,2}[A-Z]{3}|[A-Z]{3} {0,2}\d{1,3}[A-Z]|[A-Z]{1,2}[IZ][A-Z]? {0,2}\d{1,4})(?-u:\b)",
            )?,
            vehicle_beside_label: regex(
                r"(?-u:\b)(?:(?i:[A-Z]\d{1,3} ?[A-Z]{3})|[A-Z]{1,3} ?\d{1,4}|(?i:[A-Z]{1,3}\d{2,4})|\d{1,4} ?[A-Z]{1,3}|(?i:\d{2,4}[A-Z]{1,3}))(?-u:\b)",
            )?,
            number_beside_label: regex(
                r"(?i)(?-u:\b)(?:\d{3,8}(?: \d{3,8}){1,4}|[A-Z\d]{1,16}(?:[/.-][A-Z\d]{1,16}){0,5})(?-u:\b)",
            )?,
            health_number: regex(r"(?-u:\b)\d{3}[ -]?\d{3}[ -]?\d{4}(?-u:\b)")?,
            local_number: regex(r"(?-u:\b)\d{3,6}(?:[ -]?\d{3,4}){0,2}(?-u:\b)")?,
            digits_beside_birth: regex(
                r"(?i)(?-u:\b)(?:\d{6}|\d{8}|\d{1,2}[/.-]\d{1,2}|\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{2,4})(?-u:\b)",
            )?,
            reference: regex(
                r"(?i)(?-u:\b)(?:(?-i:[A-Z]{1,4}) \d{5,10}|\d{3,8}(?: \d{3,8}){1,4}(?: \d{1,3}[A-Z]{1,3})?|[A-Z\d]{1,20}(?:[/*-][A-Z\d]{1,20}){0,6})(?-u:\b)",
            )?,
            house: regex(&format!(
                r"(?i)(?-u:\b)(?:at|of|from|to|opposite|outside) ((?:{})\.? ?\d{{1,4}}[a-z]?)(?-u:\b)",
                or_none(&dwellings)
            ))?,
            day_and_month: regex(r"(?-u:\b)\d{1,2}[/.]\d{1,2}(?-u:\b)")?,
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
                // "e.g." is none's initials.
                let known = kind == IdentifierKind::PersonName && {
                    let letters: String = one.as_str().chars().filter(char::is_ascii_alphabetic).collect();
                    let marks = lists.marks(&key(&letters));
                    let capitals = letters.bytes().all(|letter| letter.is_ascii_uppercase());
                    let goes_on = text.get(one.end()..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
                    let words = Marks::COMMON.and(Marks::GRAMMAR).and(Marks::ROLE).and(Marks::TITLE);
                    goes_on || marks.any(words) || !capitals && marks.any(Marks::FACT)
                };
                if holds(one.as_str()) && !known && !found.is_grammar(lists, one.start(), one.as_str()) {
                    found.add(kind, one.start(), end);
                }
            }
            found.settle();
        }
        self.beside_labels(&mut found, lists);
        self.health(&mut found);
        self.codes(&mut found, tokens, lists);
        self.vehicles(&mut found, tokens, lists);
        self.references(&mut found, tokens, lists);
        self.days(&mut found, tokens);
        if let Some(media) = &self.media {
            for one in media.captures_iter(text).filter_map(|groups| groups.get(1)) {
                let name = one.as_str().trim_end_matches('.');
                let said = text.get(..one.start()).is_some_and(|before| {
                    before.ends_with([':', '=', '@', '\'', '(']) || before.ends_with(": ") || before.ends_with(" is ")
                });
                let letters = key(name.trim_end_matches(|c: char| c.is_ascii_digit()));
                let word = lists.marks(&letters) != Marks::NONE
                    && !lists.marks(&letters).any(Marks::FIRST.and(Marks::SURNAME));
                if name.contains(|c: char| c == '_' || c == '.' || c.is_ascii_digit()) || said && !word {
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
        found.join_references();
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
            if digits < 3 || year || looks_like_a_measure(lists, one.as_str()) || !found.is_free(one.start(), one.end())
            {
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

    /// A day and a month in digits, behind a word that dates: "on 22/11". Behind others "3/7" is a measure of time.
    fn days(&self, found: &mut Found<'_>, tokens: &Tokens<'_>) {
        for one in self.day_and_month.find_iter(found.text) {
            let mut numbers = one.as_str().split(['/', '.']).filter_map(|part| part.parse::<u32>().ok());
            let (Some(day), Some(month)) = (numbers.next(), numbers.next()) else { continue };
            let index = tokens.index_at(one.start());
            let cued = |steps| tokens.before(index, steps).is_some_and(|before| before.is(Marks::DATE_CUE));
            let logged = tokens.before(index, 2).is_some_and(|before| !found.is_free(before.start, before.full_end));
            let second = matches!(tokens.gap(index).trim(), "and" | "&" | "-" | "to" | "+" | ",")
                && index > 0
                && tokens.get(index - 1).is_some_and(|before| before.taken == Some(IdentifierKind::Date));
            let measure = matches!(month, 7 | 12) && !cued(1) || one.as_str().contains('.') && !cued(1);
            let rest = found.text.get(one.end()..).unwrap_or("").trim_start();
            let ago = rest.starts_with("ago") || rest.starts_with("old");
            if (1..=31).contains(&day)
                && (1..=12).contains(&month)
                && !measure
                && !ago
                && (cued(1) || cued(2) || second || logged)
            {
                // "log 0417 of 22/02" is one reference.
                let of = tokens.before(index, 2).filter(|_| logged).map_or(one.start(), |log| log.full_end);
                found.add(IdentifierKind::Date, of, one.end());
            }
        }
        found.settle();
    }

    fn codes(&self, found: &mut Found<'_>, tokens: &Tokens<'_>, lists: &Lists) {
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
            let labelled = found.has_label(lists, one.start(), IdentifierKind::Postcode);
            if labelled || is_district(tokens, lists, one.start(), one.as_str()) {
                found.add(IdentifierKind::Postcode, one.start(), one.end());
            }
        }
        found.settle();
    }

    fn vehicles(&self, found: &mut Found<'_>, tokens: &Tokens<'_>, lists: &Lists) {
        let words = Marks::COMMON.and(Marks::GRAMMAR).and(Marks::FACT).and(Marks::ROLE).and(Marks::VERB);
        for one in self.vehicle.find_iter(found.text) {
            let labelled = found.has_label(lists, one.start(), IdentifierKind::Vehicle);
            let tail = key(one.as_str().get(one.len().saturating_sub(3)..).unwrap_or(""));
            let is_word = one.as_str().contains(' ')
                && lists.marks(&tail).any(words)
                && one.as_str().contains(|c: char| c.is_lowercase());
            if labelled || !is_word {
                found.add(IdentifierKind::Vehicle, one.start(), one.end());
            }
        }
        for one in self.older_vehicle.find_iter(found.text) {
            let plate = one.as_str();
            let letters = key(&plate.chars().filter(char::is_ascii_alphabetic).collect::<String>());
            let parts = plate.split(' ').chain([plate.get(plate.len().saturating_sub(3)..).unwrap_or("")]);
            let digits = plate.chars().filter(char::is_ascii_digit).count();
            let capitals = !plate.contains(|c: char| c.is_lowercase());
            let words = if capitals {
                words.only(Marks::GRAMMAR.and(Marks::FACT).and(Marks::ROLE)).and(Marks::FREQUENT)
            } else {
                words
            };
            let is_word =
                parts.map(key).chain([letters]).any(|part| lists.marks(&part).any(words.and(Marks::CALENDAR)));
            let beside = is_beside_vehicle(tokens, one.start());
            let often = Marks::GRAMMAR.and(Marks::FACT).and(Marks::ROLE).and(Marks::FREQUENT).and(Marks::VERB);
            let is_usual = plate.split(' ').map(key).any(|part| lists.marks(&part).any(often));
            if beside && (capitals || !is_usual) || !is_word && (capitals && digits > 1 || digits > 2) {
                found.add(IdentifierKind::Vehicle, one.start(), one.end());
            }
        }
        for one in self.vehicle_beside_label.find_iter(found.text) {
            let measure = looks_like_a_measure(lists, one.as_str());
            if !measure && found.has_label(lists, one.start(), IdentifierKind::Vehicle) {
                found.add(IdentifierKind::Vehicle, one.start(), one.end());
            }
        }
        found.settle();
    }

    /// What nobody would write but to name one case: letters and many digits, or a long number.
    fn references(&self, found: &mut Found<'_>, tokens: &Tokens<'_>, lists: &Lists) {
        for one in self.reference.find_iter(found.text) {
            let text = one.as_str();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let joined = text.contains(['/', '-', '*', ' ']);
            let letters = text.contains(|c: char| c.is_ascii_alphabetic());
            let all_years = |separators: &[char]| {
                text.split(separators).all(|part| {
                    part.len() == 4 && (part.starts_with("19") || part.starts_with("20")) || part.len() == 2
                })
            };
            let years = !letters && joined && text.starts_with(['1', '2']) && all_years(&['/', '-', ' ']);
            let money = found.text.get(..one.start()).is_some_and(|before| before.ends_with(['£', '$', '€', '.', ',']));
            let index = tokens.index_at(one.start());
            let is_number =
                tokens.get(index).is_none_or(|token| token.start != one.start() || token.shape != Shape::Other);
            // "120/80" is a measure. Three digits beside letters in one stretch are none, unless the letters are a unit or
            // a word: "500-word".
            let mixed = letters && digits >= 3 && !is_measured(lists, text);
            let case = !letters
                && text.split_once('/').is_some_and(|(year, rest)| {
                    year.len() == 2 && rest.len() >= 4 && !rest.starts_with("19") && !rest.starts_with("20")
                });
            let many = (digits >= 7 || case) && joined && !years && !looks_like_a_measure(lists, text);
            if (mixed || many) && is_number || digits >= LONG_NUMBER_DIGITS && !money && !years && !joined {
                let start = unknown_letters_before(tokens, index, one.start(), lists);
                found.add(IdentifierKind::Reference, start, one.end());
            }
        }
        found.settle();
    }
}

/// The place where a reference begins: short letters that are no word may stand apart from the digits, "rxh 204417".
fn unknown_letters_before(tokens: &Tokens<'_>, index: usize, start: usize, lists: &Lists) -> usize {
    let letters = index.checked_sub(1).and_then(|before| tokens.get(before)).filter(|before| {
        tokens.is_joined(index)
            && before.is_word()
            && before.taken.is_none()
            && (2..=4).contains(&(before.end - before.start))
            && lists.marks(tokens.key(index - 1)) == Marks::NONE
    });
    letters.map_or(start, |letters| letters.start)
}

/// Whether a car is spoken of close before or behind.
fn is_beside_vehicle(tokens: &Tokens<'_>, start: usize) -> bool {
    const REACH: usize = 7;
    let index = tokens.index_at(start);
    (index.saturating_sub(REACH)..index + REACH)
        .any(|near| tokens.get(near).is_some_and(|token| token.is(Marks::VEHICLE)))
}

/// The first half of a postcode where a place can stand: "in M14", "the LS8 area", behind a town.
fn is_district(tokens: &Tokens<'_>, lists: &Lists, start: usize, code: &str) -> bool {
    let area = code.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end_matches(|c: char| c.is_ascii_digit());
    let area = area.to_ascii_lowercase();
    let index = tokens.index_at(start);
    if !lists.marks(&area).any(Marks::POSTCODE_AREA)
        || tokens.get(index).is_some_and(|token| token.is(Marks::FACT.and(Marks::FIELD)))
    {
        return false;
    }
    let before = tokens.before(index, 1).filter(|_| tokens.is_joined(index));
    let follows = lists.labels(IdentifierKind::Postcode).iter().any(|label| label.words == tokens.key(index + 1));
    let place = before.is_some_and(|before| before.is(Marks::PLACE) && !before.is(Marks::COMMON));
    // A single letter and digits is the number of many a thing.
    let cued = before.is_some_and(|before| before.is(Marks::PLACE_CUE)) && (area.len() == 2 || code.len() == 3);
    follows || place || cued
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

    /// "log 778 of 12/3/24" is one reference.
    fn join_references(&mut self) {
        let pairs = self.list.iter().zip(self.list.iter().skip(1));
        let between = pairs.filter(|(number, date)| {
            number.kind == IdentifierKind::Reference
                && date.kind == IdentifierKind::Date
                && self.text.get(number.end..date.start).is_some_and(|gap| gap.eq_ignore_ascii_case(" of "))
        });
        self.birth = between
            .map(|(number, date)| Identifier { kind: IdentifierKind::Reference, start: number.end, end: date.start })
            .collect();
        self.settle();
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
        for filler in &lists.fillers {
            trimmed = trimmed.strip_suffix(filler.as_str()).unwrap_or(trimmed).trim_end_matches([' ', ':', '.']);
        }
        lists
            .labels(kind)
            .iter()
            .filter_map(|label| {
                let words = label.words.trim_end_matches('.');
                let start = trimmed.strip_suffix(words)?;
                let whole = !start.ends_with(|c: char| c.is_alphanumeric());
                whole.then_some((label, from + start.len()))
            })
            .max_by_key(|(label, _)| label.words.len())
    }

    /// "4 may" of "aged 4 may need": a month that is a word of grammar or a verb, which only the lists tell.
    fn is_grammar(&self, lists: &Lists, start: usize, text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        let is_verb = |word: &&str| {
            word.chars().all(|c| c.is_ascii_lowercase())
                && lists.marks(word).any(Marks::MODAL.and(Marks::COMMON))
                && lists.marks(word).any(Marks::CALENDAR)
        };
        let [first, second] = words.as_slice() else { return false };
        if is_verb(first) && second.len() <= 2 {
            return true;
        }
        // "24 may" behind a border or "on" is a day.
        let before = self.text.get(..start).unwrap_or("").trim_end_matches(' ');
        let cue = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
        let cued = lists.marks(&key(cue)).any(Marks::DATE_CUE) && before.ends_with(|c: char| c.is_ascii_alphabetic())
            || before.ends_with([';', ':'])
            || before.is_empty();
        is_verb(second) && lists.marks(second).any(Marks::MODAL) && text.len() < 9 && !cued
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
        // "2-3/52": weeks.
        [_, _, third] if text.contains('-') && text.contains('/') && matches!(third, 7 | 12 | 40 | 52) => false,
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
fn looks_like_a_measure(lists: &Lists, text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let amount = text.len() - unit.len();
    amount > 0 && lists.lines("measures").iter().any(|measure| measure.eq_ignore_ascii_case(unit))
}

/// Whether every part of a mixture is an amount, a plain number or a word: "500ml", "200mcg/hr", "500-word".
fn is_measured(lists: &Lists, text: &str) -> bool {
    let word = Marks::COMMON.and(Marks::GRAMMAR).and(Marks::FACT).and(Marks::FIELD);
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.split(['/', '-']).all(|part| {
            part.chars().all(|c| c.is_ascii_digit())
                || looks_like_a_measure(lists, part)
                || part.len() > 2 && lists.marks(&key(part)).any(word)
        })
        && text.chars().filter(char::is_ascii_digit).count() <= 5
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
