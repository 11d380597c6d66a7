//! The rule language: plain Rhai, run once when a pack is loaded, building conditions and findings as data.
//!
//! The only place that names Rhai. No script runs while a case is answered.

mod build;
mod fields;
mod findings;
mod limits;
mod lint;
mod modules;
mod places;
mod terms;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rhai::{AST, Dynamic, Engine, EvalAltResult, Position, Scope};

use crate::condition::Condition;
use crate::document::shorten;
use crate::finding::Finding;
use crate::problem::{Problem, nearest};
use crate::reference::Reference;
use crate::text::{Location, SourceText, Span};
use crate::vocabulary::Vocabulary;

use places::CallPlaces;
use terms::Term;

/// What scripts leave behind while they run.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) findings: Vec<Finding>,
    pub(crate) background: Vec<Finding>,
    /// The ids of all findings that were written, those that could not be read among them.
    pub(crate) written: BTreeSet<String>,
    pub(crate) problems: Vec<Problem>,
    /// Who has been called where, to give the arguments of a call their places.
    calls: BTreeMap<Rc<str>, CallPlaces>,
}

/// Everything that the functions of the rule language can see.
pub(crate) struct Surroundings {
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) reference: Arc<Reference>,
    /// The scripts of the pack by path.
    pub(crate) texts: Arc<BTreeMap<String, SourceText>>,
    pub(crate) collected: RefCell<Collected>,
    /// The names of all functions that the host offers, gathered when first needed.
    functions: OnceCell<BTreeSet<String>>,
}

impl Surroundings {
    pub(crate) fn new(
        vocabulary: Arc<Vocabulary>,
        reference: Arc<Reference>,
        texts: Arc<BTreeMap<String, SourceText>>,
    ) -> Self {
        Self { vocabulary, reference, texts, collected: RefCell::default(), functions: OnceCell::new() }
    }

    fn report(&self, problem: Problem) {
        self.collected.borrow_mut().problems.push(problem);
    }

    /// The place of a Rhai position, underlining the token that stands there.
    fn locate(&self, source: Option<&str>, position: Position) -> Location {
        let name = source.unwrap_or("");
        match (self.texts.get(name), position.line()) {
            (Some(text), Some(line)) => {
                let offset = text.offset(line, position.position().unwrap_or(1));
                text.locate(text.token_at(offset))
            }
            (Some(text), None) => text.locate(Span::default()),
            (None, line) => Location {
                file: name.into(),
                line: line.unwrap_or(1),
                column: position.position().unwrap_or(1),
                span: Span::default(),
            },
        }
    }
}

/// Runs the scripts of a pack.
pub(crate) struct Host {
    engine: Engine,
    surroundings: Rc<Surroundings>,
    modules: modules::PackModules,
}

impl Host {
    pub(crate) fn new(surroundings: Rc<Surroundings>) -> Self {
        let mut engine = Engine::new_raw();
        limits::apply(&mut engine);
        terms::register(&mut engine, &surroundings);
        build::register(&mut engine, &surroundings);
        findings::register(&mut engine, &surroundings);
        let modules = modules::PackModules::new(&surroundings);
        engine.set_module_resolver(modules.clone());
        Self { engine, surroundings, modules }
    }

    /// Runs a script; findings and problems are collected.
    pub(crate) fn run(&self, path: &str) {
        let Some(ast) = self.compile(path) else { return };
        let result = self.engine.run_ast_with_scope(&mut Scope::new(), &ast);
        if let Err(error) = result {
            self.surroundings.report(self.explain(path, &error));
        }
    }

    /// Checks a module that nothing may have imported yet.
    pub(crate) fn check_module(&self, path: &str) {
        if let Err(error) = self.modules.load(&self.engine, path, None, Position::NONE) {
            self.surroundings.report(self.explain(path, &error));
        }
    }

    /// Builds the condition that a script gives, if it gives one and nothing is wrong with it.
    ///
    /// The script belongs to the file `path`; its lines and columns are those of the file.
    pub(crate) fn condition(&self, path: &str, script: &str, place: &Location) -> Option<Condition> {
        let before = self.surroundings.collected.borrow().problems.len();
        let text = SourceText::new(path, script);
        let evaluated = modules::compile(&self.engine, &text).and_then(|ast| {
            lint::check(&self.engine, &self.surroundings, &text, &ast);
            self.surroundings.collected.borrow_mut().calls.insert(path.into(), CallPlaces::of(&ast));
            self.engine.eval_ast_with_scope::<Dynamic>(&mut Scope::new(), &ast)
        });
        match evaluated {
            Err(error) => {
                self.surroundings.report(self.explain(path, &error));
                None
            }
            Ok(value) => {
                let condition = terms::condition_of(&self.surroundings, &value, place, "the expression");
                let after = self.surroundings.collected.borrow().problems.len();
                condition.filter(|_| after == before)
            }
        }
    }

    pub(crate) fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    fn compile(&self, path: &str) -> Option<AST> {
        let text = self.surroundings.texts.get(path)?;
        match modules::compile(&self.engine, text) {
            Ok(ast) => {
                lint::check(&self.engine, &self.surroundings, text, &ast);
                let calls = CallPlaces::of(&ast);
                self.surroundings.collected.borrow_mut().calls.insert(path.into(), calls);
                Some(ast)
            }
            Err(error) => {
                self.surroundings.report(self.explain(path, &error));
                None
            }
        }
    }

    /// A Rhai error as a problem, in the words of the rule language.
    fn explain(&self, path: &str, error: &EvalAltResult) -> Problem {
        let mut source = path.to_owned();
        let mut inner = error;
        // The innermost error names the cause; functions and modules on the way name the file.
        loop {
            match inner {
                EvalAltResult::ErrorInFunctionCall(_, file, cause, _) => {
                    if self.surroundings.texts.contains_key(file) {
                        source.clone_from(file);
                    }
                    inner = cause;
                }
                EvalAltResult::ErrorInModule(module, cause, _) => {
                    if let Some(file) =
                        modules::file_of(module).filter(|file| self.surroundings.texts.contains_key(file))
                    {
                        source = file;
                    }
                    inner = cause;
                }
                _ => break,
            }
        }
        let location = self.surroundings.locate(Some(&source), inner.position());
        translate(&self.surroundings, &self.engine, inner).at_location(location)
    }
}

fn translate(surroundings: &Surroundings, engine: &Engine, error: &EvalAltResult) -> Problem {
    use EvalAltResult as E;
    let limit = |what: &str, most: String| {
        Problem::error("limit", format!("the script has too many {what}"))
            .label("stopped here")
            .help(format!("at most {most}; a rule file only describes findings"))
    };
    match error {
        E::ErrorParsing(kind, _) => parse_problem(kind),
        E::ErrorVariableNotFound(name, _) => {
            Problem::error("unknown-name", format!("nothing is called `{}`", shorten(name)))
                .label("not known here")
                .nearest(name, surroundings.vocabulary.words())
        }
        E::ErrorFunctionNotFound(signature, _) => {
            let name = signature.split(" (").next().unwrap_or(signature);
            let arguments = signature.split_once(" (").map_or("", |(_, rest)| rest.trim_end_matches(')'));
            let known = surroundings.functions.get_or_init(|| lint::function_names(engine));
            let message = if known.contains(name) || name.chars().all(|c| !c.is_alphanumeric()) {
                format!("`{name}` does not work on ({arguments})")
            } else {
                format!("there is no function `{}`", shorten(name))
            };
            let names = known.iter().map(String::as_str).filter(|known| *known != name && is_name(known));
            Problem::error("unknown-function", plain_types(&message))
                .label("called here")
                .nearest(if is_name(name) { name } else { "" }, names)
        }
        E::ErrorModuleNotFound(path, _) => modules::not_found(surroundings, path),
        E::ErrorTooManyOperations(_) => limit("steps", format!("{} steps", limits::OPERATIONS)),
        E::ErrorStackOverflow(_) => limit("nested calls", format!("{} calls deep", limits::CALL_LEVELS)),
        E::ErrorTooManyModules(_) => limit("imports", format!("{} imports", limits::MODULES)),
        E::ErrorTooManyVariables(_) => limit("variables", format!("{} variables", limits::VARIABLES)),
        E::ErrorDataTooLarge(what, _) => {
            Problem::error("limit", format!("{} is too large", lower(what))).label("stopped here").help(format!(
                "at most {} bytes of text, {} items in a list and {} fields in a map",
                limits::STRING_BYTES,
                limits::LIST_ITEMS,
                limits::MAP_FIELDS
            ))
        }
        E::ErrorMismatchDataType(expected, found, _) if expected == "bool" => {
            Problem::error("not-a-truth", format!("`if` needs `true` or `false`, not {}", type_words(found)))
                .label("decided while loading")
                .help(
                    "a condition is data about a case that is not known yet; combine conditions with `&`, `|` and `!`",
                )
        }
        E::ErrorRuntime(value, _) => {
            Problem::error("script-stopped", format!("the script stopped: {}", shorten(&value.to_string())))
                .label("stopped here")
        }
        E::ErrorMismatchDataType(expected, found, _) | E::ErrorMismatchOutputType(expected, found, _) => {
            Problem::error("wrong-type", format!("expected {}, found {}", type_words(expected), type_words(found)))
                .label("wrong type")
        }
        other => {
            let mut without = other.to_string();
            if let Some(end) = without.rfind(" (line ") {
                without.truncate(end);
            }
            Problem::error("script-error", plain_types(&lower(&without))).label("here")
        }
    }
}

fn parse_problem(kind: &rhai::ParseErrorType) -> Problem {
    let words = kind.to_string();
    let quoted = words.split('\'').nth(1).unwrap_or("");
    let switched_off = limits::SWITCHED_OFF.iter().find(|(symbol, _)| *symbol == quoted);
    if let Some((symbol, instead)) = switched_off {
        return Problem::error("switched-off", format!("`{symbol}` is switched off in rules"))
            .label("not available")
            .help(*instead);
    }
    let problem = Problem::error("syntax", format!("this is not a rule script: {}", lower(&words))).label("here");
    match kind {
        rhai::ParseErrorType::BadInput(rhai::LexError::StringTooLong(_)) => {
            Problem::error("limit", "a text is too long")
                .label("stopped here")
                .help(format!("at most {} bytes", limits::STRING_BYTES))
        }
        rhai::ParseErrorType::LiteralTooLarge(..) | rhai::ParseErrorType::TooManyFunctions => {
            Problem { code: "limit", ..problem.help("a rule file only describes findings") }
        }
        rhai::ParseErrorType::ExprTooDeep => problem.help("put parts into variables or functions"),
        _ => match nearest(quoted, ["import", "let", "const", "fn", "for", "in", "as", "if", "else", "return"]) {
            Some(near) if quoted.len() > 1 && near != quoted => {
                let mut problem = problem;
                problem.did_you_mean = Some(near.to_owned());
                problem
            }
            _ => problem,
        },
    }
}

fn lower(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// The name of a Rhai type in the words of the rule language.
fn type_words(name: &str) -> String {
    match name {
        "()" => "nothing".to_owned(),
        "i64" => "a whole number".to_owned(),
        "f64" => "a number with a fraction".to_owned(),
        "string" | "&str" | "ImmutableString" => "a text".to_owned(),
        "bool" => "`true` or `false`".to_owned(),
        "array" => "a list".to_owned(),
        "map" => "a map `#{ … }`".to_owned(),
        "condition" => "a condition".to_owned(),
        "word" => "a word of the vocabulary".to_owned(),
        path if path.ends_with("::Term") => "a condition".to_owned(),
        path if path.ends_with("::Word") => "a word of the vocabulary".to_owned(),
        path => format!("`{}`", path.rsplit("::").next().unwrap_or(path).to_lowercase()),
    }
}

/// A message of Rhai without the paths of Rust types.
fn plain_types(message: &str) -> String {
    message
        .replace("handrail_engine::script::terms::Term", "condition")
        .replace("handrail_engine::script::terms::Word", "word")
        .replace("&str | ImmutableString | String", "text")
}

/// Whether something is called by a name and not by a sign.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// A value in the words of a message.
fn describe(value: &Dynamic) -> String {
    if let Some(text) = value.read_lock::<rhai::ImmutableString>() {
        return format!("`\"{}\"`", shorten(&text));
    }
    if value.is_int() || value.is_float() || value.is_bool() {
        return format!("`{value}`");
    }
    if let Some(term) = value.read_lock::<Term>() {
        return term.describe().to_owned();
    }
    if let Some(word) = value.read_lock::<terms::Word>() {
        return format!("the word `{}`", word.0);
    }
    type_words(value.type_name())
}
