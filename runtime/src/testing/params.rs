//! The values that cases give, as typed values (Smithy 2.0, "Parameter format"): blobs are their
//! text, timestamps seconds since 1970, members have their names in the model.

use super::tree::Tree;
use crate::document::{Document, Number};
use crate::number::{BigDecimal, BigInteger};
use crate::schema::Schema;
use crate::timestamp::{Format, Timestamp};
use crate::value::{Slot, Structure};

type Result<T> = std::result::Result<T, String>;

/// Fills a structure from the text of a case's params.
pub(super) fn fill(value: &mut dyn Structure, params: &str) -> Result<()> {
    let tree = Tree::parse(params.as_bytes()).map_err(|e| format!("params: {e}"))?;
    structure(value, &tree)
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
        (Slot::Float(place), Tree::String(text)) => *place = special(text)? as f32,
        (Slot::Double(place), Tree::String(text)) => *place = special(text)?,
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

fn special(text: &str) -> Result<f64> {
    match text {
        "NaN" => Ok(f64::NAN),
        "Infinity" => Ok(f64::INFINITY),
        "-Infinity" => Ok(f64::NEG_INFINITY),
        _ => Err(format!("params: {text} is no number")),
    }
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
