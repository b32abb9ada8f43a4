//! What the tests of the commands share: small models in a folder of their own, and the command run there.

#![allow(dead_code, reason = "no test uses all of it")]
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::Path;
use std::process::{Command, Output};

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
    std::fs::write(dir.path().join(path), text).unwrap();
}

pub(crate) fn read(dir: &TempDir, path: &str) -> String {
    std::fs::read_to_string(dir.path().join(path)).unwrap()
}

pub(crate) fn planish(dir: &Path, args: &[&str]) -> Ran {
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
pub(crate) fn broken() -> String {
    MODEL.replace(
        r#""Color": { "target": "smithy.api#String" }"#,
        r#""Color": { "target": "a#Thimg" }"#,
    )
}
