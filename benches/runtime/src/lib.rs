//! Generated code at run time, next to what one would use instead of it.
//!
//! Each [`Row`] is one piece of work, done by several programs: generated code with its runtime, the
//! AWS SDK, and code written by hand on serde and axum. What they make of it is compared first, then
//! the binaries measure it: `time` how long it takes, `allocations` how much memory it asks for.

mod by_hand;
mod call;
mod document;
mod sample;
mod sdk;
mod serve;
mod work;

pub use work::{Limit, Row, Work};

/// Everything that is measured, in the order of the table.
pub fn rows() -> Vec<Row> {
    let mut rows = document::rows();
    rows.extend(call::rows());
    rows.extend(serve::rows());
    rows
}
