//! How a phrase is written: words, stems, alternatives, optional words, people and gaps.
//!
//! `drink*` is a stem, `(a|b c)` one of several, `[the]` may be left out, `{who}` a person, `<name>` a class of words,
//! `_` any one word, `..3` up to three words. Everything else stands for itself, in lower case.

use std::collections::BTreeSet;

/// One place of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// This word.
    Word(String),
    /// A word that begins so.
    Stem(String),
    /// A person of this kind, by the name of the kind.
    Person(String),
    /// A word of this class.
    Class(String),
    /// One of these words and stems.
    OneOf(Vec<Element>),
    /// Any one word.
    Any,
}

/// The greatest number of different readings that one phrase may have.
pub const MAXIMUM_READINGS: usize = 600;
/// The greatest number of words that one reading of a phrase may have.
pub const MAXIMUM_WORDS: usize = 16;
/// The greatest gap in words.
pub const MAXIMUM_GAP: usize = 6;

/// Every reading of a phrase, or what is wrong with it.
pub fn parse(written: &str) -> Result<Vec<Vec<Element>>, String> {
    let mut reader = Reader { rest: written.trim() };
    let readings = reader.alternatives(0)?;
    if !reader.rest.is_empty() {
        return Err(format!("`{}` closes nothing", reader.rest.chars().next().unwrap_or(' ')));
    }
    let readings: BTreeSet<Vec<Element>> = readings.into_iter().collect();
    if readings.iter().any(Vec::is_empty) {
        return Err("every word of it may be left out".to_owned());
    }
    if let Some(long) = readings.iter().find(|reading| reading.len() > MAXIMUM_WORDS) {
        return Err(format!("it may have {} words, at most {MAXIMUM_WORDS} are read", long.len()));
    }
    Ok(readings.into_iter().collect())
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn alternatives(&mut self, depth: usize) -> Result<Vec<Vec<Element>>, String> {
        if depth > 4 {
            return Err("brackets stand too deep in each other".to_owned());
        }
        let mut all = Vec::new();
        loop {
            all.extend(self.sequence(depth)?);
            if let Some(rest) = self.rest.strip_prefix('|') {
                self.rest = rest;
                continue;
            }
            return Ok(fold(all));
        }
    }

    fn sequence(&mut self, depth: usize) -> Result<Vec<Vec<Element>>, String> {
        let mut readings: Vec<Vec<Element>> = vec![Vec::new()];
        loop {
            self.rest = self.rest.trim_start();
            let Some(first) = self.rest.chars().next() else { return Ok(readings) };
            let next = match first {
                '|' | ')' | ']' => return Ok(readings),
                '(' | '[' => {
                    self.rest = self.rest.get(1..).unwrap_or("");
                    let mut inner = self.alternatives(depth + 1)?;
                    let close = if first == '(' { ')' } else { ']' };
                    self.rest = self.rest.strip_prefix(close).ok_or_else(|| format!("`{close}` is missing"))?;
                    if first == '[' {
                        inner.push(Vec::new());
                    }
                    inner
                }
                '{' | '<' => {
                    let close = if first == '{' { '}' } else { '>' };
                    let end = self.rest.find(close).ok_or_else(|| format!("`{close}` is missing"))?;
                    let name = self.rest.get(1..end).unwrap_or("").to_owned();
                    self.rest = self.rest.get(end + 1..).unwrap_or("");
                    vec![vec![if first == '{' { Element::Person(name) } else { Element::Class(name) }]]
                }
                _ => {
                    let end =
                        self.rest.find([' ', '|', '(', ')', '[', ']', '{', '<']).unwrap_or(self.rest.len()).max(1);
                    let word = self.rest.get(..end).unwrap_or(self.rest);
                    self.rest = self.rest.get(end..).unwrap_or("");
                    word_readings(word)?
                }
            };
            let mut longer = Vec::with_capacity(readings.len() * next.len());
            for before in &readings {
                for after in &next {
                    longer.push(before.iter().chain(after).cloned().collect());
                }
            }
            if longer.len() > MAXIMUM_READINGS {
                return Err(format!("it has more than {MAXIMUM_READINGS} readings; write several phrases"));
            }
            readings = longer;
        }
    }
}

fn word_readings(word: &str) -> Result<Vec<Vec<Element>>, String> {
    if word == "_" {
        return Ok(vec![vec![Element::Any]]);
    }
    if let Some(digits) = word.strip_prefix("..") {
        let gap: usize = digits.parse().map_err(|_| format!("`{word}` is no gap; write `..3`"))?;
        if gap > MAXIMUM_GAP {
            return Err(format!("a gap has at most {MAXIMUM_GAP} words"));
        }
        return Ok((0..=gap).map(|length| vec![Element::Any; length]).collect());
    }
    if word.chars().any(char::is_uppercase) {
        return Err(format!("`{word}` is written in lower case: texts are read so"));
    }
    match word.strip_suffix('*') {
        Some(stem) if stem.chars().count() < 3 => Err(format!("the stem `{word}` is too short")),
        Some(stem) => Ok(vec![vec![Element::Stem(stem.to_owned())]]),
        // A word with a hyphen is two words for the reader of texts.
        None => Ok(vec![
            word.split('-').filter(|part| !part.is_empty()).map(|part| Element::Word(part.to_owned())).collect(),
        ]),
    }
}

/// Alternatives of one plain word each become one place, so that they do not multiply.
fn fold(readings: Vec<Vec<Element>>) -> Vec<Vec<Element>> {
    let mut words = Vec::new();
    let mut others = Vec::new();
    for reading in readings {
        match reading.as_slice() {
            [Element::Word(_) | Element::Stem(_)] => words.extend(reading),
            [Element::OneOf(inner)] => words.extend(inner.iter().cloned()),
            _ => others.push(reading),
        }
    }
    words.sort();
    words.dedup();
    match words.len() {
        0 => {}
        1 => others.push(words),
        _ => others.push(vec![Element::OneOf(words)]),
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_of_one_word_are_one_place() {
        assert_eq!(parse("(a|b|c) d").unwrap().len(), 1);
        assert_eq!(parse("[x] (a|b c) d").unwrap().len(), 4);
        assert_eq!(parse("tyre ..2 flat").unwrap().len(), 3);
        assert_eq!(parse("semi-slick").unwrap(), [vec![Element::Word("semi".into()), Element::Word("slick".into())]]);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for (written, said) in [
            ("(a|b", "`)` is missing"),
            ("a)", "closes nothing"),
            ("[a]", "left out"),
            ("..9 a", "at most"),
            ("ab*", "too short"),
            ("Tyre", "lower case"),
            ("..x a", "no gap"),
        ] {
            let error = parse(written).unwrap_err();
            assert!(error.contains(said), "{written}: {error}");
        }
    }
}
