//! From settings to stores: which kind of each, and who else may use them.
//!
//! ```text
//! DATA/owner          locked by the process at work here
//! DATA/records.db     function records and small packages (SQLite, with its -wal and -shm)
//! DATA/packages/      all other packages, by SHA-256
//! DATA/location.key   signs the links of Code.Location
//! ```
//!
//! Records in SQLite have one process, which then has its packages to itself, too. Records in
//! PostgreSQL have any number of processes, which share packages and the key of links.

use crate::location::Locator;
use crate::open::CannotOpen;
use crate::package::{Directory, Packages};
use crate::settings::{PackagesAt, Settings, SourcesAt};
use crate::source::{Buckets, NoBuckets, Sources};
use crate::store::{Owner, Records, SmallPackages, Sqlite};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The stores of a service.
pub(crate) struct Stores {
    pub(crate) records: Arc<dyn Records>,
    pub(crate) packages: Arc<dyn Packages>,
    pub(crate) sources: Arc<dyn Sources>,
    pub(crate) locator: Locator,
    /// Whether all that is kept is in the data directory, for this process alone: then orphans can
    /// be removed without waiting.
    pub(crate) alone: bool,
    /// Nobody else may work in these directories meanwhile.
    pub(crate) owners: Vec<Owner>,
}

/// What the stores are opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To work with them.
    Work,
    /// To look at them, also while others work with them. Nothing is cleaned up, and no directory
    /// made.
    Look,
}

/// A name in place of a path, for what is not a file.
const RECORDS: &str = "--records";
const PACKAGES: &str = "--packages";
const SOURCES: &str = "--s3";

/// Opens the stores that the settings name.
///
/// # Errors
/// If one of them can't be used. Messages have no secrets.
pub(crate) fn open(settings: &Settings, purpose: Purpose) -> Result<Stores, CannotOpen> {
    let storage = &settings.storage;
    let data = storage.data.as_path();
    let shared = storage.records.is_some();
    let mut owners = Vec::new();
    // Where records and packages have another place, there is nothing to keep here.
    if !shared || storage.packages.is_none() {
        enter(data, purpose, &mut owners)?;
    }
    let (records, locator, own) = match &storage.records {
        Some(url) => {
            let (records, locator) = postgres(&url.0, storage.records_connections)?;
            (records, locator, None)
        }
        None => {
            let (sqlite, locator) = sqlite(data, purpose)?;
            let records: Arc<dyn Records> = sqlite.clone();
            (records, locator, Some(sqlite))
        }
    };
    let mut packages = match &storage.packages {
        None => directory(&data.join("packages"), purpose, false)?,
        Some(PackagesAt::Directory(path)) => {
            if !shared {
                enter(path, purpose, &mut owners)?;
            }
            directory(path, purpose, shared)?
        }
        Some(PackagesAt::Bucket(url)) => bucket(url)?,
    };
    if let Some(sqlite) = own {
        packages = Arc::new(SmallPackages::new(sqlite, packages));
    }
    Ok(Stores {
        records,
        packages,
        sources: sources(storage.s3.as_ref(), &settings.service.region)?,
        locator,
        alone: !shared && storage.packages.is_none(),
        owners,
    })
}

/// Makes a directory, and takes it for this process.
fn enter(path: &Path, purpose: Purpose, owners: &mut Vec<Owner>) -> Result<(), CannotOpen> {
    if purpose == Purpose::Look {
        return is_directory(path);
    }
    make_private_directory(path).map_err(told(path))?;
    owners.push(Owner::take(&path.join("owner")).map_err(told(path))?);
    Ok(())
}

fn sqlite(data: &Path, purpose: Purpose) -> Result<(Arc<Sqlite>, Locator), CannotOpen> {
    let path = data.join("records.db");
    if purpose == Purpose::Look && !path.is_file() {
        return Err(told(&path)("there are no records"));
    }
    let records = match purpose {
        Purpose::Work => Sqlite::open(&path).map_err(told(data))?,
        Purpose::Look => Sqlite::look(&path).map_err(told(&path))?,
    };
    let key = data.join("location.key");
    let locator = Locator::open(&key).map_err(told(&key))?;
    Ok((Arc::new(records), locator))
}

#[cfg(feature = "postgres")]
fn postgres(url: &str, connections: u16) -> Result<(Arc<dyn Records>, Locator), CannotOpen> {
    let at = Path::new(RECORDS);
    let connections = usize::from(connections);
    let records = crate::store::Postgres::open(url, connections).map_err(told(at))?;
    let fresh = Locator::fresh_key().map_err(told(at))?;
    let key = records.shared("location_key", &fresh).map_err(told(at))?;
    let locator = Locator::new(&key).map_err(told(at))?;
    Ok((Arc::new(records), locator))
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str, _: u16) -> Result<(Arc<dyn Records>, Locator), CannotOpen> {
    Err(left_out(RECORDS, "postgres"))
}

fn directory(path: &Path, purpose: Purpose, shared: bool) -> Result<Arc<dyn Packages>, CannotOpen> {
    let opened = match purpose {
        Purpose::Look => {
            is_directory(path)?;
            Directory::shared(path)
        }
        Purpose::Work if shared => Directory::shared(path),
        Purpose::Work => Directory::open(path),
    };
    Ok(Arc::new(opened.map_err(told(path))?))
}

#[cfg(feature = "s3")]
fn bucket(url: &str) -> Result<Arc<dyn Packages>, CannotOpen> {
    let opened = crate::package::Bucket::open(url);
    Ok(Arc::new(opened.map_err(told(Path::new(PACKAGES)))?))
}

#[cfg(not(feature = "s3"))]
fn bucket(_: &str) -> Result<Arc<dyn Packages>, CannotOpen> {
    Err(left_out(PACKAGES, "s3"))
}

fn sources(at: Option<&SourcesAt>, region: &str) -> Result<Arc<dyn Sources>, CannotOpen> {
    match at {
        None => Ok(Arc::new(NoBuckets)),
        Some(SourcesAt::Directory(path)) => {
            is_directory(path)?;
            Ok(Arc::new(Buckets::new(path, region)))
        }
        Some(SourcesAt::Endpoint(url)) => endpoint(Some(url), region),
        Some(SourcesAt::Aws) => endpoint(None, region),
    }
}

#[cfg(feature = "s3")]
fn endpoint(url: Option<&str>, region: &str) -> Result<Arc<dyn Sources>, CannotOpen> {
    let opened = crate::source::Endpoint::open(url, region);
    Ok(Arc::new(opened.map_err(told(Path::new(SOURCES)))?))
}

#[cfg(not(feature = "s3"))]
fn endpoint(_: Option<&str>, _: &str) -> Result<Arc<dyn Sources>, CannotOpen> {
    Err(left_out(SOURCES, "s3"))
}

#[cfg(not(all(feature = "postgres", feature = "s3")))]
fn left_out(option: &str, feature: &str) -> CannotOpen {
    told(Path::new(option))(format!(
        "this program was built without it: build it with the feature {feature}"
    ))
}

fn is_directory(path: &Path) -> Result<(), CannotOpen> {
    if path.is_dir() {
        return Ok(());
    }
    Err(told(path)("there is no such directory"))
}

/// A directory that only its owner can look into, if it is not there already.
fn make_private_directory(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn told<E: fmt::Display>(path: &Path) -> impl FnOnce(E) -> CannotOpen {
    let path: PathBuf = path.to_owned();
    move |error| CannotOpen {
        path,
        reason: error.to_string(),
    }
}
