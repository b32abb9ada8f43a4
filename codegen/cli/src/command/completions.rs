//! `planish completions`: what a shell wants to know to complete the command line.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args;
use crate::console::Console;
use crate::outcome::{Outcome, Result};

/// Prints completions for a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

const AFTER_HELP: &str = "\
Examples:
  planish completions bash > ~/.local/share/bash-completion/completions/planish
  planish completions fish > ~/.config/fish/completions/planish.fish
  planish completions zsh > ~/.zfunc/_planish";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut args::Args::command(),
        "planish",
        &mut script,
    );
    console.out(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}
