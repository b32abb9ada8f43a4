//! The service on the wire: thin glue between generated code and the rules in
//! [`behaviour`](crate::behaviour).
//!
//! [`server`] puts together what generated code leaves open: who is let in, which limits hold,
//! and how refusals are worded. Everything else is translation, field by field.

mod answers;
mod door;
mod faults;
mod operations;
mod requests;
mod uploads;
mod words;

use std::sync::Arc;

use planish_runtime::server::{Server, Style};

use crate::api;
use crate::limits::{BODY_MEMORY, REQUEST_LIMIT};
use crate::open::Service;

/// The service as a `tower::Service` over HTTP requests.
pub fn server(service: Arc<Service>) -> Server {
    let door = door::Door::new(&service);
    let metrics = Arc::clone(&service.metrics);
    let uploads = uploads::Uploads(Arc::clone(&service));
    api::server(operations::Operations::new(service))
        .authenticator(Arc::new(door))
        .observer(metrics)
        .wording(Arc::new(words::LambdaWording))
        .validation(Style::Lambda)
        .explicit_nulls(true)
        .any_media_type(true)
        .lenient_booleans(true)
        .blob_receiver(Arc::new(uploads))
        .body_memory(BODY_MEMORY)
        .operation_body_limit("CreateFunction", REQUEST_LIMIT)
        .operation_body_limit("UpdateFunctionCode", REQUEST_LIMIT)
}
