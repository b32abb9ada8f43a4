//! Models with lists of the findings that validation has on them: `X.smithy` or `X.json`, and `X.errors`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use planish_model::check::{self, Options, Run, check_with, settle};
use planish_model::load;

use crate::Case;
use crate::events::{Event, compare};
use crate::files;

/// Folders whose files are no cases: they test the test runner, or classes that a generator makes.
const OTHER: &[&str] = &["testrunner", "smithy-trait-codegen"];

/// The modules with such files, in order.
pub(crate) fn modules(dir: &Path) -> Vec<String> {
    let names = cases(dir)
        .into_iter()
        .filter_map(|path| {
            Some(
                path.strip_prefix(dir)
                    .ok()?
                    .iter()
                    .next()?
                    .to_string_lossy()
                    .into_owned(),
            )
        })
        .collect::<BTreeSet<_>>();
    names.into_iter().collect()
}

/// Judges the cases of a module.
pub(crate) fn run(dir: &Path, module: &str, filter: &str) -> Vec<Case> {
    let folder = dir.join(module);
    cases(&folder)
        .into_iter()
        .map(|path| (name(&path, &folder), path))
        .filter(|(name, _)| name.contains(filter))
        .map(|(name, path)| Case {
            name,
            result: judge(&path),
        })
        .collect()
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let mut all = files::below(folder, ".errors");
    all.retain(|path| {
        let path = path.to_string_lossy();
        !OTHER.iter().any(|other| path.contains(other))
    });
    all
}

fn name(path: &Path, folder: &Path) -> String {
    let name = files::name(path, folder, ".errors");
    name.rsplit_once("errorfiles/")
        .map_or(name.clone(), |(_, name)| name.to_owned())
}

fn judge(path: &Path) -> Result<(), String> {
    let model = [path.with_extension("smithy"), path.with_extension("json")]
        .into_iter()
        .find(|path| path.is_file())
        .ok_or("    there is no model beside it")?;
    let listed = files::text(path);
    let expected: Vec<Event> = listed.lines().filter_map(Event::parse).collect();
    let sources = files::sources(&[model]);
    let (model, mut found) = load(&sources);
    if !found.has_errors() {
        let mut options = Options::default();
        options.legacy = needs_legacy(&expected);
        found.extend(check_with(&model, options));
    }
    settle(&model, &mut found);
    compare(&expected, &found)
}

/// Whether a file lists findings of critical rules beside others: then these others were looked for all the same.
fn needs_legacy(expected: &[Event]) -> bool {
    let is_critical = |event: &&Event| {
        check::rules().any(|rule| matches!(rule.run, Run::Critical(_)) && event.is_of(rule.id))
    };
    let critical = expected.iter().filter(is_critical).count();
    critical > 0 && critical < expected.len()
}
