//! Waiters. (Smithy spec, "Waiters")

use std::collections::{BTreeMap, BTreeSet};

use super::pack::{bracketed, find, input, output, text};
use super::{Applied, Context, Rule, Run};
use crate::jmespath::{self, Level, Type, Value};
use crate::{Diagnostics, Model, Node, Number, Severity, Shape, ShapeId, Span};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "WaitableTrait",
        title: "Waiters can succeed, and their paths are expressions.",
        why: "A waiter polls an operation until an acceptor says that it is done. It needs one that says success, a least delay that is \
              not above the greatest, and paths that are JMESPath expressions. A comparison of booleans expects `true` or `false`. \
              Findings with `WaitableTraitJmespathProblem` and `WaitableTraitInvalidErrorType` tell what is no error by itself: members \
              that are not there, results of another type than the comparator wants, errors that the operation does not name.",
        bad: r#"$version: "2"
namespace example.waiters
use smithy.waiters#waitable
@waitable(CityExists: { acceptors: [{ state: "retry", matcher: { success: false } }] })
operation GetCity {}
"#,
        good: r#"$version: "2"
namespace example.waiters
use smithy.waiters#waitable
@waitable(CityExists: { acceptors: [{ state: "success", matcher: { success: true } }] })
operation GetCity {}
"#,
        run: Run::Semantic(check),
    },
    Rule {
        id: "WaitableTraitJmespathProblem",
        title: "Paths of waiters look at what is there.",
        why: "The path of an acceptor is run on the output of the operation. A path to a member that the output does not have gives null \
              for ever, and a comparator that is given another type than it compares never matches: the waiter runs until its time is up.",
        bad: r#"$version: "2"
namespace example.waiters
use smithy.waiters#waitable
@waitable(CityBuilt: { acceptors: [
    { state: "success", matcher: { output: { path: "state", comparator: "stringEquals", expected: "BUILT" } } }
] })
operation GetCity { output := { status: String } }
"#,
        good: r#"$version: "2"
namespace example.waiters
use smithy.waiters#waitable
@waitable(CityBuilt: { acceptors: [
    { state: "success", matcher: { output: { path: "status", comparator: "stringEquals", expected: "BUILT" } } }
] })
operation GetCity { output := { status: String } }
"#,
        run: Run::Semantic(|_, _| ()),
    },
    Rule {
        id: "WaitableTraitInvalidErrorType",
        title: "Waiters wait for errors that the operation names.",
        why: "An acceptor for an error matches its name. An error that the operation does not name is mostly a slip of the pen, unless it \
              comes from below the service.",
        bad: r#"$version: "2"
namespace example.waiters
use smithy.waiters#waitable
@waitable(CityGone: { acceptors: [{ state: "success", matcher: { errorType: "NoTown" } }] })
operation GetCity { errors: [NoCity] }
@error("client")
structure NoCity {}
"#,
        good: r#"$version: "2"
namespace example.waiters
use smithy.waiters#waitable
@waitable(CityGone: { acceptors: [{ state: "success", matcher: { errorType: "NoCity" } }] })
operation GetCity { errors: [NoCity] }
@error("client")
structure NoCity {}
"#,
        run: Run::Semantic(|_, _| ()),
    },
    Rule {
        id: "UniqueWaiterNames",
        title: "Waiters of a service differ by their names.",
        why: "Clients have one function for each waiter of a service, whatever its operation. Names that differ in case only become one \
              name in many languages.",
        bad: r#"$version: "2"
namespace example.waiters
use smithy.waiters#waitable
service Cities { operations: [GetCity, HeadCity] }
@waitable(CityExists: { acceptors: [{ state: "success", matcher: { success: true } }] })
operation GetCity {}
@waitable(CITYExists: { acceptors: [{ state: "success", matcher: { success: true } }] })
operation HeadCity {}
"#,
        good: r#"$version: "2"
namespace example.waiters
use smithy.waiters#waitable
service Cities { operations: [GetCity, HeadCity] }
@waitable(CityExists: { acceptors: [{ state: "success", matcher: { success: true } }] })
operation GetCity {}
@waitable(CityAnswers: { acceptors: [{ state: "success", matcher: { success: true } }] })
operation HeadCity {}
"#,
        run: Run::Semantic(check_names),
    },
];

const TRAIT: &str = "smithy.waiters#waitable";

/// Comparators with the type that they compare.
const COMPARATORS: &[(&str, Type)] = &[
    ("stringEquals", Type::String),
    ("booleanEquals", Type::Boolean),
    ("allStringEquals", Type::Array),
    ("anyStringEquals", Type::Array),
];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.operations_with(TRAIT) {
        let waiters = applied.value.as_object();
        for (name, waiter) in waiters.into_iter().flat_map(|object| object.iter()) {
            check_waiter(model, &applied, name, waiter, diagnostics);
        }
    }
}

fn check_waiter(
    model: &Context<'_>,
    applied: &Applied<'_>,
    name: &str,
    waiter: &Node,
    diagnostics: &mut Diagnostics,
) {
    let mut error = |message: String| {
        let place = (applied.id(), applied.span);
        find(
            diagnostics,
            Severity::Error,
            "WaitableTrait",
            place,
            message,
        );
    };
    let delay = |key, otherwise: i32| match waiter.get(key) {
        Some(Node::Number(number)) => number.clone(),
        _ => Number::from(otherwise),
    };
    let (min, max) = (delay("minDelay", 2), delay("maxDelay", 120));
    if min > max {
        error(format!(
            "`{TRAIT}` trait waiter named `{name}` has a `minDelay` value of {min} that is greater than its `maxDelay` value of {max}"
        ));
    }
    let acceptors = waiter
        .get("acceptors")
        .and_then(Node::as_array)
        .unwrap_or_default();
    if !acceptors
        .iter()
        .any(|acceptor| text(acceptor, "state") == Some("success"))
    {
        error(format!(
            "No success state matcher found for `{TRAIT}` trait waiter named `{name}`"
        ));
    }
    for (index, acceptor) in acceptors.iter().enumerate() {
        let Some(matcher) = acceptor.get("matcher") else {
            continue;
        };
        let check = Acceptor {
            model: model.model(),
            on: applied.shape,
            span: applied.span,
            name,
            index,
        };
        check.matcher(matcher, diagnostics);
    }
}

/// A value for a structure.
fn sample<'m>(model: &'m Model, shape: Option<&'m Shape>) -> Value<'m> {
    shape.map_or(Value::Any, |shape| jmespath::of_shape(model, shape))
}

struct Acceptor<'a> {
    model: &'a Model,
    on: &'a Shape,
    span: Span,
    name: &'a str,
    index: usize,
}

impl Acceptor<'_> {
    fn find(
        &self,
        diagnostics: &mut Diagnostics,
        severity: Severity,
        id: impl Into<String>,
        message: impl std::fmt::Display,
    ) {
        let message = format!("Waiter `{}`, acceptor {}: {message}", self.name, self.index);
        find(diagnostics, severity, id, (&self.on.id, self.span), message);
    }

    /// The id of a problem of this acceptor.
    fn id(&self, problem: &str) -> String {
        format!("WaitableTrait{problem}.{}.{}", self.name, self.index)
    }

    fn matcher(&self, matcher: &Node, diagnostics: &mut Diagnostics) {
        let operation = self.on;
        let input = || sample(self.model, input(self.model, operation));
        let output = || sample(self.model, output(self.model, operation));
        if let Some(path) = matcher.get("output") {
            self.path(path, &output(), diagnostics);
        }
        if let Some(path) = matcher.get("inputOutput") {
            let both = vec![("input".into(), input()), ("output".into(), output())];
            let both = Value::object(both);
            self.path(path, &both, diagnostics);
        }
        if let Some(error) = text(matcher, "errorType") {
            self.error_type(error, diagnostics);
        }
    }

    fn error_type(&self, error: &str, diagnostics: &mut Diagnostics) {
        let operation = self.on.as_operation();
        let errors = operation.map(|o| o.errors.as_slice()).unwrap_or_default();
        if errors
            .iter()
            .any(|id| id.as_str() == error || id.name() == error)
        {
            return;
        }
        let message = format!(
            "errorType '{error}' not found on operation. This operation defines the following errors: {}",
            bracketed(errors.iter().map(ShapeId::as_str))
        );
        self.find(
            diagnostics,
            Severity::Warning,
            self.id("InvalidErrorType"),
            message,
        );
    }

    fn path(&self, matcher: &Node, value: &Value<'_>, diagnostics: &mut Diagnostics) {
        let path = text(matcher, "path").unwrap_or_default();
        let expected = text(matcher, "expected").unwrap_or_default();
        let result = self.expression(path, value, diagnostics);
        let comparator = text(matcher, "comparator").unwrap_or_default();
        let known = COMPARATORS.iter().find(|(name, _)| *name == comparator);
        let Some((_, wanted)) = known else { return };
        if *wanted == Type::Boolean && !matches!(expected, "true" | "false") {
            let message = format!(
                "Waiter acceptors with a {comparator} comparator must set their `expected` value to 'true' or 'false', but found '{expected}'."
            );
            self.find(diagnostics, Severity::Error, "WaitableTrait", message);
        }
        if result != Type::Any && result != *wanted {
            let message = format!(
                "Waiter acceptors with a {comparator} comparator must return a `{}` type, but this acceptor was statically determined to return a `{}` type.",
                wanted.as_str(),
                result.as_str()
            );
            let id = self.id("JmespathProblem.ReturnTypeMismatch");
            self.find(diagnostics, Severity::Danger, id, message);
        }
    }

    /// The type of what a path gives.
    fn expression(&self, path: &str, value: &Value<'_>, diagnostics: &mut Diagnostics) -> Type {
        let expression = match jmespath::parse(path) {
            Ok(expression) => expression,
            Err(problem) => {
                let message = format!("Invalid JMESPath expression ({path}): {problem}");
                self.find(diagnostics, Severity::Error, "WaitableTrait", message);
                return Type::Any;
            }
        };
        let lint = jmespath::check(&expression, value);
        for problem in lint.problems {
            let (severity, id) = match problem.level {
                Level::Error => (Severity::Error, "WaitableTrait".to_owned()),
                Level::Danger => (
                    Severity::Danger,
                    self.id("JmespathProblem.JmespathEventDanger"),
                ),
                Level::Warning => (
                    Severity::Warning,
                    self.id("JmespathProblem.JmespathEventWarning"),
                ),
            };
            let message = format!(
                "Problem found in JMESPath expression ({path}): {} ({}:{})",
                problem.message, problem.position.line, problem.position.column
            );
            self.find(diagnostics, severity, id, message);
        }
        lint.result
    }
}

fn check_names(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    if model.applied(TRAIT).is_empty() {
        return;
    }
    for service in model.services() {
        let mut by_name: BTreeMap<String, BTreeSet<&ShapeId>> = BTreeMap::new();
        for operation in &model.contained(&service.id).operations {
            let waiters = operation.traits.get(TRAIT).and_then(Node::as_object);
            for name in waiters.into_iter().flat_map(|object| object.keys()) {
                by_name
                    .entry(name.to_lowercase())
                    .or_default()
                    .insert(&operation.id);
            }
        }
        for (name, operations) in by_name.iter().filter(|(_, ids)| ids.len() > 1) {
            for id in operations {
                let others = operations.iter().filter(|other| *other != id);
                let message = format!(
                    "`{TRAIT}` trait waiter name `{name}` case-insensitively conflicts with waiters on other operations in the closure of service, `{}`: {}",
                    service.id,
                    bracketed(others.map(|id| id.as_str()))
                );
                let shape = model.shape(id);
                let span = shape.and_then(|shape| shape.traits.span(TRAIT));
                let place = (*id, span.unwrap_or(service.span));
                find(
                    diagnostics,
                    Severity::Error,
                    "UniqueWaiterNames",
                    place,
                    message,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Sources, check, load};

    #[test]
    fn acceptors_are_told_by_their_number() {
        let mut sources = Sources::new();
        sources.add(
            "m.smithy",
            r#"$version: "2"
namespace a
use smithy.waiters#waitable
@waitable(Done: { minDelay: 9, maxDelay: 5, acceptors: [
    { state: "failure", matcher: { output: { path: "count[", comparator: "stringEquals", expected: "x" } } }
    { state: "failure", matcher: { output: { path: "count", comparator: "booleanEquals", expected: "x" } } }
    { state: "failure", matcher: { inputOutput: { path: "input.id > output.id", comparator: "booleanEquals", expected: "true" } } }
    { state: "failure", matcher: { errorType: "No" } }
] })
operation O { input := { id: String }, output := { id: String, count: Integer } }
"#,
        );
        let (model, _) = load(&sources);
        let found = check(&model);
        let mut found: Vec<String> = found
            .iter()
            .map(|d| format!("{}: {}", d.id, d.message))
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                "WaitableTrait: No success state matcher found for `smithy.waiters#waitable` trait waiter named `Done`",
                "WaitableTrait: Waiter `Done`, acceptor 0: Invalid JMESPath expression (count[): Syntax error at line 1 column 7: Expected ['-|0-9', ':', '*'], but found EOF",
                "WaitableTrait: Waiter `Done`, acceptor 1: Waiter acceptors with a booleanEquals comparator must set their `expected` value to 'true' or 'false', but found 'x'.",
                "WaitableTrait: `smithy.waiters#waitable` trait waiter named `Done` has a `minDelay` value of 9 that is greater than its `maxDelay` value of 5",
                "WaitableTraitInvalidErrorType.Done.3: Waiter `Done`, acceptor 3: errorType 'No' not found on operation. This operation defines the following errors: []",
                "WaitableTraitJmespathProblem.JmespathEventWarning.Done.2: Waiter `Done`, acceptor 2: Problem found in JMESPath expression (input.id > output.id): Invalid comparator '>' for string (1:12)",
                "WaitableTraitJmespathProblem.ReturnTypeMismatch.Done.1: Waiter `Done`, acceptor 1: Waiter acceptors with a booleanEquals comparator must return a `boolean` type, but this acceptor was statically determined to return a `number` type.",
                "WaitableTraitJmespathProblem.ReturnTypeMismatch.Done.2: Waiter `Done`, acceptor 2: Waiter acceptors with a booleanEquals comparator must return a `boolean` type, but this acceptor was statically determined to return a `null` type.",
            ]
        );
    }
}
