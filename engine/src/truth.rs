//! Three-valued logic after Kleene: true, false, and unknown, which is never taken for no.

/// What is known of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold.
    False,
    /// It is not known whether it holds.
    Unknown,
    /// It holds.
    True,
}

impl Truth {
    /// Both hold: the lesser of the two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// One of the two holds: the greater of the two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// The contrary; the contrary of unknown is unknown.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// `not` where `negated`, else itself.
    #[must_use]
    pub fn negated_if(self, negated: bool) -> Self {
        if negated { self.negated() } else { self }
    }

    /// Whether a number that lies between `least` and `most` certainly lies between `minimum` and
    /// `maximum` (no upper bound if it is `None`).
    pub fn of_range(least: usize, most: Option<usize>, minimum: usize, maximum: Option<usize>) -> Self {
        let beyond = maximum.is_some_and(|maximum| least > maximum);
        let short = most.is_some_and(|most| most < minimum);
        let within = least >= minimum && maximum.is_none_or(|maximum| most.is_some_and(|most| most <= maximum));
        if beyond || short {
            Self::False
        } else if within {
            Self::True
        } else {
            Self::Unknown
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    #[test]
    fn unknown_is_never_no() {
        assert_eq!(Unknown.and(True), Unknown);
        assert_eq!(Unknown.and(False), False);
        assert_eq!(Unknown.or(True), True);
        assert_eq!(Unknown.or(False), Unknown);
        assert_eq!(Unknown.negated(), Unknown);
    }

    #[test]
    fn a_count_is_certain_only_when_its_whole_range_is() {
        assert_eq!(Truth::of_range(1, Some(2), 1, None), True);
        assert_eq!(Truth::of_range(0, Some(2), 1, None), Unknown);
        assert_eq!(Truth::of_range(0, Some(0), 1, None), False);
        assert_eq!(Truth::of_range(1, None, 1, Some(1)), Unknown);
        assert_eq!(Truth::of_range(2, None, 1, Some(1)), False);
        assert_eq!(Truth::of_range(0, Some(0), 0, Some(0)), True);
    }
}
