//! The rows of truth.md, as tables, against real stores in a directory and a clock moved by hand.
//!
//! A test or a row is named after the row of truth.md that it checks.

mod aliases;
mod code;
mod killed;
mod lifecycle;
mod reads;
mod refusals;
mod together;
mod trail;
mod versions;

use super::{CodeSource, CodeUpdate, Functions, NewFunction, Rules, Seams, View};
use crate::clock::{ManualClock, Timestamp};
use crate::fault::Fault;
use crate::location::Locator;
use crate::names::Place;
pub(super) use crate::package::zip_tests::{zip, zip_declaring};
use crate::package::{Digest, Directory};
use crate::record::ConfigurationUpdate;
use crate::source::Buckets;
use crate::store::Sqlite;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The unqualified ARN of the function that most tests are about.
const ARN: &str = "arn:aws:lambda:us-east-1:111122223333:function:f";

fn arn_of(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:111122223333:function:{name}")
}

/// A service in a directory of its own.
struct World {
    home: tempfile::TempDir,
    clock: Arc<ManualClock>,
    functions: Functions,
}

/// 2023-04-19T14:10:44.123Z.
const START: Timestamp = Timestamp(1_681_913_444_123);

const SETTLE: Duration = Duration::from_millis(200);

impl World {
    /// No functions at all.
    fn empty() -> World {
        World::with(Rules {
            settle: SETTLE,
            ..Rules::default()
        })
    }

    fn with(rules: Rules) -> World {
        let home = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(START));
        let functions = open(home.path(), &clock, rules);
        World {
            home,
            clock,
            functions,
        }
    }

    /// A function `f`, settled.
    fn with_function() -> World {
        let world = World::empty();
        world.functions.create("f", new_function()).unwrap();
        world.settle();
        world
    }

    fn settle(&self) {
        self.clock.advance(SETTLE);
    }

    fn latest(&self) -> View {
        self.functions.get_configuration("f", None).unwrap()
    }

    fn version(&self, qualifier: &str) -> View {
        self.functions
            .get_configuration("f", Some(qualifier))
            .unwrap()
    }

    /// Updates the code of `f` to a zip of `text`, and lets it settle.
    fn update(&self, text: &str, publish: bool) -> View {
        let update = CodeUpdate {
            publish,
            ..code(text)
        };
        let view = self.functions.update_code("f", update).unwrap();
        self.settle();
        view
    }

    /// The same files, opened by another service: what a restart finds.
    fn reopened(&self) -> Functions {
        open(
            self.home.path(),
            &self.clock,
            Rules {
                settle: SETTLE,
                ..Rules::default()
            },
        )
    }

    fn buckets(&self) -> PathBuf {
        self.home.path().join("s3")
    }
}

fn open(home: &Path, clock: &Arc<ManualClock>, rules: Rules) -> Functions {
    let seams = Seams {
        records: Arc::new(Sqlite::open(&home.join("records.db")).unwrap()),
        packages: Arc::new(Directory::open(&home.join("packages")).unwrap()),
        sources: Arc::new(Buckets::new(&home.join("s3"), "us-east-1")),
        clock: clock.clone(),
    };
    let place = Place {
        region: "us-east-1".to_owned(),
        account: "111122223333".to_owned(),
    };
    let locator = Locator::open(&home.join("location.key")).unwrap();
    Functions::new(seams, place, locator, rules)
}

/// A zip of one file that holds `text`.
fn package(text: &str) -> Vec<u8> {
    zip(&[("index.py", text.as_bytes())])
}

fn sha(text: &str) -> String {
    Digest::of(&package(text)).base64()
}

fn source(bytes: Vec<u8>) -> CodeSource {
    CodeSource {
        zip_file: Some(bytes.into()),
        ..CodeSource::default()
    }
}

fn code(text: &str) -> CodeUpdate {
    CodeUpdate {
        source: source(package(text)),
        ..CodeUpdate::default()
    }
}

fn usual() -> ConfigurationUpdate {
    ConfigurationUpdate {
        role: Some("arn:aws:iam::111122223333:role/r".to_owned()),
        runtime: Some("python3.12".to_owned()),
        handler: Some("index.handler".to_owned()),
        ..ConfigurationUpdate::default()
    }
}

fn new_function() -> NewFunction {
    NewFunction {
        configuration: usual(),
        code: source(package("first")),
        ..NewFunction::default()
    }
}

/// `[State, StateReasonCode, LastUpdateStatus, LastUpdateStatusReasonCode]`, `-` for none.
fn states(view: &View) -> [&'static str; 4] {
    [
        view.state(),
        view.state_reason_code(),
        view.last_update_status(),
        view.last_update_status_reason_code(),
    ]
    .map(|state| state.unwrap_or("-"))
}

const PENDING: [&str; 4] = ["Pending", "Creating", "-", "-"];
const IN_PROGRESS: [&str; 4] = ["Active", "-", "InProgress", "Creating"];
const DONE: [&str; 4] = ["Active", "-", "Successful", "-"];

/// The name and the words of a fault.
fn told<T: std::fmt::Debug>(result: Result<T, Fault>) -> (&'static str, String) {
    let fault = result.unwrap_err();
    (fault.error().as_str(), fault.message().unwrap_or_default())
}

const INVALID: &str = "InvalidParameterValueException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const CONFLICT: &str = "ResourceConflictException";
const STALE: &str = "PreconditionFailedException";

const STALE_TEXT: &str = "The Revision Id provided does not match the latest Revision Id. Call the \
                          GetFunction/GetAlias API to retrieve the latest Revision Id";

/// Two strings, to compare with what [`told`] gives.
fn words(error: &'static str, text: impl Into<String>) -> (&'static str, String) {
    (error, text.into())
}
