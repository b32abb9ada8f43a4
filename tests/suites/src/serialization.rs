//! Models printed: the JSON AST of both versions, and the IDL.

use std::path::{Path, PathBuf};

use planish_model::print::{self, IdlOptions};
use planish_model::{Node, Sources, json, load};

use crate::loader::{loaded, same};
use crate::{Case, files};

const BASE: &str = "smithy-model/src/test/resources/software/amazon/smithy/model/shapes";

/// `X.json` printed as 2.0 is itself or `X.2.0.json`, and as 1.0 itself or `X.1.0.json`.
pub(crate) fn ast(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("ast-serialization/cases");
    let mut cases = Vec::new();
    for path in files::below(&folder, ".json") {
        let name = files::name(&path, &folder, ".json");
        if name.ends_with(".1.0") || name.ends_with(".2.0") || !name.contains(filter) {
            continue;
        }
        for version in ["1.0", "2.0"] {
            let other = path.with_extension(format!("{version}.json"));
            let expected = if other.is_file() { &other } else { &path };
            cases.push(Case {
                name: format!("{name} as {version}"),
                result: judge_ast(&path, expected, version),
            });
        }
    }
    cases
}

fn judge_ast(path: &Path, expected: &Path, version: &str) -> Result<(), String> {
    let model = loaded(&[path.to_owned()])?;
    let text = match version {
        "1.0" => print::ast_1_0(&model),
        _ => print::ast(&model),
    };
    let expected = files::text(expected);
    match (json::parse(&text), json::parse(&expected)) {
        (Ok(found), Ok(expected)) if found == expected => Ok(()),
        (Ok(found), Ok(expected)) => Err(differences(&found, &expected)),
        _ => Err("    what was printed or expected is not JSON".to_owned()),
    }
}

fn differences(found: &Node, expected: &Node) -> String {
    let shapes = |node: &Node| node.get("shapes").and_then(|s| s.as_object()).cloned();
    let (found, expected) = (shapes(found), shapes(expected));
    let (Some(found), Some(expected)) = (found, expected) else {
        return "    there are no shapes".to_owned();
    };
    let show = |node: Option<&Node>| node.map_or("nothing".to_owned(), json::to_compact);
    let keys: std::collections::BTreeSet<&str> = found.keys().chain(expected.keys()).collect();
    keys.into_iter()
        .filter(|key| found.get(key) != expected.get(key))
        .map(|key| {
            format!(
                "    {key}\n      got    {}\n      wanted {}",
                show(found.get(key)),
                show(expected.get(key))
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A file, read and printed, is the same text.
pub(crate) fn idl(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("idl-serialization/cases");
    files::below(&folder, ".smithy")
        .into_iter()
        .map(|path| (files::name(&path, &folder, ".smithy"), path))
        .filter(|(name, _)| name.contains(filter))
        .map(|(name, path)| Case {
            name,
            result: judge_idl(&path, &path),
        })
        .collect()
}

/// Mixins of enums, and several namespaces: what is printed is another file.
pub(crate) fn idl_other(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("idl-serialization");
    let mut cases = Vec::new();
    let (before, after) = ("enum-mixin-input.smithy", "enum-mixin-output.smithy");
    if "enum-mixin".contains(filter) && folder.join(after).is_file() {
        cases.push(Case {
            name: "enum-mixin".to_owned(),
            result: judge_idl(&folder.join(before), &folder.join(after)),
        });
    }
    let several = folder.join("multiple-namespaces");
    if "multiple-namespaces".contains(filter) && several.join("input.json").is_file() {
        cases.push(Case {
            name: "multiple-namespaces".to_owned(),
            result: judge_files(&several),
        });
    }
    cases
}

fn judge_idl(before: &Path, after: &Path) -> Result<(), String> {
    let model = loaded(&[before.to_owned()])?;
    let found: Vec<String> = print::idl(&model, &IdlOptions::default())
        .into_values()
        .collect();
    let expected = files::text(after);
    match found.as_slice() {
        [found] if *found == expected => Ok(()),
        [found] => Err(first_difference(found, &expected)),
        _ => Err(format!("    {} files instead of one", found.len())),
    }
}

fn judge_files(folder: &Path) -> Result<(), String> {
    let model = loaded(&[folder.join("input.json")])?;
    let expected: Vec<(String, String)> = files::below(&folder.join("output"), ".smithy")
        .into_iter()
        .map(|path| (files::name(&path, &folder.join("output"), ""), path))
        .map(|(name, path)| (name, files::text(&path)))
        .collect();
    let found: Vec<(String, String)> = print::idl(&model, &IdlOptions::default())
        .into_iter()
        .collect();
    if found == expected {
        return Ok(());
    }
    Err(format!("    got    {found:?}\n    wanted {expected:?}"))
}

/// The first line that differs.
pub(crate) fn first_difference(found: &str, expected: &str) -> String {
    let mut lines = found.lines().zip(expected.lines()).enumerate();
    match lines.find(|(_, (a, b))| a != b) {
        Some((at, (a, b))) => {
            format!("    line {}:\n      got    {a}\n      wanted {b}", at + 1)
        }
        None => "    one is longer than the other".to_owned(),
    }
}

/// Every model of a folder: it loads, has no error, and is the same after AST → AST and AST → IDL → AST.
pub(crate) fn round_trip(path: &Path) -> Result<(), String> {
    let paths: Vec<PathBuf> = vec![path.to_owned()];
    let model = loaded(&paths)?;
    let found = planish_model::check(&model);
    if found.has_errors() {
        let errors = found
            .iter()
            .filter(|found| found.severity == planish_model::Severity::Error)
            .map(|found| format!("    {}: {}", found.id, found.message));
        return Err(errors.collect::<Vec<_>>().join("\n"));
    }
    let again = |name: &str, files: &mut dyn Iterator<Item = (String, String)>| {
        let mut sources = Sources::new();
        for (file, text) in files {
            sources.add(file, text);
        }
        let (other, found) = load(&sources);
        if found.has_errors() {
            return Err(format!("    {name}\n{}", found.render(&sources)));
        }
        same(&other, &model).map_err(|why| format!("    {name}\n{why}"))
    };
    let text = print::ast(&model);
    again("AST -> AST", &mut [("m.json".to_owned(), text)].into_iter())?;
    let files = print::idl(&model, &IdlOptions::default());
    again("AST -> IDL -> AST", &mut files.into_iter())
}
