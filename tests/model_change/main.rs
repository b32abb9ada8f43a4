//! A change of the model is a change of the generated code, of exactly the files that it concerns,
//! and of nothing that is written by hand.
//!
//! Each test changes a copy of the model of the service, generates both halves anew, and looks at
//! what differs: which files, what they say now, and what they no longer say.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod change;

/// The reference in HTML is made by the command, which this package does not depend on: what of a
/// change shows there is asserted beside it, in `codegen/cli`.
mod html_reference {}
