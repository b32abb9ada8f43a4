//! What docs/ci.md shows is what the command prints, and what it says of the action is what the action has.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::path::{Path, PathBuf};

use support::*;

/// What the transcript stands between.
const BEGIN: &str = "--test docs`. -->\n```console\n";
const END: &str = "```\n";

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    let page = std::fs::read_to_string(top().join("docs/ci.md")).unwrap();
    page.replace("\r\n", "\n")
}

/// A folder `model` with the three files.
fn broken_model() -> tempfile::TempDir {
    let dir = folder(&[]);
    for file in ["errors.smithy", "orders.smithy", "types.smithy"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/broken")
            .join(file);
        let text = std::fs::read_to_string(path).unwrap();
        write(&dir, &format!("model/{file}"), &text);
    }
    dir
}

#[test]
fn the_transcript_is_true() {
    let ran = planish(broken_model().path(), &["validate", "model"]);
    assert_eq!(ran.code, 1);
    let transcript = format!("$ planish validate model\n{}{}", ran.out, ran.err);
    let page = page();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (there, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        let new = format!("{before}{BEGIN}{transcript}{END}{after}");
        std::fs::write(top().join("docs/ci.md"), new).unwrap();
        return;
    }
    assert_eq!(
        transcript, there,
        "with UPDATE=1 the test writes docs/ci.md"
    );
}

#[test]
fn the_transcript_can_be_acted_on() {
    let dir = broken_model();
    for (file, old, new) in [
        ("errors", "@httpError(504)", "@httpError(404)"),
        ("orders", "/orders/{id}", "/orders/{orderId}"),
        (
            "orders",
            "        orders: Orders\n",
            "        orders: Orders\n\n        nextToken: String\n",
        ),
        (
            "orders",
            "@http(method: \"PUT\"",
            "@idempotent\n@http(method: \"PUT\"",
        ),
        ("types", "min: 12, max: 8", "min: 8, max: 12"),
    ] {
        let path = format!("model/{file}.smithy");
        let text = read(&dir, &path);
        assert!(text.contains(old), "{old}");
        write(&dir, &path, &text.replace(old, new));
    }
    let ran = planish(dir.path(), &["validate", "model"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "no findings in 3 files\n"),
        "{}",
        ran.out
    );
}

#[test]
fn the_inputs_of_the_action_are_told() {
    let action = std::fs::read_to_string(top().join("action/action.yml")).unwrap();
    let (_, inputs) = action.split_once("\ninputs:\n").unwrap();
    let (inputs, _) = inputs.split_once("\nruns:\n").unwrap();
    let names = inputs.lines().filter_map(|line| {
        let name = line.strip_prefix("  ")?.strip_suffix(':')?;
        (!name.starts_with(' ')).then(|| name.to_owned())
    });
    let (page, names) = (page(), names.collect::<Vec<_>>());
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        assert!(
            page.contains(&format!("`{name}`")),
            "{name} is not in docs/ci.md"
        );
    }
}

#[cfg(unix)]
#[test]
fn the_script_for_gitlab_runs() {
    let page = page();
    let (_, script) = page.split_once("  script:\n").unwrap();
    let (script, _) = script.split_once("  artifacts:\n").unwrap();
    let dir = folder(&[]);
    let origin = dir.path().join("origin");
    assert_eq!(planish(dir.path(), &["init", "origin"]).code, 0);
    repository(&origin);
    let url = format!("file://{}", origin.display());
    git(
        dir.path(),
        &["clone", "--quiet", "--depth=1", &url, "clone"],
    );
    let path = Path::new(env!("CARGO_BIN_EXE_planish")).parent().unwrap();
    let path = format!("{}:{}", path.display(), std::env::var("PATH").unwrap());
    let lines = script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- "));
    for line in lines.filter(|line| !line.starts_with("cargo install")) {
        let mut shell = std::process::Command::new("sh");
        shell
            .args(["-c", line])
            .current_dir(dir.path().join("clone"))
            .env("PATH", &path)
            .env("CI_DEFAULT_BRANCH", "main");
        let ran = run(&mut shell, "");
        assert_eq!(ran.code, 0, "{line}: {}{}", ran.out, ran.err);
    }
    assert_eq!(read(&dir, "clone/planish.json"), "[]\n");
}

#[test]
fn the_settings_can_be_read() {
    let page = page();
    let (_, settings) = page.split_once("```toml\n").unwrap();
    let (settings, _) = settings.split_once("```").unwrap();
    let settings = settings
        .lines()
        .filter(|line| !line.starts_with("baseline"));
    let dir = folder(&[
        ("planish.toml", &settings.collect::<Vec<_>>().join("\n")),
        (
            "model/m.smithy",
            "$version: \"2.0\"\nnamespace a\nstring S\n",
        ),
        (
            "common/n.smithy",
            "$version: \"2.0\"\nnamespace b\nstring S\n",
        ),
    ]);
    let ran = planish(dir.path(), &["validate"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "no findings in 2 files\n")
    );
}
