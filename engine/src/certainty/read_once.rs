//! Whether Kleene logic alone is exact for a condition.

use crate::condition::{Condition, FactId, RoleId, Subject, Test};
use crate::vocabulary::{Derivation, Vocabulary};

/// Whether Kleene logic is exact for a condition, whatever the case: no unknown can be asked twice.
pub fn kleene_is_exact(vocabulary: &Vocabulary, condition: &Condition) -> bool {
    let mut roots = Vec::new();
    gather_roots(vocabulary, condition, None, &mut roots) && {
        roots.sort_unstable();
        roots.windows(2).all(|pair| !matches!(pair, [one, other] if one == other))
    }
}

/// The unknowns that a condition can ask, by fact and, for sets, value. False where one is asked for each
/// of several people and may be the same each time.
fn gather_roots(
    vocabulary: &Vocabulary,
    condition: &Condition,
    counted: Option<RoleId>,
    roots: &mut Vec<(FactId, Option<u16>)>,
) -> bool {
    match condition {
        Condition::Leaf(leaf) => {
            if counted.is_some_and(|role| leaf.predicate.subject != Subject::Role(role)) {
                return false;
            }
            roots_of(vocabulary, leaf.predicate.fact, &leaf.predicate.test, counted, roots)
        }
        Condition::All(parts) | Condition::Any(parts) | Condition::Number { of: parts, .. } => {
            parts.iter().all(|part| gather_roots(vocabulary, part, counted, roots))
        }
        // How many there are of a list that is not known is asked as well: only one threshold is exact.
        Condition::People { role, of, .. } => counted.is_none() && gather_roots(vocabulary, of, Some(*role), roots),
    }
}

/// `counted`: the role over which people are counted, if the fact is asked for each of them. What follows from
/// anything but their own facts is then shared between them.
fn roots_of(
    vocabulary: &Vocabulary,
    fact: FactId,
    test: &Test,
    counted: Option<RoleId>,
    roots: &mut Vec<(FactId, Option<u16>)>,
) -> bool {
    let description = vocabulary.fact(fact);
    if let Some(guard) = description.does_not_exist_if
        && !roots_of(vocabulary, guard, &Test::OneOf(0b10), counted, roots)
    {
        return false;
    }
    let element = match test {
        Test::Holds(value) => Some(*value),
        Test::OneOf(_) | Test::Within(_) => None,
    };
    match &description.derivation {
        None => {
            roots.push((fact, element));
            true
        }
        Some(Derivation::Floor { of, .. }) => {
            roots.push((*of, None));
            true
        }
        Some(Derivation::Equals(condition)) => gather_roots(vocabulary, condition, counted, roots),
        Some(Derivation::TrueIf(condition)) => {
            roots.push((fact, None));
            gather_roots(vocabulary, condition, counted, roots)
        }
        Some(Derivation::Counts(of)) => {
            counted.is_none() && of.iter().all(|(_, fact)| roots_of(vocabulary, *fact, &Test::OneOf(0b10), None, roots))
        }
    }
}
