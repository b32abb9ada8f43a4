//! All protocol tests pass, save the known defects.

use planish_conformance::{Defects, FOUND, SERVICES, SOURCE, run};

/// More defects than this would say that planish is wrong, not the tests.
const MOST_DEFECTS: usize = 16;

#[test]
fn all_cases_pass_save_the_known_defects() {
    if !FOUND {
        eprintln!("skipped: there is no {SOURCE}");
        return;
    }
    let defects = Defects::known().unwrap();
    let reports = run(SERVICES, None, &defects);
    assert!(reports.iter().any(|report| report.cases > 0));
    let problems: Vec<String> = reports.iter().flat_map(|r| r.problems()).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn defects_are_few_and_explained() {
    let defects = Defects::known().unwrap().defect;
    assert!(defects.len() < MOST_DEFECTS);
    for defect in defects {
        assert!(
            !defect.reason.trim().is_empty() && !defect.evidence.trim().is_empty(),
            "{}",
            defect.id
        );
    }
}
