//! `smithy|aws|endpoints --dir FOLDER [--suite PART] [--case PART]`: runs suites, tells what differs, and prints the counts.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::{Exceptions, Report, aws, endpoints, smithy};

/// How the command is called, for messages.
pub const USAGE: &str = "smithy|aws|endpoints --dir FOLDER [--suite PART] [--case PART]";

/// What to run.
#[derive(Debug)]
pub struct Command {
    kind: Kind,
    dir: PathBuf,
    suite: String,
    case: String,
}

#[derive(Debug)]
enum Kind {
    Smithy,
    Aws,
    Endpoints,
}

impl Command {
    /// Reads the arguments after the name of the program; `None` if they are others.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Option<Command> {
        let mut arguments = arguments.into_iter();
        let kind = match arguments.next()?.as_str() {
            "smithy" => Kind::Smithy,
            "aws" => Kind::Aws,
            "endpoints" => Kind::Endpoints,
            _ => return None,
        };
        let (mut dir, mut suite, mut case) = (None, String::new(), String::new());
        while let Some(flag) = arguments.next() {
            match (flag.as_str(), arguments.next()?) {
                ("--dir", value) => dir = Some(PathBuf::from(value)),
                ("--suite", value) => suite = value,
                ("--case", value) => case = value,
                _ => return None,
            }
        }
        let dir = dir?;
        Some(Command {
            kind,
            dir,
            suite,
            case,
        })
    }

    /// Runs, and prints: what differs to stderr, the counts to stdout.
    pub fn run(&self) -> ExitCode {
        let exceptions = match Exceptions::known() {
            Ok(exceptions) => exceptions,
            Err(problem) => {
                eprintln!("exceptions.toml: {problem}");
                return ExitCode::FAILURE;
            }
        };
        let reports = match self.kind {
            Kind::Smithy => smithy(&self.dir, &self.suite, &self.case, &exceptions),
            Kind::Aws => vec![aws(&self.dir, &self.case, &exceptions)],
            Kind::Endpoints => vec![endpoints(&self.dir, &self.case, &exceptions)],
        };
        print(&reports)
    }
}

fn print(reports: &[Report]) -> ExitCode {
    let mut bad = false;
    for problem in reports.iter().flat_map(Report::problems) {
        bad = true;
        eprintln!("{problem}");
    }
    for report in reports {
        println!("{}", report.line());
    }
    let cases: usize = reports.iter().map(|report| report.cases).sum();
    let passed: usize = reports.iter().map(Report::passed).sum();
    println!("total: passed {passed} of {cases}");
    if bad || cases == 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
