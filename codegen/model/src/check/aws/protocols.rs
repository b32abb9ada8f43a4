//! What the HTTP protocols of AWS and Smithy can send. (Smithy AWS spec, "AWS protocols"; Smithy spec, "Smithy RPC v2")

use super::super::pack::{bracketed, find, input, output, structure, texts};
use super::super::{Context, Rule, Run};
use crate::{Diagnostics, Severity, Shape, ShapeType, known};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "ProtocolHttp",
        title: "Streams of events use versions of HTTP that the service speaks.",
        why: "`eventStreamHttp` of a protocol trait narrows `http` to the versions that carry streams of events. A version that is only \
              in the former is one that the service does not say to speak at all.",
        bad: r#"$version: "2"
namespace example.http
use aws.protocols#restJson1
@restJson1(http: ["h2"], eventStreamHttp: ["http/1.1"])
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.http
use aws.protocols#restJson1
@restJson1(http: ["h2", "http/1.1"], eventStreamHttp: ["h2"])
service Cities {}
"#,
        run: Run::Semantic(check_aws_versions),
    },
    Rule {
        id: "ProtocolHttpPayload",
        title: "Payloads of AWS protocols are structures, unions, documents, strings or blobs.",
        why: "A list, map, number or boolean as the whole body of a message has no form in these protocols: XML has no root element for \
              it, and clients and servers would have to guess. A structure with the value as its member does.",
        bad: r#"$version: "2"
namespace example.http
use aws.protocols#restJson1
@restJson1
service Cities { operations: [PutCities] }
@http(method: "PUT", uri: "/")
@idempotent
operation PutCities {
    input := {
        @httpPayload
        names: Names
    }
}
list Names { member: String }
"#,
        good: r#"$version: "2"
namespace example.http
use aws.protocols#restJson1
@restJson1
service Cities { operations: [PutCities] }
@http(method: "PUT", uri: "/")
@idempotent
operation PutCities {
    input := {
        @httpPayload
        cities: CityList
    }
}
structure CityList { names: Names }
list Names { member: String }
"#,
        run: Run::Semantic(check_payloads),
    },
    Rule {
        id: "Rpcv2CborTrait",
        title: "Streams of events use versions of HTTP that the service speaks: RPC v2 CBOR.",
        why: "`eventStreamHttp` narrows `http` to the versions that carry streams of events. A version that is only in the former is one \
              that the service does not say to speak at all.",
        bad: r#"$version: "2"
namespace example.http
use smithy.protocols#rpcv2Cbor
@rpcv2Cbor(http: ["h2"], eventStreamHttp: ["http/1.1"])
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.http
use smithy.protocols#rpcv2Cbor
@rpcv2Cbor(http: ["h2", "http/1.1"], eventStreamHttp: ["h2"])
service Cities {}
"#,
        run: Run::Semantic(check_cbor_versions),
    },
    Rule {
        id: "Rpcv2JsonTrait",
        title: "Streams of events use versions of HTTP that the service speaks: RPC v2 JSON.",
        why: "`eventStreamHttp` narrows `http` to the versions that carry streams of events. A version that is only in the former is one \
              that the service does not say to speak at all.",
        bad: r#"$version: "2"
namespace example.http
use smithy.protocols#rpcv2Json
@rpcv2Json(http: ["h2"], eventStreamHttp: ["http/1.1"])
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.http
use smithy.protocols#rpcv2Json
@rpcv2Json(http: ["h2", "http/1.1"], eventStreamHttp: ["h2"])
service Cities {}
"#,
        run: Run::Semantic(check_json_versions),
    },
];

/// The protocols of AWS that can be told which versions of HTTP they use.
const HTTP_PROTOCOLS: &[&str] = &[
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "aws.protocols#restJson1",
    "aws.protocols#restXml",
];

fn check_aws_versions(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    check_versions(model, diagnostics, "ProtocolHttp", HTTP_PROTOCOLS);
}

fn check_cbor_versions(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    check_versions(
        model,
        diagnostics,
        "Rpcv2CborTrait",
        &["smithy.protocols#rpcv2Cbor"],
    );
}

fn check_json_versions(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    check_versions(
        model,
        diagnostics,
        "Rpcv2JsonTrait",
        &["smithy.protocols#rpcv2Json"],
    );
}

fn check_versions(
    model: &Context<'_>,
    diagnostics: &mut Diagnostics,
    rule: &str,
    protocols: &[&str],
) {
    for protocol in protocols {
        for applied in model.applied(protocol) {
            let known = texts(applied.value.get("http"));
            let mut streams = texts(applied.value.get("eventStreamHttp"));
            streams.retain(|version| !known.contains(version));
            if !streams.is_empty() {
                let message = format!(
                    "The following values of the `eventStreamHttp` property do not also appear in the `http` property of the {protocol} protocol trait: {}",
                    bracketed(streams)
                );
                let place = (applied.id(), applied.span);
                find(diagnostics, Severity::Error, rule, place, message);
            }
        }
    }
}

fn check_payloads(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.services() {
        if !HTTP_PROTOCOLS.iter().any(|id| service.traits.has(id)) {
            continue;
        }
        for operation in &model.contained(&service.id).operations {
            if operation.traits.has(known::HTTP) {
                check_payload(model, diagnostics, input(model, operation));
                check_payload(model, diagnostics, output(model, operation));
            }
            let errors = operation.as_operation().into_iter().flat_map(|o| &o.errors);
            for error in errors.filter_map(|id| structure(model, id)) {
                if error.traits.has(known::ERROR) {
                    check_payload(model, diagnostics, Some(error));
                }
            }
        }
    }
}

fn check_payload(model: &Context<'_>, diagnostics: &mut Diagnostics, shape: Option<&Shape>) {
    use ShapeType::{Blob, Document, Enum, String, Structure, Union};
    let bound = shape
        .into_iter()
        .flat_map(|shape| &shape.members)
        .find(|member| {
            let fits = model.target(member).is_some_and(|target| {
                matches!(
                    target.kind,
                    Structure | Union | Document | Blob | String | Enum
                )
            });
            member.traits.has("smithy.api#httpPayload") && !fits
        });
    if let Some(member) = bound {
        find(
            diagnostics,
            Severity::Error,
            "ProtocolHttpPayload",
            (&member.id, member.span),
            "AWS Protocols only support binding the following shape types to the payload: string, blob, structure, union, and document",
        );
    }
}
