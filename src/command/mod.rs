//! What the program can do beside serving: one module for each command. Each prints its answer to
//! standard output, and says by its status whether all is well.

mod check;
mod policy;

pub use check::{check, gc};
pub use policy::policy;

use std::fmt::Display;
use std::io::Write as _;

/// Prints an answer. A reader that is gone is told as an error.
fn print(answer: &dyn Display) -> Result<(), String> {
    writeln!(std::io::stdout(), "{answer}").map_err(|e| e.to_string())
}
