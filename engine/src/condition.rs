//! Condition trees: what a finding asks of a case, every leaf with its place in the rule that wrote it.
//!
//! Trees are in negation normal form: NOT stands at the leaves as a flag, and operators are never turned
//! round (`!(x < 5)` is not `x >= 5`: both may be false or true of someone who has no `x`).

use crate::text::Location;

/// An entity of the vocabulary, by its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u8);

/// A role of the vocabulary, by its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub u8);

/// A fact of the vocabulary, by its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u16);

/// Whom a leaf speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// One entity of the case.
    Entity(EntityId),
    /// Whoever is bound in a role.
    Role(RoleId),
}

/// Which values of a fact satisfy a leaf.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Test {
    /// For yes/no facts (bit 0 no, bit 1 yes) and choices (bit n the n-th value): the values that satisfy it.
    OneOf(u64),
    /// For numbers: sorted, disjoint intervals, bounds included.
    Within(Vec<(i32, i32)>),
    /// For sets: the number of the value that the set must hold.
    Holds(u16),
}

/// What a leaf asks: of whom, which fact, which values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Predicate {
    /// Of whom.
    pub subject: Subject,
    /// Which fact.
    pub fact: FactId,
    /// Which values.
    pub test: Test,
}

/// A predicate as it stands in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// What is asked.
    pub predicate: Predicate,
    /// Whether the contrary is asked.
    pub negated: bool,
    /// Where it is written.
    pub at: Location,
}

/// A tree of conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All of them hold.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// One question about one fact.
    Leaf(Leaf),
    /// How many people in a role satisfy a condition.
    People {
        /// The role; inside `of` it means each of them in turn.
        role: RoleId,
        /// The least number.
        minimum: usize,
        /// The greatest number, if there is one.
        maximum: Option<usize>,
        /// What they are counted for.
        of: Box<Condition>,
    },
    /// How many of these conditions hold.
    Number {
        /// The least number.
        minimum: usize,
        /// The greatest number, if there is one.
        maximum: Option<usize>,
        /// The conditions.
        of: Vec<Condition>,
    },
}

impl Condition {
    /// A condition that never holds.
    pub fn never() -> Self {
        Self::Any(Vec::new())
    }

    /// The contrary, with NOT carried to the leaves.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::All(parts) => Self::Any(parts.into_iter().map(Self::negate).collect()),
            Self::Any(parts) => Self::All(parts.into_iter().map(Self::negate).collect()),
            Self::Leaf(leaf) => Self::Leaf(Leaf { negated: !leaf.negated, ..leaf }),
            Self::People { role, minimum, maximum, of } => {
                outside(minimum, maximum, |minimum, maximum| Self::People { role, minimum, maximum, of: of.clone() })
            }
            Self::Number { minimum, maximum, of } => {
                outside(minimum, maximum, |minimum, maximum| Self::Number { minimum, maximum, of: of.clone() })
            }
        }
    }

    /// Both hold. Nested conjunctions become one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut parts = match self {
            Self::All(parts) => parts,
            single => vec![single],
        };
        match other {
            Self::All(more) => parts.extend(more),
            single => parts.push(single),
        }
        Self::All(parts)
    }

    /// One of the two holds. Nested disjunctions become one.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let mut parts = match self {
            Self::Any(parts) => parts,
            single => vec![single],
        };
        match other {
            Self::Any(more) => parts.extend(more),
            single => parts.push(single),
        }
        Self::Any(parts)
    }

    /// Calls `visit` with every leaf, in the order in which they are written.
    pub fn for_each_leaf<'a>(&'a self, visit: &mut impl FnMut(&'a Leaf)) {
        match self {
            Self::Leaf(leaf) => visit(leaf),
            Self::All(parts) | Self::Any(parts) | Self::Number { of: parts, .. } => {
                for part in parts {
                    part.for_each_leaf(visit);
                }
            }
            Self::People { of, .. } => of.for_each_leaf(visit),
        }
    }

    /// Every leaf, in the order in which they are written.
    pub fn leaves(&self) -> Vec<&Leaf> {
        let mut leaves = Vec::new();
        self.for_each_leaf(&mut |leaf| leaves.push(leaf));
        leaves
    }

    /// The roles that stand free in the condition, that is, not only inside a count over that role.
    pub fn free_roles(&self) -> Vec<RoleId> {
        fn gather(condition: &Condition, counted: &mut Vec<RoleId>, found: &mut Vec<RoleId>) {
            match condition {
                Condition::Leaf(leaf) => {
                    if let Subject::Role(role) = leaf.predicate.subject
                        && !counted.contains(&role)
                        && !found.contains(&role)
                    {
                        found.push(role);
                    }
                }
                Condition::All(parts) | Condition::Any(parts) | Condition::Number { of: parts, .. } => {
                    for part in parts {
                        gather(part, counted, found);
                    }
                }
                Condition::People { role, of, .. } => {
                    counted.push(*role);
                    gather(of, counted, found);
                    counted.pop();
                }
            }
        }
        let mut found = Vec::new();
        gather(self, &mut Vec::new(), &mut found);
        found.sort_unstable();
        found
    }
}

/// What is outside a range of numbers: below it, above it, or either.
fn outside(minimum: usize, maximum: Option<usize>, counted: impl Fn(usize, Option<usize>) -> Condition) -> Condition {
    let below = minimum.checked_sub(1).map(|most| counted(0, Some(most)));
    let above = maximum.map(|maximum| counted(maximum.saturating_add(1), None));
    Condition::Any(below.into_iter().chain(above).collect())
}
