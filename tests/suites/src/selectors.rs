//! Selectors: models whose metadata lists selectors with the shapes that they match.

use std::collections::BTreeSet;
use std::path::Path;

use planish_model::selector::{Item, Matcher, Neighbors};
use planish_model::{Model, Node, Selector, is_prelude, load};

use crate::{Case, files};

const FOLDER: &str = "smithy-model/src/test/resources/software/amazon/smithy/model/selector/cases";

/// Judges every selector of every file.
pub(crate) fn run(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(FOLDER);
    let mut cases = Vec::new();
    for path in files::below(&folder, ".smithy") {
        let file = files::name(&path, &folder, ".smithy");
        let (model, _) = load(&files::sources(std::slice::from_ref(&path)));
        let tests = model.metadata().get("selectorTests");
        let tests = tests.and_then(Node::as_array).unwrap_or_default();
        if tests.is_empty() {
            cases.push(Case {
                name: file.clone(),
                result: Err("    the metadata `selectorTests` was not read".to_owned()),
            });
        }
        cases.extend(tests.iter().enumerate().map(|(i, test)| Case {
            name: format!("{file} {}", i + 1),
            result: judge(&model, test),
        }));
    }
    cases.retain(|case| case.name.contains(filter));
    cases
}

fn judge(model: &Model, test: &Node) -> Result<(), String> {
    let text = test.get("selector").and_then(Node::as_str);
    let text = text.ok_or("    there is no selector")?;
    let selector = Selector::parse(text).map_err(|problem| format!("    {problem}"))?;
    let expected: BTreeSet<&str> = test
        .get("matches")
        .and_then(Node::as_array)
        .into_iter()
        .flatten()
        .filter_map(Node::as_str)
        .collect();
    let without_prelude = test.get("skipPreludeShapes").and_then(Node::as_bool) == Some(true);
    let neighbors = Neighbors::new(model);
    let found = selector.select(&neighbors);
    let matcher = Matcher::new(&selector, &neighbors);
    for item in Item::all(model) {
        if found.contains(&item) != matcher.matches(item) {
            return Err(format!("    {text}: the matcher errs on {}", item.id()));
        }
    }
    let found: BTreeSet<&str> = found
        .into_iter()
        .map(Item::id)
        .filter(|id| !(without_prelude && is_prelude(id)))
        .map(|id| id.as_str())
        .collect();
    let missing = expected.difference(&found);
    let extra = found.difference(&expected);
    let lines: Vec<String> = missing
        .map(|id| format!("    {text}: missing {id}"))
        .chain(extra.map(|id| format!("    {text}: extra   {id}")))
        .collect();
    if lines.is_empty() {
        Ok(())
    } else {
        Err(lines.join("\n"))
    }
}
