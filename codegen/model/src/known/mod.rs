//! The traits that are known without a model that defines them: those of the prelude and of Smithy's and AWS's trait packages, as tables.
//!
//! A row says where a trait may stand and what its value looks like. Selectors are kept as text for messages; [`Target`] is the part
//! of them that can be decided on one shape, and a few rules of [`crate::check`] decide the rest.

mod aws;
mod smithy;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::{Node, ShapeId, ShapeType};

pub(crate) const BOX: &str = "smithy.api#box";
pub(crate) const DEFAULT: &str = "smithy.api#default";
pub(crate) const DOCUMENTATION: &str = "smithy.api#documentation";
pub(crate) const ENUM: &str = "smithy.api#enum";
pub(crate) const ENUM_VALUE: &str = "smithy.api#enumValue";
pub(crate) const ERROR: &str = "smithy.api#error";
pub(crate) const HTTP: &str = "smithy.api#http";
pub(crate) const ID_REF: &str = "smithy.api#idRef";
pub(crate) const INPUT: &str = "smithy.api#input";
pub(crate) const MIXIN: &str = "smithy.api#mixin";
pub(crate) const OUTPUT: &str = "smithy.api#output";
pub(crate) const PRIVATE: &str = "smithy.api#private";
pub(crate) const REQUIRED: &str = "smithy.api#required";
pub(crate) const STREAMING: &str = "smithy.api#streaming";
pub(crate) const TRAIT: &str = "smithy.api#trait";
pub(crate) const UNIQUE_ITEMS: &str = "smithy.api#uniqueItems";
pub(crate) const UNIT: &str = "smithy.api#Unit";

/// A set of shape types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Types(u32);

/// Where a trait may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Anywhere.
    Any,
    /// On every shape that is no member.
    NoMember,
    /// On shapes of these types.
    Shapes(Types),
    /// On members of shapes of the first types that target shapes of the second ones.
    Members(Types, Types),
    /// On shapes of these types, and on members that target them.
    Both(Types),
    /// On shapes of the first types, and on members of the second ones that target shapes of the third ones.
    Either(Types, Types, Types),
}

/// What the value of a trait looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// An empty object.
    Annotation,
    /// A boolean.
    Flag,
    /// A string.
    Text,
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A whole number.
    Whole,
    /// Any number.
    Number,
    /// A list of strings.
    Texts,
    /// A list of anything.
    List,
    /// An object with any keys.
    Object,
    /// An object with these keys; a key with `true` is required.
    Keys(&'static [(&'static str, Value, bool)]),
    /// Anything.
    Any,
}

/// A trait that needs no definition.
#[derive(Debug)]
pub(crate) struct Known {
    /// The id.
    pub(crate) id: &'static str,
    /// Where it may stand, as Smithy says it.
    pub(crate) selector: &'static str,
    /// Where it may stand, as far as one shape tells.
    pub(crate) target: Target,
    /// Its value.
    pub(crate) value: Value,
}

impl Types {
    pub(crate) const ALL: Types = Types(u32::MAX);

    pub(crate) const fn of(types: &[ShapeType]) -> Types {
        let mut bits = 0;
        let mut rest = types;
        while let [first, tail @ ..] = rest {
            bits |= 1 << (*first as u32);
            rest = tail;
        }
        Types(bits)
    }

    pub(crate) const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Types) -> Types {
        Types(self.0 & !other.0)
    }

    pub(crate) const fn has(self, kind: ShapeType) -> bool {
        self.0 & (1 << (kind as u32)) != 0
    }
}

/// The trait of an id, if it is known.
pub(crate) fn get(id: &str) -> Option<&'static Known> {
    static INDEX: LazyLock<HashMap<&'static str, &'static Known>> =
        LazyLock::new(|| all().map(|known| (known.id, known)).collect());
    INDEX.get(id).copied()
}

/// All known traits in the order of the tables.
pub(crate) fn all() -> impl Iterator<Item = &'static Known> {
    smithy::TRAITS.iter().chain(aws::TRAITS)
}

/// What `null` stands for as the value of a trait.
pub(crate) fn null_value(id: &str) -> Node {
    match get(id).map(|known| known.value) {
        Some(Value::Annotation | Value::Object | Value::Keys(_)) => Node::annotation(),
        Some(Value::List | Value::Texts) => Node::Array(Vec::new()),
        _ => Node::Null,
    }
}

/// The id of a trait as messages show it: without the namespace of the prelude.
pub(crate) fn short(id: &ShapeId) -> &str {
    if id.namespace() == "smithy.api" {
        id.name()
    } else {
        id.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_every_id_once() {
        let mut ids: Vec<&str> = all().map(|known| known.id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        assert!(ids.iter().all(|id| ShapeId::parse(id).is_ok()));
    }

    #[test]
    fn sets_of_types_hold_what_they_were_made_of() {
        let types = Types::of(&[ShapeType::Blob, ShapeType::Service]);
        assert!(
            types.has(ShapeType::Blob)
                && types.has(ShapeType::Service)
                && !types.has(ShapeType::List)
        );
    }
}
