//! Which crate may use which: the order of the layers in docs/architecture.md. How much the crates
//! pull in that others pay for at every build is in budget.rs.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// The kinds of dependencies that end up in what a crate's users build; a test may use anything.
const KINDS: [&str; 2] = ["normal", "build"];

/// All that a crate of the workspace may use of the workspace, with the kind.
const LAYERS: &[(&str, &[(&str, &str)])] = &[
    ("planish-model", &[]),
    ("planish-codegen", &[("planish-model", "normal")]),
    (
        "planish",
        &[("planish-codegen", "normal"), ("planish-model", "normal")],
    ),
    ("planish-runtime", &[]),
    ("lambda-client", &[("planish-runtime", "normal")]),
    (
        "lambda-code",
        &[("planish-codegen", "build"), ("planish-runtime", "normal")],
    ),
];

/// What would make the build scripts of users slow: async runtimes, HTTP, command lines, templates,
/// derives.
const HEAVY: [&str; 6] = ["tokio", "hyper", "clap", "handlebars", "ring", "serde"];

#[test]
fn the_crates_stand_in_layers() {
    let packages = packages();
    let own: BTreeSet<&str> = packages.keys().map(String::as_str).collect();
    for (name, allowed) in LAYERS {
        let Some(dependencies) = packages.get(*name) else {
            panic!("{name} is not in the workspace");
        };
        let used: BTreeSet<(&str, &str)> = dependencies
            .iter()
            .map(|(name, kind)| (name.as_str(), kind.as_str()))
            .filter(|(name, kind)| own.contains(name) && KINDS.contains(kind))
            .collect();
        assert_eq!(used, allowed.iter().copied().collect(), "{name}");
    }
}

/// Values of traits have patterns: their engine, which needs nothing itself, is all that reading and checking models takes.
#[test]
fn the_model_needs_one_crate_only() {
    let packages = packages();
    let used: Vec<&str> = packages["planish-model"]
        .iter()
        .filter(|(_, kind)| KINDS.contains(&kind.as_str()))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(used, ["regex-lite"]);
}

#[test]
fn the_generator_is_light_enough_for_build_scripts() {
    let tree = tree("planish-codegen");
    assert!(tree.contains("prettyplease"), "{tree:?}");
    for heavy in HEAVY {
        assert!(!tree.contains(heavy), "planish-codegen pulls in {heavy}");
    }
}

/// The packages of the workspace, each with its dependencies and their kinds.
fn packages() -> BTreeMap<String, BTreeSet<(String, String)>> {
    let text = cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let dependencies = dependencies.iter().map(|dependency| {
                let kind = dependency["kind"].as_str().unwrap_or("normal");
                (text_of(&dependency["name"]), kind.to_owned())
            });
            (text_of(&package["name"]), dependencies.collect())
        })
        .collect()
}

/// The packages that the crate pulls in with its default features on this machine, by name and, if
/// there are several, version; without the crate itself.
fn tree(package: &str) -> BTreeSet<String> {
    let list = cargo(&[
        "tree",
        "--package",
        package,
        "--edges=normal",
        "--prefix=none",
        "--format={p}",
    ]);
    let lines: BTreeSet<&str> = list
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    let mut names = BTreeSet::new();
    for line in lines {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        if name != package && !names.insert(name.to_owned()) {
            names.insert(format!("{name} {rest}"));
        }
    }
    names
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
