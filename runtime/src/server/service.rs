//! The server: a `tower::Service` that takes any HTTP request and always answers.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};
use std::time::Instant;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::request::Parts;
use http_body_util::Limited;
use tracing::Instrument as _;

use super::blobs::{Apart, BlobReceiver};
use super::body::{self, Arrived, Reading, Unreadable};
use super::call::{Call, Handlers, Reply};
use super::context::{Authenticator, Context};
use super::memory::Memory;
use super::message::Style;
use super::observer::{Answered, ErrorName, Learned, Observer, Remote};
use super::router::{Outcome, Router};
use super::settings::Settings;
use super::verified::VerifiedBody;
use super::wording::{Unknown, Wording};
use super::{BoxFuture, catch};
use crate::operation::{Operation, Service};
use crate::protocol::{self, Malformed, ServerProtocol};
use crate::schema::{Location, Schema};
use crate::sigv4::Payload;
use crate::stream::{BoxError, ByteStream, StreamBody};

/// The body of a response.
pub type ResponseBody = StreamBody;

/// Carries the request's id in every answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// Serves a generated service. Cheap to clone.
#[derive(Clone)]
pub struct Server {
    service: &'static Service,
    protocol: Option<&'static dyn ServerProtocol>,
    router: Arc<Router>,
    handlers: Arc<dyn Handlers>,
    settings: Arc<Settings>,
}

/// A request that has been read, with what its path led to.
struct Routed {
    operation: Result<(usize, &'static Operation), Unknown>,
    labels: Vec<(&'static str, Cow<'static, str>)>,
}

impl Server {
    /// A server of the service's own protocol with the default settings. See
    /// [`check`](Server::check) for what may be wrong with it.
    pub fn new(service: &'static Service, handlers: impl Handlers) -> Self {
        Self::with_protocol(service, protocol::server(service), handlers)
    }

    /// A server of another protocol; without one, every request fails.
    pub fn with_protocol(
        service: &'static Service,
        protocol: Option<&'static dyn ServerProtocol>,
        handlers: impl Handlers,
    ) -> Self {
        Self {
            service,
            protocol,
            router: Arc::new(Router::new(service)),
            handlers: Arc::new(handlers),
            settings: Arc::default(),
        }
    }

    /// Bytes that a body may have; [`DEFAULT_BODY_LIMIT`](super::DEFAULT_BODY_LIMIT) at first.
    /// Bodies that their operation streams have no limit but one of the operation's own.
    pub fn body_limit(self, bytes: u64) -> Self {
        self.set(|settings| settings.limits.body = bytes)
    }

    /// Bytes that a body of this operation may have.
    pub fn operation_body_limit(self, operation: &str, bytes: u64) -> Self {
        let mut operations = self.service.operations.iter();
        match operations.position(|o| o.name == operation) {
            Some(index) => self.set(|settings| settings.operation_limits.push((index, bytes))),
            None => self.set(|settings| settings.unknown_names.push(operation.to_owned())),
        }
    }

    /// Bytes of a body over its limit that are read and dropped before the refusal is sent, since
    /// many callers look for an answer only when all is sent;
    /// [`DEFAULT_DISCARD_LIMIT`](super::DEFAULT_DISCARD_LIMIT) at first.
    pub fn discard_limit(self, bytes: u64) -> Self {
        self.set(|settings| settings.limits.discard = bytes)
    }

    /// Who decides which requests are let in; everybody is at first.
    pub fn authenticator(self, authenticator: Arc<dyn Authenticator>) -> Self {
        self.set(|settings| settings.authenticator = Some(authenticator))
    }

    /// Who is told of every request that was answered; nobody at first.
    pub fn observer(self, observer: Arc<dyn Observer>) -> Self {
        self.set(|settings| settings.observer = Some(observer))
    }

    /// The words of refusals; Smithy's at first.
    pub fn wording(self, wording: Arc<dyn Wording>) -> Self {
        self.set(|settings| settings.wording = wording)
    }

    /// The wording of validation errors; Smithy's at first.
    pub fn validation(self, style: Style) -> Self {
        self.set(|settings| settings.style = style)
    }

    /// Whether absent members are written as nulls; they are left out at first.
    pub fn explicit_nulls(self, explicit: bool) -> Self {
        self.set(|settings| settings.explicit_nulls = explicit)
    }

    /// Whether the headers `Content-Type` and `Accept` are not looked at; they are by default.
    pub fn any_media_type(self, any: bool) -> Self {
        self.set(|settings| settings.any_media_type = any)
    }

    /// Whether booleans in documents may come as text, in any case: `true`, `yes`, `y`, `t` and
    /// `1`, and `false`, `no`, `n`, `f` and `0`, as with AWS's services of restJson1. Smithy's
    /// protocols refuse that, and so does a server at first.
    pub fn lenient_booleans(self, lenient: bool) -> Self {
        self.set(|settings| settings.lenient_booleans = lenient)
    }

    /// Who receives the blobs of requests over 1 MiB while they arrive, where the protocol can take
    /// them out of documents; all blobs are members in memory at first. It needs tokio.
    pub fn blob_receiver(self, receiver: Arc<dyn BlobReceiver>) -> Self {
        self.set(|settings| settings.blobs = Some(receiver))
    }

    /// The memory that all bodies over 1 MiB share, in bytes: one that finds too little waits before
    /// it is read. They have no limit together at first.
    pub fn body_memory(self, bytes: u64) -> Self {
        self.set(|settings| settings.memory = Some(Arc::new(Memory::new(bytes))))
    }

    /// The service that is served.
    pub fn service(&self) -> &'static Service {
        self.service
    }

    pub(super) fn protocol(&self) -> Option<&'static dyn ServerProtocol> {
        self.protocol
    }

    pub(super) fn router(&self) -> &Router {
        &self.router
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// Answers one request.
    async fn serve(
        self,
        head: Box<Parts>,
        body: ByteStream,
    ) -> Result<http::Response<ResponseBody>, Infallible> {
        let is_timed = self.settings.observer.is_some() || tracing::enabled!(tracing::Level::INFO);
        let started = is_timed.then(Instant::now);
        let id = crate::random::uuid();
        let span = tracing::info_span!(
            "request",
            service = self.service.sdk_id,
            operation = tracing::field::Empty,
            request_id = %id,
            remote = tracing::field::Empty,
            access_key_id = tracing::field::Empty,
            status = tracing::field::Empty,
            code = tracing::field::Empty,
            latency_us = tracing::field::Empty,
        );
        let remote = head.extensions.get().map(|Remote(address)| *address);
        if let Some(remote) = remote {
            span.record("remote", tracing::field::display(remote));
        }
        let header = HeaderValue::from_str(&id);
        let mut learned = Learned::default();
        let answer = self.answer(head, body, &id, &mut learned);
        let mut response = answer.instrument(span.clone()).await;
        let duration = started.map(|s| s.elapsed()).unwrap_or_default();
        let error = response.extensions_mut().remove().map(|ErrorName(n)| n);
        let answered = Answered {
            request_id: &id,
            operation: learned.operation,
            status: response.status().as_u16(),
            error: error.as_deref(),
            access_key: learned.access_key.as_deref(),
            remote,
            received: learned.received,
            sent: response.body().exact_len(),
            duration,
        };
        tell(&span, &answered);
        if let Some(observer) = &self.settings.observer {
            observer.answered(&answered);
        }
        if let Ok(header) = header {
            response.headers_mut().insert(REQUEST_ID, header);
        }
        Ok(response.map(StreamBody::from))
    }

    async fn answer(
        &self,
        head: Box<Parts>,
        body: ByteStream,
        request_id: &str,
        learned: &mut Learned,
    ) -> http::Response<ByteStream> {
        let Some(protocol) = self.protocol else {
            tracing::error!(protocol = self.service.protocol, "no such protocol");
            let mut response = http::Response::new(ByteStream::default());
            *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
            return response;
        };
        let Routed { operation, labels } = self.route(&head);
        let reply = Reply {
            protocol,
            settings: Arc::clone(&self.settings),
            operation: operation.ok().map(|(_, operation)| operation),
        };
        learned.operation = reply.operation;
        if let Some(operation) = reply.operation {
            tracing::Span::current().record("operation", operation.name);
        }
        let (body, arrived) = match self.read(&head, body, operation.ok(), &reply).await {
            Ok(read) => read,
            Err(refused) => return *refused,
        };
        // Held until there is an answer.
        let _room = arrived.room;
        learned.received = arrived.length;
        let identity = match &self.settings.authenticator {
            Some(authenticator) => {
                let payload = arrived.hash.map_or(Payload::Bytes(&[]), Payload::Sha256);
                match authenticator.authenticate(&head, payload, reply.operation) {
                    Ok(identity) => identity,
                    Err(error) => {
                        tracing::debug!(code = %error.code, "not let in");
                        return reply.unmodeled(&error);
                    }
                }
            }
            None => None,
        };
        let access_key = identity.as_ref().map(|identity| &identity.access_key);
        learned.access_key = access_key.filter(|key| !key.is_empty()).cloned();
        let (index, operation) = match operation {
            Ok(found) => found,
            Err(why) => return reply.refusal(self.settings.wording.unknown_operation(why)),
        };
        let body = self.verified(&head, body, operation);
        let call = Call {
            reply: reply.clone(),
            context: Context::new(
                operation,
                request_id.to_owned(),
                identity,
                head,
                arrived.received,
            ),
            body,
            labels,
            malformed: arrived.malformed,
            skip_input: false,
        };
        match catch::run(|| self.handlers.handle(index, call)).await {
            Ok(response) => response,
            Err(catch::Panicked) => {
                tracing::error!("the handler panicked");
                reply.internal_failure()
            }
        }
    }

    /// The body with its events checked, where they are signed and somebody wants to know.
    fn verified(
        &self,
        head: &Parts,
        body: ByteStream,
        operation: &'static Operation,
    ) -> ByteStream {
        let mut members = operation.input.members.iter();
        let chain = match &self.settings.authenticator {
            Some(authenticator) if members.any(|m| m.target.is_event_stream()) => {
                authenticator.events(head, operation)
            }
            _ => None,
        };
        match chain {
            Some(chain) => ByteStream::from_body(VerifiedBody::new(body, chain)),
            None => body,
        }
    }

    /// What the handler of the operation at this index answers to the input that is there by
    /// default, for tests of answers alone.
    #[cfg(feature = "testing")]
    pub(crate) async fn respond(&self, index: usize) -> Option<http::Response<ByteStream>> {
        let operation = *self.service.operations.get(index)?;
        let reply = Reply {
            protocol: self.protocol?,
            settings: Arc::clone(&self.settings),
            operation: Some(operation),
        };
        let call = Call {
            reply,
            context: Context::detached(operation, ""),
            body: ByteStream::default(),
            labels: Vec::new(),
            malformed: None,
            skip_input: true,
        };
        Some(self.handlers.handle(index, call).await)
    }

    fn route(&self, head: &Parts) -> Routed {
        let outcome = self
            .router
            .route(head.method.as_str(), head.uri.path(), head.uri.query());
        let (operation, labels) = match outcome {
            Outcome::Match(index, labels) => {
                let operation = self.service.operations.get(index);
                (operation.map(|o| (index, *o)).ok_or(Unknown::Path), labels)
            }
            Outcome::MethodNotAllowed => (Err(Unknown::Method), Vec::new()),
            Outcome::NotFound => (Err(Unknown::Path), Vec::new()),
        };
        let labels = labels
            .into_iter()
            .map(|(name, value)| (name, Cow::Owned(value.into_owned())));
        Routed {
            operation,
            labels: labels.collect(),
        }
    }

    /// The body as the operation takes it: in memory, or as a stream. What no operation takes is
    /// read only where an authenticator wants to see it.
    async fn read(
        &self,
        head: &Parts,
        body: ByteStream,
        operation: Option<(usize, &'static Operation)>,
        reply: &Reply,
    ) -> Result<(ByteStream, Arrived), Box<http::Response<ByteStream>>> {
        let settings = &self.settings;
        let limits = settings.limits(operation.map(|(index, _)| index));
        let too_large = || {
            let refusal = settings.wording.too_large(limits.body, reply.operation);
            Box::new(reply.refusal(refusal))
        };
        match operation {
            Some((index, operation)) if is_streamed(operation.input) => {
                let Some(limit) = settings.own_limit(index) else {
                    return Ok((body, Arrived::default()));
                };
                if body::declared(&head.headers, &body).is_some_and(|length| length > limit) {
                    return Err(too_large());
                }
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                let limited = Limited::new(body.into_body(), limit);
                return Ok((ByteStream::from_body(limited), Arrived::default()));
            }
            None if settings.authenticator.is_none() => {
                return Ok((ByteStream::default(), Arrived::default()));
            }
            _ => {}
        }
        let reading = Reading {
            limits,
            hashed: settings.authenticator.is_some(),
            memory: settings.memory.as_deref(),
            apart: operation.and_then(|(_, operation)| {
                Some(Apart {
                    protocol: self.protocol?,
                    receiver: settings.blobs.as_ref()?,
                    operation,
                })
            }),
        };
        let read = match body::at_hand(&body, limits, reading.hashed) {
            Some(arrived) => Ok(arrived),
            // A large future, which most requests don't need: it would be moved around with all.
            None => Box::pin(body::read(&head.headers, body, reading)).await,
        };
        match read {
            Ok(arrived) => Ok((arrived.bytes.clone().into(), arrived)),
            Err(Unreadable::TooLarge) => Err(too_large()),
            Err(Unreadable::Broken(error)) => {
                tracing::debug!(%error, "the body breaks off");
                let problem = Malformed::new("the body is incomplete");
                let wording = &settings.wording;
                let refusal = match reply.operation {
                    Some(operation) => wording.malformed(&problem, operation),
                    None => wording.unknown_operation(Unknown::Path),
                };
                Err(Box::new(reply.refusal(refusal)))
            }
            Err(Unreadable::Failed(error)) => {
                tracing::error!(%error, "a blob can't be received");
                Err(Box::new(reply.internal_failure()))
            }
        }
    }
}

impl<B> tower_service::Service<http::Request<B>> for Server
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ResponseBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let (head, body) = request.into_parts();
        let body = ByteStream::from_body(body);
        Box::pin(self.clone().serve(Box::new(head), body))
    }
}

/// One line of log for a request that was answered.
fn tell(span: &tracing::Span, answered: &Answered<'_>) {
    span.record("status", answered.status)
        .record("latency_us", answered.duration.as_micros() as u64);
    if let Some(access_key) = answered.access_key {
        span.record("access_key_id", access_key);
    }
    if let Some(error) = answered.error {
        span.record("code", error);
    }
    span.in_scope(|| tracing::info!("answered"));
}

/// Whether the input's payload is a stream.
fn is_streamed(input: &Schema) -> bool {
    let mut members = input.members.iter();
    members.any(|m| m.location == Location::Payload && m.target.is_streaming())
}

#[cfg(test)]
mod tests;
