//! `planish diff`: two versions of a model, in files and in the history of git.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use support::*;

const OLD: &str = "$version: \"2.0\"\nnamespace a\nstructure S {\n    one: String\n    two: String\n}\nstring T\n";

/// The same with a member less, which breaks clients.
fn new() -> String {
    OLD.replace("    two: String\n", "")
}

#[test]
fn files_are_compared() {
    let dir = folder(&[("old/m.smithy", OLD), ("new/m.smithy", &new())]);
    let ran = planish(dir.path(), &["diff", "--old", "old", "--new", "new"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "1 error in 1 file\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .starts_with("error[RemovedShape]: Removed member `a#S$two`\n --> old/m.smithy:5:5\n")
            || ran.out.starts_with("error[RemovedShape]"),
        "{}",
        ran.out
    );
    let ran = planish(
        dir.path(),
        &["diff", "--old", "old", "--new", "old/m.smithy"],
    );
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    // What is new is told, and fails only if asked for.
    let args = ["diff", "--old", "new", "--new", "old"];
    assert_eq!(planish(dir.path(), &args).code, 0);
    let strict = [&args[..], &["--severity", "note"]].concat();
    assert_eq!(planish(dir.path(), &strict).code, 1);
}

#[test]
fn a_model_is_compared_with_its_past() {
    let dir = folder(&[
        ("model/m.smithy", OLD),
        (
            "model/sub/n.json",
            r#"{"smithy": "2.0", "shapes": {"b#U": {"type": "string"}}}"#,
        ),
        ("model/package.json", "{}"),
        ("planish.toml", "sources = [\"model\"]\n"),
    ]);
    repository(dir.path());
    let against = |args: &[&str]| planish(dir.path(), &[&["diff", "--against"], args].concat());
    let ran = against(&["git:main"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "no findings in 2 files\n")
    );

    write(&dir, "model/m.smithy", &new());
    let ran = against(&["git:main"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("--> main:model/m.smithy:5:5"),
        "{}",
        ran.out
    );
    let github = against(&["git:main", "--format", "github"]).out;
    assert!(
        github.starts_with("::error file=model/m.smithy,title=RemovedShape::")
            && github.contains("(was at main:model/m.smithy:5:5)"),
        "{github}"
    );
    // The same from a folder below, by a file, a pattern and an absolute path.
    let below = dir.path().join("model");
    let ran = planish(&below, &["diff", "--against", "git:HEAD", "."]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("--> HEAD:m.smithy:5:5"), "{}", ran.out);
    let absolute = below.join("m.smithy");
    for model in [
        "model/m.smithy",
        "model/*.smithy",
        absolute.to_str().unwrap(),
    ] {
        let ran = against(&["git:HEAD", model]);
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (1, "1 error in 1 file\n"),
            "{model}: {}",
            ran.out
        );
    }
    commit(dir.path(), "Two");
    assert_eq!(against(&["git:HEAD"]).code, 0);
    assert_eq!(against(&["git:HEAD~1"]).code, 1);
}

#[test]
fn what_git_does_not_have_is_told() {
    let dir = folder(&[("m.smithy", OLD)]);
    let against = |rev: &str| planish(dir.path(), &["diff", "--against", rev, "m.smithy"]);
    let ran = against("git:main");
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .starts_with("error: git rev-parse fails: not a git repository"),
        "{}",
        ran.err
    );
    write(&dir, "other.txt", "");
    git(dir.path(), &["init", "--quiet", "--initial-branch=main"]);
    git(dir.path(), &["add", "other.txt"]);
    git(dir.path(), &["commit", "--quiet", "--message", "One"]);
    for (rev, message) in [
        ("git:nope", "error: git has no revision `nope` in "),
        ("git:--all", "error: git has no revision `--all` in "),
        (
            "main",
            "error: --against takes `git:` and a revision, as in `git:main`, and not `main`",
        ),
    ] {
        let ran = against(rev);
        assert_eq!(ran.code, 2, "{rev}");
        assert!(ran.err.starts_with(message), "{rev}: {}", ran.err);
    }
    // Whoever adds a model breaks nobody.
    let ran = against("git:main");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err
            .starts_with("`main` has no m.smithy: all of the model is new\n"),
        "{}",
        ran.err
    );
    let mut without = command(dir.path());
    without
        .env("PATH", "")
        .args(["diff", "--against", "git:main", "m.smithy"]);
    let ran = run(&mut without, "");
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: can't run git: there is no program `git` on the path\n"
    );
}

#[test]
fn the_baseline_of_validate_is_another_one() {
    let dir = folder(&[
        ("old.smithy", OLD),
        ("new.smithy", &new()),
        (
            "planish.toml",
            "sources = [\"new.smithy\"]\nbaseline = \"none.json\"\n",
        ),
    ]);
    let args = ["diff", "--old", "old.smithy"];
    assert_eq!(planish(dir.path(), &args).code, 1);
    let with = [&args[..], &["--baseline", "diff.json"]].concat();
    let ran = planish(dir.path(), &[&with[..], &["--write-baseline"]].concat());
    assert_eq!(ran.err, "wrote 1 finding to diff.json\n");
    let ran = planish(dir.path(), &with);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "no findings in 1 file (1 in the baseline)\n")
    );
}

#[test]
fn a_broken_version_is_told() {
    let broken = OLD.replace("one: String", "one: Strin");
    let dir = folder(&[("old.smithy", OLD), ("broken.smithy", &broken)]);
    let ran = planish(
        dir.path(),
        &["diff", "--old", "old.smithy", "--new", "broken.smithy"],
    );
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("Strin"), "{}", ran.out);
    let ran = planish(dir.path(), &["diff", "--old", "old.smithy"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn findings_come_in_every_format() {
    let dir = folder(&[("old.smithy", OLD), ("new.smithy", &new())]);
    let args = [
        "diff",
        "--old",
        "old.smithy",
        "--new",
        "new.smithy",
        "--format",
    ];
    let github = planish(dir.path(), &[&args[..], &["github"]].concat());
    assert!(
        github
            .out
            .starts_with("::error file=old.smithy,line=5,col=5,"),
        "{}",
        github.out
    );
    let sarif = planish(dir.path(), &[&args[..], &["sarif"]].concat());
    assert!(sarif.out.contains("\"planish/diff/\""), "{}", sarif.out);
}
