//! What every store of records has to do, checked on each of them.

use super::*;
use crate::events::EventCode;
use crate::record::{Code, CodePlace, Configuration, ConfigurationUpdate, PackageType, Phase};
use std::collections::BTreeMap;
use std::thread;

/// A place in which a store can be opened again and again.
trait Medium: Sized {
    /// An empty place; none where this store can't be had.
    fn new() -> Option<Self>;
    fn open(&self) -> Box<dyn Records>;
}

struct File(tempfile::TempDir);

impl Medium for File {
    fn new() -> Option<File> {
        Some(File(tempfile::tempdir().unwrap()))
    }

    fn open(&self) -> Box<dyn Records> {
        Box::new(Sqlite::open(&self.0.path().join("records.db")).unwrap())
    }
}

#[cfg(feature = "postgres")]
impl Medium for postgres::testing::Database {
    fn new() -> Option<Self> {
        postgres::testing::Database::new()
    }

    fn open(&self) -> Box<dyn Records> {
        Box::new(postgres::testing::Database::open(self))
    }
}

/// Makes a test of each function, for every store.
macro_rules! on_every_store {
    ($($test:ident),* $(,)?) => {
        mod sqlite_store {
            $(#[test] fn $test() { super::run::<super::File>(super::$test); })*
        }
        #[cfg(feature = "postgres")]
        mod postgres_store {
            use crate::store::postgres::testing::Database;
            $(#[test] fn $test() { super::run::<Database>(super::$test); })*
        }
    };
}

on_every_store! {
    records_come_back_after_reopening,
    a_change_from_an_old_generation_changes_nothing,
    p9_the_lineage_outlives_the_function,
    lists_go_on_after_their_keys,
    a_transaction_that_fails_leaves_the_old_state,
    u13_stored_bytes_are_those_of_all_versions,
    of_changes_from_one_generation_exactly_one_is_done,
    packages_that_are_named_are_never_condemned,
    events_come_back_newest_first,
    a_change_that_is_not_made_leaves_no_event,
    old_events_are_forgotten_but_numbers_go_on,
}

fn run<M: Medium>(test: fn(&M)) {
    if let Some(medium) = M::new() {
        test(&medium);
    }
}

fn version(name: &str, number: u64, package: &str) -> Version {
    Version {
        function: name.to_owned(),
        number: number.into(),
        configuration: Configuration::new(name, PackageType::Zip, ConfigurationUpdate::default()),
        code: Code {
            sha256: String::new(),
            size: 10,
            place: CodePlace::Package {
                key: package.to_owned(),
                object: String::new(),
                object_version: String::new(),
            },
            source_kms_key_arn: None,
        },
        last_modified: Timestamp(0),
        revision_id: "r".to_owned(),
        phase: Phase::Ready,
    }
}

fn function(name: &str) -> Function {
    let tags = BTreeMap::new();
    Function {
        name: name.to_owned(),
        published_as: None,
        tags,
        reserved_concurrency: None,
    }
}

fn alias(name: &str, alias: &str) -> Alias {
    Alias {
        function: name.to_owned(),
        name: alias.to_owned(),
        version: Number::Latest,
        description: String::new(),
        revision_id: String::new(),
        weights: BTreeMap::from([(2, 0.25)]),
    }
}

fn create(store: &dyn Records, name: &str, published: &[u64]) {
    for package in ["aa", "bb"] {
        store.announce(package).unwrap();
    }
    let lineage = store.load(name).unwrap().lineage;
    let mut change = Change::new(name, lineage)
        .with(Step::PutFunction(function(name)))
        .with(Step::PutVersion(Box::new(version(name, 0, "aa"))));
    for number in published {
        change = change.with(Step::PutVersion(Box::new(version(name, *number, "bb"))));
        change.last_version = *number;
    }
    assert_eq!(store.commit(&change), Ok(Commit::Done));
}

fn records_come_back_after_reopening(medium: &impl Medium) {
    let store = medium.open();
    create(&*store, "f", &[1, 2]);
    let lineage = store.load("f").unwrap().lineage;
    let change = Change::new("f", lineage).with(Step::PutAlias(alias("f", "live")));
    assert_eq!(store.commit(&change), Ok(Commit::Done));
    // Left as a killed process leaves it: with its log, not closed.
    std::mem::forget(store);

    let store = medium.open();
    let loaded = store.load("f").unwrap();
    assert_eq!(
        loaded.lineage,
        Lineage {
            generation: 2,
            last_version: 2
        }
    );
    assert_eq!(
        loaded.function,
        Some((function("f"), version("f", 0, "aa")))
    );
    assert_eq!(
        store.version("f", Number::Published(2)).unwrap(),
        Some(version("f", 2, "bb"))
    );
    assert_eq!(store.alias("f", "live").unwrap(), Some(alias("f", "live")));
    assert_eq!(store.packages().unwrap(), ["aa", "bb"]);
    assert_eq!(store.stored_bytes(), Ok(30));
}

fn a_change_from_an_old_generation_changes_nothing(medium: &impl Medium) {
    let store = medium.open();
    let before = store.load("f").unwrap().lineage;
    create(&*store, "f", &[]);
    let current = store.load("f").unwrap();
    for generation in [before.generation, 7] {
        let lineage = Lineage {
            generation,
            last_version: 9,
        };
        let change = Change::new("f", lineage).with(Step::RemoveFunction);
        assert_eq!(store.commit(&change), Ok(Commit::Stale));
        assert_eq!(store.load("f").unwrap(), current);
    }
}

fn p9_the_lineage_outlives_the_function(medium: &impl Medium) {
    let store = medium.open();
    create(&*store, "f", &[1, 2, 3]);
    let lineage = store.load("f").unwrap().lineage;
    store
        .commit(&Change::new("f", lineage).with(Step::RemoveFunction))
        .unwrap();
    let after = store.load("f").unwrap();
    let lineage = Lineage {
        generation: 2,
        last_version: 3,
    };
    assert_eq!(
        after,
        Loaded {
            lineage,
            function: None
        }
    );
    assert_eq!(store.versions(Which::All, None, 9).unwrap(), []);
    assert_eq!(store.stored_bytes(), Ok(0));
}

fn lists_go_on_after_their_keys(medium: &impl Medium) {
    let store = medium.open();
    create(&*store, "b", &[2, 10]);
    create(&*store, "a", &[1]);
    create(&*store, "c", &[]);
    let list = |which, after, limit| -> Vec<String> {
        let found = store.versions(which, after, limit).unwrap();
        found
            .iter()
            .map(|v| format!("{}{}", v.function, u64::from(v.number)))
            .collect()
    };
    assert_eq!(list(Which::Latest, None, 9), ["a0", "b0", "c0"]);
    assert_eq!(list(Which::Latest, Some(("a", Number::Latest)), 1), ["b0"]);
    assert_eq!(
        list(Which::All, None, 9),
        ["a0", "a1", "b0", "b2", "b10", "c0"]
    );
    assert_eq!(
        list(Which::All, Some(("b", Number::Latest)), 2),
        ["b2", "b10"]
    );
    assert_eq!(list(Which::Of("b"), None, 9), ["b0", "b2", "b10"]);
    assert_eq!(
        list(Which::Of("b"), Some(("b", Number::Published(2))), 9),
        ["b10"]
    );
}

fn a_transaction_that_fails_leaves_the_old_state(medium: &impl Medium) {
    let store = medium.open();
    create(&*store, "f", &[1]);
    let before = store.load("f").unwrap();
    let mut impossible = version("f", 2, "bb");
    impossible.code.size = u64::MAX;
    let change = Change::new("f", before.lineage)
        .with(Step::RemoveFunction)
        .with(Step::PutVersion(Box::new(impossible)));
    assert!(store.commit(&change).is_err());
    assert_eq!(store.load("f").unwrap(), before);
}

fn u13_stored_bytes_are_those_of_all_versions(medium: &impl Medium) {
    let store = medium.open();
    create(&*store, "f", &[1, 2]);
    create(&*store, "g", &[]);
    let change = |change: &dyn Fn(Change) -> Change| {
        let lineage = store.load("f").unwrap().lineage;
        let change = change(Change::new("f", lineage));
        assert_eq!(store.commit(&change), Ok(Commit::Done));
        store.stored_bytes().unwrap()
    };
    let mut larger = version("f", 0, "bb");
    larger.code.size = 100;
    let larger = Step::PutVersion(Box::new(larger));
    assert_eq!(change(&|to| to.with(larger.clone())), 130);
    assert_eq!(change(&|to| to.with(larger.clone())), 130);
    let removed = Step::RemoveVersion(Number::Published(1));
    assert_eq!(change(&|to| to.with(removed.clone())), 120);
    assert_eq!(change(&|to| to.with(removed.clone())), 120);
    let both = |to: Change| to.with(Step::RemoveFunction).with(larger.clone());
    assert_eq!(change(&both), 110);
    assert_eq!(change(&|to| to.with(Step::RemoveFunction)), 10);
}

fn of_changes_from_one_generation_exactly_one_is_done(medium: &impl Medium) {
    let store = medium.open();
    for round in 0..4 {
        let lineage = store.load("f").unwrap().lineage;
        let commits: Vec<Commit> = thread::scope(|scope| {
            let commit = |number: u64| {
                let store = &store;
                let mut change = Change::new("f", lineage).with(Step::PutFunction(function("f")));
                change.last_version = number;
                scope.spawn(move || store.commit(&change).unwrap())
            };
            let commits: Vec<_> = (0..6).map(commit).collect();
            commits.into_iter().map(|c| c.join().unwrap()).collect()
        });
        let done = commits.iter().filter(|commit| **commit == Commit::Done);
        assert_eq!(done.count(), 1);
        assert_eq!(store.load("f").unwrap().lineage.generation, round + 1);
    }
}

fn packages_that_are_named_are_never_condemned(medium: &impl Medium) {
    let store = medium.open();
    create(&*store, "f", &[1]);
    let kept = ["aa", "bb"].map(str::to_owned);
    assert_eq!(store.condemn(&kept, Duration::ZERO), Ok(vec![]));
    let lineage = store.load("f").unwrap().lineage;
    let change = Change::new("f", lineage).with(Step::PutAlias(alias("f", "live")));
    assert_eq!(store.commit(&change), Ok(Commit::Done));
    assert_eq!(store.condemn(&kept, Duration::ZERO), Ok(vec![]));
    assert_eq!(store.forget("cc"), Ok(()));
}

fn event(name: &str, at: i64) -> Event {
    Event {
        sequence: 0,
        at: Timestamp(at),
        request_id: "q".to_owned(),
        access_key_id: Some("AKID".to_owned()),
        caller_arn: None,
        operation: "UpdateFunctionCode".to_owned(),
        function: name.to_owned(),
        qualifier: Some("live".to_owned()),
        old_revision_id: None,
        new_revision_id: Some("r".to_owned()),
        code: Some(EventCode {
            sha256: "s".to_owned(),
            size: 7,
        }),
    }
}

/// Commits a change that is nothing but its event.
fn tell(store: &dyn Records, name: &str, at: i64) {
    let mut change = Change::new(name, store.load(name).unwrap().lineage);
    change.event = Some(event(name, at));
    assert_eq!(store.commit(&change), Ok(Commit::Done));
}

/// Function and time of what is found.
fn told(store: &dyn Records, trail: Trail<'_>, limit: usize) -> Vec<(String, i64)> {
    let found = store.events(trail, limit).unwrap();
    assert!(
        found.is_sorted_by(|a, b| a.sequence > b.sequence),
        "{found:?}"
    );
    found.into_iter().map(|e| (e.function, e.at.0)).collect()
}

fn events_come_back_newest_first(medium: &impl Medium) {
    let store = medium.open();
    for (name, at) in [("f", 1), ("g", 2), ("f", 3), ("f", 4)] {
        tell(&*store, name, at);
    }
    let all = store.events(Trail::default(), 9).unwrap();
    let sequence = all[0].sequence;
    assert_eq!(
        all[0],
        Event {
            sequence,
            ..event("f", 4)
        }
    );
    let of = |name: &str, at| (name.to_owned(), at);
    assert_eq!(told(&*store, Trail::default(), 2), [of("f", 4), of("f", 3)]);
    let older = Trail {
        before: Some(all[1].sequence),
        ..Trail::default()
    };
    assert_eq!(told(&*store, older, 9), [of("g", 2), of("f", 1)]);
    let newer = Trail {
        after: all[2].sequence,
        ..Trail::default()
    };
    assert_eq!(told(&*store, newer, 9), [of("f", 4), of("f", 3)]);
    let of_f = Trail {
        function: Some("f"),
        before: Some(sequence),
        after: 0,
    };
    assert_eq!(told(&*store, of_f, 9), [of("f", 3), of("f", 1)]);
    let beyond = Trail {
        after: u64::MAX,
        ..Trail::default()
    };
    assert_eq!(told(&*store, beyond, 9), []);
}

fn a_change_that_is_not_made_leaves_no_event(medium: &impl Medium) {
    let store = medium.open();
    create(&*store, "f", &[]);
    let mut stale = Change::new("f", Lineage::default());
    stale.event = Some(event("f", 1));
    assert_eq!(store.commit(&stale), Ok(Commit::Stale));
    let mut impossible = version("f", 2, "cc");
    impossible.code.size = u64::MAX;
    let mut failing = Change::new("f", store.load("f").unwrap().lineage)
        .with(Step::PutVersion(Box::new(impossible)));
    failing.event = Some(event("f", 1));
    assert!(store.commit(&failing).is_err());
    assert_eq!(told(&*store, Trail::default(), 9), []);
}

fn old_events_are_forgotten_but_numbers_go_on(medium: &impl Medium) {
    let store = medium.open();
    assert_eq!(store.forget_events(Timestamp(9), 9), Ok(0));
    for at in 1..=5 {
        tell(&*store, "f", at);
    }
    let times = || -> Vec<i64> {
        let told = told(&*store, Trail::default(), 9);
        told.into_iter().map(|(_, at)| at).collect()
    };
    assert_eq!(store.forget_events(Timestamp(1), 9), Ok(0));
    assert_eq!(store.forget_events(Timestamp(4), 2), Ok(2), "at most two");
    assert_eq!(times(), [5, 4, 3]);
    let newest = store.events(Trail::default(), 1).unwrap()[0].sequence;
    assert_eq!(store.forget_events(Timestamp(9), 9), Ok(2));
    assert_eq!(times(), [5]);
    tell(&*store, "f", 6);
    assert!(store.events(Trail::default(), 1).unwrap()[0].sequence > newest);
}

#[test]
fn of_changes_that_come_together_each_has_its_own_end() {
    let home = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&home.path().join("records.db")).unwrap();
    create(&store, "stale", &[]);
    let start = std::sync::Barrier::new(12);
    thread::scope(|scope| {
        for number in 0..12 {
            let (store, start) = (&store, &start);
            scope.spawn(move || {
                let name = format!("f{number}");
                start.wait();
                for turn in 0..20 {
                    let lineage = store.load(&name).unwrap().lineage;
                    let mut new = version(&name, 0, "aa");
                    // Every third change can't be stored, and every fourth comes too late.
                    let end = match (number % 3, number % 4) {
                        (0, _) => {
                            new.code.size = u64::MAX;
                            Err(())
                        }
                        (_, 0) => Ok(Commit::Stale),
                        _ => Ok(Commit::Done),
                    };
                    let name = if end == Ok(Commit::Stale) {
                        "stale"
                    } else {
                        &name
                    };
                    let lineage = if name == "stale" {
                        Lineage::default()
                    } else {
                        lineage
                    };
                    let change = Change::new(name, lineage).with(Step::PutVersion(Box::new(new)));
                    let found = store.commit(&change).map_err(drop);
                    assert_eq!(found, end, "{name}, {turn}");
                }
            });
        }
    });
    // Of twelve, four fail, and two (4 and 8) are stale; the function `stale` has a version, too.
    assert_eq!(store.versions(Which::All, None, 99).unwrap().len(), 7);
    assert_eq!(store.stored_bytes(), Ok(70));
}
