//! A change of the model is a change of the generated code, of exactly the files that it concerns,
//! and of nothing that is written by hand.
//!
//! Each test changes a copy of the model of the service, generates both halves anew, and looks at
//! what differs: which files, what they say now, and what they no longer say. The reference in
//! HTML, which the command makes, is looked at in the same way in `codegen/cli/tests/reference.rs`.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod change;
