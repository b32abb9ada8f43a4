//! Bodies that come too slowly end: whoever sends a byte now and then would hold a connection, and
//! what has come of the body, for ever.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use planish_runtime::stream::BoxError;
use tokio::time::{Instant, Sleep};

/// How fast a body has to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    /// Time that every body gets, however slow it is.
    pub(super) patience: Duration,
    /// Bytes a second that earn more time.
    pub(super) rate: u32,
}

impl Pace {
    /// When what began then, and of which so many bytes have come, has to be further than it is.
    pub(super) fn due(self, began: Instant, bytes: u64) -> Instant {
        let earned = bytes / u64::from(self.rate.max(1));
        began + self.patience + Duration::from_secs(earned)
    }
}

/// A body that fails when it is too slow.
pub(super) struct Paced<B> {
    body: B,
    pace: Pace,
    began: Option<Instant>,
    received: u64,
    deadline: Option<Pin<Box<Sleep>>>,
    slow: Slow,
}

/// Whether a body was too slow.
#[derive(Debug, Clone, Default)]
pub(super) struct Slow(Arc<AtomicBool>);

impl Slow {
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl<B> Paced<B> {
    pub(super) fn new(body: B, pace: Pace) -> Paced<B> {
        Paced {
            body,
            pace,
            began: None,
            received: 0,
            deadline: None,
            slow: Slow::default(),
        }
    }

    /// Tells later whether this body was too slow.
    pub(super) fn slow(&self) -> Slow {
        self.slow.clone()
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let length = frame.data_ref().map_or(0, Bytes::len);
                this.received = this.received.saturating_add(length as u64);
                return Poll::Ready(Some(Ok(frame)));
            }
            Poll::Ready(ended) => {
                return Poll::Ready(ended.map(|frame| frame.map_err(Into::into)));
            }
            Poll::Pending => {}
        }
        // Only a body that lets others wait is looked at.
        let began = *this.began.get_or_insert_with(Instant::now);
        let due = this.pace.due(began, this.received);
        let deadline = this
            .deadline
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        if deadline.deadline() != due {
            deadline.as_mut().reset(due);
        }
        if deadline.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        this.slow.0.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err("the body comes too slowly".into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;
    use tokio::sync::mpsc;

    /// A body of what is sent to it.
    struct Sent(mpsc::Receiver<Bytes>);

    impl Body for Sent {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
            let data = self.0.poll_recv(cx);
            data.map(|data| data.map(|data| Ok(Frame::data(data))))
        }
    }

    /// Sends so many pieces, one each second, and says how many arrive and whether all is well.
    async fn pieces(count: usize, length: usize) -> (usize, bool) {
        let pace = Pace {
            patience: Duration::from_secs(10),
            rate: 1000,
        };
        let (send, receive) = mpsc::channel(1);
        let mut body = Paced::new(Sent(receive), pace);
        let slow = body.slow();
        tokio::spawn(async move {
            for _ in 0..count {
                tokio::time::sleep(Duration::from_millis(1000)).await;
                let _ = send.send(Bytes::from(vec![0; length])).await;
            }
        });
        let mut arrived = 0;
        while let Some(Ok(_)) = body.frame().await {
            arrived += 1;
        }
        (arrived, !slow.is_set())
    }

    #[tokio::test(start_paused = true)]
    async fn slow_bodies_end_and_steady_ones_do_not() {
        assert_eq!(pieces(60, 2000).await, (60, true));
        assert_eq!(pieces(5, 1).await, (5, true));
        let (arrived, well) = pieces(60, 1).await;
        assert!(arrived <= 10 && !well, "{arrived}");
    }
}
