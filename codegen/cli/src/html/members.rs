//! What the page says about a member: its type with links, where it travels, and what its value has to obey.

use planish_model::traits::{
    Default, HttpHeader, HttpPrefixHeaders, HttpQuery, JsonName, Length, MediaType, Pattern, Range,
    TimestampFormat,
};
use planish_model::{Closure, Member, Model, Node, ShapeId, ShapeType, TypedTrait, json};
use serde::Serialize;

use super::page::{Known, deprecation, documentation};

/// A row of a table of members.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    name: String,
    anchor: String,
    kind: Vec<Piece>,
    required: bool,
    deprecated: Option<String>,
    /// Where it travels, and what it has to obey.
    facts: Vec<Fact>,
    docs: String,
}

/// A piece of text, with the anchor that it links to.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    text: String,
    anchor: Option<String>,
}

/// A few words, and a value in code.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fact {
    text: String,
    code: Option<String>,
}

/// How deep the type of a list of lists is spelled out.
const MAX_NESTING: u32 = 8;

/// Traits without a value that stand on a member or its target, and what they say to a reader.
const MARKS: &[(&str, &str)] = &[
    ("smithy.api#uniqueItems", "no element twice"),
    ("smithy.api#sparse", "may contain null"),
    ("smithy.api#sensitive", "sensitive"),
    ("smithy.api#streaming", "streamed"),
    (
        "smithy.api#idempotencyToken",
        "idempotency token: made up if absent",
    ),
];

/// Where a member of an input or output travels, by trait; the value of some traits is a name on the wire.
const LOCATIONS: &[(&str, &str)] = &[
    ("smithy.api#httpLabel", "path"),
    (HttpQuery::ID, "query"),
    ("smithy.api#httpQueryParams", "all other query parameters"),
    (HttpHeader::ID, "header"),
    (HttpPrefixHeaders::ID, "headers that begin with"),
    ("smithy.api#httpPayload", "the whole body"),
    ("smithy.api#httpResponseCode", "status code"),
];

impl Fact {
    pub(super) fn text(text: impl Into<String>) -> Fact {
        Fact {
            text: text.into(),
            code: None,
        }
    }

    pub(super) fn code(text: impl Into<String>, code: impl Into<String>) -> Fact {
        Fact {
            text: text.into(),
            code: Some(code.into()),
        }
    }
}

/// The rows of the members of a structure or union. `bound` says that they travel in a request or response of HTTP.
pub(super) fn rows(known: &Known<'_>, shape: &ShapeId, bound: bool) -> Vec<Row> {
    let members = known.model.shape(shape).map(|shape| &*shape.members);
    let row = |member: &Member| Row {
        name: member.name.to_string(),
        anchor: format!("{}.{}", known.closure.name(shape), member.name),
        kind: pieces(known.model, known.closure, &member.target, 0),
        required: member.traits.has("smithy.api#required"),
        deprecated: deprecation(&member.traits),
        facts: bound
            .then(|| location(member))
            .into_iter()
            .chain(constraints(known.model, member))
            .collect(),
        docs: documentation(known, &member.traits)
            .or_else(|| {
                // The documentation of a target with a place of its own stands there.
                let target = known.model.target(member)?;
                let elsewhere = known.has_section(&target.id);
                documentation(known, &target.traits).filter(|_| !elsewhere)
            })
            .unwrap_or_default(),
    };
    members.unwrap_or_default().iter().map(row).collect()
}

/// A type in words: `list of Tag`, with `Tag` a link.
fn pieces(model: &Model, closure: &Closure, id: &ShapeId, depth: u32) -> Vec<Piece> {
    let text = |text: &str| Piece {
        text: text.to_owned(),
        anchor: None,
    };
    let Some(shape) = model.shape(id) else {
        return vec![text(id.name())];
    };
    let element = |member: Option<&Member>| match member {
        Some(member) if depth < MAX_NESTING => pieces(model, closure, &member.target, depth + 1),
        _ => vec![text("…")],
    };
    match shape.kind {
        _ if super::page::Section::of(shape).is_some() => {
            let name = closure.name(id);
            vec![Piece {
                text: name.to_owned(),
                anchor: Some(name.to_owned()),
            }]
        }
        ShapeType::List => {
            let mut out = vec![text("list of ")];
            out.extend(element(shape.list_member()));
            out
        }
        ShapeType::Map => {
            let mut out = vec![text("map from ")];
            out.extend(element(shape.map_key()));
            out.push(text(" to "));
            out.extend(element(shape.map_value()));
            out
        }
        kind => vec![text(kind.as_str())],
    }
}

fn location(member: &Member) -> Fact {
    let found = LOCATIONS
        .iter()
        .find_map(|(id, text)| Some((text, member.traits.get(id)?)));
    match found {
        Some((text, Node::String(name))) => Fact::code(*text, &**name),
        Some((text, _)) => Fact::text(*text),
        None => Fact::text("body"),
    }
}

/// What the value has to obey; a trait on the member wins over one on its target.
fn constraints(model: &Model, member: &Member) -> Vec<Fact> {
    let mut facts = Vec::new();
    let kind = model.target(member).map(|target| target.kind);
    if let Some(Length { min, max }) = typed(model, member) {
        let unit = match kind {
            Some(ShapeType::List | ShapeType::Map) => "entries",
            Some(ShapeType::Blob) => "bytes",
            _ => "characters",
        };
        facts.extend(bounds(min, max).map(|bounds| Fact::text(format!("{bounds} {unit}"))));
    }
    if let Some(Range { min, max }) = typed(model, member) {
        facts.extend(bounds(min, max).map(Fact::text));
    }
    if let Some(Pattern(pattern)) = typed(model, member) {
        facts.push(Fact::code("pattern", pattern));
    }
    if let Some(format) = typed::<TimestampFormat>(model, member) {
        facts.push(Fact::text(format.as_str()));
    }
    if let Some(MediaType(media_type)) = typed(model, member) {
        facts.push(Fact::code("media type", media_type));
    }
    let marks = MARKS
        .iter()
        .filter(|(id, _)| model.member_trait(member, id).is_some());
    facts.extend(marks.map(|(_, text)| Fact::text(*text)));
    let default = typed::<Default>(model, member).filter(|default| !default.0.is_null());
    if let Some(Default(value)) = default {
        facts.push(Fact::code("default", json::to_compact(&value)));
    }
    if let Some(JsonName(name)) = member.traits.typed() {
        facts.push(Fact::code("in JSON", name));
    }
    facts
}

fn typed<T: TypedTrait>(model: &Model, member: &Member) -> Option<T> {
    T::parse(model.member_trait(member, T::ID)?).ok()
}

/// `1 to 64`, `at least 1`, `at most 64`, or `exactly 64`.
fn bounds<T: std::fmt::Display + PartialEq>(min: Option<T>, max: Option<T>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_read_well() {
        assert_eq!(bounds(Some(1), Some(64)).as_deref(), Some("1 to 64"));
        assert_eq!(bounds(Some(2), Some(2)).as_deref(), Some("exactly 2"));
        assert_eq!(bounds(Some(1), None).as_deref(), Some("at least 1"));
        assert_eq!(bounds(None, Some(1)).as_deref(), Some("at most 1"));
        assert_eq!(bounds::<i64>(None, None), None);
    }
}
