//! `planish`: validates Smithy models and generates Rust from them.
//!
//! The only crate of the generator that touches files and prints. What a command finds goes to standard output, what went wrong to
//! standard error, and the exit code says which of the two it was (see [`outcome`]).

mod args;
mod config;
mod console;
mod generate;
mod html;
mod input;
mod ir;
mod outcome;
mod package;
mod paths;
mod product;
mod report;
mod templates;
mod validate;

use std::process::ExitCode;

use args::{Args, Command};
use clap::Parser;
use console::Console;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut console = Console::new(args.color);
    let result = match args.command {
        Command::Validate(args) => validate::run(&args, &mut console),
        Command::Generate(args) => generate::run(&args, &mut console),
        Command::Ir(args) => ir::run(&args, &mut console),
    };
    outcome::exit_code(result, &mut console)
}
