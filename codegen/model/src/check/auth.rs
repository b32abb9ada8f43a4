//! Authentication of services and operations. (Smithy spec, "Authentication traits")

use std::collections::BTreeSet;

use super::{Context, Rule, Run, listed};
use crate::traits::{Auth, HttpApiKeyAuth, TypedTrait};
use crate::{Diagnostic, Diagnostics, Severity, Shape};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "AuthTrait",
        title: "`@auth` names schemes that the service has.",
        why: "A service says with traits such as `@httpBearerAuth` which schemes it takes, and how. `@auth` chooses among them, and orders them. A \
            scheme that the service does not have is not configured, so that no client can use it.",
        bad: r#"$version: "2"
namespace example

@httpBasicAuth
@auth([httpBasicAuth, httpBearerAuth])
service Weather {
    version: "1"
}
"#,
        good: r#"$version: "2"
namespace example

@httpBasicAuth
@httpBearerAuth
@auth([httpBasicAuth, httpBearerAuth])
service Weather {
    version: "1"
}
"#,
        run: Run::Semantic(check_auth),
    },
    Rule {
        id: "HttpApiKeyAuthTrait",
        title: "An API key with a scheme goes in a header.",
        why: "`scheme` is the word before the key in the `Authorization` header. A query parameter has no such word.",
        bad: r#"$version: "2"
namespace example

@httpApiKeyAuth(name: "key", in: "query", scheme: "ApiKey")
service Weather {
    version: "1"
}
"#,
        good: r#"$version: "2"
namespace example

@httpApiKeyAuth(name: "Authorization", in: "header", scheme: "ApiKey")
service Weather {
    version: "1"
}
"#,
        run: Run::Semantic(check_api_key),
    },
    Rule {
        id: "ServiceAuthDefinitions",
        title: "A service with several schemes orders them.",
        why: "Clients try schemes in the order of `@auth`. Without it the order is that of the names of the schemes, which nobody chose, and which \
            changes when a scheme is added.",
        bad: r#"$version: "2"
namespace example

@httpBasicAuth
@httpBearerAuth
service Weather {
    version: "1"
}
"#,
        good: r#"$version: "2"
namespace example

@httpBasicAuth
@httpBearerAuth
@auth([httpBearerAuth, httpBasicAuth])
service Weather {
    version: "1"
}
"#,
        run: Run::Semantic(check_order),
    },
];

const DEFINITION: &str = "smithy.api#authDefinition";

fn check_auth(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in context.services() {
        let schemes: BTreeSet<&str> = context
            .traits_defined_as(service, DEFINITION)
            .map(|(id, _)| id.as_str())
            .collect();
        let operations = context.contained(&service.id).operations.iter().copied();
        let mut check = |shape: &Shape| {
            let Some(Auth(wanted)) = shape.traits.typed() else {
                return;
            };
            let unknown: BTreeSet<&str> = wanted
                .iter()
                .map(|id| id.as_str())
                .filter(|id| !schemes.contains(id))
                .collect();
            if !unknown.is_empty() {
                let message = format!(
                    "auth trait applies authentication that is not configured on the service shape, `{}`: [{}]",
                    service.id,
                    listed(unknown)
                );
                let span = shape.traits.span(Auth::ID).unwrap_or(shape.span);
                let found = Diagnostic::new(Severity::Danger, "AuthTrait", message);
                diagnostics.push(found.on(&shape.id).at(span));
            }
        };
        check(service);
        operations.for_each(check);
    }
}

fn check_api_key(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(HttpApiKeyAuth::ID) {
        let key = on.traits().typed::<HttpApiKeyAuth>();
        if key.is_some_and(|key| key.scheme.is_some() && key.in_query) {
            let message = "The httpApiKeyAuth trait must have an `in` value of `header` when a `scheme` is provided, found: query";
            let found = Diagnostic::error("HttpApiKeyAuthTrait", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
    }
}

fn check_order(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in context.services() {
        let has_order = service.traits.has(Auth::ID);
        if !has_order && context.traits_defined_as(service, DEFINITION).count() > 1 {
            let message = "This service uses multiple authentication schemes but does not have the `@auth` trait applied. The `@auth` trait defines a priority ordering of auth schemes for a client to use. Without it, the ordering of auth schemes is alphabetical based on the absolute shape ID of the auth schemes.";
            let found = Diagnostic::warning("ServiceAuthDefinitions", message);
            diagnostics.push(found.on(&service.id).at(service.span));
        }
    }
}
