//! From the members of a request that name code to code that is kept.

use super::{Functions, internal};
use crate::fault::Fault;
use crate::ids;
use crate::limits::{UNZIPPED_LIMIT, ZIPPED_LIMIT};
use crate::package::{Digest, Incoming, Received, inspect, inspect_at};
use crate::record::{Code, CodePlace, Layer, PackageType};
use crate::special::layer_bytes;
use bytes::Bytes;
use std::fmt;
use std::io::Read as _;
use std::sync::Arc;

/// The members that name code: the same in `FunctionCode` and in `UpdateFunctionCodeRequest`.
/// `Debug` shows a package's size only: code is not for logs.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CodeSource {
    /// `ZipFile`, decoded.
    pub zip_file: Option<Bytes>,
    /// `ZipFile`, where it was received while the request arrived.
    pub received: Option<Arc<Received>>,
    /// `S3Bucket`.
    pub s3_bucket: Option<String>,
    /// `S3Key`.
    pub s3_key: Option<String>,
    /// `S3ObjectVersion`.
    pub s3_object_version: Option<String>,
    /// `ImageUri`.
    pub image_uri: Option<String>,
    /// Whether `S3ObjectStorageMode` is `REFERENCE`: the object stays where it is.
    pub by_reference: bool,
    /// `SourceKMSKeyArn`.
    pub source_kms_key_arn: Option<String>,
}

/// The one source that a request means.
enum Selected<'a> {
    Zip(Zip<'a>),
    Object {
        bucket: &'a str,
        key: &'a str,
        version: Option<&'a str>,
    },
    Image(&'a str),
}

/// A package, wherever it is.
#[derive(Clone, Copy)]
enum Zip<'a> {
    Bytes(&'a [u8]),
    Received(&'a Received),
}

/// The code of one request on its way in; it stays the same however often the change that it is for
/// is begun.
pub(super) struct Intake<'a> {
    source: &'a CodeSource,
    verb: &'static str,
    /// How many versions get the code.
    copies: u64,
    /// Whether the package is kept; not in a dry run.
    keeps: bool,
    /// How many bytes the package unzips to; 0 for images.
    unzipped: u64,
    /// What came in, and for which kind of function.
    taken: Option<(PackageType, Code)>,
}

impl fmt::Debug for CodeSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeSource")
            .field("zip_file_bytes", &self.zip_file.as_ref().map(Bytes::len))
            .field("received", &self.received)
            .field("s3_bucket", &self.s3_bucket)
            .field("s3_key", &self.s3_key)
            .field("s3_object_version", &self.s3_object_version)
            .field("image_uri", &self.image_uri)
            .field("by_reference", &self.by_reference)
            .field("source_kms_key_arn", &self.source_kms_key_arn)
            .finish()
    }
}

impl<'a> Intake<'a> {
    /// Of `source`, for `$LATEST` and maybe a version of its own; `verb` is `creating` or `updating`.
    pub(super) fn new(source: &'a CodeSource, verb: &'static str, publish: bool) -> Intake<'a> {
        Intake {
            source,
            verb,
            copies: if publish { 2 } else { 1 },
            keeps: true,
            unzipped: 0,
            taken: None,
        }
    }

    /// Whether what came in fits beside these layers (E23).
    pub(super) fn check_layers(&self, layers: &[Layer]) -> Result<(), Fault> {
        fits(layers_bytes(layers), self.unzipped)
    }

    /// The same, but nothing is kept.
    pub(super) fn dry(self, dry_run: bool) -> Intake<'a> {
        Intake {
            keeps: !dry_run,
            ..self
        }
    }
}

impl CodeSource {
    /// Which source is meant, by the rules E5 to E9; `verb` is `creating` or `updating`.
    ///
    /// # Errors
    /// E5 when none is meant (a bucket without a key too), E6 when two are, E8 and E9 when the
    /// function comes from the other kind.
    fn select(&self, package_type: PackageType, verb: &'static str) -> Result<Selected<'_>, Fault> {
        if self.by_reference {
            return Err(Fault::CodeByReference);
        }
        let from_s3 =
            self.s3_bucket.is_some() || self.s3_key.is_some() || self.s3_object_version.is_some();
        let bytes = || self.zip_file.as_deref().map(Zip::Bytes);
        let zip_file = self.received.as_deref().map(Zip::Received).or_else(bytes);
        match (package_type, &self.image_uri) {
            (PackageType::Image, Some(_)) if from_s3 || zip_file.is_some() => {
                Err(Fault::NoImage(verb))
            }
            (PackageType::Image, Some(uri)) => Ok(Selected::Image(uri)),
            (PackageType::Image, None) => Err(Fault::NoImage(verb)),
            (PackageType::Zip, Some(_)) => Err(Fault::ImageForZip(verb)),
            (PackageType::Zip, None) => match (zip_file, &self.s3_bucket, &self.s3_key) {
                (Some(_), ..) if from_s3 => Err(Fault::TwoSources),
                (Some(zip), ..) => Ok(Selected::Zip(zip)),
                (None, Some(bucket), Some(key)) => {
                    let version = self.s3_object_version.as_deref();
                    Ok(Selected::Object {
                        bucket,
                        key,
                        version,
                    })
                }
                _ => Err(Fault::NoSource),
            },
        }
    }
}

impl Zip<'_> {
    fn size(self) -> u64 {
        match self {
            Zip::Bytes(bytes) => bytes.len() as u64,
            Zip::Received(received) => received.size(),
        }
    }

    fn digest(self) -> Digest {
        match self {
            Zip::Bytes(bytes) => Digest::of(bytes),
            Zip::Received(received) => received.digest(),
        }
    }

    fn inspect(self) -> Result<u64, Fault> {
        match self {
            Zip::Bytes(bytes) => inspect(bytes),
            Zip::Received(received) => {
                let reader = received.reader().map_err(internal)?;
                inspect_at(&*reader, received.size())
            }
        }
    }
}

impl Functions {
    /// Begins to receive a package, for [`CodeSource::received`]. Nothing is left of one that no
    /// operation keeps.
    ///
    /// # Errors
    /// Those of the store of packages.
    pub fn receive(&self) -> std::io::Result<Incoming> {
        self.seams.packages.spool().map(Incoming::new)
    }

    /// Finds the code of a request, checks it, and keeps its package. `replaced` bytes of code go in
    /// exchange. The caller holds [`Functions::uploads`] shared until a record names the package.
    pub(super) fn take_in(
        &self,
        intake: &mut Intake<'_>,
        package_type: PackageType,
        replaced: u64,
    ) -> Result<Code, Fault> {
        if let Some((kind, code)) = &intake.taken
            && *kind == package_type
        {
            return Ok(code.clone());
        }
        let code = match intake.source.select(package_type, intake.verb)? {
            Selected::Image(uri) => image(uri),
            Selected::Zip(zip) if zip.size() > ZIPPED_LIMIT => {
                return Err(Fault::ZippedTooLarge);
            }
            Selected::Zip(zip) => self.take_package(intake, zip, replaced)?,
            Selected::Object {
                bucket,
                key,
                version,
            } => {
                let object = self.seams.sources.fetch(bucket, key, version)?;
                self.take_package(intake, Zip::Bytes(&object), replaced)?
            }
        };
        intake.taken = Some((package_type, code.clone()));
        Ok(code)
    }

    fn take_package(
        &self,
        intake: &mut Intake<'_>,
        zip: Zip<'_>,
        replaced: u64,
    ) -> Result<Code, Fault> {
        intake.unzipped = zip.inspect()?;
        let size = zip.size();
        self.check_room(size * intake.copies, replaced)?;
        let digest = zip.digest();
        if intake.keeps {
            self.seams.records.announce(&digest.hex())?;
            let packages = &self.seams.packages;
            match zip {
                Zip::Bytes(bytes) => packages.put(digest, bytes),
                Zip::Received(received) => packages.keep(received),
            }
            .map_err(internal)?;
        }
        let place = CodePlace::Package {
            key: digest.hex(),
            object: ids::uuid4()?,
            object_version: ids::token()?,
        };
        Ok(Code {
            sha256: digest.base64(),
            size,
            place,
            source_kms_key_arn: intake.source.source_kms_key_arn.clone(),
        })
    }

    /// Whether code that is kept fits beside these layers (E23). It is looked at only where they
    /// have a size, which few have here.
    pub(super) fn check_kept(&self, code: &Code, layers: &[Layer]) -> Result<(), Fault> {
        let layers = layers_bytes(layers);
        let digest = code.package().and_then(Digest::from_hex);
        let Some(digest) = digest.filter(|_| layers > 0) else {
            return Ok(());
        };
        let Some(mut package) = self.seams.packages.open(digest).map_err(internal)? else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        package.body.read_to_end(&mut bytes).map_err(internal)?;
        fits(layers, inspect(&bytes)?)
    }

    /// Whether there is room for `more` bytes of code where `less` bytes go (E22, U13).
    pub(super) fn check_room(&self, more: u64, less: u64) -> Result<(), Fault> {
        let stored = self.seams.records.stored_bytes()?;
        let after = stored.saturating_sub(less).saturating_add(more);
        let grows = more > less;
        if grows && after > self.rules.storage_limit {
            return Err(Fault::StorageExceeded);
        }
        Ok(())
    }
}

/// How many bytes these layers unzip to.
fn layers_bytes(layers: &[Layer]) -> u64 {
    let sizes = layers.iter().map(|layer| layer_bytes(&layer.arn));
    sizes.fold(0, u64::saturating_add)
}

/// E23, of layers and code of these sizes.
fn fits(layers: u64, unzipped: u64) -> Result<(), Fault> {
    let all = layers.saturating_add(unzipped);
    if layers > 0 && all > UNZIPPED_LIMIT {
        return Err(Fault::LayersTooLarge(all));
    }
    Ok(())
}

/// The code of an image (U11). No registry is asked: a URI without a digest gets one of its own.
fn image(uri: &str) -> Code {
    let (repository, digest) = match uri.split_once("@sha256:") {
        Some((repository, digest)) => (repository, digest.to_ascii_lowercase()),
        None => {
            let tag = uri.rfind(':').filter(|colon| !uri[*colon..].contains('/'));
            let repository = tag.and_then(|colon| uri.get(..colon)).unwrap_or(uri);
            (repository, Digest::of(uri.as_bytes()).hex())
        }
    };
    let resolved = format!("{repository}@sha256:{digest}");
    Code {
        sha256: digest,
        size: 0,
        place: CodePlace::Image {
            uri: uri.to_owned(),
            resolved,
        },
        source_kms_key_arn: None,
    }
}
