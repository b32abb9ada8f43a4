//! The front end of the JSON AST (Smithy spec, "JSON AST"), versions 1.0 and 2.0: one pass over the bytes.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::fields::{ShapeFields, is_property, properties_of};
use super::parsed::{Apply, Parsed};
use crate::hash_text::ByText;
use crate::json::{Kind, Reader, SyntaxError};
use crate::{
    Diagnostic, FileId, Node, OperationShape, ResourceShape, ServiceShape, Shape, ShapeId,
    ShapeType, Span, known,
};

/// The event id of everything that is wrong with the form of a model.
pub(super) const MODEL: &str = "Model";

/// Parses one file. Text that is not JSON is one error; everything else that is wrong is reported, and passed over.
pub(super) fn parse(file: FileId, text: &str) -> Parsed {
    let mut ast = Ast {
        file,
        ids: HashMap::default(),
        shape: None,
        is_broken: false,
        sets: Vec::new(),
        out: Parsed::default(),
    };
    let mut reader = Reader::new(text);
    let result = ast.document(&mut reader).and_then(|()| reader.finish());
    if let Err(SyntaxError { at, message }) = result {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let error = Diagnostic::error(MODEL, format!("Error parsing JSON: {message}"));
        ast.out.diagnostics.push(error.at(Span::point(file, at)));
    }
    ast.refuse_sets();
    for duplicate in std::mem::take(&mut reader.duplicates) {
        ast.duplicate(&duplicate.key, duplicate.at);
    }
    ast.out
}

/// The state of parsing one file. Methods fail only on text that is not JSON.
pub(super) struct Ast<'a> {
    pub(super) file: FileId,
    /// Ids that were read already: most are read many times.
    ids: HashMap<&'a str, ShapeId, ByText>,
    /// The shape that is being read, for messages.
    pub(super) shape: Option<ShapeId>,
    /// Whether that shape has a part of the wrong form: then it is left out, and nothing more is said of it.
    is_broken: bool,
    /// The shapes that are called sets, and where.
    sets: Vec<(ShapeId, u32)>,
    out: Parsed,
}

/// What reading gives: an error is text that is not JSON.
pub(super) type Read<T> = Result<T, SyntaxError>;

impl<'a> Ast<'a> {
    fn document(&mut self, reader: &mut Reader<'a>) -> Read<()> {
        if !self.expect(reader, Kind::Object, |found| {
            format!("Expected a JSON AST object, but found {found}.")
        })? {
            return Ok(());
        }
        let (mut seen, mut unknown) = (0, Vec::new());
        reader.object(|reader, key, at| {
            if !self.first_time(&mut seen, &["smithy", "metadata", "shapes"], &key, at) {
                return reader.skip();
            }
            match &*key {
                "smithy" => self.version(reader),
                "metadata" => self.metadata(reader),
                "shapes" => self.shapes(reader),
                _ => {
                    unknown.push(key);
                    reader.skip()
                }
            }
        })?;
        if !unknown.is_empty() {
            unknown.sort();
            let unknown: Vec<String> = unknown.iter().map(|key| format!("`{key}`")).collect();
            let message = format!(
                "Expected an object with possible properties of `metadata`, `shapes`, `smithy`, but found additional properties: {}",
                unknown.join(", ")
            );
            self.report(Diagnostic::warning(MODEL, message), 0);
        }
        if seen & 1 == 0 {
            self.report(
                Diagnostic::error(
                    MODEL,
                    "The JSON AST has no version: expected a member `smithy`",
                ),
                0,
            );
        }
        Ok(())
    }

    fn version(&mut self, reader: &mut Reader<'a>) -> Read<()> {
        let at = reader.offset();
        let Some(version) = self.string(reader, "smithy")? else {
            return Ok(());
        };
        match &*version {
            "1" | "1.0" => {
                self.out.version_1 = true;
            }
            "2" | "2.0" => {}
            _ => {
                let error = Diagnostic::error(
                    MODEL,
                    format!("Unsupported Smithy version number: {version}"),
                );
                self.report(error.hint("1.0 and 2.0 are supported"), at);
            }
        }
        Ok(())
    }

    fn metadata(&mut self, reader: &mut Reader<'a>) -> Read<()> {
        if !self.expect_property(reader, Kind::Object, "metadata")? {
            return Ok(());
        }
        let mut seen = HashSet::new();
        reader.object(|reader, key, at| {
            let value = reader.node()?;
            if seen.insert(key.clone()) {
                let span = self.span(at, &key);
                self.out.metadata.push((key.into(), value, span));
            } else {
                self.duplicate(&key, at);
            }
            Ok(())
        })
    }

    fn shapes(&mut self, reader: &mut Reader<'a>) -> Read<()> {
        if !self.expect_property(reader, Kind::Object, "shapes")? {
            return Ok(());
        }
        let mut seen: HashSet<Cow<'a, str>, ByText> = HashSet::default();
        reader.object(|reader, key, at| {
            if !seen.insert(key.clone()) {
                self.duplicate(&key, at);
                return reader.skip();
            }
            let span = self.span(at, &key);
            match self.id(key, at) {
                Some(id) => {
                    self.shape(reader, id, span)?;
                    self.shape = None;
                    Ok(())
                }
                None => reader.skip(),
            }
        })
    }

    /// There are none in version 2.0.
    fn refuse_sets(&mut self) {
        let sets = std::mem::take(&mut self.sets);
        if self.out.version_1 || sets.is_empty() {
            return;
        }
        self.out
            .shapes
            .retain(|shape| !sets.iter().any(|(id, _)| *id == shape.id));
        for (id, at) in sets {
            self.shape = Some(id);
            let message = "set shapes cannot be used in Smithy version 2.0";
            self.report(Diagnostic::error(MODEL, message), at);
        }
        self.shape = None;
    }

    fn shape(&mut self, reader: &mut Reader<'a>, id: ShapeId, span: Span) -> Read<()> {
        self.is_broken = false;
        self.shape = None;
        if !self.expect_object(reader)? {
            return Ok(());
        }
        self.shape = Some(id.clone());
        let mut fields = ShapeFields::default();
        reader.object(|reader, key, at| {
            if !is_property(&key) {
                fields.unknown.push((key, at));
                return reader.skip();
            }
            if fields.seen.iter().any(|(k, _)| *k == key) {
                self.duplicate(&key, at);
                return reader.skip();
            }
            fields.seen.push((key.clone(), at));
            let kind = fields
                .kind
                .as_ref()
                .and_then(|(kind, _)| properties_of(kind));
            if kind.is_some_and(|allowed| !allowed.contains(&&*key)) {
                return reader.skip();
            }
            fields.read(self, reader, &id, &key, at)
        })?;
        if !self.is_broken {
            self.finish_shape(fields, id, span);
        }
        Ok(())
    }

    /// All properties are read: the type says which of them count.
    fn finish_shape(&mut self, fields: ShapeFields<'a>, id: ShapeId, span: Span) {
        let Some((kind_name, kind_at)) = &fields.kind else {
            let error = Diagnostic::error(MODEL, "Missing expected member `type`.");
            return self.report(error, span.start);
        };
        let Some(allowed) = properties_of(kind_name) else {
            let names = ShapeType::ALL
                .iter()
                .map(|(_, name)| *name)
                .chain(["set", "apply"]);
            let mut error = Diagnostic::error(MODEL, format!("Invalid shape `type`: {kind_name}"));
            error.hint =
                crate::suggest(kind_name, names).map(|name| format!("did you mean `{name}`?"));
            return self.report(error, *kind_at);
        };
        let mut unknown: Vec<_> = fields
            .seen
            .iter()
            .filter(|(key, _)| !allowed.contains(&&**key))
            .chain(&fields.unknown)
            .collect();
        unknown.sort();
        if let Some(at) = unknown.iter().map(|(_, at)| at).min() {
            let list = |names: &mut dyn Iterator<Item = &str>| {
                names
                    .map(|n| format!("`{n}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let message = format!(
                "Expected an object with possible properties of {}, but found additional properties: {}",
                list(&mut allowed.iter().copied()),
                list(&mut unknown.iter().map(|(key, _)| &**key)),
            );
            self.report(Diagnostic::warning(MODEL, message), *at);
        }
        if &**kind_name == "apply" {
            self.out.applies.push(Apply {
                target: id,
                traits: fields.traits.into_entries().collect(),
            });
            return;
        }
        let kind = if &**kind_name == "set" {
            Some(ShapeType::List)
        } else {
            ShapeType::parse(kind_name)
        };
        let Some(kind) = kind else { return };
        if id.member().is_some() {
            let message = format!(
                "Shapes of type `{kind_name}` cannot contain a member in their shape ID. Found `{id}`"
            );
            return self.report(Diagnostic::error(MODEL, message), span.start);
        }
        if &**kind_name == "set" {
            self.sets.push((id.clone(), span.start));
            self.out.sets.push(id.clone());
        }
        let mut shape = Shape::new(id, kind, span);
        shape.traits = fields.traits;
        if &**kind_name == "set"
            && !shape.traits.has(known::UNIQUE_ITEMS)
            && let Ok(unique) = ShapeId::parse(known::UNIQUE_ITEMS)
        {
            shape
                .traits
                .insert(unique, Node::annotation(), Span::point(self.file, *kind_at));
        }
        shape.mixins = fields.mixins;
        match kind {
            ShapeType::List => shape.members.extend(fields.member),
            ShapeType::Map => shape
                .members
                .extend(fields.key.into_iter().chain(fields.value)),
            ShapeType::Operation => {
                let unit = || ShapeId::parse(known::UNIT).ok();
                if let (Some(input), Some(output)) =
                    (fields.input.or_else(unit), fields.output.or_else(unit))
                {
                    shape.operation = Some(Box::new(OperationShape {
                        input,
                        output,
                        errors: fields.errors,
                    }));
                }
            }
            ShapeType::Service => {
                shape.service = Some(Box::new(ServiceShape {
                    version: fields.version.unwrap_or_default(),
                    operations: fields.operations,
                    resources: fields.resources,
                    errors: fields.errors,
                    rename: fields.rename,
                }));
            }
            ShapeType::Resource => {
                let [create, put, read, update, delete, list] = fields.lifecycle;
                shape.resource = Some(Box::new(ResourceShape {
                    identifiers: fields.identifiers,
                    properties: fields.properties,
                    create,
                    put,
                    read,
                    update,
                    delete,
                    list,
                    operations: fields.operations,
                    collection_operations: fields.collection_operations,
                    resources: fields.resources,
                }));
            }
            ShapeType::Enum | ShapeType::IntEnum => {
                shape.members = fields.members;
                self.refuse_targets(&mut shape);
            }
            _ => shape.members = fields.members,
        }
        self.out.shapes.push(shape);
    }

    /// Members of enums have values instead of targets.
    fn refuse_targets(&mut self, shape: &mut Shape) {
        let kind = match shape.kind {
            ShapeType::Enum => "Enum",
            _ => "intEnum",
        };
        shape.members.retain(|member| {
            let (is_right, target) = (member.target == known::UNIT, &member.target);
            if !is_right {
                let message = format!(
                    "{kind} members may only target `{}`, but found `{target}`",
                    known::UNIT
                );
                self.report(Diagnostic::error(MODEL, message), member.span.start);
            }
            is_right
        });
    }

    /// A string, or a report that the property is none.
    pub(super) fn string(
        &mut self,
        reader: &mut Reader<'a>,
        property: &str,
    ) -> Read<Option<Cow<'a, str>>> {
        if self.expect_property(reader, Kind::String, property)? {
            reader.string().map(Some)
        } else {
            Ok(None)
        }
    }

    pub(super) fn id(&mut self, text: Cow<'a, str>, at: u32) -> Option<ShapeId> {
        if let Some(id) = self.ids.get(&*text) {
            return Some(id.clone());
        }
        match ShapeId::parse(&text) {
            Ok(id) => {
                if let Cow::Borrowed(text) = text {
                    self.ids.insert(text, id.clone());
                }
                Some(id)
            }
            Err(_) => {
                self.reject(format!("Invalid shape ID: {text}"), at);
                None
            }
        }
    }

    pub(super) fn expect_property(
        &mut self,
        reader: &mut Reader<'a>,
        kind: Kind,
        property: &str,
    ) -> Read<bool> {
        let wanted = kind.as_str();
        let article = if matches!(kind, Kind::Array | Kind::Object) {
            "an"
        } else {
            "a"
        };
        self.expect(reader, kind, |found| match property {
            "type" | "target" => {
                format!("Expected `{property}` member to be {article} {wanted}, but found {found}")
            }
            "traits" | "members" | "rename" | "version" => {
                format!("Expected `{property}` to be {article} {wanted}, but found {found}")
            }
            "smithy" | "metadata" | "shapes" => {
                format!("Expected `{property}` to be {article} {wanted}; found {found}")
            }
            _ => format!("Expected {article} {wanted}, but found {found}."),
        })
    }

    /// As [`Ast::expect`], for things without a name.
    pub(super) fn expect_object(&mut self, reader: &mut Reader<'a>) -> Read<bool> {
        self.expect(reader, Kind::Object, |found| {
            format!("Expected object, but found {found}.")
        })
    }

    /// Reports a part of a shape without which the shape can't be.
    pub(super) fn reject(&mut self, message: String, at: u32) {
        if !self.is_broken {
            self.report(Diagnostic::error(MODEL, message), at);
        }
        self.is_broken = self.shape.is_some();
    }

    /// Whether a value of a kind comes next; if not, it is reported and skipped.
    pub(super) fn expect(
        &mut self,
        reader: &mut Reader<'a>,
        kind: Kind,
        message: impl FnOnce(&str) -> String,
    ) -> Read<bool> {
        let at = reader.offset();
        let found = reader.peek()?;
        if found != kind {
            self.reject(message(found.as_str()), at);
            reader.skip()?;
        }
        Ok(found == kind)
    }

    pub(super) fn unknown_in_reference(&mut self, allowed: &str, key: &str, at: u32) {
        let message = format!(
            "Expected an object with possible properties of {allowed}, but found additional properties: `{key}`"
        );
        self.report(Diagnostic::warning(MODEL, message), at);
    }

    /// Whether a key is not there twice. Only known keys are kept in mind, a bit for each: others are reported anyway.
    pub(super) fn first_time(&mut self, seen: &mut u8, known: &[&str], key: &str, at: u32) -> bool {
        let Some(bit) = known.iter().position(|known| *known == key) else {
            return true;
        };
        let first = *seen & (1 << bit) == 0;
        *seen |= 1 << bit;
        if !first {
            self.duplicate(key, at);
        }
        first
    }

    pub(super) fn duplicate(&mut self, key: &str, at: u32) {
        self.report(
            Diagnostic::error(MODEL, format!("Duplicate member: '{key}'")),
            at,
        );
    }

    pub(super) fn report(&mut self, mut diagnostic: Diagnostic, at: u32) {
        diagnostic.shape.clone_from(&self.shape);
        self.out
            .diagnostics
            .push(diagnostic.at(Span::point(self.file, at)));
    }

    /// The span of a key and its quotes (longer in truth if the key has escapes).
    pub(super) fn span(&self, at: u32, key: &str) -> Span {
        let length = u32::try_from(key.len())
            .unwrap_or(u32::MAX)
            .saturating_add(2);
        Span::new(self.file, at, at.saturating_add(length))
    }
}
