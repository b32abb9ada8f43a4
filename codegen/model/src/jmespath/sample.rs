//! A value for a shape: the least one that has everything in it.
//!
//! Structures and unions have all their members, lists and maps two entries if their length allows that, strings and numbers keep to
//! their constraints. A member that is met again inside itself, or after it, stands for any value, so that recursive shapes end.

use std::rc::Rc;

use super::Value;
use crate::hash_order::hash_order;
use crate::traits::{Length, Range};
use crate::{Member, Model, Shape, ShapeType};

/// How many characters or entries a sample has at most.
const MOST: usize = 1000;

/// A list, map, structure or union of a model that is looked into when somebody asks.
#[derive(Clone)]
pub(crate) struct Sample<'m> {
    model: &'m Model,
    shape: &'m Shape,
    seen: Option<Rc<Seen<'m>>>,
}

/// The members that are on the way to a value, or were visited before.
struct Seen<'m> {
    /// The shape whose first members they are.
    shape: &'m Shape,
    count: usize,
    before: Option<Rc<Seen<'m>>>,
}

/// A value of a shape.
pub(crate) fn of_shape<'m>(model: &'m Model, shape: &'m Shape) -> Value<'m> {
    Sample {
        model,
        shape,
        seen: None,
    }
    .value()
}

/// A value of what a member targets.
pub(crate) fn of_member<'m>(model: &'m Model, owner: &'m Shape, member: &'m Member) -> Value<'m> {
    match model.target(member) {
        None => Value::Any,
        Some(shape) => {
            // Members before it were not visited, but no message tells the difference.
            let count = owner
                .members
                .iter()
                .take_while(|m| m.id != member.id)
                .count()
                + 1;
            let seen = Seen {
                shape: owner,
                count,
                before: None,
            };
            Sample {
                model,
                shape,
                seen: Some(Rc::new(seen)),
            }
            .value()
        }
    }
}

impl<'m> Sample<'m> {
    pub(super) fn is_list(&self) -> bool {
        self.shape.kind == ShapeType::List
    }

    pub(super) fn is_empty(&self) -> bool {
        match self.shape.kind {
            ShapeType::List | ShapeType::Map => self.size() == 0,
            _ => self.shape.members.is_empty(),
        }
    }

    /// The item of a list, and how often it is there.
    pub(super) fn item(&self) -> (Value<'m>, usize) {
        let item = self
            .shape
            .list_member()
            .map_or(Value::Any, |m| self.member(0, m));
        (item, self.size())
    }

    /// The members of a structure or union, the entries of a map.
    pub(super) fn entries(&self) -> Vec<(Rc<str>, Value<'m>)> {
        if self.shape.kind != ShapeType::Map {
            let members = self.shape.members.iter().enumerate();
            return members
                .map(|(i, member)| (Rc::from(&*member.name), self.member(i, member)))
                .collect();
        }
        let (Some(key), Some(value)) = (self.shape.map_key(), self.shape.map_value()) else {
            return Vec::new();
        };
        let key = match self.member(0, key) {
            Value::String(text) => text,
            _ => Rc::from(""),
        };
        let value = self.member(1, value);
        hash_order((0..self.size()).map(|i| format!("{key}{i}")))
            .into_iter()
            .map(|key| (Rc::from(key), value.clone()))
            .collect()
    }

    /// The value of a member, of which there are `index` before.
    fn member(&self, index: usize, member: &'m Member) -> Value<'m> {
        let mut seen = self.seen.as_ref();
        while let Some(entry) = seen {
            if entry.shape.id == self.shape.id && index < entry.count {
                return Value::Any;
            }
            seen = entry.before.as_ref();
        }
        let Some(target) = self.model.target(member) else {
            return Value::Any;
        };
        let seen = Seen {
            shape: self.shape,
            count: index + 1,
            before: self.seen.clone(),
        };
        Sample {
            model: self.model,
            shape: target,
            seen: Some(Rc::new(seen)),
        }
        .value()
    }

    fn value(self) -> Value<'m> {
        use ShapeType as T;
        match self.shape.kind {
            T::Blob => Value::String(Rc::from("blob")),
            T::Boolean => Value::Bool(true),
            T::String | T::Enum => Value::String("a".repeat(self.size()).into()),
            T::Timestamp => Value::Number(0.0),
            T::Byte
            | T::Short
            | T::Integer
            | T::IntEnum
            | T::Long
            | T::Float
            | T::Double
            | T::BigInteger
            | T::BigDecimal => Value::Number(self.number()),
            T::List | T::Map | T::Structure | T::Union => Value::Sample(self),
            T::Document | T::Operation | T::Resource | T::Service => Value::Any,
        }
    }

    /// Two, or what is nearest to it within the length.
    fn size(&self) -> usize {
        let length: Option<Length> = self.shape.traits.typed();
        let bound = |bound: Option<u64>| bound.map(|b| usize::try_from(b).unwrap_or(MOST));
        let (min, max) = length.map_or((None, None), |l| (bound(l.min), bound(l.max)));
        let size = min.map_or(2, |min| min.max(2));
        max.map_or(size, |max| size.min(max)).min(MOST)
    }

    /// Eight, or what is nearest to it within the range.
    fn number(&self) -> f64 {
        let range: Option<Range> = self.shape.traits.typed();
        let (min, max) = range.map_or((None, None), |r| (r.min, r.max));
        let value = min.map_or(8.0, |min| min.as_f64().max(8.0));
        max.map_or(value, |max| value.min(max.as_f64()))
    }
}

impl std::fmt::Debug for Sample<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sample({})", self.shape.id)
    }
}
