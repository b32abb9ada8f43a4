//! Waiters: polling an operation until something is so. (Smithy spec, "Waiters")

use super::TypedTrait;
use super::fields::Fields;
use crate::Node;

/// The waiters of an operation. (Smithy spec, "smithy.waiters#waitable trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waitable(
    /// By name, in order.
    pub Vec<(String, Waiter)>,
);

/// One waiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// What it waits for.
    pub documentation: Option<String>,
    /// What ends or goes on with the waiting, tried in order.
    pub acceptors: Vec<Acceptor>,
    /// The least delay between tries in seconds; 2 by default.
    pub min_delay: u64,
    /// The greatest delay between tries in seconds; 120 by default.
    pub max_delay: u64,
    /// Whether it should not be used any more.
    pub deprecated: bool,
}

/// What the waiter does when something matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptor {
    /// The state that the waiter goes to.
    pub state: AcceptorState,
    /// When.
    pub matcher: Matcher,
}

/// A state of a waiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// The waiting has succeeded.
    Success,
    /// The waiting has failed.
    Failure,
    /// The operation is tried again.
    Retry,
}

/// What has to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// A path into the output.
    Output(PathMatcher),
    /// A path into an object of `input` and `output`.
    InputOutput(PathMatcher),
    /// Whether the operation succeeds (`true`) or returns any error (`false`).
    Success(bool),
    /// The operation returns this error: a shape name or id.
    ErrorType(String),
}

/// A path with what its value has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathMatcher {
    /// A JMESPath expression.
    pub path: String,
    /// The value to compare with.
    pub expected: String,
    /// How.
    pub comparator: Comparator,
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// The value is a string, equal to the expected one.
    StringEquals,
    /// The value is a boolean, equal to the expected one.
    BooleanEquals,
    /// The value is a list of strings, at least one, all equal to the expected one.
    AllStringEquals,
    /// The value is a list of strings, one of them equal to the expected one.
    AnyStringEquals,
}

impl TypedTrait for Waitable {
    const ID: &'static str = "smithy.waiters#waitable";

    fn parse(node: &Node) -> Result<Waitable, String> {
        let waiters = Fields::of(node)?.iter().map(|(name, value)| {
            let waiter =
                Waiter::parse(value).map_err(|why| format!("has a waiter `{name}` that {why}"))?;
            Ok((name.to_owned(), waiter))
        });
        waiters.collect::<Result<_, String>>().map(Waitable)
    }
}

impl Waiter {
    fn parse(node: &Node) -> Result<Waiter, String> {
        let fields = Fields::of(node)?;
        let acceptors = fields
            .read("acceptors", "a list", Node::as_array)?
            .ok_or("must have a member `acceptors`")?;
        let waiter = Waiter {
            documentation: fields.string("documentation")?,
            acceptors: acceptors
                .iter()
                .map(Acceptor::parse)
                .collect::<Result<_, _>>()?,
            min_delay: fields.unsigned("minDelay")?.unwrap_or(2),
            max_delay: fields.unsigned("maxDelay")?.unwrap_or(120),
            deprecated: fields.flag("deprecated")?,
        };
        if waiter.min_delay == 0 {
            return Err("must have a `minDelay` of at least 1".to_owned());
        }
        Ok(waiter)
    }
}

impl Acceptor {
    fn parse(node: &Node) -> Result<Acceptor, String> {
        let fields = Fields::of(node)?;
        let state = match fields.required("state")?.as_str() {
            "success" => AcceptorState::Success,
            "failure" => AcceptorState::Failure,
            "retry" => AcceptorState::Retry,
            _ => return Err("must have `success`, `failure` or `retry` as `state`".to_owned()),
        };
        let matcher = fields
            .node("matcher")
            .ok_or("must have a member `matcher`")?;
        Ok(Acceptor {
            state,
            matcher: Matcher::parse(matcher)?,
        })
    }
}

impl Matcher {
    fn parse(node: &Node) -> Result<Matcher, String> {
        let fields = Fields::of(node)?;
        if fields.iter().count() != 1 {
            return Err("must have exactly one member in each `matcher`".to_owned());
        }
        if let Some(path) = fields.node("output") {
            return PathMatcher::parse(path).map(Matcher::Output);
        }
        if let Some(path) = fields.node("inputOutput") {
            return PathMatcher::parse(path).map(Matcher::InputOutput);
        }
        if let Some(success) = fields.read("success", "a boolean", Node::as_bool)? {
            return Ok(Matcher::Success(success));
        }
        let error = fields.string("errorType")?;
        error.map(Matcher::ErrorType).ok_or_else(|| {
            "must have `output`, `inputOutput`, `success` or `errorType` in each `matcher`"
                .to_owned()
        })
    }
}

impl PathMatcher {
    fn parse(node: &Node) -> Result<PathMatcher, String> {
        let fields = Fields::of(node)?;
        let comparator = match fields.required("comparator")?.as_str() {
            "stringEquals" => Comparator::StringEquals,
            "booleanEquals" => Comparator::BooleanEquals,
            "allStringEquals" => Comparator::AllStringEquals,
            "anyStringEquals" => Comparator::AnyStringEquals,
            other => return Err(format!("must have a known `comparator`, and has `{other}`")),
        };
        Ok(PathMatcher {
            path: fields.required("path")?,
            expected: fields.required("expected")?,
            comparator,
        })
    }
}
