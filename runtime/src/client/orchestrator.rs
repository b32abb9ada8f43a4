//! One call, from input to response: the path of every operation of every service.
//!
//! It sends, repeats and tells success from failure, and knows no type of an operation. The typed shell around it reads what comes back.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use http_body_util::{BodyExt as _, Collected, LengthLimitError, Limited};
use tracing::Instrument as _;

use super::BoxFuture;
use super::core::{Body, Core, Options, Prepared, unsignable};
use super::error::{Error, Metadata, TimeoutKind, retryable};
use super::intercept::Outcome;
use super::retry::{self, Throttle};
use super::signed::SignedBody;
use super::transport::{TransportError, TransportErrorKind};
use crate::operation::{Operation, OperationTrait};
use crate::schema::Trait;
use crate::sigv4::{self, EventChain, Payload};
use crate::stream::{BoxError, ByteStream};
use crate::timestamp::{Format, Timestamp};
use crate::value::Structure;

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

impl Core {
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

    async fn attempts(
        &self,
        operation: &Operation,
        options: &Options,
        mut input: Box<dyn Structure>,
    ) -> Result<Reply, Failure> {
        let account = self.account(operation).await?;
        let mut prepared = self.prepare(operation, options, &mut *input, account.as_deref())?;
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
            if policy.is_adaptive() {
                self.shared.rate.wait().await;
            }
            let work = self.attempt(operation, &mut prepared, attempt, most);
            let within = self.config.timeouts.attempt;
            let result = in_time(within, TimeoutKind::Attempt, work).await;
            if !self.config.interceptors.is_empty() {
                let step = self.step(operation, attempt);
                self.hook(|i| i.after_attempt(&step, &outcome(&result)))?;
            }
            let throttle = match &result {
                Ok(_) => None,
                Err(error) => is_worth_another(operation, error),
            };
            if policy.is_adaptive() {
                self.shared.rate.learn(throttle == Some(Throttle(true)));
            }
            let error = match result {
                Ok(reply) => {
                    self.shared.quota.refund(paid);
                    return Ok(reply);
                }
                Err(error) => error,
            };
            if attempt >= most {
                return Err(error);
            }
            if !corrected && self.correct_clock(&error) {
                corrected = true;
            } else if throttle.is_some() {
                paid = self
                    .shared
                    .quota
                    .pay(matches!(error, Error::Timeout { .. }));
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
        let is_last = attempt >= most;
        let mut request = http::Request::new(());
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = give(&mut prepared.uri, is_last);
        *request.headers_mut() = give(&mut prepared.headers, is_last);
        let (mut head, ()) = request.into_parts();
        head.headers.insert(ATTEMPT, count(attempt, most));
        let step = self.step(operation, attempt);
        self.hook(|i| i.before_signing(&step, &mut head))?;
        let endpoint = prepared.endpoint.clone();
        if let Some(credentials) = self.credentials(operation, &endpoint.auth).await? {
            let payload = match &prepared.body {
                Body::Stream(_) if has_signed_events(operation) => Payload::Events,
                Body::Bytes(bytes) if !operation.has(OperationTrait::UnsignedPayload) => {
                    Payload::Bytes(bytes)
                }
                _ => Payload::Unsigned,
            };
            let signing = self.signing(&credentials, &endpoint.auth);
            let (method, uri) = (&head.method, &head.uri);
            let signature = sigv4::sign(&signing, method, uri, &mut head.headers, payload)
                .map_err(unsignable)?;
            if has_signed_events(operation)
                && let Body::Stream(Some(body)) = &mut prepared.body
            {
                let chain = EventChain::new(&signing, signature);
                let ahead = self.shared.clock.load(Ordering::Relaxed);
                let signed = SignedBody::new(std::mem::take(body), chain, ahead);
                *body = ByteStream::from_body(signed);
            }
        }
        let body = match &mut prepared.body {
            Body::Bytes(bytes) => ByteStream::from(give(bytes, is_last)),
            Body::Stream(stream) => stream.take().unwrap_or_default(),
        };
        let request = http::Request::from_parts(head, body);
        self.hook(|i| i.before_transmit(&step, &request))?;
        let sending = self.transport().send(request);
        let sending = async { sending.await.map_err(lost) };
        let response = in_time(self.config.timeouts.read, TimeoutKind::Read, sending).await?;
        let (head, body) = response.into_parts();
        self.hook(|i| i.after_response(&step, &head))?;
        let metadata = Metadata::of(&head, attempt);
        let body = prepared.checksums.check(&head.headers, body);
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
        let known = self.shared.clock.load(Ordering::Relaxed);
        if ahead.saturating_sub(known).saturating_abs() < LEAST_SKEW_SECONDS {
            return false;
        }
        self.shared.clock.store(ahead, Ordering::Relaxed);
        tracing::warn!(
            seconds = ahead,
            "the service's clock differs, signing by it"
        );
        true
    }
}

/// What is sent: itself, if nobody needs it after the last attempt, or else a copy.
fn give<T: Clone + Default>(value: &mut T, is_last: bool) -> T {
    if is_last {
        std::mem::take(value)
    } else {
        value.clone()
    }
}

/// The number of the attempt, for the service.
fn count(attempt: u32, most: u32) -> HeaderValue {
    match (attempt, most) {
        (1, 1) => HeaderValue::from_static("attempt=1; max=1"),
        (1, 3) => HeaderValue::from_static("attempt=1; max=3"),
        _ => HeaderValue::try_from(format!("attempt={attempt}; max={most}"))
            .unwrap_or(HeaderValue::from_static("attempt")),
    }
}

const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");

/// Clocks that differ by less aren't what makes a signature fail.
const LEAST_SKEW_SECONDS: i64 = 240;

fn lost(error: TransportError) -> Failure {
    Error::Transport(Box::new(error))
}

/// The whole body, if it isn't larger than so many bytes.
async fn collect(body: ByteStream, most: usize) -> Result<Bytes, Failure> {
    if let Some(bytes) = body.as_bytes().filter(|bytes| bytes.len() <= most) {
        return Ok(bytes.clone());
    }
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

/// Whether the input has events that are to be signed.
fn has_signed_events(operation: &Operation) -> bool {
    let mut members = operation.input.members.iter();
    members.any(|member| member.target.is_event_stream())
        && !operation.has(OperationTrait::UnsignedPayload)
}

fn outcome(result: &Result<Reply, Failure>) -> Outcome<'_> {
    let (metadata, code) = match result {
        Ok(reply) => (Some(&reply.metadata), None),
        Err(Error::Service { error, metadata }) => (Some(&**metadata), error.code.as_deref()),
        Err(error) => (error.metadata(), None),
    };
    Outcome {
        is_success: result.is_ok(),
        code,
        metadata,
    }
}

/// Whether the error may be gone at another attempt, and if so, whether it is one of throttling.
fn is_worth_another(operation: &Operation, error: &Failure) -> Option<Throttle> {
    match error {
        Error::Service { error, metadata } => {
            let shape = error.index.and_then(|index| operation.errors.get(index));
            let modelled = shape.and_then(|shape| retryable(shape.traits));
            retry::of_service(modelled, error.code.as_deref(), metadata.status)
        }
        other => other.is_lost().then_some(Throttle(false)),
    }
}

#[cfg(test)]
mod tests;
