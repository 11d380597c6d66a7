//! How old somebody young is, as precisely as the text says it.
//!
//! Durations, grown people, gestation and numbers of other things are no ages. Units and words are data.

use handrail_engine::phrases::{Kind, Phrases, Sex};

use super::people::{Mention, People};
use super::tokens::{Mark, Token};

/// One of the young of whom the text speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Young {
    /// Age in completed weeks, if the text gives weeks.
    pub(crate) weeks: Option<u32>,
    /// Age in completed months, if the text gives months.
    pub(crate) months: Option<u32>,
    /// Age in completed years, if the text gives years alone.
    pub(crate) years: Option<u32>,
    /// She or he.
    pub(crate) sex: Option<Sex>,
    /// Not born yet.
    pub(crate) not_born: bool,
    /// Which person of the text.
    pub(crate) entity: Option<usize>,
}

impl Young {
    fn has_age(&self) -> bool {
        self.weeks.is_some() || self.months.is_some() || self.years.is_some()
    }

    fn same_age(&self, other: &Self) -> bool {
        (self.weeks, self.months, self.years) == (other.weeks, other.months, other.years)
    }

    fn in_months(&self) -> Option<u32> {
        self.months.or(self.weeks.map(|weeks| weeks / 4)).or(self.years.map(|years| years * 12))
    }
}

struct Age {
    start: usize,
    end: usize,
    says: Young,
    has_unit: bool,
    /// Words that nothing but an age has, such as `old`.
    is_certain: bool,
}

/// Whose age a number is.
#[derive(Debug, Clone, Copy)]
enum Whose {
    /// Of somebody who is spoken of, by the number of the mention.
    Mention(usize),
    /// Of somebody of whom nothing but the age is said: `a 12-year-old`.
    Nobody,
}

struct Reader<'a> {
    phrases: &'a Phrases,
    tokens: &'a [Token],
    people: &'a People,
}

/// The young of a text with their ages, in the order of the text.
pub(super) fn young(phrases: &Phrases, tokens: &[Token], people: &People) -> Vec<Young> {
    let reader = Reader { phrases, tokens, people };
    let mut found: Vec<Young> = Vec::new();
    let mut at = 0;
    // Whose ages a list goes on with.
    let mut list: Option<(usize, Whose)> = None;
    while at < tokens.len() {
        let Some(age) = reader.age(at) else {
            at += 1;
            continue;
        };
        let goes_on = list.filter(|(end, _)| reader.joins(*end, at)).map(|(_, whose)| whose);
        let Some(whose) = goes_on.or_else(|| reader.whose(at, &age)) else {
            at += 1;
            continue;
        };
        list = Some((age.end, whose));
        at = age.end;
        let mut one = age.says.clone();
        let mention = match whose {
            Whose::Mention(number) => people.mentions.get(number),
            Whose::Nobody => None,
        };
        let entity = mention.and_then(|mention| people.entity(mention));
        let sex = entity.and_then(|entity| entity.sex).or(mention.and_then(|mention| mention.sex));
        one.sex = reader.sex_after(age.end).or_else(|| reader.letter_before(age.start)).or(sex);
        let Some(mention) = mention else {
            found.push(one);
            continue;
        };
        let plural = mention.plural || entity.is_some_and(|entity| entity.plural);
        if plural {
            let twins = goes_on.is_none() && reader.are_twins(mention) && !reader.list_follows(age.end);
            found.push(one.clone());
            if twins {
                found.push(one);
            }
            continue;
        }
        // A second age beside one mention is another one's, as in `3 (12, 9)`.
        if goes_on.is_some() {
            found.push(one);
            continue;
        }
        one.entity = Some(mention.entity);
        match found.iter().find(|known| known.entity == one.entity && known.has_age()) {
            None => found.push(one),
            // `A boy of four and … a boy of two`: words are shared, people are not.
            Some(known) if !known.same_age(&one) && mention.name.is_none() && !mention.pronoun => {
                found.push(Young { entity: None, ..one });
            }
            Some(_) => {}
        }
    }
    reader.without_number(&mut found);
    found
}

impl Reader<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn in_class(&self, at: usize, class: &str) -> bool {
        self.token(at).is_some_and(|token| self.phrases.class(class).contains(&token.word))
    }

    fn unit(&self, at: usize) -> Option<u16> {
        let token = self.token(at)?;
        let unit = self.phrases.units.iter().find(|unit| unit.words.contains(&token.word))?;
        // `4y M`, `15M`: a capital letter that stands for a sex is no unit.
        let is_sex = token.capital && self.letter(at).is_some();
        (!is_sex).then_some(unit.per_year)
    }

    /// The sex for which a single letter stands.
    fn letter(&self, at: usize) -> Option<Sex> {
        let token = self.token(at).filter(|token| token.mark == Mark::Word && token.word.len() == 1)?;
        let is = |class: &str| self.phrases.class(class).contains(&token.word);
        if is("she") { Some(Sex::She) } else { is("he").then_some(Sex::He) }
    }

    /// The sex that a capital letter before an age gives: `F 14`, `M, 6`.
    fn letter_before(&self, at: usize) -> Option<Sex> {
        let before = at.checked_sub(1)?;
        let before = match self.token(before)?.mark {
            Mark::Comma | Mark::Open => before.checked_sub(1)?,
            _ => before,
        };
        self.letter(before).filter(|_| self.token(before).is_some_and(|token| token.capital))
    }

    /// An age that stands here, whosever it is.
    fn age(&self, at: usize) -> Option<Age> {
        let token = self.token(at)?;
        let mut age = Young::default();
        let mut end = at + 1;
        let mut has_unit = true;
        let mut is_certain = false;
        match token.mark {
            Mark::Fraction(number, 12) => age.months = Some(number),
            Mark::Fraction(number, 52) => age.weeks = Some(number),
            Mark::Fraction(number, 7) => age.weeks = Some(number / 7),
            Mark::Number(number) if number <= u32::from(self.phrases.young.oldest) * 12 => {
                if self.in_class(at.wrapping_sub(1), "not_age_before") {
                    return None;
                }
                if let Some(unit) = self.unit(end) {
                    end += 1;
                    match unit {
                        1 => age.years = Some(number),
                        12 => age.months = Some(number),
                        _ => age.weeks = Some(number),
                    }
                    // `two years and two months`.
                    let next = if self.in_class(end, "and") { end + 1 } else { end };
                    if unit == 1
                        && let Some(Mark::Number(months)) = self.token(next).map(|token| token.mark)
                        && months < 12
                        && self.unit(next + 1) == Some(12)
                    {
                        age.years = None;
                        age.months = Some(number * 12 + months);
                        end = next + 2;
                        is_certain = !self.in_class(end, "not_age_after");
                    }
                } else {
                    has_unit = false;
                    age.years = Some(number);
                    let part = [("half", 6), ("quarter", 3)].into_iter().find(|(part, _)| self.in_class(end + 2, part));
                    if let Some((_, months)) = part.filter(|_| self.in_class(end, "and")) {
                        age.years = None;
                        age.months = Some(number * 12 + months);
                        end += 3;
                    }
                    if self.unit(end) == Some(1) {
                        end += 1;
                    }
                }
            }
            // `a year old`.
            _ if self.in_class(at, "one") && self.unit(end).is_some() && self.in_class(end + 1, "old") => {
                match self.unit(end) {
                    Some(1) => age.years = Some(1),
                    Some(12) => age.months = Some(1),
                    _ => age.weeks = Some(1),
                }
                end += 1;
            }
            _ => return None,
        }
        is_certain |= has_unit && self.in_class(end.wrapping_sub(1), "short_for_old");
        // `10F`, `22/12 M`, `F 14`.
        let comma = self.token(end).is_some_and(|token| token.mark == Mark::Comma);
        let letter = if comma { end + 1 } else { end };
        if self
            .letter(letter)
            .is_some_and(|sex| (!comma && sex == Sex::She) || self.token(letter).is_some_and(|token| token.capital))
            || (matches!(token.mark, Mark::Number(_) | Mark::Fraction(_, 12 | 52)) && self.letter_before(at).is_some())
        {
            is_certain = true;
        }
        if self.in_class(end, "old") {
            end += 1;
            has_unit = true;
            is_certain = true;
        }
        if age.in_months().is_some_and(|months| months > u32::from(self.phrases.young.oldest) * 12 + 11) {
            return None;
        }
        if self.in_class(end, "not_age_after")
            || (has_unit
                && self.in_class(end + 1, "not_age_after")
                && !self.token(end).is_some_and(|token| token.mark == Mark::Comma))
        {
            return None;
        }
        Some(Age { start: at, end, says: age, has_unit, is_certain })
    }

    /// Whether an age goes on a list that ended at `end`.
    fn joins(&self, end: usize, at: usize) -> bool {
        let between = self.tokens.get(end..at).unwrap_or(&[]);
        if between.is_empty() || between.len() > 3 {
            return false;
        }
        let joined = between.iter().enumerate().all(|(offset, token)| {
            matches!(token.mark, Mark::Comma | Mark::Stroke)
                || self.in_class(end + offset, "and")
                || self.in_class(end + offset, "nearly")
        });
        let nearly_there =
            self.token(at).is_some_and(|token| matches!(token.mark, Mark::Number(_) | Mark::Fraction(..)));
        // `… 10, two girls`: a number of something else.
        let counts = self.people.mentions.iter().any(|mention| mention.start == at + 1);
        joined && nearly_there && !counts
    }

    /// Whose age it is.
    fn whose(&self, at: usize, age: &Age) -> Option<Whose> {
        let mentions = &self.people.mentions;
        let (from, said) = self.lead(at);
        let number = mentions.partition_point(|mention| mention.end <= from).checked_sub(1);
        let before = number.and_then(|number| Some((number, mentions.get(number)?)));
        let adjacent = before.filter(|(_, mention)| mention.end == from);
        let next = mentions.iter().position(|mention| mention.start >= age.end);
        let following = next.and_then(|number| Some((number, mentions.get(number)?))).filter(|(_, mention)| {
            mention.start <= age.end + 2
                && !mention.pronoun
                && mention.name.is_none()
                && self.same_sentence(at, mention.start)
                && self.tokens.get(age.end..mention.start).is_some_and(|between| {
                    between.iter().all(|token| token.mark == Mark::Word && !self.is_link(token))
                        && !between.iter().any(|token| self.phrases.class("before_person").contains(&token.word))
                })
        });
        // `15-year-old boy`, `18-year-old teacher`.
        if (age.is_certain || age.has_unit)
            && let Some((number, mention)) = following
        {
            if self.is_young(mention) {
                return Some(Whose::Mention(number));
            }
            if age.is_certain {
                return None;
            }
        }
        if let Some((number, mention)) = adjacent.filter(|_| !self.clause_between(from, at)) {
            if self.is_young(mention) && Self::says_is(mention, at) {
                return self.fits(at, from, age, said, mention).then_some(Whose::Mention(number));
            }
            // Whom a pronoun means is a guess; how old somebody grown up is, is not said in these numbers.
            let unlikely = age.says.in_months().is_some_and(|months| months < 16 * 12);
            if mention.pronoun && !mention.owns && !mention.plural && unlikely && self.says_age(from, at, age) {
                return Some(Whose::Nobody);
            }
            if self.is_grown(mention) || !age.is_certain {
                return None;
            }
        }
        // Somebody young earlier in the sentence: `the twins, who are four`; `two girls there, five and nine`.
        let reach = if self.clause_between(from, at) { 14 } else { 8 };
        let earlier = mentions.get(..number.map_or(0, |number| number + 1)).unwrap_or(&[]);
        let found = earlier.iter().enumerate().rev().find(|(_, mention)| {
            self.same_sentence(mention.start, at)
                && at - mention.end <= reach
                && self.is_young(mention)
                && !mention.owns
                && !mention.pronoun
        });
        if let Some((number, _)) = found
            && (before.is_some_and(|(nearest, _)| nearest == number) || self.clause_between(from, at))
            && (said || age.is_certain || self.stands_alone(at, age) || self.clause_between(from, at))
        {
            return Some(Whose::Mention(number));
        }
        if let Some(number) = self.alone_after(at) {
            return Some(Whose::Mention(number));
        }
        age.is_certain.then_some(Whose::Nobody)
    }

    /// Whether a clause between commas stands between whose it is and the verb: `the girls, who live with her, are 9`.
    fn clause_between(&self, from: usize, at: usize) -> bool {
        (from..at).any(|place| {
            self.token(place).is_some_and(|token| token.mark == Mark::Comma)
                && (self.in_class(place + 1, "is") || self.in_class(place + 1, "are"))
        })
    }

    /// Whether it is said in so many words that it is an age: `she is 9`, `he's 6`.
    fn says_age(&self, from: usize, at: usize, age: &Age) -> bool {
        let is = from == at || (from..at).any(|place| self.in_class(place, "is") || self.in_class(place, "are"));
        let ends = self.token(age.end).is_none_or(|next| next.mark != Mark::Word)
            || self.in_class(age.end, "after_age")
            || self.people.mentions.iter().any(|next| next.start == age.end);
        is && (ends || age.is_certain)
    }

    /// A sentence of nothing but ages speaks of those before it: `He has the two girls. 15 and 13.`
    fn alone_after(&self, at: usize) -> Option<usize> {
        let sentence = self.token(at)?.sentence;
        let from = self.tokens.partition_point(|token| token.sentence < sentence);
        let to = self.tokens.partition_point(|token| token.sentence <= sentence);
        let words = self.tokens.get(from..to)?;
        let numbers = words.iter().filter(|token| matches!(token.mark, Mark::Number(_) | Mark::Fraction(..))).count();
        let only = words.iter().enumerate().all(|(offset, token)| {
            matches!(
                token.mark,
                Mark::Number(_)
                    | Mark::Fraction(..)
                    | Mark::Comma
                    | Mark::End
                    | Mark::Stroke
                    | Mark::Open
                    | Mark::Close
            ) || self.in_class(from + offset, "and")
                || self.unit(from + offset).is_some()
        });
        let before = self.people.mentions.partition_point(|mention| mention.end <= from);
        let mentions = self.people.mentions.get(..before)?;
        let number =
            mentions.iter().rposition(|mention| self.is_young(mention) && mention.plural && !mention.pronoun)?;
        let near = self.token(mentions.get(number)?.start)?.sentence + 2 >= sentence;
        (only && numbers > 1 && near).then_some(number)
    }

    /// Whether another number goes on.
    fn list_follows(&self, end: usize) -> bool {
        (end + 1..end + 3).any(|at| self.joins(end, at))
    }

    fn are_twins(&self, mention: &Mention) -> bool {
        let names_twins =
            |mention: &Mention| (mention.start.saturating_sub(1)..mention.end).any(|at| self.in_class(at, "twins"));
        names_twins(mention)
            || self.people.mentions.iter().any(|other| other.entity == mention.entity && names_twins(other))
    }

    /// Where what leads to a number begins (`who is nearly`, `a boy of`, `aged`), and whether it says that it is an age.
    fn lead(&self, at: usize) -> (usize, bool) {
        let (mut from, mut said, mut marks) = (at, false, 0);
        while let Some(before) = from.checked_sub(1) {
            let Some(token) = self.token(before) else { break };
            let passes = match token.mark {
                Mark::Comma | Mark::Open | Mark::Dash | Mark::Colon => {
                    marks += 1;
                    marks <= 2
                }
                Mark::Word => {
                    said |= self.phrases.class("aged").contains(&token.word);
                    self.phrases.class("before_age").contains(&token.word)
                }
                _ => false,
            };
            if !passes {
                break;
            }
            from = before;
        }
        (from, said)
    }

    /// Whether a number right after somebody young is an age: `[name], 6,` is; `[name] has 6 teeth` is not.
    fn fits(&self, at: usize, from: usize, age: &Age, said: bool, mention: &Mention) -> bool {
        if said || age.has_unit {
            return true;
        }
        // `a boy of six`, `the girl is eight`.
        if from < at && self.in_class(at.wrapping_sub(1), "says_age") {
            return true;
        }
        let counts = self
            .people
            .mentions
            .iter()
            .any(|next| next.start == age.end && !next.pronoun && next.name.is_none() && !self.is_young(next));
        let bare = from == at && !mention.plural;
        let word_follows = self.token(age.end).is_some_and(|next| next.mark == Mark::Word && !next.inside)
            && !self.in_class(age.end, "after_age")
            && !self.people.mentions.iter().any(|next| next.start == age.end);
        !counts && (bare || !word_follows)
    }

    fn same_sentence(&self, one: usize, other: usize) -> bool {
        match (self.token(one), self.token(other)) {
            (Some(one), Some(other)) => one.sentence == other.sentence,
            _ => false,
        }
    }

    fn is_link(&self, token: &Token) -> bool {
        ["and", "prepositions", "is", "who"].iter().any(|class| self.phrases.class(class).contains(&token.word))
    }

    /// `[name] 6`, `[name]'s six`; but not `[name]'s 6 visits`.
    fn says_is(mention: &Mention, at: usize) -> bool {
        !mention.owns || (mention.end == at && !mention.pronoun)
    }

    /// Whether marks stand on both sides.
    fn stands_alone(&self, at: usize, age: &Age) -> bool {
        let opens = |token: Option<&Token>| {
            token.is_some_and(|token| matches!(token.mark, Mark::Comma | Mark::Open | Mark::Dash | Mark::Colon))
        };
        let closes = self.token(age.end).is_none_or(|token| {
            matches!(token.mark, Mark::Comma | Mark::End | Mark::Close | Mark::Dash)
                || token.word == "and"
                || self.in_class(age.end, "after_age")
        });
        opens(at.checked_sub(1).and_then(|at| self.token(at))) && closes
    }

    fn is_grown(&self, mention: &Mention) -> bool {
        matches!(self.people.kind(self.phrases, mention), Some(Kind::Adult | Kind::Both | Kind::Elder | Kind::Outside))
    }

    fn is_young(&self, mention: &Mention) -> bool {
        self.people.kind(self.phrases, mention) == Some(Kind::Young)
    }

    fn sex_after(&self, end: usize) -> Option<Sex> {
        self.letter(end)
    }

    /// One just born whose age no number gives, and the young of whom no age is said.
    fn without_number(&self, found: &mut Vec<Young>) {
        let mut without = Vec::new();
        for mention in &self.people.mentions {
            if !self.is_young(mention) || mention.pronoun || mention.plural {
                continue;
            }
            if found.iter().chain(&without).any(|known| known.entity == Some(mention.entity)) {
                continue;
            }
            let entity = self.people.entity(mention);
            let sex = entity.and_then(|entity| entity.sex);
            let one = Young { sex, entity: Some(mention.entity), ..Young::default() };
            let ordinal = (1..=2).any(|back| self.in_class(mention.start.wrapping_sub(back), "ordinals"));
            match mention.age {
                Some(years)
                    if !ordinal && !found.iter().any(|known| known.in_months().is_some_and(|months| months < 24)) =>
                {
                    found.push(Young { years: Some(u32::from(years)), ..one });
                }
                None if entity.is_some_and(|entity| entity.named) => without.push(one),
                Some(_) | None => {}
            }
        }
        if found.is_empty() && without.is_empty() {
            // One who is spoken of without name and age is still there.
            let spoken =
                self.people.mentions.iter().find(|mention| {
                    self.is_young(mention) && !mention.pronoun && !mention.plural && mention.age.is_none()
                });
            if let Some(mention) = spoken {
                let sex = self.people.entity(mention).and_then(|entity| entity.sex);
                without.push(Young { sex, entity: Some(mention.entity), ..Young::default() });
            }
        }
        found.append(&mut without);
    }
}
