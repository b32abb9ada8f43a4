//! Errors in the protocols of AWS. (Smithy AWS spec, "AWS protocols")

use std::collections::{BTreeMap, BTreeSet};

use super::super::pack::{bracketed, find, text};
use super::super::{Context, Rule, Run};
use crate::hash_order::hash_order;
use crate::{Diagnostics, Severity, ShapeId, known};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "ErrorRename",
        title: "Errors keep their names in the protocols of AWS.",
        why: "These protocols send the name of the error shape, and servers know nothing of the renames of a service. A client that was \
              generated with the new name would not recognise the error.",
        bad: r#"$version: "2"
namespace example.errors
use aws.protocols#restJson1
@restJson1
service Cities { operations: [GetCity], rename: { "example.errors#NoCity": "CityNotFound" } }
@http(method: "GET", uri: "/")
@readonly
operation GetCity { errors: [NoCity] }
@error("client")
structure NoCity {}
"#,
        good: r#"$version: "2"
namespace example.errors
use aws.protocols#restJson1
@restJson1
service Cities { operations: [GetCity] }
@http(method: "GET", uri: "/")
@readonly
operation GetCity { errors: [NoCity] }
@error("client")
structure NoCity {}
"#,
        run: Run::Semantic(check_renames),
    },
    Rule {
        id: "QueryErrorCode",
        title: "Errors of a query service differ by their codes.",
        why: "In the query protocols, and where a service stays compatible with them, an error is known by its code: that of \
              `@awsQueryError`, or the name of the shape. Two errors with one code can't be told apart, and stay that way after a move \
              to another protocol.",
        bad: r#"$version: "2"
namespace example.errors
use aws.protocols#awsJson1_0
use aws.protocols#awsQueryCompatible
use aws.protocols#awsQueryError
@awsJson1_0
@awsQueryCompatible
service Cities { operations: [GetCity] }
operation GetCity { errors: [NoCity, NoTown] }
@error("client")
@awsQueryError(code: "Missing", httpResponseCode: 404)
structure NoCity {}
@error("client")
@awsQueryError(code: "Missing", httpResponseCode: 404)
structure NoTown {}
"#,
        good: r#"$version: "2"
namespace example.errors
use aws.protocols#awsJson1_0
use aws.protocols#awsQueryCompatible
use aws.protocols#awsQueryError
@awsJson1_0
@awsQueryCompatible
service Cities { operations: [GetCity] }
operation GetCity { errors: [NoCity, NoTown] }
@error("client")
@awsQueryError(code: "MissingCity", httpResponseCode: 404)
structure NoCity {}
@error("client")
@awsQueryError(code: "MissingTown", httpResponseCode: 404)
structure NoTown {}
"#,
        run: Run::Semantic(check_codes),
    },
];

/// The protocols that send names of errors.
const PROTOCOLS: &[&str] = &[
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
    "aws.protocols#restJson1",
    "aws.protocols#restXml",
];

const QUERY_TRAITS: &[&str] = &[
    "aws.protocols#awsQueryCompatible",
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
];

fn check_renames(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.services() {
        let renames = service.as_service().into_iter().flat_map(|s| &s.rename);
        let mut renames = renames.peekable();
        if renames.peek().is_none() {
            continue;
        }
        let protocols = PROTOCOLS.iter().filter(|id| service.traits.has(id));
        let names: Vec<&str> =
            hash_order(protocols.filter_map(|id| id.split_once('#').map(|(_, name)| name)));
        if names.is_empty() {
            continue;
        }
        let is_error = |id: &ShapeId| {
            let shape = model.shape(id);
            shape.is_some_and(|shape| shape.traits.has(known::ERROR))
        };
        for (id, name) in renames.filter(|(id, _)| is_error(id)) {
            let message = format!(
                "Service attempts to rename an error shape from `{id}` to \"{name}\"; Service protocols {} do not support error renaming.",
                bracketed(&names)
            );
            let place = (&service.id, service.span);
            find(diagnostics, Severity::Error, "ErrorRename", place, message);
        }
    }
}

fn check_codes(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.services() {
        if !QUERY_TRAITS.iter().any(|id| service.traits.has(id)) {
            continue;
        }
        let operations = &model.contained(&service.id).operations;
        let errors = operations
            .iter()
            .filter_map(|operation| operation.as_operation())
            .flat_map(|operation| &operation.errors)
            .chain(service.as_service().into_iter().flat_map(|s| &s.errors));
        let mut by_code: BTreeMap<&str, BTreeSet<&ShapeId>> = BTreeMap::new();
        for id in errors {
            let given = model
                .shape(id)
                .and_then(|shape| text(shape.traits.get("aws.protocols#awsQueryError")?, "code"));
            by_code
                .entry(given.unwrap_or(id.name()))
                .or_default()
                .insert(id);
        }
        for (code, ids) in by_code.iter().filter(|(_, ids)| ids.len() > 1) {
            let message = format!(
                "Multiple error shapes with the error code `{code}` found: {}. This error code ambiguity will result in the wrong error shape being deserialized when running the query protocol. This pain will be carried forward when migrating to a new protocol when using the awsQueryCompatible trait.",
                bracketed(ids.iter().map(|id| id.as_str()))
            );
            let place = (&service.id, service.span);
            find(
                diagnostics,
                Severity::Danger,
                "QueryErrorCode",
                place,
                message,
            );
        }
    }
}
