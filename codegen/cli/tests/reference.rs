//! A change of the service's model shows in what `planish.toml` says to generate from it: the
//! client and the HTML reference follow a constraint, a member and an error.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

const MODEL: &str = include_str!("../../../model/lambda.json");

/// Generates client and reference from a model; gives the text of the reference, and that of two
/// files of the client.
fn generate(model: &Value) -> (String, String, String) {
    let dir = TempDir::new().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("lambda.json"), model.to_string()).unwrap();
    let config = r#"
[[generate]]
kind = "client"
models = ["lambda.json"]
out = "client"
runtime = "0.1.0"

[[generate]]
kind = "html"
models = ["lambda.json"]
out = "reference.html"
"#;
    fs::write(at("planish.toml"), config).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_planish"))
        .args(["generate", "--config"])
        .arg(at("planish.toml"))
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let read = |path: &str| fs::read_to_string(dir.path().join(Path::new(path))).unwrap();
    (
        read("reference.html"),
        read("client/src/types/update_function_code_request.rs"),
        read("client/src/operation/update_function_code.rs"),
    )
}

#[test]
fn constraints_members_and_errors_show_where_people_look() {
    let mut model: Value = serde_json::from_str(MODEL).unwrap();
    let (page, input, operation) = generate(&model);
    for absent in ["ChangeTicket", "ChangeFrozenException", "1234"] {
        assert!(!page.contains(absent), "{absent}");
        assert!(
            !input.contains(absent) && !operation.contains(absent),
            "{absent}"
        );
    }

    let shapes = &mut model["shapes"];
    let id = |name: &str| format!("com.amazonaws.lambda#{name}");
    shapes[id("UpdateFunctionCodeRequest")]["members"]["ChangeTicket"] = json!({
        "target": "smithy.api#String",
        "traits": {"smithy.api#documentation": "Who asked.", "smithy.api#length": {"max": 1234}}
    });
    shapes[id("ChangeFrozenException")] = json!({
        "type": "structure",
        "members": {"message": {"target": "smithy.api#String"}},
        "traits": {"smithy.api#error": "client", "smithy.api#httpError": 423}
    });
    shapes[id("UpdateFunctionCode")]["errors"]
        .as_array_mut()
        .unwrap()
        .push(json!({"target": id("ChangeFrozenException")}));
    let (page, input, operation) = generate(&model);
    for shown in [
        "ChangeTicket",
        "Who asked.",
        "1234",
        "ChangeFrozenException",
        "423",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(input.contains("pub change_ticket: Option<String>"));
    assert!(input.contains("/// Who asked.") && input.contains("Length at most 1234."));
    assert!(operation.contains("ChangeFrozenException(ChangeFrozenException)"));
}
