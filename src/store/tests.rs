//! What every store of records has to do, checked on the default one.

use super::*;
use crate::clock::Timestamp;
use crate::record::{Code, CodePlace, Configuration, ConfigurationUpdate, PackageType, Phase};
use std::collections::BTreeMap;

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

fn create(store: &Sqlite, name: &str, published: &[u64]) {
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

#[test]
fn records_come_back_after_reopening() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("records.db");
    let store = Sqlite::open(&path).unwrap();
    create(&store, "f", &[1, 2]);
    let lineage = store.load("f").unwrap().lineage;
    let change = Change::new("f", lineage).with(Step::PutAlias(alias("f", "live")));
    assert_eq!(store.commit(&change), Ok(Commit::Done));
    // Left as a killed process leaves it: with its log, not closed.
    std::mem::forget(store);

    let store = Sqlite::open(&path).unwrap();
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

#[test]
fn a_change_from_an_old_generation_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&home.path().join("records.db")).unwrap();
    let before = store.load("f").unwrap().lineage;
    create(&store, "f", &[]);
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

#[test]
fn p9_the_lineage_outlives_the_function() {
    let home = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&home.path().join("records.db")).unwrap();
    create(&store, "f", &[1, 2, 3]);
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

#[test]
fn lists_go_on_after_their_keys() {
    let home = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&home.path().join("records.db")).unwrap();
    create(&store, "b", &[2, 10]);
    create(&store, "a", &[1]);
    create(&store, "c", &[]);
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

#[test]
fn a_transaction_that_fails_leaves_the_old_state() {
    let home = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&home.path().join("records.db")).unwrap();
    create(&store, "f", &[1]);
    let before = store.load("f").unwrap();
    let mut impossible = version("f", 2, "cc");
    impossible.code.size = u64::MAX;
    let change = Change::new("f", before.lineage)
        .with(Step::RemoveFunction)
        .with(Step::PutVersion(Box::new(impossible)));
    assert!(store.commit(&change).is_err());
    assert_eq!(store.load("f").unwrap(), before);
}
