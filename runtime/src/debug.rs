//! `Debug` of generated types, by their schemas: absent members are left out, sensitive ones
//! print as `[redacted]`, blobs as their length.

use std::fmt::{Debug, Formatter, Result};

use crate::schema::Schema;
use crate::value::{Structure, Union, View};

/// Writes a structure as Rust would: `Name { member: value }`, members by their names in the model.
pub fn structure(value: &dyn Structure, f: &mut Formatter<'_>) -> Result {
    let schema = value.schema();
    if schema.is_sensitive() {
        return write!(f, "{}([redacted])", schema.name());
    }
    let mut out = f.debug_struct(schema.name());
    for (index, member) in schema.members.iter().enumerate() {
        let view = value.get(index);
        if !matches!(view, View::Absent) {
            out.field(
                member.name,
                &Shown::new(view, member.target, member.is_sensitive()),
            );
        }
    }
    out.finish()
}

/// Writes a union as its one member: `Name { member: value }`.
pub fn union(value: &dyn Union, f: &mut Formatter<'_>) -> Result {
    let schema = value.schema();
    if schema.is_sensitive() {
        return write!(f, "{}([redacted])", schema.name());
    }
    let Some((index, view)) = value.variant() else {
        return write!(f, "{} {{ unknown }}", schema.name());
    };
    let mut out = f.debug_struct(schema.name());
    if let Some(member) = schema.members.get(index) {
        let redact = member.is_sensitive();
        out.field(member.name, &Shown::new(view, member.target, redact));
    }
    out.finish()
}

/// Writes an enum as its value on the wire: `Name("value")`.
pub fn enumeration(schema: &Schema, value: &dyn Debug, f: &mut Formatter<'_>) -> Result {
    if schema.is_sensitive() {
        return write!(f, "{}([redacted])", schema.name());
    }
    write!(f, "{}({value:?})", schema.name())
}

/// A value that knows whether it may be shown.
struct Shown<'a> {
    view: View<'a>,
    schema: &'static Schema,
    redact: bool,
}

impl<'a> Shown<'a> {
    fn new(view: View<'a>, schema: &'static Schema, redact: bool) -> Self {
        Self {
            view,
            schema,
            redact: redact || schema.is_sensitive(),
        }
    }

    /// The item of a collection, by the index of its member in the collection's schema.
    fn item(&self, view: View<'a>, member: usize) -> Self {
        match self.schema.members.get(member) {
            Some(member) => Self::new(view, member.target, member.is_sensitive()),
            None => Self::new(view, self.schema, false),
        }
    }
}

impl Debug for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.redact {
            return f.write_str("[redacted]");
        }
        match self.view {
            View::Absent => f.write_str("null"),
            View::Boolean(v) => v.fmt(f),
            View::Byte(v) => v.fmt(f),
            View::Short(v) => v.fmt(f),
            View::Integer(v) => v.fmt(f),
            View::Long(v) => v.fmt(f),
            View::Float(v) => v.fmt(f),
            View::Double(v) => v.fmt(f),
            View::BigInteger(v) => v.fmt(f),
            View::BigDecimal(v) => v.fmt(f),
            View::String(v) => v.fmt(f),
            View::Blob(v) => write!(f, "<{} bytes>", v.len()),
            View::Timestamp(v) => v.fmt(f),
            View::Document(v) => v.fmt(f),
            View::List(list) => f
                .debug_list()
                .entries((0..list.len()).map(|i| self.item(list.get(i), 0)))
                .finish(),
            View::Map(map) => {
                let keys = self
                    .schema
                    .members
                    .first()
                    .is_some_and(|m| m.is_sensitive());
                let entries = map.entries().map(|(key, value)| {
                    let key = if keys { "[redacted]" } else { key };
                    (key, self.item(value, 1))
                });
                f.debug_map().entries(entries).finish()
            }
            View::Structure(value) => structure(value, f),
            View::Union(value) => union(value, f),
            View::Stream(_) => f.write_str("<stream>"),
            View::Events(_) => f.write_str("<stream of events>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::{Member, Schema, Trait, prelude};

    #[derive(Clone, Default)]
    struct Vault {
        key: String,
    }

    static OPEN: Schema =
        Schema::structure("a#Vault", &[Member::new("key", &prelude::STRING, &[])], &[]);

    crate::structure!(Vault, OPEN { 0 => key });

    mod closed {
        use super::*;

        #[derive(Clone, Default)]
        pub(super) struct Secret {
            pub(super) key: String,
        }

        static CLOSED: Schema = Schema::structure(
            "a#Secret",
            &[Member::new("key", &prelude::STRING, &[])],
            &[Trait::Sensitive],
        );

        crate::structure!(Secret, CLOSED { 0 => key });
    }

    #[test]
    fn what_is_sensitive_is_not_shown_even_by_itself() {
        let shown = format!(
            "{:?}",
            Vault {
                key: "k3y".to_owned()
            }
        );
        assert_eq!(shown, r#"Vault { key: "k3y" }"#);
        let hidden = format!(
            "{:?}",
            closed::Secret {
                key: "k3y".to_owned()
            }
        );
        assert_eq!(hidden, "Secret([redacted])");
    }
}
