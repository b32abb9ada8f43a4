//! `planish size`, and the operations that other commands are limited to.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use serde_json::Value;
use support::*;

/// The small model with a second operation, which needs a structure of its own.
fn two_operations() -> String {
    MODEL
        .replace(
            r#"[{ "target": "a#GetThing" }]"#,
            r#"[{ "target": "a#GetThing" }, { "target": "a#PutThing" }]"#,
        )
        .replace(
            r#"    "a#GetThing": {"#,
            r#"    "a#PutThing": {
      "type": "operation",
      "input": { "target": "a#PutThingRequest" },
      "output": { "target": "a#Thing" },
      "traits": { "smithy.api#http": { "method": "POST", "uri": "/things" } }
    },
    "a#PutThingRequest": { "type": "structure", "members": {} },
    "a#GetThing": {"#,
        )
}

fn json(dir: &tempfile::TempDir, args: &[&str]) -> Value {
    let ran = planish(dir.path(), args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn each_operation_has_a_line() {
    let dir = project();
    write(&dir, "model/things.json", &two_operations());
    let ran = planish(dir.path(), &["size"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 5, "{}", ran.out);
    assert!(lines[0].starts_with("operation "), "{}", ran.out);
    // GetThing's input has a member.
    assert!(
        lines[1].starts_with("GetThing ") && lines[2].starts_with("PutThing "),
        "{}",
        ran.out
    );
    assert!(
        lines[4].starts_with("a#Things: 2 operations, 6 shapes (2 of them shared), "),
        "{}",
        ran.out
    );

    let all = json(&dir, &["size", "--format", "json", "model"]);
    let [get, put] = all["operations"].as_array().unwrap().as_slice() else {
        panic!("{all}");
    };
    assert_eq!(
        (&get["operation"], &get["ownShapes"]),
        (&"a#GetThing".into(), &2.into())
    );
    assert_eq!(put["shapes"], 4);
    assert!(get["ownLines"].as_u64() < get["lines"].as_u64());
    assert!(get["lines"].as_u64() < all["lines"].as_u64());

    let one = json(
        &dir,
        &["size", "--format=json", "--operations", "a#PutThing"],
    );
    assert_eq!(
        (&one["lines"], &one["operations"][0]["lines"]),
        (&put["lines"], &put["lines"])
    );
}

#[test]
fn an_operation_that_is_not_there_is_told_by_all() {
    let dir = project();
    let generate = ["generate", "--model", "model", "--html", "--out", "x.html"];
    for command in [
        &["size"][..],
        &["ast"],
        &["ir", "--after", "plan", "--shape", "Thing"],
        &generate,
    ] {
        let ran = planish(
            dir.path(),
            &[command, &["--operations", "GetThing,GetThin"]].concat(),
        );
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{command:?}");
        for part in [
            "a#Things has no operation GetThin",
            "did you mean GetThing?",
            "things.json:4",
        ] {
            assert!(ran.err.contains(part), "{command:?}: {}", ran.err);
        }
    }
}

#[test]
fn a_model_can_be_cut_down() {
    let dir = project();
    write(&dir, "model/things.json", &two_operations());
    let ast = json(&dir, &["ast", "--operations", "GetThing", "model"]);
    let shapes: Vec<&String> = ast["shapes"].as_object().unwrap().keys().collect();
    assert_eq!(
        shapes,
        ["a#GetThing", "a#GetThingRequest", "a#Thing", "a#Things"]
    );
}

#[test]
fn operations_can_be_given_in_one_list_or_several() {
    let dir = project();
    write(&dir, "model/things.json", &two_operations());
    let generate = |operations: &[&str]| {
        let args = ["generate", "--model", "model", "--client", "--out", "it"];
        let ran = planish(dir.path(), &[&args[..], operations].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        read(&dir, "it/src/client.rs")
    };
    let both = generate(&["--operations", "GetThing,a#PutThing"]);
    assert_eq!(
        generate(&["--operations=PutThing", "--operations=GetThing"]),
        both
    );
    let one = generate(&["--operations", "PutThing"]);
    assert!(!one.contains("get_thing"), "{one}");
    assert!(
        !dir.path()
            .join("it/src/types/get_thing_request.rs")
            .exists()
    );
}
