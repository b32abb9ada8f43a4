//! The command line: what all commands share, and the list of commands. The arguments of a command stand with it.

use clap::{ColorChoice, Parser, Subcommand};

use crate::{generate, ir, validate};

/// Validates Smithy models and generates Rust from them.
#[derive(Debug, Parser)]
#[command(name = "planish", version, about, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// When to use colours; by default on terminals, unless NO_COLOR is set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Validate(validate::Args),
    Generate(generate::Args),
    Ir(ir::Args),
}

const AFTER_HELP: &str = "\
Exit codes:
  0  clean
  1  there are findings: a model is not valid, or generated files are stale
  2  the command could not do its work";
