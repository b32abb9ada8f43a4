//! Traits that say how operations, errors and services behave.

use super::TypedTrait;
use super::fields::Fields;
use crate::Node;

/// The default value of a member or shape; `null` takes the default of the target away. (Smithy spec, "default trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Default(
    /// The value.
    pub Node,
);

/// Marks a structure as an error, and says whose fault it is. (Smithy spec, "error trait")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The caller's: 400 unless `@httpError` says otherwise.
    Client,
    /// The service's: 500 unless `@httpError` says otherwise.
    Server,
}

/// Marks an error as one that a client may try again after. (Smithy spec, "retryable trait")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retryable {
    /// Whether it says that the caller is too fast.
    pub throttling: bool,
}

/// How an operation, or every operation of a service, is paged through. All names are of members, `output_token` and `items` may be
/// paths with dots. (Smithy spec, "paginated trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paginated {
    /// The input member that takes the token.
    pub input_token: Option<String>,
    /// The output path that gives the next token.
    pub output_token: Option<String>,
    /// The output path of the list or map of results.
    pub items: Option<String>,
    /// The input member that bounds a page.
    pub page_size: Option<String>,
}

/// The names of an AWS service. (Smithy AWS spec, "aws.api#service trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The SDK service id.
    pub sdk_id: String,
    /// The namespace in ARNs, if the trait gives it.
    pub arn_namespace: Option<String>,
    /// The prefix of CloudFormation types, if the trait gives it.
    pub cloud_formation_name: Option<String>,
    /// The event source in CloudTrail, if the trait gives it.
    pub cloud_trail_event_source: Option<String>,
    /// The prefix of host names, if the trait gives it.
    pub endpoint_prefix: Option<String>,
    /// The id in the documentation, if the trait gives it.
    pub doc_id: Option<String>,
}

/// Says that a string is an ARN. (Smithy AWS spec, "aws.api#arnReference trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnReference {
    /// The CloudFormation type of what it names.
    pub kind: Option<String>,
    /// The service of what it names, a shape id.
    pub service: Option<String>,
    /// The resource that it names, a shape id.
    pub resource: Option<String>,
}

/// Checksums of requests and responses. (Smithy AWS spec, "aws.protocols#httpChecksum trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpChecksum {
    /// Whether a request has to carry one.
    pub request_checksum_required: bool,
    /// The input member that chooses the algorithm.
    pub request_algorithm_member: Option<String>,
    /// The input member that asks for validation of the response.
    pub request_validation_mode_member: Option<String>,
    /// The algorithms that a client validates responses with.
    pub response_algorithms: Vec<String>,
}

/// Compression of request bodies. (Smithy spec, "requestCompression trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestCompression {
    /// The content codings that the service takes, in order of preference.
    pub encodings: Vec<String>,
}

/// Parameters of clients that endpoint rules use, by name with (type, documentation). (Smithy spec, "smithy.rules#clientContextParams trait")
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientContextParams {
    /// Name, type and documentation, in order.
    pub params: Vec<(String, String, Option<String>)>,
}

impl TypedTrait for Default {
    const ID: &'static str = "smithy.api#default";

    fn parse(node: &Node) -> Result<Default, String> {
        Ok(Default(node.clone()))
    }
}

impl TypedTrait for Error {
    const ID: &'static str = "smithy.api#error";

    fn parse(node: &Node) -> Result<Error, String> {
        match node.as_str() {
            Some("client") => Ok(Error::Client),
            Some("server") => Ok(Error::Server),
            _ => Err("must be `client` or `server`".to_owned()),
        }
    }
}

impl TypedTrait for Retryable {
    const ID: &'static str = "smithy.api#retryable";

    fn parse(node: &Node) -> Result<Retryable, String> {
        Ok(Retryable {
            throttling: Fields::of(node)?.flag("throttling")?,
        })
    }
}

impl TypedTrait for Paginated {
    const ID: &'static str = "smithy.api#paginated";

    fn parse(node: &Node) -> Result<Paginated, String> {
        let fields = Fields::of(node)?;
        Ok(Paginated {
            input_token: fields.string("inputToken")?,
            output_token: fields.string("outputToken")?,
            items: fields.string("items")?,
            page_size: fields.string("pageSize")?,
        })
    }
}

impl Paginated {
    /// What an operation means with what its service gives for all operations.
    #[must_use]
    pub fn or(self, service: &Paginated) -> Paginated {
        Paginated {
            input_token: self.input_token.or_else(|| service.input_token.clone()),
            output_token: self.output_token.or_else(|| service.output_token.clone()),
            items: self.items.or_else(|| service.items.clone()),
            page_size: self.page_size.or_else(|| service.page_size.clone()),
        }
    }
}

impl TypedTrait for Service {
    const ID: &'static str = "aws.api#service";

    fn parse(node: &Node) -> Result<Service, String> {
        let fields = Fields::of(node)?;
        Ok(Service {
            sdk_id: fields.required("sdkId")?,
            arn_namespace: fields.string("arnNamespace")?,
            cloud_formation_name: fields.string("cloudFormationName")?,
            cloud_trail_event_source: fields.string("cloudTrailEventSource")?,
            endpoint_prefix: fields.string("endpointPrefix")?,
            doc_id: fields.string("docId")?,
        })
    }
}

impl TypedTrait for ArnReference {
    const ID: &'static str = "aws.api#arnReference";

    fn parse(node: &Node) -> Result<ArnReference, String> {
        let fields = Fields::of(node)?;
        Ok(ArnReference {
            kind: fields.string("type")?,
            service: fields.string("service")?,
            resource: fields.string("resource")?,
        })
    }
}

impl TypedTrait for HttpChecksum {
    const ID: &'static str = "aws.protocols#httpChecksum";

    fn parse(node: &Node) -> Result<HttpChecksum, String> {
        let fields = Fields::of(node)?;
        Ok(HttpChecksum {
            request_checksum_required: fields.flag("requestChecksumRequired")?,
            request_algorithm_member: fields.string("requestAlgorithmMember")?,
            request_validation_mode_member: fields.string("requestValidationModeMember")?,
            response_algorithms: fields.strings("responseAlgorithms")?,
        })
    }
}

impl TypedTrait for RequestCompression {
    const ID: &'static str = "smithy.api#requestCompression";

    fn parse(node: &Node) -> Result<RequestCompression, String> {
        Ok(RequestCompression {
            encodings: Fields::of(node)?.strings("encodings")?,
        })
    }
}

impl TypedTrait for ClientContextParams {
    const ID: &'static str = "smithy.rules#clientContextParams";

    fn parse(node: &Node) -> Result<ClientContextParams, String> {
        let params = Fields::of(node)?.iter().map(|(name, value)| {
            let fields = Fields::of(value)?;
            Ok((
                name.to_owned(),
                fields.required("type")?,
                fields.string("documentation")?,
            ))
        });
        Ok(ClientContextParams {
            params: params.collect::<Result<_, String>>()?,
        })
    }
}
