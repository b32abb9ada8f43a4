//! Packages as objects of an S3 bucket, for any number of copies of the service.
//!
//! An object appears complete or not at all, and S3 checks its SHA-256 on arrival. Who may remove
//! one, and when, is for the records to say.

use super::{Digest, OpenPackage, Packages, Received};
use crate::blocking::Blocking;
use crate::s3::{Access, element};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::aws::{AmazonS3, Checksum};
use object_store::client::HttpError;
use object_store::path::Path;
use object_store::{Error, ObjectStore as _, ObjectStoreExt as _, PutPayload};
use std::io::{self, Read, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// A bucket, or what of it is below a prefix.
#[derive(Debug)]
pub struct Bucket {
    blocking: Arc<Blocking>,
    store: AmazonS3,
    name: String,
    prefix: Path,
}

/// How long the next bytes of an object may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where nothing is: asked for to see whether the bucket can be used.
const PROBE: &str = ".lambda-code";

impl Bucket {
    /// Opens what a URL such as `s3://bucket/prefix` names; `?endpoint=` and `?region=` may follow.
    ///
    /// # Errors
    /// If the URL is none, or there is no such bucket, or it can't be used.
    pub fn open(url: &str) -> Result<Bucket> {
        let (name, prefix, access) = parse(url)?;
        let store = access
            .builder(&name)
            .with_checksum_algorithm(Checksum::SHA256);
        let bucket = Bucket {
            blocking: Arc::new(Blocking::start()?),
            store: store.build().map_err(io::Error::other)?,
            prefix: Path::parse(&prefix).map_err(io::Error::other)?,
            name,
        };
        let probe = bucket.prefix.clone().join(PROBE);
        match bucket.wait(bucket.store.get(&probe))? {
            Ok(_) => Ok(bucket),
            Err(Error::NotFound { source, .. }) if !says(&*source, "NoSuchBucket") => Ok(bucket),
            Err(error) => Err(bucket.told(error)),
        }
    }

    fn path(&self, digest: Digest) -> Path {
        self.prefix.clone().join(digest.hex())
    }

    fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        self.blocking.wait(work)
    }

    /// Keeps `bytes`, which are asked for only if they are not kept already.
    fn store(
        &self,
        digest: Digest,
        size: u64,
        bytes: impl FnOnce() -> Result<Bytes>,
    ) -> Result<()> {
        let path = self.path(digest);
        match self.wait(self.store.head(&path))? {
            Ok(kept) if kept.size == size => return Ok(()),
            Ok(_) | Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(self.told(error)),
        }
        let payload = PutPayload::from(bytes()?);
        match self.wait(self.store.put(&path, payload))? {
            Ok(_) => Ok(()),
            Err(error) => Err(self.told(error)),
        }
    }

    /// What went wrong, and what can be done about it.
    fn told(&self, error: Error) -> io::Error {
        let name = &self.name;
        let hint = match &error {
            Error::NotFound { source, .. } if says(&**source, "NoSuchBucket") => {
                return io::Error::new(
                    io::ErrorKind::NotFound,
                    format!("there is no bucket {name}; make it with `aws s3 mb s3://{name}`"),
                );
            }
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                ": check the credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or a role), and \
                 that they may GetObject, PutObject, DeleteObject and ListBucket"
            }
            _ => "",
        };
        io::Error::other(format!("bucket {name}{hint}: {error}"))
    }
}

impl Packages for Bucket {
    fn put(&self, digest: Digest, bytes: &[u8]) -> Result<()> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.store(digest, size, || Ok(Bytes::copy_from_slice(bytes)))
    }

    fn keep(&self, package: &Received) -> Result<()> {
        self.store(package.digest(), package.size(), || {
            Ok(package.bytes()?.into_owned().into())
        })
    }

    fn open(&self, digest: Digest) -> Result<Option<OpenPackage>> {
        match self.wait(self.store.get(&self.path(digest)))? {
            Ok(object) => Ok(Some(OpenPackage {
                size: object.meta.size,
                body: Box::new(Chunks {
                    blocking: Arc::clone(&self.blocking),
                    stream: object.into_stream(),
                    chunk: Bytes::new(),
                }),
            })),
            Err(Error::NotFound { source, .. }) if !says(&*source, "NoSuchBucket") => Ok(None),
            Err(error) => Err(self.told(error)),
        }
    }

    fn remove(&self, digest: Digest) -> Result<()> {
        match self.wait(self.store.delete(&self.path(digest)))? {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.told(error)),
        }
    }

    fn list(&self) -> Result<Vec<Digest>> {
        let found = self.wait(async {
            let mut digests = Vec::new();
            let mut objects = self.store.list(Some(&self.prefix));
            while let Some(object) = objects.next().await {
                let object = object?;
                let mut below = object
                    .location
                    .prefix_match(&self.prefix)
                    .into_iter()
                    .flatten();
                if let (Some(name), None) = (below.next(), below.next()) {
                    digests.extend(Digest::from_hex(name.as_ref()));
                }
            }
            Ok(digests)
        })?;
        let mut digests = found.map_err(|error: Error| self.told(error))?;
        digests.sort_unstable();
        Ok(digests)
    }
}

/// The bytes of an object, as they come.
struct Chunks {
    blocking: Arc<Blocking>,
    stream: BoxStream<'static, object_store::Result<Bytes>>,
    /// What has come and was not read yet.
    chunk: Bytes,
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while self.chunk.is_empty() {
            let stream = &mut self.stream;
            // The clock of the timeout is the runtime's: it has to be asked for there.
            let next = self
                .blocking
                .wait(async { timeout(PATIENCE, stream.next()).await })?;
            match next.map_err(io::Error::other)? {
                Some(chunk) => self.chunk = chunk.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let count = self.chunk.len().min(buffer.len());
        let (to, from) = (buffer.iter_mut(), self.chunk.split_to(count));
        to.zip(from).for_each(|(to, from)| *to = from);
        Ok(count)
    }
}

/// Whether S3 has said so in its answer.
fn says(error: &(dyn std::error::Error + 'static), code: &str) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<HttpError>() {
            return false;
        }
        if element(&error.to_string(), "Code").is_some_and(|said| said == code) {
            return true;
        }
        next = error.source();
    }
    false
}

/// Bucket, prefix and access.
fn parse(url: &str) -> Result<(String, String, Access)> {
    let wrong = |what: &str| {
        let expected = "a URL such as s3://bucket/prefix?endpoint=http://host:9000 is expected";
        io::Error::new(io::ErrorKind::InvalidInput, format!("{what}; {expected}"))
    };
    let rest = url
        .strip_prefix("s3://")
        .ok_or_else(|| wrong("it does not begin with s3://"))?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
    if name.is_empty() || name.contains('@') {
        return Err(wrong("it names no bucket"));
    }
    let mut access = Access::default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("endpoint", endpoint)) => access.endpoint = Some(endpoint.to_owned()),
            Some(("region", region)) => access.region = Some(region.to_owned()),
            _ => return Err(wrong("there are only the options endpoint and region")),
        }
    }
    let prefix = prefix.trim_matches('/').to_owned();
    Ok((name.to_owned(), prefix, access))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let (name, prefix, access) = parse("s3://code/a/b/?endpoint=http://h:1&region=x").unwrap();
        assert_eq!((name.as_str(), prefix.as_str()), ("code", "a/b"));
        assert_eq!(access.endpoint.as_deref(), Some("http://h:1"));
        assert_eq!(access.region.as_deref(), Some("x"));
        assert_eq!(parse("s3://code").unwrap().1, "");
        for (url, told) in [
            ("code", "does not begin with s3://"),
            ("s3:///a", "names no bucket"),
            ("s3://code?secret=1", "only the options endpoint and region"),
        ] {
            let error = parse(url).unwrap_err().to_string();
            assert!(error.contains(told), "{url}: {error}");
        }
    }
}
