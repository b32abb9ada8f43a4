//! The loader suites of Smithy, read in place. A clone without them has nothing to run here.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::path::{Path, PathBuf};

use planish_model::{Diagnostics, Model, Sources, check, load};

const LOADER: &str =
    "../../../shared/smithy/smithy-model/src/test/resources/software/amazon/smithy/model/loader";

fn loader() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(LOADER);
    if !path.is_dir() {
        println!("skipped: no loader suites at {LOADER}");
        return None;
    }
    Some(path)
}

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
    out.sort();
}

fn load_files(paths: &[PathBuf]) -> (Sources, Model, Diagnostics) {
    let mut sources = Sources::new();
    for path in paths {
        sources.add(
            path.to_string_lossy(),
            std::fs::read_to_string(path).unwrap(),
        );
    }
    let (model, diagnostics) = load(&sources);
    (sources, model, diagnostics)
}

/// Where two models differ, in words.
fn difference(a: &Model, b: &Model) -> String {
    let mut out = String::new();
    if a.metadata() != b.metadata() {
        out += &format!(
            "metadata: {:?}\n      vs: {:?}\n",
            a.metadata(),
            b.metadata()
        );
    }
    for shape in a.shapes() {
        match b.shape(&shape.id) {
            None => out += &format!("only first: {}\n", shape.id),
            Some(other) if other != shape => {
                out += &format!("{}:\n  {shape:?}\n  {other:?}\n", shape.id)
            }
            Some(_) => {}
        }
    }
    for shape in b.shapes().filter(|shape| a.shape(&shape.id).is_none()) {
        out += &format!("only second: {}\n", shape.id);
    }
    out
}

fn judge(what: &str, cases: usize, failures: &[String]) {
    println!("{what}: {} of {cases}", cases - failures.len());
    assert!(
        failures.is_empty(),
        "{what}: {} of {cases} fail\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn valid_models_are_those_of_their_json() {
    let Some(loader) = loader() else { return };
    let (mut all, mut failures, mut cases) = (Vec::new(), Vec::new(), 0);
    files(&loader.join("valid"), &mut all);
    let shared = loader.join("valid/__shared.json");
    for path in all
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "smithy"))
    {
        let json = path.with_extension("json");
        if !json.exists() {
            continue;
        }
        cases += 1;
        let (sources, one, found) = load_files(&[path.clone(), shared.clone()]);
        let (_, two, _) = load_files(&[json, shared.clone()]);
        if one != two || found.has_errors() {
            failures.push(format!(
                "== {}\n{}{}",
                path.display(),
                found.render(&sources),
                difference(&one, &two)
            ));
        }
    }
    judge("valid", cases, &failures);
}

#[test]
fn forward_references_may_go_to_other_files() {
    let Some(loader) = loader() else { return };
    let dir = loader.join("forwardrefs");
    let mut failures = Vec::new();
    let cases = [
        (
            vec!["use/use.smithy", "../valid/__shared.json"],
            "use/result.json",
        ),
        (
            vec!["use/no-use.smithy", "../valid/__shared.json"],
            "use/result.json",
        ),
        (
            vec!["resource/operation.smithy", "resource/resource.smithy"],
            "resource/result.json",
        ),
    ];
    for (names, result) in &cases {
        let names: Vec<PathBuf> = names.iter().map(|name| dir.join(name)).collect();
        let (sources, one, found) = load_files(&names);
        let (_, two, _) = load_files(&[dir.join(result)]);
        if one != two {
            failures.push(format!(
                "== {names:?}\n{}{}",
                found.render(&sources),
                difference(&one, &two)
            ));
        }
    }
    judge("forwardrefs", cases.len(), &failures);
}

#[test]
fn invalid_models_say_what_is_wrong() {
    let Some(loader) = loader() else { return };
    let (mut all, mut failures, mut cases) = (Vec::new(), Vec::new(), 0);
    files(&loader.join("invalid"), &mut all);
    for path in all
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "smithy"))
    {
        cases += 1;
        let text = std::fs::read_to_string(path).unwrap();
        let expected = text
            .lines()
            .next()
            .unwrap()
            .trim_start_matches('/')
            .trim_start();
        let plain = |text: &str| {
            text.replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace(['\n', '\r'], "")
                .replace("[EOF]", "")
        };
        let (_, model, mut found) = load_files(std::slice::from_ref(path));
        if !found.has_errors() {
            found.extend(check(&model));
        }
        let events: Vec<String> = found
            .iter()
            .map(|d| {
                format!(
                    "{}: {} | {}",
                    d.shape.as_ref().map_or("-", |s| s.as_str()),
                    d.message,
                    d.id
                )
            })
            .collect();
        if !events
            .iter()
            .any(|event| plain(event).contains(&plain(expected)))
        {
            failures.push(format!(
                "== {}\n  expected {expected}\n  {}",
                path.display(),
                events.join("\n  ")
            ));
        }
    }
    judge("invalid", cases, &failures);
}

#[test]
fn upgraded_models_are_equal() {
    let Some(loader) = loader() else { return };
    let mut failures = Vec::new();
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(loader.join("upgrade"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    dirs.sort();
    for dir in &dirs {
        let mut all = Vec::new();
        files(dir, &mut all);
        let (upgraded, rest): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|path| path.ends_with("upgraded.smithy"));
        let (sources, one, found) = load_files(&rest);
        let (_, two, _) = load_files(&upgraded);
        if one != two {
            failures.push(format!(
                "== {}\n{}{}",
                dir.display(),
                found.render(&sources),
                difference(&one, &two)
            ));
        }
    }
    judge("upgrade", dirs.len(), &failures);
}

#[test]
fn reading_goes_on_after_an_error() {
    let Some(loader) = loader() else { return };
    let dir = loader.join("error-recovery");
    let run = |name: &str| load_files(&[dir.join(name)]);
    let (_, model, found) = run("in-metadata.smithy");
    let errors = found
        .iter()
        .filter(|d| d.message.starts_with("Syntax error"))
        .count();
    let valid: Vec<&str> = model
        .metadata()
        .keys()
        .filter(|key| key.starts_with("valid"))
        .collect();
    assert_eq!(
        (errors, valid),
        (4, vec!["valid1", "valid2", "valid3", "valid4"])
    );
    for (name, shapes) in [
        ("to-docs.smithy", vec!["smithy.example#MyInteger"]),
        ("to-dollar.smithy", vec!["smithy.example#MyInteger"]),
        ("to-identifier.smithy", vec!["smithy.example#MyString"]),
        (
            "to-trait.smithy",
            vec!["smithy.example#MyString", "smithy.example#MyInteger2"],
        ),
    ] {
        let (sources, model, found) = run(name);
        for id in shapes {
            assert!(
                model.shape(id).is_some(),
                "{name}\n{}",
                found.render(&sources)
            );
        }
    }
}

#[test]
fn texts_are_laid_out_as_by_the_reference() {
    let Some(loader) = loader() else { return };
    let Some(root) = loader
        .ancestors()
        .find(|dir| dir.join("smithy-syntax").is_dir())
    else {
        return;
    };
    let (mut all, mut failures, mut cases) = (Vec::new(), Vec::new(), 0);
    files(&root.join("smithy-syntax"), &mut all);
    let inputs = all
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "smithy"));
    for path in inputs.filter(|path| !path.to_string_lossy().ends_with(".formatted.smithy")) {
        cases += 1;
        let formatted = path.with_extension("formatted.smithy");
        let expected =
            std::fs::read_to_string(if formatted.exists() { &formatted } else { path }).unwrap();
        let mut sources = Sources::new();
        let text = std::fs::read_to_string(path).unwrap();
        let file = sources.add(path.to_string_lossy(), text.as_str());
        match planish_model::idl::format(file, &text) {
            Ok(text) if text == expected => {}
            Ok(text) => {
                let first = text
                    .lines()
                    .zip(expected.lines())
                    .position(|(a, b)| a != b)
                    .unwrap_or_default();
                let show = |text: &str| {
                    text.lines()
                        .skip(first.saturating_sub(2))
                        .take(8)
                        .collect::<Vec<_>>()
                        .join("\n  ")
                };
                failures.push(format!(
                    "== {} line {first}\n  {}\n -- wanted\n  {}",
                    path.display(),
                    show(&text),
                    show(&expected)
                ));
            }
            Err(found) => failures.push(found.render(&sources)),
        }
    }
    judge("formatter", cases, &failures);
}

/// Every `.smithy` file of a folder.
fn smithy_files(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    files(dir, &mut all);
    all.retain(|path| path.extension().is_some_and(|e| e == "smithy"));
    all
}

#[test]
fn laying_out_twice_changes_nothing_and_says_the_same() {
    let Some(loader) = loader() else { return };
    let Some(root) = loader
        .ancestors()
        .find(|dir| dir.join("smithy-syntax").is_dir())
    else {
        return;
    };
    let mut failures = Vec::new();
    let mut cases = 0;
    let mut all = smithy_files(root);
    let other = root
        .parent()
        .map(|shared| shared.join("protocol-tests"))
        .filter(|dir| dir.is_dir());
    all.extend(other.iter().flat_map(|dir| smithy_files(dir)));
    for path in all {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let mut sources = Sources::new();
        let file = sources.add("a.smithy", text.as_str());
        let Ok(once) = planish_model::idl::format(file, &text) else {
            continue;
        };
        cases += 1;
        let twice = planish_model::idl::format(file, &once);
        if twice.as_deref() != Ok(&once) {
            failures.push(format!(
                "== {} is laid out differently the second time",
                path.display()
            ));
        }
        // Spaces at the ends of documentation lines go, as all do.
        if text
            .lines()
            .any(|line| line.trim_start().starts_with("///") && line.ends_with(' '))
        {
            continue;
        }
        let one = load(&sources).0;
        let mut sources = Sources::new();
        sources.add("a.smithy", once.as_str());
        let two = load(&sources).0;
        if one != two {
            failures.push(format!(
                "== {} says something else\n{}",
                path.display(),
                difference(&one, &two)
            ));
        }
        let words = |text: &str| {
            text.split_whitespace()
                .filter(|word| word.starts_with("//"))
                .count()
        };
        if !path.to_string_lossy().contains("unused") && words(&once) < words(&text) {
            failures.push(format!("== {} loses comments", path.display()));
        }
    }
    judge("layout", cases, &failures);
}
