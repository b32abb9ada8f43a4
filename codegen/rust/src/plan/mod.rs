//! Everything that is decided before a line is printed.
//!
//! A [`Plan`] is plain data: what the emitters print, in the order in which they print it. Rust
//! names and wire names travel together as [`Name`]s.

mod customisations;
mod docs;
pub mod endpoint;
mod literal;
pub(crate) mod names;
mod needs;
mod operation;
#[cfg(test)]
mod plan_tests;
mod schema;
mod shapes;
pub mod tests;

use std::collections::BTreeMap;

use planish_model::{
    Closure, Diagnostic, Diagnostics, Model, Shape, ShapeId, closure, enum_traits_to_enums, select,
};

pub use literal::Literal;
pub(crate) use names::is_reserved;

/// What to generate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The service, by its id or its name; `None` for the model's only one.
    pub service: Option<String>,
    /// The operations, by id or name; empty for all.
    pub operations: Vec<String>,
    /// Which half.
    pub side: Side,
}

/// Which half of the service is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Sends requests: lenient types, no validators.
    Client,
    /// Answers requests: strict types, validators.
    Server,
}

/// All that is printed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which half this is.
    pub side: Side,
    /// The service.
    pub service: Service,
    /// Its operations, by name.
    pub operations: Vec<Operation>,
    /// How its endpoints follow from parameters; on the client, where the model says it.
    pub rules: Option<endpoint::Rules>,
    /// Structures, unions and enums, by Rust name.
    pub types: Vec<TypeItem>,
    /// Shapes that have a schema but no type of their own, by Rust name.
    pub schemas: Vec<SchemaItem>,
    /// The protocol tests that are printed along.
    pub tests: Option<tests::Tests>,
    /// What is worth knowing about the result.
    pub notes: Diagnostics,
}

/// A name in Rust, and what it is called in the model or on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The Rust identifier, without `r#`.
    pub rust: String,
    /// The name in the model.
    pub wire: String,
}

/// The service.
#[derive(Clone, Debug)]
pub struct Service {
    /// The trait that a server implements.
    pub name: Name,
    /// The shape's id.
    pub id: String,
    /// Documentation, as Markdown.
    pub doc: String,
    /// The name that AWS tools know it by.
    pub sdk_id: String,
    /// The version of the API.
    pub version: String,
    /// The first part of host names.
    pub endpoint_prefix: String,
    /// The name in the scope of signatures.
    pub signing_name: String,
    /// The protocol's trait.
    pub protocol: &'static str,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The marker type (`UpdateFunctionCode`).
    pub name: Name,
    /// Its id.
    pub id: String,
    /// Its method (`update_function_code`).
    pub method: String,
    /// Its module.
    pub module: String,
    /// Its error type (`UpdateFunctionCodeError`).
    pub error: String,
    /// Documentation, as Markdown.
    pub doc: String,
    /// The HTTP method.
    pub http_method: String,
    /// The URI pattern.
    pub uri: String,
    /// The status of success.
    pub status: u16,
    /// The pattern of the host prefix; empty for none.
    pub host_prefix: String,
    /// The input's type; `None` for no input.
    pub input: Option<String>,
    /// The output's type; `None` for no output.
    pub output: Option<String>,
    /// The errors: types, with the names of their variants.
    pub errors: Vec<ErrorVariant>,
    /// Traits, as paths below `OperationTrait`.
    pub traits: Vec<OperationTrait>,
    /// How pages follow each other.
    pub pagination: Option<Pagination>,
    /// What can be waited for.
    pub waiters: Vec<Waiter>,
}

/// One error of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorVariant {
    /// The variant.
    pub variant: String,
    /// The structure.
    pub ty: String,
    /// The first line of its documentation.
    pub doc: String,
}

/// A trait on an operation that the runtime knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each is the variant of that name in the runtime"
)]
pub enum OperationTrait {
    ChecksumRequired,
    Compression(String),
    Readonly,
    Idempotent,
    UnsignedPayload,
    Unsigned,
    Header(String, String),
    TreeHash,
    Checksum {
        algorithm: String,
        validation: String,
        response: Vec<String>,
    },
    EndpointParameter(String, endpoint::Source),
}

/// How the pages of an operation follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The input's member that takes the token.
    pub input_token: String,
    /// The output's path to the next token.
    pub output_token: String,
    /// The output's path to the items, each step with whether it is optional.
    pub items: Option<Items>,
    /// The input's member that bounds a page.
    pub page_size: Option<String>,
}

/// Where the items of a page are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Items {
    /// The path in the model.
    pub path: String,
    /// The fields on the way: Rust name, and whether it is an `Option`.
    pub fields: Vec<(String, bool)>,
    /// What an item is.
    pub ty: Type,
}

/// A waiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// Its name (`FunctionUpdated`), and that of its method (`wait_until_function_updated`).
    pub name: Name,
    /// Its static (`FUNCTION_UPDATED`).
    pub constant: String,
    /// Documentation, as Markdown.
    pub doc: String,
    /// Seconds.
    pub min_delay: u64,
    /// Seconds.
    pub max_delay: u64,
    /// What it looks for, in order.
    pub acceptors: Vec<planish_model::traits::Acceptor>,
}

/// A generated type.
#[derive(Clone, Debug)]
pub enum TypeItem {
    /// A structure.
    Structure(Structure),
    /// A union.
    Union(Union),
    /// An enum of strings.
    Enum(Enum),
    /// An enum of integers.
    IntEnum(Enum),
}

/// A structure.
#[derive(Clone, Debug)]
pub struct Structure {
    /// Its type.
    pub name: Name,
    /// Its id.
    pub id: String,
    /// Its module.
    pub module: String,
    /// Documentation, as Markdown.
    pub doc: String,
    /// Its members.
    pub fields: Vec<Field>,
    /// Traits of its schema.
    pub traits: Vec<RuntimeTrait>,
    /// Whether it can be cloned: a stream can't.
    pub clone: bool,
}

impl Structure {
    /// Whether `Default` can be derived: no member has a default other than its type's.
    pub fn derives_default(&self) -> bool {
        self.fields
            .iter()
            .all(|f| f.default.as_ref().is_none_or(Literal::is_zero))
    }
}

/// A member of a structure or union.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field or variant.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Documentation, as Markdown.
    pub doc: String,
    /// What its schema targets.
    pub target: Target,
    /// Traits of its schema.
    pub traits: Vec<RuntimeTrait>,
    /// Its default, where it has one and isn't an `Option`.
    pub default: Option<Literal>,
}

/// A union.
#[derive(Clone, Debug)]
pub struct Union {
    /// Its type.
    pub name: Name,
    /// Its id.
    pub id: String,
    /// Its module.
    pub module: String,
    /// Documentation, as Markdown.
    pub doc: String,
    /// Its variants.
    pub variants: Vec<Field>,
    /// Traits of its schema.
    pub traits: Vec<RuntimeTrait>,
}

/// An enum of strings or integers.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its type.
    pub name: Name,
    /// Its id.
    pub id: String,
    /// Its module.
    pub module: String,
    /// Documentation, as Markdown.
    pub doc: String,
    /// Its values.
    pub values: Vec<Value>,
    /// Traits of its schema.
    pub traits: Vec<RuntimeTrait>,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The variant, and its name in the model.
    pub name: Name,
    /// The value on the wire: text, or the digits of an integer.
    pub wire: String,
    /// Documentation, as Markdown.
    pub doc: String,
}

/// A shape with a schema but no type: a list, a map, or a simple shape with traits.
#[derive(Clone, Debug)]
pub struct SchemaItem {
    /// Its static (`FUNCTION_LIST`).
    pub constant: String,
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: SchemaKind,
    /// Traits of its schema.
    pub traits: Vec<RuntimeTrait>,
}

/// What a shape without a type is.
#[derive(Clone, Debug)]
pub enum SchemaKind {
    /// A simple shape, by its variant of the runtime's `Kind`.
    Simple(&'static str),
    /// A list with its member.
    List(SchemaMember),
    /// A map with its key and value.
    Map(SchemaMember, SchemaMember),
}

/// The member of a list or map.
#[derive(Clone, Debug)]
pub struct SchemaMember {
    /// What it targets.
    pub target: Target,
    /// Traits of its schema.
    pub traits: Vec<RuntimeTrait>,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the Rust type of that name")]
pub enum Type {
    Bool,
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
    BigInteger,
    BigDecimal,
    String,
    Bytes,
    Timestamp,
    Document,
    ByteStream,
    /// A stream of events, by the Rust name of their union.
    EventStream(String),
    Unit,
    /// A generated type, by its Rust name.
    Shape(String),
    Vec(Box<Type>),
    Map(Box<Type>),
    Option(Box<Type>),
    Boxed(Box<Type>),
}

/// What the schema of a member targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A static of the runtime's `schema::prelude`.
    Prelude(&'static str),
    /// The schema of a generated type, by the type's module.
    Type(String),
    /// A static of the plan's own schemas.
    Schema(String),
}

/// A trait of a schema: the runtime's `Trait` of the same name.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    missing_docs,
    reason = "each is the variant of that name in the runtime"
)]
pub enum RuntimeTrait {
    Required,
    Length {
        min: u64,
        max: Option<u64>,
    },
    Pattern(String),
    Range {
        min: Option<Bound>,
        max: Option<Bound>,
    },
    Values(Vec<String>),
    PublicValues(Vec<String>),
    UniqueItems,
    Sparse,
    Sensitive,
    Streaming,
    RequiresLength,
    IdempotencyToken,
    Fallback(String),
    HostLabel,
    EventHeader,
    EventPayload,
    JsonName(String),
    TimestampFormat(&'static str),
    MediaType(String),
    Label,
    Query(String),
    QueryParams,
    Header(String),
    PrefixHeaders(String),
    Payload,
    StatusCode,
    Error {
        client: bool,
    },
    HttpError(u16),
    Retryable {
        throttling: bool,
    },
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// A whole number.
    Integer(i64),
    /// A decimal, as its text.
    Decimal(String),
}

impl Name {
    /// A name with what it is in the model.
    pub fn new(rust: impl Into<String>, wire: impl Into<String>) -> Self {
        Self {
            rust: rust.into(),
            wire: wire.into(),
        }
    }
}

impl Type {
    /// Whether values arrive or go bit by bit: they are never absent, and can't be cloned.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::ByteStream | Self::EventStream(_))
    }
}

impl TypeItem {
    /// The Rust name, the module and the shape's id.
    pub fn key(&self) -> (&str, &str, &str) {
        match self {
            Self::Structure(s) => (&s.name.rust, &s.module, &s.id),
            Self::Union(u) => (&u.name.rust, &u.module, &u.id),
            Self::Enum(e) | Self::IntEnum(e) => (&e.name.rust, &e.module, &e.id),
        }
    }
}

impl Plan {
    /// Adds the protocol compliance tests that the model carries: they are printed along.
    pub fn add_tests(&mut self, model: &Model, form: tests::TestForm) {
        self.tests = Some(tests::tests(&enum_traits_to_enums(model), self, form));
    }

    /// The part of the plan that a closure reaches: what [`plan`] makes of these operations alone.
    /// Protocol tests are left out.
    #[must_use]
    pub fn within(&self, reach: &Closure) -> Plan {
        let operations = self.operations.iter().filter(|o| reach.contains(&o.id));
        let types = self.types.iter().filter(|t| reach.contains(t.key().2));
        let schemas = self.schemas.iter().filter(|s| reach.contains(&s.id));
        Plan {
            side: self.side,
            service: self.service.clone(),
            operations: operations.cloned().collect(),
            rules: self.rules.clone(),
            types: types.cloned().collect(),
            schemas: schemas.cloned().collect(),
            tests: None,
            notes: Diagnostics::new(),
        }
    }

    /// What is planned for a shape, as text for people; `None` for a shape without a plan.
    pub fn describe(&self, shape: &str) -> Option<String> {
        let ty = self
            .types
            .iter()
            .find(|t| t.key().2 == shape)
            .map(|t| format!("{t:#?}"));
        let schema = || {
            self.schemas
                .iter()
                .find(|s| s.id == shape)
                .map(|s| format!("{s:#?}"))
        };
        let operation = || {
            self.operations
                .iter()
                .find(|o| o.id == shape)
                .map(|o| format!("{o:#?}"))
        };
        let service = || (self.service.id == shape).then(|| format!("{:#?}", self.service));
        ty.or_else(schema).or_else(operation).or_else(service)
    }
}

/// The protocols that the runtime has, with its feature for each.
pub const PROTOCOLS: &[(&str, &str)] = &[("aws.protocols#restJson1", "rest-json")];

/// Plans one half of a service.
///
/// # Errors
/// All that can't be planned: no such service or operation, no protocol that the runtime has.
pub fn plan(model: &Model, options: &Options) -> Result<Plan, Diagnostics> {
    let model = &*enum_traits_to_enums(model);
    let reach = select(model, options.service.as_deref(), &options.operations)?;
    let mut problems = Diagnostics::new();
    let Some(service) = model.shape(&reach.service) else {
        return Err(problems);
    };
    let Some(protocol) = find_protocol(service, &mut problems) else {
        return Err(problems);
    };
    // Names and roles are those in the whole service: what an operation needs is the same, whatever
    // is generated besides it.
    let whole = closure(model, &reach.service);
    let mut planner = Planner {
        model,
        side: options.side,
        names: names::Names::of(model, &whole),
        roles: shapes::Roles::of(model, service, &whole),
        cycles: shapes::cycles(model, &reach),
        custom: customisations::of(service),
        rules: None,
        problems,
    };
    planner.rules = planner.rules_of(service);
    let (types, schemas) = planner.shapes(&reach);
    let operations = planner.operations(service, &reach, &whole);
    let service = planner.service(service, protocol);
    if planner.problems.has_errors() {
        return Err(planner.problems.sorted());
    }
    let notes = planner.problems.sorted();
    Ok(Plan {
        side: options.side,
        service,
        operations,
        rules: planner.rules,
        types,
        schemas,
        tests: None,
        notes,
    })
}

/// What planning needs to know everywhere.
struct Planner<'a> {
    model: &'a Model,
    side: Side,
    names: names::Names,
    roles: shapes::Roles,
    cycles: BTreeMap<ShapeId, usize>,
    custom: &'static customisations::Customisation,
    rules: Option<endpoint::Rules>,
    problems: Diagnostics,
}

fn find_protocol(service: &Shape, problems: &mut Diagnostics) -> Option<&'static str> {
    let found = PROTOCOLS
        .iter()
        .find(|(id, _)| service.traits.has(id))
        .map(|(id, _)| *id);
    if found.is_none() {
        let known: Vec<&str> = PROTOCOLS.iter().map(|(id, _)| *id).collect();
        let theirs: Vec<&str> = service
            .traits
            .iter()
            .map(|(id, _)| id.as_str())
            .filter(|id| id.starts_with("aws.protocols#") || id.starts_with("smithy.protocols#"))
            .collect();
        let message = match theirs.as_slice() {
            [] => format!("{} names no protocol", service.id),
            theirs => format!("no code can be generated for {} yet", theirs.join(", ")),
        };
        problems.push(
            Diagnostic::error("Codegen.Protocol", message)
                .on(&service.id)
                .at(service.span)
                .hint(format!("apply one of: {}", known.join(", "))),
        );
    }
    found
}
