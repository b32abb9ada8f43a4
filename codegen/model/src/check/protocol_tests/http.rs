//! Tests of HTTP messages.

use super::super::pack::{find, input, output, text};
use super::super::params::{Params, Timestamps};
use super::super::{Applied, Context, Rule, Run};
use super::media;
use crate::{Diagnostics, Model, Node, Object, Severity, Shape, ShapeType, json, known};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "HttpRequestTestsInput",
        title: "Tests of requests hold inputs of their operations.",
        why: "The `params` of a test of requests are the input that a client sends, or that a server reads. They have to be a value of the \
              input; `vendorParams` have to be one of `vendorParamsShape`, and a body of JSON or XML has to be well-formed.",
        bad: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpRequestTests
@http(method: "POST", uri: "/")
@httpRequestTests([{ id: "city", protocol: restJson1, method: "POST", uri: "/", params: { name: 1 } }])
operation PutCity { input := { name: String } }
"#,
        good: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpRequestTests
@http(method: "POST", uri: "/")
@httpRequestTests([{ id: "city", protocol: restJson1, method: "POST", uri: "/", params: { name: "Ur" } }])
operation PutCity { input := { name: String } }
"#,
        run: Run::Semantic(check_inputs),
    },
    Rule {
        id: "HttpResponseTestsOutput",
        title: "Tests of responses hold outputs of their operations.",
        why: "The `params` of a test of responses on an operation are the output that a server sends, or that a client reads. They have to \
              be a value of the output; `vendorParams` have to be one of `vendorParamsShape`, and a body of JSON or XML has to be \
              well-formed.",
        bad: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpResponseTests
@http(method: "POST", uri: "/")
@httpResponseTests([{ id: "city", protocol: restJson1, code: 200, params: { name: 1 } }])
operation PutCity { output := { name: String } }
"#,
        good: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpResponseTests
@http(method: "POST", uri: "/")
@httpResponseTests([{ id: "city", protocol: restJson1, code: 200, params: { name: "Ur" } }])
operation PutCity { output := { name: String } }
"#,
        run: Run::Semantic(check_outputs),
    },
    Rule {
        id: "HttpResponseTestsError",
        title: "Tests of errors hold values of their errors.",
        why: "The `params` of a test of responses on an error are the error that a server sends, or that a client reads. They have to be a \
              value of it; `vendorParams` have to be one of `vendorParamsShape`, and a body of JSON or XML has to be well-formed.",
        bad: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpResponseTests
@error("client")
@httpResponseTests([{ id: "no_city", protocol: restJson1, code: 400, params: { message: 1 } }])
structure NoCity { message: String }
"#,
        good: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#httpResponseTests
@error("client")
@httpResponseTests([{ id: "no_city", protocol: restJson1, code: 400, params: { message: "Gone" } }])
structure NoCity { message: String }
"#,
        run: Run::Semantic(check_errors),
    },
];

/// What a rule looks at.
struct Kind {
    rule: &'static str,
    trait_id: &'static str,
    /// What `params` are called in messages.
    name: &'static str,
    /// The type of shape whose tests are its business.
    of: ShapeType,
}

fn check_inputs(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let kind = Kind {
        rule: "HttpRequestTestsInput",
        trait_id: "smithy.test#httpRequestTests",
        name: "input",
        of: ShapeType::Operation,
    };
    kind.check(model, diagnostics, |shape| {
        meaningful(input(model.model(), shape))
    });
}

fn check_outputs(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let kind = Kind {
        rule: "HttpResponseTestsOutput",
        trait_id: "smithy.test#httpResponseTests",
        name: "output",
        of: ShapeType::Operation,
    };
    kind.check(model, diagnostics, |shape| {
        meaningful(output(model.model(), shape))
    });
}

fn check_errors(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let kind = Kind {
        rule: "HttpResponseTestsError",
        trait_id: "smithy.test#httpResponseTests",
        name: "error",
        of: ShapeType::Structure,
    };
    kind.check(model, diagnostics, |shape| {
        (shape.kind == ShapeType::Structure).then_some(shape)
    });
}

/// A structure that is not the unit type.
fn meaningful(shape: Option<&Shape>) -> Option<&Shape> {
    shape.filter(|shape| shape.id != *known::UNIT)
}

impl Kind {
    fn check<'a>(
        &self,
        model: &Context<'a>,
        diagnostics: &mut Diagnostics,
        structure: impl Fn(&'a Shape) -> Option<&'a Shape>,
    ) {
        for applied in model.applied(self.trait_id) {
            let structure = structure(applied.shape);
            let cases = applied.value.as_array().unwrap_or_default();
            for (index, case) in cases.iter().enumerate() {
                self.case(
                    model.model(),
                    applied,
                    structure,
                    (index, case),
                    diagnostics,
                );
            }
        }
    }

    fn case(
        &self,
        model: &Model,
        applied: &Applied<'_>,
        structure: Option<&Shape>,
        (index, case): (usize, &Node),
        diagnostics: &mut Diagnostics,
    ) {
        let place = (applied.id(), applied.span);
        let media_type = text(case, "bodyMediaType").unwrap_or_default();
        let body = text(case, "body").unwrap_or_default();
        if let Some(problem) = media::problem(body, media_type) {
            let message = format!(
                "Invalid {media_type} content in `{}` protocol test case `{}`: {problem}",
                self.trait_id,
                text(case, "id").unwrap_or_default()
            );
            find(diagnostics, Severity::Danger, self.rule, place, message);
        }
        let params = Params {
            model,
            rule: self.rule,
            place,
            timestamps: Timestamps::EpochSeconds,
        };
        let is_own = applied.shape.kind == self.of;
        let values = |key| case.get(key).and_then(Node::as_object);
        let vendor_shape = text(case, "vendorParamsShape").filter(|_| is_own);
        match values("vendorParams").filter(|object| !object.is_empty()) {
            None if vendor_shape.is_some() => find(
                diagnostics,
                Severity::Warning,
                self.rule,
                place,
                "Protocol test case defined a `vendorParamsShape` but no `vendorParams`",
            ),
            None => {}
            Some(object) => {
                if let Some(shape) = vendor_shape.and_then(|id| model.shape(id)) {
                    let value = Node::Object(object.clone());
                    let start = format!("{}.{index}.vendorParams", self.trait_id);
                    params.check(shape, &value, &start, diagnostics);
                }
            }
        }
        let value = values("params").cloned().unwrap_or_else(Object::new);
        if let Some(structure) = structure {
            let start = format!("{}.{index}.params", self.trait_id);
            params.check(structure, &Node::Object(value), &start, diagnostics);
        } else if !value.is_empty() && is_own {
            let message = format!(
                "Protocol test {0} parameters provided for operation with no {0}: `{1}`",
                self.name,
                json::to_compact(&Node::Object(value))
            );
            find(diagnostics, Severity::Error, self.rule, place, message);
        }
    }
}
