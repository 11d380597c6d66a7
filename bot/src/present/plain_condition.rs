//! A condition in plain English, made from its tree and from the labels of the vocabulary: what a rule says is
//! written once, in the rule.

use std::collections::BTreeSet;

use handrail_engine::condition::{Condition, EntityId, FactId, Leaf, Predicate, RoleId, Subject, Test};
use handrail_engine::vocabulary::{Domain, Fact, Named, Vocabulary};

use super::words;

/// A statement, and the statements under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Plain {
    /// Of whom and what it speaks, or how many of the parts must hold.
    pub(crate) text: String,
    /// What is asked of it; empty for a statement about its parts.
    pub(crate) value: String,
    /// What stands under it.
    pub(crate) parts: Vec<Plain>,
}

/// A condition in plain English.
pub(crate) fn plain(vocabulary: &Vocabulary, condition: &Condition) -> Plain {
    Speaker { vocabulary, counted: Vec::new() }.say(condition)
}

/// The people who have to be the same throughout a condition: one for each role that stands free in it.
pub(crate) fn together<'a>(vocabulary: &'a Vocabulary, condition: &Condition) -> Vec<&'a str> {
    condition.free_roles().into_iter().map(|role| vocabulary.role(role).label.as_str()).collect()
}

/// The facts that conditions ask for, each once, in the order of the vocabulary.
pub(crate) fn facts_of<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> BTreeSet<FactId> {
    conditions.into_iter().flat_map(Condition::leaves).map(|leaf| leaf.predicate.fact).collect()
}

/// Of whom a fact is asked, such as `the school` or `the pupil`.
pub(crate) fn whose(vocabulary: &Vocabulary, subject: Subject) -> String {
    match subject {
        Subject::Entity(entity) => words::entity(vocabulary, entity),
        Subject::Role(role) => format!("the {}", vocabulary.role(role).label),
    }
}

struct Speaker<'a> {
    vocabulary: &'a Vocabulary,
    /// The roles that are counted where it speaks.
    counted: Vec<RoleId>,
}

impl Speaker<'_> {
    fn say(&mut self, condition: &Condition) -> Plain {
        match condition {
            Condition::Leaf(leaf) => self.leaf(leaf),
            Condition::All(parts) => self.parts("all of these", "always", parts),
            Condition::Any(parts) => self.parts("at least one of these", "never", parts),
            Condition::Number { minimum, maximum, of } => {
                let text = format!("{} of these {}", how_many(*minimum, *maximum), of.len());
                Plain { text, value: String::new(), parts: of.iter().map(|part| self.say(part)).collect() }
            }
            Condition::People { role, minimum, maximum, of } => self.people(*role, *minimum, *maximum, of),
        }
    }

    fn parts(&mut self, text: &str, empty: &str, parts: &[Condition]) -> Plain {
        match parts {
            [] => Plain { text: empty.to_owned(), ..Plain::default() },
            [only] => self.say(only),
            _ => {
                let parts = parts.iter().map(|part| self.say(part)).collect();
                Plain { text: text.to_owned(), value: String::new(), parts }
            }
        }
    }

    fn people(&mut self, role: RoleId, minimum: usize, maximum: Option<usize>, of: &Condition) -> Plain {
        let one = self.vocabulary.role(role).label.clone();
        let several = self.several(role);
        // `every` is kept as "none of whom not": said whichever way leaves fewer denials.
        let every = maximum == Some(0) && mostly_denied(of);
        let turned = every.then(|| of.clone().negate());
        let of = turned.as_ref().unwrap_or(of);
        let text = match (minimum, maximum) {
            _ if every => format!("for every {one} (also where there is none)"),
            (0, Some(0)) => format!("for no {one}"),
            (1, None | Some(1)) => format!("for {} {one}", how_many(minimum, maximum)),
            _ => format!("for {} {several}", how_many(minimum, maximum)),
        };
        self.counted.push(role);
        let inner = self.say(of);
        self.counted.pop();
        Plain { text, value: String::new(), parts: vec![inner] }
    }

    /// A word for several people in a role.
    fn several(&self, role: RoleId) -> String {
        let role = self.vocabulary.role(role);
        let list = |entity: EntityId| words::entity(self.vocabulary, entity);
        match role.members.as_slice() {
            [only] if self.vocabulary.entity(*only).many => list(*only),
            members => format!("of {}", listed(&members.iter().map(|member| list(*member)).collect::<Vec<_>>(), "and")),
        }
    }

    fn leaf(&self, leaf: &Leaf) -> Plain {
        let Predicate { subject, fact, test } = &leaf.predicate;
        let who = match subject {
            Subject::Role(role) if self.counted.contains(role) => format!("that {}", self.vocabulary.role(*role).label),
            subject => whose(self.vocabulary, *subject),
        };
        let fact = self.vocabulary.fact(*fact);
        Plain { text: format!("{who}: {}", fact.label), value: wanted(fact, test, leaf.negated), parts: Vec::new() }
    }
}

/// Whether more of the leaves ask for the contrary than not.
fn mostly_denied(condition: &Condition) -> bool {
    let leaves = condition.leaves();
    leaves.iter().filter(|leaf| leaf.negated).count() * 2 > leaves.len()
}

fn how_many(minimum: usize, maximum: Option<usize>) -> String {
    let number = |number: usize| match number {
        1 => "one".to_owned(),
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        number => number.to_string(),
    };
    match (minimum, maximum) {
        (minimum, None) => format!("at least {}", number(minimum)),
        (minimum, Some(maximum)) if minimum == maximum => format!("exactly {}", number(minimum)),
        (0, Some(maximum)) => format!("at most {}", number(maximum)),
        (minimum, Some(maximum)) => format!("{} to {}", number(minimum), number(maximum)),
    }
}

/// Several things in one phrase: `a, b or c`.
pub(crate) fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// From so many values on, the one that is left out says more than all the others.
const SHORT_LIST: usize = 5;

/// What a leaf asks for.
fn wanted(fact: &Fact, test: &Test, negated: bool) -> String {
    let not = if negated { "not " } else { "" };
    match (test, &fact.domain) {
        (Test::OneOf(mask), Domain::Bool) => if ((mask & 0b11) == 0b10) == negated { "no" } else { "yes" }.to_owned(),
        (Test::OneOf(mask), _) => {
            let (inside, outside): (Vec<_>, Vec<_>) =
                (0_u32..).zip(fact.values()).partition(|(number, _)| mask.checked_shr(*number).unwrap_or(0) & 1 == 1);
            let labels = |values: &[(u32, &Named)]| -> Vec<String> {
                values.iter().map(|(_, value)| value.label.clone()).collect()
            };
            match (outside.as_slice(), inside.len()) {
                ([one], SHORT_LIST..) if !negated => format!("known, and not {}", labels(&[*one]).concat()),
                (_, 1) => format!("{not}{}", labels(&inside).concat()),
                _ if negated => format!("none of {}", listed(&labels(&inside), "and")),
                _ => listed(&labels(&inside), "or"),
            }
        }
        (Test::Within(intervals), Domain::Integer { minimum, maximum, unit }) => {
            let ranges: Vec<String> =
                intervals.iter().map(|interval| range(unit, *interval, (*minimum, *maximum))).collect();
            format!("{not}{}", listed(&ranges, "or"))
        }
        (Test::Holds(number), _) => {
            let label = fact.values().get(usize::from(*number)).map_or("?", |named| named.label.as_str());
            let holds = if negated { "do not include" } else { "include" };
            format!("{holds} {label}")
        }
        (Test::Within(_), _) => "?".to_owned(),
    }
}

/// A range of numbers, both ends included. What is counted in completed years or months ends where the next begins.
fn range(unit: &str, (first, last): (i32, i32), (lowest, highest): (i32, i32)) -> String {
    let time = matches!(unit, "years" | "months");
    let next = last.saturating_add(1);
    match (first <= lowest, last >= highest) {
        (true, true) => "any".to_owned(),
        (true, false) if time => format!("under {}", amount(unit, next)),
        (false, true) if time => format!("{} or over", amount(unit, first)),
        (false, false) if time => format!("from {} to under {}", amount(unit, first), amount(unit, next)),
        (true, false) => format!("at most {}", amount(unit, last)),
        (false, true) => format!("at least {}", amount(unit, first)),
        (false, false) if first == last => amount(unit, first),
        (false, false) => format!("{first} to {}", amount(unit, last)),
    }
}

/// An amount in its unit; months as years and months.
fn amount(unit: &str, number: i32) -> String {
    let counted =
        |number: i32, one: &str, several: &str| format!("{number} {}", if number == 1 { one } else { several });
    match unit {
        "years" => counted(number, "year", "years"),
        "months" => match (number / 12, number % 12) {
            (0, months) => counted(months, "month", "months"),
            (years, 0) => counted(years, "year", "years"),
            (years, months) => {
                format!("{} and {}", counted(years, "year", "years"), counted(months, "month", "months"))
            }
        },
        unit => format!("{number} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack_files::Origin;
    use handrail_engine::pack::Pack;

    fn small_pack() -> Pack {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/packs/bicycle");
        let loaded = Origin::Folder(folder.into()).load().unwrap_or_else(|error| panic!("{error}"));
        loaded.pack.unwrap_or_else(|| panic!("{:?}", loaded.problems))
    }

    fn written(plain: &Plain, depth: usize, lines: &mut Vec<String>) {
        let value = if plain.value.is_empty() { String::new() } else { format!(": {}", plain.value) };
        lines.push(format!("{}{}{value}", "  ".repeat(depth), plain.text));
        for part in &plain.parts {
            written(part, depth + 1, lines);
        }
    }

    #[track_caller]
    fn says(script: &str, expected: &[&str]) {
        let pack = small_pack();
        let condition = pack.condition(script).unwrap_or_else(|problems| panic!("{problems:?}"));
        let mut lines = Vec::new();
        written(&plain(pack.vocabulary(), &condition), 0, &mut lines);
        assert_eq!(lines, expected);
    }

    #[test]
    fn ages_end_where_the_next_year_or_month_begins() {
        says("pupil.age_years < 6", &["the pupil: age in years: under 6 years"]);
        says("pupil.age_years in 8..=14", &["the pupil: age in years: from 8 years to under 15 years"]);
        says("pupil.age_months >= 18", &["the pupil: age: 1 year and 6 months or over"]);
        says("!(pupil.age_months < 1)", &["the pupil: age: not under 1 month"]);
    }

    #[test]
    fn and_or_not_are_nested_lists() {
        says(
            "pupil.rides & (school.hilly | !pupil.nervous)",
            &[
                "all of these",
                "  the pupil: can ride: yes",
                "  at least one of these",
                "    the school: hilly: yes",
                "    the pupil: nervous in traffic: no",
            ],
        );
    }

    #[test]
    fn people_are_counted_in_words() {
        says("any(pupil, pupil.rides)", &["for at least one pupil", "  that pupil: can ride: yes"]);
        says(
            "every(pupil, pupil.rides)",
            &["for every pupil (also where there is none)", "  that pupil: can ride: yes"],
        );
        says("!any(pupil, pupil.rides)", &["for no pupil", "  that pupil: can ride: yes"]);
        says("at_least(2, bicycle, bicycle.worn)", &["for at least two bicycles", "  that bicycle: worn: yes"]);
        says("exactly(1, pupil, pupil.rides)", &["for exactly one pupil", "  that pupil: can ride: yes"]);
        says(
            "at_least(2, [school.hilly, pupil.rides, pupil.nervous])",
            &[
                "at least two of these 3",
                "  the school: hilly: yes",
                "  the pupil: can ride: yes",
                "  the pupil: nervous in traffic: yes",
            ],
        );
    }

    #[test]
    fn choices_and_sets_are_named_by_their_labels() {
        says("school.storage in [\"rack\", \"shed\"]", &["the school: storage: a rack or a locked shed"]);
        says("school.storage == \"shed\"", &["the school: storage: a locked shed"]);
        says("!(school.storage == \"shed\")", &["the school: storage: not a locked shed"]);
        says("school.storage != \"shed\"", &["the school: storage: nowhere or a rack"]);
    }
}
