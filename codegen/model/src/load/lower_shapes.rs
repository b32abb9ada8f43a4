//! Shape statements of the IDL as shapes.

use std::collections::BTreeMap;

use super::ast::MODEL;
use super::lower::Lower;
use super::names::suffix;
use super::parsed::{Applied, Elided};
use crate::idl::{
    Body, Entry, Id, Ix, Member as MemberTree, OperationProperty, PropertyValue,
    Shape as ShapeTree, Value, ValueKind,
};
use crate::{
    Diagnostic, Member, Node, OperationShape, ResourceShape, ServiceShape, Shape, ShapeId,
    ShapeType, Span, Traits, known,
};

const SERVICE_PROPERTIES: [&str; 6] = [
    "errors",
    "operations",
    "rename",
    "resources",
    "type",
    "version",
];
const RESOURCE_PROPERTIES: [&str; 12] = [
    "collectionOperations",
    "create",
    "delete",
    "identifiers",
    "list",
    "operations",
    "properties",
    "put",
    "read",
    "resources",
    "type",
    "update",
];

impl<'t> Lower<'t> {
    /// A shape; of one that is broken only what its members' traits say.
    pub(super) fn shape(&mut self, tree: &'t ShapeTree, whole: bool) {
        let name = tree
            .name
            .map(|name| self.tree.token_text(name))
            .unwrap_or_default();
        let Some(id) = self.own_id(name, tree.name.unwrap_or(tree.first)) else {
            return;
        };
        let end = tree.name.unwrap_or(tree.first);
        self.shape_of(tree, id, end, Vec::new(), whole);
    }

    fn own_id(&mut self, name: &str, at: Ix) -> Option<ShapeId> {
        let text = format!("{}#{name}", self.namespace);
        let id = ShapeId::parse(&text).ok();
        if id.is_none() {
            let span = self.span(at);
            self.report(
                Diagnostic::error(MODEL, format!("Invalid shape ID: {text}")),
                span,
            );
        }
        id
    }

    fn shape_of(
        &mut self,
        tree: &'t ShapeTree,
        id: ShapeId,
        last: Ix,
        more: Vec<Applied>,
        whole: bool,
    ) {
        let span = self.span(tree.first);
        let span = Span::new(span.file, span.start, self.span(last).end);
        let mut shape = Shape::new(id.clone(), tree.kind.unwrap_or(ShapeType::List), span);
        let mixins = tree
            .mixins
            .as_ref()
            .map(|(_, ids, _)| ids.as_slice())
            .unwrap_or_default();
        shape.mixins = self.ids(mixins);
        let mut elided = Elided::default();
        if let Some(resource) = tree.resource {
            elided.resource = self.resolve(resource).map(|(id, _)| id);
        }
        match &tree.body {
            Body::None => {}
            Body::Members(members) => {
                for member in members {
                    self.member(&mut shape, member, &mut elided, whole);
                }
            }
            Body::Properties(entries) if shape.kind == ShapeType::Service => {
                let at = tree.braces.map_or(tree.first, |braces| braces.0);
                self.check_properties(&id, entries, &SERVICE_PROPERTIES, at);
                shape.service = Some(Box::new(self.service(entries)));
            }
            Body::Properties(entries) => {
                let at = tree.braces.map_or(tree.first, |braces| braces.0);
                self.check_properties(&id, entries, &RESOURCE_PROPERTIES, at);
                shape.resource = Some(Box::new(self.resource(&id, entries)));
            }
            Body::Operation(properties) => self.operation(&mut shape, properties),
        }
        if !whole {
            return;
        }
        let mut applied = self.traits(tree.docs.as_ref(), &tree.traits);
        applied.extend(more);
        let mut is_set = false;
        if tree.kind.is_none() {
            // A set of Smithy 1.0 is a list of unique items.
            if !self.tree.version_1 {
                let message = "set shapes cannot be used in Smithy version 2.0";
                self.report(Diagnostic::error(MODEL, message).on(&id), span);
                return;
            }
            self.out.sets.push(id.clone());
            is_set = true;
        }
        if self.tree.version_1 && matches!(shape.kind, ShapeType::Enum | ShapeType::IntEnum) {
            let message = format!("{} shapes cannot be used in Smithy version 1.0", shape.kind);
            self.report(Diagnostic::error(MODEL, message).on(&id), span);
            return;
        }
        shape.traits = self.put_traits(&id, applied);
        if is_set && !shape.traits.has(known::UNIQUE_ITEMS) {
            self.add(
                &mut shape.traits,
                known::UNIQUE_ITEMS,
                Node::annotation(),
                span,
            );
        }
        if elided.resource.is_some() || !elided.members.is_empty() {
            self.out.elided.push((id, elided));
        }
        self.out.shapes.push(shape);
    }

    fn add(&mut self, traits: &mut Traits, id: &str, value: Node, span: Span) {
        if let Ok(id) = ShapeId::parse(id) {
            traits.insert(id, value, span);
        }
    }

    fn member(
        &mut self,
        shape: &mut Shape,
        tree: &'t MemberTree,
        elided: &mut Elided,
        whole: bool,
    ) {
        let name = self.tree.token_text(tree.name);
        let id = shape.id.with_member(name);
        let applied = self.traits(tree.docs.as_ref(), &tree.traits);
        if !whole {
            self.apply(&id, applied);
            return;
        }
        let span = self.span(tree.first);
        let span = Span::new(span.file, span.start, self.span(tree.name).end);
        let is_enum = matches!(shape.kind, ShapeType::Enum | ShapeType::IntEnum);
        let mut traits = self.put_traits(&id, applied);
        if let Some(value) = &tree.value {
            let trait_id = if is_enum {
                known::ENUM_VALUE
            } else {
                known::DEFAULT
            };
            let (node, at) = (self.node(value), self.span(value.first));
            if !traits.has(trait_id) {
                self.add(&mut traits, trait_id, node, at);
            }
        }
        let target = match tree.target {
            Some(target) => self.resolve(target).map(|(id, _)| id),
            None => {
                if !is_enum {
                    elided.members.push(name.into());
                }
                ShapeId::parse(known::UNIT).ok()
            }
        };
        if let Some(target) = target {
            let name = name.into();
            shape.members.push(Member {
                name,
                id,
                target,
                traits,
                span,
            });
        }
    }

    fn operation(&mut self, shape: &mut Shape, properties: &'t [OperationProperty]) {
        let Ok(unit) = ShapeId::parse(known::UNIT) else {
            return;
        };
        let mut operation = OperationShape {
            input: unit.clone(),
            output: unit,
            errors: Vec::new(),
        };
        for property in properties {
            let name = self.tree.token_text(property.name);
            let target = match &property.value {
                PropertyValue::Targets(ids) => {
                    operation.errors = self.ids(ids);
                    continue;
                }
                PropertyValue::Target(id) => self.resolve(*id).map(|(id, _)| id),
                PropertyValue::Inline(structure) => {
                    self.inline(&shape.id, property.name, name, structure)
                }
            };
            let Some(target) = target else { continue };
            match name {
                "input" => operation.input = target,
                _ => operation.output = target,
            }
        }
        shape.operation = Some(Box::new(operation));
    }

    /// A structure that is defined in an operation is like any other, and says what it is for.
    fn inline(
        &mut self,
        operation: &ShapeId,
        at: Ix,
        property: &str,
        tree: &'t ShapeTree,
    ) -> Option<ShapeId> {
        let name = format!("{}{}", operation.name(), suffix(self.tree, at)?);
        let id = self.own_id(&name, tree.first)?;
        let marker = ShapeId::parse(&format!("smithy.api#{property}")).ok()?;
        let marker = (marker, Node::annotation(), self.span(tree.first));
        self.shape_of(tree, id.clone(), tree.first, vec![marker], true);
        Some(id)
    }

    fn ids(&mut self, ids: &[Id]) -> Vec<ShapeId> {
        ids.iter()
            .filter_map(|id| Some(self.resolve(*id)?.0))
            .collect()
    }

    fn check_properties(&mut self, id: &ShapeId, entries: &[Entry], known: &[&str], at: Ix) {
        let mut unknown: Vec<String> = entries
            .iter()
            .map(|entry| self.tree.string(entry.key))
            .collect();
        unknown.retain(|key| !known.contains(&key.as_str()));
        if !unknown.is_empty() {
            unknown.sort();
            let list = |names: &mut dyn Iterator<Item = &str>| {
                names
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let message = format!(
                "Expected an object with possible properties of {}, but found additional properties: {}",
                list(&mut known.iter().copied()),
                list(&mut unknown.iter().map(String::as_str)),
            );
            let span = self.span(at);
            self.report(Diagnostic::warning(MODEL, message).on(id), span);
        }
    }

    fn service(&mut self, entries: &'t [Entry]) -> ServiceShape {
        let mut service = ServiceShape::default();
        for Entry { key, value } in entries {
            let name = self.tree.string(*key);
            match name.as_str() {
                "version" => service.version = self.text(&name, value).unwrap_or_default(),
                "operations" => service.operations = self.id_list(&name, value),
                "resources" => service.resources = self.id_list(&name, value),
                "errors" => service.errors = self.id_list(&name, value),
                "rename" => service.rename = self.rename(value),
                _ => {}
            }
        }
        service
    }

    fn resource(&mut self, id: &ShapeId, entries: &'t [Entry]) -> ResourceShape {
        let mut resource = ResourceShape::default();
        for Entry { key, value } in entries {
            let name = self.tree.string(*key);
            match name.as_str() {
                "create" => resource.create = self.one_id(&name, value),
                "put" => resource.put = self.one_id(&name, value),
                "read" => resource.read = self.one_id(&name, value),
                "update" => resource.update = self.one_id(&name, value),
                "delete" => resource.delete = self.one_id(&name, value),
                "list" => resource.list = self.one_id(&name, value),
                "operations" => resource.operations = self.id_list(&name, value),
                "collectionOperations" => {
                    resource.collection_operations = self.id_list(&name, value)
                }
                "resources" => resource.resources = self.id_list(&name, value),
                "identifiers" => resource.identifiers = self.id_map(&name, value),
                "properties" if self.tree.version_1 => {
                    let message = "Resource properties can only be used with Smithy version 2 or later. Attempted to use resource properties with version `1.0`.";
                    let span = self.span(value.first);
                    self.report(Diagnostic::error(MODEL, message).on(id), span);
                }
                "properties" => resource.properties = self.id_map(&name, value),
                _ => {}
            }
        }
        resource
    }

    /// The id that a value says, in quotes or not.
    fn one_id(&mut self, property: &str, value: &'t Value) -> Option<ShapeId> {
        let text = match self.node(value) {
            Node::String(text) => text,
            other => {
                self.wrong_type(property, "a string", &other, value);
                return None;
            }
        };
        if matches!(value.kind, ValueKind::Id) {
            return ShapeId::parse(&text).ok();
        }
        // Few ids are quoted: no need to remember them.
        let found = self.look_up(&text);
        if found.is_none() {
            let span = self.span(value.first);
            self.report(
                Diagnostic::error(MODEL, format!("Invalid shape ID: {text}")),
                span,
            );
        }
        found.map(|(id, _)| id)
    }

    fn id_list(&mut self, property: &str, value: &'t Value) -> Vec<ShapeId> {
        let ValueKind::Array(values) = &value.kind else {
            let node = self.node(value);
            self.wrong_type(property, "an array", &node, value);
            return Vec::new();
        };
        values
            .iter()
            .filter_map(|value| self.one_id(property, value))
            .collect()
    }

    fn id_map(&mut self, property: &str, value: &'t Value) -> Vec<(String, ShapeId)> {
        let ValueKind::Object(entries) = &value.kind else {
            let node = self.node(value);
            self.wrong_type(property, "an object", &node, value);
            return Vec::new();
        };
        entries
            .iter()
            .filter_map(|entry| {
                let name = self.tree.string(entry.key);
                let id = self.one_id(&name, &entry.value)?;
                Some((name, id))
            })
            .collect()
    }

    fn rename(&mut self, value: &'t Value) -> BTreeMap<ShapeId, String> {
        let ValueKind::Object(entries) = &value.kind else {
            let node = self.node(value);
            self.wrong_type("rename", "an object", &node, value);
            return BTreeMap::new();
        };
        let mut rename = BTreeMap::new();
        for entry in entries {
            let key = self.tree.string(entry.key);
            let Some(name) = self.text(&key, &entry.value) else {
                continue;
            };
            match ShapeId::parse(&key) {
                Ok(id) => {
                    rename.insert(id, name);
                }
                Err(_) => {
                    let span = self.span(entry.key);
                    self.report(
                        Diagnostic::error(MODEL, format!("Invalid shape ID: {key}")),
                        span,
                    );
                }
            }
        }
        rename
    }

    fn text(&mut self, property: &str, value: &'t Value) -> Option<String> {
        match self.node(value) {
            Node::String(text) => Some(text.into()),
            other => {
                self.wrong_type(property, "a string", &other, value);
                None
            }
        }
    }

    fn wrong_type(&mut self, property: &str, expected: &str, found: &Node, value: &Value) {
        let message = format!(
            "Expected `{property}` to be {expected}; found {}",
            found.type_name()
        );
        let span = self.span(value.first);
        self.report(Diagnostic::error(MODEL, message), span);
    }
}
