//! The types that expressions of rules have.

use std::fmt::{Display, Formatter};

use super::RuleError;
use super::display::{listed, record};
use super::tree::ParameterType;

/// What is known of a value before the rules run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type<'n> {
    /// Nothing.
    Any,
    /// An array of values of a type.
    Array(Box<Type<'n>>),
    /// A truth value.
    Boolean,
    /// That there is none.
    Empty,
    /// A whole number.
    Integer,
    /// A value of a type, or none.
    Optional(Box<Type<'n>>),
    /// Values by name.
    Record(Vec<(&'n str, Type<'n>)>),
    /// A text.
    String,
    /// Values of several types in order.
    Tuple(Vec<Type<'n>>),
}

impl<'n> Type<'n> {
    /// The type with absence added.
    pub(super) fn optional(self) -> Type<'n> {
        Type::Optional(Box::new(self))
    }

    /// An array of texts.
    pub(super) fn strings() -> Type<'n> {
        Type::Array(Box::new(Type::String))
    }

    /// Whether a value of the other type may stand where one of this type is wanted.
    #[must_use]
    pub fn accepts(&self, other: &Type<'n>) -> bool {
        *self == Type::Any || self == other
    }

    /// The type of the value once it is known to be there.
    #[must_use]
    pub fn present(&self) -> &Type<'n> {
        match self {
            Type::Optional(inner) => inner,
            other => other,
        }
    }

    /// Whether there may be no value.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        matches!(self, Type::Optional(_))
    }

    pub(super) fn expect_string(&self) -> Result<(), RuleError> {
        match self {
            Type::String => Ok(()),
            Type::Optional(_) => Err(RuleError::new(format!(
                "Expected string but found {self}. hint: use `assign` in a condition or `isSet` to prove that this value is non-null"
            ))),
            _ => Err(RuleError::new(format!("Expected string but found {self}"))),
        }
    }

    pub(super) fn expect_boolean(&self) -> Result<(), RuleError> {
        match self {
            Type::Boolean => Ok(()),
            Type::Optional(_) => Err(RuleError::new(format!(
                "Expected boolean but found {self}. hint: use `isSet` to convert OptionalType[BooleanType] to bool"
            ))),
            _ => Err(RuleError::new(format!("Expected boolean but found {self}"))),
        }
    }
}

impl ParameterType {
    /// The type of a parameter that has a value.
    #[must_use]
    pub fn as_type(self) -> Type<'static> {
        match self {
            ParameterType::String => Type::String,
            ParameterType::Boolean => Type::Boolean,
            ParameterType::StringArray => Type::strings(),
        }
    }
}

impl Display for Type<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Type::Any => f.write_str("AnyType[]"),
            Type::Array(inner) => write!(f, "[{inner}]"),
            Type::Boolean => f.write_str("BooleanType"),
            Type::Empty => f.write_str("EmptyType"),
            Type::Integer => f.write_str("IntegerType"),
            Type::Optional(inner) => write!(f, "OptionalType[{inner}]"),
            Type::Record(members) => record(f, members.iter().map(|(k, v)| (*k, v))),
            Type::String => f.write_str("StringType"),
            Type::Tuple(members) => {
                f.write_str("[")?;
                listed(f, members)?;
                f.write_str("]")
            }
        }
    }
}
