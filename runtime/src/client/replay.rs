//! A transport for tests: answers from a list, and keeps what was sent.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::BoxFuture;
use super::transport::{Transport, TransportError, TransportErrorKind};
use crate::stream::ByteStream;

type Reply = Result<http::Response<ByteStream>, TransportError>;

/// Gives one canned answer after the other, and an error when there are no more. Cheap to clone;
/// clones share answers and record.
#[derive(Clone, Default)]
pub struct ReplayTransport {
    state: Arc<Mutex<State>>,
}

/// A request that was sent.
pub type Replayed = http::Request<Bytes>;

#[derive(Default)]
struct State {
    replies: VecDeque<Reply>,
    requests: Vec<Replayed>,
}

impl ReplayTransport {
    /// A transport without answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer with this status, these headers and this body. A header that can't be one
    /// is left out.
    #[must_use]
    pub fn answer(self, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        let mut response = http::Response::new(ByteStream::from(body.into()));
        if let Ok(status) = http::StatusCode::from_u16(status) {
            *response.status_mut() = status;
        }
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (
                http::HeaderName::from_bytes(name.as_bytes()),
                http::HeaderValue::from_str(value),
            ) {
                response.headers_mut().append(name, value);
            }
        }
        self.state().replies.push_back(Ok(response));
        self
    }

    /// Adds a failure.
    #[must_use]
    pub fn fail(self, kind: TransportErrorKind) -> Self {
        let error = TransportError::new(kind, "as asked for");
        self.state().replies.push_back(Err(error));
        self
    }

    /// Every request so far, in order.
    pub fn requests(&self) -> Vec<Replayed> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for ReplayTransport {
    fn send(&self, request: http::Request<ByteStream>) -> BoxFuture<'static, Reply> {
        let this = self.clone();
        Box::pin(async move {
            let broken = |error| TransportError::new(TransportErrorKind::Broken, error);
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(broken)?;
            let mut state = this.state();
            state.requests.push(http::Request::from_parts(parts, body));
            state.replies.pop_front().unwrap_or_else(|| {
                Err(TransportError::new(
                    TransportErrorKind::Unsupported,
                    "there is no answer left to replay",
                ))
            })
        })
    }
}

impl fmt::Debug for ReplayTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayTransport")
            .field("answers", &self.state().replies.len())
            .finish_non_exhaustive()
    }
}
