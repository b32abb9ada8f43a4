//! The contract of 2018: what UpdateFunctionCode has promised since then still holds.
//!
//! [`rows`] is the reference of that year as data, one entry for each of its rows; where a bound
//! was widened since, the entry names both. [`model`] holds the rows against the model that the
//! service is generated from, [`wire`] against the service itself.

#[path = "../support/mod.rs"]
#[cfg(test)]
mod support;

#[cfg(test)]
mod model;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod wire;
