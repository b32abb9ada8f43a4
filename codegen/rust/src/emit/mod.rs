//! Prints a plan. No decision is made here, and nothing can fail.
//!
//! The output is one tree of modules, the same for a crate and for `OUT_DIR`; only the root file
//! differs, by what a crate's root says in addition.

mod client;
mod endpoint;
mod layout;
mod operation;
mod root;
mod schema;
mod scope;
mod server;
mod tests;
mod types;

use proc_macro2::TokenStream;

use crate::files::Files;
use crate::plan::{Operation, Plan, Side, TypeItem};

/// What the files are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// To be included by a crate from its `OUT_DIR`; the root is `mod.rs`.
    Module,
    /// A crate of its own; the root is `src/lib.rs`, and all paths begin with `src/`.
    Crate,
}

/// A file to be printed: its path, and how.
struct Job<'a> {
    path: String,
    print: Box<dyn Fn() -> TokenStream + Send + Sync + 'a>,
}

impl<'a> Job<'a> {
    fn new(path: String, print: impl Fn() -> TokenStream + Send + Sync + 'a) -> Self {
        Self {
            path,
            print: Box::new(print),
        }
    }
}

/// The file of the endpoint rules, below the root. It is the same for any operations.
pub(crate) const RULES: &str = "endpoint.rs";

/// All files of a plan.
pub fn emit(plan: &Plan, form: Form) -> Files {
    print(jobs(plan), plan, form)
}

/// The tokens of all files of a plan but the root, before they are laid out: for measuring.
#[doc(hidden)]
pub fn emit_tokens(plan: &Plan) -> Vec<TokenStream> {
    jobs(plan).iter().map(|job| (job.print)()).collect()
}

/// The files of a plan that are about all shapes and operations, and not about one: they have a few
/// lines for each.
pub(crate) fn emit_shared(plan: &Plan, form: Form) -> Files {
    print(shared(plan), plan, form)
}

/// The file of a type, below the root.
pub(crate) fn type_path(item: &TypeItem) -> String {
    format!("types/{}.rs", item.key().1)
}

/// The file of an operation, below the root.
pub(crate) fn operation_path(operation: &Operation) -> String {
    format!("operation/{}.rs", operation.module)
}

fn jobs(plan: &Plan) -> Vec<Job<'_>> {
    let mut jobs = shared(plan);
    if let Some(rules) = &plan.rules {
        jobs.push(Job::new(RULES.into(), || endpoint::rules(rules)));
    }
    let types = plan.types.iter();
    jobs.extend(types.map(|item| Job::new(type_path(item), move || types::item(item, plan))));
    let operations = plan.operations.iter();
    jobs.extend(
        operations.map(|o| Job::new(operation_path(o), move || operation::operation(o, plan))),
    );
    jobs
}

fn shared(plan: &Plan) -> Vec<Job<'_>> {
    let mut jobs = vec![
        Job::new("service.rs".into(), || root::service(plan)),
        Job::new("types/mod.rs".into(), || types::module(plan)),
        Job::new("operation/mod.rs".into(), || operation::module(plan)),
    ];
    match plan.side {
        Side::Client => jobs.push(Job::new("client.rs".into(), || client::client(plan))),
        Side::Server => jobs.push(Job::new("server.rs".into(), || server::server(plan))),
    }
    if !plan.schemas.is_empty() {
        jobs.push(Job::new("types/schemas.rs".into(), || {
            schema::schemas(plan)
        }));
    }
    if let Some(tests) = &plan.tests {
        jobs.push(Job::new("protocol_tests.rs".into(), || {
            tests::tests(plan, tests)
        }));
    }
    jobs
}

/// Lays out the files and the root around them.
fn print(jobs: Vec<Job<'_>>, plan: &Plan, form: Form) -> Files {
    let mut files = layout::print(jobs, &plan.service.id);
    let (root, preface) = match form {
        Form::Module => ("mod.rs", String::new()),
        Form::Crate => ("lib.rs", root::preface(plan)),
    };
    let text = layout::file(|| root::root(plan), &plan.service.id, &preface);
    files.push((root.to_owned(), text));
    let mut out = Files::new();
    for (path, text) in files {
        match form {
            Form::Module => out.insert(path, text),
            Form::Crate => out.insert(format!("src/{path}"), text),
        }
    }
    out
}
