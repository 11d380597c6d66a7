//! Words, facts and conditions in scripts, and every operator on them.
//!
//! A missing overload would be silent in Rhai (`>=` gives `false`, `!=` gives `true`), so each operator is
//! registered in both orders of operands, and what makes no sense is reported.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, ImmutableString, NativeCallContext, Position};

use super::fields::argument_places;
use super::{Surroundings, describe};
use crate::condition::{Condition, FactId, Leaf, Predicate, Subject, Test};
use crate::document::shorten;
use crate::problem::{Problem, nearest};
use crate::text::{Location, Span};
use crate::vocabulary::{Domain, NotAFact};

/// A word of the vocabulary in a script.
#[derive(Debug, Clone)]
pub(super) struct Word(pub(super) ImmutableString);

/// A fact of someone, as it is written.
#[derive(Debug, Clone)]
pub(super) struct FactTerm {
    pub(super) subject: Subject,
    pub(super) fact: FactId,
    pub(super) at: Location,
}

/// A part of a condition.
#[derive(Debug, Clone)]
pub(super) enum Term {
    /// A fact that no operator has touched yet.
    Fact(Rc<FactTerm>),
    /// A condition.
    Condition(Rc<Condition>),
    /// Something that has been reported already.
    Faulty,
}

impl Term {
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Fact(_) => "a fact",
            Self::Condition(_) | Self::Faulty => "a condition",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    const ALL: [(&'static str, Self); 6] = [
        ("==", Self::Equal),
        ("!=", Self::NotEqual),
        ("<", Self::Less),
        ("<=", Self::AtMost),
        (">", Self::Greater),
        (">=", Self::AtLeast),
    ];

    /// The same comparison with its sides exchanged.
    fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }
}

/// Registers words, facts and operators.
#[expect(deprecated, reason = "`on_var` is marked volatile, not deprecated; rhai is pinned exactly")]
pub(super) fn register(engine: &mut Engine, surroundings: &Rc<Surroundings>) {
    engine.register_type_with_name::<Word>("word");
    engine.register_type_with_name::<Term>("condition");

    // Through the resolver words are visible inside functions and modules; constants of a scope are not.
    let all = Rc::clone(surroundings);
    engine.on_var(move |name, _, _| {
        let known = all.vocabulary.words().any(|word| word == name);
        Ok(known.then(|| Dynamic::from(Word(name.into()))))
    });

    let all = Rc::clone(surroundings);
    engine.register_indexer_get(
        move |context: NativeCallContext, word: &mut Word, name: ImmutableString| match resolve(
            &all,
            context.call_source(),
            &word.0,
            &name,
            context.call_position(),
        ) {
            Ok(fact) => Term::Fact(Rc::new(fact)),
            Err(problem) => {
                all.report(problem);
                Term::Faulty
            }
        },
    );

    for (symbol, comparison) in Comparison::ALL {
        let all = Rc::clone(surroundings);
        engine.register_fn(symbol, move |context: NativeCallContext, left: Term, right: Dynamic| {
            compare(&Operator::new(&all, &context, symbol, 1), comparison, &left, &right)
        });
        let all = Rc::clone(surroundings);
        engine.register_fn(symbol, move |context: NativeCallContext, left: Dynamic, right: Term| {
            compare(&Operator::new(&all, &context, symbol, 0), comparison.turned(), &right, &left)
        });
        // Rhai would silently answer `false`, or `true` for `!=`.
        let all = Rc::clone(surroundings);
        engine.register_fn(symbol, move |context: NativeCallContext, word: Word, _: Dynamic| {
            bare_word(&all, &context, 0, &word)
        });
        let all = Rc::clone(surroundings);
        engine.register_fn(symbol, move |context: NativeCallContext, _: Dynamic, word: Word| {
            bare_word(&all, &context, 1, &word)
        });
        let all = Rc::clone(surroundings);
        engine.register_fn(symbol, move |context: NativeCallContext, _: Term, _: Term| {
            all.report(
                Problem::error("compared-facts", format!("`{symbol}` cannot compare two facts or conditions"))
                    .at_location(here(&all, &context))
                    .label("compares a fact with a fact")
                    .help("compare each with a value, and join the parts with `&` or `|`"),
            );
            Term::Faulty
        });
    }

    for (symbol, joins_all) in [("&", true), ("|", false)] {
        let all = Rc::clone(surroundings);
        engine.register_fn(symbol, move |left: Term, right: Term| join(&all, joins_all, left, right));
        let all = Rc::clone(surroundings);
        engine.register_fn(symbol, move |context: NativeCallContext, _: Term, right: Dynamic| {
            not_a_condition(&all, &here(&all, &context), symbol, &right)
        });
        let all = Rc::clone(surroundings);
        engine.register_fn(symbol, move |context: NativeCallContext, left: Dynamic, _: Term| {
            not_a_condition(&all, &here(&all, &context), symbol, &left)
        });
    }

    let all = Rc::clone(surroundings);
    engine.register_fn("!", move |term: Term| match as_condition(&all, &term) {
        Some(condition) => Term::Condition(Rc::new(condition.negate())),
        None => Term::Faulty,
    });

    register_membership(engine, surroundings);
}

/// `fact in [values]`, `fact in a..=b` and `"value" in fact`: Rhai calls `contains` for each.
fn register_membership(engine: &mut Engine, surroundings: &Rc<Surroundings>) {
    let all = Rc::clone(surroundings);
    engine.register_fn("contains", move |context: NativeCallContext, list: Array, term: Term| {
        in_list(&Operator::new(&all, &context, "in", 0), &list, &term)
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("contains", move |context: NativeCallContext, _: Array, word: Word| {
        bare_word(&all, &context, 1, &word)
    });
    for name in ["to_string", "to_debug"] {
        let all = Rc::clone(surroundings);
        engine.register_fn(name, move |context: NativeCallContext, _: Term| {
            all.report(
                Problem::error("wrong-type", "a condition cannot become a text")
                    .at_location(here(&all, &context))
                    .label("nothing is known of a case while a pack is loaded"),
            );
            ImmutableString::new()
        });
    }
    let all = Rc::clone(surroundings);
    engine.register_fn(
        "contains",
        move |context: NativeCallContext, range: std::ops::RangeInclusive<i64>, term: Term| {
            let at = here(&all, &context);
            number_test(
                &Operator { surroundings: &all, context: &context, symbol: "in", value: 0, at },
                &term,
                |minimum, maximum| {
                    let (first, last) = ((*range.start()).max(minimum), (*range.end()).min(maximum));
                    if range.start() > range.end() {
                        Err(Problem::error(
                            "empty-range",
                            format!("`{}..={}` holds no number", range.start(), range.end()),
                        )
                        .label("the first is greater than the last"))
                    } else {
                        Ok(if first > last { Vec::new() } else { vec![(first, last)] })
                    }
                },
            )
        },
    );
    let all = Rc::clone(surroundings);
    engine.register_fn("contains", move |context: NativeCallContext, range: std::ops::Range<i64>, term: Term| {
        if !matches!(term, Term::Faulty) {
            let (start, end) = (range.start, range.end);
            let at = Operator::new(&all, &context, "in", 0).whole_value(&format!("{start}..{end}"));
            all.report(
                Problem::error("exclusive-range", format!("`{start}..{end}` leaves {end} out"))
                    .at_location(at)
                    .label("an exclusive range on a fact")
                    .help(format!(
                        "write `{start}..={end}` to include {end}, or `{start}..={}` to leave it out",
                        end.saturating_sub(1)
                    )),
            );
        }
        Term::Faulty
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("contains", move |context: NativeCallContext, term: Term, value: Dynamic| {
        holds(&Operator::new(&all, &context, "in", 1), &term, &value)
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("contains", move |context: NativeCallContext, _: Dynamic, term: Term| {
        if !matches!(term, Term::Faulty) {
            all.report(
                Problem::error("wrong-type", "`in` needs a list or a range on its right side")
                    .at_location(here(&all, &context))
                    .label("neither a list nor a range")
                    .help("write `fact in [\"a\", \"b\"]` or `fact in 8..=14`"),
            );
        }
        Term::Faulty
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("contains", move |context: NativeCallContext, _: Term, _: Term| {
        all.report(
            Problem::error("compared-facts", "`in` cannot compare two facts or conditions")
                .at_location(here(&all, &context))
                .label("compares a fact with a fact"),
        );
        Term::Faulty
    });
}

/// The place of the running call.
pub(super) fn here(surroundings: &Surroundings, context: &NativeCallContext<'_>) -> Location {
    surroundings.locate(context.call_source(), context.call_position())
}

/// What `word.name` means, with the place of both.
pub(super) fn resolve(
    surroundings: &Surroundings,
    source: Option<&str>,
    word: &str,
    name: &str,
    position: Position,
) -> Result<FactTerm, Problem> {
    let vocabulary = &surroundings.vocabulary;
    let mut at = surroundings.locate(source, position);
    if let Some(text) = source.and_then(|source| surroundings.texts.get(source)) {
        // The position is that of the name or of the dot; the leaf begins at the word before it.
        let before = text.text().get(..at.span.start).unwrap_or("").trim_end();
        let before = before.strip_suffix('.').unwrap_or(before).trim_end();
        let after_dot = text.text().get(at.span.start..).unwrap_or("");
        let name_start = if after_dot.starts_with('.') {
            at.span.start + 1 + (after_dot.len() - 1 - after_dot.get(1..).unwrap_or("").trim_start().len())
        } else {
            at.span.start
        };
        let start = if before.ends_with(word) { before.len() - word.len() } else { at.span.start };
        at = text.locate(Span::new(start, text.token_at(name_start).end));
    }
    let full = format!("{word}.{name}");
    match vocabulary.resolve(word, name) {
        Ok((subject, fact)) => Ok(FactTerm { subject, fact, at }),
        Err(NotAFact::ListWord { instead }) => Err(Problem::error("list-word", format!("`{word}` is a list"))
            .at_location(at)
            .label("speaks of nobody in particular")
            .help(format!(
                "write {}",
                instead.iter().map(|word| format!("`{word}.{name}`")).collect::<Vec<_>>().join(" or ")
            ))),
        Err(NotAFact::UnknownWord) => {
            Err(Problem::error("unknown-name", format!("nothing is called `{}`", shorten(word)))
                .at_location(at)
                .label("not known here")
                .nearest(word, vocabulary.words()))
        }
        Err(NotAFact::UnknownName) => {
            let known = vocabulary.names_after(word);
            let elsewhere = vocabulary.facts().find(|(_, fact)| fact.name == name);
            let mut problem = Problem::error("unknown-fact", format!("there is no fact `{}`", shorten(&full)))
                .at_location(at)
                .label("not in the vocabulary")
                .about(&full, "");
            problem.did_you_mean = nearest(name, known.iter().copied()).map(|near| format!("{word}.{near}"));
            if let Some((_, fact)) = elsewhere {
                problem = problem.help(format!("there is `{}`", fact.id));
            } else if problem.did_you_mean.is_none() {
                problem = problem.help(format!("`{word}` has: {}", known.join(", ")));
            }
            Err(problem)
        }
    }
}

/// The condition that a term is: a yes/no fact by itself, or a condition.
pub(super) fn as_condition(surroundings: &Surroundings, term: &Term) -> Option<Condition> {
    match term {
        Term::Condition(condition) => Some(condition.as_ref().clone()),
        Term::Faulty => None,
        Term::Fact(fact) => {
            let description = surroundings.vocabulary.fact(fact.fact);
            if description.domain == Domain::Bool {
                // Bit 1 stands for yes.
                return Some(leaf(fact, Test::OneOf(0b10)));
            }
            surroundings.report(
                Problem::error("not-a-condition", format!("`{}` by itself is no condition", description.id))
                    .at_location(fact.at.clone())
                    .label(format!("it is {}", description.describe_domain()))
                    .help(match description.domain {
                        Domain::Integer { .. } => "compare it with a number, such as `< 6`, or write `in 8..=14`",
                        Domain::Set(_) => "ask whether it holds a value: `\"value\" in fact`",
                        _ => "compare it with a value, such as `== \"…\"`, or write `in [\"…\", \"…\"]`",
                    }),
            );
            None
        }
    }
}

/// The condition that a value of a script is; what is none is reported at `place`.
pub(super) fn condition_of(
    surroundings: &Surroundings,
    value: &Dynamic,
    place: &Location,
    what: &str,
) -> Option<Condition> {
    if let Some(term) = value.read_lock::<Term>() {
        return as_condition(surroundings, &term);
    }
    surroundings.report(
        Problem::error("not-a-condition", format!("{what} must be a condition on facts, not {}", describe(value)))
            .at_location(place.clone())
            .label("no condition")
            .help("a condition asks for facts, such as `word.fact` or `word.fact < 6`"),
    );
    None
}

fn leaf(fact: &FactTerm, test: Test) -> Condition {
    Condition::Leaf(Leaf {
        predicate: Predicate { subject: fact.subject, fact: fact.fact, test },
        negated: false,
        at: fact.at.clone(),
    })
}

fn term(condition: Condition) -> Term {
    Term::Condition(Rc::new(condition))
}

fn join(surroundings: &Surroundings, joins_all: bool, left: Term, right: Term) -> Term {
    let condition = |term: Term| match term {
        Term::Condition(condition) => Some(Rc::unwrap_or_clone(condition)),
        other => as_condition(surroundings, &other),
    };
    // Both sides are looked at, so that both are reported.
    match (condition(left), condition(right)) {
        (Some(left), Some(right)) => term(if joins_all { left.and(right) } else { left.or(right) }),
        _ => Term::Faulty,
    }
}

fn not_a_condition(surroundings: &Surroundings, at: &Location, symbol: &str, found: &Dynamic) -> Term {
    surroundings.report(
        Problem::error("not-a-condition", format!("`{symbol}` joins conditions, not {}", describe(found)))
            .at_location(at.clone())
            .label(format!("one side is {}", describe(found)))
            .help("leave the constant out; a condition asks for facts"),
    );
    Term::Faulty
}

/// A word without a fact where a condition is expected.
fn bare_word(surroundings: &Surroundings, context: &NativeCallContext<'_>, argument: usize, word: &Word) -> Term {
    let names = surroundings.vocabulary.names_after(&word.0);
    let example = names.first().map_or_else(|| "fact".to_owned(), |name| (*name).to_owned());
    surroundings.report(
        Problem::error("bare-word", format!("`{}` by itself says nothing", word.0))
            .at_location(Operator::new(surroundings, context, "", argument).value_place(None))
            .label("which fact of it?")
            .help(format!("name a fact, such as `{}.{example}`", word.0)),
    );
    Term::Faulty
}

/// The running call of an operator between a fact and a value.
struct Operator<'a, 'c> {
    surroundings: &'a Surroundings,
    context: &'a NativeCallContext<'c>,
    symbol: &'static str,
    /// Which of the two operands is the value.
    value: usize,
    /// Where the operator stands.
    at: Location,
}

impl<'a, 'c> Operator<'a, 'c> {
    fn new(
        surroundings: &'a Surroundings,
        context: &'a NativeCallContext<'c>,
        symbol: &'static str,
        value: usize,
    ) -> Self {
        Self { surroundings, context, symbol, value, at: here(surroundings, context) }
    }

    /// Where the value is written, or an item of it if it is a list; else the operator.
    fn value_place(&self, item: Option<usize>) -> Location {
        let places = argument_places(self.surroundings, self.context);
        let value = places.get(self.value);
        let place = item.map_or(value, |item| value.and_then(|value| value.item(item)).or(value));
        let text = self.surroundings.texts.get(self.at.file.as_ref());
        text.zip(place).and_then(|(text, place)| place.locate(text)).unwrap_or_else(|| self.at.clone())
    }

    /// The same for a value of several tokens, if it is written in this way.
    fn whole_value(&self, written: &str) -> Location {
        let begins = self.value_place(None);
        let text = self.surroundings.texts.get(begins.file.as_ref());
        match text {
            Some(text) if text.text().get(begins.span.start..).is_some_and(|rest| rest.starts_with(written)) => {
                text.locate(Span::new(begins.span.start, begins.span.start + written.len()))
            }
            _ => begins,
        }
    }
}

fn compare(operator: &Operator<'_, '_>, comparison: Comparison, left: &Term, value: &Dynamic) -> Term {
    let Operator { surroundings, symbol, at, .. } = operator;
    let fact = match left {
        Term::Fact(fact) => fact,
        Term::Faulty => return Term::Faulty,
        Term::Condition(_) => {
            surroundings.report(
                Problem::error(
                    "chained-comparison",
                    format!("`{symbol}` compares a condition with {}", describe(value)),
                )
                .at_location(at.clone())
                .label("a comparison of a comparison")
                .help("write each comparison by itself and join them: `fact >= 6 & fact < 14`, or `fact in 6..=13`"),
            );
            return Term::Faulty;
        }
    };
    let description = surroundings.vocabulary.fact(fact.fact);
    let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    let wrong_type = || {
        surroundings.report(
            Problem::error("wrong-type", format!("`{}` cannot be compared with {}", description.id, describe(value)))
                .at_location(operator.value_place(None))
                .label(format!("expected {}", description.describe_domain()))
                .about(&description.id, describe(value)),
        );
        Term::Faulty
    };
    match &description.domain {
        Domain::Integer { .. } => {
            let Ok(number) = value.as_int() else { return wrong_type() };
            number_test(operator, left, |minimum, maximum| {
                let intervals = match comparison {
                    Comparison::Equal => vec![(number, number)],
                    Comparison::NotEqual => {
                        vec![(minimum, number.saturating_sub(1)), (number.saturating_add(1), maximum)]
                    }
                    Comparison::Less => vec![(minimum, number.saturating_sub(1))],
                    Comparison::AtMost => vec![(minimum, number)],
                    Comparison::Greater => vec![(number.saturating_add(1), maximum)],
                    Comparison::AtLeast => vec![(number, maximum)],
                };
                Ok(intervals
                    .into_iter()
                    .map(|(first, last)| (first.max(minimum), last.min(maximum)))
                    .filter(|(first, last)| first <= last)
                    .collect())
            })
        }
        _ if !equality => {
            surroundings.report(
                Problem::error(
                    "wrong-type",
                    format!("`{}` has no order: `{symbol}` does not work on it", description.id),
                )
                .at_location(at.clone())
                .label("no number")
                .help("write `==`, `!=` or `in [\"…\", \"…\"]`"),
            );
            Term::Faulty
        }
        Domain::Bool => {
            let Ok(expected) = value.as_bool() else { return wrong_type() };
            let wanted = expected == (comparison == Comparison::Equal);
            term(leaf(fact, Test::OneOf(if wanted { 0b10 } else { 0b01 })))
        }
        Domain::Choice(values) => {
            let Some(number) = value_number(operator, None, fact, value) else { return Term::Faulty };
            let every = if values.len() >= 64 { u64::MAX } else { (1 << values.len()) - 1 };
            let one = 1_u64 << number;
            term(leaf(fact, Test::OneOf(if comparison == Comparison::Equal { one } else { every & !one })))
        }
        Domain::Set(_) => {
            surroundings.report(
                Problem::error("wrong-type", format!("`{}` is a set: `{symbol}` does not work on it", description.id))
                    .at_location(at.clone())
                    .label("a set holds any number of values")
                    .help("ask whether it holds a value: `\"value\" in fact`"),
            );
            Term::Faulty
        }
    }
}

/// The number of a value of a fact's list; what is none is reported.
fn value_number(operator: &Operator<'_, '_>, item: Option<usize>, fact: &FactTerm, value: &Dynamic) -> Option<u16> {
    let surroundings = operator.surroundings;
    let description = surroundings.vocabulary.fact(fact.fact);
    let text = value.read_lock::<ImmutableString>().map(|text| text.to_string());
    if let Some(number) = text.as_deref().and_then(|text| description.value_number(text)) {
        return Some(number);
    }
    let known: Vec<&str> = description.values().iter().map(|value| value.id.as_str()).collect();
    let mut problem = Problem::error(
        if text.is_some() { "unknown-value" } else { "wrong-type" },
        format!("`{}` has no value {}", description.id, describe(value)),
    )
    .at_location(operator.value_place(item))
    .label(format!("expected {}", description.describe_domain()))
    .about(&description.id, describe(value));
    if let Some(text) = text {
        problem = problem.nearest(&text, known);
    }
    surroundings.report(problem);
    None
}

fn in_list(operator: &Operator<'_, '_>, list: &Array, of: &Term) -> Term {
    let Operator { surroundings, at, .. } = operator;
    let fact = match of {
        Term::Fact(fact) => fact,
        Term::Faulty => return Term::Faulty,
        Term::Condition(_) => {
            surroundings.report(
                Problem::error("chained-comparison", "`in` compares a condition with a list")
                    .at_location(at.clone())
                    .label("a comparison of a comparison")
                    .help("only a fact can be one of several values"),
            );
            return Term::Faulty;
        }
    };
    let description = surroundings.vocabulary.fact(fact.fact);
    if list.is_empty() {
        surroundings.report(
            Problem::error("empty-list", format!("`{}` can be none of an empty list", description.id))
                .at_location(at.clone())
                .label("nothing to be in"),
        );
        return Term::Faulty;
    }
    match description.domain {
        Domain::Choice(_) => {
            let numbers: Vec<_> = list
                .iter()
                .enumerate()
                .map(|(index, value)| value_number(operator, Some(index), fact, value))
                .collect();
            let mask = numbers.into_iter().try_fold(0_u64, |mask, number| Some(mask | (1 << number?)));
            mask.map_or(Term::Faulty, |mask| term(leaf(fact, Test::OneOf(mask))))
        }
        Domain::Integer { .. } => number_test(operator, of, |minimum, maximum| {
            let mut numbers = Vec::new();
            for (index, value) in list.iter().enumerate() {
                let Ok(number) = value.as_int() else {
                    return Err(Problem::error(
                        "wrong-type",
                        format!("`{}` cannot be {}", description.id, describe(value)),
                    )
                    .at_location(operator.value_place(Some(index)))
                    .label(format!("expected {}", description.describe_domain())));
                };
                if (minimum..=maximum).contains(&number) {
                    numbers.push(number);
                }
            }
            numbers.sort_unstable();
            numbers.dedup();
            Ok(numbers.into_iter().map(|number| (number, number)).collect())
        }),
        Domain::Bool | Domain::Set(_) => {
            surroundings.report(
                Problem::error("wrong-type", format!("`{}` cannot be one of a list", description.id))
                    .at_location(at.clone())
                    .label(format!("it is {}", description.describe_domain()))
                    .help("a yes/no fact is a condition by itself; a set is asked with `\"value\" in fact`"),
            );
            Term::Faulty
        }
    }
}

/// `"value" in fact` for a set.
fn holds(operator: &Operator<'_, '_>, of: &Term, value: &Dynamic) -> Term {
    let Operator { surroundings, at, .. } = operator;
    let Term::Fact(fact) = of else {
        if matches!(of, Term::Condition(_)) {
            surroundings.report(
                Problem::error("wrong-type", "`in` needs a list, a range or a set on its right side")
                    .at_location(at.clone())
                    .label("this is a condition"),
            );
        }
        return Term::Faulty;
    };
    let description = surroundings.vocabulary.fact(fact.fact);
    if !matches!(description.domain, Domain::Set(_)) {
        surroundings.report(
            Problem::error("wrong-type", format!("`{}` is no set: it can hold nothing", description.id))
                .at_location(fact.at.clone())
                .label(format!("it is {}", description.describe_domain()))
                .help("turn the two sides round: `fact in [\"…\"]`"),
        );
        return Term::Faulty;
    }
    value_number(operator, None, fact, value).map_or(Term::Faulty, |number| term(leaf(fact, Test::Holds(number))))
}

/// A leaf about a number; `intervals` gets the bounds of the fact and gives what satisfies the leaf.
fn number_test(
    operator: &Operator<'_, '_>,
    of: &Term,
    intervals: impl FnOnce(i64, i64) -> Result<Vec<(i64, i64)>, Problem>,
) -> Term {
    let Operator { surroundings, symbol, at, .. } = operator;
    let fact = match of {
        Term::Fact(fact) => fact,
        Term::Faulty => return Term::Faulty,
        Term::Condition(_) => {
            surroundings.report(
                Problem::error("chained-comparison", format!("`{symbol}` compares a condition with numbers"))
                    .at_location(at.clone())
                    .label("a comparison of a comparison")
                    .help("only a fact can be compared with a number"),
            );
            return Term::Faulty;
        }
    };
    let description = surroundings.vocabulary.fact(fact.fact);
    let Domain::Integer { minimum, maximum, .. } = description.domain else {
        surroundings.report(
            Problem::error("wrong-type", format!("`{}` is no number", description.id))
                .at_location(fact.at.clone())
                .label(format!("it is {}", description.describe_domain())),
        );
        return Term::Faulty;
    };
    match intervals(i64::from(minimum), i64::from(maximum)) {
        Err(problem) => {
            let place = problem.location.clone().unwrap_or_else(|| at.clone());
            surroundings.report(problem.at_location(place));
            Term::Faulty
        }
        Ok(intervals) if intervals.is_empty() => {
            surroundings.report(
                Problem::error("never-true", format!("`{}` can never satisfy this comparison", description.id))
                    .at_location(at.clone())
                    .label(format!("it is {}", description.describe_domain())),
            );
            Term::Faulty
        }
        Ok(intervals) => {
            let narrow = |number: i64| i32::try_from(number).unwrap_or(maximum);
            let mut joined: Vec<(i32, i32)> = Vec::new();
            for (first, last) in intervals {
                // Stretches that touch are one, or what lies across their border would seem uncertain.
                match joined.last_mut() {
                    Some((_, end)) if i64::from(*end) + 1 >= first => *end = narrow(last),
                    _ => joined.push((narrow(first), narrow(last))),
                }
            }
            let intervals = joined;
            term(leaf(fact, Test::Within(intervals)))
        }
    }
}
