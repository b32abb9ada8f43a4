//! That a data directory has one owner at a time.
//!
//! What a process does to packages when it starts (removing orphans and unfinished files) is right
//! only if no other process is at work in the same directory. The lock is SQLite's: it works
//! wherever the records do, and a killed process leaves none behind.

use super::StoreError;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Mutex;

/// Ownership of a directory, as long as it lives.
#[derive(Debug)]
pub struct Owner {
    /// Never locked: a connection alone could not be shared between threads.
    _lock: Mutex<Connection>,
}

impl Owner {
    /// Takes the ownership that the file at `path` stands for.
    ///
    /// # Errors
    /// If another owner has it, or the file can't be made.
    pub fn take(path: &Path) -> Result<Owner, StoreError> {
        let lock = Connection::open(path)?;
        lock.busy_timeout(std::time::Duration::ZERO)?;
        lock.execute_batch("BEGIN EXCLUSIVE")
            .map_err(|error| match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseBusy) => {
                    StoreError("another process is at work in this directory".to_owned())
                }
                _ => error.into(),
            })?;
        Ok(Owner {
            _lock: Mutex::new(lock),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_owner_at_a_time() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("owner");
        let first = Owner::take(&path).unwrap();
        let error = Owner::take(&path).unwrap_err();
        assert!(error.to_string().contains("another process"), "{error}");
        drop(first);
        assert!(Owner::take(&path).is_ok());
    }
}
