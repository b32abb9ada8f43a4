//! Pairs of models with lists of what changed between them: `X.a.smithy`, `X.b.smithy`, and `X.events`.

use std::path::{Path, PathBuf};

use planish_model::{Sources, diff, load};

use crate::events::{Event, compare};
use crate::{Case, files};

/// Judges the pairs of all modules.
pub(crate) fn run(dir: &Path, filter: &str) -> Vec<Case> {
    files::below(dir, ".events")
        .into_iter()
        // Those test the test runner: some of them are meant to fail.
        .filter(|path| !path.to_string_lossy().contains("testrunner"))
        .map(|path| (files::name(&path, dir, ".events"), path))
        .map(|(name, path)| {
            let short = name.rsplit_once("diffs/").map_or(name.as_str(), |(_, n)| n);
            (short.to_owned(), path)
        })
        .filter(|(name, _)| name.contains(filter))
        .map(|(name, path)| Case {
            name,
            result: judge(&path),
        })
        .collect()
}

fn judge(path: &Path) -> Result<(), String> {
    let sides = [sources(path, "a"), sources(path, "b")];
    let [(old, _), (new, _)] = sides.map(|sources| load(&sources));
    let expected: Vec<Event> = files::text(path)
        .split("-----")
        .filter_map(|entry| Event::parse(&entry.trim().replace('\n', "\\n")))
        .collect();
    compare(&expected, &diff(&old, &new))
}

fn sources(path: &Path, side: &str) -> Sources {
    let path: PathBuf = path.with_extension(format!("{side}.smithy"));
    files::sources(&[path])
}
