//! The tables, and how a database of an older schema becomes one of this schema.
//!
//! Several copies of the service may start at once. The migrations that a database has seen are rows
//! of a table; row 0 is what copies take turns on. Each migration is one serializable transaction.

use super::pool::Pool;
use super::trouble::Trouble;
use crate::store::StoreError;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

/// In order; a migration is never edited once it was released, only followed by another. `NAME` is
/// a text that is ordered byte by byte.
const MIGRATIONS: [&str; 1] = ["
    CREATE TABLE lineages (
        name         NAME PRIMARY KEY,
        generation   BIGINT NOT NULL,
        last_version BIGINT NOT NULL,
        -- The ids of the last changes, newest last: whether one of them went through.
        changes      TEXT NOT NULL
    );
    CREATE TABLE functions (
        name   NAME PRIMARY KEY,
        record TEXT NOT NULL
    );
    -- Number 0 is $LATEST.
    CREATE TABLE versions (
        name    NAME NOT NULL,
        number  BIGINT NOT NULL,
        package TEXT,
        size    BIGINT NOT NULL,
        record  TEXT NOT NULL,
        PRIMARY KEY (name, number)
    );
    CREATE INDEX versions_by_package ON versions (package);
    CREATE INDEX versions_latest ON versions (name) WHERE number = 0;
    CREATE TABLE aliases (
        name   NAME NOT NULL,
        alias  NAME NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (name, alias)
    );
    -- The sum of versions.size, in parts, so that changes of several functions do not wait for
    -- each other.
    CREATE TABLE code_bytes (
        shard BIGINT PRIMARY KEY,
        bytes BIGINT NOT NULL
    );
    INSERT INTO code_bytes (shard, bytes) VALUES
        (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0),
        (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (14, 0), (15, 0);
    -- Every package that is kept, or about to be. One with a collector is being removed by it.
    CREATE TABLE packages (
        key        TEXT PRIMARY KEY,
        touched_at TIMESTAMPTZ NOT NULL,
        collector  TEXT
    );
    -- What all copies of the service share.
    CREATE TABLE settings (
        name  TEXT PRIMARY KEY,
        value TEXT NOT NULL
    );
"];

/// How many rows of `code_bytes` there are.
pub(super) const SHARDS: u64 = 16;

/// Brings the database up to date. Without anything to do, it only reads: then a role that may not
/// make tables is enough.
///
/// # Errors
/// Those of the medium, and a schema that is newer than this program.
pub(super) fn migrate(pool: &Pool) -> Result<(), StoreError> {
    while pool.run(async |client: &Client| step(client).await)? {}
    Ok(())
}

/// Does the next migration, if there is one; says whether there may be more.
async fn step(client: &Client) -> Result<bool, Trouble> {
    let seen = match seen(client).await? {
        Some(seen) => seen,
        None => begin(client).await?,
    };
    if seen >= check(seen)? {
        return Ok(false);
    }
    let done = migrate_once(client).await;
    if done.is_err() {
        // Best effort: a transaction that failed in the middle is not to stay open.
        let _ = client.batch_execute("ROLLBACK").await;
    }
    done
}

/// The migrations that this program knows, if there are not more in the database.
fn check(seen: usize) -> Result<usize, Trouble> {
    let known = MIGRATIONS.len();
    if seen > known {
        return Err(Trouble::Other(format!(
            "its schema has version {seen}, and this program knows {known} at most; \
             it was written by a newer program"
        )));
    }
    Ok(known)
}

/// How many migrations the database has seen; none if it is not even prepared for them.
async fn seen(client: &Client) -> Result<Option<usize>, Trouble> {
    let highest = "SELECT max(number) FROM migrations";
    match client.query_typed(highest, &[]).await {
        Ok(rows) => {
            let highest: Option<i64> = match rows.first() {
                Some(row) => row.try_get(0)?,
                None => None,
            };
            Ok(highest.map(|number| usize::try_from(number).unwrap_or(0)))
        }
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Prepares the database for migrations.
async fn begin(client: &Client) -> Result<usize, Trouble> {
    let prepared = client
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS migrations (
                 number BIGINT PRIMARY KEY,
                 at     TIMESTAMPTZ NOT NULL
             );
             INSERT INTO migrations (number, at) VALUES (0, now()) ON CONFLICT (number) DO NOTHING",
        )
        .await;
    match prepared {
        Ok(()) => Ok(0),
        // Two copies make the same table at the same moment: one of them has to look again.
        Err(error)
            if matches!(
                error.code(),
                Some(&SqlState::UNIQUE_VIOLATION | &SqlState::DUPLICATE_TABLE)
            ) =>
        {
            Err(Trouble::Conflict(error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

async fn migrate_once(client: &Client) -> Result<bool, Trouble> {
    client
        .batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
        .await?;
    // Whoever comes second waits here, and then finds that it has to look again.
    client
        .batch_execute("UPDATE migrations SET at = now() WHERE number = 0")
        .await?;
    let seen = seen(client).await?.unwrap_or(0);
    check(seen)?;
    let Some(migration) = MIGRATIONS.get(seen) else {
        client.batch_execute("ROLLBACK").await?;
        return Ok(false);
    };
    let server = client.query_typed("SELECT version()", &[]).await?;
    let server: String = match server.first() {
        Some(row) => row.try_get(0)?,
        None => String::new(),
    };
    // CockroachDB orders all texts byte by byte, and has no word for it in tables.
    let name = if server.contains("CockroachDB") {
        "TEXT"
    } else {
        "TEXT COLLATE \"C\""
    };
    client
        .batch_execute(&migration.replace("NAME", name))
        .await?;
    let number = seen + 1;
    client
        .batch_execute(&format!(
            "INSERT INTO migrations (number, at) VALUES ({number}, now()); COMMIT"
        ))
        .await?;
    tracing::info!(number, "the schema was brought up to date");
    Ok(true)
}
