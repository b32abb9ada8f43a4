//! Streams and events. (Smithy spec, "Streaming")

use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, Member, Model, Shape, ShapeType, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "StreamingTrait",
    title: "Streams are found at the top of inputs and outputs only.",
    why: "",
    bad: "",
    good: "",
    run: Run::Semantic(check),
}];

const EVENT: &str = "StreamingTrait";

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let streams = |member: &Member| {
        model
            .target(member)
            .is_some_and(|target| target.traits.has(known::STREAMING))
    };
    let holds_stream =
        |shape: &Shape| shape.kind == ShapeType::Structure && shape.members.iter().any(streams);
    for shape in model.shapes() {
        let is_event_stream = shape.kind == ShapeType::Union && shape.traits.has(known::STREAMING);
        if is_event_stream {
            check_events(model, shape, diagnostics);
        }
        check_event_payload(shape, diagnostics);
        for member in &shape.members {
            let Some(target) = model.target(member) else {
                continue;
            };
            let mut report = |message: String| {
                diagnostics.push(
                    Diagnostic::error(EVENT, message)
                        .on(&member.id)
                        .at(member.span),
                )
            };
            if holds_stream(target) {
                report(format!(
                    "Members cannot target structures that contain a stream, but this member targets {}",
                    target.id
                ));
            }
            if !target.traits.has(known::STREAMING) {
                continue;
            }
            if shape.kind != ShapeType::Structure {
                report(format!(
                    "Only members of structures can target streams, but this member of a {} targets {}",
                    shape.kind, target.id
                ));
            } else if target.kind == ShapeType::Blob
                && !member.traits.has(known::REQUIRED)
                && !member.traits.has(known::DEFAULT)
            {
                report(
                    "Members that target blobs marked with the `streaming` trait MUST also be marked with the `required` or `default` trait."
                        .to_owned(),
                );
            }
        }
        let errors = shape
            .as_operation()
            .map_or(&[][..], |operation| &operation.errors);
        for error in errors
            .iter()
            .filter_map(|id| model.shape(id))
            .filter(|error| holds_stream(error))
        {
            let message = format!(
                "This shape has an invalid `ERROR` relationship to a structure, `{}`, that contains a stream",
                error.id
            );
            diagnostics.push(
                Diagnostic::error(EVENT, message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }
}

/// An event with a payload has everything else in headers.
fn check_event_payload(shape: &Shape, diagnostics: &mut Diagnostics) {
    let (payload, header) = ("smithy.api#eventPayload", "smithy.api#eventHeader");
    if !shape
        .members
        .iter()
        .any(|member| member.traits.has(payload))
    {
        return;
    }
    let unbound = shape
        .members
        .iter()
        .filter(|member| !member.traits.has(payload) && !member.traits.has(header));
    let names: Vec<&str> = unbound.map(|member| &*member.name).collect();
    if !names.is_empty() {
        let message = format!(
            "This event structure contains a member marked with the `eventPayload` trait, so all other members must be marked with the `eventHeader` trait. However, the following member(s) are not marked with the eventHeader trait: {}",
            names.join(", ")
        );
        diagnostics.push(
            Diagnostic::error("EventPayloadTrait", message)
                .on(&shape.id)
                .at(shape.span),
        );
    }
}

/// Events are structures.
fn check_events(model: &Model, shape: &Shape, diagnostics: &mut Diagnostics) {
    let other = |member: &&Member| {
        model
            .target(member)
            .is_some_and(|target| target.kind != ShapeType::Structure)
    };
    let names: Vec<&str> = shape
        .members
        .iter()
        .filter(other)
        .map(|member| &*member.name)
        .collect();
    if !names.is_empty() {
        let message = format!(
            "Each member of an event stream union must target a structure shape, but the following union members do not: [{}]",
            names.join(", ")
        );
        diagnostics.push(
            Diagnostic::error(EVENT, message)
                .on(&shape.id)
                .at(shape.span),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn streams_are_at_the_top() {
        let found = findings(
            r#""a#B":{"type":"blob","traits":{"smithy.api#streaming":{}}},
            "a#In":{"type":"structure","members":{"b":{"target":"a#B"}}},"a#L":{"type":"list","member":{"target":"a#B"}},
            "a#S":{"type":"structure","members":{"in":{"target":"a#In"}}},
            "a#U":{"type":"union","members":{"x":{"target":"smithy.api#String"}},"traits":{"smithy.api#streaming":{}}}"#,
        );
        let wanted = "error StreamingTrait a#In$b\nerror StreamingTrait a#L$member\nerror StreamingTrait a#S$in\nerror StreamingTrait a#U";
        assert_eq!(found, wanted);
    }
}
