//! `planish validate`: is the model right?

use std::path::PathBuf;

use clap::ValueEnum;
use planish_model::Severity;

use crate::config;
use crate::console::Console;
use crate::input::{self, Depth};
use crate::outcome::{Outcome, Result};
use crate::report;

/// Reports everything that is wrong with a model.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// Model files, or directories of them (*.json). By default those of planish.toml.
    #[arg(value_name = "MODEL")]
    models: Vec<PathBuf>,
    /// How to print the findings.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The least severity that makes the exit code 1.
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    deny: Deny,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: with the source line and a caret, and a summary at the end.
    Text,
    /// For programs: an array of objects with id, severity, shape, file, line, column, message and hint.
    Json,
}

/// A severity on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    Note,
    Warning,
    Danger,
    Error,
}

const AFTER_HELP: &str = "\
Examples:
  planish validate model/
  planish validate --deny warning api.json common.json
  planish validate --format json model/ | jq '.[].message'";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let loaded = input::model(&config::models_or(&args.models)?, Depth::Check)?;
    let (found, sources) = (&loaded.diagnostics, &loaded.sources);
    let text = match args.format {
        Format::Text => {
            let blocks = report::text(found, sources, &console.out_renderer());
            format!("{blocks}{}\n", report::summary(found, sources.len()))
        }
        Format::Json => report::json(found, sources),
    };
    console.out(&text)?;
    let denied = found.iter().any(|d| d.severity >= args.deny.severity());
    Ok(if denied {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

impl Deny {
    fn severity(self) -> Severity {
        match self {
            Deny::Note => Severity::Note,
            Deny::Warning => Severity::Warning,
            Deny::Danger => Severity::Danger,
            Deny::Error => Severity::Error,
        }
    }
}
