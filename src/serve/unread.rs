//! Answers that nobody reads end: whoever asks and doesn't look at what comes would hold a connection,
//! and what waits to be sent, for ever.

use std::future::Future as _;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::pace::Pace;

/// A connection that fails when what is written to it goes away too slowly.
pub(super) struct Unread<S> {
    stream: S,
    pace: Pace,
    /// Since when something waits to be sent, and how much of it has gone since.
    waits: Option<(Instant, u64)>,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> Unread<S> {
    pub(super) fn new(stream: S, pace: Pace) -> Unread<S> {
        Unread {
            stream,
            pace,
            waits: None,
            deadline: None,
        }
    }

    /// What came of writing: as it is, but an error if it has to wait for too long.
    fn heed<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            return written;
        }
        let (since, gone) = *self.waits.get_or_insert_with(|| (Instant::now(), 0));
        let due = self.pace.due(since, gone);
        let deadline = self
            .deadline
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        if deadline.deadline() != due {
            deadline.as_mut().reset(due);
        }
        if deadline.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        let slow = "the answer is read too slowly";
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, slow)))
    }

    fn count(&mut self, written: &Poll<io::Result<usize>>) {
        if let (Poll::Ready(Ok(more)), Some((_, gone))) = (written, &mut self.waits) {
            *gone = gone.saturating_add(*more as u64);
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Unread<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.count(&written);
        self.heed(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.count(&written);
        self.heed(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if flushed.is_ready() {
            // All that waited has gone.
            self.waits = None;
        }
        self.heed(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.heed(cx, ended)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Unread<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    const PACE: Pace = Pace {
        patience: Duration::from_secs(2),
        rate: 10,
    };

    #[tokio::test(start_paused = true)]
    async fn what_nobody_reads_is_not_written_for_ever() {
        let (ours, _theirs) = duplex(16);
        let mut stream = Unread::new(ours, PACE);
        stream.write_all(&[0; 16]).await.unwrap();
        let began = Instant::now();
        let error = stream.write_all(&[0; 16]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_reads_fast_enough_gets_all() {
        let (ours, mut theirs) = duplex(16);
        let reader = tokio::spawn(async move {
            let mut some = [0; 16];
            for _ in 0..20 {
                tokio::time::sleep(Duration::from_secs(1)).await;
                theirs.read_exact(&mut some).await.unwrap();
            }
        });
        let mut stream = Unread::new(ours, PACE);
        stream.write_all(&[0; 320]).await.unwrap();
        stream.flush().await.unwrap();
        reader.await.unwrap();
    }
}
