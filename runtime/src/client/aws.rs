//! What the crate `aws-config` finds, as configuration of our clients.

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_types::retry::RetryMode;
use aws_types::SdkConfig;

use super::BoxFuture;
use super::cached::CachedCredentials;
use super::config::{Config, Timeouts};
use super::credentials::{Credentials, CredentialsError, CredentialsProvider};
use super::retry::RetryPolicy;
use crate::timestamp::Timestamp;

/// A provider of the AWS SDKs: all that `aws-config` has, such as roles, SSO and instances. Ask it
/// through [`CachedCredentials`] unless it keeps credentials itself.
#[derive(Clone, Debug)]
pub struct AwsCredentials(SharedCredentialsProvider);

impl AwsCredentials {
    /// Credentials of this provider.
    pub fn new(provider: impl ProvideCredentials + 'static) -> Self {
        Self(SharedCredentialsProvider::new(provider))
    }
}

impl CredentialsProvider for AwsCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let found = self.0.provide_credentials().await;
            let found = found.map_err(|error| {
                CredentialsError::new(format!("no credentials: {error}")).caused_by(error)
            })?;
            let mut ours = Credentials::new(found.access_key_id(), found.secret_access_key());
            ours.session_token = found.session_token().map(str::to_owned);
            ours.account = found.account_id().map(|id| id.as_str().to_owned());
            ours.expires = found.expiry().map(Timestamp::from);
            Ok(ours)
        })
    }
}

impl Config {
    /// The same configuration as that of an AWS SDK: region, credentials, endpoint, FIPS and IPv6,
    /// retries, timeouts, compression and the name of the application.
    ///
    /// ```
    /// use aws_types::SdkConfig;
    /// use planish_runtime::client::Config;
    ///
    /// // As a rule it is what `aws_config::load_defaults(…).await` finds.
    /// let sdk = SdkConfig::builder().endpoint_url("http://localhost:9001").build();
    /// let config = Config::from_aws(&sdk);
    /// # assert!(format!("{config:?}").contains("localhost:9001"));
    /// ```
    pub fn from_aws(sdk: &SdkConfig) -> Self {
        let mut config = Self::new();
        if let Some(region) = sdk.region() {
            config = config.region(region.as_ref());
        }
        if let Some(provider) = sdk.credentials_provider() {
            config = config.credentials(CachedCredentials::new(AwsCredentials(provider)));
        }
        if let Some(url) = sdk.endpoint_url() {
            config = config.endpoint(url);
        }
        if let Some(retry) = sdk.retry_config() {
            let policy = match retry.mode() {
                RetryMode::Adaptive => RetryPolicy::adaptive(),
                _ => RetryPolicy::default(),
            };
            let policy = policy.attempts(retry.max_attempts());
            config = config.retry(policy.pauses(retry.initial_backoff(), retry.max_backoff()));
        }
        if let Some(theirs) = sdk.timeout_config() {
            let ours = Timeouts::default();
            config = config.timeouts(Timeouts {
                connect: theirs.connect_timeout().unwrap_or(ours.connect),
                read: theirs.read_timeout().or(ours.read),
                attempt: theirs.operation_attempt_timeout().or(ours.attempt),
                call: theirs.operation_timeout().or(ours.call),
            });
        }
        if let Some(least) = sdk.request_min_compression_size_bytes() {
            config = config.min_compression(usize::try_from(least).unwrap_or(usize::MAX));
        }
        if sdk.disable_request_compression() == Some(true) {
            config = config.min_compression(usize::MAX);
        }
        if let Some(app) = sdk.app_name() {
            config = config.app(app.to_string());
        }
        config
            .use_fips(sdk.use_fips() == Some(true))
            .use_dual_stack(sdk.use_dual_stack() == Some(true))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[tokio::test]
    async fn credentials_keep_all_that_is_known_of_them() {
        let end = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
        let theirs = aws_credential_types::Credentials::builder()
            .access_key_id("id")
            .secret_access_key("secret")
            .session_token("token")
            .account_id("0123")
            .expiry(end)
            .provider_name("test")
            .build();
        let sdk = SdkConfig::builder()
            .region(aws_types::region::Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(theirs))
            .use_fips(true)
            .build();
        let config = Config::from_aws(&sdk);
        assert_eq!(config.region.as_deref(), Some("eu-west-1"));
        assert!(config.use_fips && !config.use_dual_stack);
        let found = config.credentials.unwrap().credentials().await.unwrap();
        assert_eq!(
            found,
            Credentials {
                session_token: Some("token".to_owned()),
                expires: Some(Timestamp::from_seconds(4_000_000_000)),
                account: Some("0123".to_owned()),
                ..Credentials::new("id", "secret")
            }
        );
    }
}
