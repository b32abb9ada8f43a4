//! Paths as texts: tidied without asking the disk, and one relative to another.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// A path without `.`, and without `..` after a name. Links are not looked at.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            part => out.push(part),
        }
    }
    if out.as_os_str().is_empty() {
        out.push(".");
    }
    out
}

/// The way from a directory to a path; both may be relative to the working directory. `None` if there is none (two drives).
pub(crate) fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let from = tidy(&std::path::absolute(from).ok()?);
    let to = tidy(&std::path::absolute(to).ok()?);
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    if from
        .peek()
        .is_some_and(|part| !matches!(part, Component::Normal(_)))
    {
        return None;
    }
    let up = from.map(|_| OsStr::new(".."));
    let path: PathBuf = up.chain(to.map(|part| part.as_os_str())).collect();
    Some(tidy(&path))
}

/// A path as messages and manifests have it: with forward slashes everywhere.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text
    }
}

/// A path as [`shown`]; one below the working directory is relative to it, and `./` in front is dropped.
pub(crate) fn shown_here(path: &Path) -> String {
    let path = tidy(path);
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| Some(path.strip_prefix(here).ok()?.to_owned()));
    shown(&below.unwrap_or(path))
}

/// Whether a tidy path lies below a tidy folder; everything relative that does not go up lies below `.`.
pub(crate) fn is_below(path: &Path, folder: &Path) -> bool {
    if folder == Path::new(".") {
        path.is_relative() && !path.starts_with("..")
    } else {
        path != folder && path.starts_with(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_tidied() {
        for (path, tidied) in [
            ("model/../x.json", "x.json"),
            ("./a/./b", "a/b"),
            ("../a/..", ".."),
            ("a/..", "."),
            ("../../x", "../../x"),
        ] {
            assert_eq!(tidy(Path::new(path)), Path::new(tidied), "{path}");
        }
    }

    #[test]
    fn one_path_is_relative_to_another() {
        for (from, to, way) in [
            ("generated/client", "model/../runtime", "../../runtime"),
            ("a", "a/b/c", "b/c"),
            ("a/b", "a/b", "."),
        ] {
            assert_eq!(
                relative(Path::new(from), Path::new(to)).unwrap(),
                Path::new(way)
            );
        }
    }
}
