//! A copy of a text in which equal looks are equal characters, and the way back to the original.
//!
//! Characters without width are left out, so that none can be hidden inside a name; spaces, quotes, dashes and digits
//! of all kinds become their plain forms.

use zeroize::Zeroize;

/// The copy. It is overwritten when it is dropped, as the original is.
pub(super) struct Shadow {
    text: String,
    /// From this place of the copy on, its places differ from those of the original by `original - copy`.
    segments: Vec<(usize, usize)>,
}

impl Shadow {
    pub(super) fn of(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut segments = vec![(0, 0)];
        let mut difference = 0;
        for (place, character) in original.char_indices() {
            let Some(plain) = plain(character) else { continue };
            if place - text.len() != difference {
                difference = place - text.len();
                segments.push((text.len(), difference));
            }
            text.push(plain);
        }
        Self { text, segments }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The place in the original of what stands from `start` to `end` in the copy.
    pub(super) fn original_span(&self, original: &str, start: usize, end: usize) -> (usize, usize) {
        let last =
            self.text.get(..end).and_then(|text| text.char_indices().next_back()).map_or(start, |(place, _)| place);
        let last = self.original(last);
        let width = original.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (self.original(start), last + width)
    }

    fn original(&self, place: usize) -> usize {
        let index = self.segments.partition_point(|(from, _)| *from <= place);
        place + self.segments.get(index.saturating_sub(1)).map_or(0, |(_, difference)| *difference)
    }
}

impl Drop for Shadow {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// What a character looks like; nothing if it has no width. Never longer than the character.
fn plain(character: char) -> Option<char> {
    if character.is_ascii() {
        return Some(character);
    }
    Some(match character {
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}' => return None,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{b4}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201f}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2028}' | '\u{2029}' => '\n',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        _ => match character.to_digit_of_any_script() {
            Some(digit) => char::from_digit(digit, 10).unwrap_or(character),
            None => character,
        },
    })
}

trait DigitOfAnyScript {
    fn to_digit_of_any_script(self) -> Option<u32>;
}

impl DigitOfAnyScript for char {
    fn to_digit_of_any_script(self) -> Option<u32> {
        // The first digits of scripts that people who write English records use.
        const ZEROS: [u32; 5] = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66];
        ZEROS.iter().find_map(|zero| u32::from(self).checked_sub(*zero).filter(|digit| *digit < 10))
    }
}
