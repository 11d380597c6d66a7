//! Finding the phrases of a pack in tokens, in time proportional to the text.
//!
//! All phrases stand in one tree; from each token the tree is walked as deep as its longest phrase. Not for deciding
//! what a phrase means where it stands.

use std::collections::{BTreeMap, BTreeSet};

use handrail_engine::phrases::Phrase;
use handrail_engine::phrases::pattern::{Element, MAXIMUM_WORDS};

use rustc_hash::{FxHashMap, FxHashSet};

use super::tokens::{Mark, Token};

/// A symbol that tokens have and phrases ask for.
type Symbol = u32;

/// Any word.
const ANY: Symbol = 0;

/// Phrases in one tree, each with a mark of type `T`.
#[derive(Debug)]
pub(super) struct Tree<T> {
    words: FxHashMap<String, Vec<Symbol>>,
    stems: FxHashMap<String, Vec<Symbol>>,
    people: FxHashMap<String, Symbol>,
    /// From a node by a symbol to the next node; 0 is the root.
    next: FxHashMap<(Node, Symbol), Node>,
    ends: Vec<Vec<T>>,
    /// The ways that lead on from each node: mostly few, where a word stands for many symbols.
    ways: Vec<Vec<(Symbol, Node)>>,
    /// Words of the phrases with one letter left out, for finding what was mistyped.
    mistyped: FxHashMap<String, Vec<String>>,
    borne: FxHashSet<String>,
    symbols: Symbol,
    sets: FxHashMap<Element, Symbol>,
    /// Words that may stand anywhere inside a phrase.
    skipped: FxHashSet<String>,
}

/// A place in the tree.
type Node = u32;

/// A person who stands in the tokens, under the names by which phrases ask.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    /// The token after it.
    pub(super) end: usize,
    /// The names.
    pub(super) names: Vec<String>,
}

/// A phrase that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<T> {
    /// Its first token.
    pub(super) start: usize,
    /// The token after its last.
    pub(super) end: usize,
    /// Which.
    pub(super) what: T,
}

/// The shortest word in which a mistake is looked for: in a shorter one, another word is likelier.
const SHORTEST_MISTYPED: usize = 5;

/// The most tokens of one phrase with the words inside it that are skipped.
const LONGEST: usize = 2 * MAXIMUM_WORDS;

impl<T: Copy + PartialEq> Tree<T> {
    /// A tree without phrases.
    pub(super) fn new() -> Self {
        Self {
            words: FxHashMap::default(),
            stems: FxHashMap::default(),
            people: FxHashMap::default(),
            next: FxHashMap::default(),
            ends: vec![Vec::new()],
            ways: vec![Vec::new()],
            mistyped: FxHashMap::default(),
            borne: FxHashSet::default(),
            symbols: ANY + 1,
            sets: FxHashMap::default(),
            skipped: FxHashSet::default(),
        }
    }

    /// The same tree, whose phrases bear these words anywhere inside them.
    pub(super) fn skipping(mut self, words: &[String]) -> Self {
        self.skipped.extend(words.iter().cloned());
        self
    }

    /// Adds every reading of a phrase. Mistakes are borne in words of the field only.
    pub(super) fn add(
        &mut self,
        phrase: &Phrase,
        what: T,
        classes: &BTreeMap<String, Vec<String>>,
        of_the_field: bool,
    ) {
        for reading in &phrase.readings {
            let mut node: Node = 0;
            for element in reading {
                let symbol = self.symbol(element, classes, of_the_field);
                let count = Node::try_from(self.ends.len()).unwrap_or(Node::MAX);
                let before = node;
                node = *self.next.entry((node, symbol)).or_insert(count);
                if node == count {
                    self.ends.push(Vec::new());
                    self.ways.push(Vec::new());
                    if let Some(ways) = usize::try_from(before).ok().and_then(|before| self.ways.get_mut(before)) {
                        ways.push((symbol, node));
                    }
                }
            }
            if let Some(ends) = usize::try_from(node).ok().and_then(|node| self.ends.get_mut(node))
                && !ends.contains(&what)
            {
                ends.push(what);
            }
        }
    }

    fn symbol(&mut self, element: &Element, classes: &BTreeMap<String, Vec<String>>, of_the_field: bool) -> Symbol {
        if *element == Element::Any {
            return ANY;
        }
        if let Some(symbol) = self.sets.get(element) {
            let symbol = *symbol;
            if of_the_field {
                self.bear_mistakes(element);
            }
            return symbol;
        }
        let symbol = self.symbols;
        self.symbols += 1;
        self.sets.insert(element.clone(), symbol);
        if of_the_field {
            self.bear_mistakes(element);
        }
        let members: Vec<Element> = match element {
            Element::Any => Vec::new(),
            Element::Person(name) => {
                self.people.insert(name.clone(), symbol);
                Vec::new()
            }
            Element::Class(name) => classes
                .get(name)
                .into_iter()
                .flatten()
                .map(|word| match word.strip_suffix('*') {
                    Some(stem) => Element::Stem(stem.to_owned()),
                    None => Element::Word(word.clone()),
                })
                .collect(),
            Element::OneOf(members) => members.clone(),
            Element::Word(_) | Element::Stem(_) => vec![element.clone()],
        };
        for member in members {
            match member {
                Element::Word(word) => self.words.entry(word).or_default().push(symbol),
                Element::Stem(stem) => self.stems.entry(stem).or_default().push(symbol),
                _ => {}
            }
        }
        symbol
    }

    fn bear_mistakes(&mut self, element: &Element) {
        match element {
            Element::OneOf(members) => {
                for member in members {
                    self.bear_mistakes(member);
                }
            }
            Element::Word(word) | Element::Stem(word)
                if word.chars().count() >= SHORTEST_MISTYPED && self.borne.insert(word.clone()) =>
            {
                for form in with_one_left_out(word) {
                    self.mistyped.entry(form).or_default().push(word.clone());
                }
            }
            _ => {}
        }
    }

    /// Whether a word stands in a phrase.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word) || self.stem_symbols(word).next().is_some()
    }

    /// The word of the field that was probably meant by one that no phrase knows.
    pub(super) fn meant(&self, word: &str) -> Option<&str> {
        if word.chars().count() < SHORTEST_MISTYPED || self.knows(word) {
            return None;
        }
        let mut forms = with_one_left_out(word);
        forms.insert(word.to_owned());
        let near = |known: &&String| known.chars().next() == word.chars().next() && one_mistake(known, word);
        // A longer word is likelier to be meant than to be hit by chance.
        forms
            .iter()
            .filter_map(|form| self.mistyped.get(form))
            .flatten()
            .filter(near)
            .max_by_key(|known| (known.chars().count(), std::cmp::Reverse((*known).clone())))
            .map(String::as_str)
    }

    fn stem_symbols<'s>(&'s self, word: &'s str) -> impl Iterator<Item = Symbol> + 's {
        word.char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .filter_map(|end| self.stems.get(word.get(..end)?))
            .flatten()
            .copied()
    }

    /// Every phrase at every place, longest first at each place.
    pub(super) fn find(&self, tokens: &[Token], edges: &[Vec<Edge>]) -> Vec<Found<T>> {
        let symbols: Vec<Vec<(Symbol, usize)>> = tokens
            .iter()
            .enumerate()
            .map(|(at, token)| self.symbols(token, at, edges.get(at).map_or(&[], Vec::as_slice)))
            .collect();
        let mut found = Vec::new();
        for start in 0..tokens.len() {
            let mut open: Vec<(Node, usize)> = vec![(0, start)];
            // Where words are skipped, many ways lead to one place.
            let mut been: FxHashSet<(Node, usize)> = FxHashSet::default();
            let from = found.len();
            while let Some((node, at)) = open.pop() {
                if !self.skipped.is_empty() && !been.insert((node, at)) {
                    continue;
                }
                for what in usize::try_from(node).ok().and_then(|node| self.ends.get(node)).into_iter().flatten() {
                    let one = Found { start, end: at, what: *what };
                    if !found.get(from..).is_some_and(|known: &[Found<T>]| known.contains(&one)) {
                        found.push(one);
                    }
                }
                let skipped = tokens.get(at).is_some_and(|token| self.skipped.contains(&token.word));
                if skipped && at > start && at < start + LONGEST {
                    open.push((node, at + 1));
                }
                let here = symbols.get(at).map_or(&[][..], Vec::as_slice);
                let ways =
                    usize::try_from(node).ok().and_then(|node| self.ways.get(node)).map_or(&[][..], Vec::as_slice);
                if ways.len() < here.len() {
                    for (symbol, node) in ways {
                        let from = here.partition_point(|(known, _)| known < symbol);
                        let known = here.get(from..).unwrap_or(&[]).iter().take_while(|(known, _)| known == symbol);
                        open.extend(known.map(|(_, next)| (*node, *next)));
                    }
                } else {
                    let ways =
                        here.iter().filter_map(|(symbol, next)| Some((*self.next.get(&(node, *symbol))?, *next)));
                    open.extend(ways);
                }
            }
            if let Some(new) = found.get_mut(from..) {
                new.sort_by_key(|one| std::cmp::Reverse(one.end));
            }
        }
        found
    }

    fn symbols(&self, token: &Token, at: usize, edges: &[Edge]) -> Vec<(Symbol, usize)> {
        let mut symbols: Vec<(Symbol, usize)> = Vec::new();
        if token.is_wordlike() {
            symbols.push((ANY, at + 1));
        }
        if !token.word.is_empty() {
            let words = self.words.get(&token.word).into_iter().flatten().copied();
            symbols.extend(words.chain(self.stem_symbols(&token.word)).map(|symbol| (symbol, at + 1)));
        }
        if matches!(token.mark, Mark::Number(_))
            && let Some(symbol) = self.people.get("number")
        {
            symbols.push((*symbol, at + 1));
        }
        // Weeks of forty are a time before birth; months of twelve, weeks of 52 and days of seven are ages.
        let fraction = match token.mark {
            Mark::Fraction(_, 40) => Some("term"),
            Mark::Fraction(_, 12 | 52 | 7) => Some("age"),
            _ => None,
        };
        if let Some(symbol) = fraction.and_then(|name| self.people.get(name)) {
            symbols.push((*symbol, at + 1));
        }
        for edge in edges {
            symbols
                .extend(edge.names.iter().filter_map(|name| self.people.get(name)).map(|symbol| (*symbol, edge.end)));
        }
        symbols.sort_unstable();
        symbols.dedup();
        symbols
    }
}

/// Of what was found, the longest from the left, without overlap; several that hold the same tokens all stay.
pub(super) fn leftmost_longest<T: Copy>(mut found: Vec<Found<T>>) -> Vec<Found<T>> {
    found.sort_by_key(|one| (one.start, std::cmp::Reverse(one.end)));
    let mut kept: Vec<Found<T>> = Vec::new();
    for one in found {
        match kept.last() {
            Some(last) if (last.start, last.end) == (one.start, one.end) => kept.push(one),
            Some(last) if one.start < last.end => {}
            _ => kept.push(one),
        }
    }
    kept
}

fn with_one_left_out(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut forms: BTreeSet<String> = (0..letters.len())
        .map(|out| letters.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, c)| *c).collect())
        .collect();
    forms.insert(word.to_owned());
    forms
}

fn one_mistake(known: &str, word: &str) -> bool {
    handrail_engine::problem::distance(known, word) == 1
}
