//! Counting: `any`, `every`, `exactly`, `at_least` and `at_most`, over people in a role or over conditions.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, NativeCallContext};

use super::terms::{Term, Word, as_condition, condition_of, here};
use super::{Surroundings, describe};
use crate::condition::{Condition, RoleId};
use crate::problem::Problem;
use crate::text::Location;

pub(super) fn register(engine: &mut Engine, surroundings: &Rc<Surroundings>) {
    let all = Rc::clone(surroundings);
    engine.register_fn("any", move |context: NativeCallContext, who: Dynamic, of: Dynamic| {
        people(&all, &here(&all, &context), "any", &who, &of, 1, None, false)
    });
    let all = Rc::clone(surroundings);
    engine.register_fn("every", move |context: NativeCallContext, who: Dynamic, of: Dynamic| {
        // Each satisfies it: there is nobody who does not.
        people(&all, &here(&all, &context), "every", &who, &of, 0, Some(0), true)
    });
    for name in ["exactly", "at_least", "at_most"] {
        let bounds = move |number: usize| match name {
            "exactly" => (number, Some(number)),
            "at_least" => (number, None),
            _ => (0, Some(number)),
        };
        let all = Rc::clone(surroundings);
        engine.register_fn(name, move |context: NativeCallContext, number: i64, who: Dynamic, of: Dynamic| {
            let at = here(&all, &context);
            count(&all, &at, name, number).map_or(Term::Faulty, |number| {
                let (minimum, maximum) = bounds(number);
                people(&all, &at, name, &who, &of, minimum, maximum, false)
            })
        });
        let all = Rc::clone(surroundings);
        engine.register_fn(name, move |context: NativeCallContext, number: i64, list: Array| {
            let at = here(&all, &context);
            let conditions: Vec<_> =
                list.iter().map(|value| condition_of(&all, value, &at, &format!("each part of `{name}`"))).collect();
            let conditions: Option<Vec<Condition>> = conditions.into_iter().collect();
            match (count(&all, &at, name, number), conditions) {
                (Some(number), Some(of)) if bounds(number).0 > of.len() => {
                    all.report(
                        Problem::error(
                            "never-true",
                            format!("`{name}` counts to {number}, and there are {} conditions", of.len()),
                        )
                        .at_location(at)
                        .label("can never be true"),
                    );
                    Term::Faulty
                }
                (Some(number), Some(of)) => {
                    let (minimum, maximum) = bounds(number);
                    Term::Condition(Rc::new(Condition::Number { minimum, maximum, of }))
                }
                _ => Term::Faulty,
            }
        });
    }
}

fn count(surroundings: &Surroundings, at: &Location, name: &str, number: i64) -> Option<usize> {
    let count = usize::try_from(number).ok();
    if count.is_none() {
        surroundings.report(
            Problem::error("out-of-range", format!("`{name}` cannot count to {number}"))
                .at_location(at.clone())
                .label("expected 0 or more"),
        );
    }
    count
}

#[expect(clippy::too_many_arguments, reason = "the arguments of the functions of the language")]
fn people(
    surroundings: &Surroundings,
    at: &Location,
    name: &str,
    who: &Dynamic,
    of: &Dynamic,
    minimum: usize,
    maximum: Option<usize>,
    negated: bool,
) -> Term {
    let condition = of.read_lock::<Term>().map_or_else(
        || condition_of(surroundings, of, at, &format!("the second part of `{name}`")),
        |term| as_condition(surroundings, &term),
    );
    match (role(surroundings, at, name, who), condition) {
        (Some(role), Some(condition)) => Term::Condition(Rc::new(Condition::People {
            role,
            minimum,
            maximum,
            of: Box::new(if negated { condition.negate() } else { condition }),
        })),
        _ => Term::Faulty,
    }
}

fn role(surroundings: &Surroundings, at: &Location, name: &str, who: &Dynamic) -> Option<RoleId> {
    let word = who.read_lock::<Word>().map(|word| word.0.clone());
    let role = word.as_ref().and_then(|word| surroundings.vocabulary.role_by_word(word));
    if role.is_none() {
        let words: Vec<String> = surroundings
            .vocabulary
            .roles()
            .flat_map(|(_, role)| role.words.iter().map(|word| format!("`{word}`")))
            .collect();
        let found = word.map_or_else(|| describe(who), |word| format!("`{word}`"));
        surroundings.report(
            Problem::error("not-a-role", format!("`{name}` counts people in a role, not {found}"))
                .at_location(at.clone())
                .label("who is counted?")
                .help(format!("the first part is one of {}", words.join(", "))),
        );
    }
    role
}
