//! What a handler knows about its request besides the input, and who sent it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, Method, Uri};

use super::blobs::Received;
use crate::error::Unmodeled;
use crate::operation::Operation;
use crate::sigv4::{EventChain, Payload};

/// A request as its handler sees it; cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

struct Inner {
    request_id: String,
    operation: &'static Operation,
    identity: Option<Identity>,
    head: Box<Parts>,
    blobs: Received,
}

/// Who sent a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The id of the access key that signed the request; empty where there is none.
    pub access_key: String,
    /// The account that the key belongs to, if that is known.
    pub account: Option<String>,
    /// The ARN of the user or session, if that is known.
    pub arn: Option<String>,
}

/// Decides who sent a request and whether it is let in.
pub trait Authenticator: Send + Sync {
    /// Who sent the request; `None` where it may go without a name.
    ///
    /// `payload` is the SHA-256 of the body, which was made while the body arrived; it is that of
    /// no bytes where the operation streams it. (What is signed of a stream of events is
    /// [`Payload::Events`].) Requests that no operation takes are asked about too, without an
    /// operation: what they are told may depend on who asks.
    ///
    /// # Errors
    /// The answer to a request that isn't let in.
    fn authenticate(
        &self,
        head: &Parts,
        payload: Payload<'_>,
        operation: Option<&'static Operation>,
    ) -> Result<Option<Identity>, Unmodeled>;

    /// The chain of signatures of the request's events, each of which is then checked as it
    /// arrives; `None` lets them in as they are. It is asked for where the input has a stream of
    /// events and the request has been let in: [`sigv4::chain`](crate::sigv4::chain) makes it.
    fn events(&self, _head: &Parts, _operation: &'static Operation) -> Option<EventChain> {
        None
    }
}

impl Context {
    /// A context that belongs to no request, to call an implementation without a server.
    pub fn detached(operation: &'static Operation, request_id: impl Into<String>) -> Self {
        let (head, ()) = http::Request::new(()).into_parts();
        Self::new(
            operation,
            request_id.into(),
            None,
            Box::new(head),
            Received::default(),
        )
    }

    pub(super) fn new(
        operation: &'static Operation,
        request_id: String,
        identity: Option<Identity>,
        head: Box<Parts>,
        blobs: Received,
    ) -> Self {
        Self(Arc::new(Inner {
            request_id,
            operation,
            identity,
            head,
            blobs,
        }))
    }

    pub(super) fn head(&self) -> &Parts {
        &self.0.head
    }

    /// The request's id, a UUID, as the answer carries it.
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The operation.
    pub fn operation(&self) -> &'static Operation {
        self.0.operation
    }

    /// Who sent the request, if an authenticator said so.
    pub fn identity(&self) -> Option<&Identity> {
        self.0.identity.as_ref()
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.0.head.method
    }

    /// The URI, still encoded.
    pub fn uri(&self) -> &Uri {
        &self.0.head.uri
    }

    /// What a [`BlobReceiver`](super::BlobReceiver) has made of the blob of this member, given as a
    /// JSON pointer of names in the model: `/Code/ZipFile`. The member itself is empty then. It can
    /// be taken once; `None` where the blob is in the input, or the receiver made another type.
    pub fn take_blob<T: Any>(&self, member: &str) -> Option<T> {
        self.0.blobs.take(member)
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.head.headers
    }

    /// What layers around the server have put into the request's extensions, such as the address of
    /// the peer.
    pub fn extension<T: Clone + Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.head.extensions.get()
    }
}

impl fmt::Debug for Context {
    /// Headers and URI are left out: they may hold what isn't to be shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("request_id", &self.0.request_id)
            .field("operation", &self.0.operation.name)
            .finish_non_exhaustive()
    }
}
