//! Shapes to types and schemas.

use std::collections::{BTreeMap, BTreeSet};

use planish_model::{Closure, Member, Model, Shape, ShapeId, ShapeType, is_prelude};

use super::docs::markdown;
use super::{
    Enum, Field, Literal, Name, Planner, SchemaItem, SchemaKind, SchemaMember, Structure, Target,
    Type, TypeItem, Union, Value, names,
};

/// Which structures are inputs, outputs or errors of operations: HTTP bindings hold there alone.
pub(super) struct Roles {
    top_level: BTreeSet<ShapeId>,
    inputs: BTreeSet<ShapeId>,
}

impl Roles {
    pub(super) fn of(model: &Model, service: &Shape, reach: &Closure) -> Self {
        let mut top_level = BTreeSet::new();
        let mut inputs = BTreeSet::new();
        for operation in reach.operations.iter().filter_map(|id| model.shape(id)) {
            if let Some(operation) = operation.as_operation() {
                top_level.insert(operation.input.clone());
                inputs.insert(operation.input.clone());
                top_level.insert(operation.output.clone());
                top_level.extend(operation.errors.iter().cloned());
            }
        }
        if let Some(service) = service.as_service() {
            top_level.extend(service.errors.iter().cloned());
        }
        Self { top_level, inputs }
    }

    /// Whether operations take the structure as their input.
    pub(super) fn is_input(&self, id: &ShapeId) -> bool {
        self.inputs.contains(id)
    }

    pub(super) fn is_top_level(&self, id: &ShapeId) -> bool {
        self.top_level.contains(id)
    }
}

/// Numbers the groups of structures and unions that hold each other with no list or map in
/// between: members within one group must be boxed. Shapes in no group are not in the map.
///
/// Two searches without recursion (Kosaraju's algorithm).
pub(super) fn cycles(model: &Model, reach: &Closure) -> BTreeMap<ShapeId, usize> {
    let holds = |id: &ShapeId| -> Vec<ShapeId> {
        let Some(shape) = model.shape(id) else {
            return Vec::new();
        };
        let direct = |m: &&Member| model.target(m).is_some_and(is_record);
        shape
            .members
            .iter()
            .filter(direct)
            .map(|m| m.target.clone())
            .collect()
    };
    let records = || {
        reach
            .shapes
            .iter()
            .filter(|id| model.shape(*id).is_some_and(is_record))
    };
    let mut held_by: BTreeMap<ShapeId, Vec<ShapeId>> = BTreeMap::new();
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for root in records() {
        let mut open = vec![(root.clone(), false)];
        while let Some((id, done)) = open.pop() {
            if done {
                order.push(id);
                continue;
            }
            if !seen.insert(id.clone()) {
                continue;
            }
            open.push((id.clone(), true));
            for target in holds(&id) {
                held_by.entry(target.clone()).or_default().push(id.clone());
                open.push((target, false));
            }
        }
    }
    let mut groups = BTreeMap::new();
    let mut placed = BTreeSet::new();
    for (group, root) in order.iter().rev().enumerate() {
        let mut open = vec![root.clone()];
        let mut found = Vec::new();
        while let Some(id) = open.pop() {
            if placed.insert(id.clone()) {
                open.extend(held_by.get(&id).into_iter().flatten().cloned());
                found.push(id);
            }
        }
        let recursive = found.len() > 1 || found.iter().any(|id| holds(id).contains(id));
        if recursive {
            groups.extend(found.into_iter().map(|id| (id, group)));
        }
    }
    groups
}

fn is_record(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeType::Structure | ShapeType::Union)
}

impl Planner<'_> {
    /// All types and schemas of the closure, by Rust name.
    pub(super) fn shapes(&mut self, reach: &Closure) -> (Vec<TypeItem>, Vec<SchemaItem>) {
        let model = self.model;
        let (mut types, mut schemas) = (Vec::new(), Vec::new());
        for shape in reach.shapes.iter().filter_map(|id| model.shape(id)) {
            if is_prelude(&shape.id) {
                continue;
            }
            match shape.kind {
                ShapeType::Structure => {
                    types.push(TypeItem::Structure(self.structure(shape)));
                }
                ShapeType::Union => types.push(TypeItem::Union(self.union(shape))),
                ShapeType::Enum => types.push(TypeItem::Enum(self.enumeration(shape))),
                ShapeType::IntEnum => types.push(TypeItem::IntEnum(self.enumeration(shape))),
                kind if kind.is_service_type() => {}
                _ => schemas.extend(self.schema_item(shape)),
            }
        }
        types.sort_by(|a, b| a.key().0.cmp(b.key().0));
        schemas.sort_by(|a, b| a.constant.cmp(&b.constant));
        (types, schemas)
    }

    fn structure(&mut self, shape: &Shape) -> Structure {
        let model = self.model;
        let wire = shape.members.iter().map(|m| m.name.as_ref());
        let fields: Vec<Field> = names::members(wire, names::field)
            .into_iter()
            .zip(&shape.members)
            .filter_map(|(name, member)| {
                let target = model.target(member)?;
                Some(self.field(name, member, target, shape))
            })
            .collect();
        let rust = self.names.ty(&shape.id);
        Structure {
            module: names::module(&rust),
            clone: !fields.iter().any(|f| f.ty.is_stream()),
            doc: self.shape_doc(shape),
            id: shape.id.to_string(),
            traits: self.shape_traits(shape),
            name: Name::new(rust, shape.id.name()),
            fields,
        }
    }

    fn field(&mut self, rust: String, member: &Member, target: &Shape, owner: &Shape) -> Field {
        let plain = self.member_type(target, owner);
        let optional = !plain.is_stream() && self.is_optional(member, target, owner);
        let default = if optional {
            None
        } else {
            self.default(member, target)
        };
        Field {
            ty: if optional {
                Type::Option(Box::new(plain))
            } else {
                plain
            },
            doc: self.member_doc(member, target),
            target: self.target(target),
            traits: self.member_traits(member, target, owner),
            name: Name::new(rust, member.name.as_ref()),
            default,
        }
    }

    fn union(&mut self, shape: &Shape) -> Union {
        let model = self.model;
        let wire = shape.members.iter().map(|m| m.name.as_ref());
        let variants = names::members(wire, names::variant)
            .into_iter()
            .zip(&shape.members)
            .filter_map(|(name, member)| {
                let target = model.target(member)?;
                Some(Field {
                    name: Name::new(name, member.name.as_ref()),
                    ty: self.member_type(target, shape),
                    doc: self.member_doc(member, target),
                    target: self.target(target),
                    traits: self.member_traits(member, target, shape),
                    default: None,
                })
            })
            .collect();
        let rust = self.names.ty(&shape.id);
        Union {
            module: names::module(&rust),
            doc: self.shape_doc(shape),
            id: shape.id.to_string(),
            traits: self.shape_traits(shape),
            name: Name::new(rust, shape.id.name()),
            variants,
        }
    }

    fn enumeration(&mut self, shape: &Shape) -> Enum {
        let wire = shape.members.iter().map(|m| m.name.as_ref());
        let values = names::members(wire, names::variant)
            .into_iter()
            .zip(&shape.members)
            .map(|(name, member)| Value {
                wire: enum_value(member),
                name: Name::new(name, member.name.as_ref()),
                doc: documentation(&member.traits),
            })
            .collect();
        let rust = self.names.ty(&shape.id);
        Enum {
            module: names::module(&rust),
            doc: self.shape_doc(shape),
            id: shape.id.to_string(),
            traits: self.shape_traits(shape),
            name: Name::new(rust, shape.id.name()),
            values,
        }
    }

    fn schema_item(&mut self, shape: &Shape) -> Option<SchemaItem> {
        let traits = self.shape_traits(shape);
        let kind = match shape.kind {
            ShapeType::List => SchemaKind::List(self.schema_member(shape.list_member()?, shape)?),
            ShapeType::Map => SchemaKind::Map(
                self.schema_member(shape.map_key()?, shape)?,
                self.schema_member(shape.map_value()?, shape)?,
            ),
            // A simple shape without traits is its prelude shape: see `target`.
            _ if traits.is_empty() => return None,
            kind => SchemaKind::Simple(simple(kind)?.0),
        };
        let constant = self.names.constant(&shape.id);
        Some(SchemaItem {
            constant,
            id: shape.id.to_string(),
            kind,
            traits,
        })
    }

    fn schema_member(&mut self, member: &Member, owner: &Shape) -> Option<SchemaMember> {
        let target = self.model.target(member)?;
        Some(SchemaMember {
            target: self.target(target),
            traits: self.member_traits(member, target, owner),
        })
    }

    /// The schema that a member targets.
    fn target(&mut self, target: &Shape) -> Target {
        match target.kind {
            ShapeType::Structure if target.id.as_str() == "smithy.api#Unit" => {
                Target::Prelude("UNIT")
            }
            ShapeType::Structure | ShapeType::Union | ShapeType::Enum | ShapeType::IntEnum => {
                Target::Type(names::module(&self.names.ty(&target.id)))
            }
            kind => match simple(kind) {
                Some((_, prelude))
                    if is_prelude(&target.id) || self.shape_traits(target).is_empty() =>
                {
                    Target::Prelude(prelude)
                }
                _ => Target::Schema(self.names.constant(&target.id)),
            },
        }
    }

    /// The type of a member, without the `Option` of an optional one.
    fn member_type(&self, target: &Shape, owner: &Shape) -> Type {
        let ty = self.ty(target, 0);
        let group = self.cycles.get(&owner.id);
        let same_group = group.is_some() && group == self.cycles.get(&target.id);
        if same_group {
            Type::Boxed(Box::new(ty))
        } else {
            ty
        }
    }

    /// The type of a shape; `depth` bounds lists of lists of lists.
    pub(super) fn ty(&self, shape: &Shape, depth: u32) -> Type {
        let item = |member: Option<&Member>| {
            let target = member.and_then(|m| self.model.target(m));
            match target {
                Some(target) if depth < 64 => self.ty(target, depth + 1),
                _ => Type::Document,
            }
        };
        let sparse = |ty| {
            let sparse = shape.traits.has("smithy.api#sparse");
            Box::new(if sparse {
                Type::Option(Box::new(ty))
            } else {
                ty
            })
        };
        match shape.kind {
            ShapeType::Blob if shape.traits.has("smithy.api#streaming") => Type::ByteStream,
            ShapeType::Blob => Type::Bytes,
            ShapeType::Boolean => Type::Bool,
            ShapeType::String => Type::String,
            ShapeType::Timestamp => Type::Timestamp,
            ShapeType::Byte => Type::I8,
            ShapeType::Short => Type::I16,
            ShapeType::Integer => Type::I32,
            ShapeType::Long => Type::I64,
            ShapeType::Float => Type::F32,
            ShapeType::Double => Type::F64,
            ShapeType::BigInteger => Type::BigInteger,
            ShapeType::BigDecimal => Type::BigDecimal,
            ShapeType::List => Type::Vec(sparse(item(shape.list_member()))),
            ShapeType::Map => Type::Map(sparse(item(shape.map_value()))),
            ShapeType::Structure if shape.id.as_str() == "smithy.api#Unit" => Type::Unit,
            ShapeType::Union if is_event_stream(shape) => {
                Type::EventStream(self.names.ty(&shape.id))
            }
            ShapeType::Enum | ShapeType::IntEnum | ShapeType::Structure | ShapeType::Union => {
                Type::Shape(self.names.ty(&shape.id))
            }
            ShapeType::Document
            | ShapeType::Operation
            | ShapeType::Resource
            | ShapeType::Service => Type::Document,
        }
    }

    /// Whether a structure's member may be absent (Smithy 2.0, "Structure member optionality"):
    /// a client takes only defaults for granted, a server also what it has validated.
    pub(super) fn is_optional(&self, member: &Member, target: &Shape, owner: &Shape) -> bool {
        let default = self.default(member, target).is_some();
        match self.side {
            super::Side::Client => {
                !default
                    || member.traits.has("smithy.api#clientOptional")
                    || owner.traits.has("smithy.api#input")
            }
            super::Side::Server => !default && !member.traits.has("smithy.api#required"),
        }
    }

    pub(super) fn default(&self, member: &Member, target: &Shape) -> Option<Literal> {
        Literal::of(target.kind, member.traits.get("smithy.api#default")?)
    }

    fn shape_doc(&self, shape: &Shape) -> String {
        let doc = documentation(&shape.traits);
        if doc.is_empty() {
            format!("`{}`.", shape.id.name())
        } else {
            doc
        }
    }

    /// A member's documentation, or its target's, and what the types don't say.
    fn member_doc(&self, member: &Member, target: &Shape) -> String {
        let mut doc = documentation(&member.traits);
        if doc.is_empty() {
            doc = documentation(&target.traits);
        }
        if doc.is_empty() {
            doc = format!("The member `{}`.", member.name);
        }
        let facts = self.facts(member, target);
        if !facts.is_empty() {
            doc = format!("{doc}\n\n{}", facts.join(" "));
        }
        doc
    }

    /// What the model demands of a member, in sentences.
    fn facts(&self, member: &Member, target: &Shape) -> Vec<String> {
        let mut facts = Vec::new();
        if self.side == super::Side::Client && member.traits.has("smithy.api#required") {
            facts.push("Required.".to_owned());
        }
        let length = member.traits.typed().or_else(|| target.traits.typed());
        if let Some(planish_model::traits::Length { min, max }) = length {
            facts.push(match (min, max) {
                (Some(min), Some(max)) => format!("Length {min} to {max}."),
                (Some(min), None) => format!("Length at least {min}."),
                (None, Some(max)) => format!("Length at most {max}."),
                (None, None) => return facts,
            });
        }
        let range = member.traits.typed().or_else(|| target.traits.typed());
        if let Some(planish_model::traits::Range { min, max }) = range {
            match (min, max) {
                (Some(min), Some(max)) => {
                    facts.push(format!("From {} to {}.", min.as_str(), max.as_str()));
                }
                (Some(min), None) => facts.push(format!("At least {}.", min.as_str())),
                (None, Some(max)) => facts.push(format!("At most {}.", max.as_str())),
                (None, None) => {}
            }
        }
        facts
    }
}

/// A union that is streamed as events.
pub(super) fn is_event_stream(shape: &Shape) -> bool {
    shape.kind == ShapeType::Union && shape.traits.has("smithy.api#streaming")
}

/// The value of an enum's member on the wire: text, or the digits of a number.
pub(super) fn enum_value(member: &Member) -> String {
    let value = member.traits.get("smithy.api#enumValue");
    let wire = value.and_then(|value| {
        let number = value.as_number().map(|n| n.as_str().to_owned());
        value.as_str().map(str::to_owned).or(number)
    });
    wire.unwrap_or_else(|| member.name.to_string())
}

/// The documentation of a shape or member as Markdown; empty for none.
pub(super) fn documentation(traits: &planish_model::Traits) -> String {
    let text = traits
        .get("smithy.api#documentation")
        .and_then(planish_model::Node::as_str);
    let mut doc = text.map(markdown).unwrap_or_default();
    if let Some(deprecated) = traits.typed::<planish_model::traits::Deprecated>() {
        let since = deprecated
            .since
            .map(|s| format!(" since {s}"))
            .unwrap_or_default();
        let why = deprecated
            .message
            .map(|m| format!(": {}", markdown(&m)))
            .unwrap_or_default();
        let line = format!("Deprecated{since}{why}");
        let stop = if line.ends_with('.') { "" } else { "." };
        let gap = if doc.is_empty() { "" } else { "\n\n" };
        doc = format!("{doc}{gap}{line}{stop}");
    }
    doc
}

/// The runtime's name of a simple kind, and the static of its prelude shape.
fn simple(kind: ShapeType) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        ShapeType::Blob => ("Blob", "BLOB"),
        ShapeType::Boolean => ("Boolean", "BOOLEAN"),
        ShapeType::String => ("String", "STRING"),
        ShapeType::Timestamp => ("Timestamp", "TIMESTAMP"),
        ShapeType::Byte => ("Byte", "BYTE"),
        ShapeType::Short => ("Short", "SHORT"),
        ShapeType::Integer => ("Integer", "INTEGER"),
        ShapeType::Long => ("Long", "LONG"),
        ShapeType::Float => ("Float", "FLOAT"),
        ShapeType::Double => ("Double", "DOUBLE"),
        ShapeType::BigInteger => ("BigInteger", "BIG_INTEGER"),
        ShapeType::BigDecimal => ("BigDecimal", "BIG_DECIMAL"),
        ShapeType::Document => ("Document", "DOCUMENT"),
        _ => return None,
    })
}
