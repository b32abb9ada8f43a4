//! Traits as types: what the value of a trait means, read once and in one place.
//!
//! Annotation traits (`smithy.api#required` and the like) have no value; ask [`Traits::has`](crate::Traits::has) with their id.

mod auth;
mod behavior;
mod constraint;
mod doc;
mod fields;
mod http;
mod protocol;
mod text;
mod waiter;

pub use auth::{Auth, HttpApiKeyAuth, SigV4, SigV4A};
pub use behavior::{
    ArnReference, ClientContextParams, Default, Error, HttpChecksum, Paginated, RequestCompression,
    Retryable, Service,
};
pub use constraint::{Enum, EnumDefinition, EnumValue, IdRef, Length, Range, References};
pub use doc::{
    Deprecated, Example, ExampleError, Examples, ExternalDocumentation, Recommended, Tags,
};
pub use http::{Cors, Endpoint, HostLabel, HostSegment, Http, HttpError, UriPattern, UriSegment};
pub use protocol::{
    AwsJson1_0, AwsJson1_1, AwsQuery, AwsQueryError, Ec2Query, Protocol, RestJson1, RestXml,
    RpcV2Cbor, TimestampFormat, XmlNamespace,
};
pub use text::*;
pub use waiter::{Acceptor, AcceptorState, Comparator, Matcher, PathMatcher, Waitable, Waiter};

use crate::Node;

/// A trait whose value has a meaning of its own.
pub trait TypedTrait: Sized {
    /// The absolute shape id of the trait.
    const ID: &'static str;

    /// Reads the value.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence that starts with the id of the trait.
    fn parse(node: &Node) -> Result<Self, String>;
}
