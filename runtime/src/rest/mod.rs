//! The HTTP bindings that all REST protocols share (Smithy 2.0, "HTTP bindings"): which member
//! goes into path, query, headers, status and body. The document in the body is a [`Codec`]'s.

mod events;
mod header;
mod query;
mod read;
mod text;
mod uri;
mod write;

pub use read::{read_error, read_request, read_response};
pub use write::{write_error, write_request, write_response};

use bytes::Bytes;

use crate::protocol::{Malformed, Missing, WriteOptions};
use crate::schema::Member;
use crate::value::{Slot, Structure, View};

/// The documents of a REST protocol.
pub trait Codec: Send + Sync {
    /// The media type of documents.
    fn media_type(&self) -> &'static str;
    /// Writes the members that are bound to the document.
    fn write(&self, value: &dyn Structure, options: WriteOptions) -> Vec<u8>;
    /// Writes one member as the whole document.
    fn write_payload(
        &self,
        value: View<'_>,
        member: &'static Member,
        options: WriteOptions,
    ) -> Vec<u8>;
    /// Writes the members of an event that are in its document.
    fn write_event(&self, value: &dyn Structure, options: WriteOptions) -> Vec<u8>;
    /// Whether the bytes are a document without members.
    fn is_empty(&self, body: &Bytes) -> bool;
    /// Reads the members that are bound to the document.
    ///
    /// # Errors
    /// Bytes that are no document, or one of another shape.
    fn read(
        &self,
        body: &Bytes,
        value: &mut dyn Structure,
        side: Side,
    ) -> Result<Missing, Malformed>;
    /// Reads the members of an event that are in its document.
    ///
    /// # Errors
    /// As [`Codec::read`].
    fn read_event(
        &self,
        body: &Bytes,
        value: &mut dyn Structure,
        side: Side,
    ) -> Result<Missing, Malformed>;
    /// Reads one member from the whole document.
    ///
    /// # Errors
    /// As [`Codec::read`].
    fn read_payload(
        &self,
        body: &Bytes,
        member: &'static Member,
        slot: Slot<'_>,
        side: Side,
    ) -> Result<Missing, Malformed>;
}

/// Who reads a message: a server is strict, a client lenient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Reads responses.
    Client,
    /// Reads requests.
    Server,
}

#[cfg(test)]
mod tests;
