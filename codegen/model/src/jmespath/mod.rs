//! JMESPath: the paths of waiters and the conditions of contracts, read and checked against the shapes that they look into.
//!
//! The whole grammar of the specification (jmespath.org) is read, expression references included. [`check`] runs an expression over a
//! value that stands for any value of a shape ([`sample`]) and finds what can't be right: members that are not there, functions of
//! other types, comparisons without sense. What the finding says, and where it points, is what Smithy's own tools say.

mod bindings;
mod functions;
mod lexer;
mod lint;
mod parser;
mod sample;
mod value;

use crate::Node;

pub(crate) use bindings::beyond_bindings;
pub(crate) use lint::{Level, check};
pub(crate) use parser::parse;
pub(crate) use sample::{of_member, of_shape};
pub(crate) use value::{Type, Value};

/// A place in an expression, as people count: from 1, columns in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The line.
    pub(crate) line: u32,
    /// The column.
    pub(crate) column: u32,
    /// The byte.
    pub(crate) offset: u32,
}

/// What is wrong with a text that should be an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Where it was noticed.
    pub(crate) position: Position,
    /// What.
    pub(crate) message: String,
}

/// An expression, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expression {
    kind: Kind,
    position: Position,
}

/// The forms of expressions.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// `@`, or nothing at all.
    Current,
    /// A member of an object.
    Field(String),
    /// An item of a list; negative ones count from the end.
    Index(i32),
    /// Some items of a list. Which ones makes no difference to what may be done with them.
    Slice,
    /// A value that the expression itself holds.
    Literal(Node),
    /// A list with the items of its lists in their place.
    Flatten(Box<Expression>),
    /// The right side on every item of a list.
    Projection(Box<Expression>, Box<Expression>),
    /// The right side on every value of an object.
    ObjectProjection(Box<Expression>, Box<Expression>),
    /// The right side on those items of a list that fulfil a condition.
    Filter {
        list: Box<Expression>,
        condition: Box<Expression>,
        then: Box<Expression>,
    },
    /// The right side on what the left side gives.
    Then(Box<Expression>, Box<Expression>),
    /// A comparison.
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// The left side if it counts as false, the right side otherwise.
    And(Box<Expression>, Box<Expression>),
    /// The left side if it counts as true, the right side otherwise.
    Or(Box<Expression>, Box<Expression>),
    /// Whether something does not count as true.
    Not(Box<Expression>),
    /// A list of what each gives.
    List(Vec<Expression>),
    /// An object of what each gives.
    Hash(Vec<(String, Expression)>),
    /// A function of some arguments.
    Call(String, Vec<Expression>),
    /// An expression that is handed to a function.
    Reference(Box<Expression>),
}

/// How values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn as_str(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Position { line, column, .. } = self.position;
        write!(
            f,
            "Syntax error at line {line} column {column}: {}",
            self.message
        )
    }
}

#[cfg(test)]
mod tests;
