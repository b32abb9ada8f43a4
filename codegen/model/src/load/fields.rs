//! The properties of shapes in the JSON AST: which type has which, and how each is read. Types may come after the properties, so that
//! all properties are read before it is clear which of them count.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::ast::Ast;
use crate::json::{Reader, SyntaxError};
use crate::{Member, ShapeId, Traits};

/// The properties of every type, sorted. (Smithy spec, "JSON AST")
const PROPERTIES: &[(&[&str], &[&str])] = &[
    (&["apply"], &["traits", "type"]),
    (&["list", "set"], &["member", "mixins", "traits", "type"]),
    (&["map"], &["key", "mixins", "traits", "type", "value"]),
    (
        &["structure", "union", "enum", "intEnum"],
        &["members", "mixins", "traits", "type"],
    ),
    (
        &["operation"],
        &["errors", "input", "mixins", "output", "traits", "type"],
    ),
    (
        &["service"],
        &[
            "errors",
            "mixins",
            "operations",
            "rename",
            "resources",
            "traits",
            "type",
            "version",
        ],
    ),
    (
        &["resource"],
        &[
            "collectionOperations",
            "create",
            "delete",
            "identifiers",
            "list",
            "mixins",
            "operations",
            "properties",
            "put",
            "read",
            "resources",
            "traits",
            "type",
            "update",
        ],
    ),
    (
        &[
            "blob",
            "boolean",
            "string",
            "timestamp",
            "byte",
            "short",
            "integer",
            "long",
            "float",
            "double",
            "bigInteger",
            "bigDecimal",
            "document",
        ],
        &["mixins", "traits", "type"],
    ),
];

/// The properties that a type may have; `None` if there is no such type.
pub(super) fn properties_of(kind: &str) -> Option<&'static [&'static str]> {
    PROPERTIES
        .iter()
        .find(|(kinds, _)| kinds.contains(&kind))
        .map(|(_, properties)| *properties)
}

/// Whether some type has a property.
pub(super) fn is_property(key: &str) -> bool {
    PROPERTIES
        .iter()
        .any(|(_, properties)| properties.contains(&key))
}

/// Everything that a shape may say, before its type is known.
#[derive(Default)]
pub(super) struct ShapeFields<'a> {
    /// Every key that some type has, with its place.
    pub(super) seen: Vec<(Cow<'a, str>, u32)>,
    /// Every other key, with its place.
    pub(super) unknown: Vec<(Cow<'a, str>, u32)>,
    /// The type with its place.
    pub(super) kind: Option<(Cow<'a, str>, u32)>,
    pub(super) traits: Traits,
    pub(super) mixins: Vec<ShapeId>,
    pub(super) members: Vec<Member>,
    pub(super) member: Option<Member>,
    pub(super) key: Option<Member>,
    pub(super) value: Option<Member>,
    pub(super) input: Option<ShapeId>,
    pub(super) output: Option<ShapeId>,
    pub(super) errors: Vec<ShapeId>,
    pub(super) version: Option<String>,
    pub(super) operations: Vec<ShapeId>,
    pub(super) resources: Vec<ShapeId>,
    pub(super) rename: BTreeMap<ShapeId, String>,
    pub(super) identifiers: Vec<(String, ShapeId)>,
    pub(super) properties: Vec<(String, ShapeId)>,
    /// In the order of [`LIFECYCLE`].
    pub(super) lifecycle: [Option<ShapeId>; 6],
    pub(super) collection_operations: Vec<ShapeId>,
}

/// The properties of resources that bind an operation.
const LIFECYCLE: [&str; 6] = ["create", "put", "read", "update", "delete", "list"];

impl<'a> ShapeFields<'a> {
    /// Reads the value of one property.
    pub(super) fn read(
        &mut self,
        ast: &mut Ast<'a>,
        reader: &mut Reader<'a>,
        shape: &ShapeId,
        property: &str,
        at: u32,
    ) -> Result<(), SyntaxError> {
        match property {
            "type" => {
                let value_at = reader.offset();
                self.kind = ast.string(reader, property)?.map(|kind| (kind, value_at));
            }
            "traits" => self.traits = ast.traits(reader)?,
            "mixins" => self.mixins = ast.references(reader, property)?,
            "members" => self.members = ast.members(reader, shape)?,
            "member" => self.member = ast.member(reader, shape, property, at)?,
            "key" => self.key = ast.member(reader, shape, property, at)?,
            "value" => self.value = ast.member(reader, shape, property, at)?,
            "input" => self.input = ast.reference(reader, property)?,
            "output" => self.output = ast.reference(reader, property)?,
            "errors" => self.errors = ast.references(reader, property)?,
            "version" => self.version = ast.string(reader, property)?.map(Cow::into_owned),
            "operations" => self.operations = ast.references(reader, property)?,
            "resources" => self.resources = ast.references(reader, property)?,
            "rename" => self.rename = ast.rename(reader)?,
            "identifiers" => self.identifiers = ast.reference_map(reader, property)?,
            "properties" => self.properties = ast.reference_map(reader, property)?,
            "collectionOperations" => {
                self.collection_operations = ast.references(reader, property)?
            }
            _ => match LIFECYCLE
                .iter()
                .position(|name| *name == property)
                .and_then(|i| self.lifecycle.get_mut(i))
            {
                Some(slot) => *slot = ast.reference(reader, property)?,
                None => reader.skip()?,
            },
        }
        Ok(())
    }
}
