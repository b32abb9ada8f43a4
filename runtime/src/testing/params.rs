//! The values that cases give, as typed values (Smithy 2.0, "Parameter format"): blobs are their
//! text, timestamps seconds since 1970, members have their names in the model.

use super::tree::Tree;
use crate::document::{Document, Number};
use crate::number::{BigDecimal, BigInteger, special};
use crate::schema::Schema;
use crate::timestamp::{Format, Timestamp};
use crate::value::{Slot, Structure};

type Result<T> = std::result::Result<T, String>;

/// Fills a structure from the text of a case's params.
pub(super) fn fill(value: &mut dyn Structure, params: &str) -> Result<()> {
    let tree = Tree::parse(params.as_bytes()).map_err(|e| format!("params: {e}"))?;
    structure(value, &tree)
}

/// Fills any value from the text of a case's params.
pub(super) fn fill_slot(slot: Slot<'_>, params: &str) -> Result<()> {
    let tree = Tree::parse(params.as_bytes()).map_err(|e| format!("params: {e}"))?;
    put(slot, None, &tree)
}

fn structure(value: &mut dyn Structure, tree: &Tree) -> Result<()> {
    let Tree::Object(members) = tree else {
        return unfit("an object", tree);
    };
    let schema = value.schema();
    for (name, tree) in members {
        let Some(index) = schema.index_of(name) else {
            return Err(format!("params: {} has no member {name}", schema.id));
        };
        let target = schema.members.get(index).map(|m| m.target);
        // A null says that the member is absent, but for documents, which can be null.
        let document = target.is_some_and(|t| t.kind == crate::schema::Kind::Document);
        if matches!(tree, Tree::Null) && !document {
            continue;
        }
        put(value.slot(index), target, tree)?;
    }
    Ok(())
}

fn put(slot: Slot<'_>, schema: Option<&'static Schema>, tree: &Tree) -> Result<()> {
    match (slot, tree) {
        (Slot::Boolean(place), Tree::Boolean(value)) => *place = *value,
        (Slot::Byte(place), Tree::Number(text)) => *place = parse(text)?,
        (Slot::Short(place), Tree::Number(text)) => *place = parse(text)?,
        (Slot::Integer(place), Tree::Number(text)) => *place = parse(text)?,
        (Slot::Long(place), Tree::Number(text)) => *place = parse(text)?,
        (Slot::IntEnum(place), Tree::Number(text)) => place.set(parse(text)?),
        (Slot::Float(place), Tree::Number(text)) => *place = parse(text)?,
        (Slot::Double(place), Tree::Number(text)) => *place = parse(text)?,
        (Slot::Float(place), Tree::String(text)) => *place = word(text)?,
        (Slot::Double(place), Tree::String(text)) => *place = word(text)?.into(),
        (Slot::BigInteger(place), Tree::Number(text) | Tree::String(text)) => {
            *place = BigInteger::parse(text).ok_or("params: no integer")?;
        }
        (Slot::BigDecimal(place), Tree::Number(text) | Tree::String(text)) => {
            *place = BigDecimal::parse(text).ok_or("params: no decimal")?;
        }
        (Slot::String(place), Tree::String(text)) => place.clone_from(text),
        (Slot::Enum(place), Tree::String(text)) => place.set(text),
        (Slot::Blob(place), Tree::String(text)) => *place = text.clone().into(),
        (Slot::Stream(place), Tree::String(text)) => *place = text.clone().into(),
        (Slot::Timestamp(place), Tree::Number(text)) => {
            *place = Timestamp::parse(text, Format::EpochSeconds).ok_or("params: no timestamp")?;
        }
        // In the cases of event streams.
        (Slot::Timestamp(place), Tree::String(text)) => {
            *place = Timestamp::parse(text, Format::DateTime).ok_or("params: no timestamp")?;
        }
        (Slot::Document(place), tree) => *place = document(tree)?,
        (Slot::List(list), Tree::Array(items)) => {
            list.clear();
            for item in items {
                match item {
                    Tree::Null => list.push_null(),
                    item => put(list.push(), target(schema, 0), item)?,
                }
            }
        }
        (Slot::Map(map), Tree::Object(entries)) => {
            map.clear();
            for (key, value) in entries {
                match value {
                    Tree::Null => map.insert_null(key),
                    value => put(map.insert(key), target(schema, 1), value)?,
                }
            }
        }
        (Slot::Structure(value), tree) => structure(value, tree)?,
        (Slot::Union(value), Tree::Object(members)) => {
            let schema = value.schema();
            for (name, tree) in members {
                let index = schema.index_of(name);
                let index = index.ok_or_else(|| format!("params: no variant {name}"))?;
                put(value.set(index), target(Some(schema), index), tree)?;
            }
        }
        (_, tree) => return unfit("another value", tree),
    }
    Ok(())
}

fn target(schema: Option<&'static Schema>, member: usize) -> Option<&'static Schema> {
    Some(schema?.members.get(member)?.target)
}

fn unfit<T>(wanted: &str, tree: &Tree) -> Result<T> {
    Err(format!("params: {wanted} was expected, not {tree:?}"))
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| format!("params: {text} is out of range"))
}

fn word(text: &str) -> Result<f32> {
    special(text).ok_or_else(|| format!("params: {text} is no number"))
}

fn document(tree: &Tree) -> Result<Document> {
    Ok(match tree {
        Tree::Null => Document::Null,
        Tree::Boolean(value) => Document::Boolean(*value),
        Tree::Number(text) => Document::Number(Number::parse(text).ok_or("params: no number")?),
        Tree::String(text) => Document::String(text.clone()),
        Tree::Array(items) => Document::Array(items.iter().map(document).collect::<Result<_>>()?),
        Tree::Object(members) => {
            let member = |(key, value): (&String, _)| Ok((key.clone(), document(value)?));
            Document::Object(members.iter().map(member).collect::<Result<_>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Member, Trait, prelude};

    #[derive(Clone, Default)]
    struct Input {
        float: Option<f32>,
        blob: Option<bytes::Bytes>,
        time: Option<Timestamp>,
        sparse: Option<Vec<Option<String>>>,
        open: Option<Document>,
    }

    static SPARSE: Schema = Schema::list(
        "a#Sparse",
        &[Member::new("member", &prelude::STRING, &[])],
        &[Trait::Sparse],
    );
    static INPUT: Schema = Schema::structure(
        "a#Input",
        &[
            Member::new("float", &prelude::FLOAT, &[]),
            Member::new("blob", &prelude::BLOB, &[]),
            Member::new("time", &prelude::TIMESTAMP, &[Trait::JsonName("t")]),
            Member::new("sparse", &SPARSE, &[]),
            Member::new("open", &prelude::DOCUMENT, &[]),
        ],
        &[],
    );
    crate::structure!(
        Input,
        INPUT {
            0 => float,
            1 => blob,
            2 => time,
            3 => sparse,
            4 => open
        }
    );

    #[test]
    fn values_are_read_as_the_specification_writes_them() {
        let mut input = Input::default();
        let text = r#"{"float": "NaN", "blob": "YQ==", "time": 1.5, "sparse": ["a", null],
            "open": null}"#;
        fill(&mut input, text).unwrap();
        assert!(input.float.is_some_and(f32::is_nan));
        assert_eq!(input.blob.as_deref(), Some(&b"YQ=="[..]));
        assert_eq!(
            input.time.map(|t| (t.seconds, t.nanos)),
            Some((1, 500_000_000))
        );
        assert_eq!(input.sparse, Some(vec![Some("a".to_owned()), None]));
        assert_eq!(input.open, Some(Document::Null));
        for bad in [r#"{"t": 1}"#, r#"{"float": "1"}"#, r#"{"blob": 1}"#, "[]"] {
            assert!(fill(&mut input, bad).is_err(), "{bad}");
        }
    }
}
