//! The command line: what all commands share, and the list of commands. The arguments of a command stand with it.

use clap::{ColorChoice, Parser, Subcommand};

use crate::command::{
    ast, completions, diff, explain, format, generate, init, ir, man, select, size, validate,
};
use crate::console::Console;
use crate::outcome::{Outcome, Result};

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

/// The commands, in the order of the help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Validate(validate::Args),
    Diff(diff::Args),
    Format(format::Args),
    Select(select::Args),
    Ast(ast::Args),
    Explain(explain::Args),
    Init(init::Args),
    Generate(generate::Args),
    Size(size::Args),
    Ir(ir::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// It could not do its work.
    pub(crate) fn run(&self, console: &mut Console) -> Result<Outcome> {
        match self {
            Command::Validate(args) => validate::run(args, console),
            Command::Diff(args) => diff::run(args, console),
            Command::Format(args) => format::run(args, console),
            Command::Select(args) => select::run(args, console),
            Command::Ast(args) => ast::run(args, console),
            Command::Init(args) => init::run(args, console),
            Command::Explain(args) => explain::run(args, console),
            Command::Generate(args) => generate::run(args, console),
            Command::Size(args) => size::run(args, console),
            Command::Ir(args) => ir::run(args, console),
            Command::Completions(args) => completions::run(args, console),
            Command::Man(args) => man::run(args, console),
        }
    }
}

const AFTER_HELP: &str = "\
Exit codes:
  0  clean
  1  there are findings: a model is not valid, or files are stale
  2  the command could not do its work";
