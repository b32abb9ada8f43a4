//! Rules as data. Texts are those of the node that they were read from.

use super::{Function, Value};

/// The value of `@endpointRuleSet`.
#[derive(Clone, Debug)]
pub struct RuleSet<'n> {
    /// The version of the language that the rules keep to.
    pub version: Version,
    /// What the rules are given, in order.
    pub parameters: Vec<Parameter<'n>>,
    /// The rules; the first one that matches decides.
    pub rules: Vec<Rule<'n>>,
}

/// A version of the rules language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// What counts first.
    pub major: u32,
    /// What counts then.
    pub minor: u32,
}

/// Something that rules are given.
#[derive(Clone, Debug)]
pub struct Parameter<'n> {
    /// Its name.
    pub name: &'n str,
    /// The type of its values.
    pub kind: ParameterType,
    /// Whether it always has a value.
    pub required: bool,
    /// The value that it has if none is given.
    pub default: Option<Value>,
    /// The setting of the client that it comes from.
    pub built_in: Option<&'n str>,
    /// What it is for.
    pub documentation: Option<&'n str>,
    /// That it is deprecated: the message and the date, both as written.
    pub deprecated: Option<(Option<&'n str>, Option<&'n str>)>,
}

/// The types of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// A text.
    String,
    /// A truth value.
    Boolean,
    /// Texts in order.
    StringArray,
}

/// A rule: what it decides if all its conditions hold.
#[derive(Clone, Debug)]
pub struct Rule<'n> {
    /// What it is for.
    pub documentation: Option<&'n str>,
    /// The conditions, asked in order.
    pub conditions: Vec<Condition<'n>>,
    /// What it decides.
    pub kind: RuleKind<'n>,
}

/// What rules decide.
#[derive(Clone, Debug)]
pub enum RuleKind<'n> {
    /// That this is the endpoint.
    Endpoint(Endpoint<'n>),
    /// That there is none, and why.
    Error(Expression<'n>),
    /// That one of these rules decides; the first one that matches.
    Tree(Vec<Rule<'n>>),
}

/// A condition. It holds unless the function gives `false`, or nothing.
#[derive(Clone, Debug)]
pub struct Condition<'n> {
    /// The call of a function.
    pub function: Expression<'n>,
    /// The name that its result has from here on.
    pub assign: Option<&'n str>,
}

/// Where to send a request.
#[derive(Clone, Debug)]
pub struct Endpoint<'n> {
    /// The URL: a text.
    pub url: Expression<'n>,
    /// Headers to add, with their values: texts.
    pub headers: Vec<(&'n str, Vec<Expression<'n>>)>,
    /// What else clients have to know, such as how to sign.
    pub properties: Vec<(&'n str, Literal<'n>)>,
}

/// Something that has a value.
#[derive(Clone, Debug)]
pub enum Expression<'n> {
    /// A value that is written down.
    Literal(Literal<'n>),
    /// The value of a parameter, or of what a condition assigned.
    Reference(&'n str),
    /// What a function gives.
    Call(Call<'n>),
    /// A part of a value.
    GetAttr(Box<GetAttr<'n>>),
}

/// The call of a function other than `getAttr`.
#[derive(Clone, Debug)]
pub struct Call<'n> {
    /// The function.
    pub function: &'static Function,
    /// What it is given.
    pub arguments: Vec<Expression<'n>>,
}

/// A part of a value: `url#authority`, `arn#resourceId[0]`.
#[derive(Clone, Debug)]
pub struct GetAttr<'n> {
    /// The value.
    pub target: Expression<'n>,
    /// The way to the part, as written.
    pub path: &'n str,
    /// The way to the part.
    pub steps: Vec<Step<'n>>,
}

/// A step into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'n> {
    /// To a field of a record.
    Key(&'n str),
    /// To an item of an array, from 0.
    Index(usize),
}

/// A value that is written down. Texts in it may have dynamic parts.
#[derive(Clone, Debug)]
pub enum Literal<'n> {
    /// `true` or `false`
    Boolean(bool),
    /// A whole number.
    Integer(i32),
    /// A text.
    String(Template<'n>),
    /// Values in order.
    Tuple(Vec<Literal<'n>>),
    /// Values by name, in order.
    Record(Vec<(&'n str, Literal<'n>)>),
}

/// A text with parts in braces that are filled in.
#[derive(Clone, Debug)]
pub struct Template<'n> {
    /// As written.
    pub text: &'n str,
    /// Its parts in order; none if it is empty.
    pub parts: Vec<Part<'n>>,
}

/// A part of a template.
#[derive(Clone, Debug)]
pub enum Part<'n> {
    /// A text, with `{{` and `}}` replaced by the single brace.
    Static(std::borrow::Cow<'n, str>),
    /// What stands in braces, as written, and what it means.
    Dynamic(&'n str, Expression<'n>),
}

impl Version {
    /// The first version.
    pub const V1_0: Version = Version { major: 1, minor: 0 };
    /// The version with `coalesce`, `ite` and `split`.
    pub const V1_1: Version = Version { major: 1, minor: 1 };
}

impl ParameterType {
    /// The name of the type in rule sets.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ParameterType::String => "String",
            ParameterType::Boolean => "Boolean",
            ParameterType::StringArray => "stringArray",
        }
    }
}

impl Parameter<'_> {
    /// Whether somebody has to give a value: it is required, and has no default.
    #[must_use]
    pub fn needs_value(&self) -> bool {
        self.required && self.default.is_none()
    }
}

impl<'n> Rule<'n> {
    /// Every rule in this one, itself included, depth first.
    pub fn each<'r>(&'r self, see: &mut impl FnMut(&'r Rule<'n>)) {
        see(self);
        if let RuleKind::Tree(rules) = &self.kind {
            for rule in rules {
                rule.each(see);
            }
        }
    }
}

impl<'n> Literal<'n> {
    /// The template, if it is a text.
    #[must_use]
    pub fn as_template(&self) -> Option<&Template<'n>> {
        match self {
            Literal::String(template) => Some(template),
            _ => None,
        }
    }
}

impl Template<'_> {
    /// Whether it has no dynamic parts.
    #[must_use]
    pub fn is_static(&self) -> bool {
        self.parts
            .iter()
            .all(|part| matches!(part, Part::Static(_)))
    }
}
