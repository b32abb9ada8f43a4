//! Small packages, in the same file as the records.
//!
//! A file of its own costs a package several syncs of the file system; here it takes part in the one
//! that its record needs anyway. Large packages stay files.

use super::{Sqlite, rows};
use crate::package::{Digest, OpenPackage, Packages, Received, Spool};
use crate::store::StoreError;
use rusqlite::OptionalExtension;
use std::io::{Cursor, Error, Result};
use std::sync::Arc;

/// Packages of up to so many bytes are kept with the records.
pub const SMALL: usize = 32 * 1024;

/// Keeps small packages in a database and others elsewhere.
pub struct SmallPackages {
    small: Arc<Sqlite>,
    large: Arc<dyn Packages>,
}

impl SmallPackages {
    /// Keeps packages of up to [`SMALL`] bytes in `small`, all others in `large`. What is in
    /// `large` already is found, whatever its size.
    pub fn new(small: Arc<Sqlite>, large: Arc<dyn Packages>) -> SmallPackages {
        SmallPackages { small, large }
    }
}

impl Packages for SmallPackages {
    fn put(&self, digest: Digest, bytes: &[u8]) -> Result<()> {
        if bytes.len() > SMALL {
            return self.large.put(digest, bytes);
        }
        self.small.writer.keep(digest, bytes).map_err(Error::other)
    }

    fn spool(&self) -> Result<Spool> {
        self.large.spool()
    }

    fn keep(&self, package: &Received) -> Result<()> {
        if package.size() > SMALL as u64 {
            return self.large.keep(package);
        }
        self.put(package.digest(), &package.bytes()?)
    }

    fn open(&self, digest: Digest) -> Result<Option<OpenPackage>> {
        let found = self.small.read(|connection| {
            let sql = "SELECT bytes FROM small_packages WHERE digest = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let found = statement.query_row([digest.bytes()], |row| row.get::<_, Vec<u8>>(0));
            Ok(found.optional()?)
        });
        match found.map_err(Error::other)? {
            Some(bytes) => Ok(Some(OpenPackage {
                size: bytes.len() as u64,
                body: Box::new(Cursor::new(bytes)),
            })),
            None => self.large.open(digest),
        }
    }

    fn remove(&self, digest: Digest) -> Result<()> {
        self.small.writer.remove(digest).map_err(Error::other)?;
        self.large.remove(digest)
    }

    fn flush(&self) -> Result<()> {
        self.small.writer.flush().map_err(Error::other)?;
        self.large.flush()
    }

    fn list(&self) -> Result<Vec<Digest>> {
        self.small.writer.flush().map_err(Error::other)?;
        let small = self.small.read(|connection| {
            let sql = "SELECT digest FROM small_packages";
            rows(connection, sql, &[], |row| row.get::<_, [u8; 32]>(0))
        });
        let small = small.map_err(|error: StoreError| Error::other(error))?;
        let mut digests = self.large.list()?;
        digests.extend(small.into_iter().map(Digest::from));
        digests.sort_unstable();
        digests.dedup();
        Ok(digests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::Directory;
    use std::io::Read;

    #[test]
    fn packages_are_kept_by_their_size_and_found_wherever_they_are() {
        let home = tempfile::tempdir().unwrap();
        let directory = || Arc::new(Directory::open(&home.path().join("packages")).unwrap());
        let database = home.path().join("records.db");
        let small = vec![1; SMALL];
        let large = vec![2; SMALL + 1];
        let early = b"kept before small packages had a place of their own".to_vec();
        let digests = [&small, &large, &early].map(|bytes| Digest::of(bytes));
        directory().put(digests[2], &early).unwrap();
        let store = SmallPackages::new(Arc::new(Sqlite::open(&database).unwrap()), directory());
        for _ in 0..2 {
            store.put(digests[0], &small).unwrap();
            store.put(digests[1], &large).unwrap();
        }
        let mut all = digests.to_vec();
        all.sort_unstable();
        assert_eq!(store.list().unwrap(), all);

        let store = SmallPackages::new(Arc::new(Sqlite::open(&database).unwrap()), directory());
        for (digest, bytes) in digests.iter().zip([&small, &large, &early]) {
            let mut package = store.open(*digest).unwrap().unwrap();
            let mut read = Vec::new();
            package.body.read_to_end(&mut read).unwrap();
            assert_eq!((package.size, &read), (bytes.len() as u64, bytes));
            store.remove(*digest).unwrap();
        }
        drop(store);
        let store = SmallPackages::new(Arc::new(Sqlite::open(&database).unwrap()), directory());
        assert!(store.open(digests[0]).unwrap().is_none());
        assert_eq!(store.list().unwrap(), []);
    }

    #[test]
    fn what_was_removed_is_gone_for_others_once_it_is_flushed() {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("records.db");
        let open = || {
            let directory = Directory::open(&home.path().join("packages")).unwrap();
            let sqlite = Sqlite::open(&database).unwrap();
            SmallPackages::new(Arc::new(sqlite), Arc::new(directory))
        };
        let (store, other) = (open(), open());
        let digest = Digest::of(b"small");
        store.put(digest, b"small").unwrap();
        store.flush().unwrap();
        assert_eq!(other.list().unwrap(), [digest]);
        store.remove(digest).unwrap();
        store.flush().unwrap();
        assert_eq!(other.list().unwrap(), []);
    }
}
