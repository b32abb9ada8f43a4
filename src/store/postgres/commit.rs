//! One change as one transaction, in two round trips, done at most once.
//!
//! The first round trip takes the lineage, if it still has the change's generation, and reads what
//! the change replaces; the second writes and commits. A connection that breaks in the second leaves
//! open whether the change was made. So every change has an id of its own, which is written with
//! the lineage: the change is begun again, and if the lineage has moved on, its last ids say
//! whether that was this change or another.

use super::events;
use super::schema::SHARDS;
use super::statement::{Parameter, Statement, Work, together};
use super::trouble::Trouble;
use crate::package::Digest;
use crate::store::{Change, Commit, Step, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_postgres::{Client, Row};

/// A change, made ready to be sent.
pub(super) struct Prepared {
    name: String,
    /// What finds it again.
    id: String,
    guard: Statement,
    replaced: Statement,
    /// The packages that are to be named.
    packages: Vec<String>,
    writes: Vec<Statement>,
    /// The sizes of the versions that are there afterwards, of those that `replaced` finds.
    sizes: BTreeMap<u64, u64>,
    shard: i64,
    /// Whether the commit was sent.
    sent: AtomicBool,
}

/// How many ids of changes a lineage remembers, each of 16 digits and a space.
const REMEMBERED: usize = 16 * 17;

impl Prepared {
    /// # Errors
    /// If a number is too large for the database.
    pub(super) fn new(change: &Change) -> Result<Prepared, StoreError> {
        let random = crate::ids::random::<8>().map_err(|error| StoreError(error.to_string()))?;
        let id = crate::ids::hex(&random);
        let mut writes = Vec::new();
        let mut packages = BTreeSet::new();
        let mut sizes = BTreeMap::new();
        let mut touched = BTreeSet::new();
        let mut all = false;
        for step in &change.steps {
            match step {
                Step::PutVersion(version) => {
                    let number = version.number.into();
                    packages.extend(version.code.package().map(str::to_owned));
                    sizes.insert(number, version.code.size);
                    touched.insert(number);
                }
                Step::RemoveVersion(number) => {
                    sizes.remove(&u64::from(*number));
                    touched.insert((*number).into());
                }
                Step::RemoveFunction => {
                    sizes.clear();
                    all = true;
                }
                _ => {}
            }
            writes.extend(write(&change.name, step)?);
        }
        if let Some(event) = &change.event {
            writes.push(events::record(event)?);
        }
        Ok(Prepared {
            guard: guard(change, &id)?,
            replaced: replaced(&change.name, all, &touched)?,
            shard: shard(&change.name),
            name: change.name.clone(),
            id,
            packages: packages.into_iter().collect(),
            writes,
            sizes,
            sent: AtomicBool::new(false),
        })
    }

    /// Whether a commit was sent whose answer may be missing.
    pub(super) fn is_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    /// Does it, unless another change came first, or this one has been done already.
    pub(super) async fn commit(&self, client: &Client) -> Result<Commit, Trouble> {
        let done = self.transaction(client).await;
        // Trouble in the middle of a transaction: the connection is to be of use afterwards.
        if matches!(done, Err(Trouble::Conflict(_) | Trouble::Other(_))) {
            client.batch_execute("ROLLBACK").await?;
        }
        done
    }

    async fn transaction(&self, client: &Client) -> Result<Commit, Trouble> {
        let kept = kept(&self.packages);
        let begin: Vec<Work<'_, Vec<Row>>> = vec![
            Box::pin(async { Ok(client.batch_execute("BEGIN").await.map(|()| Vec::new())?) }),
            Box::pin(self.guard.rows(client)),
            Box::pin(self.replaced.rows(client)),
            Box::pin(kept.rows(client)),
        ];
        let mut found = together(begin).await?.into_iter().skip(1);
        let (taken, replaced, kept) = (found.next(), found.next(), found.next());
        if taken.is_none_or(|rows| rows.is_empty()) {
            client.batch_execute("ROLLBACK").await?;
            return self.came_first(client).await;
        }
        let kept: Vec<String> = kept
            .unwrap_or_default()
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()?;
        if let Some(missing) = self.packages.iter().find(|key| !kept.contains(key)) {
            return Err(Trouble::Other(format!(
                "the package {missing} is not kept any more: it was removed as an orphan"
            )));
        }
        let change = self.growth(&replaced.unwrap_or_default())?;
        let count = Statement::new(
            "UPDATE code_bytes SET bytes = bytes + $1 WHERE shard = $2",
            [Parameter::Integer(change), Parameter::Integer(self.shard)],
        );
        let counted = [count];
        let mut writes: Vec<Work<'_, u64>> = Vec::new();
        let count = counted.iter().filter(|_| change != 0);
        for statement in self.writes.iter().chain(count) {
            writes.push(Box::pin(statement.run(client)));
        }
        writes.push(Box::pin(async {
            Ok(client.batch_execute("COMMIT").await.map(|()| 0)?)
        }));
        self.sent.store(true, Ordering::Relaxed);
        together(writes).await?;
        Ok(Commit::Done)
    }

    /// By how many bytes the code grows.
    fn growth(&self, replaced: &[Row]) -> Result<i64, Trouble> {
        let mut growth: i64 = 0;
        for size in self.sizes.values() {
            growth = growth.saturating_add(i64::try_from(*size).unwrap_or(i64::MAX));
        }
        for row in replaced {
            growth = growth.saturating_sub(row.try_get::<_, i64>(0)?);
        }
        Ok(growth)
    }

    /// Whether the change that came first is this one, of an attempt before.
    async fn came_first(&self, client: &Client) -> Result<Commit, Trouble> {
        if !self.is_sent() {
            return Ok(Commit::Stale);
        }
        let name = [Parameter::text(&self.name)];
        let changes = Statement::new("SELECT changes FROM lineages WHERE name = $1", name);
        for row in changes.rows(client).await? {
            if row.try_get::<_, String>(0)?.contains(&self.id) {
                return Ok(Commit::Done);
            }
        }
        Ok(Commit::Stale)
    }
}

/// Takes the lineage, which keeps others out until the transaction ends. The first change of a name
/// makes its lineage; any later one must have read the last.
fn guard(change: &Change, id: &str) -> Result<Statement, StoreError> {
    let mut parameters = vec![
        Parameter::text(&change.name),
        Parameter::integer(change.last_version)?,
        Parameter::text(id),
    ];
    if change.from_generation == 0 {
        let sql = "INSERT INTO lineages (name, generation, last_version, changes)
                   VALUES ($1, 1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING name";
        return Ok(Statement::new(sql, parameters));
    }
    parameters.push(Parameter::integer(change.from_generation)?);
    let sql = format!(
        "UPDATE lineages SET generation = generation + 1, last_version = $2,
         changes = right(changes || ' ' || $3, {REMEMBERED})
         WHERE name = $1 AND generation = $4 RETURNING name"
    );
    Ok(Statement::new(sql, parameters))
}

/// The sizes of the versions that the change replaces or removes.
fn replaced(name: &str, all: bool, touched: &BTreeSet<u64>) -> Result<Statement, StoreError> {
    let name = Parameter::text(name);
    if all {
        let sql = "SELECT size FROM versions WHERE name = $1";
        return Ok(Statement::new(sql, [name]));
    }
    let numbers: Result<Vec<i64>, _> = touched.iter().map(|n| i64::try_from(*n)).collect();
    let numbers = numbers.map_err(|error| StoreError(error.to_string()))?;
    let sql = "SELECT size FROM versions WHERE name = $1 AND number = ANY($2)";
    Ok(Statement::new(sql, [name, Parameter::Integers(numbers)]))
}

/// Those of the packages that nobody removes; nobody will until the transaction ends.
fn kept(packages: &[String]) -> Statement {
    let sql = "SELECT key FROM packages WHERE key = ANY($1) AND collector IS NULL FOR SHARE";
    Statement::new(sql, [Parameter::Texts(packages.to_vec())])
}

/// Which part of the sum of sizes the functions of this name are counted in.
fn shard(name: &str) -> i64 {
    let [first, ..] = Digest::of(name.as_bytes()).bytes();
    i64::try_from(u64::from(first) % SHARDS).unwrap_or_default()
}

fn write(name: &str, step: &Step) -> Result<Vec<Statement>, StoreError> {
    let key = Parameter::text(name);
    let statement = match step {
        Step::PutFunction(function) => Statement::new(
            "INSERT INTO functions (name, record) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET record = excluded.record",
            [key, Parameter::json(function)?],
        ),
        Step::PutVersion(version) => Statement::new(
            "INSERT INTO versions (name, number, package, size, record)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (name, number) DO UPDATE
             SET package = excluded.package, size = excluded.size, record = excluded.record",
            [
                key,
                Parameter::integer(version.number.into())?,
                Parameter::MaybeText(version.code.package().map(str::to_owned)),
                Parameter::integer(version.code.size)?,
                Parameter::json(version)?,
            ],
        ),
        Step::PutAlias(alias) => Statement::new(
            "INSERT INTO aliases (name, alias, record) VALUES ($1, $2, $3)
             ON CONFLICT (name, alias) DO UPDATE SET record = excluded.record",
            [key, Parameter::text(&alias.name), Parameter::json(alias)?],
        ),
        Step::RemoveFunction => {
            let tables = ["functions", "versions", "aliases"];
            let delete = |table| {
                Statement::new(
                    format!("DELETE FROM {table} WHERE name = $1"),
                    [key.clone()],
                )
            };
            return Ok(tables.map(delete).into());
        }
        Step::RemoveVersion(number) => Statement::new(
            "DELETE FROM versions WHERE name = $1 AND number = $2",
            [key, Parameter::integer((*number).into())?],
        ),
        Step::RemoveAlias(alias) => Statement::new(
            "DELETE FROM aliases WHERE name = $1 AND alias = $2",
            [key, Parameter::text(alias)],
        ),
    };
    Ok(vec![statement])
}
