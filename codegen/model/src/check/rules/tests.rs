//! What the rules of this family find, in models of our own.

use crate::{Sources, check, load};

/// The findings of a service with these traits and operations, but for those of unstable traits: `severity id shape: message`.
fn findings(traits: &str, operations: &str) -> Vec<String> {
    let text = format!(
        "$version: \"2\"\nnamespace a\nuse smithy.rules#clientContextParams\nuse smithy.rules#contextParam\nuse smithy.rules#endpointRuleSet\nuse smithy.rules#endpointTests\nuse smithy.rules#operationContextParams\nuse smithy.rules#staticContextParams\n{traits}\n{operations}\n"
    );
    let mut sources = Sources::new();
    sources.add("m.smithy", text);
    let (model, mut diagnostics) = load(&sources);
    diagnostics.extend(check(&model));
    let mut found: Vec<String> = diagnostics
        .iter()
        .filter(|d| !d.id.starts_with("UnstableTrait"))
        .map(|d| {
            let shape = d.shape.as_ref().map_or("-", |id| id.as_str());
            format!("{} {} {shape}: {}", d.severity.as_str(), d.id, d.message)
        })
        .collect();
    found.sort();
    found
}

fn rule_set(parameters: &str, endpoint: &str) -> String {
    format!(
        "@endpointRuleSet({{ version: \"1.0\", parameters: {{ {parameters} }}, rules: [{{ type: \"endpoint\", conditions: [], endpoint: {endpoint} }}] }})"
    )
}

const URL: &str = r#"{ url: "https://a.b" }"#;

#[test]
fn parameters_are_bound_with_their_types() {
    let rules = rule_set(
        r#"p: { type: "string", required: true, documentation: "." }, q: { type: "string", documentation: "." }"#,
        URL,
    );
    let found = findings(
        &rules,
        r#"service S { operations: [A, B] }
        @staticContextParams(p: { value: "x" }, r: { value: true })
        operation A {}
        @operationContextParams(p: { path: "flag" })
        operation B { input := { flag: Boolean, @contextParam(name: "q") @required n: Integer } }"#,
    );
    assert_eq!(
        found,
        [
            "error RuleSetParameter.ContextParam.UnsupportedType a#BInput$n: Unsupported type `(integer: `smithy.api#Integer`)` for `q` parameter",
            "error RuleSetParameter.OperationContextParams.InconsistentType a#B: Inconsistent type for `p` parameter",
            "error RuleSetParameter.RuleSet.UnmatchedName a#S: Parameter `q` exists in ruleset but not in service model, existing params: p, r",
            "error RuleSetParameter.RuleSet.UnmatchedName a#S: Parameter `r` exists in service model but not in ruleset, existing params: [p]",
        ]
    );
}

#[test]
fn every_operation_binds_what_is_required() {
    let rules = rule_set(
        r#"p: { type: "string", required: true, documentation: "." }"#,
        URL,
    );
    let found = findings(
        &rules,
        r#"service S { operations: [A, B] }
        @staticContextParams(p: { value: "x" })
        operation A {}
        operation B {}"#,
    );
    let [one] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(one.starts_with("error RuleSetParameter.Operation.RequiredMissing a#B: "));
}

#[test]
fn tests_use_the_parameters_and_built_ins() {
    let rules = rule_set(
        r#"p: { type: "boolean", builtIn: "AWS::UseFIPS", required: true, default: false, documentation: "." }, e: { type: "string", builtIn: "SDK::Endpoint", documentation: "." }"#,
        URL,
    );
    let tests = r#"@endpointTests(version: "1.0", testCases: [{
        params: { p: true, x: "y" }
        operationInputs: [{ operationName: "A", operationParams: { z: 1 } }]
        expect: { endpoint: { url: "https://a.b" } }
    }])"#;
    let found = findings(
        &format!("{rules}\n{tests}"),
        "service S { operations: [A] }\noperation A { input := {} }",
    );
    let ids: Vec<&str> = found
        .iter()
        .filter_map(|line| line.split(':').next())
        .collect();
    assert_eq!(
        ids,
        [
            "danger EndpointTestsTrait.UnknownMember.a#AInput.z a#S",
            "danger RuleSetParameter.TestCase.Unused a#S",
            "error EndpointTestsTrait a#S",
            "error RuleSetParameter.TestCase.Undefined a#S",
        ],
        "{found:#?}"
    );
}

#[test]
fn schemes_are_known_and_unique() {
    let found = findings(
        &rule_set(
            "",
            r#"{ url: "https://a.b", properties: { authSchemes: [
                { name: "sigv4", signingName: true }, { name: "sigv4" }, { name: "sigv4a" }, { signingName: "x" }, "y", { name: "z" }
            ] } }"#,
        ),
        "service S {}",
    );
    let messages: Vec<&str> = found
        .iter()
        .filter_map(|line| Some(line.split_once("a#S: ")?.1))
        .collect();
    assert_eq!(
        messages,
        [
            "Expected `authSchemes` to be a list of objects, but found: `\"y\"`",
            "Expected `authSchemes` to have a `name` key with a string value but it did not: `{signingName=\"x\"}`",
            "Expected auth property `signingRegionSet` of an array<string> type but didn't find one",
            "Found duplicate `name` of `sigv4` in the `authSchemes` list",
            "Unexpected type for auth property `signingName`, found `true` but expected a string value",
            "Did not find a validator for the `z` auth scheme",
        ]
    );
}

#[test]
fn diagrams_that_can_not_be_read_are_no_traits() {
    let found = findings(
        r#"@smithy.rules#endpointBdd(version: "1.0", parameters: {}, conditions: [], results: [], root: 1, nodeCount: 1, nodes: "/////wAAAAH/////")"#,
        "service S {}",
    );
    assert_eq!(
        found,
        [
            "error Model a#S: Error creating trait `smithy.rules#endpointBdd`: Rules engine version for endpointBdd trait must be >= 1.1"
        ]
    );
}
