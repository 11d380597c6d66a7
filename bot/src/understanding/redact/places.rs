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
        prefixed(tokens, index).or_else(|| organisation(tokens, index)).or_else(|| pair(tokens, index))
    });
    each(tokens, IdentifierKind::Address, known, found, |tokens, index| {
        street(tokens, index).or_else(|| numbered_name(tokens, index))
    });
    each(tokens, IdentifierKind::Organisation, known, found, |tokens, index| {
        saint(tokens, index).or_else(|| service(tokens, index)).or_else(|| after_kind(tokens, index))
    });
    each(tokens, IdentifierKind::Address, known, found, two_parts);
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
                known.learn(tokens.key(first), kind);
            }
            index = index.max(last);
        }
        index += 1;
    }
}

fn mask(tokens: &mut Tokens<'_>, first: usize, last: usize, kind: IdentifierKind, found: &mut Vec<Identifier>) {
    let (Some(start), Some(token)) = (tokens.get(first).map(|t| t.start), tokens.get(last)) else { return };
    // "St Brigid's" is the whole name.
    let end = if kind == IdentifierKind::Organisation { token.full_end } else { token.end };
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
        return token.is(Marks::PART.and(Marks::PLACE))
            && !token.is(Marks::FIELD)
            && (tokens.is_cased || !token.is(Marks::FREQUENT));
    }
    let by_list = token.is(names)
        && (token.is(Marks::PART) && !token.is(Marks::FREQUENT)
            || token.is(Marks::PART) && tokens.is_cased && token.is_capital()
            || !token.is(Marks::COMMON)
            || token.is(Marks::GIVEN) && !token.is(Marks::FREQUENT)
            || tokens.is_cased && token.is_capital());
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
        let plain_street = marker.is(Marks::PLAIN_STREET);
        let counted = (number_before(tokens, first - 1)
            || plain_street && first >= 2 && tokens.is_joined(first - 1) && number_before(tokens, first - 2))
            && part.is_word()
            && part.taken.is_none()
            && !part.is(Marks::GRAMMAR.and(Marks::ROLE).and(Marks::NUMBER))
            && (!part.is(Marks::FACT) || part.is(Marks::PART))
            && (plain_street || !part.is(Marks::FREQUENT) || !tokens.key(first - 1).ends_with('s'));
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
    let written = |token: &Token| token.is_capital() && !token.opens;
    let estate = marker.is(Marks::PLAIN_STREET) && parts.clone().filter_map(|part| tokens.get(part)).any(written);
    let behind_house = !numbered && tokens.gap(first).trim() == "," && named_house(tokens, first).is_some();
    let capitals = tokens.is_cased
        && marker.is(Marks::PLAIN_STREET)
        && marker.is_capital()
        && parts.clone().filter_map(|part| tokens.get(part)).all(written);
    if !numbered && !behind_house && !capitals && !(named && (marker.is_capital() || !tokens.is_cased || estate)) {
        return None;
    }
    // "a close friend": without a number or capitals a common word tells nothing.
    let by_parts_alone = !tokens.is_cased
        && !numbered
        && parts.filter_map(|part| tokens.get(part)).all(|part| part.is(Marks::COMMON) && !part.is(Marks::FIRST));
    if by_parts_alone
        && !behind_house
        && marker.is(Marks::COMMON)
        && is_common_marker(tokens, index)
        && !stands_as_a_place(tokens, first, index)
    {
        return None;
    }
    if !numbered
        && tokens.is_joined(first)
        && tokens.before(first, 1).is_some_and(|before| is_counted_on(tokens, first, before))
    {
        // "no 7 on Larch Close".
        first -= 2;
        if tokens.is_joined(first) && tokens.before(first, 1).is_some_and(|token| token.is(Marks::DWELLING)) {
            first -= 1;
        }
    } else if numbered {
        first -= 1;
        // "14-16", "27/3".
        if matches!(tokens.gap(first), "-" | "/")
            && tokens.before(first, 1).is_some_and(|one| one.shape == Shape::Number)
        {
            first -= 1;
        }
        if tokens.is_joined(first) && tokens.before(first, 1).is_some_and(|token| token.is(Marks::DWELLING)) {
            first -= 1;
        }
        first = house(tokens, first);
    }
    if behind_house {
        first = named_house(tokens, first).unwrap_or(first);
    }
    // "Cheetham Hill Road": the first word for a street may be part of its name.
    let mut last = index;
    while tokens.is_joined(last + 1)
        && tokens.get(last + 1).is_some_and(|next| {
            next.is(Marks::STREET)
                && next.taken.is_none()
                && (next.is_capital() && tokens.is_cased || next.is(Marks::PLAIN_STREET.and(Marks::PHRASE_END)))
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
                && token.taken.is_none_or(|kind| kind == IdentifierKind::Address)
                && digits.len() <= 4
                && text.len() - digits.len() <= 1
                && !digits.is_empty()
                && (!tokens.gap(index - 1).ends_with('/') || tokens.is_cased)
        })
}

/// Whether a house number stands before "on": "7 on Larch Close".
fn is_counted_on(tokens: &Tokens<'_>, first: usize, before: &Token) -> bool {
    before.is(Marks::GRAMMAR)
        && !before.is(Marks::DETERMINER.and(Marks::CLAUSE))
        && first >= 2
        && number_before(tokens, first - 1)
        && (tokens.before(first, 3).is_some_and(|token| token.is(Marks::DWELLING))
            || tokens.before(first, 2).is_some_and(|token| token.taken.is_some()))
}

/// Whether words that might be plain English stand as the name of a street: behind "on" or "at", and nothing goes on.
fn stands_as_a_place(tokens: &Tokens<'_>, first: usize, marker: usize) -> bool {
    let rare = (first..marker).filter_map(|part| tokens.get(part)).any(|part| {
        part.is(Marks::PART) && !part.is(Marks::FREQUENT) || part.is(Marks::AMBIGUOUS) && !part.is(Marks::FREQUENT)
    });
    let cued = tokens.is_joined(first)
        && tokens.before(first, 1).is_some_and(|before| before.is(Marks::GRAMMAR) && !before.is(Marks::DETERMINER));
    let opens = tokens.get(first).is_some_and(|token| token.opens) || !tokens.is_joined(first);
    rare && (cued || opens)
}

/// A number and a name with an article: "1 The Crescent", "Unit 4 The Maltings".
fn numbered_name(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let name = tokens.get(index).filter(|token| token.taken.is_none() && token.is_word())?;
    let article = tokens.before(index, 1).filter(|_| tokens.is_joined(index) && index >= 2)?;
    let fits =
        name.is(Marks::STREET.and(Marks::PART)) || is_unknown(tokens, name) || name.is_capital() && tokens.is_cased;
    if !article.is(Marks::DETERMINER) || !fits || !number_before(tokens, index - 1) {
        return None;
    }
    let mut first = index - 2;
    if tokens.is_joined(first) && tokens.before(first, 1).is_some_and(|token| token.is(Marks::DWELLING)) {
        first -= 1;
    }
    let mut last = index;
    while tokens.is_joined(last + 1)
        && tokens
            .get(last + 1)
            .is_some_and(|next| next.taken.is_none() && next.is(Marks::STREET) && !next.is(Marks::GRAMMAR))
    {
        last += 1;
    }
    Some((first, last))
}

/// A saint by whom a school or church is called, without saying what it is: "St Brigid's".
fn saint(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let name =
        tokens.get(index).filter(|token| token.is_word() && token.taken.is_none() && !token.is(Marks::GRAMMAR))?;
    let before = tokens.before(index, 1).filter(|_| tokens.is_joined(index))?;
    let saint = before.is(Marks::SAINT) && before.taken.is_none();
    let fits = name.is_possessive() && !name.is(Marks::FREQUENT)
        || if tokens.is_cased { name.is_capital() && before.is_capital() } else { is_unknown(tokens, name) };
    (saint && fits).then_some((index - 1, index))
}

/// Two words of which names of streets and houses are made, side by side: "oak vale", "priory park".
fn two_parts(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let part = |token: &Token| {
        token.taken.is_none()
            && token.is_word()
            && !token.is(Marks::GRAMMAR.and(Marks::FACT).and(Marks::VERB))
            && !token.is_possessive()
    };
    let first = tokens.get(index).filter(|token| part(token) && token.is(Marks::PART) && !token.is(Marks::FREQUENT))?;
    let second = tokens.get(index + 1).filter(|token| part(token) && tokens.is_joined(index + 1))?;
    let article = tokens.is_joined(index) && tokens.before(index, 1).is_some_and(|before| before.is(Marks::DETERMINER));
    let firm = second.is(Marks::PART) && second.is(Marks::STREET) && first.is(Marks::PART);
    let written = !tokens.is_cased || first.is_capital() && second.is_capital();
    (firm && written && !article && ends_here(tokens, index + 1)).then_some((index, index + 1))
}

/// A service of which only the name is told, before those who work there: "Turning Corners worker".
fn service(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let part = |at: usize| {
        tokens.get(at).is_some_and(|token| token.taken.is_none() && token.is_word() && token.is(Marks::PART))
    };
    let end = tokens.get(index + 1).is_some_and(|token| token.is(Marks::PHRASE_END));
    let works = tokens.is_joined(index + 2) && tokens.get(index + 2).is_some_and(|next| next.is(Marks::ROLE));
    // "the black bull".
    let rare = tokens.get(index + 1).is_some_and(|token| !token.is(Marks::FREQUENT));
    let house = rare
        && tokens.is_joined(index)
        && tokens.before(index, 1).is_some_and(|before| before.is(Marks::DETERMINER))
        && ends_here(tokens, index + 1);
    (part(index) && part(index + 1) && end && (works || house)).then_some((index, index + 1))
}

/// The name behind what kind it is: "nursery (tiny acorns)", "Sch: Oak Vale".
fn after_kind(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let part = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.taken.is_none()
                && token.is_word()
                && token.is(Marks::PART)
                && (!tokens.is_cased || token.is_capital())
        })
    };
    let kind = tokens.before(index, 1).is_some_and(|kind| kind.is(Marks::ORGANISATION));
    if !kind || !matches!(tokens.gap(index).trim(), "(" | ":" | "-" | "=") || !part(index) {
        return None;
    }
    let mut last = index;
    while last - index < 3 && tokens.is_joined(last + 1) && part(last + 1) {
        last += 1;
    }
    (last > index || tokens.get(index).is_some_and(|token| !token.is(Marks::FREQUENT))).then_some((index, last))
}

/// A public house: "the crown and thistle", "the Fox & Hounds".
fn pair(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let part = |at: usize| {
        tokens
            .get(at)
            .filter(|token| token.is(Marks::PART) && token.is_word() && token.taken.is_none() && !token.is_possessive())
    };
    let first = part(index)?;
    let article = tokens.is_joined(index) && tokens.before(index, 1).is_some_and(|before| before.is(Marks::DETERMINER));
    let last = if tokens.gap(index + 1).trim() == "&" {
        index + 1
    } else if tokens.is_joined(index + 1) && tokens.is_joined(index + 2) && tokens.key(index + 1) == "and" {
        index + 2
    } else {
        return None;
    };
    let second = part(last)?;
    let written = !tokens.is_cased || first.is_capital() && second.is_capital();
    (article && written).then_some((index, last))
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
    if tokens.gap(first).contains(',') { named_house(tokens, first).unwrap_or(first) } else { first }
}

/// The house with a name, or the floor, that ends before a comma: "Rowan House, ", "Top Flat, ", "Block C, ".
fn named_house(tokens: &Tokens<'_>, comma: usize) -> Option<usize> {
    let kinds = Marks::ORGANISATION.and(Marks::STREET).and(Marks::DWELLING);
    let last = comma.checked_sub(1)?;
    let is_free = |at: usize| {
        tokens.get(at).is_some_and(|token| token.taken.is_none() && token.is_word() && !token.is(Marks::ROLE))
    };
    let is_kind = |at: usize| is_free(at) && tokens.get(at).is_some_and(|token| token.is(kinds.and(Marks::PART)));
    let mut start = if is_kind(last) {
        last
    } else if last > 0
        && tokens.is_joined(last)
        && is_kind(last - 1)
        && tokens.get(last).is_some_and(|token| token.end - token.start == 1)
    {
        // "Block C".
        return Some(last - 1);
    } else {
        return None;
    };
    let mut named = false;
    while start > 0 && comma - start < 4 && tokens.is_joined(start) && is_free(start - 1) {
        let Some(part) = tokens.before(start, 1) else { break };
        let of_house = part.is(kinds.and(Marks::PART)) || is_distinctive(tokens, part);
        let plain = !part.is(Marks::GRAMMAR.and(Marks::VERB).and(Marks::CUE).and(Marks::FIELD))
            && tokens.get(last).is_some_and(|token| token.is(Marks::DWELLING));
        let article = part.is(Marks::DETERMINER)
            && tokens.key(start - 1).starts_with("the")
            && (part.is_capital() || !tokens.is_cased);
        if !(of_house || plain || article) {
            break;
        }
        named = true;
        start -= 1;
        if article {
            break;
        }
    }
    named.then_some(start)
}

/// A named school, surgery, hospital or other organisation.
fn organisation(tokens: &Tokens<'_>, index: usize) -> Option<(usize, usize)> {
    let is_marker = |token: &Token| token.is(Marks::ORGANISATION) && token.taken.is_none() && token.is_word();
    let marker = *tokens.get(index).filter(|token| is_marker(token))?;
    let mut first = index;
    while index - first < LONGEST_NAME && first > 0 && (tokens.is_joined(first) || tokens.gap(first).trim() == "&") {
        let Some(part) = tokens.before(first, 1) else { break };
        // "Zofia's school" is a school of no name; "St Cadfan's primary" and "Knapp's stores" have one.
        let owner = part.is_possessive()
            && marker.is(Marks::FREQUENT.and(Marks::FIELD))
            && !(tokens.is_cased && marker.is_capital())
            && !tokens.before(first, 2).is_some_and(|saint| saint.is(Marks::PART) && tokens.is_joined(first - 1));
        // "Bolt & Reed Solicitors".
        let partner =
            tokens.gap(first).trim() == "&" && part.is_word() && part.taken.is_none() && !part.is(Marks::GRAMMAR);
        let rare = marker.is(Marks::STRONG) && is_rare_noun(tokens, part);
        if (is_part(tokens, part, &marker) || is_between(tokens, part) || partner || rare) && !owner {
            first -= 1;
            continue;
        }
        // "Our Lady of Mercy Primary": grammar inside a name.
        let inside = part.is(Marks::GRAMMAR)
            && first >= 2
            && tokens.is_joined(first - 1)
            && matches!(tokens.key(first - 1), "of" | "and")
            && tokens.before(first, 2).is_some_and(|before| {
                is_part(tokens, before, &marker)
                    && is_distinctive(tokens, before)
                    && before.is(Marks::PART.and(Marks::SURNAME))
            });
        if !inside {
            break;
        }
        first -= 2;
    }
    // Words before the name that only open the sentence, or say what kind it is.
    while first < index
        && tokens.get(first).is_some_and(|part| {
            let belongs = part.is(Marks::PART.and(Marks::AMBIGUOUS)) || tokens.gap(first + 1).trim() == "&";
            let belongs = belongs || marker.is(Marks::STRONG) && is_rare_noun(tokens, part);
            let belongs = belongs && !part.is(Marks::CUE.and(Marks::VERB));
            let written = tokens.is_cased && part.is_capital() && !part.opens && marker.is_capital();
            !is_distinctive(tokens, part) && !belongs && !written
        })
    {
        first += 1;
    }
    let parts = || (first..index).filter_map(|part| tokens.get(part));
    let strong = marker.is(Marks::STRONG) && parts().any(|part| is_rare_noun(tokens, part));
    let written = |part: &Token| tokens.is_cased && part.is_capital() && !part.opens;
    let two = parts().filter(|part| part.is(Marks::PART)).count() > 1
        || parts().count() > 1 && parts().any(|part| part.is(Marks::PLAIN_STREET));
    let three = marker.is_capital() && parts().filter(|part| written(part)).count() > 1;
    if !parts().any(|part| is_distinctive(tokens, part)) && !two && !three && !strong {
        return None;
    }
    let mut last = index;
    while tokens.is_joined(last + 1) && tokens.get(last + 1).is_some_and(is_marker) {
        last += 1;
    }
    // "The Grove School": the article may be a part of the name.
    if tokens.is_joined(first)
        && tokens.before(first, 1).is_some_and(|article| article.is(Marks::DETERMINER) && article.taken.is_none())
        && tokens.key(first - 1) == "the"
    {
        first -= 1;
    }
    Some((first, last))
}

/// Whether a word that is no name can stand inside one: "grace community church".
fn is_between(tokens: &Tokens<'_>, token: &Token) -> bool {
    token.taken.is_none()
        && token.is_word()
        && !tokens.is_cased
        && !token.is(Marks::GRAMMAR.and(Marks::VERB).and(Marks::CUE).and(Marks::NUMBER).and(Marks::DETERMINER))
        && token.is(Marks::ORGANISATION
            .and(Marks::FIELD)
            .and(Marks::FACT)
            .and(Marks::PART)
            .and(Marks::AMBIGUOUS)
            .and(Marks::STREET))
}

/// A word of English that is neither of every day nor of the field, and does not look like one that says how something
/// is: before "nursery" or "arms" it is a name.
fn is_rare_noun(tokens: &Tokens<'_>, token: &Token) -> bool {
    const QUALITIES: [&str; 14] =
        ["ing", "ed", "ly", "ic", "al", "ive", "ous", "ary", "ent", "ant", "able", "ful", "less", "est"];
    let never = Marks::FREQUENT.and(Marks::FACT).and(Marks::FIELD).and(Marks::VERB).and(Marks::CUE).and(Marks::ROLE);
    let index = tokens.index_at(token.start);
    token.taken.is_none()
        && token.is_word()
        && token.end - token.start > 3
        && token.is(Marks::COMMON)
        && !token.is(never.and(Marks::GRAMMAR).and(Marks::DETERMINER).and(Marks::NUMBER).and(Marks::CALENDAR))
        && !QUALITIES.iter().any(|ending| tokens.key(index).ends_with(ending))
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
                && (token.is_capital() && tokens.is_cased
                    || last == index && !token.is(Marks::FREQUENT.and(Marks::ROLE).and(Marks::ORGANISATION)))
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
    // "31a The Parade, Goole".
    let behind_address = tokens.gap(index).trim() == ","
        && tokens.before(index, 1).is_some_and(|before| matches!(before.taken, Some(IdentifierKind::Address)))
        && (!tokens.is_joined(index + 1) || tokens.get(index + 1).is_some_and(|next| next.taken.is_some()));
    if behind_address
        && !token.is(Marks::COMMON.and(Marks::FACT).and(Marks::FIELD).and(Marks::GRAMMAR).and(Marks::ROLE))
    {
        return Some((index, index));
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
        return (cued && unknown && matches!(tokens.key(index - 1), "in" | "near" | "around"))
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
