//! Streams and events. (Smithy spec, "Streaming")

use super::{Context, Rule, Run, ticked_sorted};
use crate::{Diagnostic, Diagnostics, Member, Node, Relation, Shape, ShapeType, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "EventPayloadTrait",
        title: "Where a member is the payload of an event, all others are headers.",
        why: "A member with `@eventPayload` is the whole payload of an event message. Members that are no headers would have to go there, too.",
        bad: r#"$version: "2"
namespace example

structure Measured {
    @eventPayload
    data: Blob

    station: String
}
"#,
        good: r#"$version: "2"
namespace example

structure Measured {
    @eventPayload
    data: Blob

    @eventHeader
    station: String
}
"#,
        run: Run::Semantic(check_event_payloads),
    },
    Rule {
        id: "StreamingTrait",
        title: "Streams are at the top of inputs and outputs, and events are structures.",
        why: "A stream is the body of a message, sent bit by bit. Nothing can come after it, so that it can't be nested; an error is read at once, so \
            that it can't hold one; and a stream of bytes is always there, if only empty, so that it is required or has a default. Where the \
            length has to be known before (`@requiresLength`), only requests can stream.",
        bad: r#"$version: "2"
namespace example

@streaming
blob Photo

structure Upload {
    photo: Photo
}
"#,
        good: r#"$version: "2"
namespace example

@streaming
blob Photo

structure Upload {
    @required
    photo: Photo
}
"#,
        run: Run::Semantic(check_streams),
    },
];

const EVENT: &str = "StreamingTrait";
const PAYLOAD: &str = "smithy.api#httpPayload";

fn check_event_payloads(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let payload = "smithy.api#eventPayload";
    for (shape, _, _) in context.structure_members_with(payload) {
        let unbound: Vec<&str> = shape
            .members
            .iter()
            .filter(|member| {
                !member.traits.has(payload) && !member.traits.has("smithy.api#eventHeader")
            })
            .map(|member| &*member.name)
            .collect();
        if !unbound.is_empty() {
            let message = format!(
                "This event structure contains a member marked with the `eventPayload` trait, so all other members must be marked with the `eventHeader` trait. However, the following member(s) are not marked with the eventHeader trait: {}",
                ticked_sorted(unbound)
            );
            let found = Diagnostic::error("EventPayloadTrait", message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

fn check_streams(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(known::STREAMING) {
        let stream = on.shape;
        if stream.kind == ShapeType::Union {
            check_events(context, stream, diagnostics);
        }
        for reference in context.references().references_to(&stream.id) {
            let id = reference.from;
            let member = context.member(id).zip(context.shape(id.root_str()));
            let Some((member, container)) =
                member.filter(|_| reference.relation == Relation::Member)
            else {
                continue;
            };
            check_container(context, stream, container, diagnostics);
            let is_there = member.traits.has(known::REQUIRED) || member.traits.has(known::DEFAULT);
            if stream.kind == ShapeType::Blob && !is_there {
                let message = "Members that target blobs marked with the `streaming` trait MUST also be marked with the `required` or `default` trait.";
                let found = Diagnostic::error(EVENT, message);
                diagnostics.push(found.on(&member.id).at(member.span));
            }
        }
    }
    check_payloads(context, diagnostics);
}

/// Events are structures.
fn check_events(context: &Context<'_>, union: &Shape, diagnostics: &mut Diagnostics) {
    let is_other = |member: &&Member| {
        let target = context.target(member);
        target.is_some_and(|target| target.kind != ShapeType::Structure)
    };
    let others = union.members.iter().filter(is_other);
    let names: Vec<&str> = others.map(|member| &*member.name).collect();
    if !names.is_empty() {
        let message = format!(
            "Each member of an event stream union must target a structure shape, but the following union members do not: [{}]",
            names.join(", ")
        );
        let found = Diagnostic::error(EVENT, message);
        diagnostics.push(found.on(&union.id).at(union.span));
    }
}

/// What holds a stream is an input or output.
fn check_container(
    context: &Context<'_>,
    stream: &Shape,
    container: &Shape,
    diagnostics: &mut Diagnostics,
) {
    for reference in context.references().references_to(&container.id) {
        let from = reference.from;
        let (on, message) = match reference.relation {
            Relation::Input | Relation::Mixin => continue,
            Relation::Output if !stream.traits.has("smithy.api#requiresLength") => continue,
            Relation::Output => (
                &container.id,
                format!(
                    "Structures that contain a reference to a stream marked with the @requiresLength trait can only be used as operation inputs, but this structure is referenced from `{from}` as output"
                ),
            ),
            Relation::Member => (
                from,
                format!(
                    "Members cannot target structures that contain a stream, but this member targets {}",
                    container.id
                ),
            ),
            other => (
                from,
                format!(
                    "This shape has an invalid `{}` relationship to a structure, `{}`, that contains a stream",
                    other.as_str().to_ascii_uppercase(),
                    container.id
                ),
            ),
        };
        let found = Diagnostic::error(EVENT, message);
        diagnostics.push(found.on(on).at(context.place(on)));
    }
}

/// Protocols that know `@httpPayload` send a stream as the body.
fn check_payloads(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if context.applied(known::STREAMING).is_empty() {
        return;
    }
    for service in context.services() {
        let mut protocols = context.traits_defined_as(service, "smithy.api#protocolDefinition");
        let knows_payloads = protocols.any(|(_, definition)| {
            let traits = definition.get("traits").and_then(Node::as_array);
            let mut ids = traits.into_iter().flatten();
            ids.any(|id| id.as_str() == Some(PAYLOAD))
        });
        if !knows_payloads {
            continue;
        }
        let reached = context.reached(&service.id).iter();
        let shapes = reached.filter_map(|id| context.shape(id));
        for member in shapes.flat_map(|shape| &shape.members) {
            let target = context.target(member);
            let is_stream = target.is_some_and(|target| target.traits.has(known::STREAMING));
            if is_stream && !member.traits.has(PAYLOAD) {
                let message = format!(
                    "Member `{}` referencing @streaming shape `{}` must have the @httpPayload trait, as service `{}` has a protocol that supports @httpPayload.",
                    member.id, member.target, service.id
                );
                let found = Diagnostic::error(EVENT, message);
                diagnostics.push(found.on(&member.id).at(member.span));
            }
        }
    }
}
