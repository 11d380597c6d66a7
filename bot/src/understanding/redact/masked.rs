//! A text without what identifies somebody, and what was masked in it.

use std::collections::BTreeMap;
use std::fmt;

/// What kind of thing was masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum IdentifierKind {
    /// The name of a person.
    PersonName,
    /// A town, district or other place.
    Place,
    /// A named organisation: a school, surgery, hospital, charity or club.
    Organisation,
    /// A calendar date.
    Date,
    /// A date of birth.
    DateOfBirth,
    /// A street and house, or part of such.
    Address,
    /// A postcode.
    Postcode,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// A name on a medium of the net.
    Handle,
    /// A number of a health service.
    HealthNumber,
    /// A number of an insurance or tax office.
    InsuranceNumber,
    /// A reference of a case, crime or hospital.
    Reference,
    /// A vehicle registration.
    Vehicle,
}

/// Something that was masked, by its place in the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identifier {
    /// What kind of thing.
    pub(crate) kind: IdentifierKind,
    /// Where it begins, in bytes of the original.
    pub(crate) start: usize,
    /// Where it ends, in bytes of the original.
    pub(crate) end: usize,
}

/// A text in which everything that identifies somebody has been replaced by its kind in brackets, such as `[name]`.
///
/// It can only be made by masking. `Debug` prints the length alone: even a masked text is no matter for a log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Redacted(String);

impl Redacted {
    /// The masked text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Redacted({} bytes)", self.0.len())
    }
}

/// What masking gave.
#[derive(Debug)]
pub(crate) struct Masked {
    /// The text without what identifies.
    pub(crate) text: Redacted,
    /// What was masked, in the order of the text, without overlap.
    pub(crate) identifiers: Vec<Identifier>,
    /// For each identifier, the number of the first that shares a word with it: the same person is spoken of again.
    pub(crate) same: Vec<usize>,
}

impl Masked {
    /// Replaces identifiers (in order, without overlap, on character borders) in a text.
    pub(super) fn replace(original: &str, identifiers: Vec<Identifier>) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut from = 0;
        for identifier in &identifiers {
            text.push_str(original.get(from..identifier.start).unwrap_or(""));
            text.push_str(identifier.kind.placeholder());
            from = identifier.end;
        }
        text.push_str(original.get(from..).unwrap_or(""));
        let same = same_words(original, &identifiers);
        Self { text: Redacted(text), identifiers, same }
    }

    /// The place in the original of a place in the masked text. A place inside a placeholder becomes the border of what
    /// it stands for that is nearer in reading: the start for a start, the end for an end.
    pub(crate) fn original_span(&self, start: usize, end: usize) -> (usize, usize) {
        (self.original(start, false), self.original(end, true))
    }

    fn original(&self, place: usize, is_end: bool) -> usize {
        // `masked` and `original` walk along both texts.
        let (mut masked, mut original) = (0, 0);
        for identifier in &self.identifiers {
            let before = identifier.start - original;
            if place < masked + before || (is_end && place == masked + before) {
                return original + (place - masked);
            }
            masked += before;
            let placeholder = identifier.kind.placeholder().len();
            if place < masked + placeholder || (is_end && place == masked + placeholder) {
                return if is_end { identifier.end } else { identifier.start };
            }
            masked += placeholder;
            original = identifier.end;
        }
        original + (place - masked)
    }
}

fn same_words(original: &str, identifiers: &[Identifier]) -> Vec<usize> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut same = Vec::with_capacity(identifiers.len());
    for (number, identifier) in identifiers.iter().enumerate() {
        let text = original.get(identifier.start..identifier.end).unwrap_or("");
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(|word| word.chars().nth(1).is_some())
            .map(str::to_lowercase)
            .collect();
        let known = words.iter().find_map(|word| first.get(word)).copied().unwrap_or(number);
        for word in words {
            first.entry(word).or_insert(known);
        }
        same.push(known);
    }
    same
}

impl IdentifierKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 15] = [
        Self::PersonName,
        Self::Place,
        Self::Organisation,
        Self::Date,
        Self::DateOfBirth,
        Self::Address,
        Self::Postcode,
        Self::Phone,
        Self::Email,
        Self::Url,
        Self::Handle,
        Self::HealthNumber,
        Self::InsuranceNumber,
        Self::Reference,
        Self::Vehicle,
    ];

    /// The kind of this word of machine-readable output.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What stands in its place.
    pub(crate) fn placeholder(self) -> &'static str {
        match self {
            Self::PersonName => "[name]",
            Self::Place => "[place]",
            Self::Organisation => "[organisation]",
            Self::Date => "[date]",
            Self::DateOfBirth => "[date of birth]",
            Self::Address => "[address]",
            Self::Postcode => "[postcode]",
            Self::Phone => "[phone]",
            Self::Email => "[email]",
            Self::Url => "[web address]",
            Self::Handle => "[handle]",
            Self::HealthNumber => "[health number]",
            Self::InsuranceNumber => "[insurance number]",
            Self::Reference => "[reference]",
            Self::Vehicle => "[vehicle]",
        }
    }

    /// Its word in machine-readable output.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::PersonName => "person_name",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Date => "date",
            Self::DateOfBirth => "dob",
            Self::Address => "address",
            Self::Postcode => "postcode",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Url => "url",
            Self::Handle => "handle",
            Self::HealthNumber => "nhs_number",
            Self::InsuranceNumber => "ni_number",
            Self::Reference => "reference",
            Self::Vehicle => "vehicle",
        }
    }
}
