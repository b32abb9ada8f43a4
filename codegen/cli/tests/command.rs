//! The command as a user meets it: exit codes, streams and texts, on small models.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A service with one operation, and a structure with a member that a test may break.
const MODEL: &str = r#"{
  "smithy": "2.0",
  "shapes": {
    "a#Things": {
      "type": "service",
      "version": "1",
      "operations": [{ "target": "a#GetThing" }],
      "traits": { "aws.protocols#restJson1": {} }
    },
    "a#GetThing": {
      "type": "operation",
      "input": { "target": "a#GetThingRequest" },
      "output": { "target": "a#Thing" },
      "traits": {
        "smithy.api#readonly": {},
        "smithy.api#http": { "method": "GET", "uri": "/things/{Id}", "code": 200 }
      }
    },
    "a#GetThingRequest": {
      "type": "structure",
      "members": {
        "Id": {
          "target": "smithy.api#String",
          "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} }
        }
      }
    },
    "a#Thing": {
      "type": "structure",
      "members": {
        "Color": { "target": "smithy.api#String" }
      }
    }
  }
}
"#;

const CONFIG: &str = r#"
[[generate]]
kind = "client"
models = ["things.json"]
out = "../things-client"
runtime = { path = "../runtime" }

[[generate]]
kind = "html"
models = ["things.json"]
out = "../things.html"
"#;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// A directory with `model/things.json` and `model/planish.toml`.
fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("model")).unwrap();
    write(&dir, "model/things.json", MODEL);
    write(&dir, "model/planish.toml", CONFIG);
    dir
}

fn write(dir: &TempDir, path: &str, text: &str) {
    std::fs::write(dir.path().join(path), text).unwrap();
}

fn read(dir: &TempDir, path: &str) -> String {
    std::fs::read_to_string(dir.path().join(path)).unwrap()
}

fn planish(dir: &Path, args: &[&str]) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_planish"))
        .args(args)
        .current_dir(dir)
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    Ran {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// The model with a member whose target does not exist.
fn broken() -> String {
    MODEL.replace(
        r#""Color": { "target": "smithy.api#String" }"#,
        r#""Color": { "target": "a#Thimg" }"#,
    )
}

#[test]
fn a_valid_model_is_clean() {
    let dir = project();
    let ran = planish(dir.path(), &["validate"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "no findings in 1 file\n"),
        "{}",
        ran.err
    );
    let ran = planish(dir.path(), &["validate", "model"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "no findings in 1 file\n"),
        "{}",
        ran.err
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
    assert_eq!(ran.err, "");
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

1 error in 1 file
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
            "message": "member shape targets an unresolved shape `a#Thimg`",
            "hint": "did you mean `a#Thing`?"
        }])
    );
}

#[test]
fn what_can_t_be_done_is_exit_code_2() {
    let dir = project();
    for (args, message) in [
        (
            &["validate", "none.json"][..],
            "error: can't read none.json: ",
        ),
        (
            &["generate", "--config", "none.toml"],
            "error: can't read none.toml: ",
        ),
        (
            &["ir", "--after", "load", "--shape", "a#Thin"],
            "error: there is no shape `a#Thin`; did you mean `a#Thing`?\n",
        ),
        (
            &["generate", "--model", "model"],
            "error: the following required arguments were not provided:",
        ),
        (
            &["frobnicate"],
            "error: unrecognized subcommand 'frobnicate'",
        ),
    ] {
        let ran = planish(dir.path(), args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.starts_with(message), "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{args:?}");
    }
    write(
        &dir,
        "model/planish.toml",
        &CONFIG.replace("runtime =", "runtme ="),
    );
    let ran = planish(dir.path(), &["generate"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .starts_with("error: model/planish.toml:6:1: unknown field `runtme`, expected one of"),
        "{}",
        ran.err
    );
    let empty = tempfile::tempdir().unwrap();
    let ran = planish(empty.path(), &["generate"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: no models are given, and there is no planish.toml or model/planish.toml\n"
    );
}

#[test]
fn generating_again_changes_nothing_and_a_check_says_so() {
    let dir = project();
    let check = || planish(dir.path(), &["generate", "--check"]);
    let stale = check();
    assert_eq!(stale.code, 1);
    assert!(
        stale.out.contains("things-client/Cargo.toml is missing\n"),
        "{}",
        stale.out
    );
    assert!(
        stale.out.contains("things.html is missing\n"),
        "{}",
        stale.out
    );
    assert!(
        stale
            .err
            .ends_with(" files are stale; run `planish generate`\n"),
        "{}",
        stale.err
    );
    assert!(!dir.path().join("things.html").exists());

    let first = planish(dir.path(), &["generate"]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first.err.starts_with("generated ") && !first.err.contains("(0 changed"),
        "{}",
        first.err
    );
    let second = planish(dir.path(), &["generate"]);
    assert!(second.err.contains("(0 changed) in "), "{}", second.err);
    let clean = check();
    assert_eq!(
        (clean.code, clean.out.as_str(), clean.err.as_str()),
        (0, "", "")
    );

    let manifest = read(&dir, "things-client/Cargo.toml");
    assert!(
        manifest.starts_with("# @generated by planish from a#Things: "),
        "{manifest}"
    );
    assert!(
        manifest.contains("name = \"things-client\"\n"),
        "{manifest}"
    );
    assert!(
        manifest.contains("planish-runtime = { path = \"../runtime\", default-features = false, features = [\"client\", \"tls\", \"rest-json\"] }\n"),
        "{manifest}"
    );
    assert!(read(&dir, "things-client/README.md").contains("client.get_thing(input).await?"));

    write(&dir, "things-client/src/lib.rs", "// mine\n");
    std::fs::write(
        dir.path().join("things-client/src/old.rs"),
        "// @generated by planish from a#Old\n",
    )
    .unwrap();
    write(&dir, "things-client/src/notes.rs", "// by hand\n");
    let stale = check();
    assert_eq!(stale.code, 1);
    assert_eq!(
        stale.out,
        "things-client/src/lib.rs differs\nthings-client/src/old.rs is not generated any more\n"
    );
    let third = planish(dir.path(), &["generate"]);
    assert!(
        third.err.contains("(1 changed, 1 removed) in "),
        "{}",
        third.err
    );
    assert_eq!(read(&dir, "things-client/src/notes.rs"), "// by hand\n");
}

#[test]
fn a_broken_model_writes_nothing() {
    let dir = project();
    assert_eq!(planish(dir.path(), &["generate"]).code, 0);
    let before = (
        read(&dir, "things.html"),
        read(&dir, "things-client/src/lib.rs"),
    );
    write(
        &dir,
        "model/things.json",
        &broken().replace("/things/", "/changed/"),
    );
    let ran = planish(dir.path(), &["generate"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("model/things.json:31:9"), "{}", ran.err);
    assert!(
        ran.err.ends_with("1 error in 1 file\nnothing is written\n"),
        "{}",
        ran.err
    );
    let after = (
        read(&dir, "things.html"),
        read(&dir, "things-client/src/lib.rs"),
    );
    assert!(before == after);
}

#[test]
fn one_target_that_can_t_be_planned_stops_all() {
    let dir = project();
    write(
        &dir,
        "model/planish.toml",
        &format!("{CONFIG}operations = [\"GetThin\"]\n"),
    );
    let ran = planish(dir.path(), &["generate"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("a#Things has no operation GetThin"),
        "{}",
        ran.err
    );
    assert!(!dir.path().join("things-client").exists());
}

#[test]
fn the_reference_says_what_a_changed_model_says() {
    let dir = project();
    assert_eq!(planish(dir.path(), &["generate"]).code, 0);
    assert!(!read(&dir, "things.html").contains("The <em>paint</em>."));
    let documented = MODEL.replace(
        r#""Color": { "target": "smithy.api#String" }"#,
        r#""Hue": { "target": "smithy.api#String", "traits": { "smithy.api#documentation": "The *paint*." } }"#,
    );
    write(&dir, "model/things.json", &documented);
    assert_eq!(planish(dir.path(), &["generate"]).code, 0);
    let html = read(&dir, "things.html");
    assert!(
        html.contains("<code>Hue</code>") && html.contains("The <em>paint</em>."),
        "{html}"
    );
    assert!(!html.contains("Color"));
    assert!(html.contains("<b>GET</b> /things/{Id}"));
}

#[test]
fn a_server_crate_needs_no_configuration() {
    let dir = project();
    std::fs::remove_file(dir.path().join("model/planish.toml")).unwrap();
    let args = [
        "generate",
        "--model",
        "model",
        "--server",
        "--out",
        "out/things-server",
        "--runtime",
        "runtime",
    ];
    let ran = planish(dir.path(), &args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let manifest = read(&dir, "out/things-server/Cargo.toml");
    assert!(manifest.contains("path = \"../../runtime\", default-features = false, features = [\"server\", \"rest-json\"]"), "{manifest}");
    let readme = read(&dir, "out/things-server/README.md");
    assert!(
        readme.contains(
            "\
impl Things for Mine {
    async fn get_thing(
        &self,
        input: GetThingRequest,
        context: Context,
    ) -> Result<Thing, GetThingError> {
        todo!()
    }
}
"
        ),
        "{readme}"
    );
}

#[test]
fn the_stages_can_be_printed() {
    let dir = project();
    let ran = planish(dir.path(), &["ir", "--after", "check", "--shape", "Thing"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ast: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        ast["shapes"],
        serde_json::json!({"a#Thing": {"type": "structure", "members": {"Color": {"target": "smithy.api#String"}}}})
    );
    let ran = planish(
        dir.path(),
        &["ir", "--after", "plan", "--shape", "a#Thing", "model"],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("rust: \"color\""), "{}", ran.out);
    write(&dir, "model/things.json", &broken());
    let ran = planish(dir.path(), &["ir", "--after", "plan", "--shape", "a#Thing"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("unresolved shape"), "{}", ran.err);
}

#[test]
fn help_and_version_are_complete() {
    let dir = tempfile::tempdir().unwrap();
    let version = planish(dir.path(), &["--version"]);
    assert_eq!(
        version.out,
        format!("planish {}\n", env!("CARGO_PKG_VERSION"))
    );
    let help = planish(dir.path(), &["--help"]);
    assert_eq!(help.code, 0);
    for text in ["validate", "generate", "ir", "--color", "Exit codes:"] {
        assert!(help.out.contains(text), "{}", help.out);
    }
    for command in ["validate", "generate", "ir"] {
        let help = planish(dir.path(), &[command, "--help"]);
        assert!(help.out.contains("Examples:\n  planish "), "{}", help.out);
    }
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
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), "");
}

#[test]
fn tests_that_a_model_carries_are_generated_on_demand() {
    let dir = TempDir::new().unwrap();
    let model = MODEL.replace(
        r#""smithy.api#readonly": {},"#,
        r#""smithy.api#readonly": {},
        "smithy.test#httpRequestTests": [{
          "id": "ThingIsNamedInThePath", "protocol": "aws.protocols#restJson1",
          "method": "GET", "uri": "/things/a", "params": { "Id": "a" }
        }],"#,
    );
    std::fs::write(dir.path().join("things.json"), model).unwrap();
    let generate = |more: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_planish"))
            .current_dir(dir.path())
            .args([
                "generate",
                "--model",
                "things.json",
                "--client",
                "--out",
                "client",
            ])
            .args(more)
            .output()
            .unwrap();
        assert!(
            run.status.success(),
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
        let read = |path: &str| std::fs::read_to_string(dir.path().join("client").join(path));
        (
            read("Cargo.toml").unwrap(),
            read("src/protocol_tests.rs").ok(),
        )
    };
    let (manifest, tests) = generate(&["--tests"]);
    assert!(manifest.contains("[dev-dependencies]") && manifest.contains(r#"["testing"]"#));
    assert!(
        tests
            .unwrap()
            .contains("fn request_thing_is_named_in_the_path()")
    );
    let (manifest, tests) = generate(&[]);
    assert!(!manifest.contains("testing") && tests.is_none());
}
