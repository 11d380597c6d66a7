//! The words of a text, with what the lists know of them and how they stand.

use zeroize::Zeroize;

use super::lists::{Lists, Marks, key};
use super::masked::IdentifierKind;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// All letters small, or of a script without capitals.
    Lower,
    /// The first letter is a capital.
    Capital,
    /// All letters are capitals.
    Capitals,
    /// It begins with a digit.
    Number,
    /// Letters and digits.
    Mixed,
    /// What stands for something that was masked, or is longer than any word.
    Other,
}

/// A word, by its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    /// Without a possessive ending.
    pub(super) end: usize,
    pub(super) full_end: usize,
    pub(super) marks: Marks,
    pub(super) shape: Shape,
    /// Whether a sentence, a line or a clause begins with it, so that a capital tells nothing.
    pub(super) opens: bool,
    /// What it was masked as.
    pub(super) taken: Option<IdentifierKind>,
}

impl Token {
    pub(super) fn is(&self, marks: Marks) -> bool {
        self.marks.any(marks)
    }

    pub(super) fn is_possessive(&self) -> bool {
        self.full_end > self.end
    }

    pub(super) fn is_capital(&self) -> bool {
        self.shape == Shape::Capital
    }

    pub(super) fn is_word(&self) -> bool {
        matches!(self.shape, Shape::Lower | Shape::Capital | Shape::Capitals)
    }

    pub(super) fn is_person(&self) -> bool {
        self.taken == Some(IdentifierKind::PersonName)
    }
}

/// The words of a text.
pub(super) struct Tokens<'text> {
    pub(super) text: &'text str,
    list: Vec<Token>,
    /// The words in the form in which they are compared. They are overwritten when this is dropped.
    keys: Vec<String>,
    /// Whether the writer uses capitals, so that they tell something.
    pub(super) is_cased: bool,
    pub(super) knows_the_language: bool,
}

/// Nobody's name is longer.
const MAXIMUM_WORD_BYTES: usize = 64;

impl<'text> Tokens<'text> {
    pub(super) fn of(text: &'text str, lists: &Lists) -> Self {
        let list = split(text, lists);
        let keys = list.iter().map(|token| key(text.get(token.start..token.end).unwrap_or(""))).collect();
        let mut tokens = Self { text, list, keys, is_cased: false, knows_the_language: lists.knows_the_language };
        tokens.mark_phrases(lists);
        let words = tokens.list.iter().filter(|token| token.is_word()).count();
        let capitals = tokens.list.iter().filter(|token| token.is_capital() && token.end - token.start > 1).count();
        let lower = tokens.list.iter().filter(|token| token.shape == Shape::Lower).count();
        tokens.is_cased = capitals * 20 > words && lower * 4 > words || capitals > 0 && words < 12;
        tokens
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Token> {
        self.list.get(index)
    }

    /// The word `steps` before.
    pub(super) fn before(&self, index: usize, steps: usize) -> Option<&Token> {
        self.list.get(index.checked_sub(steps)?)
    }

    /// The word in the form in which it is compared, without a possessive ending.
    pub(super) fn key(&self, index: usize) -> &str {
        self.keys.get(index).map_or("", String::as_str)
    }

    /// What stands between the word before and this one.
    pub(super) fn gap(&self, index: usize) -> &'text str {
        let from = index.checked_sub(1).and_then(|before| self.list.get(before)).map_or(0, |token| token.full_end);
        let to = self.list.get(index).map_or(self.text.len(), |token| token.start);
        self.text.get(from..to).unwrap_or("")
    }

    /// Whether only a space stands between the word before and this one, or the full stop of an abbreviation.
    pub(super) fn is_joined(&self, index: usize) -> bool {
        let gap = self.gap(index);
        if gap.is_empty() || gap.contains('\n') || self.before(index, 1).is_none() {
            return false;
        }
        // "Magistrates' Court".
        let plural = gap == "' " && self.key(index - 1).ends_with('s');
        let gap = gap.trim_matches(' ');
        let before = self.before(index, 1).copied();
        plural
            || gap.is_empty()
            || gap == "."
                && before.is_some_and(|token| {
                    token.is(Marks::TITLE) && !token.is(Marks::COMMON)
                        || token.end - token.start == 1 && token.shape != Shape::Number
                })
    }

    pub(super) fn take_one(&mut self, index: usize, kind: IdentifierKind) {
        if let Some(token) = self.list.get_mut(index) {
            token.taken = Some(kind);
        }
    }

    /// Marks the words of a stretch as masked.
    pub(super) fn take(&mut self, start: usize, end: usize, kind: IdentifierKind) {
        let from = self.list.partition_point(|token| token.full_end <= start);
        for token in self.list.iter_mut().skip(from).take_while(|token| token.start < end) {
            token.taken = Some(kind);
        }
    }

    /// The first word that ends behind a place.
    pub(super) fn index_at(&self, place: usize) -> usize {
        self.list.partition_point(|token| token.full_end <= place)
    }

    /// The word as an entry of several words has it: with its possessive ending.
    fn full_key(&self, index: usize) -> String {
        let possessive = self.list.get(index).is_some_and(Token::is_possessive);
        format!("{}{}", self.key(index), if possessive { "'s" } else { "" })
    }

    fn mark_phrases(&mut self, lists: &Lists) {
        let mut index = 0;
        while index < self.list.len() {
            let found = lists.phrase(&self.full_key(index), |steps| {
                let next = index + steps;
                let joined =
                    self.gap(next).chars().all(|c| matches!(c, ' ' | '.' | '-' | '\'')) && next < self.list.len();
                joined.then(|| self.full_key(next))
            });
            if let Some((steps, marks)) = found {
                for token in self.list.iter_mut().skip(index).take(steps + 1) {
                    // A phrase that is a fact is nobody's name, whatever its words are by themselves.
                    token.marks = if marks.any(Marks::FACT) { marks } else { token.marks.and(marks) };
                }
                if let Some(last) = self.list.get_mut(index + steps) {
                    last.marks = last.marks.and(Marks::PHRASE_END);
                }
                index += steps;
            }
            index += 1;
        }
    }
}

impl Drop for Tokens<'_> {
    fn drop(&mut self) {
        self.keys.iter_mut().for_each(Zeroize::zeroize);
    }
}

/// Whether a character can stand in a word.
fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character) || character == '_'
}

fn split(text: &str, lists: &Lists) -> Vec<Token> {
    let mut list: Vec<Token> = Vec::new();
    let mut characters = text.char_indices().peekable();
    let mut opens = true;
    while let Some((start, character)) = characters.next() {
        if character == '['
            && let Some((kind, end)) = placeholder(text.get(start..).unwrap_or(""))
        {
            let end = start + end;
            while characters.next_if(|(place, _)| *place < end).is_some() {}
            list.push(Token {
                start,
                end,
                full_end: end,
                marks: Marks::NONE,
                shape: Shape::Other,
                opens,
                taken: Some(kind),
            });
            opens = false;
            continue;
        }
        if !is_letter(character) {
            opens = match character {
                '.' => !list
                    .last()
                    .is_some_and(|last| last.is(Marks::TITLE) && !last.is(Marks::COMMON) || last.end - last.start == 1),
                '!' | '?' | ':' | ';' | '\n' | '-' | '*' | '•' | '>' | '=' => true,
                _ => opens,
            };
            continue;
        }
        let mut end = start + character.len_utf8();
        loop {
            while let Some((place, letter)) = characters.next_if(|(_, letter)| is_letter(*letter)) {
                end = place + letter.len_utf8();
            }
            // An apostrophe or a hyphen belongs to the word if letters follow.
            let rest = text.get(end..).unwrap_or("");
            let mut ahead = rest.chars();
            let joins = matches!(ahead.next(), Some('\'' | '-')) && ahead.next().is_some_and(is_letter);
            if !joins || end - start > MAXIMUM_WORD_BYTES || rest.starts_with('-') && ends_in_digit(text, start, end) {
                break;
            }
            characters.next();
        }
        list.push(token(text, start, end, opens, lists));
        opens = false;
    }
    list
}

fn ends_in_digit(text: &str, start: usize, end: usize) -> bool {
    text.get(start..end).is_some_and(|word| word.ends_with(|c: char| c.is_ascii_digit()))
}

fn placeholder(rest: &str) -> Option<(IdentifierKind, usize)> {
    IdentifierKind::ALL
        .into_iter()
        .find(|kind| rest.starts_with(kind.placeholder()))
        .map(|kind| (kind, kind.placeholder().len()))
}

fn token(text: &str, start: usize, full_end: usize, opens: bool, lists: &Lists) -> Token {
    let whole = text.get(start..full_end).unwrap_or("");
    let mut end = full_end;
    if whole.len() > MAXIMUM_WORD_BYTES {
        return Token { start, end, full_end, marks: Marks::NONE, shape: Shape::Other, opens, taken: None };
    }
    if (whole.ends_with("'s") || whole.ends_with("'S")) && lists.marks(&key(whole)) == Marks::NONE {
        end -= 2;
    }
    let word = text.get(start..end).unwrap_or("");
    Token { start, end, full_end, marks: marks(word, lists), shape: shape(word), opens, taken: None }
}

fn shape(word: &str) -> Shape {
    let Some(first) = word.chars().next() else { return Shape::Other };
    if first.is_numeric() {
        return Shape::Number;
    }
    if word.chars().any(|c| c.is_numeric() || c == '_') {
        return Shape::Mixed;
    }
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let small = word.chars().filter(|c| c.is_lowercase()).count();
    if capitals == 0 {
        Shape::Lower
    } else if small == 0 && word.chars().count() > 1 {
        Shape::Capitals
    } else if first.is_uppercase() || word.chars().skip(1).take(3).any(|c| matches!(c, '\'' | '-')) {
        Shape::Capital
    } else {
        Shape::Lower
    }
}

fn marks(word: &str, lists: &Lists) -> Marks {
    let key = key(word);
    let marks = lists.marks(&key);
    if marks != Marks::NONE {
        return marks;
    }
    if let Some((before, after)) = key.split_once('\'') {
        // A shortened form of grammar, such as "won't" or "they've".
        if matches!(after, "t" | "re" | "ve" | "d" | "ll" | "m") {
            return Marks::GRAMMAR.and(lists.marks(&format!("{before}{after}")));
        }
        return lists.marks(after).only(Marks::SURNAME.and(Marks::FIRST));
    }
    if key.contains('-') {
        let parts: Vec<_> = key.split('-').map(|part| lists.marks(part)).collect();
        let known = Marks::COMMON.and(Marks::FACT).and(Marks::GRAMMAR).and(Marks::ROLE).and(Marks::FIELD);
        let all = Marks::COMMON.and(Marks::ROLE.only(parts.last().copied().unwrap_or_default()));
        let names = Marks::FIRST.and(Marks::SURNAME);
        if parts.iter().all(|part| part.any(known.and(Marks::NUMBER))) {
            return all;
        }
        if let Some(name) = parts.iter().find(|part| part.any(names) && !part.any(known)) {
            return name.only(names);
        }
    }
    marks
}
