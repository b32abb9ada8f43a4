//! The files that AWS tools share: profiles with settings and credentials.
//!
//! Source: "Shared config and credentials files" in the AWS SDKs and Tools reference guide. What
//! asks another service for credentials (roles, SSO, containers, instances) is not here: the feature
//! `aws-config` has it.

mod file;
mod process;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::BoxFuture;
use super::cached::CachedCredentials;
use super::credentials::{Credentials, CredentialsError, CredentialsProvider};
use file::{Kind, Settings};

/// Credentials of a profile in `~/.aws/credentials` or `~/.aws/config`: a key, or what a program
/// prints (`credential_process`). Files are read, and the program is run, when credentials are first
/// needed, and again five minutes before these expire.
#[derive(Debug)]
pub struct ProfileCredentials {
    cached: CachedCredentials<Source>,
}

/// A profile, read from its files.
#[derive(Debug)]
pub(super) struct Profile {
    name: String,
    /// What both files say of it; the file of credentials goes first.
    settings: Settings,
}

/// Why a profile can't be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProfileError {
    /// A file can't be read.
    Read(PathBuf, std::io::Error),
    /// A line of a file, counted from 1, is neither a section nor a setting.
    Syntax(PathBuf, usize),
    /// No file has the profile.
    Missing(String),
}

/// Variables that say which profile of which files is meant.
const VARIABLES: &[&str] = &[
    "AWS_PROFILE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "HOME",
    "USERPROFILE",
];

/// Keys that say where credentials come from that are not here.
const ELSEWHERE: &[&str] = &[
    "role_arn",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
    "login_session",
];

impl ProfileCredentials {
    /// Those of the profile that `AWS_PROFILE` names, or of `default`. `AWS_CONFIG_FILE` and
    /// `AWS_SHARED_CREDENTIALS_FILE` say where else the files are.
    pub fn from_env() -> Self {
        Self::of(None)
    }

    /// Those of the profile of this name.
    pub fn named(name: impl Into<String>) -> Self {
        Self::of(Some(name.into()))
    }

    fn of(name: Option<String>) -> Self {
        let mut variables = BTreeMap::new();
        for name in VARIABLES {
            variables.extend(std::env::var(name).map(|value| ((*name).to_owned(), value)));
        }
        if let Some(name) = name {
            variables.insert("AWS_PROFILE".to_owned(), name);
        }
        Self::from_variables(variables)
    }

    fn from_variables(variables: BTreeMap<String, String>) -> Self {
        Self {
            cached: CachedCredentials::new(Source { variables }),
        }
    }
}

impl CredentialsProvider for ProfileCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.cached.credentials()
    }
}

/// Reads the files anew each time.
struct Source {
    variables: BTreeMap<String, String>,
}

impl CredentialsProvider for Source {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let variables = self.variables.clone();
            let found = tokio::task::spawn_blocking(move || {
                let get = |name: &str| variables.get(name).cloned();
                Profile::read(&get)
                    .map_err(|e| CredentialsError::new(e.to_string()).caused_by(e))?
                    .credentials()
            });
            let lost = |e| CredentialsError::new("reading the profile was cut off").caused_by(e);
            found.await.map_err(lost)?
        })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let profile = self.variables.get("AWS_PROFILE");
        f.debug_struct("Source").field("profile", &profile).finish()
    }
}

impl Profile {
    /// The profile that these variables name. Files that aren't there have none; `default` need not
    /// be anywhere.
    pub(super) fn read(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, ProfileError> {
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        let asked = get("AWS_PROFILE");
        let name = asked.clone().unwrap_or_else(|| "default".to_owned());
        let home = get("HOME").or_else(|| get("USERPROFILE"));
        let path = |variable: &str, file: &str| match get(variable) {
            Some(path) => Some(PathBuf::from(path)),
            None => Some(PathBuf::from(home.clone()?).join(".aws").join(file)),
        };
        let files = [
            (Kind::Config, path("AWS_CONFIG_FILE", "config")),
            (
                Kind::Credentials,
                path("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
            ),
        ];
        let (mut settings, mut is_there) = (Settings::new(), false);
        for (kind, path) in files {
            let Some(path) = path else { continue };
            if let Some(found) = file::read(&path, kind, &name)? {
                is_there = true;
                settings.extend(found);
            }
        }
        match asked {
            Some(name) if !is_there => Err(ProfileError::Missing(name)),
            _ => Ok(Self { name, settings }),
        }
    }

    /// A setting.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.settings.get(key).map(String::as_str)
    }

    fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let name = &self.name;
        // Another identity than the one that is meant would be worse than none.
        if let Some(key) = ELSEWHERE.iter().find(|key| self.get(key).is_some()) {
            return Err(CredentialsError::new(format!(
                "the profile `{name}` has `{key}`, which this client can't follow: use the feature \
                 aws-config of planish-runtime, or credential_process"
            )));
        }
        let key = self.get("aws_access_key_id");
        let secret = self.get("aws_secret_access_key");
        let account = self.get("aws_account_id").map(str::to_owned);
        match (key, secret, self.get("credential_process")) {
            (Some(key), Some(secret), _) => Ok(Credentials {
                session_token: self.get("aws_session_token").map(str::to_owned),
                account,
                ..Credentials::new(key, secret)
            }),
            (None, None, Some(command)) => {
                let mut found = process::run(command)?;
                found.account = found.account.or(account);
                Ok(found)
            }
            _ => Err(CredentialsError::new(format!(
                "the profile `{name}` has no credentials: it needs aws_access_key_id and \
                 aws_secret_access_key, or credential_process"
            ))),
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "can't read {}: {error}", path.display()),
            Self::Syntax(path, line) => write!(
                f,
                "{}:{line}: neither a section nor a setting",
                path.display()
            ),
            Self::Missing(name) => write!(f, "there is no profile `{name}`"),
        }
    }
}

impl std::error::Error for ProfileError {}

#[cfg(test)]
mod tests;
