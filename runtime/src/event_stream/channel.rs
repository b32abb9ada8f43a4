//! Events from another task.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::mpsc;

use super::{Event, EventStream, Item, StreamError};

/// Where the events of an [`EventStream`] come from. The stream ends when all clones are dropped.
pub struct EventSender<E>(mpsc::Sender<Item<E>>);

/// Nobody takes events any more: the stream has ended, or the other side is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl<E: Event> EventStream<E> {
    /// A stream of the events that will be given to the sender, so many of which (at least one)
    /// may wait to be sent.
    pub fn channel(waiting: usize) -> (EventSender<E>, Self) {
        let (sender, receiver) = mpsc::channel(waiting.max(1));
        (EventSender(sender), Self::new(Receiver(receiver)))
    }
}

impl<E: Event> EventSender<E> {
    /// Sends an event, as soon as there is room.
    ///
    /// # Errors
    /// [`Closed`] when nobody takes events any more.
    pub async fn send(&self, event: E) -> Result<(), Closed> {
        self.0.send(Ok(event)).await.map_err(|_| Closed)
    }

    /// Sends an error, which ends the stream.
    ///
    /// # Errors
    /// [`Closed`] when nobody takes events any more.
    pub async fn fail(self, error: StreamError<E>) -> Result<(), Closed> {
        self.0.send(Err(error)).await.map_err(|_| Closed)
    }

    /// Waits until nobody takes events any more.
    pub async fn closed(&self) {
        self.0.closed().await;
    }
}

impl<E> Clone for EventSender<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> fmt::Debug for EventSender<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSender")
            .field("closed", &self.0.is_closed())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody takes events of this stream any more")
    }
}

impl std::error::Error for Closed {}

struct Receiver<E>(mpsc::Receiver<Item<E>>);

impl<E> Stream for Receiver<E> {
    type Item = Item<E>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Item<E>>> {
        self.0.poll_recv(cx)
    }
}
