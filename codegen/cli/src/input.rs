//! Model files, read from disk: the front end itself opens none.

use std::path::{Path, PathBuf};

use planish_model::{Diagnostics, Model, Sources, check, load};

use crate::outcome::{Failure, Result};
use crate::paths;

/// The endings of model files; in a directory, all others are left alone.
const ENDINGS: [&str; 1] = ["json"];

/// A model as far as the front end could make it, with everything that it found wrong.
pub(crate) struct Loaded {
    /// The texts, for showing places.
    pub(crate) sources: Sources,
    /// The model. If there are errors, parts of it are missing.
    pub(crate) model: Model,
    /// The findings, sorted.
    pub(crate) diagnostics: Diagnostics,
}

/// How far to take a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Loaded: merged and resolved.
    Load,
    /// Loaded and, unless that found errors, checked.
    Check,
}

/// Reads the files, and those in the directories, and makes a model of them.
///
/// # Errors
/// A path is missing or can't be read, a file is not UTF-8, or a directory has no model file.
pub(crate) fn model(paths: &[PathBuf], depth: Depth) -> Result<Loaded> {
    let sources = sources(paths)?;
    let (model, mut diagnostics) = load(&sources);
    if depth == Depth::Check && !diagnostics.has_errors() {
        diagnostics.extend(check(&model));
    }
    Ok(Loaded {
        sources,
        model,
        diagnostics: diagnostics.sorted(),
    })
}

/// The texts of the files, in the order of the paths; a file that is named twice is read once.
fn sources(paths: &[PathBuf]) -> Result<Sources> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        let found = if path.is_dir() {
            in_directory(path)?
        } else {
            vec![path.clone()]
        };
        for file in found {
            let known = |other: &PathBuf| paths::tidy(other) == paths::tidy(&file);
            if !files.iter().any(known) {
                files.push(file);
            }
        }
    }
    let mut sources = Sources::new();
    for file in &files {
        let bytes = std::fs::read(file).map_err(|e| Failure::io("read", file, &e))?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            Failure(format!(
                "{} is not UTF-8: look at byte {at}",
                file.display()
            ))
        })?;
        sources.add(paths::shown(file), text);
    }
    Ok(sources)
}

/// The model files of a directory and of those below it, sorted; what is hidden (`.git`) is left alone.
fn in_directory(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending = vec![path.to_owned()];
    while let Some(directory) = pending.pop() {
        let entries =
            std::fs::read_dir(&directory).map_err(|e| Failure::io("read", &directory, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| Failure::io("read", &directory, &e))?;
            // A link to a directory is not followed: it may lead back.
            let kind = entry
                .file_type()
                .map_err(|e| Failure::io("read", &entry.path(), &e))?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = entry.path();
            let is_model = path
                .extension()
                .is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
            if kind.is_dir() {
                pending.push(path);
            } else if is_model {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        let endings = ENDINGS.map(|ending| format!("*.{ending}")).join(", ");
        return Err(Failure(format!(
            "no model files ({endings}) in {}",
            path.display()
        )));
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_gives_its_model_files_sorted_and_once() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        for name in ["b.json", "a.json", "sub/c.json", "notes.txt", ".d.json"] {
            std::fs::write(dir.path().join(name), "{}").unwrap();
        }
        let sources =
            sources(&[dir.path().join("./sub/../b.json"), dir.path().to_owned()]).unwrap();
        let names: Vec<_> = sources
            .iter()
            .filter_map(|(_, source)| source.name.rsplit('/').next())
            .collect();
        assert_eq!(names, ["b.json", "a.json", "c.json"]);
    }

    #[test]
    fn what_can_t_be_read_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let failure = sources(&[dir.path().to_owned()]).unwrap_err();
        assert!(
            failure.0.starts_with("no model files (*.json) in "),
            "{failure}"
        );
        let file = dir.path().join("latin.json");
        std::fs::write(&file, b"{\"a\": \"\xe9\"}").unwrap();
        let failure = sources(&[file]).unwrap_err();
        assert!(
            failure.0.ends_with("is not UTF-8: look at byte 7"),
            "{failure}"
        );
    }
}
