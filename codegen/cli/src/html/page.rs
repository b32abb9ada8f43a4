//! What the page says: the operations of a service and the shapes that they use, as data for the template.

use planish_model::traits::{
    Deprecated, Documentation, EnumValue, Error, Examples, Http, HttpError, Paginated, Title,
    Waitable,
};
use planish_model::{
    Closure, Model, Object, OperationShape, Relation, ReverseIndex, Shape, ShapeId, ShapeType,
    Traits, json,
};
use serde::Serialize;

use super::members::{self, Fact, Row};
use super::prose;

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    marker: String,
    title: String,
    service: String,
    version: String,
    docs: String,
    facts: Vec<Fact>,
    operations: Vec<Operation>,
    sections: Vec<Group>,
}

/// An operation.
#[derive(Debug, Serialize)]
struct Operation {
    name: String,
    deprecated: Option<String>,
    docs: String,
    method: Option<String>,
    uri: Option<String>,
    facts: Vec<Fact>,
    input: Option<Body>,
    output: Option<Body>,
    errors: Vec<ErrorLine>,
    examples: Vec<Example>,
}

/// What an operation takes or gives.
#[derive(Debug, Serialize)]
struct Body {
    heading: &'static str,
    name: String,
    /// Whether the structure has a place of its own, to which to link.
    elsewhere: bool,
    docs: String,
    members: Vec<Row>,
}

/// An error of an operation.
#[derive(Debug, Serialize)]
struct ErrorLine {
    name: String,
    status: u16,
}

/// An example of an operation, with its values as JSON.
#[derive(Debug, Serialize)]
struct Example {
    title: String,
    docs: String,
    input: String,
    output: Option<String>,
    error: Option<String>,
}

/// The shapes of a section.
#[derive(Debug, Serialize)]
struct Group {
    title: &'static str,
    anchor: &'static str,
    shapes: Vec<Entry>,
}

/// A shape with a place of its own.
#[derive(Debug, Serialize)]
struct Entry {
    name: String,
    deprecated: Option<String>,
    docs: String,
    facts: Vec<Fact>,
    members: Vec<Row>,
    values: Vec<Value>,
}

/// A value of an enum.
#[derive(Debug, Serialize)]
struct Value {
    value: String,
    deprecated: Option<String>,
    docs: String,
}

/// The section that a shape stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Structures,
    Unions,
    Enums,
    Errors,
}

/// The sections in the order of the page, with their titles and anchors. (A shape's name can't contain `-`.)
const SECTIONS: [(Section, &str, &str); 4] = [
    (Section::Structures, "Structures", "all-structures"),
    (Section::Unions, "Unions", "all-unions"),
    (Section::Enums, "Enums", "all-enums"),
    (Section::Errors, "Errors", "all-errors"),
];

/// Traits of an operation without a value, and what they say to a reader.
const OPERATION_MARKS: &[(&str, &str)] = &[
    ("smithy.api#readonly", "changes nothing"),
    ("smithy.api#idempotent", "may be repeated"),
];

/// The model, and what of it is on the page.
pub(super) struct Known<'a> {
    pub(super) model: &'a Model,
    pub(super) closure: &'a Closure,
    references: ReverseIndex<'a>,
}

impl Section {
    /// Where a shape stands, if it has a place of its own.
    pub(super) fn of(shape: &Shape) -> Option<Section> {
        match shape.kind {
            _ if planish_model::is_prelude(&shape.id) => None,
            ShapeType::Structure if shape.traits.has("smithy.api#error") => Some(Section::Errors),
            ShapeType::Structure => Some(Section::Structures),
            ShapeType::Union => Some(Section::Unions),
            ShapeType::Enum | ShapeType::IntEnum => Some(Section::Enums),
            _ => None,
        }
    }
}

impl Known<'_> {
    /// Whether a shape is described in a section, and not only with the one operation that uses it.
    pub(super) fn has_section(&self, id: &ShapeId) -> bool {
        self.model.shape(id).and_then(Section::of).is_some() && !self.is_body_of_one(id)
    }

    /// Whether a structure is the input or output of one operation, and nothing else.
    fn is_body_of_one(&self, id: &ShapeId) -> bool {
        let mut users = self
            .references
            .references_to(id)
            .iter()
            .filter(|reference| self.closure.contains(reference.from.root()));
        let of_operation = users
            .next()
            .is_some_and(|user| matches!(user.relation, Relation::Input | Relation::Output));
        of_operation && users.next().is_none()
    }

    /// Whether a name is that of an operation, or of a shape with a section.
    fn is_anchor(&self, name: &str) -> bool {
        let operation = self
            .closure
            .operations
            .iter()
            .any(|id| self.closure.name(id) == name);
        operation
            || self
                .closure
                .shapes
                .iter()
                .any(|id| self.closure.name(id) == name && self.has_section(id))
    }
}

/// Decides what the page says.
pub(crate) fn page(model: &Model, closure: &Closure) -> Page {
    let known = Known {
        model,
        closure,
        references: ReverseIndex::new(model),
    };
    let service = model.shape(&closure.service);
    let title = service
        .and_then(|shape| shape.traits.typed::<Title>())
        .map(|title| title.0)
        .or_else(|| Some(service?.id.name().to_owned()));
    let id = service.map(|shape| shape.id.to_string());
    let version = service
        .and_then(Shape::as_service)
        .map(|service| service.version.clone());
    let mut operations: Vec<Operation> = closure
        .operations
        .iter()
        .filter_map(|id| operation(&known, model.shape(id)?))
        .collect();
    operations.sort_by(|a, b| a.name.cmp(&b.name));
    Page {
        marker: crate::package::marker(closure.service.as_str()),
        title: title.unwrap_or_default(),
        service: id.unwrap_or_default(),
        version: version.unwrap_or_default(),
        docs: service
            .and_then(|shape| documentation(&known, &shape.traits))
            .unwrap_or_default(),
        facts: service.map(service_facts).unwrap_or_default(),
        operations,
        sections: SECTIONS
            .into_iter()
            .filter_map(|(section, title, anchor)| {
                let shapes = entries(&known, section);
                (!shapes.is_empty()).then_some(Group {
                    title,
                    anchor,
                    shapes,
                })
            })
            .collect(),
    }
}

/// The documentation of a shape or member as HTML.
pub(super) fn documentation(known: &Known<'_>, traits: &Traits) -> Option<String> {
    let text = traits.typed::<Documentation>()?.0;
    Some(prose::render(&text, &|name| known.is_anchor(name)))
}

/// That and why a shape or member should not be used any more.
pub(super) fn deprecation(traits: &Traits) -> Option<String> {
    let deprecated = traits.typed::<Deprecated>()?;
    Some(match deprecated.message {
        Some(message) => format!("Deprecated: {message}"),
        None => "Deprecated".to_owned(),
    })
}

/// The protocols and ways to authenticate: traits named as such by their namespace.
fn service_facts(service: &Shape) -> Vec<Fact> {
    let kinds = [
        ("aws.protocols", "protocol"),
        ("smithy.protocols", "protocol"),
        ("aws.auth", "authentication"),
    ];
    let fact = |id: &ShapeId| {
        let (_, kind) = kinds
            .iter()
            .find(|(namespace, _)| *namespace == id.namespace())?;
        Some(Fact::code(*kind, id.name()))
    };
    service
        .traits
        .iter()
        .filter_map(|(id, _)| fact(id))
        .collect()
}

fn operation(known: &Known<'_>, shape: &Shape) -> Option<Operation> {
    let bindings = shape.as_operation()?;
    let http: Option<Http> = shape.traits.typed();
    let bound = http.is_some();
    Some(Operation {
        name: known.closure.name(&shape.id).to_owned(),
        deprecated: deprecation(&shape.traits),
        docs: documentation(known, &shape.traits).unwrap_or_default(),
        facts: operation_facts(shape, http.as_ref()),
        input: body(known, "Request", &bindings.input, bound),
        output: body(known, "Response", &bindings.output, bound),
        errors: errors(known, bindings),
        examples: examples(known, shape),
        uri: http.as_ref().map(|http| http.uri.to_string()),
        method: http.map(|http| http.method),
    })
}

fn operation_facts(shape: &Shape, http: Option<&Http>) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(http.map(|http| Fact::code("succeeds with", http.code.to_string())));
    let marks = OPERATION_MARKS
        .iter()
        .filter(|(id, _)| shape.traits.has(id));
    facts.extend(marks.map(|(_, text)| Fact::text(*text)));
    let token = shape.traits.typed::<Paginated>();
    if let Some(token) = token.and_then(|paginated| paginated.input_token) {
        facts.push(Fact::code("paginated by", token));
    }
    let waiters = shape.traits.typed::<Waitable>().map(|waitable| waitable.0);
    let names = waiters.into_iter().flatten().map(|(name, _)| name);
    facts.extend(names.map(|name| Fact::code("waiter", name)));
    facts
}

fn body(known: &Known<'_>, heading: &'static str, id: &ShapeId, bound: bool) -> Option<Body> {
    let shape = known.model.shape(id)?;
    let elsewhere = known.has_section(id);
    let members = if elsewhere {
        Vec::new()
    } else {
        members::rows(known, id, bound)
    };
    (elsewhere || !members.is_empty()).then(|| Body {
        heading,
        name: known.closure.name(id).to_owned(),
        elsewhere,
        docs: documentation(known, &shape.traits)
            .filter(|_| !elsewhere)
            .unwrap_or_default(),
        members,
    })
}

/// The errors of an operation and of its service, by status and name.
fn errors(known: &Known<'_>, operation: &OperationShape) -> Vec<ErrorLine> {
    let service = known
        .model
        .shape(&known.closure.service)
        .and_then(Shape::as_service);
    let shared = service.map(|service| &*service.errors).unwrap_or_default();
    let mut lines: Vec<ErrorLine> = operation
        .errors
        .iter()
        .chain(shared)
        .filter_map(|id| {
            Some(ErrorLine {
                name: known.closure.name(id).to_owned(),
                status: status(known.model.shape(id)?)?,
            })
        })
        .collect();
    lines.sort_by(|a, b| (a.status, &a.name).cmp(&(b.status, &b.name)));
    lines.dedup_by(|a, b| a.name == b.name);
    lines
}

/// The status of an error. (Smithy spec, "httpError trait": 400 or 500 unless given)
fn status(error: &Shape) -> Option<u16> {
    let fault = error.traits.typed::<Error>()?;
    let given = error.traits.typed::<HttpError>().map(|status| status.0);
    Some(given.unwrap_or(match fault {
        Error::Client => 400,
        Error::Server => 500,
    }))
}

fn examples(known: &Known<'_>, operation: &Shape) -> Vec<Example> {
    let examples = operation.traits.typed::<Examples>().map(|list| list.0);
    let pretty = |object: Object| json::to_pretty(&object.into()).trim_end().to_owned();
    let example = |example: planish_model::traits::Example| Example {
        title: example.title,
        docs: example
            .documentation
            .map(|text| prose::render(&text, &|name| known.is_anchor(name)))
            .unwrap_or_default(),
        input: pretty(example.input),
        output: example.output.map(pretty),
        error: example.error.map(|error| {
            format!(
                "{} {}",
                known.closure.name(&error.shape_id),
                pretty(error.content)
            )
        }),
    };
    examples.into_iter().flatten().map(example).collect()
}

/// The shapes of a section, by name.
fn entries(known: &Known<'_>, section: Section) -> Vec<Entry> {
    let shapes = known
        .closure
        .shapes
        .iter()
        .filter_map(|id| known.model.shape(id));
    let mut entries: Vec<Entry> = shapes
        .filter(|shape| Section::of(shape) == Some(section) && known.has_section(&shape.id))
        .map(|shape| Entry {
            name: known.closure.name(&shape.id).to_owned(),
            deprecated: deprecation(&shape.traits),
            docs: documentation(known, &shape.traits).unwrap_or_default(),
            facts: status(shape)
                .map(|status| Fact::code("status", status.to_string()))
                .into_iter()
                .collect(),
            members: match section {
                Section::Enums => Vec::new(),
                _ => members::rows(known, &shape.id, false),
            },
            values: match section {
                Section::Enums => values(known, shape),
                _ => Vec::new(),
            },
        })
        .collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

fn values(known: &Known<'_>, shape: &Shape) -> Vec<Value> {
    let value = |member: &planish_model::Member| Value {
        value: match member.traits.typed() {
            Some(EnumValue::Text(text)) => text,
            Some(EnumValue::Number(number)) => number.to_string(),
            None => member.name.to_string(),
        },
        deprecated: deprecation(&member.traits),
        docs: documentation(known, &member.traits).unwrap_or_default(),
    };
    shape.members.iter().map(value).collect()
}
