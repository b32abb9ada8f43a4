//! Requests in: routing, validation, dispatch, as a `tower::Service`.
//!
//! Generated code implements [`Handlers`] with one line per operation and hands it to [`Server`];
//! everything else is here, without type parameters.

mod blobs;
mod body;
mod call;
mod catch;
mod check;
mod context;
mod memory;
pub mod message;
mod observer;
pub mod router;
mod service;
mod settings;
pub mod validate;
mod verified;
mod wording;

use std::pin::Pin;

use crate::stream::ByteStream;

pub use blobs::{BlobReceiver, BlobSink};
pub use call::{Call, Handlers};
pub use check::Problem;
pub use context::{Authenticator, Context, Identity};
pub use message::Style;
pub use observer::{Answered, Observer, Remote};
pub use service::{ResponseBody, Server};
pub use settings::{DEFAULT_BODY_LIMIT, DEFAULT_DISCARD_LIMIT};
pub use wording::{DefaultWording, Refusal, Unknown, Wording};

/// A future on the heap.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The response to a call, to come.
pub type Answer<'a> = BoxFuture<'a, http::Response<ByteStream>>;
