//! Baselines: findings that were there before fail no more, new ones do, and those that are gone are told.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use serde_json::Value;
use support::*;

const MODEL: &str = r#"$version: "2.0"
namespace a
service S {
    operations: [One, Two]
}
@http(method: "PUT", uri: "/one")
operation One {}
@http(method: "PUT", uri: "/two")
operation Two {}
"#;

const CONFIG: &str = r#"
sources = ["m.smithy"]
severity = "warning"
baseline = "known.json"
"#;

#[test]
fn known_findings_don_t_fail_and_new_ones_do() {
    let dir = folder(&[("m.smithy", MODEL), ("planish.toml", CONFIG)]);
    let ran = planish(dir.path(), &["validate"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.starts_with("error: can't read known.json: ")
            && ran.err.ends_with("; `--write-baseline` makes the file\n"),
        "{}",
        ran.err
    );
    let ran = planish(dir.path(), &["validate", "--write-baseline"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "wrote 2 findings to known.json\n")
    );
    let baseline: Value = serde_json::from_str(&read(&dir, "known.json")).unwrap();
    assert_eq!(baseline["version"], 1);
    assert_eq!(baseline["findings"][1]["subject"], "a#Two");

    let known = "no findings in 1 file (2 in the baseline)\n";
    let ran = planish(dir.path(), &["validate"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", known)
    );
    // Lines move.
    write(
        &dir,
        "m.smithy",
        &MODEL.replace("operation", "\n\n// words\noperation"),
    );
    let ran = planish(dir.path(), &["validate"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, known));
    let shown = planish(dir.path(), &["validate", "--show-suppressed"]);
    assert_eq!(shown.code, 0);
    assert!(shown.out.contains("m.smithy:14:1"), "{}", shown.out);

    let third = "@http(method: \"PUT\", uri: \"/three\")\noperation Three {}\n";
    let more = MODEL.replace("One, Two", "One, Two, Three") + third;
    write(&dir, "m.smithy", &more);
    let ran = planish(dir.path(), &["validate", "--format", "csv"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("a#Three") && !ran.out.contains("a#One"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_gone_is_told_with_its_line() {
    let dir = folder(&[("m.smithy", MODEL), ("planish.toml", CONFIG)]);
    planish(dir.path(), &["validate", "--write-baseline"]);
    let better = MODEL.replace(
        "@http(method: \"PUT\", uri: \"/two\")",
        "@idempotent\n@http(method: \"PUT\", uri: \"/two\")",
    );
    write(&dir, "m.smithy", &better);
    let ran = planish(dir.path(), &["validate"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(ran.err, "1 note in 1 file (1 in the baseline)\n");
    assert!(
        ran.out.starts_with("note[StaleBaselineEntry]: the baseline has a finding `HttpMethodSemantics.MissingIdempotentTrait` that is not there any more\n --> known.json:5:5\n"),
        "{}",
        ran.out
    );
    // A part of the model says nothing about the rest of it.
    let ran = planish(dir.path(), &["validate", "m.smithy"]);
    assert_eq!(ran.out, "");
}

#[test]
fn a_clean_model_has_an_empty_baseline() {
    let dir = folder(&[("m.smithy", "$version: \"2.0\"\nnamespace a\nstring S\n")]);
    let args = ["validate", "m.smithy", "--baseline", "b.json"];
    let ran = planish(dir.path(), &[&args[..], &["--write-baseline"]].concat());
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "wrote 0 findings to b.json\n")
    );
    assert_eq!(planish(dir.path(), &args).code, 0);
}

#[test]
fn a_baseline_that_is_none_is_told() {
    let dir = folder(&[("m.smithy", MODEL), ("b.json", "{\"version\": 1}")]);
    let args = ["validate", "m.smithy", "--baseline", "b.json"];
    let ran = planish(dir.path(), &args);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .starts_with("error: b.json is no baseline: missing field `findings`"),
        "{}",
        ran.err
    );
    write(&dir, "b.json", "{\"version\": 2, \"findings\": []}");
    assert!(
        planish(dir.path(), &args)
            .err
            .contains("b.json has version 2")
    );
    let ran = planish(dir.path(), &["validate", "m.smithy", "--write-baseline"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--baseline FILE"), "{}", ran.err);
}
