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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse<T: TypedTrait>(text: &str) -> Result<T, String> {
        T::parse(&crate::json::parse(text).unwrap())
    }

    #[test]
    fn values_are_understood() {
        let http = parse::<Http>(r#"{"method":"GET","uri":"/a/{b+}?c"}"#).unwrap();
        assert_eq!(
            (http.code, http.uri.labels().next()),
            (200, Some(("b", true)))
        );
        assert_eq!(http.uri.query, [("c".to_owned(), None)]);
        let endpoint = parse::<Endpoint>(r#"{"hostPrefix":"a.{b}."}"#).unwrap();
        let literal = |text: &str| HostSegment::Literal(text.to_owned());
        assert_eq!(
            endpoint.host_prefix,
            [
                literal("a."),
                HostSegment::Label("b".to_owned()),
                literal(".")
            ]
        );
        assert_eq!(
            parse::<Length>(r#"{"max":3}"#),
            Ok(Length {
                min: None,
                max: Some(3)
            })
        );
        assert_eq!(
            parse::<TimestampFormat>("\"http-date\""),
            Ok(TimestampFormat::HttpDate)
        );
        assert_eq!(parse::<Error>("\"server\""), Ok(Error::Server));
        assert!(
            parse::<RestXml>(r#"{"noErrorWrapping":true}"#)
                .unwrap()
                .0
                .no_error_wrapping
        );
        let waitable = parse::<Waitable>(
            r#"{"W":{"acceptors":[{"state":"retry","matcher":{"success":false}}]}}"#,
        )
        .unwrap();
        let waiter = &waitable.0[0].1;
        assert_eq!((waiter.min_delay, waiter.max_delay), (2, 120));
        assert_eq!(waiter.acceptors[0].matcher, Matcher::Success(false));
    }

    #[test]
    fn wrong_values_are_refused() {
        assert!(parse::<Http>(r#"{"method":"GET"}"#).is_err());
        assert!(parse::<Http>(r#"{"method":"GET","uri":"/","code":99}"#).is_err());
        assert!(parse::<Endpoint>(r#"{"hostPrefix":"{a"}"#).is_err());
        assert!(parse::<Length>("{}").is_err());
        assert!(parse::<Length>(r#"{"min":-1}"#).is_err());
        assert!(parse::<Error>("\"both\"").is_err());
        assert!(parse::<Auth>(r#"["nothing"]"#).is_err());
        assert!(
            parse::<Waitable>(r#"{"W":{"acceptors":[{"state":"retry","matcher":{}}]}}"#).is_err()
        );
    }
}
