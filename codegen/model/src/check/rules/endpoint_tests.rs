//! The tests of endpoint rules. (Smithy spec, "Rules engine tests")

use super::super::node::{Options, Values};
use super::super::pack::find;
use super::super::{Context, Rule, Run};
use super::{ENDPOINT_TESTS, readable, test_cases};
use crate::rules::{Parameter, run_test};
use crate::{Diagnostics, Node, Severity, Shape, ShapeId, Span, json};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "RuleSetTestCase",
        title: "Endpoint rules give what their tests expect.",
        why: "The cases of `@endpointTests` are run on the rules, and every generated client runs them again. A case that the rules do not \
              fulfil is a mistake in one of the two.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
use smithy.rules#endpointTests
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
@endpointTests(
    version: "1.0"
    testCases: [{ params: {}, expect: { endpoint: { url: "https://example.org" } } }]
)
service Weather {}
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
use smithy.rules#endpointTests
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
@endpointTests(
    version: "1.0"
    testCases: [{ params: {}, expect: { endpoint: { url: "https://example.com" } } }]
)
service Weather {}
"#,
        run: Run::Semantic(check_cases),
    },
    Rule {
        id: "EndpointTestsTrait",
        title: "Tests of endpoint rules call operations of the service, with inputs that those have.",
        why: "`operationInputs` of a test say which calls lead to its parameters, so that generated tests can make them. The operation has \
              to be one of the service, the input a value of its shape, and built-in parameters that the case sets have to be set for the \
              call, too, unless they keep their default.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
use smithy.rules#endpointTests
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
@endpointTests(
    version: "1.0"
    testCases: [
        {
            params: {}
            operationInputs: [{ operationName: "GetTown" }]
            expect: { endpoint: { url: "https://example.com" } }
        }
    ]
)
service Weather { operations: [GetCity] }
operation GetCity {}
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
use smithy.rules#endpointTests
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
@endpointTests(
    version: "1.0"
    testCases: [
        {
            params: {}
            operationInputs: [{ operationName: "GetCity" }]
            expect: { endpoint: { url: "https://example.com" } }
        }
    ]
)
service Weather { operations: [GetCity] }
operation GetCity {}
"#,
        run: Run::Semantic(check_inputs),
    },
];

fn tests_place(service: &Shape) -> (&ShapeId, Span) {
    let span = service.traits.span(ENDPOINT_TESTS);
    (&service.id, span.unwrap_or(service.span))
}

fn check_cases(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        for case in test_cases(of.service) {
            if let Err(message) = run_test(case, |given| rules.resolve(given)) {
                let place = tests_place(of.service);
                find(
                    diagnostics,
                    Severity::Error,
                    "RuleSetTestCase",
                    place,
                    message,
                );
            }
        }
    }
}

fn check_inputs(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        let place = tests_place(of.service);
        let operations = &model.contained(&of.service.id).operations;
        let built_in: Vec<&Parameter<'_>> = rules
            .parameters()
            .iter()
            .filter(|parameter| parameter.built_in.is_some())
            .collect();
        let options = Options {
            null_is_absent: true,
            ..Options::default()
        };
        let mut values = Values::new(model, options);
        for case in test_cases(of.service) {
            let inputs = case.get("operationInputs").and_then(Node::as_array);
            for input in inputs.unwrap_or_default() {
                let name = input.get("operationName").and_then(Node::as_str);
                let name = name.unwrap_or_default();
                // Of operations with the same name, the last one counts.
                let named = |operation: &&&Shape| operation.id.name() == name;
                let Some(operation) = operations.iter().rev().find(named) else {
                    let message = format!(
                        "Test case operation `{name}` does not exist in service `{}`",
                        of.service.id
                    );
                    error(diagnostics, place, message);
                    continue;
                };
                check_built_ins(&built_in, case, input, place, diagnostics);
                let shape = operation.as_operation().map(|operation| &operation.input);
                let Some(shape) = shape.and_then(|id| model.model().shape(id)) else {
                    continue;
                };
                let nothing = Node::annotation();
                let value = input.get("operationParams").unwrap_or(&nothing);
                let expects_error = case.get("expect").and_then(|e| e.get("error")).is_some();
                for finding in values.of_shape(shape, value) {
                    // A case of an error may be one because its input is wrong.
                    let severity = match finding.severity {
                        Severity::Error if !expects_error => Severity::Error,
                        _ => Severity::Danger,
                    };
                    let id = finding.event("EndpointTestsTrait");
                    let message = format!(
                        "The operationInput value for an endpoint test does not match the operation's input shape{}: {}",
                        finding.path, finding.message
                    );
                    find(diagnostics, severity, id, place, message);
                }
            }
        }
    }
}

fn error(diagnostics: &mut Diagnostics, place: (&ShapeId, Span), message: String) {
    find(
        diagnostics,
        Severity::Error,
        "EndpointTestsTrait",
        place,
        message,
    );
}

/// Built-in parameters that a case sets are set for its calls, too.
fn check_built_ins(
    parameters: &[&Parameter<'_>],
    case: &Node,
    input: &Node,
    place: (&ShapeId, Span),
    diagnostics: &mut Diagnostics,
) {
    let params = case.get("params");
    for parameter in parameters {
        let Some((built_in, given)) = parameter
            .built_in
            .zip(params.and_then(|params| params.get(parameter.name)))
        else {
            continue;
        };
        let set = input.get("builtInParams").and_then(|set| set.get(built_in));
        match &parameter.default {
            Some(default) if *given != default.to_node() && set != Some(given) => {
                let message = format!(
                    "Test case does not supply the `{}` value for the `{}` parameter's `{built_in}` built-in.",
                    json::to_compact(given),
                    parameter.name
                );
                error(diagnostics, place, message);
            }
            None if set.is_none() => {
                let message = format!(
                    "Operation input does not supply a value for the `{built_in}` built-in parameter and the `{}` parameter does not set a default.",
                    parameter.name
                );
                error(diagnostics, place, message);
            }
            _ => {}
        }
    }
}
