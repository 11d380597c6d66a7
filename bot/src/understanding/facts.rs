//! From assertions to a case: which facts follow, as the pack says.
//!
//! A "no" that must be confirmed stays unknown, and of two values neither is taken.

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::condition::FactId;
use handrail_engine::phrases::{Kind, Phrases, Sex, Status};
use handrail_engine::profile::{Change, Place, Profile};
use handrail_engine::vocabulary::{Value, Vocabulary};

use super::ages::Young;
use super::{Assertion, Unsure};

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
    let mut wanted: BTreeMap<(Place, FactId), Vec<(Value, (usize, usize))>> = BTreeMap::new();
    for assertion in assertions {
        let Some(concept) = phrases.concepts.iter().find(|concept| concept.id == assertion.concept) else { continue };
        if assertion.status == Status::Absent && concept.confirm_no {
            continue;
        }
        let said = text.get(assertion.masked.0..assertion.masked.1).unwrap_or("").to_lowercase();
        for gives in &concept.gives {
            let of_person = gives.who.is_empty()
                || gives
                    .who
                    .iter()
                    .any(|who| phrases.people.get(*who).is_some_and(|person| person.id == assertion.who));
            let also = gives.also.iter().all(|(concept, status)| {
                assertions
                    .iter()
                    .any(|other| other.concept == *concept && other.who == assertion.who && other.status == *status)
            });
            let worded = gives.words.is_empty() || gives.words.iter().any(|word| said.contains(word.as_str()));
            if !(of_person && also && worded && gives.status.contains(&assertion.status)) {
                continue;
            }
            for fact in &gives.facts {
                let places = places(phrases, assertion, young.len());
                if fact.contains("{who}") && places.is_empty() {
                    unsure.push(Unsure {
                        about: assertion.masked,
                        why: "it is not clear which of them it is about".to_owned(),
                    });
                }
                let written: BTreeSet<String> = if fact.contains("{who}") {
                    places.iter().map(|place| fact.replace("{who}", place)).collect()
                } else {
                    BTreeSet::from([fact.clone()])
                };
                for change in written {
                    if let Ok(Change::Fact(place, fact, Some(value))) = Change::parse(vocabulary, &profile, &change) {
                        wanted.entry((place, fact)).or_default().push((value, assertion.masked));
                    } else if let Ok(change @ Change::Somebody(_)) = Change::parse(vocabulary, &profile, &change) {
                        change.apply(vocabulary, &mut profile);
                    }
                }
            }
        }
    }
    for ((place, fact), values) in wanted {
        let Some((first, about)) = values.first() else { continue };
        if values.iter().any(|(value, _)| value != first) {
            let label = &vocabulary.fact(fact).label;
            unsure.push(Unsure { about: *about, why: format!("the text says two things of: {label}") });
        } else {
            Change::Fact(place, fact, Some(first.clone())).apply(vocabulary, &mut profile);
        }
    }
    profile
}

/// The names in a case of the people of an assertion; empty where it is one of several and not known which.
fn places(phrases: &Phrases, assertion: &Assertion, count: usize) -> Vec<String> {
    let Some(person) = phrases.people.iter().find(|person| person.id == assertion.who) else { return Vec::new() };
    if person.kind != Kind::Young {
        return person.places.clone();
    }
    let list = &phrases.young.list;
    match (assertion.index, count) {
        (Some(index), _) => vec![format!("{list}[{index}]")],
        (None, _) if assertion.all => (0..count).map(|index| format!("{list}[{index}]")).collect(),
        (None, 1) => vec![format!("{list}[0]")],
        (None, _) => Vec::new(),
    }
}

fn list(vocabulary: &Vocabulary, phrases: &Phrases, young: &[Young], profile: &mut Profile) {
    let names = &phrases.young;
    for (index, one) in young.iter().enumerate() {
        let mut say = |change: String| {
            if let Ok(change) = Change::parse(vocabulary, profile, &change) {
                change.apply(vocabulary, profile);
            }
        };
        say(format!("{}=+", names.list));
        let place = format!("{}[{index}]", names.list);
        if let Some(months) = one.months {
            say(format!("{place}.{}={months}", names.months));
        } else if let Some(weeks) = one.weeks {
            // Completed months of 52 weeks a year.
            say(format!("{place}.{}={}", names.months, weeks * 12 / 52));
        } else if let Some(years) = one.years {
            say(format!("{place}.{}={years}", names.years));
        }
        let sex = match one.sex {
            Some(Sex::She) => names.sexes.first(),
            Some(Sex::He) => names.sexes.get(1),
            None => None,
        };
        if let Some(sex) = sex {
            say(format!("{place}.{}={sex}", names.sex));
        }
        if one.not_born {
            say(format!("{place}.{}=yes", names.not_born));
        }
    }
}
