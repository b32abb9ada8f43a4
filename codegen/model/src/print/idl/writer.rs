//! Statements and values of the IDL, on indented lines.

use std::fmt::Write as _;

use super::File;
use super::values::part;
use crate::print::own::{Own, TraitList};
use crate::shape_id::is_identifier;
use crate::{
    Member, Node, OperationShape, ResourceShape, ServiceShape, Shape, ShapeId, ShapeType, known,
};

/// The text of a file that is being written.
pub(super) struct Writer<'a> {
    file: &'a File<'a>,
    text: String,
    depth: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(file: &'a File<'a>) -> Writer<'a> {
        Writer {
            file,
            text: String::new(),
            depth: 0,
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A whole line.
    pub(super) fn line(&mut self, text: &str) {
        self.start();
        self.text.push_str(text);
        self.text.push('\n');
    }

    pub(super) fn metadata(&mut self, key: &str, value: &Node) {
        self.text.push_str("metadata ");
        self.key(key);
        self.text.push_str(" = ");
        self.node(value, None);
        self.blank();
    }

    /// The definition of a shape, with its traits.
    pub(super) fn shape(&mut self, shape: &Shape, own: &Own<'_>) {
        self.traits(&own.traits);
        self.start();
        let _ = write!(self.text, "{} {}", shape.kind, shape.id.name());
        self.mixins(&shape.mixins);
        match shape.kind {
            ShapeType::Operation => self.text.push_str(" {\n"),
            ShapeType::Service | ShapeType::Resource => self.text.push_str(" {\n"),
            kind if kind.is_aggregate() || !own.members.is_empty() || is_enum(kind) => {
                self.text.push(' ');
                self.members(shape.kind, own);
            }
            _ => {}
        }
        self.depth += 1;
        if let Some(operation) = own.operation {
            self.operation(operation);
        }
        if let Some(service) = own.service {
            self.service(service);
        }
        if let Some(resource) = own.resource {
            self.resource(resource);
        }
        self.depth -= 1;
        if shape.kind.is_service_type() {
            self.line("}");
        } else {
            self.blank();
        }
    }

    /// What a shape applies to the members that mixins brought.
    pub(super) fn applies(&mut self, own: &Own<'_>) {
        for (member, traits) in &own.applied {
            self.blank();
            let _ = write!(self.text, "apply {} ", self.file.names.name(&member.id));
            match traits.as_slice() {
                [(id, value)] => self.one_trait(id, value),
                _ => {
                    self.text.push_str("{\n");
                    self.depth += 1;
                    for (id, value) in traits {
                        self.start();
                        self.one_trait(id, value);
                        self.blank();
                    }
                    self.depth -= 1;
                    self.text.push('}');
                }
            }
            self.blank();
        }
    }

    fn start(&mut self) {
        self.text.extend(std::iter::repeat_n("    ", self.depth));
    }

    fn mixins(&mut self, mixins: &[ShapeId]) {
        match mixins {
            [] => {}
            [one] => {
                let _ = write!(self.text, " with [{}]", self.file.names.name(one));
            }
            _ => {
                self.text.push_str(" with [\n");
                self.depth += 1;
                for id in mixins {
                    self.line(self.file.names.name(id));
                }
                self.depth -= 1;
                self.start();
                self.text.push(']');
            }
        }
    }

    /// The block of members, from brace to brace.
    fn members(&mut self, kind: ShapeType, own: &Own<'_>) {
        if own.members.is_empty() {
            return self.text.push_str("{}");
        }
        self.text.push_str("{\n");
        self.depth += 1;
        for (member, traits) in &own.members {
            self.member(kind, member, traits);
        }
        self.depth -= 1;
        self.start();
        self.text.push('}');
    }

    fn member(&mut self, kind: ShapeType, member: &Member, traits: &TraitList<'_>) {
        let assigned = match kind {
            ShapeType::Enum | ShapeType::IntEnum => Some(known::ENUM_VALUE),
            ShapeType::Structure => Some(known::DEFAULT),
            _ => None,
        };
        let is_assigned = |id: &ShapeId| Some(id.as_str()) == assigned;
        let before: TraitList<'_> = traits
            .iter()
            .filter(|(id, _)| !is_assigned(id))
            .copied()
            .collect();
        self.traits(&before);
        self.start();
        self.text.push_str(&member.name);
        if !is_enum(kind) {
            let _ = write!(self.text, ": {}", self.file.names.name(&member.target));
        }
        let value = traits
            .iter()
            .find(|(id, _)| is_assigned(id))
            .map(|(_, value)| *value)
            // The value that the name implies.
            .filter(|value| kind != ShapeType::Enum || value.as_str() != Some(&*member.name));
        if let Some(value) = value {
            self.text.push_str(" = ");
            self.node(value, None);
        }
        self.blank();
    }

    fn operation(&mut self, operation: &OperationShape) {
        self.side("input", &operation.input, known::INPUT);
        self.side("output", &operation.output, known::OUTPUT);
        self.ids("errors", &operation.errors);
    }

    /// An input or output, by name or inline.
    fn side(&mut self, name: &str, id: &ShapeId, mark: &str) {
        let inline = self.file.inline.get(id).copied();
        let Some((shape, own)) = inline.zip(self.file.own.get(id)) else {
            let name_of = self.file.names.name(id);
            return self.line(&format!("{name}: {name_of}"));
        };
        self.start();
        let _ = write!(self.text, "{name} :=");
        let traits: TraitList<'_> = own
            .traits
            .iter()
            .filter(|(id, _)| **id != *mark)
            .copied()
            .collect();
        let depth = self.depth;
        if traits.is_empty() {
            self.mixins(&shape.mixins);
            self.text.push(' ');
        } else {
            self.blank();
            self.depth += 1;
            self.traits(&traits);
            self.start();
            if !shape.mixins.is_empty() {
                self.mixins(&shape.mixins);
                self.text.push(' ');
                // The word comes first in its line.
                if let Some(at) = self.text.rfind(" with [") {
                    self.text.remove(at);
                }
            }
        }
        self.members(shape.kind, own);
        self.depth = depth;
        self.blank();
    }

    fn service(&mut self, service: &ServiceShape) {
        if !service.version.is_empty() {
            self.start();
            self.text.push_str("version: ");
            self.string(&service.version);
            self.blank();
        }
        self.ids("operations", &service.operations);
        self.ids("resources", &service.resources);
        self.ids("errors", &service.errors);
        if service.rename.is_empty() {
            return;
        }
        self.line("rename: {");
        self.depth += 1;
        for (id, name) in &service.rename {
            self.line(&format!("\"{id}\": \"{name}\""));
        }
        self.depth -= 1;
        self.line("}");
    }

    fn resource(&mut self, resource: &ResourceShape) {
        self.named("identifiers", &resource.identifiers);
        self.named("properties", &resource.properties);
        let lifecycle = [
            ("put", &resource.put),
            ("create", &resource.create),
            ("read", &resource.read),
            ("update", &resource.update),
            ("delete", &resource.delete),
            ("list", &resource.list),
        ];
        for (name, id) in lifecycle {
            if let Some(id) = id {
                self.line(&format!("{name}: {}", self.file.names.name(id)));
            }
        }
        self.ids("operations", &resource.operations);
        self.ids("collectionOperations", &resource.collection_operations);
        self.ids("resources", &resource.resources);
    }

    fn ids(&mut self, name: &str, ids: &[ShapeId]) {
        if ids.is_empty() {
            return;
        }
        self.line(&format!("{name}: ["));
        self.depth += 1;
        for id in ids {
            self.line(self.file.names.name(id));
        }
        self.depth -= 1;
        self.line("]");
    }

    fn named(&mut self, name: &str, ids: &[(String, ShapeId)]) {
        if ids.is_empty() {
            return;
        }
        self.line(&format!("{name}: {{"));
        self.depth += 1;
        for (name, id) in ids {
            self.line(&format!("{name}: {}", self.file.names.name(id)));
        }
        self.depth -= 1;
        self.line("}");
    }

    /// Traits on lines of their own, documentation as comments before them.
    fn traits(&mut self, traits: &TraitList<'_>) {
        let comment = traits
            .iter()
            .find(|(id, _)| **id == *known::DOCUMENTATION)
            .and_then(|(_, value)| value.as_str())
            .filter(|text| is_comment(text));
        for line in comment.into_iter().flat_map(|text| text.split('\n')) {
            self.start();
            self.text
                .push_str(if line.is_empty() { "///" } else { "/// " });
            self.text.push_str(line);
            self.blank();
        }
        for (id, value) in traits {
            if comment.is_some() && **id == *known::DOCUMENTATION {
                continue;
            }
            self.start();
            self.one_trait(id, value);
            self.blank();
        }
    }

    fn one_trait(&mut self, id: &ShapeId, value: &Node) {
        let _ = write!(self.text, "@{}", self.file.names.name(id));
        let shape = self.file.model.shape(id);
        let is_document = shape.is_some_and(|shape| shape.kind == ShapeType::Document);
        match value {
            Node::Object(object) if object.is_empty() && !is_document => {}
            Node::Object(object) if !object.is_empty() => {
                self.text.push('(');
                self.entries(object, shape);
                self.text.push(')');
            }
            _ => {
                self.text.push('(');
                self.node(value, shape);
                self.text.push(')');
            }
        }
    }

    /// A value of a shape, if that is known.
    fn node(&mut self, value: &Node, shape: Option<&Shape>) {
        match value {
            Node::Null => self.text.push_str("null"),
            Node::Bool(value) => {
                let _ = write!(self.text, "{value}");
            }
            Node::Number(number) => self.text.push_str(number.as_str()),
            Node::String(text) => match shape {
                Some(shape) if shape.traits.has(known::ID_REF) => self.id(text),
                _ => self.string(text),
            },
            Node::Array(values) if values.is_empty() => self.text.push_str("[]"),
            Node::Array(values) => {
                self.text.push_str("[\n");
                self.depth += 1;
                for value in values {
                    self.start();
                    self.part(value, shape, "member");
                    self.blank();
                }
                self.depth -= 1;
                self.start();
                self.text.push(']');
            }
            Node::Object(object) if object.is_empty() => self.text.push_str("{}"),
            Node::Object(object) => {
                self.text.push('{');
                self.entries(object, shape);
                self.text.push('}');
            }
        }
    }

    /// Keys and values, each on a line, and the indentation of what closes them.
    fn entries(&mut self, object: &crate::Object, shape: Option<&Shape>) {
        self.blank();
        self.depth += 1;
        for (key, value) in object.iter() {
            self.start();
            self.key(key);
            self.text.push_str(": ");
            self.part(value, shape, key);
            self.blank();
        }
        self.depth -= 1;
        self.start();
    }

    /// The value of a key, or of a list if the key is `member`.
    fn part(&mut self, value: &Node, shape: Option<&Shape>, key: &str) {
        let found = shape.and_then(|shape| part(self.file.model, shape, key));
        match (found, value) {
            (Some((member, _)), Node::String(text)) if member.traits.has(known::ID_REF) => {
                self.id(text);
            }
            (found, _) => self.node(value, found.map(|(_, target)| target)),
        }
    }

    /// The id of a shape as the value of a trait.
    fn id(&mut self, text: &str) {
        match ShapeId::parse(text) {
            Ok(id) if self.file.model.shape(id.root()).is_some() => {
                self.text.push_str(self.file.names.name(&id));
            }
            _ => self.string(text),
        }
    }

    fn key(&mut self, key: &str) {
        if is_identifier(key) {
            self.text.push_str(key);
        } else {
            self.string(key);
        }
    }

    fn string(&mut self, text: &str) {
        self.text
            .push_str(&crate::json::to_compact(&Node::from(text)));
    }
}

fn is_enum(kind: ShapeType) -> bool {
    matches!(kind, ShapeType::Enum | ShapeType::IntEnum)
}

/// Whether documentation comes back from comments as it is.
fn is_comment(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c != '\n' && c != '\t' && c.is_control())
}
