//! `planish ast`: one file of many, in either language.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use serde_json::Value;
use support::*;

const MODEL: &str = "$version: \"2.0\"\nnamespace a\n@mixin\nstructure M {\n    one: Integer = 0\n}\nstructure S with [M] {\n    two: b#T\n}\n";
const OTHER: &str = r#"{"smithy": "2.0", "shapes": {"b#T": {"type": "string"}}}"#;

fn ast(args: &[&str]) -> Value {
    let dir = folder(&[("m.smithy", MODEL), ("o.json", OTHER)]);
    let ran = planish(dir.path(), &[&["ast", "."], args].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn files_become_one() {
    let ast2 = ast(&[]);
    assert_eq!(ast2["smithy"], "2.0");
    assert_eq!(ast2["shapes"]["b#T"]["type"], "string");
    assert_eq!(ast2["shapes"]["a#S"]["mixins"][0]["target"], "a#M");
    let flat = ast(&["--flatten"]);
    assert!(flat["shapes"].get("a#M").is_none());
    assert!(flat["shapes"]["a#S"]["members"].get("one").is_some());
    let ast1 = ast(&["--version", "1.0"]);
    assert_eq!(ast1["smithy"], "1.0");
    assert!(ast1["shapes"]["a#S"].get("mixins").is_none());
}

#[test]
fn what_is_printed_is_the_model() {
    let dir = folder(&[("m.smithy", MODEL), ("o.json", OTHER)]);
    let first = planish(dir.path(), &["ast", "m.smithy", "o.json"]).out;
    assert_eq!(
        planish_reading(dir.path(), &["ast", "-"], &first).out,
        first
    );
    let ran = planish(
        dir.path(),
        &["ast", "--idl", "--out", "idl", "m.smithy", "o.json"],
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, "wrote 2 files to idl\n"));
    assert_eq!(planish(dir.path(), &["ast", "idl"]).out, first);
    let idl = planish(dir.path(), &["ast", "--idl", "o.json"]).out;
    assert!(
        idl.contains("namespace b\n") && idl.contains("string T\n"),
        "{idl}"
    );
    assert_eq!(
        planish_reading(dir.path(), &["ast", "--idl", "-"], &idl).out,
        idl
    );
}

#[test]
fn a_broken_model_is_not_printed() {
    let dir = folder(&[("m.smithy", "$version: \"2.0\"\nnamespace a\nstring S {\n")]);
    let ran = planish(dir.path(), &["ast", "m.smithy"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains("m.smithy:3:") && ran.err.ends_with("nothing is printed\n"),
        "{}",
        ran.err
    );
}
