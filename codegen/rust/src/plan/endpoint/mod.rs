//! Endpoint rules as tables: every condition and every result once, and nodes that say which
//! condition is asked next. (Smithy spec, "Rules engine")
//!
//! A set of rules is a tree: the first rule whose conditions hold decides. A node for each condition
//! says the same, so sets and diagrams become the same tables, which the runtime runs.

mod build;
mod parameters;

use planish_model::rules::{Diagram, Parameter as Declared, RuleSet, Value};
use planish_model::{Diagnostic, Shape};

use build::Builder;
pub(super) use parameters::of as parameters;
pub use parameters::{Fixed, Source};

/// How the endpoints of a service follow from parameters. Indexes are those of the runtime's tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What the rules are given.
    pub parameters: Vec<Parameter>,
    /// The names of values: the parameters first, then what conditions assign.
    pub names: Vec<String>,
    /// Every condition, with the index of the name that it assigns.
    pub conditions: Vec<(Expression, Option<u16>)>,
    /// Every result.
    pub results: Vec<Decision>,
    /// A condition, where to go on if it holds, and where if it doesn't: to a node, for -1 to the
    /// first result and so on, or to [`Rules::NOTHING`].
    pub nodes: Vec<[i32; 3]>,
    /// Where to begin, written as in a node.
    pub root: i32,
}

/// Something that rules are given.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The setting of clients that it comes from; empty for none.
    pub built_in: String,
    /// Whether there must be a value.
    pub required: bool,
    /// The value where none is given.
    pub default: Option<Expression>,
}

/// What rules decide.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Where to send requests.
    Endpoint {
        /// The URL.
        url: Expression,
        /// Headers to add.
        headers: Vec<(String, Vec<Expression>)>,
        /// What else a client has to know.
        properties: Vec<(String, Expression)>,
    },
    /// That there is no endpoint, and why.
    Error(Expression),
}

/// Something that has a value: the runtime's `Expression` of the same name.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    missing_docs,
    reason = "each is the variant of that name in the runtime"
)]
pub enum Expression {
    Boolean(bool),
    Integer(i32),
    Text(String),
    Template(Vec<Expression>),
    Reference(u16),
    Part(Box<Expression>, Vec<Step>),
    /// A function, by its variant of the runtime's `Function`.
    Call(&'static str, Vec<Expression>),
    List(Vec<Expression>),
    Record(Vec<(String, Expression)>),
}

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a member of a record.
    Key(String),
    /// To an item of a list.
    Index(usize),
}

impl Rules {
    /// In a node: no rule matches.
    pub const NOTHING: i32 = i32::MIN;

    /// The rules of a service; `None` where it has none.
    ///
    /// # Errors
    /// Rules that can't be read; a check of the model finds the same.
    pub fn of(service: &Shape) -> Result<Option<Self>, Box<Diagnostic>> {
        let failed = |id: &str, problem: String| {
            let text = format!("{id}: {problem}");
            let found = Diagnostic::error("Codegen.Endpoint", text).on(&service.id);
            Box::new(found.at(service.span))
        };
        // Where there are both, they say the same.
        if let Some(node) = service.traits.get(RULE_SET) {
            let read = RuleSet::parse(node).map_err(|e| e.message().to_owned());
            let rules = read.and_then(|set| Self::of_set(&set));
            return rules.map(Some).map_err(|e| failed(RULE_SET, e));
        }
        if let Some(node) = service.traits.get(DIAGRAM) {
            let read = Diagram::parse(node).map_err(|e| e.message().to_owned());
            let rules = read.and_then(|diagram| Self::of_diagram(&diagram));
            return rules.map(Some).map_err(|e| failed(DIAGRAM, e));
        }
        Ok(None)
    }

    /// The tables of a set of rules.
    ///
    /// # Errors
    /// More names than an index can count.
    pub fn of_set(set: &RuleSet<'_>) -> Result<Self, String> {
        let mut builder = Builder::new(&set.parameters);
        builder.meet(&set.rules)?;
        let root = builder.rules(&set.rules)?;
        Ok(builder.finish(root, &set.parameters))
    }

    /// The tables of a diagram.
    ///
    /// # Errors
    /// More names than an index can count, and references that lead nowhere.
    pub fn of_diagram(diagram: &Diagram<'_>) -> Result<Self, String> {
        let mut builder = Builder::new(&diagram.parameters);
        let root = builder.diagram(diagram)?;
        Ok(builder.finish(root, &diagram.parameters))
    }
}

const RULE_SET: &str = "smithy.rules#endpointRuleSet";
const DIAGRAM: &str = "smithy.rules#endpointBdd";

fn parameter(declared: &Declared<'_>) -> Parameter {
    Parameter {
        name: declared.name.to_owned(),
        built_in: declared.built_in.unwrap_or_default().to_owned(),
        required: declared.required,
        default: declared.default.as_ref().and_then(constant),
    }
}

/// A value as what it is written as; `None` for none.
fn constant(value: &Value) -> Option<Expression> {
    Some(match value {
        Value::Empty => return None,
        Value::Boolean(value) => Expression::Boolean(*value),
        Value::Integer(value) => Expression::Integer(*value),
        Value::String(text) => Expression::Text(text.clone()),
        Value::Array(items) => Expression::List(items.iter().filter_map(constant).collect()),
        Value::Record(members) => {
            let members = members.iter();
            let members = members.filter_map(|(n, v)| Some((n.clone(), constant(v)?)));
            Expression::Record(members.collect())
        }
    })
}
