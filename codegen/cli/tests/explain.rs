//! `planish explain`: what a finding means.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::path::Path;

use support::*;

fn explain(id: &str) -> Ran {
    planish(Path::new("."), &["explain", id])
}

#[test]
fn rules_are_explained() {
    let ran = explain("Target");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("Target: "), "{}", ran.out);
    // Of the special one the general one is told; changes are rules, too.
    let ran = explain("HttpMethodSemantics.MissingIdempotentTrait");
    assert!(ran.out.starts_with("HttpMethodSemantics"), "{}", ran.out);
    let ran = explain("ChangedMemberTarget");
    assert!(
        ran.out.contains("\nBefore:\n\n    $version: \"2"),
        "{}",
        ran.out
    );
}

#[test]
fn an_unknown_id_gets_a_near_one() {
    for id in ["Targt", "target"] {
        let ran = explain(id);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(
            ran.err,
            format!("error: there is no rule `{id}`; did you mean `Target`?\n")
        );
    }
    let ran = explain("Qqqqqqqqqqqqqqqqqqqqqqqqq");
    assert!(ran.err.contains("planish explain --list"), "{}", ran.err);
}

#[test]
fn all_can_be_listed() {
    let ran = planish(Path::new("."), &["explain", "--list"]);
    assert_eq!(ran.code, 0);
    let ids: Vec<&str> = ran
        .out
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(
        ids.contains(&"Target") && ids.contains(&"RemovedShape"),
        "{}",
        ran.out
    );
    assert!(ids.is_sorted());
}
