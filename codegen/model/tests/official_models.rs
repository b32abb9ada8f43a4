//! The official AWS models and Smithy's protocol tests, read where they lie beside the project; skipped where they are absent.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::PathBuf;

use planish_model::{Diagnostics, Model, Severity, Sources, check, load, print};

/// The files of a folder of the data beside the project, or none with a printed reason.
fn files(folder: &str) -> Vec<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(&path) else {
        eprintln!("skipped: there is no folder `shared/{folder}` beside the project");
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

fn read(path: &PathBuf) -> (Sources, Model, Diagnostics) {
    let mut sources = Sources::new();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    sources.add(name, std::fs::read_to_string(path).unwrap());
    let (model, mut diagnostics) = load(&sources);
    diagnostics.extend(check(&model));
    (sources, model, diagnostics)
}

/// No errors, and so no unresolved trait: every trait that these models use is known.
#[test]
fn official_models_have_no_errors() {
    let mut wrong = String::new();
    for path in files("aws-models")
        .into_iter()
        .chain(files("protocol-tests"))
    {
        let (sources, _, diagnostics) = read(&path);
        if diagnostics.has_errors() {
            let mut errors = Diagnostics::new();
            errors.extend(
                diagnostics
                    .into_iter()
                    .filter(|found| found.severity == Severity::Error)
                    .take(20),
            );
            wrong.push_str(&errors.render(&sources));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_printed_model_loads_as_the_model() {
    for path in files("aws-models")
        .into_iter()
        .chain(files("protocol-tests"))
    {
        let (_, model, _) = read(&path);
        let text = print::ast(&model);
        let mut sources = Sources::new();
        sources.add("printed.json", text.as_str());
        let (again, diagnostics) = load(&sources);
        assert!(
            diagnostics
                .iter()
                .all(|found| found.id == "ModelDeprecation"),
            "{}",
            diagnostics.render(&sources)
        );
        assert!(again == model, "{}", path.display());
        assert!(print::ast(&again) == text, "{}", path.display());
    }
}
