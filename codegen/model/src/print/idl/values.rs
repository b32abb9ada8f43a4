//! Which shapes the parts of a trait's value have.

use crate::{Member, Model, Node, Shape, ShapeType};

/// Calls back with each part of a list, map, structure or union, its member, and the shape that this targets.
pub(super) fn each<'n>(
    model: &Model,
    value: &'n Node,
    shape: &Shape,
    call: &mut dyn FnMut(&'n Node, &Member, &Shape),
) {
    match value {
        Node::Array(values) => {
            for value in values {
                if let Some((member, target)) = part(model, shape, "member") {
                    call(value, member, target);
                }
            }
        }
        Node::Object(object) => {
            for (key, value) in object.iter() {
                if let Some((member, target)) = part(model, shape, key) {
                    call(value, member, target);
                }
            }
        }
        _ => {}
    }
}

/// The member that a key of a value stands for, and the shape that it targets.
pub(super) fn part<'a>(
    model: &'a Model,
    shape: &'a Shape,
    key: &str,
) -> Option<(&'a Member, &'a Shape)> {
    let member = match shape.kind {
        ShapeType::List => shape.list_member(),
        ShapeType::Map => shape.map_value(),
        _ => shape.member(key),
    }?;
    Some((member, model.target(member)?))
}
