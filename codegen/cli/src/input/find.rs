//! Which files a path, folder or pattern stands for. Folders are searched as people think of them: without what is hidden, without what
//! git ignores, and without following links, which may lead back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;

use crate::outcome::{Failure, Result};
use crate::paths;

/// The endings of model files; in a folder, all others are left alone.
pub(crate) const ENDINGS: [&str; 2] = ["json", "smithy"];

/// The path that stands for standard input.
const STDIN: &str = "-";

/// A file that may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Whether it was named, and not come across in a folder: then it has to be a model.
    pub(crate) named: bool,
}

impl Found {
    /// Whether it is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        self.named && self.path.as_os_str() == STDIN
    }
}

/// What somebody asked to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Standard input.
    Stdin,
    /// A file, or a folder with all below it.
    Path(PathBuf),
    /// A pattern: the folder that it begins with, and the rest.
    Pattern(PathBuf, String),
}

impl Wanted {
    /// Understands a path. What is there is never taken for a pattern.
    pub(crate) fn of(path: &Path) -> Wanted {
        let text = path.to_string_lossy();
        if text == STDIN {
            return Wanted::Stdin;
        }
        let magic = |part: &str| part.contains(['*', '?', '[', '{']);
        if !magic(&text) || path.exists() {
            return Wanted::Path(path.to_owned());
        }
        let text = text.replace(std::path::MAIN_SEPARATOR, "/");
        let parts: Vec<&str> = text.split('/').collect();
        let fixed = parts.iter().take_while(|part| !magic(part)).count();
        let (base, rest) = parts.split_at(fixed.min(parts.len()));
        let base = match base.join("/") {
            base if base.is_empty() && text.starts_with('/') => "/".into(),
            base if base.is_empty() => ".".into(),
            base => PathBuf::from(base),
        };
        Wanted::Pattern(base, rest.join("/"))
    }

    /// Whether one of these files or of those in these folders is meant, by path alone: for files that are not on the disk.
    ///
    /// # Errors
    /// The pattern can't be understood.
    pub(crate) fn covers(&self, file: &Path) -> Result<bool> {
        Ok(match self {
            Wanted::Stdin => false,
            Wanted::Path(path) => {
                let path = paths::tidy(path);
                file == path || (has_ending(file) && paths::is_below(file, &path))
            }
            Wanted::Pattern(base, pattern) => {
                paths::is_below(file, &paths::tidy(base))
                    && overrides(base, pattern)?
                        .matched(file, false)
                        .is_whitelist()
            }
        })
    }
}

/// The files of all paths, in the order of the paths, those of a folder sorted; a file that is named twice comes once.
///
/// # Errors
/// A folder can't be read, or has no file with the ending of a model; a pattern is wrong, or matches nothing.
pub(crate) fn files(given: &[PathBuf]) -> Result<Vec<Found>> {
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    let mut files = Vec::new();
    for path in given {
        let found = match Wanted::of(path) {
            Wanted::Path(path) if path.is_dir() => in_folder(&path, None)?,
            Wanted::Pattern(base, pattern) => in_folder(&base, Some(&pattern))?,
            Wanted::Stdin | Wanted::Path(_) => vec![Found {
                path: path.clone(),
                named: true,
            }],
        };
        let new = found
            .into_iter()
            .filter(|file| seen.insert(paths::tidy(&file.path)));
        files.extend(new);
    }
    Ok(files)
}

/// What to say of a folder without models.
pub(crate) fn no_models(path: &Path) -> Failure {
    let endings = ENDINGS.map(|ending| format!("*.{ending}")).join(", ");
    Failure(format!(
        "no model files ({endings}) in {}",
        paths::shown(path)
    ))
}

/// Whether a file is named like a model.
pub(crate) fn has_ending(path: &Path) -> bool {
    let ending = path.extension();
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
}

/// The files of a folder and of those below it that are named like models, or match the pattern.
fn in_folder(folder: &Path, pattern: Option<&str>) -> Result<Vec<Found>> {
    let mut walk = WalkBuilder::new(folder);
    // What a machine's own settings ignore must not change what is found.
    walk.git_global(false).git_exclude(false);
    if let Some(pattern) = pattern {
        walk.overrides(overrides(folder, pattern)?);
    }
    let mut found = Vec::new();
    for entry in walk.build() {
        let entry = entry.map_err(|error| Failure(format!("can't read {}", unnumbered(&error))))?;
        let is_file = entry.file_type().is_some_and(|kind| !kind.is_dir());
        if is_file && (pattern.is_some() || has_ending(entry.path())) {
            found.push(entry.into_path());
        }
    }
    match pattern {
        Some(pattern) if found.is_empty() => {
            let whole = folder.join(pattern);
            return Err(Failure(format!("no file matches {}", paths::shown(&whole))));
        }
        None if found.is_empty() => return Err(no_models(folder)),
        _ => {}
    }
    found.sort();
    let named = pattern.is_some();
    Ok(found
        .into_iter()
        .map(|path| Found { path, named })
        .collect())
}

fn overrides(folder: &Path, pattern: &str) -> Result<ignore::overrides::Override> {
    let mut builder = OverrideBuilder::new(folder);
    // Anchored: `*.smithy` are the files of the folder itself, `**/*.smithy` those below, too.
    builder
        .add(&format!("/{pattern}"))
        .and_then(|builder| builder.build())
        .map_err(|error| Failure(format!("the pattern `{pattern}` is wrong: {error}")))
}

/// The message of an error of the search, which names the path.
fn unnumbered(error: &ignore::Error) -> String {
    error
        .to_string()
        .replace(": IO error for operation on ", ": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for name in names {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        dir
    }

    fn names(dir: &tempfile::TempDir, wanted: &[&str]) -> Vec<String> {
        let wanted: Vec<PathBuf> = wanted.iter().map(|path| dir.path().join(path)).collect();
        let files = files(&wanted).unwrap();
        let shown = |file: &Found| paths::shown(file.path.strip_prefix(dir.path()).unwrap());
        files.iter().map(shown).collect()
    }

    #[test]
    fn a_folder_gives_its_model_files_sorted_and_once() {
        let dir = folder(&["b.json", "a.smithy", "sub/c.json", "notes.txt", ".d.json"]);
        assert_eq!(
            names(&dir, &["b.json", "."]),
            ["b.json", "a.smithy", "sub/c.json"]
        );
    }

    #[test]
    fn what_git_ignores_is_left_alone_unless_named() {
        let dir = folder(&["a.json", "build/b.json", "build/sub/c.json", ".git/HEAD"]);
        std::fs::write(dir.path().join(".gitignore"), "/build\n").unwrap();
        assert_eq!(names(&dir, &[""]), ["a.json"]);
        assert_eq!(
            names(&dir, &["build"]),
            ["build/b.json", "build/sub/c.json"]
        );
    }

    #[test]
    fn a_pattern_is_anchored() {
        let dir = folder(&["m/a.smithy", "m/b.json", "m/sub/c.smithy", "d.smithy"]);
        assert_eq!(names(&dir, &["m/*.smithy"]), ["m/a.smithy"]);
        assert_eq!(
            names(&dir, &["m/**/*.smithy"]),
            ["m/a.smithy", "m/sub/c.smithy"]
        );
        assert_eq!(names(&dir, &["*/{a,b}.*"]), ["m/a.smithy", "m/b.json"]);
        for wrong in ["m/*.txt", "m/{a"] {
            assert!(files(&[dir.path().join(wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn files_elsewhere_are_matched_by_their_paths() {
        let covers = |wanted: &str, file: &str| {
            Wanted::of(Path::new(wanted))
                .covers(Path::new(file))
                .unwrap()
        };
        assert!(covers("no-such", "no-such/a/b.smithy"));
        assert!(covers(".", "no-such/a/b.smithy"));
        assert!(!covers("no-such", "no-such/a/b.txt"));
        assert!(covers("./no-such.json", "no-such.json"));
        assert!(covers("no/*.smithy", "no/a.smithy"));
        assert!(!covers("no/*.smithy", "no/b/a.smithy"));
        assert!(!covers("no/*.smithy", "yes/a.smithy"));
    }
}
