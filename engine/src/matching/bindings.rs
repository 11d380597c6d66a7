//! Bindings: one person in each role, taken together.

use super::view::View;
use crate::condition::RoleId;
use crate::profile::Place;
use crate::vocabulary::{MAXIMUM_ROLES, Vocabulary};

/// Who takes which role, for one reading of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Binding([Option<Place>; MAXIMUM_ROLES]);

impl Binding {
    /// Nobody in any role.
    pub fn nobody() -> Self {
        Self([None; MAXIMUM_ROLES])
    }

    /// Who takes a role, if anybody does.
    pub fn somebody(&self, role: RoleId) -> Option<Place> {
        self.0.get(usize::from(role.0)).copied().flatten()
    }

    /// The same, with somebody (or nobody) in a role.
    #[must_use]
    pub fn with(mut self, role: RoleId, place: Option<Place>) -> Self {
        if let Some(slot) = self.0.get_mut(usize::from(role.0)) {
            *slot = place;
        }
        self
    }
}

/// Every binding of a case: each who can take a role, with each who can take another.
///
/// A role that nobody can take is bound to nobody, so that what does not speak of it can still hold.
#[derive(Debug, Clone)]
pub struct Lanes {
    candidates: Vec<Vec<Option<Place>>>,
    count: usize,
}

impl Lanes {
    /// The bindings of a case.
    pub fn of(view: &View<'_>) -> Self {
        let candidates: Vec<Vec<Option<Place>>> = view
            .vocabulary
            .roles()
            .map(|(_, role)| {
                let people = role.members.iter().flat_map(|entity| view.profile.places(*entity));
                let people: Vec<_> = people.map(Some).collect();
                if people.is_empty() { vec![None] } else { people }
            })
            .collect();
        let count = candidates.iter().map(Vec::len).product();
        Self { candidates, count }
    }

    /// How many bindings there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Who can take a role.
    pub(super) fn candidates(&self, role: usize) -> &[Option<Place>] {
        self.candidates.get(role).map_or(&[], Vec::as_slice)
    }

    /// How many roles there are.
    pub(super) fn roles(&self) -> usize {
        self.candidates.len()
    }

    /// A binding by its number: the last role changes fastest.
    pub fn binding(&self, lane: usize) -> Binding {
        let mut binding = Binding::nobody();
        let mut rest = lane;
        for (role, candidates) in self.candidates.iter().enumerate().rev() {
            let place = candidates.get(rest % candidates.len()).copied().flatten();
            rest /= candidates.len();
            binding = binding.with(RoleId(u8::try_from(role).unwrap_or(u8::MAX)), place);
        }
        binding
    }

    /// The bindings that differ in these roles; the others are taken by the first who can.
    pub fn over(&self, roles: &[RoleId]) -> Vec<usize> {
        let mut lanes = vec![0];
        let mut stride = self.count;
        for (role, candidates) in (0..).map(RoleId).zip(&self.candidates) {
            stride /= candidates.len().max(1);
            if roles.contains(&role) {
                lanes = lanes
                    .into_iter()
                    .flat_map(|lane| (0..candidates.len()).map(move |index| lane + index * stride))
                    .collect();
            }
        }
        lanes
    }
}

/// The place of a binding as it is written in answers, by role: the index in a list, or the entity's name
/// where a role can be taken by several entities. Nothing where nobody in particular is meant.
pub fn written_place(vocabulary: &Vocabulary, role: RoleId, place: Option<Place>, unlisted: bool) -> serde_json::Value {
    match place {
        Some(place) if !unlisted => {
            if vocabulary.role(role).members.len() == 1 && vocabulary.entity(place.entity).many {
                place.index.into()
            } else {
                place.name(vocabulary).into()
            }
        }
        _ => serde_json::Value::Null,
    }
}
