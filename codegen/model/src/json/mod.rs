//! JSON text of nodes, read and written.
//!
//! The reader is our own for three reasons: numbers stay exact, keys given twice are found, and whoever reads knows the byte at which
//! everything starts, in one pass and without a second tree.

mod read;
mod write;

pub use read::SyntaxError;
pub(crate) use read::{Kind, Reader};
pub(crate) use write::Writer;
pub use write::{to_compact, to_pretty};

use crate::Node;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: u32 = 128;

/// Reads one JSON value. Of a key given twice, the last value is kept, as most readers of JSON do.
///
/// # Errors
/// The text is not JSON (RFC 8259), or nests deeper than [`MAX_DEPTH`].
pub fn parse(text: &str) -> Result<Node, SyntaxError> {
    let mut reader = Reader::new(text);
    let node = reader.node()?;
    reader.finish()?;
    Ok(node)
}
