//! What was noted, person by person, each line with where it comes from and a number to remove it by.

use handrail_engine::condition::FactId;
use handrail_engine::pack::Pack;
use handrail_engine::profile::{Place, Profile, Stated, Statement};

use super::words;
use crate::document::{Basis, Noted, NotedFact};

/// Something that was noted and can be taken back by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removable {
    /// A fact, or that there is no such person.
    Stated(Statement),
    /// That somebody does not know a fact.
    NotKnown(Place, FactId),
}

/// What was noted, and what each number means, in order from 1. `not_known`: what somebody said is not known.
pub(crate) fn noted(pack: &Pack, profile: &Profile, not_known: &[(Place, FactId)]) -> (Vec<Noted>, Vec<Removable>) {
    let vocabulary = pack.vocabulary();
    let mut people = Vec::new();
    let mut removable = Vec::new();
    let statements = profile.statements(vocabulary);
    for (entity, description) in vocabulary.entities() {
        if statements.contains(&Statement::Nobody(entity)) {
            removable.push(Removable::Stated(Statement::Nobody(entity)));
            let fact = NotedFact {
                number: Some(removable.len()),
                label: if description.many { "how many" } else { "in this case" }.to_owned(),
                value: if description.many { "none" } else { "absent" }.to_owned(),
                basis: Basis::Stated,
                quote: None,
            };
            people.push(Noted { who: words::entity(vocabulary, entity), facts: vec![fact] });
        }
        for place in profile.places(entity) {
            let mut facts = Vec::new();
            for (id, fact) in vocabulary.facts_of(entity) {
                let declined = not_known.contains(&(place, id));
                let (value, basis) = match profile.stated(place, id) {
                    Stated::Value(value) => {
                        removable.push(Removable::Stated(Statement::Fact(place, id)));
                        (fact.show_value(value), Basis::Stated)
                    }
                    Stated::Assumed(value) if !declined => (fact.show_value(value), Basis::Assumed),
                    Stated::Unknown | Stated::Assumed(_) => {
                        removable.push(Removable::NotKnown(place, id));
                        (String::new(), Basis::NotKnown)
                    }
                    Stated::Nothing if declined => {
                        removable.push(Removable::NotKnown(place, id));
                        (String::new(), Basis::NotKnown)
                    }
                    Stated::Nothing => continue,
                };
                let number = (basis != Basis::Assumed).then_some(removable.len());
                facts.push(NotedFact { number, label: fact.label.clone(), value, basis, quote: None });
            }
            let listed = description.many && !profile.is_unlisted(entity);
            // Of somebody who was only assumed, nothing was noted.
            if listed || facts.iter().any(|fact| fact.basis != Basis::Assumed) {
                people.push(Noted { who: place.label(vocabulary), facts });
            }
        }
    }
    (people, removable)
}
