//! The texts of many files at once, on all cores: a thousand small files are mostly waited for.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use planish_model::suggest;

use super::find::{self, Found};
use super::sniff;
use crate::outcome::{Failure, Result};
use crate::paths;
use crate::progress::Progress;

/// Below this many files, threads cost more than they give.
const WORTH_THREADS: usize = 16;

/// A text with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    /// Where it is; nowhere if it comes from standard input or from the past.
    pub(crate) path: Option<PathBuf>,
    /// The path as messages show it. Its ending says which language the text is in.
    pub(crate) name: String,
    /// All of it.
    pub(crate) text: String,
}

/// The texts of the files, in the order of the paths. Files in folders are left out if they are no models.
///
/// # Errors
/// A path is missing or can't be read, a file is not UTF-8, or nothing is left.
pub(crate) fn texts(given: &[PathBuf], progress: &Progress) -> Result<Vec<Text>> {
    let files = find::files(given)?;
    progress.stage("reading", files.len());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = if files.len() < WORTH_THREADS {
        1
    } else {
        cores
    };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(at) else {
                return done;
            };
            done.push((at, text(file)));
            progress.step();
        }
    };
    let mut all = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        all.extend(
            others
                .into_iter()
                .filter_map(|other| other.join().ok())
                .flatten(),
        );
        all
    });
    all.sort_by_key(|(at, _)| *at);
    let mut texts = Vec::new();
    for (_, text) in all {
        texts.extend(text?);
    }
    match given.first() {
        Some(first) if texts.is_empty() => Err(find::no_models(first)),
        _ => Ok(texts),
    }
}

/// The text of a file; `None` if it was come across, and is no model.
fn text(file: &Found) -> Result<Option<Text>> {
    if file.is_stdin() {
        return stdin().map(Some);
    }
    let path = &file.path;
    let bytes = std::fs::read(path).map_err(|error| {
        let Failure(message) = Failure::io("read", path, &error);
        Failure(message + &near(path))
    })?;
    let name = paths::shown_here(path);
    let text = utf8(&name, bytes)?;
    let is_json = path.extension().is_some_and(|ending| ending == "json");
    if is_json && !file.named && !sniff::is_model(&text) {
        return Ok(None);
    }
    Ok(Some(Text {
        path: Some(path.clone()),
        name,
        text,
    }))
}

/// A guess at what was meant by a path that leads nowhere: its neighbour with the nearest name.
fn near(path: &Path) -> String {
    let guess = || {
        let name = path.file_name()?.to_str()?;
        let parent = path.parent()?;
        let folder = if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        };
        let entries = std::fs::read_dir(folder).ok()?;
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|other| other != name)
            .collect();
        names.sort();
        let near = suggest(name, names.iter().map(String::as_str))?;
        Some(paths::shown(&parent.join(near)))
    };
    guess().map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

fn stdin() -> Result<Text> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|e| Failure::io("read", Path::new("standard input"), &e))?;
    let text = utf8("standard input", bytes)?;
    let ending = if sniff::is_json(&text) {
        "json"
    } else {
        "smithy"
    };
    Ok(Text {
        path: None,
        name: format!("stdin.{ending}"),
        text,
    })
}

/// A text of bytes from somewhere.
///
/// # Errors
/// The bytes are not UTF-8.
pub(crate) fn utf8(name: &str, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Failure(format!("{name} is not UTF-8: look at byte {at}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = r#"{"smithy": "2.0"}"#;

    fn read(paths: &[PathBuf]) -> Result<Vec<Text>> {
        texts(paths, &Progress::quiet())
    }

    #[test]
    fn many_files_come_in_order() {
        let dir = tempfile::tempdir().unwrap();
        for i in 100..300 {
            std::fs::write(dir.path().join(format!("{i}.json")), MODEL).unwrap();
        }
        let texts = read(&[dir.path().to_owned()]).unwrap();
        let names: Vec<&str> = texts
            .iter()
            .filter_map(|text| text.name.rsplit('/').next())
            .collect();
        let expected: Vec<String> = (100..300).map(|i| format!("{i}.json")).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn json_that_is_no_model_is_read_only_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = dir.path().join("package.json");
        std::fs::write(&manifest, "{}").unwrap();
        let failure = read(&[dir.path().to_owned()]).unwrap_err();
        assert!(
            failure
                .0
                .starts_with("no model files (*.json, *.smithy) in "),
            "{failure}"
        );
        assert_eq!(read(&[manifest]).unwrap().len(), 1);
    }

    #[test]
    fn what_can_t_be_read_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("latin.json");
        std::fs::write(&file, b"{\"a\": \"\xe9\"}").unwrap();
        let failure = read(&[file]).unwrap_err();
        assert!(
            failure
                .0
                .ends_with("latin.json is not UTF-8: look at byte 7"),
            "{failure}"
        );
    }
}
