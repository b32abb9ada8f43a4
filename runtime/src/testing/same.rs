//! Whether a value is the one that a case expects: as [`crate::equal`], but NaN is NaN, and what
//! differs is told.

use crate::value::{Structure, View};

/// Where the structures first differ; `None` where they don't.
pub(super) fn structures(
    expected: &dyn Structure,
    found: &dyn Structure,
    path: &str,
) -> Option<String> {
    let members = expected.schema().members.iter().enumerate();
    members.into_iter().find_map(|(index, member)| {
        let path = format!("{path}/{}", member.name);
        views(expected.get(index), found.get(index), &path)
    })
}

pub(super) fn views(expected: View<'_>, found: View<'_>, path: &str) -> Option<String> {
    match (expected, found) {
        (View::Float(a), View::Float(b)) if a.is_nan() && b.is_nan() => None,
        (View::Double(a), View::Double(b)) if a.is_nan() && b.is_nan() => None,
        (View::Stream(a), View::Stream(b)) if a.as_bytes() == b.as_bytes() => None,
        // Events are compared one by one, as they come.
        (View::Events(_), View::Events(_)) => None,
        (View::List(a), View::List(b)) if a.len() == b.len() => {
            (0..a.len()).find_map(|i| views(a.get(i), b.get(i), &format!("{path}/{i}")))
        }
        (View::Map(a), View::Map(b)) if a.len() == b.len() => a
            .entries()
            .zip(b.entries())
            .find_map(|((key, a), (other, b))| {
                if key != other {
                    return Some(format!("{path} has the key {other} instead of {key}"));
                }
                views(a, b, &format!("{path}/{key}"))
            }),
        (View::Structure(a), View::Structure(b)) => structures(a, b, path),
        (View::Union(a), View::Union(b)) => match (a.variant(), b.variant()) {
            (Some((i, a)), Some((j, b))) if i == j => views(a, b, path),
            (None, None) => None,
            _ => Some(format!("{path} holds another variant")),
        },
        (a, b) if crate::equal::views(a, b) => None,
        (a, b) => Some(format!("{path} is {} instead of {}", show(b), show(a))),
    }
}

/// A value for people; cases hold no secrets.
fn show(view: View<'_>) -> String {
    match view {
        View::Absent => "absent".to_owned(),
        View::Boolean(v) => v.to_string(),
        View::Byte(v) => v.to_string(),
        View::Short(v) => v.to_string(),
        View::Integer(v) => v.to_string(),
        View::Long(v) => v.to_string(),
        View::Float(v) => v.to_string(),
        View::Double(v) => v.to_string(),
        View::BigInteger(v) => v.to_string(),
        View::BigDecimal(v) => v.to_string(),
        View::String(v) => format!("{v:?}"),
        View::Blob(v) => format!("{v:?}"),
        View::Timestamp(v) => v.to_string(),
        View::Document(v) => format!("{v:?}"),
        View::List(v) => format!("a list of {}", v.len()),
        View::Map(v) => format!("a map of {}", v.len()),
        View::Structure(_) => "a structure".to_owned(),
        View::Union(_) => "a union".to_owned(),
        View::Events(_) => "a stream of events".to_owned(),
        View::Stream(v) => format!("a stream of {:?}", v.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_itself_at_any_depth() {
        let (a, b) = (vec![vec![f64::NAN]], vec![vec![f64::NAN]]);
        assert_eq!(views(View::List(&a), View::List(&b), ""), None);
        let b = vec![vec![1.0]];
        let told = views(View::List(&a), View::List(&b), "/x");
        assert_eq!(told.as_deref(), Some("/x/0/0 is 1 instead of NaN"));
    }
}
