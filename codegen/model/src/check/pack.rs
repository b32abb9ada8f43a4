//! What the rules of trait packs have in common.

use super::{Rule, aws, contracts, mqtt, pack_values, protocol_tests, rules, smoke_tests, waiter};
use crate::{Diagnostic, Diagnostics, Model, Node, Severity, Shape, ShapeId, ShapeType, Span};

/// The rules of trait packs by family.
pub(super) const FAMILIES: &[&[Rule]] = &[
    aws::apigateway::RULES,
    aws::arn::RULES,
    aws::checksum::RULES,
    aws::cloudformation::RULES,
    aws::endpoint_discovery::RULES,
    aws::errors::RULES,
    aws::iam::RULES,
    aws::iam_conditions::RULES,
    aws::protocols::RULES,
    aws::service::RULES,
    aws::tagging::RULES,
    contracts::RULES,
    mqtt::RULES,
    pack_values::RULES,
    protocol_tests::events::RULES,
    protocol_tests::http::RULES,
    protocol_tests::names::RULES,
    rules::auth_schemes::RULES,
    rules::built_in::RULES,
    rules::context_params::RULES,
    rules::endpoint_tests::RULES,
    rules::language::RULES,
    rules::parameter::RULES,
    rules::special_case::RULES,
    smoke_tests::RULES,
    waiter::RULES,
];

/// A finding on a shape.
pub(super) fn find(
    diagnostics: &mut Diagnostics,
    severity: Severity,
    id: impl Into<String>,
    (shape, span): (&ShapeId, Span),
    message: impl Into<String>,
) {
    diagnostics.push(Diagnostic::new(severity, id, message).on(shape).at(span));
}

/// The string under a key.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key)?.as_str()
}

/// The flag under a key.
pub(super) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}

/// The strings of a list.
pub(super) fn texts(node: Option<&Node>) -> Vec<&str> {
    let values = node.and_then(Node::as_array).unwrap_or_default();
    values.iter().filter_map(Node::as_str).collect()
}

/// Whether an id is that of a shape of some type.
pub(super) fn is(model: &Model, id: &ShapeId, kind: ShapeType) -> bool {
    model.shape(id).is_some_and(|shape| shape.kind == kind)
}

/// The structure of an id.
pub(super) fn structure<'m>(model: &'m Model, id: &ShapeId) -> Option<&'m Shape> {
    model
        .shape(id)
        .filter(|shape| shape.kind == ShapeType::Structure)
}

/// The input structure of an operation.
pub(super) fn input<'m>(model: &'m Model, operation: &Shape) -> Option<&'m Shape> {
    structure(model, &operation.as_operation()?.input)
}

/// The output structure of an operation.
pub(super) fn output<'m>(model: &'m Model, operation: &Shape) -> Option<&'m Shape> {
    structure(model, &operation.as_operation()?.output)
}

/// The union that streams events into or out of an operation.
pub(super) fn event_stream<'m>(
    model: &'m Model,
    structure: Option<&'m Shape>,
) -> Option<&'m Shape> {
    let members = structure.into_iter().flat_map(|shape| &shape.members);
    // Of several, which another rule reports, the last one counts.
    members
        .rev()
        .filter_map(|member| model.target(member))
        .find(|target| {
            target.kind == ShapeType::Union && target.traits.has(crate::known::STREAMING)
        })
}

/// Names with commas between, in brackets, as they come.
pub(super) fn bracketed<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<T> = names.into_iter().collect();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    format!("[{}]", names.join(", "))
}

/// Names in backticks, with commas between, in order.
pub(super) fn ticked<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<T> = names.into_iter().collect();
    let mut names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.sort_unstable();
    super::ticked(names)
}
