//! The checked-in code is what the generator makes of the models.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use planish_codegen::{Form, Options, Side, generate};
use planish_model::{Model, Sources, check, load};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The paths in a folder, sorted.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The model of a folder: all its files together.
fn model(folder: &Path) -> Model {
    let mut sources = Sources::new();
    for path in entries(folder) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        sources.add(name, fs::read_to_string(&path).unwrap());
    }
    let (model, mut found) = load(&sources);
    found.extend(check(&model));
    assert!(!found.has_errors(), "{}", found.render(&sources));
    model
}

#[test]
fn the_code_is_what_is_generated_now() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    for group in entries(&folder("models")) {
        let model = model(&group);
        for (side, name) in [(Side::Client, "client"), (Side::Server, "server")] {
            let options = Options {
                service: None,
                operations: Vec::new(),
                side,
            };
            let (files, _) = generate(&model, &options, Form::Module).unwrap();
            let out = folder("src").join(group.file_name().unwrap()).join(name);
            if update {
                files.write(&out).unwrap();
            }
            let found = files.check(&out).unwrap();
            stale.extend(found.into_iter().map(|it| (out.join(it.path), it.why)));
        }
    }
    let hint = "run UPDATE=1 cargo test -p planish-golden and look at the difference";
    assert!(stale.is_empty(), "{hint}: {stale:#?}");
}
