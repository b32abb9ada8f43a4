//! `planish man`: the manual pages, made of the same words as `--help`.

use std::path::PathBuf;

use clap::CommandFactory as _;

use crate::console::Console;
use crate::outcome::{Failure, Outcome, Result};
use crate::{args, disk, output, paths};

/// Prints the manual page, or writes that of each command.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// Writes the pages of planish and of all its commands into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
Examples:
  planish man | man -l -
  planish man --out ~/.local/share/man/man1";

/// Runs the command.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Outcome> {
    // The name of a command's page is `planish-validate`, and its usage says `planish validate`.
    let mut command = args::Args::command().disable_help_subcommand(true);
    command.build();
    let Some(dir) = &args.out else {
        console.out(&page(command)?)?;
        return Ok(Outcome::Clean);
    };
    let commands: Vec<clap::Command> = command.get_subcommands().cloned().collect();
    let count = output::plural(commands.len() + 1, "page");
    for command in commands.into_iter().chain([command]) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let path = dir.join(format!("{name}.1"));
        disk::write(&path, &page(command)?)?;
    }
    console.err(&format!("wrote {count} to {}\n", paths::shown_here(dir)));
    Ok(Outcome::Clean)
}

fn page(command: clap::Command) -> Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| Failure(format!("can't write the page: {error}")))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
