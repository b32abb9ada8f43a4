//! Events that go: a body that makes one message of each.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame};

use super::message::{HeaderValue, Message};
use super::{Event, EventStream, StreamError, WriteEvents};
use crate::stream::BoxError;
use crate::value::Union;

/// A body of events. Each of its frames is one whole message.
pub(super) struct EventBody<E> {
    events: EventStream<E>,
    how: Box<dyn WriteEvents>,
    ended: bool,
}

impl<E> EventBody<E> {
    pub(super) fn new(events: EventStream<E>, how: Box<dyn WriteEvents>) -> Self {
        let ended = false;
        Self { events, how, ended }
    }

    fn write(&mut self, event: &E) -> Result<Bytes, BoxError>
    where
        E: Event,
    {
        self.ended = is_error(event);
        let message = self.how.write(event)?;
        Ok(message.encode()?)
    }
}

impl<E: Event> Body for EventBody<E> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        let bytes = match ready!(this.events.poll_recv(cx)) {
            None => {
                this.ended = true;
                return Poll::Ready(None);
            }
            Some(Ok(event)) => this.write(&event),
            Some(Err(error)) => {
                this.ended = true;
                match error {
                    StreamError::Modeled(event) => this.write(&event),
                    StreamError::Unmodeled { code, message } => {
                        unmodeled(code.into(), message).encode().map_err(Into::into)
                    }
                    StreamError::Malformed(problem) => Err(problem.into()),
                    StreamError::Broken(error) => Err(error),
                }
            }
        };
        if let Err(error) = &bytes {
            this.ended = true;
            tracing::warn!(%error, "an event can't be sent, the stream ends");
        }
        Poll::Ready(Some(bytes.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }
}

/// Whether the variant is an error: nothing comes after it.
fn is_error(event: &dyn Union) -> bool {
    let member = event
        .variant()
        .and_then(|(index, _)| event.schema().members.get(index));
    member.is_some_and(|member| member.target.error_status().is_some())
}

/// The message of an error that the model doesn't list.
fn unmodeled(code: String, text: Option<String>) -> Message {
    let message = Message::default()
        .header(":message-type", "error".into())
        .header(":error-code", code.into());
    match text {
        Some(text) => message.header(":error-message", HeaderValue::from(text)),
        None => message,
    }
}
