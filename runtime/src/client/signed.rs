//! Events on their way to a service that wants them signed: a body that signs each message.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame};
use http_body_util::combinators::UnsyncBoxBody;

use crate::sigv4::EventChain;
use crate::stream::{BoxError, ByteStream};
use crate::timestamp::Timestamp;

/// Signs the messages of a body whose frames are one message each.
pub(super) struct SignedBody {
    body: UnsyncBoxBody<Bytes, BoxError>,
    chain: EventChain,
    /// How many seconds the service's clock is ahead of ours.
    ahead: i64,
    ended: bool,
}

impl SignedBody {
    pub(super) fn new(body: ByteStream, chain: EventChain, ahead: i64) -> Self {
        Self {
            body: body.into_body(),
            chain,
            ahead,
            ended: false,
        }
    }

    fn sign(&mut self, message: Bytes) -> Result<Frame<Bytes>, BoxError> {
        let now = Timestamp::now().seconds.saturating_add(self.ahead);
        let signed = self.chain.sign(message, Timestamp::from_seconds(now))?;
        Ok(Frame::data(signed.encode()?))
    }
}

impl Body for SignedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let message = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(error)) => {
                self.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
            None => {
                self.ended = true;
                Bytes::new()
            }
        };
        let signed = self.sign(message);
        self.ended |= signed.is_err();
        Poll::Ready(Some(signed))
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }
}
