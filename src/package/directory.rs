//! Packages as files of one directory, named by their digest.
//!
//! A file appears under its name complete or not at all: it is written under another name in the
//! same directory, synced, renamed, and the directory is synced. One process owns the directory;
//! what an earlier one left half written is removed when the directory is opened.

use super::{Digest, OpenPackage, Packages, Received, Spool};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

/// The default store of packages.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
}

/// How the names of files begin that are being written.
const UNFINISHED: &str = ".unfinished-";

impl Directory {
    /// Opens the directory, which is made if it is missing.
    ///
    /// # Errors
    /// If the directory can't be made, listed or cleaned.
    pub fn open(path: &Path) -> Result<Directory> {
        fs::create_dir_all(path)?;
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                fs::remove_file(entry.path())?;
            }
        }
        if let Some(parent) = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            sync_directory(parent)?;
        }
        Ok(Directory {
            path: path.to_owned(),
        })
    }

    /// Opens the directory, which is made if it is missing, where others may be at work in it, too:
    /// what they have half written is left alone.
    ///
    /// # Errors
    /// If the directory can't be made.
    pub fn shared(path: &Path) -> Result<Directory> {
        fs::create_dir_all(path)?;
        Ok(Directory {
            path: path.to_owned(),
        })
    }

    fn file(&self, digest: Digest) -> PathBuf {
        self.path.join(digest.hex())
    }
}

impl Packages for Directory {
    fn put(&self, digest: Digest, bytes: &[u8]) -> Result<()> {
        let file = self.file(digest);
        if !file.try_exists()? {
            write_whole(&self.path, &file, bytes)?;
        }
        // Also when the file was there: whoever renamed it may not have come to this yet.
        sync_directory(&self.path)
    }

    fn spool(&self) -> Result<Spool> {
        Spool::file(unfinished(&self.path)?)
    }

    fn keep(&self, package: &Received) -> Result<()> {
        let own = package
            .file()
            .filter(|(_, path)| path.parent() == Some(&self.path));
        let Some((spooled, path)) = own else {
            return self.put(package.digest(), &package.bytes()?);
        };
        let file = self.file(package.digest());
        if !file.try_exists()? {
            spooled.sync_all()?;
            fs::rename(path, file)?;
        }
        sync_directory(&self.path)
    }

    fn open(&self, digest: Digest) -> Result<Option<OpenPackage>> {
        let Some(file) = found(File::open(self.file(digest)))? else {
            return Ok(None);
        };
        Ok(Some(OpenPackage {
            size: file.metadata()?.len(),
            body: Box::new(file),
        }))
    }

    fn remove(&self, digest: Digest) -> Result<()> {
        found(fs::remove_file(self.file(digest))).map(|_| ())
    }

    fn list(&self) -> Result<Vec<Digest>> {
        let mut digests = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            digests.extend(Digest::from_hex(&entry?.file_name().to_string_lossy()));
        }
        digests.sort_unstable();
        Ok(digests)
    }
}

/// Writes a file so that it is there whole or not at all; the caller syncs the directory.
///
/// # Errors
/// Those of the file system; the unfinished file is removed then.
pub(crate) fn write_whole(directory: &Path, file: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = unfinished(directory)?;
    let written = create_private(&unfinished)
        .and_then(|mut new| {
            new.write_all(bytes)?;
            new.sync_all()
        })
        .and_then(|()| fs::rename(&unfinished, file));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// A name for a file that is being written, which no other has.
fn unfinished(directory: &Path) -> Result<PathBuf> {
    let token = crate::ids::token().map_err(io::Error::other)?;
    Ok(directory.join(format!("{UNFINISHED}{token}")))
}

/// A new file that only its owner can read: packages and keys are nobody else's business.
fn create_private(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the names in a directory durable.
///
/// # Errors
/// Those of the file system.
pub(crate) fn sync_directory(path: &Path) -> Result<()> {
    // Only Unix lets a directory be opened and synced; elsewhere a rename is as durable as it gets.
    if cfg!(unix) {
        File::open(path)?.sync_all()
    } else {
        Ok(())
    }
}

fn found<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn packages_come_back_and_go() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("packages");
        let store = Directory::open(&path).unwrap();
        let (one, two) = (Digest::of(b"one"), Digest::of(b"two"));
        store.put(one, b"one").unwrap();
        store.put(one, b"one").unwrap();
        store.put(two, b"two").unwrap();

        let reopened = Directory::open(&path).unwrap();
        let mut listed = vec![one, two];
        listed.sort_unstable();
        assert_eq!(reopened.list().unwrap(), listed);
        let mut package = reopened.open(one).unwrap().unwrap();
        let mut bytes = Vec::new();
        package.body.read_to_end(&mut bytes).unwrap();
        assert_eq!((bytes.as_slice(), package.size), (&b"one"[..], 3));

        reopened.remove(one).unwrap();
        reopened.remove(one).unwrap();
        assert!(reopened.open(one).unwrap().is_none());
        assert_eq!(reopened.list().unwrap(), [two]);
    }

    #[test]
    fn what_comes_in_is_kept_under_its_digest_or_gone() {
        let home = tempfile::tempdir().unwrap();
        let store = Directory::open(home.path()).unwrap();
        let files = || fs::read_dir(home.path()).unwrap().count();
        let receive = |spool: Spool| {
            let mut incoming = crate::package::Incoming::new(spool);
            incoming.write(b"code").unwrap();
            incoming.finish().unwrap()
        };
        let refused = receive(store.spool().unwrap());
        assert_eq!((files(), store.list().unwrap()), (1, vec![]));
        drop(refused);
        assert_eq!(files(), 0);

        for spooled in [true, true, false] {
            let spool = if spooled {
                store.spool().unwrap()
            } else {
                Spool::memory()
            };
            let received = receive(spool);
            store.keep(&received).unwrap();
            drop(received);
            assert_eq!(
                (files(), store.list().unwrap()),
                (1, vec![Digest::of(b"code")])
            );
        }
    }

    #[test]
    fn half_written_packages_are_removed_and_never_listed() {
        let home = tempfile::tempdir().unwrap();
        let left = home.path().join(".unfinished-0");
        let store = Directory::open(home.path()).unwrap();
        fs::write(&left, b"half").unwrap();
        assert_eq!(store.list().unwrap(), []);
        Directory::open(home.path()).unwrap();
        assert!(!left.exists());
    }
}
