//! One call, from input to response: the path of every operation of every service.
//!
//! It knows no type of an operation. The typed shell around it reads what comes back.

use std::borrow::Cow;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use http_body_util::{BodyExt as _, Collected, LengthLimitError, Limited};
use tracing::Instrument as _;

use super::config::Config;
use super::credentials::{Credentials, CredentialsError};
use super::endpoint::Endpoint;
use super::error::{Error, Metadata, TimeoutKind, retryable};
use super::hyper::HyperTransport;
use super::retry::{self, Quota};
use super::transport::{Transport, TransportError, TransportErrorKind};
use super::{BoxFuture, random};
use crate::operation::{Operation, OperationTrait, Service};
use crate::protocol::{ClientProtocol, HostPrefix, InvalidInput};
use crate::schema::Trait;
use crate::sigv4::{self, Payload, Signing};
use crate::stream::{BoxError, ByteStream};
use crate::timestamp::{Format, Timestamp};
use crate::value::Structure;

/// What a client and its clones share.
pub(super) struct Core {
    pub(super) service: &'static Service,
    pub(super) config: Config,
    protocol: Option<&'static dyn ClientProtocol>,
    endpoint: Result<Endpoint, Cow<'static, str>>,
    transport: OnceLock<Arc<dyn Transport>>,
    quota: Quota,
    /// How many seconds the service's clock is ahead of ours, once that has mattered.
    clock: AtomicI64,
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

/// A successful response.
pub(super) struct Reply {
    pub(super) response: http::Response<ByteStream>,
    pub(super) metadata: Metadata,
}

/// An error response, still to be read into the operation's error.
#[derive(Debug)]
pub(super) struct Fault {
    /// The index in the operation's error table.
    pub(super) index: Option<usize>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) response: http::Response<Bytes>,
}

pub(super) type Failure = Error<Fault>;

/// A request that is ready but for what changes with each attempt.
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
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
    ) -> Self {
        let given = config.endpoint_of(service);
        Self {
            endpoint: Endpoint::of(service, given, config.region.as_deref()),
            service,
            config,
            protocol,
            transport: OnceLock::new(),
            quota: Quota::default(),
            clock: AtomicI64::new(0),
        }
    }

    /// Calls the operation, with as many attempts as it takes and the policy allows.
    pub(super) fn call(
        self: Arc<Self>,
        operation: &'static Operation,
        options: Options,
        input: Box<dyn Structure>,
    ) -> BoxFuture<'static, Result<Reply, Failure>> {
        let span = tracing::info_span!(
            "call",
            service = self.service.sdk_id,
            operation = operation.name,
            attempts = tracing::field::Empty,
            status = tracing::field::Empty,
            request_id = tracing::field::Empty,
        );
        let within = options.timeout.or(self.config.timeouts.call);
        let seen = span.clone();
        let work = async move {
            let result = self.attempts(operation, &options, input).await;
            let metadata = match &result {
                Ok(reply) => Some(&reply.metadata),
                Err(error) => error.metadata(),
            };
            if let Some(metadata) = metadata {
                seen.record("attempts", metadata.attempts);
                seen.record("status", metadata.status);
                seen.record("request_id", metadata.request_id.as_deref());
            }
            result
        };
        Box::pin(in_time(within, TimeoutKind::Call, work).instrument(span))
    }

    /// The request with everything that doesn't change with the attempt.
    pub(super) fn prepare(
        &self,
        operation: &Operation,
        options: &Options,
        input: &mut dyn Structure,
    ) -> Result<Prepared, Failure> {
        if let Some(problem) = &options.problem {
            return Err(Error::InvalidInput(problem.clone()));
        }
        let endpoint = match &self.endpoint {
            Ok(endpoint) => endpoint,
            Err(problem) => return Err(Error::Configuration(problem.clone())),
        };
        random::fill_tokens(input);
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
        for (name, text) in [
            (header::HOST, host.as_str()),
            (header::USER_AGENT, &self.config.user_agent),
            (INVOCATION, &random::uuid()),
        ] {
            let value = HeaderValue::from_str(text).map_err(|_| {
                Error::Configuration(format!("`{text}` can't be in the header {name}").into())
            })?;
            headers.insert(name, value);
        }
        for (name, value) in &options.headers {
            headers.insert(name, value.clone());
        }
        let body = match body.as_bytes() {
            Some(bytes) => Body::Bytes(bytes.clone()),
            None => Body::Stream(Some(body)),
        };
        Ok(Prepared {
            method: parts.method,
            uri,
            headers,
            body,
        })
    }

    /// What to sign with now; `None` where the operation goes unsigned.
    pub(super) async fn credentials(
        &self,
        operation: &Operation,
    ) -> Result<Option<Credentials>, Failure> {
        if self.service.signing_name.is_empty() || operation.has(OperationTrait::Unsigned) {
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
    pub(super) fn signing<'a>(&'a self, credentials: &'a Credentials) -> Signing<'a> {
        let now = Timestamp::now().seconds;
        Signing {
            access_key: &credentials.access_key,
            secret_key: &credentials.secret_key,
            session_token: credentials.session_token.as_deref(),
            region: self.config.region.as_deref().unwrap_or("us-east-1"),
            service: self.service.signing_name,
            time: Timestamp::from_seconds(now.saturating_add(self.clock.load(Ordering::Relaxed))),
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

    async fn attempts(
        &self,
        operation: &Operation,
        options: &Options,
        mut input: Box<dyn Structure>,
    ) -> Result<Reply, Failure> {
        let mut prepared = self.prepare(operation, options, &mut *input)?;
        drop(input);
        let policy = match options.attempts {
            Some(attempts) => self.config.retry.attempts(attempts),
            None => self.config.retry,
        };
        let most = match prepared.body {
            Body::Bytes(_) => policy.max_attempts(),
            Body::Stream(_) => 1,
        };
        let (mut attempt, mut paid, mut corrected) = (1, None, false);
        loop {
            let work = self.attempt(operation, &mut prepared, attempt, most);
            let within = self.config.timeouts.attempt;
            let error = match in_time(within, TimeoutKind::Attempt, work).await {
                Ok(reply) => {
                    self.quota.refund(paid);
                    return Ok(reply);
                }
                Err(error) => error,
            };
            if attempt >= most {
                return Err(error);
            }
            if !corrected && self.correct_clock(&error) {
                corrected = true;
            } else if is_worth_another(operation, &error) {
                paid = self.quota.pay(matches!(error, Error::Timeout { .. }));
                if paid.is_none() {
                    return Err(error);
                }
                let asked = error
                    .metadata()
                    .and_then(|m| retry::asked_pause(&m.headers));
                let pause = policy.pause(attempt, asked);
                tracing::debug!(attempt, ?pause, "attempt failed, trying again");
                tokio::time::sleep(pause).await;
            } else {
                return Err(error);
            }
            attempt += 1;
        }
    }

    async fn attempt(
        &self,
        operation: &Operation,
        prepared: &mut Prepared,
        attempt: u32,
        most: u32,
    ) -> Result<Reply, Failure> {
        let mut headers = prepared.headers.clone();
        let count = format!("attempt={attempt}; max={most}");
        if let Ok(count) = HeaderValue::from_str(&count) {
            headers.insert(ATTEMPT, count);
        }
        if let Some(credentials) = self.credentials(operation).await? {
            let payload = match &prepared.body {
                Body::Bytes(bytes) if !operation.has(OperationTrait::UnsignedPayload) => {
                    Payload::Bytes(bytes)
                }
                _ => Payload::Unsigned,
            };
            let signing = self.signing(&credentials);
            sigv4::sign(
                &signing,
                &prepared.method,
                &prepared.uri,
                &mut headers,
                payload,
            )
            .map_err(unsignable)?;
        }
        let body = match &mut prepared.body {
            Body::Bytes(bytes) => ByteStream::from(bytes.clone()),
            Body::Stream(stream) => stream.take().unwrap_or_default(),
        };
        let mut request = http::Request::new(body);
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = prepared.uri.clone();
        *request.headers_mut() = headers;
        let response = self.transport().send(request).await.map_err(lost)?;
        let (head, body) = response.into_parts();
        let metadata = Metadata::of(&head, attempt);
        if head.status.is_success() && streams(operation) {
            let response = http::Response::from_parts(head, body);
            return Ok(Reply { response, metadata });
        }
        let body = collect(body, self.config.max_response).await?;
        if head.status.is_success() {
            let response = http::Response::from_parts(head, body.into());
            return Ok(Reply { response, metadata });
        }
        let response = http::Response::from_parts(head, body);
        let (code, message) = self.protocol()?.error_code(&response);
        let named = |name: &str| operation.errors.iter().position(|e| e.name() == name);
        Err(Error::Service {
            error: Box::new(Fault {
                index: code.as_deref().and_then(named),
                code,
                message,
                response,
            }),
            metadata: Box::new(metadata),
        })
    }

    fn transport(&self) -> &Arc<dyn Transport> {
        self.transport.get_or_init(|| match &self.config.transport {
            Some(transport) => transport.clone(),
            None => Arc::new(HyperTransport::new(self.config.timeouts.connect)),
        })
    }

    /// Sets the clock by the service's where a wrong one made the call fail.
    fn correct_clock(&self, error: &Failure) -> bool {
        let Error::Service { error, metadata } = error else {
            return false;
        };
        let date = metadata.headers.get(header::DATE);
        let theirs = date
            .and_then(|date| date.to_str().ok())
            .and_then(|date| Timestamp::parse(date, Format::HttpDate));
        let (Some(theirs), true) = (theirs, error.code.as_deref().is_some_and(retry::is_skewed))
        else {
            return false;
        };
        let ahead = theirs.seconds.saturating_sub(Timestamp::now().seconds);
        let known = self.clock.load(Ordering::Relaxed);
        if ahead.saturating_sub(known).saturating_abs() < LEAST_SKEW_SECONDS {
            return false;
        }
        self.clock.store(ahead, Ordering::Relaxed);
        tracing::warn!(
            seconds = ahead,
            "the service's clock differs, signing by it"
        );
        true
    }
}

const INVOCATION: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");

/// Clocks that differ by less aren't what makes a signature fail.
const LEAST_SKEW_SECONDS: i64 = 240;

/// Why a request can't be signed, as a call's error.
pub(super) fn unsignable(error: sigv4::SigningError) -> Failure {
    match error {
        sigv4::SigningError::Expires => Error::InvalidInput(InvalidInput {
            member: "expires",
            problem: error.to_string().into(),
        }),
        error => {
            let problem = format!("the request can't be signed: {error}");
            Error::Credentials(Box::new(CredentialsError::new(problem)))
        }
    }
}

fn lost(error: TransportError) -> Failure {
    Error::Transport(Box::new(error))
}

/// The whole body, if it isn't larger than so many bytes.
async fn collect(body: ByteStream, most: usize) -> Result<Bytes, Failure> {
    match limited(body, most).await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) => {
            let kind = if error.is::<LengthLimitError>() {
                TransportErrorKind::TooLarge
            } else {
                TransportErrorKind::Broken
            };
            Err(lost(TransportError::new(kind, error)))
        }
    }
}

/// Its own function since the compiler can't tell inside of another future that this one is `Send`.
fn limited(
    body: ByteStream,
    most: usize,
) -> BoxFuture<'static, Result<Collected<Bytes>, BoxError>> {
    Box::pin(Limited::new(body.into_body(), most).collect())
}

async fn in_time<T>(
    within: Option<Duration>,
    kind: TimeoutKind,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    match within {
        None => work.await,
        Some(after) => match tokio::time::timeout(after, work).await {
            Ok(result) => result,
            Err(_) => Err(Error::Timeout { kind, after }),
        },
    }
}

/// Whether the output has a blob that is streamed.
fn streams(operation: &Operation) -> bool {
    operation.output.members.iter().any(|member| {
        member
            .find(|t| matches!(t, Trait::Streaming).then_some(()))
            .is_some()
    })
}

fn is_worth_another(operation: &Operation, error: &Failure) -> bool {
    match error {
        Error::Service { error, metadata } => {
            let shape = error.index.and_then(|index| operation.errors.get(index));
            let modelled = shape.and_then(|shape| retryable(shape.traits));
            retry::of_service(modelled, error.code.as_deref(), metadata.status).is_some()
        }
        other => other.is_lost(),
    }
}

#[cfg(test)]
#[path = "orchestrator_tests.rs"]
mod tests;
