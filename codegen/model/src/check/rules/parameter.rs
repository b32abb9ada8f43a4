//! The parameters of endpoint rules: who sets them, and that the tests know them.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::pack::{find, input};
use super::super::{Context, Rule, Run, named};
use super::{
    CLIENT_CONTEXT_PARAMS, CONTEXT_PARAM, OPERATION_CONTEXT_PARAMS, Rules, STATIC_CONTEXT_PARAMS,
    ServiceRules, members, readable, test_cases,
};
use crate::hash_order::hash_order;
use crate::jmespath::{self, Type};
use crate::rules::{ParameterType, Value};
use crate::{Diagnostics, Node, Severity, Shape, ShapeId, ShapeType, Span};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[Rule {
    id: "RuleSetParameter",
    title: "Parameters of endpoint rules are set by the model, with values of their types, and used by tests.",
    why: "A parameter of endpoint rules gets its value from a setting that all clients have (`builtIn`), from one of the client \
          (`@clientContextParams`), or from an operation (`@staticContextParams`, `@operationContextParams`, `@contextParam`). Both sides \
          name the same parameters with the same types, or else the rules run on values that nobody set. Required parameters are set for \
          every operation. The ends of the ids say what is wrong: `RuleSet.UnmatchedName` and `RuleSet.TypeMismatch` between rules and \
          model, `InconsistentType` and `UnsupportedType` among the traits, `TestCase` in `@endpointTests`.",
    bad: r#"$version: "2"
namespace example.rules
use smithy.rules#clientContextParams
use smithy.rules#endpointRuleSet
@clientContextParams(stage: { type: "boolean" })
@endpointRuleSet({
    version: "1.0"
    parameters: { stage: { type: "string", documentation: "Which copy of the service." } }
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
service Weather {}
"#,
    good: r#"$version: "2"
namespace example.rules
use smithy.rules#clientContextParams
use smithy.rules#endpointRuleSet
@clientContextParams(stage: { type: "string" })
@endpointRuleSet({
    version: "1.0"
    parameters: { stage: { type: "string", documentation: "Which copy of the service." } }
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
service Weather {}
"#,
    run: Run::Semantic(check),
}];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        let bound = Bound::of(model, of, diagnostics);
        check_names(of, rules, &bound, diagnostics);
        check_operations(model, of, rules, &bound, diagnostics);
        if of.service.traits.has(super::ENDPOINT_TESTS) {
            check_tests(of, rules, diagnostics);
        }
    }
}

fn error(
    diagnostics: &mut Diagnostics,
    suffix: &str,
    place: (&ShapeId, Span),
    message: impl Into<String>,
) {
    let id = format!("RuleSetParameter.{suffix}");
    find(diagnostics, Severity::Error, id, place, message);
}

/// The parameters that a model sets, with their types.
struct Bound<'a> {
    /// By their names.
    types: BTreeMap<&'a str, ParameterType>,
    /// Those that the settings of the client set.
    client: BTreeSet<&'a str>,
    /// Those that each operation sets.
    by_operation: BTreeMap<&'a ShapeId, BTreeSet<&'a str>>,
}

impl<'a> Bound<'a> {
    fn of(model: &Context<'a>, of: &ServiceRules<'a>, diagnostics: &mut Diagnostics) -> Bound<'a> {
        let mut bound = Bound {
            types: BTreeMap::new(),
            client: BTreeSet::new(),
            by_operation: BTreeMap::new(),
        };
        for (name, definition) in members(of.service.traits.get(CLIENT_CONTEXT_PARAMS)) {
            let kind = match definition.get("type").and_then(Node::as_str) {
                Some("boolean") => ParameterType::Boolean,
                _ => ParameterType::String,
            };
            bound.types.insert(name, kind);
            bound.client.insert(name);
        }
        for operation in &model.contained(&of.service.id).operations {
            bound.operation(model, operation, diagnostics);
        }
        bound
    }

    fn operation(
        &mut self,
        model: &Context<'a>,
        operation: &'a Shape,
        diagnostics: &mut Diagnostics,
    ) {
        let place = |id: &str| {
            let span = operation.traits.span(id).unwrap_or(operation.span);
            (&operation.id, span)
        };
        for (name, definition) in members(operation.traits.get(STATIC_CONTEXT_PARAMS)) {
            let value = definition.get("value").and_then(Value::from_node);
            // Values of other types are found by another rule.
            if let Some(kind) = value.and_then(|value| value.parameter_type())
                && !self.set(operation, name, kind)
            {
                inconsistent(
                    diagnostics,
                    "StaticContextParams",
                    place(STATIC_CONTEXT_PARAMS),
                    name,
                );
            }
        }
        for (name, definition) in members(operation.traits.get(OPERATION_CONTEXT_PARAMS)) {
            let path = definition.get("path").and_then(Node::as_str);
            if let Some(kind) = path.and_then(|path| type_of_path(model, operation, path))
                && !self.set(operation, name, kind)
            {
                inconsistent(
                    diagnostics,
                    "OperationContextParams",
                    place(OPERATION_CONTEXT_PARAMS),
                    name,
                );
            }
        }
        for member in input(model.model(), operation)
            .into_iter()
            .flat_map(|input| &input.members)
        {
            let Some(value) = member.traits.get(CONTEXT_PARAM) else {
                continue;
            };
            let span = member.traits.span(CONTEXT_PARAM).unwrap_or(member.span);
            let (Some(name), Some(target)) = (
                value.get("name").and_then(Node::as_str),
                model.model().target(member),
            ) else {
                continue;
            };
            let kind = match target.kind {
                ShapeType::Boolean => ParameterType::Boolean,
                kind if kind.is_string() => ParameterType::String,
                _ => {
                    let message = format!(
                        "Unsupported type `{}` for `{name}` parameter",
                        named(target)
                    );
                    let place = (&member.id, span);
                    error(diagnostics, "ContextParam.UnsupportedType", place, message);
                    continue;
                }
            };
            if !self.set(operation, name, kind) {
                inconsistent(diagnostics, "ContextParam", (&member.id, span), name);
            }
        }
    }

    /// Knows that an operation sets a parameter; `false` if it had another type before.
    fn set(&mut self, operation: &'a Shape, name: &'a str, kind: ParameterType) -> bool {
        let names = self.by_operation.entry(&operation.id).or_default();
        names.insert(name);
        *self.types.entry(name).or_insert(kind) == kind
    }
}

fn inconsistent(diagnostics: &mut Diagnostics, source: &str, place: (&ShapeId, Span), name: &str) {
    let message = format!("Inconsistent type for `{name}` parameter");
    let suffix = format!("{source}.InconsistentType");
    error(diagnostics, &suffix, place, message);
}

/// The type of what a path gives for the input of an operation, if parameters have it.
fn type_of_path(model: &Context<'_>, operation: &Shape, path: &str) -> Option<ParameterType> {
    let expression = jmespath::parse(path).ok()?;
    let input = model.shape(&operation.as_operation()?.input)?;
    let sample = jmespath::of_shape(model.model(), input);
    match jmespath::check(&expression, &sample).result {
        Type::Boolean => Some(ParameterType::Boolean),
        Type::String => Some(ParameterType::String),
        Type::Array => Some(ParameterType::StringArray),
        _ => None,
    }
}

fn check_names(
    of: &ServiceRules<'_>,
    rules: &Rules<'_>,
    bound: &Bound<'_>,
    diagnostics: &mut Diagnostics,
) {
    let place = (&of.service.id, of.span);
    let mut matched: BTreeSet<&str> = BTreeSet::new();
    // In the order of a hash set, which the messages of the reference have; made only if there is something to tell.
    let existing = LazyCell::new(|| hash_order(bound.types.keys().copied()).join(", "));
    for parameter in rules.parameters() {
        let name = parameter.name;
        if parameter.built_in.is_some() {
            matched.insert(name);
            continue;
        }
        let Some(kind) = bound.types.get(name) else {
            let message = format!(
                "Parameter `{name}` exists in ruleset but not in service model, existing params: {}",
                *existing
            );
            error(diagnostics, "RuleSet.UnmatchedName", place, message);
            continue;
        };
        matched.insert(name);
        if *kind != parameter.kind {
            let message = format!("Type mismatch for parameter `{name}`");
            error(diagnostics, "RuleSet.TypeMismatch", place, message);
        }
    }
    let existing = LazyCell::new(|| hash_order(matched.iter().copied()).join(", "));
    for name in bound.types.keys() {
        if !matched.contains(name) {
            let message = format!(
                "Parameter `{name}` exists in service model but not in ruleset, existing params: [{}]",
                *existing
            );
            error(diagnostics, "RuleSet.UnmatchedName", place, message);
        }
    }
}

/// Every operation sets the parameters that need a value.
fn check_operations(
    model: &Context<'_>,
    of: &ServiceRules<'_>,
    rules: &Rules<'_>,
    bound: &Bound<'_>,
    diagnostics: &mut Diagnostics,
) {
    let needed: Vec<&str> = rules
        .parameters()
        .iter()
        .filter(|parameter| parameter.needs_value() && parameter.built_in.is_none())
        .map(|parameter| parameter.name)
        .filter(|name| !bound.client.contains(name))
        .collect();
    if needed.is_empty() {
        return;
    }
    for operation in &model.contained(&of.service.id).operations {
        let set = bound.by_operation.get(&operation.id);
        for name in &needed {
            if !set.is_some_and(|set| set.contains(name)) {
                let message = format!(
                    "Required parameter `{name}` is not bound in operation `{}`",
                    operation.id
                );
                let place = (&operation.id, operation.span);
                error(diagnostics, "Operation.RequiredMissing", place, message);
            }
        }
    }
}

fn check_tests(of: &ServiceRules<'_>, rules: &Rules<'_>, diagnostics: &mut Diagnostics) {
    let span = of.service.traits.span(super::ENDPOINT_TESTS);
    let tests = (&of.service.id, span.unwrap_or(of.span));
    let place = (&of.service.id, of.span);
    let cases = test_cases(of.service);
    let mut given: BTreeMap<&str, Vec<Option<ParameterType>>> = BTreeMap::new();
    for (name, node) in cases.iter().flat_map(|case| members(case.get("params"))) {
        let kind = Value::from_node(node).and_then(|value| value.parameter_type());
        given.entry(name).or_default().push(kind);
    }
    for parameter in rules.parameters() {
        let name = parameter.name;
        let found = given.get(name);
        match found {
            None => find(
                diagnostics,
                Severity::Danger,
                "RuleSetParameter.TestCase.Unused",
                place,
                format!("Parameter `{name}` is never used in an `EndpointTests` test case"),
            ),
            Some(kinds) => {
                for _ in kinds.iter().filter(|kind| **kind != Some(parameter.kind)) {
                    let message = format!(
                        "Type mismatch for parameter `{name}`, `{}` expected",
                        parameter.kind
                    );
                    error(diagnostics, "TestCase.TypeMismatch", tests, message);
                }
            }
        }
        let uses = found.map_or(0, Vec::len);
        if parameter.needs_value() && (uses == 0 || uses < cases.len()) {
            let message =
                format!("Required parameter `{name}` is missing in at least one test case");
            error(diagnostics, "TestCase.RequiredMissing", place, message);
        }
    }
    for name in given.keys() {
        if !rules.parameters().iter().any(|known| known.name == *name) {
            let message = format!("Test parameter `{name}` is not defined in ruleset");
            error(diagnostics, "TestCase.Undefined", tests, message);
        }
    }
}
