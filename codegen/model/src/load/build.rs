//! What a shape must have to be one at all: shapes without it are reported, and left out of the model.

use std::collections::BTreeSet;

use crate::{Diagnostic, Diagnostics, ResourceShape, Shape, ShapeId, ShapeType, known};

/// Whether a shape has what its type asks for. Members that it can't have are reported and taken away. `sets` are the lists that
/// Smithy 1.0 calls otherwise.
pub(super) fn build(
    shape: &mut Shape,
    sets: &BTreeSet<ShapeId>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let wanted: &[&str] = match shape.kind {
        ShapeType::List => &["member"],
        ShapeType::Map => &["key", "value"],
        _ => &[],
    };
    if !wanted.is_empty() {
        drop_others(shape, wanted, sets, diagnostics);
    }
    let Some(message) = problem(shape, wanted) else {
        return true;
    };
    diagnostics.push(
        Diagnostic::error("Model", message)
            .on(&shape.id)
            .at(shape.span),
    );
    false
}

fn problem(shape: &Shape, wanted: &[&str]) -> Option<String> {
    let missing: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|name| shape.member(name).is_none())
        .collect();
    if !missing.is_empty() {
        let members = if missing.len() == 1 {
            "member"
        } else {
            "members"
        };
        return Some(format!(
            "Missing required {members} of shape `{}`: {}",
            shape.id,
            missing.join(", ")
        ));
    }
    match shape.kind {
        ShapeType::Enum if shape.members.is_empty() => {
            Some("enum must have at least one entry".to_owned())
        }
        ShapeType::IntEnum if shape.members.is_empty() => {
            Some("intEnum shapes must have at least one member".to_owned())
        }
        ShapeType::Operation if shape.traits.has(known::MIXIN) => {
            let operation = shape.as_operation()?;
            (operation.input != *known::UNIT || operation.output != *known::UNIT).then(|| {
                format!(
                    "Operation shapes with the mixin trait MUST target `smithy.api#Unit` for their input and output. Operation mixin shape `{}` defines one or both of these properties.",
                    shape.id
                )
            })
        }
        ShapeType::Resource if shape.traits.has(known::MIXIN) => {
            let defines = *shape.as_resource()? != ResourceShape::default();
            defines.then(|| {
                format!(
                    "Resource shapes with the mixin trait may not define any properties. Resource mixin shape `{}` defines one or more properties.",
                    shape.id
                )
            })
        }
        _ => None,
    }
}

fn drop_others(
    shape: &mut Shape,
    wanted: &[&str],
    sets: &BTreeSet<ShapeId>,
    diagnostics: &mut Diagnostics,
) {
    let (id, kind) = (shape.id.clone(), shape.kind);
    shape.members.retain(|member| {
        let keep = wanted.contains(&&*member.name);
        if !keep {
            let message = match kind {
                ShapeType::Map => format!(
                    "Map shapes may only have `key` and `value` members, but found `{}`",
                    member.name
                ),
                _ => {
                    let name = if sets.contains(&id) { "Set" } else { "List" };
                    format!(
                        "{name} shapes may only have a `member` member, but found `{}`",
                        member.name
                    )
                }
            };
            diagnostics.push(Diagnostic::error("Model", message).on(&id).at(member.span));
        }
        keep
    });
    // In whatever order they are written, keys come before values.
    shape
        .members
        .sort_by_key(|member| wanted.iter().position(|name| *name == &*member.name));
}
