//! Requests to S3 over the transport that clients of this project have anyway, so that the service
//! needs no second HTTP client.

use bytes::Bytes;
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body, Frame, SizeHint};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};
use planish_runtime::ByteStream;
use planish_runtime::client::{HyperTransport, Transport as _, TransportErrorKind};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::timeout;

/// Sends requests; clones share their connections.
#[derive(Clone)]
pub(crate) struct Http(HyperTransport);

const CONNECT: Duration = Duration::from_secs(5);

/// How long an answer may take to begin, once the request is sent.
const ANSWER: Duration = Duration::from_secs(30);

/// How slowly a request may be sent, in bytes a second.
const SLOWEST: u64 = 256 * 1024;

impl Http {
    pub(crate) fn new() -> Http {
        Http(HyperTransport::new(CONNECT))
    }

    /// Sends a request and gives the answer as soon as its head is there.
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let size = u64::try_from(request.body().content_length()).unwrap_or(u64::MAX);
        let patience = ANSWER.saturating_add(Duration::from_secs(size / SLOWEST));
        let sent = self.0.send(request.map(ByteStream::from_body));
        let answer = timeout(patience, sent)
            .await
            .map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?;
        let answer = answer.map_err(|error| {
            let kind = match error.kind() {
                TransportErrorKind::Connect => HttpErrorKind::Connect,
                TransportErrorKind::Broken => HttpErrorKind::Interrupted,
                _ => HttpErrorKind::Unknown,
            };
            HttpError::new(kind, error)
        })?;
        let body = |body: ByteStream| {
            let body = body.into_body();
            let body = body.map_err(|e| HttpError::new_boxed(HttpErrorKind::Interrupted, e));
            HttpResponseBody::new(Shareable(Mutex::new(body.boxed_unsync())))
        };
        Ok(answer.map(body))
    }
}

impl HttpConnector for Http {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

impl HttpService for Http {
    // As the trait's own macro has it.
    fn call<'service, 'future>(
        &'service self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'future>>
    where
        'service: 'future,
        Self: 'future,
    {
        Box::pin(self.send(request))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Http")
    }
}

/// A body that may be referred to from several threads, as `object_store` asks for. Nobody does
/// more with a shared reference than hold it: the lock is never taken.
struct Shareable(Mutex<UnsyncBoxBody<Bytes, HttpError>>);

impl Shareable {
    fn body(&mut self) -> &mut UnsyncBoxBody<Bytes, HttpError> {
        self.0
            .get_mut()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Body for Shareable {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        Pin::new(self.body()).poll_frame(context)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
