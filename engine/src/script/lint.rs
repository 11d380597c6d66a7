//! What can be seen without running a script: unknown names in branches and functions that nobody calls.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTNode, Engine, Expr, Namespace, Position, Stmt};

use super::{Surroundings, modules, terms};
use crate::document::shorten;
use crate::problem::Problem;
use crate::text::{Location, SourceText, Span};

/// Checks a script; problems are reported to the surroundings.
pub(super) fn check(engine: &Engine, surroundings: &Surroundings, text: &SourceText, ast: &AST) {
    let names = Names::of(ast);
    let mut problems = Vec::new();
    let source = Some(text.name().as_ref());
    let words: BTreeSet<&str> = surroundings.vocabulary.words().collect();
    for (name, position) in &names.defined {
        if words.contains(name.as_str()) {
            let place = if position.is_none() { parameter(text, name) } else { surroundings.locate(source, *position) };
            problems.push(
                Problem::error("taken-name", format!("`{name}` is a word of the vocabulary"))
                    .at_location(place)
                    .label("cannot be used as a variable")
                    .help("choose another name"),
            );
        }
    }
    ast.walk(&mut |path: &[ASTNode<'_>]| {
        let expression = match path.last() {
            Some(ASTNode::Expr(expression)) => expression,
            Some(ASTNode::Stmt(Stmt::FnCall(call, position))) => {
                check_call(engine, surroundings, source, &names, &mut problems, call, *position);
                return true;
            }
            Some(ASTNode::Stmt(Stmt::Assignment(assignment))) => {
                // Rhai bounds neither texts nor maps that grow in this way.
                if let Some(position) = indexed(&assignment.1.lhs) {
                    problems.push(
                        Problem::error("switched-off", "assigning to `[…]` is switched off in rules")
                            .at_location(surroundings.locate(source, position))
                            .label("not available")
                            .help("build the value in one go, or use `list.push(…)` and `map.set(…)`"),
                    );
                }
                return true;
            }
            _ => return true,
        };
        match expression {
            Expr::Variable(variable, _, position) if variable.2.is_empty() => {
                let name = variable.1.as_str();
                if !words.contains(name) && !names.contains(name) {
                    let known = words.iter().copied().chain(names.defined.iter().map(|(name, _)| name.as_str()));
                    problems.push(
                        Problem::error("unknown-name", format!("nothing is called `{}`", shorten(name)))
                            .at_location(surroundings.locate(source, *position))
                            .label("not known here")
                            .nearest(name, known),
                    );
                }
            }
            Expr::Variable(variable, _, _)
                if variable.2.path.first().is_some_and(|alias| !names.contains(&alias.name)) =>
            {
                problems.push(no_module(surroundings, source, &variable.2));
            }
            Expr::Dot(dot, _, _) => {
                if let Expr::Variable(variable, _, _) = &dot.lhs
                    && words.contains(variable.1.as_str())
                {
                    let property = match &dot.rhs {
                        Expr::Property(property, position) => Some((property, position)),
                        Expr::Dot(inner, _, _) => match &inner.lhs {
                            Expr::Property(property, position) => Some((property, position)),
                            _ => None,
                        },
                        _ => None,
                    };
                    if let Some((property, position)) = property
                        && let Err(problem) = terms::resolve(surroundings, source, &variable.1, &property.2, *position)
                    {
                        problems.push(problem);
                    }
                }
            }
            Expr::FnCall(call, position) => {
                check_call(engine, surroundings, source, &names, &mut problems, call, *position);
            }
            _ => {}
        }
        true
    });
    problems.extend(open_comment(text));
    for problem in problems {
        surroundings.report(problem);
    }
}

/// The problem of a name before `::` that no import gives.
fn no_module(surroundings: &Surroundings, source: Option<&str>, namespace: &Namespace) -> Problem {
    let alias = namespace.path.first().map_or("", |first| first.name.as_str());
    Problem::error("unknown-name", format!("no module is imported as `{}`", shorten(alias)))
        .at_location(surroundings.locate(source, namespace.position()))
        .label("not known here")
        .help(format!("write `import \"shared/…\" as {};`", shorten(alias)))
}

/// Where the target of an assignment is reached through `[…]`.
fn indexed(target: &Expr) -> Option<Position> {
    match target {
        Expr::Index(_, _, position) => Some(*position),
        Expr::Dot(parts, _, _) => indexed(&parts.lhs).or_else(|| indexed(&parts.rhs)),
        _ => None,
    }
}

fn check_call(
    engine: &Engine,
    surroundings: &Surroundings,
    source: Option<&str>,
    names: &Names,
    problems: &mut Vec<Problem>,
    call: &rhai::FnCallExpr,
    position: Position,
) {
    if call.op_token.is_some() {
        return;
    }
    let name = call.name.as_str();
    if !call.namespace.is_empty() {
        let alias = call.namespace.path.first().map_or("", |first| first.name.as_str());
        let Some(file) = names.imports.get(alias) else {
            // A module that is imported by a path that is worked out, or not at all.
            if !names.contains(alias) {
                problems.push(no_module(surroundings, source, &call.namespace));
            }
            return;
        };
        let module = surroundings.texts.get(file).and_then(|text| modules::compile(engine, text).ok());
        let offered: Vec<String> =
            module.iter().flat_map(|ast| ast.iter_functions().map(|function| function.name.to_owned())).collect();
        if module.is_some() && !offered.iter().any(|known| known == name) {
            problems.push(
                Problem::error("unknown-function", format!("there is no function `{alias}::{}`", shorten(name)))
                    .at_location(surroundings.locate(source, position))
                    .label("called here")
                    .nearest(name, offered.iter().map(String::as_str)),
            );
        }
        return;
    }
    if names.functions.contains(name) {
        return;
    }
    let known = surroundings.functions.get_or_init(|| function_names(engine));
    if !known.contains(name) {
        let all = known.iter().chain(&names.functions).map(String::as_str);
        problems.push(
            Problem::error("unknown-function", format!("there is no function `{}`", shorten(name)))
                .at_location(surroundings.locate(source, position))
                .label("called here")
                .nearest(name, all),
        );
    }
}

/// The names that a script defines anywhere.
struct Names {
    defined: Vec<(String, Position)>,
    functions: BTreeSet<String>,
    /// The files of modules by the names under which they are imported.
    imports: BTreeMap<String, String>,
}

/// Where the parameter of a function is written: Rhai keeps no place of it.
fn parameter(text: &SourceText, name: &str) -> Location {
    let content = text.text();
    let whole = |start: usize| text.token_at(start) == Span::new(start, start + name.len());
    let found = content
        .match_indices("fn ")
        .flat_map(|(function, _)| {
            let head = content.get(function..).and_then(|rest| rest.get(..rest.find(')')?)).unwrap_or("");
            let from = head.find('(').unwrap_or(head.len());
            head.match_indices(name)
                .filter(move |(at, _)| {
                    *at > from
                        && !head
                            .get(..*at)
                            .is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
                })
                .map(move |(at, _)| function + at)
        })
        .find(|start| whole(*start));
    text.locate(found.map_or_else(Span::default, |start| text.token_at(start)))
}

/// A comment that nobody closes: Rhai would silently leave out everything after it.
fn open_comment(text: &SourceText) -> Option<Problem> {
    let bytes = text.text().as_bytes();
    let (mut index, mut depth, mut opened) = (0, 0_usize, 0);
    let mut quote = None;
    while let Some(byte) = bytes.get(index) {
        let pair = (*byte, bytes.get(index + 1).copied().unwrap_or(0));
        let mut width = 1;
        match (quote, depth, pair) {
            (Some(_), _, (b'\\', _)) => width = 2,
            (Some(open), _, (close, _)) if open == close => quote = None,
            (None, 0, (open @ (b'"' | b'`' | b'\''), _)) => quote = Some(open),
            (None, 0, (b'/', b'/')) => {
                width = bytes
                    .get(index..)
                    .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
                    .unwrap_or(bytes.len());
            }
            (None, _, (b'/', b'*')) => {
                if depth == 0 {
                    opened = index;
                }
                depth += 1;
                width = 2;
            }
            (None, 1.., (b'*', b'/')) => {
                depth -= 1;
                width = 2;
            }
            _ => {}
        }
        index += width;
    }
    (depth > 0).then(|| {
        Problem::error("open-comment", "this comment is never closed")
            .at(text, Span::new(opened, opened + 2))
            .label("everything after it would be left out")
            .help("close it with `*/`")
    })
}

impl Names {
    fn of(ast: &AST) -> Self {
        let mut defined = Vec::new();
        let mut functions = BTreeSet::new();
        let mut imports = BTreeMap::new();
        for function in ast.iter_functions() {
            functions.insert(function.name.to_owned());
            defined.extend(function.params.iter().map(|name| ((*name).to_owned(), Position::NONE)));
        }
        ast.walk(&mut |path: &[ASTNode<'_>]| {
            match path.last() {
                Some(ASTNode::Stmt(Stmt::Var(variable, _, _))) => {
                    defined.push((variable.0.name.to_string(), variable.0.pos));
                }
                Some(ASTNode::Stmt(Stmt::For(parts, _))) => {
                    defined.push((parts.0.name.to_string(), parts.0.pos));
                    if let Some(counter) = &parts.1 {
                        defined.push((counter.name.to_string(), counter.pos));
                    }
                }
                Some(ASTNode::Stmt(Stmt::Import(parts, _))) => {
                    defined.push((parts.1.name.to_string(), parts.1.pos));
                    if let Expr::StringConstant(path, _) = &parts.0
                        && let Some(file) = modules::file_of(path)
                    {
                        imports.insert(parts.1.name.to_string(), file);
                    }
                }
                Some(ASTNode::Stmt(Stmt::TryCatch(flow, _))) => {
                    if let Expr::Variable(variable, _, position) = &flow.expr {
                        defined.push((variable.1.to_string(), *position));
                    }
                }
                _ => {}
            }
            true
        });
        Self { defined, functions, imports }
    }

    fn contains(&self, name: &str) -> bool {
        self.defined.iter().any(|(known, _)| known == name)
    }
}

/// The names of all functions that the host offers.
pub(super) fn function_names(engine: &Engine) -> BTreeSet<String> {
    engine.collect_fn_metadata(None, |info| Some(info.metadata.name.to_string()), false).into_iter().collect()
}
