//! From what a person writes to facts: what identifies somebody is masked before anything else, and only then is the
//! rest read. Nothing of the original is kept.
//!
//! Masked text, then tokens, people, phrases, context, whom it is about, and what follows. Every word is data of the
//! pack (`phrases/*.toml`); the stages stand in this order and none looks back.

mod ages;
pub(crate) mod answers;
mod bind;
mod context;
pub(crate) mod corrections;
mod danger;
pub(crate) mod examples;
pub(crate) mod facts;
mod people;
mod phrases;
pub(crate) mod redact;
mod tokens;

use std::collections::{BTreeMap, HashSet};

use handrail_engine::pack::{FileKind, Pack};
use handrail_engine::phrases::{About, Kind, Phrases, Status};
use handrail_engine::profile::Profile;

pub(crate) use ages::Young;

use bind::{Binder, Bound};
use context::{Context, Reading, cues_of};
use danger::Watch;
use people::People;
use phrases::{Found, Tree, leftmost_longest};
use redact::{IdentifierKind, Masked};
use tokens::Token;

/// The greatest size of one text in bytes: a long report has some 200,000.
pub(crate) const MAXIMUM_BYTES: usize = 1024 * 1024;

/// Something that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assertion {
    /// What.
    pub(crate) concept: String,
    /// Of whom.
    pub(crate) who: String,
    /// Which of the young, counted from 0.
    pub(crate) index: Option<usize>,
    /// Whether it is about all of the young.
    pub(crate) all: bool,
    /// Whether it is so.
    pub(crate) status: Status,
    /// Where, in bytes of the masked text.
    pub(crate) masked: (usize, usize),
    /// The words that say how it is meant, in bytes of the masked text.
    pub(crate) cues: Vec<(usize, usize)>,
    /// Whether it is something that somebody does, and not a name for it.
    pub(crate) is_act: bool,
}

/// Something that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsure {
    /// Where, in bytes of the masked text.
    pub(crate) about: (usize, usize),
    /// Why.
    pub(crate) why: String,
}

/// How a stretch that was asked for is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Whether it is so.
    pub(crate) status: Status,
    /// Of whom.
    pub(crate) who: String,
    /// The words that say so.
    pub(crate) cues: Vec<String>,
}

/// What was understood of a text.
#[derive(Debug)]
pub(crate) struct Understanding {
    /// The text without what identifies somebody.
    pub(crate) masked: Masked,
    /// The young.
    pub(crate) young: Vec<Young>,
    /// What was read, in order.
    pub(crate) assertions: Vec<Assertion>,
    /// The case that follows.
    pub(crate) profile: Profile,
    /// Whether somebody may be in danger now.
    pub(crate) urgent: bool,
    /// What was not understood.
    pub(crate) unsure: Vec<Unsure>,
}

/// What a phrase of the one tree stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Concept(usize, Status),
    Act(usize, bool),
    Nothing,
    Cue(usize),
}

/// Reads texts with the words of one pack.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pack: &'a Pack,
    phrases: &'a Phrases,
    roles: Tree<usize>,
    words: Tree<What>,
    /// The words of the language: none of them is a mistake.
    language: HashSet<&'a str>,
    watch: Watch<'a>,
}

impl<'a> Reader<'a> {
    /// Prepares the words of a pack.
    pub(crate) fn of(pack: &'a Pack) -> Self {
        let phrases = pack.phrases();
        let mut roles = Tree::new();
        for (number, role) in phrases.roles.iter().enumerate() {
            for phrase in &role.phrases {
                roles.add(phrase, number, &phrases.classes, false);
            }
        }
        let mut words = Tree::new();
        for (number, concept) in phrases.concepts.iter().enumerate() {
            for (phrase, status) in &concept.phrases {
                words.add(phrase, What::Concept(number, *status), &phrases.classes, true);
            }
        }
        for (number, act) in phrases.acts.iter().enumerate() {
            for phrase in &act.active {
                words.add(phrase, What::Act(number, false), &phrases.classes, false);
            }
            for phrase in &act.passive {
                words.add(phrase, What::Act(number, true), &phrases.classes, false);
            }
        }
        for (number, cue) in phrases.cues.iter().enumerate() {
            for phrase in &cue.phrases {
                words.add(phrase, What::Cue(number), &phrases.classes, true);
            }
        }
        for phrase in &phrases.passed_over {
            words.add(phrase, What::Nothing, &phrases.classes, false);
        }
        Self { pack, phrases, roles, words, language: language(pack), watch: Watch::of(phrases) }
    }

    /// Reads a masked text. Time is proportional to its length.
    pub(crate) fn read(&self, masked: Masked) -> Understanding {
        let seen = self.see(&masked);
        let context = seen.context(self.phrases);
        let binder = Binder::new(self.phrases, &seen.tokens, &seen.people);
        let mut unsure = Vec::new();
        let mut read = Vec::new();
        for found in seen.found.iter().filter(|found| !self.has_twin(&seen, found)) {
            self.one(&seen, &context, &binder, found, &mut read, &mut unsure);
        }
        let mut young = ages::young(self.phrases, &seen.tokens, &seen.people);
        self.not_born(&read, &mut young);
        let index: BTreeMap<usize, usize> =
            young.iter().enumerate().filter_map(|(index, one)| Some((one.entity?, index))).collect();
        let mut assertions: Vec<Assertion> = read
            .into_iter()
            .map(|one| {
                let entity = one.bound.entity.and_then(|entity| Some((entity, seen.people.entities.get(entity)?)));
                let is_young = |entity: &people::Entity| {
                    entity
                        .person
                        .and_then(|person| self.phrases.people.get(person))
                        .is_some_and(|person| person.kind == Kind::Young)
                };
                Assertion {
                    concept: self
                        .phrases
                        .concepts
                        .get(one.bound.concept)
                        .map_or_else(String::new, |concept| concept.id.clone()),
                    who: self.phrases.people.get(one.bound.person).map_or_else(String::new, |person| person.id.clone()),
                    index: entity.and_then(|(entity, _)| index.get(&entity).copied()),
                    all: entity.is_some_and(|(_, entity)| entity.plural && is_young(entity)),
                    status: one.status,
                    masked: seen.span(one.start, one.end),
                    cues: one.cues.iter().map(|(start, end)| seen.span(*start, *end)).collect(),
                    is_act: one.is_act,
                }
            })
            .collect();
        self.drop_unsupported(&mut assertions);
        self.doubt_what_is_named_with_doubt(masked.text.as_str(), &mut assertions);
        let urgent = self.watch.sees(masked.text.as_str());
        let text = masked.text.as_str();
        let vocabulary = self.pack.vocabulary();
        let profile = facts::profile(vocabulary, self.phrases, text, &young, &assertions, &mut unsure);
        unsure.sort_by_key(|one| one.about);
        unsure.dedup();
        Understanding { masked, young, assertions, profile, urgent, unsure }
    }

    /// How stretches (in bytes of the masked text) are meant, whatever the phrases say of them.
    pub(crate) fn targets(&self, masked: &Masked, targets: &[(usize, usize)]) -> Vec<Target> {
        let mut seen = self.see(masked);
        let tokens_of: Vec<(usize, usize)> = targets
            .iter()
            .map(|(start, end)| {
                let from = seen.tokens.partition_point(|token| token.end <= *start);
                let to = seen.tokens.partition_point(|token| token.start < *end);
                (from, to.max(from + 1))
            })
            .collect();
        // What is asked for counts as found, so that lists of it share their cues.
        for (from, to) in &tokens_of {
            for at in *from..*to {
                if let Some(covered) = seen.covered.get_mut(at) {
                    *covered = true;
                }
            }
        }
        let context = seen.context(self.phrases);
        let binder = Binder::new(self.phrases, &seen.tokens, &seen.people);
        tokens_of
            .iter()
            .map(|(from, to)| {
                let reading = context.read(*from, *to);
                let status = reading.status(Status::Present).unwrap_or(Status::Uncertain);
                let person = binder.anyone(*from, *to).and_then(|person| self.phrases.people.get(person));
                let text = masked.text.as_str();
                Target {
                    status,
                    who: person.map_or_else(|| self.phrases.young.target.clone(), |person| person.id.clone()),
                    cues: reading
                        .cues
                        .iter()
                        .map(|(start, end)| {
                            let (start, end) = seen.span(*start, *end);
                            text.get(start..end).unwrap_or("").to_lowercase()
                        })
                        .collect(),
                }
            })
            .collect()
    }

    fn see(&self, masked: &Masked) -> Seen {
        let mut tokens = tokens::tokens(self.phrases, masked.text.as_str());
        for token in &mut tokens {
            if token.mark == tokens::Mark::Word
                && !self.language.contains(token.word.as_str())
                && !self.roles.knows(&token.word)
                && let Some(meant) = self.words.meant(&token.word)
            {
                token.word = meant.to_owned();
            }
        }
        let names: Vec<usize> = masked
            .identifiers
            .iter()
            .zip(&masked.same)
            .filter(|(identifier, _)| identifier.kind == IdentifierKind::PersonName)
            .map(|(_, same)| *same)
            .collect();
        let people = People::find(self.phrases, &self.roles, &tokens, &names);
        let edges = people.edges(self.phrases, &tokens);
        let all = self.words.find(&tokens, &edges);
        let (mut cues, mut rest) = (Vec::new(), Vec::new());
        for one in all {
            match one.what {
                What::Cue(cue) => cues.push(Found { start: one.start, end: one.end, what: cue }),
                _ => rest.push(one),
            }
        }
        let inner = rest.clone();
        let mut rest = leftmost_longest(rest);
        self.take_inner(&inner, &mut rest);
        let swallowed: Vec<(usize, usize)> = rest.iter().map(|one| (one.start, one.end)).collect();
        let longest = leftmost_longest(cues);
        let mut cues = cues_of(&longest, &swallowed);
        let own_past = |one: &&Found<usize>| {
            self.phrases.cues.get(one.what).is_some_and(|cue| cue.meant == handrail_engine::phrases::Meant::OwnPast)
        };
        for one in longest.iter().filter(own_past) {
            if !cues.iter().any(|cue| cue.start == one.start) {
                cues.push(context::Here { start: one.start, end: one.end, cue: one.what });
            }
        }
        cues.sort_by_key(|cue| cue.start);
        let mut covered = vec![false; tokens.len()];
        for one in rest.iter().filter(|one| one.what != What::Nothing) {
            for at in one.start..one.end {
                if let Some(covered) = covered.get_mut(at) {
                    *covered = true;
                }
            }
        }
        Seen { tokens, people, found: rest, cues, covered }
    }

    /// Adds what stands inside phrases that let it in, such as a problem inside the words for how long it has lasted.
    fn take_inner(&self, all: &[Found<What>], kept: &mut Vec<Found<What>>) {
        let mut inner = Vec::new();
        for outer in kept.iter() {
            let What::Concept(number, _) = outer.what else { continue };
            let Some(concept) = self.phrases.concepts.get(number).filter(|concept| !concept.holds.is_empty()) else {
                continue;
            };
            let from = all.partition_point(|one| one.start < outer.start);
            let inside = all.iter().skip(from).take_while(|one| one.start < outer.end).filter(|one| {
                one.end <= outer.end && matches!(one.what, What::Concept(number, _) if concept.holds.contains(&number))
            });
            inner.extend(leftmost_longest(inside.copied().collect()));
        }
        kept.extend(inner);
        kept.sort_by_key(|one| (one.start, std::cmp::Reverse(one.end)));
        kept.dedup();
    }

    /// Whether the same words stand for the same of the young too: then that reading says of whom it is.
    fn has_twin(&self, seen: &Seen, found: &Found<What>) -> bool {
        let What::Concept(number, _) = found.what else { return false };
        let Some(young) = self.phrases.concepts.get(number).and_then(|concept| concept.young) else { return false };
        let from = seen.found.partition_point(|one| one.start < found.start);
        seen.found
            .iter()
            .skip(from)
            .take_while(|one| one.start == found.start)
            .any(|one| one.end == found.end && matches!(one.what, What::Concept(other, _) if other == young))
    }

    fn one(
        &self,
        seen: &Seen,
        context: &Context<'_>,
        binder: &Binder<'_>,
        found: &Found<What>,
        read: &mut Vec<One>,
        unsure: &mut Vec<Unsure>,
    ) {
        let (start, end) = (found.start, found.end);
        let reading = context.read(start, end);
        let (bound, implied) = match found.what {
            What::Concept(number, status) => {
                let number = self.beside(seen, number, start, end);
                (binder.concept(number, start, end, reading.own_past), status)
            }
            What::Act(number, passive) => {
                let Some(act) = self.phrases.acts.get(number) else { return };
                (binder.act(act, passive, start, end), Status::Present)
            }
            What::Nothing | What::Cue(_) => return,
        };
        let said = seen.span(start, end);
        let Some(status) = reading.status(implied) else {
            unsure.push(Unsure { about: said, why: "it is planned, offered or supposed, not told".to_owned() });
            return;
        };
        let Some(bound) = bound else {
            unsure.push(Unsure { about: said, why: "it is not clear whom it is about".to_owned() });
            return;
        };
        let status = if bound.own_past && status == Status::Present { Status::Historic } else { status };
        let Reading { cues, .. } = reading;
        let is_act = matches!(found.what, What::Act(..));
        read.push(One { bound, status, start, end, cues, is_act });
    }

    /// What a concept becomes beside words for another.
    fn beside(&self, seen: &Seen, number: usize, start: usize, end: usize) -> usize {
        let Some((becomes, class)) = self.phrases.concepts.get(number).and_then(|concept| concept.beside.as_ref())
        else {
            return number;
        };
        let words = self.phrases.class(class);
        let sentence = seen.tokens.get(start).map(|token| token.sentence);
        let from = start.saturating_sub(8);
        let near = seen.tokens.get(from..(end + 8).min(seen.tokens.len())).unwrap_or(&[]);
        let there = near.iter().any(|token| Some(token.sentence) == sentence && words.contains(&token.word));
        if there { *becomes } else { number }
    }

    fn not_born(&self, read: &[One], young: &mut Vec<Young>) {
        let expected = self.phrases.concept(&self.phrases.young.not_born_by);
        let now = read.iter().any(|one| Some(one.bound.concept) == expected && one.status == Status::Present);
        if now {
            // One just born whose age no number gives is then the one who is not born yet.
            young.retain(|one| one.years != Some(0) || one.months.is_some() || one.weeks.is_some());
            young.push(Young { not_born: true, ..Young::default() });
        }
    }

    /// Drops what is read only beside something else that the text does not say.
    fn drop_unsupported(&self, assertions: &mut Vec<Assertion>) {
        let there: Vec<(String, String)> = assertions
            .iter()
            .filter(|one| one.status != Status::Absent)
            .map(|one| (one.concept.clone(), one.who.clone()))
            .collect();
        assertions.retain(|one| {
            let Some(concept) = self.phrases.concepts.iter().find(|concept| concept.id == one.concept) else {
                return false;
            };
            concept.only_with.is_empty()
                || concept.only_with.iter().any(|needed| {
                    // The one to whom it is done is not the one who does it.
                    there.iter().any(|(id, _)| id == needed)
                        && !there.iter().any(|(id, who)| id == needed && *who == one.who && self.is_sufferer(id))
                })
        });
    }

    /// `Bruise on the cheek, ?[name of it]`: what was seen is no more certain than what it is called.
    fn doubt_what_is_named_with_doubt(&self, text: &str, assertions: &mut [Assertion]) {
        let names = |one: &Assertion| {
            let said = text.get(one.masked.0..one.masked.1).unwrap_or("").to_lowercase();
            let concept = self.phrases.concepts.iter().find(|concept| concept.id == one.concept);
            concept.is_some_and(|concept| concept.named_by.iter().any(|word| said.contains(word.as_str())))
        };
        let doubted: Vec<(String, String)> = assertions
            .iter()
            .filter(|one| one.status == Status::Uncertain && names(one))
            .map(|one| (one.concept.clone(), one.who.clone()))
            .collect();
        for one in assertions {
            let seen = one.status == Status::Present && !one.is_act && !names(one);
            if seen && doubted.iter().any(|(concept, who)| *concept == one.concept && *who == one.who) {
                one.status = Status::Uncertain;
            }
        }
    }

    fn is_sufferer(&self, id: &str) -> bool {
        self.phrases.concepts.iter().any(|concept| concept.id == id && concept.about == About::Sufferer)
    }
}

/// The words of the language, from the lists of the pack.
fn language(pack: &Pack) -> HashSet<&str> {
    let lists = ["english.txt", "common_words.txt"];
    let files = pack.texts().iter().filter(|(path, _)| {
        FileKind::of(path) == FileKind::Words && lists.iter().any(|list| path.rsplit('/').next() == Some(*list))
    });
    files.flat_map(|(_, text)| text.text().lines()).filter(|line| !line.starts_with('#')).collect()
}

/// Something that was read, by its tokens.
#[derive(Debug)]
struct One {
    bound: Bound,
    status: Status,
    start: usize,
    end: usize,
    cues: Vec<(usize, usize)>,
    is_act: bool,
}

/// What was seen in a text before it is put together.
struct Seen {
    tokens: Vec<Token>,
    people: People,
    found: Vec<Found<What>>,
    cues: Vec<context::Here>,
    covered: Vec<bool>,
}

impl Seen {
    fn context<'s>(&'s self, phrases: &'s Phrases) -> Context<'s> {
        Context { phrases, tokens: &self.tokens, cues: &self.cues, covered: &self.covered, people: &self.people }
    }

    fn span(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.tokens.get(start).map_or(0, |token| token.start);
        let last = end.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(first, |token| token.end);
        (first, last.max(first))
    }
}
