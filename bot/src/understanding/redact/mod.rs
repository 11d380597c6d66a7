//! Masking: what identifies somebody is replaced before any other stage sees the text.
//!
//! Which words are names, places, titles or parts of an organisation is data of the pack (`words/*.txt`); here is how
//! they are used, and the forms of numbers and dates. What is in doubt is masked. It does not read what a text says.

mod known;
mod lists;
mod masked;
mod names;
mod places;
mod shadow;
mod structured;
#[cfg(test)]
mod tests;
mod tokens;

use handrail_engine::pack::Pack;
use zeroize::Zeroize;

pub(crate) use known::KnownNames;
use lists::Lists;
pub(crate) use lists::WordsError;
pub(crate) use masked::{Identifier, IdentifierKind, Masked};
use shadow::Shadow;
use structured::Forms;
use tokens::Tokens;

/// What is masked can make a neighbour plain; after this many readings of its own output masking stops. Three are the
/// most that texts of practitioners needed.
const MAXIMUM_ROUNDS: usize = 8;

/// Masks what identifies somebody. It is made once for a pack.
pub(crate) struct Masker {
    lists: Lists,
    forms: Forms,
}

impl Masker {
    /// The masker with the word lists of this pack.
    pub(crate) fn of(pack: &Pack) -> Result<Self, WordsError> {
        let lists = Lists::of(pack)?;
        let forms = Forms::new(&lists)?;
        Ok(Self { lists, forms })
    }

    /// Masks a text and overwrites the original. Names that are learnt are masked for as long as `known` lives.
    pub(crate) fn mask(&self, mut original: String, known: &mut KnownNames) -> Masked {
        let mut identifiers = self.identifiers(&original, known);
        let mut masked = Masked::replace(&original, identifiers.clone());
        for _ in 1..MAXIMUM_ROUNDS {
            let more = self.identifiers(masked.text.as_str(), known);
            if more.is_empty() {
                break;
            }
            identifiers.extend(more.into_iter().map(|identifier| {
                let (start, end) = masked.original_span(identifier.start, identifier.end);
                Identifier { kind: identifier.kind, start, end }
            }));
            identifiers = without_overlap(identifiers);
            masked = Masked::replace(&original, identifiers.clone());
        }
        original.zeroize();
        masked
    }

    /// What identifies somebody in a text, in order, without overlap.
    fn identifiers(&self, original: &str, known: &mut KnownNames) -> Vec<Identifier> {
        let shadow = Shadow::of(original);
        let text = shadow.text();
        let mut tokens = Tokens::of(text, &self.lists);
        let mut found = self.forms.find(text, &tokens, &self.lists);
        for identifier in &found {
            tokens.take(identifier.start, identifier.end, identifier.kind);
        }
        places::find(&mut tokens, known, &mut found);
        names::find(&mut tokens, &self.lists, known, &mut found);
        let found = found.into_iter().map(|identifier| {
            let (start, end) = shadow.original_span(original, identifier.start, identifier.end);
            Identifier { kind: identifier.kind, start, end }
        });
        without_overlap(found.collect())
    }
}

/// In order of the text; of two that overlap the longer is kept, widened to both.
fn without_overlap(mut found: Vec<Identifier>) -> Vec<Identifier> {
    found.sort_by_key(|identifier| (identifier.start, std::cmp::Reverse(identifier.end)));
    let mut kept: Vec<Identifier> = Vec::with_capacity(found.len());
    for identifier in found {
        if identifier.start >= identifier.end {
            continue;
        }
        match kept.last_mut() {
            Some(last) if identifier.start < last.end => {
                if identifier.end - identifier.start > last.end - last.start {
                    last.kind = identifier.kind;
                }
                last.end = last.end.max(identifier.end);
            }
            _ => kept.push(identifier),
        }
    }
    kept
}
