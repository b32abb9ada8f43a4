//! The `@http` trait: URI patterns, labels, methods, status codes. (Smithy spec, "HTTP bindings")

use std::collections::BTreeMap;

use super::{Context, Rule, Run, ticked};
use crate::closure::operations_of;
use crate::traits::{
    Endpoint, Error, HostSegment, Http, HttpError, TypedTrait, UriPattern, UriSegment,
};
use crate::{Diagnostic, Diagnostics, Member, Model, OperationShape, Severity, Shape, Span, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "HttpUri",
        title: "URI patterns are well formed.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_uris),
    },
    Rule {
        id: "HttpLabelTrait",
        title: "Labels and label members match.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_labels),
    },
    Rule {
        id: "HttpUriConflict",
        title: "No two operations of a service answer to one URI.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_conflicts),
    },
    Rule {
        id: "HttpMethodSemantics",
        title: "Methods say what operations do.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_methods),
    },
    Rule {
        id: "HttpResponseCodeSemantics",
        title: "Status codes say what happened.",
        why: "",
        bad: "",
        good: "",
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
        idempotent: None,
        has_body: false,
    },
    Method {
        name: "HEAD",
        readonly: Some(true),
        idempotent: None,
        has_body: false,
    },
    Method {
        name: "OPTIONS",
        readonly: Some(true),
        idempotent: None,
        has_body: true,
    },
    Method {
        name: "TRACE",
        readonly: Some(true),
        idempotent: None,
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
        idempotent: Some(false),
        has_body: true,
    },
];

/// The operations that have an understood `@http` trait.
pub(super) fn bound(model: &Model) -> impl Iterator<Item = (&Shape, &OperationShape, Http)> {
    model
        .shapes()
        .filter_map(|shape| Some((shape, shape.as_operation()?, shape.traits.typed()?)))
}

/// Where the `@http` trait of an operation stands.
pub(super) fn place(shape: &Shape) -> Span {
    shape.traits.span(known::HTTP).unwrap_or(shape.span)
}

fn check_uris(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model
        .shapes()
        .filter(|shape| shape.as_operation().is_some())
    {
        let Some(uri) = shape
            .traits
            .get(known::HTTP)
            .and_then(|http| http.get("uri")?.as_str())
        else {
            continue;
        };
        let mut report = |severity, event: &str, message: String| {
            diagnostics.push(
                Diagnostic::new(severity, event, message)
                    .on(&shape.id)
                    .at(place(shape)),
            );
        };
        let pattern = match UriPattern::parse(uri) {
            Ok(pattern) if uri.bytes().all(|b| b.is_ascii_graphic()) => pattern,
            Ok(_) => {
                report(
                    Severity::Error,
                    "HttpUriFormat",
                    format!("@http trait `uri` is invalid: {uri}"),
                );
                continue;
            }
            Err(why) => {
                report(
                    Severity::Error,
                    "HttpUriFormat",
                    format!("@http trait `uri` is invalid: {why}"),
                );
                continue;
            }
        };
        let http = shape
            .traits
            .get(known::HTTP)
            .filter(|http| http.get("method").is_some());
        if let Some(Err(why)) = http.map(Http::parse) {
            report(
                Severity::Error,
                "Model",
                format!("Error creating trait `http`: it {why}"),
            );
        }
        let labels: Vec<(&str, bool)> = pattern.labels().collect();
        if labels.iter().filter(|(_, greedy)| *greedy).count() > 1 {
            let message = format!("At most one greedy label segment may exist in a pattern: {uri}");
            report(
                Severity::Danger,
                "HttpUriGreedyLabel.MultipleGreedyLabels",
                message,
            );
        }
        if labels.iter().rev().skip(1).any(|(_, greedy)| *greedy) {
            let message = format!("A greedy label must be the last label in its pattern: {uri}");
            report(
                Severity::Danger,
                "HttpUriGreedyLabel.GreedyLabelIsNotLastLabel",
                message,
            );
        }
    }
}

fn check_labels(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, operation, http) in bound(model) {
        let members = model
            .shape(&operation.input)
            .map_or(&[][..], |input| &input.members);
        let label_members: Vec<&Member> = members
            .iter()
            .filter(|member| member.traits.has("smithy.api#httpLabel"))
            .collect();
        let find = |name: &str| {
            label_members
                .iter()
                .copied()
                .find(|member| &*member.name == name)
        };
        let missing: Vec<&str> = http
            .uri
            .labels()
            .map(|(name, _)| name)
            .filter(|name| find(name).is_none())
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "This operation uses `{}` as input, but the following URI labels found in the operation's `http` trait do not have a corresponding member marked with the `httpLabel` trait: {}",
                operation.input,
                ticked(missing)
            );
            diagnostics.push(
                Diagnostic::error("HttpLabelTrait", message)
                    .on(&shape.id)
                    .at(place(shape)),
            );
        }
        for member in &label_members {
            let message = match http.uri.labels().find(|(name, _)| *name == &*member.name) {
                None => format!(
                    "This `{}` structure member is marked with the `httpLabel` trait, but no corresponding `http` URI label could be found when used as the input of the `{}` operation.",
                    member.name, shape.id
                ),
                Some((_, true))
                    if model
                        .target(member)
                        .is_some_and(|target| !target.kind.is_string()) =>
                {
                    format!(
                        "The `{}` structure member corresponds to a greedy label when used as the input of the `{}` operation. This member targets `{}`, but greedy labels must only target string shapes.",
                        member.name, shape.id, member.target
                    )
                }
                Some(_) => continue,
            };
            diagnostics.push(
                Diagnostic::error("HttpLabelTrait", message)
                    .on(&member.id)
                    .at(member.span),
            );
        }
    }
}

/// Two operations conflict if they share the method, a host, and a pattern but for the names of labels.
fn check_conflicts(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.services() {
        let mut groups: BTreeMap<String, Vec<(&Shape, Http)>> = BTreeMap::new();
        for shape in operations_of(model, &service.id)
            .into_iter()
            .filter_map(|id| model.shape(id))
        {
            if let Some(http) = shape.traits.typed::<Http>() {
                let key = format!("{} {}", http.method, without_names(&http.uri));
                groups.entry(key).or_default().push((shape, http));
            }
        }
        // All pairs of a group are compared: a group larger than this says enough already.
        for group in groups.values().filter(|group| group.len() > 1) {
            for (shape, http) in group.iter().take(50) {
                let others: Vec<String> = group
                    .iter()
                    .take(50)
                    .filter(|(other, _)| {
                        other.id != shape.id && may_share_host(model, shape, other)
                    })
                    .map(|(other, http)| format!("`{}` ({})", other.id, http.uri))
                    .collect();
                if !others.is_empty() {
                    let message = format!(
                        "Operation URI, `{}`, conflicts with other operation URIs in the same service: [{}]",
                        http.uri,
                        others.join(", ")
                    );
                    diagnostics.push(
                        Diagnostic::error("HttpUriConflict", message)
                            .on(&shape.id)
                            .at(place(shape)),
                    );
                }
            }
        }
    }
}

/// The pattern with a mark in the place of each label, queries in order.
fn without_names(uri: &UriPattern) -> String {
    let mut pattern = uri.clone();
    for segment in &mut pattern.segments {
        if let UriSegment::Label { name, .. } = segment {
            name.clear();
        }
    }
    pattern.query.sort();
    pattern.to_string()
}

/// Whether one host could be that of both operations. A label with a `@pattern` is taken to keep them apart.
fn may_share_host(model: &Model, a: &Shape, b: &Shape) -> bool {
    let segments =
        |shape: &Shape| endpoint(shape).map_or_else(Vec::new, |endpoint| endpoint.host_prefix);
    let (one, two) = (segments(a), segments(b));
    let is_open = |shape: &Shape, segment: &HostSegment| match segment {
        HostSegment::Literal(_) => false,
        HostSegment::Label(name) => {
            let input = shape
                .as_operation()
                .and_then(|operation| model.shape(&operation.input));
            let member = input.and_then(|input| input.member(name));
            member.is_none_or(|member| model.member_trait(member, "smithy.api#pattern").is_none())
        }
    };
    if one.is_empty() || two.is_empty() {
        return one.is_empty() && two.is_empty();
    }
    one == two
        || one.iter().any(|segment| is_open(a, segment))
        || two.iter().any(|segment| is_open(b, segment))
}

fn check_methods(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, operation, http) in bound(model) {
        let mut report = |event: &str, message: String| {
            let id = if event.is_empty() {
                "HttpMethodSemantics".to_owned()
            } else {
                format!("HttpMethodSemantics.{event}")
            };
            diagnostics.push(
                Diagnostic::warning(id, message)
                    .on(&shape.id)
                    .at(place(shape)),
            );
        };
        let upper = http.method.to_ascii_uppercase();
        if upper != http.method {
            report(
                "",
                format!(
                    "This operation uses the `{}` method in the `http` trait, but expected `{upper}`.",
                    http.method
                ),
            );
        }
        let Some(method) = METHODS.iter().find(|method| method.name == upper) else {
            continue;
        };
        let start = format!("This operation uses the `{upper}` method in the `http` trait, but is");
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
            match wanted {
                Some(true) if !has => {
                    report(missing, format!("{start} not marked with the {name} trait"))
                }
                Some(false) if has => {
                    report(unnecessary, format!("{start} marked with the {name} trait"))
                }
                _ => {}
            }
        }
        let body = |member: &&Member| member.traits.has("smithy.api#httpPayload");
        let payload = model
            .shape(&operation.input)
            .and_then(|input| input.members.iter().find(body));
        if let Some(member) = payload.filter(|_| !method.has_body) {
            let message = format!(
                "This operation uses the `{upper}` method in the `http` trait, but the `{}` member is sent as the payload of the request because it is marked with the `httpPayload` trait. Many HTTP clients do not support payloads with {upper} requests.",
                member.name
            );
            let found = Diagnostic::new(
                Severity::Danger,
                "HttpMethodSemantics.UnexpectedPayload",
                message,
            );
            diagnostics.push(found.on(&shape.id).at(place(shape)));
        }
    }
}

fn check_codes(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let event = "HttpResponseCodeSemantics";
    for (shape, _, http) in bound(model).filter(|(_, _, http)| http.code / 100 != 2) {
        let message = format!(
            "Expected an `http` code in the 2xx range, but found {}",
            http.code
        );
        diagnostics.push(
            Diagnostic::new(Severity::Danger, event, message)
                .on(&shape.id)
                .at(place(shape)),
        );
    }
    for shape in model.shapes() {
        let (Some(error), Some(HttpError(code))) = (shape.traits.typed(), shape.traits.typed())
        else {
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
            let span = shape
                .traits
                .span("smithy.api#httpError")
                .unwrap_or(shape.span);
            diagnostics.push(
                Diagnostic::new(Severity::Danger, event, message)
                    .on(&shape.id)
                    .at(span),
            );
        }
    }
}

/// The host prefix of an operation, if it is understood.
pub(super) fn endpoint(shape: &Shape) -> Option<Endpoint> {
    shape.traits.typed()
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn what_is_no_status_is_reported() {
        let http = r#"{"smithy.api#http":{"method":"POST","uri":"/","code":99}}"#;
        let found = findings(&format!(r#""a#O":{{"type":"operation","traits":{http}}}"#));
        assert_eq!(
            found,
            "error Model a#O\nerror TraitValue.Member.InvalidRange a#O"
        );
    }

    #[test]
    fn operations_are_bound_soundly() {
        let found = findings(
            r#""a#Z":{"type":"service","version":"1","operations":[{"target":"a#A"},{"target":"a#B"},{"target":"a#C"},{"target":"a#D"}]},
            "a#A":{"type":"operation","input":{"target":"a#In"},"traits":{"smithy.api#readonly":{},"smithy.api#http":{"method":"GET","uri":"/x/{id}"}}},
            "a#B":{"type":"operation","input":{"target":"a#In"},"traits":{"smithy.api#http":{"method":"GET","uri":"/x/{di}","code":404}}},
            "a#C":{"type":"operation","traits":{"smithy.api#http":{"method":"POST","uri":"x"}}},
            "a#D":{"type":"operation","input":{"target":"a#In"},"traits":{"smithy.api#http":{"method":"POST","uri":"/x/{id+}/{more+}"}}},
            "a#In":{"type":"structure","members":{
                "id":{"target":"smithy.api#String","traits":{"smithy.api#required":{},"smithy.api#httpLabel":{}}}}}"#,
        );
        let wanted = "danger HttpResponseCodeSemantics a#B\ndanger HttpUriGreedyLabel.GreedyLabelIsNotLastLabel a#D\ndanger HttpUriGreedyLabel.MultipleGreedyLabels a#D\nerror HttpLabelTrait a#B\nerror HttpLabelTrait a#D\nerror HttpLabelTrait a#In$id\nerror HttpUriConflict a#A\nerror HttpUriConflict a#B\nerror HttpUriFormat a#C\nwarning HttpMethodSemantics.MissingReadonlyTrait a#B";
        assert_eq!(found, wanted);
    }
}
