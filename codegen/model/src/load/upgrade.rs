//! What Smithy 1.0 meant, said in Smithy 2.0: zero values become defaults, boxes disappear.
//! (Smithy spec, "Migrating from IDL 1.0 to 2.0"); and in both versions, members of enums get the value that their name implies.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Node, Shape, ShapeId, ShapeType, Span, known, packs};

/// Upgrades the shapes that came from Smithy 1.0, and completes enums.
pub(super) fn upgrade(shapes: &mut BTreeMap<ShapeId, Shape>, version_1: &BTreeSet<ShapeId>) {
    add_member_defaults(shapes, version_1);
    for shape in shapes.values_mut() {
        if version_1.contains(&shape.id) {
            add_default(shape);
        }
        if shape.kind == ShapeType::Enum {
            name_values(shape);
        }
    }
}

/// Members of structures that 1.0 took as zero when absent.
fn add_member_defaults(shapes: &mut BTreeMap<ShapeId, Shape>, version_1: &BTreeSet<ShapeId>) {
    let mut defaults: Vec<(ShapeId, usize, Node)> = Vec::new();
    for shape in shapes
        .values()
        .filter(|shape| shape.kind == ShapeType::Structure && version_1.contains(&shape.id))
    {
        for (i, member) in shape.members.iter().enumerate() {
            // A box says that there is no default, whatever the target has.
            let value = match member.traits.has(known::BOX) {
                true => Some(Node::Null),
                false => implied_default(shapes, version_1, &member.target),
            };
            defaults.extend(value.map(|value| (shape.id.clone(), i, value)));
        }
    }
    for (id, i, value) in defaults {
        if let Some(member) = shapes
            .get_mut(&id)
            .and_then(|shape| shape.members.get_mut(i))
        {
            set_default(&mut member.traits, value, member.span);
        }
    }
    for shape in shapes
        .values_mut()
        // A box says nothing in a union, and the rules tell so.
        .filter(|shape| version_1.contains(&shape.id) && shape.kind != ShapeType::Union)
    {
        for member in &mut shape.members {
            member.traits.remove(known::BOX);
        }
    }
}

/// The value that 1.0 took for an absent member that targets a shape.
fn implied_default(
    shapes: &BTreeMap<ShapeId, Shape>,
    version_1: &BTreeSet<ShapeId>,
    target: &ShapeId,
) -> Option<Node> {
    if let Some(built_in) = packs::prelude(target) {
        return built_in.traits.get(known::DEFAULT).cloned();
    }
    let shape = shapes.get(target)?;
    if shape.kind == ShapeType::Blob && shape.traits.has(known::STREAMING) {
        return Some(Node::from(""));
    }
    if !version_1.contains(target) {
        return shape.traits.get(known::DEFAULT).cloned();
    }
    shape
        .kind
        .zero_value()
        .filter(|_| !shape.traits.has(known::BOX))
}

/// Numbers and booleans without a box get a zero of their own.
fn add_default(shape: &mut Shape) {
    let boxed = shape.traits.remove(known::BOX).is_some();
    if let Some(value) = shape.kind.zero_value().filter(|_| !boxed) {
        set_default(&mut shape.traits, value, shape.span);
    }
}

fn set_default(traits: &mut crate::Traits, value: Node, span: Span) {
    if let (false, Ok(id)) = (traits.has(known::DEFAULT), ShapeId::parse(known::DEFAULT)) {
        traits.insert(id, value, span);
    }
}

/// The value of a member of an enum is its name, unless it says otherwise.
fn name_values(shape: &mut Shape) {
    for member in shape
        .members
        .iter_mut()
        .filter(|member| !member.traits.has(known::ENUM_VALUE))
    {
        if let Ok(id) = ShapeId::parse(known::ENUM_VALUE) {
            member
                .traits
                .insert(id, Node::from(&*member.name), member.span);
        }
    }
}
