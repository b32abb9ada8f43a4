//! lambda-code: AWS Lambda's UpdateFunctionCode, and the operations around it, as a service of its
//! own.
//!
//! This library is everything below the wire. [`behaviour::Functions`] holds the rules of the
//! operations, in the words of the domain; it stands on three seams, each a trait with an embedded
//! default: records ([`store`]), packages ([`package`]) and package sources ([`source`]). All of it
//! is synchronous and may block on the disk: a server calls it on threads made for that.
//! [`open::open`] puts it together from [`settings`].

pub mod access;
pub mod api;
pub mod behaviour;
#[cfg(any(feature = "postgres", feature = "s3"))]
mod blocking;
pub mod clock;
pub mod command;
pub mod credentials;
pub mod events;
pub mod fault;
pub mod ids;
pub mod limits;
pub mod location;
pub mod logs;
pub mod names;
pub mod open;
pub mod package;
pub mod policy;
pub mod rate;
pub mod record;
pub mod reload;
#[cfg(feature = "s3")]
mod s3;
pub mod serve;
pub mod settings;
pub mod source;
pub mod special;
mod storage;
pub mod store;
mod together;
#[cfg(feature = "otel")]
pub mod traces;
pub mod upkeep;
pub mod watch;
pub mod wire;
