//! Default values (Smithy 2.0, trait `default`), as what Rust writes for them.

use planish_model::{Node, ShapeType};

/// A default value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// A number of any size, as its text.
    Big(String),
    /// Text.
    String(String),
    /// The value of an enum of strings.
    Enum(String),
    /// The value of an enum of integers.
    IntEnum(i64),
    /// Bytes, as base64.
    Blob(String),
    /// A timestamp as seconds.
    Seconds(f64),
    /// A timestamp as RFC 3339 text.
    DateTime(String),
    /// A document.
    Document(Node),
    /// An empty list or map.
    Empty,
}

impl Literal {
    /// The default of a member whose target is of this kind; `None` where the value doesn't fit,
    /// or is null.
    pub(super) fn of(kind: ShapeType, value: &Node) -> Option<Self> {
        let number = value.as_number();
        Some(match kind {
            ShapeType::Boolean => Self::Bool(value.as_bool()?),
            ShapeType::Byte | ShapeType::Short | ShapeType::Integer | ShapeType::Long => {
                Self::Integer(number?.as_i64()?)
            }
            ShapeType::IntEnum => Self::IntEnum(number?.as_i64()?),
            ShapeType::Float | ShapeType::Double => Self::Float(number?.as_f64()),
            ShapeType::BigInteger | ShapeType::BigDecimal => Self::Big(number?.as_str().to_owned()),
            ShapeType::String => Self::String(value.as_str()?.to_owned()),
            ShapeType::Enum => Self::Enum(value.as_str()?.to_owned()),
            ShapeType::Blob => Self::Blob(value.as_str()?.to_owned()),
            ShapeType::Timestamp => match number {
                Some(number) => Self::Seconds(number.as_f64()),
                None => Self::DateTime(value.as_str()?.to_owned()),
            },
            ShapeType::Document if value.is_null() => return None,
            ShapeType::Document => Self::Document(value.clone()),
            ShapeType::List | ShapeType::Map if !value.is_null() => Self::Empty,
            _ => return None,
        })
    }

    /// Whether the type's own `Default` gives the value.
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Bool(value) => !value,
            Self::Integer(value) => *value == 0,
            Self::Float(value) | Self::Seconds(value) => *value == 0.0,
            Self::Big(text) => text == "0",
            Self::String(text) | Self::Blob(text) => text.is_empty(),
            Self::Empty => true,
            Self::Enum(_) | Self::IntEnum(_) | Self::DateTime(_) | Self::Document(_) => false,
        }
    }
}
