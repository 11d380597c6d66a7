//! What was masked in a text: kinds and counts, never the thing itself.

use std::collections::BTreeMap;

use super::words::counted;
use crate::understanding::redact::{Identifier, IdentifierKind};

/// Kinds and counts, such as `2 names, 1 date of birth`; nothing where nothing was masked.
pub(crate) fn masked(identifiers: &[Identifier]) -> Option<String> {
    let mut counts: BTreeMap<IdentifierKind, usize> = BTreeMap::new();
    for identifier in identifiers {
        *counts.entry(identifier.kind).or_default() += 1;
    }
    let words = counts.into_iter().map(|(kind, count)| {
        let one = kind.placeholder().trim_matches(['[', ']']);
        let several = match one.split_once(" of ") {
            Some((noun, of)) => format!("{noun}s of {of}"),
            None if one.ends_with('s') => format!("{one}es"),
            None => format!("{one}s"),
        };
        counted(count, one, &several)
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_and_have_a_plural() {
        let of = |kind| Identifier { kind, start: 0, end: 1 };
        let found = [
            of(IdentifierKind::Address),
            of(IdentifierKind::PersonName),
            of(IdentifierKind::DateOfBirth),
            of(IdentifierKind::PersonName),
            of(IdentifierKind::Address),
        ];
        assert_eq!(masked(&found).unwrap(), "2 names, 1 date of birth, 2 addresses");
        assert_eq!(masked(&[]), None);
    }
}
