//! Values that stand for all values of a kind, as far as an expression can tell them apart.

use std::rc::Rc;

use super::sample::Sample;
use crate::Node;

/// How many runs a list is told apart into; what goes beyond is much the same.
const MOST_RUNS: usize = 256;

/// How much of two values is compared before they count as equal.
const MOST_COMPARED: usize = 10_000;

/// Runs of equal items.
type Runs<'m> = Rc<[(Value<'m>, usize)]>;

/// Values by name.
type Entries<'m> = Rc<[(Rc<str>, Value<'m>)]>;

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Value<'m> {
    /// Nothing is known of it, and nothing is wrong with it.
    Any,
    Null,
    Bool(bool),
    Number(f64),
    String(Rc<str>),
    /// Runs of equal items.
    List(Runs<'m>),
    Object(Entries<'m>),
    /// A list or object of the model, looked into as far as somebody asks.
    Sample(Sample<'m>),
    /// An expression that was handed to a function.
    Expression,
}

/// The types that messages name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Number,
    Boolean,
    Null,
    Array,
    Object,
    Expression,
    Any,
}

impl Type {
    /// The name in messages.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Type::String => "string",
            Type::Number => "number",
            Type::Boolean => "boolean",
            Type::Null => "null",
            Type::Array => "array",
            Type::Object => "object",
            Type::Expression => "expression",
            Type::Any => "any",
        }
    }
}

impl<'m> Value<'m> {
    /// The value of a literal.
    pub(super) fn of(node: &Node) -> Value<'m> {
        match node {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Number(number) => Value::Number(number.as_f64()),
            Node::String(text) => Value::String(Rc::from(&**text)),
            Node::Array(values) => Value::list(values.iter().map(|v| (Value::of(v), 1)).collect()),
            Node::Object(object) => Value::Object(
                object
                    .iter()
                    .map(|(key, value)| (Rc::from(key), Value::of(value)))
                    .collect(),
            ),
        }
    }

    /// A list of runs; empty ones count for nothing.
    pub(super) fn list(mut runs: Vec<(Value<'m>, usize)>) -> Value<'m> {
        runs.retain(|(_, count)| *count > 0);
        runs.truncate(MOST_RUNS);
        Value::List(runs.into())
    }

    /// An object.
    pub(crate) fn object(entries: Vec<(Rc<str>, Value<'m>)>) -> Value<'m> {
        Value::Object(entries.into())
    }

    /// The type.
    pub(crate) fn kind(&self) -> Type {
        match self {
            Value::Any => Type::Any,
            Value::Null => Type::Null,
            Value::Bool(_) => Type::Boolean,
            Value::Number(_) => Type::Number,
            Value::String(_) => Type::String,
            Value::List(_) => Type::Array,
            Value::Object(_) => Type::Object,
            Value::Sample(sample) if sample.is_list() => Type::Array,
            Value::Sample(_) => Type::Object,
            Value::Expression => Type::Expression,
        }
    }

    /// The runs of items, if it is a list.
    pub(super) fn runs(&self) -> Option<Runs<'m>> {
        match self {
            Value::List(runs) => Some(Rc::clone(runs)),
            Value::Sample(sample) if sample.is_list() => match Value::list(vec![sample.item()]) {
                Value::List(runs) => Some(runs),
                _ => None,
            },
            _ => None,
        }
    }

    /// The entries, if it is an object.
    pub(super) fn entries(&self) -> Option<Entries<'m>> {
        match self {
            Value::Object(entries) => Some(Rc::clone(entries)),
            Value::Sample(sample) if !sample.is_list() => Some(sample.entries().into()),
            _ => None,
        }
    }

    /// The item at an index; null beyond the ends.
    pub(super) fn item(runs: &[(Value<'m>, usize)], index: i32) -> Value<'m> {
        let count: usize = runs
            .iter()
            .fold(0, |sum, (_, count)| sum.saturating_add(*count));
        let at = match usize::try_from(index) {
            Ok(index) => Some(index),
            Err(_) => count.checked_sub(index.unsigned_abs() as usize),
        };
        let Some(mut at) = at.filter(|at| *at < count) else {
            return Value::Null;
        };
        for (value, count) in runs {
            if at < *count {
                return value.clone();
            }
            at -= count;
        }
        Value::Null
    }

    /// Whether it counts as true.
    pub(super) fn truth(&self) -> bool {
        match self {
            Value::Any | Value::Number(_) | Value::Expression => true,
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::String(text) => !text.is_empty(),
            Value::List(runs) => !runs.is_empty(),
            Value::Object(entries) => !entries.is_empty(),
            Value::Sample(sample) => !sample.is_empty(),
        }
    }

    /// Whether two values are equal.
    pub(super) fn same(&self, other: &Value<'m>) -> bool {
        same(self, other, &mut MOST_COMPARED.clone())
    }
}

fn same<'m>(left: &Value<'m>, right: &Value<'m>, budget: &mut usize) -> bool {
    let Some(rest) = budget.checked_sub(1) else {
        return true;
    };
    *budget = rest;
    match (left, right) {
        (Value::Any, Value::Any)
        | (Value::Null, Value::Null)
        | (Value::Expression, Value::Expression) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        #[allow(clippy::float_cmp, reason = "equality is what the expression asks for")]
        (Value::Number(a), Value::Number(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        _ => match (left.runs(), right.runs(), left.entries(), right.entries()) {
            (Some(a), Some(b), ..) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b.iter())
                        .all(|((a, m), (b, n))| m == n && same(a, b, budget))
            }
            (_, _, Some(a), Some(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(key, value)| {
                        let other = b.iter().find(|(other, _)| other == key);
                        other.is_some_and(|(_, other)| same(value, other, budget))
                    })
            }
            _ => false,
        },
    }
}
