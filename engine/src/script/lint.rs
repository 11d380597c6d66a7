//! What can be seen without running a script: unknown names in branches and functions that nobody calls.

use std::collections::BTreeSet;

use rhai::{AST, ASTNode, Engine, Expr, Position, Stmt};

use super::{Surroundings, terms};
use crate::document::shorten;
use crate::problem::Problem;
use crate::text::SourceText;

/// Checks a script; problems are reported to the surroundings.
pub(super) fn check(engine: &Engine, surroundings: &Surroundings, text: &SourceText, ast: &AST) {
    let names = Names::of(ast);
    let mut problems = Vec::new();
    let source = Some(text.name().as_ref());
    let words: BTreeSet<&str> = surroundings.vocabulary.words().collect();
    for (name, position) in &names.defined {
        if words.contains(name.as_str()) {
            problems.push(
                Problem::error("taken-name", format!("`{name}` is a word of the vocabulary"))
                    .at_location(surroundings.locate(source, *position))
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
    for problem in problems {
        surroundings.report(problem);
    }
}

#[expect(clippy::too_many_arguments, reason = "one step of the walk above, with its state")]
fn check_call(
    engine: &Engine,
    surroundings: &Surroundings,
    source: Option<&str>,
    names: &Names,
    problems: &mut Vec<Problem>,
    call: &rhai::FnCallExpr,
    position: Position,
) {
    if call.op_token.is_some() || !call.namespace.is_empty() {
        return;
    }
    let name = call.name.as_str();
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
}

impl Names {
    fn of(ast: &AST) -> Self {
        let mut defined = Vec::new();
        let mut functions = BTreeSet::new();
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
        Self { defined, functions }
    }

    fn contains(&self, name: &str) -> bool {
        self.defined.iter().any(|(known, _)| known == name)
    }
}

/// The names of all functions that the host offers.
pub(super) fn function_names(engine: &Engine) -> BTreeSet<String> {
    engine
        .collect_fn_metadata(None, |info| Some(info.metadata.name.to_string()), false)
        .into_iter()
        .collect()
}
