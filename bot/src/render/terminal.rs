//! Blocks as text for a terminal: wrapped to its width, with colour where it is wanted.
//!
//! Colour only adds to words: whatever it says is also written.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use comfy_table::{ColumnConstraint, ContentArrangement, presets};
use textwrap::{Options, WordSeparator, WordSplitter};

use super::harmless;
use crate::document::{Basis, Block, Card, Known, Noted, NotedFact, OutlineLine, Question, Table, Warning};

/// How a terminal shows text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// The greatest number of columns of a line.
    pub width: usize,
    /// Whether to use colour.
    pub colour: bool,
}

impl Style {
    /// The narrowest width that is used: below it words would be torn.
    pub(crate) const NARROWEST: usize = 32;
    /// The widest width that is used: longer lines are hard to read.
    pub(crate) const WIDEST: usize = 100;

    /// A style for a terminal of this width.
    pub(crate) fn new(width: usize, colour: bool) -> Self {
        Self { width: width.clamp(Self::NARROWEST, Self::WIDEST), colour }
    }
}

const STRONG: Ansi = Ansi::new().bold();
const FAINT: Ansi = Ansi::new().dimmed();
const DANGER: Ansi = AnsiColor::Red.on_default().bold();
const AGAINST: Ansi = AnsiColor::Yellow.on_default();
const ASKED: Ansi = AnsiColor::Cyan.on_default().bold();

/// Blocks as text, with an empty line between them and a line break at the end.
pub(crate) fn render(blocks: &[Block], style: Style) -> String {
    let mut page = Page { style, text: String::new() };
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            page.text.push('\n');
        }
        page.block(block);
    }
    page.text
}

struct Page {
    style: Style,
    text: String,
}

impl Page {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level: 1, text } => self.underlined(text, "="),
            Block::Heading { level: 2, text } => self.underlined(text, "-"),
            Block::Heading { text, .. } => self.line(STRONG, "", "", text),
            Block::Text(text) => self.line(Ansi::new(), "", "", text),
            Block::Note(text) => self.line(FAINT, "", "", text),
            Block::List(items) => {
                for item in items {
                    self.line(Ansi::new(), "- ", "  ", item);
                }
            }
            Block::Choices(items) => self.choices(items, ""),
            Block::Understood(people) => self.understood(people),
            Block::Question(question) => self.question(question),
            Block::Card(card) => self.card(card),
            Block::Warning(warning) => self.warning(warning),
            Block::Table(table) => self.table(table),
            Block::Outline(lines) => self.outline(lines),
        }
    }

    /// A wrapped paragraph, every line of it in one style.
    fn line(&mut self, ansi: Ansi, first: &str, rest: &str, text: &str) {
        let options = Options::new(self.style.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            // Paths, ids and addresses stay whole, so that they can be copied.
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        for paragraph in harmless(text).split('\n') {
            for line in textwrap::wrap(paragraph, &options) {
                let line = line.trim_end();
                if self.style.colour {
                    let _ = writeln!(self.text, "{ansi}{line}{ansi:#}");
                } else {
                    let _ = writeln!(self.text, "{line}");
                }
            }
        }
    }

    /// A title over a rule, so that it is a title without colour too.
    fn underlined(&mut self, text: &str, rule: &str) {
        self.line(STRONG, "", "", text);
        let columns = textwrap::core::display_width(&harmless(text)).min(self.style.width);
        self.line(STRONG, "", "", &rule.repeat(columns));
    }

    fn choices(&mut self, items: &[String], indent: &str) {
        let digits = items.len().to_string().len();
        let rest = format!("{indent}{}", " ".repeat(digits + 3));
        for (number, item) in (1..).zip(items) {
            self.line(Ansi::new(), &format!("{indent} {number:>digits$}. ").replacen(' ', "", 1), &rest, item);
        }
    }

    fn understood(&mut self, people: &[Noted]) {
        for (index, noted) in people.iter().enumerate() {
            if index > 0 {
                self.text.push('\n');
            }
            self.line(STRONG, "", "", &noted.who);
            for fact in &noted.facts {
                let ansi = if matches!(fact.basis, Basis::Assumed | Basis::NotKnown) { FAINT } else { Ansi::new() };
                let first = fact.number.map_or_else(|| "      ".to_owned(), |number| format!("{number:>4}. "));
                self.line(ansi, &first, "        ", &noted_words(fact));
            }
        }
    }

    fn question(&mut self, question: &Question) {
        if question.safety {
            self.line(AGAINST, "", "", "This bears on safety.");
        }
        self.line(ASKED, "", "", &question.text);
        self.choices(&question.choices, "  ");
        self.line(FAINT, "", "", &question.hint);
    }

    fn card(&mut self, card: &Card) {
        self.line(STRONG, "", "  ", &format!("{} ({})", card.name, card.kind));
        self.line(Ansi::new(), "  ", "  ", &card.advice);
        for section in &card.sections {
            let ansi = if section.against { AGAINST } else { Ansi::new() };
            match section.lines.as_slice() {
                [single] => self.line(ansi, "  ", "    ", &format!("{}: {single}", section.label)),
                several => {
                    self.line(ansi, "  ", "    ", &format!("{}:", section.label));
                    for line in several {
                        self.line(ansi, "    - ", "      ", line);
                    }
                }
            }
        }
        self.line(FAINT, "  ", "  ", &format!("[{}]", card.id));
    }

    fn warning(&mut self, warning: &Warning) {
        let (ansi, mark) = if warning.danger { (DANGER, "!! ") } else { (AGAINST, "! ") };
        self.line(ansi, mark, mark, &warning.title);
        if !warning.text.is_empty() {
            self.line(ansi, mark, mark, &warning.text);
        }
    }

    fn table(&mut self, table: &Table) {
        let mut drawn = comfy_table::Table::new();
        drawn
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(self.style.width).unwrap_or(u16::MAX))
            .set_header(&table.head);
        for row in &table.rows {
            drawn.add_row(row.iter().map(|cell| harmless(cell)));
        }
        let half = self.style.width / 2;
        for (index, _) in table.head.iter().enumerate() {
            // What is typed stays whole, so that it can be copied.
            let cells = table.rows.iter().filter_map(|row| row.get(index));
            let longest = cells.clone().map(|cell| textwrap::core::display_width(cell)).max().unwrap_or(0);
            if longest <= half
                && cells.clone().all(|cell| !cell.contains(' '))
                && let Some(column) = drawn.column_mut(index)
            {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        for line in drawn.lines() {
            let _ = writeln!(self.text, "{}", line.trim_end());
        }
    }

    fn outline(&mut self, lines: &[OutlineLine]) {
        for line in lines {
            let indent = "  ".repeat(line.depth);
            let (ansi, first) = match line.known {
                Some(known) => (known_style(known), format!("{indent}[{}] ", known.word())),
                None => (Ansi::new(), indent.clone()),
            };
            self.line(ansi, &first, &format!("{indent}    "), &line.text);
        }
    }
}

fn known_style(known: Known) -> Ansi {
    match known {
        Known::True => STRONG,
        Known::False => Ansi::new(),
        Known::Unknown => FAINT,
    }
}

/// A noted fact in one line; where it was not stated, that is said.
pub(super) fn noted_words(fact: &NotedFact) -> String {
    match fact.basis {
        Basis::NotKnown => format!("{}: not known", fact.label),
        basis => {
            let value = if fact.value.is_empty() { String::new() } else { format!(" {}", fact.value) };
            let from = match (&fact.quote, basis) {
                (Some(quote), Basis::ToConfirm) => format!("my reading of “{quote}”; {}", basis.word()),
                (Some(quote), _) => format!("{} of “{quote}”", basis.word()),
                (None, _) => basis.word().to_owned(),
            };
            format!("{}:{value} ({from})", fact.label)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Section;

    fn plain(blocks: &[Block]) -> String {
        render(blocks, Style::new(40, false))
    }

    #[test]
    fn lines_are_no_wider_than_the_terminal() {
        let long = "one word after another until the line is certainly longer than forty columns";
        let blocks = [
            Block::heading(1, long),
            Block::text(long),
            Block::List(vec![long.to_owned()]),
            Block::Choices(vec![long.to_owned(); 10]),
            Block::danger(long, long),
            Block::Card(Card {
                name: long.to_owned(),
                id: "an-id".to_owned(),
                kind: "kind".to_owned(),
                advice: long.to_owned(),
                sections: vec![Section { label: "Why".to_owned(), against: false, lines: vec![long.to_owned(); 2] }],
            }),
            Block::Table(Table {
                head: vec!["a".to_owned(), "b".to_owned()],
                rows: vec![vec![long.to_owned(), long.to_owned()]],
            }),
            Block::Outline(vec![OutlineLine { depth: 3, known: Some(Known::Unknown), text: long.to_owned() }]),
        ];
        for line in plain(&blocks).lines() {
            assert!(line.chars().count() <= 40, "{line}");
        }
    }

    #[test]
    fn without_colour_there_is_no_escape_and_with_it_the_same_words() {
        let blocks = [Block::danger("Danger", "Act."), Block::note("aside")];
        let (without, with) = (plain(&blocks), render(&blocks, Style::new(40, true)));
        assert_eq!(without, "!! Danger\n!! Act.\n\naside\n");
        assert!(with.contains('\u{1b}') && !without.contains('\u{1b}'));
        assert_eq!(anstream::adapter::strip_str(&with).to_string(), without);
    }

    #[test]
    fn what_is_assumed_or_not_known_is_said_in_words() {
        let fact = |number, basis| NotedFact {
            number,
            label: "colour".to_owned(),
            value: "red".to_owned(),
            basis,
            quote: None,
        };
        let noted = Noted {
            who: "bike 1".to_owned(),
            facts: vec![fact(Some(1), Basis::Stated), fact(None, Basis::Assumed), fact(Some(2), Basis::NotKnown)],
        };
        assert_eq!(
            plain(&[Block::Understood(vec![noted])]),
            "bike 1\n   1. colour: red (stated)\n      colour: red (assumed)\n   2. colour: not known\n"
        );
    }
}
