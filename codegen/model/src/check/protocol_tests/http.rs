//! Tests of HTTP messages.

use super::super::pack::{find, input, output, text};
use super::super::params::{Params, Timestamps};
use super::super::{Applied, Context, Rule, Run};
use super::media;
use crate::{Diagnostics, Model, Node, Object, Severity, Shape, ShapeType};

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
    /// The type of shape whose tests are its business.
    of: ShapeType,
}

fn check_inputs(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let kind = Kind {
        rule: "HttpRequestTestsInput",
        trait_id: "smithy.test#httpRequestTests",
        of: ShapeType::Operation,
    };
    kind.check(model, diagnostics, |shape| input(model.model(), shape));
}

fn check_outputs(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let kind = Kind {
        rule: "HttpResponseTestsOutput",
        trait_id: "smithy.test#httpResponseTests",
        of: ShapeType::Operation,
    };
    kind.check(model, diagnostics, |shape| output(model.model(), shape));
}

fn check_errors(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let kind = Kind {
        rule: "HttpResponseTestsError",
        trait_id: "smithy.test#httpResponseTests",
        of: ShapeType::Structure,
    };
    kind.check(model, diagnostics, |shape| {
        (shape.kind == ShapeType::Structure).then_some(shape)
    });
}

impl Kind {
    fn check<'m>(
        &self,
        context: &Context<'m>,
        diagnostics: &mut Diagnostics,
        structure: impl Fn(&'m Shape) -> Option<&'m Shape>,
    ) {
        let mut cases = Cases {
            kind: self,
            model: context.model(),
            params: Params::new(context, self.rule, Timestamps::EpochSeconds),
        };
        for applied in context.applied(self.trait_id) {
            let structure = structure(applied.shape);
            let values = applied.value.as_array().unwrap_or_default();
            for (index, case) in values.iter().enumerate() {
                cases.body(applied, case, diagnostics);
                cases.vendor(applied, (index, case), diagnostics);
                cases.params(applied, structure, (index, case), diagnostics);
            }
        }
    }
}

struct Cases<'k, 'c, 'm> {
    kind: &'k Kind,
    model: &'m Model,
    params: Params<'c, 'm>,
}

/// The members of an object under a key.
fn object<'n>(case: &'n Node, key: &str) -> Option<&'n Object> {
    case.get(key).and_then(Node::as_object)
}

impl<'m> Cases<'_, '_, 'm> {
    fn is_own(&self, applied: &Applied<'_>) -> bool {
        applied.shape.kind == self.kind.of
    }

    fn find(
        &self,
        applied: &Applied<'_>,
        severity: Severity,
        message: impl Into<String>,
        diagnostics: &mut Diagnostics,
    ) {
        let place = (applied.id(), applied.span);
        find(diagnostics, severity, self.kind.rule, place, message);
    }

    /// Bodies are what their media types say.
    fn body(&self, applied: &Applied<'_>, case: &Node, diagnostics: &mut Diagnostics) {
        let media_type = text(case, "bodyMediaType").unwrap_or_default();
        let body = text(case, "body").unwrap_or_default();
        if let Some(problem) = media::problem(body, media_type) {
            let message = format!(
                "Invalid {media_type} content in `{}` protocol test case `{}`: {problem}",
                self.kind.trait_id,
                text(case, "id").unwrap_or_default()
            );
            self.find(applied, Severity::Danger, message, diagnostics);
        }
    }

    /// `vendorParams` are a value of the shape that is named for them.
    fn vendor(
        &mut self,
        applied: &Applied<'_>,
        (index, case): (usize, &Node),
        diagnostics: &mut Diagnostics,
    ) {
        let Some(shape) = text(case, "vendorParamsShape").filter(|_| self.is_own(applied)) else {
            return;
        };
        let Some(params) = object(case, "vendorParams").filter(|object| !object.is_empty()) else {
            let message = "Protocol test case defined a `vendorParamsShape` but no `vendorParams`";
            return self.find(applied, Severity::Warning, message, diagnostics);
        };
        if let Some(shape) = self.model.shape(shape) {
            let (place, value) = ((applied.id(), applied.span), Node::Object(params.clone()));
            let start = format!("{}.{index}.vendorParams", self.kind.trait_id);
            self.params.check(place, shape, &value, &start, diagnostics);
        }
    }

    /// `params` are a value of the structure.
    fn params(
        &mut self,
        applied: &Applied<'_>,
        structure: Option<&'m Shape>,
        (index, case): (usize, &Node),
        diagnostics: &mut Diagnostics,
    ) {
        let value = object(case, "params").cloned().unwrap_or_default();
        if let Some(structure) = structure {
            let place = (applied.id(), applied.span);
            let start = format!("{}.{index}.params", self.kind.trait_id);
            let value = Node::Object(value);
            self.params
                .check(place, structure, &value, &start, diagnostics);
        }
    }
}
