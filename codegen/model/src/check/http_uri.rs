//! URI patterns: their form, their labels, and which operation answers to them. (Smithy spec, "http trait")

use std::collections::BTreeMap;

use super::http::{bound, place};
use super::{Context, Rule, Run, named, ticked_sorted};
use crate::traits::{Endpoint, HostSegment, Http, UriPattern, UriSegment};
use crate::{Diagnostic, Diagnostics, Member, Model, Severity, Shape};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "HttpLabelTrait",
        title: "Labels of URIs and members with `@httpLabel` match.",
        why: "A label in the URI of an operation is filled with the member of the input that has its name. A label without such a member can't \
            be filled, and a member without a label has no place to go. A greedy label takes several segments of a path, slashes and all, so that \
            it has to be a string.",
        bad: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/cities/{cityId}")
operation GetCity {
    input := {
        @required
        @httpLabel
        id: String
    }
}
"#,
        good: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/cities/{cityId}")
operation GetCity {
    input := {
        @required
        @httpLabel
        cityId: String
    }
}
"#,
        run: Run::Semantic(check_labels),
    },
    Rule {
        id: "HttpUriConflict",
        title: "No two operations of a service answer to one URI.",
        why: "A server finds the operation for a request by its method, host and path. Where two operations share all of them, one can never be \
            called. The names of labels make no difference.",
        bad: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    operations: [GetCity, GetTown]
}

@readonly
@http(method: "GET", uri: "/places")
operation GetCity {}

@readonly
@http(method: "GET", uri: "/places")
operation GetTown {}
"#,
        good: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    operations: [GetCity, GetTown]
}

@readonly
@http(method: "GET", uri: "/cities")
operation GetCity {}

@readonly
@http(method: "GET", uri: "/towns")
operation GetTown {}
"#,
        run: Run::Semantic(check_conflicts),
    },
    Rule {
        id: "HttpUriFormat",
        title: "URIs are written in ASCII.",
        why: "A request line holds ASCII only. What else a path contains has to be percent-encoded in the model, as it is in the request.",
        bad: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/städte")
operation GetCities {}
"#,
        good: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/st%C3%A4dte")
operation GetCities {}
"#,
        run: Run::Semantic(check_format),
    },
    Rule {
        id: "HttpUriGreedyLabel",
        title: "A URI has one greedy label, and it is the last label.",
        why: "A greedy label takes all that it can, so that what is left for labels after it depends on how a router searches. Many routers do not \
            allow it at all. If every server of the API does, the finding may be suppressed.",
        bad: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/files/{path+}/versions/{version}")
operation GetFile {
    input := {
        @required
        @httpLabel
        path: String

        @required
        @httpLabel
        version: String
    }
}
"#,
        good: r#"$version: "2"
namespace example

@readonly
@http(method: "GET", uri: "/versions/{version}/files/{path+}")
operation GetFile {
    input := {
        @required
        @httpLabel
        path: String

        @required
        @httpLabel
        version: String
    }
}
"#,
        run: Run::Semantic(check_greedy),
    },
];

/// The text of the pattern of an operation, as it stands in the model.
fn text(shape: &Shape) -> &str {
    let http = shape.traits.get(crate::known::HTTP);
    let uri = http.and_then(|http| http.get("uri"));
    uri.and_then(crate::Node::as_str).unwrap_or_default()
}

fn check_format(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.operations_with(crate::known::HTTP) {
        let uri = text(on.shape);
        let message = match UriPattern::parse(uri) {
            Ok(_) if uri.is_ascii() => continue,
            Ok(_) => format!("@http trait `uri` is invalid: {uri}"),
            Err(why) => format!("@http trait `uri` is invalid: {why}"),
        };
        let found = Diagnostic::error("HttpUriFormat", message);
        diagnostics.push(found.on(on.id()).at(on.span));
    }
}

fn check_greedy(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, _, http) in bound(context) {
        let mut labels = http.uri.labels();
        while let Some((_, greedy)) = labels.next() {
            if !greedy {
                continue;
            }
            let rest: Vec<bool> = labels.by_ref().map(|(_, greedy)| greedy).collect();
            let mut report = |part: &str, what: &str| {
                let event = format!("HttpUriGreedyLabel.{part}");
                let message = format!("{what} pattern: {}", text(shape));
                let found = Diagnostic::new(Severity::Danger, event, message);
                diagnostics.push(found.on(&shape.id).at(place(shape)));
            };
            if rest.contains(&true) {
                report(
                    "MultipleGreedyLabels",
                    "At most one greedy label segment may exist in a",
                );
            }
            if !rest.is_empty() {
                report(
                    "GreedyLabelIsNotLastLabel",
                    "A greedy label must be the last label in its",
                );
            }
        }
    }
}

fn check_labels(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, operation, http) in bound(context) {
        let members = context
            .shape(&operation.input)
            .map_or(&[][..], |input| &input.members);
        let label_members: Vec<&Member> = members
            .iter()
            .filter(|member| member.traits.has("smithy.api#httpLabel"))
            .collect();
        let missing: Vec<&str> = http
            .uri
            .labels()
            .map(|(name, _)| name)
            .filter(|name| !label_members.iter().any(|member| *member.name == **name))
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "This operation uses `{}` as input, but the following URI labels found in the operation's `http` trait do not have a corresponding member marked with the `httpLabel` trait: {}",
                operation.input,
                ticked_sorted(missing)
            );
            let found = Diagnostic::error("HttpLabelTrait", message);
            diagnostics.push(found.on(&shape.id).at(place(shape)));
        }
        for member in &label_members {
            let label = http
                .uri
                .labels()
                .find(|(name, _)| name.eq_ignore_ascii_case(&member.name));
            let message = match (label, context.target(member)) {
                (None, _) => format!(
                    "This `{}` structure member is marked with the `httpLabel` trait, but no corresponding `http` URI label could be found when used as the input of the `{}` operation.",
                    member.name, shape.id
                ),
                (Some((_, true)), Some(target)) if !target.kind.is_string() => format!(
                    "The `{}` structure member corresponds to a greedy label when used as the input of the `{}` operation. This member targets {}, but greedy labels must target string shapes.",
                    member.name,
                    shape.id,
                    named(target)
                ),
                _ => continue,
            };
            let span = member.traits.span("smithy.api#httpLabel");
            let found = Diagnostic::error("HttpLabelTrait", message);
            diagnostics.push(found.on(&member.id).at(span.unwrap_or(member.span)));
        }
    }
}

/// Two operations conflict if they share the method, a host, and a pattern but for the names of labels.
fn check_conflicts(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in context.services() {
        let mut groups: BTreeMap<String, Vec<&Shape>> = BTreeMap::new();
        for shape in &context.contained(&service.id).operations {
            if let Some(http) = shape.traits.typed::<Http>() {
                let key = format!("{} {}", http.method, without_names(&http.uri));
                groups.entry(key).or_default().push(shape);
            }
        }
        // All pairs of a group are compared: a group larger than this says enough already.
        for group in groups.values().filter(|group| group.len() > 1) {
            for shape in group.iter().take(50) {
                let mut others: Vec<String> = group
                    .iter()
                    .take(50)
                    .filter(|other| other.id != shape.id && share_a_host(context, shape, other))
                    .map(|other| format!("`{}` ({})", other.id, text(other)))
                    .collect();
                others.sort_unstable();
                if !others.is_empty() {
                    let message = format!(
                        "Operation URI, `{}`, conflicts with other operation URIs in the same service: [{}]",
                        text(shape),
                        others.join(", ")
                    );
                    let found = Diagnostic::error("HttpUriConflict", message);
                    diagnostics.push(found.on(&shape.id).at(place(shape)));
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

/// Whether requests of two operations may go to one host. Where only one of them has a prefix they don't; where a label of one meets a
/// constant of the other, a `@pattern` of the label's member is taken to keep them apart.
fn share_a_host(model: &Model, a: &Shape, b: &Shape) -> bool {
    let prefix = |shape: &Shape| {
        shape
            .traits
            .typed::<Endpoint>()
            .map(|endpoint| endpoint.host_prefix)
    };
    let (one, two) = match (prefix(a), prefix(b)) {
        (None, None) => return true,
        (Some(one), Some(two)) => (one, two),
        _ => return false,
    };
    let has_pattern = |shape: &Shape, name: &str| {
        let input = shape.as_operation().and_then(|of| model.shape(&of.input));
        let member = input.and_then(|input| input.member(name));
        member.is_some_and(|member| {
            member.traits.has("smithy.api#hostLabel") && member.traits.has("smithy.api#pattern")
        })
    };
    let mut apart = Vec::new();
    for pair in one.iter().zip(&two) {
        match pair {
            (HostSegment::Literal(x), HostSegment::Literal(y)) if x != y => break,
            (HostSegment::Label(name), HostSegment::Literal(_)) => apart.push(has_pattern(a, name)),
            (HostSegment::Literal(_), HostSegment::Label(name)) => apart.push(has_pattern(b, name)),
            _ => {}
        }
    }
    apart.is_empty() || apart.contains(&false)
}
