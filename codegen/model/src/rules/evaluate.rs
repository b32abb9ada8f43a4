//! Running the rules: parameters in, an endpoint or an error out.

use std::collections::BTreeMap;

use super::{
    Call, Condition, Endpoint, Expression, FunctionId, Literal, Parameter, Part, Rule, RuleKind,
    RuleSet, Step, Template, Value, library,
};

/// The values of parameters by name.
pub type Parameters = BTreeMap<String, Value>;

/// What rules decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Where to send the request.
    Endpoint(Resolved),
    /// That the parameters lead nowhere, and why.
    Error(String),
}

/// Where to send a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The URL.
    pub url: String,
    /// Headers to add.
    pub headers: BTreeMap<String, Vec<String>>,
    /// What else a client has to know.
    pub properties: BTreeMap<String, Value>,
}

impl RuleSet<'_> {
    /// Runs the rules.
    ///
    /// # Errors
    /// No rule matches, or values are not of the types that functions want.
    pub fn resolve(&self, parameters: &Parameters) -> Result<Outcome, String> {
        let mut run = Run::new(&self.parameters, parameters);
        for rule in &self.rules {
            if let Some(outcome) = run.rule(rule)? {
                return Ok(outcome);
            }
        }
        Err("No rules in ruleset matched".to_owned())
    }
}

/// What names stand for where a rule is run; later ones win.
pub(super) struct Run<'r> {
    names: Vec<(&'r str, Value)>,
}

impl<'r> Run<'r> {
    /// Knows the parameters that have a value.
    pub(super) fn new(declared: &'r [Parameter<'r>], given: &'r Parameters) -> Run<'r> {
        let mut names = Vec::new();
        for parameter in declared {
            if let Some(value) = &parameter.default {
                names.push((parameter.name, value.clone()));
            }
        }
        for (name, value) in given {
            names.push((name, value.clone()));
        }
        Run { names }
    }

    fn rule(&mut self, rule: &'r Rule<'r>) -> Result<Option<Outcome>, String> {
        let known = self.names.len();
        let outcome = self.in_scope(rule);
        self.names.truncate(known);
        outcome
    }

    fn in_scope(&mut self, rule: &'r Rule<'r>) -> Result<Option<Outcome>, String> {
        for condition in &rule.conditions {
            if !self.condition(condition)? {
                return Ok(None);
            }
        }
        match &rule.kind {
            RuleKind::Tree(rules) => {
                for rule in rules {
                    if let Some(outcome) = self.rule(rule)? {
                        return Ok(Some(outcome));
                    }
                }
                Err("no rules inside of tree rule matched\u{2014}invalid rules".to_owned())
            }
            decided => self.result(decided).map(Some),
        }
    }

    /// What a rule that is no tree decides.
    pub(super) fn result(&self, kind: &RuleKind<'_>) -> Result<Outcome, String> {
        match kind {
            RuleKind::Endpoint(endpoint) => self.endpoint(endpoint).map(Outcome::Endpoint),
            RuleKind::Error(error) => Ok(Outcome::Error(self.value(error)?.expect_string()?)),
            RuleKind::Tree(_) => Err("a tree of rules is no result".to_owned()),
        }
    }

    /// Whether a condition holds. What it assigns is known from then on.
    pub(super) fn condition(&mut self, condition: &'r Condition<'r>) -> Result<bool, String> {
        let value = self.value(&condition.function)?;
        let holds = !matches!(value, Value::Empty | Value::Boolean(false));
        if let Some(name) = condition.assign.filter(|_| !value.is_empty()) {
            self.names.push((name, value));
        }
        Ok(holds)
    }

    fn endpoint(&self, endpoint: &Endpoint<'_>) -> Result<Resolved, String> {
        let mut properties = BTreeMap::new();
        for (name, literal) in &endpoint.properties {
            properties.insert((*name).to_owned(), self.literal(literal)?);
        }
        let mut headers = BTreeMap::new();
        for (name, values) in &endpoint.headers {
            let values: Result<Vec<String>, String> = values
                .iter()
                .map(|value| self.value(value)?.expect_string())
                .collect();
            headers.insert((*name).to_owned(), values?);
        }
        Ok(Resolved {
            url: self.value(&endpoint.url)?.expect_string()?,
            headers,
            properties,
        })
    }

    fn value(&self, expression: &Expression<'_>) -> Result<Value, String> {
        match expression {
            Expression::Literal(literal) => self.literal(literal),
            Expression::Reference(name) => Ok(self.known(name).cloned().unwrap_or(Value::Empty)),
            Expression::Call(call) => self.call(call),
            Expression::GetAttr(get) => {
                // A value that has a name is looked into, not copied.
                match &get.target {
                    Expression::Reference(name) => {
                        part(self.known(name).unwrap_or(&Value::Empty), &get.steps)
                    }
                    target => part(&self.value(target)?, &get.steps),
                }
            }
        }
    }

    fn known(&self, name: &str) -> Option<&Value> {
        let found = self.names.iter().rev().find(|(known, _)| *known == name);
        found.map(|(_, value)| value)
    }

    fn literal(&self, literal: &Literal<'_>) -> Result<Value, String> {
        Ok(match literal {
            Literal::Boolean(value) => Value::Boolean(*value),
            Literal::Integer(value) => Value::Integer(*value),
            Literal::String(template) => Value::String(self.text(template)?),
            Literal::Tuple(items) => {
                let items: Result<Vec<Value>, String> =
                    items.iter().map(|item| self.literal(item)).collect();
                Value::Array(items?)
            }
            Literal::Record(members) => {
                let members: Result<BTreeMap<String, Value>, String> = members
                    .iter()
                    .map(|(name, value)| Ok(((*name).to_owned(), self.literal(value)?)))
                    .collect();
                Value::Record(members?)
            }
        })
    }

    fn text(&self, template: &Template<'_>) -> Result<String, String> {
        let mut text = String::new();
        for part in &template.parts {
            match part {
                Part::Static(part) => text.push_str(part),
                Part::Dynamic(_, expression) => {
                    text.push_str(&self.value(expression)?.expect_string()?);
                }
            }
        }
        Ok(text)
    }

    fn call(&self, call: &Call<'_>) -> Result<Value, String> {
        match (call.function.id, call.arguments.as_slice()) {
            (FunctionId::IsSet, [argument]) => {
                Ok(Value::Boolean(!self.value(argument)?.is_empty()))
            }
            (FunctionId::Coalesce, arguments) => {
                let mut last = Value::Empty;
                for argument in arguments {
                    last = self.value(argument)?;
                    if !last.is_empty() {
                        break;
                    }
                }
                Ok(last)
            }
            (FunctionId::Ite, [condition, then, otherwise]) => {
                match self.value(condition)?.expect_boolean()? {
                    true => self.value(then),
                    false => self.value(otherwise),
                }
            }
            (id, arguments) => {
                let arguments: Result<Vec<Value>, String> = arguments
                    .iter()
                    .map(|argument| self.value(argument))
                    .collect();
                library::run(id, arguments?)
            }
        }
    }
}

/// What lies at the end of a way into a value.
fn part(value: &Value, steps: &[Step<'_>]) -> Result<Value, String> {
    let mut at = value;
    for step in steps {
        at = match (step, at) {
            (Step::Key(key), Value::Record(members)) => members.get(*key).unwrap_or(&Value::Empty),
            (Step::Index(index), Value::Array(items)) => items.get(*index).unwrap_or(&Value::Empty),
            (Step::Key(_), other) => return other.clone().expect_record().map(Value::Record),
            (Step::Index(_), other) => return other.clone().expect_array().map(Value::Array),
        };
    }
    Ok(at.clone())
}
