//! `planish diff`: what changed from one version of a model to the next, and whom it breaks.

use std::path::PathBuf;

use planish_model::{Diagnostic, Diagnostics, Model, Severity, check, diff};

use crate::config::{Config, Models};
use crate::console::Console;
use crate::input::{self, Depth, Loaded, Text, git};
use crate::outcome::{Failure, Outcome, Result};
use crate::progress::Progress;
use crate::reporting::{Reported, Reporting};
use crate::{output, paths};

/// Tells what changed between two versions of a model, and which changes break clients.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
#[command(group = clap::ArgGroup::new("before").args(["old", "against"]).required(true))]
pub(crate) struct Args {
    #[command(flatten)]
    models: Models,
    /// The old version: files, folders or patterns.
    #[arg(long, value_name = "MODEL", num_args = 1..)]
    old: Vec<PathBuf>,
    /// The new version; by default the model that validate would look at.
    #[arg(long, value_name = "MODEL", num_args = 1.., conflicts_with = "models")]
    new: Vec<PathBuf>,
    /// The old version is the same model at this revision: `git:REV`.
    #[arg(long, value_name = "git:REV")]
    against: Option<String>,
    #[command(flatten)]
    reporting: Reporting,
}

const AFTER_HELP: &str = "\
Examples:
  planish diff --old v1/ --new v2/
  planish diff --against git:origin/main
  planish diff --against git:v1.4.0 --format github model/";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let (config, new_paths) = args.new_paths()?;
    let making = config.making(Depth::Load);
    let progress = Progress::start();
    let old = match args.revision()? {
        Some(revision) => past(revision, &new_paths, console)?,
        None => input::texts(&args.old, &progress)?,
    };
    let new = input::texts(&new_paths, &progress)?;
    let mut old = input::model_of(old, making, &progress);
    let new = input::model_after(&old.sources, new, making, &progress);
    progress.stage("comparing", old.sources.len() + new.sources.len());
    // What a model that does not load lacks would all be told as removed.
    let found = if new.diagnostics.has_errors() {
        only_errors(new.diagnostics)
    } else {
        let mut found = diff(&old.model, &new.model);
        found.extend(new_errors(&old.model, &new.model));
        found.sorted()
    };
    drop(progress);
    if old.diagnostics.has_errors() {
        tell_broken(&old, console);
    }
    let files = new.sources.iter().map(|(_, source)| source.name.clone());
    let files = files.collect();
    let of_old = old.sources.len();
    old.sources.append(new.sources);
    let mut findings = args.reporting.judge(&config, found, &old.sources);
    if let Some(revision) = args.revision()? {
        for finding in &mut findings {
            let span = finding.diagnostic.span;
            if span.is_some_and(|span| span.file.index() < of_old) {
                finding.is_of(revision);
            }
        }
    }
    let reported = Reported {
        command: "diff",
        files,
        whole: args.new.is_empty() && args.models.models.is_empty(),
        findings,
        baseline: None,
    };
    args.reporting.report(reported, console)
}

/// The texts of the revision; a model that it doesn't have is new.
fn past(revision: &str, paths: &[PathBuf], console: &mut Console) -> Result<Vec<Text>> {
    let texts = git::texts(revision, paths)?;
    if texts.is_empty() {
        let paths: Vec<String> = paths.iter().map(|path| paths::shown(path)).collect();
        let paths = paths.join(", ");
        console.err(&format!(
            "`{revision}` has no {paths}: all of the model is new\n"
        ));
    }
    Ok(texts)
}

impl Args {
    fn new_paths(&self) -> Result<(Config, Vec<PathBuf>)> {
        if self.new.is_empty() {
            return self.models.resolve();
        }
        let models = Models {
            models: self.new.clone(),
            config: self.models.config.clone(),
            allow_unknown_traits: self.models.allow_unknown_traits,
        };
        models.resolve()
    }

    fn revision(&self) -> Result<Option<&str>> {
        let Some(against) = &self.against else {
            return Ok(None);
        };
        match against.strip_prefix("git:") {
            Some(revision) if !revision.is_empty() => Ok(Some(revision)),
            _ => Err(Failure(format!(
                "--against takes `git:` and a revision, as in `git:main`, and not `{against}`; for files there is --old"
            ))),
        }
    }
}

fn tell_broken(old: &Loaded, console: &mut Console) {
    let errors = old
        .diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error);
    let errors: Vec<_> = errors.collect();
    let text = output::text::plain(
        errors.iter().copied(),
        &old.sources,
        &console.err_renderer(),
    );
    let count = output::plural(errors.len(), "error");
    console.err(&format!(
        "{text}the old model has {count}: what they concern is not compared\n"
    ));
}

/// The errors of the new model that the old one doesn't have.
fn new_errors(old: &Model, new: &Model) -> Diagnostics {
    let mut errors = only_errors(check(new));
    if errors.has_errors() {
        let before = only_errors(check(old));
        errors.retain(|new| {
            let same = |old: &Diagnostic| {
                (&old.id, &old.shape, &old.message) == (&new.id, &new.shape, &new.message)
            };
            !before.iter().any(same)
        });
    }
    errors
}

fn only_errors(mut found: Diagnostics) -> Diagnostics {
    found.retain(|found| found.severity == Severity::Error);
    found
}
