//! What is made of `models/behavior`.

/// The half that sends requests.
pub mod client;
/// The half that answers them.
pub mod server;
