//! The service as those who run it see it: health, metrics, the log, the audit trail, pages, and how
//! it ends.

mod binary;
mod docs;
mod stop;
#[path = "../support/mod.rs"]
mod support;
mod ui;
mod watch;
