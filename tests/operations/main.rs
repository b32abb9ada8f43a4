//! The service as those who run it see it: health, metrics, the log, the audit trail, pages, and how
//! it ends.

#[cfg(test)]
mod binary;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod stop;
#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;
#[cfg(test)]
mod ui;
#[cfg(test)]
mod watch;
