//! The JSON AST. (Smithy spec, "JSON AST")

use std::collections::BTreeMap;

use super::own::{Own, TraitList};
use crate::json::Writer;
use crate::transform::downgrade;
use crate::{Member, Model, ResourceShape, ServiceShape, Shape, ShapeId, ShapeType};

/// The model as a Smithy 2.0 JSON AST, pretty, with a line end: what is built in is left out, shapes are in the order of their ids. Equal
/// models give equal text.
#[must_use]
pub fn ast(model: &Model) -> String {
    print(model, "2.0")
}

/// The model as a Smithy 1.0 JSON AST, as far as 1.0 can say it: mixins are flattened, enums are strings with `@enum`, zero values are
/// those of shapes and members without `@box`, and other default values are lost.
#[must_use]
pub fn ast_1_0(model: &Model) -> String {
    print(&downgrade(model), "1.0")
}

/// A shape, or traits that one applies to a member that a mixin brought.
enum Entry<'a> {
    Shape(&'a Shape, Box<Own<'a>>),
    Apply(TraitList<'a>),
}

fn print(model: &Model, version: &str) -> String {
    let mut entries: BTreeMap<&ShapeId, Entry<'_>> = BTreeMap::new();
    for shape in model.own_shapes() {
        let own = Own::of(model, shape);
        let applied = own.applied.iter();
        entries.extend(applied.map(|(member, traits)| (&member.id, Entry::Apply(traits.clone()))));
        entries.insert(&shape.id, Entry::Shape(shape, Box::new(own)));
    }
    let mut writer = Writer::new(true);
    writer.object(|w| {
        w.key("smithy");
        w.string(version);
        if !model.metadata().is_empty() {
            w.key("metadata");
            let mut items: Vec<_> = model.metadata().iter().collect();
            items.sort_unstable_by_key(|(key, _)| *key);
            w.object(|w| {
                for (key, value) in items {
                    w.key(key);
                    w.node(value);
                }
            });
        }
        w.key("shapes");
        w.object(|w| {
            for (id, entry) in &entries {
                w.key(id.as_str());
                w.object(|w| match entry {
                    Entry::Shape(shape, own) => write_shape(w, shape, own),
                    Entry::Apply(traits) => {
                        w.key("type");
                        w.string("apply");
                        write_traits(w, traits);
                    }
                });
            }
        });
    });
    let mut text = writer.finish();
    text.push('\n');
    text
}

fn write_shape(w: &mut Writer, shape: &Shape, own: &Own<'_>) {
    w.key("type");
    w.string(shape.kind.as_str());
    references(w, "mixins", &shape.mixins);
    match shape.kind {
        ShapeType::List | ShapeType::Map => {
            for (member, traits) in &own.members {
                write_member(w, member, traits);
            }
        }
        ShapeType::Structure | ShapeType::Union | ShapeType::Enum | ShapeType::IntEnum => {
            w.key("members");
            w.object(|w| {
                for (member, traits) in &own.members {
                    write_member(w, member, traits);
                }
            });
        }
        _ => {}
    }
    if let Some(operation) = own.operation {
        reference(w, "input", &operation.input);
        reference(w, "output", &operation.output);
        references(w, "errors", &operation.errors);
    }
    if let Some(service) = own.service {
        write_service(w, service);
    }
    if let Some(resource) = own.resource {
        write_resource(w, resource);
    }
    write_traits(w, &own.traits);
}

fn write_member(w: &mut Writer, member: &Member, traits: &TraitList<'_>) {
    w.key(&member.name);
    w.object(|w| {
        w.key("target");
        w.string(member.target.as_str());
        write_traits(w, traits);
    });
}

fn write_service(w: &mut Writer, service: &ServiceShape) {
    if !service.version.is_empty() {
        w.key("version");
        w.string(&service.version);
    }
    references(w, "operations", &service.operations);
    references(w, "resources", &service.resources);
    references(w, "errors", &service.errors);
    if !service.rename.is_empty() {
        w.key("rename");
        w.object(|w| {
            for (id, name) in &service.rename {
                w.key(id.as_str());
                w.string(name);
            }
        });
    }
}

fn write_resource(w: &mut Writer, resource: &ResourceShape) {
    reference_map(w, "identifiers", &resource.identifiers);
    reference_map(w, "properties", &resource.properties);
    for (name, id) in resource.lifecycle() {
        reference(w, name, id);
    }
    references(w, "operations", &resource.operations);
    references(w, "collectionOperations", &resource.collection_operations);
    references(w, "resources", &resource.resources);
}

fn write_traits(w: &mut Writer, traits: &TraitList<'_>) {
    if traits.is_empty() {
        return;
    }
    w.key("traits");
    w.object(|w| {
        for (id, value) in traits {
            w.key(id.as_str());
            w.node(value);
        }
    });
}

fn reference(w: &mut Writer, key: &str, id: &ShapeId) {
    w.key(key);
    w.object(|w| {
        w.key("target");
        w.string(id.as_str());
    });
}

fn references(w: &mut Writer, key: &str, ids: &[ShapeId]) {
    if ids.is_empty() {
        return;
    }
    w.key(key);
    w.array(|w| {
        for id in ids {
            w.item();
            w.object(|w| {
                w.key("target");
                w.string(id.as_str());
            });
        }
    });
}

fn reference_map(w: &mut Writer, key: &str, ids: &[(String, ShapeId)]) {
    if ids.is_empty() {
        return;
    }
    w.key(key);
    w.object(|w| {
        for (name, id) in ids {
            reference(w, name, id);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    #[test]
    fn a_printed_model_loads_as_itself() {
        let text = r#"{"smithy":"2.0","metadata":{"b":1,"a":[null]},"shapes":{
            "a#M":{"type":"structure","members":{"x":{"target":"smithy.api#String"}},"traits":{"smithy.api#mixin":{},"smithy.api#tags":["t"]}},
            "a#S":{"type":"structure","mixins":[{"target":"a#M"}],"members":{"y":{"target":"a#L"}}},
            "a#S$x":{"type":"apply","traits":{"smithy.api#required":{}}},
            "a#L":{"type":"list","member":{"target":"a#E"}},
            "a#E":{"type":"enum","members":{"A":{"target":"smithy.api#Unit"}}},
            "a#O":{"type":"operation","input":{"target":"a#S"}},
            "a#R":{"type":"resource","identifiers":{"id":{"target":"smithy.api#String"}},"operations":[{"target":"a#O"}]},
            "a#Z":{"type":"service","version":"1","resources":[{"target":"a#R"}],"rename":{"a#L":"M"}}}}"#;
        let read = |text: &str| {
            let mut sources = Sources::new();
            sources.add("m.json", text);
            let (model, diagnostics) = load(&sources);
            assert!(diagnostics.is_empty(), "{}", diagnostics.render(&sources));
            model
        };
        let model = read(text);
        let printed = ast(&model);
        assert_eq!(read(&printed), model);
        assert_eq!(ast(&read(&printed)), printed);
        assert!(
            model
                .shape("a#S")
                .unwrap()
                .member("x")
                .unwrap()
                .traits
                .has("smithy.api#required")
        );
        assert!(!printed.contains("smithy.api#String\": {"));
    }
}
