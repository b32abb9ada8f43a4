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
use crate::plan::{Plan, Side};

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

/// All files of a plan.
pub fn emit(plan: &Plan, form: Form) -> Files {
    let mut jobs = vec![
        Job::new("service.rs".into(), || root::service(plan)),
        Job::new("types/mod.rs".into(), || types::module(plan)),
        Job::new("operation/mod.rs".into(), || operation::module(plan)),
    ];
    match plan.side {
        Side::Client => jobs.push(Job::new("client.rs".into(), || client::client(plan))),
        Side::Server => jobs.push(Job::new("server.rs".into(), || server::server(plan))),
    }
    if let Some(rules) = &plan.rules {
        jobs.push(Job::new("endpoint.rs".into(), || endpoint::rules(rules)));
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
    for item in &plan.types {
        let path = format!("types/{}.rs", item.key().1);
        jobs.push(Job::new(path, move || types::item(item, plan)));
    }
    for operation in &plan.operations {
        let path = format!("operation/{}.rs", operation.module);
        jobs.push(Job::new(path, move || {
            operation::operation(operation, plan)
        }));
    }
    let mut files = layout::print(jobs, &plan.service.id);
    let (root, preface) = match form {
        Form::Module => ("mod.rs", String::new()),
        Form::Crate => ("lib.rs", root::preface(plan)),
    };
    let text = layout::file(root::root(plan), &plan.service.id, &preface);
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
