//! Names in JSON documents. (Smithy spec, "jsonName trait")

use super::{Context, Rule, Run};
use std::collections::BTreeMap;

use crate::traits::JsonName;
use crate::{Diagnostic, Diagnostics, ShapeType};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "JsonName",
    title: "No two members share a JSON name.",
    why: "",
    bad: "",
    good: "",
    run: Run::Semantic(check),
}];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model
        .shapes()
        .filter(|shape| matches!(shape.kind, ShapeType::Structure | ShapeType::Union))
    {
        let mut names: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for member in &shape.members {
            let name = member
                .traits
                .typed()
                .map_or_else(|| member.name.to_string(), |JsonName(name)| name);
            names.entry(name).or_default().push(&member.name);
        }
        for (name, members) in names.into_iter().filter(|(_, members)| members.len() > 1) {
            let message = format!(
                "This shape contains members with conflicting JSON names that resolve to '{name}': {}",
                members.join(", ")
            );
            diagnostics.push(
                Diagnostic::error("JsonName", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn json_names_are_unique() {
        let found = findings(
            r#""a#S":{"type":"structure","members":{"a":{"target":"smithy.api#String","traits":{"smithy.api#jsonName":"b"}},"b":{"target":"smithy.api#String"}}}"#,
        );
        assert_eq!(found, "error JsonName a#S");
    }
}
