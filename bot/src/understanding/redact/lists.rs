//! The word lists of a pack, as masking uses them.

use std::collections::HashMap;
use std::fmt;

use handrail_engine::pack::{FileKind, Pack};

use super::masked::IdentifierKind;

/// What is known of a word: a set of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u32);

impl Marks {
    pub(super) const FIRST: Self = Self(1);
    pub(super) const SURNAME: Self = Self(1 << 1);
    pub(super) const AMBIGUOUS: Self = Self(1 << 2);
    pub(super) const PLACE: Self = Self(1 << 3);
    pub(super) const AMBIGUOUS_PLACE: Self = Self(1 << 4);
    pub(super) const ORGANISATION: Self = Self(1 << 5);
    pub(super) const STREET: Self = Self(1 << 6);
    pub(super) const TITLE: Self = Self(1 << 7);
    pub(super) const ROLE: Self = Self(1 << 8);
    pub(super) const COMMON: Self = Self(1 << 9);
    pub(super) const FACT: Self = Self(1 << 10);
    pub(super) const GRAMMAR: Self = Self(1 << 11);
    pub(super) const DETERMINER: Self = Self(1 << 12);
    pub(super) const AUXILIARY: Self = Self(1 << 13);
    pub(super) const MODAL: Self = Self(1 << 14);
    pub(super) const VERB: Self = Self(1 << 15);
    pub(super) const CUE: Self = Self(1 << 16);
    pub(super) const PLACE_CUE: Self = Self(1 << 17);
    pub(super) const CALENDAR: Self = Self(1 << 18);
    pub(super) const NUMBER: Self = Self(1 << 19);
    pub(super) const PART: Self = Self(1 << 20);
    pub(super) const DWELLING: Self = Self(1 << 21);
    pub(super) const PREFIX: Self = Self(1 << 22);
    pub(super) const FIELD: Self = Self(1 << 23);
    /// The last word of an entry of several words.
    pub(super) const PHRASE_END: Self = Self(1 << 24);

    /// A word that everybody uses every day, so that it is rarely a name.
    pub(super) const FREQUENT: Self = Self(1 << 25);
    /// People who have a surname in common.
    pub(super) const HOUSEHOLD: Self = Self(1 << 26);
    /// Behind these a name follows, whatever word it is.
    pub(super) const NAMING: Self = Self(1 << 27);

    /// Words for a street that are hardly anything else.
    pub(super) const PLAIN_STREET: Self = Self(1 << 28);

    pub(super) const NONE: Self = Self(0);

    /// Whether it has one of these.
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// The lists and what their words are.
const LISTS: [(&str, Marks); 29] = [
    ("first_names", Marks::FIRST),
    ("surnames", Marks::SURNAME),
    ("ambiguous_names", Marks::AMBIGUOUS),
    ("places", Marks::PLACE),
    ("ambiguous_places", Marks::AMBIGUOUS_PLACE),
    ("organisation_words", Marks::ORGANISATION),
    ("street_words", Marks::STREET),
    ("titles", Marks::TITLE),
    ("role_words", Marks::ROLE),
    ("common_words", Marks::COMMON.and(Marks::FREQUENT)),
    ("english", Marks::COMMON),
    ("facts", Marks::FACT),
    ("function_words", Marks::GRAMMAR),
    ("determiners", Marks::DETERMINER),
    ("auxiliaries", Marks::AUXILIARY),
    ("modal_words", Marks::MODAL),
    ("person_verbs", Marks::VERB),
    ("name_cues", Marks::CUE),
    ("place_cues", Marks::PLACE_CUE),
    ("calendar_words", Marks::CALENDAR),
    ("number_words", Marks::NUMBER),
    ("name_parts", Marks::PART),
    ("dwelling_words", Marks::DWELLING),
    ("organisation_prefixes", Marks::PREFIX),
    ("household_words", Marks::HOUSEHOLD),
    ("naming_words", Marks::NAMING),
    ("plain_street_words", Marks::PLAIN_STREET),
    ("more_names", Marks::AMBIGUOUS),
    ("online_media", Marks::NONE),
];

/// Lists whose lines are not words.
const LABELS: &str = "labels";
const MEDIA: &str = "online_media";

/// An entry of several words, without its first.
#[derive(Debug)]
struct Phrase {
    rest: Vec<String>,
    marks: Marks,
}

/// What stands before a number that identifies somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) kind: IdentifierKind,
    pub(super) words: String,
    /// Whether it is masked with the number.
    pub(super) masked: bool,
}

/// The word lists of a pack.
#[derive(Default)]
pub(super) struct Lists {
    words: HashMap<String, Marks>,
    phrases: HashMap<String, Vec<Phrase>>,
    pub(super) labels: Vec<Label>,
    pub(super) media: Vec<String>,
    pub(super) dwellings: Vec<String>,
    /// Whether a word that is in no list means anything: not in a pack without a list of common words.
    pub(super) knows_the_language: bool,
}

impl Lists {
    pub(super) fn of(pack: &Pack) -> Result<Self, WordsError> {
        let mut lists = Self::default();
        for (path, text) in pack.texts() {
            match FileKind::of(path) {
                FileKind::Words => lists.read(path, text.text())?,
                FileKind::Vocabulary | FileKind::Catalogue | FileKind::Needs | FileKind::Phrases => {
                    lists.take_words_of_the_field(text.text());
                }
                _ => {}
            }
        }
        Ok(lists)
    }

    fn read(&mut self, path: &str, text: &str) -> Result<(), WordsError> {
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".txt");
        let mark = LISTS.iter().find(|(list, _)| *list == name).map(|(_, mark)| *mark);
        if mark.is_none() && name != LABELS {
            return Err(WordsError { path: path.to_owned(), line: 1, what: "no list of this name is used" });
        }
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let error = |what| WordsError { path: path.to_owned(), line: number + 1, what };
            let Some(mark) = mark else {
                self.labels.push(label(line).ok_or_else(|| error("not `kind: label`"))?);
                continue;
            };
            if name == MEDIA {
                self.media.push(key(line));
            } else if mark == Marks::DWELLING {
                self.dwellings.push(key(line));
            }
            self.add(line, mark);
        }
        self.knows_the_language |= mark.is_some_and(|mark| mark.any(Marks::COMMON));
        Ok(())
    }

    fn add(&mut self, entry: &str, mark: Marks) {
        let entry = key(entry);
        let mut words = entry.split([' ', '.']).filter(|word| !word.is_empty()).map(str::to_owned);
        let Some(first) = words.next() else { return };
        let rest: Vec<_> = words.collect();
        if rest.is_empty() {
            let marks = self.words.entry(first).or_default();
            *marks = marks.and(mark);
        } else {
            self.phrases.entry(first).or_default().push(Phrase { rest, marks: mark });
        }
    }

    /// Programmes, facts and phrases are what is written of; they are nobody's names.
    fn take_words_of_the_field(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-') {
            if word.chars().count() > 2 && word.chars().all(|c| c.is_alphabetic() || c == '-') {
                let marks = self.words.entry(key(word)).or_default();
                *marks = marks.and(Marks::FIELD);
            }
        }
    }

    /// What is known of a word in its key form.
    pub(super) fn marks(&self, key: &str) -> Marks {
        self.words.get(key).copied().unwrap_or_default()
    }

    /// The longest entry of several words that begins with `first` and goes on as `next` tells: how many words follow,
    /// and its marks.
    pub(super) fn phrase(&self, first: &str, mut next: impl FnMut(usize) -> Option<String>) -> Option<(usize, Marks)> {
        let phrases = self.phrases.get(first)?;
        let longest = phrases.iter().map(|phrase| phrase.rest.len()).max().unwrap_or(0);
        let mut words = Vec::with_capacity(longest);
        for place in 1..=longest {
            let Some(word) = next(place) else { break };
            words.push(word);
        }
        let fitting = phrases.iter().filter(|phrase| words.get(..phrase.rest.len()) == Some(phrase.rest.as_slice()));
        fitting.max_by_key(|phrase| phrase.rest.len()).map(|phrase| (phrase.rest.len(), phrase.marks))
    }

    /// Whether one letter makes this word, misspelt, one that is known.
    /// Nearly every short word is near to a rare one, so only those of every day and of the field are compared with it.
    pub(super) fn is_nearly_a_word(&self, key: &str, short: bool) -> bool {
        let usual = Marks::FREQUENT.and(Marks::FACT).and(Marks::FIELD).and(Marks::VERB);
        let words = if short { usual } else { usual.and(Marks::COMMON) };
        let is_word = |word: &str| self.marks(word).any(words) && (!short || word.len() > 5);
        let letters: Vec<char> = key.chars().collect();
        let mut tried = String::with_capacity(key.len() + 4);
        for place in 0..=letters.len() {
            let (before, after) = letters.split_at(place);
            for letter in 'a'..='z' {
                // One letter is missing here.
                tried.clear();
                tried.extend(before);
                tried.push(letter);
                tried.extend(after);
                if is_word(&tried) {
                    return true;
                }
                // This letter is another.
                if let Some((_, later)) = after.split_first() {
                    tried.clear();
                    tried.extend(before);
                    tried.push(letter);
                    tried.extend(later);
                    if is_word(&tried) {
                        return true;
                    }
                }
            }
            // This letter is too much, or two have changed places.
            if let Some((here, later)) = after.split_first() {
                tried.clear();
                tried.extend(before);
                tried.extend(later);
                if is_word(&tried) {
                    return true;
                }
                if let Some((following, last)) = later.split_first() {
                    tried.clear();
                    tried.extend(before);
                    tried.push(*following);
                    tried.push(*here);
                    tried.extend(last);
                    if is_word(&tried) {
                        return true;
                    }
                }
            }
        }
        false
    }
}

fn label(line: &str) -> Option<Label> {
    let (kind, words) = line.split_once(':')?;
    let kind = IdentifierKind::of_word(kind.trim())?;
    let (words, masked) = words.strip_prefix('+').map_or((words, false), |words| (words, true));
    Some(Label { kind, words: key(words.trim()), masked })
}

/// The form in which words are compared: in lower case, without accents.
pub(super) fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    for character in word.chars().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' | ' ' | '-' | '.' => key.push(character),
            '\u{300}'..='\u{36f}' => {}
            '\u{2019}' => key.push('\''),
            'à'..='å' | 'ā' | 'ă' | 'ą' => key.push('a'),
            'æ' => key.push_str("ae"),
            'ç' | 'ć' | 'č' => key.push('c'),
            'ď' | 'đ' | 'ð' => key.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => key.push('e'),
            'ğ' | 'ģ' => key.push('g'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => key.push('i'),
            'ķ' => key.push('k'),
            'ł' | 'ļ' | 'ľ' => key.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => key.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => key.push('o'),
            'œ' => key.push_str("oe"),
            'ŕ' | 'ř' => key.push('r'),
            'ß' => key.push_str("ss"),
            'ś' | 'š' | 'ş' | 'ș' => key.push('s'),
            'ť' | 'ţ' | 'ț' => key.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => key.push('u'),
            'ŵ' => key.push('w'),
            'ý' | 'ÿ' | 'ŷ' => key.push('y'),
            'ź' | 'ż' | 'ž' => key.push('z'),
            other => key.push(other),
        }
    }
    key
}

/// A word list that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WordsError {
    path: String,
    line: usize,
    what: &'static str,
}

impl WordsError {
    pub(super) fn form(what: &'static str) -> Self {
        Self { path: format!("words/{LABELS}.txt"), line: 1, what }
    }
}

impl fmt::Display for WordsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`, line {}: {}", self.path, self.line, self.what)
    }
}

impl std::error::Error for WordsError {}
