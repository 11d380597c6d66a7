//! Matching: what a case says of each condition, with unknown kept unknown.
//!
//! Kleene logic, twice: a plain tree walk, and a compiled form without branches that answers all findings at
//! once. Where both leave a finding open, [`crate::certainty`] decides whether it really is.

mod bindings;
mod program;
mod tree;
mod view;

pub use bindings::{Binding, Lanes, written_place};
pub use program::{Evaluated, LeafStates, Program};
pub use tree::evaluate;
pub use view::View;
pub(crate) use view::{satisfies, whole_range};
