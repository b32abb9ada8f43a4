//! Records in PostgreSQL, for any number of copies of the service.
//!
//! Nothing here needs more than what CockroachDB and YugabyteDB have, too: no extensions, no
//! advisory locks, no state of a session; and every transaction is ready to be begun again.

mod address;
mod commit;
mod events;
mod packages;
mod pool;
mod schema;
mod statement;
#[cfg(test)]
pub(in crate::store) mod testing;
#[cfg(test)]
mod tests;
mod trouble;

use super::{Change, Commit, Lineage, Loaded, Records, StoreError, Which};
use crate::clock::Timestamp;
use crate::events::{Event, Trail};
use crate::record::{Alias, Function, Number, Version};
use address::Address;
use commit::Prepared;
use pool::Pool;
use serde::de::DeserializeOwned;
use statement::{Parameter, Statement};
use std::fmt;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tokio_postgres::{Client, Row};
use trouble::Trouble;

/// Records in a PostgreSQL database.
pub struct Postgres {
    pool: Pool,
    /// The server, as it may be shown.
    shown: String,
    /// By what name this copy claims packages.
    collector: String,
}

/// How long an upload waits until its package, which is being removed, is gone.
const REMOVAL: Duration = Duration::from_secs(20);

/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);

impl Postgres {
    /// Connects to the database that a URL names, by up to `connections` connections, and brings
    /// its schema up to date.
    ///
    /// # Errors
    /// If the URL is none, or the server can't be reached or refuses. Messages have no password.
    pub fn open(url: &str, connections: usize) -> Result<Postgres, StoreError> {
        let address = Address::parse(url)?;
        let shown = address.to_string();
        let pool = Pool::new(address, connections)?;
        schema::migrate(&pool)?;
        let collector = crate::ids::uuid4().map_err(|error| StoreError(error.to_string()))?;
        Ok(Postgres {
            pool,
            shown,
            collector,
        })
    }

    /// A value that all copies of the service share: `fresh`, unless somebody was faster.
    ///
    /// # Errors
    /// Those of the medium.
    pub fn shared(&self, name: &str, fresh: &str) -> Result<String, StoreError> {
        let put = Statement::new(
            "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            [Parameter::text(name), Parameter::text(fresh)],
        );
        let get = Statement::new(
            "SELECT value FROM settings WHERE name = $1",
            [Parameter::text(name)],
        );
        let found = self.pool.run(async |client: &Client| {
            let mut rows = get.rows(client).await?;
            if rows.is_empty() {
                put.run(client).await?;
                rows = get.rows(client).await?;
            }
            Ok(rows)
        })?;
        match found.first() {
            Some(row) => text(row, 0),
            None => Err(StoreError(format!("the setting {name} does not stay"))),
        }
    }

    fn rows(&self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        self.pool
            .run(async |client: &Client| statement.rows(client).await)
    }

    /// The first column of each row, read as JSON.
    fn records<T: DeserializeOwned>(&self, statement: &Statement) -> Result<Vec<T>, StoreError> {
        let rows = self.rows(statement)?;
        rows.iter().map(|row| from_json(&text(row, 0)?)).collect()
    }
}

impl Records for Postgres {
    fn load(&self, name: &str) -> Result<Loaded, StoreError> {
        // One statement, so that header, `$LATEST` and generation are of one moment.
        let rows = self.rows(&Statement::new(
            "SELECT l.generation, l.last_version, f.record, v.record FROM lineages l
             LEFT JOIN functions f ON f.name = l.name
             LEFT JOIN versions v ON v.name = l.name AND v.number = 0
             WHERE l.name = $1",
            [Parameter::text(name)],
        ))?;
        let Some(row) = rows.first() else {
            return Ok(Loaded::default());
        };
        let lineage = Lineage {
            generation: unsigned(row, 0)?,
            last_version: unsigned(row, 1)?,
        };
        let (header, latest): (Option<String>, Option<String>) = (column(row, 2)?, column(row, 3)?);
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
        let sql = "SELECT record FROM versions WHERE name = $1 AND number = $2";
        let key = [Parameter::text(name), Parameter::integer(number.into())?];
        Ok(self.records(&Statement::new(sql, key))?.pop())
    }

    fn alias(&self, name: &str, alias: &str) -> Result<Option<Alias>, StoreError> {
        let sql = "SELECT record FROM aliases WHERE name = $1 AND alias = $2";
        let key = [Parameter::text(name), Parameter::text(alias)];
        Ok(self.records(&Statement::new(sql, key))?.pop())
    }

    fn commit(&self, change: &Change) -> Result<Commit, StoreError> {
        let prepared = Prepared::new(change)?;
        let ended = self
            .pool
            .insist(async |client: &Client| prepared.commit(client).await)?;
        ended.map_err(|trouble| match trouble {
            Trouble::Broken(told) if prepared.is_sent() => StoreError(format!(
                "the connection broke while a change was committed, and no other was to be had: \
                 whether the change was made is not known: {told}"
            )),
            trouble => trouble.into(),
        })
    }

    fn versions(
        &self,
        which: Which<'_>,
        after: Option<(&str, Number)>,
        limit: usize,
    ) -> Result<Vec<Version>, StoreError> {
        // No name is empty, so the empty one is before all.
        let (name, number) = after.unwrap_or(("", Number::Latest));
        let mut key = vec![
            count(limit),
            Parameter::text(name),
            Parameter::integer(number.into())?,
        ];
        let only = match which {
            Which::Latest => "AND number = 0",
            Which::All => "",
            Which::Of(name) => {
                key.push(Parameter::text(name));
                "AND name = $4"
            }
        };
        let sql = format!(
            "SELECT record FROM versions WHERE (name, number) > ($2, $3) {only}
             ORDER BY name, number LIMIT $1"
        );
        self.records(&Statement::new(sql, key))
    }

    fn aliases(
        &self,
        name: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Alias>, StoreError> {
        let sql = "SELECT record FROM aliases WHERE name = $1 AND alias > $2
                   ORDER BY alias LIMIT $3";
        let after = Parameter::text(after.unwrap_or_default());
        let key = [Parameter::text(name), after, count(limit)];
        self.records(&Statement::new(sql, key))
    }

    fn packages(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT package FROM versions WHERE package IS NOT NULL
                   ORDER BY package";
        let rows = self.rows(&Statement::new(sql, []))?;
        let mut packages: Vec<String> = rows
            .iter()
            .map(|row| text(row, 0))
            .collect::<Result<_, _>>()?;
        // The database may have another order of letters and digits.
        packages.sort_unstable();
        Ok(packages)
    }

    fn announce(&self, package: &str) -> Result<(), StoreError> {
        let start = Instant::now();
        loop {
            let young = self
                .pool
                .run(async |client: &Client| packages::announce(client, package).await)?;
            if young {
                return Ok(());
            }
            if start.elapsed() > REMOVAL {
                return Err(StoreError(format!(
                    "the package {package} has been an orphan and is still being removed; if the \
                     removal has died, its claim ends after a while"
                )));
            }
            sleep(LOOK);
        }
    }

    fn condemn(&self, kept: &[String], grace: Duration) -> Result<Vec<String>, StoreError> {
        let me = self.collector.as_str();
        self.pool
            .run(async |client: &Client| packages::adopt(client, kept).await)?;
        self.pool
            .run(async |client: &Client| packages::claim(client, me, grace).await)?;
        // Another transaction: it sees what the claim has waited for.
        self.pool
            .run(async |client: &Client| packages::claimed(client, me).await)
    }

    fn forget(&self, package: &str) -> Result<(), StoreError> {
        let me = self.collector.as_str();
        self.pool
            .run(async |client: &Client| packages::forget(client, me, package).await)
    }

    fn stored_bytes(&self) -> Result<u64, StoreError> {
        let sql = "SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM code_bytes";
        let rows = self.rows(&Statement::new(sql, []))?;
        rows.first().map_or(Ok(0), |row| unsigned(row, 0))
    }

    fn events(&self, trail: Trail<'_>, limit: usize) -> Result<Vec<Event>, StoreError> {
        events::list(self, trail, limit)
    }

    fn forget_events(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        events::forget(self, before, limit)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres({})", self.shown)
    }
}

fn column<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a Row,
    index: usize,
) -> Result<T, StoreError> {
    row.try_get(index)
        .map_err(|error| StoreError(format!("a column can't be read: {error}")))
}

fn text(row: &Row, index: usize) -> Result<String, StoreError> {
    column(row, index)
}

/// A column that is never negative.
fn unsigned(row: &Row, index: usize) -> Result<u64, StoreError> {
    column::<i64>(row, index).map(|number| u64::try_from(number).unwrap_or(0))
}

fn count(limit: usize) -> Parameter {
    Parameter::Integer(i64::try_from(limit).unwrap_or(i64::MAX))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError(format!("a record can't be read: {error}")))
}
