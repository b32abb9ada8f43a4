//! Traits of operations that set parameters of endpoint rules. (Smithy spec, "staticContextParams", "operationContextParams")

use super::super::pack::{find, input};
use super::super::{Context, Rule, Run};
use super::{OPERATION_CONTEXT_PARAMS, STATIC_CONTEXT_PARAMS, members};
use crate::jmespath;
use crate::{Diagnostics, Node, Severity};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "OperationContextParamsTrait",
        title: "Paths to parameters of endpoint rules lead to values of the input.",
        why: "The path of a parameter is run on the input of the operation, by clients that know a small part of JMESPath only: members, \
              wildcards, flattening, lists of several paths, and `keys`. It has to lead to members that the input has.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#operationContextParams
@operationContextParams(city: { path: "cities[0]" })
operation GetCities { input := { cities: Names } }
list Names { member: String }
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#operationContextParams
@operationContextParams(city: { path: "cities[*]" })
operation GetCities { input := { cities: Names } }
list Names { member: String }
"#,
        run: Run::Semantic(check_paths),
    },
    Rule {
        id: "StaticContextParamsTrait",
        title: "Fixed values of parameters of endpoint rules are strings, booleans or lists of strings.",
        why: "Parameters of endpoint rules have one of three types. A value of another type fits none of them.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#staticContextParams
@staticContextParams(shards: { value: 3 })
operation GetCity {}
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#staticContextParams
@staticContextParams(shards: { value: "3" })
operation GetCity {}
"#,
        run: Run::Semantic(check_values),
    },
];

fn check_paths(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in model.operations_with(OPERATION_CONTEXT_PARAMS) {
        let start = format!(
            "The operation `{}` is marked with `{OPERATION_CONTEXT_PARAMS}` which contains a",
            on.id()
        );
        let place = (on.id(), on.span);
        let mut error = |message: String| {
            find(
                diagnostics,
                Severity::Error,
                "OperationContextParamsTrait",
                place,
                message,
            );
        };
        for (name, definition) in members(Some(on.value)) {
            let Some(path) = definition.get("path").and_then(Node::as_str) else {
                continue;
            };
            let expression = match jmespath::parse(path) {
                Ok(expression) => expression,
                Err(problem) => {
                    error(format!(
                        "{start} key `{name}` with an unparseable JMESPath path `{path}`: {problem}."
                    ));
                    continue;
                }
            };
            let sample = match input(model, on.shape) {
                Some(input) => jmespath::of_shape(model.model(), input),
                None => jmespath::Value::Any,
            };
            let problems = jmespath::check(&expression, &sample).problems;
            if !problems.is_empty() {
                let problems = quoted(problems.iter().map(|problem| problem.message.as_str()));
                error(format!(
                    "{start} path `{name}` with an invalid JMESPath path `{path}`: {problems}."
                ));
            }
            let unsupported = jmespath::beyond_bindings(&expression);
            if !unsupported.is_empty() {
                let unsupported = quoted(unsupported.iter().map(String::as_str));
                error(format!(
                    "{start} key `{name}` with a JMESPath path `{path}` with unsupported expressions: {unsupported}."
                ));
            }
        }
    }
}

fn quoted<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts
        .map(|text| format!("'{text}'"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn check_values(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in model.operations_with(STATIC_CONTEXT_PARAMS) {
        for (name, definition) in members(Some(on.value)) {
            let Some(value) = definition.get("value") else {
                continue;
            };
            let fits = match value {
                Node::String(_) | Node::Bool(_) => true,
                Node::Array(items) => items.iter().all(|item| item.as_str().is_some()),
                _ => false,
            };
            if !fits {
                let message = format!(
                    "The operation `{}` is marked with `{STATIC_CONTEXT_PARAMS}` which contains a key `{name}` with an unsupported document type value `{}`.",
                    on.id(),
                    value.type_name()
                );
                find(
                    diagnostics,
                    Severity::Error,
                    "StaticContextParamsTrait",
                    (on.id(), on.span),
                    message,
                );
            }
        }
    }
}
