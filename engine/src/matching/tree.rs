//! The plain evaluator: a walk over the tree. Slow and obvious; the compiled form is checked against it.

use super::bindings::Binding;
use super::view::View;
use crate::condition::{Condition, RoleId};
use crate::truth::Truth;

/// What a case says of a condition for a binding.
pub fn evaluate(view: &View<'_>, condition: &Condition, binding: &Binding) -> Truth {
    match condition {
        Condition::Leaf(leaf) => view.leaf(leaf, binding),
        Condition::All(parts) => parts.iter().fold(Truth::True, |all, part| all.and(evaluate(view, part, binding))),
        Condition::Any(parts) => parts.iter().fold(Truth::False, |any, part| any.or(evaluate(view, part, binding))),
        Condition::Number { minimum, maximum, of } => {
            let truths = of.iter().map(|part| evaluate(view, part, binding));
            let (least, most) = truths.fold((0, 0), |(least, most), truth| {
                (least + usize::from(truth == Truth::True), most + usize::from(truth != Truth::False))
            });
            Truth::of_range(least, Some(most), *minimum, *maximum)
        }
        Condition::People { role, minimum, maximum, of } => {
            let (least, most) = count(view, *role, of, binding);
            Truth::of_range(least, most, *minimum, *maximum)
        }
    }
}

/// The least and the greatest number of people in a role of whom a condition can hold. No greatest number
/// where it is not known who there is.
fn count(view: &View<'_>, role: RoleId, of: &Condition, binding: &Binding) -> (usize, Option<usize>) {
    let mut least = 0;
    let mut most = Some(0);
    for entity in &view.vocabulary.role(role).members {
        for place in view.profile.places(*entity) {
            let truth = evaluate(view, of, &binding.with(role, Some(place)));
            least += usize::from(truth == Truth::True);
            if truth != Truth::False {
                most = if view.profile.is_unlisted(*entity) { None } else { most.map(|most| most + 1) };
            }
        }
    }
    (least, most)
}
