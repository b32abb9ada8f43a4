//! Actions and resources of policies. (Smithy AWS spec, "AWS IAM traits")

use std::collections::BTreeMap;

use super::super::pack::{bracketed, find, flag, text, ticked};
use super::super::{Context, Rule, Run};
use super::ARN;
use super::iam_conditions::iam_name;
use crate::{Diagnostics, Node, Severity, Shape, ShapeId};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "IamAction",
        title: "What `@iamAction` says of an action is said once.",
        why: "`@iamAction` took the place of `@actionName`, `@actionPermissionDescription` and `@requiredActions`. An operation that has \
              both tells two stories. A resource can't be required and optional for one action, either.",
        bad: r#"$version: "2"
namespace example.iam
use aws.iam#iamAction
@iamAction(resources: { required: { city: {} }, optional: { city: {} } })
operation GetCity {}
"#,
        good: r#"$version: "2"
namespace example.iam
use aws.iam#iamAction
@iamAction(resources: { required: { city: {} }, optional: { country: {} } })
operation GetCity {}
"#,
        run: Run::Semantic(check_actions),
    },
    Rule {
        id: "IamResourceTrait",
        title: "The IAM name of a resource is a part of its ARN.",
        why: "Policies name resources by ARNs, and documentation by the name of `@iamResource`. People find the one from the other if the \
              name is one of the parts of the template of `@arn`.",
        bad: r#"$version: "2"
namespace example.iam
use aws.api#arn
use aws.iam#iamResource
@arn(template: "city/{cityId}")
@iamResource(name: "town")
resource City { identifiers: { cityId: String } }
"#,
        good: r#"$version: "2"
namespace example.iam
use aws.api#arn
use aws.iam#iamResource
@arn(template: "city/{cityId}")
@iamResource(name: "city")
resource City { identifiers: { cityId: String } }
"#,
        run: Run::Semantic(check_resources),
    },
    Rule {
        id: "IamResourceTraitConflictingName",
        title: "Resources of a service differ by their IAM names.",
        why: "The IAM name of a resource is that of `@iamResource`, or its own name in lower case. Two resources of one service with one \
              name can't be told apart in policies.",
        bad: r#"$version: "2"
namespace example.iam
use aws.iam#iamResource
service Cities { resources: [City, Town] }
resource City { identifiers: { cityId: String } }
@iamResource(name: "city")
resource Town { identifiers: { townId: String } }
"#,
        good: r#"$version: "2"
namespace example.iam
use aws.iam#iamResource
service Cities { resources: [City, Town] }
resource City { identifiers: { cityId: String } }
@iamResource(name: "town")
resource Town { identifiers: { townId: String } }
"#,
        run: Run::Semantic(check_names),
    },
];

/// Properties of `@iamAction` with the deprecated traits that they took the place of.
const REPLACED: &[(&str, &str)] = &[
    ("name", "aws.iam#actionName"),
    ("documentation", "aws.iam#actionPermissionDescription"),
    ("requiredActions", "aws.iam#requiredActions"),
];

fn check_actions(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for action in model.operations_with("aws.iam#iamAction") {
        let traits = &action.shape.traits;
        for (property, id) in REPLACED {
            let given = match action.value.get(property) {
                Some(Node::Array(values)) => !values.is_empty(),
                other => other.is_some(),
            };
            let Some(span) = traits.span(id).filter(|_| given) else {
                continue;
            };
            find(
                diagnostics,
                Severity::Error,
                format!("IamAction.ConflictingProperty.{property}"),
                (action.id(), span),
                format!(
                    "Operation has the `{property}` property of the `@aws.iam#iamAction` trait set and the deprecated `@{id}` trait applied."
                ),
            );
        }
        let names = |key: &str| -> Vec<&str> {
            let resources = action.value.get("resources").and_then(|r| r.get(key));
            let object = resources.and_then(Node::as_object);
            object
                .into_iter()
                .flat_map(|object| object.keys())
                .collect()
        };
        let (mut both, optional) = (names("required"), names("optional"));
        both.retain(|name| optional.contains(name));
        if !both.is_empty() {
            let message = format!(
                "Operation has the following resource names defined as both required and optional: {}",
                bracketed(both)
            );
            let id = "IamAction.Resources.DuplicateEntries";
            find(
                diagnostics,
                Severity::Danger,
                id,
                (action.id(), action.span),
                message,
            );
        }
    }
}

/// The name of a resource in policies.
fn name(resource: &Shape) -> String {
    iam_name(resource).map_or_else(|| resource.id.name().to_lowercase(), str::to_owned)
}

fn check_resources(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied("aws.iam#iamResource") {
        let Some(arn) = applied.shape.traits.get(ARN) else {
            continue;
        };
        let template = text(arn, "template").unwrap_or_default();
        let name = name(applied.shape);
        if !flag(arn, "absolute") && !template.split(['/', ':']).any(|part| part == name) {
            let message = format!(
                "The `@aws.iam#iamResource` trait applied to the resource defines an IAM resource name, `{name}`, that does not match the `@arn` template, `{template}`, of the resource."
            );
            let place = (applied.id(), applied.shape.span);
            find(
                diagnostics,
                Severity::Danger,
                "IamResourceTrait",
                place,
                message,
            );
        }
    }
}

fn check_names(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    // Services that policies are no matter of may have such resources.
    if model.applied("aws.iam#iamResource").is_empty() {
        return;
    }
    for service in model.services() {
        let mut by_name: BTreeMap<String, Vec<&ShapeId>> = BTreeMap::new();
        for resource in &model.contained(&service.id).resources {
            by_name
                .entry(name(resource).to_lowercase())
                .or_default()
                .push(&resource.id);
        }
        for (name, ids) in by_name.iter().filter(|(_, ids)| ids.len() > 1) {
            let id = &service.id;
            let message = format!(
                "Multiple IAM resources defined with the same IAM resource name is not allowed in a service closure, but found multiple resources case-insensitively named `{name}` in the service `{id}`: [{}]",
                ticked(ids.iter().map(|id| id.as_str()))
            );
            let place = (id, service.span);
            let rule = "IamResourceTraitConflictingName";
            find(diagnostics, Severity::Error, rule, place, message);
        }
    }
}
