//! Smithy's own suites of test files, run against planish-model where they lie: in a folder with the relative paths of an upstream checkout.
//!
//! A suite finds its cases in the folder and judges each by itself; what is known to fail is in `exceptions.toml`, with the reason.

pub mod command;
mod diffs;
mod endpoints;
mod error_files;
mod events;
mod exceptions;
mod files;
mod formatter;
mod loader;
mod report;
mod selectors;
mod serialization;

use std::path::Path;

pub use exceptions::Exceptions;
pub use report::{Report, Verdict};

/// One file, or pair of files, of a suite, judged.
#[derive(Debug)]
pub struct Case {
    /// Its name: the path below the suite's folder, without what all of its files have in common.
    pub name: String,
    /// What differs from what the suite expects, for people.
    pub result: Result<(), String>,
}

/// Finds and judges the cases whose names contain `filter`.
type Run = Box<dyn Fn(&Path, &str) -> Vec<Case>>;

/// A suite and how its cases are found and judged.
struct Suite {
    /// What it is called in reports.
    name: String,
    run: Run,
}

/// Runs the suites of a folder whose names contain `suite`, and of them the cases whose names contain `case`.
pub fn smithy(dir: &Path, suite: &str, case: &str, exceptions: &Exceptions) -> Vec<Report> {
    suites(dir)
        .into_iter()
        .filter(|found| found.name.contains(suite))
        .map(|found| {
            let mut cases = (found.run)(dir, case);
            cases.sort_by(|a, b| a.name.cmp(&b.name));
            Report::new(found.name, cases, exceptions)
        })
        .filter(|report| report.cases > 0)
        .collect()
}

/// Judges every model of a folder: it loads, has no error, and survives being printed.
pub fn aws(dir: &Path, case: &str, exceptions: &Exceptions) -> Report {
    let cases = files::below(dir, ".json")
        .into_iter()
        .map(|path| (files::name(&path, dir, ".json"), path))
        .filter(|(name, _)| name.contains(case))
        .map(|(name, path)| Case {
            name,
            result: serialization::round_trip(&path),
        })
        .collect();
    Report::new("aws".to_owned(), cases, exceptions)
}

/// Runs the endpoint tests of every model of a folder, on the tables that generated clients have.
pub fn endpoints(dir: &Path, case: &str, exceptions: &Exceptions) -> Report {
    let cases = endpoints::run(dir, case);
    Report::new("endpoints".to_owned(), cases, exceptions)
}

/// All suites that there are in a folder.
fn suites(dir: &Path) -> Vec<Suite> {
    let suite = |name: &str, run: Run| Suite {
        name: name.to_owned(),
        run,
    };
    let mut all = vec![
        suite("loader valid", Box::new(loader::valid)),
        suite(
            "loader forward references",
            Box::new(loader::forward_references),
        ),
        suite("loader mixins", Box::new(loader::mixins)),
        suite("loader invalid", Box::new(loader::invalid)),
        suite("loader recovery", Box::new(loader::recovery)),
        suite("loader upgrade", Box::new(loader::upgrade)),
        suite("selectors", Box::new(selectors::run)),
        suite("AST serialization", Box::new(serialization::ast)),
        suite("IDL serialization", Box::new(serialization::idl)),
        suite(
            "IDL serialization, other",
            Box::new(serialization::idl_other),
        ),
        suite("diff", Box::new(diffs::run)),
        suite("formatter", Box::new(formatter::run)),
    ];
    all.extend(error_files::modules(dir).into_iter().map(|module| {
        let name = format!("errorfiles {module}");
        suite(
            &name,
            Box::new(move |dir, case| error_files::run(dir, &module, case)),
        )
    }));
    all
}
