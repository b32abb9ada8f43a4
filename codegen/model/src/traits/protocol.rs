//! The protocols of services, and how values are written in them.

use super::TypedTrait;
use super::fields::Fields;
use crate::Node;

/// What every AWS protocol trait may say. (Smithy AWS spec, "AWS Protocols")
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Protocol {
    /// The HTTP versions in order of preference, as ALPN ids.
    pub http: Vec<String>,
    /// The same for event streams.
    pub event_stream_http: Vec<String>,
    /// Whether restXml leaves the wrapper around errors out.
    pub no_error_wrapping: bool,
}

macro_rules! protocols {
    ($($(#[$doc:meta])* $name:ident = $id:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name(
            /// What the trait says.
            pub Protocol,
        );

        impl TypedTrait for $name {
            const ID: &'static str = $id;

            fn parse(node: &Node) -> Result<Self, String> {
                Protocol::parse(node).map($name)
            }
        }
    )*};
}

protocols! {
    /// AWS restJson1.
    RestJson1 = "aws.protocols#restJson1";
    /// AWS restXml.
    RestXml = "aws.protocols#restXml";
    /// AWS JSON 1.0.
    AwsJson1_0 = "aws.protocols#awsJson1_0";
    /// AWS JSON 1.1.
    AwsJson1_1 = "aws.protocols#awsJson1_1";
    /// AWS query.
    AwsQuery = "aws.protocols#awsQuery";
    /// EC2 query.
    Ec2Query = "aws.protocols#ec2Query";
    /// Smithy RPC v2 with CBOR.
    RpcV2Cbor = "smithy.protocols#rpcv2Cbor";
}

/// How timestamps are written. (Smithy spec, "timestampFormat trait")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339, section 5.6, in UTC.
    DateTime,
    /// The IMF-fixdate of RFC 9110, section 5.6.7.
    HttpDate,
    /// Seconds since 1970, with an optional fraction.
    EpochSeconds,
}

/// The XML namespace of a shape or member. (Smithy spec, "xmlNamespace trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlNamespace {
    /// The URI.
    pub uri: String,
    /// The prefix, if one is declared.
    pub prefix: Option<String>,
}

/// The code and status of an error in the query protocols. (Smithy AWS spec, "aws.protocols#awsQueryError trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsQueryError {
    /// The code on the wire.
    pub code: String,
    /// The HTTP status.
    pub http_response_code: u16,
}

impl Protocol {
    fn parse(node: &Node) -> Result<Protocol, String> {
        let fields = Fields::of(node)?;
        Ok(Protocol {
            http: fields.strings("http")?,
            event_stream_http: fields.strings("eventStreamHttp")?,
            no_error_wrapping: fields.flag("noErrorWrapping")?,
        })
    }
}

impl TimestampFormat {
    /// The name in models.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TimestampFormat::DateTime => "date-time",
            TimestampFormat::HttpDate => "http-date",
            TimestampFormat::EpochSeconds => "epoch-seconds",
        }
    }
}

impl TypedTrait for TimestampFormat {
    const ID: &'static str = "smithy.api#timestampFormat";

    fn parse(node: &Node) -> Result<TimestampFormat, String> {
        use TimestampFormat::{DateTime, EpochSeconds, HttpDate};
        let found = [DateTime, HttpDate, EpochSeconds]
            .into_iter()
            .find(|format| node.as_str() == Some(format.as_str()));
        found.ok_or_else(|| "must be `date-time`, `http-date` or `epoch-seconds`".to_owned())
    }
}

impl TypedTrait for XmlNamespace {
    const ID: &'static str = "smithy.api#xmlNamespace";

    fn parse(node: &Node) -> Result<XmlNamespace, String> {
        let fields = Fields::of(node)?;
        Ok(XmlNamespace {
            uri: fields.required("uri")?,
            prefix: fields.string("prefix")?,
        })
    }
}

impl TypedTrait for AwsQueryError {
    const ID: &'static str = "aws.protocols#awsQueryError";

    fn parse(node: &Node) -> Result<AwsQueryError, String> {
        let fields = Fields::of(node)?;
        let status = fields.read("httpResponseCode", "a status code", |node| {
            u16::try_from(node.as_number()?.as_u64()?).ok()
        })?;
        Ok(AwsQueryError {
            code: fields.required("code")?,
            http_response_code: status.ok_or("must have a member `httpResponseCode`")?,
        })
    }
}
