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
    { id: "built", protocol: restJson1, events: [{ type: "response", params: { built: {} } }] }
    { id: "empty", protocol: restJson1 }
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
@eventStreamTests([{ id: "built", protocol: restJson1, events: [{ type: "request", params: { built: {} } }] }])
operation WatchCity { input := { events: CityEvents } }
@streaming
union CityEvents { built: Built }
structure Built {}
"#,
    run: Run::Semantic(check),
}];

const RULE: &str = "EventStreamTestsTrait";
const TRAIT: &str = "smithy.test#eventStreamTests";

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut params = Params::new(context, RULE, Timestamps::Format);
    for applied in context.operations_with(TRAIT) {
        let mut operation = Operation {
            model: context.model(),
            applied,
            input: input(context.model(), applied.shape),
            output: output(context.model(), applied.shape),
            params: &mut params,
            diagnostics,
        };
        let cases = applied.value.as_array().unwrap_or_default();
        for (index, case) in cases.iter().enumerate() {
            operation.case(index, case);
        }
    }
}

/// An operation whose tests are looked at.
struct Operation<'r, 'c, 'm> {
    model: &'m Model,
    applied: Applied<'m>,
    input: Option<&'m Shape>,
    output: Option<&'m Shape>,
    params: &'r mut Params<'c, 'm>,
    diagnostics: &'r mut Diagnostics,
}

impl<'m> Operation<'_, '_, 'm> {
    /// Checks a value of a shape; no value is an empty one.
    fn check(&mut self, shape: Option<&'m Shape>, value: Option<&Node>, way: &str) {
        if let Some(shape) = shape {
            let nothing = Node::annotation();
            let value = value.unwrap_or(&nothing);
            let place = (self.applied.id(), self.applied.span);
            let start = format!("{TRAIT}.{way}");
            self.params
                .check(place, shape, value, &start, self.diagnostics);
        }
    }

    fn find(&mut self, severity: Severity, id: String, way: &str, message: &str) {
        let place = (self.applied.id(), self.applied.span);
        let message = format!("{TRAIT}.{way}: {message}");
        find(self.diagnostics, severity, id, place, message);
    }

    /// The shape that a test names under a key.
    fn named(&self, node: &Node, key: &str) -> Option<&'m Shape> {
        self.model.shape(text(node, key)?)
    }

    fn case(&mut self, index: usize, case: &Node) {
        let has = |key: &str| case.get(key).is_some();
        let messages = [
            (
                self.input.filter(|_| has("initialRequestParams")),
                "initialRequestParams",
            ),
            (self.named(case, "initialRequestShape"), "initialRequest"),
            (
                self.output.filter(|_| has("initialResponseParams")),
                "initialResponseParams",
            ),
            (self.named(case, "initialResponseShape"), "initialResponse"),
            (self.named(case, "vendorParamsShape"), "vendorParams"),
        ];
        for (shape, key) in messages {
            self.check(shape, case.get(key), &format!("{index}.{key}"));
        }
        let events = case.get("events").and_then(Node::as_array);
        let events = events.unwrap_or_default();
        for (i, event) in events.iter().enumerate() {
            self.event(event, &format!("{index}.events.{i}"));
        }
        let initial = messages.iter().take(4);
        if events.is_empty() && !initial.into_iter().any(|(_, key)| has(key)) {
            let message =
                "At least one event, an initial request, or an initial response must be set.";
            let id = format!("{RULE}.{index}");
            self.find(Severity::Error, id, &index.to_string(), message);
        }
    }

    fn event(&mut self, event: &Node, way: &str) {
        let direction = match text(event, "type") {
            Some("request") => Some(("request", "input", self.input)),
            Some("response") => Some(("response", "output", self.output)),
            _ => None,
        };
        let params = event.get("params");
        if let Some((kind, side, structure)) = direction.filter(|_| params.is_some()) {
            match event_stream(self.model, structure) {
                Some(stream) => self.check(Some(stream), params, &format!("{way}.params")),
                None => {
                    let message = format!(
                        "Invalid {kind} event for operation {} that has no {side} stream.",
                        self.applied.id()
                    );
                    let id = match kind {
                        "request" => RULE.to_owned(),
                        _ => format!("{RULE}.{way}"),
                    };
                    self.find(Severity::Error, id, way, &message);
                }
            }
        }
        let media_type = text(event, "bodyMediaType").unwrap_or_default();
        let body = text(event, "body").unwrap_or_default();
        if let Some(problem) = media::problem(body, media_type) {
            let message = format!("Invalid {media_type} content: {problem}");
            let way = format!("{way}.body");
            self.find(Severity::Danger, RULE.to_owned(), &way, &message);
        }
        let vendor = self.named(event, "vendorParamsShape");
        let way = format!("{way}.vendorParams");
        self.check(vendor, event.get("vendorParams"), &way);
    }
}
