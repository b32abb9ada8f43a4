//! Events that come: messages out of the bytes of a body.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::Body as _;
use http_body_util::combinators::UnsyncBoxBody;

use super::frame::Decoder;
use super::message::Message;
use super::{Event, ReadEvents, Received, StreamError};
use crate::protocol::Malformed;
use crate::stream::{BoxError, ByteStream};

/// A body that events arrive in.
pub(super) struct Wire {
    body: UnsyncBoxBody<Bytes, BoxError>,
    decoder: Decoder,
    how: Box<dyn ReadEvents>,
}

impl Wire {
    pub(super) fn new(body: ByteStream, how: Box<dyn ReadEvents>) -> Self {
        Self {
            body: body.into_body(),
            decoder: Decoder::default(),
            how,
        }
    }

    /// The next event. There is nothing to be had after an error.
    pub(super) fn poll_next<E: Event>(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<E, StreamError<E>>>> {
        Poll::Ready(match ready!(self.poll_message(cx)) {
            Ok(Some(message)) => Some(self.read(message)),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        })
    }

    fn read<E: Event>(&self, message: Message) -> Result<E, StreamError<E>> {
        let mut event = E::default();
        match self.how.read(message, &mut event)? {
            Received::Event => Ok(event),
            Received::Exception => Err(StreamError::Modeled(event)),
            Received::Unmodeled { code, message } => {
                let code = code.into();
                Err(StreamError::Unmodeled { code, message })
            }
        }
    }

    fn poll_message<E>(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Message>, StreamError<E>>> {
        loop {
            if let Some(message) = self.decoder.message().map_err(Malformed::from)? {
                return Poll::Ready(Ok(unsealed(message)?));
            }
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.decoder.push(data);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Err(StreamError::Broken(error))),
                None => {
                    self.decoder.end().map_err(Malformed::from)?;
                    return Poll::Ready(Ok(None));
                }
            }
        }
    }
}

/// The message that a signed one carries, or the message itself; `None` for the signed message
/// without payload that ends a stream.
pub(crate) fn unsealed(message: Message) -> Result<Option<Message>, Malformed> {
    let sealed = message.get(SIGNATURE).is_some() && message.get(":message-type").is_none();
    if !sealed {
        return Ok(Some(message));
    }
    if message.payload.is_empty() {
        return Ok(None);
    }
    Ok(Some(Message::decode(message.payload)?))
}

/// The header with the signature of a message that carries another.
pub(crate) const SIGNATURE: &str = ":chunk-signature";
