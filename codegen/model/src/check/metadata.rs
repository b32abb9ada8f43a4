//! Types of metadata. (Smithy spec, "metadata trait")

use std::collections::BTreeMap;

use super::node::{Options, Values};
use super::{Context, Rule, Run, listed};
use crate::{Diagnostic, Diagnostics, Shape, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
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
    },
    Rule {
        id: "TypedMetadata",
        title: "Metadata are of their type.",
        why: "Where a shape with `@metadata` says what the value of a key is, the value has to be that, with all its constraints: the tools that read \
            it expect nothing else. `TypedMetadata.KEY` is the id of findings for a key.",
        bad: r#"$version: "2"

metadata owner = { team: 1 }

namespace example

@metadata(key: "owner")
structure Owner {
    @required
    team: String
}
"#,
        good: r#"$version: "2"

metadata owner = { team: "weather" }

namespace example

@metadata(key: "owner")
structure Owner {
    @required
    team: String
}
"#,
        run: Run::Semantic(check_values),
    },
];

/// Keys that Smithy itself gives a meaning.
const RESERVED: &[&str] = &["severityOverrides", "suppressions", "validators"];

/// The shapes that give a type to metadata, by key: of the model and of the prelude.
fn types<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Vec<&'a Shape>> {
    let mut keys: BTreeMap<&str, Vec<&Shape>> = BTreeMap::new();
    for shape in context.model().shapes() {
        let value = shape.traits.get(known::METADATA);
        if let Some(key) = value.and_then(|value| value.get("key")?.as_str()) {
            keys.entry(key).or_default().push(shape);
        }
    }
    keys
}

fn check_keys(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (key, shapes) in types(context) {
        for shape in &shapes {
            let others = shapes.iter().map(|other| &other.id);
            let message = if RESERVED.contains(&key) {
                format!(
                    "The metadata key `{key}` has been reserved by Smithy and may not be defined elsewhere."
                )
            } else if shapes.len() > 1 {
                format!(
                    "A type has already been defined for the metadata key `{key}`. Conflicts with: [{}]",
                    listed(others.filter(|other| **other != shape.id))
                )
            } else {
                continue;
            };
            let span = shape.traits.span(known::METADATA).unwrap_or(shape.span);
            let found = Diagnostic::error("MetadataTrait", message);
            diagnostics.push(found.on(&shape.id).at(span));
        }
    }
}

fn check_values(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let metadata = context.model().metadata();
    if metadata.is_empty() {
        return;
    }
    let mut values = Values::new(context, Options::default());
    for (key, shapes) in types(context) {
        let (Some(value), [shape]) = (metadata.get(key), shapes.as_slice()) else {
            continue;
        };
        if RESERVED.contains(&key) {
            continue;
        }
        for finding in values.of_shape(shape, value) {
            let event = finding.event(&format!("TypedMetadata.{key}"));
            let message = format!("metadata.{key}{}: {}", finding.path, finding.message);
            diagnostics.push(Diagnostic::new(finding.severity, event, message));
        }
    }
}
