//! `planish.toml`: what is generated from which model, and where to.

use std::fmt;
use std::path::{Path, PathBuf};

use planish_model::{Sources, Span};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::outcome::{Failure, Result};
use crate::paths;

/// Where the file is looked for, in this order.
const PLACES: [&str; 2] = ["planish.toml", "model/planish.toml"];

/// A `planish.toml`, with its paths made relative to the working directory.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// One for each crate or page, in order.
    #[serde(default)]
    pub(crate) generate: Vec<Target>,
}

/// A crate or page to generate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    /// The model: files, or directories of them.
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

/// The configuration: of a given file, or of the first of the usual places. Returns where it was found, too.
///
/// # Errors
/// There is none, or it can't be read or understood.
pub(crate) fn load(given: Option<&Path>) -> Result<(PathBuf, Config)> {
    let usual = || PLACES.iter().map(Path::new).find(|path| path.is_file());
    let path = given.or_else(usual).ok_or_else(|| {
        Failure(format!(
            "no models are given, and there is no {}",
            PLACES.join(" or ")
        ))
    })?;
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io("read", path, &e))?;
    let mut config = parse(&paths::shown(path), &text)?;
    let base = path.parent().unwrap_or(Path::new(""));
    for target in &mut config.generate {
        target.rebase(base);
    }
    Ok((path.to_owned(), config))
}

/// The models that are given, or else those of the configuration in the usual places.
///
/// # Errors
/// Neither is there, or the configuration is wrong.
pub(crate) fn models_or(given: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if given.is_empty() {
        Ok(load(None)?.1.models())
    } else {
        Ok(given.to_vec())
    }
}

impl Config {
    /// The models of all targets, each once, in the order in which they are named first.
    pub(crate) fn models(&self) -> Vec<PathBuf> {
        let mut models: Vec<PathBuf> = Vec::new();
        for model in self.generate.iter().flat_map(|target| &target.models) {
            if !models.contains(model) {
                models.push(model.clone());
            }
        }
        models
    }
}

impl Target {
    /// What makes no sense about it, if something does.
    fn mistake(&self) -> Option<&'static str> {
        let of_a_crate =
            self.name.is_some() || self.description.is_some() || self.runtime.is_some();
        if self.models.is_empty() {
            Some("`models` is empty")
        } else if self.kind == Kind::Html && of_a_crate {
            Some("`name`, `description` and `runtime` are of no use")
        } else {
            None
        }
    }

    /// Makes paths that are relative to the directory of the file relative to the working directory.
    fn rebase(&mut self, base: &Path) {
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

fn parse(name: &str, text: &str) -> Result<Config> {
    let config: Config = toml::from_str(text).map_err(|error| {
        let place = error.span().and_then(|span| {
            let mut sources = Sources::new();
            let file = sources.add(name, text);
            sources.place(Span::point(file, u32::try_from(span.start).ok()?))
        });
        let place = match place {
            Some(place) => format!("{name}:{}:{}", place.line, place.column),
            None => name.to_owned(),
        };
        Failure(format!("{place}: {}", error.message()))
    })?;
    let wrong = config.generate.iter().find_map(|target| {
        let why = target.mistake()?;
        Some(format!("{name}: {why} for {}", paths::shown(&target.out)))
    });
    wrong.map_or(Ok(config), |why| Err(Failure(why)))
}

/// `"workspace"`, a version requirement, `{ path = … }` or `{ version = … }`. By hand, so that a wrong key is named with its place.
impl<'de> Deserialize<'de> for Runtime {
    fn deserialize<D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Runtime, D::Error> {
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

    fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<Runtime, E> {
        match Runtime::parse(text) {
            Runtime::Path(_) => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
            runtime => Ok(runtime),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<Runtime, A::Error> {
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

    const TARGET: &str =
        "[[generate]]\nmodels = [\"m.json\"]\nkind = \"client\"\nout = \"../out\"\n";

    #[test]
    fn paths_are_relative_to_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("planish.toml");
        std::fs::write(&file, format!("{TARGET}runtime = {{ path = \"rt\" }}\n")).unwrap();
        let (_, config) = load(Some(&file)).unwrap();
        let target = config.generate.first().unwrap();
        assert_eq!(config.models(), [dir.path().join("m.json")]);
        assert_eq!(target.out, dir.path().with_file_name("out"));
        assert_eq!(target.runtime, Some(Runtime::Path(dir.path().join("rt"))));
    }

    #[test]
    fn mistakes_have_a_place() {
        for (line, message) in [
            (
                "servise = \"x\"",
                "p.toml:5:1: unknown field `servise`, expected one of",
            ),
            (
                "service = 1",
                "p.toml:5:11: invalid type: integer `1`, expected a string",
            ),
            (
                "runtime = { pth = \"x\" }",
                "p.toml:5:13: unknown variant `pth`",
            ),
            (
                "runtime = \"x/y\"",
                "p.toml:5:11: invalid value: string \"x/y\", expected \"workspace\"",
            ),
            ("service = ", "p.toml:5:11: "),
        ] {
            let failure = parse("p.toml", &format!("{TARGET}{line}\n")).unwrap_err();
            assert!(failure.0.starts_with(message), "{failure}");
        }
        let failure = parse("p.toml", "[[generate]]\nkind = \"x\"\n").unwrap_err();
        assert!(
            failure
                .0
                .contains("expected one of `client`, `server`, `html`"),
            "{failure}"
        );
        let failure = parse("p.toml", &TARGET.replace("\"m.json\"", "")).unwrap_err();
        assert_eq!(failure.0, "p.toml: `models` is empty for ../out");
        let page = format!("{}name = \"x\"\n", TARGET.replace("client", "html"));
        let failure = parse("p.toml", &page).unwrap_err();
        assert_eq!(
            failure.0,
            "p.toml: `name`, `description` and `runtime` are of no use for ../out"
        );
    }

    #[test]
    fn a_runtime_is_a_word_a_version_or_a_path() {
        assert_eq!(Runtime::parse("workspace"), Runtime::Workspace);
        assert_eq!(Runtime::parse("^0.1"), Runtime::Version("^0.1".to_owned()));
        assert_eq!(Runtime::parse("../1.0"), Runtime::Path("../1.0".into()));
    }
}
