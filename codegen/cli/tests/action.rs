//! The ready-mades for CI: the steps of the GitHub Action and the hooks of pre-commit are run here as they would be there, on a small
//! repository with a pull request.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![cfg(unix)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::*;
use tempfile::TempDir;

/// Where the binary is that is tested.
const PLANISH: &str = env!("CARGO_BIN_EXE_planish");

type Values = BTreeMap<String, String>;

/// A step of the action, as far as the one here uses them.
#[derive(Debug, Default)]
struct Step {
    name: String,
    condition: String,
    folder: String,
    environment: Values,
    run: String,
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The inputs with their defaults, and the steps: the little of YAML that the file needs.
fn action() -> (Values, Vec<Step>) {
    let text = std::fs::read_to_string(top().join("action/action.yml")).unwrap();
    let (mut inputs, mut steps) = (Values::new(), Vec::<Step>::new());
    let mut input = String::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let Some((key, value)) = line.trim().split_once(':') else {
            continue;
        };
        let value = value.trim().trim_matches('"').to_owned();
        match (indent, key) {
            (2, key) if steps.is_empty() => input = key.to_owned(),
            (4, "default") => drop(inputs.insert(input.clone(), value.clone())),
            (4, "- name") => steps.push(Step {
                name: value.clone(),
                ..Step::default()
            }),
            _ => {}
        }
        let Some(step) = steps.last_mut() else {
            continue;
        };
        match (indent, key) {
            (6, "if") => step.condition = value,
            (6, "working-directory") => step.folder = value,
            (6, "run") => step.run = line.trim().trim_start_matches("run: ").to_owned(),
            (8, key) => drop(step.environment.insert(key.to_owned(), value)),
            _ => {}
        }
    }
    (inputs, steps)
}

/// A text with its expressions filled in.
fn filled(text: &str, values: &Values) -> String {
    let mut out = text.to_owned();
    for (name, value) in values {
        out = out.replace(&format!("${{{{ {name} }}}}"), value);
    }
    assert!(!out.contains("${{"), "{out}");
    out
}

/// Runs the steps in a folder, with these inputs; gives for each that ran its name and how it ended.
fn run_action(dir: &Path, base: &str, given: &[(&str, &str)]) -> Vec<(String, Ran)> {
    let (inputs, steps) = action();
    let mut values = Values::from([("github.base_ref".to_owned(), base.to_owned())]);
    for (name, default) in inputs {
        let value = given.iter().find(|(given, _)| *given == name);
        let value = value.map_or(default, |(_, value)| (*value).to_owned());
        let value = filled(&value, &values);
        values.insert(format!("inputs.{name}"), value);
    }
    let runner = tempfile::tempdir().unwrap();
    let added = runner.path().join("path");
    std::fs::write(&added, "").unwrap();
    let mut ended = Vec::new();
    for step in steps {
        let is_off = |(name, value): (&String, &String)| {
            step.condition.contains(&format!("{name} == 'true'")) && value != "true"
        };
        if values.iter().any(is_off) {
            continue;
        }
        let folders = std::fs::read_to_string(&added).unwrap();
        let folders: Vec<&str> = folders.lines().collect();
        let path = format!("{}:{}", folders.join(":"), std::env::var("PATH").unwrap());
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &step.run])
            .current_dir(dir.join(filled(&step.folder, &values)))
            .env("PATH", path)
            .env("GITHUB_ACTION_PATH", top().join("action"))
            .env("GITHUB_PATH", &added)
            .env("RUNNER_TEMP", runner.path());
        for (name, value) in &step.environment {
            bash.env(name, filled(value, &values));
        }
        ended.push((step.name, run(&mut bash, "")));
    }
    ended
}

/// A clone of a repository with a valid model and what is generated from it, on a branch of its own.
fn pull_request() -> TempDir {
    let dir = folder(&[]);
    let origin = dir.path().join("origin");
    let ran = planish(dir.path(), &["init", "origin"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let config = read(&dir, "origin/planish.toml");
    let config = config
        .replace("# [[", "[[")
        .replace("# kind", "kind")
        .replace("# out", "out");
    write(&dir, "origin/planish.toml", &config);
    assert_eq!(planish(&origin, &["generate"]).code, 0);
    repository(&origin);
    // As the usual checkout: the last commit alone, and no branch but one's own.
    let url = format!("file://{}", origin.display());
    git(
        dir.path(),
        &["clone", "--quiet", "--depth=1", &url, "clone"],
    );
    git(
        &dir.path().join("clone"),
        &["checkout", "--quiet", "-b", "change"],
    );
    dir
}

fn codes(ended: &[(String, Ran)]) -> Vec<(&str, i32)> {
    ended
        .iter()
        .map(|(name, ran)| (name.as_str(), ran.code))
        .collect()
}

#[test]
fn a_good_change_passes() {
    let dir = pull_request();
    let clone = dir.path().join("clone");
    let ended = run_action(&clone, "main", &[("planish", PLANISH)]);
    assert_eq!(
        codes(&ended),
        [
            ("Install planish", 0),
            ("Validate", 0),
            ("Compare with the base branch", 0),
            ("Check the format", 0),
            ("Check generated files", 0),
        ],
        "{}",
        ended
            .iter()
            .map(|(_, ran)| ran.err.as_str())
            .collect::<String>()
    );
    let said: String = ended
        .iter()
        .skip(1)
        .map(|(_, ran)| ran.out.as_str())
        .collect();
    assert_eq!(said, "");
}

#[test]
fn a_bad_change_is_annotated() {
    let dir = pull_request();
    let clone = dir.path().join("clone");
    let model = read(&dir, "clone/model/main.smithy");
    let bad = model
        .replace(
            "    style: Style = \"polite\"\n",
            "    style: Style = \"rude\"\n",
        )
        .replace("        @required\n        greeting: String\n", "");
    assert_ne!(bad, model);
    write(
        &dir,
        "clone/model/main.smithy",
        &format!("{bad}\nstring   Spaced\n"),
    );
    commit(&clone, "Two");
    let inputs = [("planish", PLANISH), ("sarif", "planish.sarif")];
    let ended = run_action(&clone, "main", &inputs);
    let failed: Vec<i32> = ended.iter().map(|(_, ran)| ran.code).collect();
    assert_eq!(failed, [0, 1, 1, 1, 1], "{ended:?}");
    let out = |at: usize| ended[at].1.out.as_str();
    assert!(
        out(1).contains("::error file=model/main.smithy,line=29,"),
        "{}",
        out(1)
    );
    assert!(out(2).contains("title=RemovedShape"), "{}", out(2));
    assert!(
        out(2).contains("(was at origin/main:model/main.smithy:"),
        "{}",
        out(2)
    );
    assert!(
        out(3).contains("::error file=model/main.smithy,"),
        "{}",
        out(3)
    );
    assert!(read(&dir, "clone/planish.sarif").contains("\"version\": \"2.1.0\""));
}

#[test]
fn inputs_choose_what_is_done() {
    let dir = pull_request();
    let inputs = [
        ("planish", PLANISH),
        ("working-directory", "clone"),
        ("models", "model/*.smithy"),
        ("severity", "note"),
        ("diff", "false"),
        ("generate", "false"),
    ];
    let ended = run_action(dir.path(), "main", &inputs);
    let expected = [
        ("Install planish", 0),
        ("Validate", 0),
        ("Check the format", 0),
    ];
    assert_eq!(codes(&ended), expected, "{ended:?}");
    // On a push there is nothing to compare with.
    let ended = run_action(&dir.path().join("clone"), "", &[("planish", PLANISH)]);
    assert!(
        ended[2].1.out.starts_with("nothing to compare with"),
        "{ended:?}"
    );
    assert_eq!(ended[2].1.code, 0);
    // Without a given program it is built from the sources beside the action.
    assert!(top().join("action/../codegen/cli/Cargo.toml").is_file());
}

#[test]
fn hooks_run() {
    let text = std::fs::read_to_string(top().join(".pre-commit-hooks.yaml")).unwrap();
    let value = |line: &str, key: &str| {
        let value = line.trim_start_matches("- ").trim().strip_prefix(key)?;
        Some(value.trim().to_owned())
    };
    let ids: Vec<String> = text.lines().filter_map(|line| value(line, "id:")).collect();
    let entries: Vec<String> = text
        .lines()
        .filter_map(|line| value(line, "entry:"))
        .collect();
    assert_eq!(
        ids,
        ["planish-validate", "planish-format", "planish-generate"]
    );
    let dir = pull_request();
    let clone = dir.path().join("clone");
    for (id, entry) in ids.iter().zip(&entries) {
        let words: Vec<&str> = entry.split(' ').collect();
        let (program, arguments) = words.split_first().unwrap();
        assert_eq!(*program, "planish");
        // The only hook that gets the files.
        let files: &[&str] = match id.as_str() {
            "planish-format" => &["model/main.smithy"],
            _ => &[],
        };
        let ran = planish(&clone, &[arguments, files].concat());
        assert_eq!(ran.code, 0, "{entry}: {}", ran.err);
    }
    assert_eq!(git(&clone, &["status", "--short"]), "");
}
