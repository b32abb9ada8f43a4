//! The seam to the store of records.
//!
//! A store knows keys and whole records, and no rule of the service. One [`Change`] is one
//! transaction, guarded by the generation that its maker has read: whoever comes second is told so
//! and starts again. The shape asks for nothing that a SQL database of any size can't do: point
//! reads, ordered ranges, and one compare-and-commit.

mod owner;
#[cfg(feature = "postgres")]
mod postgres;
mod schema;
mod sqlite;
#[cfg(test)]
mod tests;

pub use owner::Owner;
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use sqlite::{SMALL, SmallPackages, Sqlite};

use crate::clock::Timestamp;
use crate::events::{Event, Trail};
use crate::record::{Alias, Function, Number, Version};
use std::fmt;
use std::time::Duration;

/// Keeps records.
pub trait Records: Send + Sync {
    /// What is known of the name: the function, if there is one, and the lineage, which is there
    /// before the function and after it.
    ///
    /// # Errors
    /// Those of the medium.
    fn load(&self, name: &str) -> Result<Loaded, StoreError>;

    /// One version of a function.
    ///
    /// # Errors
    /// Those of the medium.
    fn version(&self, name: &str, number: Number) -> Result<Option<Version>, StoreError>;

    /// One alias of a function.
    ///
    /// # Errors
    /// Those of the medium.
    fn alias(&self, name: &str, alias: &str) -> Result<Option<Alias>, StoreError>;

    /// Applies a change as a whole, durably, if the lineage still has the change's generation. Its
    /// event is part of it, and gets a number over that of every event before it.
    ///
    /// # Errors
    /// Those of the medium; nothing has changed then.
    fn commit(&self, change: &Change) -> Result<Commit, StoreError>;

    /// Up to `limit` versions after the key `after`, ordered by name, then by number.
    ///
    /// # Errors
    /// Those of the medium.
    fn versions(
        &self,
        which: Which<'_>,
        after: Option<(&str, Number)>,
        limit: usize,
    ) -> Result<Vec<Version>, StoreError>;

    /// Up to `limit` aliases of a function after the name `after`, ordered by name.
    ///
    /// # Errors
    /// Those of the medium.
    fn aliases(
        &self,
        name: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Alias>, StoreError>;

    /// The keys of all packages that records name, sorted, each once.
    ///
    /// # Errors
    /// Those of the medium.
    fn packages(&self) -> Result<Vec<String>, StoreError>;

    /// Says that a package is about to be kept, for a change to come: from now on it is young, and
    /// [`Records::condemn`] leaves it alone. Waits while the same package is being removed.
    ///
    /// A store that only one process uses has nothing to do here: its process keeps uploads and
    /// removals apart.
    ///
    /// # Errors
    /// Those of the medium, and a removal that does not end.
    fn announce(&self, package: &str) -> Result<(), StoreError>;

    /// Of the packages that are kept, those that may be removed: named by no record, and announced
    /// (or seen here for the first time) longer than `grace` ago. Until they are forgotten, no
    /// change that names one of them is committed. Also gives what an earlier removal left behind.
    /// If there are many, some of them: asked again, with nothing kept, it gives the next ones.
    ///
    /// # Errors
    /// Those of the medium.
    fn condemn(&self, kept: &[String], grace: Duration) -> Result<Vec<String>, StoreError>;

    /// Says that a condemned package is removed.
    ///
    /// # Errors
    /// Those of the medium.
    fn forget(&self, package: &str) -> Result<(), StoreError>;

    /// The sum of the code sizes of all versions, in bytes (truth.md U13).
    ///
    /// # Errors
    /// Those of the medium.
    fn stored_bytes(&self) -> Result<u64, StoreError>;

    /// Up to `limit` events of the audit trail, newest first.
    ///
    /// Numbers may have gaps. Where transactions end at the same time, an event may come to light
    /// after one with a higher number: who follows the trail asks for the last few again.
    ///
    /// # Errors
    /// Those of the medium.
    fn events(&self, trail: Trail<'_>, limit: usize) -> Result<Vec<Event>, StoreError>;

    /// Forgets events that are older than `before`, of the `limit` oldest ones, and says how many.
    /// The newest event stays in any case, so that numbers go on.
    ///
    /// # Errors
    /// Those of the medium.
    fn forget_events(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}

/// What outlives a function of a name, so that its successor goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lineage {
    /// Counts the changes; guards them.
    pub generation: u64,
    /// The last version number that was given out (truth.md P9).
    pub last_version: u64,
}

/// What [`Records::load`] finds; as stored, that is, not settled.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loaded {
    /// Also there when there is no function.
    pub lineage: Lineage,
    /// The function and its `$LATEST`.
    pub function: Option<(Function, Version)>,
}

/// One transaction on the records of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The bare name.
    pub name: String,
    /// The generation that this change was made from.
    pub from_generation: u64,
    /// The last version number from now on.
    pub last_version: u64,
    /// What becomes of the function; applied in order.
    pub steps: Vec<Step>,
    /// What the audit trail tells of it.
    pub event: Option<Event>,
}

/// One write of a [`Change`].
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Adds or replaces the header.
    PutFunction(Function),
    /// Adds or replaces a version.
    PutVersion(Box<Version>),
    /// Adds or replaces an alias.
    PutAlias(Alias),
    /// Removes the header, all versions and all aliases; the lineage stays.
    RemoveFunction,
    /// Removes a version.
    RemoveVersion(Number),
    /// Removes an alias.
    RemoveAlias(String),
}

/// How a commit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// The change is durable.
    Done,
    /// Another change came first; nothing has changed.
    Stale,
}

/// Which versions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which<'a> {
    /// `$LATEST` of every function.
    Latest,
    /// Every version of every function.
    All,
    /// Every version of one function.
    Of(&'a str),
}

/// The medium failed; holds what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreError(pub String);

impl Change {
    /// A change that starts from `lineage` and does nothing yet.
    pub fn new(name: &str, lineage: Lineage) -> Change {
        Change {
            name: name.to_owned(),
            from_generation: lineage.generation,
            last_version: lineage.last_version,
            steps: Vec::new(),
            event: None,
        }
    }

    /// Adds a step.
    #[must_use]
    pub fn with(mut self, step: Step) -> Change {
        self.steps.push(step);
        self
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store of records failed: {}", self.0)
    }
}

impl std::error::Error for StoreError {}

impl From<StoreError> for crate::fault::Fault {
    fn from(error: StoreError) -> Self {
        crate::fault::Fault::Internal(error.to_string())
    }
}
