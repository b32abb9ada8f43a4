//! Shapes and their members, as plain data with public fields.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Node, Number, ShapeId, Span, Traits};

/// The type of a shape. The `set` of Smithy 1.0 is a list with `@uniqueItems`; members are [`Member`]s, not shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "each is the type of that name in the Smithy specification"
)]
pub enum ShapeType {
    Blob,
    Boolean,
    String,
    Enum,
    Timestamp,
    Byte,
    Short,
    Integer,
    IntEnum,
    Long,
    Float,
    Double,
    BigInteger,
    BigDecimal,
    Document,
    List,
    Map,
    Structure,
    Union,
    Operation,
    Resource,
    Service,
}

/// A shape of a model, with its mixins already applied.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Its id.
    pub id: ShapeId,
    /// Its type.
    pub kind: ShapeType,
    /// The traits applied to it, those of its mixins included.
    pub traits: Traits,
    /// Its members in order: `member` of a list, `key` and `value` of a map; fields, variants, values otherwise.
    pub members: Vec<Member>,
    /// Where it is defined.
    pub span: Span,
    /// The mixins that it names, in order.
    pub mixins: Vec<ShapeId>,
    /// What only operations have.
    pub operation: Option<Box<OperationShape>>,
    /// What only services have.
    pub service: Option<Box<ServiceShape>>,
    /// What only resources have.
    pub resource: Option<Box<ResourceShape>>,
    /// What an operation, service or resource with mixins says itself.
    pub written: Option<Box<Written>>,
}

/// The part of an operation, service or resource that does not come from its mixins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// What only operations have.
    pub operation: Option<Box<OperationShape>>,
    /// What only services have.
    pub service: Option<Box<ServiceShape>>,
    /// What only resources have.
    pub resource: Option<Box<ResourceShape>>,
}

/// A member of a shape.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: Arc<str>,
    /// Its id: that of the shape with `$name`.
    pub id: ShapeId,
    /// The shape that it targets; `smithy.api#Unit` for values of enums.
    pub target: ShapeId,
    /// The traits applied to it, those of mixins included.
    pub traits: Traits,
    /// Where it is defined.
    pub span: Span,
}

/// What an operation has besides traits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationShape {
    /// The input structure; `smithy.api#Unit` if there is none.
    pub input: ShapeId,
    /// The output structure; `smithy.api#Unit` if there is none.
    pub output: ShapeId,
    /// The errors that it names itself, in order, without those of its service.
    pub errors: Vec<ShapeId>,
}

/// What a service has besides traits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceShape {
    /// The version of the API; may be empty.
    pub version: String,
    /// The operations bound to it directly.
    pub operations: Vec<ShapeId>,
    /// The resources bound to it directly.
    pub resources: Vec<ShapeId>,
    /// The errors that every operation of it may return.
    pub errors: Vec<ShapeId>,
    /// The names, unique in its closure, of shapes whose own names are not.
    pub rename: BTreeMap<ShapeId, String>,
}

/// What a resource has besides traits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceShape {
    /// Its identifiers by name, in order, with their string shapes.
    pub identifiers: Vec<(String, ShapeId)>,
    /// Its properties by name, in order, with their shapes.
    pub properties: Vec<(String, ShapeId)>,
    /// The lifecycle operation that creates with an identifier that the service makes.
    pub create: Option<ShapeId>,
    /// The lifecycle operation that creates or replaces under an identifier that the client gives.
    pub put: Option<ShapeId>,
    /// The lifecycle operation that reads.
    pub read: Option<ShapeId>,
    /// The lifecycle operation that updates.
    pub update: Option<ShapeId>,
    /// The lifecycle operation that deletes.
    pub delete: Option<ShapeId>,
    /// The lifecycle operation that lists.
    pub list: Option<ShapeId>,
    /// Further operations on one instance.
    pub operations: Vec<ShapeId>,
    /// Further operations on the collection.
    pub collection_operations: Vec<ShapeId>,
    /// Child resources.
    pub resources: Vec<ShapeId>,
}

impl ShapeType {
    /// Every type with its name in the JSON AST.
    pub const ALL: [(ShapeType, &'static str); 22] = [
        (ShapeType::Blob, "blob"),
        (ShapeType::Boolean, "boolean"),
        (ShapeType::String, "string"),
        (ShapeType::Enum, "enum"),
        (ShapeType::Timestamp, "timestamp"),
        (ShapeType::Byte, "byte"),
        (ShapeType::Short, "short"),
        (ShapeType::Integer, "integer"),
        (ShapeType::IntEnum, "intEnum"),
        (ShapeType::Long, "long"),
        (ShapeType::Float, "float"),
        (ShapeType::Double, "double"),
        (ShapeType::BigInteger, "bigInteger"),
        (ShapeType::BigDecimal, "bigDecimal"),
        (ShapeType::Document, "document"),
        (ShapeType::List, "list"),
        (ShapeType::Map, "map"),
        (ShapeType::Structure, "structure"),
        (ShapeType::Union, "union"),
        (ShapeType::Operation, "operation"),
        (ShapeType::Resource, "resource"),
        (ShapeType::Service, "service"),
    ];

    /// The name of the type in the JSON AST.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// The type of a name in the JSON AST; `set` is not among them.
    #[must_use]
    pub fn parse(name: &str) -> Option<ShapeType> {
        Self::ALL
            .iter()
            .find(|(_, n)| *n == name)
            .map(|(kind, _)| *kind)
    }

    /// Whether values of the type have no members (enums count as simple, as in the specification).
    #[must_use]
    pub fn is_simple(self) -> bool {
        !self.is_aggregate() && !self.is_service_type()
    }

    /// Whether the type is a list, map, structure or union.
    #[must_use]
    pub fn is_aggregate(self) -> bool {
        matches!(
            self,
            ShapeType::List | ShapeType::Map | ShapeType::Structure | ShapeType::Union
        )
    }

    /// Whether the type is a service, resource or operation: nothing that a member may target.
    #[must_use]
    pub fn is_service_type(self) -> bool {
        matches!(
            self,
            ShapeType::Operation | ShapeType::Resource | ShapeType::Service
        )
    }

    /// Whether the type is a number, `intEnum` included.
    #[must_use]
    pub fn is_number(self) -> bool {
        self.is_integer()
            || matches!(
                self,
                ShapeType::Float | ShapeType::Double | ShapeType::BigDecimal
            )
    }

    /// Whether the type is a whole number, `intEnum` included.
    #[must_use]
    pub fn is_integer(self) -> bool {
        use ShapeType::{BigInteger, Byte, IntEnum, Integer, Long, Short};
        matches!(self, Byte | Short | Integer | IntEnum | Long | BigInteger)
    }

    /// The default value that Smithy 1.0 gave to values of the type, if any.
    pub(crate) fn zero_value(self) -> Option<Node> {
        use ShapeType::{Boolean, Byte, Double, Float, Integer, Long, Short};
        match self {
            Boolean => Some(Node::Bool(false)),
            Byte | Short | Integer | Long | Float | Double => Some(Node::Number(Number::from(0))),
            _ => None,
        }
    }

    /// Whether the type is a string or an enum of strings.
    #[must_use]
    pub fn is_string(self) -> bool {
        matches!(self, ShapeType::String | ShapeType::Enum)
    }
}

impl std::fmt::Display for ShapeType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl Shape {
    /// A shape without traits and members.
    #[must_use]
    pub fn new(id: ShapeId, kind: ShapeType, span: Span) -> Shape {
        Shape {
            id,
            kind,
            traits: Traits::new(),
            members: Vec::new(),
            span,
            mixins: Vec::new(),
            operation: None,
            service: None,
            resource: None,
            written: None,
        }
    }

    /// Whether the shape is one of the prelude or of a trait pack that came with this crate and not with the sources of the model.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.span.file.is_pack()
    }

    /// The member of a name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| &*member.name == name)
    }

    /// The element of a list.
    #[must_use]
    pub fn list_member(&self) -> Option<&Member> {
        self.member("member")
            .filter(|_| self.kind == ShapeType::List)
    }

    /// The key of a map.
    #[must_use]
    pub fn map_key(&self) -> Option<&Member> {
        self.member("key").filter(|_| self.kind == ShapeType::Map)
    }

    /// The value of a map.
    #[must_use]
    pub fn map_value(&self) -> Option<&Member> {
        self.member("value").filter(|_| self.kind == ShapeType::Map)
    }

    /// What only operations have.
    #[must_use]
    pub fn as_operation(&self) -> Option<&OperationShape> {
        self.operation.as_deref()
    }

    /// What only services have.
    #[must_use]
    pub fn as_service(&self) -> Option<&ServiceShape> {
        self.service.as_deref()
    }

    /// What only resources have.
    #[must_use]
    pub fn as_resource(&self) -> Option<&ResourceShape> {
        self.resource.as_deref()
    }
}

impl ResourceShape {
    /// The lifecycle operations that are bound, with the names of their properties.
    pub fn lifecycle(&self) -> impl Iterator<Item = (&'static str, &ShapeId)> {
        [
            ("create", &self.create),
            ("put", &self.put),
            ("read", &self.read),
            ("update", &self.update),
            ("delete", &self.delete),
            ("list", &self.list),
        ]
        .into_iter()
        .filter_map(|(name, id)| Some((name, id.as_ref()?)))
    }

    /// All operations bound to the resource: lifecycle, instance, collection.
    pub fn all_operations(&self) -> impl Iterator<Item = &ShapeId> {
        self.lifecycle()
            .map(|(_, id)| id)
            .chain(&self.operations)
            .chain(&self.collection_operations)
    }
}

/// Equality of content: places are ignored.
impl PartialEq for Shape {
    fn eq(&self, other: &Shape) -> bool {
        self.id == other.id
            && self.kind == other.kind
            && self.traits == other.traits
            && self.members == other.members
            && self.mixins == other.mixins
            && self.operation == other.operation
            && self.service == other.service
            && self.resource == other.resource
    }
}

/// Equality of content: places are ignored.
impl PartialEq for Member {
    fn eq(&self, other: &Member) -> bool {
        self.id == other.id && self.target == other.target && self.traits == other.traits
    }
}
