//! `planish-suites smithy|aws|endpoints --dir FOLDER [--suite PART] [--case PART]`, without the protocol tests: quick to build.

use std::process::ExitCode;

use planish_suites::command::{Command, USAGE};

fn main() -> ExitCode {
    match Command::parse(std::env::args().skip(1)) {
        Some(command) => command.run(),
        None => {
            eprintln!("usage: planish-suites {USAGE}");
            ExitCode::from(2)
        }
    }
}
