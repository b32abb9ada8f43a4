//! The values that rules work on.

use std::borrow::Cow;

use super::evaluate::Problem;

/// A value. Texts are borrowed from tables and parameters where they can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value<'a> {
    /// That there is none.
    #[default]
    Nothing,
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i32),
    /// A text.
    Text(Cow<'a, str>),
    /// Values in order.
    List(Vec<Value<'a>>),
    /// Values by name.
    Record(Vec<(&'static str, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_list(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The member of this name, if it is a record that has one.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        match self {
            Self::Record(members) => {
                let found = members.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The same without anything borrowed.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Nothing => Value::Nothing,
            Self::Boolean(value) => Value::Boolean(value),
            Self::Integer(value) => Value::Integer(value),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
            Self::Record(members) => {
                let members = members.into_iter();
                Value::Record(members.map(|(n, v)| (n, v.into_owned())).collect())
            }
        }
    }

    /// The same, borrowed from this one.
    pub(super) fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::List(items) => Value::List(items.iter().map(Value::borrowed).collect()),
            Self::Record(members) => {
                Value::Record(members.iter().map(|(n, v)| (*n, v.borrowed())).collect())
            }
            Self::Nothing => Value::Nothing,
            Self::Boolean(value) => Value::Boolean(*value),
            Self::Integer(value) => Value::Integer(*value),
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    pub(super) fn text(self) -> Result<Cow<'a, str>, Problem> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.is_no("text")),
        }
    }

    pub(super) fn boolean(self) -> Result<bool, Problem> {
        match self {
            Self::Boolean(value) => Ok(value),
            other => Err(other.is_no("truth value")),
        }
    }

    pub(super) fn integer(self) -> Result<i32, Problem> {
        match self {
            Self::Integer(value) => Ok(value),
            other => Err(other.is_no("whole number")),
        }
    }

    fn is_no(&self, wanted: &str) -> Problem {
        let what = match self {
            Self::Nothing => "nothing",
            Self::Boolean(_) => "a truth value",
            Self::Integer(_) => "a whole number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Record(_) => "a record",
        };
        Problem::Invalid(format!("the endpoint rules met {what} instead of a {wanted}").into())
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a, T: Into<Value<'a>>> From<Vec<T>> for Value<'a> {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
