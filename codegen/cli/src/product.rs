//! What is generated, on its way to the disk: everything is made before anything is written.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use planish_codegen::{Files, Why};

use crate::outcome::{Failure, Result};

/// A crate or a page, complete in memory.
pub(crate) enum Product {
    /// The files of a crate, and its directory.
    Crate(PathBuf, Files),
    /// A single file.
    Page(PathBuf, String),
}

/// How many files there are, and how many of them were not there like this before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// All files.
    pub(crate) files: usize,
    /// Those that were written.
    pub(crate) changed: usize,
    /// Files of earlier runs that were removed.
    pub(crate) removed: usize,
}

impl Product {
    /// Writes what differs, removes generated files that are generated no more, and adds to the count.
    ///
    /// # Errors
    /// The operating system refuses.
    pub(crate) fn write(&self, tally: &mut Tally) -> Result<()> {
        match self {
            Product::Crate(dir, files) => {
                let written = files
                    .write(dir)
                    .map_err(|e| Failure::io("write", dir, &e))?;
                tally.files += files.len();
                tally.changed += written.changed;
                tally.removed += written.removed;
            }
            Product::Page(path, text) => {
                tally.files += 1;
                if difference(path, text)?.is_some() {
                    let parent = path.parent().filter(|dir| !dir.as_os_str().is_empty());
                    if let Some(dir) = parent {
                        std::fs::create_dir_all(dir).map_err(|e| Failure::io("create", dir, &e))?;
                    }
                    crate::disk::write(path, text)?;
                    tally.changed += 1;
                }
            }
        }
        Ok(())
    }

    /// The files that are not as they would be written, and why.
    ///
    /// # Errors
    /// The operating system refuses.
    pub(crate) fn stale(&self) -> Result<Vec<(PathBuf, Why)>> {
        match self {
            Product::Crate(dir, files) => {
                let stale = files.check(dir).map_err(|e| Failure::io("read", dir, &e))?;
                Ok(stale
                    .into_iter()
                    .map(|stale| (dir.join(stale.path), stale.why))
                    .collect())
            }
            Product::Page(path, text) => Ok(difference(path, text)?
                .map(|why| (path.clone(), why))
                .into_iter()
                .collect()),
        }
    }
}

/// How a file differs from a text; line ends may be those of Windows.
fn difference(path: &Path, text: &str) -> Result<Option<Why>> {
    match std::fs::read(path) {
        Ok(old) if old == text.as_bytes() => Ok(None),
        Ok(old) => {
            let same = String::from_utf8(old).is_ok_and(|old| old.replace("\r\n", "\n") == text);
            Ok((!same).then_some(Why::Differs))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Some(Why::Missing)),
        Err(error) => Err(Failure::io("read", path, &error)),
    }
}
