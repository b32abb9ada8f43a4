//! `planish validate`: what is found, how it is shown, and how the command ends.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::process::Command;

use support::*;

#[test]
fn a_valid_model_is_clean() {
    let dir = project();
    let ran = planish(dir.path(), &["validate"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "no findings in 1 file\n"),
    );
    let ran = planish(dir.path(), &["validate", "model"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "no findings in 1 file\n"),
    );
    let ran = planish(
        dir.path(),
        &["validate", "--format", "json", "model/things.json"],
    );
    assert_eq!((ran.code, ran.out.as_str()), (0, "[]\n"), "{}", ran.err);
}

#[test]
fn a_finding_has_a_caret_and_a_hint() {
    let dir = project();
    write(&dir, "model/things.json", &broken());
    let ran = planish(dir.path(), &["validate", "model"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "1 error in 1 file\n");
    assert_eq!(
        ran.out,
        "\
error[Target]: member shape targets an unresolved shape `a#Thimg`
  --> model/things.json:31:9
   |
31 |         \"Color\": { \"target\": \"a#Thimg\" }
   |         ^^^^^^^ in `a#Thing$Color`
   |
   = hint: did you mean `a#Thing`?

"
    );
    let colored = planish(dir.path(), &["--color", "always", "validate", "model"]);
    assert!(colored.out.contains("\u{1b}["), "{}", colored.out);
}

#[test]
fn findings_are_json_for_programs() {
    let dir = project();
    write(&dir, "model/things.json", &broken());
    let ran = planish(dir.path(), &["validate", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        found,
        serde_json::json!([{
            "id": "Target",
            "severity": "error",
            "shape": "a#Thing$Color",
            "file": "model/things.json",
            "line": 31,
            "column": 9,
            "endLine": 31,
            "endColumn": 16,
            "message": "member shape targets an unresolved shape `a#Thimg`",
            "hint": "did you mean `a#Thing`?",
            "suppressionReason": null
        }])
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_error() {
    let dir = project();
    write(&dir, "model/things.json", &broken());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ran = Command::new(env!("CARGO_BIN_EXE_planish"))
        .args(["validate", "model"])
        .current_dir(dir.path())
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(ran.stderr).unwrap(),
        "1 error in 1 file\n"
    );
}
