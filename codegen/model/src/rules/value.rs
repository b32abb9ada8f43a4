//! The values that rules work on.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};

use super::display::{listed, record};
use super::{ParameterType, Type};
use crate::Node;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Values in order.
    Array(Vec<Value>),
    /// A truth value.
    Boolean(bool),
    /// That there is none.
    Empty,
    /// A whole number.
    Integer(i32),
    /// Values by name.
    Record(BTreeMap<String, Value>),
    /// A text.
    String(String),
}

impl Value {
    /// The value that a node denotes; `None` for numbers that are not whole, negative or too large.
    #[must_use]
    pub fn from_node(node: &Node) -> Option<Value> {
        Some(match node {
            Node::Null => Value::Empty,
            Node::Bool(value) => Value::Boolean(*value),
            Node::Number(number) => {
                Value::Integer(i32::try_from(number.as_i64()?).ok().filter(|n| *n >= 0)?)
            }
            Node::String(text) => Value::String(text.to_string()),
            Node::Array(items) => Value::Array(
                items
                    .iter()
                    .map(Value::from_node)
                    .collect::<Option<Vec<Value>>>()?,
            ),
            Node::Object(members) => Value::Record(
                members
                    .iter()
                    .map(|(name, value)| Some((name.to_owned(), Value::from_node(value)?)))
                    .collect::<Option<BTreeMap<String, Value>>>()?,
            ),
        })
    }

    /// The node that denotes the value.
    #[must_use]
    pub fn to_node(&self) -> Node {
        match self {
            Value::Array(items) => Node::Array(items.iter().map(Value::to_node).collect()),
            Value::Boolean(value) => Node::Bool(*value),
            Value::Empty => Node::Null,
            Value::Integer(value) => {
                crate::Number::parse(&value.to_string()).map_or(Node::Null, Node::Number)
            }
            Value::Record(members) => Node::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.to_node()))
                    .collect(),
            ),
            Value::String(text) => Node::from(text.as_str()),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Value::Empty
    }

    /// The type of parameters that may have the value.
    #[must_use]
    pub fn parameter_type(&self) -> Option<ParameterType> {
        match self {
            Value::String(_) => Some(ParameterType::String),
            Value::Boolean(_) => Some(ParameterType::Boolean),
            Value::Array(items) => items
                .iter()
                .all(|item| matches!(item, Value::String(_)))
                .then_some(ParameterType::StringArray),
            _ => None,
        }
    }

    /// The type of the value.
    #[must_use]
    pub fn type_of(&self) -> Type<'_> {
        match self {
            Value::Array(items) => {
                let first = items.iter().find(|item| !item.is_empty());
                Type::Array(Box::new(first.map_or(Type::Empty, Value::type_of)))
            }
            Value::Boolean(_) => Type::Boolean,
            Value::Empty => Type::Empty,
            Value::Integer(_) => Type::Integer,
            Value::Record(members) => Type::Record(
                members
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.type_of()))
                    .collect(),
            ),
            Value::String(_) => Type::String,
        }
    }

    fn mismatch(&self, expected: &str) -> String {
        format!(
            "Expected `{expected}` but was `{}` with value: `{self}`",
            self.type_of()
        )
    }

    pub(super) fn expect_string(self) -> Result<String, String> {
        match self {
            Value::String(text) => Ok(text),
            other => Err(other.mismatch("StringType")),
        }
    }

    pub(super) fn expect_boolean(self) -> Result<bool, String> {
        match self {
            Value::Boolean(value) => Ok(value),
            other => Err(other.mismatch("BooleanType")),
        }
    }

    pub(super) fn expect_integer(self) -> Result<i32, String> {
        match self {
            Value::Integer(value) => Ok(value),
            other => Err(other.mismatch("IntegerType")),
        }
    }

    pub(super) fn expect_array(self) -> Result<Vec<Value>, String> {
        match self {
            Value::Array(items) => Ok(items),
            other => Err(other.mismatch("ArrayType")),
        }
    }

    pub(super) fn expect_record(self) -> Result<BTreeMap<String, Value>, String> {
        match self {
            Value::Record(members) => Ok(members),
            other => Err(other.mismatch("RecordType")),
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Array(items) => {
                f.write_str("[")?;
                listed(f, items)?;
                f.write_str("]")
            }
            Value::Boolean(value) => value.fmt(f),
            Value::Empty => f.write_str("<empty>"),
            Value::Integer(value) => value.fmt(f),
            Value::Record(members) => record(f, members.iter().map(|(k, v)| (k.as_str(), v))),
            Value::String(text) => f.write_str(text),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Boolean(value)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Value {
        Value::Array(items)
    }
}
