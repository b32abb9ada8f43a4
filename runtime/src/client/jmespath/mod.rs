//! JMESPath: questions about values, as waiters of Smithy models ask them.
//!
//! Source: the JMESPath specification (jmespath.org). All of its grammar is here but expression
//! references (`&name`) and the functions that take them (`sort_by`, `map` and the like).

mod eval;
mod functions;
pub(in crate::client) mod json;
mod lexer;
mod parser;

use std::fmt;

use crate::document::Document;
use functions::Function;

/// A parsed expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression(Node);

/// What is wrong with an expression, or with the values that it met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    text: String,
    /// The byte where it was noticed, for what is wrong with the expression itself.
    at: Option<usize>,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// Text that isn't one, or one that is larger than any model needs.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        parser::parse(text).map(Self)
    }

    /// The answer for a value; null where there is nothing at the path.
    ///
    /// # Errors
    /// A function that is given a value of the wrong type.
    pub fn search(&self, value: &Document) -> Result<Document, Problem> {
        eval::eval(&self.0, value)
    }
}

/// Whether a value counts as true: everything but false, null and what is empty.
pub fn truth(value: &Document) -> bool {
    match value {
        Document::Null | Document::Boolean(false) => false,
        Document::Boolean(true) | Document::Number(_) => true,
        Document::String(text) => !text.is_empty(),
        Document::Array(items) => !items.is_empty(),
        Document::Object(members) => !members.is_empty(),
    }
}

/// A node of an expression.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    /// The value itself: `@`, or nothing at all.
    Current,
    /// A member of an object.
    Field(String),
    /// The item at an index; negative ones count from the end.
    Index(i64),
    /// Items from, to and by; always followed by a projection.
    Slice(Option<i64>, Option<i64>, i64),
    /// A value of the expression itself.
    Literal(Document),
    /// The right side on what the left side gives.
    Then(Box<Node>, Box<Node>),
    /// The right side on each item of a list, nulls left out.
    Each(Box<Node>, Box<Node>),
    /// The right side on each value of an object, nulls left out.
    EachValue(Box<Node>, Box<Node>),
    /// A list with the items of its lists in their place.
    Flatten(Box<Node>),
    /// The items of a list that fulfil a condition, then the right side on each.
    Filter {
        list: Box<Node>,
        condition: Box<Node>,
        then: Box<Node>,
    },
    Compare(Comparison, Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Not(Box<Node>),
    /// A list of what each gives.
    List(Vec<Node>),
    /// An object of what each gives.
    Hash(Vec<(String, Node)>),
    Call(Function, Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Problem {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            at: None,
        }
    }

    fn at(text: impl Into<String>, at: usize) -> Self {
        Self {
            text: text.into(),
            at: Some(at),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "{} at byte {at}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests;
