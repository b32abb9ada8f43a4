//! The seam below the client: a request goes out, a response comes back.

use std::fmt;

use super::BoxFuture;
use crate::stream::{BoxError, ByteStream};

/// Sends requests. The client has put everything into them, signature and host included.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and gives the response as soon as its head has arrived.
    fn send(
        &self,
        request: http::Request<ByteStream>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>>;
}

/// Why a request or its response got lost.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
}

/// Where a request or its response got lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection came about; nothing was sent.
    Connect,
    /// The connection broke before the whole response had arrived.
    Broken,
    /// The response is larger than the configuration allows.
    TooLarge,
    /// Sending it again won't help: for instance, https without the feature `tls`.
    Unsupported,
}

impl TransportError {
    /// An error of this kind.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self {
            kind,
            source: source.into(),
        }
    }

    /// Where it got lost.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => {
                "can't connect to the service; check the endpoint, the network and certificates"
            }
            TransportErrorKind::Broken => "the connection to the service broke",
            TransportErrorKind::TooLarge => {
                "the response is larger than Config::max_response allows"
            }
            TransportErrorKind::Unsupported => "the transport can't send this request",
        })?;
        write!(f, ": {}", self.source)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
