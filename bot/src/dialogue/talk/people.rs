//! Which people of a case a text speaks of: the young by age and sex, and everybody by what they are called.

use std::collections::BTreeSet;

use handrail_engine::condition::{EntityId, FactId};
use handrail_engine::phrases::Sex;
use handrail_engine::profile::{Change, Place, Stated};
use handrail_engine::vocabulary::Value;

use super::Talk;
use crate::present::words;
use crate::understanding::Young;
use crate::understanding::facts::of_young;

/// One of the young of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    /// One whom the case lists.
    There(Place),
    /// One who was added.
    New(Place),
    /// One of several: which, the text does not say.
    Unclear,
}

/// How well one of the young of a text fits one of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Nothing speaks against it.
    Possible,
    /// The age is the same.
    SameAge,
}

impl Talk<'_> {
    /// The list of the young.
    pub(super) fn young_list(&self) -> Option<EntityId> {
        self.pack.vocabulary().entity_by_name(&self.pack.phrases().young.list)
    }

    /// How many of the young are listed.
    pub(super) fn listed(&self) -> usize {
        self.young_list()
            .filter(|list| !self.profile.is_unlisted(*list))
            .map_or(0, |list| self.profile.places(list).count())
    }

    /// Finds the young of a text among those of the case, and adds those who are not there.
    /// `spoken_of`: those of whom the text says something; of another one nothing but a mention is no reason to add it.
    pub(super) fn place_young(&mut self, young: &[Young], spoken_of: &BTreeSet<usize>) -> Vec<Whom> {
        let Some(list) = self.young_list() else { return vec![Whom::Unclear; young.len()] };
        let mut taken: BTreeSet<Place> = BTreeSet::new();
        let known: Vec<Place> =
            if self.profile.is_unlisted(list) { Vec::new() } else { self.profile.places(list).collect() };
        let mut found = Vec::new();
        for (index, one) in young.iter().enumerate() {
            let fits: Vec<(Fit, Place)> = known
                .iter()
                .filter(|place| !taken.contains(place))
                .filter_map(|place| Some((self.fit(one, *place)?, *place)))
                .collect();
            let best = fits.iter().map(|(fit, _)| *fit).max();
            let best: Vec<Place> = fits.iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, place)| *place).collect();
            let says_who = one.months.is_some() || one.weeks.is_some() || one.years.is_some() || one.not_born;
            let whom = match best.as_slice() {
                [only] => Whom::There(*only),
                [first, ..] if says_who => Whom::There(*first),
                [_, ..] => Whom::Unclear,
                [] if !says_who && one.sex.is_none() && (!known.is_empty() || !spoken_of.contains(&index)) => {
                    Whom::Unclear
                }
                [] => match self.profile.add(self.pack.vocabulary(), list) {
                    Some(place) => Whom::New(place),
                    None => Whom::Unclear,
                },
            };
            if let Whom::There(place) | Whom::New(place) = whom {
                taken.insert(place);
                self.learn(one, place);
            }
            found.push(whom);
        }
        found
    }

    /// Notes age and sex where they say more than is known.
    fn learn(&mut self, one: &Young, place: Place) {
        let vocabulary = self.pack.vocabulary();
        for written in of_young(self.pack.phrases(), one, &place.name(vocabulary)) {
            if let Ok(change @ Change::Fact(place, fact, _)) = Change::parse(vocabulary, &self.profile, &written) {
                let says_less = self.age(place).is_some() && Some(fact) == self.years_fact(place);
                if !says_less && !matches!(self.profile.stated(place, fact), Stated::Value(_)) {
                    change.apply(vocabulary, &mut self.profile);
                    super::push(
                        &mut self.state.last,
                        words::typed(vocabulary, handrail_engine::certainty::Unknown::Fact(place, fact)),
                    );
                }
            }
        }
    }

    fn named_fact(&self, place: Place, name: &str) -> Option<FactId> {
        let mut facts = self.pack.vocabulary().facts_of(place.entity);
        facts.find(|(_, fact)| fact.name == name).map(|(id, _)| id)
    }

    fn years_fact(&self, place: Place) -> Option<FactId> {
        self.named_fact(place, &self.pack.phrases().young.years)
    }

    fn number(&self, place: Place, name: &str) -> Option<i32> {
        match self.profile.stated(place, self.named_fact(place, name)?) {
            Stated::Value(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// The age in years, and in months where it is known so.
    pub(super) fn age(&self, place: Place) -> Option<(i32, Option<i32>)> {
        let names = &self.pack.phrases().young;
        match (self.number(place, &names.months), self.number(place, &names.years)) {
            (Some(months), _) => Some((months.div_euclid(12), Some(months))),
            (None, Some(years)) => Some((years, None)),
            (None, None) => None,
        }
    }

    /// She or he, of one of the young.
    pub(super) fn sex(&self, place: Place) -> Option<Sex> {
        let names = &self.pack.phrases().young;
        let fact = self.named_fact(place, &names.sex)?;
        let Stated::Value(value) = self.profile.stated(place, fact) else { return None };
        let written = self.pack.vocabulary().fact(fact).write_value(value);
        match names.sexes.iter().position(|sex| written == sex.as_str()) {
            Some(0) => Some(Sex::She),
            Some(1) => Some(Sex::He),
            _ => None,
        }
    }

    fn is_not_born(&self, place: Place) -> bool {
        let fact = self.named_fact(place, &self.pack.phrases().young.not_born);
        fact.is_some_and(|fact| self.profile.stated(place, fact) == &Stated::Value(Value::Bool(true)))
    }

    fn fit(&self, one: &Young, place: Place) -> Option<Fit> {
        if let (Some(known), Some(said)) = (self.sex(place), one.sex)
            && known != said
        {
            return None;
        }
        if one.not_born != self.is_not_born(place) {
            return None;
        }
        let number = |number: u32| i32::try_from(number).ok();
        let months = one.months.or(one.weeks.map(|weeks| weeks * 12 / 52)).and_then(number);
        let years = months.map(|months| months.div_euclid(12)).or(one.years.and_then(number));
        match (self.age(place), years) {
            (Some((known, exact)), Some(years)) => {
                let same = known == years && !matches!((exact, months), (Some(known), Some(said)) if known != said);
                same.then_some(Fit::SameAge)
            }
            _ if one.not_born => Some(Fit::SameAge),
            _ => Some(Fit::Possible),
        }
    }

    /// How somebody is called, with what tells one of the young from the others.
    pub(super) fn called(&self, place: Place) -> String {
        let vocabulary = self.pack.vocabulary();
        let label = place.label(vocabulary);
        if Some(place.entity) != self.young_list() {
            return label;
        }
        let names = &self.pack.phrases().young;
        let age = [&names.months, &names.years].into_iter().find_map(|name| {
            let number = self.number(place, name)?;
            let fact = self.named_fact(place, name)?;
            Some(vocabulary.fact(fact).show_value(&Value::Integer(number)))
        });
        let called = self.pack.phrases().class("young_called");
        let sex = self.sex(place).and_then(|sex| called.get(usize::from(sex == Sex::He))).cloned();
        let details: Vec<String> = [age, sex].into_iter().flatten().collect();
        if details.is_empty() { label } else { format!("{label} ({})", details.join(", ")) }
    }

    /// The person of the phrases that a place of the case is.
    pub(super) fn person_of(&self, place: Place) -> Option<usize> {
        let name = place.name(self.pack.vocabulary());
        if Some(place.entity) == self.young_list() {
            return self
                .pack
                .phrases()
                .people
                .iter()
                .position(|person| person.kind == handrail_engine::phrases::Kind::Young);
        }
        // Whoever stands for this place alone comes before those who stand for several.
        let people = &self.pack.phrases().people;
        let of = |alone: bool| {
            people.iter().position(|person| person.places.contains(&name) && (person.places.len() == 1) == alone)
        };
        of(true).or_else(|| of(false))
    }

    /// The places that a person of the phrases stands for.
    pub(super) fn places_of(&self, person: usize) -> Vec<Place> {
        let vocabulary = self.pack.vocabulary();
        let Some(person) = self.pack.phrases().people.get(person) else { return Vec::new() };
        if person.kind == handrail_engine::phrases::Kind::Young {
            return match self.young_list() {
                Some(list) if !self.profile.is_unlisted(list) => self.profile.places(list).collect(),
                _ => Vec::new(),
            };
        }
        let entities = person.places.iter().filter_map(|name| vocabulary.entity_by_name(name));
        entities.flat_map(|entity| self.profile.places(entity)).collect()
    }

    /// The oldest or the youngest of those whose age is known; nothing where two are equally old.
    pub(super) fn by_age(&self, oldest: bool) -> Option<Place> {
        let list = self.young_list().filter(|list| !self.profile.is_unlisted(*list))?;
        let aged: Vec<((i32, Option<i32>), Place)> =
            self.profile.places(list).filter_map(|place| Some((self.age(place)?, place))).collect();
        if aged.len() < 2 || aged.len() < self.profile.places(list).count() {
            return None;
        }
        let years = aged.iter().map(|((years, _), _)| *years);
        let wanted = if oldest { years.max() } else { years.min() }?;
        let mut found = aged.iter().filter(|((years, _), _)| *years == wanted);
        match (found.next(), found.next()) {
            (Some((_, place)), None) => Some(*place),
            _ => None,
        }
    }
}
