//! From settings to a service that is ready: the stores, and what stands on them.

use crate::access::Access;
use crate::behaviour::{Functions, Rules, Seams};
use crate::clock::SystemClock;
use crate::credentials::Credentials;
use crate::names::Place;
use crate::policy::Policies;
use crate::rate::Rate;
use crate::reload::Reloaded;
use crate::serve::Tls;
use crate::settings::{Security, Settings};
use crate::storage::{self, Purpose};
use crate::store::{Owner, Records};
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
    /// Nobody else may work in these directories meanwhile.
    _owners: Vec<Owner>,
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
    let stores = storage::open(settings, Purpose::Work)?;
    let security = &settings.security;
    let access = access(security)?;
    let tls = match (&security.tls_cert, &security.tls_key) {
        (Some(certificate), Some(key)) => {
            let tls = Tls::open(certificate, key);
            Some(tls.map_err(|(path, reason)| CannotOpen { path, reason })?)
        }
        _ => None,
    };
    let seams = Seams {
        records: stores.records,
        packages: stores.packages,
        sources: stores.sources,
        clock: Arc::new(SystemClock),
    };
    let metrics = Arc::new(Metrics::default());
    let seams = timed(seams, &metrics);
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
    let functions = Functions::new(seams, place, stores.locator, rules);
    let mut orphans = 0;
    if stores.alone {
        let removed = functions.collect_orphans(Duration::ZERO);
        orphans = removed.map_err(told(&settings.storage.data))?;
    }
    Ok(Service {
        functions,
        access,
        security: security.clone(),
        tls,
        metrics,
        orphans,
        _owners: stores.owners,
    })
}

/// The records that `settings` name, to be looked at beside a service that may be at work on them.
///
/// # Errors
/// If there are none, or those of another version of this program.
pub fn look(settings: &Settings) -> Result<Arc<dyn Records>, CannotOpen> {
    Ok(storage::open(settings, Purpose::Look)?.records)
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
