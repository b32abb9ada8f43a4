//! The answer of an expression for a value.

use std::cmp::Ordering;

use super::{Comparison, Node, Problem, truth};
use crate::document::{Document, Number};

pub(super) fn eval(node: &Node, value: &Document) -> Result<Document, Problem> {
    Ok(match node {
        Node::Current => value.clone(),
        Node::Literal(literal) => literal.clone(),
        Node::Field(name) => match value {
            Document::Object(members) => members.get(name).cloned().unwrap_or_default(),
            _ => Document::Null,
        },
        Node::Index(index) => match value {
            Document::Array(items) => item(items, *index).cloned().unwrap_or_default(),
            _ => Document::Null,
        },
        Node::Slice(from, to, step) => match value {
            Document::Array(items) => Document::Array(slice(items, *from, *to, *step)),
            _ => Document::Null,
        },
        Node::Then(left, right) => match &**left {
            Node::Current => eval(right, value)?,
            left => eval(right, &eval(left, value)?)?,
        },
        Node::Each(list, then) => match eval(list, value)? {
            Document::Array(items) => each(items.iter(), then)?,
            _ => Document::Null,
        },
        Node::EachValue(object, then) => match eval(object, value)? {
            Document::Object(members) => each(members.values(), then)?,
            _ => Document::Null,
        },
        Node::Flatten(list) => match eval(list, value)? {
            Document::Array(items) => Document::Array(flatten(items)),
            _ => Document::Null,
        },
        Node::Filter {
            list,
            condition,
            then,
        } => match eval(list, value)? {
            Document::Array(items) => {
                let mut kept = Vec::new();
                for item in items {
                    if truth(&eval(condition, &item)?) {
                        kept.push(item);
                    }
                }
                each(kept.iter(), then)?
            }
            _ => Document::Null,
        },
        Node::Compare(how, left, right) => compare(*how, &eval(left, value)?, &eval(right, value)?),
        Node::And(left, right) => match eval(left, value)? {
            left if truth(&left) => eval(right, value)?,
            left => left,
        },
        Node::Or(left, right) => match eval(left, value)? {
            left if truth(&left) => left,
            _ => eval(right, value)?,
        },
        Node::Not(node) => Document::Boolean(!truth(&eval(node, value)?)),
        Node::List(_) | Node::Hash(_) if *value == Document::Null => Document::Null,
        Node::List(nodes) => Document::Array(all(nodes, value)?),
        Node::Hash(pairs) => {
            let members = pairs
                .iter()
                .map(|(name, node)| Ok((name.clone(), eval(node, value)?)));
            Document::Object(members.collect::<Result<_, Problem>>()?)
        }
        Node::Call(function, arguments) => function.call(all(arguments, value)?)?,
    })
}

/// A number in double precision, to be compared with others.
pub(super) fn double(number: &Number) -> f64 {
    match number {
        Number::Integer(n) => *n as f64,
        Number::Unsigned(n) => *n as f64,
        Number::Double(n) => *n,
    }
}

/// Equality by value: 1 is 1.0.
pub(super) fn equal(a: &Document, b: &Document) -> bool {
    match (a, b) {
        (Document::Number(a), Document::Number(b)) => a == b || double(a) == double(b),
        (Document::Array(a), Document::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Document::Object(a), Document::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((k, a), (l, b))| k == l && equal(a, b))
        }
        (a, b) => a == b,
    }
}

fn all(nodes: &[Node], value: &Document) -> Result<Vec<Document>, Problem> {
    nodes.iter().map(|node| eval(node, value)).collect()
}

fn each<'a>(items: impl Iterator<Item = &'a Document>, then: &Node) -> Result<Document, Problem> {
    let mut out = Vec::new();
    for item in items {
        match eval(then, item)? {
            Document::Null => {}
            value => out.push(value),
        }
    }
    Ok(Document::Array(out))
}

fn flatten(items: Vec<Document>) -> Vec<Document> {
    let flat = items.into_iter().flat_map(|item| match item {
        Document::Array(items) => items,
        other => vec![other],
    });
    flat.collect()
}

/// Orders compare numbers only; anything else has none.
fn compare(how: Comparison, a: &Document, b: &Document) -> Document {
    let wanted: &[Ordering] = match how {
        Comparison::Equal => return Document::Boolean(equal(a, b)),
        Comparison::NotEqual => return Document::Boolean(!equal(a, b)),
        Comparison::Less => &[Ordering::Less],
        Comparison::LessOrEqual => &[Ordering::Less, Ordering::Equal],
        Comparison::Greater => &[Ordering::Greater],
        Comparison::GreaterOrEqual => &[Ordering::Greater, Ordering::Equal],
    };
    match (a, b) {
        (Document::Number(a), Document::Number(b)) => match double(a).partial_cmp(&double(b)) {
            Some(order) => Document::Boolean(wanted.contains(&order)),
            None => Document::Null,
        },
        _ => Document::Null,
    }
}

fn item(items: &[Document], index: i64) -> Option<&Document> {
    let index = if index < 0 {
        i64::try_from(items.len()).ok()?.checked_add(index)?
    } else {
        index
    };
    items.get(usize::try_from(index).ok()?)
}

/// Items from `from` to before `to`, as in Python.
fn slice(items: &[Document], from: Option<i64>, to: Option<i64>, step: i64) -> Vec<Document> {
    let len = i64::try_from(items.len()).unwrap_or(i64::MAX);
    // Where an end lies; with a negative step, one before the first is an end too.
    let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let place = |end: i64| {
        let end = if end < 0 {
            end.saturating_add(len)
        } else {
            end
        };
        end.clamp(low, high)
    };
    let (first, last) = if step < 0 { (high, low) } else { (low, high) };
    let (mut at, to) = (from.map_or(first, place), to.map_or(last, place));
    let mut out = Vec::new();
    while (step > 0 && at < to) || (step < 0 && at > to) {
        out.extend(
            usize::try_from(at)
                .ok()
                .and_then(|at| items.get(at))
                .cloned(),
        );
        at = at.saturating_add(step);
    }
    out
}
