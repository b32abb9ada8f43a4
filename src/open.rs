//! From settings to a service that is ready: the data directory, and what stands on it.
//!
//! ```text
//! DATA/owner          locked by the process at work here
//! DATA/records.db     function records and small packages (SQLite, with its -wal and -shm)
//! DATA/packages/      all other packages, by SHA-256
//! DATA/location.key   signs the links of Code.Location
//! ```

use crate::access::Access;
use crate::behaviour::{Functions, Rules, Seams};
use crate::clock::SystemClock;
use crate::credentials::Credentials;
use crate::location::Locator;
use crate::names::Place;
use crate::package::Directory;
use crate::policy::Policies;
use crate::rate::Rate;
use crate::reload::Reloaded;
use crate::serve::Tls;
use crate::settings::{Security, Settings};
use crate::source::{Buckets, NoBuckets, Sources};
use crate::store::{Owner, Records, SmallPackages, Sqlite};
use crate::watch::{Metrics, timed};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A service, ready to be called.
pub struct Service {
    /// The operations.
    pub functions: Functions,
    /// Whom to believe, and what they may do.
    pub access: Access,
    /// Limits of connections and requests.
    pub security: Security,
    /// Certificate and key, where the service speaks https.
    pub tls: Option<Tls>,
    /// What is counted and timed.
    pub metrics: Arc<Metrics>,
    /// How many packages were found that no record named, and removed.
    pub orphans: usize,
    /// Nobody else may work in the data directory meanwhile.
    _owner: Owner,
}

/// Why a service can't be made ready.
#[derive(Debug)]
pub struct CannotOpen {
    /// The file or directory that is the trouble.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// Makes the service that `settings` describe ready.
///
/// # Errors
/// If a file or directory that the settings name can't be used.
pub fn open(settings: &Settings) -> Result<Service, CannotOpen> {
    open_with(settings, |_| {})
}

/// The same, but `change` has the last word about the rules: for those that no setting sets.
///
/// # Errors
/// As [`open`].
pub fn open_with(
    settings: &Settings,
    change: impl FnOnce(&mut Rules),
) -> Result<Service, CannotOpen> {
    let data = settings.storage.data.as_path();
    let at = |name: &str| data.join(name);
    make_private_directory(data).map_err(told(data))?;
    let owner = Owner::take(&at("owner")).map_err(told(data))?;
    let security = &settings.security;
    let access = access(security)?;
    let tls = match (&security.tls_cert, &security.tls_key) {
        (Some(certificate), Some(key)) => {
            let tls = Tls::open(certificate, key);
            Some(tls.map_err(|(path, reason)| CannotOpen { path, reason })?)
        }
        _ => None,
    };
    let sources: Arc<dyn Sources> = match &settings.storage.s3 {
        Some(path) if path.is_dir() => Arc::new(Buckets::new(path, &settings.service.region)),
        Some(path) => return Err(told(path)("there is no such directory")),
        None => Arc::new(NoBuckets),
    };
    let packages = at("packages");
    let records = Arc::new(Sqlite::open(&at("records.db")).map_err(told(data))?);
    let directory = Directory::open(&packages).map_err(told(&packages))?;
    let seams = Seams {
        packages: Arc::new(SmallPackages::new(Arc::clone(&records), directory)),
        records,
        sources,
        clock: Arc::new(SystemClock),
    };
    let metrics = Arc::new(Metrics::default());
    let seams = timed(seams, &metrics);
    let key = at("location.key");
    let locator = Locator::open(&key).map_err(told(&key))?;
    let place = Place {
        region: settings.service.region.clone(),
        account: settings.service.account.clone(),
    };
    let mut rules = Rules {
        settle: settings.service.settle,
        retired_runtimes: settings.service.retired_runtimes,
        ..Rules::default()
    };
    change(&mut rules);
    let functions = Functions::new(seams, place, locator, rules);
    let orphans = functions
        .collect_orphans(Duration::ZERO)
        .map_err(told(data))?;
    Ok(Service {
        functions,
        access,
        security: security.clone(),
        tls,
        metrics,
        orphans,
        _owner: owner,
    })
}

/// The records that `settings` name, to be looked at beside a service that may be at work on them.
///
/// # Errors
/// If there are none, or those of another version of this program.
pub fn look(settings: &Settings) -> Result<Arc<dyn Records>, CannotOpen> {
    let path = settings.storage.data.join("records.db");
    let records = Sqlite::look(&path).map_err(told(&path))?;
    Ok(Arc::new(records))
}

/// Keys, policies and rates.
fn access(security: &Security) -> Result<Access, CannotOpen> {
    let credentials = match &security.credentials {
        Some(path) => Reloaded::open(path, Credentials::parse).map_err(told(path))?,
        None => Reloaded::fixed(Credentials::default()),
    };
    let policies = match &security.policies {
        Some(path) => Some(Reloaded::open(path, Policies::parse).map_err(told(path))?),
        None => None,
    };
    if let Some(policies) = &policies {
        let (policies, credentials) = (policies.get(), credentials.get());
        for profile in policies.profiles() {
            if !credentials.profiles().any(|known| known == profile) {
                tracing::warn!(profile, "there is a policy, but no such profile has a key");
            }
        }
    }
    Ok(Access {
        credentials,
        policies,
        rate: Rate::new(security.rate, security.rate_per_key),
    })
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
    let path = path.to_owned();
    move |error| CannotOpen {
        path,
        reason: error.to_string(),
    }
}

impl fmt::Display for CannotOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for CannotOpen {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Cli;
    use clap::Parser;

    fn settings(home: &Path, more: &[&str]) -> Settings {
        let data = home.join("data").display().to_string();
        let fixed = ["lambda-code", "--data", &data];
        Cli::try_parse_from(fixed.iter().chain(more))
            .unwrap()
            .settings
    }

    #[test]
    fn a_service_opens_again_and_again_but_once_at_a_time() {
        let home = tempfile::tempdir().unwrap();
        let settings = settings(home.path(), &[]);
        let first = open(&settings).unwrap();
        assert!(
            first
                .functions
                .list_functions(false, None, None)
                .unwrap()
                .items
                .is_empty()
        );
        let error = open(&settings).err().unwrap();
        assert!(error.to_string().contains("another process"), "{error}");
        drop(first);
        std::fs::write(home.path().join("data/packages").join("0".repeat(64)), "x").unwrap();
        assert_eq!(open(&settings).unwrap().orphans, 1);
    }

    #[test]
    fn a_service_can_be_shared_between_threads() {
        fn shared<T: Send + Sync + 'static>() {}
        shared::<Service>();
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let home = tempfile::tempdir().unwrap();
        let bad = home.path().join("credentials");
        std::fs::write(&bad, "[a]\n").unwrap();
        let missing = home.path().join("missing");
        for (option, path, reason) in [
            (
                "--credentials",
                &bad,
                "line 1: the profile [a] has no aws_access_key_id",
            ),
            ("--s3", &missing, "there is no such directory"),
        ] {
            let path = path.display().to_string();
            let error = open(&settings(home.path(), &[option, &path]))
                .err()
                .unwrap();
            assert_eq!(error.to_string(), format!("{path}: {reason}"));
        }
    }
}
