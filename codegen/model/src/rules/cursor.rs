//! Nodes that have to be of some type, or else a message says so.

use super::RuleError;
use crate::{Node, Object};

/// A word for the type of a node, with its article.
fn with_article(kind: &str) -> String {
    match kind.starts_with(['a', 'o']) {
        true => format!("an {kind}"),
        false => format!("a {kind}"),
    }
}

fn mismatch(expected: &str, found: &Node) -> RuleError {
    RuleError::new(format!(
        "Expected {}, but found {}.",
        with_article(expected),
        found.type_name()
    ))
}

/// The node as an object.
pub(super) fn object(node: &Node) -> Result<&Object, RuleError> {
    node.as_object().ok_or_else(|| mismatch("object", node))
}

/// The node as an array.
pub(super) fn array(node: &Node) -> Result<&[Node], RuleError> {
    node.as_array().ok_or_else(|| mismatch("array", node))
}

/// The node as a string.
pub(super) fn string(node: &Node) -> Result<&str, RuleError> {
    node.as_str().ok_or_else(|| mismatch("string", node))
}

/// A member that has to be there.
pub(super) fn member<'n>(object: &'n Object, name: &str) -> Result<&'n Node, RuleError> {
    object
        .get(name)
        .ok_or_else(|| RuleError::new(format!("Missing expected member `{name}`.")))
}

/// A member that may be absent, read by `read`.
pub(super) fn optional<'n, T>(
    object: &'n Object,
    name: &str,
    read: impl FnOnce(&'n Node) -> Result<T, RuleError>,
) -> Result<Option<T>, RuleError> {
    object
        .get(name)
        .map(|node| read(node).map_err(|error| of_member(name, &error)))
        .transpose()
}

/// A member that has to be there, read by `read`.
pub(super) fn required<'n, T>(
    object: &'n Object,
    name: &str,
    read: impl FnOnce(&'n Node) -> Result<T, RuleError>,
) -> Result<T, RuleError> {
    read(member(object, name)?).map_err(|error| of_member(name, &error))
}

/// `Expected an array` becomes `Expected `rules` member to be an array`.
fn of_member(name: &str, error: &RuleError) -> RuleError {
    let message = error.message();
    let rest = message.strip_prefix("Expected ").unwrap_or(message);
    RuleError::new(format!(
        "Expected `{name}` member to be {}",
        rest.replacen(", but found", "; found", 1)
    ))
}

/// Refuses members of other names.
pub(super) fn only(object: &Object, allowed: &[&str]) -> Result<(), RuleError> {
    let mut others: Vec<&str> = object
        .keys()
        .filter(|name| !allowed.contains(name))
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    others.sort_unstable();
    let mut expected = allowed.to_vec();
    expected.sort_unstable();
    let ticked = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    Err(RuleError::new(format!(
        "Expected an object with possible properties of {}, but found additional properties: {}",
        ticked(&expected),
        ticked(&others)
    )))
}
