//! Blobs that a service receives while they arrive, and that never are in memory as a whole.
//!
//! The model calls them blobs in a document, not streams, so a handler takes them as members. Where
//! the service brings a [`BlobReceiver`], those of large requests go there instead, piece by piece;
//! the member is left empty, and the handler asks its [`Context`](super::Context) for what the
//! receiver has made of the blob. Small requests are not touched.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::operation::Operation;
use crate::protocol::{Blobs, Malformed, ServerProtocol, Splitter};

/// Receives the blobs of large requests while they arrive.
pub trait BlobReceiver: Send + Sync {
    /// Begins to receive the blob of a member of the operation's input, given as a JSON pointer of
    /// names in the model. Nothing is known of the request's sender yet: what is made of the blob
    /// has to vanish when it is dropped. May block.
    ///
    /// # Errors
    /// Those of the medium; the request then fails with an internal failure.
    fn receive(&self, operation: &'static Operation, member: &str)
    -> io::Result<Box<dyn BlobSink>>;
}

/// One blob on its way; dropped when it doesn't arrive.
pub trait BlobSink: Send {
    /// Takes the next bytes. May block.
    ///
    /// # Errors
    /// As [`BlobReceiver::receive`].
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// All bytes are there: gives what the handler takes by
    /// [`Context::take_blob`](super::Context::take_blob). May block.
    ///
    /// # Errors
    /// As [`BlobReceiver::receive`].
    fn finish(self: Box<Self>) -> io::Result<Box<dyn Any + Send>>;
}

/// What was received, by member.
#[derive(Default)]
pub(super) struct Received(Mutex<BTreeMap<String, Box<dyn Any + Send>>>);

/// A document without its blobs, and what became of them.
pub(super) struct Split {
    pub(super) document: Bytes,
    pub(super) received: Received,
    pub(super) malformed: Option<Malformed>,
    pub(super) failed: Option<io::Error>,
}

/// What may take the document of a request apart.
pub(super) struct Apart<'a> {
    pub(super) protocol: &'static dyn ServerProtocol,
    pub(super) receiver: &'a Arc<dyn BlobReceiver>,
    pub(super) operation: &'static Operation,
}

/// Takes a document apart where blocking is allowed.
pub(super) struct Task {
    splitter: Box<dyn Splitter>,
    receiver: Arc<dyn BlobReceiver>,
    operation: &'static Operation,
}

/// Hands the blobs of one document to their sinks.
struct Collector {
    receiver: Arc<dyn BlobReceiver>,
    operation: &'static Operation,
    current: Option<(String, Box<dyn BlobSink>)>,
    received: BTreeMap<String, Box<dyn Any + Send>>,
    failed: Option<io::Error>,
}

impl Received {
    pub(super) fn take<T: Any>(&self, member: &str) -> Option<T> {
        let mut blobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let blob = blobs.remove(member)?;
        blob.downcast().ok().map(|blob| *blob)
    }
}

impl Apart<'_> {
    /// What takes it apart, if there is something to take out.
    pub(super) fn task(&self) -> Option<Task> {
        Some(Task {
            splitter: self.protocol.splitter(self.operation.input)?,
            receiver: Arc::clone(self.receiver),
            operation: self.operation,
        })
    }
}

impl Task {
    /// Takes pieces until no more come. `kept` says how much of the document is in memory.
    pub(super) fn run(self, mut pieces: mpsc::Receiver<Bytes>, kept: &AtomicUsize) -> Split {
        let mut splitter = self.splitter;
        let mut collector = Collector {
            receiver: self.receiver,
            operation: self.operation,
            current: None,
            received: BTreeMap::new(),
            failed: None,
        };
        while let Some(piece) = pieces.blocking_recv() {
            splitter.push(&piece, &mut collector);
            kept.store(splitter.kept(), Ordering::Relaxed);
        }
        let (document, malformed) = splitter.finish();
        Split {
            document: document.into(),
            received: Received(Mutex::new(collector.received)),
            malformed,
            failed: collector.failed,
        }
    }
}

impl Blobs for Collector {
    fn begin(&mut self, path: &str) {
        self.received.remove(path);
        match self.receiver.receive(self.operation, path) {
            Ok(sink) => self.current = Some((path.to_owned(), sink)),
            Err(error) => self.failed = Some(error),
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some((_, sink)) = &mut self.current
            && let Err(error) = sink.write(bytes)
        {
            self.failed = Some(error);
            self.current = None;
        }
    }

    fn end(&mut self) {
        let Some((path, sink)) = self.current.take() else {
            return;
        };
        match sink.finish() {
            Ok(blob) => {
                self.received.insert(path, blob);
            }
            Err(error) => self.failed = Some(error),
        }
    }

    fn abandon(&mut self) {
        self.current = None;
    }
}
