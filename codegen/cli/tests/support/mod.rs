//! What the tests of the commands share: small models in a folder of their own, and the command run there.

#![allow(dead_code, reason = "no test uses all of it")]
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A service with one operation, and a structure with a member that a test may break.
pub(crate) const MODEL: &str = r#"{
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

pub(crate) const CONFIG: &str = r#"
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

#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A directory with `model/things.json` and `model/planish.toml`.
pub(crate) fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("model")).unwrap();
    write(&dir, "model/things.json", MODEL);
    write(&dir, "model/planish.toml", CONFIG);
    dir
}

pub(crate) fn write(dir: &TempDir, path: &str, text: &str) {
    let path = dir.path().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

pub(crate) fn read(dir: &TempDir, path: &str) -> String {
    std::fs::read_to_string(dir.path().join(path)).unwrap()
}

pub(crate) fn planish(dir: &Path, args: &[&str]) -> Ran {
    planish_reading(dir, args, "")
}

/// The command, with this on standard input.
pub(crate) fn planish_reading(dir: &Path, args: &[&str], input: &str) -> Ran {
    run(command(dir).args(args), input)
}

/// The command, without what the environment of the test would change.
pub(crate) fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planish"));
    command
        .current_dir(dir)
        .env_remove("NO_COLOR")
        .env_remove("CI");
    command
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command, input: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    Ran {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(&dir, path, text);
    }
    dir
}

/// Runs git in a folder, with nobody's settings.
pub(crate) fn git(dir: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(dir)
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com"])
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    let ran = run(&mut git, "");
    assert_eq!(ran.code, 0, "git {args:?}: {}", ran.err);
    ran.out
}

/// Makes the folder a repository, and all in it the first commit of `main`.
pub(crate) fn repository(dir: &Path) {
    git(dir, &["init", "--quiet", "--initial-branch=main"]);
    commit(dir, "One");
}

/// Commits all that is there.
pub(crate) fn commit(dir: &Path, message: &str) {
    git(dir, &["add", "--all"]);
    git(dir, &["commit", "--quiet", "--message", message]);
}

/// Compares a text with that of a file in `tests/golden`; with `UPDATE` set, writes the file.
pub(crate) fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert_eq!(
        text, golden,
        "{name} differs; with UPDATE=1 the test writes it"
    );
}

/// The model with a member whose target does not exist.
pub(crate) fn broken() -> String {
    MODEL.replace(
        r#""Color": { "target": "smithy.api#String" }"#,
        r#""Color": { "target": "a#Thimg" }"#,
    )
}
