//! How a command ends: the three exit codes, and the error of those that could not do their work.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use crate::console::Console;

/// How a command that did its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing to complain about: exit code 0.
    Clean,
    /// There are findings, which have been printed: exit code 1.
    Findings,
}

/// Why a command could not do its work: exit code 2. A text for people, without a full stop.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

/// What a command returns.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// Something that the operating system refused: `can't read a.json: No such file or directory`.
    pub(crate) fn io(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
        Failure(format!("can't {verb} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells a failure, and translates the end of a command for the shell.
pub(crate) fn exit_code(result: Result<Outcome>, console: &mut Console) -> ExitCode {
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(failure) => {
            console.failure(&failure);
            ExitCode::from(2)
        }
    }
}
