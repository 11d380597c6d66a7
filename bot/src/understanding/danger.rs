//! Whether a text says that somebody is in danger now.
//!
//! A reading of its own: it does not ask who does what to whom, and where it is in doubt it says yes. Signs are found;
//! those that are denied, past, over, supposed or told as a story fall away; what is left means danger by itself or
//! together with what stands near it. All words are data. Not for what a case is about.

use handrail_engine::phrases::Phrases;
use handrail_engine::phrases::danger::Danger;

use super::phrases::{Edge, Found, Tree};
use super::tokens::{self, Mark, Token};

/// How many tokens away from a sign it is still looked for what cancels it, which keeps time in proportion to the text.
const FARTHEST: usize = 90;

/// Years between these are years of the calendar.
const YEARS: std::ops::Range<u32> = 1950..2100;

/// The shortest word in which a mistake is looked for.
const SHORTEST_MISTYPED: usize = 6;

/// What a phrase stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Sign(usize),
    NotNow(usize),
    Stop,
    Nothing,
}

/// Finds danger with the words of one pack.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    phrases: &'a Phrases,
    danger: &'a Danger,
    tree: Tree<What>,
    /// Words in which mistakes are borne.
    spelling: Tree<()>,
    /// For each sign, the rules that ask for it.
    asked_by: Vec<Vec<usize>>,
}

impl<'a> Watch<'a> {
    /// Prepares the words.
    pub(super) fn of(phrases: &'a Phrases) -> Self {
        let danger = &phrases.danger;
        let mut tree = Tree::new().skipping(&danger.skipped);
        for (number, sign) in danger.signs.iter().enumerate() {
            for phrase in &sign.phrases {
                tree.add(phrase, What::Sign(number), &danger.classes, false);
            }
        }
        for (number, not_now) in danger.not_now.iter().enumerate() {
            for phrase in &not_now.phrases {
                tree.add(phrase, What::NotNow(number), &danger.classes, false);
            }
        }
        for (list, what) in [(&danger.stops, What::Stop), (&danger.passed_over, What::Nothing)] {
            for phrase in list {
                tree.add(phrase, what, &danger.classes, false);
            }
        }
        let mut spelling = Tree::new();
        for phrase in &danger.mistyped {
            spelling.add(phrase, (), &danger.classes, true);
        }
        let mut asked_by = vec![Vec::new(); danger.signs.len()];
        for (rule, together) in danger.together.iter().enumerate() {
            for sign in together.all.iter().flatten() {
                if let Some(rules) = asked_by.get_mut(*sign)
                    && !rules.contains(&rule)
                {
                    rules.push(rule);
                }
            }
        }
        Self { phrases, danger, tree, spelling, asked_by }
    }

    /// Whether a masked text says so. Time is proportional to its length.
    pub(super) fn sees(&self, text: &str) -> bool {
        let raw = tokens::tokens(self.phrases, text);
        let tokens = self.tokens(raw);
        let left = self.left(&tokens);
        let alone = |found: &Found<usize>| self.danger.signs.get(found.what).is_some_and(|sign| sign.alone);
        left.iter().any(alone) || (0..left.len()).any(|first| self.together(&tokens, left.get(first..).unwrap_or(&[])))
    }

    fn number_names(&self, number: u32) -> Vec<&'static str> {
        let mut names = vec!["number"];
        if number <= self.danger.young_up_to {
            names.push("minor");
        }
        if YEARS.contains(&number) {
            names.push("year");
        }
        names
    }

    /// The tokens as this reading sees them: without what says nothing, and with one word for what means the same.
    fn tokens(&self, raw: Vec<Token>) -> Vec<Token> {
        let mut seen = Vec::new();
        for mut token in raw {
            if token.mark == Mark::Word && token.word.chars().count() >= SHORTEST_MISTYPED {
                let known = self.tree.knows(&token.word)
                    || self.danger.instead.contains_key(&token.word)
                    || self.danger.no_mistakes.contains(&token.word);
                if !known && let Some(meant) = self.spelling.meant(&token.word) {
                    meant.clone_into(&mut token.word);
                }
            }
            let owns = token.owns.then(|| token.clone());
            match self.danger.instead.get(&token.word) {
                Some(words) => {
                    for word in words {
                        seen.push(Token { word: word.clone(), ..token.clone() });
                    }
                }
                None if self.danger.left_out.contains(&token.word) => {}
                None => seen.push(token),
            }
            // `he's` is a whole word to the tokens.
            for (token, word) in owns.iter().flat_map(|token| self.danger.owns.iter().map(move |word| (token, word))) {
                seen.push(Token { word: word.clone(), mark: Mark::Word, ..token.clone() });
            }
        }
        seen
    }

    /// The signs that nothing cancels, in order.
    fn left(&self, tokens: &[Token]) -> Vec<Found<usize>> {
        let edges: Vec<Vec<Edge>> = tokens.iter().enumerate().map(|(at, token)| self.edges(at, token)).collect();
        let all = self.tree.find(tokens, &edges);
        let mut nothing = Stretches::default();
        for found in all.iter().filter(|found| found.what == What::Nothing) {
            nothing.add(found.start, found.end);
        }
        let mut signs = Vec::new();
        let mut said = Stretches::default();
        for found in &all {
            if let What::Sign(sign) = found.what
                && !nothing.holds(found.start, found.end)
            {
                signs.push(Found { start: found.start, end: found.end, what: sign });
                said.add(found.start, found.end);
            }
        }
        let mut not_now = Vec::new();
        let mut stops = vec![0_usize; tokens.len() + 1];
        for found in &all {
            match found.what {
                What::NotNow(number) => {
                    // `not breathing` holds its own `not`.
                    let belongs = self.is_near(number) && said.holds_more(found.start, found.end);
                    if !belongs && !nothing.holds(found.start, found.end) {
                        not_now.push(Found { start: found.start, end: found.end, what: number });
                    }
                }
                What::Stop => {
                    if let Some(stop) = stops.get_mut(found.start) {
                        *stop = 1;
                    }
                }
                _ => {}
            }
        }
        let mut count = 0;
        for stop in &mut stops {
            count += *stop;
            *stop = count;
        }
        signs.retain(|sign| {
            let near = not_now.partition_point(|one| one.start + FARTHEST < sign.start);
            !not_now
                .iter()
                .skip(near)
                .take_while(|one| one.start < sign.end + FARTHEST)
                .any(|one| self.cancels(tokens, &stops, one, sign))
        });
        signs
    }

    /// Whether it reaches some words only. What does so and stands inside a sign belongs to it: `not breathing`.
    fn is_near(&self, not_now: usize) -> bool {
        self.danger.not_now.get(not_now).is_some_and(|not_now| not_now.words > 0)
    }

    fn edges(&self, at: usize, token: &Token) -> Vec<Edge> {
        let Mark::Number(number) = token.mark else { return Vec::new() };
        // `number` the tree knows by itself.
        let names = self.number_names(number).into_iter().skip(1).map(str::to_owned).collect();
        vec![Edge { end: at + 1, names }]
    }

    fn cancels(&self, tokens: &[Token], stops: &[usize], one: &Found<usize>, sign: &Found<usize>) -> bool {
        let (Some(not_now), Some(said)) = (self.danger.not_now.get(one.what), self.danger.signs.get(sign.what)) else {
            return false;
        };
        if said.firmness > not_now.up_to {
            return false;
        }
        let follows = one.end <= sign.start;
        let precedes = one.start >= sign.end;
        if !follows && !precedes {
            return !(not_now.words > 0 && one.start >= sign.start && one.end <= sign.end);
        }
        if (follows && !not_now.before) || (precedes && !not_now.after) {
            return false;
        }
        let (low, high) = if follows { (one.end, sign.start) } else { (sign.end, one.start) };
        let sentence = |at: usize| tokens.get(at).map_or(0, |token| token.sentence);
        let apart = sentence(one.start).abs_diff(sentence(sign.start));
        if apart > not_now.sentences {
            return false;
        }
        let between = tokens.get(low..high).unwrap_or(&[]);
        if not_now.words > 0
            && (between.iter().filter(|token| token.is_wordlike()).count() > not_now.words
                || between.iter().any(|token| matches!(token.mark, Mark::Comma | Mark::Dash | Mark::Colon)))
        {
            return false;
        }
        let stops_before = |at: usize| at.checked_sub(1).and_then(|at| stops.get(at)).copied().unwrap_or(0);
        // A stop at the first word of the later one ends the reach too.
        let last = if follows { sign.start } else { one.start };
        !not_now.stops || stops_before(last + 1) == stops_before(low)
    }

    /// Whether the first of these signs means danger together with some that follow.
    fn together(&self, tokens: &[Token], signs: &[Found<usize>]) -> bool {
        let Some(first) = signs.first() else { return false };
        let Some(rules) = self.asked_by.get(first.what) else { return false };
        let sentence = |at: usize| tokens.get(at).map_or(0, |token| token.sentence);
        rules.iter().filter_map(|rule| self.danger.together.get(*rule)).any(|rule| {
            let near: Vec<usize> = signs
                .iter()
                .take_while(|one| {
                    one.start < first.start + rule.words && sentence(one.start) < sentence(first.start) + rule.sentences
                })
                .map(|one| one.what)
                .collect();
            filled(&rule.all, &near, &mut Vec::new(), first.what)
        })
    }
}

/// Whether each place can be filled with a sign of its own, one of them with `first`.
fn filled(places: &[Vec<usize>], near: &[usize], used: &mut Vec<usize>, first: usize) -> bool {
    let Some((place, rest)) = places.split_first() else { return used.contains(&first) };
    for sign in place {
        if near.contains(sign) && !used.contains(sign) {
            used.push(*sign);
            if filled(rest, near, used, first) {
                return true;
            }
            used.pop();
        }
    }
    false
}

/// Stretches of tokens, added in the order in which they begin.
#[derive(Debug, Default)]
struct Stretches {
    /// Each with the farthest end of it and of all before it.
    found: Vec<(usize, usize, usize)>,
}

/// How many stretches before a place are looked at: none is longer than a phrase, and few begin at one place.
const LOOKED_AT: usize = 64;

impl Stretches {
    fn add(&mut self, start: usize, end: usize) {
        let farthest = self.found.last().map_or(end, |(_, _, farthest)| end.max(*farthest));
        self.found.push((start, end, farthest));
    }

    /// Whether one of them holds this one.
    fn holds(&self, start: usize, end: usize) -> bool {
        self.any(start, end, |_, _| true)
    }

    /// Whether one of them holds this one and more.
    fn holds_more(&self, start: usize, end: usize) -> bool {
        self.any(start, end, |low, high| (low, high) != (start, end))
    }

    fn any(&self, start: usize, end: usize, wanted: impl Fn(usize, usize) -> bool) -> bool {
        let after = self.found.partition_point(|(low, _, _)| *low <= start);
        for (low, high, farthest) in self.found.iter().take(after).rev().take(LOOKED_AT) {
            if *farthest < end {
                return false;
            }
            if *high >= end && wanted(*low, *high) {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use handrail_engine::phrases::danger::{Firmness, NotNow, Sign, Together};
    use handrail_engine::phrases::{Phrase, pattern};
    use handrail_engine::text::{Location, Span};

    use super::*;

    fn phrases(written: &[&str]) -> Vec<Phrase> {
        let phrase = |written: &&str| Phrase {
            written: (*written).to_owned(),
            readings: pattern::parse(written).unwrap(),
            at: Location { file: "sea".into(), line: 1, column: 1, span: Span::default() },
        };
        written.iter().map(phrase).collect()
    }

    fn sign(id: &str, firmness: Firmness, alone: bool, written: &[&str]) -> Sign {
        Sign { id: id.to_owned(), firmness, alone, phrases: phrases(written) }
    }

    fn not_now(before: bool, after: bool, words: usize, sentences: usize, written: &[&str]) -> NotNow {
        NotNow { before, after, words, sentences, stops: true, up_to: Firmness::Plain, phrases: phrases(written) }
    }

    /// Of weather at sea: a squall is danger, cloud is danger beside wind.
    fn sea() -> Phrases {
        let danger = Danger {
            left_out: vec!["the".to_owned()],
            skipped: vec!["big".to_owned(), ",".to_owned()],
            signs: vec![
                sign("squall", Firmness::Plain, true, &["squall", "not afloat"]),
                sign("wave", Firmness::Firm, true, &["huge wave"]),
                sign("cloud", Firmness::Weak, false, &["cloud"]),
                sign("wind", Firmness::Weak, false, &["wind"]),
            ],
            together: vec![Together { all: vec![vec![2, 3], vec![2, 3]], sentences: 2, words: 10 }],
            not_now: vec![
                not_now(true, false, 3, 0, &["not", "no"]),
                not_now(true, true, 0, 0, &["last year", "{year}"]),
                not_now(false, true, 0, 1, &["calm since"]),
            ],
            stops: phrases(&["but now"]),
            passed_over: phrases(&["squall jacket"]),
            mistyped: phrases(&["squall"]),
            young_up_to: 17,
            ..Danger::default()
        };
        Phrases { danger, ..Phrases::default() }
    }

    #[test]
    fn signs_mean_danger_unless_something_says_not_now() {
        let phrases = sea();
        let watch = Watch::of(&phrases);
        for (text, seen) in [
            ("A squall.", true),
            ("A squoll.", true),
            ("Not afloat.", true),
            ("No squall.", false),
            ("No room, a squall.", true),
            ("A squall in 2019.", false),
            ("A squall last year.", false),
            ("Not afloat last year.", false),
            ("Last year it was fine but now a squall.", true),
            ("A squall. Calm since.", false),
            ("A squall. So it was. Calm since.", true),
            ("A squall jacket.", false),
            ("A huge, big wave last year.", true),
            ("Cloud.", false),
            ("Cloud, cloud.", false),
            ("Cloud. Wind.", true),
            ("Wind and cloud.", true),
            ("Cloud. Rain. Wind.", false),
            ("", false),
        ] {
            assert_eq!(watch.sees(text), seen, "{text}");
        }
    }

    #[test]
    fn each_place_takes_a_sign_of_its_own() {
        assert!(filled(&[vec![0, 1], vec![0]], &[0, 1], &mut Vec::new(), 0));
        assert!(!filled(&[vec![0], vec![0]], &[0, 1], &mut Vec::new(), 0));
        assert!(!filled(&[vec![1]], &[0, 1], &mut Vec::new(), 0));
    }

    #[test]
    fn a_long_text_takes_no_longer_than_its_length() {
        let phrases = sea();
        let watch = Watch::of(&phrases);
        let text = "big cloud no big last year big ".repeat(5_000);
        assert!(!watch.sees(&text));
    }
}
