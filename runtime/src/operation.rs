//! What generated code says about operations and services.

use crate::schema::Schema;

/// An operation: its HTTP binding, its shapes and the traits that matter at run time.
#[derive(Debug)]
pub struct Operation {
    /// The name, for instance `UpdateFunctionCode`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The URI pattern of the trait `http`, for instance `/functions/{Name}/code?static=1`.
    pub uri: &'static str,
    /// The status of a successful answer.
    pub status: u16,
    /// The structure of the input.
    pub input: &'static Schema,
    /// The structure of the output.
    pub output: &'static Schema,
    /// The structures of the errors.
    pub errors: &'static [&'static Schema],
    /// The pattern of the trait `endpoint` that goes before the host name; empty for none.
    pub host_prefix: &'static str,
    /// Traits on the operation.
    pub traits: &'static [OperationTrait],
}

/// A trait on an operation that matters at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationTrait {
    /// Requests need a checksum of the body (`httpChecksumRequired`).
    ChecksumRequired,
    /// Bodies may be compressed in this encoding (`requestCompression`).
    Compression(&'static str),
    /// The operation changes nothing (`readonly`).
    Readonly,
    /// Sending it twice is the same as once (`idempotent`).
    Idempotent,
    /// The payload isn't part of the signature (`unsignedPayload`).
    UnsignedPayload,
    /// Requests may go unsigned (`optionalAuth`, or `auth` with no scheme).
    Unsigned,
    /// Requests carry this header with this value, where the caller gives none.
    Header(&'static str, &'static str),
    /// Requests carry the hash of their body, and the hash of the hashes of its parts.
    TreeHash,
    /// Bodies have checksums (`aws.protocols#httpChecksum`).
    Checksum {
        /// The member of the input that names the algorithm of the request's; empty for none.
        algorithm: &'static str,
        /// The member of the input that asks for the response's to be compared; empty for none.
        validation: &'static str,
        /// The algorithms that a response may have.
        response: &'static [&'static str],
    },
    /// The endpoint rules are given this parameter.
    EndpointParameter(&'static str, EndpointSource),
}

/// Where a parameter of the endpoint rules comes from. (Smithy spec, "Rules engine parameters")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointSource {
    /// It is always this truth value (`staticContextParams`).
    Boolean(bool),
    /// It is always this text (`staticContextParams`).
    Text(&'static str),
    /// It is always these texts (`staticContextParams`).
    Texts(&'static [&'static str]),
    /// It is the value of this member of the input (`contextParam`).
    Member(&'static str),
    /// It is what this JMESPath expression gives for the input (`operationContextParams`).
    Path(&'static str),
}

/// A service: its names, its operations and how requests are signed.
#[derive(Debug)]
pub struct Service {
    /// The shape id.
    pub id: &'static str,
    /// The name that AWS tools know it by (`aws.api#service`), else the shape's name.
    pub sdk_id: &'static str,
    /// The version of the API.
    pub version: &'static str,
    /// The first part of the host name of its endpoints (`aws.api#service`); empty if unknown.
    pub endpoint_prefix: &'static str,
    /// The name in the credential scope of signatures (`aws.auth#sigv4`); empty for no signing.
    pub signing_name: &'static str,
    /// The id of the protocol's trait, for instance `aws.protocols#restJson1`.
    pub protocol: &'static str,
    /// All operations, by name.
    pub operations: &'static [&'static Operation],
}

impl Operation {
    /// Whether the operation has a trait.
    pub fn has(&self, wanted: OperationTrait) -> bool {
        self.traits.contains(&wanted)
    }
}
