//! Numbers as people write them: `6 years`, `6y 3m`, `72 months`, `6`.
//!
//! Nothing is made more precise than it was written: years set the fact in years, never the one in months.

use handrail_engine::condition::FactId;
use handrail_engine::vocabulary::{Derivation, Domain, Value, Vocabulary};

/// What a written number means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Quantity {
    /// This value of this fact.
    Of(FactId, Value),
    /// A number that can be of either of two units.
    EitherUnit(i32),
    /// Nothing that this fact can be.
    Unclear,
}

/// A fact in a fine unit, one in a coarse unit that is the whole part of it, and the divisor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Units {
    pub(super) fine: FactId,
    pub(super) coarse: FactId,
    pub(super) divisor: i32,
}

/// The two units of a fact, if it has two.
pub(super) fn units(vocabulary: &Vocabulary, fact: FactId) -> Option<Units> {
    let description = vocabulary.fact(fact);
    match (&description.derivation, description.divided_as) {
        (_, Some((coarse, divisor))) => Some(Units { fine: fact, coarse, divisor }),
        (Some(Derivation::Floor { of, by }), None) => Some(Units { fine: *of, coarse: fact, divisor: *by }),
        _ => None,
    }
}

/// What is written for a fact. `exact`: a number without a unit is in the unit of this fact.
pub(super) fn read(vocabulary: &Vocabulary, fact: FactId, written: &str, exact: bool) -> Quantity {
    let Some(parts) = parts(written) else { return Quantity::Unclear };
    let units = units(vocabulary, fact);
    let is = |fact: FactId, unit: &str| matches!(&vocabulary.fact(fact).domain, Domain::Integer { unit: known, .. } if same_unit(known, unit));
    let of = |fact: FactId, number: i32| {
        if fits(vocabulary, fact, number) { Quantity::Of(fact, Value::Integer(number)) } else { Quantity::Unclear }
    };
    match (parts.as_slice(), units) {
        ([(number, "")], Some(units)) if !exact && units.fine == fact => {
            // What cannot be of the coarse unit is of the fine one.
            if fits(vocabulary, units.coarse, *number) { Quantity::EitherUnit(*number) } else { of(fact, *number) }
        }
        ([(number, "")], _) => of(fact, *number),
        ([(number, unit)], None) if is(fact, unit) => of(fact, *number),
        ([(number, unit)], Some(units)) if is(units.coarse, unit) => of(units.coarse, *number),
        ([(number, unit)], Some(units)) if is(units.fine, unit) => of(units.fine, *number),
        ([(whole, coarse), (rest, fine)], Some(units))
            if is(units.coarse, coarse)
                && (is(units.fine, fine) || fine.is_empty())
                && (0..units.divisor).contains(rest) =>
        {
            let total = whole.checked_mul(units.divisor).and_then(|number| number.checked_add(*rest));
            total.map_or(Quantity::Unclear, |total| of(units.fine, total))
        }
        _ => Quantity::Unclear,
    }
}

/// Whether a fact can have this number.
pub(super) fn fits(vocabulary: &Vocabulary, fact: FactId, number: i32) -> bool {
    matches!(vocabulary.fact(fact).domain, Domain::Integer { minimum, maximum, .. } if (minimum..=maximum).contains(&number))
}

/// Numbers with the words that follow them.
fn parts(written: &str) -> Option<Vec<(i32, &str)>> {
    let mut parts = Vec::new();
    let mut rest = written.trim().trim_end_matches(['.', '!']);
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?.trim_start();
        let letters = rest.find(|character: char| !character.is_alphabetic()).unwrap_or(rest.len());
        let mut unit = rest.get(..letters)?;
        if unit.eq_ignore_ascii_case("and") || unit.eq_ignore_ascii_case("old") {
            unit = "";
        }
        parts.push((number, unit));
        rest = rest.get(letters..)?.trim_start_matches([' ', ',']);
        for filler in ["and ", "old"] {
            rest = rest.strip_prefix(filler).unwrap_or(rest).trim_start();
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// Whether a written unit is this one: in full, without its `s`, or shortened.
fn same_unit(known: &str, written: &str) -> bool {
    let (known, written) = (known.to_lowercase(), written.to_lowercase());
    // What English writes for the units of time; other units go by their first letters.
    let short: &[&str] = match known.as_str() {
        "years" => &["yr", "yrs", "yo"],
        "months" => &["mo", "mos", "mth", "mths"],
        "weeks" => &["wk", "wks"],
        _ => &[],
    };
    !written.is_empty() && (known.starts_with(&written) || short.contains(&written.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_units_are_taken_apart() {
        assert_eq!(parts("6y 3m"), Some(vec![(6, "y"), (3, "m")]));
        assert_eq!(parts("6 years and 3 months old"), Some(vec![(6, "years"), (3, "months")]));
        assert_eq!(parts("72"), Some(vec![(72, "")]));
        assert_eq!(parts("about six"), None);
        assert_eq!(parts("99999999999 years"), None);
        assert_eq!(parts(""), None);
    }

    #[test]
    fn units_may_be_shortened() {
        assert!(same_unit("years", "y") && same_unit("years", "Yrs") && same_unit("months", "month"));
        assert!(!same_unit("years", "m") && !same_unit("months", ""));
    }
}
