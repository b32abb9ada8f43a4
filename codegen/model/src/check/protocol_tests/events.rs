//! Tests of streams of events.

use super::super::pack::{event_stream, find, input, output, text};
use super::super::params::{Params, Timestamps};
use super::super::{Applied, Context, Rule, Run};
use super::media;
use crate::{Diagnostics, Model, Node, Severity, Shape};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[Rule {
    id: "EventStreamTestsTrait",
    title: "Tests of streams hold messages and events of their operations.",
    why: "A test of a stream has an initial message or at least one event. Its values have to be values of the shapes that they are for: \
          the input, the output, an event of the stream in the direction of the event, or the shape that the test names. A body of JSON or \
          XML has to be well-formed.",
    bad: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#eventStreamTests
@eventStreamTests([
    { id: "city_a", protocol: restJson1, events: [{ type: "response", params: { built: {} } }] }
    { id: "city_b", protocol: restJson1 }
])
operation WatchCity { input := { events: CityEvents } }
@streaming
union CityEvents { built: Built }
structure Built {}
"#,
    good: r#"$version: "2"
namespace example.tests
use aws.protocols#restJson1
use smithy.test#eventStreamTests
@eventStreamTests([{ id: "city_a", protocol: restJson1, events: [{ type: "request", params: { built: {} } }] }])
operation WatchCity { input := { events: CityEvents } }
@streaming
union CityEvents { built: Built }
structure Built {}
"#,
    run: Run::Semantic(check),
}];

const RULE: &str = "EventStreamTestsTrait";
const TRAIT: &str = "smithy.test#eventStreamTests";

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.operations_with(TRAIT) {
        let operation = Operation {
            model: model.model(),
            applied,
            input: input(model.model(), applied.shape),
            output: output(model.model(), applied.shape),
        };
        for (index, case) in applied
            .value
            .as_array()
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            operation.case(index, case, diagnostics);
        }
    }
}

struct Operation<'a> {
    model: &'a Model,
    applied: Applied<'a>,
    input: Option<&'a Shape>,
    output: Option<&'a Shape>,
}

impl Operation<'_> {
    fn check(
        &self,
        shape: Option<&Shape>,
        value: Option<&Node>,
        way: &str,
        diagnostics: &mut Diagnostics,
    ) {
        let params = Params {
            model: self.model,
            rule: RULE,
            place: (self.applied.id(), self.applied.span),
            timestamps: Timestamps::Format,
        };
        if let Some(shape) = shape {
            let nothing = Node::annotation();
            let value = value.unwrap_or(&nothing);
            params.check(shape, value, &format!("{TRAIT}.{way}"), diagnostics);
        }
    }

    fn find(
        &self,
        severity: Severity,
        id: String,
        way: &str,
        message: &str,
        diagnostics: &mut Diagnostics,
    ) {
        let place = (self.applied.id(), self.applied.span);
        find(
            diagnostics,
            severity,
            id,
            place,
            format!("{TRAIT}.{way}: {message}"),
        );
    }

    /// The shape that a test names, with what is under a key if there is something.
    fn named(&self, node: &Node, key: &str) -> Option<&Shape> {
        self.model.shape(text(node, key)?)
    }

    fn case(&self, index: usize, case: &Node, diagnostics: &mut Diagnostics) {
        let mut check = |shape: Option<&Shape>, key: &str| {
            self.check(shape, case.get(key), &format!("{index}.{key}"), diagnostics);
        };
        let has = |key: &str| case.get(key).is_some();
        check(
            self.input.filter(|_| has("initialRequestParams")),
            "initialRequestParams",
        );
        check(self.named(case, "initialRequestShape"), "initialRequest");
        check(
            self.output.filter(|_| has("initialResponseParams")),
            "initialResponseParams",
        );
        check(self.named(case, "initialResponseShape"), "initialResponse");
        check(self.named(case, "vendorParamsShape"), "vendorParams");
        let events = case
            .get("events")
            .and_then(Node::as_array)
            .unwrap_or_default();
        for (i, event) in events.iter().enumerate() {
            self.event(event, &format!("{index}.events.{i}"), diagnostics);
        }
        let initial = [
            "initialRequestParams",
            "initialRequest",
            "initialResponseParams",
            "initialResponse",
        ];
        if events.is_empty() && !initial.iter().any(|key| has(key)) {
            let message =
                "At least one event, an initial request, or an initial response must be set.";
            let id = format!("{RULE}.{index}");
            self.find(
                Severity::Error,
                id,
                &index.to_string(),
                message,
                diagnostics,
            );
        }
    }

    fn event(&self, event: &Node, way: &str, diagnostics: &mut Diagnostics) {
        let direction = match text(event, "type") {
            Some("request") => Some(("request", "input", self.input)),
            Some("response") => Some(("response", "output", self.output)),
            _ => None,
        };
        let params = event.get("params");
        if let Some((kind, side, structure)) = direction.filter(|_| params.is_some()) {
            match event_stream(self.model, structure) {
                Some(stream) => {
                    self.check(Some(stream), params, &format!("{way}.params"), diagnostics);
                }
                None => {
                    let message = format!(
                        "Invalid {kind} event for operation {} that has no {side} stream.",
                        self.applied.id()
                    );
                    let id = match kind {
                        "request" => RULE.to_owned(),
                        _ => format!("{RULE}.{way}"),
                    };
                    self.find(Severity::Error, id, way, &message, diagnostics);
                }
            }
        }
        let media_type = text(event, "bodyMediaType").unwrap_or_default();
        let body = text(event, "body").unwrap_or_default();
        if let Some(problem) = media::problem(body, media_type) {
            let message = format!("Invalid {media_type} content: {problem}");
            let way = format!("{way}.body");
            self.find(
                Severity::Danger,
                RULE.to_owned(),
                &way,
                &message,
                diagnostics,
            );
        }
        let vendor = self.named(event, "vendorParamsShape");
        self.check(
            vendor,
            event.get("vendorParams"),
            &format!("{way}.vendorParams"),
            diagnostics,
        );
    }
}
