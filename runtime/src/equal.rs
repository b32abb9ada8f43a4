//! Equality of generated types, through their views: one function for all shapes.

use crate::value::{Structure, Union, View};

/// Whether all members are equal. Streams are never equal.
pub fn structures(a: &dyn Structure, b: &dyn Structure) -> bool {
    std::ptr::eq(a.schema(), b.schema())
        && (0..a.schema().members.len()).all(|i| views(a.get(i), b.get(i)))
}

/// Whether both hold the same variant with equal values. Unknown variants are never equal.
pub fn unions(a: &dyn Union, b: &dyn Union) -> bool {
    match (a.variant(), b.variant()) {
        (Some((i, a)), Some((j, b))) => i == j && views(a, b),
        _ => false,
    }
}

/// Whether two views show equal values; NaN equals nothing, as in Rust.
pub fn views(a: View<'_>, b: View<'_>) -> bool {
    match (a, b) {
        (View::Absent, View::Absent) => true,
        (View::Boolean(a), View::Boolean(b)) => a == b,
        (View::Byte(a), View::Byte(b)) => a == b,
        (View::Short(a), View::Short(b)) => a == b,
        (View::Integer(a), View::Integer(b)) => a == b,
        (View::Long(a), View::Long(b)) => a == b,
        (View::Float(a), View::Float(b)) => a == b,
        (View::Double(a), View::Double(b)) => a == b,
        (View::BigInteger(a), View::BigInteger(b)) => a == b,
        (View::BigDecimal(a), View::BigDecimal(b)) => a == b,
        (View::String(a), View::String(b)) => a == b,
        (View::Blob(a), View::Blob(b)) => a == b,
        (View::Timestamp(a), View::Timestamp(b)) => a == b,
        (View::Document(a), View::Document(b)) => a == b,
        (View::List(a), View::List(b)) => {
            a.len() == b.len() && (0..a.len()).all(|i| views(a.get(i), b.get(i)))
        }
        (View::Map(a), View::Map(b)) => {
            a.len() == b.len()
                && a.entries()
                    .zip(b.entries())
                    .all(|((k, v), (l, w))| k == l && views(v, w))
        }
        (View::Structure(a), View::Structure(b)) => structures(a, b),
        (View::Union(a), View::Union(b)) => unions(a, b),
        _ => false,
    }
}
