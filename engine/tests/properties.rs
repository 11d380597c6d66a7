//! Random vocabularies, conditions and cases against slow, obvious oracles.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::unnecessary_fold,
    reason = "a test may fail loudly, counts small things, and looks at every part of a condition"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use common::{SOURCES, line};
use handrail_engine::answer::Answer;
use handrail_engine::certainty::{Certainty, Unknown, decide};
use handrail_engine::condition::{Condition, FactId, Subject, Test};
use handrail_engine::explain::reasons;
use handrail_engine::matching::{Binding, Lanes, View, evaluate};
use handrail_engine::pack::{Pack, Verdicts};
use handrail_engine::profile::{Place, Profile, Stated, Statement, read_cases};
use handrail_engine::question::QuestionKind;
use handrail_engine::text::SourceText;
use handrail_engine::truth::Truth;
use handrail_engine::verdict::Outcome;
use handrail_engine::vocabulary::{Derivation, Domain, Owner, Value, Vocabulary};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// Completions beyond this are not enumerated; the case is passed over.
const MOST_COMPLETIONS: usize = 1_500;

fn config(cases: u32) -> Config {
    // How many times as much is tried; set by `./tests/run --slow`.
    let effort: u32 = std::env::var("HANDRAIL_TEST_EFFORT").ok().and_then(|effort| effort.parse().ok()).unwrap_or(1);
    Config {
        cases: cases.saturating_mul(effort),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_122),
        max_shrink_iters: 0,
        ..Config::default()
    }
}

/// A small generator of choices: the same seed gives the same pack and the same cases.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, number: usize) -> usize {
        (self.roll() % number as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }
}

// ---- Random packs ----

/// Facts that a condition may name, by what is written for a random test of them.
fn leaf(dice: &mut Dice, of: &[&str]) -> String {
    match dice.pick(of) {
        number @ ("kid.months" | "kid.halves" | "yard.count") => {
            let most = match number {
                "kid.months" => 8,
                "kid.halves" => 4,
                _ => 2,
            };
            let bound = dice.below(most) as i32;
            match dice.below(7) {
                0 => format!("{number} <= {bound}"),
                1 => format!("{number} >= {bound}"),
                2 => format!("{number} == {bound}"),
                3 => format!("{number} != {bound}"),
                4 => format!("{number} in [{bound}, {}, 0]", bound + 1),
                5 => format!("{} > {number}", bound + 1),
                _ => format!("{number} in {bound}..={}", bound + 1),
            }
        }
        "yard.colour" => match dice.below(3) {
            0 => "yard.colour == \"red\"".to_owned(),
            1 => "yard.colour != \"blue\"".to_owned(),
            _ => "yard.colour in [\"green\", \"blue\"]".to_owned(),
        },
        "yard.tools" => format!("\"{}\" in yard.tools", dice.pick(&["saw", "rake"])),
        yes_no => match dice.below(4) {
            0 => format!("{yes_no} == false"),
            1 => format!("!{yes_no}"),
            _ => yes_no.to_owned(),
        },
    }
}

fn condition(dice: &mut Dice, of: &[&str], depth: usize) -> String {
    if depth == 0 || dice.chance(25) {
        return leaf(dice, of);
    }
    let part = |dice: &mut Dice| condition(dice, of, depth - 1);
    match dice.below(10) {
        0..=2 => format!("({} & {})", part(dice), part(dice)),
        3..=5 => format!("({} | {})", part(dice), part(dice)),
        6 => format!("!({})", part(dice)),
        7 => {
            let number = 1 + dice.below(2);
            let counted = dice.pick(&["at_least", "exactly", "at_most"]);
            format!("{counted}({number}, [{}, {}, {}])", part(dice), part(dice), part(dice))
        }
        _ => {
            let role = dice.pick(&["kid", "adult"]);
            match dice.below(4) {
                0 => format!("any({role}, {})", part(dice)),
                1 => format!("every({role}, {})", part(dice)),
                2 => format!("exactly(1, {role}, {})", part(dice)),
                _ => format!("at_least({}, {role}, {})", 1 + dice.below(2), part(dice)),
            }
        }
    }
}

const ALL: [&str; 14] = [
    "yard.wet",
    "yard.colour",
    "yard.tools",
    "yard.count",
    "yard.derived",
    "owner.able",
    "adult.able",
    "adult.trained",
    "kid.months",
    "kid.halves",
    "kid.tall",
    "kid.odd",
    "kid.derived",
    "yard.wet",
];

fn manifest() -> &'static str {
    common::MANIFEST
}

fn fact(id: &str, rest: &str) -> String {
    format!("[fact.\"{id}\"]\nmeaning = \"m\"\nquestion = \"q\"\nlabel = \"l\"\n{rest}\n")
}

/// A random vocabulary: which facts follow from which, and the bounds, differ.
fn vocabulary(dice: &mut Dice, asked_itself: bool) -> String {
    let mut text = String::from(
        "[entity.yard]\nnumber = \"one\"\nlabel = \"y\"\n[entity.owner]\nnumber = \"one\"\nmay_be_absent = true\nlabel = \"o\"\n\
         [entity.lodger]\nnumber = \"one\"\nmay_be_absent = true\nlabel = \"l\"\n[entity.guests]\nnumber = \"many\"\nleft_out = \"none\"\nlabel = \"g\"\n\
         [entity.kids]\nnumber = \"many\"\nleft_out = \"unknown\"\nlabel = \"k\"\n\
         [role.adult]\nwords = [\"adult\"]\nmembers = [\"owner\", \"lodger\", \"guests\"]\nlabel = \"a\"\n\
         [role.kid]\nwords = [\"kid\"]\nmembers = [\"kids\"]\nlabel = \"k\"\n",
    );
    text += &fact("yard.wet", "type = \"bool\"");
    text += &fact("yard.colour", "type = \"choice\"\nvalues = [\"red\", \"green\", \"blue\"]");
    text += &fact("yard.tools", "type = \"set\"\nvalues = [\"saw\", \"rake\"]");
    text +=
        &fact("yard.count", "type = \"integer\"\nminimum = 0\nmaximum = 2\ncounts = [\"owner.able\", \"lodger.able\"]");
    let linked = dice.chance(60);
    text += &fact("adult.able", &format!("type = \"bool\"\n{}", if linked { "true_if = 'adult.trained'" } else { "" }));
    text += &fact(
        "adult.trained",
        &format!("type = \"bool\"\n{}", if linked { "false_if_stated_false = \"adult.able\"" } else { "" }),
    );
    text += &fact("kid.unborn", &format!("type = \"bool\"\n{}", if dice.chance(60) { "left_out = false" } else { "" }));
    let by = [2, 3, 4][dice.below(3)];
    text += &fact("kid.months", "type = \"integer\"\nminimum = 0\nmaximum = 7\ndoes_not_exist_if = \"kid.unborn\"");
    text += &fact(
        "kid.halves",
        &format!("type = \"integer\"\nminimum = 0\nmaximum = {}\nfloor_of = \"kid.months\"\ndivided_by = {by}", 7 / by),
    );
    text += &fact("kid.tall", "type = \"bool\"");
    text += &fact("kid.odd", "type = \"bool\"");
    let own = leaf(dice, &["kid.tall", "kid.odd", "kid.months", "yard.wet"]);
    let other = leaf(dice, &["kid.tall", "kid.odd", "yard.colour"]);
    let sign = dice.pick(&["&", "|"]);
    text += &fact("kid.derived", &format!("type = \"bool\"\nderived = '{own} {sign} {other}'"));
    let about = [
        "any(kid, kid.tall)",
        "yard.wet",
        "any(adult, adult.able)",
        "\"saw\" in yard.tools",
        "every(kid, kid.odd)",
        "yard.colour == \"red\"",
    ];
    let parts: Vec<&str> = (0..3).map(|_| dice.pick(&about)).collect();
    let ask = if asked_itself { "ask = \"itself\"\n" } else { "" };
    text +=
        &fact("yard.derived", &format!("type = \"bool\"\n{ask}derived = '''at_least(2, [{}])'''", parts.join(", ")));
    text
}

/// A random pack. Its findings are numbered, one file each.
fn files(dice: &mut Dice, findings: usize, asked_itself: bool) -> Vec<(String, String)> {
    let mut files = vec![
        ("pack.toml".to_owned(), manifest().to_owned()),
        ("vocabulary.toml".to_owned(), vocabulary(dice, asked_itself)),
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("interventions/all.toml".to_owned(), common::CATALOGUE.to_owned()),
    ];
    for number in 0..findings {
        let depth = 1 + dice.below(3);
        let when = condition(dice, &ALL, depth);
        let about = dice.pick(&["kid.tall", "kid.months", "yard.wet", "yard.derived", "adult.able", "kid.derived"]);
        let text = common::finding(&format!("f{number:02}"), &format!("{when}, qualifiers: [ask({about}, \"why\")]"));
        files.push((format!("findings/f{number:02}.rhai"), text));
    }
    files
}

fn load(files: &[(String, String)]) -> Option<Pack> {
    let loaded = Pack::load(files.iter().cloned());
    for problem in &loaded.problems {
        // A random comparison may be one that can never be true; anything else is a fault of this test.
        assert!(problem.code == "never-true" || problem.code == "free-role", "{}", line(problem));
    }
    loaded.pack
}

/// The pack of a seed; findings that can never be true are left out.
fn pack(dice: &mut Dice, findings: usize, asked_itself: bool) -> (Pack, Vec<(String, String)>) {
    loop {
        let files = files(dice, findings, asked_itself);
        let bad: BTreeSet<String> = Pack::load(files.iter().cloned())
            .problems
            .iter()
            .filter_map(|problem| Some(problem.location.as_ref()?.file.to_string()))
            .collect();
        let good: Vec<_> = files.into_iter().filter(|(path, _)| !bad.contains(path)).collect();
        if good.iter().any(|(path, _)| path == "vocabulary.toml")
            && let Some(pack) = load(&good)
            && !pack.findings().is_empty()
        {
            return (pack, good);
        }
    }
}

// ---- Random cases ----

fn value(dice: &mut Dice, domain: &Domain) -> serde_json::Value {
    match domain {
        Domain::Bool => dice.chance(50).into(),
        Domain::Choice(values) => values[dice.below(values.len())].id.clone().into(),
        Domain::Set(values) => values.iter().filter(|_| dice.chance(50)).map(|value| value.id.clone()).collect(),
        Domain::Integer { minimum, maximum, .. } => {
            (minimum + dice.below((maximum - minimum + 1) as usize) as i32).into()
        }
    }
}

/// A random case. Facts that follow from others are stated seldom, and ages in one unit only.
fn case(dice: &mut Dice, vocabulary: &Vocabulary, known: usize) -> serde_json::Value {
    let mut case = serde_json::Map::new();
    for (entity, description) in vocabulary.entities() {
        let person = |dice: &mut Dice| {
            let mut facts = serde_json::Map::new();
            let years = dice.chance(30);
            for (_, fact) in vocabulary.facts_of(entity) {
                let chance = match (&fact.derivation, fact.name.as_str()) {
                    (_, "halves") => {
                        if years {
                            known
                        } else {
                            0
                        }
                    }
                    (_, "months") => {
                        if years {
                            0
                        } else {
                            known
                        }
                    }
                    (Some(Derivation::TrueIf(_)) | None, _) => known,
                    _ => 8,
                };
                if dice.chance(chance) {
                    facts.insert(fact.name.clone(), value(dice, &fact.domain));
                } else if dice.chance(10) {
                    facts.insert(fact.name.clone(), "unknown".into());
                }
            }
            // Nothing that contradicts itself: who is trained is able.
            if facts.get("trained") == Some(&true.into()) && facts.get("able") == Some(&false.into()) {
                facts.remove("able");
            }
            serde_json::Value::Object(facts)
        };
        if description.many {
            if dice.chance(75) {
                let count = dice.below(3);
                let people: Vec<_> = (0..count).map(|_| person(dice)).collect();
                case.insert(description.name.clone(), people.into());
            }
        } else if description.may_be_absent && dice.chance(30) {
            case.insert(description.name.clone(), "absent".into());
        } else {
            case.insert(description.name.clone(), person(dice));
        }
    }
    case.into()
}

fn read(vocabulary: &Vocabulary, case: &serde_json::Value) -> Profile {
    let text = SourceText::new("case", case.to_string());
    read_cases(vocabulary, &text).remove(0).profile.unwrap_or_else(|problems| panic!("{problems:?}"))
}

// ---- The oracle: complete what is unknown, and evaluate with two truths ----

type Completion = BTreeMap<(Place, FactId), Value>;

struct Oracle<'a> {
    vocabulary: &'a Vocabulary,
    profile: &'a Profile,
    /// How many further people there are of a list that is not known.
    further: u16,
}

impl Oracle<'_> {
    fn stated(&self, place: Place, fact: FactId) -> Stated {
        // Nothing is stated of people who are not listed, but what is assumed of everyone is.
        self.profile.stated(place, fact).clone()
    }

    fn people(&self, role: handrail_engine::condition::RoleId) -> Vec<Place> {
        let members = self.vocabulary.role(role).members.iter();
        members
            .flat_map(|entity| {
                let further = if self.profile.is_unlisted(*entity) { self.further } else { 0 };
                let listed: Vec<Place> = self.profile.places(*entity).collect();
                let more = (1..=further).map(|index| Place { entity: *entity, index });
                listed.into_iter().chain(more).collect::<Vec<_>>()
            })
            .collect()
    }

    /// The value in a completion; nothing where there is none. Every free unknown is noted in `free`.
    fn value(
        &self,
        place: Place,
        fact: FactId,
        completion: &Completion,
        free: &mut BTreeSet<(Place, FactId)>,
    ) -> Option<Value> {
        if !self.profile.exists(place) {
            return None;
        }
        let description = self.vocabulary.fact(fact);
        if let Some(guard) = description.does_not_exist_if
            && self.value(place, guard, completion, free) == Some(Value::Bool(true))
        {
            return None;
        }
        if let Stated::Value(value) | Stated::Assumed(value) = self.stated(place, fact) {
            return Some(value);
        }
        if let Some(other) = description.false_if_stated_false
            && self.stated(place, other) == Stated::Value(Value::Bool(false))
        {
            return Some(Value::Bool(false));
        }
        let given = |free: &mut BTreeSet<_>| {
            free.insert((place, fact));
            completion.get(&(place, fact)).cloned().or_else(|| self.domain(place, fact).into_iter().next())
        };
        let binding = match description.owner {
            Owner::Role(role) => Binding::nobody().with(role, Some(place)),
            Owner::Entity(_) => Binding::nobody(),
        };
        match &description.derivation {
            None => given(free),
            Some(Derivation::Floor { of, by }) => match self.value(place, *of, completion, free)? {
                Value::Integer(number) => Some(Value::Integer(number.div_euclid(*by))),
                other => panic!("{other:?}"),
            },
            Some(Derivation::Equals(condition)) => Some(Value::Bool(self.holds(condition, &binding, completion, free))),
            Some(Derivation::TrueIf(condition)) => {
                let follows = self.holds(condition, &binding, completion, free);
                let otherwise = given(free);
                if follows { Some(Value::Bool(true)) } else { otherwise }
            }
            Some(Derivation::Counts(counted)) => {
                let places: Vec<_> =
                    counted.iter().map(|(entity, fact)| (Place { entity: *entity, index: 0 }, *fact)).collect();
                if places.iter().any(|(place, _)| !self.profile.exists(*place)) {
                    return given(free);
                }
                let values: Vec<_> =
                    places.iter().map(|(place, fact)| self.value(*place, *fact, completion, free)).collect();
                Some(Value::Integer(values.iter().filter(|value| **value == Some(Value::Bool(true))).count() as i32))
            }
        }
    }

    /// Every value that an unknown can have.
    fn domain(&self, place: Place, fact: FactId) -> Vec<Value> {
        let description = self.vocabulary.fact(fact);
        match &description.domain {
            Domain::Bool => vec![Value::Bool(false), Value::Bool(true)],
            Domain::Choice(values) => (0..values.len() as u16).map(Value::Choice).collect(),
            Domain::Set(values) => (0..1_u16 << values.len())
                .map(|mask| Value::Set((0..values.len() as u16).filter(|bit| mask >> bit & 1 == 1).collect()))
                .collect(),
            Domain::Integer { minimum, maximum, .. } => (*minimum..=*maximum)
                .filter(|number| match description.divided_as {
                    Some((divided, by)) => match self.stated(place, divided) {
                        Stated::Value(Value::Integer(stated)) => number.div_euclid(by) == stated,
                        _ => true,
                    },
                    None => true,
                })
                .map(Value::Integer)
                .collect(),
        }
    }

    fn holds(
        &self,
        condition: &Condition,
        binding: &Binding,
        completion: &Completion,
        free: &mut BTreeSet<(Place, FactId)>,
    ) -> bool {
        // Every part is looked at, so that every unknown is noted.
        match condition {
            Condition::All(parts) => {
                parts.iter().fold(true, |all, part| self.holds(part, binding, completion, free) && all)
            }
            Condition::Any(parts) => {
                parts.iter().fold(false, |any, part| self.holds(part, binding, completion, free) || any)
            }
            Condition::Number { minimum, maximum, of } => {
                let count = of.iter().filter(|part| self.holds(part, binding, completion, free)).count();
                count >= *minimum && maximum.is_none_or(|maximum| count <= maximum)
            }
            Condition::People { role, minimum, maximum, of } => {
                let count = self
                    .people(*role)
                    .into_iter()
                    .filter(|place| self.holds(of, &binding.with(*role, Some(*place)), completion, free))
                    .count();
                count >= *minimum && maximum.is_none_or(|maximum| count <= maximum)
            }
            Condition::Leaf(leaf) => {
                let place = match leaf.predicate.subject {
                    Subject::Entity(entity) => Place { entity, index: 0 },
                    Subject::Role(role) => match binding.somebody(role) {
                        Some(place) => place,
                        None => return false,
                    },
                };
                let value = self.value(place, leaf.predicate.fact, completion, free);
                let holds = match (&value, &leaf.predicate.test) {
                    (None, _) => false,
                    (Some(Value::Bool(value)), Test::OneOf(mask)) => mask >> u32::from(*value) & 1 == 1,
                    (Some(Value::Choice(value)), Test::OneOf(mask)) => mask >> value & 1 == 1,
                    (Some(Value::Integer(value)), Test::Within(intervals)) => {
                        intervals.iter().any(|(first, last)| first <= value && value <= last)
                    }
                    (Some(Value::Set(values)), Test::Holds(value)) => values.contains(value),
                    other => panic!("{other:?}"),
                };
                holds != leaf.negated
            }
        }
    }

    /// What the condition is in every completion: the unknowns, their domains, and the truths in counting
    /// order (the last unknown changes fastest). Nothing if there are too many.
    fn table(&self, condition: &Condition, binding: &Binding) -> Option<Table> {
        let mut unknown = BTreeSet::new();
        // Which unknowns are asked can depend on others (a guard); gather until there are no more.
        self.holds(condition, binding, &Completion::new(), &mut unknown);
        loop {
            let unknowns: Vec<_> = unknown.iter().copied().collect();
            let domains: Vec<Vec<Value>> = unknowns.iter().map(|(place, fact)| self.domain(*place, *fact)).collect();
            let total = domains.iter().try_fold(1_usize, |total, domain| {
                total.checked_mul(domain.len()).filter(|total| *total <= MOST_COMPLETIONS)
            })?;
            let mut truths = Vec::with_capacity(total);
            for number in 0..total {
                let mut rest = number;
                let mut completion = Completion::new();
                for (index, domain) in domains.iter().enumerate().rev() {
                    completion.insert(unknowns[index], domain[rest % domain.len()].clone());
                    rest /= domain.len();
                }
                truths.push(self.holds(condition, binding, &completion, &mut unknown));
            }
            if unknown.len() == unknowns.len() {
                return Some(Table { unknowns, sizes: domains.iter().map(Vec::len).collect(), truths });
            }
        }
    }
}

struct Table {
    unknowns: Vec<(Place, FactId)>,
    sizes: Vec<usize>,
    truths: Vec<bool>,
}

impl Table {
    fn truth(&self) -> Option<bool> {
        let first = *self.truths.first()?;
        self.truths.iter().all(|truth| *truth == first).then_some(first)
    }

    /// The unknowns that change the truth in some completion of the others.
    fn deciding(&self) -> Vec<Unknown> {
        let mut found = Vec::new();
        let mut stride = self.truths.len();
        for (unknown, size) in self.unknowns.iter().zip(&self.sizes) {
            stride /= size;
            let decides = (0..self.truths.len()).any(|number| {
                let digit = number / stride % size;
                digit > 0 && self.truths[number] != self.truths[number - digit * stride]
            });
            if decides {
                found.push(Unknown::Fact(unknown.0, unknown.1));
            }
        }
        found
    }
}

fn show(pack: &Pack, finding: usize) -> String {
    let (path, text) = pack.texts().iter().filter(|(path, _)| path.starts_with("findings/")).nth(finding).unwrap();
    let derived = pack.texts()["vocabulary.toml"]
        .text()
        .lines()
        .filter(|line| {
            line.contains("derived") || line.contains("_if") || line.contains("left_out =") || line.contains("divided")
        })
        .fold(String::new(), |mut all, line| {
            writeln!(all, "{line}").unwrap();
            all
        });
    format!("{path}: {}\n{derived}", text.text().lines().nth(1).unwrap_or(""))
}

/// Whether somebody of a list that is not known is asked about.
fn asks_unlisted(vocabulary: &Vocabulary, profile: &Profile) -> bool {
    vocabulary.entities().any(|(entity, _)| profile.is_unlisted(entity))
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn the_compiled_form_says_what_the_tree_says_of_every_leaf(seed in any::<u64>()) {
        fn leaves<'a>(condition: &'a Condition, found: &mut Vec<&'a Condition>) {
            match condition {
                Condition::All(parts) | Condition::Any(parts) if !parts.is_empty() => parts.iter().for_each(|part| leaves(part, found)),
                other => found.push(other),
            }
        }
        let mut dice = Dice(seed);
        let asked_itself = dice.chance(50);
        let (pack, _) = pack(&mut dice, 10, asked_itself);
        for _ in 0..6 {
            let json = case(&mut dice, pack.vocabulary(), 50);
            let profile = read(pack.vocabulary(), &json);
            let view = View::new(pack.vocabulary(), &profile);
            let verdicts = Verdicts::of(&pack, &profile);
            let lanes = Lanes::of(&view);
            for (index, criterion) in pack.criteria().iter().enumerate() {
                let mut all = Vec::new();
                leaves(&criterion.condition, &mut all);
                prop_assert_eq!(all.len(), pack.program().leaf_count(index));
                for lane in 0..lanes.count() {
                    let binding = lanes.binding(lane);
                    let tree = evaluate(&view, &criterion.condition, &binding);
                    prop_assert_eq!(pack.program().verdict(&verdicts.evaluated, index, lane), tree, "{}\n{}", show(&pack, index), json);
                    for (number, leaf) in all.iter().enumerate() {
                        prop_assert_eq!(verdicts.leaf(&pack, index, number, lane), evaluate(&view, leaf, &binding), "{}\n{}", show(&pack, index), json);
                    }
                }
                prop_assert_eq!(&verdicts.of_findings[index], &criterion.verdict(&view));
            }
        }
    }

    #[test]
    fn certainty_is_what_every_completion_says(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (pack, _) = pack(&mut dice, 10, false);
        for round in 0..8 {
            let json = case(&mut dice, pack.vocabulary(), [30, 60, 85][round % 3]);
            let profile = read(pack.vocabulary(), &json);
            let view = View::new(pack.vocabulary(), &profile);
            let lanes = Lanes::of(&view);
            let unlisted = asks_unlisted(pack.vocabulary(), &profile);
            for (index, criterion) in pack.criteria().iter().enumerate() {
                let verdict = criterion.verdict(&view);
                for lane in lanes.over(&criterion.roles) {
                    let binding = lanes.binding(lane);
                    // One who is not listed, and up to two more.
                    let numbers = if unlisted { 0..=2 } else { 0..=0 };
                    let tables: Option<Vec<Table>> = numbers
                        .map(|further| Oracle { vocabulary: pack.vocabulary(), profile: &profile, further }.table(&criterion.condition, &binding))
                        .collect();
                    let Some(tables) = tables else { continue };
                    let truths: BTreeSet<Option<bool>> = tables.iter().map(Table::truth).collect();
                    let expected = if truths.len() == 1 { *truths.first().unwrap() } else { None };
                    let certainty = decide(&view, &criterion.condition, &binding).unwrap();
                    let found = match &certainty {
                        Certainty::Holds => Some(true),
                        Certainty::Fails => Some(false),
                        Certainty::Open(_) => None,
                    };
                    // More than three people may be needed to see that it is open.
                    if !(unlisted && found.is_none()) {
                        prop_assert_eq!(found, expected, "{}\n{}\n{:?}", show(&pack, index), json, binding);
                    }
                    let by_verdict = if verdict.matched.contains(&binding) { Some(true) } else if verdict.open.contains(&binding) { None } else { Some(false) };
                    prop_assert_eq!(by_verdict, found, "verdict and decision: {}\n{}\n{:?} {:?}", show(&pack, index), json, binding, criterion.kleene_exact);
                    if let (Certainty::Open(missing), false) = (certainty, unlisted) {
                        prop_assert_eq!(missing, tables[0].deciding(), "missing: {}\n{}\n{:?}", show(&pack, index), json, binding);
                    }
                }
            }
        }
    }

    #[test]
    fn no_order_changes_an_answer(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let asked_itself = dice.chance(50);
        let (pack, mut files) = pack(&mut dice, 6, asked_itself);
        dice.shuffle(&mut files);
        let other = load(&files).unwrap();
        prop_assert_eq!(pack.hash(), other.hash());
        for _ in 0..4 {
            let json = case(&mut dice, pack.vocabulary(), 50);
            let profile = read(pack.vocabulary(), &json);
            let answer = Answer::of(&pack, &profile).to_json("case", true);
            prop_assert_eq!(&answer, &Answer::of(&other, &profile).to_json("case", true));
            // Facts and entities in another order: the same bytes.
            let shuffled = shuffle_names(&mut dice, &json);
            let again = read(pack.vocabulary(), &shuffled);
            prop_assert_eq!(answer.to_string(), Answer::of(&pack, &again).to_json("case", true).to_string());
            // Members in another order: the same outcomes, for as many bindings.
            let mut turned = json.clone();
            for list in ["kids", "guests"] {
                if let Some(members) = turned.get_mut(list).and_then(serde_json::Value::as_array_mut) {
                    members.reverse();
                }
            }
            let turned = read(pack.vocabulary(), &turned);
            let (one, two) = (Verdicts::of(&pack, &profile), Verdicts::of(&pack, &turned));
            for (index, (one, two)) in one.of_findings.iter().zip(&two.of_findings).enumerate() {
                prop_assert_eq!(one.outcome(), two.outcome(), "{}\n{}", show(&pack, index), json);
                let turn = |bindings: &[Binding]| -> BTreeSet<Binding> { bindings.iter().map(|binding| turn(&pack, &profile, index, binding)).collect() };
                prop_assert_eq!(turn(&one.matched), bound(&pack, index, &two.matched), "{}\n{}", show(&pack, index), json);
                prop_assert_eq!(turn(&one.open), bound(&pack, index, &two.open), "{}\n{}", show(&pack, index), json);
            }
        }
    }

    #[test]
    fn more_knowledge_never_turns_an_answer_round(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let (pack, _) = pack(&mut dice, 8, false);
        for _ in 0..4 {
            // Everything is known, and nothing stated that only follows; then statements are taken back, one by one.
            let mut json = case(&mut dice, pack.vocabulary(), 100);
            for list in ["kids", "guests"] {
                if json.get(list).is_none() {
                    json[list] = serde_json::json!([]);
                }
            }
            let mut profile = read(pack.vocabulary(), &json);
            let follows = |statement: &Statement| matches!(statement, Statement::Fact(_, fact)
                if matches!(pack.vocabulary().fact(*fact).derivation, Some(Derivation::Equals(_) | Derivation::Counts(_))));
            for statement in profile.statements(pack.vocabulary()).into_iter().filter(follows) {
                profile.retract(pack.vocabulary(), statement);
            }
            let mut statements = profile.statements(pack.vocabulary());
            statements.retain(|statement| matches!(statement, Statement::Fact(_, fact) if pack.vocabulary().fact(*fact).left_out.is_none()));
            dice.shuffle(&mut statements);
            let outcomes = |profile: &Profile| Verdicts::of(&pack, profile).of_findings.iter().map(handrail_engine::verdict::Verdict::outcome).collect::<Vec<_>>();
            let mut later = outcomes(&profile);
            for statement in statements {
                profile.retract(pack.vocabulary(), statement);
                let earlier = outcomes(&profile);
                for (index, (earlier, later)) in earlier.iter().zip(&later).enumerate() {
                    prop_assert!(*earlier == Outcome::Possible || earlier == later, "{:?} became {:?}: {}\n{}\n{:?}", earlier, later, show(&pack, index), json, statement);
                }
                later = earlier;
            }
        }
    }

    #[test]
    fn reasons_are_enough_and_none_is_too_many(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let asked_itself = dice.chance(50);
        let (pack, _) = pack(&mut dice, 8, asked_itself);
        for _ in 0..5 {
            let json = case(&mut dice, pack.vocabulary(), 80);
            let profile = read(pack.vocabulary(), &json);
            let view = View::new(pack.vocabulary(), &profile);
            for (index, criterion) in pack.criteria().iter().enumerate() {
                let verdict = criterion.verdict(&view);
                let outcome = verdict.outcome();
                if !matches!(outcome, Outcome::Matched | Outcome::Excluded) {
                    continue;
                }
                let kept: Vec<Statement> = reasons(&view, criterion, &verdict).iter().map(|reason| reason.statement).collect();
                let mut reduced = profile.clone();
                for statement in profile.statements(pack.vocabulary()) {
                    if !kept.contains(&statement) {
                        reduced.retract(pack.vocabulary(), statement);
                    }
                }
                let outcome_of = |profile: &Profile| criterion.verdict(&View::new(pack.vocabulary(), profile)).outcome();
                let names: Vec<String> = kept.iter().map(|statement| match statement {
                    Statement::Fact(place, fact) => format!("{}.{}", place.name(pack.vocabulary()), pack.vocabulary().fact(*fact).name),
                    Statement::Nobody(entity) => pack.vocabulary().entity(*entity).name.clone(),
                }).collect();
                prop_assert_eq!(outcome_of(&reduced), outcome, "not enough: {:?} {}\n{}", names, show(&pack, index), json);
                for statement in kept {
                    let mut without = reduced.clone();
                    without.retract(pack.vocabulary(), statement);
                    prop_assert_ne!(outcome_of(&without), outcome, "too many: {:?} {:?} {}\n{}", names, statement, show(&pack, index), json);
                }
            }
        }
    }

    #[test]
    fn no_question_is_idle(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let asked_itself = dice.chance(50);
        let (pack, _) = pack(&mut dice, 6, asked_itself);
        for _ in 0..4 {
            let json = case(&mut dice, pack.vocabulary(), 60);
            let profile = read(pack.vocabulary(), &json);
            let view = View::new(pack.vocabulary(), &profile);
            let answer = Answer::of(&pack, &profile);
            for question in &answer.questions {
                prop_assert!(!question.settles.is_empty());
                for finding in &question.settles {
                    let outcome = answer.verdicts[*finding].outcome();
                    match question.kind {
                        QuestionKind::Deciding => {
                            prop_assert_eq!(outcome, Outcome::Possible);
                            prop_assert!(answer.missing[*finding].contains(&question.about), "{}\n{}", show(&pack, *finding), json);
                        }
                        QuestionKind::Qualifying => prop_assert!(matches!(outcome, Outcome::Matched | Outcome::Possible)),
                    }
                }
                if let (Unknown::Fact(place, fact), QuestionKind::Qualifying) = (question.about, question.kind) {
                    let tests: Vec<Test> = match &pack.vocabulary().fact(fact).domain {
                        Domain::Bool => vec![Test::OneOf(0b10)],
                        Domain::Integer { minimum, maximum, .. } => (*minimum..=*maximum).map(|number| Test::Within(vec![(number, number)])).collect(),
                        other => panic!("{other:?}"),
                    };
                    let open = tests.iter().any(|test| view.test(place, fact, test) == Truth::Unknown);
                    prop_assert!(open, "known already: {:?} {}\n{}", place, pack.vocabulary().fact(fact).id, json);
                }
            }
        }
    }
}

fn shuffle_names(dice: &mut Dice, json: &serde_json::Value) -> serde_json::Value {
    match json {
        serde_json::Value::Object(entries) => {
            let mut entries: Vec<_> =
                entries.iter().map(|(key, value)| (key.clone(), shuffle_names(dice, value))).collect();
            dice.shuffle(&mut entries);
            serde_json::Value::Object(entries.into_iter().collect())
        }
        serde_json::Value::Array(items) => items.iter().map(|item| shuffle_names(dice, item)).collect(),
        other => other.clone(),
    }
}

/// The binding of the same people when every list is turned round.
fn turn(pack: &Pack, profile: &Profile, finding: usize, binding: &Binding) -> Binding {
    let mut turned = Binding::nobody();
    for role in &pack.criteria()[finding].roles {
        let place = binding.somebody(*role).map(|place| {
            let count = profile.places(place.entity).count() as u16;
            if pack.vocabulary().entity(place.entity).many {
                Place { index: count - 1 - place.index, ..place }
            } else {
                place
            }
        });
        turned = turned.with(*role, place);
    }
    turned
}

/// Bindings without the roles that a finding does not speak of.
fn bound(pack: &Pack, finding: usize, bindings: &[Binding]) -> BTreeSet<Binding> {
    let roles = &pack.criteria()[finding].roles;
    let only = |binding: &Binding| {
        roles.iter().fold(Binding::nobody(), |only, role| only.with(*role, binding.somebody(*role)))
    };
    bindings.iter().map(only).collect()
}
