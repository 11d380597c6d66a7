//! Free text: an answer in the light of what was asked, and a description of the case.

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::certainty::Unknown;
use handrail_engine::condition::FactId;
use handrail_engine::phrases::{Kind, Says, Sex, Status};
use handrail_engine::profile::{Change, Place, Stated};
use handrail_engine::vocabulary::{Domain, Value};

use super::people::Whom;
use super::telling::{Told, line, quote, shortened, status};
use super::{Talk, noting, push};
use crate::dialogue::input::Input;
use crate::dialogue::quantity::{self, Quantity};
use crate::dialogue::reply::Reply;
use crate::dialogue::state::{Doubt, Stage, ToConfirm, Topic, about};
use crate::document::{Basis, Block};
use crate::present::{self, words};
use crate::understanding::answers::Said;
use crate::understanding::corrections::Correction;
use crate::understanding::facts::{Given, follows};
use crate::understanding::{Assertion, Understanding};

impl Talk<'_> {
    /// A message that was masked and read.
    pub(super) fn listen(&mut self, said: &Said, near: Option<&str>) -> &'static str {
        let read = &said.understanding;
        if read.urgent {
            self.alarm();
        }
        if let Some(kinds) = present::masked(&read.masked.identifiers) {
            self.say(Block::note(format!("Masked before anything else: {kinds}.")));
        }
        if said.correction == Some(Correction::Undo) {
            self.effect = Some(super::Effect::Undo);
            return "undo";
        }
        if said.bare && matches!(said.reply.as_slice(), [Says::Why | Says::Meaning]) {
            return self.why_asked();
        }
        if let Some(kind) = self.answer(said) {
            return kind;
        }
        if let Some(correction) = said.correction {
            return self.correct(said, correction);
        }
        // What is written as a command is one, though its words could be read.
        let text = read.masked.text.as_str();
        let is_command = match Input::of(text) {
            Input::WhatIf(_) => true,
            Input::Set(change) => change
                .split_once('=')
                .is_some_and(|(path, _)| path.contains('.') && !path.trim().contains(char::is_whitespace)),
            _ => false,
        };
        if is_command {
            return self.dispatch(text);
        }
        if self.describe(said, false) {
            self.ask();
            return "text";
        }
        if read.urgent {
            self.ask();
            return "text";
        }
        if matches!(Input::of(text), Input::Other(_) | Input::Export(_)) {
            self.not_understood(text, near);
            return "not-understood";
        }
        self.dispatch(text)
    }

    /// Somebody may be in danger now: it is said before everything else, and asked next.
    fn alarm(&mut self) {
        let urgent = self.pack.reference().manifest.urgent_text.clone();
        self.blocks.insert(0, Block::danger("Before anything else", urgent));
        self.state.alarm = true;
        let open: Vec<(Place, FactId, Topic)> = self.urgent_facts().collect();
        for (place, fact, topic) in open.into_iter().rev() {
            if self.profile.stated(place, fact) == &Stated::Value(Value::Bool(true)) {
                continue;
            }
            // What was answered before it was written is not the answer to it.
            if matches!(self.profile.stated(place, fact), Stated::Value(_)) {
                self.profile.retract(self.pack.vocabulary(), handrail_engine::profile::Statement::Fact(place, fact));
            }
            self.state.not_known.retain(|known| *known != topic);
            self.state.skipped.retain(|known| *known != topic);
            self.settled(&topic);
            self.state.to_confirm.insert(0, ToConfirm { topic, why: Doubt::Danger });
        }
    }

    /// The facts by which the pack knows of danger now, of everybody who can have them.
    fn urgent_facts(&self) -> impl Iterator<Item = (Place, FactId, Topic)> + '_ {
        let vocabulary = self.pack.vocabulary();
        let facts = self.pack.reference().manifest.urgent_facts.iter().filter_map(|id| vocabulary.fact_by_id(id));
        facts.flat_map(move |fact| {
            let entities = vocabulary.entities().filter(move |(entity, _)| vocabulary.has_fact(*entity, fact));
            entities
                .flat_map(|(entity, _)| self.profile.places(entity))
                .map(move |place| (place, fact, words::typed(vocabulary, Unknown::Fact(place, fact))))
        })
    }

    /// Whether danger stands before everything else: it is noted, or was written of and not answered yet.
    pub(super) fn alarmed(&self) -> bool {
        noting::danger(self.pack, &self.profile)
            || self.state.alarm
                && self
                    .urgent_facts()
                    .any(|(place, fact, _)| !matches!(self.profile.stated(place, fact), Stated::Value(_)))
    }

    /// Takes a message as the answer to what was asked, if it is one.
    fn answer(&mut self, said: &Said) -> Option<&'static str> {
        match self.state.stage.clone() {
            Stage::Confirming if said.bare => match said.reply.as_slice() {
                [Says::Yes] => {
                    self.confirmed();
                    Some("confirm")
                }
                [Says::No | Says::Wrong] | [Says::No, Says::Wrong] => {
                    self.say(Block::text(
                        "Say what is so instead, type `change` or `remove` with the number of a line, or `undo`.",
                    ));
                    Some("confirm")
                }
                _ => None,
            },
            Stage::Who { topics } => {
                let meant = self.meant(said);
                let fits = |topic: &&Topic| match about(self.pack, &self.profile, topic) {
                    Some(Unknown::Fact(place, _)) => meant.contains(&place),
                    _ => false,
                };
                let topic = topics.iter().find(fits).cloned()?;
                if meant.len() > 1 {
                    self.say(Block::text("One after the other:"));
                }
                self.ask_about(topic, true);
                Some("pick")
            }
            Stage::Asking { topic, picked } => {
                let asked = about(self.pack, &self.profile, &topic)?;
                self.answer_to(&topic, picked, asked, said)
            }
            _ => None,
        }
    }

    /// Of whom a reply to `of whom?` speaks.
    fn meant(&self, said: &Said) -> Vec<Place> {
        if said.reply.contains(&Says::Oldest) || said.reply.contains(&Says::Youngest) {
            return self.by_age(said.reply.contains(&Says::Oldest)).into_iter().collect();
        }
        let people = said.named.iter().map(|named| named.person);
        people.flat_map(|person| self.places_of(person)).collect()
    }

    fn answer_to(&mut self, topic: &Topic, picked: bool, asked: Unknown, said: &Said) -> Option<&'static str> {
        let says = |what: Says| said.reply.contains(&what);
        let has_facts = !said.understanding.assertions.is_empty() || !said.understanding.young.is_empty();
        if says(Says::NotKnown) && !has_facts {
            return Some(self.replied(topic, picked, asked, Reply::NotKnown));
        }
        let Unknown::Fact(place, fact) = asked else {
            let Unknown::Number(entity) = asked else { return None };
            let [only] = said.numbers.as_slice() else { return None };
            if says(Says::Hedged) {
                return Some(self.not_exact());
            }
            let number = usize::try_from(only.number).ok().filter(|number| *number <= 20)?;
            return Some(self.replied(topic, picked, asked, Reply::Number(entity, number)));
        };
        match self.pack.vocabulary().fact(fact).domain {
            Domain::Bool => self.answer_yes_or_no(topic, picked, (place, fact), said),
            Domain::Integer { .. } => self.answer_number(topic, picked, (place, fact), said),
            Domain::Choice(_) | Domain::Set(_) => self.answer_choice(topic, picked, (place, fact), said),
        }
    }

    fn answer_yes_or_no(
        &mut self,
        topic: &Topic,
        picked: bool,
        (place, fact): (Place, FactId),
        said: &Said,
    ) -> Option<&'static str> {
        let asked = Unknown::Fact(place, fact);
        let says = |what: Says| said.reply.contains(&what);
        let read = &said.understanding;
        let follow = self.would_follow(said);
        let so =
            follow.iter().any(|given| (given.place, given.fact, &given.value) == (place, fact, &Value::Bool(true)));
        if says(Says::Yes) && says(Says::No) {
            self.say(Block::text("That says yes and no. Nothing was noted."));
            self.repeat();
            return Some("not-understood");
        }
        if says(Says::Hedged) && !so {
            return Some(self.not_sure(topic, picked, asked));
        }
        if says(Says::All) {
            return self.answer_for_all(topic, picked, (place, fact));
        }
        if says(Says::Oldest) || says(Says::Youngest) {
            return self.answer_by_age(says(Says::Oldest), (place, fact));
        }
        let value = if says(Says::Yes) {
            true
        } else if says(Says::No) {
            let denied = follow
                .iter()
                .any(|given| (given.place, given.fact, &given.value) == (place, fact, &Value::Bool(false)));
            let of_somebody_else = follow.iter().any(|given| given.fact == fact && given.place != place);
            let safety = self.pack.vocabulary().fact(fact).safety;
            let read_nothing = read.assertions.is_empty() && read.young.is_empty();
            if so || (!read_nothing && !denied && (safety || !of_somebody_else)) {
                return None;
            }
            // A no beside words that were not understood: a wrong no is worse than a question.
            if safety && !said.unread.is_empty() {
                self.say(Block::text(
                    "You said no, and something more that was not understood. To be sure, answer `yes` or `no` alone:",
                ));
                self.repeat();
                return Some("not-understood");
            }
            false
        } else {
            return None;
        };
        if said.unread.is_empty() && read.assertions.is_empty() && read.young.is_empty() {
            return Some(self.replied(topic, picked, asked, Reply::Value(place, fact, Value::Bool(value))));
        }
        // The answer goes before what is said beside it.
        self.make(&[Change::Fact(place, fact, Some(Value::Bool(value)))]);
        let kept = self.state.last.clone();
        if !self.describe(said, true) {
            let text = read.masked.text.as_str();
            for (start, end) in &said.unread {
                self.say(Block::note(format!("Not understood: “{}”", shortened(text.get(*start..*end).unwrap_or("")))));
            }
        }
        for topic in kept {
            push(&mut self.state.last, topic);
        }
        self.go_on(picked);
        Some("answer")
    }

    /// What a message gives in the light of the question, with those facts that are to be confirmed.
    fn would_follow(&self, said: &Said) -> Vec<Given> {
        let read = &said.understanding;
        let mut assertions = read.assertions.clone();
        self.rebind(&mut assertions, said);
        let found = follows(
            self.pack.vocabulary(),
            self.pack.phrases(),
            read.masked.text.as_str(),
            &self.profile,
            self.listed(),
            &assertions,
        );
        found.given.into_iter().chain(found.open).collect()
    }

    /// Not sure: neither yes nor no.
    fn not_sure(&mut self, topic: &Topic, picked: bool, asked: Unknown) -> &'static str {
        push(&mut self.state.skipped, topic.clone());
        self.state.to_confirm.retain(|known| known.topic != *topic);
        let what = words::unknown(self.pack.vocabulary(), asked);
        self.say(Block::text(format!(
            "{what}: you are not sure, so it stays unknown. It is asked again when nothing else is left."
        )));
        self.go_on(picked);
        "answer"
    }

    fn not_exact(&mut self) -> &'static str {
        self.say(Block::text(
            "That is not exact, and nothing is worked out from it. Type the number if you know it, or `don't know`.",
        ));
        self.repeat();
        "not-understood"
    }

    /// `both of them`: everybody of the same kind.
    fn answer_for_all(&mut self, topic: &Topic, picked: bool, (place, fact): (Place, FactId)) -> Option<&'static str> {
        let vocabulary = self.pack.vocabulary();
        let places: Vec<Place> = if vocabulary.entity(place.entity).many {
            self.profile.places(place.entity).collect()
        } else {
            let name = place.name(vocabulary);
            let both = self
                .pack
                .phrases()
                .people
                .iter()
                .find(|person| person.kind == Kind::Both && person.places.contains(&name))?;
            let entities = both.places.iter().filter_map(|name| vocabulary.entity_by_name(name));
            entities.flat_map(|entity| self.profile.places(entity)).collect()
        };
        let changes: Vec<Change> = places
            .into_iter()
            .filter(|place| vocabulary.has_fact(place.entity, fact))
            .map(|place| Change::Fact(place, fact, Some(Value::Bool(true))))
            .collect();
        self.make(&changes);
        self.settled(topic);
        self.go_on(picked);
        Some("answer")
    }

    /// `the older one`: yes of that one; of the others nothing is said.
    fn answer_by_age(&mut self, oldest: bool, (asked, fact): (Place, FactId)) -> Option<&'static str> {
        if Some(asked.entity) != self.young_list() {
            return None;
        }
        let Some(place) = self.by_age(oldest) else {
            self.say(Block::text("It is not clear which one is meant: the ages are not all known, or are the same."));
            self.repeat();
            return Some("not-understood");
        };
        self.make(&[Change::Fact(place, fact, Some(Value::Bool(true)))]);
        if place == asked {
            self.go_on(false);
        } else {
            self.say(Block::note("Of the others nothing was noted by that."));
            self.repeat();
        }
        Some("answer")
    }

    fn answer_number(
        &mut self,
        topic: &Topic,
        picked: bool,
        (place, fact): (Place, FactId),
        said: &Said,
    ) -> Option<&'static str> {
        let [only] = said.numbers.as_slice() else { return None };
        if said.correction.is_some() || !said.understanding.assertions.is_empty() || said.named.len() > 1 {
            return None;
        }
        if said.to_come || said.reply.contains(&Says::ToCome) {
            self.say(Block::text("That is still to come, and nothing is worked out from it. How is it today?"));
            self.repeat();
            return Some("not-understood");
        }
        if said.reply.contains(&Says::Hedged) {
            return Some(self.not_exact());
        }
        let vocabulary = self.pack.vocabulary();
        let unit = |fact: FactId| match &vocabulary.fact(fact).domain {
            Domain::Integer { unit, .. } => unit.as_str(),
            _ => "",
        };
        let written = match (only.per_year, quantity::units(vocabulary, fact)) {
            (Some(1), Some(units)) => format!("{} {}", only.number, unit(units.coarse)),
            (Some(12), Some(units)) => format!("{} {}", only.number, unit(units.fine)),
            (Some(_), Some(_)) => return None,
            _ => only.number.to_string(),
        };
        match quantity::read(vocabulary, fact, &written, false) {
            Quantity::Of(fact, value) => {
                Some(self.replied(topic, picked, Unknown::Fact(place, fact), Reply::Value(place, fact, value)))
            }
            Quantity::EitherUnit(number) => {
                Some(self.replied(topic, picked, Unknown::Fact(place, fact), Reply::EitherUnit(number)))
            }
            Quantity::Unclear => None,
        }
    }

    /// A value that a reply names among other words.
    fn answer_choice(
        &mut self,
        topic: &Topic,
        picked: bool,
        (place, fact): (Place, FactId),
        said: &Said,
    ) -> Option<&'static str> {
        let asked = Unknown::Fact(place, fact);
        let description = self.pack.vocabulary().fact(fact);
        let text = said.understanding.masked.text.as_str().to_lowercase();
        let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let plain = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
        let named = |name: &str| {
            let name: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
            plain.contains(&format!(" {} ", name.split_whitespace().collect::<Vec<_>>().join(" ")))
        };
        let found: Vec<u16> = (0..)
            .zip(description.values())
            .filter(|(_, value)| named(&value.label) || named(&value.id))
            .map(|(number, _)| number)
            .collect();
        // A value beside other words may be denied by them; alone with words that add nothing it is the answer.
        let few = plain.split_whitespace().count() <= 6;
        match (&description.domain, found.as_slice()) {
            (_, []) => None,
            _ if said.reply.contains(&Says::Hedged) => Some(self.not_sure(topic, picked, asked)),
            (Domain::Choice(_), [only]) if few && said.reply.is_empty() && !self.is_denied(said) => {
                Some(self.replied(topic, picked, asked, Reply::Value(place, fact, Value::Choice(*only))))
            }
            (Domain::Set(_), several) if said.reply.is_empty() && !self.is_denied(said) => {
                Some(self.replied(topic, picked, asked, Reply::Value(place, fact, Value::Set(several.to_vec()))))
            }
            _ => None,
        }
    }

    /// Whether words for a no stand anywhere in a message.
    fn is_denied(&self, said: &Said) -> bool {
        let contrast = self.pack.phrases().class("instead_of");
        let text = said.understanding.masked.text.as_str().to_lowercase();
        text.split(|c: char| !c.is_alphanumeric()).any(|word| contrast.iter().any(|known| known == word))
            || said.understanding.assertions.iter().any(|one| one.status != Status::Present)
    }

    /// What was shown as noted is right: nothing of it is a reading any more.
    pub(super) fn confirmed(&mut self) {
        self.state.read.clear();
        self.ask();
    }

    /// What a message without a name says is said of the one who was asked about.
    fn rebind(&self, assertions: &mut [Assertion], said: &Said) {
        let Stage::Asking { topic, .. } = &self.state.stage else { return };
        let Some(Unknown::Fact(place, _)) = about(self.pack, &self.profile, topic) else { return };
        if !said.named.is_empty() {
            return;
        }
        let people = &self.pack.phrases().people;
        let Some(person) = self.person_of(place).and_then(|person| people.get(person)) else { return };
        for assertion in assertions {
            let kind = people.iter().find(|known| known.id == assertion.who).map(|known| known.kind);
            let same = match person.kind {
                Kind::Adult => matches!(kind, Some(Kind::Adult | Kind::Both)),
                Kind::Young => kind == Some(Kind::Young),
                _ => false,
            };
            if same {
                assertion.who.clone_from(&person.id);
                assertion.index = (person.kind == Kind::Young).then_some(usize::from(place.index));
            }
        }
    }

    /// Of several of the young, the only one of the sex that the text gives is meant.
    fn by_sex(&self, assertion: &mut Assertion, sex: Option<Sex>) {
        let Some(list) = self.young_list().filter(|_| sex.is_some() && assertion.index.is_none() && !assertion.all)
        else {
            return;
        };
        let young = self.pack.phrases().people.iter().any(|one| one.id == assertion.who && one.kind == Kind::Young);
        let mut same = self.profile.places(list).filter(|place| self.sex(*place) == sex);
        if young && let (Some(only), None) = (same.next(), same.next()) {
            assertion.index = Some(usize::from(only.index));
        }
    }

    /// Notes what a text says of the case and tells it. `instead`: what it says takes the place of what was noted.
    /// Returns whether anything was understood.
    pub(super) fn describe(&mut self, said: &Said, instead: bool) -> bool {
        let (pack, read) = (self.pack, &said.understanding);
        let (vocabulary, phrases) = (pack.vocabulary(), pack.phrases());
        let before = self.profile.clone();
        let mut told = Told::default();
        self.state.last.clear();
        let bears_on_case = |assertion: &&Assertion| {
            let of_them = |who: &usize| phrases.people.get(*who).is_some_and(|person| person.id == assertion.who);
            let concept = phrases.concepts.iter().find(|concept| concept.id == assertion.concept);
            let mut gives = concept.into_iter().flat_map(|concept| &concept.gives);
            gives.any(|gives| gives.who.is_empty() || gives.who.iter().any(of_them))
        };
        let spoken_of: BTreeSet<usize> =
            read.assertions.iter().filter(bears_on_case).filter_map(|assertion| assertion.index).collect();
        let whom = self.place_young(&read.young, &spoken_of);
        let mut assertions = read.assertions.clone();
        for assertion in &mut assertions {
            assertion.index = assertion.index.and_then(|index| match whom.get(index)? {
                Whom::There(place) | Whom::New(place) => Some(usize::from(place.index)),
                Whom::Unclear => None,
            });
        }
        self.rebind(&mut assertions, said);
        for (assertion, sex) in assertions.iter_mut().zip(&said.sexes) {
            self.by_sex(assertion, *sex);
        }
        for one in &whom {
            match one {
                Whom::New(place) => {
                    told.somebody(*place);
                    self.tell_young(*place, &mut told);
                }
                Whom::There(place) => self.tell_young(*place, &mut told),
                Whom::Unclear => {}
            }
        }
        let text = read.masked.text.as_str();
        let follow = follows(vocabulary, phrases, text, &self.profile, self.listed(), &assertions);
        for change in &follow.somebody {
            change.apply(vocabulary, &mut self.profile);
        }
        let mut by_fact: BTreeMap<(Place, FactId), Vec<&Given>> = BTreeMap::new();
        for one in &follow.given {
            by_fact.entry((one.place, one.fact)).or_default().push(one);
        }
        for values in by_fact.values() {
            self.take(values, &assertions, read, instead, &mut told);
        }
        for one in &follow.open {
            self.leave_open(one, &assertions, read, &mut told);
        }
        for (number, assertion) in assertions.iter().enumerate() {
            let quote = quote(read, assertion);
            if follow.unclear.contains(&number) {
                let why = if self.listed() == 0 {
                    "nobody whom it can be about is listed yet"
                } else {
                    "it is not clear which of them it is about"
                };
                told.not_understood(format!("“{quote}”: {why}"));
            } else if !follow.given.iter().chain(&follow.open).any(|one| one.assertion == number) {
                let label = phrases.concepts.iter().find(|concept| concept.id == assertion.concept);
                let label = label.map_or(assertion.concept.as_str(), |concept| concept.label.as_str());
                let who = assertion.who.replace('_', " ");
                told.unused(format!("{who}: {label}: {} (my reading of “{quote}”)", status(assertion.status)));
            }
        }
        for one in &read.unsure {
            // What the text alone left open was looked at again above, with everybody whom the case lists.
            if !assertions.iter().any(|assertion| assertion.masked == one.about) {
                let words = shortened(text.get(one.about.0..one.about.1).unwrap_or(""));
                told.not_understood(format!("“{words}”: {}", one.why));
            }
        }
        if !told.has_understood() && !told.has_doubts() {
            return false;
        }
        for (start, end) in &said.unread {
            told.not_understood(format!(
                "“{}”",
                shortened(text.get(*start..*end).unwrap_or("").trim_end_matches(['.', '!', ';', '\n']))
            ));
        }
        if !read.urgent && noting::danger(pack, &self.profile) && !noting::danger(pack, &before) {
            let urgent = pack.reference().manifest.urgent_text.clone();
            self.blocks.insert(0, Block::danger("Before anything else", urgent));
        }
        self.tell(told);
        self.consequences(&before);
        true
    }

    /// Takes what was read of one fact: it is noted, was noted already, or does not agree.
    fn take(
        &mut self,
        values: &[&Given],
        assertions: &[Assertion],
        read: &Understanding,
        instead: bool,
        told: &mut Told,
    ) {
        let vocabulary = self.pack.vocabulary();
        let Some(first) = values.first() else { return };
        let (place, fact) = (first.place, first.fact);
        let description = vocabulary.fact(fact);
        let topic = words::typed(vocabulary, Unknown::Fact(place, fact));
        let quoted = |given: &Given| assertions.get(given.assertion).map(|assertion| quote(read, assertion));
        let named = words::fact(vocabulary, place, description);
        if let Some(other) = values.iter().find(|given| given.value != first.value) {
            let side = |given: &Given| {
                format!(
                    "{} (my reading of “{}”)",
                    description.show_value(&given.value),
                    quoted(given).unwrap_or_default()
                )
            };
            told.two_things(format!("{named}: {} and {}. Neither is taken.", side(first), side(other)));
            self.doubt(topic, Doubt::TwoThings);
            return;
        }
        let shown = description.show_value(&first.value);
        match self.profile.stated(place, fact).clone() {
            Stated::Value(known) if known == first.value => {
                let basis = if self.state.read.contains(&topic) { Basis::Read } else { Basis::Stated };
                let quote = if basis == Basis::Read { quoted(first) } else { None };
                told.fact(place, line(&description.label, shown, basis, quote));
            }
            Stated::Value(known) if !instead => {
                let quote = quoted(first).unwrap_or_default();
                told.two_things(format!(
                    "{named}: {} was noted before, and now I read {shown} in “{quote}”. It stays as it was noted until you say which is right.",
                    description.show_value(&known)
                ));
                self.doubt(topic, Doubt::TwoThings);
            }
            // A no about safety counts only when it is confirmed.
            _ if description.safety && first.value == Value::Bool(false) => {
                told.fact(place, line(&description.label, shown, Basis::ToConfirm, quoted(first)));
                self.doubt(topic, Doubt::Denied);
            }
            known => {
                let before = match known {
                    Stated::Value(known) => format!(" (before: {})", description.show_value(&known)),
                    _ => String::new(),
                };
                Change::Fact(place, fact, Some(first.value.clone())).apply(vocabulary, &mut self.profile);
                self.state.not_known.retain(|known| *known != topic);
                self.settled(&topic);
                push(&mut self.state.read, topic.clone());
                push(&mut self.state.last, topic);
                told.fact(place, line(&description.label, format!("{shown}{before}"), Basis::Read, quoted(first)));
            }
        }
    }

    /// Leaves open what was read as not so, or as perhaps so.
    fn leave_open(&mut self, given: &Given, assertions: &[Assertion], read: &Understanding, told: &mut Told) {
        let vocabulary = self.pack.vocabulary();
        let (place, fact) = (given.place, given.fact);
        let description = vocabulary.fact(fact);
        let Some(assertion) = assertions.get(given.assertion) else { return };
        let quote = quote(read, assertion);
        let concept = self.pack.phrases().concepts.iter().find(|concept| concept.id == assertion.concept);
        let topic = words::typed(vocabulary, Unknown::Fact(place, fact));
        if assertion.status == Status::Uncertain {
            told.fact(place, line(&description.label, "perhaps".to_owned(), Basis::ToConfirm, Some(quote)));
            return;
        }
        if !concept.is_some_and(|concept| concept.confirm_no) {
            // No to a part is not no to the whole.
            let label = concept.map_or(assertion.concept.as_str(), |concept| concept.label.as_str());
            told.unused(format!("{}: {label}: no (my reading of “{quote}”)", place.label(vocabulary)));
            return;
        }
        let shown = description.show_value(&given.value);
        match self.profile.stated(place, fact) {
            Stated::Value(known) if *known == given.value => {
                told.fact(place, line(&description.label, shown, Basis::Stated, None));
            }
            Stated::Value(known) => {
                told.two_things(format!(
                    "{}: {} was noted before, and now I read {shown} in “{quote}”. It stays as it was noted until you say which is right.",
                    words::fact(vocabulary, place, description),
                    description.show_value(known)
                ));
                self.doubt(topic, Doubt::TwoThings);
            }
            _ => {
                told.fact(place, line(&description.label, shown, Basis::ToConfirm, Some(quote)));
                self.doubt(topic, Doubt::Denied);
            }
        }
    }

    /// Something is to be asked before everything else: danger first, then what does not agree, then each no.
    fn doubt(&mut self, topic: Topic, why: Doubt) {
        self.state.not_known.retain(|known| *known != topic);
        self.state.skipped.retain(|known| *known != topic);
        if self.state.to_confirm.iter().any(|known| known.topic == topic && known.why <= why) {
            return;
        }
        self.state.to_confirm.retain(|known| known.topic != topic);
        self.state.to_confirm.push(ToConfirm { topic, why });
        self.state.to_confirm.sort_by_key(|known| known.why);
    }
}
