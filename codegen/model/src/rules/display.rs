//! How messages write parts of rules.

use std::fmt::{Display, Formatter, Result};

use super::{
    Call, Condition, Expression, GetAttr, Literal, ParameterType, Part, Step, Template, Version,
};

impl Display for Version {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl Display for ParameterType {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.as_str())
    }
}

impl Display for Condition<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.assign {
            Some(name) => write!(f, "{name} = {}", self.function),
            None => self.function.fmt(f),
        }
    }
}

impl Display for Expression<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Expression::Literal(literal) => literal.fmt(f),
            Expression::Reference(name) => f.write_str(name),
            Expression::Call(call) => call.fmt(f),
            Expression::GetAttr(get) => get.fmt(f),
        }
    }
}

impl Display for Call<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}(", self.function.name)?;
        listed(f, &self.arguments)?;
        f.write_str(")")
    }
}

impl Display for GetAttr<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}#{}", self.target, self.path)
    }
}

impl Display for Step<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Step::Key(key) => f.write_str(key),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

impl Display for Literal<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Literal::Boolean(value) => value.fmt(f),
            Literal::Integer(value) => value.fmt(f),
            Literal::String(template) => template.fmt(f),
            Literal::Tuple(items) => {
                f.write_str("[")?;
                listed(f, items)?;
                f.write_str("]")
            }
            Literal::Record(members) => record(f, members.iter().map(|(k, v)| (*k, v))),
        }
    }
}

impl Display for Template<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "\"{}\"", self.text)
    }
}

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Part::Static(text) => f.write_str(text),
            Part::Dynamic(raw, _) => write!(f, "{{{raw}}}"),
        }
    }
}

/// Values with commas between.
pub(super) fn listed<T: Display>(f: &mut Formatter<'_>, items: &[T]) -> Result {
    for (i, item) in items.iter().enumerate() {
        let comma = if i > 0 { ", " } else { "" };
        write!(f, "{comma}{item}")?;
    }
    Ok(())
}

/// Values by name: `{a=1, b=2}`.
pub(super) fn record<'k, V: Display>(
    f: &mut Formatter<'_>,
    members: impl Iterator<Item = (&'k str, V)>,
) -> Result {
    f.write_str("{")?;
    for (i, (name, value)) in members.enumerate() {
        let comma = if i > 0 { ", " } else { "" };
        write!(f, "{comma}{name}={value}")?;
    }
    f.write_str("}")
}
