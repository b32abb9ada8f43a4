//! Reads the body of a request into memory, up to a limit.

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, EXPECT};
use http_body_util::BodyExt as _;

use crate::stream::{BoxError, ByteStream};

/// Room that is made at once for a body that comes in several pieces, at most.
const FIRST_ROOM: u64 = 1 << 20;

/// Why there is no body.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It is longer than allowed.
    TooLarge,
    /// The connection failed.
    Broken(BoxError),
}

/// How much of a body is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes that a body may have.
    pub(super) body: u64,
    /// Bytes of a longer body that are read and dropped, so that the caller, who often looks for an
    /// answer only after it has sent everything, gets to see it.
    pub(super) discard: u64,
}

/// The length that the request says its body has.
pub(super) fn declared(headers: &HeaderMap, body: &ByteStream) -> Option<u64> {
    let header = || headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
    body.exact_len().or_else(header)
}

/// All of the body in one piece.
///
/// # Errors
/// A body over the limit, which is refused as soon as its declared or actual length shows it, and
/// a body that breaks off.
pub(super) async fn collect(
    headers: &HeaderMap,
    body: ByteStream,
    limits: Limits,
) -> Result<Bytes, Unreadable> {
    let declared = declared(headers, &body);
    if declared.is_some_and(|length| length > limits.body) {
        let sent = declared.unwrap_or_default();
        // A caller that waits to be told to go on hasn't sent its body.
        if !headers.contains_key(EXPECT) && sent <= limits.body.saturating_add(limits.discard) {
            discard(
                &mut body.into_body(),
                limits.discard.saturating_add(limits.body),
            )
            .await;
        }
        return Err(Unreadable::TooLarge);
    }
    if let Some(bytes) = body.as_bytes() {
        return Ok(bytes.clone());
    }
    let mut body = body.into_body();
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let mut length = 0_u64;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(Unreadable::Broken)?.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len() as u64);
        if length > limits.body {
            discard(&mut body, limits.discard).await;
            return Err(Unreadable::TooLarge);
        }
        // One piece, as most bodies come in, is passed on as it is.
        if first.is_empty() && all.is_empty() {
            first = data;
            continue;
        }
        if all.is_empty() {
            let room = declared.unwrap_or(length).min(FIRST_ROOM);
            all.reserve(usize::try_from(room).unwrap_or_default());
            all.extend_from_slice(&first);
            first = Bytes::new();
        }
        all.extend_from_slice(&data);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// Reads up to so many bytes and drops them.
async fn discard<B>(body: &mut B, limit: u64)
where
    B: http_body::Body<Data = Bytes> + Unpin,
{
    let mut left = limit;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::VecDeque;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use super::*;

    /// A body in pieces, which fails where a piece is `None`, and whose length nobody knows.
    pub(in super::super) struct Pieces(pub(in super::super) VecDeque<Option<Bytes>>);

    impl Pieces {
        pub(in super::super) fn new(pieces: &[&'static str]) -> Self {
            Self(pieces.iter().map(|p| Some((*p).into())).collect())
        }
    }

    impl http_body::Body for Pieces {
        type Data = Bytes;
        type Error = BoxError;
        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<http_body::Frame<Bytes>, BoxError>>> {
            Poll::Ready(self.0.pop_front().map(|piece| match piece {
                Some(bytes) => Ok(http_body::Frame::data(bytes)),
                None => Err("reset".into()),
            }))
        }
    }

    async fn read(body: Pieces, limit: u64) -> Result<Bytes, Unreadable> {
        let limits = Limits {
            body: limit,
            discard: 3,
        };
        collect(&HeaderMap::new(), ByteStream::from_body(body), limits).await
    }

    #[tokio::test]
    async fn pieces_are_joined_up_to_the_limit() {
        for (pieces, expected) in [
            (&[][..], ""),
            (&["abc"], "abc"),
            (&["", "a", "", "bc", "de"], "abcde"),
        ] {
            assert_eq!(read(Pieces::new(pieces), 5).await.unwrap(), expected);
        }
        let long = read(Pieces::new(&["abc", "def", "g"]), 5).await;
        assert!(matches!(long, Err(Unreadable::TooLarge)));
        let broken = Pieces(VecDeque::from([Some("a".into()), None]));
        assert!(matches!(read(broken, 5).await, Err(Unreadable::Broken(_))));
    }

    #[tokio::test]
    async fn a_declared_length_is_believed_before_anything_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_LENGTH, 10.into());
        let limits = Limits {
            body: 5,
            discard: 0,
        };
        let body = ByteStream::from_body(Pieces::new(&["ab"]));
        let answer = collect(&headers, body, limits).await;
        assert!(matches!(answer, Err(Unreadable::TooLarge)));
    }
}
