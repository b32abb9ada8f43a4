//! Properties of resources, and the operations that carry them. (Smithy spec, "Resource properties")

use std::collections::{BTreeMap, BTreeSet};

use super::resource::{bound_identifiers, resources};
use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, Member, Model, Node, ResourceShape, Shape, ShapeId};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "ResourceOperationInputOutput",
    title: "Operations of a resource with properties carry its properties and identifiers.",
    why: "A resource with `properties` says what its state is. The members of its operations' inputs and outputs are then properties (of the \
        same name, or by `@property`), identifiers, or marked with `@notProperty`; each property has one member and its one type; and every \
        property is seen by some operation. Tools that manage resources read their schema from this.",
    bad: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: String }
    properties: { population: Integer }
    read: GetCity
}

@readonly
operation GetCity {
    input := {
        @required
        cityId: String
    }

    output := {
        population: Integer
        mayor: String
    }
}
"#,
    good: r#"$version: "2"
namespace example

resource City {
    identifiers: { cityId: String }
    properties: { population: Integer, mayor: String }
    read: GetCity
}

@readonly
operation GetCity {
    input := {
        @required
        cityId: String
    }

    output := {
        population: Integer
        mayor: String
    }
}
"#,
    run: Run::Semantic(check),
}];

const EVENT: &str = "ResourceOperationInputOutput";

/// Which members stand for properties.
struct Properties<'a> {
    model: &'a Model,
    /// Traits whose definition says that what has them is no property.
    not_property: Vec<&'a ShapeId>,
    /// The names of the properties that members stand for.
    names: BTreeMap<&'a ShapeId, String>,
}

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let model = context.model();
    if resources(model).all(|(_, resource)| resource.properties.is_empty()) {
        return;
    }
    let properties = Properties::of(context);
    for (shape, resource) in resources(model).filter(|(_, r)| !r.properties.is_empty()) {
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let lifecycle: Vec<(&str, &ShapeId)> = resource
            .lifecycle()
            .filter(|(name, _)| *name != "list")
            .collect();
        let instance = resource.operations.iter().map(|id| (id.name(), id));
        for (name, id) in lifecycle.into_iter().chain(instance) {
            let Some(operation) = model.shape(id).and_then(Shape::as_operation) else {
                continue;
            };
            let identifiers = bound_identifiers(resource, model.shape(&operation.output));
            let identifiers: BTreeSet<&str> = identifiers.into_values().collect();
            for part in [&operation.input, &operation.output] {
                let Some(part) = model.shape(part).map(|part| properties.carrier(part)) else {
                    continue;
                };
                let of = Part {
                    resource: (shape, resource),
                    operation: name,
                    identifiers: &identifiers,
                };
                used.extend(properties.check(part, &of, diagnostics));
            }
        }
        let unused = resource
            .properties
            .iter()
            .map(|(name, _)| name)
            .filter(|name| !used.contains(name.as_str()));
        for name in unused {
            let message = format!(
                "Resource property `{name}` is not used in the input or output of create or an instance operation."
            );
            let found = Diagnostic::error(EVENT, message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

/// The input or output of an operation of a resource.
struct Part<'p, 'a> {
    resource: (&'a Shape, &'a ResourceShape),
    operation: &'p str,
    identifiers: &'p BTreeSet<&'p str>,
}

impl<'a> Properties<'a> {
    fn of(context: &Context<'a>) -> Properties<'a> {
        let definitions = context.applied("smithy.api#notProperty");
        let mut properties = Properties {
            model: context.model(),
            not_property: definitions
                .iter()
                .filter(|on| on.traits().has(crate::known::TRAIT))
                .map(|on| on.id())
                .collect(),
            names: BTreeMap::new(),
        };
        properties.add_names();
        properties
    }

    fn add_names(&mut self) {
        let model = self.model;
        for (_, resource) in resources(model) {
            for id in resource.all_operations() {
                let Some(operation) = model.shape(id).and_then(Shape::as_operation) else {
                    continue;
                };
                for part in [&operation.input, &operation.output] {
                    let Some(part) = model.shape(part).map(|part| self.carrier(part)) else {
                        continue;
                    };
                    let bound = bound_identifiers(resource, Some(part));
                    let is_bound =
                        |member: &Member| bound.values().any(|name| **name == *member.name);
                    for member in &part.members {
                        let named = resource
                            .properties
                            .iter()
                            .any(|(name, _)| **name == *member.name);
                        if named || !(is_bound(member) || self.is_exempt(member)) {
                            self.names.insert(&member.id, name(member));
                        }
                    }
                }
            }
        }
    }

    /// The structure that holds the properties: the one that a member with `@nestedProperties` targets, if there is one.
    fn carrier(&self, part: &'a Shape) -> &'a Shape {
        part.members
            .iter()
            .filter(|member| member.traits.has("smithy.api#nestedProperties"))
            .filter_map(|member| self.model.target(member))
            .find(|target| target.kind == crate::ShapeType::Structure)
            .unwrap_or(part)
    }

    fn is_exempt(&self, member: &Member) -> bool {
        member.traits.has("smithy.api#notProperty")
            || self
                .not_property
                .iter()
                .any(|id| member.traits.has(id.as_str()))
    }

    /// Checks a structure, and returns the names of the properties that it carries.
    fn check(
        &self,
        structure: &'a Shape,
        part: &Part<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<&str> {
        let (shape, resource) = part.resource;
        let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for member in &structure.members {
            let Some(name) = self.names.get(&member.id) else {
                continue;
            };
            members.entry(name).or_default().push(&member.name);
            let property = resource.properties.iter().find(|(own, _)| own == name);
            let message = match property {
                Some((_, target)) if *target == member.target => continue,
                Some((_, target)) => format!(
                    "This member must target `{target}`. This member is used as part of the `{}` operation of the `{}` resource and conflicts with its `{name}` resource property.",
                    part.operation, shape.id
                ),
                None if part.identifiers.contains(&*member.name) => continue,
                None => format!(
                    "Member `{}` does not target a property or identifier for resource `{}`. If it is an identifier, apply the `smithy.api#resourceIdentifier` trait. If it is a property, apply the `smithy.api#property` trait. If it is neither, apply the `smithy.api#notProperty` trait.",
                    member.name, shape.id
                ),
            };
            let found = Diagnostic::error(EVENT, message);
            diagnostics.push(found.on(&member.id).at(member.span));
        }
        for (name, members) in members.iter_mut().filter(|(_, members)| members.len() > 1) {
            members.sort_unstable();
            let message = format!(
                "This shape contains members with conflicting resource property names that resolve to '{name}': {}",
                members.join(", ")
            );
            let found = Diagnostic::error(EVENT, message);
            diagnostics.push(found.on(&structure.id).at(structure.span));
        }
        members.into_keys().collect()
    }
}

/// The property that a member stands for: what `@property` says, or its own name.
fn name(member: &Member) -> String {
    let explicit = member.traits.get("smithy.api#property");
    let name = explicit
        .and_then(|value| value.get("name"))
        .and_then(Node::as_str);
    name.unwrap_or(&member.name).to_owned()
}
