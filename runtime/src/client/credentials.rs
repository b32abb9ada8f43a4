//! Credentials and where they come from.

use std::fmt;

use super::BoxFuture;
use crate::timestamp::Timestamp;

/// What signs requests.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key's id.
    pub access_key: String,
    /// The secret that belongs to it.
    pub secret_key: String,
    /// The token of temporary credentials.
    pub session_token: Option<String>,
    /// When temporary credentials end.
    pub expires: Option<Timestamp>,
    /// The account that they belong to, where that is known.
    pub account: Option<String>,
}

/// Something that knows credentials, now or after asking for them. Asked at every attempt of every
/// call, so one that asks others keeps the answer while it is good.
pub trait CredentialsProvider: Send + Sync + 'static {
    /// The credentials to sign with now.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;
}

/// The variables `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and
/// `AWS_ACCOUNT_ID`, read anew each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnvironmentCredentials;

/// Why there are no credentials, and what to do about it.
#[derive(Debug)]
pub struct CredentialsError {
    problem: String,
    source: Option<crate::stream::BoxError>,
}

impl Credentials {
    /// Credentials of a key that is good until it is deleted.
    pub fn new(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self {
            access_key: access_key.into(),
            secret_key: secret_key.into(),
            session_token: None,
            expires: None,
            account: None,
        }
    }

    /// The same with the token of temporary credentials.
    #[must_use]
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into());
        self
    }
}

impl CredentialsProvider for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async { Ok(self.clone()) })
    }
}

impl CredentialsProvider for EnvironmentCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async { from_variables(&|name| std::env::var(name).ok()) })
    }
}

impl CredentialsError {
    /// An error with a text that says what to do.
    pub fn new(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            source: None,
        }
    }

    /// The same with what caused it.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<crate::stream::BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key", &self.access_key)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

fn from_variables(get: &dyn Fn(&str) -> Option<String>) -> Result<Credentials, CredentialsError> {
    let get = |name: &str| get(name).filter(|value| !value.is_empty());
    let need = |name: &str| {
        get(name).ok_or_else(|| {
            CredentialsError::new(format!(
                "{name} isn't set; set it, or give credentials with Config::credentials"
            ))
        })
    };
    Ok(Credentials {
        access_key: need("AWS_ACCESS_KEY_ID")?,
        secret_key: need("AWS_SECRET_ACCESS_KEY")?,
        session_token: get("AWS_SESSION_TOKEN"),
        expires: None,
        account: get("AWS_ACCOUNT_ID"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_make_credentials() {
        let found = from_variables(&|name| match name {
            "AWS_ACCESS_KEY_ID" => Some("id".to_owned()),
            "AWS_SECRET_ACCESS_KEY" => Some("secret".to_owned()),
            "AWS_ACCOUNT_ID" => Some("012345678901".to_owned()),
            _ => Some(String::new()),
        });
        let expected = Credentials {
            account: Some("012345678901".to_owned()),
            ..Credentials::new("id", "secret")
        };
        assert_eq!(found.unwrap(), expected);
        let none = from_variables(&|_| None).unwrap_err().to_string();
        assert!(none.starts_with("AWS_ACCESS_KEY_ID isn't set"), "{none}");
        assert!(!format!("{:?}", Credentials::new("id", "hidden")).contains("hidden"));
    }
}
