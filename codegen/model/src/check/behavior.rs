//! Retries, updates and compression. (Smithy spec, "Behavior traits", "Request compression")

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Rule, Run, listed, ticked_sorted};
use crate::traits::{RequestCompression, TypedTrait};
use crate::{Diagnostic, Diagnostics, Node, Relation, Shape, ShapeId, ShapeType, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DefaultValueInUpdate",
        title: "Members of updates have no default.",
        why: "An update changes what the caller gives and leaves the rest. A member with a default always has a value, so that \"not given\" can't \
            be told from \"set to the default\", and an update resets what it should leave.",
        bad: r#"$version: "2"
namespace example

operation UpdateCity {
    input := {
        population: Integer = 0
    }
}
"#,
        good: r#"$version: "2"
namespace example

operation UpdateCity {
    input := {
        population: Integer
    }
}
"#,
        run: Run::Semantic(check_updates),
    },
    Rule {
        id: "IdempotencyTokenIgnored",
        title: "Idempotency tokens are at the top of inputs.",
        why: "Clients fill a member with `@idempotencyToken` if the caller does not, so that a retry is known as one. They look for it at the top of \
            an input only; anywhere else nobody fills it.",
        bad: r#"$version: "2"
namespace example

operation CreateCity {
    input := {
        details: Details
    }
}

structure Details {
    @idempotencyToken
    token: String
}
"#,
        good: r#"$version: "2"
namespace example

operation CreateCity {
    input := {
        @idempotencyToken
        token: String
    }
}
"#,
        run: Run::Semantic(check_tokens),
    },
    Rule {
        id: "IdempotentTrait",
        title: "`@idempotent` names errors of the operation, of one kind.",
        why: "With `exists` or `notFound` the trait says which errors mean that the work was done before: by a call that creates, or by one that \
            deletes. An operation does not do both, and errors that it never returns mean nothing.",
        bad: r#"$version: "2"
namespace example

@idempotent(notFound: [NoSuchCity])
operation DeleteCity {}

@error("client")
structure NoSuchCity {}
"#,
        good: r#"$version: "2"
namespace example

@idempotent(notFound: [NoSuchCity])
operation DeleteCity {
    errors: [NoSuchCity]
}

@error("client")
structure NoSuchCity {}
"#,
        run: Run::Semantic(check_idempotent),
    },
    Rule {
        id: "RequestCompressionTrait",
        title: "Compressed requests have a body that can be compressed, by a known algorithm.",
        why: "Clients compress the body of a request with `@requestCompression` by the first of its encodings that they know; `gzip` is the one that \
            all know. An operation without input has no body, and a stream whose length has to be sent first can't be compressed on the way.",
        bad: r#"$version: "2"
namespace example

@requestCompression(encodings: ["brotli"])
operation UploadReport {
    input := {
        report: String
    }
}
"#,
        good: r#"$version: "2"
namespace example

@requestCompression(encodings: ["gzip"])
operation UploadReport {
    input := {
        report: String
    }
}
"#,
        run: Run::Semantic(check_compression),
    },
];

const TOKEN: &str = "smithy.api#idempotencyToken";

fn check_updates(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let model = context.model();
    let mut updates: BTreeSet<&ShapeId> = BTreeSet::new();
    for shape in model.shapes() {
        let starts = |word: &str| {
            let start = shape.id.name().get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        match shape.kind {
            ShapeType::Operation if starts("update") || starts("patch") => {
                updates.insert(&shape.id);
            }
            ShapeType::Resource => {
                updates.extend(shape.as_resource().and_then(|r| r.update.as_ref()))
            }
            _ => {}
        }
    }
    for shape in updates.into_iter().filter_map(|id| model.shape(id)) {
        let input = shape.as_operation().and_then(|of| model.shape(&of.input));
        let members = input.into_iter().flat_map(|input| &input.members);
        let names: Vec<&str> = members
            .filter(|member| member.traits.has(known::DEFAULT))
            .map(|member| &*member.name)
            .collect();
        if !names.is_empty() {
            let message = format!(
                "This update style operation has top-level input members marked with the @default trait. It will be impossible to tell if the member was omitted or explicitly provided. Affected members: [{}]",
                listed(names)
            );
            let found = Diagnostic::warning("DefaultValueInUpdate", message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

fn check_tokens(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (shape, member, span) in context.structure_members_with(TOKEN) {
        if shape.traits.has(known::MIXIN) {
            continue;
        }
        let ignored = uses(context, shape, |relation| relation != Relation::Input);
        if !ignored.is_empty() {
            let message = format!(
                "The `idempotencyToken` trait only has an effect when applied to a top-level operation input member, but it was applied and ignored in the following contexts: {}",
                uses_text(&ignored)
            );
            let found = Diagnostic::warning("IdempotencyTokenIgnored", message);
            diagnostics.push(found.on(&member.id).at(span));
        }
    }
}

/// Who refers to a shape in some of the ways to do so.
pub(super) fn uses<'c>(
    context: &'c Context<'_>,
    shape: &Shape,
    wanted: impl Fn(Relation) -> bool,
) -> BTreeMap<Relation, BTreeSet<&'c str>> {
    let mut uses: BTreeMap<Relation, BTreeSet<&str>> = BTreeMap::new();
    for reference in context.references().references_to(&shape.id) {
        if wanted(reference.relation) {
            let of = uses.entry(reference.relation).or_default();
            of.insert(reference.from.as_str());
        }
    }
    uses
}

/// Uses of a shape as messages list them: `{member target: [a#B$c], output: [a#D]}`.
pub(super) fn uses_text(uses: &BTreeMap<Relation, BTreeSet<&str>>) -> String {
    let parts: Vec<String> = uses
        .iter()
        .map(|(relation, from)| {
            let relation = relation.as_str().replace('_', " ");
            format!("{relation}: [{}]", listed(from.iter()))
        })
        .collect();
    format!("{{{}}}", parts.join(", "))
}

fn check_idempotent(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.operations_with("smithy.api#idempotent") {
        let Some(operation) = on.shape.as_operation() else {
            continue;
        };
        let mut report = |message: String| {
            let found = Diagnostic::error("IdempotentTrait", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        };
        if on.value.get("exists").is_some() && on.value.get("notFound").is_some() {
            report("The `exists` and `notFound` properties of the `@idempotent` trait are mutually exclusive. Only one may be specified.".to_owned());
        }
        for property in ["exists", "notFound"] {
            let errors = on.value.get(property).and_then(Node::as_array);
            let errors = errors.into_iter().flatten().filter_map(Node::as_str);
            for error in errors.filter(|e| !operation.errors.iter().any(|id| *id == **e)) {
                report(format!(
                    "The `{property}` property references error `{error}`, but it is not in the operation's errors list. Expected one of {}",
                    ticked_sorted(operation.errors.iter().map(|id| id.as_str()))
                ));
            }
        }
    }
}

fn check_compression(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.operations_with(RequestCompression::ID) {
        let Some(operation) = on.shape.as_operation() else {
            continue;
        };
        let mut report = |message: String, span| {
            let found = Diagnostic::error("RequestCompressionTrait", message);
            diagnostics.push(found.on(on.id()).at(span));
        };
        if operation.input == *known::UNIT {
            let message = "The `requestCompression` trait can only be applied to operations which have an input shape defined";
            report(message.to_owned(), on.shape.span);
        }
        let input = context.shape(&operation.input);
        for member in input.into_iter().flat_map(|input| &input.members) {
            let target = context.target(member).filter(|target| {
                target.traits.has(known::STREAMING)
                    && target.traits.has("smithy.api#requiresLength")
            });
            if let Some(target) = target {
                let message = format!(
                    "The `requestCompression` trait can only be applied to operations which do not have input members that target shapes with both the `streaming` and `requiresLength` traits applied, but found member `{}` targeting `{}`",
                    member.id, target.id
                );
                report(message, on.shape.span);
            }
        }
        let Some(RequestCompression { encodings }) = on.traits().typed() else {
            continue;
        };
        let unknown: Vec<&String> = encodings
            .iter()
            .filter(|encoding| !encoding.eq_ignore_ascii_case("gzip"))
            .collect();
        if encodings.is_empty() {
            let message = format!(
                "There must be at least one compression algorithm in `encodings` for the `requestCompression` trait applied to `{}`",
                on.id()
            );
            report(message, on.span);
        } else if !unknown.is_empty() {
            let plural = if unknown.len() == 1 { "" } else { "s" };
            let message = format!(
                "Invalid compression algorithm{plural} found in `requestCompression` trait applied to `{}`: {}",
                on.id(),
                ticked_sorted(unknown)
            );
            report(message, on.span);
        }
    }
}
