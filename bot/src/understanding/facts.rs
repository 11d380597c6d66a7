//! From assertions to a case: which facts follow, as the pack says.
//!
//! A "no" that must be confirmed stays unknown, and of two values neither is taken.

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::condition::FactId;
use handrail_engine::phrases::{Concept, Gives, Kind, Phrases, Sex, Status};
use handrail_engine::profile::{Change, Place, Profile};
use handrail_engine::vocabulary::{Value, Vocabulary};

use super::ages::Young;
use super::{Assertion, Unsure};

/// A fact that follows from something that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    /// Of whom.
    pub(crate) place: Place,
    /// Which fact.
    pub(crate) fact: FactId,
    /// Its value.
    pub(crate) value: Value,
    /// The number of the assertion.
    pub(crate) assertion: usize,
}

/// What follows from what was read, for the people of a case.
#[derive(Debug, Default)]
pub(crate) struct Follows {
    /// Facts with their values; several values of one fact contradict each other.
    pub(crate) given: Vec<Given>,
    /// Facts of which the text says that they are not so, or may be so: they stay unknown. `value` is what was read.
    pub(crate) open: Vec<Given>,
    /// Somebody more.
    pub(crate) somebody: Vec<Change>,
    /// The numbers of assertions that may be about one of several.
    pub(crate) unclear: BTreeSet<usize>,
}

/// What follows from assertions in a case that lists `listed` of the young. The numbers of the young in the assertions
/// are those of the case.
pub(crate) fn follows(
    vocabulary: &Vocabulary,
    phrases: &Phrases,
    text: &str,
    profile: &Profile,
    listed: usize,
    assertions: &[Assertion],
) -> Follows {
    let mut follows = Follows::default();
    let mut profile = profile.clone();
    for (number, assertion) in assertions.iter().enumerate() {
        let Some(concept) = phrases.concepts.iter().find(|concept| concept.id == assertion.concept) else { continue };
        let said = text.get(assertion.masked.0..assertion.masked.1).unwrap_or("").to_lowercase();
        let fits = |gives: &Gives| of_person(phrases, gives, assertion) && together(gives, assertion, assertions);
        let places = places(phrases, assertion, listed);
        if !(assertion.status == Status::Absent && concept.confirm_no) {
            let worded =
                |gives: &&Gives| gives.words.is_empty() || gives.words.iter().any(|word| said.contains(word.as_str()));
            for gives in concept.gives.iter().filter(|gives| fits(gives) && gives.status.contains(&assertion.status)) {
                if !worded(&gives) {
                    continue;
                }
                for change in written(gives, &places, number, &mut follows.unclear) {
                    match Change::parse(vocabulary, &profile, &change) {
                        Ok(Change::Fact(place, fact, Some(value))) => {
                            follows.given.push(Given { place, fact, value, assertion: number });
                        }
                        // One whom the case already lists is the one who is meant.
                        Ok(change @ Change::Somebody(entity))
                            if profile.is_unlisted(entity) || profile.places(entity).next().is_none() =>
                        {
                            change.apply(vocabulary, &mut profile);
                            follows.somebody.push(change);
                        }
                        _ => {}
                    }
                }
            }
        }
        let given = follows.given.iter().any(|given| given.assertion == number);
        if !given && matches!(assertion.status, Status::Absent | Status::Uncertain) {
            for (place, fact, value) in would_follow(vocabulary, &profile, concept, &places, &fits) {
                let value = match (assertion.status, value) {
                    (Status::Absent, Value::Bool(value)) => Value::Bool(!value),
                    (Status::Absent, _) => continue,
                    (_, value) => value,
                };
                follows.open.push(Given { place, fact, value, assertion: number });
            }
        }
    }
    follows
}

/// What would follow if it were so.
fn would_follow(
    vocabulary: &Vocabulary,
    profile: &Profile,
    concept: &Concept,
    places: &[String],
    fits: &impl Fn(&Gives) -> bool,
) -> Vec<(Place, FactId, Value)> {
    let so = concept.gives.iter().filter(|gives| fits(gives) && gives.status.contains(&Status::Present));
    let changes = so.flat_map(|gives| written(gives, places, 0, &mut BTreeSet::new()));
    changes
        .filter_map(|change| match Change::parse(vocabulary, profile, &change) {
            Ok(Change::Fact(place, fact, Some(value))) => Some((place, fact, value)),
            _ => None,
        })
        .collect()
}

/// The changes of an entry for these people, in a fixed order.
fn written(gives: &Gives, places: &[String], number: usize, unclear: &mut BTreeSet<usize>) -> Vec<String> {
    let mut found = Vec::new();
    for fact in &gives.facts {
        if fact.contains("{who}") {
            if places.is_empty() {
                unclear.insert(number);
            }
            found.extend(places.iter().map(|place| fact.replace("{who}", place)));
        } else if !found.contains(fact) {
            found.push(fact.clone());
        }
    }
    found
}

fn of_person(phrases: &Phrases, gives: &Gives, assertion: &Assertion) -> bool {
    let known = |who: &usize| phrases.people.get(*who).is_some_and(|person| person.id == assertion.who);
    gives.who.is_empty() || gives.who.iter().any(known)
}

/// Whether what must be told too is told.
fn together(gives: &Gives, assertion: &Assertion, assertions: &[Assertion]) -> bool {
    gives.also.iter().all(|(concept, status)| {
        assertions
            .iter()
            .any(|other| other.concept == *concept && other.who == assertion.who && other.status == *status)
    })
}

/// The case that follows from what was read, and which statements contradict each other.
pub(super) fn profile(
    vocabulary: &Vocabulary,
    phrases: &Phrases,
    text: &str,
    young: &[Young],
    assertions: &[Assertion],
    unsure: &mut Vec<Unsure>,
) -> Profile {
    let mut profile = Profile::blank(vocabulary);
    list(vocabulary, phrases, young, &mut profile);
    let follows = follows(vocabulary, phrases, text, &profile, young.len(), assertions);
    for assertion in follows.unclear.iter().filter_map(|number| assertions.get(*number)) {
        unsure.push(Unsure { about: assertion.masked, why: "it is not clear which of them it is about".to_owned() });
    }
    for change in &follows.somebody {
        change.apply(vocabulary, &mut profile);
    }
    let mut wanted: BTreeMap<(Place, FactId), Vec<&Given>> = BTreeMap::new();
    for given in &follows.given {
        wanted.entry((given.place, given.fact)).or_default().push(given);
    }
    for ((place, fact), values) in wanted {
        let Some(first) = values.first() else { continue };
        if values.iter().any(|given| given.value != first.value) {
            let label = &vocabulary.fact(fact).label;
            let about = assertions.get(first.assertion).map_or((0, 0), |assertion| assertion.masked);
            unsure.push(Unsure { about, why: format!("the text says two things of: {label}") });
        } else {
            Change::Fact(place, fact, Some(first.value.clone())).apply(vocabulary, &mut profile);
        }
    }
    profile
}

/// The names in a case of the people of an assertion; empty where it is one of several and not known which.
fn places(phrases: &Phrases, assertion: &Assertion, listed: usize) -> Vec<String> {
    let Some(person) = phrases.people.iter().find(|person| person.id == assertion.who) else { return Vec::new() };
    if person.kind != Kind::Young {
        return person.places.clone();
    }
    let list = &phrases.young.list;
    match (assertion.index, listed) {
        (Some(index), _) => vec![format!("{list}[{index}]")],
        (None, _) if assertion.all => (0..listed).map(|index| format!("{list}[{index}]")).collect(),
        (None, 1) => vec![format!("{list}[0]")],
        (None, _) => Vec::new(),
    }
}

/// The facts of one of the young, as they are typed.
pub(crate) fn of_young(phrases: &Phrases, one: &Young, place: &str) -> Vec<String> {
    let names = &phrases.young;
    let mut facts = Vec::new();
    if let Some(months) = one.months {
        facts.push(format!("{place}.{}={months}", names.months));
    } else if let Some(weeks) = one.weeks {
        // Completed months of 52 weeks a year.
        facts.push(format!("{place}.{}={}", names.months, weeks * 12 / 52));
    } else if let Some(years) = one.years {
        facts.push(format!("{place}.{}={years}", names.years));
    }
    let sex = match one.sex {
        Some(Sex::She) => names.sexes.first(),
        Some(Sex::He) => names.sexes.get(1),
        None => None,
    };
    facts.extend(sex.map(|sex| format!("{place}.{}={sex}", names.sex)));
    if one.not_born {
        facts.push(format!("{place}.{}=yes", names.not_born));
    }
    facts
}

fn list(vocabulary: &Vocabulary, phrases: &Phrases, young: &[Young], profile: &mut Profile) {
    let list = &phrases.young.list;
    for (index, one) in young.iter().enumerate() {
        let mut say = |change: &str| {
            if let Ok(change) = Change::parse(vocabulary, profile, change) {
                change.apply(vocabulary, profile);
            }
        };
        say(&format!("{list}=+"));
        for change in of_young(phrases, one, &format!("{list}[{index}]")) {
            say(&change);
        }
    }
}
