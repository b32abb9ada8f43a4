//! `lambda-reliability`: starts the real service and tries to break it. Each subcommand is one way;
//! each prints its seed, and ends with 1 and what it saw if the service did what it must not.
//!
//! The service is seen only as its callers, its operator and its disk see it: over HTTP, by its
//! process and log, and by the files that it leaves. No code of it is used here.

mod concurrency;
mod crash;
mod ground;
mod hostile;
mod slow;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tries to break a running lambda-code
#[derive(Parser)]
#[command(name = "lambda-reliability", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Kills the service at random moments of its work and looks what is left
    Crash(crash::Options),
    /// Has many clients change one function at once and checks the history that they saw
    Concurrency(concurrency::Options),
    /// Sends requests that no SDK would send
    Hostile(hostile::Options),
    /// Sends slowly, too much, and from too many connections
    Slow(slow::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Crash(options) => crash::run(&options),
        Command::Concurrency(options) => concurrency::run(&options),
        Command::Hostile(options) => hostile::run(&options),
        Command::Slow(options) => slow::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
