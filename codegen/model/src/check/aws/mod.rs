//! The rules of the trait packs of AWS. (Smithy AWS spec)

pub(super) mod apigateway;
pub(super) mod arn;
pub(super) mod checksum;
pub(super) mod cloudformation;
pub(super) mod endpoint_discovery;
pub(super) mod errors;
pub(super) mod iam;
pub(super) mod iam_conditions;
mod properties;
pub(super) mod protocols;
pub(super) mod service;
pub(super) mod tag_operations;
pub(super) mod tagging;

use super::pack;
use crate::{Node, Shape};

const ARN: &str = "aws.api#arn";
const SERVICE: &str = "aws.api#service";

/// The namespace of a service in ARNs: that of the trait, or the name of the shape.
fn arn_namespace(service: &Shape, value: &Node) -> String {
    pack::text(value, "arnNamespace")
        .map_or_else(|| service.id.name().to_lowercase(), str::to_owned)
}
