//! The constraint traits (Smithy spec, "Constraint traits") and the values of enums.

use super::TypedTrait;
use super::fields::{Fields, strings};
use crate::{Node, Number, ShapeId};

/// Bounds of a length: of a string in Unicode scalar values, of a blob in bytes, of a list or map in entries. (Smithy spec, "length trait")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// The least length allowed.
    pub min: Option<u64>,
    /// The greatest length allowed.
    pub max: Option<u64>,
}

/// Bounds of a number, both inclusive and exact. (Smithy spec, "range trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least value allowed.
    pub min: Option<Number>,
    /// The greatest value allowed.
    pub max: Option<Number>,
}

/// The value of a member of an enum. (Smithy spec, "enumValue trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumValue {
    /// Of an `enum`.
    Text(String),
    /// Of an `intEnum`.
    Number(i64),
}

/// The values of a string of Smithy 1.0. (Smithy spec, "enum trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    /// The definitions in order.
    pub definitions: Vec<EnumDefinition>,
}

/// One value of an [`Enum`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnumDefinition {
    /// The value.
    pub value: String,
    /// The name of the constant for it.
    pub name: Option<String>,
    /// What it means.
    pub documentation: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
}

/// Says that a string is the id of a shape. (Smithy spec, "idRef trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdRef {
    /// Which shapes are allowed; all by default.
    pub selector: String,
    /// Whether the shape has to exist.
    pub fail_when_missing: bool,
    /// The message to use when the shape is wrong.
    pub error_message: Option<String>,
}

/// Resources that a structure refers to. (Smithy spec, "references trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct References {
    /// The ids of the resources, in order.
    pub resources: Vec<ShapeId>,
}

impl Range {
    /// The bounds as doubles, for those who compare doubles.
    #[must_use]
    pub fn as_f64(&self) -> (Option<f64>, Option<f64>) {
        (
            self.min.as_ref().map(Number::as_f64),
            self.max.as_ref().map(Number::as_f64),
        )
    }
}

impl TypedTrait for Length {
    const ID: &'static str = "smithy.api#length";

    fn parse(node: &Node) -> Result<Length, String> {
        let fields = Fields::of(node)?;
        let length = Length {
            min: fields.unsigned("min")?,
            max: fields.unsigned("max")?,
        };
        match (length.min, length.max) {
            (None, None) => Err("must have a member `min` or `max`".to_owned()),
            _ => Ok(length),
        }
    }
}

impl TypedTrait for Range {
    const ID: &'static str = "smithy.api#range";

    fn parse(node: &Node) -> Result<Range, String> {
        let fields = Fields::of(node)?;
        let bound = |key| fields.read(key, "a number", |node| node.as_number().cloned());
        let range = Range {
            min: bound("min")?,
            max: bound("max")?,
        };
        match (&range.min, &range.max) {
            (None, None) => Err("must have a member `min` or `max`".to_owned()),
            _ => Ok(range),
        }
    }
}

impl TypedTrait for EnumValue {
    const ID: &'static str = "smithy.api#enumValue";

    fn parse(node: &Node) -> Result<EnumValue, String> {
        match node {
            Node::String(text) => Ok(EnumValue::Text(text.to_string())),
            Node::Number(number) => number
                .as_i64()
                .map(EnumValue::Number)
                .ok_or_else(|| "must be a whole number".to_owned()),
            _ => Err(format!(
                "must be a string or whole number, and is a {}",
                node.type_name()
            )),
        }
    }
}

impl TypedTrait for Enum {
    const ID: &'static str = "smithy.api#enum";

    fn parse(node: &Node) -> Result<Enum, String> {
        let values = node
            .as_array()
            .ok_or_else(|| format!("must be a list, and is a {}", node.type_name()))?;
        let definitions = values.iter().map(|value| {
            let fields = Fields::of(value)?;
            Ok(EnumDefinition {
                value: fields.required("value")?,
                name: fields.string("name")?,
                documentation: fields.string("documentation")?,
                tags: fields.strings("tags")?,
                deprecated: fields.flag("deprecated")?,
            })
        });
        Ok(Enum {
            definitions: definitions.collect::<Result<_, String>>()?,
        })
    }
}

impl TypedTrait for IdRef {
    const ID: &'static str = "smithy.api#idRef";

    fn parse(node: &Node) -> Result<IdRef, String> {
        let fields = Fields::of(node)?;
        Ok(IdRef {
            selector: fields.string("selector")?.unwrap_or_else(|| "*".to_owned()),
            fail_when_missing: fields.flag("failWhenMissing")?,
            error_message: fields.string("errorMessage")?,
        })
    }
}

impl TypedTrait for References {
    const ID: &'static str = "smithy.api#references";

    fn parse(node: &Node) -> Result<References, String> {
        let values = node
            .as_array()
            .ok_or_else(|| format!("must be a list, and is a {}", node.type_name()))?;
        let resources = values.iter().map(|value| {
            let id = Fields::of(value)?.required("resource")?;
            ShapeId::parse(&id).map_err(|e| e.to_string())
        });
        Ok(References {
            resources: resources.collect::<Result<_, String>>()?,
        })
    }
}

/// Reads a list of absolute shape ids.
pub(super) fn shape_ids(node: &Node) -> Result<Vec<ShapeId>, String> {
    strings(node)?
        .iter()
        .map(|text| ShapeId::parse(text).map_err(|e| e.to_string()))
        .collect()
}
