//! Types of metadata. (Smithy spec, "metadata trait")

use std::collections::BTreeMap;

use super::{Applied, Context, Rule, Run, listed};
use crate::{Diagnostic, Diagnostics, Node};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "MetadataTrait",
    title: "A key of metadata has one type.",
    why: "`@metadata` says that the value of a key of the model's metadata is of the type that has the trait. Two types for one key contradict each \
        other. `severityOverrides`, `suppressions` and `validators` belong to Smithy itself.",
    bad: r#"$version: "2"
namespace example

@metadata(key: "owner")
structure Owner {}

@metadata(key: "owner")
structure Team {}
"#,
    good: r#"$version: "2"
namespace example

@metadata(key: "owner")
structure Owner {}

@metadata(key: "team")
structure Team {}
"#,
    run: Run::Semantic(check_keys),
}];

/// Keys that Smithy itself gives a meaning.
const RESERVED: &[&str] = &["severityOverrides", "suppressions", "validators"];

const TRAIT: &str = "smithy.api#metadata";

fn check_keys(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut keys: BTreeMap<&str, Vec<Applied<'_>>> = BTreeMap::new();
    for on in context.applied(TRAIT) {
        if let Some(key) = on.value.get("key").and_then(Node::as_str) {
            keys.entry(key).or_default().push(*on);
        }
    }
    for (key, shapes) in keys {
        for on in &shapes {
            let others = shapes.iter().map(Applied::id).filter(|id| *id != on.id());
            let message = if RESERVED.contains(&key) {
                format!(
                    "The metadata key `{key}` has been reserved by Smithy and may not be defined elsewhere."
                )
            } else if shapes.len() > 1 {
                format!(
                    "A type has already been defined for the metadata key `{key}`. Conflicts with: [{}]",
                    listed(others)
                )
            } else {
                continue;
            };
            let found = Diagnostic::error("MetadataTrait", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
    }
}
