//! Requests in: routing, validation, dispatch, as a `tower::Service`.

mod percent;
pub mod router;
