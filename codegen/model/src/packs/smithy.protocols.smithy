// The protocols of Smithy itself.
$version: "2.0"

namespace smithy.protocols

/// Calls with CBOR in bodies.
@trait(selector: "service")
@protocolDefinition(traits: [cors, endpoint, hostLabel, httpError, requestCompression])
@traitValidators(
    "rpcv2Cbor.NoDocuments": {
        selector: "service ~> member :test(> document)"
        message: "This protocol does not support document types in most possible scenarios."
        severity: "DANGER"
    }
)
structure rpcv2Cbor {
    /// Versions of HTTP, the preferred ones first.
    http: StringList

    /// The same for streams of events.
    eventStreamHttp: StringList
}

/// Calls with JSON in bodies.
@trait(selector: "service")
@protocolDefinition(traits: [cors, endpoint, hostLabel, httpError, requestCompression])
structure rpcv2Json {
    /// Versions of HTTP, the preferred ones first.
    http: StringList

    /// The same for streams of events.
    eventStreamHttp: StringList
}

@private
list StringList {
    member: String
}
