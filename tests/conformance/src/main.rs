//! `planish-conformance protocol [--only PROTOCOL]` runs the protocol compliance tests and prints the counts; `smithy --dir FOLDER` and
//! `aws --dir FOLDER` run Smithy's other suites, and the round trips of official models; `endpoints --dir FOLDER` their endpoint tests.

use std::process::ExitCode;

use planish_conformance::{Defects, FOUND, Report, SERVICES, SOURCE, run};
use planish_suites::command;

fn main() -> ExitCode {
    if let Some(suites) = command::Command::parse(std::env::args().skip(1)) {
        return suites.run();
    }
    let mut arguments = std::env::args().skip(1);
    let suite = arguments.next();
    let only = match (
        arguments.next().as_deref(),
        arguments.next(),
        arguments.next(),
    ) {
        (None, None, None) => None,
        (Some("--only"), Some(protocol), None) => Some(protocol),
        _ => return usage(),
    };
    if suite.as_deref() != Some("protocol") {
        return usage();
    }
    if !FOUND {
        println!("skipped: there is no {SOURCE}; set PLANISH_PROTOCOL_TESTS to the file");
        return ExitCode::SUCCESS;
    }
    let defects = match Defects::known() {
        Ok(defects) => defects,
        Err(problem) => {
            eprintln!("defects.toml: {problem}");
            return ExitCode::FAILURE;
        }
    };
    report(&run(SERVICES, only.as_deref(), &defects))
}

fn report(reports: &[Report]) -> ExitCode {
    let mut bad = false;
    for report in reports {
        for problem in report.problems() {
            bad = true;
            eprintln!("{} {} {problem}", report.service, report.side);
        }
    }
    for report in reports {
        println!("{}", report.line());
        for (case, took) in &report.slow {
            println!("  slow: {case}, {} ms", took.as_millis());
        }
    }
    let (passed, cases) = reports.iter().fold((0, 0), |(passed, cases), report| {
        (passed + report.passed(), cases + report.cases)
    });
    println!("total: passed {passed} of {cases}");
    if bad {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: planish-conformance protocol [--only PROTOCOL]");
    eprintln!("       planish-conformance {}", command::USAGE);
    ExitCode::from(2)
}
