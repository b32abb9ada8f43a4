//! Operations and resources bound to services and resources.

use std::collections::BTreeSet;

use super::{DiffRule, Differences, Subject, finding};
use crate::closure::operations_of;
use crate::{Diagnostics, Severity, Shape, ShapeId, ShapeType};

pub(super) const ADDED: &[DiffRule] = &[
    DiffRule {
        id: "AddedOperationBinding",
        title: "An operation was bound to a service or resource.",
        why: "Clients get one more operation, and what they have goes on to work. It is told for people who review what a version adds.",
        old: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    operations: [Feed]\n}\n\noperation Feed {}\n\noperation Clean {}\n",
        new: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    operations: [Feed, Clean]\n}\n\noperation Feed {}\n\noperation Clean {}\n",
        run: |differences, found| added(Entity::Operation, differences, found),
    },
    DiffRule {
        id: "AddedResourceBinding",
        title: "A resource was bound to a service or resource.",
        why: "Clients get the operations of one more resource, and what they have goes on to work. It is told for people who review what a \
            version adds.",
        old: "$version: \"2\"\nnamespace a\n\nservice Zoo {}\n\nresource Animal {}\n",
        new: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    resources: [Animal]\n}\n\nresource Animal {}\n",
        run: |differences, found| added(Entity::Resource, differences, found),
    },
];

pub(super) const REMOVED: &[DiffRule] = &[
    DiffRule {
        id: "RemovedOperationBinding",
        title: "An operation is no longer bound to a service or resource.",
        why: "Clients generated from the new model don't have the operation any more, so programs that call it don't compile; the service \
            may refuse old clients. Mark the operation as `@deprecated` and keep it. An operation that moves from the service to one of \
            its resources stays in the service, which is a note only; out of a resource it is an error, as code that goes through the \
            resource loses it.",
        old: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    operations: [Feed, Clean]\n}\n\noperation Feed {}\n\noperation Clean {}\n",
        new: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    operations: [Feed]\n}\n\noperation Feed {}\n\noperation Clean {}\n",
        run: |differences, found| removed(Entity::Operation, differences, found),
    },
    DiffRule {
        id: "RemovedResourceBinding",
        title: "A resource is no longer bound to a service or resource.",
        why: "All operations of the resource leave the service, or the place where generated code has them. Mark the resource as \
            `@deprecated` and keep it.",
        old: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    resources: [Animal]\n}\n\nresource Animal {}\n",
        new: "$version: \"2\"\nnamespace a\n\nservice Zoo {}\n\nresource Animal {}\n",
        run: |differences, found| removed(Entity::Resource, differences, found),
    },
];

/// What is bound.
#[derive(Clone, Copy)]
enum Entity {
    Operation,
    Resource,
}

fn added(entity: Entity, differences: &Differences<'_>, found: &mut Diagnostics) {
    for (old, new) in containers(differences) {
        let before = entity.bound_to(old);
        for child in entity.bound_to(new).difference(&before) {
            let (kind, place) = (new.kind, place(new));
            let id = format!("Added{entity}Binding.To{place}.{}", child.name());
            let message = format!(
                "{entity} binding of `{child}` was added to the {kind} shape, `{}`",
                new.id
            );
            found.push(finding(Severity::Note, id, Subject::Shape(new), message));
        }
    }
}

fn removed(entity: Entity, differences: &Differences<'_>, found: &mut Diagnostics) {
    for (old, new) in containers(differences) {
        let after = entity.bound_to(new);
        let before = entity.bound_to(old);
        let mut gone = before.difference(&after).peekable();
        let reached = match (entity, new.kind, gone.peek()) {
            (Entity::Operation, ShapeType::Service, Some(_)) => {
                operations_of(differences.new, &new.id)
            }
            _ => BTreeSet::new(),
        };
        for child in gone {
            let (kind, place) = (new.kind, place(new));
            let id = format!("Removed{entity}Binding.From{place}.{}", child.name());
            let message = format!(
                "{entity} binding of `{child}` was removed from {kind} shape, `{}`",
                new.id
            );
            let (severity, message) = match reached.contains(child) {
                false => (Severity::Error, message),
                true => (
                    Severity::Note,
                    message
                        + ", but the operation remains in the service closure through a resource",
                ),
            };
            found.push(finding(severity, id, Subject::Shape(new), message));
        }
    }
}

/// Services and resources that changed.
fn containers<'d>(
    differences: &'d Differences<'_>,
) -> impl Iterator<Item = (&'d Shape, &'d Shape)> {
    [ShapeType::Resource, ShapeType::Service]
        .into_iter()
        .flat_map(|kind| differences.changed_shapes(kind))
        .map(|(_, old, new)| (old, new))
}

fn place(container: &Shape) -> &'static str {
    match container.kind {
        ShapeType::Resource => "Resource",
        _ => "Service",
    }
}

impl Entity {
    fn bound_to(self, container: &Shape) -> BTreeSet<&ShapeId> {
        let (service, resource) = (container.as_service(), container.as_resource());
        let ids = match self {
            Entity::Operation => service
                .map(|service| &service.operations)
                .or(resource.map(|resource| &resource.operations)),
            Entity::Resource => service
                .map(|service| &service.resources)
                .or(resource.map(|resource| &resource.resources)),
        };
        ids.into_iter().flatten().collect()
    }
}

impl std::fmt::Display for Entity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Entity::Operation => "Operation",
            Entity::Resource => "Resource",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::{messages, told};

    const SHAPES: &str = "operation O {}\noperation P {}\nresource R {}\n";

    #[test]
    fn an_operation_may_move_into_a_resource() {
        let old = "service S { operations: [O] resources: [R] }\noperation O {}\nresource R {}\n";
        let new = "service S { resources: [R] }\noperation O {}\nresource R { operations: [O] }\n";
        assert_eq!(
            told(old, new),
            "note AddedOperationBinding.ToResource.O a#R\nnote RemovedOperationBinding.FromService.O a#S"
        );
        assert_eq!(
            told(new, old),
            "error RemovedOperationBinding.FromResource.O a#R\nnote AddedOperationBinding.ToService.O a#S"
        );
    }

    #[test]
    fn bindings_are_compared_as_sets() {
        let old = format!("service S {{ operations: [O, P] }}\n{SHAPES}");
        let new = format!("service S {{ operations: [P, O] }}\n{SHAPES}");
        assert_eq!(told(&old, &new), "");
        let new = format!("service S {{ operations: [P] }}\n{SHAPES}");
        assert_eq!(
            messages("RemovedOperationBinding", &old, &new),
            ["Operation binding of `a#O` was removed from service shape, `a#S`"]
        );
    }
}
