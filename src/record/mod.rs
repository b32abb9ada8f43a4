//! What is remembered of a function, in the service's own words.
//!
//! These are plain values: they say nothing of how they are stored ([`crate::store`]) or sent. A
//! function is a small header, its versions (`$LATEST` among them) and its aliases.

mod configuration;
mod state;

pub use configuration::{
    Configuration, ConfigurationUpdate, DEFAULT_ARCHITECTURE, Environment, FileSystem, ImageConfig,
    Layer, Logging, LoggingUpdate, PackageType, Vpc,
};
pub use state::{Phase, REASON, REASON_CODE, Settling};

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What belongs to a function as a whole, and to none of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// The bare name.
    pub name: String,
    /// The version that is equal to `$LATEST`: set by publishing, cleared by every update (truth.md
    /// P3, P4) and by deleting that version.
    pub published_as: Option<u64>,
    /// Tags of the function.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// Reserved concurrent executions, if any were set.
    #[serde(default)]
    pub reserved_concurrency: Option<u32>,
}

/// Which version: `$LATEST`, or a published one. Ordered as lists are (truth.md P7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "u64", from = "u64")]
pub enum Number {
    /// `$LATEST`.
    Latest,
    /// A published version, from 1.
    Published(u64),
}

/// A version of a function: `$LATEST`, which updates replace, or an immutable published copy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// The bare name of the function.
    pub function: String,
    /// Which version of it.
    pub number: Number,
    /// Everything that configures it.
    pub configuration: Configuration,
    /// What it runs.
    pub code: Code,
    /// When it was last changed by a caller; settling does not count (truth.md F4).
    pub last_modified: Timestamp,
    /// The revision id until [`Version::phase`] settles.
    pub revision_id: String,
    /// Where it stands between a change and its end.
    pub phase: Phase,
}

/// The code of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// `CodeSha256` as answered: padded base64 of a package, lower-case hex of an image (F1).
    pub sha256: String,
    /// `CodeSize` in bytes; 0 for an image (F2).
    pub size: u64,
    /// Where it is.
    pub place: CodePlace,
    /// `SourceKMSKeyArn` as given: the key that a package is encrypted with, by whoever can.
    #[serde(default)]
    pub source_kms_key_arn: Option<String>,
}

/// Where code is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodePlace {
    /// In the store of packages.
    Package {
        /// The key in the store: lower-case hex of the SHA-256.
        key: String,
        /// The UUID in the path of `Code.Location`; lasts as long as the code (truth.md G2).
        object: String,
        /// The `versionId` in the query of `Code.Location`.
        object_version: String,
    },
    /// In a registry of images.
    Image {
        /// As given.
        uri: String,
        /// With the digest.
        resolved: String,
    },
}

/// A name for a version, or for two of them with a weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    /// The bare name of the function.
    pub function: String,
    /// The name of the alias.
    pub name: String,
    /// The version that it stands for.
    pub version: Number,
    /// May be empty.
    pub description: String,
    /// New on every change, even one that changes nothing (truth.md R8).
    pub revision_id: String,
    /// Share of invocations, 0.0 to 1.0, that goes to other versions.
    #[serde(default)]
    pub weights: BTreeMap<u64, f64>,
}

impl Number {
    /// Reads `$LATEST` or a version number; `None` for anything else, and for numbers over `i64`.
    pub fn parse(text: &str) -> Option<Number> {
        if text == crate::names::LATEST {
            return Some(Number::Latest);
        }
        let number = text.parse().ok().filter(|number: &i64| *number > 0)?;
        let number = Number::Published(u64::try_from(number).ok()?);
        // Only as it is written: no sign, no zeros before it.
        (number.to_string() == text).then_some(number)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Latest => f.write_str(crate::names::LATEST),
            Number::Published(number) => number.fmt(f),
        }
    }
}

impl From<Number> for u64 {
    /// `$LATEST` is 0.
    fn from(number: Number) -> u64 {
        match number {
            Number::Latest => 0,
            Number::Published(number) => number,
        }
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Number {
        if number == 0 {
            Number::Latest
        } else {
            Number::Published(number)
        }
    }
}

impl Code {
    /// The key of the package in its store, if there is one.
    pub fn package(&self) -> Option<&str> {
        match &self.place {
            CodePlace::Package { key, .. } => Some(key),
            CodePlace::Image { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p7_latest_comes_before_every_number() {
        assert!(Number::Latest < Number::Published(1));
        assert!(Number::Published(2) < Number::Published(10));
    }

    #[test]
    fn version_numbers_are_read_and_written() {
        for text in ["$LATEST", "1", "42"] {
            assert_eq!(Number::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "0",
            "-1",
            "+1",
            "01",
            "live",
            "$latest",
            "99999999999999999999",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
