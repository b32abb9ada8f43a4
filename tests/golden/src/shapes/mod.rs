//! What is made of `models/shapes`.

/// The half that sends requests.
pub mod client;
/// The half that answers them.
pub mod server;
