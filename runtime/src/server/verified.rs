//! Signed events on their way in: a body that checks each signature and takes it off.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame};
use http_body_util::combinators::UnsyncBoxBody;

use crate::event_stream::Decoder;
use crate::sigv4::{EventChain, MAX_SKEW_SECONDS};
use crate::stream::{BoxError, ByteStream};
use crate::timestamp::Timestamp;

/// A body of the messages that signed messages carry. It fails at the first whose signature isn't
/// right, and where the message is missing that ends the stream: nobody can cut it short.
pub(super) struct VerifiedBody {
    body: UnsyncBoxBody<Bytes, BoxError>,
    decoder: Decoder,
    chain: EventChain,
    ended: bool,
}

impl VerifiedBody {
    pub(super) fn new(body: ByteStream, chain: EventChain) -> Self {
        Self {
            body: body.into_body(),
            decoder: Decoder::default(),
            chain,
            ended: false,
        }
    }

    /// The next message without its signature; `None` at the end.
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, BoxError>> {
        loop {
            if let Some(message) = self.decoder.next()? {
                if !self.chain.verify(&message, is_timely) {
                    return Poll::Ready(Err("the signature of an event isn't right".into()));
                }
                let payload = message.payload;
                return Poll::Ready(Ok(Some(payload).filter(|payload| !payload.is_empty())));
            }
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(frame) => {
                    if let Ok(data) = frame?.into_data() {
                        self.decoder.push(data);
                    }
                }
                None => {
                    return Poll::Ready(Err("the signed stream of events is incomplete".into()));
                }
            }
        }
    }
}

impl Body for VerifiedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let message = ready!(self.poll_message(cx));
        self.ended = !matches!(message, Ok(Some(_)));
        Poll::Ready(message.map(|message| message.map(Frame::data)).transpose())
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }
}

/// Whether an event was signed just now, as far as clocks agree.
fn is_timely(time: Timestamp) -> bool {
    let past = Timestamp::now().seconds.saturating_sub(time.seconds);
    (-MAX_SKEW_SECONDS..=MAX_SKEW_SECONDS).contains(&past)
}
