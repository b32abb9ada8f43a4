//! Laying a file out changes nothing that it says, and nothing the second time: over the IDL files of Smithy's suites, read where they
//! lie beside the project; skipped where they are absent.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::{Path, PathBuf};

use planish_model::idl::format;
use planish_model::{Model, Sources, load};

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "smithy") {
            found.push(path);
        }
    }
}

fn loaded(text: &str) -> Model {
    let mut sources = Sources::new();
    sources.add("a.smithy", text);
    load(&sources).0
}

fn comments(text: &str) -> usize {
    let words = text.split_whitespace();
    words.filter(|word| word.starts_with("//")).count()
}

/// What is wrong with the layout of a text; files with syntax errors are not laid out.
fn problem(path: &Path, text: &str) -> Option<&'static str> {
    let mut sources = Sources::new();
    let file = sources.add("a.smithy", text);
    let once = format(file, text).ok()?;
    if format(file, &once).as_deref() != Ok(&once) {
        return Some("laid out differently the second time");
    }
    // Comments of imports that nobody uses go with these.
    if !path.to_string_lossy().contains("unused") && comments(&once) < comments(text) {
        return Some("comments are lost");
    }
    // Spaces at the ends of documentation lines go, as all do.
    let has_spaces = |line: &str| line.trim_start().starts_with("///") && line.ends_with(' ');
    let is_same = text.lines().any(has_spaces) || loaded(text) == loaded(&once);
    (!is_same).then_some("it says something else")
}

#[test]
fn laying_out_changes_nothing_that_is_said() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/smithy");
    let mut files = Vec::new();
    collect(&shared, &mut files);
    if files.is_empty() {
        eprintln!("skipped: there is no folder `shared/smithy` beside the project");
        return;
    }
    files.sort();
    let mut problems = Vec::new();
    for path in &files {
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        problems.extend(problem(path, &text).map(|what| format!("{}: {what}", path.display())));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
