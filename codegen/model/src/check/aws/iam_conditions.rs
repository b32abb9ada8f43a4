//! Condition keys of policies. (Smithy AWS spec, "AWS IAM traits": condition keys)

use std::collections::{BTreeMap, BTreeSet};

use super::super::pack::{find, flag, input, text, texts, ticked};
use super::super::{Applied, Context, Rule, Run};
use super::{SERVICE, arn_namespace};
use crate::{Diagnostics, Model, Node, ResourceShape, Severity, Shape, ShapeId};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "ConditionKeys",
        title: "Condition keys that operations use are keys that the service defines.",
        why: "Policies are written against the keys that a service defines, by `@defineConditionKeys` or by the identifiers of its \
              resources. A key that an operation, a member or the service itself refers to and that is not among them is never there \
              when a policy is evaluated, so that conditions on it silently fail. Keys that start with `aws:` are those of all services.",
        bad: r#"$version: "2"
namespace example.iam
use aws.api#service
use aws.iam#conditionKeys
@service(sdkId: "Cities", arnNamespace: "cities")
service Cities { operations: [GetCity] }
@conditionKeys(["cities:Country"])
operation GetCity {}
"#,
        good: r#"$version: "2"
namespace example.iam
use aws.api#service
use aws.iam#conditionKeys
use aws.iam#defineConditionKeys
@service(sdkId: "Cities", arnNamespace: "cities")
@defineConditionKeys("cities:Country": { type: "String" })
service Cities { operations: [GetCity] }
@conditionKeys(["cities:Country"])
operation GetCity {}
"#,
        run: Run::Semantic(check_used),
    },
    Rule {
        id: "ConditionKeyValueTrait",
        title: "Every condition key gets its value from one member.",
        why: "`@conditionKeyValue` says which member of the input gives a condition key its value. With two such members nobody knows \
              which one a policy is evaluated with.",
        bad: r#"$version: "2"
namespace example.iam
use aws.api#service
use aws.iam#conditionKeyValue
use aws.iam#defineConditionKeys
@service(sdkId: "Cities", arnNamespace: "cities")
@defineConditionKeys("cities:Country": { type: "String" })
service Cities { operations: [GetCity] }
operation GetCity {
    input := {
        @conditionKeyValue("cities:Country")
        country: String
        @conditionKeyValue("cities:Country")
        state: String
    }
}
"#,
        good: r#"$version: "2"
namespace example.iam
use aws.api#service
use aws.iam#conditionKeyValue
use aws.iam#defineConditionKeys
@service(sdkId: "Cities", arnNamespace: "cities")
@defineConditionKeys("cities:Country": { type: "String" })
service Cities { operations: [GetCity] }
operation GetCity {
    input := {
        @conditionKeyValue("cities:Country")
        country: String
        state: String
    }
}
"#,
        run: Run::Semantic(check_values),
    },
    Rule {
        id: "DefineConditionKeysTrait",
        title: "Only keys that the service resolves are required.",
        why: "`required` of a condition key says that its value is there in every request. Only the service can promise that for the keys \
              that it resolves itself; a key that comes from the request is there if its member is, which `@required` says.",
        bad: r#"$version: "2"
namespace example.iam
use aws.api#service
use aws.iam#defineConditionKeys
@service(sdkId: "Cities", arnNamespace: "cities")
@defineConditionKeys("cities:Country": { type: "String", required: true })
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.iam
use aws.api#service
use aws.iam#defineConditionKeys
use aws.iam#serviceResolvedConditionKeys
@service(sdkId: "Cities", arnNamespace: "cities")
@defineConditionKeys("cities:Country": { type: "String", required: true })
@serviceResolvedConditionKeys(["cities:Country"])
service Cities {}
"#,
        run: Run::Semantic(check_required),
    },
];

const DEFINED: &str = "aws.iam#defineConditionKeys";
const INFERENCE_OFF: &str = "aws.iam#disableConditionKeyInference";
const KEYS: &str = "aws.iam#conditionKeys";
const RESOLVED: &str = "aws.iam#serviceResolvedConditionKeys";
const VALUE: &str = "aws.iam#conditionKeyValue";

/// The keys of a service.
struct Keys<'a> {
    model: &'a Model,
    service: &'a Shape,
    namespace: String,
    /// Those that it defines, and those that follow from identifiers.
    known: BTreeSet<String>,
    /// Those that each operation uses.
    used: BTreeMap<&'a ShapeId, BTreeSet<String>>,
    /// The resources that were looked at.
    seen: BTreeSet<&'a ShapeId>,
}

impl<'a> Keys<'a> {
    fn of(model: &Context<'a>, applied: &Applied<'a>) -> Keys<'a> {
        let mut keys = Keys {
            model: model.model(),
            service: applied.shape,
            namespace: arn_namespace(applied.shape, applied.value),
            known: BTreeSet::new(),
            used: BTreeMap::new(),
            seen: BTreeSet::new(),
        };
        let defined = applied.shape.traits.get(DEFINED).and_then(Node::as_object);
        keys.known = defined
            .into_iter()
            .flat_map(|object| object.keys())
            .map(|key| keys.full(key))
            .collect();
        if let Some(parts) = applied.shape.as_service() {
            for id in &parts.resources {
                keys.resource(id, None);
            }
            for id in &parts.operations {
                keys.operation(id);
            }
        }
        keys
    }

    /// A key with its namespace, which is that of the service if none is written.
    fn full(&self, key: &str) -> String {
        match key.contains(':') {
            true => key.to_owned(),
            false => format!("{}:{key}", self.namespace),
        }
    }

    fn operation(&mut self, id: &'a ShapeId) {
        let Some(shape) = self.model.shape(id) else {
            return;
        };
        let keys = texts(shape.traits.get(KEYS));
        let keys = keys.into_iter().map(|key| self.full(key)).collect();
        self.used.insert(id, keys);
    }

    fn resource(&mut self, id: &'a ShapeId, parent: Option<&ResourceShape>) {
        let shape = self.model.shape(id);
        let Some((shape, resource)) = shape.and_then(|shape| Some((shape, shape.as_resource()?)))
        else {
            return;
        };
        if !self.seen.insert(id) {
            return;
        }
        if ![shape, self.service]
            .iter()
            .any(|s| s.traits.has(INFERENCE_OFF))
        {
            let inherited = |name: &str| {
                parent.is_some_and(|p| p.identifiers.iter().any(|(other, _)| other == name))
            };
            for (name, target) in &resource.identifiers {
                if !inherited(name) && self.model.shape(target).is_some() {
                    let key = format!(
                        "{}:{}{}",
                        self.namespace,
                        iam_name(shape).unwrap_or(shape.id.name()),
                        capitalized(name)
                    );
                    self.known.insert(key);
                }
            }
        }
        for id in resource.all_operations() {
            self.operation(id);
        }
        for id in &resource.resources {
            self.resource(id, Some(resource));
        }
    }

    fn resolved(&self) -> Vec<String> {
        let keys = texts(self.service.traits.get(RESOLVED));
        keys.into_iter().map(|key| self.full(key)).collect()
    }
}

/// The name of a resource that `@iamResource` gives.
pub(super) fn iam_name(resource: &Shape) -> Option<&str> {
    text(resource.traits.get("aws.iam#iamResource")?, "name")
}

fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

fn check_used(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied(SERVICE) {
        let keys = Keys::of(model, applied);
        let service = applied.id();
        let known = ticked(&keys.known);
        let resolved = keys.resolved();
        let mut error = |place: (&ShapeId, crate::Span), message: String| {
            find(
                diagnostics,
                Severity::Error,
                "ConditionKeys",
                place,
                message,
            );
        };
        let unknown: Vec<&String> = resolved
            .iter()
            .filter(|key| !keys.known.contains(*key))
            .collect();
        if !unknown.is_empty() {
            let span = applied.shape.traits.span(RESOLVED).unwrap_or(applied.span);
            error(
                (service, span),
                format!(
                    "The condition keys resolved by the `{service}` service refer to undefined condition key(s) [{}]. Expected one of the following defined condition keys: [{known}]",
                    ticked(unknown)
                ),
            );
        }
        for operation in &model.contained(service).operations {
            for key in keys.used.get(&operation.id).into_iter().flatten() {
                if !keys.known.contains(key) && !key.starts_with("aws:") {
                    error(
                        (&operation.id, operation.span),
                        format!(
                            "This operation scoped within the `{service}` service refers to an undefined condition key `{key}`. Expected one of the following defined condition keys: [{known}]"
                        ),
                    );
                }
            }
            let members = input(model, operation)
                .into_iter()
                .flat_map(|shape| &shape.members);
            for member in members {
                let Some(key) = member.traits.get(VALUE).and_then(Node::as_str) else {
                    continue;
                };
                let key = keys.full(key);
                let place = (&member.id, member.traits.span(VALUE).unwrap_or(member.span));
                let start = format!(
                    "This operation `{}` scoped within the `{service}` service with member `{}` refers to",
                    operation.id, member.id
                );
                if !keys.known.contains(&key) {
                    error(
                        place,
                        format!(
                            "{start} an undefined condition key `{key}`. Expected one of the following defined condition keys: [{known}]"
                        ),
                    );
                }
                if resolved.contains(&key) {
                    error(
                        place,
                        format!(
                            "{start} a condition key `{key}` that is also resolved by service."
                        ),
                    );
                }
            }
        }
    }
}

fn check_values(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    if model.applied(VALUE).is_empty() {
        return;
    }
    for applied in model.applied(SERVICE) {
        let keys = Keys::of(model, applied);
        for operation in &model.contained(applied.id()).operations {
            let Some(input) = input(model, operation) else {
                continue;
            };
            let mut members: BTreeMap<String, Vec<&str>> = BTreeMap::new();
            for member in &input.members {
                if let Some(key) = member.traits.get(VALUE).and_then(Node::as_str) {
                    members
                        .entry(keys.full(key))
                        .or_default()
                        .push(&member.name);
                }
            }
            for (key, names) in members.iter().filter(|(_, names)| names.len() > 1) {
                let message = format!(
                    "The `{key}` condition key has its value supplied in the `{}` operation's input shape by multiple members [{}]. This value must only be supplied by one member.",
                    operation.id,
                    ticked(names)
                );
                let place = (&input.id, input.span);
                find(
                    diagnostics,
                    Severity::Error,
                    "ConditionKeyValueTrait",
                    place,
                    message,
                );
            }
        }
    }
}

fn check_required(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied(SERVICE) {
        let Some(defined) = applied.shape.traits.get(DEFINED).and_then(Node::as_object) else {
            continue;
        };
        let keys = Keys::of(model, applied);
        // The list is taken as it is written: a key without its namespace promises nothing.
        let resolved = texts(applied.shape.traits.get(RESOLVED));
        for (key, definition) in defined.iter() {
            let key = keys.full(key);
            if flag(definition, "required") && !resolved.contains(&&*key) {
                let message = format!(
                    "The `{key}` condition key is defined as required but is resolved from the request. This property is only valid for condition keys resolved by the service, it MUST also be specified in the `@serviceResolvedConditionKeys` trait or use the `@required` trait instead."
                );
                let span = applied.shape.traits.span(DEFINED).unwrap_or(applied.span);
                let place = (applied.id(), span);
                find(
                    diagnostics,
                    Severity::Error,
                    "DefineConditionKeysTrait",
                    place,
                    message,
                );
            }
        }
    }
}
