//! Is a node a value of a shape? (Smithy spec, "Trait node values": how values of every type are written as nodes)
//!
//! Patterns are not tried here: that takes a regular expression engine, which users of the crate have and it does not.

use crate::traits::{IdRef, Length, Range};
use crate::{Member, Model, Node, Number, Shape, ShapeId, ShapeType, known};

/// What is wrong with a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// What event ids end in, if the finding has a name of its own.
    pub(super) suffix: Option<String>,
    /// Whether it is not an error.
    pub(super) lenient: bool,
    /// The names and indices of the way to it, each with a dot before.
    pub(super) path: String,
    /// What is wrong.
    pub(super) message: String,
}

/// All that is wrong with a node as a value of what a member targets, with the constraints of both.
pub(super) fn of_member(model: &Model, member: &Member, node: &Node) -> Vec<Finding> {
    let mut check = Check {
        model,
        findings: Vec::new(),
        path: Vec::new(),
    };
    check.member(member, node);
    check.findings
}

/// All that is wrong with a node as a value of a shape.
pub(super) fn of_shape(model: &Model, shape: &Shape, node: &Node) -> Vec<Finding> {
    let mut check = Check {
        model,
        findings: Vec::new(),
        path: Vec::new(),
    };
    check.shape(shape, node);
    check.findings
}

struct Check<'a> {
    model: &'a Model,
    findings: Vec<Finding>,
    path: Vec<String>,
}

impl Check<'_> {
    fn member(&mut self, member: &Member, node: &Node) {
        if let Some(target) = self.model.target(member) {
            self.shape(target, node);
            self.constraints(
                target.kind,
                &member.traits,
                member.id.as_str(),
                "Member",
                node,
            );
        }
    }

    /// Goes no deeper than the node does.
    fn shape(&mut self, shape: &Shape, node: &Node) {
        use ShapeType as T;
        let id = shape.id.as_str();
        let (form, fits) = match shape.kind {
            T::Blob | T::String | T::Enum => ("string", node.as_str().is_some()),
            T::Boolean => ("boolean", node.as_bool().is_some()),
            T::Byte
            | T::Short
            | T::Integer
            | T::IntEnum
            | T::Long
            | T::BigInteger
            | T::BigDecimal => ("number", node.as_number().is_some()),
            T::Float | T::Double => (
                "number",
                node.as_number().is_some() || is_special_float(node),
            ),
            T::Timestamp => (
                "timestamp",
                node.as_number().is_some() || node.as_str().is_some(),
            ),
            T::List => ("array", node.as_array().is_some()),
            T::Map | T::Structure | T::Union => ("object", node.as_object().is_some()),
            T::Document | T::Operation | T::Resource | T::Service => return,
        };
        if !fits {
            let (kind, found) = (shape.kind, node.type_name());
            let text = match node {
                Node::Number(number) => format!(", `{number}`"),
                Node::String(text) => format!(", `{text}`"),
                Node::Bool(value) => format!(", `{value}`"),
                _ => String::new(),
            };
            self.find(
                None,
                format!(
                    "Expected {form} value for {kind} shape, `{id}`; found {found} value{text}"
                ),
            );
            return;
        }
        match node {
            Node::String(text) => self.enum_value(shape, text),
            Node::Number(number) => self.number(shape, number),
            Node::Array(values) => {
                for (i, value) in values
                    .iter()
                    .enumerate()
                    .filter(|(_, value)| !value.is_null())
                {
                    if let Some(member) = shape.list_member() {
                        self.inside(i.to_string(), |check| check.member(member, value));
                    }
                }
            }
            Node::Object(_) => self.object(shape, node),
            Node::Null | Node::Bool(_) => {}
        }
        self.constraints(shape.kind, &shape.traits, id, "Target", node);
    }

    fn object(&mut self, shape: &Shape, node: &Node) {
        let Some(object) = node.as_object() else {
            return;
        };
        let id = shape.id.as_str();
        if shape.kind == ShapeType::Map {
            for (key, value) in object.iter().filter(|(_, value)| !value.is_null()) {
                if let Some(member) = shape.map_value() {
                    self.inside(key.to_owned(), |check| check.member(member, value));
                }
            }
            return;
        }
        if shape.kind == ShapeType::Union && object.len() != 1 {
            return self.find(
                None,
                format!(
                    "union values can contain a value for only a single member, but `{id}` has {}",
                    object.len()
                ),
            );
        }
        for (key, value) in object.iter() {
            match shape.member(key) {
                Some(_) if value.is_null() => {}
                Some(member) => self.inside(key.to_owned(), |check| check.member(member, value)),
                None => {
                    let suffix = format!("UnknownMember.{id}.{key}");
                    self.findings.push(Finding {
                        suffix: Some(suffix),
                        lenient: true,
                        path: self.path.concat(),
                        message: format!("Member `{key}` does not exist in `{id}`"),
                    });
                }
            }
        }
        let required = shape
            .members
            .iter()
            .filter(|m| shape.kind == ShapeType::Structure && m.traits.has(known::REQUIRED));
        for member in required.filter(|member| object.get(&member.name).is_none_or(Node::is_null)) {
            self.find(
                None,
                format!(
                    "Missing required structure member `{}` for `{id}`",
                    member.name
                ),
            );
        }
    }

    fn enum_value(&mut self, shape: &Shape, text: &str) {
        if shape.kind != ShapeType::Enum {
            return;
        }
        let mut values: Vec<&str> = shape
            .members
            .iter()
            .filter_map(|m| m.traits.get(known::ENUM_VALUE)?.as_str())
            .collect();
        if !values.contains(&text) {
            values.sort_unstable();
            let message = format!(
                "String value provided for `{}` must be one of the following values: {}",
                shape.id,
                super::ticked(values)
            );
            self.find(None, message);
        }
    }

    /// Whole numbers are whole, and within what their type holds.
    fn number(&mut self, shape: &Shape, number: &Number) {
        let (min, max) = match shape.kind {
            ShapeType::Byte => (i64::from(i8::MIN), i64::from(i8::MAX)),
            ShapeType::Short => (i64::from(i16::MIN), i64::from(i16::MAX)),
            ShapeType::Integer | ShapeType::IntEnum => (i64::from(i32::MIN), i64::from(i32::MAX)),
            ShapeType::Long => (i64::MIN, i64::MAX),
            ShapeType::BigInteger if number.is_integer() => return,
            ShapeType::BigInteger => {
                return self.find(None, format!("bigInteger shapes must not have floating point values, but found `{number}`"));
            }
            _ => return,
        };
        let id = &shape.id;
        if !number.is_integer() {
            return self.find(None, format!("{} shapes must not have floating point values, but found `{number}` provided for `{id}`", shape.kind));
        }
        if *number < Number::from(min) {
            self.find(
                None,
                format!(
                    "{} value must be >= {min}, but found {number} for `{id}`",
                    shape.kind
                ),
            );
        }
        if *number > Number::from(max) {
            self.find(
                None,
                format!(
                    "{} value must be <= {max}, but found {number} for `{id}`",
                    shape.kind
                ),
            );
        }
        let allowed = || {
            shape
                .members
                .iter()
                .filter_map(|m| m.traits.get(known::ENUM_VALUE)?.as_number())
        };
        if shape.kind == ShapeType::IntEnum && !allowed().any(|value| value == number) {
            let values: Vec<String> = allowed().map(ToString::to_string).collect();
            self.find(
                None,
                format!(
                    "Integer value provided for `{id}` must be one of the following values: {}",
                    super::ticked(values)
                ),
            );
        }
    }

    fn constraints(
        &mut self,
        kind: ShapeType,
        traits: &crate::Traits,
        id: &str,
        level: &str,
        node: &Node,
    ) {
        if let Some(length) = traits.typed::<Length>() {
            self.length(kind, length, id, node);
        }
        if let (Some(id_ref), Node::String(text)) = (traits.typed::<IdRef>(), node) {
            self.shape_id(id_ref, text);
        }
        if let (Some(range), Node::Number(number)) = (traits.typed::<Range>(), node) {
            let suffix = || Some(format!("{level}.InvalidRange"));
            if let Some(min) = range.min.filter(|min| number < min) {
                self.find(suffix(), format!("Value provided for `{id}` must be greater than or equal to {min}, but found {number}"));
            }
            if let Some(max) = range.max.filter(|max| number > max) {
                self.find(suffix(), format!("Value provided for `{id}` must be less than or equal to {max}, but found {number}"));
            }
        }
    }

    /// Which shapes a selector allows is not asked here.
    fn shape_id(&mut self, id_ref: IdRef, text: &str) {
        let Ok(id) = ShapeId::parse(text) else {
            return self.find(None, format!("Invalid shape ID: {text}"));
        };
        let exists = self.model.shape(&id).is_some()
            || self.model.member(&id).is_some()
            || known::get(text).is_some();
        if id_ref.fail_when_missing && !exists {
            let message = format!("Shape ID `{id}` was not found in the model");
            self.find(None, id_ref.error_message.unwrap_or(message));
        }
    }

    fn length(&mut self, kind: ShapeType, length: Length, id: &str, node: &Node) {
        let (count, text, of) = match node {
            // The length of a blob is that of its bytes, which base64 hides.
            Node::String(_) if kind == ShapeType::Blob => return,
            Node::String(text) => (text.chars().count(), true, "characters"),
            Node::Array(values) => (values.len(), false, "elements"),
            Node::Object(object) => (object.len(), false, "entries"),
            _ => return,
        };
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let message = |least: bool, bound: u64| {
            if text {
                let sign = if least { ">=" } else { "<=" };
                return format!(
                    "String value provided for `{id}` must be {sign} {bound} characters, but the provided value is only {count} characters."
                );
            }
            let word = if least { "at least" } else { "no more than" };
            format!(
                "Value provided for `{id}` must have {word} {bound} {of}, but the provided value only has {count} {of}"
            )
        };
        if let Some(min) = length.min.filter(|min| count < *min) {
            self.find(None, message(true, min));
        }
        if let Some(max) = length.max.filter(|max| count > *max) {
            self.find(None, message(false, max));
        }
    }

    fn inside(&mut self, name: String, check: impl FnOnce(&mut Self)) {
        self.path.push(format!(".{name}"));
        check(self);
        self.path.pop();
    }

    fn find(&mut self, suffix: Option<String>, message: String) {
        self.findings.push(Finding {
            suffix,
            lenient: false,
            path: self.path.concat(),
            message,
        });
    }
}

/// Values of floating point that JSON has no number for.
fn is_special_float(node: &Node) -> bool {
    matches!(node.as_str(), Some("NaN" | "Infinity" | "-Infinity"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    #[test]
    fn values_are_those_of_their_shapes() {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            r#"{"smithy":"2.0","shapes":{
            "a#S":{"type":"structure","members":{"u":{"target":"a#U"},"l":{"target":"a#L"},"f":{"target":"smithy.api#Float"},
                "i":{"target":"smithy.api#Byte","traits":{"smithy.api#required":{}}},"r":{"target":"a#R"}}},
            "a#U":{"type":"union","members":{"a":{"target":"smithy.api#String"},"b":{"target":"smithy.api#Unit"}}},
            "a#L":{"type":"list","member":{"target":"a#E"},"traits":{"smithy.api#length":{"max":1}}},
            "a#R":{"type":"string","traits":{"smithy.api#idRef":{"failWhenMissing":true}}},
            "a#E":{"type":"enum","members":{"X":{"target":"smithy.api#Unit"}}}}}"#,
        );
        let (model, _) = load(&sources);
        let find = |text: &str| {
            let node = crate::json::parse(text).unwrap();
            let found = of_shape(&model, model.shape("a#S").unwrap(), &node);
            found
                .into_iter()
                .map(|f| format!("{}: {}", f.path, f.message))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(
            find(r#"{"i":-128,"u":{"b":{}},"l":["X"],"f":"NaN","r":"a#L"}"#),
            ""
        );
        let wanted = [
            ".u: union values can contain a value for only a single member, but `a#U` has 0",
            ".l.1: String value provided for `a#E` must be one of the following values: `X`",
            ".l: Value provided for `a#L` must have no more than 1 elements, but the provided value only has 2 elements",
            ".f: Expected number value for float shape, `smithy.api#Float`; found string value, `nan`",
            ": Member `x` does not exist in `a#S`",
            ".r: Shape ID `a#No` was not found in the model",
            ": Missing required structure member `i` for `a#S`",
        ];
        assert_eq!(
            find(r#"{"u":{},"l":["X","Y"],"f":"nan","x":1,"r":"a#No"}"#),
            wanted.join("\n")
        );
    }
}
