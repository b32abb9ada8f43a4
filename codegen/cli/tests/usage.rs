//! The command line itself: help, versions, and mistakes in using it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use support::*;

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
