//! Requests in: routing, validation, dispatch, as a `tower::Service`.
