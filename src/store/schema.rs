//! The tables, and how a database of an older schema becomes one of this schema.
//!
//! Keys, and what is summed or searched, are columns; records are JSON. The number of migrations
//! that a database has seen is its `user_version`.

use super::StoreError;
use rusqlite::Connection;

/// In order; a migration is never edited once it was released, only followed by another.
const MIGRATIONS: [&str; 3] = [
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
    "
    -- One row: what would take longer to sum with every version.
    CREATE TABLE totals (
        id         INTEGER PRIMARY KEY CHECK (id = 0),
        code_bytes INTEGER NOT NULL
    );
    INSERT INTO totals (id, code_bytes) SELECT 0, coalesce(sum(size), 0) FROM versions;
    CREATE TRIGGER version_added AFTER INSERT ON versions BEGIN
        UPDATE totals SET code_bytes = code_bytes + new.size;
    END;
    CREATE TRIGGER version_changed AFTER UPDATE OF size ON versions WHEN new.size <> old.size BEGIN
        UPDATE totals SET code_bytes = code_bytes - old.size + new.size;
    END;
    CREATE TRIGGER version_removed AFTER DELETE ON versions BEGIN
        UPDATE totals SET code_bytes = code_bytes - old.size;
    END;
    CREATE TABLE small_packages (
        digest BLOB PRIMARY KEY,
        bytes  BLOB NOT NULL
    );
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
    fn the_total_of_an_older_database_is_filled_and_then_kept() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        let insert = "INSERT INTO versions VALUES (?1, ?2, NULL, ?3, '')";
        for (name, number, size) in [("a", 0, 10), ("a", 1, 20), ("b", 0, 5)] {
            connection.execute(insert, (name, number, size)).unwrap();
        }
        migrate(&mut connection).unwrap();
        let total = |change: &str| -> i64 {
            connection.execute_batch(change).unwrap();
            let sql = "SELECT code_bytes FROM totals";
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(total(""), 35);
        assert_eq!(
            total("INSERT INTO versions VALUES ('b', 1, NULL, 7, '')"),
            42
        );
        assert_eq!(
            total("UPDATE versions SET size = 1 WHERE name = 'a' AND number = 1"),
            23
        );
        assert_eq!(total("DELETE FROM versions WHERE name = 'a'"), 12);
    }

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
