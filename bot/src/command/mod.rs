//! The commands, one file each, and what they share.

mod about;
mod ask;
mod catalogue;
mod chat;
mod check;
mod completions;
mod eval;
mod facts;
mod findings;
mod match_cases;
mod phrases;
mod replay;
mod understand;
mod what_if;
mod why;

use std::fmt;
use std::io;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use handrail_engine::answer::error_json;
use handrail_engine::finding::Finding;
use handrail_engine::offer::Offer;
use handrail_engine::pack::Pack;
use handrail_engine::problem::Problem;
use handrail_engine::profile::{CaseText, Profile, read_cases};
use handrail_engine::text::SourceText;

use crate::cli::{CaseInput, Cli, Command, PhrasesWhat};
use crate::document::Block;
use crate::lookup::Lookup;
use crate::pack_files::{FileError, Origin};
use crate::render::harmless;
use crate::render::terminal::{Style, render};
use crate::understanding::answers::Hearing;
use crate::{diagnostics, input, lookup};

/// How a command ended that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    /// Nothing is wrong.
    Well,
    /// It found something wrong.
    FoundWrong,
}

impl From<Finish> for ExitCode {
    fn from(finish: Finish) -> Self {
        match finish {
            Finish::Well => Self::SUCCESS,
            Finish::FoundWrong => Self::FAILURE,
        }
    }
}

/// Why a command could not run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A file could not be read.
    File(FileError),
    /// Output could not be written.
    Output(io::Error),
    /// The pack has problems, which have been shown.
    Pack,
    /// The call makes no sense.
    Usage(String),
}

impl Failure {
    /// Whether the reader of the output went away.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(formatter),
            Self::Output(error) => write!(formatter, "the output could not be written: {error}"),
            Self::Pack => {
                formatter.write_str("the rule pack has problems and was not loaded; `handrail check` lists them")
            }
            Self::Usage(message) => formatter.write_str(message),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

type CommandResult = Result<Finish, Failure>;

/// Runs the command that was asked for.
pub(crate) fn run(cli: &Cli) -> CommandResult {
    match &cli.command {
        None | Some(Command::Chat) => chat::run(cli),
        Some(Command::Check(options)) => check::run(cli, options),
        Some(Command::Match(options)) => match_cases::run(cli, options),
        Some(Command::Eval(options)) => eval::run(cli, options),
        Some(Command::Why(options)) => why::run(cli, options),
        Some(Command::Whatif(options)) => what_if::run(cli, options),
        Some(Command::Ask(options)) => ask::run(cli, options),
        Some(Command::About(options)) => about::run(cli, options),
        Some(Command::Replay(options)) => replay::run(cli, options),
        Some(Command::Facts(options)) => facts::run(cli, options),
        Some(Command::Findings(options)) => findings::run(cli, options),
        Some(Command::Catalogue(options)) => catalogue::run(cli, options),
        Some(Command::Understand(options)) => understand::run(cli, options),
        Some(Command::Phrases { what: PhrasesWhat::Test }) => phrases::test(cli),
        Some(Command::Completions { shell }) => completions::completions(*shell),
        Some(Command::Man) => completions::manual(),
    }
}

/// Loads the pack for a command that answers. Problems are shown, warnings are not: `check` shows them.
fn load_pack(cli: &Cli) -> Result<Pack, Failure> {
    let origin = Origin::choose(cli.rules.as_deref());
    let loaded = origin.load()?;
    let pack = loaded.pack.map(|pack| if cli.without_later { pack.without_later_record() } else { pack });
    let pack = pack.ok_or_else(|| {
        let errors = loaded.problems.iter().filter(|problem| problem.is_error()).count();
        anstream::eprintln!("{}{origin} has {}", diagnostics::error_prefix(), counted(errors, "problem"));
        for problem in loaded.problems.iter().filter(|problem| problem.is_error()).take(3) {
            anstream::eprintln!("  {}", harmless(&problem.to_string()));
        }
        Failure::Pack
    })?;
    with_local_offer(cli, pack)
}

/// What reads free text by the phrases of a pack. Phrases whose examples fail do not read anything. The pack that is
/// built in was tried when it was built.
fn hearing<'a>(cli: &Cli, pack: &'a Pack) -> Result<Hearing<'a>, Failure> {
    let hearing = Hearing::of(pack).map_err(|error| Failure::Usage(error.to_string()))?;
    if matches!(Origin::choose(cli.rules.as_deref()), Origin::BuiltIn) {
        return Ok(hearing);
    }
    let failed = hearing.examples().failed;
    if failed.is_empty() {
        return Ok(hearing);
    }
    anstream::eprintln!(
        "{}the phrases of the pack do not read their own examples: {} failed",
        diagnostics::error_prefix(),
        failed.len()
    );
    for problem in failed.iter().take(3) {
        anstream::eprintln!("  {}", harmless(&problem.to_string()));
    }
    Err(Failure::Pack)
}

/// The file of the local offer that is used where it exists and no other is named.
const USUAL_OFFER: &str = "local.toml";

/// The pack with the local offer, if there is one. An offer with a problem is not used in part.
fn with_local_offer(cli: &Cli, pack: Pack) -> Result<Pack, Failure> {
    let usual = || Some(Path::new(USUAL_OFFER)).filter(|path| path.is_file());
    let Some(path) = cli.local.as_deref().or_else(usual) else { return Ok(pack) };
    let text = input::read(path)?;
    match Offer::read(&text, pack.reference()) {
        Ok(offer) => Ok(pack.with_offer(offer)),
        Err(problems) => {
            diagnostics::print(&problems, |name| (name == text.name().as_ref()).then_some(&text));
            Err(Failure::Usage(format!(
                "the local offer in `{}` has {} and was not used",
                path.display(),
                counted(problems.len(), "problem")
            )))
        }
    }
}

/// What a command does with each case that could be read.
struct Cases {
    text: SourceText,
    read: Vec<CaseText>,
    json: bool,
}

impl Cases {
    fn read(pack: &Pack, input: &CaseInput) -> Result<Self, Failure> {
        let text = input::read_cases(&input.file)?;
        let read = read_cases(pack.vocabulary(), &text);
        Ok(Self { text, read, json: input.json })
    }

    /// How many cases there are.
    fn len(&self) -> usize {
        self.read.len()
    }

    /// Calls `answer` for each case that could be read, in order; a case that could not gives its error in
    /// its place. The others are still answered.
    fn each(&self, mut answer: impl FnMut(&mut dyn Write, &str, &Profile) -> Result<(), Failure>) -> CommandResult {
        let mut output = anstream::stdout().lock();
        let mut finish = Finish::Well;
        for case in &self.read {
            match &case.profile {
                Ok(profile) => answer(&mut output, &case.id, profile)?,
                Err(problems) => {
                    finish = Finish::FoundWrong;
                    self.faulty(&mut output, &case.id, problems)?;
                }
            }
        }
        output.flush()?;
        Ok(finish)
    }

    fn faulty(&self, output: &mut dyn Write, id: &str, problems: &[Problem]) -> io::Result<()> {
        if self.json {
            // The contract has one error for a case: the first in the order of the file.
            if let Some(problem) = problems.first() {
                writeln!(output, "{}", error_json(id, problem))?;
            }
        } else {
            output.flush()?;
            let id = harmless(id);
            anstream::eprintln!(
                "{}the case `{id}` cannot be answered: {}",
                diagnostics::error_prefix(),
                counted(problems.len(), "problem")
            );
        }
        diagnostics::print(problems, |name| (name == self.text.name().as_ref()).then_some(&self.text));
        Ok(())
    }
}

/// The width and the colours of text on standard output.
fn style() -> Style {
    let colour = match anstream::ColorChoice::global() {
        anstream::ColorChoice::Never => false,
        anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi => true,
        anstream::ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    Style::new(diagnostics::width(), colour)
}

/// Writes blocks for people. Where there are several cases, each begins with its id.
fn show(output: &mut dyn Write, cases: usize, id: &str, blocks: &[Block]) -> io::Result<()> {
    let mut all = Vec::new();
    if cases > 1 {
        all.push(Block::heading(1, id));
    }
    all.extend_from_slice(blocks);
    writeln!(output, "{}", render(&all, style()))
}

/// The finding that somebody means by a name.
fn finding<'a>(pack: &'a Pack, written: &str) -> Result<(usize, &'a Finding), Failure> {
    let named = |index: usize| pack.findings().get(index).map(|finding| (index, finding));
    let message = match lookup::finding(pack, written) {
        Lookup::One(index) => {
            return named(index).ok_or_else(|| Failure::Usage(format!("there is no finding `{written}`")));
        }
        Lookup::Several(found) => {
            let ids = found.into_iter().filter_map(named).map(|(_, finding)| format!("`{}`", finding.id));
            format!("`{written}` may mean several findings: {}", ids.collect::<Vec<_>>().join(", "))
        }
        Lookup::Nothing { did_you_mean: Some(near) } if named_exactly(pack, written).is_none() => {
            format!("there is no finding `{written}`; did you mean `{near}`?")
        }
        Lookup::Nothing { .. } => match named_exactly(pack, written) {
            Some(_) => {
                format!("`{written}` is a draft or retired: only `handrail check` and `handrail replay` look at it")
            }
            None => format!("there is no finding `{written}`; `handrail match --all FILE` names all that there are"),
        },
    };
    Err(Failure::Usage(message))
}

/// The finding of this id, whatever its status.
fn named_exactly<'a>(pack: &'a Pack, id: &str) -> Option<&'a Finding> {
    pack.findings().iter().find(|finding| finding.id == id)
}

/// `1 problem`, `2 problems`.
fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
