//! Rule sets by themselves: that they can be read, keep to their version, and lead to URLs.

use super::super::pack::find;
use super::super::{Context, Rule, Run};
use super::{ENDPOINT_BDD, Rules, readable};
use crate::rules::{Expression, Function, Literal, Part, RuleKind, Version};
use crate::{Diagnostic, Diagnostics, Severity, suggest};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "EndpointRuleSetTrait",
        title: "Endpoint rules can be read, and their types fit.",
        why: "Endpoint rules are a small language inside of a trait. Every name has to be known where it is used, functions are given what \
              they want, and a value that may be absent is proven to be there, by `isSet` or by `assign`, before it is used. Rules that \
              break this can't be turned into code. The finding says where in the rules it noticed the problem, outermost step first.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#clientContextParams
use smithy.rules#endpointRuleSet
@clientContextParams(stage: { type: "string" })
@endpointRuleSet({
    version: "1.0"
    parameters: { stage: { type: "string", documentation: "Where." } }
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://{stage}.example.com" } }]
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
    parameters: { stage: { type: "string", documentation: "Where." } }
    rules: [
        {
            type: "endpoint"
            conditions: [{ fn: "isSet", argv: [{ ref: "stage" }] }]
            endpoint: { url: "https://{stage}.example.com" }
        }
        { type: "error", conditions: [], error: "no stage" }
    ]
})
service Weather {}
"#,
        run: Run::Semantic(check_readable),
    },
    Rule {
        id: "EndpointBddTrait",
        title: "The nodes of a decision diagram lead to conditions, nodes and results that are there.",
        why: "The nodes of `@endpointBdd` are numbers: a condition, and where to go if it holds or not. A number that leads nowhere would \
              make a client fail in the middle of finding its endpoint.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointBdd
@endpointBdd(
    version: "1.1"
    parameters: {}
    conditions: []
    results: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
    root: 100000002
    nodeCount: 1
    nodes: "/////wAAAAH/////"
)
service Weather {}
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointBdd
@endpointBdd(
    version: "1.1"
    parameters: {}
    conditions: []
    results: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
    root: 100000001
    nodeCount: 1
    nodes: "/////wAAAAH/////"
)
service Weather {}
"#,
        run: Run::Semantic(check_diagram),
    },
    Rule {
        id: "RulesEngineVersion",
        title: "Rules use what their version of the language has.",
        why: "The `version` of rules tells generators and clients what they have to know. The functions `coalesce`, `ite` and `split` came \
              with version 1.1; rules that use them under an older version would be given to clients that can't run them.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [
        {
            type: "endpoint"
            conditions: [{ fn: "split", argv: ["a-b", "-", 0], assign: "parts" }]
            endpoint: { url: "https://example.com" }
        }
    ]
})
service Weather {}
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.1"
    parameters: {}
    rules: [
        {
            type: "endpoint"
            conditions: [{ fn: "split", argv: ["a-b", "-", 0], assign: "parts" }]
            endpoint: { url: "https://example.com" }
        }
    ]
})
service Weather {}
"#,
        run: Run::Semantic(check_versions),
    },
    Rule {
        id: "RuleSetUri",
        title: "URLs of endpoints start with `http://` or `https://`.",
        why: "The URL of an endpoint is used as it is. One without a scheme is a path, which no client can connect to.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "example.com" } }]
})
service Weather {}
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
service Weather {}
"#,
        run: Run::Semantic(check_urls),
    },
    Rule {
        id: "RuleSetParamMissingDocs",
        title: "Parameters of endpoint rules are documented.",
        why: "Parameters of rules become part of the public interface of clients. Without documentation, their users have only the name to \
              guess from.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#clientContextParams
use smithy.rules#endpointRuleSet
@clientContextParams(stage: { type: "string" })
@endpointRuleSet({
    version: "1.0"
    parameters: { stage: { type: "string" } }
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
        run: Run::Semantic(check_documentation),
    },
];

fn check_readable(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for of in model.service_rules() {
        let Err(error) = &of.rules else {
            continue;
        };
        // Diagrams that can't be read are no trait: see the values of packs.
        if of.service.traits.span(ENDPOINT_BDD) != Some(of.span) {
            let finding = Diagnostic::error("EndpointRuleSetTrait", error.to_string());
            let finding = finding.on(&of.service.id).at(of.span);
            diagnostics.push(match near_function(error.message()) {
                Some(name) => finding.hint(format!("did you mean `{name}`?")),
                None => finding,
            });
        }
    }
}

/// The function that was probably meant, if the problem is that there is none of some name.
fn near_function(problem: &str) -> Option<&'static str> {
    let unknown = problem
        .strip_prefix('`')?
        .strip_suffix("` is not a valid function")?;
    suggest(unknown, Function::names())
}

fn check_diagram(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        let Rules::Diagram(diagram) = rules else {
            continue;
        };
        let place = (&of.service.id, of.span);
        let types = diagram.check_parameters().err();
        let types = types.iter().map(ToString::to_string);
        for message in types.chain(diagram.problems()) {
            find(
                diagnostics,
                Severity::Error,
                "EndpointBddTrait",
                place,
                message,
            );
        }
    }
}

fn check_versions(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        let place = (&of.service.id, of.span);
        let declared = rules.version();
        let mut check = |expression: &Expression<'_>| {
            if let Some((class, since)) = needs(expression)
                && declared < since
            {
                let message = format!(
                    "{class} requires rules engine version >= {since}, but ruleset declares version {declared}"
                );
                find(
                    diagnostics,
                    Severity::Error,
                    "RulesEngineVersion",
                    place,
                    message,
                );
            }
        };
        for condition in rules.conditions() {
            check(&condition.function);
        }
        rules.each_rule(|rule| {
            for condition in &rule.conditions {
                check(&condition.function);
                if let Expression::Call(call) = &condition.function {
                    call.arguments.iter().for_each(&mut check);
                }
            }
            match &rule.kind {
                RuleKind::Endpoint(endpoint) => {
                    check(&endpoint.url);
                    let values = endpoint.headers.iter().flat_map(|(_, values)| values);
                    values.for_each(&mut check);
                }
                RuleKind::Error(error) => check(error),
                RuleKind::Tree(_) => {}
            }
        });
    }
}

/// What an expression is in messages, and the version that it needs.
fn needs(expression: &Expression<'_>) -> Option<(&'static str, Version)> {
    match expression {
        Expression::Call(call) => Some((call.function.class, call.function.since)),
        _ => None,
    }
}

fn check_urls(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        rules.each_rule(|rule| {
            let RuleKind::Endpoint(endpoint) = &rule.kind else {
                return;
            };
            let Expression::Literal(Literal::String(url)) = &endpoint.url else {
                return;
            };
            // What is filled in first may bring a scheme.
            if let Some(Part::Static(start)) = url.parts.first()
                && !start.starts_with("http://")
                && !start.starts_with("https://")
            {
                let message = format!(
                    "URI should start with `http://` or `https://` but the URI started with {start}"
                );
                let place = (&of.service.id, of.span);
                find(diagnostics, Severity::Error, "RuleSetUri", place, message);
            }
        });
    }
}

fn check_documentation(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        for parameter in rules.parameters() {
            if parameter.documentation.is_none() {
                let message = format!("Parameter `{}` does not have documentation", parameter.name);
                let place = (&of.service.id, of.span);
                find(
                    diagnostics,
                    Severity::Warning,
                    "RuleSetParamMissingDocs",
                    place,
                    message,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_in_names_of_functions_have_hints() {
        let near = |name: &str| near_function(&format!("`{name}` is not a valid function"));
        assert_eq!(near("isset"), Some("isSet"));
        assert_eq!(near("parseUrl"), Some("parseURL"));
        assert_eq!(near("somethingElse"), None);
        assert_eq!(near_function("no function"), None);
    }
}
