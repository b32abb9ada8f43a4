//! What is wrong with a value, and where: the facts from which messages are made.

use crate::schema::{Bound, Member};
use crate::value::View;

/// One constraint that one value breaks.
pub struct Violation<'a> {
    /// The way from the input to the value.
    pub path: Vec<Step<'a>>,
    /// The value; [`View::Absent`] where it is missing.
    pub value: View<'a>,
    /// The member that it is a value of.
    pub member: &'static Member,
    /// What the value is to what holds it.
    pub role: Role<'a>,
    /// The constraint.
    pub constraint: Constraint,
    /// Neither the value nor a collection that holds it may be shown.
    pub sensitive: bool,
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// To the member of a structure or union with this name in the model.
    Member(&'static str),
    /// To the item of a list, counted from 0.
    Index(usize),
    /// To the entry of a map.
    Key(&'a str),
    /// To the entry of a map whose keys may not be shown.
    HiddenKey(&'a str),
}

/// What a value is to what holds it.
#[derive(Clone, Copy)]
pub enum Role<'a> {
    /// A member of a structure or union.
    Member,
    /// An item of this list.
    Item(Container<'a>),
    /// A key of this map.
    Key(Container<'a>),
    /// A value of this map.
    Value(Container<'a>),
}

/// A list or map, and the member that it is the value of.
#[derive(Clone, Copy)]
pub struct Container<'a> {
    /// The list or map.
    pub view: View<'a>,
    /// The member that it is the value of.
    pub member: &'static Member,
}

/// The constraints that a value can break, with what the model says of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constraint {
    /// The value is missing (`required`).
    NotNull,
    /// The length is out of its inclusive bounds (`length`).
    Length {
        /// The value's length: code points, bytes or items.
        actual: u64,
        /// The least length.
        min: u64,
        /// The greatest length; `u64::MAX` where there is none.
        max: u64,
    },
    /// The number is out of its inclusive bounds (`range`).
    Range {
        /// The least value.
        min: Option<Bound>,
        /// The greatest value.
        max: Option<Bound>,
        /// The number is less than `min`, or no number.
        below: bool,
        /// The number is greater than `max`, or no number.
        above: bool,
    },
    /// The text doesn't match this regular expression (`pattern`).
    Pattern(&'static str),
    /// The text is none of these (`enum`).
    Enum(&'static [&'static str]),
    /// Two items of the list are equal (`uniqueItems`).
    Unique,
}

/// The path as a JSON pointer (RFC 6901): `/list/0/name`. Keys that may not be shown are written
/// out: the text is for comparison, not for answers.
pub fn pointer(path: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in path {
        out.push('/');
        match step {
            Step::Member(name) => push_token(name, &mut out),
            Step::Index(index) => out.push_str(&index.to_string()),
            Step::Key(key) | Step::HiddenKey(key) => push_token(key, &mut out),
        }
    }
    out
}

/// Writes a token of a JSON pointer with its two special characters escaped.
fn push_token(token: &str, out: &mut String) {
    for c in token.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            c => out.push(c),
        }
    }
}
