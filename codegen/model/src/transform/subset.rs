//! A model of some operations of one service: the rest of it is gone.

use std::collections::BTreeSet;

use crate::{Closure, Member, Model, Node, Shape, ShapeId, ShapeType, Traits};

/// The trait of services that names an operation, in its member `operation`. Where the operation goes, so does the trait, and with it
/// [`DISCOVERED`].
const DISCOVERY: &str = "aws.api#clientEndpointDiscovery";

/// The trait of operations that need a service with [`DISCOVERY`].
const DISCOVERED: &str = "aws.api#clientDiscoveredEndpoint";

/// The trait of resources with the lifecycle operation `put`.
const NO_REPLACE: &str = "smithy.api#noReplace";

/// The tests of endpoint rules, whose cases may give inputs of operations.
const ENDPOINT_TESTS: &str = "smithy.rules#endpointTests";

/// The part of a model that a closure reaches: the service with these operations alone, the resources on the way to them, the shapes that
/// they need, and the traits that are applied to any of it. What concerns other operations only goes, and so do other services. Mixins are
/// flattened, as in [`flatten_mixins`](super::flatten_mixins); metadata stays as it is.
///
/// What a model says of a whole service may not hold for a part of it, and checks tell so: that each parameter of its endpoint rules is set
/// by some operation, or that some operation takes or returns each property of a resource.
///
/// A closure of some operations comes from [`select`](crate::select) or [`closure_of`](crate::closure_of).
#[must_use]
pub fn keep_closure(model: &Model, reach: &Closure) -> Model {
    let mut model = model.clone();
    super::flatten_mixins(&mut model);
    let kept = kept(&model, reach);
    let gone: Vec<ShapeId> = model
        .own_shapes()
        .filter(|shape| !kept.contains(&shape.id))
        .map(|shape| shape.id.clone())
        .collect();
    for id in gone {
        model.remove(&id);
    }
    for shape in model.shapes_mut() {
        trim(shape, &kept);
    }
    let service = model.shape(&reach.service);
    if service.is_some_and(|service| !service.traits.has(DISCOVERY)) {
        for shape in model.shapes_mut() {
            shape.traits.remove(DISCOVERED);
        }
    }
    model
}

/// All shapes that stay: those reached, the definitions of their traits, and what the values of their traits name, at any depth.
fn kept(model: &Model, reach: &Closure) -> BTreeSet<ShapeId> {
    let mut kept = BTreeSet::new();
    let mut queue: Vec<ShapeId> = reach.shapes.iter().cloned().collect();
    while let Some(id) = queue.pop() {
        let Some(shape) = model.shape(&id) else {
            continue;
        };
        // Operations and services stay only where they are reached.
        let needs_reach = matches!(shape.kind, ShapeType::Operation | ShapeType::Service);
        if needs_reach && !reach.contains(&id) || !kept.insert(id) || shape.is_built_in() {
            continue;
        }
        named(&shape.traits, &mut queue);
        for Member { target, traits, .. } in &shape.members {
            queue.push(target.clone());
            named(traits, &mut queue);
        }
        if let Some(resource) = shape.as_resource() {
            let targets = resource.identifiers.iter().chain(&resource.properties);
            queue.extend(targets.map(|(_, id)| id.clone()));
        }
    }
    kept
}

/// The definitions of traits, and all that looks like the id of a shape in their values.
fn named(traits: &Traits, found: &mut Vec<ShapeId>) {
    for (id, value) in traits.iter() {
        found.push(id.clone());
        let mut open = vec![value];
        while let Some(node) = open.pop() {
            match node {
                Node::String(text) if text.contains('#') => {
                    found.extend(ShapeId::parse(text).ok().map(|id| id.root()));
                }
                Node::Array(items) => open.extend(items),
                Node::Object(object) => open.extend(object.iter().map(|(_, value)| value)),
                _ => {}
            }
        }
    }
}

/// Takes what is gone out of a service or resource.
fn trim(shape: &mut Shape, kept: &BTreeSet<ShapeId>) {
    let stays = |id: &ShapeId| kept.contains(id);
    if let Some(service) = shape.service.as_deref_mut() {
        service.operations.retain(stays);
        service.resources.retain(stays);
        service.rename.retain(|id, _| stays(id));
        trim_traits(&mut shape.traits, kept);
    }
    if let Some(resource) = shape.resource.as_deref_mut() {
        for operation in [
            &mut resource.create,
            &mut resource.put,
            &mut resource.read,
            &mut resource.update,
            &mut resource.delete,
            &mut resource.list,
        ] {
            operation.take_if(|id| !stays(id));
        }
        resource.operations.retain(stays);
        resource.collection_operations.retain(stays);
        resource.resources.retain(stays);
        if resource.put.is_none() {
            shape.traits.remove(NO_REPLACE);
        }
    }
}

/// Takes what names operations that are gone out of the traits of a service.
fn trim_traits(traits: &mut Traits, kept: &BTreeSet<ShapeId>) {
    let discovery = traits
        .get(DISCOVERY)
        .and_then(|value| value.get("operation"));
    if discovery
        .and_then(Node::as_str)
        .is_some_and(|name| !kept.contains(name))
    {
        traits.remove(DISCOVERY);
    }
    let names: BTreeSet<&str> = kept.iter().map(ShapeId::name).collect();
    let Some(span) = traits.span(ENDPOINT_TESTS) else {
        return;
    };
    let tests = traits.remove(ENDPOINT_TESTS);
    if let (Some(tests), Ok(id)) = (tests, ShapeId::parse(ENDPOINT_TESTS)) {
        traits.insert(id, without_inputs(tests, &names), span);
    }
}

/// The tests without the cases that give inputs of operations that are gone.
fn without_inputs(mut tests: Node, names: &BTreeSet<&str>) -> Node {
    let is_about_kept = |case: &Node| {
        let inputs = case.get("operationInputs").and_then(Node::as_array);
        inputs.unwrap_or_default().iter().all(|input| {
            let name = input.get("operationName").and_then(Node::as_str);
            name.is_none_or(|name| names.contains(name))
        })
    };
    if let Node::Object(object) = &mut tests {
        let cases = object.get("testCases").and_then(Node::as_array);
        let cases = cases.map(|cases| cases.iter().filter(|case| is_about_kept(case)).cloned());
        if let Some(cases) = cases.map(Iterator::collect) {
            object.insert("testCases", Node::Array(cases));
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, check, load, select};

    const MODEL: &str = r#"{"smithy": "2.0", "shapes": {
        "a#S": {"type": "service", "version": "1", "operations": [{"target": "a#Get"}, {"target": "a#Put"}],
            "resources": [{"target": "a#R"}], "errors": [{"target": "a#Bad"}],
            "traits": {"smithy.rules#endpointRuleSet": {"version": "1.0", "parameters": {}, "rules": [
                {"type": "error", "conditions": [], "error": "x"}]},
                "smithy.rules#endpointTests": {"version": "1.0", "testCases": [
                {"documentation": "both", "expect": {"error": "x"}},
                {"documentation": "put", "expect": {"error": "x"}, "operationInputs": [{"operationName": "Put"}]}]}}},
        "a#Other": {"type": "service", "version": "1"},
        "a#R": {"type": "resource", "identifiers": {"id": {"target": "a#Id"}},
            "read": {"target": "a#Read"}, "delete": {"target": "a#Delete"}},
        "a#Get": {"type": "operation", "input": {"target": "a#In"}, "output": {"target": "a#Out"}},
        "a#Put": {"type": "operation", "input": {"target": "a#PutIn"}, "output": {"target": "a#Out"}},
        "a#Read": {"type": "operation", "input": {"target": "a#ReadIn"}, "output": {"target": "a#Out"},
            "traits": {"smithy.api#readonly": {}}},
        "a#Delete": {"type": "operation", "input": {"target": "a#ReadIn"}, "output": {"target": "a#Out"},
            "traits": {"smithy.api#idempotent": {}}},
        "a#Id": {"type": "string"},
        "a#In": {"type": "structure", "members": {"x": {"target": "a#Text", "traits": {"a#mark": "a#Named"}}}},
        "a#PutIn": {"type": "structure", "members": {"y": {"target": "a#Far"}}},
        "a#ReadIn": {"type": "structure", "members": {
            "id": {"target": "a#Id", "traits": {"smithy.api#required": {}}}}},
        "a#Out": {"type": "structure", "members": {}},
        "a#Text": {"type": "string"},
        "a#Far": {"type": "string"},
        "a#Named": {"type": "string"},
        "a#mark": {"type": "string", "traits": {"smithy.api#trait": {}, "smithy.api#idRef": {"failWhenMissing": true}}},
        "a#Bad": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}}}}"#;

    fn kept_of(operations: &[&str]) -> Model {
        let mut sources = Sources::new();
        sources.add("m.json", MODEL);
        let (model, found) = load(&sources);
        assert!(!found.has_errors(), "{}", found.render(&sources));
        let operations: Vec<String> = operations.iter().map(|o| (*o).to_owned()).collect();
        let reach = select(&model, Some("a#S"), &operations).unwrap();
        let kept = keep_closure(&model, &reach);
        let found = check(&kept);
        assert!(!found.has_errors(), "{}", found.render(&sources));
        kept
    }

    #[test]
    fn what_other_operations_need_is_gone() {
        let model = kept_of(&["Get"]);
        let left: Vec<&str> = model.own_shapes().map(|shape| shape.id.name()).collect();
        // With the definition of the trait on a member, and what its value names.
        assert_eq!(
            left,
            ["Bad", "Get", "In", "Named", "Out", "S", "Text", "mark"]
        );
        let service = model.shape("a#S").unwrap();
        assert!(service.as_service().unwrap().resources.is_empty());
        let tests = service.traits.get(ENDPOINT_TESTS).unwrap();
        assert_eq!(
            tests
                .get("testCases")
                .and_then(Node::as_array)
                .map(<[Node]>::len),
            Some(1)
        );
    }

    #[test]
    fn resources_keep_the_operations_that_stay() {
        let model = kept_of(&["a#Read", "Put"]);
        let resource = model.shape("a#R").and_then(Shape::as_resource).unwrap();
        assert_eq!(resource.read.as_ref().map(ShapeId::name), Some("Read"));
        assert_eq!(resource.delete, None);
        assert!(model.shape("a#Far").is_some() && model.shape("a#Get").is_none());
        let tests = model
            .shape("a#S")
            .unwrap()
            .traits
            .get(ENDPOINT_TESTS)
            .unwrap();
        assert_eq!(
            tests
                .get("testCases")
                .and_then(Node::as_array)
                .map(<[Node]>::len),
            Some(2)
        );
    }

    #[test]
    fn all_operations_are_the_service() {
        let left = kept_of(&[]).own_shapes().count();
        let mut sources = Sources::new();
        sources.add("m.json", MODEL);
        assert_eq!(left + 1, load(&sources).0.own_shapes().count());
    }
}
