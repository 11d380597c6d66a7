//! Streets, houses, organisations and places: stretches of words around a word that tells what they are.

use super::known::KnownNames;
use super::lists::Marks;
use super::masked::{Identifier, IdentifierKind};
use super::tokens::{Shape, Token, Tokens};

/// The most words that a name of a street or organisation has before the word that tells what it is.
const LONGEST_NAME: usize = 5;

pub(super) fn find(tokens: &mut Tokens<'_>, known: &mut KnownNames, found: &mut Vec<Identifier>) {
    // A house number makes a street certain. Then the longest names: "Priory Vale Junior" holds a street's word, and a
    // street may hold a town's name.
    each(tokens, IdentifierKind::Address, known, found, |tokens, index| {
        street(tokens, index).filter(|(first, _)| {
            tokens.get(*first).is_some_and(|token| token.shape == Shape::Number || token.is(Marks::DWELLING))
        })
    });
    each(tokens, IdentifierKind::Organisation, known, found, |tokens, index| {
        prefixed(tokens, index).or_else(|| organisation(tokens, index))
    });
    each(tokens, IdentifierKind::Address, known, found, street);
    each(tokens, IdentifierKind::Place, known, found, place);
}

fn each(
    tokens: &mut Tokens<'_>,
    kind: IdentifierKind,
    known: &mut KnownNames,
    found: &mut Vec<Identifier>,
    stretch: impl Fn(&Tokens<'_>, usize) -> Option<(usize, usize)>,
) {
    let mut index = 0;
    while index < tokens.len() {
        if let Some((first, last)) = stretch(tokens, index) {
            mask(tokens, first, last, kind, found);
            if kind == IdentifierKind::Place && first == last {
                known.learn(&tokens.key(first), kind);
            }
            index = index.max(last);
        }
        index += 1;
    }
}

fn mask(tokens: &mut Tokens<'_>, first: usize, last: usize, kind: IdentifierKind, found: &mut Vec<Identifier>) {
    let (Some(start), Some(end)) = (tokens.get(first).map(|t| t.start), tokens.get(last).map(|t| t.end)) else {
        return;
    };
    for index in first..=last {
        tokens.take_one(index, kind);
    }
    found.push(Identifier { kind, start, end });
}

/// Whether a word can be nothing but a part of a name.
pub(super) fn is_unknown(tokens: &Tokens<'_>, token: &Token) -> bool {
    tokens.knows_the_language
        && token.is_word()
        && token.end - token.start > 2
        && !token.is(Marks::COMMON
            .and(Marks::FACT)
            .and(Marks::GRAMMAR)
            .and(Marks::FIELD)
            .and(Marks::ROLE)
            .and(Marks::TITLE)
            .and(Marks::VERB)
            .and(Marks::CUE)
            .and(Marks::NUMBER)
            .and(Marks::ORGANISATION)
            .and(Marks::STREET))
}

/// Whether a word can stand in the name of a street or an organisation, before the word that tells what it is.
fn is_part(tokens: &Tokens<'_>, token: &Token, marker: &Token) -> bool {
    if token.taken.is_some() || !token.is_word() || token.is(Marks::GRAMMAR.and(Marks::ROLE)) {
        return false;
    }
    if token.is(Marks::TITLE.and(Marks::DETERMINER)) && !token.is(Marks::PART) {
        return false;
    }
    if tokens.is_cased && marker.is_capital() {
        return token.shape != Shape::Lower && !(token.opens && token.is(Marks::FACT.and(Marks::VERB)));
    }
    is_distinctive(tokens, token)
}

/// Whether a word names one street or organisation among others.
fn is_distinctive(tokens: &Tokens<'_>, token: &Token) -> bool {
    let names = Marks::FIRST
        .and(Marks::SURNAME)
        .and(Marks::PLACE)
        .and(Marks::PART)
        .and(Marks::AMBIGUOUS)
        .and(Marks::AMBIGUOUS_PLACE);
    if token.is(Marks::FACT.and(Marks::FIELD).and(Marks::ROLE).and(Marks::ORGANISATION).and(Marks::TITLE)) {
        return token.is(Marks::PART.and(Marks::PLACE)) && !token.is(Marks::FIELD);
    }
    let by_list =
        token.is(names) && (token.is(Marks::PART) || !token.is(Marks::COMMON) || tokens.is_cased && token.is_capital());
    let by_capital = tokens.is_cased && token.is_capital() && !token.opens && !token.is(Marks::CALENDAR);
    by_list || by_capital || is_unknown(tokens, token) && token.shape != Shape::Capitals
}

/// A street with its house, a flat, a house with a name.
fn street(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let marker =
        tokens.get(index).filter(|token| token.is(Marks::STREET) && token.taken.is_none() && token.is_word())?;
    let mut first = index;
    while index - first < 3 && first > 0 && tokens.is_joined(first) {
        let Some(part) = tokens.before(first, 1) else { break };
        let inner = is_part(tokens, part, marker);
        // Behind a house number every word that is no word of grammar can be the name of the street.
        let counted = number_before(tokens, first - 1)
            && part.is_word()
            && part.taken.is_none()
            && !part.is(Marks::GRAMMAR.and(Marks::ROLE).and(Marks::NUMBER).and(Marks::FACT))
            && !tokens.key(first - 1).ends_with('s');
        if !inner && !counted {
            break;
        }
        first -= 1;
    }
    if first == index {
        return None;
    }
    let parts = first..index;
    let named = parts.clone().filter_map(|part| tokens.get(part)).any(|part| is_distinctive(tokens, part));
    let numbered = number_before(tokens, first);
    if !numbered && !(named && (marker.is_capital() || !tokens.is_cased)) {
        return None;
    }
    // "a close friend": without a number or capitals a common word tells nothing.
    let by_parts_alone = !tokens.is_cased
        && !numbered
        && parts.filter_map(|part| tokens.get(part)).all(|part| part.is(Marks::COMMON) && !part.is(Marks::FIRST));
    if by_parts_alone && marker.is(Marks::COMMON) && is_common_marker(tokens, index) {
        return None;
    }
    if numbered {
        first -= 1;
        if tokens.is_joined(first) && tokens.before(first, 1).is_some_and(|token| token.is(Marks::DWELLING)) {
            first -= 1;
        }
        first = house(tokens, first);
    }
    // "Cheetham Hill Road": the first word for a street may be part of its name.
    let mut last = index;
    while tokens.is_joined(last + 1)
        && tokens.get(last + 1).is_some_and(|next| {
            next.is(Marks::STREET)
                && next.taken.is_none()
                && (next.is_capital() && tokens.is_cased || next.is(Marks::PLAIN_STREET))
        })
    {
        last += 1;
    }
    Some((first, last))
}

/// A word that is far more often something else than a street.
fn is_common_marker(tokens: &Tokens<'_>, index: usize) -> bool {
    tokens.get(index).is_some_and(|token| token.is(Marks::VERB.and(Marks::ROLE)))
        || tokens.get(index).is_some_and(|token| !token.is(Marks::PLAIN_STREET))
}

fn number_before(tokens: &Tokens<'_>, index: usize) -> bool {
    let gap = tokens.gap(index);
    (tokens.is_joined(index) || gap == ", ")
        && tokens.before(index, 1).is_some_and(|token| {
            let text = tokens.text.get(token.start..token.end).unwrap_or("");
            let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            token.shape == Shape::Number
                && token.taken.is_none()
                && digits.len() <= 4
                && text.len() - digits.len() <= 1
                && !digits.is_empty()
                && !tokens.gap(index - 1).ends_with('/')
        })
}

/// What stands before a house number: "Flat 2, ", "Rowan House, ".
fn house(tokens: &Tokens<'_>, first: usize) -> usize {
    if tokens.gap(first).trim() != "," && !tokens.gap(first).trim().is_empty() {
        return first;
    }
    let Some(before) = tokens.before(first, 1).filter(|token| token.taken.is_none()) else { return first };
    if before.shape == Shape::Number && tokens.before(first, 2).is_some_and(|token| token.is(Marks::DWELLING)) {
        return first - 2;
    }
    if before.is(Marks::ORGANISATION.and(Marks::STREET).and(Marks::PART).and(Marks::DWELLING))
        && before.is_word()
        && tokens.gap(first).contains(',')
    {
        let mut start = first - 1;
        while start > 0
            && first - start < 4
            && tokens.is_joined(start)
            && tokens.before(start, 1).is_some_and(|part| part.taken.is_none() && is_distinctive(tokens, part))
        {
            start -= 1;
        }
        if start < first - 1 {
            return start;
        }
    }
    first
}

/// A named school, surgery, hospital or other organisation.
fn organisation(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let is_marker = |token: &Token| token.is(Marks::ORGANISATION) && token.taken.is_none() && token.is_word();
    let marker = *tokens.get(index).filter(|token| is_marker(token))?;
    let mut first = index;
    while index - first < LONGEST_NAME && first > 0 && tokens.is_joined(first) {
        let Some(part) = tokens.before(first, 1) else { break };
        // "Zofia's school" is a school of no name; "St Cadfan's primary" has one.
        let owner = part.is_possessive()
            && !(tokens.is_cased && marker.is_capital())
            && !tokens.before(first, 2).is_some_and(|saint| saint.is(Marks::PART) && tokens.is_joined(first - 1));
        if is_part(tokens, part, &marker) && !owner {
            first -= 1;
            continue;
        }
        // "Our Lady of Mercy Primary": grammar inside a name.
        let inside = part.is(Marks::GRAMMAR)
            && first >= 2
            && tokens.is_joined(first - 1)
            && matches!(tokens.key(first - 1).as_str(), "of" | "and" | "the")
            && tokens.before(first, 2).is_some_and(|before| {
                is_part(tokens, before, &marker) && is_distinctive(tokens, before) && before.is(Marks::PART)
            });
        if !inside {
            break;
        }
        first -= 2;
    }
    // Words before the name that only open the sentence.
    while first < index
        && tokens.get(first).is_some_and(|part| {
            !is_distinctive(tokens, part)
                && !part.is(Marks::ORGANISATION)
                && (part.opens || part.is(Marks::FACT.and(Marks::FIELD).and(Marks::CUE)))
        })
    {
        first += 1;
    }
    let named = (first..index).filter_map(|part| tokens.get(part)).any(|part| is_distinctive(tokens, part));
    if !named {
        return None;
    }
    let mut last = index;
    while tokens.is_joined(last + 1) && tokens.get(last + 1).is_some_and(is_marker) {
        last += 1;
    }
    Some((first, last))
}

/// A prison and its like: the kind first, then the name.
fn prefixed(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    tokens.get(index).filter(|token| token.is(Marks::PREFIX) && token.taken.is_none())?;
    let mut last = index;
    while last - index < 3
        && tokens.is_joined(last + 1)
        && tokens.get(last + 1).is_some_and(|token| {
            token.is_word()
                && token.taken.is_none()
                && !token.is(Marks::GRAMMAR.and(Marks::FACT))
                && (token.is_capital() || last == index)
        })
    {
        last += 1;
    }
    (last > index).then_some((index, last))
}

/// A town or district of the lists.
fn place(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let token = tokens.get(index).filter(|token| token.taken.is_none() && token.is_word())?;
    if token.is(Marks::PLACE.and(Marks::AMBIGUOUS_PLACE)) && !token.is(Marks::PHRASE_END) {
        // An entry of several words.
        let mut last = index;
        while last - index < 4
            && !tokens.get(last).is_some_and(|token| token.is(Marks::PHRASE_END))
            && tokens.get(last + 1).is_some_and(|next| next.is(Marks::PLACE.and(Marks::AMBIGUOUS_PLACE)))
        {
            last += 1;
        }
        if last > index && tokens.get(last).is_some_and(|token| token.is(Marks::PHRASE_END)) {
            return Some((index, last));
        }
    }
    let other = Marks::FIRST.and(Marks::SURNAME).and(Marks::AMBIGUOUS);
    let common = Marks::COMMON.and(Marks::FACT).and(Marks::AMBIGUOUS_PLACE).and(Marks::FIELD);
    if token.is(Marks::CALENDAR) {
        return None;
    }
    if token.is(Marks::GRAMMAR.and(Marks::ROLE)) || !token.is(Marks::PLACE.and(Marks::AMBIGUOUS_PLACE)) {
        // A word that no list has, behind "in": a place rather than a person.
        let cued = tokens.is_joined(index) && tokens.before(index, 1).is_some_and(|before| before.is(Marks::PLACE_CUE));
        let unknown = is_unknown(tokens, token) && !token.is(other) && token.is_capital() && tokens.is_cased;
        return (cued && unknown && matches!(tokens.key(index - 1).as_str(), "in" | "near" | "around"))
            .then_some((index, index));
    }
    let cued = tokens.is_joined(index) && tokens.before(index, 1).is_some_and(|before| before.is(Marks::PLACE_CUE));
    if !token.is(common.and(other)) {
        return Some((index, index));
    }
    if tokens.is_cased {
        // A name of a person too: persons are looked for later, unless a place is asked for.
        let fits = token.is_capital() && !token.opens && (cued || !token.is(other));
        return fits.then_some((index, index));
    }
    (cued && ends_here(tokens, index) && !tokens.before(index, 1).is_some_and(|before| before.is(Marks::DETERMINER)))
        .then_some((index, index))
}

/// Whether nothing goes with the word: a border, or a word of grammar, follows.
pub(super) fn ends_here(tokens: &Tokens<'_>, index: usize) -> bool {
    if tokens.get(index).is_some_and(Token::is_possessive) {
        return true;
    }
    !tokens.is_joined(index + 1)
        || tokens.get(index + 1).is_none_or(|next| {
            next.is(Marks::GRAMMAR.and(Marks::VERB).and(Marks::AUXILIARY).and(Marks::ROLE))
                || next.shape == Shape::Number
                || next.taken.is_some()
        })
}
