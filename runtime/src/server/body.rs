//! Reads the body of a request up to a limit: into memory, or, where it is large and the service
//! receives blobs, piece by piece. Its hash is made on the way.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, EXPECT};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use ring::digest::{self, SHA256, digest};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::blobs::{Apart, Received, Split, Task};
use super::memory::{LARGE, Memory, Room};
use crate::protocol::Malformed;
use crate::stream::{BoxError, ByteStream};

/// Pieces of a body that may wait to be taken apart.
const PIECES: usize = 6;

/// Bytes of a document that are kept without asking for memory, where its blobs are received.
const KEPT: usize = 1 << 20;

/// Why there is no body.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It is longer than allowed.
    TooLarge,
    /// The connection failed.
    Broken(BoxError),
    /// A blob can't be received.
    Failed(io::Error),
}

/// A body that was read.
#[derive(Default)]
pub(super) struct Arrived {
    /// All of it, but for blobs that were received.
    pub(super) bytes: Bytes,
    /// How many bytes came.
    pub(super) length: u64,
    /// The SHA-256 of all of it, where it was asked for.
    pub(super) hash: Option<[u8; 32]>,
    /// What was made of its blobs.
    pub(super) received: Received,
    /// What is wrong with its blobs.
    pub(super) malformed: Option<Malformed>,
    /// The memory that it takes.
    pub(super) room: Vec<Room>,
}

/// How a body is read.
pub(super) struct Reading<'a> {
    pub(super) limits: Limits,
    /// Whether its hash is wanted.
    pub(super) hashed: bool,
    pub(super) memory: Option<&'a Memory>,
    /// What may take it apart if it is large.
    pub(super) apart: Option<Apart<'a>>,
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

/// A body on its way.
struct Body<'a> {
    frames: UnsyncBoxBody<Bytes, BoxError>,
    length: u64,
    limits: Limits,
    hash: Option<digest::Context>,
    memory: Option<&'a Memory>,
    room: Vec<Room>,
}

/// A body that is there already and isn't too long.
pub(super) fn at_hand(body: &ByteStream, limits: Limits, hashed: bool) -> Option<Arrived> {
    let bytes = body.as_bytes()?;
    let length = bytes.len() as u64;
    (length <= limits.body).then(|| Arrived {
        hash: hashed.then(|| array(&digest(&SHA256, bytes))),
        length,
        bytes: bytes.clone(),
        ..Arrived::default()
    })
}

/// All of the body.
///
/// # Errors
/// A body over the limit, which is refused as soon as its declared or actual length shows it, a
/// body that breaks off, and blobs that can't be received.
pub(super) async fn read(
    headers: &HeaderMap,
    body: ByteStream,
    reading: Reading<'_>,
) -> Result<Arrived, Unreadable> {
    let Reading { limits, hashed, .. } = reading;
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
    if let Some(arrived) = at_hand(&body, limits, hashed) {
        return Ok(arrived);
    }
    let mut body = Body {
        frames: body.into_body(),
        length: 0,
        limits,
        hash: hashed.then(|| digest::Context::new(&SHA256)),
        memory: reading.memory,
        room: Vec::new(),
    };
    let mut pieces = Vec::new();
    // A large body that says so waits for memory before any of it is read.
    if declared.unwrap_or_default() <= LARGE {
        while body.length <= LARGE {
            match body.next().await? {
                Some(piece) => pieces.push(piece),
                None => return Ok(body.arrived(joined(pieces, None))),
            }
        }
    }
    match reading.apart.and_then(|apart| apart.task()) {
        Some(task) if Handle::try_current().is_ok() => body.take_apart(pieces, task).await,
        _ => body.collect(pieces, declared).await,
    }
}

impl Body<'_> {
    /// The next piece that isn't empty.
    async fn next(&mut self) -> Result<Option<Bytes>, Unreadable> {
        while let Some(frame) = self.frames.frame().await {
            let Ok(data) = frame.map_err(Unreadable::Broken)?.into_data() else {
                continue;
            };
            self.length = self.length.saturating_add(data.len() as u64);
            if self.length > self.limits.body {
                discard(&mut self.frames, self.limits.discard).await;
                return Err(Unreadable::TooLarge);
            }
            if data.is_empty() {
                continue;
            }
            if let Some(hash) = &mut self.hash {
                hash.update(&data);
            }
            return Ok(Some(data));
        }
        Ok(None)
    }

    /// The rest of a large body, in memory.
    async fn collect(
        mut self,
        mut pieces: Vec<Bytes>,
        declared: Option<u64>,
    ) -> Result<Arrived, Unreadable> {
        let most = declared.unwrap_or(self.limits.body);
        self.take_room(most).await;
        let room = declared.and_then(|length| usize::try_from(length).ok());
        let mut all = joined(pieces.split_off(0), room);
        while let Some(piece) = self.next().await? {
            all.extend_from_slice(&piece);
        }
        Ok(self.arrived(all))
    }

    /// The rest of a large body, taken apart on a thread that may block while this one hashes.
    async fn take_apart(mut self, pieces: Vec<Bytes>, task: Task) -> Result<Arrived, Unreadable> {
        if let Some(memory) = self.memory {
            self.room.extend(memory.stream().await);
        }
        let (send, receive) = mpsc::channel(PIECES);
        let kept = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&kept);
        let task = tokio::task::spawn_blocking(move || task.run(receive, &counted));
        let mut pieces = pieces.into_iter();
        let mut asked = false;
        loop {
            let piece = match pieces.next() {
                Some(piece) => piece,
                None => match self.next().await? {
                    Some(piece) => piece,
                    None => break,
                },
            };
            if send.send(piece).await.is_err() {
                // The task has panicked, which waiting for it tells.
                break;
            }
            if !asked && kept.load(Ordering::Relaxed) > KEPT {
                asked = true;
                self.take_room(self.limits.body).await;
            }
        }
        drop(send);
        let split: Split = task
            .await
            .map_err(|panic| Unreadable::Failed(io::Error::other(panic)))?;
        if let Some(error) = split.failed {
            return Err(Unreadable::Failed(error));
        }
        Ok(Arrived {
            bytes: split.document,
            received: split.received,
            malformed: split.malformed,
            ..self.arrived(BytesMut::new())
        })
    }

    async fn take_room(&mut self, bytes: u64) {
        if let Some(memory) = self.memory {
            self.room.extend(memory.whole(bytes).await);
        }
    }

    fn arrived(self, bytes: impl Into<Bytes>) -> Arrived {
        Arrived {
            bytes: bytes.into(),
            length: self.length,
            hash: self.hash.map(|hash| array(&hash.finish())),
            room: self.room,
            ..Arrived::default()
        }
    }
}

/// Pieces as one, with room for so many bytes.
fn joined(mut pieces: Vec<Bytes>, room: Option<usize>) -> BytesMut {
    let length = pieces.iter().map(Bytes::len).sum::<usize>();
    // A single piece, as most bodies come in, is passed on as it is.
    if room.is_none_or(|room| room <= length)
        && pieces.len() == 1
        && let Some(only) = pieces.pop()
    {
        return only.into();
    }
    let mut all = BytesMut::with_capacity(room.unwrap_or(length).max(length));
    for piece in pieces {
        all.extend_from_slice(&piece);
    }
    all
}

fn array(hash: &digest::Digest) -> [u8; 32] {
    let mut array = [0; 32];
    for (to, from) in array.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    array
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

    fn reading(limit: u64, discard: u64) -> Reading<'static> {
        Reading {
            limits: Limits {
                body: limit,
                discard,
            },
            hashed: true,
            memory: None,
            apart: None,
        }
    }

    async fn all(body: Pieces, limit: u64) -> Result<Bytes, Unreadable> {
        let body = ByteStream::from_body(body);
        let arrived = read(&HeaderMap::new(), body, reading(limit, 3)).await?;
        assert_eq!(arrived.hash, Some(array(&digest(&SHA256, &arrived.bytes))));
        Ok(arrived.bytes)
    }

    #[tokio::test]
    async fn pieces_are_joined_up_to_the_limit() {
        for (pieces, expected) in [
            (&[][..], ""),
            (&["abc"], "abc"),
            (&["", "a", "", "bc", "de"], "abcde"),
        ] {
            assert_eq!(all(Pieces::new(pieces), 5).await.unwrap(), expected);
        }
        let long = all(Pieces::new(&["abc", "def", "g"]), 5).await;
        assert!(matches!(long, Err(Unreadable::TooLarge)));
        let broken = Pieces(VecDeque::from([Some("a".into()), None]));
        assert!(matches!(all(broken, 5).await, Err(Unreadable::Broken(_))));
    }

    #[tokio::test]
    async fn a_declared_length_is_believed_before_anything_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_LENGTH, 10.into());
        let body = ByteStream::from_body(Pieces::new(&["ab"]));
        let answer = read(&headers, body, reading(5, 0)).await;
        assert!(matches!(answer, Err(Unreadable::TooLarge)));
    }
}
