//! The memory that large bodies share: who finds none waits, before its body is read.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bodies of up to so many bytes are in memory without asking, since every connection has as much.
pub(super) const LARGE: u64 = 1 << 20;

/// What a body takes whose blobs are received while it arrives, at most: the pieces on their way,
/// and what is kept of the document without asking.
const STREAM: u64 = 6 << 20;

/// Memory is counted in units of so many bytes.
const UNIT: u64 = 64 << 10;

/// Two halves, so that bodies that stream never wait for one that doesn't, and one that waits for
/// the second half holds nothing of it.
#[derive(Debug)]
pub(super) struct Memory {
    /// For bodies that are in memory as a whole, in units.
    whole: Arc<Semaphore>,
    units: u32,
    /// For bodies whose blobs are received: how many at a time.
    streams: Arc<Semaphore>,
}

/// Memory for one body, until it is dropped.
#[derive(Debug)]
pub(super) struct Room {
    _permit: OwnedSemaphorePermit,
}

impl Memory {
    /// So many bytes, but at least enough for one body of each kind.
    pub(super) fn new(bytes: u64) -> Self {
        let half = bytes / 2;
        let units = u32::try_from(half / UNIT).unwrap_or(u32::MAX).max(1);
        let units = units.min(u32::try_from(Semaphore::MAX_PERMITS).unwrap_or(u32::MAX));
        let streams = usize::try_from(half / STREAM).unwrap_or(usize::MAX).max(1);
        Self {
            whole: Arc::new(Semaphore::new(units as usize)),
            units,
            streams: Arc::new(Semaphore::new(streams.min(Semaphore::MAX_PERMITS))),
        }
    }

    /// Waits for memory for so many bytes; a body that is larger than all of it waits for all.
    pub(super) async fn whole(&self, bytes: u64) -> Option<Room> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
        let permit = Arc::clone(&self.whole).acquire_many_owned(units.min(self.units));
        permit.await.ok().map(|_permit| Room { _permit })
    }

    /// Waits for memory for a body whose blobs are received.
    pub(super) async fn stream(&self) -> Option<Room> {
        let permit = Arc::clone(&self.streams).acquire_owned();
        permit.await.ok().map(|_permit| Room { _permit })
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use super::*;

    async fn is_there(room: impl Future<Output = Option<Room>>) -> Option<Room> {
        let mut room = pin!(room);
        poll_fn(|context| match room.as_mut().poll(context) {
            Poll::Ready(room) => Poll::Ready(room),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    #[tokio::test]
    async fn who_finds_none_waits_for_others_of_its_kind() {
        let memory = Memory::new(4 << 20);
        let whole = is_there(memory.whole(u64::MAX)).await;
        assert!(whole.is_some());
        assert!(is_there(memory.whole(1)).await.is_none());
        let stream = is_there(memory.stream()).await;
        assert!(stream.is_some());
        assert!(is_there(memory.stream()).await.is_none());
        drop(whole);
        let (one, two) = (memory.whole(1 << 20), memory.whole(1 << 20));
        assert!(is_there(one).await.and(is_there(two).await).is_some());
    }
}
