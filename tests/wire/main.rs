//! What only a caller without an SDK sees: headers, bytes, nulls, limits, links and locks.
//!
//! SDKs drop nulls, fold the two spellings of a message into one, and never send what is malformed;
//! so these facts need a caller that writes and reads HTTP by itself. Cases are named by their rows
//! of the reference for the service's behaviour.

#[path = "../support/mod.rs"]
#[cfg(test)]
mod support;
#[cfg(test)]
mod table;

#[cfg(test)]
mod answers;
#[cfg(test)]
mod door;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod links;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod state;
