//! What `planish generate` makes: the rows `[[generate]]` of `planish.toml`, or one of arguments.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::paths;

/// A crate or page to generate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    /// The model: files, folders and patterns; by default the sources of the file.
    #[serde(default)]
    pub(crate) models: Vec<PathBuf>,
    /// The service, as an absolute id or a name; the only one by default.
    pub(crate) service: Option<String>,
    /// What to make.
    pub(crate) kind: Kind,
    /// The operations, as ids or names; empty for all.
    #[serde(default)]
    pub(crate) operations: Vec<String>,
    /// The directory of the crate, or the file of the page.
    pub(crate) out: PathBuf,
    /// The name of the crate; by default that of its directory.
    pub(crate) name: Option<String>,
    /// The description in the manifest.
    pub(crate) description: Option<String>,
    /// Where the crate finds `planish-runtime`.
    pub(crate) runtime: Option<Runtime>,
    /// Whether the crate gets the protocol compliance tests that the model carries.
    #[serde(default)]
    pub(crate) tests: bool,
}

/// What can be made from a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A crate of types and a client.
    Client,
    /// A crate of types and a server.
    Server,
    /// A reference to read.
    Html,
}

/// Where a generated crate finds `planish-runtime`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Runtime {
    /// In the workspace that the crate belongs to, as are version, edition, licence and lints.
    Workspace,
    /// At this path.
    Path(PathBuf),
    /// In a registry, with this version requirement.
    Version(String),
}

impl Runtime {
    /// `workspace`; a version requirement, which begins with a digit or one of `^~=<>*`; or else a path.
    pub(crate) fn parse(text: &str) -> Runtime {
        let is_version = text.starts_with(|c: char| c.is_ascii_digit() || "^~=<>*".contains(c));
        match text {
            "workspace" => Runtime::Workspace,
            _ if is_version => Runtime::Version(text.to_owned()),
            _ => Runtime::Path(text.into()),
        }
    }
}

impl Target {
    /// What makes no sense about it, if something does.
    pub(super) fn mistake(&self) -> Option<&'static str> {
        let of_a_crate =
            self.name.is_some() || self.description.is_some() || self.runtime.is_some();
        if self.models.is_empty() {
            Some("`models` is empty, and there are no `sources`")
        } else if self.kind == Kind::Html && of_a_crate {
            Some("`name`, `description` and `runtime` are of no use")
        } else {
            None
        }
    }

    /// Makes paths that are relative to the directory of the file relative to the working directory.
    pub(super) fn rebase(&mut self, base: &Path) {
        let runtime = match &mut self.runtime {
            Some(Runtime::Path(path)) => Some(path),
            _ => None,
        };
        let paths = self.models.iter_mut().chain([&mut self.out]).chain(runtime);
        for path in paths {
            *path = paths::tidy(&base.join(&*path));
        }
    }
}

/// `"workspace"`, a version requirement, `{ path = … }` or `{ version = … }`. By hand, so that a wrong key is named with its place.
impl<'de> Deserialize<'de> for Runtime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Runtime, D::Error> {
        deserializer.deserialize_any(RuntimeVisitor)
    }
}

struct RuntimeVisitor;

/// A dependency in the manner of Cargo: one key.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum RuntimeTable {
    Path(PathBuf),
    Version(String),
}

impl<'de> Visitor<'de> for RuntimeVisitor {
    type Value = Runtime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"workspace\", a version, { path = \"…\" } or { version = \"…\" }")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Runtime, E> {
        match Runtime::parse(text) {
            Runtime::Path(_) => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
            runtime => Ok(runtime),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Runtime, A::Error> {
        Ok(
            match RuntimeTable::deserialize(MapAccessDeserializer::new(map))? {
                RuntimeTable::Path(path) => Runtime::Path(path),
                RuntimeTable::Version(version) => Runtime::Version(version),
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_is_a_word_a_version_or_a_path() {
        assert_eq!(Runtime::parse("workspace"), Runtime::Workspace);
        assert_eq!(Runtime::parse("^0.1"), Runtime::Version("^0.1".to_owned()));
        assert_eq!(Runtime::parse("../1.0"), Runtime::Path("../1.0".into()));
    }
}
