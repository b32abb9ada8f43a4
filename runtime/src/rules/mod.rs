//! Endpoint rules at run time: tables that a generator makes of a service's rule set or decision
//! diagram, and what runs them. (Smithy spec, "Rules engine")
//!
//! A generated table has every condition and every result once; nodes say which condition is asked
//! next. So one loop runs rule sets and diagrams alike, and the generated file stays short.
//!
//! ```
//! use planish_runtime::rules::Expression::{Call, Reference, Template, Text};
//! use planish_runtime::rules::{Condition, Decision, Function, Parameter, Rules, Value};
//!
//! // Is there a stage? If so, its endpoint, else an error.
//! static RULES: Rules = Rules {
//!     parameters: &[Parameter::new("Stage", "", false, None)],
//!     names: 1,
//!     conditions: &[Condition(Call(Function::IsSet, &[Reference(0)]), None)],
//!     results: &[
//!         Decision::Endpoint(
//!             Template(&[Text("https://"), Reference(0), Text(".example.com")]),
//!             &[],
//!             &[],
//!         ),
//!         Decision::Error(Text("no stage")),
//!     ],
//!     nodes: &[[0, -1, -2]],
//!     root: 0,
//! };
//! assert_eq!(RULES.resolve(&["beta".into()])?.url, "https://beta.example.com");
//! assert_eq!(RULES.resolve(&[Value::Nothing]).unwrap_err().to_string(), "no stage");
//! # Ok::<(), planish_runtime::rules::Problem>(())
//! ```

mod arn;
mod evaluate;
mod library;
mod partitions;
mod url;
mod value;

pub use evaluate::{Problem, Resolved};
pub use value::Value;

/// How a service's endpoints follow from parameters.
#[derive(Debug)]
pub struct Rules {
    /// What the rules are given.
    pub parameters: &'static [Parameter],
    /// How many values have a name: the parameters first, then what conditions assign.
    pub names: u16,
    /// Every condition.
    pub conditions: &'static [Condition],
    /// Every result.
    pub results: &'static [Decision],
    /// Each node has a condition, where to go on if it holds, and where if it doesn't: to the node
    /// of that index, or for -1 to the first result, for -2 to the second, and so on.
    /// [`Rules::NOTHING`] leads nowhere: no rule matches.
    pub nodes: &'static [[i32; 3]],
    /// Where to begin, written as in a node.
    pub root: i32,
}

/// Something that rules are given.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// The setting of clients that it comes from, such as `AWS::Region`; empty for none.
    pub built_in: &'static str,
    /// Whether there must be a value.
    pub required: bool,
    /// The value where none is given.
    pub default: Option<Expression>,
}

/// A condition: what is asked, and the name, by its index, that the answer has from there on. It
/// holds unless the answer is `false` or nothing.
#[derive(Debug)]
pub struct Condition(pub Expression, pub Option<u16>);

/// What rules decide.
#[derive(Debug)]
pub enum Decision {
    /// The URL to send to, headers to add, and what else a client has to know, such as how to sign.
    Endpoint(
        Expression,
        &'static [(&'static str, &'static [Expression])],
        &'static [(&'static str, Expression)],
    ),
    /// That there is no endpoint, and why.
    Error(Expression),
}

/// Something that has a value.
#[derive(Debug)]
pub enum Expression {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i32),
    /// A text.
    Text(&'static str),
    /// Texts, one after the other.
    Template(&'static [Expression]),
    /// The value of a parameter, or of what a condition assigned, by its index.
    Reference(u16),
    /// What lies in a value at the end of a path.
    Part(&'static Expression, &'static [Step]),
    /// What a function gives.
    Call(Function, &'static [Expression]),
    /// Values in order.
    List(&'static [Expression]),
    /// Values by name.
    Record(&'static [(&'static str, Expression)]),
}

/// A step into a value.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// To a member of a record.
    Key(&'static str),
    /// To an item of a list, from 0.
    Index(usize),
}

/// A function of the rules language. (Smithy spec, "Rules engine standard library functions"; "AWS
/// rules engine library functions")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the function of that name")]
pub enum Function {
    BooleanEquals,
    Coalesce,
    IsSet,
    IsValidHostLabel,
    IsVirtualHostableS3Bucket,
    Ite,
    Not,
    ParseArn,
    ParseUrl,
    Partition,
    Split,
    StringEquals,
    Substring,
    UriEncode,
}

impl Parameter {
    /// A parameter; fields in order.
    pub const fn new(
        name: &'static str,
        built_in: &'static str,
        required: bool,
        default: Option<Expression>,
    ) -> Self {
        Self {
            name,
            built_in,
            required,
            default,
        }
    }
}

impl Rules {
    /// In a node: no rule matches.
    pub const NOTHING: i32 = i32::MIN;

    /// The index of a parameter.
    pub fn index_of(&self, parameter: &str) -> Option<usize> {
        self.parameters.iter().position(|p| p.name == parameter)
    }
}
