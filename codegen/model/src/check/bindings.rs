//! An operation or resource is bound in one place of a service. (Smithy spec, "Service closure")

use super::{Context, Rule, Run, listed, named, ticked_sorted};
use crate::{Diagnostic, Diagnostics, Shape, ShapeId};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "SingleOperationBinding",
        title: "An operation is bound once in a service.",
        why: "Where an operation is bound says what it works on: the service, all instances of a resource, or one of them. If it is bound in two \
            places, generated clients can't tell which of them it belongs to.",
        bad: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    operations: [GetCity]
    resources: [City]
}

resource City {
    operations: [GetCity]
}

operation GetCity {}
"#,
        good: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    resources: [City]
}

resource City {
    operations: [GetCity]
}

operation GetCity {}
"#,
        run: Run::Critical(check_operations),
    },
    Rule {
        id: "SingleResourceBinding",
        title: "A resource is bound once in a service.",
        why: "The place of a resource in the hierarchy says which identifiers lead to it. A resource in two places has two addresses, and \
            nothing says which one is meant.",
        bad: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    resources: [Country, City]
}

resource Country {
    resources: [City]
}

resource City {}
"#,
        good: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    resources: [Country]
}

resource Country {
    resources: [City]
}

resource City {}
"#,
        run: Run::Critical(check_resources),
    },
];

fn check_operations(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    each_binding(
        context,
        |parent| match (parent.as_service(), parent.as_resource()) {
            (Some(service), _) => service.operations.iter().collect(),
            (_, Some(resource)) => resource.all_operations().collect(),
            _ => Vec::new(),
        },
        |service, id, parents| {
            let message = format!(
                "An operation can appear only once in an entire service closure. This operation is illegally bound into the `{}` service closure from multiple shapes: {}",
                service.id,
                listed(parents.iter().map(|parent| named(parent)))
            );
            let found = Diagnostic::error("SingleOperationBinding", message);
            diagnostics.push(found.on(id).at(context.place(id)));
        },
    );
}

fn check_resources(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    each_binding(
        context,
        |parent| match (parent.as_service(), parent.as_resource()) {
            (Some(service), _) => service.resources.iter().collect(),
            (_, Some(resource)) => resource.resources.iter().collect(),
            _ => Vec::new(),
        },
        |service, id, parents| {
            let message = format!(
                "A resource can appear only once in an entire service closure. This resource is illegally bound into the `{}` service closure from multiple shapes: [{}]",
                service.id,
                ticked_sorted(parents.iter().map(|parent| parent.id.as_str()))
            );
            let found = Diagnostic::error("SingleResourceBinding", message);
            diagnostics.push(found.on(id).at(context.place(id)));
        },
    );
}

/// Calls `report` with each service, each id that several shapes of the service bind, and these shapes.
fn each_binding<'a>(
    context: &Context<'a>,
    children: impl Fn(&'a Shape) -> Vec<&'a ShapeId>,
    mut report: impl FnMut(&'a Shape, &'a ShapeId, &[&'a Shape]),
) {
    for service in context.model().services() {
        let resources = context.contained(&service.id).resources.iter().copied();
        let mut pairs: Vec<(&ShapeId, &Shape)> = std::iter::once(service)
            .chain(resources)
            .flat_map(|parent| children(parent).into_iter().map(move |id| (id, parent)))
            .collect();
        pairs.sort_by(|a, b| a.0.cmp(b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        pairs.dedup_by(|a, b| a.0 == b.0 && a.1.id == b.1.id);
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            if let [(id, _), _, ..] = group {
                let parents: Vec<&Shape> = group.iter().map(|(_, parent)| *parent).collect();
                report(service, id, &parents);
            }
        }
    }
}
