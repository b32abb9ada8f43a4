//! Credentials that are kept while they are good, and providers that are asked one after the other.

use std::fmt;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::BoxFuture;
use super::credentials::{Credentials, CredentialsError, CredentialsProvider};
use crate::timestamp::Timestamp;

/// So many seconds before they expire, credentials are asked for again.
const EARLY: i64 = 300;

/// Keeps the credentials of another provider until five minutes before they expire; such without an
/// end for ever. Calls that meet while it asks wait for the same answer. If asking fails, the old
/// credentials serve until they have expired.
pub struct CachedCredentials<P> {
    provider: P,
    last: Mutex<Option<Credentials>>,
}

/// Asks providers in order; the first one that has credentials decides.
#[derive(Clone, Default)]
pub struct CredentialsChain {
    providers: Vec<(&'static str, Arc<dyn CredentialsProvider>)>,
}

impl<P: CredentialsProvider> CachedCredentials<P> {
    /// Keeps what this provider says.
    pub fn new(provider: P) -> Self {
        Self {
            provider,
            last: Mutex::new(None),
        }
    }

    async fn find(&self) -> Result<Credentials, CredentialsError> {
        let mut last = self.last.lock().await;
        let now = Timestamp::now().seconds;
        let good = |known: &Credentials, early: i64| {
            let end = known.expires.map(|end| end.seconds.saturating_sub(early));
            end.is_none_or(|end| now < end)
        };
        if let Some(known) = last.as_ref().filter(|known| good(known, EARLY)) {
            return Ok(known.clone());
        }
        match self.provider.credentials().await {
            Ok(found) => Ok(last.insert(found).clone()),
            Err(error) => match last.as_ref().filter(|known| good(known, 0)) {
                Some(known) => {
                    tracing::warn!(%error, "no new credentials, the old ones are used");
                    Ok(known.clone())
                }
                None => Err(error),
            },
        }
    }
}

impl<P: CredentialsProvider> CredentialsProvider for CachedCredentials<P> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.find())
    }
}

impl CredentialsChain {
    /// A chain without providers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a provider, with what messages call it.
    #[must_use]
    pub fn with(mut self, name: &'static str, provider: impl CredentialsProvider) -> Self {
        self.providers.push((name, Arc::new(provider)));
        self
    }
}

impl CredentialsProvider for CredentialsChain {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let mut problems = String::from("no credentials");
            for (name, provider) in &self.providers {
                match provider.credentials().await {
                    Ok(found) => return Ok(found),
                    Err(error) => problems.push_str(&format!("; {name}: {error}")),
                }
            }
            Err(CredentialsError::new(problems))
        })
    }
}

impl<P> fmt::Debug for CachedCredentials<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedCredentials").finish_non_exhaustive()
    }
}

impl fmt::Debug for CredentialsChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.providers.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as Lock;

    use super::*;

    /// Answers from a list: credentials that are good for so many seconds, or an error.
    struct List(Lock<Vec<Option<i64>>>);

    impl CredentialsProvider for List {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            let mut list = self.0.lock().unwrap();
            let next = (!list.is_empty()).then(|| list.remove(0)).flatten();
            let answer = next.map(|seconds| Credentials {
                expires: Some(Timestamp::from_seconds(Timestamp::now().seconds + seconds)),
                ..Credentials::new(seconds.to_string(), "secret")
            });
            Box::pin(async { answer.ok_or_else(|| CredentialsError::new("none left")) })
        }
    }

    #[tokio::test]
    async fn old_credentials_serve_while_there_are_no_new_ones() {
        let list = List(Lock::new(vec![Some(100), None, Some(900), Some(1)]));
        let cached = CachedCredentials::new(list);
        for expected in ["100", "100", "900", "900"] {
            let found = cached.credentials().await.unwrap();
            assert_eq!(found.access_key, expected);
        }
        let ended = CachedCredentials::new(List(Lock::new(vec![Some(-1)])));
        assert!(ended.credentials().await.is_ok());
        assert!(ended.credentials().await.is_err());
    }

    #[tokio::test]
    async fn the_first_provider_with_credentials_decides() {
        let none = || List(Lock::default());
        let chain = CredentialsChain::new()
            .with("first", none())
            .with("second", Credentials::new("id", "secret"));
        assert_eq!(chain.credentials().await.unwrap().access_key, "id");
        let chain = CredentialsChain::new().with("first", none());
        let error = chain.credentials().await.unwrap_err().to_string();
        assert_eq!(error, "no credentials; first: none left");
    }
}
