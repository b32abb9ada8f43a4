//! Doing a thing again whenever a model changes: for people, until Ctrl-C. Files are looked at a few times a second, which works on every
//! file system, mounted ones too, and needs nothing of the operating system.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::config::Models;
use crate::console::Console;
use crate::input::find;
use crate::outcome::{Failure, Outcome, Result};
use crate::paths;

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_millis(300);

/// What is seen of the files: when each was changed, and how long it is.
type Seen = BTreeMap<PathBuf, Option<(SystemTime, u64)>>;

/// Does the work now, and again after each change of a model or of the configuration. Ends only by a signal, or when there is no sense
/// in going on.
///
/// # Errors
/// This is a CI run, which would never end; the model comes from standard input; or the work can't be done the first time.
pub(crate) fn repeat(
    models: &Models,
    console: &mut Console,
    mut work: impl FnMut(&mut Console) -> Result<Outcome>,
) -> Result<Outcome> {
    if std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false") {
        return Err(Failure("--watch never ends, and CI is set".to_owned()));
    }
    if models.models.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure("--watch can't look at standard input".to_owned()));
    }
    let mut seen = look(models);
    work(console)?;
    loop {
        let files = crate::output::plural(seen.len(), "file");
        console.err(&format!("watching {files}; Ctrl-C ends\n"));
        let now = loop {
            std::thread::sleep(INTERVAL);
            let now = look(models);
            if now != seen {
                break now;
            }
        };
        console.err(&format!("\n--- {}\n", changed(&seen, &now)));
        seen = now;
        // A mistake in the configuration or a file that is gone may be put right in a moment.
        if let Err(failure) = work(console) {
            console.failure(&failure);
        }
    }
}

fn look(models: &Models) -> Seen {
    let (paths, settings) = match models.resolve() {
        Ok((_, paths)) => (paths, models.settings()),
        Err(_) => (models.models.clone(), models.settings()),
    };
    let files = find::files(&paths).unwrap_or_default();
    let files = files.into_iter().map(|file| file.path);
    files
        .chain(settings)
        .map(|path| {
            let data = std::fs::metadata(&path).ok();
            let state = data.and_then(|data| Some((data.modified().ok()?, data.len())));
            (path, state)
        })
        .collect()
}

/// The first file that differs, in words.
fn changed(before: &Seen, now: &Seen) -> String {
    let new = now
        .iter()
        .find(|(path, state)| before.get(*path) != Some(*state));
    let gone = before.keys().find(|path| !now.contains_key(*path));
    let path = new.map(|(path, _)| path).or(gone);
    path.map_or_else(String::new, |path| {
        format!("{} changed", paths::shown_here(path))
    })
}
