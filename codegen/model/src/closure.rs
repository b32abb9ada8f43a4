//! What a service, or some operations of it, reaches.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Model, ResourceShape, Shape, ShapeId};

/// The part of a model that a service reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The service.
    pub service: ShapeId,
    /// The operations of the service and of its resources, at any depth, in the order of their ids.
    pub operations: Vec<ShapeId>,
    /// The resources, in the order of their ids.
    pub resources: Vec<ShapeId>,
    /// Every shape that is reached (prelude shapes, resources, operations and the service included), in the order of their ids.
    pub shapes: BTreeSet<ShapeId>,
    /// New names of shapes, as the service gives them.
    pub rename: BTreeMap<ShapeId, String>,
}

/// Everything that a service reaches, at any depth. Ids that the model does not have are not part of it.
#[must_use]
pub fn closure(model: &Model, service: &ShapeId) -> Closure {
    build(model, service, None)
}

/// What some operations of a service reach: the service, the errors that all its operations share, these operations, and the resources
/// on the way to them. Operations that are not of the service are left out.
#[must_use]
pub fn closure_of(model: &Model, service: &ShapeId, operations: &[ShapeId]) -> Closure {
    let only: BTreeSet<&ShapeId> = operations.iter().collect();
    build(model, service, Some(&only))
}

impl Closure {
    /// Whether a shape is reached.
    #[must_use]
    pub fn contains(&self, id: impl AsRef<str>) -> bool {
        self.shapes.contains(id.as_ref())
    }

    /// The name of a shape in the service: the new one if it is renamed.
    #[must_use]
    pub fn name<'a>(&'a self, id: &'a ShapeId) -> &'a str {
        self.rename.get(id).map_or(id.name(), String::as_str)
    }
}

/// The operations of a service and of its resources, in the order of their ids, whether the model has them or not.
pub(crate) fn operations_of<'a>(model: &'a Model, service_id: &ShapeId) -> BTreeSet<&'a ShapeId> {
    let Some(service) = model.shape(service_id).and_then(Shape::as_service) else {
        return BTreeSet::new();
    };
    let of_resources = resources(model, &service.resources).into_values();
    service
        .operations
        .iter()
        .chain(of_resources.flat_map(ResourceShape::all_operations))
        .collect()
}

fn build(model: &Model, service_id: &ShapeId, only: Option<&BTreeSet<&ShapeId>>) -> Closure {
    let wanted = |id: &ShapeId| only.is_none_or(|only| only.contains(id));
    let mut closure = Closure {
        service: service_id.clone(),
        operations: Vec::new(),
        resources: Vec::new(),
        shapes: BTreeSet::new(),
        rename: BTreeMap::new(),
    };
    let Some(service) = model.shape(service_id).and_then(Shape::as_service) else {
        return closure;
    };
    closure.rename.clone_from(&service.rename);
    closure.shapes.insert(service_id.clone());
    let operations = operations_of(model, service_id)
        .into_iter()
        .filter(|id| wanted(id));
    let resources = resources(model, &service.resources);
    closure.resources = match only {
        None => resources.keys().map(|id| (*id).clone()).collect(),
        Some(_) => kept(&resources, wanted),
    };
    let mut queue: Vec<&ShapeId> = service.errors.iter().collect();
    for id in &closure.resources {
        closure.shapes.insert(id.clone());
        queue.extend(
            resources
                .get(id)
                .into_iter()
                .flat_map(|r| r.identifiers.iter().chain(&r.properties))
                .map(|(_, id)| id),
        );
    }
    for id in operations {
        if let Some(operation) = model.shape(id).and_then(Shape::as_operation) {
            closure.operations.push(id.clone());
            closure.shapes.insert(id.clone());
            queue.extend(
                [&operation.input, &operation.output]
                    .into_iter()
                    .chain(&operation.errors),
            );
        }
    }
    while let Some(id) = queue.pop() {
        let Some(shape) = model
            .shape(id)
            .filter(|shape| !closure.shapes.contains(&shape.id))
        else {
            continue;
        };
        closure.shapes.insert(shape.id.clone());
        queue.extend(shape.members.iter().map(|member| &member.target));
    }
    closure
}

/// The resources of a service at any depth.
fn resources<'a>(
    model: &'a Model,
    roots: &'a [ShapeId],
) -> BTreeMap<&'a ShapeId, &'a ResourceShape> {
    let mut found = BTreeMap::new();
    let mut queue: Vec<&ShapeId> = roots.iter().collect();
    while let Some(id) = queue.pop() {
        let Some(resource) = model.shape(id).and_then(Shape::as_resource) else {
            continue;
        };
        if found.insert(id, resource).is_none() {
            queue.extend(&resource.resources);
        }
    }
    found
}

/// The resources that have a wanted operation, themselves or below them.
fn kept(
    resources: &BTreeMap<&ShapeId, &ResourceShape>,
    wanted: impl Fn(&ShapeId) -> bool,
) -> Vec<ShapeId> {
    let mut parents: BTreeMap<&ShapeId, Vec<&ShapeId>> = BTreeMap::new();
    for (id, resource) in resources {
        for child in &resource.resources {
            parents.entry(child).or_default().push(id);
        }
    }
    let has_wanted = |r: &ResourceShape| r.all_operations().any(&wanted);
    let mut queue: Vec<&ShapeId> = resources
        .iter()
        .filter(|(_, r)| has_wanted(r))
        .map(|(id, _)| *id)
        .collect();
    let mut kept = BTreeSet::new();
    while let Some(id) = queue.pop() {
        if kept.insert(id) {
            queue.extend(parents.get(id).into_iter().flatten().copied());
        }
    }
    kept.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    fn names<'a>(ids: impl IntoIterator<Item = &'a ShapeId>) -> Vec<&'a str> {
        ids.into_iter().map(ShapeId::name).collect()
    }

    #[test]
    fn a_closure_goes_through_resources_and_cycles() {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            r#"{"smithy":"2.0","shapes":{
            "a#S":{"type":"service","version":"1","operations":[{"target":"a#Two"}],"resources":[{"target":"a#R"}],"errors":[{"target":"a#E"}],"rename":{"a#In":"Inn"}},
            "a#R":{"type":"resource","identifiers":{"id":{"target":"a#Id"}},"resources":[{"target":"a#Q"}]},
            "a#Q":{"type":"resource","identifiers":{"id":{"target":"a#Id"}},"read":{"target":"a#One"},"resources":[{"target":"a#R"}]},
            "a#Id":{"type":"string"},
            "a#One":{"type":"operation","input":{"target":"a#In"}},
            "a#Two":{"type":"operation","output":{"target":"a#Out"}},
            "a#In":{"type":"structure","members":{"next":{"target":"a#In"},"n":{"target":"smithy.api#Integer"}}},
            "a#Out":{"type":"structure","members":{}},
            "a#E":{"type":"structure","members":{},"traits":{"smithy.api#error":"client"}},
            "a#Unused":{"type":"string"}}}"#,
        );
        let (model, _) = load(&sources);
        let service = ShapeId::parse("a#S").unwrap();
        let all = closure(&model, &service);
        assert_eq!(names(&all.operations), ["One", "Two"]);
        assert_eq!(names(&all.resources), ["Q", "R"]);
        assert_eq!(
            names(&all.shapes),
            [
                "E", "Id", "In", "One", "Out", "Q", "R", "S", "Two", "Integer", "Unit"
            ]
        );
        assert_eq!(all.name(&ShapeId::parse("a#In").unwrap()), "Inn");
        let some = closure_of(&model, &service, &[ShapeId::parse("a#Two").unwrap()]);
        assert_eq!(names(&some.operations), ["Two"]);
        assert!(!some.contains("a#In") && some.contains("a#E") && some.contains("a#Out"));
    }
}
