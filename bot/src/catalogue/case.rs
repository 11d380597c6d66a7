//! The cases beside a finding, in words: who is described, what must come out, and why.

use std::collections::BTreeMap;

use handrail_engine::scenario::FindingCase;
use handrail_engine::verdict::Outcome;

use super::Catalogue;
use crate::document::Basis;
use crate::present::{noted, words};

/// A case as a row of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    /// Who, and what is stated of them.
    pub(super) people: Vec<(String, Vec<String>)>,
    pub(super) outcome: &'static str,
    /// What the reasons are about, and which.
    pub(super) why: Vec<(&'static str, Vec<String>)>,
}

impl Catalogue<'_> {
    /// The cases of a finding, by its number in the pack.
    pub(super) fn cases_of(&self, finding: usize) -> Vec<Row> {
        self.cases.iter().filter(|case| case.finding == finding).map(|case| self.row(case)).collect()
    }

    fn row(&self, case: &FindingCase) -> Row {
        let (people, _) = noted(self.pack, &case.profile, &[]);
        let people = people
            .into_iter()
            .map(|person| {
                let facts = person.facts.into_iter().filter_map(|fact| match fact.basis {
                    Basis::Stated | Basis::Read | Basis::ToConfirm => Some(format!("{}: {}", fact.label, fact.value)),
                    Basis::NotKnown => Some(format!("{}: not known", fact.label)),
                    Basis::Assumed => None,
                });
                (person.who, facts.collect())
            })
            .collect();
        let called = self.called(case);
        let in_words = |written: &Option<Vec<String>>| -> Vec<String> {
            let each = written.iter().flatten();
            each.map(|name| called.get(name).cloned().unwrap_or_else(|| name.clone())).collect()
        };
        let why = [
            ("Because of", in_words(&case.because)),
            ("Not known", in_words(&case.missing)),
            ("For", in_words(&case.applies_to)),
        ];
        Row {
            name: case.name.clone(),
            people,
            outcome: match case.expect {
                Outcome::Matched => "applies",
                Outcome::Possible => "may apply",
                Outcome::Excluded => "does not apply",
                Outcome::Failed => "cannot be decided",
            },
            why: why.into_iter().filter(|(_, reasons)| !reasons.is_empty()).collect(),
        }
    }

    /// Everyone and everything of a case, by the name under which it is written.
    fn called(&self, case: &FindingCase) -> BTreeMap<String, String> {
        let vocabulary = self.pack.vocabulary();
        let mut called = BTreeMap::new();
        for (entity, description) in vocabulary.entities() {
            called.insert(description.name.clone(), words::entity(vocabulary, entity));
            for place in case.profile.places(entity) {
                called.insert(place.name(vocabulary), place.label(vocabulary));
                for (_, fact) in vocabulary.facts_of(entity) {
                    let name = format!("{}.{}", place.name(vocabulary), fact.name);
                    called.insert(name, words::fact(vocabulary, place, fact));
                }
            }
        }
        called
    }
}
