//! How changes become durable: all that wait go into one transaction, each in a savepoint of its
//! own, and one sync to disk keeps them all.
//!
//! Small packages take the same way, so that a package and the record that names it need one sync
//! between them. Whatever is queued is applied in the order in which it came, so a package is never
//! less durable than a record that names it.

use super::{integer, text, to_json};
use crate::package::Digest;
use crate::store::{Change, Commit, Step, StoreError};
use crate::together::Together;
use rusqlite::types::Value;
use rusqlite::{Connection, Savepoint, TransactionBehavior};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// The one connection that writes, and what waits for it.
#[derive(Debug)]
pub(super) struct Writer {
    connection: Mutex<Writing>,
    waiting: Together<Work, Result<Commit, StoreError>>,
    /// Whether the last group met a failure: until one succeeds, packages are waited for.
    doubtful: AtomicBool,
}

#[derive(Debug)]
struct Writing {
    connection: Connection,
    /// Packages that could not be kept. Nobody was told when that happened: a change that names one
    /// of them is.
    lost: BTreeSet<String>,
}

/// One piece of a group.
enum Work {
    Change(Prepared),
    Keep(Package),
    Remove(Digest),
    /// Nothing but what came before.
    Flush,
}

/// A small package on its way in.
struct Package {
    digest: Digest,
    bytes: Vec<u8>,
    /// Whether somebody waits to be told what became of it.
    awaited: bool,
}

/// A change, ready to be applied: what can be done before the database is locked has been done.
struct Prepared {
    name: Value,
    from_generation: Value,
    last_version: Value,
    writes: Vec<(&'static str, Vec<Value>)>,
    /// The packages that it names.
    packages: Vec<String>,
}

/// So many packages may wait for a change that names them; then they are written without one.
const MOST_KEPT_WAITING: usize = 64;

/// So many packages may wait to be removed.
const MOST_REMOVED_WAITING: usize = 1024;

impl Writer {
    pub(super) fn new(connection: Connection) -> Writer {
        // A commit uses about ten statements, each of them all the time.
        connection.set_prepared_statement_cache_capacity(32);
        Writer {
            connection: Mutex::new(Writing {
                connection,
                lost: BTreeSet::new(),
            }),
            waiting: Together::new(),
            doubtful: AtomicBool::new(false),
        }
    }

    pub(super) fn commit(&self, change: &Change) -> Result<Commit, StoreError> {
        self.run(Work::Change(Prepared::new(change)?))
    }

    /// Keeps a package, durably at the latest when a change that is committed after this is.
    pub(super) fn keep(&self, digest: Digest, bytes: &[u8]) -> Result<(), StoreError> {
        let awaited = self.doubtful.load(Ordering::Relaxed);
        let keep = Work::Keep(Package {
            digest,
            bytes: bytes.to_vec(),
            awaited,
        });
        if awaited {
            return self.run(keep).map(|_| ());
        }
        if self.waiting.leave(keep) < MOST_KEPT_WAITING {
            return Ok(());
        }
        self.flush()
    }

    /// Removes a package, sooner or later: a crash before that leaves it as it was.
    pub(super) fn remove(&self, digest: Digest) -> Result<(), StoreError> {
        if self.waiting.leave(Work::Remove(digest)) < MOST_REMOVED_WAITING {
            return Ok(());
        }
        self.flush()
    }

    /// Runs one statement by itself, and says how many rows it has changed.
    pub(super) fn execute(&self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        let writing = self.connection.lock();
        let writing = writing.unwrap_or_else(PoisonError::into_inner);
        let mut statement = writing.connection.prepare_cached(sql)?;
        Ok(statement.execute(rusqlite::params_from_iter(values))?)
    }

    /// Applies what is waiting.
    pub(super) fn flush(&self) -> Result<(), StoreError> {
        self.run(Work::Flush).map(|_| ())
    }

    fn run(&self, work: Work) -> Result<Commit, StoreError> {
        let all = |group: &[Work]| {
            let mut writing = self
                .connection
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let answers = writing.apply(group);
            let doubtful = answers.iter().any(Result::is_err);
            self.doubtful.store(doubtful, Ordering::Relaxed);
            answers
        };
        let unanswered = || Err(StoreError("a group of changes was given up".to_owned()));
        self.waiting.run(work, all).unwrap_or_else(unanswered)
    }
}

impl Drop for Writer {
    /// What nobody waits for is not left behind at an orderly end.
    fn drop(&mut self) {
        let _ = self.flush();
    }
}

impl Writing {
    /// Applies a group in one transaction. If that fails as a whole, all of it fails.
    fn apply(&mut self, group: &[Work]) -> Vec<Result<Commit, StoreError>> {
        match self.transact(group) {
            Ok(answers) => answers,
            Err(error) => {
                for work in group {
                    if let Work::Keep(package) = work {
                        note(&mut self.lost, package, false);
                    }
                }
                group.iter().map(|_| Err(error.clone())).collect()
            }
        }
    }

    fn transact(&mut self, group: &[Work]) -> Result<Vec<Result<Commit, StoreError>>, StoreError> {
        let lost = &mut self.lost;
        let mut transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut answers = Vec::with_capacity(group.len());
        for work in group {
            let savepoint = transaction.savepoint()?;
            let answer = work.apply(&savepoint, lost);
            match answer {
                // What is not applied as a whole is undone when the savepoint is dropped.
                Ok(Commit::Done) => savepoint.commit()?,
                Ok(Commit::Stale) | Err(_) => drop(savepoint),
            }
            if let Work::Keep(package) = work {
                note(lost, package, answer.is_ok());
            }
            answers.push(answer);
        }
        transaction.commit()?;
        Ok(answers)
    }
}

/// Notes what became of a package, for changes that name it.
fn note(lost: &mut BTreeSet<String>, package: &Package, kept: bool) {
    if kept {
        lost.remove(&package.digest.hex());
    } else if !package.awaited {
        lost.insert(package.digest.hex());
    }
}

impl Work {
    fn apply(
        &self,
        savepoint: &Savepoint<'_>,
        lost: &BTreeSet<String>,
    ) -> Result<Commit, StoreError> {
        match self {
            Work::Change(change) => change.apply(savepoint, lost),
            Work::Keep(package) => {
                let sql = "INSERT INTO small_packages (digest, bytes) VALUES (?1, ?2)
                           ON CONFLICT (digest) DO NOTHING";
                let mut statement = savepoint.prepare_cached(sql)?;
                statement.execute((package.digest.bytes(), &package.bytes))?;
                Ok(Commit::Done)
            }
            Work::Remove(digest) => {
                let sql = "DELETE FROM small_packages WHERE digest = ?1";
                savepoint.prepare_cached(sql)?.execute([digest.bytes()])?;
                Ok(Commit::Done)
            }
            Work::Flush => Ok(Commit::Done),
        }
    }
}

impl Prepared {
    fn new(change: &Change) -> Result<Prepared, StoreError> {
        let mut writes = Vec::with_capacity(change.steps.len());
        let mut packages = Vec::new();
        for step in &change.steps {
            if let Step::PutVersion(version) = step {
                packages.extend(version.code.package().map(str::to_owned));
            }
            prepare(&change.name, step, &mut writes)?;
        }
        if let Some(event) = &change.event {
            let at = Value::Integer(event.at.0);
            writes.push((
                "INSERT INTO events (at, name, record) VALUES (?1, ?2, ?3)",
                vec![at, text(&event.function), to_json(event)?],
            ));
        }
        Ok(Prepared {
            name: text(&change.name),
            from_generation: integer(change.from_generation)?,
            last_version: integer(change.last_version)?,
            writes,
            packages,
        })
    }

    fn apply(
        &self,
        savepoint: &Savepoint<'_>,
        lost: &BTreeSet<String>,
    ) -> Result<Commit, StoreError> {
        if let Some(package) = self.packages.iter().find(|package| lost.contains(*package)) {
            return Err(StoreError(format!(
                "the package {package} could not be kept"
            )));
        }
        // The first change of a name makes its lineage; any later one must have read the last.
        let guarded = if self.from_generation == Value::Integer(0) {
            let sql = "INSERT INTO lineages (name, generation, last_version) VALUES (?1, 1, ?2)
                       ON CONFLICT (name) DO NOTHING";
            let mut statement = savepoint.prepare_cached(sql)?;
            statement.execute([&self.name, &self.last_version])
        } else {
            let sql = "UPDATE lineages SET generation = generation + 1, last_version = ?2
                       WHERE name = ?1 AND generation = ?3";
            let mut statement = savepoint.prepare_cached(sql)?;
            statement.execute([&self.name, &self.last_version, &self.from_generation])
        };
        if guarded? != 1 {
            return Ok(Commit::Stale);
        }
        for (sql, values) in &self.writes {
            let mut statement = savepoint.prepare_cached(sql)?;
            statement.execute(rusqlite::params_from_iter(values))?;
        }
        Ok(Commit::Done)
    }
}

/// Adds what a step writes. Rows are changed in place, so that the triggers that count sizes see
/// what was there.
fn prepare(
    name: &str,
    step: &Step,
    writes: &mut Vec<(&'static str, Vec<Value>)>,
) -> Result<(), StoreError> {
    let name = || text(name);
    match step {
        Step::PutFunction(function) => writes.push((
            "INSERT INTO functions (name, record) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET record = excluded.record",
            vec![name(), to_json(function)?],
        )),
        Step::PutVersion(version) => writes.push((
            "INSERT INTO versions (name, number, package, size, record)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (name, number) DO UPDATE SET
             package = excluded.package, size = excluded.size, record = excluded.record",
            vec![
                name(),
                integer(version.number.into())?,
                version.code.package().map_or(Value::Null, text),
                integer(version.code.size)?,
                to_json(version)?,
            ],
        )),
        Step::PutAlias(alias) => writes.push((
            "INSERT INTO aliases (name, alias, record) VALUES (?1, ?2, ?3)
             ON CONFLICT (name, alias) DO UPDATE SET record = excluded.record",
            vec![name(), text(&alias.name), to_json(alias)?],
        )),
        Step::RemoveFunction => writes.extend(
            [
                "DELETE FROM functions WHERE name = ?1",
                "DELETE FROM versions WHERE name = ?1",
                "DELETE FROM aliases WHERE name = ?1",
            ]
            .map(|sql| (sql, vec![name()])),
        ),
        Step::RemoveVersion(number) => writes.push((
            "DELETE FROM versions WHERE name = ?1 AND number = ?2",
            vec![name(), integer((*number).into())?],
        )),
        Step::RemoveAlias(alias) => writes.push((
            "DELETE FROM aliases WHERE name = ?1 AND alias = ?2",
            vec![name(), text(alias)],
        )),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    #[test]
    fn a_package_that_is_lost_fails_the_change_that_names_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("records.db");
        let mut connection = Connection::open(&path).unwrap();
        schema::migrate(&mut connection).unwrap();
        let refuse = "CREATE TRIGGER refused BEFORE INSERT ON small_packages
                      BEGIN SELECT RAISE(ABORT, 'full'); END";
        connection.execute_batch(refuse).unwrap();
        let writer = Writer::new(connection);
        let digest = Digest::of(b"lost");
        let change = |package: Digest| Prepared {
            name: text(&package.hex()),
            from_generation: Value::Integer(0),
            last_version: Value::Integer(0),
            writes: Vec::new(),
            packages: vec![package.hex()],
        };
        writer.keep(digest, b"lost").unwrap();
        // Of one group, only what has to do with the package fails.
        assert_eq!(
            writer.run(Work::Change(change(Digest::of(b"other")))),
            Ok(Commit::Done)
        );
        assert!(writer.run(Work::Change(change(digest))).is_err());
        // From then on, whoever keeps a package waits, and is told.
        assert!(writer.keep(digest, b"lost").is_err());
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("DROP TRIGGER refused").unwrap();
        assert_eq!(writer.keep(digest, b"lost"), Ok(()));
        assert_eq!(writer.run(Work::Change(change(digest))), Ok(Commit::Done));
    }
}
