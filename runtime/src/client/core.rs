//! What a client and its clones share, and the part of a call before anything is sent.

use std::borrow::Cow;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};

use super::adaptive::RateLimiter;
use super::agent;
use super::checksum;
use super::config::Config;
use super::credentials::{Credentials, CredentialsError};
use super::endpoint::{Auth, Endpoint};
use super::error::Error;
use super::fill::fill;
use super::finish::finish;
use super::hyper::HyperTransport;
use super::intercept::{Hooked, Interceptor, Step};
use super::orchestrator::Failure;
use super::resolve::Endpoints;
use super::retry::Quota;
use super::transport::Transport;
use crate::operation::{Operation, OperationTrait, Service};
use crate::protocol::{ClientProtocol, HostPrefix, InvalidInput};
use crate::random;
use crate::rules::Rules;
use crate::sigv4::{Signing, SigningError};
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;
use crate::value::Structure;

/// What a client and its clones share.
pub(super) struct Core {
    pub(super) service: &'static Service,
    pub(super) config: Config,
    protocol: Option<&'static dyn ClientProtocol>,
    rules: Option<&'static Rules>,
    endpoints: Endpoints,
    user_agent: Result<HeaderValue, Cow<'static, str>>,
    transport: OnceLock<Arc<dyn Transport>>,
    pub(super) shared: Arc<Shared>,
}

/// What a client learns of its service, whatever the configuration of a call.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) quota: Quota,
    pub(super) rate: RateLimiter,
    /// How many seconds the service's clock is ahead of ours, once that has mattered.
    pub(super) clock: AtomicI64,
}

/// What a caller says about one call.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) timeout: Option<Duration>,
    pub(super) attempts: Option<u32>,
    pub(super) headers: HeaderMap,
    /// A header that can't be sent.
    pub(super) problem: Option<InvalidInput>,
}

/// A request that is ready but for what changes with each attempt.
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) checksums: checksum::Plan,
}

/// What is sent: bytes can be sent again, a stream can't.
pub(super) enum Body {
    Bytes(Bytes),
    Stream(Option<ByteStream>),
}

impl Core {
    pub(super) fn new(
        service: &'static Service,
        config: Config,
        protocol: Option<&'static dyn ClientProtocol>,
        rules: Option<&'static Rules>,
    ) -> Self {
        Self {
            endpoints: Endpoints::new(service, rules, &config),
            user_agent: header_value(header::USER_AGENT, &agent::user_agent(service, &config)),
            service,
            config,
            protocol,
            rules,
            transport: OnceLock::new(),
            shared: Arc::default(),
        }
    }

    /// The same client by another configuration: connections, quota, rate and clock are shared.
    pub(super) fn configured(&self, config: Config) -> Self {
        let transport = match &config.transport {
            Some(_) => OnceLock::new(),
            None => OnceLock::from(self.transport().clone()),
        };
        Self {
            transport,
            shared: self.shared.clone(),
            ..Self::new(self.service, config, self.protocol, self.rules)
        }
    }

    /// Where in which call a hook is.
    pub(super) fn step(&self, operation: &Operation, attempt: u32) -> Step {
        Step {
            service: self.service.sdk_id,
            operation: operation.name,
            attempt,
        }
    }

    /// Runs a hook of all interceptors.
    pub(super) fn hook(
        &self,
        mut call: impl FnMut(&dyn Interceptor) -> Hooked,
    ) -> Result<(), Failure> {
        for interceptor in &self.config.interceptors {
            call(&**interceptor).map_err(Error::Interceptor)?;
        }
        Ok(())
    }

    /// The request with everything that doesn't change with the attempt.
    pub(super) fn prepare(
        &self,
        operation: &Operation,
        options: &Options,
        input: &mut dyn Structure,
        account: Option<&str>,
    ) -> Result<Prepared, Failure> {
        if let Some(problem) = &options.problem {
            return Err(Error::InvalidInput(problem.clone()));
        }
        let step = self.step(operation, 0);
        self.hook(|i| i.before_serialization(&step, input))?;
        fill(input, &*self.config.tokens);
        let endpoint = self.endpoints.find(operation, input, account);
        let endpoint = endpoint.map_err(Error::Configuration)?;
        let checksums = checksum::Plan::of(operation, input);
        let request = self
            .protocol()?
            .write_request(operation, input)
            .map_err(Error::InvalidInput)?;
        let (parts, body) = request.into_parts();
        let prefix = parts.extensions.get::<HostPrefix>();
        let host = endpoint.host(prefix.map_or("", |prefix| &prefix.0));
        let uri = endpoint
            .uri(&host, &parts.uri)
            .map_err(Error::Configuration)?;
        let mut headers = parts.headers;
        for (name, value) in [
            (header::HOST, header_value(header::HOST, &host)),
            (header::USER_AGENT, self.user_agent.clone()),
            (INVOCATION, header_value(INVOCATION, &random::uuid())),
        ] {
            headers.insert(name, value.map_err(Error::Configuration)?);
        }
        for (name, value) in &endpoint.headers {
            headers.append(name, value.clone());
        }
        for (name, value) in &options.headers {
            headers.insert(name, value.clone());
        }
        let least = self.config.min_compression;
        let body = match finish(operation, &mut headers, body.as_bytes().cloned(), least) {
            Some(bytes) => {
                checksums.add(&mut headers, &bytes);
                Body::Bytes(bytes)
            }
            None => Body::Stream(Some(body)),
        };
        Ok(Prepared {
            method: parts.method,
            uri,
            headers,
            body,
            endpoint,
            checksums,
        })
    }

    /// The account of the credentials, where endpoints differ by it.
    pub(super) async fn account(&self, operation: &Operation) -> Result<Option<String>, Failure> {
        if !self.endpoints.need_account() {
            return Ok(None);
        }
        let credentials = self.credentials(operation, &Auth::default()).await?;
        Ok(credentials.and_then(|credentials| credentials.account))
    }

    /// What to sign with now; `None` where the operation goes unsigned.
    pub(super) async fn credentials(
        &self,
        operation: &Operation,
        auth: &Auth,
    ) -> Result<Option<Credentials>, Failure> {
        let name = auth.name.as_deref().unwrap_or(self.service.signing_name);
        if name.is_empty() || auth.unsigned || operation.has(OperationTrait::Unsigned) {
            return Ok(None);
        }
        let none = || CredentialsError::new("no credentials: call Config::credentials");
        let found = match &self.config.credentials {
            Some(provider) => provider.credentials().await,
            None => Err(none()),
        };
        match found {
            Ok(credentials) => Ok(Some(credentials)),
            Err(error) => Err(Error::Credentials(Box::new(error))),
        }
    }

    /// How to sign with these credentials now.
    pub(super) fn signing<'a>(
        &'a self,
        credentials: &'a Credentials,
        auth: &'a Auth,
    ) -> Signing<'a> {
        let region = auth.region.as_ref().or(self.config.region.as_ref());
        let now = Timestamp::now().seconds;
        Signing {
            access_key: &credentials.access_key,
            secret_key: &credentials.secret_key,
            session_token: credentials.session_token.as_deref(),
            region: region.map_or(DEFAULT_REGION, String::as_str),
            service: auth.name.as_deref().unwrap_or(self.service.signing_name),
            time: Timestamp::from_seconds(
                now.saturating_add(self.shared.clock.load(Ordering::Relaxed)),
            ),
        }
    }

    pub(super) fn protocol(&self) -> Result<&'static dyn ClientProtocol, Failure> {
        self.protocol.ok_or_else(|| {
            let problem = format!(
                "this build doesn't have the protocol {}: turn on its feature of planish-runtime",
                self.service.protocol
            );
            Error::Configuration(problem.into())
        })
    }

    /// What sends; the client's own where the configuration brings none.
    pub(super) fn transport(&self) -> &Arc<dyn Transport> {
        self.transport.get_or_init(|| match &self.config.transport {
            Some(transport) => transport.clone(),
            None => {
                let transport = HyperTransport::new(self.config.timeouts.connect);
                Arc::new(match &self.config.ca_bundle {
                    Some(path) => transport.ca_bundle(path),
                    None => transport,
                })
            }
        })
    }
}

/// What requests to an endpoint of one's own are signed for where no region is set.
pub(super) const DEFAULT_REGION: &str = "us-east-1";

/// Text as a header's value, or what is wrong with it.
fn header_value(name: HeaderName, text: &str) -> Result<HeaderValue, Cow<'static, str>> {
    HeaderValue::from_str(text)
        .map_err(|_| format!("`{text}` can't be in the header {name}").into())
}

const INVOCATION: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");

/// Why a request can't be signed, as a call's error.
pub(super) fn unsignable(error: SigningError) -> Failure {
    match error {
        SigningError::Expires => Error::InvalidInput(InvalidInput {
            member: "expires",
            problem: error.to_string().into(),
        }),
        error => {
            let problem = format!("the request can't be signed: {error}");
            Error::Credentials(Box::new(CredentialsError::new(problem)))
        }
    }
}

#[cfg(test)]
#[cfg(feature = "compression")]
mod tests {
    use http::header::CONTENT_ENCODING;

    use super::super::fake::{self, Fake, Input, Lines};
    use super::super::{ClientOperation as _, ReplayTransport};
    use super::*;

    #[test]
    fn the_settings_say_whether_bodies_are_compressed() {
        let operation = Operation {
            traits: &[OperationTrait::Compression("gzip")],
            ..*Fake::OPERATION
        };
        let encoding = |least: usize, body: ByteStream| {
            let config = fake::config(&ReplayTransport::new()).min_compression(least);
            let core = Core::new(&fake::SERVICE, config, Some(&Lines), None);
            let mut input = Input {
                body: Some(body),
                ..Input::default()
            };
            let prepared = core.prepare(&operation, &Options::default(), &mut input, None);
            let headers = prepared.unwrap().headers;
            headers.get(CONTENT_ENCODING).cloned()
        };
        let gzip = HeaderValue::from_static("gzip");
        assert_eq!(encoding(4, "body".into()), Some(gzip.clone()));
        assert_eq!(encoding(0, "".into()), Some(gzip));
        assert_eq!(encoding(5, "body".into()), None);
        assert_eq!(encoding(usize::MAX, "body".into()), None);
        // A stream would have to be read first.
        let stream = http_body_util::Full::new(Bytes::from_static(b"body"));
        assert_eq!(encoding(4, ByteStream::from_body(stream)), None);
    }
}
