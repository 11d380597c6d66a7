//! Drawing problems: the place, the underlined text, what was expected and what to do.

use std::fmt;
use std::io::IsTerminal;

use handrail_engine::problem::{Problem, Severity};
use handrail_engine::text::SourceText;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use crate::render::harmless;

/// The width of drawn problems: that of the terminal, within what is readable.
pub(crate) fn width() -> usize {
    let terminal = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
    terminal.clamp(40, 120)
}

/// `error: ` in the colour of errors.
pub(crate) fn error_prefix() -> String {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    format!("{style}error:{style:#} ")
}

/// Prints problems to standard error. `text_of` gives the text of a file by its name.
pub(crate) fn print<'t>(problems: &[Problem], text_of: impl Fn(&str) -> Option<&'t SourceText>) {
    let unicode = std::io::stderr().is_terminal();
    let theme = if unicode { GraphicalTheme::unicode() } else { GraphicalTheme::ascii() };
    let mut theme = theme;
    theme.styles = if colours() { miette::ThemeStyles::ansi() } else { miette::ThemeStyles::none() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width()).with_context_lines(1);
    for problem in problems {
        let text = problem.location.as_ref().and_then(|location| text_of(&location.file));
        let shown =
            Shown { problem, source: text.map(|text| NamedSource::new(harmless(text.name()), harmless(text.text()))) };
        let mut drawn = String::new();
        if handler.render_report(&mut drawn, &shown).is_ok() {
            anstream::eprintln!("{}", drawn.trim_end());
        } else {
            anstream::eprintln!("{}", harmless(&problem.to_string()));
        }
        anstream::eprintln!();
    }
}

fn colours() -> bool {
    match anstream::ColorChoice::global() {
        anstream::ColorChoice::Never => false,
        anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi => true,
        anstream::ColorChoice::Auto => anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
    }
}

/// A problem as miette draws it.
#[derive(Debug)]
struct Shown<'a> {
    problem: &'a Problem,
    source: Option<NamedSource<String>>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&harmless(&self.problem.message))?;
        // Without its text a problem still says where it is.
        if let (None, Some(location)) = (&self.source, &self.problem.location) {
            write!(formatter, " ({location})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.problem.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.problem.advice().map(|advice| Box::new(harmless(&advice)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let location = self.problem.location.as_ref()?;
        let label = (!self.problem.label.is_empty()).then(|| harmless(&self.problem.label));
        let length = location.span.end.saturating_sub(location.span.start);
        Some(Box::new(std::iter::once(LabeledSpan::new(label, location.span.start, length))))
    }
}
