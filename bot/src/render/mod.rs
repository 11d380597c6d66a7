//! From blocks to text: one module for each form. The words are the same in all of them.

pub(crate) mod markdown;
pub(crate) mod terminal;

/// A text as a terminal may be given it: whatever would steer it, or turn the direction of writing, becomes a
/// sign of as many bytes, so that places in the text stay where they are. Line breaks and tabs remain.
pub(crate) fn harmless(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\t' => character,
        _ if character.is_ascii_control() => '?',
        _ if character.is_control() => '\u{b7}',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        _ => character,
    };
    text.replace("\r\n", " \n").chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_replaced_byte_for_byte() {
        let text = "a\u{1b}[2J\u{9b}\u{202e}\r\nb\r\u{0}\té";
        let shown = harmless(text);
        assert_eq!(shown, "a?[2J\u{b7}\u{fffd} \nb??\té");
        assert_eq!(shown.len(), text.len());
    }
}
