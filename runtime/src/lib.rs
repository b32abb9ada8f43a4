//! What planish's generated code calls.
//!
//! Generated code states facts (schemas, operations) and types; everything that happens, happens
//! here, once, and without type parameters: protocols, validation, client and server.

pub mod base64;
#[cfg(feature = "client")]
pub mod client;
pub mod debug;
pub mod document;
pub mod equal;
pub mod error;
pub mod event_stream;
#[cfg(feature = "rest-json")]
pub mod json;
mod macros;
pub mod number;
pub mod operation;
#[cfg(any(feature = "rules", feature = "server", feature = "rest-json"))]
mod percent;
pub mod protocol;
#[cfg(any(feature = "client", feature = "server"))]
mod random;
#[cfg(feature = "rest-json")]
pub mod rest;
#[cfg(feature = "rest-json")]
pub mod rest_json;
#[cfg(feature = "rules")]
pub mod rules;
pub mod schema;
#[cfg(feature = "server")]
pub mod server;
#[cfg(any(feature = "client", feature = "server"))]
pub mod sigv4;
pub mod stream;
#[cfg(all(feature = "testing", any(feature = "client", feature = "server")))]
pub mod testing;
pub mod timestamp;
pub mod value;

pub use bytes::Bytes;
pub use document::Document;
pub use event_stream::EventStream;
pub use number::{BigDecimal, BigInteger};
pub use stream::ByteStream;
pub use timestamp::Timestamp;
pub use value::Unit;
