//! The default store: one SQLite file.
//!
//! Writes go through one connection and are durable when they return (write-ahead log, synced at
//! every commit); those that come at the same time share a commit. Reads have connections of their
//! own and wait for no write.

mod packages;
mod write;

pub use packages::{SMALL, SmallPackages};

use super::{Change, Commit, Lineage, Loaded, Records, StoreError, Which, schema};
use crate::clock::Timestamp;
use crate::events::{Event, Trail};
use crate::record::{Alias, Function, Number, Version};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use write::Writer;

/// Records in a SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    writer: Writer,
    /// Connections that nobody reads with at the moment.
    readers: Mutex<Vec<Connection>>,
}

/// How many idle connections are kept for reading.
const IDLE_READERS: usize = 16;

/// How long the write-ahead log gets, in pages of 4 KiB, before it is brought into the file.
const LOG_PAGES: i64 = 4000;

/// How much of the file each connection keeps in memory, in KiB, at most.
const CACHE_KIB: i64 = 1024;

/// How long a connection waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);

impl Sqlite {
    /// Opens the file at `path`, which is made if it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// If the file is no database, or one of a newer program, or can't be read or written.
    pub fn open(path: &Path) -> Result<Sqlite, StoreError> {
        let mut writer = connect(path)?;
        schema::migrate(&mut writer)?;
        Ok(Sqlite {
            path: path.to_owned(),
            writer: Writer::new(writer),
            readers: Mutex::new(Vec::new()),
        })
    }

    /// Opens a file that is there already and of this program's schema, and changes nothing.
    ///
    /// # Errors
    /// If there is no such file, or its schema is another one.
    pub fn look(path: &Path) -> Result<Sqlite, StoreError> {
        if !path.exists() {
            return Err(StoreError("there is no such file".to_owned()));
        }
        let writer = connect(path)?;
        schema::check(&writer)?;
        Ok(Sqlite {
            path: path.to_owned(),
            writer: Writer::new(writer),
            readers: Mutex::new(Vec::new()),
        })
    }

    fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = lock(&self.readers).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path)?,
        };
        let answer = query(&connection);
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        answer
    }
}

impl Records for Sqlite {
    fn load(&self, name: &str) -> Result<Loaded, StoreError> {
        // One statement, so that header, `$LATEST` and generation are of one moment.
        let row = self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT l.generation, l.last_version, f.record, v.record FROM lineages l
                     LEFT JOIN functions f ON f.name = l.name
                     LEFT JOIN versions v ON v.name = l.name AND v.number = 0
                     WHERE l.name = ?1",
                )?
                .query_row([name], |row| {
                    let (generation, last_version) = (unsigned(row, 0)?, unsigned(row, 1)?);
                    let lineage = Lineage {
                        generation,
                        last_version,
                    };
                    Ok((lineage, row.get(2)?, row.get(3)?))
                })
                .optional()
                .map_err(StoreError::from)
        })?;
        let Some((lineage, header, latest)) = row else {
            return Ok(Loaded::default());
        };
        let (header, latest): (Option<String>, Option<String>) = (header, latest);
        let function = match (header, latest) {
            (Some(header), Some(latest)) => Some((
                from_json::<Function>(&header)?,
                from_json::<Version>(&latest)?,
            )),
            _ => None,
        };
        Ok(Loaded { lineage, function })
    }

    fn version(&self, name: &str, number: Number) -> Result<Option<Version>, StoreError> {
        let sql = "SELECT record FROM versions WHERE name = ?1 AND number = ?2";
        let key = [text(name), integer(number.into())?];
        Ok(self
            .read(|connection| records(connection, sql, &key))?
            .pop())
    }

    fn alias(&self, name: &str, alias: &str) -> Result<Option<Alias>, StoreError> {
        let sql = "SELECT record FROM aliases WHERE name = ?1 AND alias = ?2";
        let key = [text(name), text(alias)];
        Ok(self
            .read(|connection| records(connection, sql, &key))?
            .pop())
    }

    fn commit(&self, change: &Change) -> Result<Commit, StoreError> {
        self.writer.commit(change)
    }

    fn versions(
        &self,
        which: Which<'_>,
        after: Option<(&str, Number)>,
        limit: usize,
    ) -> Result<Vec<Version>, StoreError> {
        // No name is empty, so the empty one is before all.
        let (name, number) = after.unwrap_or(("", Number::Latest));
        let mut key = vec![count(limit), text(name), integer(number.into())?];
        let only = match which {
            Which::Latest => "AND number = 0",
            Which::All => "",
            Which::Of(name) => {
                key.push(text(name));
                "AND name = ?4"
            }
        };
        let sql = format!(
            "SELECT record FROM versions WHERE (name, number) > (?2, ?3) {only}
             ORDER BY name, number LIMIT ?1"
        );
        self.read(|connection| records(connection, &sql, &key))
    }

    fn aliases(
        &self,
        name: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Alias>, StoreError> {
        let sql = "SELECT record FROM aliases WHERE name = ?1 AND alias > ?2
                   ORDER BY alias LIMIT ?3";
        let key = [text(name), text(after.unwrap_or_default()), count(limit)];
        self.read(|connection| records(connection, sql, &key))
    }

    fn packages(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT package FROM versions WHERE package IS NOT NULL
                   ORDER BY package";
        self.read(|connection| rows(connection, sql, &[], |row| row.get(0)))
    }

    fn announce(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    fn condemn(&self, kept: &[String], _: Duration) -> Result<Vec<String>, StoreError> {
        let named: BTreeSet<String> = self.packages()?.into_iter().collect();
        let orphans = kept.iter().filter(|package| !named.contains(*package));
        Ok(orphans.cloned().collect())
    }

    fn forget(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    fn stored_bytes(&self) -> Result<u64, StoreError> {
        let sql = "SELECT code_bytes FROM totals";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row([], |row| unsigned(row, 0))?)
        })
    }

    fn events(&self, trail: Trail<'_>, limit: usize) -> Result<Vec<Event>, StoreError> {
        let number = |number: u64| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let before = trail.before.unwrap_or(u64::MAX);
        let mut key = vec![count(limit), number(trail.after), number(before)];
        let only = match trail.function {
            Some(name) => {
                key.push(text(name));
                "AND name = ?4"
            }
            None => "",
        };
        let sql = format!(
            "SELECT sequence, record FROM events WHERE sequence > ?2 AND sequence < ?3 {only}
             ORDER BY sequence DESC LIMIT ?1"
        );
        let read = |row: &Row<'_>| Ok((unsigned(row, 0)?, row.get(1)?));
        let found: Vec<(u64, String)> = self.read(|c| rows(c, &sql, &key, read))?;
        let event = |(sequence, text): (u64, String)| {
            let event = from_json::<Event>(&text)?;
            Ok(Event { sequence, ..event })
        };
        found.into_iter().map(event).collect()
    }

    fn forget_events(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        // Most often there is nothing to forget, and a look at the oldest event needs no writer.
        let oldest = "SELECT at FROM events ORDER BY sequence LIMIT 1";
        let oldest = self.read(|c| rows(c, oldest, &[], |row| row.get::<_, i64>(0)))?;
        if oldest.first().is_none_or(|at| *at >= before.0) {
            return Ok(0);
        }
        let sql = "DELETE FROM events WHERE sequence IN (
                       SELECT sequence FROM
                           (SELECT sequence, at FROM events ORDER BY sequence LIMIT ?1)
                       WHERE at < ?2
                   ) AND sequence < (SELECT max(sequence) FROM events)";
        let key = [count(limit), Value::Integer(before.0)];
        self.writer.execute(sql, &key)
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(connection)
}

/// The only column of each row, read as JSON.
fn records<T: DeserializeOwned>(
    connection: &Connection,
    sql: &str,
    key: &[Value],
) -> Result<Vec<T>, StoreError> {
    let texts: Vec<String> = rows(connection, sql, key, |row| row.get(0))?;
    texts.iter().map(|text| from_json(text)).collect()
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    key: &[Value],
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map(rusqlite::params_from_iter(key), read)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn integer(number: u64) -> Result<Value, StoreError> {
    i64::try_from(number)
        .map(Value::Integer)
        .map_err(|error| StoreError(error.to_string()))
}

/// A column that is never negative.
fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}

fn count(limit: usize) -> Value {
    Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX))
}

fn to_json(record: &impl Serialize) -> Result<Value, StoreError> {
    serde_json::to_string(record)
        .map(Value::Text)
        .map_err(|error| StoreError(error.to_string()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError(format!("a record can't be read: {error}")))
}

/// A panic elsewhere leaves no connection half used: transactions roll back when they are dropped.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        StoreError(error.to_string())
    }
}
