//! How callers are authenticated.

use super::TypedTrait;
use super::constraint::shape_ids;
use super::fields::Fields;
use crate::{Node, ShapeId};

/// The authentication schemes that a service or operation takes, in order of preference. (Smithy spec, "auth trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth(
    /// The ids of the auth traits; none means anonymous.
    pub Vec<ShapeId>,
);

/// AWS signature version 4. (Smithy AWS spec, "aws.auth#sigv4 trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigV4 {
    /// The service name in the credential scope.
    pub name: String,
}

/// AWS signature version 4, asymmetric. (Smithy AWS spec, "aws.auth#sigv4a trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigV4A {
    /// The service name in the credential scope.
    pub name: String,
}

/// A key in a header or query parameter. (Smithy spec, "httpApiKeyAuth trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpApiKeyAuth {
    /// The name of the header or query parameter.
    pub name: String,
    /// Whether the key goes in the query, not in a header.
    pub in_query: bool,
    /// The scheme before the key in the header.
    pub scheme: Option<String>,
}

impl TypedTrait for Auth {
    const ID: &'static str = "smithy.api#auth";

    fn parse(node: &Node) -> Result<Auth, String> {
        shape_ids(node).map(Auth)
    }
}

impl TypedTrait for SigV4 {
    const ID: &'static str = "aws.auth#sigv4";

    fn parse(node: &Node) -> Result<SigV4, String> {
        Ok(SigV4 {
            name: Fields::of(node)?.required("name")?,
        })
    }
}

impl TypedTrait for SigV4A {
    const ID: &'static str = "aws.auth#sigv4a";

    fn parse(node: &Node) -> Result<SigV4A, String> {
        Ok(SigV4A {
            name: Fields::of(node)?.required("name")?,
        })
    }
}

impl TypedTrait for HttpApiKeyAuth {
    const ID: &'static str = "smithy.api#httpApiKeyAuth";

    fn parse(node: &Node) -> Result<HttpApiKeyAuth, String> {
        let fields = Fields::of(node)?;
        let place = fields.required("in")?;
        if place != "header" && place != "query" {
            return Err("must have `header` or `query` as `in`".to_owned());
        }
        Ok(HttpApiKeyAuth {
            name: fields.required("name")?,
            in_query: place == "query",
            scheme: fields.string("scheme")?,
        })
    }
}
