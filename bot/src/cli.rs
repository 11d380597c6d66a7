//! The command line: commands, options and their help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;

/// What the program is asked to do.
#[derive(Debug, Parser)]
#[command(
    name = "handrail",
    version,
    about = "Explained suggestions from published evidence. It advises and never decides.",
    long_about = "Explained suggestions from published evidence: for an anonymised case, which findings apply, why, how \
strong the evidence is, where it is written, what speaks against it, and what nobody knows. It advises and never \
decides, scores or predicts.\n\nWithout a command, the guided conversation starts.",
    after_help = "Exit status: 0 done, nothing wrong; 1 something is wrong with a case, a rule or an expectation; 2 the command could not run.",
    arg_required_else_help = false,
    propagate_version = true
)]
pub(crate) struct Cli {
    /// What to do; the guided conversation if left out.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// The folder of the rule pack [default: ./rules where it exists, else the pack built into the program]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) rules: Option<PathBuf>,

    /// What can be referred to locally, shown beside suggestions [default: ./local.toml where it exists]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) local: Option<PathBuf>,

    /// Leave out what was published after the documents that the pack was written from
    #[arg(long, global = true)]
    pub(crate) without_later: bool,

    /// Colours in the output; `auto` follows the terminal and `NO_COLOR`
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", visible_alias = "color")]
    pub(crate) colour: Colour,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// Where the output is a terminal and `NO_COLOR` is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Colour {
    /// Makes it the choice for everything that is printed.
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => anstream::ColorChoice::Always.write_global(),
            Self::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the guided conversation: describe the case or type facts, answer questions, read suggestions
    Chat,
    /// Check a rule pack: every problem of every file with its place, and every example beside the phrases
    Check(Check),
    /// Match cases against all findings
    Match(Match),
    /// Evaluate one condition in the rule language against cases
    Eval(Eval),
    /// Say why a finding applies to a case, or why not, and what would change that
    Why(Why),
    /// Change facts of a case and show what appears, disappears and changes
    Whatif(WhatIf),
    /// List the next questions for a case, in the order in which they would be asked
    Ask(Ask),
    /// Answer a question about the evidence: a need, a programme, a grade, a source, what is not known, what changed
    #[command(
        long_about = "Answer a question about the evidence, with sources: what works for a need, what something is and for whom, \
    how strong the evidence is, what a grade means, what is not known, what changed since a year, how two things differ. \
    Typing mistakes, abbreviations and single words will do; words need no quotation marks.\n\nNothing is looked up outside \
    the pack. Where it says nothing about the question, the answer is `Nothing in the pack about that` with the nearest \
    names, and the exit status is 0: a search that finds nothing has not failed. Programs read `nothing` in the JSON."
    )]
    About(About),
    /// Replay the cases beside the findings and whole scenarios: answers, reasons, coverage
    Replay(Replay),
    /// List the facts that a case can state
    Facts(Facts),
    /// List every entry of the pack: where it is written, its cases, its sources
    Findings(Findings),
    /// Write the whole pack as a site of plain pages: every finding in plain English, needs, sources, the evidence map
    Catalogue(Catalogue),
    /// Say what is read from free text: what identifies somebody is masked first
    Understand(Understand),
    /// Test the phrases by which free text is read
    Phrases {
        /// What to do
        #[command(subcommand)]
        what: PhrasesWhat,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page in roff
    Man,
}

/// Where cases come from, and how the answer is written.
#[derive(Debug, Args)]
pub(crate) struct CaseInput {
    /// A case (JSON), or one case on each line (JSON Lines); `-` for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,

    /// Write JSON Lines for programs instead of text for people
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Understand {
    #[command(flatten)]
    pub(crate) input: TextInput,
}

/// Where texts come from, and how the answer is written.
#[derive(Debug, Args)]
pub(crate) struct TextInput {
    /// A text, or one `{"id", "text"}` on each line (JSON Lines); `-` for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,

    /// Write JSON Lines for programs instead of text for people
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to do with the phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub(crate) enum PhrasesWhat {
    /// Read the examples beside the phrases and list those that fail
    Test,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Write JSON Lines for programs instead of text for people
    #[arg(long)]
    pub(crate) json: bool,

    /// The day for which overdue reviews are named [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct Match {
    #[command(flatten)]
    pub(crate) input: CaseInput,

    /// Show excluded findings too, with the facts that exclude them
    #[arg(long)]
    pub(crate) all: bool,

    /// Show every finding as a whole card
    #[arg(long)]
    pub(crate) full: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// The condition, such as 'word.fact & word.number < 6'
    #[arg(value_name = "CONDITION")]
    pub(crate) condition: String,

    #[command(flatten)]
    pub(crate) input: CaseInput,
}

#[derive(Debug, Args)]
pub(crate) struct Why {
    /// The finding: its id, its name, or the name of an intervention
    #[arg(value_name = "FINDING")]
    pub(crate) finding: String,

    #[command(flatten)]
    pub(crate) input: CaseInput,
}

#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    #[command(flatten)]
    pub(crate) input: CaseInput,

    /// Changes, such as `entity[0].fact=value`, `entity.fact=unknown` or `entity=absent`
    #[arg(value_name = "FACT=VALUE", required = true)]
    pub(crate) changes: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Ask {
    #[command(flatten)]
    pub(crate) input: CaseInput,

    /// At most so many questions, 1 or more
    #[arg(long, short = 'n', value_name = "NUMBER")]
    pub(crate) limit: Option<NonZeroUsize>,
}

/// A question about the evidence.
#[derive(Debug, Args)]
pub(crate) struct About {
    /// The question, in any number of words
    #[arg(value_name = "QUERY", required = true)]
    pub(crate) query: Vec<String>,

    /// Name at most so many entries, the first of them in full [default: 6]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) limit: Option<NonZeroUsize>,

    /// Write one JSON object for programs instead of text for people
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// Further scenario files (TOML or JSON Lines)
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,

    /// Only what belongs to these findings or scenarios (parts of ids)
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Vec<String>,

    /// Fail where a leaf is not covered in true, false and unknown, or a bound not from both sides
    #[arg(long)]
    pub(crate) strict: bool,

    /// Write a JUnit XML report to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) junit: Option<PathBuf>,

    /// Write JSON Lines for programs instead of text for people
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Catalogue {
    /// The folder to write; what an earlier run wrote there is replaced
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,

    /// The day for which overdue reviews are marked [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,

    /// Write into a folder that holds other files too; they are left as they are, but for those of the same name
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Facts {
    /// Only facts whose id, label or meaning has this text
    #[arg(value_name = "TEXT")]
    pub(crate) text: Option<String>,

    /// Write JSON Lines for programs instead of text for people
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Findings {
    /// Only entries whose id, name or kind has this text
    #[arg(value_name = "TEXT")]
    pub(crate) text: Option<String>,

    /// Write JSON Lines for programs instead of text for people
    #[arg(long)]
    pub(crate) json: bool,
}
