//! `planish validate --watch`: again after a change, until it is ended; never in CI.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use support::*;

const MODEL: &str = "$version: \"2.0\"\nnamespace a\nstring S\n";

#[test]
fn a_change_is_looked_at() {
    let dir = folder(&[("m.smithy", MODEL)]);
    let mut child = command(dir.path())
        .args(["validate", "--watch", "."])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    assert_eq!(next(), "no findings in 1 file");
    assert_eq!(next(), "watching 1 file; Ctrl-C ends");
    write(
        &dir,
        "m.smithy",
        &format!("{MODEL}structure T {{ x: Nope }}\n"),
    );
    assert_eq!(next(), "");
    assert_eq!(next(), "--- m.smithy changed");
    assert_eq!(next(), "1 error in 1 file");
    assert_eq!(next(), "watching 1 file; Ctrl-C ends");
    write(&dir, "n.smithy", MODEL);
    assert_eq!(next(), "");
    assert_eq!(next(), "--- n.smithy changed");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it() {
    use std::os::unix::process::ExitStatusExt as _;

    if interrupts_are_ignored() {
        println!("skipped: whoever runs the tests ignores interrupts, and so does what they start");
        return;
    }
    let dir = folder(&[("m.smithy", MODEL)]);
    let mut child = command(dir.path())
        .args(["validate", "--watch", "m.smithy"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}

#[test]
fn what_would_never_end_does_not_begin() {
    let dir = folder(&[("m.smithy", MODEL)]);
    let mut ci = command(dir.path());
    ci.env("CI", "true")
        .args(["validate", "--watch", "m.smithy"]);
    let ran = run(&mut ci, "");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "error: --watch never ends, and CI is set\n")
    );
    let ran = planish(dir.path(), &["validate", "--watch", "-"]);
    assert_eq!(ran.code, 2);
}

/// Whether this process was started so, as in the background of a script. (proc_pid_status(5))
#[cfg(unix)]
fn interrupts_are_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|l| l.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & (1 << (2 - 1)) != 0)
}
