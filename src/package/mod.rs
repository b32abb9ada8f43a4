//! Packages: what is checked of them ([`inspect`]), and where they are kept ([`Packages`]).
//!
//! The store is content-addressed: the key of a package is the SHA-256 of its bytes. A package is
//! durable before the record that names it is committed; at worst a crash leaves an orphan.

#[cfg(feature = "s3")]
mod bucket;
mod digest;
mod directory;
mod incoming;
mod zip;

#[cfg(feature = "s3")]
pub use bucket::Bucket;
pub use digest::Digest;
pub use directory::Directory;
pub(crate) use directory::{sync_directory, write_whole};
pub use incoming::{Incoming, Received, Spool};
#[cfg(test)]
pub(crate) use zip::tests as zip_tests;
pub use zip::{inspect, inspect_at};

use std::io::{Read, Result};

/// Keeps packages.
pub trait Packages: Send + Sync {
    /// Keeps `bytes`, whose digest is `digest`: durable at the latest when a change of the records
    /// is that is committed after this has returned. Keeping what is kept already is no error.
    ///
    /// # Errors
    /// Those of the medium.
    fn put(&self, digest: Digest, bytes: &[u8]) -> Result<()>;

    /// Where a package can be while it comes in.
    ///
    /// # Errors
    /// Those of the medium.
    fn spool(&self) -> Result<Spool> {
        Ok(Spool::memory())
    }

    /// As [`put`](Packages::put), of a package that has come in.
    ///
    /// # Errors
    /// Those of the medium.
    fn keep(&self, package: &Received) -> Result<()> {
        self.put(package.digest(), &package.bytes()?)
    }

    /// Opens a package; `None` if it is not kept.
    ///
    /// # Errors
    /// Those of the medium.
    fn open(&self, digest: Digest) -> Result<Option<OpenPackage>>;

    /// Forgets a package; no error if it is not kept.
    ///
    /// # Errors
    /// Those of the medium.
    fn remove(&self, digest: Digest) -> Result<()>;

    /// Waits until all that was removed is gone; a store may take removals together.
    ///
    /// # Errors
    /// Those of the medium.
    fn flush(&self) -> Result<()> {
        Ok(())
    }

    /// Everything that is kept, sorted.
    ///
    /// # Errors
    /// Those of the medium.
    fn list(&self) -> Result<Vec<Digest>>;
}

/// A package, ready to be read from its first byte.
pub struct OpenPackage {
    /// In bytes.
    pub size: u64,
    /// The bytes.
    pub body: Box<dyn Read + Send>,
}
