//! Where the arguments of calls and the fields of maps are written: values at run time have no place.

use std::collections::BTreeMap;
use std::rc::Rc;

use rhai::{AST, ASTNode, Expr, Position, Stmt};

use crate::text::{Location, SourceText};

/// Where a value is written, and the values inside it.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    position: Option<(usize, usize)>,
    /// The fields of a map: where the name stands, and the value.
    fields: BTreeMap<String, ((usize, usize), Places)>,
    /// The items of a list.
    items: Vec<Places>,
}

impl Places {
    /// The place of an item of a list.
    pub(super) fn item(&self, index: usize) -> Option<&Self> {
        self.items.get(index)
    }

    /// The place of a field's value.
    pub(super) fn field(&self, name: &str) -> Option<&Self> {
        self.fields.get(name).map(|(_, places)| places)
    }

    /// Where the value begins.
    pub(super) fn locate(&self, text: &SourceText) -> Option<Location> {
        self.position.map(|position| token(text, position))
    }

    /// Where the name of a field stands.
    pub(super) fn locate_name(&self, text: &SourceText, name: &str) -> Option<Location> {
        self.fields.get(name).map(|(position, _)| token(text, *position))
    }

    fn of(expression: &Expr) -> Self {
        let mut places = Self { position: line_and_column(begin(expression)), ..Self::default() };
        match expression {
            Expr::Array(items, _) => places.items = items.iter().map(Self::of).collect(),
            Expr::Map(fields, _) => {
                for (name, value) in &fields.0 {
                    if let Some(position) = line_and_column(name.pos) {
                        places.fields.insert(name.name.to_string(), (position, Self::of(value)));
                    }
                }
            }
            _ => {}
        }
        places
    }
}

/// The arguments of every call of a script, by the position of the function's name or of the operator.
#[derive(Debug, Clone, Default)]
pub(super) struct CallPlaces(BTreeMap<(usize, usize), Rc<[Places]>>);

impl CallPlaces {
    pub(super) fn of(ast: &AST) -> Self {
        let mut calls = BTreeMap::new();
        ast.walk(&mut |path: &[ASTNode<'_>]| {
            let call = match path.last() {
                Some(ASTNode::Expr(Expr::FnCall(call, position)) | ASTNode::Stmt(Stmt::FnCall(call, position))) => {
                    Some((call, position))
                }
                _ => None,
            };
            if let Some((call, position)) = call
                && let Some(position) = line_and_column(*position)
            {
                calls.insert(position, call.args.iter().map(Places::of).collect());
            }
            true
        });
        Self(calls)
    }

    /// The places of the arguments of a call.
    pub(super) fn arguments(&self, position: Position) -> Rc<[Places]> {
        line_and_column(position).and_then(|position| self.0.get(&position)).map_or_else(|| Rc::from([]), Rc::clone)
    }
}

/// Where an expression begins: Rhai places one with an operator, such as `8..=14`, at the operator.
fn begin(expression: &Expr) -> Position {
    match expression {
        Expr::FnCall(call, _) if call.op_token.is_some() && call.args.len() > 1 => {
            call.args.first().map_or_else(|| expression.start_position(), begin)
        }
        _ => expression.start_position(),
    }
}

fn line_and_column(position: Position) -> Option<(usize, usize)> {
    Some((position.line()?, position.position().unwrap_or(1)))
}

fn token(text: &SourceText, (line, column): (usize, usize)) -> Location {
    text.locate(text.token_at(text.offset(line, column)))
}
