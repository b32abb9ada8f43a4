//! Identifiers of resources.

use std::collections::BTreeMap;

use super::{DiffRule, Differences, finding};
use crate::{Diagnostics, ResourceShape, Severity, ShapeId, ShapeType};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "ChangedResourceIdentifiers",
    title: "A resource is identified by something else.",
    why: "What names a resource is in the input of its operations, in URIs, in ARNs and in what programs have stored. Make a new resource.",
    old: "$version: \"2\"\nnamespace a\n\nresource Animal {\n    identifiers: { name: String }\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nresource Animal {\n    identifiers: { name: String, cage: String }\n}\n",
    run: changed,
}];

fn changed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (change, old, new) in differences.changed_shapes(ShapeType::Resource) {
        let Some((before, after)) = old.as_resource().zip(new.as_resource()) else {
            continue;
        };
        let map = |resource: &'_ ResourceShape| -> BTreeMap<String, ShapeId> {
            resource.identifiers.iter().cloned().collect()
        };
        if map(before) != map(after) {
            let message = format!(
                "Identifiers of resource `{}` changed from {} to {}.",
                new.id,
                listed(before),
                listed(after)
            );
            found.push(finding(
                Severity::Error,
                "ChangedResourceIdentifiers",
                change.new,
                message,
            ));
        }
    }
}

/// `{name=shape, …}`
fn listed(resource: &ResourceShape) -> String {
    let items = resource.identifiers.iter();
    let items: Vec<String> = items.map(|(name, id)| format!("{name}={id}")).collect();
    format!("{{{}}}", items.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::messages;

    #[test]
    fn identifiers_are_listed() {
        let model =
            |identifiers: &str| format!("resource R {{ identifiers: {{ {identifiers} }} }}");
        let told =
            |old: &str, new: &str| messages("ChangedResourceIdentifiers", &model(old), &model(new));
        assert!(told("a: String, b: String", "b: String, a: String").is_empty());
        assert_eq!(
            told("a: String", "a: String, b: String"),
            [
                "Identifiers of resource `a#R` changed from {a=smithy.api#String} to {a=smithy.api#String, b=smithy.api#String}."
            ]
        );
    }
}
