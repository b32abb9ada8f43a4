//! Packages of large requests, on their way from the connection to where packages are kept.

use std::any::Any;
use std::io;
use std::sync::Arc;

use planish_runtime::operation::Operation;
use planish_runtime::server::{BlobReceiver, BlobSink, Context};

use crate::behaviour::CodeSource;
use crate::open::Service;
use crate::package::{Incoming, Received};

/// Receives packages: the only blobs that requests have.
pub(super) struct Uploads(pub(super) Arc<Service>);

struct Upload(Incoming);

impl BlobReceiver for Uploads {
    fn receive(&self, _: &'static Operation, _: &str) -> io::Result<Box<dyn BlobSink>> {
        let incoming = self.0.functions.receive()?;
        Ok(Box::new(Upload(incoming)))
    }
}

impl BlobSink for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write(bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<Box<dyn Any + Send>> {
        Ok(Box::new(self.0.finish()?))
    }
}

/// The source with the package that was received in place of its member `ZipFile`, if one was. Of a
/// member that is given twice the last counts: if that is not empty, it is the one in the request.
pub(super) fn received(mut source: CodeSource, context: &Context, member: &str) -> CodeSource {
    let empty = source.zip_file.as_ref().is_some_and(|zip| zip.is_empty());
    if let Some(package) = context.take_blob::<Received>(member)
        && empty
    {
        source.zip_file = None;
        source.received = Some(Arc::new(package));
    }
    source
}
