//! What a client is told: where to send, as whom, and how patiently.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::cached::CredentialsChain;
use super::credentials::{CredentialsProvider, EnvironmentCredentials};
use super::intercept::Interceptor;
use super::profile::{Profile, ProfileCredentials, ProfileError};
use super::retry::RetryPolicy;
use super::transport::Transport;
use crate::operation::Service;
use crate::random;
use crate::rules::Value;

/// The configuration of a client.
///
/// `Config::new().endpoint("http://127.0.0.1:9001").region("us-east-1")`, or [`Config::from_env`].
#[derive(Clone)]
pub struct Config {
    pub(super) region: Option<String>,
    pub(super) credentials: Option<Arc<dyn CredentialsProvider>>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) retry: RetryPolicy,
    pub(super) timeouts: Timeouts,
    pub(super) user_agent: Option<String>,
    pub(super) app: Option<String>,
    pub(super) ca_bundle: Option<PathBuf>,
    pub(super) interceptors: Vec<Arc<dyn Interceptor>>,
    pub(super) max_response: usize,
    pub(super) tokens: TokenSource,
    pub(super) min_compression: usize,
    pub(super) use_fips: bool,
    pub(super) use_dual_stack: bool,
    pub(super) account_mode: AccountMode,
    pub(super) endpoint_parameters: BTreeMap<String, Value<'static>>,
    endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_…`, by their names.
    endpoints: BTreeMap<String, String>,
}

/// Where idempotency tokens come from.
pub(super) type TokenSource = Arc<dyn Fn() -> String + Send + Sync>;

/// Whether requests go to endpoints of the account that the credentials belong to, where a service
/// has such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountMode {
    /// Where the account is known.
    #[default]
    Preferred,
    /// Always; a call fails where the account isn't known.
    Required,
    /// Never.
    Disabled,
}

impl AccountMode {
    /// The name that AWS tools share.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Required => "required",
            Self::Disabled => "disabled",
        }
    }
}

/// How long to wait. `None` is for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection, by the client's own transport. 5 seconds.
    pub connect: Duration,
    /// For the head of a response, from sending the request on. None.
    pub read: Option<Duration>,
    /// For one attempt, from sending to the end of the response, or to the end of its head where
    /// the output is streamed. 5 minutes.
    pub attempt: Option<Duration>,
    /// For a call with all its attempts and the pauses between them. None.
    pub call: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: None,
            attempt: Some(Duration::from_secs(300)),
            call: None,
        }
    }
}

impl Config {
    /// A configuration with neither region nor endpoint nor credentials, and defaults elsewhere.
    pub fn new() -> Self {
        Self {
            region: None,
            credentials: None,
            transport: None,
            retry: RetryPolicy::default(),
            timeouts: Timeouts::default(),
            user_agent: None,
            app: None,
            ca_bundle: None,
            interceptors: Vec::new(),
            max_response: 256 << 20,
            tokens: Arc::new(random::uuid),
            min_compression: MIN_COMPRESSION,
            use_fips: false,
            use_dual_stack: false,
            account_mode: AccountMode::default(),
            endpoint_parameters: BTreeMap::new(),
            endpoint: None,
            endpoints: BTreeMap::new(),
        }
    }

    /// The configuration that the environment holds, by the names that AWS tools share:
    /// `AWS_REGION` or `AWS_DEFAULT_REGION`, `AWS_ENDPOINT_URL_<SERVICE>` or `AWS_ENDPOINT_URL`
    /// (not with `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true`), `AWS_RETRY_MODE`,
    /// `AWS_MAX_ATTEMPTS`, `AWS_SDK_UA_APP_ID`, `AWS_CA_BUNDLE`,
    /// `AWS_DISABLE_REQUEST_COMPRESSION`, `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES`,
    /// `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`, `AWS_ACCOUNT_ID_ENDPOINT_MODE`, and
    /// [`EnvironmentCredentials`].
    pub fn from_env() -> Self {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self::from_variables(variables)
    }

    /// The configuration that the environment and the shared files hold, `~/.aws/config` and
    /// `~/.aws/credentials`: [`Config::from_env`], and what the environment doesn't say from the
    /// profile that `AWS_PROFILE` names, or `default`. Of the profile: `region`, `endpoint_url`,
    /// `retry_mode`, `max_attempts`, `use_fips_endpoint`, `use_dualstack_endpoint`,
    /// `account_id_endpoint_mode`, `sdk_ua_app_id`, `ca_bundle`, `ignore_configured_endpoint_urls`,
    /// `disable_request_compression`, `request_min_compression_size_bytes`, and
    /// [`ProfileCredentials`]. Reads files, so it blocks for a moment.
    ///
    /// # Errors
    /// Files that can't be read, and a profile that is named and isn't there.
    pub fn load() -> Result<Self, ProfileError> {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        let mut variables: BTreeMap<String, String> =
            variables.filter(|(_, value)| !value.is_empty()).collect();
        let profile = Profile::read(&|name| variables.get(name).cloned())?;
        for (key, variable) in PROFILE_KEYS {
            if let Some(value) = profile.get(key) {
                let known = variables.entry((*variable).to_owned());
                known.or_insert_with(|| value.to_owned());
            }
        }
        let chain = CredentialsChain::new()
            .with("environment", EnvironmentCredentials)
            .with("profile", ProfileCredentials::from_env());
        Ok(Self::from_variables(variables.into_iter()).credentials(chain))
    }

    fn from_variables(variables: impl Iterator<Item = (String, String)>) -> Self {
        let aws = |name: &str, value: &str| name.starts_with("AWS_") && !value.is_empty();
        let mut found: BTreeMap<String, String> =
            variables.filter(|(name, value)| aws(name, value)).collect();
        let mut config = Self::new().credentials(EnvironmentCredentials);
        config.region = found
            .remove("AWS_REGION")
            .or_else(|| found.remove("AWS_DEFAULT_REGION"));
        if found
            .get("AWS_RETRY_MODE")
            .is_some_and(|mode| mode == "adaptive")
        {
            config.retry = RetryPolicy::adaptive();
        }
        config.app = found.remove("AWS_SDK_UA_APP_ID");
        config.ca_bundle = found.remove("AWS_CA_BUNDLE").map(PathBuf::from);
        if let Some(attempts) = found.get("AWS_MAX_ATTEMPTS").and_then(|n| n.parse().ok()) {
            config.retry = config.retry.attempts(attempts);
        }
        let number = |name: &str| found.get(name).and_then(|n| n.parse().ok());
        if let Some(bytes) = number("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES") {
            config.min_compression = bytes;
        }
        if is_true(&found, "AWS_DISABLE_REQUEST_COMPRESSION") {
            config.min_compression = usize::MAX;
        }
        config.use_fips = is_true(&found, "AWS_USE_FIPS_ENDPOINT");
        config.use_dual_stack = is_true(&found, "AWS_USE_DUALSTACK_ENDPOINT");
        let modes = [AccountMode::Required, AccountMode::Disabled];
        let mode = found.get("AWS_ACCOUNT_ID_ENDPOINT_MODE");
        let mode = modes
            .iter()
            .find(|m| mode.is_some_and(|name| name.eq_ignore_ascii_case(m.as_str())));
        config.account_mode = mode.copied().unwrap_or_default();
        let ignored = is_true(&found, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
        if !ignored {
            found.retain(|name, _| name.starts_with(ENDPOINT));
            config.endpoints = found;
        }
        config
    }

    /// Sends to this URL, for instance `http://127.0.0.1:9001`, instead of AWS.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// The region, for endpoint and signature. A client with an endpoint and no region signs for
    /// `us-east-1`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sends to endpoints with FIPS 140-2 validated cryptography. No by default.
    #[must_use]
    pub fn use_fips(mut self, yes: bool) -> Self {
        self.use_fips = yes;
        self
    }

    /// Sends to endpoints that have IPv6 besides IPv4. No by default.
    #[must_use]
    pub fn use_dual_stack(mut self, yes: bool) -> Self {
        self.use_dual_stack = yes;
        self
    }

    /// Whether requests go to endpoints of the credentials' account, where a service has such.
    #[must_use]
    pub fn account_mode(mut self, mode: AccountMode) -> Self {
        self.account_mode = mode;
        self
    }

    /// A parameter of the service's endpoint rules, by its name there, such as `ForcePathStyle` of
    /// S3 (the trait `clientContextParams`). A name that the rules don't know fails the first call.
    #[must_use]
    pub fn endpoint_parameter(
        mut self,
        name: impl Into<String>,
        value: impl Into<Value<'static>>,
    ) -> Self {
        self.endpoint_parameters.insert(name.into(), value.into());
        self
    }

    /// Credentials, or what provides them.
    #[must_use]
    pub fn credentials(mut self, provider: impl CredentialsProvider) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// Sends by another transport. Clients that share one share its connections.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// How often and when failed attempts are repeated.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long to wait.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// The header `user-agent`, in place of one that names planish, the service and the system.
    #[must_use]
    pub fn user_agent(mut self, text: impl Into<String>) -> Self {
        self.user_agent = Some(text.into());
        self
    }

    /// The application, as the header `user-agent` names it: up to 50 characters.
    #[must_use]
    pub fn app(mut self, id: impl Into<String>) -> Self {
        self.app = Some(id.into());
        self
    }

    /// Believes the certificates in this file of PEM, in place of those of Mozilla. For the client's
    /// own transport.
    #[must_use]
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(path.into());
        self
    }

    /// Hooks into every call, behind those that are there already.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// The largest response in bytes that is held in memory; streams have no limit. 256 MiB.
    #[must_use]
    pub fn max_response(mut self, bytes: usize) -> Self {
        self.max_response = bytes;
        self
    }

    /// The size in bytes from which a request's body is compressed, for operations that allow it;
    /// `usize::MAX` for never. 10 KiB.
    #[must_use]
    pub fn min_compression(mut self, bytes: usize) -> Self {
        self.min_compression = bytes;
        self
    }

    /// Where the idempotency tokens come from that inputs lack; random UUIDs if not set.
    #[must_use]
    pub fn idempotency_tokens(
        mut self,
        source: impl Fn() -> String + Send + Sync + 'static,
    ) -> Self {
        self.tokens = Arc::new(source);
        self
    }

    /// The URL that was given for this service, if any.
    pub(super) fn endpoint_of(&self, service: &Service) -> Option<&str> {
        let id: String = service
            .sdk_id
            .chars()
            .map(|c| match c {
                ' ' | '-' => '_',
                c => c.to_ascii_uppercase(),
            })
            .collect();
        let special = format!("{ENDPOINT}_{id}");
        self.endpoint
            .as_ref()
            .or_else(|| self.endpoints.get(&special))
            .or_else(|| self.endpoints.get(ENDPOINT))
            .map(String::as_str)
    }
}

/// Keys of profiles, and the variables that go before them.
const PROFILE_KEYS: &[(&str, &str)] = &[
    ("account_id_endpoint_mode", "AWS_ACCOUNT_ID_ENDPOINT_MODE"),
    ("ca_bundle", "AWS_CA_BUNDLE"),
    (
        "disable_request_compression",
        "AWS_DISABLE_REQUEST_COMPRESSION",
    ),
    ("endpoint_url", "AWS_ENDPOINT_URL"),
    (
        "ignore_configured_endpoint_urls",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    ),
    ("max_attempts", "AWS_MAX_ATTEMPTS"),
    ("region", "AWS_DEFAULT_REGION"),
    (
        "request_min_compression_size_bytes",
        "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
    ),
    ("retry_mode", "AWS_RETRY_MODE"),
    ("sdk_ua_app_id", "AWS_SDK_UA_APP_ID"),
    ("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"),
    ("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"),
];

const ENDPOINT: &str = "AWS_ENDPOINT_URL";

/// Smithy 2.0, trait `requestCompression`: the least size that is compressed.
const MIN_COMPRESSION: usize = 10_240;

fn is_true(variables: &BTreeMap<String, String>, name: &str) -> bool {
    let value = variables.get(name);
    value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("retry", &self.retry)
            .field("timeouts", &self.timeouts)
            .field("app", &self.app)
            .field("max_response", &self.max_response)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::SERVICE;
    use super::*;

    fn variables(list: &[(&str, &str)]) -> Config {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Config::from_variables(list.iter().map(own))
    }

    #[test]
    fn the_service_s_own_endpoint_goes_first() {
        let all = [
            ("AWS_ENDPOINT_URL", "http://all"),
            ("AWS_ENDPOINT_URL_FAKE_THING", "http://one"),
            ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_REGION", ""),
            ("AWS_MAX_ATTEMPTS", "7"),
        ];
        let config = variables(&all);
        assert_eq!(config.endpoint_of(&SERVICE), Some("http://one"));
        assert_eq!(config.region.as_deref(), Some("eu-west-1"));
        assert_eq!(config.retry.max_attempts(), 7);
        assert_eq!(
            variables(&all[..1]).endpoint_of(&SERVICE),
            Some("http://all")
        );
        let given = variables(&all).endpoint("http://given");
        assert_eq!(given.endpoint_of(&SERVICE), Some("http://given"));
        let ignored = [all[0], ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")];
        assert_eq!(variables(&ignored).endpoint_of(&SERVICE), None);
    }

    #[test]
    fn the_environment_says_what_is_compressed() {
        const LEAST: &str = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
        const OFF: &str = "AWS_DISABLE_REQUEST_COMPRESSION";
        let never = usize::MAX;
        for (list, least) in [
            (&[][..], 10_240),
            (&[(LEAST, "128")], 128),
            (&[(LEAST, "0")], 0),
            (&[(LEAST, "many")], 10_240),
            (&[(LEAST, "-1")], 10_240),
            (&[(OFF, "true")], never),
            (&[(OFF, "TRUE"), (LEAST, "128")], never),
            (&[(OFF, "false"), (LEAST, "128")], 128),
            (&[(OFF, "1")], 10_240),
        ] {
            assert_eq!(variables(list).min_compression, least, "{list:?}");
        }
        let given = variables(&[(OFF, "true")]).min_compression(5);
        assert_eq!(given.min_compression, 5);
    }
}
