//! `planish completions` and `planish man`: made of the same definition as the help.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::path::Path;

use support::*;

#[test]
fn every_shell_gets_completions() {
    for (shell, text) in [
        ("bash", "complete -F _planish"),
        ("fish", "complete -c planish"),
        ("zsh", "#compdef planish"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let ran = planish(Path::new("."), &["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            ran.out.contains(text) && ran.out.contains("write-baseline"),
            "{shell}"
        );
    }
}

#[test]
fn every_command_has_a_page() {
    let ran = planish(Path::new("."), &["man"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains(".TH planish 1"), "{}", ran.out);
    let dir = folder(&[]);
    let ran = planish(dir.path(), &["man", "--out", "man1"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let page = read(&dir, "man1/planish-validate.1");
    assert!(page.contains("\\fBplanish validate\\fR"), "{page}");
    assert!(read(&dir, "man1/planish.1").contains("planish\\-validate(1)"));
}
