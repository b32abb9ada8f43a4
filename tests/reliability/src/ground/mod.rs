//! What all attacks stand on: the service as a process, a database, a plain HTTP client, packages,
//! and numbers that look random but come from a seed.

mod api;
mod http1;
mod postgres;
mod random;
mod service;
mod zip;

pub(crate) use api::{Api, Outcome, sign};
pub(crate) use http1::{Answer, Connection};
pub(crate) use postgres::Postgres;
pub(crate) use random::Random;
pub(crate) use service::{Place, Service, binary};
pub(crate) use zip::{Archive, Entry, zip};

use ring::digest::{SHA256, digest};

/// The digest as `CodeSha256` has it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    base64(digest(&SHA256, bytes).as_ref())
}

/// Base64 as in JSON bodies.
pub(crate) fn base64(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}

/// The digest of `CodeSha256` as names of files have it; `None` if it is no digest.
pub(crate) fn hex_of(code_sha256: &str) -> Option<String> {
    let bytes = base64_simd::STANDARD.decode_to_vec(code_sha256).ok()?;
    (bytes.len() == 32).then(|| bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
