//! What the loader makes of models: equal pairs, messages about wrong ones, what is left after an error, what 1.0 becomes.

use std::path::{Path, PathBuf};

use planish_model::{Diagnostics, Model, Severity, ShapeId, Sources, json, load, print};

use crate::{Case, files};

const BASE: &str = "smithy-model/src/test/resources/software/amazon/smithy/model/loader";

/// `X.smithy` and `X.json` are equal models.
pub(crate) fn valid(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("valid");
    let shared = folder.join("__shared.json");
    pairs(&folder, ".smithy", ".json", filter)
        .into_iter()
        .map(|(name, idl, json)| Case {
            name,
            result: equal(&[idl, shared.clone()], &[json, shared.clone()]),
        })
        .collect()
}

/// Names that are defined later, or in another file.
pub(crate) fn forward_references(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("forwardrefs");
    let sets: &[(&str, &[&str], &str)] = &[
        ("use", &["use/use.smithy"], "use/result.json"),
        ("no-use", &["use/no-use.smithy"], "use/result.json"),
        (
            "resource",
            &["resource/operation.smithy", "resource/resource.smithy"],
            "resource/result.json",
        ),
    ];
    sets.iter()
        .filter(|(name, _, result)| name.contains(filter) && folder.join(result).is_file())
        .map(|(name, parts, result)| {
            let mut parts: Vec<PathBuf> = parts.iter().map(|part| folder.join(part)).collect();
            parts.push(dir.join(BASE).join("valid/__shared.json"));
            Case {
                name: (*name).to_owned(),
                result: same(
                    &any(&parts),
                    &any(&[
                        folder.join(result),
                        dir.join(BASE).join("valid/__shared.json"),
                    ]),
                ),
            }
        })
        .collect()
}

/// `X.smithy` without its mixins is `X.flattened.smithy`.
pub(crate) fn mixins(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("valid/mixins");
    pairs(&folder, ".flattened.smithy", ".smithy", filter)
        .into_iter()
        .map(|(name, flattened, mixed)| {
            let result = loaded(&[mixed]).and_then(|mut mixed| {
                let flattened = loaded(&[flattened])?;
                planish_model::flatten_mixins(&mut mixed);
                same(&mixed, &flattened)
            });
            Case { name, result }
        })
        .collect()
}

/// The first line of the file is the message that loading it gives.
pub(crate) fn invalid(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("invalid");
    files::below(&folder, ".smithy")
        .into_iter()
        .map(|path| (files::name(&path, &folder, ".smithy"), path))
        .filter(|(name, _)| name.contains(filter))
        .map(|(name, path)| Case {
            name,
            result: judge_invalid(&path),
        })
        .collect()
}

fn judge_invalid(path: &Path) -> Result<(), String> {
    let text = files::text(path);
    let first = text.lines().next().unwrap_or_default();
    let expected = first.trim_start_matches("//").trim().replace("[EOF]", "");
    let sources = files::sources(&[path]);
    let (model, mut found) = load(&sources);
    if !found.has_errors() {
        found.extend(planish_model::check(&model));
    }
    let found = messages(&found);
    let plain = |text: &str| {
        let text = text.replace("\\n", "\n").replace("\r\n", "\n");
        text.replace("[EOF]", "")
    };
    if found.has_error && plain(&found.text).contains(&plain(&expected)) {
        return Ok(());
    }
    Err(format!(
        "    wanted  {expected}\n    got     {}",
        found.text
    ))
}

struct Messages {
    text: String,
    has_error: bool,
}

fn messages(found: &Diagnostics) -> Messages {
    let lines: Vec<String> = found
        .iter()
        .map(|d| crate::events::Event::of(d).to_string())
        .collect();
    Messages {
        text: lines.join("\n            "),
        has_error: found.iter().any(|found| found.severity >= Severity::Danger),
    }
}

/// After an error, the rest of a file is read.
pub(crate) fn recovery(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("error-recovery");
    files::below(&folder, ".smithy")
        .into_iter()
        .map(|path| (files::name(&path, &folder, ".smithy"), path))
        .filter(|(name, _)| name.contains(filter))
        .map(|(name, path)| Case {
            result: judge_recovery(&name, &path),
            name,
        })
        .collect()
}

/// What is found in each file, in spite of its errors.
fn judge_recovery(name: &str, path: &Path) -> Result<(), String> {
    let sources = files::sources(&[path]);
    let (model, found) = load(&sources);
    let has = |id: &str| model.shape(id).is_some();
    let good = match name {
        "in-metadata" => (1..=4).all(|i| model.metadata().get(&format!("valid{i}")).is_some()),
        "to-trait" => has("smithy.example#MyString") && has("smithy.example#MyInteger2"),
        "to-identifier" => has("smithy.example#MyString"),
        _ => has("smithy.example#MyInteger"),
    };
    if good && found.has_errors() {
        return Ok(());
    }
    Err(format!(
        "    what comes after the error is lost, or there is no error:\n{}",
        found.render(&sources)
    ))
}

/// All files of a folder but `upgraded.smithy` are what that one is in 2.0.
pub(crate) fn upgrade(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE).join("upgrade");
    files::below(&folder, "upgraded.smithy")
        .into_iter()
        .map(|path| (files::name(&path, &folder, "/upgraded.smithy"), path))
        .filter(|(name, _)| name.contains(filter))
        .map(|(name, upgraded)| {
            let parts: Vec<PathBuf> = files::below(&folder.join(&name), "")
                .into_iter()
                .filter(|path| *path != upgraded)
                .collect();
            Case {
                name,
                result: same(&any(&parts), &any(&[upgraded])),
            }
        })
        .collect()
}

/// Pairs of files of one name with two endings.
fn pairs(folder: &Path, one: &str, two: &str, filter: &str) -> Vec<(String, PathBuf, PathBuf)> {
    files::below(folder, one)
        .into_iter()
        .map(|path| (files::name(&path, folder, one), path))
        .filter(|(name, _)| name.contains(filter))
        .map(|(name, path)| {
            let other = folder.join(format!("{name}{two}"));
            (name, path, other)
        })
        .filter(|(_, _, other)| other.is_file())
        .collect()
}

fn equal(one: &[PathBuf], two: &[PathBuf]) -> Result<(), String> {
    same(&loaded(one)?, &loaded(two)?)
}

/// A model, whatever is wrong with it.
fn any(paths: &[PathBuf]) -> Model {
    load(&files::sources(paths)).0
}

/// A model without errors.
pub(crate) fn loaded(paths: &[PathBuf]) -> Result<Model, String> {
    let sources: Sources = files::sources(paths);
    let (model, found) = load(&sources);
    if found.has_errors() {
        return Err(found.render(&sources));
    }
    Ok(model)
}

/// Compares shape by shape, so that a difference is told and not the whole.
pub(crate) fn same(one: &Model, two: &Model) -> Result<(), String> {
    if one == two {
        return Ok(());
    }
    let ids: std::collections::BTreeSet<&ShapeId> = one
        .shapes()
        .chain(two.shapes())
        .map(|shape| &shape.id)
        .collect();
    let mut lines = Vec::new();
    if one.metadata() != two.metadata() {
        lines.push(format!(
            "    metadata: {:?}\n         and: {:?}",
            one.metadata(),
            two.metadata()
        ));
    }
    for id in ids {
        let (a, b) = (one.shape(id), two.shape(id));
        if a != b {
            let show = |model: &Model| {
                model.shape(id).map_or("nothing".to_owned(), |shape| {
                    let mut alone = Model::new();
                    alone.insert(shape.clone());
                    json::parse(&print::ast(&alone))
                        .map_or_else(|_| String::new(), |node| json::to_compact(&node))
                })
            };
            lines.push(format!("    {id}: {}\n    {id}: {}", show(one), show(two)));
        }
    }
    Err(lines.join("\n"))
}
