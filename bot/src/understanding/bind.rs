//! Whom something that was found is about: the one who owns it, to whom it is done, of whom the clause speaks.
//!
//! Not for who people are: see [`super::people`].

use handrail_engine::phrases::{About, Act, Concept, Kind, Person, Phrases, Sex};

use super::people::{Mention, People};
use super::tokens::{Mark, Token};

/// Whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    /// Which concept it turned out to be, by number.
    pub(super) concept: usize,
    /// Who, by number.
    pub(super) person: usize,
    /// Which person of the text, where the text speaks of one.
    pub(super) entity: Option<usize>,
    /// Whether it can only have been when somebody grown up was young.
    pub(super) own_past: bool,
}

fn is_young(person: &Person) -> bool {
    person.kind == Kind::Young
}

/// The text and everybody in it.
pub(super) struct Binder<'a> {
    /// The pack's words.
    pub(super) phrases: &'a Phrases,
    /// The text.
    pub(super) tokens: &'a [Token],
    /// Everybody.
    pub(super) people: &'a People,
    /// For each sentence, the number of the mention of whom the sentences before it spoke last as one grown up.
    topics: Vec<Option<usize>>,
    /// The same of anybody.
    anybody: Vec<Option<usize>>,
}

impl<'a> Binder<'a> {
    /// Prepares the binding of a text.
    pub(super) fn new(phrases: &'a Phrases, tokens: &'a [Token], people: &'a People) -> Self {
        let sentences = tokens.last().map_or(0, |token| token.sentence + 1);
        let mut binder =
            Self { phrases, tokens, people, topics: vec![None; sentences], anybody: vec![None; sentences] };
        let (mut topic, mut anybody) = (None, None);
        let mut next = 0;
        for sentence in 0..sentences {
            if let Some(slot) = binder.topics.get_mut(sentence) {
                *slot = topic;
            }
            if let Some(slot) = binder.anybody.get_mut(sentence) {
                *slot = anybody;
            }
            let (mut first, mut first_of_all) = (None, None);
            while let Some(mention) = people.mentions.get(next) {
                if binder.sentence(mention.start) > sentence {
                    break;
                }
                if first.is_none() && !mention.oblique && !mention.owns && binder.is_grown(mention) {
                    first = Some(next);
                }
                if first_of_all.is_none()
                    && !mention.oblique
                    && !mention.owns
                    && binder.kind(mention) != Some(Kind::Whole)
                {
                    first_of_all = Some(next);
                }
                next += 1;
            }
            topic = first.or(topic);
            anybody = first_of_all.or(anybody);
        }
        binder
    }

    fn sentence(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(usize::MAX, |token| token.sentence)
    }

    fn kind(&self, mention: &Mention) -> Option<Kind> {
        self.people.kind(self.phrases, mention)
    }

    fn person(&self, mention: &Mention) -> Option<usize> {
        self.people.entity(mention)?.person
    }

    fn is_grown(&self, mention: &Mention) -> bool {
        matches!(self.kind(mention), Some(Kind::Adult | Kind::Both | Kind::Elder))
    }

    fn class(&self, at: usize, class: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| self.phrases.class(class).contains(&token.word))
    }

    /// The mentions of the sentence of a token.
    fn around(&self, at: usize) -> &'a [Mention] {
        let sentence = self.sentence(at);
        let from = self.people.mentions.partition_point(|mention| self.sentence(mention.start) < sentence);
        let to = self.people.mentions.partition_point(|mention| self.sentence(mention.start) <= sentence);
        self.people.mentions.get(from..to).unwrap_or(&[])
    }

    /// The one who stands inside or owns it.
    fn owner(&self, start: usize, end: usize) -> Option<&'a Mention> {
        let before = |mention: &&Mention| {
            mention.end <= start
                && mention.end + 3 > start
                && (mention.owns || mention.end == start && !mention.pronoun)
                && (!mention.oblique || mention.owns)
                && self.tokens.get(mention.end..start).is_some_and(|between| {
                    between.iter().all(|token| {
                        token.mark == Mark::Word && !self.phrases.class("prepositions").contains(&token.word)
                    })
                })
        };
        let around = self.around(start);
        around
            .iter()
            .find(|mention| mention.start >= start && mention.end <= end)
            .or_else(|| around.iter().rev().find(before).filter(|mention| mention.owns || mention.end == start))
    }

    /// The one who follows with `by`, `of`, `in`.
    fn after(&self, end: usize) -> Option<&'a Mention> {
        let around = self.around(end.saturating_sub(1));
        let direct = around.iter().find(|mention| mention.start >= end)?;
        let between = self.tokens.get(end..direct.start)?;
        let linked = between.iter().any(|token| self.phrases.class("of_whom").contains(&token.word));
        let near = between.len() <= 3
            && between.iter().all(|token| {
                self.phrases.class("of_whom").contains(&token.word)
                    || self.phrases.class("before_role").contains(&token.word)
                    || self.phrases.class("before_person").contains(&token.word)
            });
        let several = between.is_empty() && direct.plural && !direct.pronoun;
        (near && (linked || several)).then_some(direct)
    }

    /// Of whom the clause speaks before a token.
    fn subject(&self, start: usize) -> Option<&'a Mention> {
        let inside = self.tokens.get(start).is_some_and(|token| token.inside);
        self.around(start).iter().rev().filter(|mention| mention.end <= start).find(|mention| {
            let relative = self.class(mention.end, "who")
                || self.tokens.get(mention.end).is_some_and(|token| token.mark == Mark::Comma)
                    && self.class(mention.end + 1, "who");
            let bracketed = self.tokens.get(mention.start).is_some_and(|token| token.inside) && !inside;
            (!mention.oblique || relative) && (!mention.owns) && !bracketed
        })
    }

    fn fits(&self, wanted: Kind, mention: &Mention) -> bool {
        match (wanted, self.kind(mention)) {
            (Kind::Young, Some(kind)) => kind == Kind::Young,
            (Kind::Adult | Kind::Open, Some(kind)) => !matches!(kind, Kind::Whole | Kind::Outside),
            _ => true,
        }
    }

    fn bound(
        &self,
        concept: usize,
        mention: Option<&Mention>,
        default: Option<usize>,
        own_past: bool,
    ) -> Option<Bound> {
        let about = self.phrases.concepts.get(concept)?;
        let kind = mention.and_then(|mention| self.kind(mention));
        // Of whom nothing is told but a name is grown up where only those who are can be meant.
        if let Some(entity) = mention.and_then(|mention| self.people.entity(mention)).filter(|entity| entity.is_guess)
            && about.about == About::Kind(Kind::Adult)
        {
            let sex = entity.sex.unwrap_or(Sex::She);
            let person = self.phrases.people.iter().position(|one| one.kind == Kind::Adult && one.sex == Some(sex))?;
            return Some(Bound { concept, person, entity: None, own_past: false });
        }
        let mut person = mention.and_then(|mention| self.person(mention));
        let mut entity = mention.map(|mention| mention.entity);
        let mut concept = concept;
        match kind {
            Some(Kind::Young) => concept = about.young.unwrap_or(concept),
            Some(Kind::Adult | Kind::Both | Kind::Elder) if !own_past => concept = about.adult.unwrap_or(concept),
            Some(_) => {}
            // A pronoun whose person nobody names: she or he who is grown up.
            None => {
                let sex = mention.and_then(|mention| self.people.entity(mention)).and_then(|entity| entity.sex);
                let of_the_young =
                    about.default.and_then(|person| self.phrases.people.get(person)).is_some_and(is_young);
                if let Some(sex) = sex
                    && (!of_the_young || own_past)
                    && (matches!(about.about, About::Kind(Kind::Adult | Kind::Open) | About::Sufferer) || own_past)
                {
                    person = self.phrases.people.iter().position(|one| one.kind == Kind::Adult && one.sex == Some(sex));
                } else {
                    entity = None;
                }
            }
        }
        if own_past && person.is_none_or(|person| self.phrases.people.get(person).is_some_and(is_young)) {
            let sex = mention.and_then(|mention| mention.sex);
            let grown = |sex: Option<Sex>| {
                self.phrases.people.iter().position(|one| one.kind == Kind::Adult && (sex.is_none() || one.sex == sex))
            };
            (person, entity) = (grown(sex), None);
        }
        let about = self.phrases.concepts.get(concept)?;
        let default = default.or(about.default);
        if !own_past && person.is_some_and(|person| !about.only.is_empty() && !about.only.contains(&person)) {
            (person, entity) = (None, None);
        }
        let person = person.or(default)?;
        Some(Bound { concept, person, entity, own_past })
    }

    /// The other of the two, where the one who does it is known: by number.
    fn other_of(&self, doer: &Mention) -> Option<usize> {
        let doer = self.people.entity(doer)?;
        let other = |id: Option<&String>| id.and_then(|id| self.phrases.person(id));
        match doer.person.and_then(|person| self.phrases.people.get(person)) {
            // A partner who is a woman has a man beside her.
            Some(person) if person.sex.is_none() && doer.sex == Some(Sex::She) && person.kind == Kind::Adult => {
                self.phrases.people.iter().position(|one| one.kind == Kind::Adult && one.sex == Some(Sex::He))
            }
            Some(person) => other(person.other_of_two.as_ref()),
            None => {
                let same = self.phrases.people.iter().find(|one| one.kind == Kind::Adult && one.sex == doer.sex);
                doer.sex.and(other(same.and_then(|one| one.other_of_two.as_ref())))
            }
        }
    }

    /// Whom a concept is about that was found from `start` up to `end`.
    pub(super) fn concept(&self, number: usize, start: usize, end: usize, own_past: bool) -> Option<Bound> {
        let concept: &Concept = self.phrases.concepts.get(number)?;
        let topic = || {
            let sentence = self.sentence(start);
            let topics = if matches!(concept.about, About::Kind(Kind::Open)) { &self.anybody } else { &self.topics };
            topics.get(sentence).copied().flatten().and_then(|number| self.people.mentions.get(number))
        };
        match concept.about {
            About::Person(person) => {
                let kind = self.phrases.people.get(person).map(|person| person.kind);
                let of_kind = |mention: &&Mention| self.kind(mention) == kind;
                if own_past
                    && let Some(grown) = self.subject(start).or_else(topic).filter(|mention| self.is_grown(mention))
                {
                    return self.bound(number, Some(grown), Some(person), true);
                }
                // `She was … by him`: what is done to the young was done to her when she was.
                if !own_past
                    && kind == Some(Kind::Young)
                    && let Some(grown) = self.subject(start).filter(|mention| self.is_grown(mention) && !mention.plural)
                    && self.is_done_to(grown, start, end)
                {
                    return self.bound(number, Some(grown), Some(person), true);
                }
                // `… is her [exploiter]`: the words hold her to whom it is done.
                if kind == Some(Kind::Young)
                    && let Some(inside) = self.owner(start, end).filter(|mention| {
                        mention.start >= start
                            && mention.owns
                            && mention.pronoun
                            && self.is_grown(mention)
                            && !mention.plural
                            && !self.around(start).iter().any(|one| self.kind(one) == Some(Kind::Young))
                    })
                {
                    return self.bound(number, Some(inside), None, false);
                }
                // Somebody young of an age at which it can be: `[name], sixteen, is expecting`.
                if kind != Some(Kind::Young)
                    && let Some(young) = self.subject(start).filter(|mention| self.kind(mention) == Some(Kind::Young))
                    && self.person(young).is_some_and(|person| concept.only.contains(&person))
                    && self.is_nearly_grown(young)
                {
                    return self.bound(number, Some(young), None, false);
                }
                let entity = self
                    .owner(start, end)
                    .filter(of_kind)
                    .or_else(|| self.subject(start).filter(of_kind))
                    .map(|mention| mention.entity);
                Some(Bound { concept: number, person, entity, own_past: false })
            }
            About::Sufferer => self.sufferer(number, start, end, own_past),
            About::Kind(kind) => {
                let fits = |mention: &&Mention| self.fits(if own_past { Kind::Adult } else { kind }, mention);
                let grown = |mention: &&Mention| self.is_grown(mention) || self.kind(mention).is_none();
                let found = if own_past {
                    self.owner(start, end)
                        .filter(grown)
                        .or_else(|| self.subject(start).filter(grown))
                        .or_else(|| self.around(start).iter().find(grown))
                        .or_else(|| topic().filter(grown))
                } else {
                    self.owner(start, end)
                        .filter(fits)
                        .or_else(|| self.after(end).filter(fits))
                        .or_else(|| self.subject(start).filter(fits))
                        .or_else(|| {
                            // Somebody fitting further back in the sentence, or after it.
                            let around = self.around(start);
                            around
                                .iter()
                                .rev()
                                .filter(|mention| mention.end <= start && !mention.oblique)
                                .find(fits)
                                .or_else(|| {
                                    // A teenager of whom the text speaks.
                                    let before = self.anybody.get(self.sentence(start)).copied().flatten();
                                    before
                                        .and_then(|number| self.people.mentions.get(number))
                                        .filter(|_| kind == Kind::Adult)
                                        .filter(|mention| self.kind(mention) == Some(Kind::Young))
                                        .filter(|mention| self.is_nearly_grown(mention))
                                })
                                .or_else(|| {
                                    around.iter().find(|mention| mention.start >= end && self.is_of(kind, mention))
                                })
                        })
                        .or_else(|| topic().filter(|mention| kind != Kind::Young && fits(mention)))
                };
                let outside = |mention: &&Mention| {
                    kind == Kind::Young || self.kind(mention) != Some(Kind::Outside) || mention.end <= start
                };
                self.bound(number, found.filter(outside), None, own_past)
            }
        }
    }

    /// Whether the text gives somebody an age of eleven or more, right after a word for them.
    fn is_nearly_grown(&self, mention: &Mention) -> bool {
        self.people.mentions.iter().filter(|other| other.entity == mention.entity).any(|other| {
            let sentence = self.sentence(other.start);
            let near = other.start.saturating_sub(4)..(other.end + 4).min(self.tokens.len());
            self.tokens.get(near).is_some_and(|near| {
                near.iter().any(|token| token.sentence == sentence && matches!(token.mark, Mark::Number(11..=19)))
            })
        })
    }

    /// Whether words say that it was done to the one before it: `she was [twice] …`, with nobody young in between or after.
    fn is_done_to(&self, subject: &Mention, start: usize, end: usize) -> bool {
        let between = self.tokens.get(subject.end..start).unwrap_or(&[]);
        let said = between.iter().chain(self.tokens.get(start..end).unwrap_or(&[]).iter().take(1));
        let passive = said.into_iter().any(|token| self.phrases.class("was").contains(&token.word));
        let near = between.len() <= 5 && between.iter().all(|token| token.mark == Mark::Word);
        let young = self.around(start).iter().any(|mention| {
            mention.start >= start && mention.start <= end + 2 && self.kind(mention) == Some(Kind::Young)
        });
        passive && near && !young
    }

    fn is_of(&self, kind: Kind, mention: &Mention) -> bool {
        match kind {
            Kind::Young => self.kind(mention) == Some(Kind::Young),
            _ => self.is_grown(mention),
        }
    }

    /// To whom something is done that a noun names: `from her`, `between them`, `her marriage`.
    fn sufferer(&self, number: usize, start: usize, end: usize, own_past: bool) -> Option<Bound> {
        let around = self.around(start);
        let adult = |mention: &&Mention| self.is_grown(mention) || self.kind(mention).is_none();
        let topic =
            self.topics.get(self.sentence(start)).copied().flatten().and_then(|at| self.people.mentions.get(at));
        if own_past {
            let grown = self.subject(start).filter(adult).or(topic);
            return self.bound(number, grown, None, true);
        }
        let reach = end + 8;
        let mut at = end;
        while at < reach.min(self.tokens.len()) && self.sentence(at) == self.sentence(start) {
            if self.tokens.get(at).is_some_and(|token| matches!(token.mark, Mark::Comma | Mark::Dash)) {
                break;
            }
            let next = around.iter().find(|mention| mention.start > at && mention.start <= at + 3);
            if self.class(at, "between") {
                return self.bound(number, None, None, false);
            }
            if self.class(at, "done_to")
                && let Some(one) = next.filter(|mention| self.kind(mention) != Some(Kind::Outside))
            {
                let one = Some(one).filter(adult);
                return self.bound(number, one, None, false);
            }
            if self.class(at, "done_by") && next.is_some() {
                // The other of the two: the one who is spoken of, unless that is the one who does it.
                let doer = next.map(|mention| mention.entity);
                let other = self.subject(start).or(topic).filter(|mention| Some(mention.entity) != doer);
                return self.bound(number, other.filter(adult), None, false);
            }
            if let Some(owner) = around.iter().find(|mention| mention.start == at && mention.owns).filter(adult) {
                return self.bound(number, Some(owner), None, false);
            }
            at += 1;
        }
        let owner = self.owner(start, end).filter(adult).filter(|mention| mention.owns);
        let phrase_of_subject = self
            .tokens
            .get(start..end)
            .is_some_and(|words| words.iter().any(|token| self.phrases.class("of_subject").contains(&token.word)));
        let subject = self.subject(start).filter(adult);
        let topic = || topic.filter(|_| self.subject(start).is_none());
        if let Some(one) = owner.or(subject.or_else(topic).filter(|_| phrase_of_subject)) {
            return self.bound(number, Some(one), None, false);
        }
        // Somebody is named and it is not said whether they do or suffer it: he does it to the other of the two, and
        // she tells of it.
        let named = self.subject(start).or_else(|| around.iter().find(|mention| mention.start >= end));
        let other = named.filter(|mention| !mention.plural).and_then(|mention| {
            let sex = self.people.entity(mention).and_then(|entity| entity.sex);
            match (self.kind(mention), sex) {
                (Some(Kind::Adult) | None, Some(Sex::She)) if !self.is_both_sexes(mention) => self.person_of(mention),
                (Some(Kind::Adult) | None, _) => self.other_of(mention),
                // Of those outside only one who was a partner before.
                (Some(Kind::Outside), _) if self.is_former(mention) => self.other_of(mention),
                _ => None,
            }
        });
        match other {
            Some(person) => Some(Bound { concept: number, person, entity: None, own_past: false }),
            None => self.bound(number, None, None, false),
        }
    }

    fn is_former(&self, mention: &Mention) -> bool {
        (mention.start..mention.end).any(|at| self.class(at, "former"))
    }

    /// Whether the words for somebody leave open whether it is she or he.
    fn is_both_sexes(&self, mention: &Mention) -> bool {
        self.people.entity(mention).is_none_or(|entity| entity.sex.is_none())
    }

    /// Who somebody is, or would be by sex alone.
    fn person_of(&self, mention: &Mention) -> Option<usize> {
        let entity = self.people.entity(mention)?;
        entity
            .person
            .or_else(|| self.phrases.people.iter().position(|one| one.kind == Kind::Adult && one.sex == entity.sex))
    }

    /// Of whom a stretch speaks, whatever it is.
    pub(super) fn anyone(&self, start: usize, end: usize) -> Option<usize> {
        let mention = self.owner(start, end).or_else(|| self.after(end)).or_else(|| self.subject(start))?;
        self.person(mention)
    }

    /// What an act is and to whom it is done, for a verb from `start` up to `end`.
    pub(super) fn act(&self, act: &Act, passive: bool, start: usize, end: usize) -> Option<Bound> {
        let around = self.around(start);
        let following = around.iter().find(|mention| {
            mention.end > end.saturating_sub(1)
                && mention.start + 1 >= end
                && mention.start <= end + 3
                && self.tokens.get(end..mention.start.max(end)).is_some_and(|between| {
                    between.iter().all(|token| {
                        token.mark == Mark::Word
                            && (self.phrases.class("before_role").contains(&token.word)
                                || self.phrases.class("before_person").contains(&token.word)
                                || self.phrases.class("before_object").contains(&token.word))
                    })
                })
        });
        let by = around.iter().find(|mention| {
            mention.start >= end
                && self.tokens.get(end..mention.start).is_some_and(|between| {
                    between.len() <= 6
                        && between.iter().any(|token| self.phrases.class("done_by").contains(&token.word))
                })
        });
        let subject = self.subject(start);
        let (doer, sufferer) = if passive { (by, subject) } else { (subject, following) };
        let doer_kind = doer.and_then(|mention| self.kind(mention));
        let sufferer_kind = sufferer.and_then(|mention| self.kind(mention));
        let who = |concept: Option<usize>, mention: Option<&Mention>| self.bound(concept?, mention, None, false);
        if doer_kind == Some(Kind::Young) && !passive {
            return who(act.by_young, doer);
        }
        match sufferer_kind {
            Some(Kind::Young) => who(act.to_young, sufferer),
            Some(Kind::Adult | Kind::Both | Kind::Elder) => who(act.to_adult, sufferer),
            Some(Kind::Outside) => None,
            _ if sufferer.is_some_and(|mention| mention.sex.is_some()) => who(act.to_adult, sufferer),
            _ => {
                let topic_young =
                    doer.is_none() && around.iter().any(|mention| self.kind(mention) == Some(Kind::Young));
                if topic_young && passive {
                    return who(act.to_young, None);
                }
                let partner = |mention: &&Mention| self.kind(mention) != Some(Kind::Outside) || self.is_former(mention);
                let other =
                    doer.filter(|mention| !mention.plural).filter(partner).and_then(|mention| self.other_of(mention));
                match (act.to_nobody, other) {
                    (Some(concept), Some(person)) => Some(Bound { concept, person, entity: None, own_past: false }),
                    _ => who(act.to_nobody, None),
                }
            }
        }
    }
}
