//! AWS Signature Version 4: signing on the client, verification on the server.
//!
//! Both sides build the same canonical text (its hash is what is signed) and derive the same key, so
//! they are one module. It knows of `http` types and nothing of clients or servers.

mod canonical;
mod claim;
mod error;
mod events;
mod key;
mod sign;
mod verify;

#[cfg(feature = "client")]
pub(crate) use canonical::hex;
pub(crate) use canonical::push_hex;
pub use canonical::{Payload, SIGNED_EVENTS, UNSIGNED_PAYLOAD, sha256_hex};
pub use claim::Claim;
pub use error::SigV4Error;
pub use events::EventChain;
pub use sign::{MAX_EXPIRES, Signing, SigningError, presign, sign};
pub use verify::{CredentialLookup, Identity, MAX_SKEW_SECONDS, Secret, chain, verify};

/// The name of the algorithm in headers, queries and strings to sign.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The last element of every credential scope.
pub const TERMINATOR: &str = "aws4_request";
