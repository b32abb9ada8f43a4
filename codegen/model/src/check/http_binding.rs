//! Where members of inputs, outputs and errors go in HTTP messages. (Smithy spec, "HTTP bindings"; "endpoint trait")

use std::collections::{BTreeMap, BTreeSet};

use super::ticked;
use super::{
    Context, Rule, Run,
    http::{bound, endpoint, place},
};
use crate::closure::operations_of;
use crate::known;
use crate::traits::{HostSegment, HttpHeader, HttpPrefixHeaders, HttpQuery};
use crate::{Diagnostic, Diagnostics, Member, Model, Severity, Shape, ShapeType};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "HttpBinding",
        title: "Members are bound to HTTP where they fit, each place once.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check),
    },
    Rule {
        id: "HostLabelTrait",
        title: "Host labels and host label members match.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_host_labels),
    },
];

const PAYLOAD: &str = "smithy.api#httpPayload";
const HOST_LABEL: &str = "smithy.api#hostLabel";

/// Protocols that need `@http` on every operation.
const HTTP_PROTOCOLS: &[&str] = &["aws.protocols#restJson1", "aws.protocols#restXml"];

/// What binds a member to something else than the body.
const BINDINGS: &[&str] = &[
    "smithy.api#httpHeader",
    "smithy.api#httpLabel",
    "smithy.api#httpPrefixHeaders",
    "smithy.api#httpQuery",
    "smithy.api#httpQueryParams",
    "smithy.api#httpResponseCode",
    HOST_LABEL,
];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model
        .shapes()
        .filter(|shape| shape.kind == ShapeType::Structure)
    {
        check_places(shape, diagnostics);
    }
    check_payloads(model, diagnostics);
    check_query_literals(model, diagnostics);
    check_missing(model, diagnostics);
}

/// No two members go to one header or query parameter.
fn check_places(shape: &Shape, diagnostics: &mut Diagnostics) {
    let mut headers: BTreeMap<String, Vec<&Member>> = BTreeMap::new();
    let mut queries: BTreeMap<String, Vec<&Member>> = BTreeMap::new();
    let mut prefixes = Vec::new();
    for member in &shape.members {
        if let Some(HttpHeader(name)) = member.traits.typed() {
            if name.is_empty() || !name.bytes().all(is_token) {
                let message = format!(
                    "`{name}` is not a valid HTTP header field name according to section 5.6.2 of RFC 9110"
                );
                let found = Diagnostic::new(Severity::Danger, "HttpHeaderTrait", message);
                diagnostics.push(found.on(&member.id).at(member.span));
            }
            headers
                .entry(name.to_ascii_lowercase())
                .or_default()
                .push(member);
        }
        if let Some(HttpQuery(name)) = member.traits.typed() {
            queries.entry(name).or_default().push(member);
        }
        if let Some(HttpPrefixHeaders(prefix)) = member.traits.typed() {
            prefixes.push((prefix.to_ascii_lowercase(), member));
        }
    }
    for (event, what, places) in [
        ("HttpHeaderTrait", "httpHeader", &headers),
        ("HttpQueryTrait", "httpQuery", &queries),
    ] {
        for (name, members) in places.iter().filter(|(_, members)| members.len() > 1) {
            let names = ticked(members.iter().map(|member| &*member.name));
            let message = format!(
                "`{what}` binding conflicts found for `{name}` in the following structure members: {names}"
            );
            diagnostics.push(
                Diagnostic::error(event, message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }
    // The empty prefix takes what is left.
    for (prefix, member) in prefixes
        .into_iter()
        .filter(|(prefix, _)| !prefix.is_empty())
    {
        for (name, bound) in headers
            .range(prefix.clone()..)
            .take_while(|(name, _)| name.starts_with(&prefix))
        {
            let message = format!(
                "`httpHeader` binding of `{name}` on {} conflicts with the `httpPrefixHeaders` binding of `{}` to `{prefix}`. `httpHeader` bindings must not case-insensitively start with any `httpPrefixHeaders` bindings.",
                ticked(bound.iter().map(|member| &*member.name)),
                member.name
            );
            diagnostics.push(
                Diagnostic::error("HttpPrefixHeadersTrait", message)
                    .on(&shape.id)
                    .at(member.span),
            );
        }
    }
}

/// A member that is the body leaves no room for others, and a stream is always the body.
fn check_payloads(model: &Model, diagnostics: &mut Diagnostics) {
    let mut shapes = BTreeSet::new();
    for (_, operation, _) in bound(model) {
        shapes.extend(
            [&operation.input, &operation.output]
                .into_iter()
                .chain(&operation.errors),
        );
    }
    for shape in shapes.into_iter().filter_map(|id| model.shape(id)) {
        let unbound: Vec<&Member> = shape
            .members
            .iter()
            .filter(|member| {
                !member.traits.has(PAYLOAD) && !BINDINGS.iter().any(|id| member.traits.has(id))
            })
            .collect();
        if !unbound.is_empty()
            && shape
                .members
                .iter()
                .any(|member| member.traits.has(PAYLOAD))
        {
            let message = format!(
                "A member of this structure is marked with the `httpPayload` trait, but the following structure members are not explicitly bound to the HTTP message: {}",
                ticked(unbound.iter().map(|member| &*member.name))
            );
            diagnostics.push(
                Diagnostic::error("HttpPayload", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
        for member in unbound {
            if let Some(target) = model
                .target(member)
                .filter(|target| target.traits.has(known::STREAMING))
            {
                let message = format!(
                    "Member `{}` referencing @streaming shape `{}` must have the @httpPayload trait",
                    member.id, target.id
                );
                diagnostics.push(
                    Diagnostic::error("StreamingTrait", message)
                        .on(&member.id)
                        .at(member.span),
                );
            }
        }
    }
}

/// A query parameter is in the pattern or a member, not both.
fn check_query_literals(model: &Model, diagnostics: &mut Diagnostics) {
    for (shape, operation, http) in bound(model).filter(|(_, _, http)| !http.uri.query.is_empty()) {
        let Some(input) = model.shape(&operation.input) else {
            continue;
        };
        for member in &input.members {
            let name = member
                .traits
                .typed::<HttpQuery>()
                .map(|HttpQuery(name)| name);
            if let Some(name) =
                name.filter(|name| http.uri.query.iter().any(|(literal, _)| literal == name))
            {
                let message = format!(
                    "`httpQuery` name `{name}` conflicts with the `http` trait of the `{}` operation: `{}`",
                    shape.id, http.uri
                );
                diagnostics.push(
                    Diagnostic::error("HttpQueryTrait", message)
                        .on(&input.id)
                        .at(member.span),
                );
            }
        }
    }
}

/// Some protocols are nothing without `@http`.
fn check_missing(model: &Model, diagnostics: &mut Diagnostics) {
    for service in model.services() {
        let Some(protocol) = service
            .traits
            .iter()
            .map(|(id, _)| id)
            .find(|id| needs_http(model, id.as_str()))
        else {
            continue;
        };
        let missing = operations_of(model, &service.id)
            .into_iter()
            .filter_map(|id| model.shape(id));
        for shape in missing.filter(|shape| !shape.traits.has(known::HTTP)) {
            let message = format!(
                "The `{protocol}` protocol requires all operations in the `{}` service define the `http` trait, but this operation is missing the `http` trait.",
                service.id
            );
            diagnostics.push(
                Diagnostic::error("HttpBindingsMissing", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }
}

fn needs_http(model: &Model, protocol: &str) -> bool {
    let defined = || {
        let traits = model
            .shape(protocol)?
            .traits
            .get("smithy.api#protocolDefinition")?
            .get("traits")?;
        Some(
            traits
                .as_array()?
                .iter()
                .any(|id| id.as_str() == Some(known::HTTP)),
        )
    };
    HTTP_PROTOCOLS.contains(&protocol) || defined().unwrap_or(false)
}

fn check_host_labels(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let event = "HostLabelTrait";
    for shape in model.shapes() {
        let (Some(operation), Some(endpoint)) = (shape.as_operation(), endpoint(shape)) else {
            continue;
        };
        let span = shape
            .traits
            .span("smithy.api#endpoint")
            .unwrap_or(place(shape));
        let labels: Vec<&str> = endpoint
            .host_prefix
            .iter()
            .filter_map(|segment| match segment {
                HostSegment::Label(name) => Some(name.as_str()),
                HostSegment::Literal(_) => None,
            })
            .collect();
        let members = model
            .shape(&operation.input)
            .map_or(&[][..], |input| &input.members);
        let members: Vec<&Member> = members
            .iter()
            .filter(|member| member.traits.has(HOST_LABEL))
            .collect();
        let missing: Vec<&str> = labels
            .iter()
            .copied()
            .filter(|label| !members.iter().any(|member| &*member.name == *label))
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "This operation uses {} as input, but the following host labels found in the operation's `endpoint` trait do not have a corresponding member marked with the `hostLabel` trait: {}",
                operation.input,
                ticked(missing)
            );
            diagnostics.push(Diagnostic::error(event, message).on(&shape.id).at(span));
        }
        for member in members
            .iter()
            .filter(|member| !labels.contains(&&*member.name))
        {
            let message = format!(
                "This `{}` structure member is marked with the `hostLabel` trait, but no corresponding `endpoint` host label could be found when used as the input of the `{}` operation.",
                member.name, shape.id
            );
            diagnostics.push(
                Diagnostic::error(event, message)
                    .on(&member.id)
                    .at(member.span),
            );
        }
        let ends_in_dot = matches!(endpoint.host_prefix.last(), Some(HostSegment::Literal(text)) if text.ends_with('.'));
        if !labels.is_empty() && !ends_in_dot {
            let message = "`endpoint` trait hostPrefix contains host labels and does not end in a period (`.`). This can result in clients inadvertently sending data to domains you do not control.";
            diagnostics.push(
                Diagnostic::new(Severity::Danger, event, message)
                    .on(&shape.id)
                    .at(span),
            );
        }
        let host: String = endpoint
            .host_prefix
            .iter()
            .map(|segment| match segment {
                HostSegment::Literal(text) => text.as_str(),
                HostSegment::Label(_) => "label",
            })
            .collect();
        if !is_host_prefix(&host) {
            let message = format!(
                "The `endpoint` trait hostPrefix, {host}, could not expand in to a valid RFC 3986 host: {host}"
            );
            diagnostics.push(Diagnostic::error(event, message).on(&shape.id).at(span));
        }
    }
}

/// Whether a text can stand before a host name: labels of letters, digits and inner hyphens, of up to 63 characters.
fn is_host_prefix(text: &str) -> bool {
    text.trim_end_matches('.').split('.').all(|label| {
        let inner = label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=63).contains(&label.len()) && inner && !label.starts_with('-')
    })
}

/// RFC 9110, section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn members_go_to_places_of_their_own() {
        let found = findings(
            r#""a#Z":{"type":"service","version":"1","operations":[{"target":"a#O"},{"target":"a#N"}],"traits":{"aws.protocols#restJson1":{}}},
            "a#O":{"type":"operation","input":{"target":"a#In"},"traits":{
                "smithy.api#http":{"method":"POST","uri":"/?q"},"smithy.api#endpoint":{"hostPrefix":"{h}"}}},
            "a#N":{"type":"operation"},
            "a#In":{"type":"structure","members":{
                "a":{"target":"smithy.api#String","traits":{"smithy.api#httpHeader":"X-a"}},
                "b":{"target":"smithy.api#String","traits":{"smithy.api#httpHeader":"x-A"}},
                "m":{"target":"a#M","traits":{"smithy.api#httpPrefixHeaders":"x-"}},
                "q":{"target":"smithy.api#String","traits":{"smithy.api#httpQuery":"q"}},
                "p":{"target":"smithy.api#String","traits":{"smithy.api#httpPayload":{}}},
                "u":{"target":"smithy.api#String"}}},
            "a#M":{"type":"map","key":{"target":"smithy.api#String"},"value":{"target":"smithy.api#Integer"}}"#,
        );
        let wanted = "danger HostLabelTrait a#O\nerror HostLabelTrait a#O\nerror HttpBindingsMissing a#N\nerror HttpHeaderTrait a#In\nerror HttpPayload a#In\nerror HttpPrefixHeadersTrait a#In\nerror HttpQueryTrait a#In\nerror TraitTarget a#In$m";
        assert_eq!(found, wanted);
    }
}
