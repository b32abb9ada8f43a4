//! `planish select`: ids, or JSON with what is asked for.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use serde_json::{Value, json};
use support::*;

const MODEL: &str = "$version: \"2.0\"\nnamespace a\nstructure S {\n    @required\n    one: String\n    two: T\n}\nstring T\n";

#[test]
fn a_selector_gives_ids() {
    let dir = folder(&[("m.smithy", MODEL)]);
    let ran = planish(
        dir.path(),
        &["select", "--selector", "structure > member", "m.smithy"],
    );
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "a#S$one\na#S$two\n", "")
    );
    let ran = planish_reading(dir.path(), &["select", "m.smithy"], "[trait|required]\n");
    assert_eq!((ran.code, ran.out.as_str()), (0, "a#S$one\n"));
    let ran = planish_reading(dir.path(), &["select", "--selector", "string", "-"], MODEL);
    assert_eq!((ran.code, ran.out.as_str()), (0, "a#T\n"));
    let ran = planish(dir.path(), &["select", "--selector", "map", "m.smithy"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[test]
fn more_is_shown_as_json() {
    let dir = folder(&[("m.smithy", MODEL)]);
    let args = [
        "select",
        "--selector",
        "structure $s(*) > member",
        "m.smithy",
        "--show",
    ];
    let ran = planish(dir.path(), &[&args[..], &["type,file,vars"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let rows: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        rows[0],
        json!({"shape": "a#S$one", "type": "member", "file": "m.smithy:5:5", "vars": {"s": ["a#S"]}})
    );
    assert_eq!(rows.as_array().unwrap().len(), 2);
}

#[test]
fn traits_are_shown_with_their_values() {
    let dir = folder(&[(
        "m.smithy",
        &MODEL.replace("@required", "@required\n@length(min: 1)\n"),
    )]);
    let args = [
        "select",
        "--selector",
        "[trait|required]",
        "--show-traits",
        "length,required,a#no",
        "m.smithy",
    ];
    let ran = planish(dir.path(), &args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let rows: Value = serde_json::from_str(&ran.out).unwrap();
    let traits = json!({"smithy.api#length": {"min": 1}, "smithy.api#required": {}});
    assert_eq!(rows, json!([{"shape": "a#S$one", "traits": traits}]));
}

#[test]
fn a_wrong_selector_is_told() {
    let dir = folder(&[("m.smithy", MODEL)]);
    let ran = planish(
        dir.path(),
        &["select", "--selector", "structure [", "m.smithy"],
    );
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.starts_with("error: Syntax error at line 1 column "),
        "{}",
        ran.err
    );
    let ran = planish(dir.path(), &["select", "-"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("give --selector"), "{}", ran.err);
}
