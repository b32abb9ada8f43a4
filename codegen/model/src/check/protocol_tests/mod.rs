//! Tests of protocols. (Smithy spec, "HTTP protocol compliance tests", "Event stream compliance tests")

pub(super) mod events;
pub(super) mod http;
mod media;
pub(super) mod names;
mod xml;
