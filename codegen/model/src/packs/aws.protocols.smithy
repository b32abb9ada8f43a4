// The protocols of AWS and the traits that go with them.
$version: "2.0"

namespace aws.protocols

// Protocols.

@private
@mixin(localTraits: [private])
structure HttpConfiguration {
    /// Versions of HTTP, the preferred ones first.
    http: StringList

    /// The same for streams of events.
    eventStreamHttp: StringList
}

@private
list StringList {
    member: String
}

/// JSON in bodies, version 1.0.
@protocolDefinition(traits: [timestampFormat, cors, endpoint, hostLabel])
@trait(selector: "service")
structure awsJson1_0 with [HttpConfiguration] {}

/// JSON in bodies, version 1.1.
@protocolDefinition(traits: [timestampFormat, cors, endpoint, hostLabel])
@trait(selector: "service")
structure awsJson1_1 with [HttpConfiguration] {}

/// JSON in bodies, bound to HTTP.
@protocolDefinition(
    traits: [
        timestampFormat, cors, endpoint, hostLabel, http, httpError, httpHeader, httpLabel, httpPayload, httpPrefixHeaders
        httpQuery, httpQueryParams, httpResponseCode, httpChecksum, httpChecksumRequired, jsonName
    ]
)
@trait(selector: "service")
structure restJson1 with [HttpConfiguration] {}

/// XML in bodies, bound to HTTP.
@deprecated
@protocolDefinition(
    traits: [
        timestampFormat, cors, endpoint, hostLabel, http, httpError, httpHeader, httpLabel, httpPayload, httpPrefixHeaders
        httpQuery, httpQueryParams, httpResponseCode, httpChecksum, httpChecksumRequired, xmlAttribute, xmlFlattened, xmlName
        xmlNamespace
    ]
)
@traitValidators(
    UnsupportedProtocolDocument: {
        selector: "~> member :test(> document)"
        message: "Document types are not supported with restXml"
    }
)
@trait(selector: "service")
structure restXml with [HttpConfiguration] {
    /// Whether errors have no element around them.
    @deprecated
    noErrorWrapping: Boolean
}

/// Forms in requests and XML in responses.
@deprecated
@protocolDefinition(
    traits: [
        timestampFormat, cors, endpoint, hostLabel, awsQueryError, xmlAttribute, xmlFlattened, xmlName, xmlNamespace
    ]
)
@traitValidators(
    UnsupportedProtocolDocument: {
        selector: "~> member :test(> document)"
        message: "Document types are not supported with awsQuery"
    }
)
@trait(selector: "service [trait|xmlNamespace]")
structure awsQuery {}

/// Forms in requests and XML in responses, as EC2 has them.
@deprecated
@protocolDefinition(
    traits: [
        timestampFormat, cors, endpoint, hostLabel, ec2QueryName, xmlAttribute, xmlFlattened, xmlName, xmlNamespace
    ]
)
@traitValidators(
    UnsupportedProtocolDocument: {
        selector: "~> member :test(> document)"
        message: "Document types are not supported with ec2Query"
    }
)
@trait(selector: "service [trait|xmlNamespace]")
structure ec2Query {}

// Traits that go with protocols.

/// Says that errors keep the codes that they had in the query protocol.
@trait(
    selector: """
        service :test([trait|aws.protocols#awsJson1_0],
                      [trait|smithy.protocols#rpcv2Cbor],
                      [trait|smithy.protocols#rpcv2Json])"""
)
structure awsQueryCompatible {}

/// The code and status of an error in the query protocol.
@trait(selector: "structure [trait|error]", breakingChanges: [{ change: "any" }])
structure awsQueryError {
    @required
    code: String

    @required
    httpResponseCode: Integer
}

/// The name of a member in requests of EC2's query protocol.
@pattern("^[a-zA-Z_][a-zA-Z_0-9-]*$")
@trait(selector: "structure > member")
string ec2QueryName

/// Which checksums requests and responses have.
@trait(
    selector: "operation"
    breakingChanges: [
        {
            change: "remove"
            severity: "DANGER"
            message: "Removing the trait removes the ability for clients to do request or response checksums. The service MUST continue to support old clients by supporting the `httpChecksum` trait."
        }
        {
            change: "remove"
            path: "/requestAlgorithmMember"
            severity: "DANGER"
            message: "`requestAlgorithmMember` was removed, so newly generated clients will no longer be able to pick the request checksum algorithms The service MUST continue to support old clients by supporting `requestAlgorithmMember`."
        }
        {
            change: "remove"
            path: "/requestValidationModeMember"
            severity: "DANGER"
            message: "`requestValidationModeMember` was removed, so newly generated clients will no longer validate response checksums. The service MUST continue to support old clients by supporting `requestValidationModeMember`."
        }
        {
            change: "remove"
            path: "/responseAlgorithms/member"
            severity: "DANGER"
            message: "Members of `responseAlgorithms` were removed, so newly generated clients will no longer validate response checksums for the removed algorithms. The service MUST continue to support old clients by supporting removed compression algorithms."
        }
    ]
)
@unstable
structure httpChecksum {
    /// The member of the input that names the algorithm.
    requestAlgorithmMember: String

    requestChecksumRequired: Boolean

    /// The member of the input that asks for checksums of the response.
    requestValidationModeMember: String

    responseAlgorithms: ChecksumAlgorithmSet
}

@length(min: 1)
@private
@uniqueItems
list ChecksumAlgorithmSet {
    member: ChecksumAlgorithm
}

@private
enum ChecksumAlgorithm {
    CRC32
    CRC32C
    CRC64NVME
    MD5
    SHA1
    SHA256
    SHA512
    XXHASH64
    XXHASH3
    XXHASH128
}
