//! `planish`: validates Smithy models and generates Rust from them.
//!
//! The only crate of the generator that touches files and prints. What a command finds goes to standard output, what is said to people
//! to standard error, and the exit code says how it ended (see [`outcome`]).

mod args;
mod baseline;
mod command;
mod config;
mod console;
mod disk;
mod finding;
mod html;
mod input;
mod outcome;
mod output;
mod package;
mod paths;
mod policy;
mod product;
mod progress;
mod reporting;
mod rules;
mod templates;
mod watch;

use std::process::ExitCode;

use args::Args;
use clap::Parser;
use console::Console;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut console = Console::new(args.color);
    let result = args.command.run(&mut console);
    outcome::exit_code(result, &mut console)
}
