//! From nodes to rules.

use super::check::Checker;
use super::cursor::{array, member, object, only, optional, required, string};
use super::error::Context as _;
use super::template::get_attr;
use super::{
    Call, Condition, Endpoint, Expression, Function, Literal, Parameter, ParameterType, Rule,
    RuleError, RuleKind, RuleSet, Template, Value, Version,
};
use crate::{Node, Object};

/// How deep rules, calls and literals may lie in each other.
const MAX_DEPTH: usize = 128;

impl<'n> RuleSet<'n> {
    /// Reads the value of `@endpointRuleSet`, and checks its types.
    ///
    /// # Errors
    /// The first thing that is wrong, with the way to it.
    pub fn parse(node: &'n Node) -> Result<RuleSet<'n>, RuleError> {
        rule_set(node).context(|| "when parsing endpoint ruleset")
    }
}

fn rule_set(node: &Node) -> Result<RuleSet<'_>, RuleError> {
    let Some(object) = node.as_object() else {
        return Err(RuleError::new(format!(
            "The root of a ruleset must be an object. Found {}.",
            node.type_name()
        )));
    };
    let parameters = parameters(member(object, "parameters")?)?;
    let version = version(required(object, "version", string)?)?;
    let mut rules = Vec::new();
    for node in required(object, "rules", array)? {
        rules.push(rule(node, 0).context(|| "while parsing rule")?);
    }
    let rules = RuleSet {
        version,
        parameters,
        rules,
    };
    Checker::new(&rules.parameters)?.rules(&rules.rules)?;
    Ok(rules)
}

/// A version: `1.0`.
pub(super) fn version(text: &str) -> Result<Version, RuleError> {
    if text.is_empty() {
        return Err(RuleError::new("Version string cannot be null or empty"));
    }
    let mut parts = text.split('.');
    let (Some(major), Some(minor)) = (parts.next(), parts.next()) else {
        return Err(RuleError::new(format!(
            "Invalid version: `{text}`. Expected format: major.minor"
        )));
    };
    match (major.parse(), minor.parse()) {
        (Ok(major), Ok(minor)) => Ok(Version { major, minor }),
        _ => Err(RuleError::new(format!("Invalid version format: {text}"))),
    }
}

/// The parameters of a rule set.
pub(super) fn parameters(node: &Node) -> Result<Vec<Parameter<'_>>, RuleError> {
    let mut parameters = Vec::new();
    for (name, node) in object(node)?.iter() {
        let object = object(node).context(|| "when parsing parameter")?;
        parameters.push(
            parameter(name, object).context(|| format!("while parsing the parameter `{name}`"))?,
        );
    }
    Ok(parameters)
}

fn parameter<'n>(name: &'n str, object: &'n Object) -> Result<Parameter<'n>, RuleError> {
    const KEYS: [&str; 6] = [
        "builtIn",
        "required",
        "type",
        "deprecated",
        "documentation",
        "default",
    ];
    only(object, &KEYS)?;
    let flag = |node: &Node| {
        node.as_bool().ok_or_else(|| {
            RuleError::new(format!(
                "Expected a boolean, but found {}.",
                node.type_name()
            ))
        })
    };
    let required_ = optional(object, "required", flag)?.unwrap_or(false);
    let kind = required(object, "type", string)
        .and_then(parameter_type)
        .context(|| "while parsing the parameter type")?;
    let default = match object.get("default") {
        None => None,
        Some(node) => Some(
            Value::from_node(node)
                .ok_or_else(|| RuleError::new("only integers >=0 are supported"))?,
        ),
    };
    if default.is_some() && !required_ {
        return Err(RuleError::new(
            "When a default value is set, the field must also be marked as required",
        ));
    }
    let deprecated = optional(object, "deprecated", self::object)?
        .map(|object| {
            Ok::<_, RuleError>((
                optional(object, "message", string)?,
                optional(object, "since", string)?,
            ))
        })
        .transpose()?;
    Ok(Parameter {
        name,
        kind,
        required: required_,
        default,
        built_in: optional(object, "builtIn", string)?,
        documentation: optional(object, "documentation", string)?,
        deprecated,
    })
}

fn parameter_type(name: &str) -> Result<ParameterType, RuleError> {
    if name.eq_ignore_ascii_case("string") {
        Ok(ParameterType::String)
    } else if name.eq_ignore_ascii_case("boolean") {
        Ok(ParameterType::Boolean)
    } else if name == "stringArray" {
        Ok(ParameterType::StringArray)
    } else {
        Err(RuleError::new(format!(
            "Unexpected parameter type `{name}`. Expected `string`, `boolean`, or `stringArray`."
        )))
    }
}

/// One level deeper.
fn deeper(depth: usize) -> Result<usize, RuleError> {
    match depth < MAX_DEPTH {
        true => Ok(depth + 1),
        false => Err(RuleError::new(format!(
            "Rules are nested more than {MAX_DEPTH} levels deep"
        ))),
    }
}

/// A rule of any type.
pub(super) fn rule(node: &Node, depth: usize) -> Result<Rule<'_>, RuleError> {
    let depth = deeper(depth)?;
    let object = object(node)?;
    let documentation = optional(object, "documentation", string)?;
    // Results of diagrams have no conditions.
    let mut conditions = Vec::new();
    for node in optional(object, "conditions", array)?.unwrap_or_default() {
        conditions.push(condition(node, depth)?);
    }
    let kind = match required(object, "type", string)? {
        "endpoint" => RuleKind::Endpoint(endpoint(member(object, "endpoint")?, depth)?),
        "error" => RuleKind::Error(expression(member(object, "error")?, depth)?),
        "tree" => {
            let rules = required(object, "rules", array)?;
            let rules: Result<_, RuleError> = rules.iter().map(|node| rule(node, depth)).collect();
            RuleKind::Tree(rules?)
        }
        other => {
            return Err(RuleError::new(format!("Unexpected rule type: {other}")));
        }
    };
    Ok(Rule {
        documentation,
        conditions,
        kind,
    })
}

/// A condition.
pub(super) fn condition(node: &Node, depth: usize) -> Result<Condition<'_>, RuleError> {
    let Some(object) = node.as_object() else {
        return Err(RuleError::new(format!(
            "condition must be an object node. Found {}.",
            node.type_name()
        )));
    };
    Ok(Condition {
        function: call(object, depth)?,
        assign: optional(object, "assign", string)?,
    })
}

fn endpoint(node: &Node, depth: usize) -> Result<Endpoint<'_>, RuleError> {
    let object = object(node)?;
    let url = object
        .get("url")
        .ok_or_else(|| RuleError::new("URL must be included in endpoint"))?;
    let url = expression(url, depth)?;
    only(object, &["properties", "headers", "url"])?;
    let mut properties = Vec::new();
    if let Some(members) = optional(object, "properties", self::object)? {
        for (name, node) in members.iter() {
            properties.push((name, literal(node, depth)?));
        }
    }
    let mut headers = Vec::new();
    if let Some(members) = optional(object, "headers", self::object)? {
        for (name, node) in members.iter() {
            let Some(values) = node.as_array() else {
                return Err(RuleError::new(format!(
                    "header values should be an array. Found {}.",
                    node.type_name()
                )));
            };
            let values: Result<_, RuleError> = values
                .iter()
                .map(|value| expression(value, depth))
                .collect();
            headers.push((name, values?));
        }
    }
    Ok(Endpoint {
        url,
        headers,
        properties,
    })
}

fn expression(node: &Node, depth: usize) -> Result<Expression<'_>, RuleError> {
    let depth = deeper(depth)?;
    let Some(object) = node.as_object() else {
        return Ok(Expression::Literal(literal(node, depth)?));
    };
    match (object.get("ref"), object.get("fn")) {
        (Some(name), None) => match name.as_str() {
            Some(name) => Ok(Expression::Reference(name)),
            None => Err(RuleError::new(format!(
                "ref must be a string. Found {}.",
                name.type_name()
            ))),
        },
        (None, Some(_)) => call(object, depth).context(|| "while parsing fn"),
        _ => Err(RuleError::new(format!(
            "expected exactly one of `ref` or `fn` to be set, found {}",
            crate::json::to_compact(node)
        ))),
    }
}

fn call(object: &Object, depth: usize) -> Result<Expression<'_>, RuleError> {
    let nodes = required(object, "argv", array)?;
    let arguments: Result<Vec<Expression<'_>>, RuleError> =
        nodes.iter().map(|node| expression(node, depth)).collect();
    let mut arguments = arguments?;
    let name = required(object, "fn", string)?;
    if name == "getAttr" {
        let [_, path, ..] = nodes else {
            return Err(RuleError::new(format!(
                "Expected 2 arguments but found {}",
                nodes.len()
            )));
        };
        return get_attr(arguments.swap_remove(0), string(path)?);
    }
    let function = Function::of(name)
        .ok_or_else(|| RuleError::new(format!("`{name}` is not a valid function")))?;
    Ok(Expression::Call(Call {
        function,
        arguments,
    }))
}

fn literal(node: &Node, depth: usize) -> Result<Literal<'_>, RuleError> {
    let depth = deeper(depth)?;
    Ok(match node {
        Node::Null => return Err(RuleError::new("null node not supported")),
        Node::Bool(value) => Literal::Boolean(*value),
        Node::Number(number) => {
            let value = number.as_i64().and_then(|n| i32::try_from(n).ok());
            Literal::Integer(
                value.ok_or_else(|| RuleError::new("only integers >=0 are supported"))?,
            )
        }
        Node::String(text) => Literal::String(Template::parse(text)?),
        Node::Array(items) => {
            let items: Result<_, RuleError> =
                items.iter().map(|item| literal(item, depth)).collect();
            Literal::Tuple(items?)
        }
        Node::Object(members) => {
            let members: Result<_, RuleError> = members
                .iter()
                .map(|(name, value)| Ok((name, literal(value, depth)?)))
                .collect();
            Literal::Record(members?)
        }
    })
}
