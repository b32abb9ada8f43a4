//! What only a server can do: be away, refuse, break connections at the worst moment, and be shared.

use super::testing::Database;
use super::*;
use crate::clock::Timestamp;
use crate::record::{
    Code, CodePlace, Configuration, ConfigurationUpdate, PackageType, Phase, Version,
};
use crate::store::Step;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

fn version(name: &str, package: &str) -> Version {
    Version {
        function: name.to_owned(),
        number: Number::Published(1),
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

/// A change that names a package.
fn naming(store: &Postgres, name: &str, package: &str) -> Change {
    let lineage = store.load(name).unwrap().lineage;
    Change::new(name, lineage).with(Step::PutVersion(Box::new(version(name, package))))
}

#[test]
fn what_keeps_from_the_database_is_told_without_secrets() {
    let Some(database) = Database::new() else {
        return;
    };
    let (url, name) = (database.url(), database.name());
    for (url, told) in [
        (
            url.replace("secret@", "s3cret@"),
            "check user and password in the URL",
        ),
        (url.replace(name, "elsewhere"), "make it with createdb"),
        (
            format!("postgres://tester:s3cret@127.0.0.1:1/{name}"),
            "can't be reached: postgres://tester@127.0.0.1:1/",
        ),
        (
            "mysql://tester:s3cret@127.0.0.1/x".to_owned(),
            "a URL such as postgres://",
        ),
    ] {
        let error = Postgres::open(&url, 1).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
    }
}

#[test]
fn certificates_are_looked_at_as_the_mode_says() {
    let Some(database) = Database::new() else {
        return;
    };
    let certificate = database.certificate().display().to_string();
    let open = |host: &str, options: &str| {
        let url = database.url().replace("127.0.0.1", host);
        let url = url.replace("sslmode=disable", options);
        Postgres::open(&url, 1).map_err(|error| error.to_string())
    };
    let mine = |mode: &str| format!("sslmode={mode}&sslrootcert={certificate}");
    for (host, options) in [
        ("127.0.0.1", "sslmode=require".to_owned()),
        ("127.0.0.1", mine("verify-ca")),
        ("localhost", mine("verify-full")),
    ] {
        let opened = open(host, &options);
        let store = opened.unwrap_or_else(|error| panic!("{host} {options}: {error}"));
        let sql = "SELECT CAST(ssl AS TEXT) FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        let rows = store.rows(&Statement::new(sql, [])).unwrap();
        assert_eq!(text(&rows[0], 0).unwrap(), "true");
    }
    for (host, options) in [
        ("127.0.0.1", mine("verify-full")),
        ("localhost", "sslmode=verify-full".to_owned()),
        ("localhost", "sslmode=verify-ca".to_owned()),
    ] {
        let error = open(host, &options).unwrap_err();
        assert!(error.contains("certificate"), "{host} {options}: {error}");
    }
}

#[test]
fn copies_that_start_at_once_make_one_schema_and_share_one_value() {
    let Some(database) = Database::new() else {
        return;
    };
    let values: Vec<String> = thread::scope(|scope| {
        let copies: Vec<_> = (0..4)
            .map(|copy| {
                let database = &database;
                scope.spawn(move || {
                    let store = database.open();
                    store.shared("location_key", &copy.to_string()).unwrap()
                })
            })
            .collect();
        copies
            .into_iter()
            .map(|copy| copy.join().unwrap())
            .collect()
    });
    assert!(values.iter().all(|value| *value == values[0]), "{values:?}");
    database.execute("INSERT INTO migrations (number, at) VALUES (99, now())");
    let error = Postgres::open(&database.url(), 1).unwrap_err().to_string();
    assert!(error.contains("newer program"), "{error}");
}

#[test]
fn connections_that_the_server_ends_are_replaced() {
    let Some(database) = Database::new() else {
        return;
    };
    let store = database.open();
    let change = naming(&store, "f", "aa");
    store.announce("aa").unwrap();
    for _ in 0..3 {
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        assert!(store.load("f").is_ok());
    }
    assert_eq!(store.commit(&change), Ok(Commit::Done));
}

#[test]
fn a_commit_that_loses_its_connection_is_done_exactly_once() {
    let Some(database) = Database::new() else {
        return;
    };
    let direct = database.open();
    direct.announce("aa").unwrap();
    for cut in [Cut::Before, Cut::After] {
        for from_generation in [0, 1] {
            let name = format!("f{cut:?}{from_generation}");
            if from_generation == 1 {
                let first = naming(&direct, &name, "aa");
                assert_eq!(direct.commit(&first), Ok(Commit::Done));
            }
            let proxy = Proxy::start(database.port(), cut);
            let url = database.url();
            let url = url.replace(
                &format!(":{}", database.port()),
                &format!(":{}", proxy.port),
            );
            let store = Postgres::open(&url, 2).unwrap();
            let change = naming(&store, &name, "aa");
            proxy.cuts.store(1, Ordering::SeqCst);
            assert_eq!(store.commit(&change), Ok(Commit::Done), "{name}");
            assert_eq!(proxy.cuts.load(Ordering::SeqCst), 0, "it was cut");
            let after = direct.load(&name).unwrap().lineage.generation;
            assert_eq!(after, from_generation + 1, "{name}");
            // The same change once more is an old one.
            assert_eq!(store.commit(&change), Ok(Commit::Stale));
        }
    }
    assert_eq!(direct.stored_bytes(), Ok(40), "each is counted once");
}

#[test]
fn packages_are_removed_only_when_nobody_wants_them() {
    let Some(database) = Database::new() else {
        return;
    };
    let store = database.open();
    let other = database.open();
    let kept = ["aa", "bb", "cc"].map(str::to_owned);
    let none: Vec<String> = Vec::new();
    for package in ["aa", "bb"] {
        store.announce(package).unwrap();
    }
    let age = "UPDATE packages SET touched_at = touched_at - INTERVAL '10 minutes'";
    let hour = Duration::from_secs(3600);
    let change = naming(&store, "f", "aa");
    assert_eq!(store.commit(&change), Ok(Commit::Done));
    // What has no row yet (cc) is as young as if it was just announced.
    assert_eq!(store.condemn(&kept, Duration::ZERO).unwrap(), none);
    database.execute(age);
    assert_eq!(store.condemn(&kept, hour).unwrap(), none);
    // Announced again: young again.
    other.announce("cc").unwrap();
    assert_eq!(store.condemn(&kept, Duration::ZERO).unwrap(), ["bb"]);

    // It is being removed: nobody names it, and nobody else removes it.
    let error = other.commit(&naming(&other, "g", "bb")).unwrap_err();
    assert!(
        error.to_string().contains("is not kept any more"),
        "{error}"
    );
    assert_eq!(other.condemn(&kept, Duration::ZERO).unwrap(), none);
    assert_eq!(store.condemn(&kept, Duration::ZERO).unwrap(), ["bb"]);
    // Another copy can't say that it is gone.
    other.forget("bb").unwrap();
    assert_eq!(store.condemn(&kept, Duration::ZERO).unwrap(), ["bb"]);
    // Whoever uploads it waits until it is gone.
    thread::scope(|scope| {
        let upload = scope.spawn(|| other.announce("bb"));
        sleep(LOOK * 3);
        assert!(!upload.is_finished());
        store.forget("bb").unwrap();
        assert_eq!(upload.join().unwrap(), Ok(()));
    });
    assert_eq!(other.commit(&naming(&other, "g", "bb")), Ok(Commit::Done));
}

#[test]
fn what_a_dead_removal_has_claimed_is_taken_over() {
    let Some(database) = Database::new() else {
        return;
    };
    let dead = database.open();
    for package in ["aa", "bb"] {
        dead.announce(package).unwrap();
    }
    let kept = ["aa", "bb"].map(str::to_owned);
    let age = "UPDATE packages SET touched_at = touched_at - INTERVAL '30 minutes'";
    database.execute(age);
    assert_eq!(dead.condemn(&kept, Duration::ZERO).unwrap(), kept);
    database.execute(age);
    let store = database.open();
    store.announce("aa").unwrap();
    assert_eq!(store.condemn(&kept, Duration::ZERO).unwrap(), ["bb"]);
    assert_eq!(dead.condemn(&kept, Duration::ZERO).unwrap(), [""; 0]);
}

/// When a connection is cut: before the server sees the commit, or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Before,
    After,
}

/// Stands between a store and its server, and cuts connections when they commit.
struct Proxy {
    port: u16,
    /// How many commits are still to be cut.
    cuts: Arc<AtomicU32>,
}

impl Proxy {
    fn start(server: u16, cut: Cut) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = Arc::new(AtomicU32::new(0));
        let shared = Arc::clone(&cuts);
        // Ends with the test process: it waits in accept.
        thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else {
                    return;
                };
                let cuts = Arc::clone(&shared);
                thread::spawn(move || pass(client.unwrap(), server, cut, &cuts));
            }
        });
        Proxy { port, cuts }
    }
}

/// Passes bytes on, both ways, until one side ends or a commit is cut.
fn pass(client: TcpStream, server: TcpStream, cut: Cut, cuts: &AtomicU32) {
    let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    // What the server answers to a commit that is cut must not come through.
    let deaf = Arc::new(Mutex::new(false));
    let is_deaf = Arc::clone(&deaf);
    let answers = thread::spawn(move || {
        let (mut from, mut to) = back;
        let mut bytes = [0; 65536];
        while let Ok(count) = from.read(&mut bytes) {
            let deaf = is_deaf.lock().unwrap();
            if count == 0 || (!*deaf && to.write_all(&bytes[..count]).is_err()) {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
    let (mut from, mut to) = (client, server);
    let mut bytes = [0; 65536];
    while let Ok(count) = from.read(&mut bytes) {
        let commits = bytes[..count].windows(6).any(|window| window == b"COMMIT");
        let cutting = commits && cuts.load(Ordering::SeqCst) > 0;
        if cutting {
            cuts.fetch_sub(1, Ordering::SeqCst);
            *deaf.lock().unwrap() = true;
        }
        if count == 0 || (cutting && cut == Cut::Before) {
            break;
        }
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
        if cutting {
            // The server does what it was told, and then finds nobody to tell.
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.shutdown(Shutdown::Write);
            let _ = answers.join();
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
