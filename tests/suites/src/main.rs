//! `planish-suites smithy|aws --dir FOLDER [--suite PART] [--case PART]`: runs the suites, tells what differs, and prints the counts.

use std::path::PathBuf;
use std::process::ExitCode;

use planish_suites::{Exceptions, aws, smithy};

const USAGE: &str = "usage: planish-suites smithy|aws --dir FOLDER [--suite PART] [--case PART]";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut dir, mut suite, mut case) = (None, String::new(), String::new());
    let kind = arguments.next();
    while let Some(flag) = arguments.next() {
        match (flag.as_str(), arguments.next()) {
            ("--dir", Some(value)) => dir = Some(PathBuf::from(value)),
            ("--suite", Some(value)) => suite = value,
            ("--case", Some(value)) => case = value,
            _ => return usage(),
        }
    }
    let Some(dir) = dir else { return usage() };
    let exceptions = match Exceptions::known() {
        Ok(exceptions) => exceptions,
        Err(problem) => {
            eprintln!("exceptions.toml: {problem}");
            return ExitCode::FAILURE;
        }
    };
    let reports = match kind.as_deref() {
        Some("smithy") => smithy(&dir, &suite, &case, &exceptions),
        Some("aws") => vec![aws(&dir, &case, &exceptions)],
        _ => return usage(),
    };
    let mut bad = false;
    for problem in reports.iter().flat_map(|report| report.problems()) {
        bad = true;
        eprintln!("{problem}");
    }
    for report in &reports {
        println!("{}", report.line());
    }
    if bad {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}
