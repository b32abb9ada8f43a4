//! Files and folders of a suite.

use std::path::{Path, PathBuf};

use planish_model::Sources;

/// All files below a folder whose names end so, in order; none if there is no such folder.
pub(crate) fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, ending, &mut found);
    found.sort();
    found
}

/// The text of a file; a lossy one, and empty if it can't be read, which no case expects.
pub(crate) fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sources made of files.
pub(crate) fn sources<P: AsRef<Path>>(paths: &[P]) -> Sources {
    let mut sources = Sources::new();
    for path in paths {
        let path = path.as_ref();
        sources.add(path.to_string_lossy().into_owned(), text(path));
    }
    sources
}

/// The name of a case: its path below a folder, without its ending.
pub(crate) fn name(path: &Path, folder: &Path, ending: &str) -> String {
    let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy();
    name.strip_suffix(ending)
        .unwrap_or(&name)
        .replace('\\', "/")
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}
