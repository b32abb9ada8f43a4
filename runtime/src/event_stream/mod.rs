//! Streams of events (the trait `smithy.api#streaming` on a union): typed values that come or go
//! one by one, in the body of a request or response.
//!
//! [`EventStream`] is what generated structures hold. Below it are [`Message`]s, which are framed as
//! `application/vnd.amazon.eventstream` says; what stands in between, from event to message, is
//! the protocol's: [`WriteEvents`] and [`ReadEvents`].

mod body;
#[cfg(any(feature = "client", feature = "server"))]
mod channel;
mod error;
mod frame;
mod message;
#[cfg(test)]
pub(crate) mod tests;
mod wire;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::protocol::{InvalidInput, Malformed};
use crate::schema::{Schema, Shape};
use crate::stream::ByteStream;
use crate::value::{Slot, Union, Value, View};

#[cfg(any(feature = "client", feature = "server"))]
pub use channel::{Closed, EventSender};
pub use error::StreamError;
pub use frame::{Decoder, FrameError, MAX_HEADERS, MAX_PAYLOAD};
pub use message::{Header, HeaderValue, Message};
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use wire::SIGNATURE;
#[cfg(all(feature = "testing", any(feature = "client", feature = "server")))]
pub(crate) use wire::unsealed;

/// The media type of event streams.
pub const MEDIA_TYPE: &str = "application/vnd.amazon.eventstream";

/// The type of events: a generated union.
pub trait Event: Union + Value + Shape + fmt::Debug + 'static {}

impl<E: Union + Value + Shape + fmt::Debug + 'static> Event for E {}

/// Events that arrive, or that are to be sent.
///
/// Whoever sends makes one from a list, a [`Stream`], or a [`channel`](EventStream::channel);
/// whoever receives asks for one event after the other:
///
/// ```ignore
/// while let Some(event) = output.events.recv().await {
///     println!("{:?}", event?);
/// }
/// ```
///
/// A stream ends after its first error. A variant that is an error (a member of the union whose
/// target has the trait `error`) is sent as any other variant, and arrives as
/// [`StreamError::Modeled`].
pub struct EventStream<E>(Inner<E>);

/// What a stream of events gives.
type Item<E> = Result<E, StreamError<E>>;

enum Inner<E> {
    Queue(VecDeque<E>),
    Source(Pin<Box<dyn Stream<Item = Item<E>> + Send>>),
    Wire(wire::Wire),
}

/// How a protocol writes events.
pub trait WriteEvents: Send {
    /// The message of an event.
    ///
    /// # Errors
    /// A value that can't be sent, as an unknown variant.
    fn write(&self, event: &dyn Union) -> Result<Message, InvalidInput>;
}

/// How a protocol reads events.
pub trait ReadEvents: Send {
    /// Reads a message into an event.
    ///
    /// # Errors
    /// A message that doesn't have the shape of the event that it says it is.
    fn read(&self, message: Message, event: &mut dyn Union) -> Result<Received, Malformed>;
}

/// What a message was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// An event: the union holds it.
    Event,
    /// An error that the model lists: the union holds it.
    Exception,
    /// An error that the model doesn't list.
    Unmodeled {
        /// Its name.
        code: String,
        /// What it says.
        message: Option<String>,
    },
}

/// An [`EventStream`] whose type isn't known: what protocols see.
pub trait Events: Send {
    /// The schema of the events' union.
    fn schema(&self) -> &'static Schema;
    /// Moves the events out, as a body that writes each when it is asked for the next bytes.
    fn take(&mut self, how: Box<dyn WriteEvents>) -> ByteStream;
    /// Makes the stream one of the events that arrive in a body.
    fn set(&mut self, body: ByteStream, how: Box<dyn ReadEvents>);
    /// Adds an event, with its default, behind those that are at hand, and gives its place.
    fn push(&mut self) -> Slot<'_>;
    /// The next event.
    fn poll_any(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item<Box<dyn Union>>>>;
}

impl<E: Event> EventStream<E> {
    /// The events of a stream. After an error nothing more is sent: an error of the model or one
    /// with a name is told to the other side, any other breaks the connection.
    pub fn new(events: impl Stream<Item = Result<E, StreamError<E>>> + Send + 'static) -> Self {
        Self(Inner::Source(Box::pin(events)))
    }

    /// Events that are at hand.
    pub fn from_events(events: impl IntoIterator<Item = E>) -> Self {
        Self(Inner::Queue(events.into_iter().collect()))
    }

    /// The next event; `None` at the end, or after an error.
    ///
    /// # Errors
    /// Each [`StreamError`].
    pub async fn recv(&mut self) -> Option<Result<E, StreamError<E>>> {
        std::future::poll_fn(|cx| self.poll_recv(cx)).await
    }

    /// As [`EventStream::recv`], for those who poll.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<E, StreamError<E>>>> {
        let item = std::task::ready!(match &mut self.0 {
            Inner::Queue(queue) => Poll::Ready(queue.pop_front().map(Ok)),
            Inner::Source(source) => source.as_mut().poll_next(cx),
            Inner::Wire(wire) => wire.poll_next(cx),
        });
        if !matches!(item, Some(Ok(_))) {
            self.0 = Inner::Queue(VecDeque::new());
        }
        Poll::Ready(item)
    }
}

impl<E: Event> Stream for EventStream<E> {
    type Item = Result<E, StreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_recv(cx)
    }
}

impl<E: Event> Events for EventStream<E> {
    fn schema(&self) -> &'static Schema {
        E::SCHEMA
    }
    fn take(&mut self, how: Box<dyn WriteEvents>) -> ByteStream {
        ByteStream::from_body(body::EventBody::new(std::mem::take(self), how))
    }
    fn set(&mut self, body: ByteStream, how: Box<dyn ReadEvents>) {
        self.0 = Inner::Wire(wire::Wire::new(body, how));
    }
    fn push(&mut self) -> Slot<'_> {
        if !matches!(self.0, Inner::Queue(_)) {
            self.0 = Inner::Queue(VecDeque::new());
        }
        let Inner::Queue(queue) = &mut self.0 else {
            return Slot::Nowhere;
        };
        queue.push_back(E::default());
        queue.back_mut().map_or(Slot::Nowhere, Value::slot)
    }
    fn poll_any(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item<Box<dyn Union>>>> {
        let boxed = |event: E| -> Box<dyn Union> { Box::new(event) };
        self.poll_recv(cx).map(|item| {
            item.map(|item| match item {
                Ok(event) => Ok(boxed(event)),
                Err(error) => Err(error.map(boxed)),
            })
        })
    }
}

impl<E: Event> Value for EventStream<E> {
    fn view(&self) -> View<'_> {
        View::Events(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Events(self)
    }
}

// By hand, since an event needs no default for a stream to be empty, nor to be shown.
impl<E> Default for EventStream<E> {
    fn default() -> Self {
        Self(Inner::Queue(VecDeque::new()))
    }
}

// No event is ever pinned.
impl<E> Unpin for EventStream<E> {}

impl<E: Event> FromIterator<E> for EventStream<E> {
    fn from_iter<I: IntoIterator<Item = E>>(events: I) -> Self {
        Self::from_events(events)
    }
}

impl<E> fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Queue(queue) => write!(f, "<stream of {} events>", queue.len()),
            Inner::Source(_) | Inner::Wire(_) => f.write_str("<stream of events>"),
        }
    }
}
