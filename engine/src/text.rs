//! Source texts and places in them: byte spans, lines and columns.
//!
//! For every file a pack or a case is read from. Not for reading files: texts come in as strings.

use std::sync::Arc;

/// One file of a pack, or one case file: its name as the reader knows it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    name: Arc<str>,
    text: Arc<str>,
    line_starts: Arc<[usize]>,
}

/// A stretch of bytes in a text, from `start` up to, but not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// A span from two byte offsets.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same span, `offset` bytes further on.
    #[must_use]
    pub const fn shifted(self, offset: usize) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }
}

/// A place in a file, as it is shown to a reader: `file:line:column`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The name of the file.
    pub file: Arc<str>,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The bytes to underline.
    pub span: Span,
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl SourceText {
    /// A text under a name.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect();
        Self { name: name.into(), text, line_starts }
    }

    /// The name of the file.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The place of a span. Offsets beyond the text mean its end.
    pub fn locate(&self, span: Span) -> Location {
        let start = self.floor(span.start);
        let end = self.floor(span.end).max(start);
        let line = self.line_starts.partition_point(|&first| first <= start);
        let line_start = self.line_starts.get(line.saturating_sub(1)).copied();
        let before = self.text.get(line_start.unwrap_or(0)..start).unwrap_or("");
        Location {
            file: Arc::clone(&self.name),
            line: line.max(1),
            column: before.chars().count() + 1,
            span: Span::new(start, end),
        }
    }

    /// The byte offset of a line and a column, both counted from 1, the column in characters.
    /// A column beyond the line means its end.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| next.saturating_sub(1));
        let content = self.text.get(start..end).unwrap_or("");
        content.char_indices().nth(column.saturating_sub(1)).map_or(start + content.len(), |(index, _)| start + index)
    }

    /// The span of the word, number, quoted text or sign that begins at an offset.
    pub fn token_at(&self, offset: usize) -> Span {
        let start = self.floor(offset);
        let rest = self.text.get(start..).unwrap_or("");
        let mut characters = rest.char_indices();
        let length = match characters.next() {
            Some((_, quote @ ('"' | '\'' | '`'))) => {
                let mut escaped = false;
                characters
                    .find_map(|(index, character)| {
                        let closes = character == quote && !escaped;
                        escaped = character == '\\' && !escaped;
                        (closes || character == '\n').then_some(index + usize::from(closes))
                    })
                    .unwrap_or(rest.len())
            }
            Some((_, first)) if first.is_alphanumeric() || first == '_' => {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
            }
            Some((_, first)) => rest
                .find(|c: char| c.is_alphanumeric() || c.is_whitespace() || "\"'`_()[]{};,".contains(c))
                .unwrap_or(rest.len())
                .max(first.len_utf8()),
            None => 0,
        };
        Span::new(start, start + length)
    }

    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = SourceText::new("a.rhai", "één\nbike.wheels < 2\n");
        let offset = text.offset(2, 6);
        let location = text.locate(text.token_at(offset));
        assert_eq!(location.to_string(), "a.rhai:2:6");
        assert_eq!(&text.text()[location.span.start..location.span.end], "wheels");
        assert_eq!(text.locate(Span::new(4, 4)).column, 3, "é is one character of two bytes");
    }

    #[test]
    fn offsets_outside_the_text_are_its_end() {
        let text = SourceText::new("a", "ab");
        assert_eq!(text.offset(9, 9), 2);
        assert_eq!(text.locate(Span::new(50, 60)).to_string(), "a:1:3");
        assert_eq!(text.token_at(70), Span::new(2, 2));
    }

    #[test]
    fn a_quoted_text_is_one_token() {
        let text = SourceText::new("a", r#"x == "a \" b" & y"#);
        assert_eq!(text.token_at(5), Span::new(5, 13));
    }
}
