//! Services behind API Gateway. (Smithy AWS spec, "Amazon API Gateway traits")

use super::super::pack::{find, text, texts, ticked};
use super::super::{Context, Rule, Run};
use crate::{Diagnostics, Node, Severity};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "AuthorizersTrait",
        title: "Authorizers stand for authentication schemes of their service.",
        why: "An authorizer does for API Gateway what an authentication scheme of the service does for clients; its `scheme` has to be one \
              of those. Simple responses are a part of version 2.0 of the format between API Gateway and its authorizers, and of no \
              other.",
        bad: r#"$version: "2"
namespace example.gateway
use aws.apigateway#authorizers
use aws.auth#sigv4
@authorizers(main: { scheme: sigv4, type: "request", uri: "arn:foo" })
@httpBasicAuth
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.gateway
use aws.apigateway#authorizers
use aws.auth#sigv4
@authorizers(main: { scheme: sigv4, type: "request", uri: "arn:foo" })
@sigv4(name: "cities")
service Cities {}
"#,
        run: Run::Semantic(check_authorizers),
    },
    Rule {
        id: "EndpointConfiguration",
        title: "Private endpoints take both kinds of addresses.",
        why: "API Gateway offers private endpoints for IPv4 and IPv6 together only. It refuses to create one that asks for a single kind.",
        bad: r#"$version: "2"
namespace example.gateway
use aws.apigateway#endpointConfiguration
@endpointConfiguration(types: ["PRIVATE"], ipAddressType: "ipv4")
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.gateway
use aws.apigateway#endpointConfiguration
@endpointConfiguration(types: ["PRIVATE"], ipAddressType: "dualstack")
service Cities {}
"#,
        run: Run::Semantic(check_endpoints),
    },
    Rule {
        id: "GatewayResponsesCors",
        title: "Responses of the gateway leave the headers of CORS alone.",
        why: "`@cors` puts headers into the responses that API Gateway makes itself, and parameters of `@gatewayResponses` win over them. \
              A service with both may answer browsers with other headers than it thinks.",
        bad: r#"$version: "2"
namespace example.gateway
use aws.apigateway#gatewayResponses
@cors
@gatewayResponses(DEFAULT_4XX: { statusCode: "400" })
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.gateway
use aws.apigateway#gatewayResponses
@gatewayResponses(DEFAULT_4XX: { statusCode: "400" })
service Cities {}
"#,
        run: Run::Semantic(check_responses),
    },
];

const AUTHORIZERS: &str = "aws.apigateway#authorizers";

fn check_authorizers(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied(AUTHORIZERS) {
        let schemes: Vec<&str> = model
            .traits_defined_as(applied.shape, "smithy.api#authDefinition")
            .map(|(id, _)| id.as_str())
            .collect();
        let place = (applied.id(), applied.span);
        let authorizers = applied.value.as_object();
        let authorizers = || authorizers.into_iter().flat_map(|object| object.iter());
        let mut wrong: Vec<String> = authorizers()
            .filter_map(|(name, value)| Some((name, text(value, "scheme")?)))
            .filter(|(_, scheme)| !schemes.contains(scheme))
            .map(|(name, scheme)| format!("{name} -> {scheme}"))
            .collect();
        wrong.sort_unstable();
        if !wrong.is_empty() {
            let message = format!(
                "Each `scheme` of the `{AUTHORIZERS}` trait must target one of the auth schemes applied to the service (i.e., [{}]). The following mappings of authorizer names to schemes are invalid: {}",
                ticked(schemes),
                wrong.join(", ")
            );
            find(
                diagnostics,
                Severity::Error,
                "AuthorizersTrait",
                place,
                message,
            );
        }
        let is_old = |value: &Node| {
            let version = text(value, "authorizerPayloadFormatVersion");
            value.get("enableSimpleResponses").is_some() && version.is_some_and(|v| v != "2.0")
        };
        let mut old: Vec<&str> = authorizers()
            .filter(|(_, value)| is_old(value))
            .map(|(name, _)| name)
            .collect();
        old.sort_unstable();
        if !old.is_empty() {
            let message = format!(
                "The enableSimpleResponses member of {AUTHORIZERS} is only supported when authorizedPayloadFormatVersion is 2.0. The following authorizers are misconfigured: {}",
                old.join(", ")
            );
            find(
                diagnostics,
                Severity::Error,
                "AuthorizersTrait",
                place,
                message,
            );
        }
    }
}

fn check_endpoints(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied("aws.apigateway#endpointConfiguration") {
        let kind = text(applied.value, "ipAddressType");
        let Some(kind) = kind.filter(|kind| *kind != "dualstack") else {
            continue;
        };
        if texts(applied.value.get("types")).contains(&"PRIVATE") {
            let message = format!(
                "The `PRIVATE` endpoint type requires `ipAddressType` to be `dualstack`, but found `{kind}`."
            );
            let place = (applied.id(), applied.span);
            find(
                diagnostics,
                Severity::Error,
                "EndpointConfiguration",
                place,
                message,
            );
        }
    }
}

fn check_responses(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied("aws.apigateway#gatewayResponses") {
        if applied.traits().has("smithy.api#cors") {
            find(
                diagnostics,
                Severity::Danger,
                "GatewayResponsesCors",
                (applied.id(), applied.span),
                "Service has both @gatewayResponses and @cors applied. Gateway response parameters take precedence over CORS-generated headers. Verify that response parameters in @gatewayResponses do not unintentionally override CORS headers.",
            );
        }
    }
}
