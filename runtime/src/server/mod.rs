//! Requests in: routing, validation, dispatch, as a `tower::Service`.

pub mod message;
mod percent;
pub mod router;
pub mod validate;
pub mod wording;
