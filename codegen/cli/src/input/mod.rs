//! Model files, read from disk: the front end itself opens none.

pub(crate) mod find;
pub(crate) mod git;
mod read;
mod sniff;

use std::path::PathBuf;

use planish_model::check::settle;
use planish_model::{Diagnostics, Model, Severity, Sources, check, load};

use crate::outcome::Result;
use crate::progress::Progress;

pub(crate) use read::{Text, texts};

/// A model as far as the front end could make it, with everything that it found wrong.
pub(crate) struct Loaded {
    /// The texts, for showing places.
    pub(crate) sources: Sources,
    /// The model. If there are errors, parts of it are missing.
    pub(crate) model: Model,
    /// The findings, sorted.
    pub(crate) diagnostics: Diagnostics,
}

/// How to make a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Making {
    /// How far to take it.
    pub(crate) depth: Depth,
    /// Whether traits that nobody defines are warnings instead of errors.
    pub(crate) unknown_traits: bool,
}

/// How far to take a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Loaded: merged and resolved.
    Load,
    /// Loaded and, unless that found errors, checked.
    Check,
}

/// Reads the files, those in the folders and those that match the patterns, and makes a model of them.
///
/// # Errors
/// A path is missing or can't be read, a file is not UTF-8, or a folder has no model file.
pub(crate) fn model(paths: &[PathBuf], making: Making) -> Result<Loaded> {
    let progress = Progress::start();
    let texts = texts(paths, &progress)?;
    Ok(model_of(texts, making, &progress))
}

/// Makes a model of texts.
pub(crate) fn model_of(texts: Vec<Text>, making: Making, progress: &Progress) -> Loaded {
    model_after(&Sources::new(), texts, making, progress)
}

/// The same, with places that don't collide with those of other sources.
pub(crate) fn model_after(
    before: &Sources,
    texts: Vec<Text>,
    making: Making,
    progress: &Progress,
) -> Loaded {
    let mut sources = Sources::after(before);
    for text in texts {
        sources.add(text.name, text.text);
    }
    progress.stage("loading", sources.len());
    let (model, mut diagnostics) = load(&sources);
    let tolerate = |found: &mut Diagnostics| {
        if making.unknown_traits {
            allow_unknown_traits(found);
        }
    };
    tolerate(&mut diagnostics);
    if making.depth == Depth::Check && !diagnostics.has_errors() {
        progress.stage("checking", sources.len());
        diagnostics.extend(check(&model));
        tolerate(&mut diagnostics);
    }
    settle(&model, &mut diagnostics);
    Loaded {
        sources,
        model,
        diagnostics: diagnostics.sorted(),
    }
}

/// Makes warnings of errors about traits that nobody defines.
fn allow_unknown_traits(found: &mut Diagnostics) {
    for found in found.iter_mut() {
        if found.id == "Model.UnresolvedTrait" && found.severity == Severity::Error {
            found.severity = Severity::Warning;
        }
    }
}
