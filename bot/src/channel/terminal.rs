//! The conversation in a terminal, with line editing; or line by line, where input or output is no terminal.
//!
//! Nothing reaches the disk but a note that is exported on request: the line editor keeps no history.

use std::fs::OpenOptions;
use std::io::{self, BufRead, ErrorKind, IsTerminal, Read, Write};

use handrail_engine::pack::Pack;
use handrail_storage::MemoryStore;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};

use zeroize::Zeroizing;

use super::session::{Reply, Session};
use crate::dialogue::COMMANDS;
use crate::document::Block;
use crate::render::markdown;
use crate::render::terminal::{Style, render};
use crate::understanding::answers::Hearing;

const PROMPT: &str = "> ";
/// The most bytes of a line that are looked at: more than the longest message has.
const LONGEST_LINE: usize = 128 * 1024;

/// Holds a conversation on standard input and output, until it is ended or the input is.
///
/// # Errors
/// Where input or output fails.
pub(crate) fn run(hearing: &Hearing<'_>, style: Style) -> io::Result<()> {
    let pack = hearing.pack();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (mut session, reply) = runtime.block_on(Session::start(MemoryStore::new(), pack)).map_err(io::Error::other)?;
    show(&reply.blocks, style)?;
    let mut lines = Lines::open(pack)?;
    while let Some(line) = lines.next()? {
        let reply = runtime.block_on(session.hear(line, hearing)).map_err(io::Error::other)?;
        let blocks = with_export(&reply);
        show(&blocks, style)?;
        if reply.ended {
            return Ok(());
        }
    }
    show(&[Block::note("The input ended, and the conversation with it. What was noted is gone.")], style)
}

fn show(blocks: &[Block], style: Style) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{}", render(blocks, style))?;
    output.flush()
}

/// Writes the note, if one was asked for, and says so before everything else.
fn with_export(reply: &Reply) -> Vec<Block> {
    let Some((path, note)) = &reply.export else { return reply.blocks.clone() };
    let mut blocks = vec![match write_new(path, &markdown::render(note)) {
        // What was typed is not said again, and the name of a file may be anything.
        Ok(()) => Block::text(
            "The note was written to the file that you named. It describes a case: keep it as your organisation keeps such notes.",
        ),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Block::warning(
            "Nothing was written",
            "A file of this name exists already and is not overwritten. Type another name.",
        ),
        Err(error) => Block::warning("Nothing was written", format!("{}. Type another name.", error.kind())),
    }];
    blocks.extend(reply.blocks.iter().cloned());
    blocks
}

fn write_new(path: &str, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// Where lines come from.
enum Lines {
    Edited(Box<Editor<Words, MemHistory>>),
    Plain(io::StdinLock<'static>),
}

impl Lines {
    fn open(pack: &Pack) -> io::Result<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Ok(Self::Plain(io::stdin().lock()));
        }
        let config = Config::builder().max_history_size(0).map_err(io::Error::other)?.auto_add_history(false).build();
        let mut editor =
            Editor::with_history(config.clone(), MemHistory::with_config(&config)).map_err(io::Error::other)?;
        editor.set_helper(Some(Words::of(pack)));
        Ok(Self::Edited(Box::new(editor)))
    }

    /// The next line; nothing at the end of the input.
    fn next(&mut self) -> io::Result<Option<String>> {
        match self {
            Self::Edited(editor) => match editor.readline(PROMPT) {
                Ok(line) => Ok(Some(line)),
                Err(ReadlineError::Eof | ReadlineError::Interrupted) => Ok(None),
                Err(error) => Err(io::Error::other(error)),
            },
            Self::Plain(input) => {
                let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
                let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
                let read = input.by_ref().take(limit).read_until(b'\n', &mut bytes)?;
                if read == LONGEST_LINE && !bytes.ends_with(b"\n") {
                    // What is left of the line is passed over: a message of this length is refused anyhow.
                    input.skip_until(b'\n')?;
                }
                let line = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
                Ok((read > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned()))
            }
        }
    }
}

/// Completion of commands, facts, values and names of findings.
struct Words {
    /// Commands, and facts as they are typed.
    starts: Vec<String>,
    /// Ids of findings.
    findings: Vec<String>,
}

impl Words {
    fn of(pack: &Pack) -> Self {
        let vocabulary = pack.vocabulary();
        let facts = vocabulary.entities().flat_map(|(id, entity)| {
            let place = if entity.many { format!("{}[0]", entity.name) } else { entity.name.clone() };
            vocabulary.facts_of(id).map(move |(_, fact)| format!("{place}.{}=", fact.name)).collect::<Vec<_>>()
        });
        Self {
            starts: COMMANDS.iter().map(|word| (*word).to_owned()).chain(facts).collect(),
            findings: pack.active().map(|(_, finding)| finding.id.clone()).collect(),
        }
    }

    /// Where the completed word begins, and what it can be.
    fn complete(&self, line: &str) -> (usize, Vec<String>) {
        let named = ["why not ", "why ", "show "].into_iter().find(|command| line.starts_with(command));
        let changed = line.starts_with("what if ").then_some("what if ");
        let (start, words) = match (named, changed) {
            (Some(command), _) => (command.len(), &self.findings),
            (None, Some(command)) => (command.len(), &self.starts),
            (None, None) => (0, &self.starts),
        };
        let typed = line.get(start..).unwrap_or_default();
        (start, words.iter().filter(|word| word.starts_with(typed)).cloned().collect())
    }
}

impl Completer for Words {
    type Candidate = String;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.complete(line.get(..position).unwrap_or_default()))
    }
}

impl Hinter for Words {
    type Hint = String;
}

impl Highlighter for Words {}

impl Validator for Words {}

impl Helper for Words {}
