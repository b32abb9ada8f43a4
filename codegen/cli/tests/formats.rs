//! Every output format, on one small model with an error and a warning.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use serde_json::Value;
use support::*;

/// An operation that forgets a label of its path, and one that does not say that it can be repeated.
const MODEL: &str = r#"$version: "2.0"

namespace a.b

service Things {
    operations: [
        GetThing
        PutThing
    ]
}

@readonly
@http(method: "GET", uri: "/things/{id}")
operation GetThing {
    input := {
        @httpQuery("color")
        color: Color
    }
}

@http(method: "PUT", uri: "/things")
operation PutThing {}

string Color
"#;

fn run_as(format: &str) -> Ran {
    let dir = folder(&[("model/main.smithy", MODEL)]);
    let ran = planish(dir.path(), &["validate", "--format", format, "model"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    ran
}

#[test]
fn text() {
    assert_golden("findings.txt", &run_as("text").out);
}

#[test]
fn json() {
    assert_golden("findings.json", &run_as("json").out);
}

#[test]
fn github() {
    assert_golden("findings.github", &run_as("github").out);
}

#[test]
fn gitlab() {
    assert_golden("findings.gitlab.json", &run_as("gitlab").out);
}

#[test]
fn junit() {
    assert_golden("findings.junit.xml", &run_as("junit").out);
}

#[test]
fn csv() {
    assert_golden("findings.csv", &run_as("csv").out);
}

#[test]
fn sarif() {
    let ran = run_as("sarif");
    let mut log: Value = serde_json::from_str(&ran.out).unwrap();
    let run = &mut log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array_mut().unwrap();
    for rule in &mut *rules {
        // What is known of a rule is told, but its words are no business of this test.
        let rule = rule.as_object_mut().unwrap();
        if rule["id"] == "HttpLabelTrait" {
            assert!(rule["shortDescription"]["text"].is_string(), "{rule:?}");
        }
        for key in ["shortDescription", "fullDescription", "help"] {
            rule.remove(key);
        }
    }
    let ids: Vec<Value> = rules.iter().map(|rule| rule["id"].clone()).collect();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], ids[index]);
    }
    let driver = &mut run["tool"]["driver"];
    assert_eq!(driver["semanticVersion"].take(), env!("CARGO_PKG_VERSION"));
    assert_golden(
        "findings.sarif",
        &format!("{}\n", serde_json::to_string_pretty(&log).unwrap()),
    );
}

#[test]
fn a_clean_model_gives_complete_documents() {
    let dir = folder(&[("m.smithy", "$version: \"2.0\"\nnamespace a\nstring S\n")]);
    let out = |format: &str| {
        let ran = planish(dir.path(), &["validate", "--format", format, "m.smithy"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, "no findings in 1 file\n"));
        ran.out
    };
    assert_eq!(out("text"), "");
    assert_eq!(out("json"), "[]\n");
    assert_eq!(out("github"), "");
    assert_eq!(out("gitlab"), "[]\n");
    assert_eq!(
        out("csv"),
        "severity,id,shape,file,line,column,message,hint,suppressionReason\n"
    );
    let junit = out("junit");
    assert!(
        junit.contains("<testcase name=\"validate\" classname=\"m.smithy\""),
        "{junit}"
    );
    let sarif: Value = serde_json::from_str(&out("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn what_is_suppressed_is_shown_on_demand() {
    let reason = "metadata suppressions = [\n    { id: \"HttpMethodSemantics\", namespace: \"*\", reason: \"As agreed, for now\" }\n]\n\nnamespace";
    let dir = folder(&[("m.smithy", &MODEL.replacen("namespace", reason, 1))]);
    let args = ["validate", "m.smithy", "--format"];
    let ran = planish(dir.path(), &[&args[..], &["csv"]].concat());
    assert_eq!(ran.err, "1 error in 1 file (1 suppressed)\n");
    assert!(!ran.out.contains("HttpMethodSemantics"), "{}", ran.out);
    let shown = |format: &str| {
        let ran = planish(
            dir.path(),
            &[&args[..], &[format, "--show-suppressed"]].concat(),
        );
        assert_eq!(ran.code, 1, "{}", ran.err);
        ran.out
    };
    let csv = shown("csv");
    assert!(
        csv.contains("\n\"SUPPRESSED\",\"HttpMethodSemantics."),
        "{csv}"
    );
    assert!(csv.ends_with(",\"\",\"As agreed, for now\"\n"), "{csv}");
    assert!(shown("text").contains("suppressed[HttpMethodSemantics."));
    assert!(shown("junit").contains("<skipped message="));
    let sarif: Value = serde_json::from_str(&shown("sarif")).unwrap();
    assert_eq!(
        sarif["runs"][0]["results"][1]["suppressions"],
        serde_json::json!([{ "kind": "inSource", "justification": "As agreed, for now" }])
    );
}

#[test]
fn findings_can_go_to_a_file() {
    let dir = folder(&[("m.smithy", MODEL)]);
    let args = [
        "validate",
        "m.smithy",
        "--format",
        "csv",
        "--output",
        "out/findings.csv",
    ];
    let ran = planish(dir.path(), &args);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(read(&dir, "out/findings.csv").starts_with("severity,id,"));
    let colored = [
        "--color",
        "always",
        "validate",
        "m.smithy",
        "--output",
        "out/findings.txt",
    ];
    planish(dir.path(), &colored);
    assert!(!read(&dir, "out/findings.txt").contains('\u{1b}'));
}
