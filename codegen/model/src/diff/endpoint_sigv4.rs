//! Moves between the two signature algorithms of AWS in the endpoints of a service.

use std::collections::BTreeMap;

use super::sigv4::{Places, Schemes, tell};
use super::{DiffRule, Differences};
use crate::{Diagnostics, Node, Shape, ShapeType};

const RULE_SET: &str = "smithy.rules#endpointRuleSet";

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "EndpointSigV4Migration",
    title: "An endpoint of a service prefers another AWS signature algorithm than it did.",
    why: "The property `authSchemes` of an endpoint in `@endpointRuleSet` takes the place of the schemes of the service. Clients take the \
        first scheme that they can. Not all credentials that do for `sigv4` do for `sigv4a`, and a request signed with `sigv4a` may be \
        meant for more regions than one signed with `sigv4`. So a new scheme goes after the one that is there. Endpoints are compared if \
        they stand at the same place of the rule set, which the message tells as a JSON pointer.",
    old: "$version: \"2\"\nnamespace a\n\nuse aws.auth#sigv4\nuse smithy.rules#endpointRuleSet\n\n@sigv4(name: \"zoo\")\n@endpointRuleSet({\n    version: \"1.3\"\n    parameters: {}\n    rules: [\n        {\n            type: \"endpoint\"\n            conditions: []\n            endpoint: { url: \"https://zoo.example.com\", properties: { authSchemes: [{ name: \"sigv4\", signingName: \"zoo\" }] } }\n        }\n    ]\n})\nservice Zoo {}\n",
    new: "$version: \"2\"\nnamespace a\n\nuse aws.auth#sigv4\nuse smithy.rules#endpointRuleSet\n\n@sigv4(name: \"zoo\")\n@endpointRuleSet({\n    version: \"1.3\"\n    parameters: {}\n    rules: [\n        {\n            type: \"endpoint\"\n            conditions: []\n            endpoint: { url: \"https://zoo.example.com\", properties: { authSchemes: [{ name: \"sigv4a\", signingName: \"zoo\", signingRegionSet: [\"*\"] }] } }\n        }\n    ]\n})\nservice Zoo {}\n",
    run: migrated,
}];

fn migrated(differences: &Differences<'_>, found: &mut Diagnostics) {
    let (before, after) = (Schemes::old(differences), Schemes::new(differences));
    for (change, old, new) in differences.changed_shapes(ShapeType::Service) {
        let rules = |shape: &'_ Shape| shape.traits.has(RULE_SET);
        if !rules(old) || !rules(new) {
            continue;
        }
        let (old_schemes, new_schemes) = (before.of(old, old), after.of(new, new));
        let (old_endpoints, new_endpoints) = (endpoints(old), endpoints(new));
        for (path, now) in new_endpoints {
            let Some(was) = old_endpoints.get(&path).filter(|was| **was != now) else {
                continue;
            };
            tell(
                places(was, &old_schemes),
                places(now, &new_schemes),
                change.new,
                &format!(
                    "an endpoint in the `@{RULE_SET}` trait applied to `{}` at: `{path}`",
                    new.id
                ),
                "EndpointSigV4Migration",
                found,
            );
        }
    }
}

/// Where the algorithms stand among the schemes of an endpoint, or of its service if it has none.
fn places(endpoint: &Node, of_service: &[&str]) -> Places {
    let schemes = endpoint
        .get("properties")
        .and_then(|properties| properties.get("authSchemes"))
        .and_then(Node::as_array)
        .unwrap_or_default();
    let names: Vec<&str> = schemes
        .iter()
        .filter_map(|scheme| scheme.get("name")?.as_str())
        .collect();
    let names = if names.is_empty() { of_service } else { &names };
    Places {
        sigv4: names.iter().position(|name| is_sigv4(name)),
        sigv4a: names.iter().position(|name| is_sigv4a(name)),
    }
}

fn is_sigv4(name: &str) -> bool {
    matches!(name, "sigv4" | "aws.auth#sigv4")
        || name.starts_with("sigv4-") && name != "sigv4-s3express"
}

fn is_sigv4a(name: &str) -> bool {
    matches!(name, "sigv4a" | "aws.auth#sigv4a" | "sigv4-s3express")
}

/// The endpoints of a rule set by their places in it.
fn endpoints(service: &Shape) -> BTreeMap<String, &Node> {
    let mut found = BTreeMap::new();
    let rules = service
        .traits
        .get(RULE_SET)
        .and_then(|set| set.get("rules"));
    let mut queue: Vec<(String, &Node)> = Vec::new();
    queue.extend(rules.map(|rules| ("/rules".to_owned(), rules)));
    while let Some((path, node)) = queue.pop() {
        match node {
            Node::Array(items) => {
                let items = items.iter().enumerate();
                queue.extend(items.map(|(i, item)| (format!("{path}/{i}"), item)));
            }
            Node::Object(object) => {
                if object.get("type").and_then(Node::as_str) == Some("endpoint") {
                    let endpoint = object.get("endpoint");
                    found.extend(endpoint.map(|node| (format!("{path}/endpoint"), node)));
                    continue;
                }
                let items = object.iter();
                queue.extend(items.map(|(key, item)| (format!("{path}/{key}"), item)));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::messages;

    #[test]
    fn endpoints_without_schemes_have_those_of_the_service() {
        let model = |auth: &str, url: &str| {
            format!(
                "use aws.auth#sigv4\nuse aws.auth#sigv4a\nuse smithy.rules#endpointRuleSet\n\
                 @auth([{auth}])\n@sigv4(name: \"a\")\n@sigv4a(name: \"a\")\n\
                 @endpointRuleSet({{ version: \"1.3\", parameters: {{}}, rules: [\
                 {{ type: \"tree\", conditions: [], rules: [\
                 {{ type: \"endpoint\", conditions: [], endpoint: {{ url: \"{url}\" }} }}] }}] }})\nservice S {{}}"
            )
        };
        let told = |url: &str| {
            messages(
                "EndpointSigV4Migration",
                &model("sigv4", "https://a.b"),
                &model("sigv4a", url),
            )
        };
        assert!(told("https://a.b").is_empty());
        let told = told("https://c.d");
        assert!(
            told.len() == 1
                && told[0].contains("applied to `a#S` at: `/rules/0/rules/0/endpoint`."),
            "{told:?}"
        );
    }

    #[test]
    fn schemes_have_several_names() {
        let known = [
            "sigv4",
            "sigv4a",
            "aws.auth#sigv4",
            "sigv4-s3express",
            "sigv4-x",
            "other",
        ];
        assert_eq!(
            known.map(super::is_sigv4),
            [true, false, true, false, true, false]
        );
        assert_eq!(
            known.map(super::is_sigv4a),
            [false, true, false, true, false, false]
        );
    }
}
