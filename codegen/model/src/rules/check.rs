//! Whether expressions have the types that are wanted of them: a name is known where it is used, and what may be absent is proven to be
//! there. (Smithy spec, "Rules engine", "Conditions", "isSet")

use super::error::Context as _;
use super::{
    Call, Condition, Endpoint, Expression, FunctionId, GetAttr, Literal, Parameter, Part, Rule,
    RuleError, RuleKind, Step, Template, Type,
};

/// What is known of names where a rule stands, in layers: the last one is that of the rule.
pub(super) struct Checker<'n> {
    layers: Vec<Layer<'n>>,
}

#[derive(Default)]
struct Layer<'n> {
    names: Vec<(&'n str, Type<'n>)>,
    /// Names whose value is known to be there.
    present: Vec<&'n str>,
}

type Typed<'n> = Result<Type<'n>, RuleError>;

impl<'n> Checker<'n> {
    /// Knows the parameters.
    pub(super) fn new(parameters: &[Parameter<'n>]) -> Result<Checker<'n>, RuleError> {
        let mut layer = Layer::default();
        for parameter in parameters {
            let kind = type_of(parameter)
                .context(|| format!("while typechecking par {}", parameter.name))?;
            layer.names.push((parameter.name, kind));
        }
        Ok(Checker {
            layers: vec![layer],
        })
    }

    /// Checks rules, one after the other.
    pub(super) fn rules(&mut self, rules: &[Rule<'n>]) -> Result<(), RuleError> {
        rules.iter().try_for_each(|rule| self.rule(rule))
    }

    fn rule(&mut self, rule: &Rule<'n>) -> Result<(), RuleError> {
        self.in_layer(|checker| {
            for condition in &rule.conditions {
                checker.condition(condition)?;
            }
            checker
                .kind(&rule.kind)
                .context(|| match rule.documentation {
                    Some(text) => format!("while typechecking `{text}`"),
                    None => "while typechecking".to_owned(),
                })
        })
    }

    /// Checks a condition; what it assigns and proves is known from then on.
    pub(super) fn condition(&mut self, condition: &Condition<'n>) -> Result<(), RuleError> {
        let kind = self.expression(&condition.function)?;
        if let Some(name) = condition.assign {
            if self.declared(name).is_some() {
                return Err(RuleError::new(format!("Invalid shadowing of `{name}`")));
            }
            let kind = kind.present().clone();
            self.top(|layer| layer.names.push((name, kind)));
        }
        Ok(())
    }

    fn kind(&mut self, kind: &RuleKind<'n>) -> Result<(), RuleError> {
        match kind {
            RuleKind::Endpoint(endpoint) => self.endpoint(endpoint),
            RuleKind::Error(error) => self
                .expression(error)
                .and_then(|kind| kind.expect_string())
                .context(|| "while typechecking the error"),
            RuleKind::Tree(rules) if rules.is_empty() => {
                Err(RuleError::new("Tree rule contains no rules."))
            }
            RuleKind::Tree(rules) => rules.iter().try_for_each(|rule| {
                self.rule(rule)
                    .context(|| "while checking nested rule in tree rule")
            }),
        }
    }

    fn endpoint(&mut self, endpoint: &Endpoint<'n>) -> Result<(), RuleError> {
        self.expression(&endpoint.url)
            .and_then(|kind| kind.expect_string())
            .context(|| "while checking the URL")?;
        for (_, property) in &endpoint.properties {
            self.literal(property)
                .context(|| "while checking properties")?;
        }
        for value in endpoint.headers.iter().flat_map(|(_, values)| values) {
            self.expression(value)
                .and_then(|kind| kind.expect_string())
                .context(|| "while checking headers")?;
        }
        Ok(())
    }

    fn expression(&mut self, expression: &Expression<'n>) -> Typed<'n> {
        match expression {
            Expression::Literal(literal) => return self.literal(literal),
            Expression::Reference(name) => self
                .reference(name)
                .context(|| format!("while resolving the type of reference {name}")),
            // It comes without the context that others have.
            Expression::Call(call) if call.function.id == FunctionId::Coalesce => {
                return self.coalesce(call);
            }
            Expression::Call(call) => self.call(call),
            Expression::GetAttr(get) => self.get_attr(get),
        }
        .context(|| format!("while typechecking {expression}"))
    }

    fn reference(&self, name: &str) -> Typed<'n> {
        let declared = self
            .declared(name)
            .ok_or_else(|| RuleError::new(format!("No field named {name}")))?;
        if !self
            .layers
            .iter()
            .any(|layer| layer.present.contains(&name))
        {
            return Ok(declared.clone());
        }
        match declared {
            Type::Optional(inner) => Ok((**inner).clone()),
            other => Err(RuleError::new(format!(
                "Expected optional but found {other}"
            ))),
        }
    }

    fn literal(&mut self, literal: &Literal<'n>) -> Typed<'n> {
        match literal {
            Literal::Boolean(_) => Ok(Type::Boolean),
            Literal::Integer(_) => Ok(Type::Integer),
            Literal::String(template) => self.template(template).map(|()| Type::String),
            Literal::Tuple(items) => items
                .iter()
                .map(|item| self.literal(item))
                .collect::<Result<_, _>>()
                .map(Type::Tuple),
            Literal::Record(members) => members
                .iter()
                .map(|(name, value)| Ok((*name, self.literal(value)?)))
                .collect::<Result<_, _>>()
                .map(Type::Record),
        }
        .context(|| format!("while typechecking {literal}"))
    }

    fn template(&mut self, template: &Template<'n>) -> Result<(), RuleError> {
        for part in &template.parts {
            if let Part::Dynamic(_, expression) = part {
                self.expression(expression)
                    .and_then(|kind| kind.expect_string())
                    .context(|| format!("while checking {part}"))
                    .context(|| format!("while typechecking the template `{template}`"))?;
            }
        }
        Ok(())
    }

    fn get_attr(&mut self, get: &GetAttr<'n>) -> Typed<'n> {
        let mut base = self.expression(&get.target)?;
        for step in &get.steps {
            base = into(&base, *step).context(|| format!("while resolving {step} in {base}"))?;
        }
        Ok(base)
    }

    fn call(&mut self, call: &Call<'n>) -> Typed<'n> {
        match call.function.id {
            FunctionId::IsSet => self.is_set(call),
            FunctionId::Not => self.in_layer(|checker| {
                // What is proven inside is not what holds outside.
                let argument = only_argument(call)?;
                checker
                    .expression(argument)
                    .and_then(|kind| kind.expect_boolean())
                    .context(|| "while typechecking `not`")?;
                Ok(Type::Boolean)
            }),
            FunctionId::Ite => self.ite(call),
            _ => {
                self.arguments(call).context(|| {
                    format!(
                        "while typechecking the invocation of {}",
                        call.function.name
                    )
                })?;
                Ok((call.function.gives)())
            }
        }
    }

    fn arguments(&mut self, call: &Call<'n>) -> Result<(), RuleError> {
        let expected = call.function.arguments;
        if expected.len() != call.arguments.len() {
            let found: Vec<String> = call.arguments.iter().map(ToString::to_string).collect();
            return Err(RuleError::new(format!(
                "Expected {} arguments but found [{}]",
                expected.len(),
                found.join(", ")
            )));
        }
        for (i, (expected, argument)) in expected.iter().zip(&call.arguments).enumerate() {
            let expected = expected.as_type();
            let actual = self.expression(argument)?;
            if expected.accepts(&actual) {
                continue;
            }
            let hint = match actual.is_optional() && *actual.present() == expected {
                true => format!(
                    "  hint: use `assign` in a condition or `isSet({argument})` to prove that this value is non-null\n"
                ),
                false => String::new(),
            };
            return Err(RuleError::new(format!(
                "Unexpected type in the {} argument: Expected {expected} but found {actual}\n{hint}",
                ordinal(i + 1)
            )));
        }
        Ok(())
    }

    fn is_set(&mut self, call: &Call<'n>) -> Typed<'n> {
        let argument = only_argument(call)?;
        let kind = self.expression(argument)?;
        if !kind.is_optional() {
            return Err(RuleError::new(format!(
                "Expected {} but found {kind}",
                Type::Any.optional()
            )));
        }
        if let Expression::Reference(name) = argument {
            self.top(|layer| layer.present.push(name));
        }
        Ok(Type::Boolean)
    }

    fn coalesce(&mut self, call: &Call<'n>) -> Typed<'n> {
        let [first, others @ ..] = call.arguments.as_slice() else {
            return Err(RuleError::new(
                "Coalesce requires at least 2 arguments, got 0",
            ));
        };
        if others.is_empty() {
            return Err(RuleError::new(
                "Coalesce requires at least 2 arguments, got 1",
            ));
        }
        let first = self.expression(first)?;
        let mut optional = first.is_optional();
        for (i, argument) in others.iter().enumerate() {
            let kind = self.expression(argument)?;
            if kind.present() != first.present() {
                return Err(RuleError::new(format!(
                    "Type mismatch in coalesce at argument {}: expected {} but got {}",
                    i + 2,
                    first.present(),
                    kind.present()
                )));
            }
            optional &= kind.is_optional();
        }
        let inner = first.present().clone();
        Ok(if optional { inner.optional() } else { inner })
    }

    fn ite(&mut self, call: &Call<'n>) -> Typed<'n> {
        let [condition, then, otherwise] = call.arguments.as_slice() else {
            return Err(RuleError::new(format!(
                "ITE requires exactly 3 arguments, got {}",
                call.arguments.len()
            )));
        };
        let condition = self.expression(condition)?;
        if condition != Type::Boolean {
            return Err(RuleError::new(format!(
                "ITE condition must be a non-optional Boolean, got {condition}. Use coalesce to provide a default for optional booleans."
            )));
        }
        let then = self.expression(then)?;
        let otherwise = self.expression(otherwise)?;
        if then.present() != otherwise.present() {
            return Err(RuleError::new(format!(
                "ITE branches must have the same base type: true branch is {}, false branch is {}",
                then.present(),
                otherwise.present()
            )));
        }
        let inner = then.present().clone();
        Ok(match then.is_optional() || otherwise.is_optional() {
            true => inner.optional(),
            false => inner,
        })
    }

    fn declared(&self, name: &str) -> Option<&Type<'n>> {
        self.layers
            .iter()
            .rev()
            .flat_map(|layer| layer.names.iter().rev())
            .find(|(known, _)| *known == name)
            .map(|(_, kind)| kind)
    }

    fn top(&mut self, change: impl FnOnce(&mut Layer<'n>)) {
        if let Some(layer) = self.layers.last_mut() {
            change(layer);
        }
    }

    fn in_layer<T>(&mut self, run: impl FnOnce(&mut Checker<'n>) -> T) -> T {
        self.layers.push(Layer::default());
        let result = run(self);
        self.layers.pop();
        result
    }
}

/// The type of a parameter, and whether its default fits.
fn type_of(parameter: &Parameter<'_>) -> Result<Type<'static>, RuleError> {
    let kind = parameter.kind.as_type();
    if let Some(default) = &parameter.default
        && default.parameter_type() != Some(parameter.kind)
    {
        return Err(RuleError::new(format!(
            "Invalid type for field \"default\": Type must match parameter type. Expected `{kind}`, found `{}`.",
            default.type_of()
        )));
    }
    Ok(match parameter.required {
        true => kind,
        false => kind.optional(),
    })
}

fn only_argument<'c, 'n>(call: &'c Call<'n>) -> Result<&'c Expression<'n>, RuleError> {
    match call.arguments.as_slice() {
        [argument] => Ok(argument),
        others => Err(RuleError::new(format!(
            "expected 1 argument but found {}",
            others.len()
        ))),
    }
}

/// The type of what lies a step into a value of a type.
fn into<'n>(base: &Type<'n>, step: Step<'n>) -> Typed<'n> {
    match (step, base) {
        (Step::Key(key), Type::Record(members)) => members
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, kind)| kind.clone())
            .ok_or_else(|| RuleError::new(format!("{base} does not contain field {key}"))),
        (Step::Key(_), _) => Err(RuleError::new(format!(
            "Expected record but found {base}\n == hint: cannot index into {base}, expected object"
        ))),
        (Step::Index(_), Type::Array(item)) => Ok((**item).clone().optional()),
        (Step::Index(_), _) => Err(RuleError::new(format!("Expected array but found {base}"))),
    }
}

fn ordinal(number: usize) -> String {
    match number {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        other => other.to_string(),
    }
}
