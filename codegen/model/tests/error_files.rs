//! Smithy's own cases of wrong models, read where they lie beside the project; skipped where they are absent.
//!
//! A case is a model and a list of the findings that Smithy's tools have on it. Only models in JSON are read, and only errors are
//! compared: what the tools call an error has to be one here, and the other way round, for the events that this crate knows.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use planish_model::{Severity, Sources, check, load};

/// Errors that this crate finds, too, and Smithy's tools only once others are out of the way.
const MORE: &[&str] =
    &["OperationInputOutputMisuse ns.foo#InvalidMapType$key (target-validator.errors)"];

/// What is not checked yet: the start of an event, and a part of the names of its cases.
const LATER: &[(&str, &str)] = &[
    ("ClientEndpointDiscovery", ""),
    ("ReferencesTrait", ""),
    ("ResourceIdentifierBinding", ""),
    ("ResourceLifecycle", ""),
    ("ShapeClosure", ""),
    ("XmlNamespaceTrait", ""),
    // The shapes that mix in a shape whose own mixin is missing are loaded without it.
    ("Model", "mixins-detects-missing-transitive"),
    // Linters are configured in metadata.
    ("Model", "standard-operation-verb"),
    ("Model", "emit-each"),
    ("Model", "validators-must-be-arrays"),
    ("Model", "external-documentation"),
    // Patterns and lengths of the values of built-in traits.
    ("TraitValue", "enum-trait-validation"),
    ("TraitValue", "external-documentation"),
    ("TraitValue", "xml-name"),
    // Selectors.
    ("TraitValue ns.foo#Invalid2 ", "idref-trait"),
    ("TraitValue ns.foo#InvalidAllowsMissing1", "idref-trait"),
    (
        "TraitValue ns.foo#InvalidCustomErrorMessage1",
        "idref-trait",
    ),
    ("TraitTarget", "trait-target.errors"),
    ("StreamingTrait", "requiresLength"),
];

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "errors")
            && path.with_extension("json").is_file()
        {
            found.push(path);
        }
    }
}

/// `ERROR` findings as `event shape`.
fn expected(text: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut current = String::new();
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        current.push_str(line);
        if !line.contains(" | ") && !line.starts_with('|') {
            continue;
        }
        let entry = std::mem::take(&mut current);
        if let (Some(rest), Some((_, event))) =
            (entry.strip_prefix("[ERROR] "), entry.rsplit_once('|'))
        {
            let shape = rest.split(": ").next().unwrap_or_default();
            all.insert(format!("{} {shape}", event.trim()));
        }
    }
    all
}

#[test]
fn errors_are_those_of_smithy() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/smithy");
    let mut cases = Vec::new();
    collect(&root, &mut cases);
    cases.sort();
    if cases.is_empty() {
        eprintln!("skipped: there is no folder `shared/smithy` beside the project");
        return;
    }
    let (mut missed, mut extra, mut met) = (Vec::new(), Vec::new(), 0);
    for case in &cases {
        let wanted = expected(&std::fs::read_to_string(case).unwrap());
        let mut sources = Sources::new();
        sources.add(
            "model.json",
            std::fs::read_to_string(case.with_extension("json")).unwrap(),
        );
        let (model, mut diagnostics) = load(&sources);
        diagnostics.extend(check(&model));
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
        let found: BTreeSet<String> = errors
            .map(|d| {
                format!(
                    "{} {}",
                    d.id,
                    d.shape.as_ref().map_or("-", |id| id.as_str())
                )
            })
            .collect();
        let name = case
            .strip_prefix(&root)
            .unwrap()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        met += wanted.intersection(&found).count();
        missed.extend(
            wanted
                .difference(&found)
                .map(|line| format!("{line} ({name})")),
        );
        extra.extend(
            found
                .difference(&wanted)
                .map(|line| format!("{line} ({name})")),
        );
    }
    println!(
        "{} cases, {met} errors met, {} missed:\n{}",
        cases.len(),
        missed.len(),
        missed.join("\n")
    );
    extra.retain(|line| !MORE.contains(&line.as_str()));
    assert!(
        extra.is_empty(),
        "not errors for Smithy:\n{}",
        extra.join("\n")
    );
    missed.retain(|line| {
        !LATER
            .iter()
            .any(|(event, case)| line.starts_with(event) && line.contains(case))
    });
    assert!(
        missed.is_empty(),
        "errors for Smithy:\n{}",
        missed.join("\n")
    );
}
