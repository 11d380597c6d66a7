//! Names of people: by list, by what stands beside them, by shape.
//!
//! A word that can only be a name is masked wherever it stands. A word that is English too is masked if something beside
//! it speaks for a person: a title, a role, an age, what a person does, another name.

use std::collections::HashMap;

use super::known::KnownNames;
use super::lists::{Lists, Marks};
use super::masked::{Identifier, IdentifierKind};
use super::places::{ends_here, is_unknown};
use super::tokens::{Shape, Token, Tokens};

/// So many words in no list are compared with all their misspellings; in a longer text the others are masked.
const MAXIMUM_COMPARED: usize = 4_000;

pub(super) fn find(tokens: &mut Tokens<'_>, lists: &Lists, known: &mut KnownNames, found: &mut Vec<Identifier>) {
    let mut reader = Reader { tokens, lists, spelt: HashMap::new() };
    for index in 0..reader.tokens.len() {
        if reader.is_certain(index) {
            reader.take(index);
        }
    }
    for index in 0..reader.tokens.len() {
        if reader.has_evidence(index) {
            reader.take(index);
        }
        reader.follow(index);
    }
    for index in (0..reader.tokens.len()).rev() {
        if reader.has_evidence(index) || reader.leads(index) {
            reader.take(index);
        }
    }
    for index in 0..reader.tokens.len() {
        reader.follow(index);
    }
    reader.learn(known);
    reader.repeat(known);
    for index in (1..reader.tokens.len()).rev() {
        reader.widen(index);
    }
    reader.write(found);
}

struct Reader<'tokens, 'text> {
    tokens: &'tokens mut Tokens<'text>,
    lists: &'tokens Lists,
    /// Words in no list, and whether they are a misspelling.
    spelt: HashMap<String, bool>,
}

const NAMES: Marks = Marks::FIRST.and(Marks::SURNAME).and(Marks::AMBIGUOUS);
const ENGLISH: Marks = Marks::COMMON.and(Marks::FACT).and(Marks::FIELD);
/// Words that no evidence makes a name.
const NEVER: Marks = Marks::GRAMMAR.and(Marks::ROLE).and(Marks::NUMBER).and(Marks::DETERMINER);

impl Reader<'_, '_> {
    fn get(&self, index: usize) -> Option<Token> {
        self.tokens.get(index).copied()
    }

    fn before(&self, index: usize, steps: usize) -> Option<Token> {
        self.tokens.before(index, steps).copied()
    }

    fn take(&mut self, index: usize) {
        self.tokens.take_one(index, IdentifierKind::PersonName);
    }

    /// A word that is still free to be a name.
    fn free(&self, index: usize) -> Option<Token> {
        self.get(index).filter(|token| token.is_word() && token.taken.is_none())
    }

    /// Whether a word can only be a name, or stands where only names stand.
    fn is_certain(&mut self, index: usize) -> bool {
        let Some(token) = self.free(index) else { return false };
        if is_never(&token) {
            return false;
        }
        if self.is_titled(index, &token) || self.is_named(index) || self.has_initial_before(index, &token) {
            return true;
        }
        let letters = self.tokens.text.get(token.start..token.end).map_or(0, |word| word.chars().count());
        if token.is(Marks::FIRST.and(Marks::SURNAME)) && !token.is(ENGLISH.and(Marks::AMBIGUOUS)) {
            // Short ones are shorthand too.
            return letters > 2
                || !self.tokens.is_cased
                || token.shape == Shape::Capitals
                || token.is_capital() && !token.opens;
        }
        if self.is_likely(index, &token) {
            return true;
        }
        if token.is(NAMES) {
            return self.is_capital_name(index, &token);
        }
        if token.is(Marks::PLACE.and(Marks::AMBIGUOUS_PLACE)) || !is_unknown(self.tokens, &token) {
            return self.is_odd_capital(index, &token);
        }
        if self.tokens.is_cased {
            return match token.shape {
                Shape::Capital => !token.opens || !self.is_misspelt(index),
                Shape::Capitals => letters > 4 && self.has_vowel(index) && !self.is_misspelt(index),
                _ => false,
            };
        }
        // "had a gud week".
        let quality = letters < 6
            && self.tokens.is_joined(index)
            && self.before(index, 1).is_some_and(|before| before.is(Marks::DETERMINER))
            && self.tokens.is_joined(index + 1)
            && self
                .get(index + 1)
                .is_some_and(|next| next.is(Marks::FREQUENT) && !next.is(Marks::HOUSEHOLD.and(Marks::VERB)));
        letters > 2 && self.has_vowel(index) && !quality && !self.is_misspelt(index)
    }

    /// A word that is hardly ever anything but a name, unless it stands as the word: behind "the", before a noun.
    fn is_likely(&self, index: usize, token: &Token) -> bool {
        if !token.is(Marks::LIKELY) || token.is(Marks::FACT) && !token.is(Marks::FIRST) {
            return false;
        }
        if self.tokens.is_cased {
            return token.is_capital();
        }
        let joined = self.tokens.is_joined(index);
        let as_word = joined
            && self
                .before(index, 1)
                .is_some_and(|before| before.is(Marks::DETERMINER) || before.shape == Shape::Number);
        let starts = token.opens || self.tokens.gap(index).contains([',', ';']);
        !as_word && (starts || self.goes_on_as_a_name(index))
    }

    /// Whether what follows is nothing that a name would not stand before.
    fn goes_on_as_a_name(&self, index: usize) -> bool {
        token_ends(self.tokens, index)
            || self.get(index + 1).is_some_and(|next| {
                next.is(NAMES.and(Marks::CUE)) || !next.is(ENGLISH) || is_past(self.tokens.key(index + 1))
            })
    }

    /// A capital in the middle of a sentence, of a word that is a name too.
    fn is_capital_name(&self, index: usize, token: &Token) -> bool {
        if !self.tokens.is_cased || !token.is_capital() || token.opens {
            return false;
        }
        if token.is(Marks::CALENDAR)
            || token.is(Marks::FIELD.and(Marks::FACT)) && !token.is(Marks::FIRST.and(Marks::GIVEN))
        {
            return false;
        }
        if token.is(Marks::FIRST.and(Marks::AMBIGUOUS)) {
            return !token.is(ENGLISH) || !self.is_in_a_heading(index);
        }
        // A surname that is an English word.
        !self.is_in_a_heading(index) && !token.is(Marks::ORGANISATION.and(Marks::STREET))
    }

    /// Whether words of English with capitals stand beside it.
    fn is_in_a_heading(&self, index: usize) -> bool {
        let heading = |other: Option<Token>| {
            other.is_some_and(|other| {
                other.is_capital()
                    && !other.opens
                    && other.taken.is_none()
                    && !other.is(NAMES.and(Marks::TITLE))
                    && other.is(ENGLISH.and(Marks::ORGANISATION))
            })
        };
        let before = self.tokens.is_joined(index).then(|| self.before(index, 1)).flatten();
        let after = self.tokens.is_joined(index + 1).then(|| self.get(index + 1)).flatten();
        heading(before) || heading(after)
    }

    /// A word of English with a capital where none belongs, beside a role: "his friend Spider".
    fn is_odd_capital(&self, index: usize, token: &Token) -> bool {
        self.tokens.is_cased
            && token.is_capital()
            && !token.opens
            && token.end - token.start > 1
            && !token.is(Marks::CALENDAR.and(Marks::FACT).and(Marks::FIELD).and(Marks::ORGANISATION).and(Marks::VERB))
            && (self.has_role_before(index) && ends_here(self.tokens, index)
                || !token.is(Marks::FREQUENT.and(Marks::STREET)) && !self.is_in_a_heading(index))
    }

    fn is_titled(&self, index: usize, token: &Token) -> bool {
        if token.is(Marks::GRAMMAR.and(Marks::ROLE).and(Marks::DETERMINER)) || !self.tokens.is_joined(index) {
            return false;
        }
        let Some(mut title) = self.before(index, 1) else { return false };
        // Mrs O. Adeyemi.
        if title.end - title.start == 1 && self.tokens.is_joined(index - 1) {
            let Some(before) = self.before(index, 2) else { return false };
            title = before;
        }
        if !title.is(Marks::TITLE) || title.is_possessive() {
            return false;
        }
        let plain = title.is(ENGLISH.and(Marks::ROLE)) || title.shape == Shape::Capitals && self.tokens.is_cased;
        if !plain {
            return true;
        }
        // "miss school", "sister said": the title is a word too.
        if self.tokens.is_cased {
            title.is_capital() && token.is_capital()
                || token.is_capital() && token.is(NAMES)
                || title.shape == Shape::Capitals && token.is_capital()
        } else {
            token.is(NAMES) && !token.is(Marks::VERB) || is_unknown(self.tokens, token)
        }
    }

    /// "nicknamed Spud", "called 'Spud'": whatever the word is.
    fn is_named(&self, index: usize) -> bool {
        let gap = self.tokens.gap(index).trim();
        self.before(index, 1).is_some_and(|before| {
            before.is(Marks::NAMING) && matches!(gap, "" | "'" | "\"" | "(" | "('")
                || before.is(Marks::CUE) && matches!(gap, "'" | "\"")
        }) || self.is_called(index)
    }

    /// "a lad called spud", "a man known as tank": whatever the word is, if it is no word of every day.
    fn is_called(&self, index: usize) -> bool {
        let Some(token) = self.get(index).filter(|_| self.tokens.is_joined(index)) else { return false };
        if token.is(Marks::FREQUENT.and(Marks::FACT).and(Marks::FIELD).and(Marks::DETERMINER).and(Marks::ORGANISATION))
        {
            return false;
        }
        // The word itself has to be one that follows a noun: it bears the marks of a cue and of a role.
        self.before(index, 1).is_some_and(|before| before.is(Marks::CUE) && before.is(Marks::ROLE))
            && (2..=4).any(|steps| self.before(index, steps).is_some_and(|before| before.is(Marks::DETERMINER)))
    }

    fn has_vowel(&self, index: usize) -> bool {
        self.tokens.key(index).contains(|c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') || !c.is_ascii())
    }

    /// Whether a longer word in no list is a known one with one letter wrong.
    fn is_misspelt(&mut self, index: usize) -> bool {
        let word = self.get(index).and_then(|token| self.tokens.text.get(token.start..token.end)).unwrap_or("");
        let key = self.tokens.key(index);
        // Accents are typed on purpose.
        if !word.is_ascii() || !key.is_ascii() || key.len() > 24 {
            return false;
        }
        if self.lists.is_short_form(key) {
            return true;
        }
        if key.len() < 5 {
            return false;
        }
        if let Some(known) = self.spelt.get(key) {
            return *known;
        }
        if self.spelt.len() >= MAXIMUM_COMPARED {
            return false;
        }
        let nearly = self.lists.is_nearly_a_word(key, key.len() < 7) || self.lists.is_derived(key);
        self.spelt.insert(key.to_owned(), nearly);
        nearly
    }

    fn has_role_before(&self, index: usize) -> bool {
        let gap = self.tokens.gap(index);
        let Some(role) = self.before(index, 1) else { return false };
        role.is(Marks::ROLE)
            && !role.is_possessive()
            && matches!(gap.trim(), "" | "(" | "," | ":" | "-" | "'" | "\"" | "- " | "(called" | "('" | ".")
            && !gap.contains('\n')
    }

    /// Whether an age follows behind a comma or in brackets.
    fn has_age_apart(&self, index: usize) -> bool {
        self.tokens.gap(index + 1).starts_with([',', ' '])
            && !self.tokens.is_joined(index + 1)
            && self.has_age_after(index)
    }

    /// Whether an age follows: "(6)", "6yo", ", six,", "aged 6".
    fn has_age_after(&self, index: usize) -> bool {
        let mut at = index + 1;
        let gap = self.tokens.gap(at).trim();
        // ", who is six".
        while at < index + 4
            && matches!(
                self.tokens.key(at),
                "who" | "is" | "was" | "who's" | "now" | "just" | "nearly" | "almost" | "turned"
            )
            && matches!(gap, "," | "")
        {
            at += 1;
        }
        let Some(next) = self.get(at) else { return false };
        if !matches!(gap, "" | "(" | "," | "-" | ":") {
            return false;
        }
        if next.is(Marks::NUMBER) {
            return !gap.is_empty() || !self.get(index).is_some_and(|token| token.is(Marks::VERB.and(Marks::MODAL)));
        }
        if matches!(next.taken, Some(IdentifierKind::DateOfBirth)) {
            return true;
        }
        if next.shape != Shape::Number || next.taken.is_some() {
            return matches!(self.tokens.key(at), "dob" | "born");
        }
        let text = self.tokens.text.get(next.start..next.end).unwrap_or("");
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = text.len() - unit.len();
        let year_like = matches!(unit, "" | "y" | "yo" | "m" | "yrs" | "yr" | "mths" | "mth" | "mo" | "f" | "w")
            || unit.starts_with("-y");
        let calendar = self.get(index).is_some_and(|token| token.is(Marks::CALENDAR));
        (1..=2).contains(&digits) && year_like && (gap == "(" || !unit.is_empty() || !calendar)
    }

    /// What speaks for a person, for a word that is English too.
    fn has_evidence(&self, index: usize) -> bool {
        let Some(token) = self.free(index) else { return false };
        let given = Marks::FIRST.and(Marks::GIVEN);
        // A writer of capitals gives names theirs, unless something says clearly that it is one.
        let small = self.tokens.is_cased && token.shape == Shape::Lower && token.is(ENGLISH);
        let word = token.shape == Shape::Lower && (token.is(Marks::FACT) && !token.is(given) || token.is(Marks::VERB))
            || small && !(self.has_role_before(index) || self.has_age_apart(index) || self.is_in_a_list(index, false));
        if is_never(&token) && !token.is(Marks::MODAL) || token.end - token.start < 2 || word {
            return false;
        }
        // A word in no list that might be a misspelling, and a rare word of English with a capital, are names too if
        // something speaks for it.
        let rare = !token.is(Marks::FREQUENT
            .and(Marks::FACT)
            .and(Marks::FIELD)
            .and(Marks::VERB)
            .and(Marks::ORGANISATION)
            .and(Marks::CUE))
            && (self.tokens.is_cased && token.is_capital() && (!token.opens || self.has_age_apart(index))
                || is_unknown(self.tokens, &token) && (!self.tokens.is_cased || token.shape != Shape::Capitals)
                || !self.tokens.is_cased
                    && (token.opens || !self.tokens.is_joined(index))
                    && self.has_age_apart(index));
        let is_given = token.is(given) || rare;
        if !token.is(NAMES) && !rare {
            return false;
        }
        let joined = self.tokens.is_joined(index);
        let before = self.before(index, 1).filter(|_| joined);
        let after = self.get(index + 1).filter(|_| self.tokens.is_joined(index + 1));
        let closes = token_ends(self.tokens, index);
        let modal = token.is(Marks::MODAL);
        let calendar = token.is(Marks::CALENDAR);
        // "the Short household".
        if before.is_some_and(|before| before.is(Marks::DETERMINER))
            && after.is_some_and(|after| after.is(Marks::HOUSEHOLD))
            && if self.tokens.is_cased {
                token.is_capital() && (token.is(NAMES) || !token.is(ENGLISH))
            } else {
                token.is(NAMES) && !token.is(Marks::FREQUENT) || is_unknown(self.tokens, &token)
            }
        {
            return true;
        }
        if before.is_some_and(|before| before.is(Marks::DETERMINER)) {
            // "that Mark hits".
            return before.is_some_and(|before| before.is(Marks::CLAUSE))
                && is_given
                && after.is_some_and(|after| after.is(Marks::VERB) && !after.is(Marks::AUXILIARY));
        }
        if !is_given {
            return false;
        }
        if token.is_possessive() && (!calendar || after.is_some_and(|after| after.is(Marks::ROLE))) {
            return true;
        }
        if self.has_age_after(index) && !(token.is(Marks::VERB) && token.shape == Shape::Lower) {
            return true;
        }
        if after.is_some_and(|after| after.is(Marks::VERB) && !after.is(Marks::AMBIGUOUS))
            && (!modal || is_past(self.tokens.key(index + 1)))
        {
            return true;
        }
        let person_after = self.get(index + 1).is_some_and(|after| after.is(Marks::ROLE) && !after.is_possessive())
            && matches!(self.tokens.gap(index + 1).trim(), "," | "(" | "-");
        if person_after && !calendar {
            return true;
        }
        let asked = before.is_some_and(|before| before.is(Marks::AUXILIARY) && before.opens)
            && self.get(index + 1).is_some_and(|after| !after.is(Marks::GRAMMAR));
        if asked {
            return true;
        }
        if modal && !closes_firmly(self, index) && !(self.tokens.is_cased && token.is_capital() && !token.opens) {
            return self.is_subject(index, &token);
        }
        if self.has_role_before(index)
            && (closes || !self.tokens.gap(index).contains(['.', ',']) && !token.is(Marks::FREQUENT))
        {
            return true;
        }
        // "Skye: no concerns".
        if token.opens && token.is(given) && !calendar && self.tokens.gap(index + 1).starts_with(':') {
            return true;
        }
        if calendar && before.is_some_and(|before| before.is(Marks::PLACE_CUE.and(Marks::GRAMMAR))) {
            return false;
        }
        let cued = before.is_some_and(|before| before.is(Marks::CUE));
        if !calendar && (cued || token.opens) && self.is_whole_name(index, cued) {
            return true;
        }
        // "ring Grace back": behind what is done to a person the name needs no border.
        let done = before.is_some_and(|before| before.is(Marks::CUE) && !before.is(Marks::GRAMMAR.and(Marks::ROLE)));
        if cued && (closes || done && !calendar && !token.is(Marks::FREQUENT)) {
            return true;
        }
        if before.is_none()
            && self.before(index, 1).is_some_and(|before| before.is(Marks::CUE))
            && matches!(self.tokens.gap(index).trim(), ":" | "/")
        {
            return true;
        }
        self.is_subject(index, &token) || self.is_in_a_list(index, closes)
    }

    /// "FAO Grace Short:", and at the head of a sentence "Grace Short, …": both words are names, and nothing follows.
    fn is_whole_name(&self, index: usize, cued: bool) -> bool {
        let surname = |token: &Token| token.is(NAMES) && !token.is(Marks::VERB.and(Marks::CUE)) && !is_never(token);
        self.tokens.is_joined(index + 1)
            && self.tokens.get(index + 1).is_some_and(surname)
            && ends_here(self.tokens, index + 1)
            && (cued || self.tokens.gap(index + 2).trim_start().starts_with([',', ':', '(']))
    }

    /// "Grace is …", at the head of a sentence.
    fn is_subject(&self, index: usize, token: &Token) -> bool {
        if !self.tokens.is_joined(index + 1) {
            return false;
        }
        let Some(after) = self.get(index + 1) else { return false };
        let does = after.is(Marks::AUXILIARY.and(Marks::VERB).and(Marks::DEED));
        if token.opens {
            return does;
        }
        // Within a sentence: behind a comma, "that", "because", "says".
        let Some(before) = self.before(index, 1) else { return false };
        let starts = if self.tokens.is_joined(index) {
            before.is(Marks::CLAUSE.and(Marks::VERB)) && !before.is(Marks::AUXILIARY)
        } else {
            self.tokens.gap(index).contains([',', ';'])
        };
        let past = is_past(self.tokens.key(index + 1)) || after.is(Marks::AUXILIARY) && !token.is(Marks::CALENDAR);
        starts && does && (past || !token.is(Marks::MODAL.and(Marks::CALENDAR)))
    }

    /// Whether a name stands beside it in a list: "Mia, Kai and Rose".
    fn is_in_a_list(&self, index: usize, closes: bool) -> bool {
        let left = self.list_neighbour(index, false);
        let right = self.list_neighbour(index, true);
        let is_name = |neighbour: Option<(usize, bool)>| {
            neighbour.is_some_and(|(place, firm)| {
                let Some(other) = self.get(place) else { return false };
                let both = other.is(Marks::FIRST.and(Marks::GIVEN))
                    && other.taken.is_none()
                    && !other.is(Marks::VERB.and(Marks::MODAL))
                    && !is_never(&other)
                    && firm;
                (other.is_person() || both) && (firm || closes)
            })
        };
        is_name(left) || is_name(right)
    }

    /// The word on the other side of a comma or an "and", past ages; and whether it was an "and".
    fn list_neighbour(&self, index: usize, right: bool) -> Option<(usize, bool)> {
        let step = |place: usize| if right { Some(place + 1) } else { place.checked_sub(1) };
        let mut gap = if right { self.tokens.gap(index + 1) } else { self.tokens.gap(index) };
        let mut place = step(index)?;
        let (mut comma, mut and) = (false, false);
        for _ in 0..4 {
            comma |= gap.contains(',');
            and |= gap.contains(['&', '+', '/']);
            if gap.contains(['\n', '.', ';', '?', '!']) {
                return None;
            }
            let token = self.get(place)?;
            let skipped = if matches!(self.tokens.key(place), "and" | "or" | "n") {
                and = true;
                true
            } else {
                token.shape == Shape::Number || token.is(Marks::NUMBER) && !token.is(Marks::AMBIGUOUS)
            };
            if !skipped {
                return (comma || and).then_some((place, and));
            }
            gap = if right { self.tokens.gap(place + 1) } else { self.tokens.gap(place) };
            place = step(place)?;
        }
        None
    }

    /// Masks the surname or the initial behind a name.
    fn follow(&mut self, index: usize) {
        let named = |token: Token| {
            matches!(token.taken, Some(IdentifierKind::PersonName | IdentifierKind::Place)) && token.is_word()
        };
        if !self.get(index).is_some_and(|token| named(token) && !token.is_possessive())
            || !self.tokens.is_joined(index + 1)
        {
            return;
        }
        let Some(next) = self.free(index + 1) else { return };
        let letters = next.end - next.start;
        let letter = self.tokens.key(index + 1);
        let dotted = self.tokens.text.get(next.end..).is_some_and(|rest| rest.starts_with('.'));
        // In small letters most single letters are words: "kai n mia", "mia f 4".
        let initial = letters == 1
            && if self.tokens.is_cased {
                next.shape == Shape::Capital && letter != "i"
            } else {
                dotted && letter != "i"
                    || !next.is(Marks::FACT.and(Marks::GRAMMAR)) && !matches!(letter, "n" | "m" | "f" | "x")
                    || letter == "w" && self.tokens.key(index + 2) == "and"
            };
        if initial {
            let goes_on =
                self.tokens.is_joined(index + 2) && self.get(index + 2).is_some_and(|after| after.is_person());
            if token_ends(self.tokens, index + 1) || goes_on || dotted {
                self.take(index + 1);
            }
            return;
        }
        // "Leah Judge": behind a name even a role with a capital is a surname, if it is one.
        let surname = self.tokens.is_cased && next.is_capital() && next.is(NAMES) && !next.is(Marks::GRAMMAR);
        if is_never(&next) && !surname || next.opens || !self.tokens.get(index).is_some_and(Token::is_person) {
            return;
        }
        let is_name = if self.tokens.is_cased {
            surname || next.is_capital() && letters > 1 && !next.is(Marks::FACT.and(Marks::ORGANISATION))
        } else {
            is_unknown(self.tokens, &next) && ends_here(self.tokens, index + 1)
                || self.is_plain_surname(index, &next)
                || next.is(NAMES)
                    && !next.is(Marks::VERB.and(Marks::CUE))
                    && (ends_here(self.tokens, index + 1) || !next.is(ENGLISH))
                || next.is(NAMES)
                    && self.get(index + 2).is_some_and(|after| after.is(Marks::VERB) && !next.is(Marks::VERB))
        };
        if is_name {
            self.take(index + 1);
        }
    }

    /// In small letters, whether an English word behind a name is a surname: "mia gold has", "lorraine eke, mobile".
    fn is_plain_surname(&self, index: usize, next: &Token) -> bool {
        let never =
            Marks::FACT.and(Marks::FIELD).and(Marks::VERB).and(Marks::CUE).and(Marks::ORGANISATION).and(Marks::GRAMMAR);
        if next.is(never) || next.is_possessive() || next.end - next.start < 3 {
            return false;
        }
        let does = self.tokens.is_joined(index + 2)
            && self.get(index + 2).is_some_and(|after| after.is(Marks::AUXILIARY) || after.is(Marks::VERB));
        // Words for how somebody is stand there too.
        let quality = ["ly", "ed", "ing", "y", "ful", "less", "ous", "ive", "ic", "al", "en"];
        let key = self.tokens.key(index + 1);
        does && (!next.is(Marks::FREQUENT) || next.is(Marks::AMBIGUOUS))
            || !self.tokens.is_joined(index + 2)
                && !next.is(Marks::FREQUENT)
                && !quality.iter().any(|ending| key.ends_with(ending))
    }

    /// Whether a word stands before a surname as a first name or an initial.
    fn leads(&self, index: usize) -> bool {
        let Some(token) = self.free(index) else { return false };
        if self.is_initial(index, &token) {
            return true;
        }
        let Some(next) = self.get(index + 1).filter(|next| next.is_person() && self.tokens.is_joined(index + 1)) else {
            return false;
        };
        if token.is_possessive() {
            return false;
        }
        let pair = next.is(Marks::SURNAME) || !next.is(Marks::FIRST);
        // "Will Adeyemi": no verb stands before a surname.
        let surname = next.is(Marks::SURNAME) && !next.is(Marks::FIRST.and(ENGLISH));
        let verb = token.is(Marks::VERB.and(Marks::MODAL)) && !surname;
        if is_never(&token) && !token.is(Marks::MODAL) || verb || !token.is(NAMES) {
            return false;
        }
        if self.tokens.is_cased {
            token.is_capital() && next.is_capital() && pair
        } else {
            pair && !token.is(Marks::CUE)
        }
    }

    /// "J. Okafor", "S Marsh", "k. ode".
    fn is_initial(&self, index: usize, token: &Token) -> bool {
        if token.end - token.start != 1 || token.is_possessive() || !self.tokens.is_joined(index + 1) {
            return false;
        }
        let Some(next) = self.get(index + 1) else { return false };
        let dotted = self.tokens.gap(index + 1).starts_with('.');
        let titled = self.before(index, 1).is_some_and(|before| before.is(Marks::TITLE));
        if next.is_person() {
            let word = token.is(Marks::GRAMMAR.and(Marks::FACT).and(Marks::DETERMINER));
            return dotted
                || titled
                || if self.tokens.is_cased {
                    token.is_capital() && !token.is(Marks::GRAMMAR)
                } else {
                    !word && !next.is(Marks::FIRST)
                };
        }
        // Another initial, of somebody who is named behind it.
        next.end - next.start == 1
            && dotted
            && self.get(index + 2).is_some_and(|name| name.is_person() && self.tokens.is_joined(index + 2))
    }

    /// Whether a word is a surname for the initial with a full stop before it, whatever else it is.
    fn has_initial_before(&self, index: usize, token: &Token) -> bool {
        let never = Marks::FREQUENT.and(Marks::FACT).and(Marks::FIELD).and(Marks::CUE).and(Marks::VERB);
        self.tokens.is_joined(index)
            && token.end - token.start > 1
            && self.tokens.gap(index).starts_with('.')
            && self.before(index, 1).is_some_and(|before| {
                before.end - before.start == 1
                    && !before.is(Marks::FACT)
                    && (!self.tokens.is_cased || before.is_capital())
            })
            && !is_never(token)
            && (token.is(NAMES) && !token.is(Marks::FACT) || !token.is(never))
            && (!self.tokens.is_cased || token.is_capital())
    }

    /// Takes in what belongs to a name: "Great" before a place, "'s" before a second word.
    fn widen(&mut self, index: usize) {
        let Some(token) = self.get(index).filter(|token| token.is_word() && self.tokens.is_joined(index)) else {
            return;
        };
        let Some(kind @ (IdentifierKind::PersonName | IdentifierKind::Place)) = token.taken else { return };
        let Some(before) =
            self.free(index - 1).filter(|before| before.is(Marks::PLACE_PART) && !before.is_possessive())
        else {
            return;
        };
        let fits = if self.tokens.is_cased {
            before.is_capital() && token.is_capital() && !token.is(Marks::FIRST)
        } else {
            !token.is(ENGLISH.and(Marks::FIRST).and(Marks::SURNAME))
        };
        if fits {
            self.tokens.take_one(index - 1, kind);
        }
    }

    fn learn(&self, known: &mut KnownNames) {
        for index in 0..self.tokens.len() {
            let Some(token) = self.get(index) else { continue };
            if token.is_person() && token.is_word() && token.end - token.start > 1 && !token.is(Marks::GRAMMAR) {
                known.learn(self.tokens.key(index), IdentifierKind::PersonName);
            }
        }
    }

    /// Masks again what was learnt. A word of English with a small letter, where the writer uses capitals, is the word.
    fn repeat(&mut self, known: &KnownNames) {
        for index in 0..self.tokens.len() {
            let Some(token) = self.free(index).filter(|token| !token.is(Marks::GRAMMAR)) else { continue };
            let English { word, verb } = English::of(&token);
            if word && self.tokens.is_cased && token.shape == Shape::Lower || verb && !token.is_capital() {
                continue;
            }
            if token.is(Marks::MODAL) && token.opens && !self.is_subject(index, &token) {
                continue;
            }
            if let Some(kind) = known.kind(self.tokens.key(index)) {
                self.tokens.take_one(index, kind);
            }
        }
    }

    fn write(&self, found: &mut Vec<Identifier>) {
        let mut last: Option<(usize, Identifier)> = None;
        for index in 0..self.tokens.len() {
            let Some(token) = self.get(index).filter(Token::is_word) else { continue };
            let Some(kind) = token.taken else { continue };
            match &mut last {
                Some((before, one))
                    if *before + 1 == index
                        && one.kind == kind
                        && matches!(kind, IdentifierKind::PersonName | IdentifierKind::Place)
                        && self.tokens.is_joined(index)
                        && !self.before(index, 1).is_some_and(|token| token.is_possessive()) =>
                {
                    *before = index;
                    one.end = token.end;
                }
                _ => {
                    found.extend(last.take().map(|(_, one)| one));
                    if kind == IdentifierKind::PersonName
                        || !found.iter().rev().take(4).any(|one| one.start <= token.start && token.start < one.end)
                    {
                        last = Some((index, Identifier { kind, start: token.start, end: token.end }));
                    }
                }
            }
        }
        found.extend(last.map(|(_, one)| one));
    }
}

/// Whether no evidence makes the word a name.
fn is_never(token: &Token) -> bool {
    token.is(NEVER) || token.is(Marks::TITLE) && !token.is(NAMES)
}

/// Whether nothing goes with a name: a border, a word of grammar, or what somebody did.
fn token_ends(tokens: &Tokens<'_>, index: usize) -> bool {
    let past = |key: &str| key.len() > 4 && key.ends_with("ed");
    ends_here(tokens, index)
        || past(tokens.key(index + 1))
            && !tokens.get(index + 1).is_some_and(|next| next.is(Marks::FACT.and(Marks::GIVEN)))
}

/// How far a word is one of English.
struct English {
    word: bool,
    verb: bool,
}

impl English {
    fn of(token: &Token) -> Self {
        Self { word: token.is(ENGLISH), verb: token.is(Marks::MODAL) }
    }
}

/// Whether nothing but a border follows.
fn closes_firmly(reader: &Reader<'_, '_>, index: usize) -> bool {
    !reader.tokens.is_joined(index + 1)
}

/// Whether a verb form is one of the past or the third person, which no modal verb stands before.
fn is_past(key: &str) -> bool {
    key.ends_with("ed")
        || key.ends_with('s')
        || matches!(key, "said" | "told" | "went" | "came" | "left" | "saw" | "had")
}
