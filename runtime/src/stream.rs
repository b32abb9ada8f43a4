//! Blobs that are streamed instead of held in memory (the trait `smithy.api#streaming`).

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;

/// Any error, boxed.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The bytes of a streamed blob: at hand, or still arriving.
#[derive(Default)]
pub struct ByteStream(Inner);

enum Inner {
    Bytes(Bytes),
    Body(UnsyncBoxBody<Bytes, BoxError>),
}

impl Default for Inner {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl ByteStream {
    /// A stream of any HTTP body.
    pub fn from_body<B>(body: B) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if body.is_end_stream() {
            return Self::default();
        }
        Self(Inner::Body(body.map_err(Into::into).boxed_unsync()))
    }

    /// The bytes, if all of them are at hand.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes),
            Inner::Body(_) => None,
        }
    }

    /// The number of bytes, if it is known.
    pub fn exact_len(&self) -> Option<u64> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes.len() as u64),
            Inner::Body(body) => body.size_hint().exact(),
        }
    }

    /// All bytes, in one piece.
    ///
    /// # Errors
    /// Whatever the body it comes from fails with.
    pub async fn collect(self) -> Result<Bytes, BoxError> {
        match self.0 {
            Inner::Bytes(bytes) => Ok(bytes),
            Inner::Body(body) => Ok(body.collect().await?.to_bytes()),
        }
    }

    /// The stream as an HTTP body.
    pub fn into_body(self) -> UnsyncBoxBody<Bytes, BoxError> {
        match self.0 {
            Inner::Bytes(bytes) => http_body_util::Full::new(bytes)
                .map_err(|never| match never {})
                .boxed_unsync(),
            Inner::Body(body) => body,
        }
    }
}

/// A stream as an HTTP body: bytes at hand are one piece, and need no box around them.
#[derive(Debug, Default)]
pub struct StreamBody(ByteStream);

impl From<ByteStream> for StreamBody {
    fn from(stream: ByteStream) -> Self {
        Self(stream)
    }
}

impl Body for StreamBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0.0 {
            Inner::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Inner::Body(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0.0 {
            Inner::Bytes(bytes) => bytes.is_empty(),
            Inner::Body(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0.0 {
            Inner::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Body(body) => body.size_hint(),
        }
    }
}

impl<T: Into<Bytes>> From<T> for ByteStream {
    fn from(bytes: T) -> Self {
        Self(Inner::Bytes(bytes.into()))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exact_len() {
            Some(len) => write!(f, "<stream of {len} bytes>"),
            None => f.write_str("<stream>"),
        }
    }
}
