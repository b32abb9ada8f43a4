//! Values of the type `document`: the protocol's own data model, untyped.

use std::collections::BTreeMap;

/// An untyped value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Document {
    /// Nothing.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// Values in order.
    Array(Vec<Document>),
    /// Text keys to values.
    Object(BTreeMap<String, Document>),
}

/// A number of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A whole number that 64 bits with sign hold.
    Integer(i64),
    /// A whole number that only 64 bits without sign hold.
    Unsigned(u64),
    /// Any other number, nearest in double precision.
    Double(f64),
}

impl Number {
    /// The number with this text, in the form that loses least; `None` where it is no number, or
    /// too big for a double.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(value) = text.parse() {
            return Some(Self::Integer(value));
        }
        if let Ok(value) = text.parse() {
            return Some(Self::Unsigned(value));
        }
        crate::number::finite(text).map(Self::Double)
    }
}

impl From<&str> for Document {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<i64> for Document {
    fn from(value: i64) -> Self {
        Self::Number(Number::Integer(value))
    }
}

impl From<f64> for Document {
    fn from(value: f64) -> Self {
        Self::Number(Number::Double(value))
    }
}

impl From<bool> for Document {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}
