//! The ids of tests of protocols.

use std::collections::BTreeMap;

use super::super::pack::{find, text, ticked};
use super::super::{Context, Rule, Run};
use crate::{Diagnostics, Node, Severity, Shape, ShapeType};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "HttpMalformedRequestTests",
        title: "The lists of test parameters are of one length.",
        why: "A test with parameters stands for as many tests as its parameters have values: the first of all lists make the first, and so \
              on. Lists of different lengths leave the last ones without values.",
        bad: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpMalformedRequestTests
@http(method: "POST", uri: "/")
@httpMalformedRequestTests([{
    id: "bad_body"
    protocol: restJson1
    request: { method: "POST", uri: "/", body: "$a:L$b:L" }
    response: { code: 400 }
    testParameters: { a: ["1", "2"], b: ["x"] }
}])
operation PutCity {}
"#,
        good: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpMalformedRequestTests
@http(method: "POST", uri: "/")
@httpMalformedRequestTests([{
    id: "bad_body"
    protocol: restJson1
    request: { method: "POST", uri: "/", body: "$a:L$b:L" }
    response: { code: 400 }
    testParameters: { a: ["1", "2"], b: ["x", "y"] }
}])
operation PutCity {}
"#,
        run: Run::Semantic(check_parameters),
    },
    Rule {
        id: "UniqueProtocolTestCaseId",
        title: "Tests of protocols differ by their ids.",
        why: "The id of a test becomes the name of a function, and lists of known failures refer to it. Among the tests of one kind it can \
              stand for one only.",
        bad: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpRequestTests
@http(method: "POST", uri: "/")
@httpRequestTests([
    { id: "city", protocol: restJson1, method: "POST", uri: "/" }
    { id: "city", protocol: restJson1, method: "POST", uri: "/" }
])
operation PutCity {}
"#,
        good: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpRequestTests
@http(method: "POST", uri: "/")
@httpRequestTests([
    { id: "city", protocol: restJson1, method: "POST", uri: "/" }
    { id: "town", protocol: restJson1, method: "POST", uri: "/" }
])
operation PutCity {}
"#,
        run: Run::Semantic(check_ids),
    },
];

const REQUESTS: &str = "smithy.test#httpRequestTests";
const RESPONSES: &str = "smithy.test#httpResponseTests";
const MALFORMED: &str = "smithy.test#httpMalformedRequestTests";
const EVENTS: &str = "smithy.test#eventStreamTests";

/// The kinds of tests whose ids are unique among themselves. Expanded tests of malformed requests count as tests of responses, as in
/// the reference.
const KINDS: &[(&str, &[&str])] = &[
    (REQUESTS, &[REQUESTS]),
    (RESPONSES, &[RESPONSES, MALFORMED]),
    (EVENTS, &[EVENTS]),
];

/// The lengths of the lists of test parameters.
fn lengths(case: &Node) -> Vec<usize> {
    let parameters = case.get("testParameters").and_then(Node::as_object);
    let values = parameters.into_iter().flat_map(|object| object.iter());
    values
        .filter_map(|(_, values)| values.as_array().map(<[Node]>::len))
        .collect()
}

fn check_parameters(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied(MALFORMED) {
        for case in applied.value.as_array().unwrap_or_default() {
            let lengths = lengths(case);
            if lengths.iter().any(|length| Some(length) != lengths.first()) {
                let place = (applied.id(), applied.span);
                let message =
                    "Each list associated to a key in `testParameters` must be of the same length.";
                find(
                    diagnostics,
                    Severity::Error,
                    "HttpMalformedRequestTests",
                    place,
                    message,
                );
            }
        }
    }
}

/// The ids of a test: one, or as many as its parameters make of it.
fn ids(case: &Node) -> Vec<String> {
    let id = text(case, "id").unwrap_or_default();
    match lengths(case).into_iter().min() {
        None => vec![id.to_owned()],
        Some(count) => (0..count).map(|i| format!("{id}_case{i}")).collect(),
    }
}

fn check_ids(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (kind, traits) in KINDS {
        let mut by_id: BTreeMap<String, Vec<(&Shape, &str)>> = BTreeMap::new();
        for trait_id in *traits {
            for applied in model.applied(trait_id) {
                let fits = matches!(
                    applied.shape.kind,
                    ShapeType::Operation | ShapeType::Structure
                );
                for case in applied.value.as_array().unwrap_or_default() {
                    for id in ids(case) {
                        if fits && applied.member.is_none() {
                            by_id.entry(id).or_default().push((applied.shape, trait_id));
                        }
                    }
                }
            }
        }
        for (id, shapes) in by_id.iter().filter(|(_, shapes)| shapes.len() > 1) {
            let list = ticked(shapes.iter().map(|(shape, _)| shape.id.as_str()));
            for (shape, trait_id) in shapes {
                let message =
                    format!("Conflicting `{kind}` test case IDs found for ID `{id}`: {list}");
                let place = (&shape.id, shape.traits.span(trait_id).unwrap_or(shape.span));
                find(
                    diagnostics,
                    Severity::Error,
                    "UniqueProtocolTestCaseId",
                    place,
                    message,
                );
            }
        }
    }
}
