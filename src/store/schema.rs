//! The tables, and how a database of an older schema becomes one of this schema.
//!
//! Keys, and what is summed or searched, are columns; records are JSON. The number of migrations
//! that a database has seen is its `user_version`.

use super::StoreError;
use rusqlite::Connection;

/// In order; a migration is never edited once it was released, only followed by another.
const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE lineages (
        name         TEXT PRIMARY KEY,
        generation   INTEGER NOT NULL,
        last_version INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE functions (
        name   TEXT PRIMARY KEY,
        record TEXT NOT NULL
    ) WITHOUT ROWID;
    -- Number 0 is $LATEST.
    CREATE TABLE versions (
        name    TEXT NOT NULL,
        number  INTEGER NOT NULL,
        package TEXT,
        size    INTEGER NOT NULL,
        record  TEXT NOT NULL,
        PRIMARY KEY (name, number)
    ) WITHOUT ROWID;
    -- Covers what is asked of all versions at once: their packages, and the sum of their sizes.
    CREATE INDEX packages ON versions (package, size);
    CREATE INDEX latest ON versions (name) WHERE number = 0;
    CREATE TABLE aliases (
        name   TEXT NOT NULL,
        alias  TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (name, alias)
    ) WITHOUT ROWID;
",
    // `at` is in milliseconds since 1970; the index has the sequence in it, as every index has.
    "
    CREATE TABLE events (
        sequence INTEGER PRIMARY KEY,
        at       INTEGER NOT NULL,
        name     TEXT NOT NULL,
        record   TEXT NOT NULL
    );
    CREATE INDEX events_of ON events (name);
",
];

/// Brings a database up to date, one transaction a migration.
///
/// # Errors
/// Those of the medium, and a schema that is newer than this program.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    loop {
        // Immediate: of two processes that start at once, the second waits and finds it done.
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let seen: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let seen = seen as usize;
        if seen > MIGRATIONS.len() {
            return Err(StoreError(format!(
                "its schema has version {seen}, and this program knows {} at most; \
                 it was written by a newer program",
                MIGRATIONS.len()
            )));
        }
        let Some(migration) = MIGRATIONS.get(seen) else {
            return Ok(());
        };
        transaction.execute_batch(migration)?;
        transaction.execute_batch(&format!("PRAGMA user_version = {}", seen + 1))?;
        transaction.commit()?;
    }
}

/// Whether a database is up to date.
///
/// # Errors
/// Those of the medium, and any other schema.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let seen: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if seen as usize == MIGRATIONS.len() {
        return Ok(());
    }
    Err(StoreError(format!(
        "its schema has version {seen}, and this program's is {}; starting the service brings an \
         older one up to date",
        MIGRATIONS.len()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_is_done_once_and_newer_schemas_are_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut connection).unwrap_err();
        assert!(error.to_string().contains("newer program"), "{error}");
    }
}
