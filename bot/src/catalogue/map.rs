//! The evidence map: needs by strength, as a picture and as a table. Schemes stand in blocks of their own; nothing is
//! added up across them. What has no suggestion stays visible as a gap.

use std::collections::BTreeMap;

use askama::Template;
use handrail_engine::reference::Part;

use super::names::Link;
use super::need::{of_part, of_services};
use super::{Catalogue, Entry, counted};

/// The side of a cell, in units of the picture: room for a target of 44.
const CELL: usize = 44;
/// The space between two blocks.
const BETWEEN: usize = 20;
/// The width of the labels of the rows.
const LABELS: usize = 248;
/// The longest line of a row's label and of a column's label, in characters.
const ROW_LINE: usize = 32;
const COLUMN_LINE: usize = 24;
/// The height of the labels of the columns: the longest line, and the letters of the blocks above it.
const HEAD: usize = 200;

/// The map as data.
#[derive(Debug)]
pub(super) struct Map {
    pub(super) blocks: Vec<Block>,
    pub(super) rows: Vec<Row>,
    pub(super) drawing: Drawing,
}

/// Columns that belong together.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// The letter of a scheme; empty for what no scheme grades.
    pub(super) letter: String,
    scheme: Option<String>,
    pub(super) title: Link,
    pub(super) ranked: bool,
    pub(super) columns: Vec<Column>,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The id of a grade; empty for what no scheme grades.
    grade: String,
    pub(super) label: String,
    pub(super) well: bool,
    shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Suggestion,
    Caution,
    Gap,
    Context,
}

/// A need with its counts, column by column.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) need: Link,
    pub(super) cells: Vec<Cell>,
    /// Whether nothing is suggested although it is a need.
    pub(super) empty: bool,
    /// The title of the group that begins with this row; may be empty.
    pub(super) group: &'static str,
}

#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) count: usize,
    /// What the count is of, for those who do not see where it stands.
    pub(super) says: String,
    pub(super) to: String,
}

/// The picture.
#[derive(Debug, Template)]
#[template(path = "catalogue/map.html")]
pub(super) struct Drawing {
    up: &'static str,
    width: usize,
    height: usize,
    describes: String,
    heads: Vec<Head>,
    lines: Vec<Line>,
    groups: Vec<(usize, &'static str)>,
    bottom: usize,
}

#[derive(Debug)]
struct Head {
    letter: String,
    title: Link,
    x: usize,
    middle: usize,
    width: usize,
    labels: Vec<Label>,
}

/// The label of a column: its lines, each with its place.
#[derive(Debug)]
struct Label {
    lines: Vec<(usize, String)>,
}

#[derive(Debug)]
struct Line {
    top: usize,
    middle: usize,
    label: Vec<(usize, String)>,
    to: String,
    marks: Vec<Mark>,
    /// Where the bar of a gap stands, and how wide it is.
    gap: Option<(usize, usize)>,
    striped: bool,
}

#[derive(Debug)]
struct Mark {
    x: usize,
    y: usize,
    count: usize,
    says: String,
    to: String,
    shape: &'static str,
}

impl Map {
    /// The map of a pack, with the way to the root of the site.
    pub(super) fn of(catalogue: &Catalogue<'_>, up: &'static str) -> Self {
        let mut blocks = scheme_blocks(catalogue);
        blocks.push(other_block());
        let rows = rows(catalogue, &blocks);
        let drawing = draw(up, &blocks, &rows);
        Self { blocks, rows, drawing }
    }

    /// How many columns come before the last block: those of the schemes.
    pub(super) fn graded_columns(&self) -> usize {
        self.blocks.iter().filter(|block| !block.letter.is_empty()).map(|block| block.columns.len()).sum()
    }
}

/// Everything that is suggested.
fn suggested<'a>(catalogue: &Catalogue<'a>) -> Vec<Entry<'a>> {
    of_part(catalogue, &catalogue.entries(), Part::Suggestion)
}

/// The schemes that grade a suggestion, each with all its grades: a grade that nothing has is seen as one.
fn scheme_blocks(catalogue: &Catalogue<'_>) -> Vec<Block> {
    let suggested = suggested(catalogue);
    let grades_any =
        |id: &str| suggested.iter().any(|entry| entry.finding.strength.iter().any(|grading| grading.scheme == id));
    let schemes = catalogue.schemes().into_iter().filter(|(id, _)| grades_any(id));
    schemes
        .zip(letters())
        .map(|((id, scheme), letter)| Block {
            letter,
            scheme: Some(id.clone()),
            title: catalogue.scheme_link(id),
            ranked: scheme.ranked,
            columns: scheme
                .grades
                .iter()
                .map(|grade| Column {
                    grade: grade.id.clone(),
                    label: grade.label.clone(),
                    well: catalogue.is_well(id, &grade.id),
                    shape: Shape::Suggestion,
                })
                .collect(),
        })
        .collect()
}

/// `A` to `Z`, then `A2` and so on.
fn letters() -> impl Iterator<Item = String> {
    (1_usize..).flat_map(|round| {
        ('A'..='Z').map(move |letter| if round == 1 { letter.to_string() } else { format!("{letter}{round}") })
    })
}

fn other_block() -> Block {
    let column = |label: &str, shape| Column { grade: String::new(), label: label.to_owned(), well: false, shape };
    Block {
        letter: String::new(),
        scheme: None,
        title: Link::new("Beside suggestions", String::new()),
        ranked: false,
        columns: vec![
            column("cautions", Shape::Caution),
            column("gaps that are named", Shape::Gap),
            column("context", Shape::Context),
            column("what speaks of services", Shape::Context),
        ],
    }
}

fn rows(catalogue: &Catalogue<'_>, blocks: &[Block]) -> Vec<Row> {
    let reference = catalogue.pack.reference();
    // Without a list of needs, every group of findings is one.
    let is_need = |id: &str| reference.needs.is_empty() || reference.need(id).is_some_and(|n| n.present.is_some());
    let (needs, subjects): (Vec<&String>, Vec<&String>) = catalogue.needs.iter().partition(|id| is_need(id));
    let mut rows = Vec::new();
    for (title, ids, needed) in [("Needs", needs, true), ("Subjects", subjects, false)] {
        for (number, id) in ids.into_iter().enumerate() {
            rows.push(Row { group: if number == 0 { title } else { "" }, ..row(catalogue, blocks, id, needed) });
        }
    }
    rows
}

fn row(catalogue: &Catalogue<'_>, blocks: &[Block], need: &str, needed: bool) -> Row {
    let link = catalogue.need_link(need);
    let entries = catalogue.of_need(need);
    let suggestions = of_part(catalogue, &entries, Part::Suggestion);
    let mut graded: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for entry in &suggestions {
        let mut own: Vec<_> =
            entry.finding.strength.iter().map(|grading| (grading.scheme.as_str(), grading.grade.as_str())).collect();
        own.sort_unstable();
        own.dedup();
        for grade in own {
            let count = graded.entry(grade).or_default();
            *count = count.saturating_add(1);
        }
    }
    let cell = |count: usize, what: String, place: &str| Cell {
        count,
        says: format!("{}: {what}", link.text),
        to: format!("{}#{place}", link.to),
    };
    let mut cells = Vec::new();
    let schemes = blocks.iter().filter_map(|block| Some((block, block.scheme.as_ref()?)));
    for (block, scheme) in schemes {
        for column in &block.columns {
            let count = graded.get(&(scheme.as_str(), column.grade.as_str())).copied().unwrap_or(0);
            let suggestions = counted(count, "suggestion", "suggestions");
            let what = format!("{suggestions}, {} ({})", column.label, block.title.text);
            cells.push(cell(count, what, &catalogue.grade_place(scheme, &column.grade)));
        }
    }
    let number = |part| of_part(catalogue, &entries, part).len();
    let urgent = number(Part::Urgent);
    let cautions = urgent.saturating_add(number(Part::Caution));
    cells.push(cell(cautions, counted(cautions, "caution", "cautions"), if urgent > 0 { "urgent" } else { "caution" }));
    let gaps = number(Part::Gap);
    cells.push(cell(gaps, counted(gaps, "named gap", "named gaps"), "gap"));
    let context = number(Part::Context);
    cells.push(cell(context, counted(context, "finding for context", "findings for context"), "context"));
    let services = of_services(catalogue, &entries).len();
    cells.push(cell(services, counted(services, "entry on services", "entries on services"), "services"));
    Row { need: link, cells, empty: needed && suggestions.is_empty(), group: "" }
}

fn draw(up: &'static str, blocks: &[Block], rows: &[Row]) -> Drawing {
    let mut heads = Vec::new();
    let mut columns: Vec<(usize, Shape)> = Vec::new();
    let mut x = LABELS;
    let mut graded_until = LABELS;
    for block in blocks {
        let width = block.columns.len() * CELL;
        let labels = block.columns.iter().enumerate().map(|(number, column)| {
            let middle = x + number * CELL + CELL / 2;
            columns.push((middle, column.shape));
            let star = if column.well { " *" } else { "" };
            Label { lines: placed(&format!("{}{star}", column.label), COLUMN_LINE, middle) }
        });
        heads.push(Head {
            letter: block.letter.clone(),
            title: block.title.clone(),
            x,
            middle: x + width / 2,
            width,
            labels: labels.collect(),
        });
        x += width;
        if !block.letter.is_empty() {
            graded_until = x;
        }
        x += BETWEEN;
    }
    // The last line is drawn on the edge.
    let width = x - BETWEEN + 2;
    let mut lines = Vec::new();
    let mut groups = Vec::new();
    let mut y = HEAD;
    for (number, row) in rows.iter().enumerate() {
        if !row.group.is_empty() {
            y += CELL * 3 / 4;
            groups.push((y - 10, row.group));
        }
        let middle = y + CELL / 2;
        let marks = row.cells.iter().zip(&columns).filter(|(cell, _)| cell.count > 0).map(|(cell, (x, shape))| Mark {
            x: *x,
            y: middle,
            count: cell.count,
            says: cell.says.clone(),
            to: cell.to.clone(),
            shape: match shape {
                Shape::Suggestion => "suggestion",
                Shape::Caution => "caution",
                Shape::Gap => "gap",
                Shape::Context => "context",
            },
        });
        lines.push(Line {
            top: y,
            middle,
            label: placed(&row.need.text, ROW_LINE, middle),
            to: row.need.to.clone(),
            marks: marks.collect(),
            gap: row.empty.then(|| (LABELS + 4, graded_until.saturating_sub(LABELS + 8).max(CELL * 4))),
            striped: number % 2 == 0,
        });
        y += CELL;
    }
    let empty = rows.iter().filter(|row| row.empty).count();
    let describes = format!(
        "{} by the grades of {}. A number in a circle is how many suggestions have that grade; a number in a dashed square is how many gaps are named. {} without any suggestion. The table below says the same.",
        counted(rows.len(), "need or subject", "needs and subjects"),
        counted(
            blocks.len().saturating_sub(1),
            "grading scheme, in a block of its own",
            "grading schemes, each in a block of its own"
        ),
        counted(empty, "need is", "needs are"),
    );
    Drawing { up, width, height: y + 8, describes, heads, lines, groups, bottom: y }
}

/// A label in lines around a middle.
fn placed(text: &str, longest: usize, middle: usize) -> Vec<(usize, String)> {
    /// From one line to the next.
    const STEP: usize = 14;
    /// A label of more lines would not fit a cell.
    const LINES: usize = 3;
    let mut lines: Vec<String> = textwrap::wrap(text, longest).into_iter().map(std::borrow::Cow::into_owned).collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    let above = lines.len().saturating_sub(1) * STEP / 2;
    let first = middle.saturating_add(4).saturating_sub(above);
    lines.into_iter().enumerate().map(|(number, line)| (first + number * STEP, line)).collect()
}
