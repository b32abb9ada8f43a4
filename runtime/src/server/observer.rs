//! What a server tells of the requests that it has answered: for metrics, and logs of one's own.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use crate::operation::Operation;

/// Is told of every request that was answered, once each. A request whose caller went away before
/// the answer is not among them.
pub trait Observer: Send + Sync {
    /// A request was answered; called before the answer is sent, so it had better be quick.
    fn answered(&self, answered: &Answered<'_>);
}

/// A request that was answered.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Answered<'a> {
    /// The request's id, as the answer carries it.
    pub request_id: &'a str,
    /// The operation; none where no operation takes the request.
    pub operation: Option<&'static Operation>,
    /// The HTTP status.
    pub status: u16,
    /// The name of the error that was answered.
    pub error: Option<&'a str>,
    /// The id of the access key that signed the request, where it was let in.
    pub access_key: Option<&'a str>,
    /// Where the request came from, where a [`Remote`] said so.
    pub remote: Option<SocketAddr>,
    /// Bytes of the request's body that were read before its handler ran; 0 where it is streamed.
    pub received: u64,
    /// Bytes of the answer's body; none where it is streamed.
    pub sent: Option<u64>,
    /// From the head of the request to the head of the answer.
    pub duration: Duration,
}

/// An extension of a request that says where it came from: whoever accepts connections adds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remote(pub SocketAddr);

/// An extension of an answer: the name of its error.
#[derive(Clone, Debug)]
pub(super) struct ErrorName(pub(super) Cow<'static, str>);

/// What is learned of a request while it is answered.
#[derive(Default)]
pub(super) struct Learned {
    pub(super) operation: Option<&'static Operation>,
    pub(super) access_key: Option<String>,
    pub(super) received: u64,
}
