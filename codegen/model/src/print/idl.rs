//! The IDL, a file for each namespace. (Smithy spec, "Smithy IDL")
//!
//! The layout is that of Smithy's own serializer: trait definitions first, then services, resources, operations, structures, unions, lists,
//! maps, simple shapes; each group by id; inputs and outputs inline where they belong to one operation.

mod names;
mod values;
mod writer;

use std::collections::BTreeMap;

use super::own::Own;
use crate::{Model, Shape, ShapeId, ShapeType, known};
use names::Names;
use writer::Writer;

/// How operations get inputs and outputs of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdlOptions {
    /// What the names of inline inputs end in after the operation's name.
    pub input_suffix: String,
    /// What the names of inline outputs end in after the operation's name.
    pub output_suffix: String,
}

impl Default for IdlOptions {
    /// The suffixes that the IDL takes where a file says nothing.
    fn default() -> IdlOptions {
        IdlOptions {
            input_suffix: "Input".to_owned(),
            output_suffix: "Output".to_owned(),
        }
    }
}

/// The model in Smithy 2.0 IDL: files by name, `NAMESPACE.smithy` for each namespace, and `metadata.smithy` if there is metadata. What is
/// built in is left out. Equal models give equal text.
#[must_use]
pub fn idl(model: &Model, options: &IdlOptions) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut namespaces: BTreeMap<&str, Vec<&Shape>> = BTreeMap::new();
    for shape in model.own_shapes() {
        namespaces
            .entry(shape.id.namespace())
            .or_default()
            .push(shape);
    }
    if !model.metadata().is_empty() || namespaces.is_empty() {
        files.insert("metadata.smithy".to_owned(), metadata(model));
    }
    for (namespace, shapes) in namespaces {
        files.insert(
            format!("{namespace}.smithy"),
            namespace_file(model, options, namespace, shapes),
        );
    }
    files
}

/// What the statements of one file are made from.
struct File<'a> {
    model: &'a Model,
    names: Names<'a>,
    own: BTreeMap<&'a ShapeId, Own<'a>>,
    /// The shapes that are written where an operation names them.
    inline: BTreeMap<&'a ShapeId, &'a Shape>,
}

fn metadata(model: &Model) -> String {
    let file = File {
        model,
        names: Names::default(),
        own: BTreeMap::new(),
        inline: BTreeMap::new(),
    };
    let mut w = Writer::new(&file);
    w.line("$version: \"2.0\"");
    let mut items: Vec<_> = model.metadata().iter().collect();
    items.sort_unstable_by_key(|(key, _)| *key);
    if !items.is_empty() {
        w.blank();
    }
    for (key, value) in items {
        w.metadata(key, value);
    }
    w.finish()
}

fn namespace_file<'a>(
    model: &'a Model,
    options: &IdlOptions,
    namespace: &'a str,
    mut shapes: Vec<&'a Shape>,
) -> String {
    shapes.sort_by(|a, b| (group(a), &a.id).cmp(&(group(b), &b.id)));
    let own: BTreeMap<&ShapeId, Own<'_>> = shapes
        .iter()
        .map(|shape| (&shape.id, Own::of(model, shape)))
        .collect();
    let inline = inline_shapes(model, options, &shapes);
    let file = File {
        model,
        names: Names::new(model, namespace, &shapes, &own),
        own,
        inline,
    };
    let mut w = Writer::new(&file);
    w.line("$version: \"2.0\"");
    let usual = IdlOptions::default();
    if options.input_suffix != usual.input_suffix {
        w.line(&format!(
            "$operationInputSuffix: \"{}\"",
            options.input_suffix
        ));
    }
    if options.output_suffix != usual.output_suffix {
        w.line(&format!(
            "$operationOutputSuffix: \"{}\"",
            options.output_suffix
        ));
    }
    w.blank();
    w.line(&format!("namespace {namespace}"));
    if file.names.imports().next().is_some() {
        w.blank();
    }
    for id in file.names.imports() {
        w.line(&format!("use {id}"));
    }
    for shape in &shapes {
        if let (Some(own), false) = (file.own.get(&shape.id), file.inline.contains_key(&shape.id)) {
            w.blank();
            w.shape(shape, own);
        }
        if let Some(own) = file.own.get(&shape.id) {
            w.applies(own);
        }
    }
    w.finish()
}

/// Where a shape stands in a file.
fn group(shape: &Shape) -> u8 {
    match shape.kind {
        _ if shape.traits.has(known::TRAIT) => 0,
        ShapeType::Service => 1,
        ShapeType::Resource => 2,
        ShapeType::Operation => 3,
        ShapeType::Structure => 4,
        ShapeType::Union => 5,
        ShapeType::List => 6,
        ShapeType::Map => 7,
        _ => 8,
    }
}

/// Inputs and outputs of the namespace that are marked as such, used by one operation, and named after it.
fn inline_shapes<'a>(
    model: &'a Model,
    options: &IdlOptions,
    shapes: &[&'a Shape],
) -> BTreeMap<&'a ShapeId, &'a Shape> {
    let mut inline = BTreeMap::new();
    for shape in shapes {
        let Some(operation) = shape.as_operation() else {
            continue;
        };
        let sides = [
            (&operation.input, &options.input_suffix, known::INPUT),
            (&operation.output, &options.output_suffix, known::OUTPUT),
        ];
        for (id, suffix, mark) in sides {
            let named = id.namespace() == shape.id.namespace()
                && id.name().strip_prefix(shape.id.name()) == Some(suffix);
            let structure = model
                .shape(id)
                .filter(|io| named && io.kind == ShapeType::Structure && io.traits.has(mark));
            if let Some(structure) = structure {
                inline.insert(&structure.id, structure);
            }
        }
    }
    inline
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    fn printed(ast: &str) -> BTreeMap<String, String> {
        let mut sources = Sources::new();
        sources.add("m.json", ast);
        let (model, found) = load(&sources);
        assert!(!found.has_errors(), "{}", found.render(&sources));
        idl(&model, &IdlOptions::default())
    }

    #[test]
    fn a_model_is_printed_by_namespace() {
        let files = printed(
            r#"{"smithy":"2.0","metadata":{"b c":[],"a":{"k":null}},"shapes":{
                "a#Do":{"type":"operation","input":{"target":"a#DoInput"},"output":{"target":"smithy.api#Unit"},"errors":[{"target":"b#E"}]},
                "a#DoInput":{"type":"structure","members":{
                    "n":{"target":"smithy.api#Integer","traits":{"smithy.api#default":1,"smithy.api#range":{"min":1}}},
                    "s":{"target":"b#String","traits":{"smithy.api#documentation":"One\ntwo."}}},"traits":{"smithy.api#input":{}}},
                "b#E":{"type":"structure","members":{},"traits":{"smithy.api#error":"client"}},
                "b#String":{"type":"string","traits":{"smithy.api#pattern":"^\\w$"}},
                "b#Kind":{"type":"enum","members":{"A":{"target":"smithy.api#Unit"},"B":{"target":"smithy.api#Unit","traits":{"smithy.api#enumValue":"b"}}}}}}"#,
        );
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["a.smithy", "b.smithy", "metadata.smithy"]);
        assert_eq!(
            files.get("a.smithy").unwrap(),
            r#"$version: "2.0"

namespace a

use b#E

operation Do {
    input := {
        @range(
            min: 1
        )
        n: Integer = 1
        /// One
        /// two.
        s: b#String
    }
    output: Unit
    errors: [
        E
    ]
}
"#
        );
        assert_eq!(
            files.get("b.smithy").unwrap(),
            r#"$version: "2.0"

namespace b

@error("client")
structure E {}

enum Kind {
    A
    B = "b"
}

@pattern("^\\w$")
string String
"#
        );
        assert_eq!(
            files.get("metadata.smithy").unwrap(),
            "$version: \"2.0\"\n\nmetadata a = {\n    k: null\n}\nmetadata \"b c\" = []\n"
        );
    }

    #[test]
    fn what_mixins_brought_is_not_repeated() {
        let files = printed(
            r#"{"smithy":"2.0","shapes":{
                "a#M":{"type":"structure","members":{"x":{"target":"smithy.api#String"}},"traits":{"smithy.api#mixin":{},"smithy.api#tags":["t"]}},
                "a#S":{"type":"structure","mixins":[{"target":"a#M"}],"members":{"y":{"target":"smithy.api#Blob"}}},
                "a#S$x":{"type":"apply","traits":{"smithy.api#required":{}}}}}"#,
        );
        assert_eq!(
            files.get("a.smithy").unwrap(),
            r#"$version: "2.0"

namespace a

@mixin
@tags([
    "t"
])
structure M {
    x: String
}

structure S with [M] {
    y: Blob
}

apply S$x @required
"#
        );
    }
}
