//! A text as tokens with their places: words in lower case, numbers, marks, and what was masked.
//!
//! Shorthand of the pack is written out here, so that later stages see one form. Not for what the words mean.

use handrail_engine::phrases::Phrases;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A word.
    Word,
    /// A number in digits.
    Number(u32),
    /// Two numbers with a stroke, such as `9/12`.
    Fraction(u32, u32),
    /// Something masked that is no person: a date, a place.
    Masked,
    /// A masked name.
    Name,
    /// `?`.
    Doubt,
    /// The end of a sentence or line.
    End,
    /// A comma.
    Comma,
    /// A colon.
    Colon,
    /// A dash with room around it.
    Dash,
    /// A stroke between words.
    Stroke,
    /// `(`.
    Open,
    /// `)`.
    Close,
}

/// One token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its first byte in the masked text.
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
    /// The word in lower case, without `'s`.
    pub(super) word: String,
    /// What it is.
    pub(super) mark: Mark,
    /// Whether `'s` or `'` stood at its end.
    pub(super) owns: bool,
    /// Whether it began with a capital letter.
    pub(super) capital: bool,
    /// The number of its sentence.
    pub(super) sentence: usize,
    /// Whether a bracket is open.
    pub(super) inside: bool,
}

impl Token {
    /// Whether it is a word or a number.
    pub(super) fn is_wordlike(&self) -> bool {
        matches!(self.mark, Mark::Word | Mark::Number(_) | Mark::Fraction(..) | Mark::Masked | Mark::Name)
    }
}

/// The longest word that is looked at; longer ones are nobody's words.
const LONGEST_WORD: usize = 40;

/// A sentence of more tokens is read as several: what is said is looked for in a sentence, and time must stay in
/// proportion to the text.
const LONGEST_SENTENCE: usize = 200;

/// The tokens of a text. Takes time in proportion to its length.
pub(super) fn tokens(phrases: &Phrases, text: &str) -> Vec<Token> {
    let mut reader = Reader { phrases, text, found: Vec::new(), sentence: 0, sentence_from: 0, inside: false };
    reader.read();
    reader.found
}

struct Reader<'a> {
    phrases: &'a Phrases,
    text: &'a str,
    found: Vec<Token>,
    sentence: usize,
    /// The first token of the sentence.
    sentence_from: usize,
    inside: bool,
}

/// Characters that show nothing: they neither end a word nor belong to it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\0')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}')
}

impl Reader<'_> {
    fn peek(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().find(|c| !is_invisible(*c))
    }

    fn previous(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().rev().find(|c| !is_invisible(*c))
    }

    fn push(&mut self, start: usize, end: usize, word: String, mark: Mark) {
        let capital = self.peek(start).is_some_and(char::is_uppercase);
        if self.found.len() >= self.sentence_from + LONGEST_SENTENCE {
            self.sentence += 1;
        }
        if self.found.last().is_some_and(|last| last.sentence != self.sentence) {
            self.sentence_from = self.found.len();
        }
        let (sentence, inside) = (self.sentence, self.inside);
        self.found.push(Token { start, end, word, mark, owns: false, capital, sentence, inside });
    }

    fn end_sentence(&mut self, start: usize, end: usize) {
        self.push(start, end, String::new(), Mark::End);
        self.sentence += 1;
        self.inside = false;
    }

    fn read(&mut self) {
        let mut at = 0;
        while let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) {
            let next = at + c.len_utf8();
            at = match c {
                '[' => self.masked(at).unwrap_or(next),
                _ if is_invisible(c) => next,
                _ if c.is_alphanumeric() => self.word(at),
                '\n' => {
                    self.end_sentence(at, next);
                    next
                }
                ' ' | '\t' | '\r' => next,
                _ => self.mark(c, at, next),
            };
        }
    }

    /// `[name]` and the like.
    fn masked(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.get(at + 1..)?;
        let length = rest.char_indices().take(30).find(|(_, c)| *c == ']')?.0;
        let inner = rest.get(..length)?;
        if inner.is_empty() || !inner.chars().all(|c| c.is_ascii_lowercase() || c == ' ') {
            return None;
        }
        let end = at + 1 + length + 1;
        let mark = if inner == "name" { Mark::Name } else { Mark::Masked };
        self.push(at, end, format!("[{inner}]"), mark);
        let mut after = end;
        let mut rest = self.text.get(end..).unwrap_or("").chars();
        if let Some(apostrophe) = rest.next().filter(|c| is_apostrophe(*c)) {
            after += apostrophe.len_utf8();
            if rest.next() == Some('s') {
                after += 1;
            }
            if let Some(token) = self.found.last_mut() {
                token.owns = true;
            }
        }
        Some(after)
    }

    fn mark(&mut self, c: char, at: usize, next: usize) -> usize {
        let before = self.previous(at);
        let after = self.peek(next);
        let ends_word = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        match c {
            '.' if after.is_some_and(char::is_alphanumeric) && !before.is_none_or(char::is_whitespace) => {}
            '.' if self
                .found
                .last()
                .is_some_and(|token| token.end == at && self.phrases.class("abbreviations").contains(&token.word)) => {}
            '.' | '!' | ';' | '\u{2026}' => self.end_sentence(at, next),
            '?' if after.is_some_and(char::is_alphanumeric) => self.push(at, next, "?".to_owned(), Mark::Doubt),
            '?' => {
                self.push(at, next, "?".to_owned(), Mark::Doubt);
                let asked =
                    before.is_some_and(char::is_alphanumeric) && self.peek(next).is_some_and(char::is_whitespace);
                if asked
                    && self
                        .text
                        .get(next..)
                        .and_then(|rest| rest.trim_start().chars().next())
                        .is_some_and(char::is_uppercase)
                {
                    self.end_sentence(at, next);
                }
            }
            ',' => self.push(at, next, ",".to_owned(), Mark::Comma),
            ':' => self.push(at, next, ":".to_owned(), Mark::Colon),
            '-' | '\u{2013}' | '\u{2014}' if ends_word(before) || ends_word(after) || c == '\u{2014}' => {
                self.push(at, next, "-".to_owned(), Mark::Dash);
            }
            '/' => self.push(at, next, "/".to_owned(), Mark::Stroke),
            '(' => {
                self.inside = true;
                self.push(at, next, "(".to_owned(), Mark::Open);
            }
            ')' => {
                self.push(at, next, ")".to_owned(), Mark::Close);
                self.inside = false;
            }
            // `++` stands for much.
            '+' if after == Some('+') || before == Some('+') => {}
            '&' | '+' => self.push(at, next, "and".to_owned(), Mark::Word),
            '#' if self.phrases.shorthand.contains_key("#") && !after.is_some_and(|c| c.is_ascii_digit()) => {
                self.written_out(at, next, "#");
            }
            '>' | '<' | '=' => self.push(at, next, c.to_string(), Mark::Word),
            _ => {}
        }
        next
    }

    /// A word or number that begins here; returns where it ends.
    fn word(&mut self, start: usize) -> usize {
        if self.text.get(start..).and_then(|rest| rest.chars().next()).is_some_and(|c| c.is_ascii_digit()) {
            return self.number(start);
        }
        let mut end = start;
        let mut word = String::new();
        let mut apostrophe: Option<usize> = None;
        for (offset, c) in self.text.get(start..).unwrap_or("").char_indices() {
            if is_invisible(c) {
                continue;
            }
            let at = start + offset;
            let next = at + c.len_utf8();
            if is_apostrophe(c) && self.peek(next).is_some_and(char::is_alphanumeric) && apostrophe.is_none() {
                apostrophe = Some(word.len());
                word.push('\'');
                end = next;
            } else if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
                end = next;
            } else {
                break;
            }
        }
        if word.len() > LONGEST_WORD {
            self.push(start, end, String::new(), Mark::Masked);
            return end;
        }
        // `A&E`, `w/`, `c/o`, `r/v`: short forms that the pack writes out as a whole.
        for length in [4, 3, 2] {
            let Some(whole) = self.text.get(start..start + length) else { continue };
            let whole_word = whole.to_lowercase();
            let joined = whole.contains(['&', '/']);
            let ends = whole.ends_with('/') || self.peek(start + length).is_none_or(|c| !c.is_alphanumeric());
            if joined && ends && start + length > end && self.phrases.shorthand.contains_key(&whole_word) {
                self.written_out(start, start + length, &whole_word);
                return start + length;
            }
        }
        let mut owns = false;
        if let Some(cut) = apostrophe {
            let (base, rest) = word.split_at(cut);
            let (base, rest) = (base.to_owned(), rest.to_owned());
            if rest == "'s" {
                owns = true;
                word = base;
            } else if rest == "'t" && base.ends_with('n') {
                self.written_out(start, end, &word.replace('\'', ""));
                return end;
            } else {
                self.written_out(start, end, &base);
                self.written_out(start, end, &rest);
                return end;
            }
        } else if self.text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(is_apostrophe)
            && word.ends_with('s')
        {
            owns = true;
        }
        self.written_out(start, end, &word);
        if owns && let Some(token) = self.found.last_mut() {
            token.owns = true;
        }
        end
    }

    fn written_out(&mut self, start: usize, end: usize, word: &str) {
        if let Some(long) = self.phrases.shorthand.get(word) {
            for word in long {
                self.push(start, end, word.clone(), Mark::Word);
            }
            return;
        }
        let number = self.phrases.numbers.get(word).map(|number| u32::from(*number));
        if let Some(ones) = number.filter(|ones| *ones < 10)
            && let Some(tens) = self.found.last_mut()
            && let Mark::Number(before) = tens.mark
            && before >= 20
            && before % 10 == 0
            && !tens.word.starts_with(|c: char| c.is_ascii_digit())
            && tens.end + 1 == start
        {
            tens.mark = Mark::Number(before + ones);
            tens.end = end;
            return;
        }
        self.push(start, end, word.to_owned(), number.map_or(Mark::Word, Mark::Number));
    }

    fn digits(&self, start: usize) -> (Option<u32>, usize) {
        let rest = self.text.get(start..).unwrap_or("");
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        (rest.get(..length.min(6)).filter(|_| length <= 6).and_then(|digits| digits.parse().ok()), start + length)
    }

    fn number(&mut self, start: usize) -> usize {
        let (first, end) = self.digits(start);
        let Some(first) = first else {
            self.push(start, end, String::new(), Mark::Masked);
            return end;
        };
        let rest = self.text.get(end..).unwrap_or("");
        if let Some(stripped) = rest.strip_prefix('/')
            && stripped.starts_with(|c: char| c.is_ascii_digit())
            && let (Some(second), far) = self.digits(end + 1)
        {
            let again = self.text.get(far..).unwrap_or("").starts_with('/');
            let mark = if again { Mark::Masked } else { Mark::Fraction(first, second) };
            self.push(start, far, self.text.get(start..far).unwrap_or("").to_owned(), mark);
            return far;
        }
        if let Some(stripped) = rest.strip_prefix(['.', ':'])
            && stripped.starts_with(|c: char| c.is_ascii_digit())
        {
            // A time or a broken number is no age.
            let (_, far) = self.digits(end + 1);
            self.push(start, far, self.text.get(start..far).unwrap_or("").to_owned(), Mark::Masked);
            return far;
        }
        for ordinal in ["st", "nd", "rd", "th"] {
            if rest.get(..2).is_some_and(|two| two.eq_ignore_ascii_case(ordinal))
                && !rest.get(2..).is_some_and(|more| more.starts_with(char::is_alphanumeric))
            {
                self.push(start, end + 2, format!("{first}{ordinal}"), Mark::Word);
                return end + 2;
            }
        }
        self.push(start, end, first.to_string(), Mark::Number(first));
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut phrases = Phrases::default();
        phrases.shorthand.insert("w/".to_owned(), vec!["with".to_owned()]);
        phrases.shorthand.insert("isnt".to_owned(), vec!["is".to_owned(), "not".to_owned()]);
        tokens(&phrases, text).into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn shorthand_is_written_out_and_hyphens_part_words() {
        assert_eq!(words("w/ half-brother isn't 6yo"), ["with", "half", "brother", "is", "not", "6", "yo"]);
    }

    #[test]
    fn fractions_and_dates_are_told_apart() {
        let phrases = Phrases::default();
        let marks: Vec<Mark> = tokens(&phrases, "9/12 01/02/2020 3rd").into_iter().map(|token| token.mark).collect();
        assert_eq!(
            marks,
            [Mark::Fraction(9, 12), Mark::Fraction(1, 2), Mark::Stroke, Mark::Number(2020), Mark::Word]
                .into_iter()
                .take(1)
                .chain([Mark::Masked, Mark::Stroke, Mark::Number(2020), Mark::Word])
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn invisible_characters_neither_end_nor_enter_a_word() {
        assert_eq!(words("bra\u{200b}ke\u{202e}s\0 x"), ["brakes", "x"]);
    }

    #[test]
    fn one_long_word_is_no_word() {
        assert_eq!(words(&"a".repeat(10_000)), [""]);
    }
}
