//! A package as the body of an answer: read from the disk chunk by chunk, each only when the one before
//! has left. So a caller who doesn't read holds no thread; threads that may block are few, and the rules
//! run on them.

use std::future::Future as _;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame};
use planish_runtime::stream::BoxError;
use tokio::task::JoinHandle;

use crate::package::OpenPackage;

/// Bytes that are read from the disk at once.
const CHUNK: usize = 256 * 1024;

type Reader = Box<dyn Read + Send>;

/// The chunks of a package.
pub(super) struct Chunks(State);

enum State {
    /// The last chunk has left.
    Idle(Reader),
    /// The next one is read on a thread that may block.
    Reading(JoinHandle<(io::Result<Vec<u8>>, Reader)>),
    /// There is no more, or it can't be read.
    Done,
}

impl Chunks {
    pub(super) fn new(package: OpenPackage) -> Chunks {
        Chunks(State::Idle(package.body))
    }
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            match std::mem::replace(&mut self.0, State::Done) {
                State::Idle(reader) => {
                    self.0 = State::Reading(tokio::task::spawn_blocking(move || read(reader)));
                }
                State::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
                        self.0 = State::Reading(reading);
                        return Poll::Pending;
                    };
                    return Poll::Ready(match read {
                        Ok((Ok(chunk), _)) if chunk.is_empty() => None,
                        Ok((Ok(chunk), reader)) => {
                            self.0 = State::Idle(reader);
                            Some(Ok(Frame::data(chunk.into())))
                        }
                        Ok((Err(error), _)) => Some(Err(error.into())),
                        Err(error) => Some(Err(error.into())),
                    });
                }
                State::Done => return Poll::Ready(None),
            }
        }
    }
}

/// The next chunk; an empty one at the end.
fn read(mut reader: Reader) -> (io::Result<Vec<u8>>, Reader) {
    let mut chunk = Vec::with_capacity(CHUNK);
    let read = reader.by_ref().take(CHUNK as u64).read_to_end(&mut chunk);
    (read.map(|_| chunk), reader)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;

    /// Gives some bytes, then fails.
    struct Failing(usize);

    impl Read for Failing {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.min(into.len());
            self.0 -= count;
            match count {
                0 => Err(io::Error::other("the disk is on fire")),
                count => Ok(count),
            }
        }
    }

    fn package(body: impl Read + Send + 'static) -> Chunks {
        Chunks::new(OpenPackage {
            size: 0,
            body: Box::new(body),
        })
    }

    #[tokio::test]
    async fn chunks_are_the_package() {
        for length in [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let bytes: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let read = package(io::Cursor::new(bytes.clone())).collect().await;
            assert!(read.unwrap().to_bytes() == bytes, "{length}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_ends_the_body_with_an_error() {
        let mut chunks = package(Failing(CHUNK));
        assert!(chunks.frame().await.unwrap().is_ok());
        assert!(chunks.frame().await.unwrap().is_err());
        assert!(chunks.frame().await.is_none());
    }
}
