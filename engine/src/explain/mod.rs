//! Explanation: why a finding applies, why not, what would have to be different, and what if.

mod reasons;
mod touched;
mod what_if;
mod why_not;

pub use reasons::{Reason, reasons, reasons_for};
pub use what_if::{Difference, compare};
pub use why_not::{SmallestChange, smallest_change};
