//! The rules of the operations, in the words of the domain.
//!
//! [`Functions`] stands on the seams and has one method per operation. A method takes what the
//! request says and gives back a [`View`] (or a fault with AWS' own words); it knows nothing of the
//! wire. Every change is made the same way: read, decide, commit if nobody came in between, else
//! start again. So of two updates that bring the same revision id exactly one wins, and the other
//! sees what the first has done.
//!
//! All methods block; none holds a lock while another call could wait for it, but for the removal of
//! orphans, which waits for uploads on their way.

mod aliases;
mod check;
mod code;
mod create;
mod delete;
mod list;
mod publish;
mod read;
mod trail;
mod update;
mod view;
mod watch;

#[cfg(test)]
mod tests;

pub use aliases::{AliasView, Weights};
pub use code::CodeSource;
pub use create::NewFunction;
pub use list::Page;
pub use read::{CodeView, DownloadFault, Found};
pub use update::CodeUpdate;
pub use view::View;

use crate::clock::{Clock, Timestamp};
use crate::events::{Caller, Event};
use crate::fault::Fault;
use crate::ids::uuid4;
use crate::limits::STORAGE_LIMIT;
use crate::location::Locator;
use crate::names::{Grammar, LATEST, Place};
use crate::package::{Digest, Packages};
use crate::record::{Function, Phase, Settling, Version};
use crate::source::Sources;
use crate::store::{Change, Commit, Lineage, Loaded, Records, Step};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use trail::Before;

/// The operations. Cheap to clone; all clones are one service.
#[derive(Clone)]
pub struct Functions {
    seams: Seams,
    place: Arc<Place>,
    locator: Arc<Locator>,
    rules: Rules,
    /// Held shared from keeping a package until a record names it, and alone while orphans go.
    uploads: Arc<RwLock<()>>,
    /// For whom changes are made.
    caller: Arc<Caller>,
}

/// What the operations stand on.
#[derive(Clone)]
pub struct Seams {
    /// Function records.
    pub records: Arc<dyn Records>,
    /// Packages.
    pub packages: Arc<dyn Packages>,
    /// Package sources.
    pub sources: Arc<dyn Sources>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// What can be set about the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How long a change takes until it settles.
    pub settle: Duration,
    /// The account's code storage in bytes (E22).
    pub storage_limit: u64,
    /// Whether functions may use runtimes that AWS has retired (else E26).
    pub retired_runtimes: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            settle: Duration::from_millis(200),
            storage_limit: STORAGE_LIMIT,
            retired_runtimes: false,
        }
    }
}

/// How often a change is begun before the service gives up on its callers' haste.
const ATTEMPTS: usize = 100;

/// A function as it is now.
struct Current {
    lineage: Lineage,
    function: Function,
    latest: Version,
}

impl Functions {
    /// The operations on `seams`, for the region and account of `place`.
    pub fn new(seams: Seams, place: Place, locator: Locator, rules: Rules) -> Functions {
        Functions {
            seams,
            place: Arc::new(place),
            locator: Arc::new(locator),
            rules,
            uploads: Arc::default(),
            caller: Arc::default(),
        }
    }

    /// The same operations, done for `caller`: the audit trail names the caller of each change.
    #[must_use]
    pub fn by(&self, caller: Caller) -> Functions {
        Functions {
            caller: Arc::new(caller),
            ..self.clone()
        }
    }

    /// The region and account.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Removes the packages that no record names and nobody has announced for `grace`, and says how
    /// many; safe at any time. Stores that only this process uses have no need of a grace period.
    ///
    /// # Errors
    /// Those of the stores.
    pub fn collect_orphans(&self, grace: Duration) -> Result<usize, Fault> {
        let _alone = self.uploads.write().unwrap_or_else(PoisonError::into_inner);
        let kept = self.seams.packages.list().map_err(internal)?;
        let kept: Vec<String> = kept.iter().map(Digest::hex).collect();
        let mut orphans = self.seams.records.condemn(&kept, grace)?;
        let mut removed = 0;
        while !orphans.is_empty() {
            for key in &orphans {
                if let Some(digest) = Digest::from_hex(key) {
                    self.seams.packages.remove(digest).map_err(internal)?;
                }
                self.seams.records.forget(key)?;
            }
            removed += orphans.len();
            // What is kept is known by now: only the next ones are asked for.
            orphans = self.seams.records.condemn(&[], grace)?;
        }
        self.seams.packages.flush().map_err(internal)?;
        Ok(removed)
    }

    /// The bare name, where only a function as a whole can be meant: `$LATEST` is allowed, any other
    /// qualifier is not (E27, E28).
    fn function_only(&self, function_name: &str) -> Result<String, Fault> {
        let target = self.place.resolve(Grammar::Function, function_name, None)?;
        match target.qualifier.as_deref() {
            None | Some(LATEST) => Ok(target.name),
            Some(_) => Err(Fault::UnqualifiedOnly),
        }
    }

    /// Changes the records of `name` for `operation`: `attempt` decides on what it is given, and is
    /// asked again if somebody else was faster. Without a change it only answers, and the audit
    /// trail has nothing to tell.
    fn change<T>(
        &self,
        operation: &str,
        name: &str,
        now: Timestamp,
        mut attempt: impl FnMut(Loaded) -> Result<(Option<Change>, T), Fault>,
    ) -> Result<T, Fault> {
        for _ in 0..ATTEMPTS {
            let loaded = self.load(name, now)?;
            let before = Before::of(&loaded);
            let (change, answer) = attempt(loaded)?;
            let Some(mut change) = change else {
                return Ok(answer);
            };
            change.event = Some(self.event(operation, now, before, &change)?);
            if self.seams.records.commit(&change)? == Commit::Done {
                change.event.iter().for_each(Event::log);
                return Ok(answer);
            }
        }
        Err(Fault::Internal(format!(
            "{name} was changed {ATTEMPTS} times while it was read"
        )))
    }

    /// What is known of `name`, settled.
    fn load(&self, name: &str, now: Timestamp) -> Result<Loaded, Fault> {
        let mut loaded = self.seams.records.load(name)?;
        loaded.function = loaded
            .function
            .map(|(function, latest)| (function, latest.settled(now)));
        Ok(loaded)
    }

    /// The function that was loaded, or E1.
    fn existing(&self, name: &str, loaded: Loaded) -> Result<Current, Fault> {
        let missing = || Fault::FunctionNotFound(self.place.function_arn(name));
        let (function, latest) = loaded.function.ok_or_else(missing)?;
        Ok(Current {
            lineage: loaded.lineage,
            function,
            latest,
        })
    }

    /// Whether the function can be changed, by a caller who knows `revision_id` (E2, E3, E4).
    fn guard(&self, latest: &Version, revision_id: Option<&str>) -> Result<(), Fault> {
        let arn = || self.place.function_arn(&latest.function);
        match &latest.phase {
            Phase::Creating(_) => Err(Fault::StillPending(arn())),
            Phase::Updating(_) => Err(Fault::UpdateInProgress(arn())),
            Phase::Ready => guard_revision(&latest.revision_id, revision_id),
        }
    }

    /// The stored end of a change that begins at `now`.
    fn settling(&self, now: Timestamp) -> Result<Settling, Fault> {
        Ok(Settling {
            at: now.after(self.rules.settle),
            revision_id: uuid4()?,
        })
    }
}

impl Current {
    /// The change that makes this the function's state.
    fn put(self) -> Change {
        Change::new(&self.function.name, self.lineage)
            .with(Step::PutVersion(Box::new(self.latest)))
            .with(Step::PutFunction(self.function))
    }
}

/// E2: a revision id that was given must be the latest.
fn guard_revision(latest: &str, given: Option<&str>) -> Result<(), Fault> {
    match given {
        Some(given) if given != latest => Err(Fault::StaleRevision),
        _ => Ok(()),
    }
}

fn internal(error: std::io::Error) -> Fault {
    Fault::Internal(error.to_string())
}
