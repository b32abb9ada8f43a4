//! `planish.toml`: where the model is, which findings fail, and what is generated.

mod target;

use std::path::{Path, PathBuf};

use planish_model::{Sources, Span, suggest};
use serde::Deserialize;

use crate::input::{Depth, Making};
use crate::outcome::{Failure, Result};
use crate::paths;
use crate::policy::{Filter, Threshold};

pub(crate) use target::{Kind, Runtime, Target};

/// Where the file is looked for, in this order.
const PLACES: [&str; 2] = ["planish.toml", "model/planish.toml"];

/// A `planish.toml`, with its paths made relative to the working directory.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The model: files, folders and patterns.
    #[serde(default)]
    pub(crate) sources: Vec<PathBuf>,
    /// The least severity that fails.
    pub(crate) severity: Option<Threshold>,
    /// What is not shown, unless it is an error.
    #[serde(default)]
    pub(crate) allow: Vec<Filter>,
    /// What fails, whatever its severity.
    #[serde(default)]
    pub(crate) deny: Vec<Filter>,
    /// Whether traits that nobody defines are warnings.
    #[serde(default, rename = "allow-unknown-traits")]
    pub(crate) allow_unknown_traits: bool,
    /// The file of the findings that are known.
    pub(crate) baseline: Option<PathBuf>,
    /// One for each crate or page, in order.
    #[serde(default)]
    pub(crate) generate: Vec<Target>,
}

/// The model that a command is about.
#[derive(Debug, clap::Args)]
pub(crate) struct Models {
    /// Model files, folders of them, patterns, or `-` for standard input. By default those of planish.toml.
    #[arg(value_name = "MODEL")]
    pub(crate) models: Vec<PathBuf>,
    /// The configuration; by default ./planish.toml or ./model/planish.toml.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Takes traits that nobody defines for warnings instead of errors.
    #[arg(long, visible_alias = "aut")]
    pub(crate) allow_unknown_traits: bool,
}

impl Models {
    /// The configuration, if there is one, and the paths of the model: the given ones, or else those of the configuration.
    ///
    /// # Errors
    /// There are neither, or the configuration is wrong.
    pub(crate) fn resolve(&self) -> Result<(Config, Vec<PathBuf>)> {
        let mut found = find(self.config.as_deref())?;
        if let Some((_, config)) = &mut found {
            config.allow_unknown_traits |= self.allow_unknown_traits;
        }
        if !self.models.is_empty() {
            let config = found.map(|(_, config)| config);
            let config = config.unwrap_or_else(|| Config {
                allow_unknown_traits: self.allow_unknown_traits,
                ..Config::default()
            });
            return Ok((config, self.models.clone()));
        }
        let (path, config) = found.ok_or_else(missing)?;
        let models = config.models();
        if models.is_empty() {
            let path = paths::shown(&path);
            return Err(Failure(format!(
                "no models are given, and {path} has no `sources`"
            )));
        }
        Ok((config, models))
    }

    /// Where the configuration is, whether or not it can be understood.
    pub(crate) fn settings(&self) -> Option<PathBuf> {
        place(self.config.as_deref()).map(Path::to_owned)
    }
}

/// The configuration: of a given file, or of the first of the usual places.
///
/// # Errors
/// There is none, or it can't be read or understood.
pub(crate) fn load(given: Option<&Path>) -> Result<Config> {
    Ok(find(given)?.ok_or_else(missing)?.1)
}

/// The configuration and where it was found, if there is one.
fn find(given: Option<&Path>) -> Result<Option<(PathBuf, Config)>> {
    let Some(path) = place(given) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io("read", path, &e))?;
    let mut config = parse(&paths::shown(path), &text)?;
    config.rebase(path.parent().unwrap_or(Path::new("")));
    Ok(Some((path.to_owned(), config)))
}

fn place(given: Option<&Path>) -> Option<&Path> {
    given.or_else(|| PLACES.iter().map(Path::new).find(|path| path.is_file()))
}

fn missing() -> Failure {
    Failure(format!(
        "no models are given, and there is no {}",
        PLACES.join(" or ")
    ))
}

impl Config {
    /// How models are made.
    pub(crate) fn making(&self, depth: Depth) -> Making {
        Making {
            depth,
            unknown_traits: self.allow_unknown_traits,
        }
    }

    /// The sources, or else the models of all targets, each once, in the order in which they are named first.
    fn models(&self) -> Vec<PathBuf> {
        let mut models: Vec<PathBuf> = Vec::new();
        let of_targets = self.generate.iter().flat_map(|target| &target.models);
        for model in self.sources.iter().chain(of_targets) {
            if !models.contains(model) {
                models.push(model.clone());
            }
        }
        models
    }

    /// Makes paths that are relative to the directory of the file relative to the working directory.
    fn rebase(&mut self, base: &Path) {
        for path in self.sources.iter_mut().chain(&mut self.baseline) {
            *path = paths::tidy(&base.join(&*path));
        }
        for target in &mut self.generate {
            target.rebase(base);
        }
    }
}

fn parse(name: &str, text: &str) -> Result<Config> {
    let mut config: Config = toml::from_str(text).map_err(|error| {
        let place = error.span().and_then(|span| {
            let mut sources = Sources::new();
            let file = sources.add(name, text);
            sources.place(Span::point(file, u32::try_from(span.start).ok()?))
        });
        let place = match place {
            Some(place) => format!("{name}:{}:{}", place.line, place.column),
            None => name.to_owned(),
        };
        let message = error.message();
        Failure(format!("{place}: {message}{}", near(message)))
    })?;
    for target in &mut config.generate {
        if target.models.is_empty() {
            target.models.clone_from(&config.sources);
        }
    }
    let wrong = config.generate.iter().find_map(|target| {
        let why = target.mistake()?;
        Some(format!("{name}: {why} for {}", paths::shown(&target.out)))
    });
    wrong.map_or(Ok(config), |why| Err(Failure(why)))
}

/// A guess at what was meant, for a message like "unknown field `x`, expected one of `y`, `z`".
fn near(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown = names.next().filter(|_| message.starts_with("unknown "));
    let near = unknown.and_then(|unknown| suggest(unknown, names));
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
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
        let text = format!("baseline = \"old.json\"\n{TARGET}runtime = {{ path = \"rt\" }}\n");
        std::fs::write(&file, text).unwrap();
        let config = load(Some(&file)).unwrap();
        let target = config.generate.first().unwrap();
        assert_eq!(config.models(), [dir.path().join("m.json")]);
        assert_eq!(config.baseline, Some(dir.path().join("old.json")));
        assert_eq!(target.out, dir.path().with_file_name("out"));
        assert_eq!(target.runtime, Some(Runtime::Path(dir.path().join("rt"))));
    }

    #[test]
    fn targets_have_the_sources_by_default() {
        let text = format!(
            "sources = [\"a\", \"b\"]\n{}",
            TARGET.replace("models = [\"m.json\"]\n", "")
        );
        let config = parse("p.toml", &text).unwrap();
        assert_eq!(config.models(), ["a", "b"].map(PathBuf::from));
        assert_eq!(config.generate.first().unwrap().models, config.sources);
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
        assert_eq!(
            failure.0,
            "p.toml: `models` is empty, and there are no `sources` for ../out"
        );
        let page = format!("{}name = \"x\"\n", TARGET.replace("client", "html"));
        let failure = parse("p.toml", &page).unwrap_err();
        assert_eq!(
            failure.0,
            "p.toml: `name`, `description` and `runtime` are of no use for ../out"
        );
    }

    #[test]
    fn an_unknown_key_gets_the_near_name() {
        for (text, end) in [
            ("source = []", "; did you mean `sources`?"),
            ("severity = \"dangr\"", "; did you mean `danger`?"),
            ("allow = [{ ids = \"X\" }]", "; did you mean `id`?"),
            ("[[generate]]\nkinds = 1", "; did you mean `kind`?"),
            ("zzzzzzzzzz = 1", "`generate`"),
        ] {
            let failure = parse("p.toml", text).unwrap_err();
            assert!(failure.0.ends_with(end), "{failure}");
        }
    }
}
