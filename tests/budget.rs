//! What users of the generator pay for at every build: packages and lines. The figures are exact, so
//! that growth is a change somebody means. Where one of them is wrong after such a change, the
//! message says what it is now.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use planish_codegen::{Form, Options, Side, generate};
use planish_model::{Sources, load};

/// The platform that packages are counted for: others have some more or less.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// How many packages a crate of the workspace brings along with its default features.
const PACKAGES: &[(&str, usize)] = &[("lambda-client", 42), ("planish-codegen", 8)];

/// The model of AWS Lambda with all its operations; it is not part of the project.
const MODEL: &str = "../shared/aws-models/lambda-2015-03-31.json";

/// The lines of the code that is generated from it, rounded up to [`STEP`].
const LINES: &[(Side, usize)] = &[(Side::Client, 17_250), (Side::Server, 17_250)];

/// Fewer lines than this are no growth to think about.
const STEP: usize = 250;

#[test]
fn crates_bring_the_packages_that_we_mean_them_to() {
    for (package, budget) in PACKAGES {
        let packages = packages(package);
        assert_eq!(
            packages.len(),
            *budget,
            "{package} brings {} packages: if that is meant, change the figure: {packages:#?}",
            packages.len()
        );
    }
}

#[test]
fn generated_code_has_the_lines_that_we_mean_it_to() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(MODEL);
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: there is no {MODEL}");
        return;
    };
    let mut sources = Sources::new();
    sources.add("lambda.json", text);
    let (model, found) = load(&sources);
    assert!(!found.has_errors(), "{}", found.render(&sources));
    for (side, budget) in LINES {
        let options = Options {
            service: None,
            operations: Vec::new(),
            side: *side,
        };
        let (files, _) = generate(&model, &options, Form::Crate).unwrap();
        let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
        assert_eq!(
            lines.next_multiple_of(STEP),
            *budget,
            "{side:?}: {lines} lines: if that is meant, change the figure"
        );
    }
}

/// The packages that a crate brings to a build, with their versions; without the crate itself.
fn packages(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--package", package])
        .args(["--edges=normal", "--prefix=none", "--format={p}"])
        .args(["--target", PLATFORM])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree: {error}");
    let list = String::from_utf8(output.stdout).unwrap();
    let names = list.lines().map(|line| {
        let words: Vec<&str> = line.split(' ').take(2).collect();
        words.join(" ")
    });
    names
        .filter(|name| !name.starts_with(&format!("{package} ")))
        .collect()
}
