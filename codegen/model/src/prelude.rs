//! The shapes of the prelude (Smithy spec, "Prelude"). Its traits are rows of `crate::known`, not shapes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::{Node, Number, Shape, ShapeId, ShapeType, Span, known};

/// Names and types of the public simple shapes, with the default value that those called `Primitive…` have.
const SIMPLE: &[(&str, ShapeType, Option<Zero>)] = &[
    ("BigDecimal", ShapeType::BigDecimal, None),
    ("BigInteger", ShapeType::BigInteger, None),
    ("Blob", ShapeType::Blob, None),
    ("Boolean", ShapeType::Boolean, None),
    ("Byte", ShapeType::Byte, None),
    ("Document", ShapeType::Document, None),
    ("Double", ShapeType::Double, None),
    ("Float", ShapeType::Float, None),
    ("Integer", ShapeType::Integer, None),
    ("Long", ShapeType::Long, None),
    ("PrimitiveBoolean", ShapeType::Boolean, Some(Zero::False)),
    ("PrimitiveByte", ShapeType::Byte, Some(Zero::Number)),
    ("PrimitiveDouble", ShapeType::Double, Some(Zero::Number)),
    ("PrimitiveFloat", ShapeType::Float, Some(Zero::Number)),
    ("PrimitiveInteger", ShapeType::Integer, Some(Zero::Number)),
    ("PrimitiveLong", ShapeType::Long, Some(Zero::Number)),
    ("PrimitiveShort", ShapeType::Short, Some(Zero::Number)),
    ("Short", ShapeType::Short, None),
    ("String", ShapeType::String, None),
    ("Timestamp", ShapeType::Timestamp, None),
];

/// A default value of nothing.
#[derive(Clone, Copy)]
enum Zero {
    False,
    Number,
}

static SHAPES: LazyLock<BTreeMap<ShapeId, Shape>> = LazyLock::new(|| {
    let mut shapes = BTreeMap::new();
    for (name, kind, zero) in SIMPLE {
        add(
            &mut shapes,
            name,
            *kind,
            zero.map(|zero| (known::DEFAULT, zero.node())),
        );
    }
    add(
        &mut shapes,
        "Unit",
        ShapeType::Structure,
        Some(("smithy.api#unitType", Node::annotation())),
    );
    shapes
});

impl Zero {
    fn node(self) -> Node {
        match self {
            Zero::False => Node::Bool(false),
            Zero::Number => Node::Number(Number::from(0)),
        }
    }
}

/// All shapes of the prelude, in the order of their ids.
pub(crate) fn shapes() -> impl Iterator<Item = Shape> {
    SHAPES.values().cloned()
}

/// The prelude shape of an id.
pub(crate) fn shape(id: &str) -> Option<&'static Shape> {
    SHAPES.get(id)
}

/// Whether an id is that of a shape or trait of the prelude.
#[must_use]
pub fn is_prelude(id: &ShapeId) -> bool {
    id.namespace() == "smithy.api"
        && (SHAPES.contains_key(&id.root()) || known::get(id.root().as_str()).is_some())
}

/// The default value that Smithy 1.0 gave to values of a type, if any.
pub(crate) fn zero_value(kind: ShapeType) -> Option<Node> {
    use ShapeType::{Boolean, Byte, Double, Float, Integer, Long, Short};
    match kind {
        Boolean => Some(Zero::False.node()),
        Byte | Short | Integer | Long | Float | Double => Some(Zero::Number.node()),
        _ => None,
    }
}

fn add(
    shapes: &mut BTreeMap<ShapeId, Shape>,
    name: &str,
    kind: ShapeType,
    with: Option<(&str, Node)>,
) {
    let Ok(id) = ShapeId::parse(&format!("smithy.api#{name}")) else {
        return;
    };
    let mut shape = Shape::new(id.clone(), kind, Span::BUILT_IN);
    if let Some((trait_id, value)) =
        with.and_then(|(id, value)| Some((ShapeId::parse(id).ok()?, value)))
    {
        shape.traits.insert(trait_id, value, Span::BUILT_IN);
    }
    shapes.insert(id, shape);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prelude_holds_boxed_and_primitive_numbers() {
        assert_eq!(shapes().count(), 21);
        assert!(
            shape("smithy.api#PrimitiveLong")
                .unwrap()
                .traits
                .has(known::DEFAULT)
        );
        assert!(!shape("smithy.api#Long").unwrap().traits.has(known::DEFAULT));
        assert!(is_prelude(&ShapeId::parse("smithy.api#required").unwrap()));
        assert!(!is_prelude(&ShapeId::parse("smithy.api#mine").unwrap()));
    }
}
