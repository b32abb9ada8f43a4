//! Which shapes there are, before any of them is put together: relative names in the IDL stand for a shape of their own namespace if
//! there is one in any file, and for one of the prelude otherwise. (Smithy spec, "Relative shape ID resolution")

use std::borrow::Cow;
use std::collections::HashMap;

use super::parsed::Parsed;
use crate::idl::{Body, PropertyValue, Statement, Tree};
use crate::packs::Given;
use crate::{Shape, ShapeId, ShapeType, known};

/// The types of all shapes of all files by id, and of those that need no file.
pub(super) struct Names<'a> {
    given: Given,
    kinds: HashMap<Cow<'a, str>, ShapeType>,
}

impl<'a> Names<'a> {
    /// No file is read yet.
    pub(super) fn new(given: Given) -> Names<'a> {
        Names {
            given,
            kinds: HashMap::new(),
        }
    }

    /// Adds the shapes of a file in the JSON AST.
    pub(super) fn add_parsed(&mut self, file: &'a Parsed) {
        let ids = file
            .shapes
            .iter()
            .map(|shape| (Cow::Borrowed(shape.id.as_str()), shape.kind));
        self.kinds.extend(ids);
    }

    /// Adds the shapes of a file in the IDL.
    pub(super) fn add_tree(&mut self, tree: &Tree<'_>) {
        let Some(namespace) = &tree.namespace else {
            return;
        };
        let namespace = tree.id(namespace.id);
        for statement in &tree.statements {
            let Statement::Shape(shape) = statement else {
                continue;
            };
            let name = shape
                .name
                .map(|name| tree.token_text(name))
                .unwrap_or_default();
            let kind = shape.kind.unwrap_or(ShapeType::List);
            self.kinds
                .insert(Cow::Owned(format!("{namespace}#{name}")), kind);
            if let Body::Operation(properties) = &shape.body {
                for property in properties {
                    if let (PropertyValue::Inline(_), Some(suffix)) =
                        (&property.value, suffix(tree, property.name))
                    {
                        let id = format!("{namespace}#{name}{suffix}");
                        self.kinds.insert(Cow::Owned(id), ShapeType::Structure);
                    }
                }
            }
        }
    }

    /// The type of a shape; `None` if there is no such shape.
    pub(super) fn kind(&self, id: &str) -> Option<ShapeType> {
        let built_in = || Some(self.given.shape(id)?.kind);
        self.kinds.get(id).copied().or_else(built_in)
    }

    /// The type of a shape of the prelude that may be named without its namespace.
    pub(super) fn public(&self, id: &str) -> Option<ShapeType> {
        let is_private = |shape: &Shape| shape.traits.has(known::PRIVATE);
        let private = self.given.shape(id).is_some_and(|shape| is_private(shape));
        self.kind(id).filter(|_| !private)
    }
}

/// What the name of a structure defined in a property of an operation ends with.
pub(super) fn suffix<'t>(tree: &'t Tree<'_>, property: usize) -> Option<&'t str> {
    match tree.token_text(property) {
        "input" => Some(&tree.input_suffix),
        "output" => Some(&tree.output_suffix),
        _ => None,
    }
}

/// A name as an id: `None` if it can't be one.
pub(super) fn join(namespace: &str, name: &str) -> Option<ShapeId> {
    if name.contains('#') {
        ShapeId::parse(name).ok()
    } else {
        ShapeId::parse(&format!("{namespace}#{name}")).ok()
    }
}
