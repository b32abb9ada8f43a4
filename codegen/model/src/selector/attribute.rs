//! Attributes of shapes: paths into them, comparisons of what is there, and texts that show it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;

use super::evaluate::Variables;
use super::parse::{Parser, scoped_path};
use super::{Item, SelectorError};
use crate::{Node, Number, Shape, ShapeId, ShapeType};

/// A path such as `trait|range|min`; an empty one is the shape, or the scope, itself.
#[derive(Clone, Debug)]
pub(super) struct Path {
    segments: Vec<Box<str>>,
    /// The absolute id of the trait, if the path is one into a trait.
    id: Option<Box<str>>,
}

/// `[path comparator values i]`, or `[path]`.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    path: Path,
    /// `None` asks whether there is something at all.
    comparator: Option<Comparator>,
    values: Vec<Box<str>>,
    insensitive: bool,
}

/// `[@path: assertion && assertion]`
#[derive(Clone, Debug)]
pub(super) struct Scoped {
    pub(super) path: Path,
    pub(super) assertions: Vec<Assertion>,
}

/// `left comparator right, right i`: true if it is for one of the right sides.
#[derive(Clone, Debug)]
pub(super) struct Assertion {
    pub(super) left: Side,
    pub(super) comparator: Comparator,
    pub(super) right: Vec<Side>,
    pub(super) insensitive: bool,
}

/// One side of an assertion.
#[derive(Clone, Debug)]
pub(super) enum Side {
    /// `@{path}`, from the scope.
    Path(Path),
    /// A text as it is.
    Text(Box<str>),
}

/// How two values are compared. All but the last four, and `?=`, are true if they are for one of the values of either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `^=`
    StartsWith,
    /// `$=`
    EndsWith,
    /// `*=`
    Contains,
    /// `?=`
    Exists,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `{=}`
    SetEqual,
    /// `{!=}`
    SetNotEqual,
    /// `{<}`
    Subset,
    /// `{<<}`
    ProperSubset,
}

/// A text with `@{path}`s in it, which are filled in from a match of a selector; `@@` is an `@`.
#[derive(Clone, Debug)]
pub struct Template {
    parts: Vec<Part>,
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The line where reading stopped, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

#[derive(Clone, Debug)]
enum Part {
    Text(Box<str>),
    Path(Path),
}

/// What is at a path.
#[derive(Clone, Debug)]
enum Value<'m> {
    /// Nothing.
    Missing,
    Text(Cow<'m, str>),
    Node(Cow<'m, Node>),
    Item(Item<'m>),
    Id(ShapeId),
    /// All traits of a shape.
    Traits(Item<'m>),
    Service(&'m Shape),
    Variables,
    /// A projection: several values, which may be projections.
    Many(Vec<Value<'m>>),
}

impl Path {
    pub(super) fn new(segments: Vec<Box<str>>) -> Path {
        let id = match segments.as_slice() {
            [first, id, ..] if **first == *"trait" && !id.starts_with('(') => {
                Some(absolute(id).into())
            }
            _ => None,
        };
        Path { segments, id }
    }

    /// What is wrong with it, if shapes have no such attribute.
    fn invalid(&self) -> Option<String> {
        let mut segments = self.segments.iter().map(|s| &**s);
        match (segments.next(), segments.next()) {
            (None | Some("trait" | "var"), _)
            | (Some("id"), None | Some("name" | "namespace" | "member" | "(length)"))
            | (Some("service"), None | Some("version" | "id")) => None,
            (Some(key @ ("id" | "service")), Some(name)) => Some(format!(
                "Invalid nested '{key}' selector attribute property: {name}"
            )),
            (Some(key), _) => Some(format!("Invalid shape selector attribute: {key}")),
        }
    }

    /// What is there in a shape.
    fn of<'m>(&self, item: Item<'m>, variables: &Variables<'m>) -> Value<'m> {
        match &self.id {
            Some(id) => follow(
                trait_of(item, id),
                self.segments.get(2..).unwrap_or_default(),
                variables,
            ),
            None => follow(Value::Item(item), &self.segments, variables),
        }
    }
}

impl Comparison {
    pub(super) fn exists(path: Path) -> Comparison {
        Comparison {
            path,
            comparator: None,
            values: Vec::new(),
            insensitive: false,
        }
    }

    pub(super) fn new(
        path: Path,
        comparator: Comparator,
        values: Vec<Box<str>>,
        insensitive: bool,
    ) -> Comparison {
        Comparison {
            path,
            comparator: Some(comparator),
            values,
            insensitive,
        }
    }

    /// What is wrong with its path.
    pub(super) fn invalid(&self) -> Option<String> {
        self.path.invalid()
    }

    /// Whether it is true for a shape.
    pub(super) fn holds<'m>(&self, item: Item<'m>, variables: &Variables<'m>) -> bool {
        if let (Some(id), None, 2) = (&self.path.id, self.comparator, self.path.segments.len()) {
            return item.traits().has(id) || synthetic_enum(item, id);
        }
        let left = self.path.of(item, variables);
        let Some(comparator) = self.comparator else {
            return left.is_present();
        };
        self.values.iter().any(|value| {
            let right = Value::Text(Cow::Borrowed(&**value));
            comparator.holds(&left, &right, self.insensitive, variables)
        })
    }

    /// Whether it is about variables.
    pub(super) fn reads_variables(&self) -> bool {
        self.path.reads_variables()
    }
}

impl Scoped {
    /// Whether all assertions are true for one of the values of the scope.
    pub(super) fn holds<'m>(&self, item: Item<'m>, variables: &Variables<'m>) -> bool {
        let scope = self.path.of(item, variables);
        scope.is_present()
            && scope.flat().into_iter().any(|scope| {
                self.assertions
                    .iter()
                    .all(|assertion| assertion.holds(scope, variables))
            })
    }

    /// Whether it is about variables.
    pub(super) fn reads_variables(&self) -> bool {
        let reads = |side: &Side| match side {
            Side::Path(path) => path.reads_variables(),
            Side::Text(_) => false,
        };
        self.path.reads_variables()
            || self
                .assertions
                .iter()
                .any(|a| reads(&a.left) || a.right.iter().any(reads))
    }

    /// What is wrong with its paths.
    pub(super) fn invalid(&self) -> Option<String> {
        if !self.path.segments.is_empty() {
            return self.path.invalid();
        }
        let sides = self
            .assertions
            .iter()
            .flat_map(|a| std::iter::once(&a.left).chain(&a.right));
        sides
            .filter_map(|side| match side {
                Side::Path(path) => path.invalid(),
                Side::Text(_) => None,
            })
            .next()
    }
}

impl Path {
    fn reads_variables(&self) -> bool {
        self.segments.first().is_some_and(|first| **first == *"var")
    }
}

impl Assertion {
    fn holds<'m>(&self, scope: &Value<'m>, variables: &Variables<'m>) -> bool {
        let left = self.left.of(scope, variables);
        self.right.iter().any(|right| {
            let right = right.of(scope, variables);
            self.comparator
                .holds(&left, &right, self.insensitive, variables)
        })
    }
}

impl Side {
    fn of<'v, 'm: 'v>(&'v self, scope: &Value<'m>, variables: &Variables<'m>) -> Value<'v> {
        match self {
            Side::Text(text) => Value::Text(Cow::Borrowed(text)),
            Side::Path(path) => follow(scope.clone(), &path.segments, variables),
        }
    }
}

impl Comparator {
    fn holds(
        self,
        left: &Value<'_>,
        right: &Value<'_>,
        insensitive: bool,
        variables: &Variables<'_>,
    ) -> bool {
        let subset = |a, b| subset(a, b, insensitive, variables);
        match self {
            Comparator::Exists => match right.text().as_ref() {
                "true" => left.is_present(),
                "false" => !left.is_present(),
                _ => false,
            },
            Comparator::Subset => projections(left, right) && subset(left, right),
            Comparator::ProperSubset => {
                projections(left, right) && subset(left, right) && !subset(right, left)
            }
            Comparator::SetEqual => {
                projections(left, right) && subset(left, right) && subset(right, left)
            }
            Comparator::SetNotEqual => {
                !(projections(left, right) && subset(left, right) && subset(right, left))
            }
            _ => left.flat().into_iter().any(|left| {
                let mut right = right.flat().into_iter();
                right
                    .any(|right| variables.spend(1) && self.holds_for_one(left, right, insensitive))
            }),
        }
    }

    fn holds_for_one(self, left: &Value<'_>, right: &Value<'_>, insensitive: bool) -> bool {
        if !left.is_present() || !right.is_present() {
            return false;
        }
        let (mut left, mut right) = (left.text(), right.text());
        if insensitive {
            left = left.to_lowercase().into();
            right = right.to_lowercase().into();
        }
        let (left, right) = (left.as_ref(), right.as_ref());
        let numeric = |wanted: fn(Ordering) -> bool| {
            number(left)
                .zip(number(right))
                .is_some_and(|(left, right)| wanted(left.cmp(&right)))
        };
        match self {
            Comparator::Equal => left == right,
            Comparator::NotEqual => left != right,
            Comparator::StartsWith => left.starts_with(right),
            Comparator::EndsWith => left.ends_with(right),
            Comparator::Contains => left.contains(right),
            Comparator::Greater => numeric(Ordering::is_gt),
            Comparator::AtLeast => numeric(Ordering::is_ge),
            Comparator::Less => numeric(Ordering::is_lt),
            Comparator::AtMost => numeric(Ordering::is_le),
            _ => false,
        }
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What follows an `@` is neither a path nor another `@`.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let mut parts = Vec::new();
        let mut parser = Parser::new(text);
        loop {
            let literal = parser.literal();
            if !literal.is_empty() {
                parts.push(Part::Text(literal.into()));
            }
            if parser.peek().is_none() {
                return Ok(Template { parts });
            }
            if parser.rest().starts_with("@@") {
                parser.skip();
                parser.skip();
                parts.push(Part::Text("@".into()));
                continue;
            }
            let path = scoped_path(&mut parser).map_err(|e: SelectorError| TemplateError {
                line: e.line,
                column: e.column,
                message: e.message,
            })?;
            parts.push(Part::Path(path));
        }
    }

    /// The text for a match.
    #[must_use]
    pub fn expand<'m>(&self, item: Item<'m>, variables: &Variables<'m>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Path(path) => out.push_str(&path.of(item, variables).shown()),
            }
        }
        out
    }
}

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Syntax error at line {} column {} of EmitEachSelector message template: {}",
            self.line, self.column, self.message
        )
    }
}

impl std::error::Error for TemplateError {}

impl<'m> Value<'m> {
    /// `null` and empty projections are not there.
    fn is_present(&self) -> bool {
        match self {
            Value::Missing => false,
            Value::Node(node) => !node.is_null(),
            Value::Many(values) => !values.is_empty(),
            _ => true,
        }
    }

    /// The values of a projection, projections within opened; anything else is its own only value.
    fn flat(&self) -> Vec<&Value<'m>> {
        let Value::Many(values) = self else {
            return vec![self];
        };
        let (mut out, mut stack) = (Vec::new(), vec![values.iter()]);
        while let Some(values) = stack.last_mut() {
            match values.next() {
                None => {
                    stack.pop();
                }
                Some(Value::Many(inner)) => stack.push(inner.iter()),
                Some(value) => out.push(value),
            }
        }
        out
    }

    /// The text that comparisons look at; empty for what has none.
    fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Node(node) => match &**node {
                Node::String(text) => Cow::Borrowed(text),
                Node::Number(number) => Cow::Borrowed(number.as_str()),
                Node::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
                _ => Cow::Borrowed(""),
            },
            Value::Item(item) => Cow::Borrowed(item.id().as_str()),
            Value::Id(id) => Cow::Borrowed(id.as_str()),
            Value::Service(shape) => Cow::Borrowed(shape.id.as_str()),
            Value::Missing | Value::Traits(_) | Value::Variables | Value::Many(_) => {
                Cow::Borrowed("")
            }
        }
    }

    /// The text for people: JSON for what traits say, and lists in brackets.
    fn shown(&self) -> String {
        match self {
            Value::Node(node) => crate::json::to_compact(node),
            Value::Many(_) => {
                let mut all: Vec<String> = self.flat().into_iter().map(Value::shown).collect();
                all.sort();
                format!("[{}]", all.join(", "))
            }
            _ => self.text().into_owned(),
        }
    }

    fn get(&self, key: &str, variables: &Variables<'m>) -> Value<'m> {
        match self {
            Value::Missing => Value::Missing,
            Value::Text(text) if key == "(length)" => length(text),
            Value::Text(_) => Value::Missing,
            Value::Node(Cow::Borrowed(node)) => of_node(node, key, Cow::Borrowed),
            Value::Node(Cow::Owned(node)) => of_node(node, key, |node| Cow::Owned(node.clone())),
            Value::Id(id) => of_id(id, key),
            Value::Item(item) => match (key, item) {
                ("trait", _) => Value::Traits(*item),
                ("id", _) => Value::Id(item.id().clone()),
                ("service", Item::Shape(shape)) if shape.kind == ShapeType::Service => {
                    Value::Service(shape)
                }
                ("var", _) => Value::Variables,
                _ => Value::Missing,
            },
            Value::Traits(item) => of_traits(*item, key),
            Value::Service(shape) => match key {
                "version" => {
                    let service = shape.as_service();
                    Value::Text(Cow::Borrowed(service.map_or("", |s| &s.version)))
                }
                "id" => Value::Id(shape.id.clone()),
                _ => Value::Missing,
            },
            Value::Variables => {
                let items = variables.get(key);
                variables.spend(items.len());
                Value::Many(items.iter().map(|item| Value::Item(*item)).collect())
            }
            Value::Many(_) if key == "(first)" => {
                self.flat().first().map_or(Value::Missing, |v| (*v).clone())
            }
            Value::Many(values) => {
                variables.spend(values.len());
                let next = values.iter().map(|value| value.get(key, variables));
                Value::Many(next.filter(Value::is_present).collect())
            }
        }
    }
}

fn follow<'m>(start: Value<'m>, path: &[Box<str>], variables: &Variables<'m>) -> Value<'m> {
    let mut value = start;
    for key in path {
        if !value.is_present() {
            return Value::Missing;
        }
        value = value.get(key, variables);
    }
    value
}

fn of_node<'n, 'm>(
    node: &'n Node,
    key: &str,
    keep: impl Fn(&'n Node) -> Cow<'m, Node>,
) -> Value<'m> {
    let all = |nodes: &mut dyn Iterator<Item = &'n Node>| {
        Value::Many(nodes.map(|node| Value::Node(keep(node))).collect())
    };
    match (node, key) {
        (Node::Object(object), "(keys)") => Value::Many(
            object
                .keys()
                .map(|key| Value::Text(Cow::Owned(key.to_owned())))
                .collect(),
        ),
        (Node::Object(object), "(values)") => all(&mut object.iter().map(|(_, node)| node)),
        (Node::Object(object), "(length)") => count(object.len()),
        (Node::Object(object), _) => object
            .get(key)
            .map_or(Value::Missing, |node| Value::Node(keep(node))),
        (Node::Array(items), "(values)") => all(&mut items.iter()),
        (Node::Array(items), "(length)") => count(items.len()),
        (Node::String(text), "(length)") => length(text),
        _ => Value::Missing,
    }
}

fn of_id<'m>(id: &ShapeId, key: &str) -> Value<'m> {
    let text = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
    match key {
        "name" => text(id.name()),
        "namespace" => text(id.namespace()),
        "member" => id.member().map_or(Value::Missing, text),
        "(length)" => length(id.as_str()),
        _ => Value::Missing,
    }
}

fn of_traits<'m>(item: Item<'m>, key: &str) -> Value<'m> {
    let is_enum = synthetic_enum(item, ENUM);
    match key {
        "(keys)" => {
            let ids = item.traits().iter().map(|(id, _)| Value::Id(id.clone()));
            let synthetic = is_enum.then(|| ShapeId::parse("smithy.synthetic#enum").ok());
            Value::Many(ids.chain(synthetic.flatten().map(Value::Id)).collect())
        }
        "(values)" => {
            let nodes = item.traits().iter();
            let nodes = nodes.map(|(_, node)| Value::Node(Cow::Borrowed(node)));
            let synthetic = is_enum.then(|| trait_of(item, ENUM));
            Value::Many(nodes.chain(synthetic).collect())
        }
        "(length)" => count(item.traits().len() + usize::from(is_enum)),
        _ => trait_of(item, &absolute(key)),
    }
}

const ENUM: &str = "smithy.api#enum";

/// The value of a trait. Shapes of type `enum` have the trait `enum` of Smithy 1.0, made of their members.
fn trait_of<'m>(item: Item<'m>, id: &str) -> Value<'m> {
    if let Some(node) = item.traits().get(id) {
        return Value::Node(Cow::Borrowed(node));
    }
    match item {
        Item::Shape(shape) if synthetic_enum(item, id) => {
            Value::Node(Cow::Owned(definitions(shape)))
        }
        _ => Value::Missing,
    }
}

fn synthetic_enum(item: Item<'_>, id: &str) -> bool {
    id == ENUM && matches!(item, Item::Shape(shape) if shape.kind == ShapeType::Enum)
}

/// The members of an enum in the form of the trait `enum`.
fn definitions(shape: &Shape) -> Node {
    let definition = |member: &crate::Member| {
        let value = |id: &str| member.traits.get(id).cloned();
        let mut object = crate::Object::new();
        object.insert("name", Node::from(&*member.name));
        let text = value("smithy.api#enumValue").unwrap_or_else(|| Node::from(&*member.name));
        object.insert("value", text);
        for key in ["documentation", "tags"] {
            if let Some(node) = value(&format!("smithy.api#{key}")) {
                object.insert(key, node);
            }
        }
        if member.traits.has("smithy.api#deprecated") {
            object.insert("deprecated", Node::Bool(true));
        }
        Node::Object(object)
    };
    Node::Array(shape.members.iter().map(definition).collect())
}

/// The id of a trait; those of the prelude need no namespace.
fn absolute(id: &str) -> String {
    if id.contains('#') {
        id.to_owned()
    } else {
        format!("smithy.api#{id}")
    }
}

fn count<'m>(count: usize) -> Value<'m> {
    Value::Text(Cow::Owned(count.to_string()))
}

/// Texts are measured in units of UTF-16, as by Smithy's own tools.
fn length<'m>(text: &str) -> Value<'m> {
    count(text.encode_utf16().count())
}

fn number(text: &str) -> Option<Number> {
    Number::parse(text.strip_prefix('+').unwrap_or(text))
}

fn projections(left: &Value<'_>, right: &Value<'_>) -> bool {
    matches!((left, right), (Value::Many(_), Value::Many(_)))
}

/// Whether all values of one side are equal to some of the other.
fn subset(
    left: &Value<'_>,
    right: &Value<'_>,
    insensitive: bool,
    variables: &Variables<'_>,
) -> bool {
    let (left, right) = (left.flat(), right.flat());
    variables.spend(left.len().saturating_add(right.len()));
    let text = |value: &Value<'_>| {
        let text = value.text();
        if insensitive {
            text.to_lowercase()
        } else {
            text.into_owned()
        }
    };
    let present = right.into_iter().filter(|value| value.is_present());
    let right: HashSet<String> = present.map(text).collect();
    left.into_iter()
        .all(|value| value.is_present() && right.contains(&text(value)))
}
