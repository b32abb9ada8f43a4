//! JSON documents (RFC 8259) of any shape: one reader and one writer for every JSON protocol.
//!
//! The reader makes one pass over the bytes and puts values straight into their places; the writer
//! makes one pass over the value. Neither builds a tree in between.

pub(crate) mod lexer;
pub(crate) mod read;
mod scan;
mod split;
mod write;

pub use read::{Mode, read_event, read_payload, read_structure};
pub use split::JsonSplitter;
pub use write::{write_event, write_payload, write_structure};
