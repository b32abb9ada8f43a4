//! Members that refer to resources. (Smithy spec, "references trait")

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::resource::resources;
use super::{Context, Rule, Run, ticked_sorted};
use crate::hash_text::ByText;
use crate::{
    Diagnostic, Diagnostics, Model, Node, ResourceShape, Shape, ShapeId, ShapeType, json, known,
};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "MemberShouldReferenceResource",
        title: "Members that look like identifiers of a resource say so.",
        why: "A string member with the name and type of an identifier, outside of the operations of the resource, is probably a reference to it. \
            With `@references` tools can link it; without, it is just a text.",
        bad: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: CityId }
}

string CityId

structure Flight {
    cityId: CityId
}
"#,
        good: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: CityId }
}

string CityId

@references([{ resource: City }])
structure Flight {
    @required
    cityId: CityId
}
"#,
        run: Run::Semantic(check_members),
    },
    Rule {
        id: "ReferencesTrait",
        title: "References name resources, and give their identifiers.",
        why: "`@references` says that a shape points to a resource. Then every identifier of the resource has to be found: in members of the \
            structure, of their own names or those that `ids` gives; or in the one string that has the trait.",
        bad: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: String }
}

@references([{ resource: City, ids: { cityId: "destination" } }])
structure Flight {
    to: String
}
"#,
        good: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: String }
}

@references([{ resource: City, ids: { cityId: "destination" } }])
structure Flight {
    destination: String
}
"#,
        run: Run::Semantic(check_references),
    },
    Rule {
        id: "ServiceBoundResourceOperation",
        title: "Operations on a resource are bound to it.",
        why: "An operation that is bound to the service itself, but takes or gives the identifiers of one of its resources, is probably an operation \
            of that resource: bound there, clients and documentation find it where it belongs.",
        bad: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    operations: [GetCity]
    resources: [City]
}

resource City {
    identifiers: { cityId: String }
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

service Weather {
    version: "1"
    resources: [City]
}

resource City {
    identifiers: { cityId: String }
    operations: [GetCity]
}

operation GetCity {
    input := {
        @required
        cityId: String
    }
}
"#,
        run: Run::Semantic(check_service_operations),
    },
];

const REFERENCES: &str = "smithy.api#references";

fn check_references(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(REFERENCES) {
        for value in on.value.as_array().unwrap_or_default() {
            let Some(reference) = Reference::of(value) else {
                continue;
            };
            let mut report = |message: String| {
                let found = Diagnostic::error("ReferencesTrait", message);
                diagnostics.push(found.on(on.id()).at(on.span));
            };
            let is_string = on.member.is_none() && on.shape.kind.is_string();
            if is_string && !reference.ids.is_empty() {
                report(format!(
                    "References applied to string shapes cannot contain 'ids': {}",
                    reference.text
                ));
            }
            let Some(target) = context.shape(reference.resource) else {
                continue;
            };
            let Some(resource) = target.as_resource() else {
                report(format!(
                    "`references` trait reference targets a {} shape not a resource: {}",
                    target.kind, reference.text
                ));
                continue;
            };
            if is_string {
                reference.check_string(target, resource, &mut report);
            } else if on.member.is_none() && on.shape.kind == ShapeType::Structure {
                reference.check_structure(context.model(), on.shape, target, resource, &mut report);
            }
        }
    }
}

/// One value of the trait.
struct Reference<'a> {
    resource: &'a str,
    ids: BTreeMap<&'a str, &'a str>,
    /// As messages show it.
    text: String,
}

impl<'a> Reference<'a> {
    fn of(value: &'a Node) -> Option<Reference<'a>> {
        let resource = value.get("resource")?.as_str()?;
        let ids: BTreeMap<&str, &str> = value
            .get("ids")
            .and_then(Node::as_object)
            .into_iter()
            .flat_map(crate::Object::iter)
            .filter_map(|(name, member)| Some((name, member.as_str()?)))
            .collect();
        let text = |node: &str| json::to_compact(&Node::from(node));
        let mut parts = vec![format!("\"resource\":{}", text(resource))];
        if !ids.is_empty() {
            let ids = ids.iter().map(|(k, v)| format!("{}:{}", text(k), text(v)));
            parts.push(format!("\"ids\":{{{}}}", ids.collect::<Vec<_>>().join(",")));
        }
        for key in ["service", "rel"] {
            if let Some(value) = value.get(key).and_then(Node::as_str) {
                parts.push(format!("{}:{}", text(key), text(value)));
            }
        }
        Some(Reference {
            resource,
            ids,
            text: format!("Reference{{{}}}", parts.join(",")),
        })
    }

    fn check_string(
        &self,
        target: &Shape,
        resource: &ResourceShape,
        report: &mut impl FnMut(String),
    ) {
        if resource.identifiers.len() != 1 {
            report(format!(
                "This string shape contains an invalid reference to {}: {}. References on a string shape can only refer to resource shapes with exactly one entry in its identifiers property, but this shape has the following identifiers: [{}]",
                target.id,
                self.text,
                names(resource)
            ));
        }
    }

    fn check_structure(
        &self,
        model: &Model,
        shape: &Shape,
        target: &Shape,
        resource: &ResourceShape,
        report: &mut impl FnMut(String),
    ) {
        let implicit = self.ids.is_empty() && !resource.identifiers.is_empty();
        if !implicit {
            self.check_ids(target, resource, report);
        }
        let members: BTreeSet<&str> = if self.ids.is_empty() {
            resource
                .identifiers
                .iter()
                .map(|(n, _)| n.as_str())
                .collect()
        } else {
            self.ids.values().copied().collect()
        };
        let mut wrong: Vec<String> = Vec::new();
        for name in members {
            let Some(member) = shape.member(name) else {
                wrong.push(if implicit {
                    format!("implicit binding of `{name}` is not part of the structure (set \"rel\" to \"collection\" to create a collection binding)")
                } else {
                    format!("`{name}` refers to a member that is not part of the structure")
                });
                continue;
            };
            if !model.target(member).is_some_and(|t| t.kind.is_string()) {
                wrong.push(format!(
                    "`{name}` refers to a member that does not target a string shape"
                ));
            }
        }
        if !wrong.is_empty() {
            wrong.sort_unstable();
            report(format!(
                "`references` trait {} is invalid for the following reasons: {}",
                self.text,
                wrong.join("; ")
            ));
        }
    }

    /// The keys of `ids` are the identifiers of the resource.
    fn check_ids(&self, target: &Shape, resource: &ResourceShape, report: &mut impl FnMut(String)) {
        let (wanted, found) = (resource.identifiers.len(), self.ids.len());
        if wanted != found {
            let start = if wanted < found {
                "Too many identifiers"
            } else {
                "Not enough identifiers"
            };
            report(format!(
                "{start} were provided in the `ids` properties of {}. Expected {wanted} identifiers(s), but found {found}. This resource requires bindings for the following identifiers: [{}].",
                self.text,
                names(resource)
            ));
        }
        let is_known = |name: &str| resource.identifiers.iter().any(|(own, _)| own == name);
        let unknown: Vec<&str> = self
            .ids
            .keys()
            .copied()
            .filter(|name| !is_known(name))
            .collect();
        if !unknown.is_empty() {
            report(format!(
                "`references` trait {} contains extraneous resource identifier bindings, [{}], that are not actually identifier names of the resource, `{}`. This resource has the following identifier names: [{}]",
                self.text,
                ticked_sorted(unknown),
                target.id,
                names(resource)
            ));
        }
    }
}

fn names(resource: &ResourceShape) -> String {
    ticked_sorted(resource.identifiers.iter().map(|(name, _)| name))
}

/// How many pairs of members and resources are looked at in all: where thousands of members may mean each of thousands of resources,
/// findings that list them all help nobody.
const MOST_CANDIDATES: usize = 1_000_000;

fn check_members(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut identifiers: BTreeMap<(&str, &ShapeId), Vec<&ShapeId>> = BTreeMap::new();
    for (shape, resource) in resources(context.model()) {
        for (name, target) in &resource.identifiers {
            let of = identifiers.entry((name, target)).or_default();
            of.push(&shape.id);
        }
    }
    if identifiers.is_empty() {
        return;
    }
    let mut left = MOST_CANDIDATES;
    for shape in context.model().shapes() {
        let mut bound: Option<HashSet<&ShapeId, ByText>> = None;
        for member in &shape.members {
            let Some(candidates) = identifiers.get(&(&*member.name, &member.target)) else {
                continue;
            };
            let is_string = context.target(member).is_some_and(|t| t.kind.is_string());
            if !is_string {
                continue;
            }
            let mut referred: BTreeSet<&str> = BTreeSet::new();
            for traits in [&member.traits, &shape.traits] {
                let values = traits.get(REFERENCES).and_then(Node::as_array);
                let ids = values.into_iter().flatten();
                referred.extend(ids.filter_map(|value| value.get("resource")?.as_str()));
            }
            let Some(rest) = left.checked_sub(candidates.len()) else {
                return;
            };
            left = rest;
            let mut missing = candidates.clone();
            missing.retain(|id| !referred.contains(id.as_str()));
            if !missing.is_empty() {
                let bound = bound.get_or_insert_with(|| bound_to(context, &shape.id));
                missing.retain(|id| !bound.contains(id));
            }
            if !missing.is_empty() {
                let message = format!(
                    "This member appears to reference the following resources without being included in a `@references` trait: [{}]",
                    ticked_sorted(missing.iter().map(|id| id.as_str()))
                );
                let found = Diagnostic::warning("MemberShouldReferenceResource", message);
                diagnostics.push(found.on(&member.id).at(member.span));
            }
        }
    }
}

/// The resources that refer to a shape at any depth, and their children.
fn bound_to<'a>(context: &'a Context<'_>, shape: &'a ShapeId) -> HashSet<&'a ShapeId, ByText> {
    let mut found = HashSet::default();
    let mut seen: HashSet<&ShapeId, ByText> = HashSet::default();
    seen.insert(shape);
    let mut queue = vec![shape];
    while let Some(id) = queue.pop() {
        for reference in context.references().references_to(id) {
            let Some(from) = context.shape(reference.from.root_str()) else {
                continue;
            };
            if seen.insert(&from.id) {
                if let Some(resource) = from.as_resource() {
                    found.insert(&from.id);
                    found.extend(&resource.resources);
                }
                queue.push(&from.id);
            }
        }
    }
    found
}

fn check_service_operations(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let model = context.model();
    for shape in model.services() {
        let Some(service) = shape.as_service() else {
            continue;
        };
        let resources = &context.contained(&shape.id).resources;
        if resources.is_empty() {
            continue;
        }
        for id in &service.operations {
            let Some(operation) = model.shape(id).and_then(Shape::as_operation) else {
                continue;
            };
            let parts = [&operation.input, &operation.output];
            let members = parts
                .into_iter()
                .filter_map(|id| model.shape(id))
                .flat_map(|part| &part.members)
                .filter(|member| member.traits.has(known::REQUIRED));
            let mut better: BTreeSet<&ShapeId> = BTreeSet::new();
            for member in members {
                let gives = |resource: &&&Shape| {
                    resource.as_resource().is_some_and(|r| {
                        r.identifiers
                            .iter()
                            .any(|(name, id)| **name == *member.name && *id == member.target)
                    })
                };
                better.extend(resources.iter().filter(gives).map(|resource| &resource.id));
            }
            if !better.is_empty() {
                let message = format!(
                    "The `{id}` operation is bound to the `{}` service but has members that match identifiers of the following resource shapes: [{}]. It may be more accurately bound to one of them than directly to the service.",
                    shape.id,
                    ticked_sorted(better.iter().map(|id| id.as_str()))
                );
                let event = format!("ServiceBoundResourceOperation.{}.{}", shape.id, id.name());
                diagnostics.push(Diagnostic::warning(event, message).on(id).at(shape.span));
            }
        }
    }
}
