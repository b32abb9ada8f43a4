//! Values as documents, and values copied from one shape to another: for code that looks at
//! members by the names that a model's traits give them.

use std::collections::BTreeMap;

use crate::document::{Document, Number};
use crate::timestamp::Timestamp;
use crate::value::{Slot, Structure, View};

/// A structure as a document: members by their names in the model, absent ones left out, blobs in
/// base64, timestamps in seconds since 1970. Streams and unknown variants of unions are nulls.
///
/// Nothing is redacted.
pub fn document(value: &dyn Structure) -> Document {
    of(View::Structure(value))
}

/// The value at a path of member names, `a.b`; absent where the path leads nowhere.
pub(super) fn at<'a>(value: &'a dyn Structure, path: &str) -> View<'a> {
    let mut view = View::Structure(value);
    for name in path.split('.') {
        view = match view {
            View::Structure(value) => match value.schema().index_of(name) {
                Some(index) => value.get(index),
                None => View::Absent,
            },
            View::Map(map) => map.get(name).unwrap_or(View::Absent),
            _ => View::Absent,
        };
    }
    view
}

/// The place at a path of member names; what is absent on the way becomes present.
pub(super) fn place<'a>(value: &'a mut dyn Structure, path: &str) -> Slot<'a> {
    let mut slot = Slot::Structure(value);
    for name in path.split('.') {
        slot = match slot {
            Slot::Structure(value) => match value.schema().index_of(name) {
                Some(index) => value.slot(index),
                None => Slot::Nowhere,
            },
            _ => Slot::Nowhere,
        };
    }
    slot
}

/// Copies a value to a place of the same kind. Copies nothing where the kinds differ.
pub(super) fn copy(view: View<'_>, slot: Slot<'_>) {
    match (view, slot) {
        (View::Boolean(v), Slot::Boolean(s)) => *s = v,
        (View::Byte(v), Slot::Byte(s)) => *s = v,
        (View::Short(v), Slot::Short(s)) => *s = v,
        (View::Integer(v), Slot::Integer(s)) => *s = v,
        (View::Integer(v), Slot::IntEnum(s)) => s.set(v),
        (View::Long(v), Slot::Long(s)) => *s = v,
        (View::Float(v), Slot::Float(s)) => *s = v,
        (View::Double(v), Slot::Double(s)) => *s = v,
        (View::BigInteger(v), Slot::BigInteger(s)) => s.clone_from(v),
        (View::BigDecimal(v), Slot::BigDecimal(s)) => s.clone_from(v),
        (View::String(v), Slot::String(s)) => v.clone_into(s),
        (View::String(v), Slot::Enum(s)) => s.set(v),
        (View::Blob(v), Slot::Blob(s)) => s.clone_from(v),
        (View::Timestamp(v), Slot::Timestamp(s)) => *s = v,
        (View::Document(v), Slot::Document(s)) => s.clone_from(v),
        (View::List(from), Slot::List(to)) => {
            to.clear();
            for index in 0..from.len() {
                match from.get(index) {
                    View::Absent => to.push_null(),
                    item => copy(item, to.push()),
                }
            }
        }
        (View::Map(from), Slot::Map(to)) => {
            to.clear();
            for (key, value) in from.entries() {
                match value {
                    View::Absent => to.insert_null(key),
                    value => copy(value, to.insert(key)),
                }
            }
        }
        (View::Structure(from), Slot::Structure(to)) => {
            for (index, member) in from.schema().members.iter().enumerate() {
                let value = from.get(index);
                if let (false, Some(index)) = (
                    matches!(value, View::Absent),
                    to.schema().index_of(member.name),
                ) {
                    copy(value, to.slot(index));
                }
            }
        }
        (View::Union(from), Slot::Union(to)) => {
            if let Some((index, value)) = from.variant() {
                copy(value, to.set(index));
            }
        }
        _ => {}
    }
}

fn of(view: View<'_>) -> Document {
    match view {
        View::Absent | View::Stream(_) | View::Events(_) => Document::Null,
        View::Boolean(v) => v.into(),
        View::Byte(v) => i64::from(v).into(),
        View::Short(v) => i64::from(v).into(),
        View::Integer(v) => i64::from(v).into(),
        View::Long(v) => v.into(),
        View::Float(v) => f64::from(v).into(),
        View::Double(v) => v.into(),
        View::BigInteger(v) => number(v.as_str()),
        View::BigDecimal(v) => number(v.as_str()),
        View::String(v) => v.into(),
        View::Blob(v) => Document::String(base64_simd::STANDARD.encode_to_string(v)),
        View::Timestamp(Timestamp { seconds, nanos: 0 }) => seconds.into(),
        View::Timestamp(Timestamp { seconds, nanos }) => {
            (seconds as f64 + f64::from(nanos) / 1e9).into()
        }
        View::Document(v) => v.clone(),
        View::List(list) => Document::Array((0..list.len()).map(|i| of(list.get(i))).collect()),
        View::Map(map) => {
            let entries = map
                .entries()
                .map(|(key, value)| (key.to_owned(), of(value)));
            Document::Object(entries.collect())
        }
        View::Structure(value) => {
            let mut members = BTreeMap::new();
            for (index, member) in value.schema().members.iter().enumerate() {
                let view = value.get(index);
                if !matches!(view, View::Absent) {
                    members.insert(member.name.to_owned(), of(view));
                }
            }
            Document::Object(members)
        }
        View::Union(value) => {
            let variant = value.variant().and_then(|(index, view)| {
                let member = value.schema().members.get(index)?;
                Some((member.name.to_owned(), of(view)))
            });
            match variant {
                Some(member) => Document::Object(BTreeMap::from([member])),
                None => Document::Null,
            }
        }
    }
}

fn number(text: &str) -> Document {
    match (text.parse::<i64>(), text.parse::<u64>()) {
        (Ok(n), _) => n.into(),
        (_, Ok(n)) => Document::Number(Number::Unsigned(n)),
        _ => text.parse::<f64>().map_or(Document::Null, Document::from),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::{Input, Output};
    use super::*;

    #[test]
    fn values_become_documents() {
        let output = Output {
            names: Some(vec!["a".to_owned()]),
            nested: Some(Box::new(Input {
                marker: Some("m".to_owned()),
                limit: Some(3),
                ..Input::default()
            })),
            ..Output::default()
        };
        let Document::Object(members) = document(&output) else {
            panic!("an object");
        };
        assert_eq!(members["Names"], Document::Array(vec!["a".into()]));
        assert_eq!(members.len(), 2);
        assert!(matches!(at(&output, "Nested.Marker"), View::String("m")));
        assert!(matches!(at(&output, "Nested.Nothing"), View::Absent));
    }

    #[test]
    fn values_are_copied_by_name() {
        let from = Input {
            name: Some("n".to_owned()),
            limit: Some(3),
            ..Input::default()
        };
        let mut to = Output::default();
        copy(View::Structure(&from), place(&mut to, "Nested"));
        assert_eq!(to.nested.as_deref(), Some(&from));
        copy(View::Long(1), place(&mut to, "Nested.Marker"));
        copy(View::Long(1), place(&mut to, "Nothing.There"));
        assert_eq!(to.nested.unwrap().marker.as_deref(), Some(""));
    }
}
