//! Turns a Smithy model into Rust: types with their schemas, validators, a client and a server.
//!
//! Two stages follow the front end. [`plan`] decides everything: names, types, bindings, what is
//! boxed, what a default is; what it can't plan is a diagnostic with a place. [`emit`] prints a
//! plan, decides nothing, and can't fail. [`generate`] does both, and [`build`] is the face for
//! build scripts.

pub mod build;
mod cost;
pub mod emit;
mod files;
pub mod plan;

pub use cost::{Cost, Costs, costs};
pub use emit::{Form, emit, emit_tokens};
pub use files::{Files, MARKER, Stale, Why, Written};
pub use plan::tests::TestForm;
pub use plan::{Options, Plan, Side, plan};

use planish_model::{Diagnostics, Model};

/// Plans and prints: the files, with what is worth knowing about them.
///
/// The model must have been checked: what a check finds is not looked for again.
///
/// # Errors
/// What of the model can't be planned, all of it.
pub fn generate(
    model: &Model,
    options: &Options,
    form: Form,
) -> Result<(Files, Diagnostics), Diagnostics> {
    let mut plan = plan(model, options)?;
    let notes = std::mem::take(&mut plan.notes);
    Ok((emit(&plan, form), notes))
}

/// As [`generate`], with the protocol compliance tests that the model carries. The code that is
/// printed needs the feature `testing` of the runtime where the tests are compiled.
///
/// # Errors
/// As [`generate`].
pub fn generate_with_tests(
    model: &Model,
    options: &Options,
    form: Form,
    tests: TestForm,
) -> Result<(Files, Diagnostics), Diagnostics> {
    let mut plan = plan(model, options)?;
    let notes = std::mem::take(&mut plan.notes);
    plan.add_tests(model, tests);
    Ok((emit(&plan, form), notes))
}
