//! Smithy's own pairs of models in Smithy 2.0 and 1.0, with mixins and without them, read where they lie beside the project; skipped
//! where they are absent.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::{Path, PathBuf};

use planish_model::{Model, Severity, Sources, check, load, print};

const CASES: &str = "smithy-model/src/test/resources/software/amazon/smithy/model";

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/smithy")
        .join(CASES)
        .join(name)
}

/// The JSON files of a folder, or none with a printed reason.
fn files(name: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder(name)) else {
        eprintln!("skipped: there is no folder `shared/smithy/{CASES}/{name}` beside the project");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> Model {
    let mut sources = Sources::new();
    sources.add(
        path.to_string_lossy(),
        std::fs::read_to_string(path).unwrap(),
    );
    let (model, diagnostics) = load(&sources);
    assert!(
        !diagnostics.has_errors(),
        "{}",
        diagnostics.render(&sources)
    );
    model
}

/// The model without mixins: neither the shapes that are some, nor the names of those that were used.
fn without_mixins(mut model: Model) -> Model {
    let mixins: Vec<_> = model
        .shapes()
        .filter(|s| s.traits.has("smithy.api#mixin"))
        .map(|s| s.id.clone())
        .collect();
    for id in mixins {
        model.remove(&id);
    }
    for shape in model.shapes_mut() {
        shape.mixins.clear();
    }
    model
}

/// The model without default values: Smithy 1.0 can't say all of them.
fn without_defaults(mut model: Model) -> Model {
    for shape in model.shapes_mut() {
        shape.traits.remove("smithy.api#default");
        for member in &mut shape.members {
            member.traits.remove("smithy.api#default");
        }
    }
    model
}

/// The model with what services refer to sorted: Smithy's tools print sets of shapes in an order of their own.
fn sorted(mut model: Model) -> Model {
    for service in model
        .shapes_mut()
        .filter_map(|shape| shape.service.as_mut())
    {
        service.operations.sort();
        service.resources.sort();
        service.errors.sort();
    }
    model
}

fn assert_same(path: &Path, ours: Model, theirs: Model) {
    let (ours, theirs) = (print::ast(&sorted(ours)), print::ast(&sorted(theirs)));
    let differ = ours
        .lines()
        .zip(theirs.lines())
        .enumerate()
        .find(|(_, (a, b))| a != b);
    assert!(ours == theirs, "{}: {differ:?} in\n{ours}", path.display());
}

#[test]
fn flattened_models_are_those_that_smithy_flattens() {
    for path in files("shapes/ast-serialization/cases/v2") {
        let flat = path.with_extension("1.0.json");
        if !flat.is_file() || path.file_name().is_some_and(|name| name == "enums.json") {
            continue;
        }
        assert_same(
            &path,
            without_defaults(without_mixins(read(&path))),
            without_defaults(read(&flat)),
        );
    }
}

#[test]
fn upgraded_models_are_those_that_smithy_upgrades() {
    for path in files("shapes/ast-serialization/cases/v1") {
        let upgraded = path.with_extension("2.0.json");
        // Enums become shapes here at once; for Smithy's tools that is a step of its own.
        if !upgraded.is_file()
            || path
                .file_name()
                .is_some_and(|name| name == "1.0-enums.json")
        {
            continue;
        }
        assert_same(&path, read(&path), read(&upgraded));
    }
}

#[test]
fn valid_models_have_no_errors() {
    for path in files("loader/valid/mixins") {
        let errors: Vec<_> = check(&read(&path))
            .into_iter()
            .filter(|d| d.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}
