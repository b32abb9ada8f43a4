//! Resources: hierarchies, identifiers, lifecycles, and the operations that give identifiers. (Smithy spec, "Resource")

use std::collections::{BTreeMap, HashSet};

use super::{Context, Rule, Run, listed, ticked_sorted};
use crate::hash_order::hash_order;
use crate::hash_text::ByText;
use crate::traits::{ResourceIdentifier, TypedTrait};
use crate::{Diagnostic, Diagnostics, Model, ResourceShape, Shape, ShapeId, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "ResourceCycle",
        title: "No resource is below itself.",
        why: "Resources form trees: a child is found through its parents. A resource that is its own ancestor has no place to start from.",
        bad: r#"$version: "2"
namespace example

resource Country {
    resources: [City]
}

resource City {
    resources: [Country]
}
"#,
        good: r#"$version: "2"
namespace example

resource Country {
    resources: [City]
}

resource City {}
"#,
        run: Run::Correctness(check_cycles),
    },
    Rule {
        id: "ResourceIdentifier",
        title: "Children have the identifiers of their parents, and identifiers are no properties.",
        why: "A child resource is addressed by the identifiers of its parent and its own, of the same types; otherwise nobody can get from one to \
            the other. An identifier never changes, and a property is what may change: one name can't be both.",
        bad: r#"$version: "2"
namespace example

resource Country {
    identifiers: { countryId: String }
    resources: [City]
}

resource City {
    identifiers: { cityId: String }
}
"#,
        good: r#"$version: "2"
namespace example

resource Country {
    identifiers: { countryId: String }
    resources: [City]
}

resource City {
    identifiers: { countryId: String, cityId: String }
}
"#,
        run: Run::Semantic(check_identifiers),
    },
    Rule {
        id: "ResourceIdentifierBinding",
        title: "Operations of a resource give the identifiers that they need, once.",
        why: "An operation on one instance of a resource has to say which one: required members of its input bind all identifiers, by their names \
            or by `@resourceIdentifier`. An operation on the collection must not name an instance. A child's operations bind the identifiers of \
            the parent, too. Of two members that bind one identifier, nobody knows which one counts.",
        bad: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: String }
    read: GetCity
}

@readonly
operation GetCity {
    input := {
        cityId: String
    }
}
"#,
        good: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: String }
    read: GetCity
}

@readonly
operation GetCity {
    input := {
        @required
        cityId: String
    }
}
"#,
        run: Run::Semantic(check_bindings),
    },
    Rule {
        id: "ResourceLifecycle",
        title: "Lifecycle operations do what their place in the lifecycle says.",
        why: "`read` and `list` change nothing, so they are `@readonly`; `create`, `put`, `update` and `delete` are not. To put or delete twice is to \
            do it once, so these are `@idempotent`. Clients retry and cache by these traits.",
        bad: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: String }
    read: GetCity
}

operation GetCity {
    input := {
        @required
        cityId: String
    }
}
"#,
        good: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: String }
    read: GetCity
}

@readonly
operation GetCity {
    input := {
        @required
        cityId: String
    }
}
"#,
        run: Run::Semantic(check_lifecycles),
    },
];

/// The resources of a model.
pub(super) fn resources(model: &Model) -> impl Iterator<Item = (&Shape, &ResourceShape)> {
    model
        .shapes()
        .filter_map(|shape| Some((shape, shape.as_resource()?)))
}

fn check_cycles(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, resource) in resources(context.model()) {
        let mut path = vec![(&shape.id, resource.resources.iter())];
        let mut visited = vec![&shape.id];
        let mut seen: HashSet<&ShapeId, ByText> = HashSet::default();
        seen.insert(&shape.id);
        while let Some((_, children)) = path.last_mut() {
            let Some(child) = children.next() else {
                path.pop();
                continue;
            };
            if seen.contains(child) {
                let mut chain: Vec<&str> = visited.iter().map(|id| id.as_str()).collect();
                chain.push(child.as_str());
                let message = format!("Circular resource hierarchy found: {}", chain.join(" -> "));
                let found = Diagnostic::error("ResourceCycle", message);
                diagnostics.push(found.on(child).at(context.place(child)));
                break;
            }
            if let Some(next) = context.model().shape(child).and_then(Shape::as_resource) {
                visited.push(child);
                seen.insert(child);
                path.push((child, next.resources.iter()));
            }
        }
    }
}

fn check_identifiers(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, resource) in resources(context.model()) {
        for (name, _) in &resource.identifiers {
            let is_property =
                |(property, _): &(String, ShapeId)| property.eq_ignore_ascii_case(name);
            if resource.properties.iter().any(is_property) {
                let message =
                    format!("Resource identifier `{name}` cannot also be a resource property");
                let found = Diagnostic::error("ResourceIdentifier", message);
                diagnostics.push(found.on(&shape.id).at(shape.span));
            }
        }
        let children = resource
            .resources
            .iter()
            .filter_map(|id| context.model().shape(id))
            .filter_map(|child| Some((child, child.as_resource()?)));
        for (child_shape, child) in children {
            check_child(shape, resource, child_shape, child, diagnostics);
        }
    }
}

fn check_child(
    shape: &Shape,
    parent: &ResourceShape,
    child_shape: &Shape,
    child: &ResourceShape,
    diagnostics: &mut Diagnostics,
) {
    let (mut missing, mut other) = (Vec::new(), Vec::new());
    for (name, wanted) in &parent.identifiers {
        match child.identifiers.iter().find(|(own, _)| own == name) {
            None => missing.push(name.as_str()),
            Some((_, found)) if found != wanted => other.push(format!(
                "expected the `{name}` member to target `{wanted}`, but found a target of `{found}`"
            )),
            Some(_) => {}
        }
    }
    let mut report = |message: String| {
        let found = Diagnostic::error("ResourceIdentifier", message);
        diagnostics.push(found.on(&child_shape.id).at(child_shape.span));
    };
    let id = &shape.id;
    if !missing.is_empty() {
        report(format!(
            "This resource is bound as a child of `{id}`, but it is invalid because its `identifiers` property is missing the following identifiers that are defined in `{id}`: [{}]",
            listed(missing)
        ));
    }
    if !other.is_empty() {
        other.sort_unstable();
        report(format!(
            "The `identifiers` property of this resource is incompatible with its binding to `{id}`: {}",
            other.join("; ")
        ));
    }
}

/// The identifiers of a resource that members of a structure give, with the names of the members: by `@resourceIdentifier`, or by being
/// required and having the name and the target of the identifier.
pub(super) fn bound_identifiers<'a>(
    resource: &ResourceShape,
    structure: Option<&'a Shape>,
) -> BTreeMap<String, &'a str> {
    let mut bound = BTreeMap::new();
    for member in structure.into_iter().flat_map(|shape| &shape.members) {
        if let Some(ResourceIdentifier(name)) = member.traits.typed() {
            bound.insert(name, &*member.name);
        } else if member.traits.has(known::REQUIRED)
            && resource
                .identifiers
                .iter()
                .any(|(name, target)| **name == *member.name && *target == member.target)
        {
            bound
                .entry(member.name.to_string())
                .or_insert(&*member.name);
        }
    }
    bound
}

/// Whether an operation works on the collection of a resource, not on an instance.
fn is_of_collection(resource: &ResourceShape, operation: &ShapeId) -> bool {
    resource.collection_operations.contains(operation)
        || resource.create.as_ref() == Some(operation)
        || resource.list.as_ref() == Some(operation)
}

fn check_bindings(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    check_explicit_bindings(context, diagnostics);
    for (shape, resource) in resources(context.model()) {
        check_operations(context, shape, resource, diagnostics);
        let children = resource
            .resources
            .iter()
            .filter_map(|id| context.model().shape(id))
            .filter_map(|child| Some((child, child.as_resource()?)));
        for (child_shape, child) in children {
            for (operation, bound) in operations_with_bindings(context, child) {
                let missing: Vec<&str> = resource
                    .identifiers
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .filter(|name| !bound.contains_key(*name))
                    .collect();
                if !missing.is_empty() {
                    let message = format!(
                        "This operation is bound to the `{}` resource, which is a child of the `{}` resource, and it is missing the following resource identifier bindings of `{}`: [{}]",
                        child_shape.id,
                        shape.id,
                        shape.id,
                        ticked_sorted(missing)
                    );
                    let found = Diagnostic::error(BINDING, message);
                    diagnostics.push(found.on(&operation.id).at(operation.span));
                }
            }
        }
    }
}

const BINDING: &str = "ResourceIdentifierBinding";

/// The operations of a resource, with the identifiers that their inputs give.
fn operations_with_bindings<'a>(
    context: &Context<'a>,
    resource: &'a ResourceShape,
) -> impl Iterator<Item = (&'a Shape, BTreeMap<String, &'a str>)> {
    let model = context.model();
    resource.all_operations().filter_map(move |id| {
        let shape = model.shape(id)?;
        let input = model.shape(&shape.as_operation()?.input);
        Some((shape, bound_identifiers(resource, input)))
    })
}

/// No two members of a structure bind one identifier.
fn check_explicit_bindings(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut last: Option<&ShapeId> = None;
    for on in context.applied(ResourceIdentifier::ID) {
        let shape = on.shape;
        if on.member.is_none() || last.replace(&shape.id) == Some(&shape.id) {
            continue;
        }
        let mut explicit: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for member in &shape.members {
            if let Some(ResourceIdentifier(name)) = member.traits.typed() {
                explicit.entry(name).or_default().push(&member.name);
            }
        }
        for members in explicit.values_mut() {
            *members = hash_order(std::mem::take(members));
        }
        for (name, members) in &explicit {
            let members = members.join("', '");
            let implicit = shape
                .member(name)
                .is_some_and(|member| !member.traits.has(ResourceIdentifier::ID));
            if implicit {
                let message = format!(
                    "Implicit resource identifier for '{name}' is overridden by `resourceIdentifier` trait on members: '{members}'"
                );
                let found = Diagnostic::warning(BINDING, message);
                diagnostics.push(found.on(&shape.id).at(shape.span));
            }
        }
        for (name, members) in explicit.iter().filter(|(_, members)| members.len() > 1) {
            let message = format!(
                "Conflicting resource identifier member bindings found for identifier '{name}' between members: '{}'",
                members.join("', '")
            );
            let found = Diagnostic::error(BINDING, message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

fn check_operations(
    context: &Context<'_>,
    shape: &Shape,
    resource: &ResourceShape,
    diagnostics: &mut Diagnostics,
) {
    let mut operations: BTreeMap<&ShapeId, (&Shape, BTreeMap<String, &str>)> = BTreeMap::new();
    let model = context.model();
    for id in resource.all_operations() {
        if let Some((operation, of)) = model.shape(id).and_then(|s| Some((s, s.as_operation()?))) {
            let bound = bound_identifiers(resource, model.shape(&of.input));
            operations.insert(&operation.id, (operation, bound));
        }
    }
    for (id, (operation, bound)) in operations {
        let all = resource
            .identifiers
            .iter()
            .all(|(name, _)| bound.contains_key(name));
        let message = match (is_of_collection(resource, id), all) {
            (true, true) => format!(
                "This operation is bound as a collection operation on the `{}` resource, but it improperly binds all of the identifiers of the resource to members of the operation input.",
                shape.id
            ),
            (false, false) => {
                let wanted = resource
                    .identifiers
                    .iter()
                    .map(|(n, t)| binding(n, t.as_str()));
                let found = bound.iter().map(|(name, member)| binding(name, member));
                format!(
                    "This operation does not form a valid instance operation when bound to resource `{}`. All of the identifiers of the resource were not implicitly or explicitly bound to the input of the operation. Expected the following identifier bindings: [{}]. Found the following identifier bindings: [{}]",
                    shape.id,
                    listed(wanted),
                    listed(found)
                )
            }
            _ => continue,
        };
        let found = Diagnostic::error(BINDING, message);
        diagnostics.push(found.on(id).at(operation.span));
    }
}

fn binding(name: &str, target: &str) -> String {
    format!("required member named `{name}` that targets `{target}`")
}

fn check_lifecycles(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, resource) in resources(context.model()) {
        for (name, id) in resource.lifecycle() {
            let Some(operation) = context.shape(id).filter(|s| s.as_operation().is_some()) else {
                continue;
            };
            let mut report = |what: &str| {
                let message = format!(
                    "The `{name}` lifecycle operation of this resource targets an invalid operation, `{id}`. The targeted operation {what}."
                );
                let found = Diagnostic::error("ResourceLifecycle", message);
                diagnostics.push(found.on(&shape.id).at(shape.span));
            };
            let readonly = matches!(name, "read" | "list");
            if readonly != operation.traits.has("smithy.api#readonly") {
                let must = if readonly { "must" } else { "must not" };
                report(&format!("{must} be marked with the readonly trait"));
            }
            if matches!(name, "put" | "delete") && !operation.traits.has("smithy.api#idempotent") {
                report("must be marked as idempotent");
            }
        }
    }
}
