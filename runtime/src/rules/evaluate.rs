//! Running the rules: parameters in, an endpoint or an error out.

use std::borrow::Cow;
use std::fmt;

use super::{Condition, Decision, Expression, Function, Rules, Step, Value, library};

/// Where to send a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The URL.
    pub url: String,
    /// Headers to add.
    pub headers: Vec<(&'static str, Vec<String>)>,
    /// What else a client has to know.
    pub properties: Vec<(&'static str, Value<'static>)>,
}

/// Why there is no endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A rule says so, in its own words.
    Rule(Cow<'static, str>),
    /// A parameter lacks its value, no rule matches, or a value is of another type than the
    /// function that it is given to wants.
    Invalid(Cow<'static, str>),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(text) | Self::Invalid(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Problem {}

impl Rules {
    /// Runs the rules on the values of the parameters, in the order of the parameters;
    /// [`Value::Nothing`] where there is none.
    ///
    /// # Errors
    /// Each [`Problem`].
    pub fn resolve(&self, given: &[Value<'_>]) -> Result<Resolved, Problem> {
        let mut run = Run::new(self, given)?;
        let mut at = self.root;
        // Nodes of diagrams go down, so none is met twice.
        for _ in 0..=self.nodes.len() {
            let Ok(index) = usize::try_from(at) else {
                return run.decide(self.result(at)?);
            };
            let [condition, holds, fails] = self.nodes.get(index).ok_or_else(broken)?;
            let condition = usize::try_from(*condition).ok();
            let condition = condition.and_then(|index| self.conditions.get(index));
            at = match run.holds(condition.ok_or_else(broken)?)? {
                true => *holds,
                false => *fails,
            };
        }
        Err(broken())
    }

    fn result(&self, at: i32) -> Result<&'static Decision, Problem> {
        if at == Self::NOTHING {
            return Err(Problem::Invalid("no endpoint rule matches".into()));
        }
        let index = usize::try_from(-1 - at).ok();
        index
            .and_then(|index| self.results.get(index))
            .ok_or_else(broken)
    }
}

fn broken() -> Problem {
    Problem::Invalid("the table of endpoint rules is broken".into())
}

/// The values that have a name, by index.
struct Run<'p> {
    names: Vec<Value<'p>>,
}

impl<'p> Run<'p> {
    fn new(rules: &Rules, given: &'p [Value<'_>]) -> Result<Self, Problem> {
        let mut run = Self {
            names: Vec::with_capacity(rules.names.into()),
        };
        for (index, parameter) in rules.parameters.iter().enumerate() {
            let mut value = given.get(index).map_or(Value::Nothing, Value::borrowed);
            if let (true, Some(default)) = (value.is_nothing(), &parameter.default) {
                value = run.value(default)?;
            }
            if parameter.required && value.is_nothing() {
                let text = format!("the endpoint needs a value of `{}`", parameter.name);
                return Err(Problem::Invalid(text.into()));
            }
            run.names.push(value);
        }
        run.names.resize(rules.names.into(), Value::Nothing);
        Ok(run)
    }

    fn holds(&mut self, Condition(asked, name): &'static Condition) -> Result<bool, Problem> {
        let value = self.value(asked)?;
        let holds = !matches!(value, Value::Nothing | Value::Boolean(false));
        if let Some(name) = name {
            let place = self.names.get_mut(usize::from(*name));
            *place.ok_or_else(broken)? = value;
        }
        Ok(holds)
    }

    fn decide(&self, decision: &'static Decision) -> Result<Resolved, Problem> {
        let (url, headers, properties) = match decision {
            Decision::Endpoint(url, headers, properties) => (url, headers, properties),
            Decision::Error(error) => {
                return Err(Problem::Rule(
                    self.value(error)?.text()?.into_owned().into(),
                ));
            }
        };
        let text = |value: &'static Expression| Ok(self.value(value)?.text()?.into_owned());
        let headers = headers.iter().map(|(name, values)| {
            let values: Result<Vec<String>, Problem> = values.iter().map(text).collect();
            Ok((*name, values?))
        });
        let properties = properties
            .iter()
            .map(|(name, value)| Ok((*name, self.value(value)?.into_owned())));
        Ok(Resolved {
            url: text(url)?,
            headers: headers.collect::<Result<_, Problem>>()?,
            properties: properties.collect::<Result<_, Problem>>()?,
        })
    }

    fn value(&self, expression: &'static Expression) -> Result<Value<'p>, Problem> {
        Ok(match expression {
            Expression::Boolean(value) => Value::Boolean(*value),
            Expression::Integer(value) => Value::Integer(*value),
            Expression::Text(text) => (*text).into(),
            Expression::Template(parts) => {
                let mut text = String::new();
                for part in *parts {
                    text.push_str(&self.value(part)?.text()?);
                }
                text.into()
            }
            Expression::Reference(name) => self.named(*name)?.clone(),
            // A value that has a name is looked into, not copied.
            Expression::Part(Expression::Reference(name), steps) => part(self.named(*name)?, steps),
            Expression::Part(value, steps) => part(&self.value(value)?, steps),
            Expression::Call(function, arguments) => self.call(*function, arguments)?,
            Expression::List(items) => {
                let items = items.iter().map(|item| self.value(item));
                Value::List(items.collect::<Result<_, Problem>>()?)
            }
            Expression::Record(members) => {
                let members = members
                    .iter()
                    .map(|(n, value)| Ok((*n, self.value(value)?)));
                Value::Record(members.collect::<Result<_, Problem>>()?)
            }
        })
    }

    fn named(&self, name: u16) -> Result<&Value<'p>, Problem> {
        self.names.get(usize::from(name)).ok_or_else(broken)
    }

    fn call(
        &self,
        function: Function,
        arguments: &'static [Expression],
    ) -> Result<Value<'p>, Problem> {
        match (function, arguments) {
            (Function::IsSet, [argument]) => Ok((!self.value(argument)?.is_nothing()).into()),
            (Function::Coalesce, arguments) => {
                let mut value = Value::Nothing;
                for argument in arguments {
                    value = self.value(argument)?;
                    if !value.is_nothing() {
                        break;
                    }
                }
                Ok(value)
            }
            (Function::Ite, [condition, then, otherwise]) => {
                self.value(if self.value(condition)?.boolean()? {
                    then
                } else {
                    otherwise
                })
            }
            (function, arguments) => {
                // No function takes more than four.
                let mut values = [const { Value::Nothing }; 4];
                for (place, argument) in values.iter_mut().zip(arguments) {
                    *place = self.value(argument)?;
                }
                library::call(function, values)
            }
        }
    }
}

/// What lies at the end of the path; nothing where it leads nowhere.
fn part<'p>(value: &Value<'p>, steps: &[Step]) -> Value<'p> {
    let mut at = value;
    for step in steps {
        let next = match step {
            Step::Key(key) => at.get(key),
            Step::Index(index) => at.as_list().and_then(|items| items.get(*index)),
        };
        let Some(next) = next else {
            return Value::Nothing;
        };
        at = next;
    }
    at.clone()
}
