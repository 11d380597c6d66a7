//! The word lists of a pack, as masking uses them.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use handrail_engine::pack::{FileKind, Pack};

use super::masked::IdentifierKind;

/// What is known of a word: a set of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u64);

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

    /// A word of English that is given as a first name.
    pub(super) const GIVEN: Self = Self(1 << 29);
    /// Such a word that is a name unless something speaks against it.
    pub(super) const LIKELY: Self = Self(1 << 30);
    /// Beside it a short mixture of letters and digits is a number plate.
    pub(super) const VEHICLE: Self = Self(1 << 31);
    /// The letters with which a postcode begins.
    pub(super) const POSTCODE_AREA: Self = Self(1 << 32);
    /// Before the name of a place it is a part of it.
    pub(super) const PLACE_PART: Self = Self(1 << 33);
    /// Behind it a day and a month in digits are a date.
    pub(super) const DATE_CUE: Self = Self(1 << 34);

    /// Behind it a new clause begins.
    pub(super) const CLAUSE: Self = Self(1 << 35);

    /// What people do, by a word that is something else as often.
    pub(super) const DEED: Self = Self(1 << 36);
    /// Before it hardly anything but the name of an organisation stands.
    pub(super) const STRONG: Self = Self(1 << 37);

    /// Before the name of a saint.
    pub(super) const SAINT: Self = Self(1 << 38);

    pub(super) const NONE: Self = Self(0);

    /// Whether it has one of these.
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// The lists and what their words are.
const LISTS: [(&str, Marks); 45] = [
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
    ("given_words", Marks::AMBIGUOUS.and(Marks::GIVEN)),
    ("likely_given_words", Marks::AMBIGUOUS.and(Marks::GIVEN).and(Marks::LIKELY)),
    ("vehicle_words", Marks::VEHICLE),
    ("postcode_areas", Marks::POSTCODE_AREA),
    ("place_parts", Marks::PLACE_PART),
    ("date_cues", Marks::DATE_CUE),
    ("saints", Marks::SAINT),
    ("deeds", Marks::DEED),
    ("strong_organisation_words", Marks::ORGANISATION.and(Marks::STRONG)),
    ("clause_words", Marks::CLAUSE),
    ("online_media", Marks::NONE),
    ("months", Marks::NONE),
    ("ordinals", Marks::NONE),
    ("date_days", Marks::NONE),
    ("label_fillers", Marks::NONE),
    ("measures", Marks::NONE),
    ("weekdays", Marks::NONE),
];

/// What may stand between a label and its number.
const FILLERS: &str = "label_fillers";

/// Lists that are used as they are written, besides what they mark.
const KEPT: [&str; 8] =
    ["online_media", "dwelling_words", "number_words", "weekdays", "months", "ordinals", "date_days", "measures"];

/// The list whose lines are not words.
const LABELS: &str = "labels";

/// An entry of several words, without its first.
#[derive(Debug)]
struct Phrase {
    rest: Vec<String>,
    marks: Marks,
}

/// The lines of a file of the pack without examples, which tell of people, and without comments.
pub(super) fn without_examples(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.lines().filter(move |line| {
        let line = line.trim();
        if line.starts_with("examples") || line.starts_with("counter_examples") {
            inside = !line.ends_with(']');
            return false;
        }
        if inside {
            inside = !line.starts_with(']');
            return false;
        }
        !line.starts_with('#')
    })
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
    words: Words,
    phrases: HashMap<String, Vec<Phrase>>,
    labels: BTreeMap<IdentifierKind, Vec<Label>>,
    /// Words that may stand between a label and its number, with the space before them.
    pub(super) fillers: Vec<String>,
    kept: BTreeMap<&'static str, Vec<String>>,
    short_forms: ShortForms,
    /// Whether a word that is in no list means anything: not in a pack without a list of common words.
    pub(super) knows_the_language: bool,
}

impl Lists {
    pub(super) fn of(pack: &Pack) -> Result<Self, WordsError> {
        let mut lists = Self::default();
        for (path, text) in pack.texts() {
            match FileKind::of(path) {
                FileKind::Words => lists.read(path, text.text())?,
                FileKind::Catalogue => {
                    lists.take_words_of_the_field(text.text());
                    lists.take_names_of_the_field(text.text());
                }
                FileKind::Vocabulary | FileKind::Needs | FileKind::Phrases => {
                    lists.take_words_of_the_field(text.text());
                }
                _ => {}
            }
        }
        // A word of the field that is somebody's name, or a place, and no other word is masked all the same.
        lists.words.unmark_names_of_the_field();
        lists.short_forms =
            ShortForms::of(lists.words.each().filter(|(_, marks)| marks.any(USUAL)).map(|(word, _)| word));
        Ok(lists)
    }

    fn read(&mut self, path: &str, text: &str) -> Result<(), WordsError> {
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".txt");
        let mark = LISTS.iter().find(|(list, _)| *list == name).map(|(_, mark)| *mark);
        if mark.is_none() && name != LABELS {
            return Err(WordsError { path: path.to_owned(), line: 1, what: "no list of this name is used" });
        }
        let kept = KEPT.iter().find(|kept| **kept == name);
        let fills = name == FILLERS;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some(mark) = mark else {
                let wrong = || WordsError { path: path.to_owned(), line: number + 1, what: "not `kind: label`" };
                let label = label(line).ok_or_else(wrong)?;
                self.labels.entry(label.kind).or_default().push(label);
                continue;
            };
            if fills {
                self.fillers.push(format!(" {}", key(line)));
            } else if let Some(kept) = kept {
                self.kept.entry(kept).or_default().push(key(line));
            }
            self.add(line, mark);
        }
        self.knows_the_language |= mark.is_some_and(|mark| mark.any(Marks::COMMON));
        Ok(())
    }

    fn add(&mut self, entry: &str, mark: Marks) {
        if mark == Marks::NONE {
            return;
        }
        if entry.bytes().all(|byte| byte.is_ascii_lowercase()) {
            self.words.mark(entry, mark);
            return;
        }
        let entry = key(entry);
        let mut words = entry.split([' ', '.']).filter(|word| !word.is_empty()).map(str::to_owned);
        let Some(first) = words.next() else { return };
        let rest: Vec<_> = words.collect();
        if rest.is_empty() {
            self.words.mark(&first, mark);
        } else {
            self.phrases.entry(first).or_default().push(Phrase { rest, marks: mark });
        }
    }

    /// Programmes, facts and phrases are what is written of; they are nobody's names.
    fn take_words_of_the_field(&mut self, text: &str) {
        for word in
            without_examples(text).flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-'))
        {
            if word.chars().count() > 2 && word.chars().all(|c| c.is_alphabetic() || c == '-') {
                self.words.mark(&key(word), Marks::FIELD);
            }
        }
    }

    /// Names of several words, whatever each of them is by itself: "Turn the Page".
    fn take_names_of_the_field(&mut self, text: &str) {
        let lines = text.lines().filter(|line| line.starts_with("name =") || line.starts_with("aliases ="));
        for name in lines.flat_map(|line| line.split('"').skip(1).step_by(2)) {
            if name.contains(' ') {
                self.add(name, Marks::FACT);
            }
        }
    }

    /// What is known of a word in its key form.
    pub(super) fn marks(&self, key: &str) -> Marks {
        self.words.marks(key)
    }

    /// The labels of a kind.
    pub(super) fn labels(&self, kind: IdentifierKind) -> &[Label] {
        self.labels.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The lines of a list that is used as it is written.
    pub(super) fn lines(&self, list: &str) -> &[String] {
        self.kept.get(list).map_or(&[], Vec::as_slice)
    }

    /// Whether it is a word of every day or of the field, cut short: "assmt", "beh", "alloc".
    pub(super) fn is_short_form(&self, key: &str) -> bool {
        self.short_forms.has(key)
    }

    /// Whether it is a known word with an ending: "parentified", "cuckooing".
    pub(super) fn is_derived(&self, key: &str) -> bool {
        const ENDINGS: [&str; 13] =
            ["ing", "ed", "ness", "less", "able", "ified", "ised", "ising", "isation", "ally", "ful", "ish", "ly"];
        let word = |stem: &str| stem.len() >= 4 && self.marks(stem).any(USUAL.and(Marks::COMMON));
        ENDINGS.iter().any(|ending| {
            key.strip_suffix(ending).is_some_and(|stem| {
                word(stem)
                    || stem.chars().last().is_some_and(|last| {
                        stem.ends_with(&format!("{last}{last}")) && word(stem.trim_end_matches(last))
                    })
            })
        })
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
        let words = if short { USUAL } else { USUAL.and(Marks::COMMON) };
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

/// Words of every day and of the field.
const USUAL: Marks = Marks::FREQUENT.and(Marks::FACT).and(Marks::FIELD).and(Marks::VERB);

/// The words of all lists with their marks: one text, and a table of places in it. Building a map with a string for
/// each of some 70,000 words takes ten times as long.
#[derive(Default)]
struct Words {
    text: String,
    /// A power of two of slots, at most a third of them full.
    slots: Vec<Slot>,
    len: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    start: u32,
    /// No word is empty: 0 is a free slot.
    len: u32,
    marks: Marks,
}

impl Words {
    /// Enough for the words of the shipped pack, so that the table does not grow while they are read.
    const SLOTS_MIN: usize = 1 << 18;

    fn mark(&mut self, word: &str, marks: Marks) {
        if word.is_empty() {
            return;
        }
        if self.len * 3 >= self.slots.len() {
            self.grow();
        }
        let Some(place) = self.place(word) else { return };
        let (start, end) = (self.text.len(), self.text.len() + word.len());
        let Some(slot) = self.slots.get_mut(place) else { return };
        if slot.len == 0 {
            let (Ok(start), Ok(len)) = (u32::try_from(start), u32::try_from(end - start)) else { return };
            *slot = Slot { start, len, marks };
            self.text.push_str(word);
            self.len += 1;
        } else {
            slot.marks = slot.marks.and(marks);
        }
    }

    fn marks(&self, word: &str) -> Marks {
        self.place(word).and_then(|place| self.slots.get(place)).map_or(Marks::NONE, |slot| slot.marks)
    }

    /// The slot of a word, or the free one where it belongs.
    fn place(&self, word: &str) -> Option<usize> {
        let last = self.slots.len().checked_sub(1)?;
        let mut place = hash(word) & last;
        loop {
            let slot = self.slots.get(place)?;
            if slot.len == 0 || self.word(slot) == word {
                return Some(place);
            }
            place = (place + 1) & last;
        }
    }

    fn word(&self, slot: &Slot) -> &str {
        let start = slot.start as usize;
        self.text.get(start..start + slot.len as usize).unwrap_or("")
    }

    /// Takes the mark of the field from what is a first name or a place and no word of the language.
    fn unmark_names_of_the_field(&mut self) {
        let names = Marks::FIRST.and(Marks::PLACE);
        let words = Marks::COMMON.and(Marks::FACT).and(Marks::ROLE).and(Marks::GRAMMAR).and(Marks::VERB);
        for slot in &mut self.slots {
            if slot.marks.any(Marks::FIELD) && slot.marks.any(names) && !slot.marks.any(words) {
                slot.marks = slot.marks.without(Marks::FIELD);
            }
        }
    }

    fn each(&self) -> impl Iterator<Item = (&str, Marks)> {
        self.slots.iter().filter(|slot| slot.len > 0).map(|slot| (self.word(slot), slot.marks))
    }

    fn grow(&mut self) {
        let full = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); (full.len() * 2).max(Self::SLOTS_MIN)];
        for slot in full.iter().filter(|slot| slot.len > 0) {
            if let Some(free) = self.place(self.word(slot)).and_then(|place| self.slots.get_mut(place)) {
                *free = *slot;
            }
        }
    }
}

/// The words are those of a pack, so that nobody can choose them to collide.
fn hash(word: &str) -> usize {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    usize::try_from((hash ^ (hash >> 29)) & 0x7fff_ffff).unwrap_or(0)
}

/// Words in order, to tell whether a word is one of them cut short.
#[derive(Default)]
struct ShortForms {
    words: Vec<String>,
    /// By first and last letter.
    by_ends: HashMap<(u8, u8), Vec<usize>>,
}

impl ShortForms {
    fn of<'words>(words: impl Iterator<Item = &'words str>) -> Self {
        let mut words: Vec<String> = words
            .filter(|word| word.len() > 4 && word.bytes().all(|b| b.is_ascii_lowercase()))
            .map(str::to_owned)
            .collect();
        words.sort_unstable();
        let mut by_ends: HashMap<(u8, u8), Vec<usize>> = HashMap::new();
        for (number, word) in words.iter().enumerate() {
            if let (Some(first), Some(last)) = (word.bytes().next(), word.bytes().next_back()) {
                by_ends.entry((first, last)).or_default().push(number);
            }
        }
        Self { words, by_ends }
    }

    fn has(&self, key: &str) -> bool {
        if !(3..=8).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return false;
        }
        // The first letters, ending in a consonant as such cuts do; the word is clearly longer.
        let vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        if key.bytes().next_back().is_some_and(|byte| !vowel(byte)) {
            let from = self.words.partition_point(|word| word.as_str() < key);
            if self
                .words
                .iter()
                .skip(from)
                .take_while(|word| word.starts_with(key))
                .any(|word| word.len() > key.len() + 2)
            {
                return true;
            }
        }
        // Without its vowels.
        let (Some(first), Some(last)) = (key.bytes().next(), key.bytes().next_back()) else { return false };
        key.bytes().filter(|byte| vowel(*byte)).count() * 4 <= key.len()
            && self.by_ends.get(&(first, last)).is_some_and(|places| {
                places.iter().filter_map(|place| self.words.get(*place)).any(|word| {
                    let mut letters = word.bytes();
                    word.len() > key.len() + 1 && key.bytes().all(|wanted| letters.any(|letter| letter == wanted))
                })
            })
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
    if word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9')) {
        return word.to_owned();
    }
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
