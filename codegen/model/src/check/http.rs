//! The `@http` trait: methods and status codes; the `@cors` trait. (Smithy spec, "HTTP bindings", "cors trait")

use super::http_binding::{Location, request_locations, response_locations};
use super::{Context, Rule, Run, ticked_sorted};
use crate::traits::{Error, Http, HttpError, TypedTrait};
use crate::{Diagnostic, Diagnostics, OperationShape, Severity, Shape, Span, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "CorsTrait",
        title: "`@cors` has an origin or origins.",
        why: "`origin` allows one origin everywhere, `origins` gives one for each stage of deployment. With both, nobody knows which one counts.",
        bad: r#"$version: "2"
namespace example

@cors(
    origin: "https://weather.example"
    origins: { prod: "https://prod.weather.example" }
)
service Weather {
    version: "1"
}
"#,
        good: r#"$version: "2"
namespace example

@cors(origins: { prod: "https://prod.weather.example" })
service Weather {
    version: "1"
}
"#,
        run: Run::Semantic(check_cors),
    },
    Rule {
        id: "HttpBindingsMissing",
        title: "All operations of a service have `@http`, or none has.",
        why: "A protocol that binds operations to methods and URIs can't send one that has no `@http` trait. Where no protocol asks for it, a service \
            in which only some operations have it is probably not finished.",
        bad: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    operations: [GetCity, ListCities]
}

@readonly
@http(method: "GET", uri: "/city")
operation GetCity {}

operation ListCities {}
"#,
        good: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    operations: [GetCity, ListCities]
}

@readonly
@http(method: "GET", uri: "/city")
operation GetCity {}

@readonly
@http(method: "GET", uri: "/cities")
operation ListCities {}
"#,
        run: Run::Semantic(check_missing),
    },
    Rule {
        id: "HttpMethodSemantics",
        title: "Methods say what operations do.",
        why: "Everything between client and server acts on the method: proxies cache and repeat GET, some drop the body of GET and DELETE, browsers \
            handle OPTIONS on their own. (RFC 9110, section 9.2) `@readonly` and `@idempotent` say the same to clients; the two have to agree.",
        bad: r#"$version: "2"
namespace example

@http(method: "GET", uri: "/city")
operation GetCity {}
"#,
        good: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/city")
operation GetCity {}
"#,
        run: Run::Semantic(check_methods),
    },
    Rule {
        id: "HttpResponseCodeSemantics",
        title: "Status codes say what happened.",
        why: "Clients tell success from failure, and whose fault it is, by the class of the status code: 2xx, 4xx, 5xx. And a response with 204 or \
            205 has no body, so that members of the output that go there are lost.",
        bad: r#"$version: "2"
namespace example

@http(method: "POST", uri: "/city", code: 404)
operation CreateCity {}
"#,
        good: r#"$version: "2"
namespace example

@http(method: "POST", uri: "/city", code: 201)
operation CreateCity {}
"#,
        run: Run::Semantic(check_codes),
    },
];

/// What a method says about operations. (Smithy spec, "HTTP method semantics"; RFC 9110, section 9.2)
struct Method {
    name: &'static str,
    /// Whether operations have to be, or must not be, read-only.
    readonly: Option<bool>,
    /// Whether operations have to be, or must not be, idempotent.
    idempotent: Option<bool>,
    /// Whether a request has a body.
    has_body: bool,
}

const METHODS: &[Method] = &[
    Method {
        name: "GET",
        readonly: Some(true),
        idempotent: Some(false),
        has_body: false,
    },
    Method {
        name: "HEAD",
        readonly: Some(true),
        idempotent: Some(false),
        has_body: false,
    },
    Method {
        name: "OPTIONS",
        readonly: Some(true),
        idempotent: Some(false),
        has_body: true,
    },
    Method {
        name: "TRACE",
        readonly: Some(true),
        idempotent: Some(false),
        has_body: false,
    },
    Method {
        name: "POST",
        readonly: Some(false),
        idempotent: None,
        has_body: true,
    },
    Method {
        name: "DELETE",
        readonly: Some(false),
        idempotent: Some(true),
        has_body: false,
    },
    Method {
        name: "PUT",
        readonly: Some(false),
        idempotent: Some(true),
        has_body: true,
    },
    Method {
        name: "PATCH",
        readonly: Some(false),
        idempotent: None,
        has_body: true,
    },
];

/// The operations that have an understood `@http` trait.
pub(super) fn bound<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a Shape, &'a OperationShape, Http)> {
    context
        .operations_with(known::HTTP)
        .filter_map(|on| Some((on.shape, on.shape.as_operation()?, on.shape.traits.typed()?)))
}

/// Where the `@http` trait of an operation stands.
pub(super) fn place(shape: &Shape) -> Span {
    shape.traits.span(known::HTTP).unwrap_or(shape.span)
}

fn check_cors(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied("smithy.api#cors") {
        let origins = on.value.get("origins").and_then(crate::Node::as_object);
        if on.value.get("origin").is_some() && origins.is_some_and(|origins| !origins.is_empty()) {
            let message =
                "The `origin` and `origins` members of the `cors` trait are mutually exclusive.";
            let found = Diagnostic::error("CorsTrait", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
    }
}

fn check_missing(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if context.applied(known::HTTP).is_empty() {
        return;
    }
    for service in context.services() {
        let operations = &context.contained(&service.id).operations;
        let has_http = |shape: &&&Shape| shape.traits.has(known::HTTP);
        let mut protocols = context.traits_defined_as(service, "smithy.api#protocolDefinition");
        let needs = protocols.find(|(_, definition)| {
            let traits = definition.get("traits").and_then(crate::Node::as_array);
            traits
                .into_iter()
                .flatten()
                .any(|id| id.as_str() == Some(known::HTTP))
        });
        let (severity, start) = match needs {
            Some((protocol, _)) => (
                Severity::Error,
                format!("The `{protocol}` protocol requires all"),
            ),
            None if operations.iter().any(|shape| has_http(&shape)) => {
                (Severity::Warning, "One or more".to_owned())
            }
            None => continue,
        };
        for shape in operations.iter().filter(|shape| !has_http(shape)) {
            let message = format!(
                "{start} operations in the `{}` service define the `http` trait, but this operation is missing the `http` trait.",
                service.id
            );
            let found = Diagnostic::new(severity, "HttpBindingsMissing", message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

const OPTIONS: &str = "OPTIONS requests are typically used as part of CORS and should not be modeled explicitly. They are an implementation detail that should not appear in generated client or server code. Instead, tooling should use the `cors` trait on a service to automatically configure CORS on clients and servers. It is the responsibility of service frameworks and API gateways to automatically manage OPTIONS requests. For example, OPTIONS requests are automatically created when using Smithy models with Amazon API Gateway.";

fn check_methods(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, operation, http) in bound(context) {
        let upper = http.method.to_ascii_uppercase();
        let Some(method) = METHODS.iter().find(|method| method.name == upper) else {
            continue;
        };
        let mut report = |severity, event: &str, message: String| {
            let dot = if event.is_empty() { "" } else { "." };
            let id = format!("HttpMethodSemantics{dot}{event}");
            let found = Diagnostic::new(severity, id, message);
            diagnostics.push(found.on(&shape.id).at(place(shape)));
        };
        let start = format!("This operation uses the `{upper}` method in the `http` trait, but");
        if upper != http.method {
            let message = format!(
                "This operation uses the `{}` method in the `http` trait, but expected `{upper}`.",
                http.method
            );
            report(Severity::Warning, "", message);
        }
        if method.name == "OPTIONS" {
            report(Severity::Warning, "OPTIONS", OPTIONS.to_owned());
        }
        for (wanted, name, missing, unnecessary) in [
            (
                method.readonly,
                "readonly",
                "MissingReadonlyTrait",
                "UnnecessaryReadonlyTrait",
            ),
            (
                method.idempotent,
                "idempotent",
                "MissingIdempotentTrait",
                "UnnecessaryIdempotentTrait",
            ),
        ] {
            let has = shape.traits.has(&format!("smithy.api#{name}"));
            if wanted.is_some_and(|wanted| wanted != has) {
                let (event, is) = if has {
                    (unnecessary, "is")
                } else {
                    (missing, "is not")
                };
                let message = format!("{start} {is} marked with the {name} trait");
                report(Severity::Warning, event, message);
            }
        }
        if method.has_body {
            continue;
        }
        let locations = request_locations(context.shape(&operation.input));
        let at = |wanted| {
            let here = locations.iter().filter(move |(_, at)| *at == wanted);
            here.map(|(member, _)| &*member.name)
        };
        let message = if let Some(name) = at(Location::Payload).next() {
            format!(
                "{start} the `{name}` member is sent as the payload of the request because it is marked with the `httpPayload` trait. Many HTTP clients do not support payloads with {upper} requests. Consider binding this member to other parts of the HTTP request such as a query string parameter using the `httpQuery` trait, a header using the `httpHeader` trait, or a path segment using the `httpLabel` trait."
            )
        } else if at(Location::Document).next().is_some() {
            format!(
                "{start} the following members are sent as part of the payload of the request: {}. These members are sent as part of the payload because they are not explicitly configured to be sent in headers, in the query string, or in a URI segment. Many HTTP clients do not support payloads with {upper} requests. Consider binding these members to other parts of the HTTP request such as query string parameters using the `httpQuery` trait, headers using the `httpHeader` trait, or URI segments using the `httpLabel` trait.",
                ticked_sorted(at(Location::Document))
            )
        } else {
            continue;
        };
        report(Severity::Danger, "UnexpectedPayload", message);
    }
}

fn check_codes(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let event = "HttpResponseCodeSemantics";
    for (shape, operation, http) in bound(context) {
        let code = http.code;
        if code / 100 != 2 {
            let message = format!("Expected an `http` code in the 2xx range, but found {code}");
            let found = Diagnostic::new(Severity::Danger, event, message);
            diagnostics.push(found.on(&shape.id).at(place(shape)));
        } else if matches!(code, 204 | 205) {
            let locations = response_locations(context.shape(&operation.output));
            let in_body = |at: &Location| matches!(at, Location::Payload | Location::Document);
            if locations.iter().any(|(_, at)| in_body(at)) {
                let message = format!(
                    "The HTTP {code} status code does not allow a response body. To use this status code, all output members need to be bound to @httpHeader, @httpPrefixHeaders, @httpResponseCode, etc."
                );
                let found = Diagnostic::warning(event, message);
                diagnostics.push(found.on(&shape.id).at(shape.span));
            }
        }
    }
    for on in context.applied(HttpError::ID) {
        let traits = on.traits();
        let (Some(error), Some(HttpError(code))) = (traits.typed(), traits.typed()) else {
            continue;
        };
        let (class, whose) = match error {
            Error::Client => (4, "client"),
            Error::Server => (5, "server"),
        };
        if code / 100 != class {
            let message = format!(
                "Expected an `httpError` code in the {class}xx range for a `{whose}` error, but found {code}"
            );
            let found = Diagnostic::new(Severity::Danger, event, message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
    }
}
