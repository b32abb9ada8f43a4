//! A package while it comes in: hashed and counted piece by piece, and gone if it isn't kept.
//!
//! So a package needs no memory of its size, its digest is there as soon as its last byte is, and a
//! request that is refused in the end leaves nothing behind.

use super::Digest;
use rawzip::{FileReader, ReaderAt};
use ring::digest::{Context, SHA256};
use std::borrow::Cow;
use std::fmt;
use std::fs::{self, File};
use std::io::{Error, Read, Result, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};

/// A package whose last byte is still to come.
pub struct Incoming {
    spool: Spool,
    hash: Context,
    size: u64,
}

/// A package that has come in, and that no store keeps yet; removed when it is dropped.
pub struct Received {
    digest: Digest,
    size: u64,
    spool: Spool,
}

/// Where a package is until a store keeps it.
pub struct Spool(Place);

enum Place {
    Memory(Vec<u8>),
    File {
        file: File,
        path: PathBuf,
        early: EarlySync,
    },
}

/// Syncs a file while it is being written, so that little is left to sync in the end.
#[derive(Default)]
struct EarlySync {
    /// Bytes that no sync has begun for.
    unsynced: u64,
    running: Option<JoinHandle<Result<()>>>,
}

/// A sync begins when there are so many bytes for it.
const WORTH_A_SYNC: u64 = 16 << 20;

impl Incoming {
    /// A package that goes to `spool`.
    pub fn new(spool: Spool) -> Incoming {
        Incoming {
            spool,
            hash: Context::new(&SHA256),
            size: 0,
        }
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// Those of the medium.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        match &mut self.spool.0 {
            Place::Memory(all) => all.extend_from_slice(bytes),
            Place::File { file, early, .. } => {
                file.write_all(bytes)?;
                early.wrote(file, bytes.len() as u64)?;
            }
        }
        Ok(())
    }

    /// The package, all of whose bytes are there.
    ///
    /// # Errors
    /// Those of the medium.
    pub fn finish(mut self) -> Result<Received> {
        if let Place::File { early, .. } = &mut self.spool.0 {
            early.end()?;
        }
        Ok(Received {
            digest: Digest::from(&self.hash.finish()),
            size: self.size,
            spool: self.spool,
        })
    }
}

impl EarlySync {
    /// Counts bytes that were written, and begins a sync if it is time for one; at most one runs.
    fn wrote(&mut self, file: &File, bytes: u64) -> Result<()> {
        self.unsynced += bytes;
        if self.unsynced < WORTH_A_SYNC {
            return Ok(());
        }
        self.end()?;
        self.unsynced = 0;
        let file = file.try_clone()?;
        // Where there is no thread to be had, the sync at the end does it all.
        self.running = Builder::new().spawn(move || file.sync_data()).ok();
        Ok(())
    }

    /// Waits for the sync that is under way. An error of it is told to nobody else: the system tells
    /// each error once.
    fn end(&mut self) -> Result<()> {
        match self.running.take().map(JoinHandle::join) {
            Some(Ok(synced)) => synced,
            Some(Err(_)) => Err(Error::other("a sync to disk panicked")),
            None => Ok(()),
        }
    }
}

impl Received {
    /// The package's digest.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// In bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The file that it is in, and the file's path; `None` for one in memory.
    pub fn file(&self) -> Option<(&File, &Path)> {
        match &self.spool.0 {
            Place::Memory(_) => None,
            Place::File { file, path, .. } => Some((file, path)),
        }
    }

    /// All of its bytes.
    ///
    /// # Errors
    /// Those of the medium.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>> {
        match &self.spool.0 {
            Place::Memory(bytes) => Ok(bytes.into()),
            Place::File { file, .. } => {
                let mut file = file.try_clone()?;
                let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
                file.rewind()?;
                file.read_to_end(&mut bytes)?;
                Ok(bytes.into())
            }
        }
    }

    /// Its bytes, to be read anywhere.
    ///
    /// # Errors
    /// Those of the medium.
    pub fn reader(&self) -> Result<Box<dyn ReaderAt + '_>> {
        match &self.spool.0 {
            Place::Memory(bytes) => Ok(Box::new(bytes.as_slice())),
            Place::File { file, .. } => Ok(Box::new(FileReader::from(file.try_clone()?))),
        }
    }
}

impl Spool {
    /// In memory.
    pub fn memory() -> Spool {
        Spool(Place::Memory(Vec::new()))
    }

    /// A new file at `path`, which only its owner can read.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn file(path: PathBuf) -> Result<Spool> {
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        let early = EarlySync::default();
        Ok(Spool(Place::File { file, path, early }))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Place::File { path, .. } = self {
            // One that a store keeps has another name by now.
            let _ = fs::remove_file(path);
        }
    }
}

impl PartialEq for Received {
    fn eq(&self, other: &Received) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Received {}

impl fmt::Debug for Received {
    /// Code is not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("digest", &self.digest)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_synced_while_it_is_written() {
        let home = tempfile::tempdir().unwrap();
        let mut incoming = Incoming::new(Spool::file(home.path().join("spool")).unwrap());
        let piece = vec![1; 1 << 20];
        for _ in 0..40 {
            incoming.write(&piece).unwrap();
        }
        let Place::File { early, .. } = &incoming.spool.0 else {
            panic!("it is in memory");
        };
        assert_eq!(early.unsynced, 8 << 20);
        assert!(early.running.is_some());
        assert_eq!(incoming.finish().unwrap().size(), 40 << 20);
    }

    #[test]
    fn what_comes_in_is_hashed_and_counted_wherever_it_goes() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("spool");
        for spool in [Spool::memory(), Spool::file(path.clone()).unwrap()] {
            let mut incoming = Incoming::new(spool);
            for piece in ["one", "", " piece after the other"] {
                incoming.write(piece.as_bytes()).unwrap();
            }
            let received = incoming.finish().unwrap();
            let all = b"one piece after the other";
            assert_eq!((received.digest(), received.size()), (Digest::of(all), 25));
            assert_eq!(*received.bytes().unwrap(), *all);
            let mut some = [0; 5];
            received
                .reader()
                .unwrap()
                .read_exact_at(&mut some, 4)
                .unwrap();
            assert_eq!(&some, b"piece");
        }
        assert!(!path.exists());
    }
}
