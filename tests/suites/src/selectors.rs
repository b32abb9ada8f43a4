//! Selectors with the ids of the shapes that they match, as metadata of the models themselves.

use std::collections::BTreeSet;
use std::path::Path;

use planish_model::selector::{Item, Matcher, Neighbors, Selector};
use planish_model::{Model, Node, is_prelude};

use crate::loader::loaded;
use crate::{Case, files};

const BASE: &str = "smithy-model/src/test/resources/software/amazon/smithy/model/selector/cases";

/// Judges every selector of every file.
pub(crate) fn run(dir: &Path, filter: &str) -> Vec<Case> {
    let folder = dir.join(BASE);
    let mut cases = Vec::new();
    for path in files::below(&folder, ".smithy") {
        let name = files::name(&path, &folder, ".smithy");
        let model = match loaded(&[path]) {
            Ok(model) => model,
            Err(why) => {
                cases.push(Case {
                    name,
                    result: Err(why),
                });
                continue;
            }
        };
        let tests = model
            .metadata()
            .get("selectorTests")
            .and_then(Node::as_array);
        for (at, test) in tests.into_iter().flatten().enumerate() {
            cases.push(Case {
                name: format!("{name} {at}"),
                result: judge(&model, test),
            });
        }
    }
    cases.retain(|case| case.name.contains(filter));
    cases
}

fn judge(model: &Model, test: &Node) -> Result<(), String> {
    let text = test
        .get("selector")
        .and_then(Node::as_str)
        .unwrap_or_default();
    let selector = Selector::parse(text).map_err(|error| format!("    {text}: {error}"))?;
    let skips = test.get("skipPreludeShapes").and_then(Node::as_bool) == Some(true);
    let neighbors = Neighbors::new(model);
    let selected = selector.select(&neighbors);
    let matcher = Matcher::new(&selector, &neighbors);
    let erring = Item::all(model).find(|item| selected.contains(item) != matcher.matches(*item));
    if let Some(id) = erring.map(Item::id) {
        return Err(format!("    {text}: the test of one shape errs on {id}"));
    }
    let found: BTreeSet<String> = selected
        .into_iter()
        .filter(|item| !(skips && is_prelude(item.id())))
        .map(|item| item.id().to_string())
        .collect();
    let listed = test.get("matches").and_then(Node::as_array);
    let expected: BTreeSet<String> = listed
        .into_iter()
        .flatten()
        .filter_map(Node::as_str)
        .map(str::to_owned)
        .collect();
    if found == expected {
        return Ok(());
    }
    let list = |ids: Vec<&String>| ids.into_iter().cloned().collect::<Vec<_>>().join(", ");
    Err(format!(
        "    {text}\n      missing {}\n      extra   {}",
        list(expected.difference(&found).collect()),
        list(found.difference(&expected).collect()),
    ))
}
