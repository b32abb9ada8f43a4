//! Models made of models.

mod subset;

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::traits::{Enum, EnumDefinition};
use crate::{Member, Model, Node, Object, Shape, ShapeId, ShapeType, Span, Traits, known};

pub use subset::keep_closure;

/// Takes away what only mixins are for: the shapes marked as mixins, and the lists that name them. What they brought stays, since it
/// is part of the shapes that use them. (Smithy spec, "Mixins")
pub fn flatten_mixins(model: &mut Model) {
    let mixins: Vec<ShapeId> = model
        .shapes()
        .filter(|shape| shape.traits.has(known::MIXIN))
        .map(|shape| shape.id.clone())
        .collect();
    for id in mixins {
        model.remove(&id);
    }
    for shape in model.shapes_mut() {
        shape.mixins.clear();
        shape.written = None;
    }
}

/// The model with enum shapes in place of the strings whose `@enum` names every value, once: what generators want of models that were
/// written for Smithy 1.0. (Smithy spec, "enum trait")
#[must_use]
pub fn enum_traits_to_enums(model: &Model) -> Cow<'_, Model> {
    let has_enum = |shape: &Shape| shape.kind == ShapeType::String && shape.traits.has(known::ENUM);
    if !model.shapes().any(has_enum) {
        return Cow::Borrowed(model);
    }
    let mut model = model.clone();
    for shape in model.shapes_mut() {
        make_enum(shape);
    }
    Cow::Owned(model)
}

/// The model as far as Smithy 1.0 can say it: no mixins, enums or resource properties, and boxes instead of default values.
#[must_use]
pub fn downgrade(model: &Model) -> Model {
    let mut model = model.clone();
    flatten_mixins(&mut model);
    for shape in model.shapes_mut() {
        let kind = match shape.kind {
            ShapeType::IntEnum => ShapeType::Integer,
            kind => kind,
        };
        let zero = kind.zero_value();
        match shape.kind {
            ShapeType::Enum => make_string(shape),
            ShapeType::IntEnum => {
                shape.kind = kind;
                shape.members.clear();
            }
            _ => {}
        }
        let added = shape.traits.remove(ADDED_DEFAULT).is_some();
        let default = shape.traits.remove(known::DEFAULT).filter(|_| !added);
        if zero.is_some() && default != zero {
            insert(
                &mut shape.traits,
                known::BOX,
                Node::annotation(),
                shape.span,
            );
        }
        for member in &mut shape.members {
            member.traits.remove(ADDED_DEFAULT);
            member.traits.remove("smithy.api#clientOptional");
            if member.traits.remove(known::DEFAULT) == Some(Node::Null) {
                insert(
                    &mut member.traits,
                    known::BOX,
                    Node::annotation(),
                    member.span,
                );
            }
        }
        if let Some(resource) = shape.resource.as_deref_mut() {
            resource.properties.clear();
        }
    }
    model
}

const ADDED_DEFAULT: &str = "smithy.api#addedDefault";

/// A string whose `@enum` names every value becomes an enum.
fn make_enum(shape: &mut Shape) {
    if shape.kind != ShapeType::String {
        return;
    }
    let (Some(values), Some(span)) = (shape.traits.typed::<Enum>(), shape.traits.span(known::ENUM))
    else {
        return;
    };
    let mut names = BTreeSet::new();
    let all_named = values.definitions.iter().all(|d| {
        d.name
            .as_deref()
            .is_some_and(|name| crate::shape_id::is_identifier(name) && names.insert(name))
    });
    if !all_named || values.definitions.is_empty() {
        return;
    }
    let (Ok(unit), Ok(enum_value)) = (
        ShapeId::parse(known::UNIT),
        ShapeId::parse(known::ENUM_VALUE),
    ) else {
        return;
    };
    for definition in &values.definitions {
        let name = definition.name.as_deref().unwrap_or_default();
        let mut traits = Traits::new();
        traits.insert(
            enum_value.clone(),
            Node::from(definition.value.as_str()),
            span,
        );
        for (id, value) in described(definition) {
            if let Ok(id) = ShapeId::parse(id) {
                traits.insert(id, value, span);
            }
        }
        let id = shape.id.with_member(name);
        shape.members.push(Member {
            name: name.into(),
            id,
            target: unit.clone(),
            traits,
            span,
        });
    }
    shape.traits.remove(known::ENUM);
    shape.kind = ShapeType::Enum;
}

/// What a definition says besides name and value.
fn described(definition: &EnumDefinition) -> impl Iterator<Item = (&'static str, Node)> {
    let documentation = definition
        .documentation
        .as_deref()
        .map(|text| ("smithy.api#documentation", Node::from(text)));
    let tags: Vec<Node> = definition
        .tags
        .iter()
        .map(|tag| Node::from(tag.as_str()))
        .collect();
    let tags = (!tags.is_empty()).then_some(("smithy.api#tags", Node::Array(tags)));
    // What a trait says of members of enums, a tag says of definitions.
    let is_internal = definition.tags.iter().any(|tag| tag == "internal");
    let internal = is_internal.then(|| ("smithy.api#internal", Node::annotation()));
    let deprecated = definition
        .deprecated
        .then(|| ("smithy.api#deprecated", Node::annotation()));
    let marks = deprecated.into_iter().chain(internal);
    documentation.into_iter().chain(tags).chain(marks)
}

/// A string with `@enum` in place of an enum.
fn make_string(shape: &mut Shape) {
    let definitions = std::mem::take(&mut shape.members)
        .iter()
        .map(definition)
        .collect();
    shape.kind = ShapeType::String;
    insert(
        &mut shape.traits,
        known::ENUM,
        Node::Array(definitions),
        shape.span,
    );
}

/// What `@enum` says of a value.
fn definition(member: &Member) -> Node {
    let mut definition = Object::new();
    if let Some(value) = member.traits.get(known::ENUM_VALUE) {
        definition.insert("value", value.clone());
    }
    definition.insert("name", Node::from(&*member.name));
    for key in ["documentation", "tags"] {
        if let Some(value) = member.traits.get(&format!("smithy.api#{key}")) {
            definition.insert(key, value.clone());
        }
    }
    if member.traits.has("smithy.api#deprecated") {
        definition.insert("deprecated", Node::Bool(true));
    }
    Node::Object(definition)
}

fn insert(traits: &mut Traits, id: &str, value: Node, span: Span) {
    if let Ok(id) = ShapeId::parse(id) {
        traits.insert(id, value, span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    #[test]
    fn what_mixins_bring_outlives_them() {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            r#"{"smithy":"2.0","shapes":{
                "a#M":{"type":"structure","members":{"x":{"target":"smithy.api#String"}},"traits":{"smithy.api#mixin":{}}},
                "a#S":{"type":"structure","mixins":[{"target":"a#M"}],"members":{}}}}"#,
        );
        let (mut model, found) = load(&sources);
        assert!(found.is_empty());
        flatten_mixins(&mut model);
        assert!(model.shape("a#M").is_none());
        let shape = model.shape("a#S").unwrap();
        assert!(shape.mixins.is_empty() && shape.member("x").is_some());
    }

    #[test]
    fn named_values_become_an_enum() {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            r#"{"smithy":"1.0","shapes":{
                "a#E":{"type":"string","traits":{"smithy.api#enum":[
                    {"value":"x","name":"X","documentation":"the x"},{"value":"y","name":"Y","tags":["internal"]}]}},
                "a#F":{"type":"string","traits":{"smithy.api#enum":[{"value":"x"}]}}}}"#,
        );
        let (model, _) = load(&sources);
        let model = enum_traits_to_enums(&model);
        let x = model.shape("a#E").unwrap().member("X").unwrap();
        assert_eq!(x.traits.get(known::ENUM_VALUE), Some(&Node::from("x")));
        assert_eq!(
            x.traits.get(known::DOCUMENTATION),
            Some(&Node::from("the x"))
        );
        let y = model.shape("a#E").unwrap().member("Y").unwrap();
        assert!(y.traits.has("smithy.api#internal") && !x.traits.has("smithy.api#internal"));
        assert_eq!(model.shape("a#F").unwrap().kind, ShapeType::String);
    }

    #[test]
    fn zero_values_become_what_is_not_boxed() {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            r#"{"smithy":"2.0","shapes":{
                "a#N":{"type":"integer"},
                "a#I":{"type":"intEnum","members":{"A":{"target":"smithy.api#Unit","traits":{"smithy.api#enumValue":1}}}},
                "a#Z":{"type":"long","traits":{"smithy.api#default":0}},
                "a#E":{"type":"enum","members":{"A":{"target":"smithy.api#Unit","traits":{"smithy.api#tags":["t"]}}}},
                "a#S":{"type":"structure","members":{
                    "z":{"target":"a#Z","traits":{"smithy.api#default":0}},
                    "n":{"target":"a#Z","traits":{"smithy.api#default":null}}}}}}"#,
        );
        let (model, found) = load(&sources);
        assert!(!found.has_errors(), "{}", found.render(&sources));
        let old = downgrade(&model);
        let boxed: Vec<&str> = old
            .own_shapes()
            .filter(|shape| shape.traits.has(known::BOX))
            .map(|shape| shape.id.as_str())
            .collect();
        assert_eq!(boxed, ["a#I", "a#N"]);
        let members = &old.shape("a#S").unwrap().members;
        let boxed: Vec<bool> = members
            .iter()
            .map(|member| member.traits.has(known::BOX))
            .collect();
        assert_eq!(boxed, [false, true]);
        let values = old.shape("a#E").unwrap().traits.get(known::ENUM);
        assert_eq!(
            values,
            Some(&crate::json::parse(r#"[{"value":"A","name":"A","tags":["t"]}]"#).unwrap())
        );
    }
}
