//! Where members of inputs, outputs and errors go in HTTP messages. (Smithy spec, "HTTP bindings")

use std::collections::BTreeMap;

use super::{Context, Rule, Run, http::bound, ticked_sorted};
use crate::traits::{HttpHeader, HttpPrefixHeaders, HttpQuery, TypedTrait};
use crate::{Diagnostic, Diagnostics, Member, Severity, Shape, ShapeId, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "HttpHeaderTrait",
        title: "Members are bound to headers that may be set, each once.",
        why: "Two members can't share a header, and the names of headers do not differ by case. A name with characters that HTTP does not allow can't \
            be sent. Some headers, such as `Host` or `Content-Length`, belong to the transport, and a member that sets them breaks requests.",
        bad: r#"$version: "2"
namespace example

structure Request {
    @httpHeader("X-City")
    city: String

    @httpHeader("x-city")
    town: String
}
"#,
        good: r#"$version: "2"
namespace example

structure Request {
    @httpHeader("X-City")
    city: String

    @httpHeader("X-Town")
    town: String
}
"#,
        run: Run::Semantic(check_headers),
    },
    Rule {
        id: "HttpPayload",
        title: "Where a member is the body, all others are bound elsewhere.",
        why: "A member with `@httpPayload` is the whole body of the message. Members that are bound to nothing would go to the body, too, and have no \
            place there.",
        bad: r#"$version: "2"
namespace example

@http(method: "POST", uri: "/photo")
operation UploadPhoto {
    input := {
        @httpPayload
        photo: Blob

        title: String
    }
}
"#,
        good: r#"$version: "2"
namespace example

@http(method: "POST", uri: "/photo")
operation UploadPhoto {
    input := {
        @httpPayload
        photo: Blob

        @httpQuery("title")
        title: String
    }
}
"#,
        run: Run::Semantic(check_payloads),
    },
    Rule {
        id: "HttpPrefixHeadersTrait",
        title: "No header starts with the prefix of a map of headers.",
        why: "`@httpPrefixHeaders` takes all headers that start with its prefix into a map. A header of a member of its own that starts so would \
            be in both.",
        bad: r#"$version: "2"
namespace example

structure Request {
    @httpPrefixHeaders("X-Meta-")
    meta: Headers

    @httpHeader("X-Meta-Owner")
    owner: String
}

map Headers {
    key: String
    value: String
}
"#,
        good: r#"$version: "2"
namespace example

structure Request {
    @httpPrefixHeaders("X-Meta-")
    meta: Headers

    @httpHeader("X-Owner")
    owner: String
}

map Headers {
    key: String
    value: String
}
"#,
        run: Run::Semantic(check_prefixes),
    },
    Rule {
        id: "HttpQueryParamsTrait",
        title: "A map of query parameters stands alone.",
        why: "`@httpQueryParams` takes all query parameters into a map. Beside it, a server can't tell whether a parameter that also has a member \
            of its own was meant for that member or for the map.",
        bad: r#"$version: "2"
namespace example

structure Request {
    @httpQueryParams
    filters: Filters

    @httpQuery("page")
    page: String
}

map Filters {
    key: String
    value: String
}
"#,
        good: r#"$version: "2"
namespace example

structure Request {
    @httpQueryParams
    filters: Filters
}

map Filters {
    key: String
    value: String
}
"#,
        run: Run::Semantic(check_query_params),
    },
    Rule {
        id: "HttpQueryTrait",
        title: "Members are bound to query parameters of their own.",
        why: "Two members can't share a query parameter, nor can a member take one that the URI of the operation sets already.",
        bad: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/cities?list")
operation ListCities {
    input := {
        @httpQuery("list")
        kind: String
    }
}
"#,
        good: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/cities?list")
operation ListCities {
    input := {
        @httpQuery("kind")
        kind: String
    }
}
"#,
        run: Run::Semantic(check_queries),
    },
];

const PAYLOAD: &str = "smithy.api#httpPayload";

/// Headers that belong to the transport.
const RESERVED: &[&str] = &[
    "authorization",
    "connection",
    "content-length",
    "expect",
    "host",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "www-authenticate",
    "x-forwarded-for",
];

/// What binds a member of an input to something else than the body.
const REQUEST: &[&str] = &[
    HttpHeader::ID,
    HttpPrefixHeaders::ID,
    HttpQuery::ID,
    "smithy.api#httpLabel",
    "smithy.api#httpQueryParams",
];

/// What binds a member of an output or error to something else than the body.
const RESPONSE: &[&str] = &[
    HttpHeader::ID,
    HttpPrefixHeaders::ID,
    "smithy.api#httpResponseCode",
];

/// Where a member goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// To the URI, a header or the status code.
    Bound,
    /// It is the body.
    Payload,
    /// It is a part of the body.
    Document,
    /// Nowhere: another member is the body.
    Nowhere,
}

/// Where the members of an input go.
pub(super) fn request_locations(input: Option<&Shape>) -> Vec<(&Member, Location)> {
    locations(input, REQUEST)
}

/// Where the members of an output or error go.
pub(super) fn response_locations(output: Option<&Shape>) -> Vec<(&Member, Location)> {
    locations(output, RESPONSE)
}

fn locations<'a>(structure: Option<&'a Shape>, bindings: &[&str]) -> Vec<(&'a Member, Location)> {
    let members = structure.map_or(&[][..], |structure| &structure.members);
    let rest = if members.iter().any(|member| member.traits.has(PAYLOAD)) {
        Location::Nowhere
    } else {
        Location::Document
    };
    let location = |member: &Member| {
        if bindings.iter().any(|id| member.traits.has(id)) {
            Location::Bound
        } else if member.traits.has(PAYLOAD) {
            Location::Payload
        } else {
            rest
        }
    };
    members
        .iter()
        .map(|member| (member, location(member)))
        .collect()
}

/// The members of each structure by a key of some trait of them.
fn by_name<'a>(
    context: &Context<'a>,
    id: &str,
    key: impl Fn(&str) -> String,
) -> BTreeMap<&'a ShapeId, (&'a Shape, BTreeMap<String, Vec<&'a str>>)> {
    let mut all = BTreeMap::new();
    for (shape, member, _) in context.structure_members_with(id) {
        if let Some(name) = member.traits.get(id).and_then(crate::Node::as_str) {
            let (_, names) = all
                .entry(&shape.id)
                .or_insert_with(|| (shape, BTreeMap::<String, Vec<&str>>::new()));
            names.entry(key(name)).or_default().push(&*member.name);
        }
    }
    all
}

fn check_headers(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let event = "HttpHeaderTrait";
    for on in context.applied(HttpHeader::ID) {
        let name = on.value.as_str().unwrap_or_default();
        let message = if RESERVED.iter().any(|no| no.eq_ignore_ascii_case(name)) {
            format!("`{name}` is not an allowed HTTP header binding")
        } else if !name.bytes().all(is_token) {
            format!(
                "`{name}` is not a valid HTTP header field name according to section 5.6.2 of RFC 9110"
            )
        } else {
            continue;
        };
        let found = Diagnostic::new(Severity::Danger, event, message);
        diagnostics.push(found.on(on.id()).at(on.span));
    }
    for (shape, names) in by_name(context, HttpHeader::ID, str::to_ascii_lowercase).into_values() {
        for (name, members) in names.into_iter().filter(|(_, members)| members.len() > 1) {
            let message = format!(
                "`httpHeader` field name binding conflicts found for the `{name}` header in the following structure members: {}",
                ticked_sorted(members)
            );
            let found = Diagnostic::error(event, message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

fn check_prefixes(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, member, _) in context.structure_members_with(HttpPrefixHeaders::ID) {
        let Some(HttpPrefixHeaders(prefix)) = member.traits.typed() else {
            continue;
        };
        let prefix = prefix.to_ascii_lowercase();
        for other in &shape.members {
            let Some(HttpHeader(name)) = other.traits.typed() else {
                continue;
            };
            let name = name.to_ascii_lowercase();
            if name.starts_with(&prefix) {
                let (severity, detail) = if prefix.is_empty() {
                    let detail = format!(
                        "The service will not be able to disambiguate between header parameters intended for the `{}` member and those explicitly bound to the `httpHeader` members.",
                        member.id
                    );
                    (Severity::Note, detail)
                } else {
                    let detail = "`httpHeader` bindings must not case-insensitively start with any `httpPrefixHeaders` bindings.";
                    (Severity::Error, detail.to_owned())
                };
                let message = format!(
                    "`httpHeader` binding of `{name}` conflicts with the `httpPrefixHeaders` binding of `{}` to `{prefix}`. {detail}",
                    member.id
                );
                let span = other.traits.span(HttpHeader::ID).unwrap_or(other.span);
                let found = Diagnostic::new(severity, "HttpPrefixHeadersTrait", message);
                diagnostics.push(found.on(&other.id).at(span));
            }
        }
    }
}

fn check_query_params(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, member, _) in context.structure_members_with("smithy.api#httpQueryParams") {
        let queries: Vec<&str> = shape
            .members
            .iter()
            .filter(|other| other.traits.has(HttpQuery::ID))
            .map(|other| &*other.name)
            .collect();
        if !queries.is_empty() {
            let name = &member.name;
            let message = format!(
                "Structure member `{name}` is marked with the `httpQueryParams` trait, and `httpQuery` traits are applied to the following members: {}. The service will not be able to disambiguate between query string parameters intended for the `{name}` member and those explicitly bound to the `httpQuery` members.",
                ticked_sorted(queries)
            );
            let found = Diagnostic::new(Severity::Note, "HttpQueryParamsTrait", message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

fn check_queries(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let event = "HttpQueryTrait";
    let queries = by_name(context, HttpQuery::ID, str::to_owned);
    for (shape, names) in queries.values() {
        for (name, members) in names.iter().filter(|(_, members)| members.len() > 1) {
            let message = format!(
                "`httpQuery` parameter name binding conflicts found for the `{name}` parameter in the following structure members: {}",
                ticked_sorted(members.iter().copied())
            );
            let found = Diagnostic::error(event, message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
    for (operation, of, http) in bound(context).filter(|(_, _, http)| !http.uri.query.is_empty()) {
        let Some((shape, names)) = queries.get(&of.input) else {
            continue;
        };
        for (name, _) in http.uri.query.iter().filter(|(n, _)| names.contains_key(n)) {
            let message = format!(
                "`httpQuery` name `{name}` conflicts with the `http` trait of the `{}` operation: `{}`",
                operation.id, http.uri
            );
            let found = Diagnostic::error(event, message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

fn check_payloads(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut check = |shape: Option<&Shape>, locations: Vec<(&Member, Location)>| {
        let unbound: Vec<&str> = locations
            .iter()
            .filter(|(_, at)| *at == Location::Nowhere)
            .map(|(member, _)| &*member.name)
            .collect();
        if let Some(shape) = shape.filter(|_| !unbound.is_empty()) {
            let message = format!(
                "A member of this structure is marked with the `httpPayload` trait, but the following structure members are not explicitly bound to the HTTP message: {}",
                ticked_sorted(unbound)
            );
            let found = Diagnostic::error("HttpPayload", message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    };
    if context.applied(PAYLOAD).is_empty() {
        return;
    }
    for (_, operation, _) in bound(context) {
        let (input, output) = (
            context.shape(&operation.input),
            context.shape(&operation.output),
        );
        check(input, request_locations(input));
        check(output, response_locations(output));
    }
    for on in context.applied(known::ERROR) {
        check(Some(on.shape), response_locations(Some(on.shape)));
    }
}

/// RFC 9110, section 5.6.2.
pub(super) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
