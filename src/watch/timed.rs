//! The seams with a clock before each: they do what those behind them do, and tell how long it took.

use super::metrics::Metrics;
use crate::behaviour::Seams;
use crate::clock::Timestamp;
use crate::events::{Event, Trail};
use crate::fault::Fault;
use crate::package::{Digest, OpenPackage, Packages, Received, Spool};
use crate::record::{Alias, Number, Version};
use crate::source::Sources;
use crate::store::{Change, Commit, Loaded, Records, StoreError, Which};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A seam, timed.
struct Timed<S: ?Sized> {
    seam: Arc<S>,
    store: &'static str,
    metrics: Arc<Metrics>,
}

/// `seams`, timed: every call but those for the time of day.
pub fn timed(seams: Seams, metrics: &Arc<Metrics>) -> Seams {
    Seams {
        records: Arc::new(Timed::new(seams.records, "records", metrics)),
        packages: Arc::new(Timed::new(seams.packages, "packages", metrics)),
        sources: Arc::new(Timed::new(seams.sources, "sources", metrics)),
        clock: seams.clock,
    }
}

impl<S: ?Sized> Timed<S> {
    fn new(seam: Arc<S>, store: &'static str, metrics: &Arc<Metrics>) -> Timed<S> {
        Timed {
            seam,
            store,
            metrics: Arc::clone(metrics),
        }
    }

    fn call<T>(
        &self,
        call: &'static str,
        failed: impl FnOnce(&T) -> bool,
        run: impl FnOnce(&S) -> T,
    ) -> T {
        let start = Instant::now();
        let result = run(&self.seam);
        let failed = failed(&result);
        self.metrics
            .called(self.store, call, start.elapsed(), failed);
        result
    }
}

type Stored<T> = Result<T, StoreError>;

impl Records for Timed<dyn Records> {
    fn load(&self, name: &str) -> Stored<Loaded> {
        self.call("load", Result::is_err, |r| r.load(name))
    }

    fn version(&self, name: &str, number: Number) -> Stored<Option<Version>> {
        self.call("version", Result::is_err, |r| r.version(name, number))
    }

    fn alias(&self, name: &str, alias: &str) -> Stored<Option<Alias>> {
        self.call("alias", Result::is_err, |r| r.alias(name, alias))
    }

    fn commit(&self, change: &Change) -> Stored<Commit> {
        self.call("commit", Result::is_err, |r| r.commit(change))
    }

    fn versions(
        &self,
        which: Which<'_>,
        after: Option<(&str, Number)>,
        limit: usize,
    ) -> Stored<Vec<Version>> {
        self.call("versions", Result::is_err, |r| {
            r.versions(which, after, limit)
        })
    }

    fn aliases(&self, name: &str, after: Option<&str>, limit: usize) -> Stored<Vec<Alias>> {
        self.call("aliases", Result::is_err, |r| r.aliases(name, after, limit))
    }

    fn packages(&self) -> Stored<Vec<String>> {
        self.call("packages", Result::is_err, |r| r.packages())
    }

    fn announce(&self, package: &str) -> Stored<()> {
        self.call("announce", Result::is_err, |r| r.announce(package))
    }

    fn condemn(&self, kept: &[String], grace: Duration) -> Stored<Vec<String>> {
        self.call("condemn", Result::is_err, |r| r.condemn(kept, grace))
    }

    fn forget(&self, package: &str) -> Stored<()> {
        self.call("forget", Result::is_err, |r| r.forget(package))
    }

    fn stored_bytes(&self) -> Stored<u64> {
        self.call("stored_bytes", Result::is_err, |r| r.stored_bytes())
    }

    fn events(&self, trail: Trail<'_>, limit: usize) -> Stored<Vec<Event>> {
        self.call("events", Result::is_err, |r| r.events(trail, limit))
    }

    fn forget_events(&self, before: Timestamp, limit: usize) -> Stored<usize> {
        self.call("forget_events", Result::is_err, |r| {
            r.forget_events(before, limit)
        })
    }
}

impl Packages for Timed<dyn Packages> {
    fn put(&self, digest: Digest, bytes: &[u8]) -> io::Result<()> {
        self.call("put", Result::is_err, |p| p.put(digest, bytes))
    }

    fn spool(&self) -> io::Result<Spool> {
        self.call("spool", Result::is_err, |p| p.spool())
    }

    fn keep(&self, package: &Received) -> io::Result<()> {
        self.call("keep", Result::is_err, |p| p.keep(package))
    }

    fn open(&self, digest: Digest) -> io::Result<Option<OpenPackage>> {
        self.call("open", Result::is_err, |p| p.open(digest))
    }

    fn remove(&self, digest: Digest) -> io::Result<()> {
        self.call("remove", Result::is_err, |p| p.remove(digest))
    }

    fn flush(&self) -> io::Result<()> {
        self.call("flush", Result::is_err, |p| p.flush())
    }

    fn list(&self) -> io::Result<Vec<Digest>> {
        self.call("list", Result::is_err, |p| p.list())
    }
}

impl Sources for Timed<dyn Sources> {
    fn fetch(&self, bucket: &str, key: &str, version: Option<&str>) -> Result<Vec<u8>, Fault> {
        // That there is no such object is an answer, and no failure.
        let failed = |result: &Result<_, Fault>| matches!(result, Err(Fault::Internal(_)));
        self.call("fetch", failed, |s| s.fetch(bucket, key, version))
    }
}
