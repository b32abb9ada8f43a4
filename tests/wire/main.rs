//! What only connections of a caller's own show: what is read of a request, and many at once.
//!
//! No row of the reference for the service's behaviour says this; those are in `tests/truth`.

#[path = "../support/mod.rs"]
#[cfg(test)]
mod support;

#[cfg(test)]
mod connections;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod state;
#[cfg(test)]
mod uploads;
