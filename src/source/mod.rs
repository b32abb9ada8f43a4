//! Package sources: where the bytes behind `S3Bucket` and `S3Key` come from.
//!
//! From any endpoint that speaks S3 (`Endpoint`), or from a directory of buckets, which is easy to fill
//! by hand:
//!
//! ```text
//! DIR/<bucket>/<key>                           the current object
//! DIR/<bucket>/.versions/<key>/<versionId>     an older version of it
//! DIR/<bucket>/.region                         optional: the region that the bucket is in
//! ```
//!
//! Names that begin with `.versions` or `.region` at the top of a bucket are therefore no keys, and
//! neither are keys that a file system would read as another path (`..`, `.`, empty parts, a leading
//! slash, NUL): they answer as missing. Links that lead out of the bucket are not followed.
//! A file that nobody has the permission to read answers as an object behind a policy (E21).

#[cfg(feature = "s3")]
mod endpoint;

#[cfg(feature = "s3")]
pub use endpoint::Endpoint;

use crate::fault::{Fault, ObjectFault};
use crate::limits::UNZIPPED_LIMIT;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Fetches objects.
pub trait Sources: Send + Sync {
    /// The bytes of an object, as they are now or as they were in `version`.
    ///
    /// # Errors
    /// E13 for an object that is too large to be a package at all, E17 to E21 for what S3 answers.
    fn fetch(&self, bucket: &str, key: &str, version: Option<&str>) -> Result<Vec<u8>, Fault>;
}

/// Buckets are directories.
#[derive(Debug)]
pub struct Buckets {
    directory: PathBuf,
    region: String,
}

/// No buckets at all: every fetch answers E17.
#[derive(Debug, Clone, Copy)]
pub struct NoBuckets;

/// Larger objects are refused unread. A zip that unzips to less than E13's limit can be larger than
/// that limit only by its tables and by bytes that belong to no entry.
const LARGEST_OBJECT: u64 = 2 * UNZIPPED_LIMIT;

const VERSIONS: &str = ".versions";
const REGION: &str = ".region";

/// The id that S3 gives to objects written while a bucket kept no versions.
const NULL_VERSION: &str = "null";

impl Buckets {
    /// Buckets in `directory`, seen from `region`.
    pub fn new(directory: &Path, region: &str) -> Buckets {
        Buckets {
            directory: directory.to_owned(),
            region: region.to_owned(),
        }
    }
}

impl Sources for Buckets {
    fn fetch(&self, bucket: &str, key: &str, version: Option<&str>) -> Result<Vec<u8>, Fault> {
        let fault = Fault::Object;
        if !is_bucket_name(bucket) {
            return Err(fault(ObjectFault::NoSuchBucket));
        }
        let root = match self.directory.join(bucket).canonicalize() {
            Ok(root) if root.is_dir() => root,
            _ => return Err(fault(ObjectFault::NoSuchBucket)),
        };
        let region = fs::read_to_string(root.join(REGION)).unwrap_or_default();
        if !region.trim().is_empty() && region.trim() != self.region {
            return Err(fault(ObjectFault::OtherRegion(region.trim().to_owned())));
        }
        if !is_file_key(key) {
            return Err(fault(ObjectFault::NoSuchKey));
        }
        let current = root.join(key);
        let object = format!("{bucket}/{key}");
        let Some(version) = version else {
            return read_inside(&root, &current, &object, ObjectFault::NoSuchKey);
        };
        if !is_version_id(version) {
            return Err(fault(ObjectFault::BadVersion));
        }
        let older = root.join(VERSIONS).join(key).join(version);
        let is_current = version == NULL_VERSION && !older.is_file();
        let path = if is_current { current } else { older };
        read_inside(&root, &path, &object, ObjectFault::NoSuchVersion)
    }
}

impl Sources for NoBuckets {
    fn fetch(&self, _: &str, _: &str, _: Option<&str>) -> Result<Vec<u8>, Fault> {
        Err(Fault::Object(ObjectFault::NoSuchBucket))
    }
}

/// Reads a file, if after following all links it is still below `root`.
fn read_inside(
    root: &Path,
    path: &Path,
    object: &str,
    missing: ObjectFault,
) -> Result<Vec<u8>, Fault> {
    let path = match path.canonicalize() {
        Ok(path) if path.starts_with(root) && path.is_file() => path,
        Ok(_) => return Err(Fault::Object(missing)),
        Err(error) => return Err(Fault::Object(absent_or_unreadable(&error, missing))),
    };
    let denied = || Fault::Object(ObjectFault::Denied(object.to_owned()));
    let read = || {
        let file = File::open(&path)?;
        if is_for_nobody(&file.metadata()?) {
            return Err(std::io::Error::from(ErrorKind::PermissionDenied));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST_OBJECT + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) if bytes.len() as u64 > LARGEST_OBJECT => Err(Fault::UnzippedTooLarge),
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(denied()),
        Err(error) => Err(Fault::Object(absent_or_unreadable(&error, missing))),
    }
}

/// Whether nobody has the permission to read a file: what root reads all the same.
fn is_for_nobody(metadata: &fs::Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o444 == 0;
    #[cfg(not(unix))]
    false
}

fn absent_or_unreadable(error: &std::io::Error, missing: ObjectFault) -> ObjectFault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => missing,
        _ => ObjectFault::Unreadable(error.to_string()),
    }
}

fn is_bucket_name(name: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(letter)
}

fn is_file_key(key: &str) -> bool {
    let first = key.split('/').next().unwrap_or(key);
    let reserved = first == VERSIONS || first == REGION;
    !reserved && key.split('/').all(is_file_name)
}

fn is_version_id(id: &str) -> bool {
    is_file_name(id) && !id.contains('/') && id.len() <= 255
}

fn is_file_name(part: &str) -> bool {
    let special = ['\0'].as_slice();
    let windows = ['\\', ':'].as_slice();
    let plain = !part.contains(special) && (cfg!(unix) || !part.contains(windows));
    plain && !matches!(part, "" | "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets() -> (tempfile::TempDir, Buckets) {
        let home = tempfile::tempdir().unwrap();
        let bucket = home.path().join("s3/code");
        fs::create_dir_all(bucket.join("dir")).unwrap();
        fs::create_dir_all(bucket.join(".versions/dir/a.zip")).unwrap();
        fs::create_dir_all(home.path().join("s3/far")).unwrap();
        fs::write(home.path().join("s3/far/.region"), "us-east-2\n").unwrap();
        fs::write(home.path().join("secret"), "secret").unwrap();
        fs::write(bucket.join("dir/a.zip"), "new").unwrap();
        fs::write(bucket.join(".versions/dir/a.zip/v1"), "old").unwrap();
        let buckets = Buckets::new(&home.path().join("s3"), "us-east-1");
        (home, buckets)
    }

    #[test]
    fn u7_u8_objects_and_their_versions() {
        let (_home, buckets) = buckets();
        for (version, bytes) in [(None, "new"), (Some("v1"), "old"), (Some("null"), "new")] {
            let found = buckets.fetch("code", "dir/a.zip", version).unwrap();
            assert_eq!(found, bytes.as_bytes(), "{version:?}");
        }
    }

    #[test]
    fn e17_to_e20_what_is_missing_is_told_in_s3s_words() {
        let (_home, buckets) = buckets();
        let prefix = "Error occurred while GetObject. S3 Error Code: ";
        for (bucket, key, version, text) in [
            (
                "no",
                "a",
                None,
                "NoSuchBucket. S3 Error Message: The specified bucket does not exist",
            ),
            (
                "..",
                "a",
                None,
                "NoSuchBucket. S3 Error Message: The specified bucket does not exist",
            ),
            (
                "code",
                "a",
                None,
                "NoSuchKey. S3 Error Message: The specified key does not exist.",
            ),
            (
                "code",
                "dir",
                None,
                "NoSuchKey. S3 Error Message: The specified key does not exist.",
            ),
            (
                "code",
                "dir/a.zip",
                Some("v2"),
                "NoSuchVersion. S3 Error Message: The specified version does not exist.",
            ),
            (
                "code",
                "dir/a.zip",
                Some("../v1"),
                "InvalidArgument. S3 Error Message: Invalid version id specified",
            ),
            (
                "far",
                "a",
                None,
                "PermanentRedirect. S3 Error Message: The bucket is in this region: us-east-2. \
                 Please use this region to retry the request",
            ),
        ] {
            let fault = buckets.fetch(bucket, key, version).unwrap_err();
            assert_eq!(
                fault.message(),
                Some(format!("{prefix}{text}")),
                "{bucket}/{key}"
            );
            assert_eq!(fault.error().as_str(), "InvalidParameterValueException");
        }
        let none = NoBuckets.fetch("code", "dir/a.zip", None).unwrap_err();
        assert_eq!(none, Fault::Object(ObjectFault::NoSuchBucket));
    }

    #[test]
    fn keys_never_lead_out_of_their_bucket() {
        let (home, buckets) = buckets();
        let outside = home.path().join("secret").display().to_string();
        for key in [
            "../../secret",
            "dir/../../../secret",
            "./dir/a.zip",
            "dir//a.zip",
            "/dir/a.zip",
            outside.as_str(),
            "dir/a.zip\0",
            "",
            ".versions/dir/a.zip/v1",
            ".region",
        ] {
            let fault = buckets.fetch("code", key, None).unwrap_err();
            assert_eq!(fault, Fault::Object(ObjectFault::NoSuchKey), "{key:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_bucket_are_not_followed() {
        let (home, buckets) = buckets();
        let link = home.path().join("s3/code/link");
        std::os::unix::fs::symlink(home.path().join("secret"), link).unwrap();
        let fault = buckets.fetch("code", "link", None).unwrap_err();
        assert_eq!(fault, Fault::Object(ObjectFault::NoSuchKey));
    }
}
