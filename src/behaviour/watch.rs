//! What those who run the service ask: no operations of the API.

use super::{Functions, internal};
use crate::events::{Event, Trail};
use crate::fault::Fault;
use crate::package::Digest;
use crate::record::Number;
use std::time::Duration;

impl Functions {
    /// Asks each store for something that isn't there: the names of those that fail, and why.
    pub fn probe(&self) -> Vec<(&'static str, String)> {
        let records = self.seams.records.version("-", Number::Latest);
        let packages = self.seams.packages.open(Digest::of(b"")).map_err(internal);
        let failures = [
            ("records", records.err().map(|error| error.to_string())),
            ("packages", packages.err().map(|fault| fault.to_string())),
        ];
        failures
            .into_iter()
            .filter_map(|(store, failure)| Some((store, failure?)))
            .collect()
    }

    /// The sum of the code sizes of all versions, in bytes (truth.md U13).
    ///
    /// # Errors
    /// Those of the stores.
    pub fn stored_bytes(&self) -> Result<u64, Fault> {
        Ok(self.seams.records.stored_bytes()?)
    }

    /// Up to `limit` events of the audit trail, newest first.
    ///
    /// # Errors
    /// Those of the stores.
    pub fn events(&self, trail: Trail<'_>, limit: usize) -> Result<Vec<Event>, Fault> {
        Ok(self.seams.records.events(trail, limit)?)
    }

    /// Forgets the oldest events, up to `limit` of them, if they are older than `kept`; says how
    /// many.
    ///
    /// # Errors
    /// Those of the stores.
    pub fn forget_events(&self, kept: Duration, limit: usize) -> Result<usize, Fault> {
        let kept = i64::try_from(kept.as_millis()).unwrap_or(i64::MAX);
        let now = self.seams.clock.now();
        let before = crate::clock::Timestamp(now.0.saturating_sub(kept));
        Ok(self.seams.records.forget_events(before, limit)?)
    }
}
