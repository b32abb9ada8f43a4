//! Blobs that are streamed instead of held in memory (the trait `smithy.api#streaming`).

use std::fmt;

use bytes::Bytes;
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
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
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
            Inner::Body(body) => http_body::Body::size_hint(body).exact(),
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
