//! Blocks as Markdown, for a note that is kept: no colour, no width, and nothing that only a screen can show.

use std::fmt::Write as _;

use super::terminal::noted_words;
use crate::document::{Block, Card, Question, Table, Warning};

/// Blocks as Markdown, with an empty line between them and a line break at the end.
pub(crate) fn render(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(block).filter(|part| !part.is_empty()).collect();
    let mut text = parts.join("\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => format!("{} {}\n", "#".repeat(usize::from(*level).max(1)), escape(text)),
        Block::Text(text) => paragraph(text),
        Block::Note(text) => format!("*{}*\n", escape(text)),
        Block::List(items) => lines("- ", items),
        Block::Choices(items) => numbered(items),
        Block::Understood(people) => {
            let mut text = String::new();
            for (index, noted) in people.iter().enumerate() {
                let gap = if index > 0 { "\n" } else { "" };
                let _ = writeln!(text, "{gap}**{}**\n", escape(&noted.who));
                for fact in &noted.facts {
                    let _ = writeln!(text, "- {}", escape(&noted_words(fact)));
                }
            }
            text
        }
        Block::Question(question) => asked(question),
        Block::Card(card) => full(card),
        Block::Warning(warning) => warned(warning),
        Block::Table(table) => drawn(table),
        Block::Outline(outline) => {
            let mut text = String::new();
            for line in outline {
                let known = line.known.map_or_else(String::new, |known| format!("[{}] ", known.word()));
                let _ = writeln!(text, "{}- {}", "  ".repeat(line.depth), escape(&format!("{known}{}", line.text)));
            }
            text
        }
    }
}

fn paragraph(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(escape).collect();
    format!("{}\n", lines.join("\n\n"))
}

fn lines(mark: &str, items: &[String]) -> String {
    items.iter().fold(String::new(), |mut text, item| {
        let _ = writeln!(text, "{mark}{}", escape(item));
        text
    })
}

fn numbered(items: &[String]) -> String {
    (1..).zip(items).fold(String::new(), |mut text, (number, item): (usize, &String)| {
        let _ = writeln!(text, "{number}. {}", escape(item));
        text
    })
}

fn asked(question: &Question) -> String {
    let mut text = format!("**{}**\n", escape(&question.text));
    if !question.choices.is_empty() {
        text.push('\n');
        text.push_str(&numbered(&question.choices));
    }
    text
}

fn full(card: &Card) -> String {
    let mut text = format!("#### {} ({})\n\n{}\n\n", escape(&card.name), escape(&card.kind), escape(&card.advice));
    for section in &card.sections {
        match section.lines.as_slice() {
            [single] => {
                let _ = writeln!(text, "- **{}**: {}", escape(&section.label), escape(single));
            }
            several => {
                let _ = writeln!(text, "- **{}**:", escape(&section.label));
                for line in several {
                    let _ = writeln!(text, "  - {}", escape(line));
                }
            }
        }
    }
    let _ = writeln!(text, "- id: `{}`", card.id);
    text
}

fn warned(warning: &Warning) -> String {
    if warning.text.is_empty() {
        return format!("> **{}**\n", escape(&warning.title));
    }
    format!("> **{}**\n>\n> {}\n", escape(&warning.title), escape(&warning.text))
}

fn drawn(table: &Table) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escape(cell).replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut text = row(&table.head);
    let _ = writeln!(text, "|{}", " --- |".repeat(table.head.len()));
    for cells in &table.rows {
        text.push_str(&row(cells));
    }
    text
}

/// What Markdown would take for markup is shown as it is; line breaks become spaces.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_words_is_shown_and_not_obeyed() {
        assert_eq!(render(&[Block::text("a *b* [c](d) <e>")]), "a \\*b\\* \\[c\\](d) \\<e\\>\n");
    }

    #[test]
    fn blocks_are_apart_by_one_line() {
        let blocks = [
            Block::heading(2, "Title"),
            Block::List(vec!["one".to_owned(), "two".to_owned()]),
            Block::warning("Mind", "this"),
        ];
        assert_eq!(render(&blocks), "## Title\n\n- one\n- two\n\n> **Mind**\n>\n> this\n");
    }

    #[test]
    fn a_table_has_its_rule() {
        let table =
            Table { head: vec!["a".to_owned(), "b".to_owned()], rows: vec![vec!["1|2".to_owned(), "3".to_owned()]] };
        assert_eq!(render(&[Block::Table(table)]), "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |\n");
    }
}
