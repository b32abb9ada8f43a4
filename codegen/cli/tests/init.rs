//! `planish init`: what it writes is valid, and it overwrites nothing.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use support::*;

#[test]
fn a_new_project_is_clean() {
    let dir = folder(&[]);
    let ran = planish(dir.path(), &["init", "--namespace", "org.x", "new"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.ends_with("next:\n  cd new\n  planish validate\n"),
        "{}",
        ran.err
    );
    assert!(read(&dir, "new/model/main.smithy").contains("namespace org.x\n"));
    let new = dir.path().join("new");
    let ran = planish(&new, &["validate", "--severity", "note"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "no findings in 1 file\n")
    );
    // It can be generated from, as the comment in the configuration says.
    let config = read(&dir, "new/planish.toml");
    let config = config
        .replace("# [[", "[[")
        .replace("# kind", "kind")
        .replace("# out", "out");
    write(&dir, "new/planish.toml", &config);
    let ran = planish(&new, &["generate"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(new.join("greeter-client/Cargo.toml").exists());
}

#[test]
fn nothing_is_overwritten() {
    let dir = folder(&[("planish.toml", "# mine\n")]);
    let ran = planish(dir.path(), &["init"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: there is planish.toml already; nothing is written\n"
        )
    );
    assert_eq!(read(&dir, "planish.toml"), "# mine\n");
    assert!(!dir.path().join("model").exists());
    assert_eq!(
        planish(dir.path(), &["init", "--namespace", "a b", "x"]).code,
        2
    );
}
