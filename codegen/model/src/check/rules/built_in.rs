//! Settings of clients that parameters of endpoint rules come from. (Smithy spec, "Rules engine built-ins")

use super::super::pack::find;
use super::super::{Context, Rule, Run};
use super::{ENDPOINT_TESTS, members, readable, test_cases};
use crate::hash_order::hash_order;
use crate::rules::BUILT_INS;
use crate::{Diagnostic, Diagnostics, Node, Severity, ShapeId, Span, suggest};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "RuleSetBuiltIn",
        title: "Built-in parameters are those that clients have.",
        why: "A parameter with `builtIn` is set from a setting of the client that has this name. There is a fixed list of these names; a \
              name that is not on it is a setting that no client has, so that the parameter never gets a value.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: { endpoint: { type: "string", builtIn: "SDK::Endpoints", documentation: "A URL." } }
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
service Weather {}
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: { endpoint: { type: "string", builtIn: "SDK::Endpoint", documentation: "A URL." } }
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
service Weather {}
"#,
        run: Run::Semantic(check),
    },
    Rule {
        id: "RuleSetAwsBuiltIn",
        title: "Built-in parameters that come from credentials are used with care.",
        why: "Account ids and scopes are known only once a client has its credentials, and only some credentials have them. Rules that use \
              them need a way for requests without, and somebody who looked at them.",
        bad: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: { account: { type: "string", builtIn: "AWS::Auth::AccountId", documentation: "The account." } }
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
service Weather {}
"#,
        good: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: { region: { type: "string", builtIn: "AWS::Region", documentation: "The region." } }
    rules: [{ type: "endpoint", conditions: [], endpoint: { url: "https://example.com" } }]
})
service Weather {}
"#,
        run: Run::Semantic(check_aws),
    },
];

/// What only some credentials have.
const OF_CREDENTIALS: [&str; 3] = [
    "AWS::Auth::AccountId",
    "AWS::Auth::AccountIdEndpointMode",
    "AWS::Auth::CredentialScope",
];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        for name in rules.parameters().iter().filter_map(|known| known.built_in) {
            check_name(name, "RuleSet", (&of.service.id, of.span), diagnostics);
        }
    }
    for on in model.applied(ENDPOINT_TESTS) {
        for (i, case) in test_cases(on.shape).iter().enumerate() {
            let inputs = case.get("operationInputs").and_then(Node::as_array);
            for (j, input) in inputs.unwrap_or_default().iter().enumerate() {
                for (name, _) in members(input.get("builtInParams")) {
                    let suffix = format!("TestCase.{i}.Inputs.{j}");
                    check_name(name, &suffix, (on.id(), on.span), diagnostics);
                }
            }
        }
    }
}

fn check_name(name: &str, suffix: &str, place: (&ShapeId, Span), diagnostics: &mut Diagnostics) {
    if BUILT_INS.contains(&name) {
        return;
    }
    let known = hash_order(BUILT_INS).join(", ");
    let message = format!("The `{name}` built-in used is not registered, valid built-ins: {known}");
    let id = format!("RuleSetBuiltIn.{suffix}");
    let (shape, span) = place;
    let finding = Diagnostic::error(id, message).on(shape).at(span);
    diagnostics.push(match suggest(name, BUILT_INS) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding,
    });
}

fn check_aws(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        for name in rules.parameters().iter().filter_map(|known| known.built_in) {
            if OF_CREDENTIALS.contains(&name) {
                let message = format!(
                    "The `{name}` built-in used requires additional consideration of the rules that use it."
                );
                let id = format!("RuleSetAwsBuiltIn.{name}");
                let place = (&of.service.id, of.span);
                find(diagnostics, Severity::Danger, id, place, message);
            }
        }
    }
}
