//! Endpoints that clients ask the service for. (Smithy AWS spec, "Client endpoint discovery")

use super::super::pack::{find, input, is, output, text};
use super::super::{Applied, Context, Rule, Run};
use crate::hash_order::hash_order;
use crate::{Diagnostics, Member, Severity, Shape, ShapeId, ShapeType};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[Rule {
    id: "ClientEndpointDiscovery",
    title: "Services tell endpoints by an operation of the one form that clients know.",
    why: "A client of such a service calls one of its operations to learn which endpoint to send the others to. Clients have this call \
          built in: its input may have a string `Operation` and a map `Identifiers`, its output is a list `Endpoints` of structures of \
          `Address` and `CachePeriodInMinutes`. The operation has to be one of the service, and operations that use the endpoint have to \
          know the error that tells that it is no longer valid.",
    bad: r#"$version: "2"
namespace example.discovery
use aws.api#clientDiscoveredEndpoint
use aws.api#clientEndpointDiscovery
@clientEndpointDiscovery(operation: DescribeEndpoints, error: InvalidEndpoint)
service Cities { operations: [DescribeEndpoints, GetCity] }
operation DescribeEndpoints { input := {}, output := { Address: String } }
@clientDiscoveredEndpoint(required: true)
operation GetCity {}
@error("client")
structure InvalidEndpoint {}
"#,
    good: r#"$version: "2"
namespace example.discovery
use aws.api#clientDiscoveredEndpoint
use aws.api#clientEndpointDiscovery
@clientEndpointDiscovery(operation: DescribeEndpoints, error: InvalidEndpoint)
service Cities { operations: [DescribeEndpoints, GetCity] }
operation DescribeEndpoints { input := {}, output := { Endpoints: Endpoints } }
list Endpoints { member: Endpoint }
structure Endpoint { Address: String, CachePeriodInMinutes: Long }
@clientDiscoveredEndpoint(required: true)
operation GetCity { errors: [InvalidEndpoint] }
@error("client")
structure InvalidEndpoint {}
"#,
    run: Run::Semantic(check),
}];

const RULE: &str = "ClientEndpointDiscovery";
const SERVICE_TRAIT: &str = "aws.api#clientEndpointDiscovery";
const OPERATION_TRAIT: &str = "aws.api#clientDiscoveredEndpoint";

/// A service that tells endpoints.
struct Discovery<'a> {
    applied: Applied<'a>,
    operation: Option<ShapeId>,
    error: Option<ShapeId>,
    /// The operations that use discovered endpoints.
    users: Vec<&'a ShapeId>,
}

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let services: Vec<Discovery<'_>> = model
        .applied(SERVICE_TRAIT)
        .iter()
        .map(|applied| discovery(model, *applied))
        .collect();
    for service in &services {
        check_service(service, diagnostics);
        let operation = service.operation.as_ref().and_then(|id| model.shape(id));
        if let Some(operation) = operation.filter(|shape| shape.as_operation().is_some()) {
            check_input(model, operation, diagnostics);
            check_output(model, operation, diagnostics);
        }
    }
    for user in model.operations_with(OPERATION_TRAIT) {
        check_user(user.shape, &services, diagnostics);
    }
}

fn discovery<'a>(model: &Context<'a>, applied: Applied<'a>) -> Discovery<'a> {
    let id = |key| text(applied.value, key).and_then(|id| ShapeId::parse(id).ok());
    let operation = id("operation");
    let exists = |id: &ShapeId| is(model, id, ShapeType::Operation);
    let users = match operation.as_ref().is_some_and(exists) {
        true => model
            .contained(applied.id())
            .operations
            .iter()
            .filter(|operation| operation.traits.has(OPERATION_TRAIT))
            .map(|operation| &operation.id)
            .collect(),
        false => Vec::new(),
    };
    Discovery {
        applied,
        operation,
        error: id("error"),
        users,
    }
}

fn check_service(service: &Discovery<'_>, diagnostics: &mut Diagnostics) {
    let (shape, span) = (service.applied.shape, service.applied.shape.span);
    if service.error.is_none() {
        find(
            diagnostics,
            Severity::Danger,
            format!("{RULE}.MissingErrorDefinition"),
            (&shape.id, service.applied.span),
            "Services SHOULD define an error which indicates an endpoint is invalid.",
        );
    }
    let bound = shape.as_service().map(|s| s.operations.as_slice());
    if let Some(operation) = &service.operation
        && !bound.unwrap_or_default().contains(operation)
    {
        find(
            diagnostics,
            Severity::Error,
            format!("{RULE}.UnboundOperation.{}", operation.name()),
            (&shape.id, span),
            format!(
                "The operation `{operation}` must be bound to the service `(service: `{}`)` to use it as the endpoint operation.",
                shape.id
            ),
        );
    }
    if service.users.is_empty() {
        find(
            diagnostics,
            Severity::Warning,
            format!("{RULE}.NoOperations"),
            (&shape.id, span),
            format!(
                "The service `{}` is configured to use endpoint discovery, but has no operations bound with the `{OPERATION_TRAIT}` trait.",
                shape.id
            ),
        );
    }
}

fn check_user(operation: &Shape, services: &[Discovery<'_>], diagnostics: &mut Diagnostics) {
    let id = &operation.id;
    let mut error = |message: String| {
        find(
            diagnostics,
            Severity::Error,
            RULE,
            (id, operation.span),
            message,
        );
    };
    let mut services = services
        .iter()
        .filter(|service| service.users.contains(&id))
        .peekable();
    if services.peek().is_none() {
        error(format!(
            "The operation `{id}` is marked with `{OPERATION_TRAIT}` but is not attached to a service with the `{SERVICE_TRAIT}` trait."
        ));
    }
    for service in services {
        let known = operation.as_operation().map(|o| o.errors.as_slice());
        if let Some(missing) = &service.error
            && !known.unwrap_or_default().contains(missing)
        {
            error(format!(
                "The operation `{id}` is marked with `{OPERATION_TRAIT}` and is bound to the service `{}` but does not have the required error `{missing}`.",
                service.applied.id()
            ));
        }
    }
}

fn names(shape: &Shape) -> Vec<&str> {
    shape.members.iter().map(|member| &*member.name).collect()
}

fn check_input(model: &Context<'_>, operation: &Shape, diagnostics: &mut Diagnostics) {
    let Some(input) = input(model, operation) else {
        return;
    };
    let mut error = |place: (&ShapeId, crate::Span), message: String| {
        find(diagnostics, Severity::Error, RULE, place, message);
    };
    let found = names(input);
    if !found
        .iter()
        .all(|name| matches!(*name, "Operation" | "Identifiers"))
    {
        error(
            (&input.id, input.span),
            format!(
                "Input for endpoint discovery operation `{}` may only have the members Operation and Identifiers but found: {}",
                operation.id,
                hash_order(found).join(", ")
            ),
        );
    }
    let target = |member: Option<&Member>| member.and_then(|member| model.target(member));
    if let Some(shape) = target(input.member("Operation")).filter(|s| !s.kind.is_string()) {
        error(
            (&shape.id, shape.span),
            "The Operation member of an endpoint discovery operation must be a string".to_owned(),
        );
    }
    if let Some(member) = input.member("Identifiers") {
        let value = target(Some(member)).and_then(|map| target(map.map_value()));
        if !value.is_some_and(|value| value.kind.is_string()) {
            error(
                (&member.id, member.span),
                "The Identifiers member of an endpoint discovery operation must be a map whose keys and values are strings.".to_owned(),
            );
        }
    }
}

fn check_output(model: &Context<'_>, operation: &Shape, diagnostics: &mut Diagnostics) {
    let Some(output) = output(model, operation) else {
        return;
    };
    let mut error = |place: (&ShapeId, crate::Span), message: String| {
        find(diagnostics, Severity::Error, RULE, place, message);
    };
    let found = names(output);
    if found != ["Endpoints"] {
        error(
            (&operation.id, operation.span),
            format!(
                "Endpoint discovery operation output must only contain an `Endpoints` member, but found: [{}]",
                found.join(",")
            ),
        );
    }
    let Some(member) = output.member("Endpoints") else {
        return;
    };
    let list = model
        .target(member)
        .filter(|shape| shape.kind == ShapeType::List);
    let Some(list) = list else {
        return error(
            (&member.id, member.span),
            "The output member `Endpoints` on an endpoint discovery operation must be a list."
                .to_owned(),
        );
    };
    let item = list.list_member().and_then(|member| model.target(member));
    let Some(endpoint) = item.filter(|shape| shape.kind == ShapeType::Structure) else {
        return error(
            (&list.id, list.span),
            "The member of the Endpoints list in an endpoint discovery operation must be a structure shape.".to_owned(),
        );
    };
    let kind = |name: &str| {
        let member = endpoint.member(name)?;
        Some((member, model.target(member)?.kind))
    };
    if let Some((member, _)) = kind("Address").filter(|(_, kind)| !kind.is_string()) {
        error(
            (&member.id, member.span),
            "The `Address` member of the `Endpoint` shape must be a string type.".to_owned(),
        );
    }
    if let Some((member, _)) =
        kind("CachePeriodInMinutes").filter(|(_, kind)| *kind != ShapeType::Long)
    {
        error(
            (&member.id, member.span),
            "The `CachePeriodInMinutes` member of the `Endpoint` shape must be a long type."
                .to_owned(),
        );
    }
    let mut found = hash_order(names(endpoint));
    let shown = found.join(", ");
    found.sort_unstable();
    if found != ["Address", "CachePeriodInMinutes"] {
        error(
            (&endpoint.id, endpoint.span),
            format!(
                "The `Endpoint` shape must only have the members `Address` and `CachePeriodInMinutes`, but found: {shown}"
            ),
        );
    }
}
