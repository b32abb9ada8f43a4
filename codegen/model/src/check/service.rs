//! Services as a whole: names, renames, bindings. (Smithy spec, "Service closure", "Service": `rename`)

use super::{Context, Rule, Run};
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Closure, Diagnostic, Diagnostics, Member, Model, Severity, Shape, ShapeId, ShapeType, closure,
    shape_id,
};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "Service",
    title: "Names are unique in a service, renames rename, operations are bound once.",
    why: "",
    bad: "",
    good: "",
    run: Run::Semantic(check),
}];

const EVENT: &str = "Service";

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.services() {
        let closure = closure(model, &service.id);
        check_renames(model, service, &closure, diagnostics);
        check_names(model, service, &closure, diagnostics);
        check_bindings(model, service, &closure, diagnostics);
    }
}

fn check_renames(model: &Model, service: &Shape, closure: &Closure, diagnostics: &mut Diagnostics) {
    for (id, name) in &closure.rename {
        let shape = model.shape(id).filter(|shape| closure.contains(&shape.id));
        let message = match shape {
            _ if id.member().is_some() => {
                format!(
                    "Service attempts to rename a member shape from `{id}` to \"{name}\"; members cannot be renamed"
                )
            }
            None => format!("Service attempts to rename a shape not in the service: {id}"),
            Some(_) if !shape_id::is_identifier(name) => {
                format!("Service attempts to rename `{id}` to an invalid identifier, \"{name}\"")
            }
            Some(shape) if shape.kind.is_service_type() => format!(
                "Service attempts to rename a {} shape from `{id}` to \"{name}\"; {}s cannot be renamed",
                shape.kind, shape.kind
            ),
            Some(_) if name == id.name() => {
                format!("Service rename for `{id}` does not actually change the name from `{name}`")
            }
            Some(_) => continue,
        };
        diagnostics.push(
            Diagnostic::error(EVENT, message)
                .on(&service.id)
                .at(service.span),
        );
    }
}

/// Names are unique in a service, whatever their case and namespace. Simple shapes and lists of them may share a name if they are alike.
fn check_names(model: &Model, service: &Shape, closure: &Closure, diagnostics: &mut Diagnostics) {
    let mut names: BTreeMap<String, Vec<&Shape>> = BTreeMap::new();
    for id in &closure.shapes {
        if let Some(shape) = model
            .shape(id)
            .filter(|shape| shape.kind != ShapeType::Service)
        {
            names
                .entry(closure.name(id).to_ascii_lowercase())
                .or_default()
                .push(shape);
        }
    }
    for group in names.values().filter(|group| group.len() > 1) {
        for (i, shape) in group
            .iter()
            .enumerate()
            .filter(|(_, shape)| !crate::is_prelude(&shape.id))
        {
            let mut others = group
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, other)| *other);
            let Some(first) = others.clone().next() else {
                continue;
            };
            let (other, severity) = match others.find(|other| !are_alike(model, shape, other)) {
                Some(other) => (other, Severity::Error),
                None if shape.kind == ShapeType::List => (first, Severity::Warning),
                None => (first, Severity::Note),
            };
            let must = if severity == Severity::Error {
                "must"
            } else {
                "should"
            };
            let subject = match closure.rename.get(&shape.id) {
                Some(name) => format!("Renamed shape name \"{name}\""),
                None => format!("Shape name `{}`", shape.id),
            };
            let renamed = closure
                .rename
                .get(&other.id)
                .map_or_else(String::new, |name| format!(" (renamed to \"{name}\")"));
            let message = format!(
                "{subject} conflicts with `{}`{renamed} in the `{}` service closure. Shapes in the closure of a service {must} have case-insensitively unique names regardless of their namespaces. Use the `rename` property of the service to disambiguate shape names.",
                other.id, service.id
            );
            diagnostics.push(
                Diagnostic::new(severity, EVENT, message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }
}

/// Shapes that rarely become types of their own.
fn is_minor(shape: &Shape) -> bool {
    (shape.kind.is_simple() && !matches!(shape.kind, ShapeType::Enum | ShapeType::IntEnum))
        || shape.kind == ShapeType::List
}

fn are_alike(model: &Model, a: &Shape, b: &Shape) -> bool {
    let elements = || match (a.list_member(), b.list_member()) {
        (Some(a), Some(b)) => {
            a.traits == b.traits && (a.target == b.target || targets_alike(model, a, b))
        }
        (None, None) => true,
        _ => false,
    };
    is_minor(a) && a.kind == b.kind && a.traits == b.traits && elements()
}

fn targets_alike(model: &Model, a: &Member, b: &Member) -> bool {
    let (Some(a), Some(b)) = (model.target(a), model.target(b)) else {
        return false;
    };
    a.kind.is_simple() && is_minor(a) && a.kind == b.kind && a.traits == b.traits
}

/// An operation or resource is bound in one place.
fn check_bindings(
    model: &Model,
    service: &Shape,
    closure: &Closure,
    diagnostics: &mut Diagnostics,
) {
    let mut operations: BTreeMap<&ShapeId, BTreeSet<(&str, &ShapeId)>> = BTreeMap::new();
    let mut resources: BTreeMap<&ShapeId, BTreeSet<(&str, &ShapeId)>> = BTreeMap::new();
    let Some(of_service) = service.as_service() else {
        return;
    };
    for id in &of_service.operations {
        operations
            .entry(id)
            .or_default()
            .insert(("service", &service.id));
    }
    for id in &of_service.resources {
        resources
            .entry(id)
            .or_default()
            .insert(("service", &service.id));
    }
    for parent in closure.resources.iter().filter_map(|id| model.shape(id)) {
        let Some(resource) = parent.as_resource() else {
            continue;
        };
        for id in resource.all_operations() {
            operations
                .entry(id)
                .or_default()
                .insert(("resource", &parent.id));
        }
        for id in &resource.resources {
            resources
                .entry(id)
                .or_default()
                .insert(("resource", &parent.id));
        }
    }
    for (event, article, kind, bindings) in [
        ("SingleOperationBinding", "An", "operation", operations),
        ("SingleResourceBinding", "A", "resource", resources),
    ] {
        for (id, parents) in bindings
            .into_iter()
            .filter(|(_, parents)| parents.len() > 1)
        {
            let places: Vec<String> = parents
                .iter()
                .map(|(kind, id)| format!("({kind}: `{id}`)"))
                .collect();
            let message = format!(
                "{article} {kind} can appear only once in an entire service closure. This {kind} is illegally bound into the `{}` service closure from multiple shapes: {}",
                service.id,
                places.join(", ")
            );
            let span = model.shape(id).map_or(service.span, |shape| shape.span);
            diagnostics.push(Diagnostic::error(event, message).on(id).at(span));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn names_are_unique_and_operations_bound_once() {
        let found = findings(
            r#""a#Z":{"type":"service","version":"1","operations":[{"target":"a#O"}],"resources":[{"target":"a#R"}],
                "rename":{"b#S":"S","a#Nope":"N","a#O":"P"}},
            "a#R":{"type":"resource","operations":[{"target":"a#O"}]},
            "a#O":{"type":"operation","input":{"target":"a#In"}},
            "a#In":{"type":"structure","members":{"a":{"target":"a#S"},"b":{"target":"b#S"},"s":{"target":"a#String"},"t":{"target":"smithy.api#String"}}},
            "a#S":{"type":"structure","members":{}},"b#S":{"type":"structure","members":{}},"a#String":{"type":"string"}"#,
        );
        let wanted = "error Service a#S\nerror Service a#Z\nerror Service a#Z\nerror Service a#Z\nerror Service b#S\nerror SingleOperationBinding a#O\nnote Service a#String";
        assert_eq!(found, wanted);
    }
}
