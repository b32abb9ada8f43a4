//! Runs an expression over a sample, and writes down what can't be right.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::functions::Function;
use super::{Comparison, Expression, Kind, Position, Type, Value};

/// How many parts of expressions are run: nested projections over lists of different items multiply.
const MOST_STEPS: usize = 100_000;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// May well be meant.
    Warning,
    /// Probably wrong: values that are not null would be needed.
    Danger,
    /// Can't work.
    Error,
}

/// Something that is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    /// What is wrong.
    pub(crate) message: String,
    /// Where.
    pub(crate) position: Position,
    /// How bad.
    pub(crate) level: Level,
}

/// What a check of an expression tells.
#[derive(Clone, Debug)]
pub(crate) struct Lint {
    /// The type of its result.
    pub(crate) result: Type,
    /// What is wrong with it, each once.
    pub(crate) problems: Vec<Problem>,
}

/// Checks an expression against a value.
pub(crate) fn check(expression: &Expression, value: &Value<'_>) -> Lint {
    let mut checker = Checker {
        problems: BTreeSet::new(),
        steps: MOST_STEPS,
    };
    let result = checker.run(expression, value, &Value::Any).kind();
    Lint {
        result,
        problems: checker.problems.into_iter().collect(),
    }
}

struct Checker {
    problems: BTreeSet<Problem>,
    steps: usize,
}

impl Checker {
    /// What an expression gives for a value; `outer` is what references to expressions are run on, if they are arguments.
    fn run<'m>(&mut self, e: &Expression, value: &Value<'m>, outer: &Value<'m>) -> Value<'m> {
        match self.steps.checked_sub(1) {
            Some(rest) => self.steps = rest,
            None => return Value::Any,
        }
        match &e.kind {
            Kind::Current => value.clone(),
            Kind::Field(name) => self.field(e, name, value),
            Kind::Index(index) => match value.runs() {
                Some(runs) => Value::item(&runs, *index),
                None => {
                    self.unless_any(e, value, || format!("Array index '{index}' extraction"));
                    Value::Any
                }
            },
            Kind::Slice => match value.kind() {
                Type::Array => value.clone(),
                _ => {
                    self.unless_any(e, value, || "Slice".to_owned());
                    Value::list(Vec::new())
                }
            },
            Kind::Literal(node) => Value::of(node),
            Kind::Flatten(inner) => {
                let inner = self.run(inner, value, outer);
                self.flatten(e, &inner)
            }
            Kind::Projection(left, right) => {
                let left = self.run(left, value, outer);
                let Some(runs) = left.runs() else {
                    self.unless_any(e, &left, || "Array projection".to_owned());
                    self.run(right, &Value::Any, &Value::Any);
                    return Value::list(Vec::new());
                };
                if runs.is_empty() {
                    self.run(right, &Value::Any, &Value::Any);
                }
                let items = runs
                    .iter()
                    .map(|(item, count)| (stored(self.run(right, item, &Value::Any)), *count));
                Value::list(items.collect())
            }
            Kind::ObjectProjection(left, right) => {
                let left = self.run(left, value, outer);
                let Some(entries) = left.entries() else {
                    self.unless_any(e, &left, || "Object projection".to_owned());
                    self.run(right, &Value::Any, &Value::Any);
                    return Value::object(Vec::new());
                };
                let items = entries
                    .iter()
                    .map(|(_, item)| (stored(self.run(right, item, &Value::Any)), 1));
                Value::list(items.collect())
            }
            Kind::Filter {
                list,
                condition,
                then,
            } => {
                let list = self.run(list, value, outer);
                self.filter(e, &list, condition, then)
            }
            Kind::Then(left, right) => {
                let left = self.run(left, value, outer);
                self.run(right, &left, &Value::Any)
            }
            Kind::Compare(comparison, left, right) => {
                let left = self.run(left, value, outer);
                let right = self.run(right, value, outer);
                let result = compare(*comparison, &left, &right);
                if matches!(result, Value::Null) {
                    let (sign, kind) = (comparison.as_str(), left.kind().as_str());
                    self.find(
                        Level::Warning,
                        e,
                        format!("Invalid comparator '{sign}' for {kind}"),
                    );
                }
                result
            }
            Kind::And(left, right) => {
                let left = self.run(left, value, outer);
                let right = self.run(right, value, outer);
                if left.truth() { right } else { left }
            }
            Kind::Or(left, right) => {
                let left = self.run(left, value, outer);
                let right = self.run(right, value, outer);
                if left.truth() { left } else { right }
            }
            Kind::Not(inner) => Value::Bool(!self.run(inner, value, outer).truth()),
            Kind::List(items) => {
                let items = items
                    .iter()
                    .map(|item| (stored(self.run(item, value, outer)), 1));
                Value::list(items.collect())
            }
            Kind::Hash(entries) => {
                let entries = entries.iter().map(|(key, item)| {
                    (Rc::from(key.as_str()), stored(self.run(item, value, outer)))
                });
                Value::object(entries.collect())
            }
            Kind::Call(name, arguments) => self.call(e, name, arguments, value),
            Kind::Reference(inner) => {
                self.run(inner, outer, &Value::Any);
                Value::Expression
            }
        }
    }

    fn field<'m>(&mut self, e: &Expression, name: &str, value: &Value<'m>) -> Value<'m> {
        let Some(entries) = value.entries() else {
            self.unless_any(e, value, || format!("Object field '{name}' extraction"));
            return Value::Any;
        };
        if let Some((_, found)) = entries.iter().find(|(key, _)| **key == *name) {
            return found.clone();
        }
        let keys: Vec<&str> = entries.iter().map(|(key, _)| &**key).collect();
        let message = format!(
            "Object field '{name}' does not exist in object with properties [{}]",
            keys.join(", ")
        );
        self.find(Level::Danger, e, message);
        Value::Null
    }

    fn flatten<'m>(&mut self, e: &Expression, value: &Value<'m>) -> Value<'m> {
        let Some(runs) = value.runs() else {
            self.unless_any(e, value, || "Array flatten".to_owned());
            return Value::list(Vec::new());
        };
        let mut flat = Vec::new();
        for (item, count) in runs.iter() {
            match item.runs().as_deref() {
                Some([(inner, times)]) => {
                    flat.push((inner.clone(), count.saturating_mul(*times)));
                }
                Some(inner) => flat.extend_from_slice(inner),
                None if matches!(item, Value::Null) => {}
                None => flat.push((item.clone(), *count)),
            }
        }
        Value::list(flat)
    }

    fn filter<'m>(
        &mut self,
        e: &Expression,
        list: &Value<'m>,
        condition: &Expression,
        then: &Expression,
    ) -> Value<'m> {
        let runs = list.runs().unwrap_or_else(|| Rc::new([]));
        if runs.is_empty() {
            if list.kind() != Type::Array {
                self.unless_any(e, list, || "Filter projection".to_owned());
            }
            self.run(condition, &Value::Any, &Value::Any);
            self.run(then, &Value::Any, &Value::Any);
            return Value::list(Vec::new());
        }
        let mut kept = Vec::new();
        for (item, count) in runs.iter() {
            if self.run(condition, item, &Value::Any).truth() {
                match self.run(then, item, &Value::Any) {
                    Value::Null => {}
                    value => kept.push((stored(value), *count)),
                }
            }
        }
        Value::list(kept)
    }

    fn call<'m>(
        &mut self,
        e: &Expression,
        name: &str,
        arguments: &[Expression],
        value: &Value<'m>,
    ) -> Value<'m> {
        let values: Vec<Value<'m>> = arguments
            .iter()
            .map(|argument| self.run(argument, value, value))
            .collect();
        let Some(function) = Function::named(name) else {
            self.find(Level::Error, e, format!("Unknown function: {name}"));
            return Value::Any;
        };
        let (given, wanted) = (values.len(), function.takes.len());
        if given < wanted || (function.more.is_none() && given > wanted) {
            let message =
                format!("{name} function expected {wanted} arguments, but was given {given}");
            self.find(Level::Error, e, message);
            return function.result();
        }
        for (i, (argument, value)) in arguments.iter().zip(&values).enumerate() {
            if let Some(problem) = function.argument(i).and_then(|takes| takes.problem(value)) {
                let message = format!("{name} function argument {i} error: {problem}");
                self.find(Level::Error, argument, message);
            }
        }
        function.result()
    }

    /// Reports that something was done to a value of the wrong type; values of which nothing is known have none.
    fn unless_any(&mut self, e: &Expression, value: &Value<'_>, what: impl FnOnce() -> String) {
        let kind = value.kind();
        if kind != Type::Any {
            let message = format!("{} performed on {}", what(), kind.as_str());
            self.find(Level::Danger, e, message);
        }
    }

    fn find(&mut self, level: Level, e: &Expression, message: String) {
        self.problems.insert(Problem {
            message,
            position: e.position,
            level,
        });
    }
}

/// A value as part of another one: references to expressions are lost there.
fn stored(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Expression => Value::Any,
        value => value,
    }
}

/// What a comparison gives; null if it makes no sense.
fn compare<'m>(comparison: Comparison, left: &Value<'m>, right: &Value<'m>) -> Value<'m> {
    if left.kind() == Type::Any {
        return Value::Bool(true);
    }
    if left.kind() != right.kind() {
        return Value::Bool(false);
    }
    let order = match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        _ => None,
    };
    match comparison {
        _ if left.kind() == Type::Expression => Value::Null,
        Comparison::Equal => Value::Bool(left.same(right)),
        Comparison::NotEqual => Value::Bool(!left.same(right)),
        _ if left.kind() != Type::Number => Value::Null,
        Comparison::Less => Value::Bool(order.is_some_and(|o| o.is_lt())),
        Comparison::LessOrEqual => Value::Bool(order.is_some_and(|o| o.is_le())),
        Comparison::Greater => Value::Bool(order.is_some_and(|o| o.is_gt())),
        Comparison::GreaterOrEqual => Value::Bool(order.is_some_and(|o| o.is_ge())),
    }
}
