//! Where an operation's parameters of the endpoint rules come from. (Smithy spec, "Rules engine
//! parameters")

use planish_model::{Model, Node, Shape};

use super::Rules;

/// Where a parameter of one operation comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// It is always the same (`staticContextParams`).
    Fixed(Fixed),
    /// It is the value of this member of the input (`contextParam`).
    Member(String),
    /// It is what this JMESPath expression gives for the input (`operationContextParams`).
    Path(String),
}

/// The value of a parameter that is always the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fixed {
    /// A truth value.
    Boolean(bool),
    /// A text.
    Text(String),
    /// Texts in order.
    Texts(Vec<String>),
}

/// The parameters that an operation says, each once, by name. What the rules don't know is left out.
pub(in crate::plan) fn of(
    model: &Model,
    operation: &Shape,
    rules: &Rules,
) -> Vec<(String, Source)> {
    let object = |id: &str| {
        let node = operation.traits.get(id).and_then(Node::as_object);
        node.into_iter().flat_map(|object| object.iter())
    };
    // Fixed values go before members, and members before paths.
    let mut found = Vec::new();
    for (name, node) in object("smithy.rules#staticContextParams") {
        if let Some(value) = node.get("value").and_then(fixed) {
            found.push((name.to_owned(), Source::Fixed(value)));
        }
    }
    let input = operation.as_operation().and_then(|o| model.shape(&o.input));
    for member in input.iter().flat_map(|input| &input.members) {
        let bound = member.traits.get("smithy.rules#contextParam");
        if let Some(name) = bound.and_then(|node| node.get("name")?.as_str()) {
            found.push((name.to_owned(), Source::Member(member.name.to_string())));
        }
    }
    for (name, node) in object("smithy.rules#operationContextParams") {
        if let Some(path) = node.get("path").and_then(Node::as_str) {
            found.push((name.to_owned(), Source::Path(path.to_owned())));
        }
    }
    found.retain(|(name, _)| rules.parameters.iter().any(|p| p.name == *name));
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found.dedup_by(|(a, _), (b, _)| a == b);
    found
}

fn fixed(node: &Node) -> Option<Fixed> {
    Some(match node {
        Node::Bool(value) => Fixed::Boolean(*value),
        Node::String(text) => Fixed::Text(text.to_string()),
        Node::Array(items) => {
            let texts = items.iter().map(|item| Some(item.as_str()?.to_owned()));
            Fixed::Texts(texts.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}
