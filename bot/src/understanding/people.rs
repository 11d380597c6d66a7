//! Who is spoken of: words for people, names, pronouns, and which of them are the same person.
//!
//! Not for what is said of them: see [`super::bind`].

use std::collections::BTreeMap;

use handrail_engine::phrases::{Kind, Phrases, Sex};

use super::phrases::{Edge, Found, Tree, leftmost_longest};
use super::tokens::{Mark, Token};

/// A place where somebody is spoken of.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "grammatical properties, independent of each other")]
pub(super) struct Mention {
    /// Its first token.
    pub(super) start: usize,
    /// The token after its last.
    pub(super) end: usize,
    /// Whom the word means, if the word says it.
    pub(super) person: Option<usize>,
    /// She or he, if the word says it.
    pub(super) sex: Option<Sex>,
    /// Several.
    pub(super) plural: bool,
    /// A pronoun.
    pub(super) pronoun: bool,
    /// The form that owns what follows.
    pub(super) owns: bool,
    /// The number of the name.
    pub(super) name: Option<usize>,
    /// A title stands before the name.
    pub(super) title: bool,
    /// The age that the word itself gives.
    pub(super) age: Option<u16>,
    /// A preposition stands before it.
    pub(super) oblique: bool,
    /// The number of the mention that owns it.
    pub(super) owner: Option<usize>,
    /// Which person of the text.
    pub(super) entity: usize,
}

/// A person of the text.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    /// Who, if that is known.
    pub(super) person: Option<usize>,
    /// She or he.
    pub(super) sex: Option<Sex>,
    /// Several.
    pub(super) plural: bool,
    /// Whether the text names them.
    pub(super) named: bool,
    /// Whether who they are is a guess: the text has a name for them and nothing else.
    pub(super) is_guess: bool,
}

/// Everybody of a text.
#[derive(Debug)]
pub(super) struct People {
    /// Where they are spoken of, in order.
    pub(super) mentions: Vec<Mention>,
    /// Who they are.
    pub(super) entities: Vec<Entity>,
}

/// The greatest number of mentions before a pronoun that are looked at.
const FURTHEST: usize = 24;

impl People {
    /// Finds everybody. `names` holds the number of each masked name, in order.
    pub(super) fn find(phrases: &Phrases, roles: &Tree<usize>, tokens: &[Token], names: &[usize]) -> Self {
        let mut people = Self { mentions: mentions(phrases, roles, tokens, names), entities: Vec::new() };
        people.owners(phrases, tokens);
        let evidence = people.evidence(phrases, tokens);
        people.resolve(phrases, tokens, &evidence);
        people
    }

    /// The person of a mention.
    pub(super) fn entity(&self, mention: &Mention) -> Option<&Entity> {
        self.entities.get(mention.entity)
    }

    /// The kind of a mention.
    pub(super) fn kind(&self, phrases: &Phrases, mention: &Mention) -> Option<Kind> {
        let person = self.entity(mention)?.person?;
        phrases.people.get(person).map(|person| person.kind)
    }

    fn kind_of(phrases: &Phrases, mention: &Mention) -> Option<Kind> {
        phrases.people.get(mention.person?).map(|person| person.kind)
    }

    /// The edges by which phrases reach over people.
    pub(super) fn edges(&self, phrases: &Phrases, tokens: &[Token]) -> Vec<Vec<Edge>> {
        let mut edges: Vec<Vec<Edge>> = vec![Vec::new(); tokens.len()];
        let words = phrases.class("before_person");
        for mention in &self.mentions {
            let mut names = vec!["anyone".to_owned()];
            if let Some(person) = self.entity(mention).and_then(|entity| entity.person)
                && let Some(person) = phrases.people.get(person)
            {
                names.push(person.id.clone());
                let kind = handrail_engine::phrases::KINDS.iter().find(|(_, kind)| *kind == person.kind);
                names.extend(kind.map(|(word, _)| (*word).to_owned()));
            }
            let mut start = mention.start;
            // The person may begin with an article or with whose it is.
            for _ in 0..3 {
                if let Some(slot) = edges.get_mut(start) {
                    slot.push(Edge { end: mention.end, names: names.clone() });
                }
                let Some(before) = start.checked_sub(1).and_then(|at| tokens.get(at)) else { break };
                if !words.contains(&before.word) {
                    break;
                }
                start -= 1;
            }
        }
        edges
    }

    fn owners(&mut self, phrases: &Phrases, tokens: &[Token]) {
        let between = phrases.class("before_role");
        for number in 1..self.mentions.len() {
            let (Some(before), Some(here)) = (self.mentions.get(number - 1), self.mentions.get(number)) else {
                continue;
            };
            let near = here.start.saturating_sub(before.end) <= 2
                && tokens.get(before.end..here.start).is_some_and(|words| {
                    words.iter().all(|token| between.contains(&token.word) || matches!(token.mark, Mark::Number(_)))
                });
            if before.owns
                && near
                && !here.pronoun
                && let Some(here) = self.mentions.get_mut(number)
            {
                here.owner = Some(number - 1);
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "one row of signs, each of a few lines")]
    /// What words beside a name say of whose it is: `[name] (mum)`, `her partner, [name]`.
    fn evidence(&self, phrases: &Phrases, tokens: &[Token]) -> Evidence {
        let mut evidence = Evidence::default();
        let mark = |at: usize| tokens.get(at).map(|token| token.mark);
        let between = phrases.class("before_role");
        let is_role = |mention: &Mention| mention.name.is_none() && !mention.pronoun && mention.person.is_some();
        let mut listed = false;
        for (number, here) in self.mentions.iter().enumerate() {
            let Some(name) = here.name else { continue };
            let before = number.checked_sub(1).and_then(|at| self.mentions.get(at).map(|mention| (at, mention)));
            let after = self.mentions.get(number + 1);
            let gap = |from: usize, to: usize| tokens.get(from..to).unwrap_or(&[]);
            if let Some((at, before)) = before.filter(|(_, before)| is_role(before) && !before.owns) {
                let joined = match gap(before.end, here.start) {
                    [] => true,
                    [one] => {
                        matches!(one.mark, Mark::Open | Mark::Comma | Mark::Colon)
                            || phrases.class("joins_name").contains(&one.word)
                    }
                    _ => false,
                };
                let taken =
                    evidence.links.values().any(|role| *role == at) && matches!(mark(before.end), Some(Mark::Comma));
                if joined && !taken {
                    if before.plural {
                        evidence.roles.entry(name).or_insert((before.person, None));
                    } else {
                        evidence.links.insert(number, at);
                        evidence.roles.entry(name).or_insert((before.person, before.sex));
                    }
                    listed = before.plural;
                    continue;
                }
            }
            // The second and later of a list of names.
            if listed
                && let Some((_, before)) = before
                && let Some(same) = before.name.and_then(|name| evidence.roles.get(&name)).copied()
                && gap(before.end, here.start).iter().all(|token| {
                    matches!(token.mark, Mark::Comma | Mark::Number(_) | Mark::Open | Mark::Close | Mark::Fraction(..))
                        || token.word == "and"
                })
            {
                evidence.roles.entry(name).or_insert((same.0, None));
                continue;
            }
            listed = false;
            if let Some(after) = after.filter(|after| is_role(after) || after.pronoun) {
                let role = if after.pronoun { self.mentions.get(number + 2) } else { Some(after) };
                let role = role.filter(|role| {
                    is_role(role) && (!role.plural || Self::kind_of(phrases, role) == Some(Kind::Elder))
                });
                if let Some(role) = role {
                    let words = gap(here.end, role.start);
                    let opens = words.first().is_some_and(|first| {
                        matches!(first.mark, Mark::Comma | Mark::Open) || phrases.class("is").contains(&first.word)
                    });
                    let plain = words.iter().skip(1).all(|token| {
                        between.contains(&token.word)
                            || matches!(token.mark, Mark::Comma | Mark::Number(_))
                            || phrases.units.iter().any(|unit| unit.words.contains(&token.word))
                    });
                    // `[name], mum and …` is a list and no apposition.
                    // `[name], her partner, [name]`: the second is the partner.
                    let another = role.owner.is_some()
                        && mark(role.end) == Some(Mark::Comma)
                        && mark(role.end + 1) == Some(Mark::Name);
                    if opens
                        && plain
                        && words.len() <= 6
                        && mark(role.end) != Some(Mark::Name)
                        && !role.owns
                        && !another
                    {
                        evidence.roles.entry(name).or_insert((role.person, role.sex));
                        evidence.links.insert(number, if after.pronoun { number + 2 } else { number + 1 });
                        continue;
                    }
                }
                if here.owns && after.owner == Some(number) {
                    let kind = after.person.and_then(|person| phrases.people.get(person)).map(|person| person.kind);
                    match kind {
                        Some(Kind::Young) => evidence.has_young.insert(name, None),
                        Some(Kind::Adult | Kind::Both | Kind::Elder) => evidence.has_adult.insert(name, None),
                        _ => None,
                    };
                }
            }
            if here.title
                && let Some(sex) = here.sex
            {
                evidence.titles.entry(name).or_insert(Some(sex));
            }
            // An age of somebody young.
            let mut at = here.end;
            while tokens.get(at).is_some_and(|token| {
                matches!(token.mark, Mark::Comma | Mark::Open | Mark::Dash)
                    || phrases.class("before_age").contains(&token.word)
            }) && at < here.end + 4
            {
                at += 1;
            }
            match mark(at) {
                Some(Mark::Fraction(_, 12 | 52 | 7)) => {
                    evidence.aged.insert(name, None);
                }
                Some(Mark::Number(age)) if age <= u32::from(phrases.young.oldest).min(19) => {
                    evidence.aged.insert(name, None);
                }
                _ => {}
            }
        }
        evidence
    }

    fn resolve(&mut self, phrases: &Phrases, tokens: &[Token], evidence: &Evidence) {
        let mut known = Known::default();
        let one = |kind: Kind, sex: Option<Sex>| {
            phrases.people.iter().position(|person| person.kind == kind && (sex.is_none() || person.sex == sex))
        };
        let young = one(Kind::Young, None);
        for number in 0..self.mentions.len() {
            let Some(mention) = self.mentions.get(number).cloned() else { continue };
            let entity = if mention.pronoun {
                self.antecedent(phrases, tokens, number, young)
            } else if let Some(name) = mention.name {
                let key = (name, if mention.title { mention.sex } else { None });
                let entity =
                    known.names.get(&key).or_else(|| if mention.title { None } else { known.by_name.get(&name) });
                entity.copied().unwrap_or_else(|| {
                    let role = evidence.roles.get(&name).copied().filter(|_| {
                        !mention.title || { evidence.links.contains_key(&number) || !known.by_name.contains_key(&name) }
                    });
                    let title =
                        mention.sex.or_else(|| evidence.titles.get(&name).copied().flatten().filter(|_| mention.title));
                    let person = role.and_then(|(person, _)| person).or_else(|| {
                        if !mention.title
                            && (evidence.aged.contains_key(&name) || evidence.has_adult.contains_key(&name))
                        {
                            return young;
                        }
                        if mention.title {
                            return one(Kind::Adult, title).filter(|person| {
                                !known.single.contains_key(person) || {
                                    let entity = known.single.get(person).and_then(|entity| self.entities.get(*entity));
                                    entity.is_some_and(|entity| !entity.named)
                                }
                            });
                        }
                        None
                    });
                    let sex = title.or(role.and_then(|(_, sex)| sex));
                    let outside = mention.person;
                    let person = outside.or(person);
                    self.entity_for(
                        phrases,
                        &mut known,
                        Spoken { person, sex, plural: mention.plural, named: true, anew: false },
                    )
                })
            } else {
                let person = self.kin(phrases, tokens, number, &mention).or(mention.person);
                // A role that belongs to a name seen before is that person.
                let linked = evidence
                    .links
                    .iter()
                    .find(|(_, role)| **role == number)
                    .and_then(|(named, _)| self.mentions.get(*named)?.name)
                    .and_then(|name| known.by_name.get(&name).copied());
                // `a boy` is none of those who were spoken of.
                let anew = mention
                    .start
                    .checked_sub(1)
                    .and_then(|at| tokens.get(at))
                    .is_some_and(|before| phrases.class("one").contains(&before.word));
                linked.unwrap_or_else(|| {
                    let spoken = Spoken { person, sex: mention.sex, plural: mention.plural, named: false, anew };
                    self.entity_for(phrases, &mut known, spoken)
                })
            };
            if let Some(name) = mention.name {
                known.by_name.entry(name).or_insert(entity);
                known.names.insert((name, if mention.title { mention.sex } else { None }), entity);
                // The role that stands before the name is the same person.
                if let Some(role) = evidence.links.get(&number)
                    && let Some(role) = self.mentions.get_mut(*role)
                    && role.start < mention.start
                {
                    role.entity = entity;
                }
            }
            if let Some(slot) = self.mentions.get_mut(number) {
                slot.entity = entity;
            }
            self.owner_of_young(phrases, number, evidence);
        }
        self.name_the_rest(phrases, young);
    }

    /// Who owns somebody young brings them up; who owns an adult is young.
    fn owner_of_young(&mut self, phrases: &Phrases, number: usize, evidence: &Evidence) {
        let Some(mention) = self.mentions.get(number) else { return };
        let Some(owner) = mention.owner.and_then(|owner| self.mentions.get(owner)) else { return };
        let owner_entity = owner.entity;
        let kind = self.kind(phrases, mention);
        let sex = owner.sex.or_else(|| self.entities.get(owner_entity).and_then(|entity| entity.sex));
        let word = mention.person.and_then(|person| phrases.people.get(person)).map(|person| person.kind);
        let Some(entity) = self.entities.get_mut(owner_entity) else { return };
        if entity.person.is_some() || entity.plural {
            return;
        }
        let wanted = match (kind, word) {
            (Some(Kind::Young), Some(Kind::Young)) if !phrases.class("siblings").is_empty() => (Kind::Adult, sex),
            (_, Some(Kind::Elder | Kind::Both)) => (Kind::Young, None),
            _ => return,
        };
        if wanted.0 == Kind::Adult && evidence.has_adult.is_empty() && sex.is_none() {
            return;
        }
        entity.person = phrases
            .people
            .iter()
            .position(|person| person.kind == wanted.0 && (wanted.1.is_none() || person.sex == wanted.1));
    }

    /// What a word for a relation means beside whose it is.
    fn kin(&self, phrases: &Phrases, tokens: &[Token], number: usize, mention: &Mention) -> Option<usize> {
        // `Says daughter …`: of the one who was just spoken of, if that is one of the generation before.
        let teller = || {
            let before = self.mentions.get(..number)?.iter().rfind(|before| before.name.is_none())?;
            let elder = self.kind(phrases, before) == Some(Kind::Elder);
            (elder && before.end + 6 >= mention.start && !mention.plural).then_some(before)
        };
        let owner = match mention.owner {
            Some(owner) => self.mentions.get(owner)?,
            None => teller()?,
        };
        let owner = self.entity(owner)?.person?;
        let word = &tokens.get(mention.end.checked_sub(1)?)?.word;
        phrases.kin.iter().find(|kin| kin.of.contains(&owner) && kin.words.contains(word)).map(|kin| kin.means)
    }

    fn entity_for(
        &mut self,
        phrases: &Phrases,
        known: &mut Known,
        Spoken { person, sex, plural, named, anew }: Spoken,
    ) -> usize {
        let kind = person.and_then(|person| phrases.people.get(person)).map(|person| person.kind);
        let single = matches!(kind, Some(Kind::Adult | Kind::Both | Kind::Whole | Kind::Elder));
        if single
            && let Some(person) = person
            && let Some(entity) = known.single.get(&person)
        {
            if let Some(entity) = self.entities.get_mut(*entity) {
                entity.named |= named;
            }
            return *entity;
        }
        // `the boy` is the boy who was spoken of, if there is one alone.
        if kind == Some(Kind::Young) && !named && !anew {
            let same = self.entities.iter().rposition(|entity| {
                entity.person == person
                    && entity.plural == plural
                    && (sex.is_none() || entity.sex.is_none() || entity.sex == sex)
            });
            if let Some(entity) = same {
                if let Some(slot) = self.entities.get_mut(entity) {
                    slot.sex = slot.sex.or(sex);
                }
                return entity;
            }
        }
        let own_sex = person.and_then(|person| phrases.people.get(person)).and_then(|person| person.sex);
        self.entities.push(Entity { person, sex: sex.or(own_sex), plural, named, is_guess: false });
        let entity = self.entities.len() - 1;
        if let Some(person) = person
            && single
        {
            known.single.insert(person, entity);
        }
        entity
    }

    /// Whom a pronoun means.
    fn antecedent(&mut self, phrases: &Phrases, tokens: &[Token], number: usize, young: Option<usize>) -> usize {
        let Some(pronoun) = self.mentions.get(number).cloned() else { return 0 };
        let sentence = |mention: &Mention| tokens.get(mention.start).map_or(0, |token| token.sentence);
        let here = sentence(&pronoun);
        let object = !pronoun.owns
            && tokens.get(pronoun.start).is_some_and(|token| phrases.class("object_pronouns").contains(&token.word));
        let is_young = is_aged(phrases, tokens, &pronoun);
        let mut best: Option<(i64, usize)> = None;
        let from = number.saturating_sub(FURTHEST);
        let before = self.mentions.get(from..number).unwrap_or(&[]);
        let nearest_subject =
            before.iter().rfind(|mention| sentence(mention) == here && !mention.oblique && !mention.owns);
        let excluded = nearest_subject.filter(|_| object).map(|mention| mention.entity);
        for (offset, mention) in before.iter().enumerate() {
            let Some(entity) = self.entities.get(mention.entity) else { continue };
            if Some(mention.entity) == excluded || entity.plural != pronoun.plural {
                continue;
            }
            if entity.sex.is_some() && pronoun.sex.is_some() && entity.sex != pronoun.sex {
                continue;
            }
            let grown = entity.person.is_some() && entity.person != young;
            if is_young && grown {
                continue;
            }
            let far = i64::try_from(here.saturating_sub(sentence(mention))).unwrap_or(99);
            if far > 4 {
                continue;
            }
            let first = !before
                .iter()
                .take(offset)
                .any(|earlier| sentence(earlier) == sentence(mention) && !earlier.oblique && !earlier.owns);
            let kind = entity.person.and_then(|person| phrases.people.get(person)).map(|person| person.kind);
            let mut score = -4 * far + i64::try_from(offset).unwrap_or(0) / 3;
            score += if first && !mention.oblique && !mention.owns { 3 } else { 0 };
            score += if mention.oblique { -1 } else { 0 };
            score += if entity.sex.is_some() { 2 } else { 0 };
            score += i64::from(mention.pronoun);
            score += match kind {
                Some(Kind::Outside) => -4,
                Some(Kind::Whole) => -6,
                _ => 0,
            };
            if best.is_none_or(|(known, _)| score >= known) {
                best = Some((score, mention.entity));
            }
        }
        if let Some((_, entity)) = best {
            if let Some(entity) = self.entities.get_mut(entity) {
                entity.sex = entity.sex.or(pronoun.sex);
                if is_young {
                    entity.person = entity.person.or(young);
                }
            }
            return entity;
        }
        let person = if is_young { young } else { None };
        self.entities.push(Entity { person, sex: pronoun.sex, plural: pronoun.plural, named: false, is_guess: false });
        self.entities.len() - 1
    }

    /// Names of whom the text never says who they are.
    fn name_the_rest(&mut self, phrases: &Phrases, young: Option<usize>) {
        let kind =
            |person: Option<usize>| person.and_then(|person| phrases.people.get(person)).map(|person| person.kind);
        let any_young = self.entities.iter().any(|entity| kind(entity.person) == Some(Kind::Young));
        let any_adult = self.entities.iter().any(|entity| kind(entity.person) == Some(Kind::Adult));
        let mut first = any_young && !any_adult;
        for entity in &mut self.entities {
            if entity.person.is_some() || entity.plural {
                continue;
            }
            if !entity.named {
                continue;
            }
            let sex = entity.sex.or(Some(Sex::She));
            entity.person = if first {
                phrases.people.iter().position(|person| person.kind == Kind::Adult && person.sex == sex)
            } else {
                entity.is_guess = true;
                young
            };
            first = false;
        }
    }
}

/// What the text says of each name, by its number.
#[derive(Debug, Default)]
struct Evidence {
    roles: BTreeMap<usize, (Option<usize>, Option<Sex>)>,
    titles: BTreeMap<usize, Option<Sex>>,
    aged: BTreeMap<usize, Option<Sex>>,
    has_adult: BTreeMap<usize, Option<Sex>>,
    has_young: BTreeMap<usize, Option<Sex>>,
    /// The mention of a role that is the same person as the mention of a name.
    links: BTreeMap<usize, usize>,
}

/// Somebody as the words for them say.
#[derive(Debug, Clone, Copy)]
struct Spoken {
    person: Option<usize>,
    sex: Option<Sex>,
    plural: bool,
    named: bool,
    /// Nobody who was spoken of before.
    anew: bool,
}

#[derive(Debug, Default)]
struct Known {
    names: BTreeMap<(usize, Option<Sex>), usize>,
    by_name: BTreeMap<usize, usize>,
    single: BTreeMap<usize, usize>,
}

#[expect(clippy::too_many_lines, reason = "one walk over the tokens")]
fn mentions(phrases: &Phrases, roles: &Tree<usize>, tokens: &[Token], names: &[usize]) -> Vec<Mention> {
    let found: Vec<Found<usize>> = leftmost_longest(roles.find(tokens, &[]));
    let mut mentions: Vec<Mention> = Vec::new();
    let mut names = names.iter();
    let mut found = found.into_iter().peekable();
    let mut at = 0;
    while at < tokens.len() {
        while found.peek().is_some_and(|one| one.start < at) {
            found.next();
        }
        let role = found.peek().copied().filter(|one| one.start == at);
        if let Some(one) = role
            && let Some(role) = phrases.roles.get(one.what)
        {
            found.next();
            // `as a …` says how old somebody was, and is nobody else.
            let back = |by: usize, class: &str| {
                at.checked_sub(by)
                    .and_then(|at| tokens.get(at))
                    .is_some_and(|token| phrases.class(class).contains(&token.word))
            };
            if back(1, "as")
                || (back(1, "one") && (back(2, "as") || back(2, "is")))
                    && !role.pronoun
                    && role.age.is_none()
                    && back(2, "as")
            {
                at = one.end;
                continue;
            }
            let owns = tokens.get(one.end - 1).is_some_and(|token| token.owns)
                && !is_verb(phrases, tokens.get(one.end))
                || role.owns;
            let mut mention = Mention {
                start: at,
                end: one.end,
                person: role.person,
                sex: role.sex.or_else(|| role.person.and_then(|person| phrases.people.get(person)?.sex)),
                plural: role.plural,
                pronoun: role.pronoun,
                owns,
                name: None,
                title: role.title,
                age: role.age,
                oblique: false,
                owner: None,
                entity: 0,
            };
            if role.pronoun && role.owns && !owns_what_follows(phrases, tokens.get(one.end)) {
                mention.owns = false;
            }
            if role.pronoun && !role.owns && tokens.get(one.end - 1).is_some_and(|token| token.owns) {
                // `he's` is `he is`.
                mention.owns = false;
            }
            at = one.end;
            if role.title {
                if tokens.get(at).is_some_and(|token| token.mark == Mark::Name) {
                    mention.name = names.next().copied();
                    at += 1;
                    while tokens.get(at).is_some_and(|token| token.mark == Mark::Name) {
                        names.next();
                        at += 1;
                    }
                    mention.end = at;
                    mention.owns = tokens.get(at - 1).is_some_and(|token| token.owns);
                } else if role.person.is_none() && !role.plural {
                    continue;
                }
            }
            mention.oblique = is_oblique(phrases, tokens, mention.start);
            mentions.push(mention);
            continue;
        }
        if tokens.get(at).is_some_and(|token| token.mark == Mark::Name) {
            let name = names.next().copied();
            let start = at;
            at += 1;
            while tokens.get(at).is_some_and(|token| token.mark == Mark::Name)
                && !tokens.get(at - 1).is_some_and(|token| token.owns)
            {
                names.next();
                at += 1;
            }
            let owns = tokens.get(at - 1).is_some_and(|token| token.owns) && !is_verb(phrases, tokens.get(at));
            mentions.push(Mention {
                start,
                end: at,
                person: None,
                sex: None,
                plural: false,
                pronoun: false,
                owns,
                name,
                title: false,
                age: None,
                oblique: is_oblique(phrases, tokens, start),
                owner: None,
                entity: 0,
            });
            continue;
        }
        at += 1;
    }
    mentions
}

/// Whether a pronoun is said to be of an age at which one is young: `he's 6`, `they are 8 and 4`.
fn is_aged(phrases: &Phrases, tokens: &[Token], pronoun: &Mention) -> bool {
    if pronoun.owns {
        return false;
    }
    let mut at = pronoun.end;
    let mut said = tokens.get(at.wrapping_sub(1)).is_some_and(|token| token.owns);
    while let Some(token) = tokens.get(at).filter(|_| at < pronoun.end + 4) {
        let is = phrases.class("is").contains(&token.word) || phrases.class("are").contains(&token.word);
        if !is && !phrases.class("nearly").contains(&token.word) && !phrases.class("before_age").contains(&token.word) {
            break;
        }
        said |= is;
        at += 1;
    }
    let after = tokens.get(at + 1);
    let counts = after.is_some_and(|token| phrases.class("not_age_after").contains(&token.word))
        || tokens.get(at + 2).is_some_and(|token| phrases.class("not_age_after").contains(&token.word));
    let unit = after.is_some_and(|token| phrases.units.iter().any(|unit| unit.words.contains(&token.word)));
    let ends = unit
        || after.is_none_or(|token| token.mark != Mark::Word)
        || after.is_some_and(|token| phrases.class("after_age").contains(&token.word));
    match tokens.get(at).map(|token| token.mark) {
        Some(Mark::Number(age)) => said && !counts && ends && (age < 16 || unit && age < 24),
        Some(Mark::Fraction(_, 12 | 52)) => said && !counts,
        _ => false,
    }
}

/// Whether `her` and the like stand before what is hers.
fn owns_what_follows(phrases: &Phrases, next: Option<&Token>) -> bool {
    next.is_some_and(|token| token.is_wordlike() && !phrases.class("after_object").contains(&token.word))
}

/// Whether what follows `'s` shows that it is short for `is` or `has`: `mum's drinking`, `dad's not here`.
fn is_verb(phrases: &Phrases, next: Option<&Token>) -> bool {
    next.is_some_and(|token| {
        matches!(token.mark, Mark::Number(_) | Mark::Fraction(..))
            || phrases.class("after_is").contains(&token.word)
            || (token.word.len() > 5
                && phrases.class("endings_after_is").iter().any(|end| token.word.ends_with(end.as_str())))
    })
}

fn is_oblique(phrases: &Phrases, tokens: &[Token], start: usize) -> bool {
    let mut at = start;
    for _ in 0..4 {
        let Some(before) = at.checked_sub(1).and_then(|at| tokens.get(at)) else { return false };
        if before.sentence != tokens.get(start).map_or(0, |token| token.sentence) || !before.is_wordlike() {
            return false;
        }
        if phrases.class("prepositions").contains(&before.word) {
            return true;
        }
        let passes = phrases.class("before_role").contains(&before.word)
            || phrases.class("before_person").contains(&before.word)
            || before.owns;
        if !passes {
            return false;
        }
        at -= 1;
    }
    false
}
