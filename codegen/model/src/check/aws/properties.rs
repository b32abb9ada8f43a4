//! Which members of inputs and outputs are properties of resources. (Smithy spec, "Resource properties")

use std::collections::{BTreeMap, BTreeSet};

use super::super::Context;
use super::super::pack::{input, output};
use crate::{Member, Model, Node, ResourceShape, Shape, ShapeId, ShapeType, known};

const NOT_PROPERTY: &str = "smithy.api#notProperty";

/// The properties of all resources of a model.
pub(super) struct Properties<'a> {
    /// The members that are properties, with their names there.
    names: BTreeMap<&'a ShapeId, &'a str>,
    /// The members that need not be properties: identifiers, and what has a trait that says so.
    exempt: BTreeSet<&'a ShapeId>,
}

impl<'a> Properties<'a> {
    /// Goes through all resources.
    pub(super) fn of(model: &Context<'a>) -> Properties<'a> {
        let mut index = Properties {
            names: BTreeMap::new(),
            exempt: BTreeSet::new(),
        };
        // Definitions of the prelude count, too.
        let markers: BTreeSet<&str> = model
            .shapes()
            .filter(|shape| shape.traits.has(NOT_PROPERTY) && shape.traits.has(known::TRAIT))
            .map(|shape| shape.id.as_str())
            .chain([NOT_PROPERTY])
            .collect();
        let model = model.model();
        for resource in model.shapes().filter_map(Shape::as_resource) {
            for operation in resource.all_operations().filter_map(|id| model.shape(id)) {
                let parts = [input(model, operation), output(model, operation)];
                for shape in parts.into_iter().flatten() {
                    index.add(model, resource, shape, &markers);
                }
            }
        }
        index
    }

    fn add(
        &mut self,
        model: &'a Model,
        resource: &'a ResourceShape,
        shape: &'a Shape,
        markers: &BTreeSet<&str>,
    ) {
        let properties = properties_shape(model, shape);
        if properties.id != shape.id {
            self.exempt
                .extend(shape.members.iter().map(|member| &member.id));
        }
        let identifiers = identifiers(resource, properties);
        for member in &properties.members {
            let is_exempt = identifiers.contains(&&*member.name)
                || member
                    .traits
                    .iter()
                    .any(|(id, _)| markers.contains(id.as_str()));
            if is_exempt {
                self.exempt.insert(&member.id);
            }
            let is_property = |(name, _): &(String, ShapeId)| **name == *member.name;
            if !is_exempt || resource.properties.iter().any(is_property) {
                let renamed = member.traits.get("smithy.api#property");
                let name = renamed.and_then(|value| value.get("name")?.as_str());
                self.names.insert(&member.id, name.unwrap_or(&member.name));
            }
        }
    }

    /// The property that a member stands for.
    pub(super) fn name(&self, member: &Member) -> Option<&'a str> {
        self.names.get(&member.id).copied()
    }

    /// Whether a member need not be a property.
    pub(super) fn is_exempt(&self, member: &Member) -> bool {
        self.exempt.contains(&member.id)
    }
}

/// The structure that holds the properties: an input or output, or what a member of it with `@nestedProperties` targets.
pub(super) fn properties_shape<'a>(model: &'a Model, shape: &'a Shape) -> &'a Shape {
    shape
        .members
        .iter()
        .filter(|member| member.traits.has("smithy.api#nestedProperties"))
        .filter_map(|member| model.target(member))
        .find(|target| target.kind == ShapeType::Structure)
        .unwrap_or(shape)
}

/// The names of the members that are identifiers of a resource: by trait, or by name, target and being required.
pub(super) fn identifiers<'a>(resource: &ResourceShape, shape: &'a Shape) -> BTreeSet<&'a str> {
    let mut bound: BTreeMap<&str, &str> = BTreeMap::new();
    for member in &shape.members {
        let explicit = member.traits.get("smithy.api#resourceIdentifier");
        if let Some(name) = explicit.and_then(Node::as_str) {
            bound.insert(name, &member.name);
            continue;
        }
        let implicit = resource
            .identifiers
            .iter()
            .any(|(name, target)| **name == *member.name && *target == member.target);
        if implicit && member.traits.has(known::REQUIRED) {
            bound.entry(&member.name).or_insert(&member.name);
        }
    }
    bound.into_values().collect()
}
