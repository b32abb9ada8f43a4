//! The suites as tests: skipped where the folder is absent, in a user's clone.

use std::path::Path;

use planish_suites::{Exceptions, smithy};

#[test]
#[allow(clippy::unwrap_used, reason = "a test that can't go on fails")]
fn suites_pass_but_for_the_exceptions() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/smithy");
    if !dir.is_dir() {
        eprintln!("skipped: there is no folder `shared/smithy` beside the project");
        return;
    }
    let reports = smithy(&dir, "", "", &Exceptions::known().unwrap());
    assert!(!reports.is_empty());
    let problems: Vec<String> = reports
        .iter()
        .flat_map(|report| report.problems())
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
