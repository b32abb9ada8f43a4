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
            if let Some(message) = self.decoder.message()? {
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

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;
    use crate::event_stream::Message;
    use crate::sigv4::Signing;

    fn chain(seed: &str) -> EventChain {
        let signing = Signing {
            access_key: "key",
            secret_key: "secret",
            session_token: None,
            region: "r",
            service: "s",
            time: Timestamp::now(),
        };
        EventChain::new(&signing, seed)
    }

    /// Two messages and the end, signed so many seconds ago.
    fn signed(seconds: i64) -> [Bytes; 3] {
        let mut chain = chain("seed");
        let time = Timestamp::from_seconds(Timestamp::now().seconds - seconds);
        let messages = [
            Message::new("a").encode().unwrap(),
            Message::new("b").encode().unwrap(),
        ];
        let [a, b] = messages;
        [a, b, Bytes::new()].map(|m| chain.sign(m, time).unwrap().encode().unwrap())
    }

    /// The payloads of the messages within, and whether the body came to its end.
    async fn read(seed: &str, messages: &[&Bytes]) -> (Vec<Bytes>, bool) {
        let body: Vec<u8> = messages.iter().flat_map(|m| m.iter().copied()).collect();
        let mut body = VerifiedBody::new(body.into(), chain(seed));
        let mut found = Vec::new();
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else {
                assert!(body.frame().await.is_none());
                return (found, false);
            };
            let message = Message::decode(frame.into_data().unwrap()).unwrap();
            found.push(message.payload);
        }
        (found, true)
    }

    #[tokio::test]
    async fn events_pass_until_the_chain_breaks() {
        let [a, b, end] = &signed(0);
        assert_eq!(
            read("seed", &[a, b, end]).await,
            (vec!["a".into(), "b".into()], true)
        );
        assert_eq!(read("seed", &[end]).await, (vec![], false));
        assert_eq!(
            read("seed", &[a, b]).await,
            (vec!["a".into(), "b".into()], false)
        );
        assert_eq!(read("seed", &[a, end]).await, (vec!["a".into()], false));
        assert_eq!(read("seed", &[a, a]).await, (vec!["a".into()], false));
        assert_eq!(read("another", &[a, b, end]).await, (vec![], false));
        let plain = Message::new("a").encode().unwrap();
        assert_eq!(read("seed", &[&plain]).await, (vec![], false));
        let [old, ..] = &signed(MAX_SKEW_SECONDS + 60);
        assert_eq!(read("seed", &[old]).await, (vec![], false));
    }
}
