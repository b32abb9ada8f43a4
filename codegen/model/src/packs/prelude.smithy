// The prelude: the shapes and traits that every model has.
//
// Ids, types, members, constraints, selectors and the messages of breaking changes are facts of the Smithy specification (2.0, "Prelude");
// shapes are grouped by subject.
$version: "2.0"

namespace smithy.api

// Simple shapes.

bigDecimal BigDecimal

bigInteger BigInteger

blob Blob

boolean Boolean

byte Byte

document Document

double Double

float Float

integer Integer

long Long

short Short

string String

timestamp Timestamp

@default(false)
boolean PrimitiveBoolean

@default(0)
byte PrimitiveByte

@default(0)
double PrimitiveDouble

@default(0)
float PrimitiveFloat

@default(0)
integer PrimitiveInteger

@default(0)
long PrimitiveLong

@default(0)
short PrimitiveShort

/// Nothing at all: what operations without input or output take and give, and what variants without a value hold.
@unitType
structure Unit {}

/// Text in the CommonMark format.
@externalDocumentation("CommonMark Specification": "https://commonmark.org/")
@mediaType("text/markdown; charset=UTF-8; variant=CommonMark")
string CommonMark

// What several traits share.

@private
@length(min: 1)
string NonEmptyString

@private
list NonEmptyStringList {
    member: NonEmptyString
}

@private
map NonEmptyStringMap {
    key: NonEmptyString
    value: NonEmptyString
}

@private
@idRef(failWhenMissing: true, selector: "[trait|trait]")
string TraitShapeId

@private
list TraitShapeIdList {
    member: TraitShapeId
}

@private
enum Severity {
    NOTE
    WARNING
    DANGER
    ERROR
}

@private
@pattern("^(_+[a-zA-Z0-9]|[a-zA-Z])\\w*$")
string Identifier

// Traits of traits, and of the model itself.

/// Makes a trait of a shape.
@trait(
    selector: ":is(simpleType, list, map, structure, union)"
    breakingChanges: [
        { change: "presence" }
        { path: "/structurallyExclusive", change: "any" }
        {
            path: "/conflicts"
            change: "update"
            severity: "NOTE"
            message: "Adding more conflicts to a trait could cause previously written models to fail validation."
        }
    ]
)
structure trait {
    /// Where the trait may stand.
    selector: String

    /// Whether only one member of a structure may have the trait, or target a shape that has it.
    structurallyExclusive: StructurallyExclusive

    /// Traits that may not stand next to this one.
    conflicts: NonEmptyStringList

    /// Which changes of the trait break users of a model.
    breakingChanges: TraitDiffRules
}

@private
enum StructurallyExclusive {
    MEMBER = "member"
    TARGET = "target"
}

@private
@length(min: 1)
list TraitDiffRules {
    member: TraitDiffRule
}

@private
structure TraitDiffRule {
    /// A JSON pointer into the value of the trait.
    path: String

    @required
    change: TraitChangeType

    severity: Severity = "ERROR"

    message: String
}

@private
enum TraitChangeType {
    UPDATE = "update"
    ADD = "add"
    REMOVE = "remove"
    PRESENCE = "presence"
    ANY = "any"
}

/// Rules for the shapes that a trait is applied to, as selectors of what is wrong with them.
@trait(selector: "[trait|trait]")
map traitValidators {
    /// The id of the events.
    @length(min: 1)
    key: String

    value: TraitValidator
}

@private
structure TraitValidator {
    /// Finds what is wrong, starting at the shape that has the trait.
    @required
    selector: String

    message: String

    severity: Severity = "ERROR"
}

/// Makes a protocol of a trait of services.
@trait(selector: "structure[trait|trait]", breakingChanges: [{ change: "presence" }])
structure protocolDefinition {
    /// The traits that have a meaning in the protocol.
    traits: TraitShapeIdList

    @deprecated(message: "Use the `@traitValidators` trait instead")
    noInlineDocumentSupport: Boolean
}

/// Makes an authentication scheme of a trait of services.
@trait(selector: "structure[trait|trait]", breakingChanges: [{ change: "presence" }])
structure authDefinition {
    /// The traits that have a meaning in the scheme.
    traits: TraitShapeIdList
}

/// Makes a mixin of a shape: others take its members and traits over.
@trait(selector: ":not(member)")
structure mixin {
    /// The traits that are not taken over.
    localTraits: LocalMixinTraitList
}

@private
list LocalMixinTraitList {
    member: LocalMixinTrait
}

@private
@idRef(
    selector: "[trait|trait]"
    failWhenMissing: true
    errorMessage: """
        Strings provided to the localTraits property of a mixin trait
        must target a valid trait."""
)
string LocalMixinTrait

/// Marks the shape that stands for nothing.
@trait(selector: "[id=smithy.api#Unit]")
structure unitType {}

/// Hides findings of these events on a shape.
@trait
list suppress {
    @length(min: 1)
    member: String
}

/// Keeps other namespaces from referring to a shape.
@trait
structure private {}

/// Says that a text is the id of a shape.
@trait(selector: ":test(string, member > string)")
structure idRef {
    /// What the shape has to match.
    selector: String = "*"

    /// Whether the shape has to exist.
    failWhenMissing: Boolean

    /// What to tell when it does not exist or match.
    errorMessage: String
}

/// Gives a type to the metadata of a key.
@trait(selector: "dataType :not([trait|input]) :not([trait|output])")
structure metadata {
    @required
    @length(min: 1)
    key: String
}

/// Sets of shapes with a name, for tools that work on a part of a model.
@private
@metadata(key: "shapeClosures")
list ShapeClosures {
    member: ShapeClosure
}

@private
structure ShapeClosure {
    @required
    id: ClosureId

    /// Namespaces that belong to it.
    includeNamespaces: Namespaces = []

    /// Finds further shapes that belong to it.
    @length(min: 1)
    includeBySelector: String

    /// Other names for shapes whose own ones clash.
    rename: Renames = {}

    documentation: CommonMark
}

@private
@idRef(failWhenMissing: false)
string ClosureId

@private
@uniqueItems
list Namespaces {
    member: String
}

@private
map Renames {
    @idRef(
        failWhenMissing: true
        selector: ":not(:is(member, service, resource, operation))"
        errorMessage: "Renames must target shapes that are in the model and must not target services, resources, operations, or members."
    )
    key: String

    value: Identifier
}

// Documentation traits.

/// Says in CommonMark what a shape or member is.
@trait
string documentation

/// Links to further documentation.
@trait
@length(min: 1)
map externalDocumentation {
    key: NonEmptyString
    value: NonEmptyString
}

/// Says that a shape or member should not be used any more.
@trait
structure deprecated {
    /// Why, and what to use instead.
    message: String

    /// Since when.
    since: String
}

/// Says in which version or on which day a shape or member came.
@trait
string since

/// Labels to sort and select shapes by.
@trait
list tags {
    member: String
}

/// The name of a shape for people.
@trait
string title

/// Says that a shape may still change.
@trait
structure unstable {}

/// Says that a shape is not for the public.
@trait(
    breakingChanges: [
        {
            change: "remove"
            severity: "WARNING"
            message: "Removing the @internal trait makes a shape externally visible."
        }
    ]
)
structure internal {}

/// Says that values have to be kept out of logs.
@trait(selector: ":not(:test(service, operation, resource, member))")
structure sensitive {}

/// Calls of an operation, with what they answer.
@trait(selector: "operation")
list examples {
    member: Example
}

@private
structure Example {
    @required
    title: String

    documentation: String

    input: Document

    output: Document

    error: ExampleError

    /// Whether values may break constraints, to show the error that follows.
    allowConstraintErrors: Boolean
}

@private
structure ExampleError {
    @idRef(selector: "structure[trait|error]")
    shapeId: String

    content: Document
}

/// Says that a member should be set though it need not be.
@trait(selector: "structure > member", conflicts: [required])
structure recommended {
    reason: String
}

// Traits of the type system.

/// Says that a value of Smithy 1.0 may be absent.
@trait(
    selector: """
        :test(boolean, byte, short, integer, long, float, double,
        member > :test(boolean, byte, short, integer, long, float, double))"""
)
structure box {}

/// The value that stands for an absent one.
@trait(selector: ":is(simpleType, list, map, structure > member :test(> :is(simpleType, list, map)))")
document default

/// Says that a member got its default value after the model was published.
@trait(selector: "structure > member [trait|default]", breakingChanges: [{ change: "remove" }])
structure addedDefault {}

/// Says that a member has to be set.
@trait(selector: "structure > member")
structure required {}

/// Says that clients treat a member as optional whatever else it is.
@trait(selector: "structure > member")
structure clientOptional {}

/// Says that a structure is the input of one operation only.
@trait(selector: "structure", conflicts: [output, error], breakingChanges: [{ change: "presence" }])
structure input {}

/// Says that a structure is the output of one operation only.
@trait(selector: "structure", conflicts: [input, error], breakingChanges: [{ change: "presence" }])
structure output {}

/// Says that a structure is an error, and whose fault it is.
@trait(selector: "structure", conflicts: [trait], breakingChanges: [{ change: "any" }])
enum error {
    CLIENT = "client"
    SERVER = "server"
}

/// Says that values of a list or map may be null.
@trait(selector: ":is(list, map)", breakingChanges: [{ change: "presence" }])
structure sparse {}

/// The value of a member of an enum.
@trait(selector: ":is(enum, intEnum) > member")
@tags(["diff.error.const"])
document enumValue

// Traits that constrain values.

/// The values that a string may have.
@trait(selector: "string :not(enum)", breakingChanges: [{ change: "presence" }])
@length(min: 1)
@deprecated(message: "The enum trait is replaced by the enum shape in Smithy 2.0", since: "2.0")
list enum {
    member: EnumDefinition
}

@private
structure EnumDefinition {
    @required
    value: NonEmptyString

    name: EnumConstantBodyName

    documentation: String

    tags: NonEmptyStringList

    deprecated: Boolean
}

@private
@pattern("^[a-zA-Z_]+[a-zA-Z_0-9]*$")
string EnumConstantBodyName

/// How long a string, blob, list or map may be.
@trait(selector: ":test(list, map, string, blob, member > :is(list, map, string, blob))")
structure length {
    min: Long
    max: Long
}

/// The regular expression that a string has to match.
@trait(
    selector: ":test(string, member > string)"
    breakingChanges: [
        {
            change: "add"
            severity: "WARNING"
            message: "The @pattern trait should only be added if the string already had adhered to the pattern."
        }
        {
            change: "update"
            severity: "NOTE"
            message: "Changes to the @pattern trait should generally make the string more permissive, not less."
        }
    ]
)
string pattern

/// How small and how big a number may be.
@trait(selector: ":test(number, member > number)")
structure range {
    min: BigDecimal
    max: BigDecimal
}

/// Says that no two values of a list are equal.
@trait(
    selector: "list :not(> member ~> :is(float, double, document))"
    conflicts: [sparse]
    breakingChanges: [{ change: "presence", severity: "WARNING" }]
)
structure uniqueItems {}

// Traits of behaviour.

/// Says that repeating a call changes nothing.
@trait(selector: "operation", conflicts: [readonly], breakingChanges: [{ change: "remove" }])
structure idempotent {
    /// The errors that say that what was to be made is there already.
    exists: IdempotentErrors

    /// The errors that say that what was to be removed is not there.
    notFound: IdempotentErrors
}

@private
list IdempotentErrors {
    @idRef(selector: "[trait|error]")
    member: String
}

/// Says that a call changes nothing.
@trait(selector: "operation", conflicts: [idempotent], breakingChanges: [{ change: "remove" }])
structure readonly {}

/// Says that a member tells repetitions of one call from other calls.
@trait(
    selector: "structure > :test(member > string)"
    structurallyExclusive: "member"
    breakingChanges: [{ change: "remove" }]
)
@notProperty
structure idempotencyToken {}

/// Says that a call may succeed when it is tried again.
@trait(selector: "structure[trait|error]", breakingChanges: [{ change: "remove" }])
structure retryable {
    /// Whether there were too many calls.
    throttling: Boolean
}

/// Says that results come in pages, and how.
@trait(
    selector: ":is(service, operation)"
    breakingChanges: [
        { change: "remove" }
        { path: "/inputToken", change: "update" }
        { path: "/outputToken", change: "update" }
        { path: "/items", change: "remove" }
        { path: "/items", change: "add", severity: "NOTE" }
        { path: "/items", change: "update", severity: "NOTE" }
        { path: "/pageSize", change: "update" }
        { path: "/pageSize", change: "remove" }
    ]
)
structure paginated {
    /// The member of the input that says where to go on.
    inputToken: NonEmptyString

    /// The member of the output that says where to go on.
    outputToken: NonEmptyString

    /// The member of the output that holds a page.
    items: NonEmptyString

    /// The member of the input that says how long a page may be.
    pageSize: NonEmptyString
}

/// Says that clients may compress what they send.
@trait(
    selector: "operation"
    breakingChanges: [
        {
            change: "remove"
            severity: "DANGER"
            message: "Trait was removed so newly generated clients will no longer compress requests, but the service MUST continue to support removed compression algorithms in `encodings`."
        }
        {
            change: "remove"
            path: "/encodings"
            message: "`encodings` was removed, but is required for the requestCompression trait."
        }
        {
            change: "add"
            severity: "NOTE"
            path: "/encodings/member"
            message: "Members of `encodings` were added. Once a compression algorithm is added, the service MUST support the compression algorithm."
        }
        {
            change: "remove"
            severity: "DANGER"
            path: "/encodings/member"
            message: "Members of `encodings` were removed so newly generated clients will no longer compress requests for removed compression algorithms. The service MUST continue to support old clients by supporting removed compression algorithms."
        }
        {
            change: "update"
            severity: "DANGER"
            path: "/encodings/member"
            message: "Members of `encodings` were updated so newly generated clients will no longer compress requests for compression algorithms prior to the updates. The service MUST continue to support old clients by supporting compression algorithms prior to the updates."
        }
    ]
)
structure requestCompression {
    /// The algorithms, the preferred ones first.
    @required
    encodings: RequestCompressionEncodingsList
}

@private
list RequestCompressionEncodingsList {
    member: String
}

/// Says that an answer may take long.
@trait(selector: "operation")
@unstable
structure longPoll {
    /// How long to wait for it, in milliseconds.
    @range(min: 1)
    @required
    timeoutMillis: Integer
}

// Traits of resources.

/// Says that putting a resource makes a new one and replaces none.
@trait(selector: "resource:test(-[put]->)")
structure noReplace {}

/// The resources that a string or structure refers to.
@trait(selector: ":is(structure, string)")
list references {
    member: Reference
}

@private
structure Reference {
    /// The id of the resource.
    @required
    resource: NonEmptyString

    /// The members that hold its identifiers.
    ids: NonEmptyStringMap

    /// The service whose resource it is.
    service: NonEmptyString

    /// The kind of link.
    rel: NonEmptyString
}

/// The identifier of a resource that a member holds.
@trait(
    selector: "structure > :test(member[trait|required] > string)"
    breakingChanges: [{ change: "remove" }]
)
@length(min: 1)
@notProperty
string resourceIdentifier

/// The property of a resource that a member holds.
@trait(
    selector: "structure > member"
    conflicts: [resourceIdentifier]
    breakingChanges: [{ change: "remove" }, { change: "update" }]
)
structure property {
    name: String
}

/// Says that a member holds no property of a resource.
@trait(
    selector: ":is(operation -[input, output]-> structure > member, [trait|trait])"
    breakingChanges: [{ change: "add" }]
)
@notProperty
structure notProperty {}

/// Says that a member is the structure that holds the properties of a resource.
@trait(
    selector: "operation -[input, output]-> structure > member :test(> structure)"
    structurallyExclusive: "member"
    breakingChanges: [{ change: "any" }]
)
@notProperty
structure nestedProperties {}

// Traits of authentication.

/// The authentication schemes of a service or operation, the preferred ones first.
@trait(selector: ":is(service, operation)")
@uniqueItems
list auth {
    member: AuthTraitReference
}

@private
@idRef(selector: "[trait|authDefinition]")
string AuthTraitReference

/// Says that an operation works without authentication, too.
@trait(selector: "operation", breakingChanges: [{ change: "remove" }])
structure optionalAuth {}

/// Authentication by a key in a header or in the query string.
@trait(selector: "service", breakingChanges: [{ change: "remove" }])
@authDefinition
structure httpApiKeyAuth {
    /// The name of the header or parameter.
    @required
    name: NonEmptyString

    @required
    in: HttpApiKeyLocations

    /// What stands before the key in an `Authorization` header.
    scheme: NonEmptyString
}

@private
enum HttpApiKeyLocations {
    HEADER = "header"
    QUERY = "query"
}

/// Authentication by name and password in a header.
@trait(selector: "service", breakingChanges: [{ change: "remove" }])
@authDefinition
@externalDocumentation("RFC 2617": "https://tools.ietf.org/html/rfc2617.html")
structure httpBasicAuth {}

/// Authentication by a token in a header.
@trait(selector: "service", breakingChanges: [{ change: "remove" }])
@authDefinition
@externalDocumentation("RFC 6750": "https://tools.ietf.org/html/rfc6750.html")
structure httpBearerAuth {}

/// Authentication by a digest of name, password and a number of the server's.
@trait(selector: "service", breakingChanges: [{ change: "remove" }])
@authDefinition
@externalDocumentation("RFC 2617": "https://tools.ietf.org/html/rfc2617.html")
structure httpDigestAuth {}

// Traits of serialisation.

/// The name of a member in JSON.
@trait(selector: ":is(structure, union) > member", breakingChanges: [{ change: "any" }])
string jsonName

/// What a blob or string contains, as a media type.
@trait(selector: ":is(blob, string)", breakingChanges: [{ change: "remove" }])
string mediaType

/// How times are written.
@trait(selector: ":test(timestamp, member > timestamp)", breakingChanges: [{ change: "any" }])
enum timestampFormat {
    /// As in RFC 3339, in UTC.
    DATE_TIME = "date-time"

    /// As seconds since 1970.
    EPOCH_SECONDS = "epoch-seconds"

    /// As in HTTP headers.
    HTTP_DATE = "http-date"
}

/// Says that a member is an attribute in XML.
@trait(
    selector: "structure > :test(member > :test(boolean, number, string, timestamp))"
    conflicts: [xmlNamespace]
    breakingChanges: [{ change: "any" }]
)
structure xmlAttribute {}

/// Says that values of a list or map have no element around them in XML.
@trait(
    selector: ":is(structure, union) > :test(member > :test(list, map))"
    breakingChanges: [{ change: "any" }]
)
structure xmlFlattened {}

/// The name of a shape or member in XML.
@trait(selector: ":is(structure, union, member)", breakingChanges: [{ change: "any" }])
@pattern("^[a-zA-Z_][a-zA-Z_0-9-]*(:[a-zA-Z_][a-zA-Z_0-9-]*)?$")
string xmlName

/// The namespace of an element in XML.
@trait(
    selector: ":is(service, member, simpleType, list, map, structure, union)"
    conflicts: [xmlAttribute]
    breakingChanges: [{ change: "any" }]
)
structure xmlNamespace {
    @required
    uri: NonEmptyString

    @pattern("^[a-zA-Z_][a-zA-Z_0-9-]*$")
    prefix: NonEmptyString
}

// Traits of streams.

/// Says that a blob is too big to keep in memory, or that a union is a stream of events.
@trait(selector: ":is(blob, union)", structurallyExclusive: "target", breakingChanges: [{ change: "any" }])
structure streaming {}

/// Says that the length of a stream has to be known.
@trait(selector: "blob[trait|streaming]", breakingChanges: [{ change: "presence" }])
structure requiresLength {}

/// Says that a member is a header of its event.
@trait(
    selector: """
        structure >
        :test(member > :test(boolean, byte, short, integer, long, blob, string, timestamp))"""
    conflicts: [eventPayload]
    breakingChanges: [{ change: "any" }]
)
structure eventHeader {}

/// Says that a member is the payload of its event.
@trait(
    selector: "structure > :test(member > :test(blob, string, structure, union))"
    conflicts: [eventHeader]
    structurallyExclusive: "member"
    breakingChanges: [{ change: "any" }]
)
structure eventPayload {}

// Traits of HTTP.

/// The method, URI and status of an operation.
@trait(
    selector: "operation"
    breakingChanges: [
        { change: "remove" }
        { path: "/method", change: "update" }
        { path: "/uri", change: "update" }
        { path: "/code", change: "update" }
        {
            path: "/code"
            change: "presence"
            severity: "DANGER"
            message: "Adding or removing is backward compatible only if the value is the default value of 200"
        }
    ]
)
structure http {
    @required
    method: NonEmptyString

    /// The path with labels in braces, and fixed parameters.
    @required
    uri: NonEmptyString

    /// The status of a success.
    @range(min: 100, max: 999)
    code: Integer = 200
}

/// The status of an error.
@trait(selector: "structure[trait|error]", breakingChanges: [{ change: "any" }])
integer httpError

/// Binds a member to a header.
@trait(
    selector: """
        structure > :test(member > :test(boolean, number, string, timestamp,
        list > member > :test(boolean, number, string, timestamp)))"""
    conflicts: [httpLabel, httpQuery, httpPrefixHeaders, httpPayload, httpResponseCode, httpQueryParams]
    breakingChanges: [{ change: "any" }]
)
@length(min: 1)
string httpHeader

/// Binds a member to a label of the URI.
@trait(
    selector: "structure > member[trait|required] :test(> :test(string, number, boolean, timestamp))"
    conflicts: [httpHeader, httpQuery, httpPrefixHeaders, httpPayload, httpResponseCode, httpQueryParams]
    breakingChanges: [{ change: "presence" }]
)
structure httpLabel {}

/// Binds a member to the body.
@trait(
    selector: "structure > member"
    conflicts: [httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpResponseCode, httpQueryParams]
    structurallyExclusive: "member"
    breakingChanges: [{ change: "presence" }]
)
structure httpPayload {}

/// Binds a map to the headers that start with a prefix.
@trait(
    selector: """
        structure > member
        :test(> map :not([trait|sparse]) > member[id|member=value] > string)"""
    structurallyExclusive: "member"
    conflicts: [httpLabel, httpQuery, httpHeader, httpPayload, httpResponseCode, httpQueryParams]
    breakingChanges: [{ change: "any" }]
)
string httpPrefixHeaders

/// Binds a member to a parameter of the query string.
@trait(
    selector: """
        structure > member
        :test(> :test(string, number, boolean, timestamp),
        > list > member > :test(string, number, boolean, timestamp))"""
    conflicts: [httpLabel, httpHeader, httpPrefixHeaders, httpPayload, httpResponseCode, httpQueryParams]
    breakingChanges: [{ change: "any" }]
)
@length(min: 1)
string httpQuery

/// Binds a map to the parameters of the query string.
@trait(
    selector: """
        structure > member
        :test(> map > member[id|member=value] > :test(string, list > member > string))"""
    structurallyExclusive: "member"
    conflicts: [httpLabel, httpQuery, httpHeader, httpPayload, httpResponseCode, httpPrefixHeaders]
    breakingChanges: [{ change: "any" }]
)
structure httpQueryParams {}

/// Binds a member to the status of the response.
@trait(
    selector: "structure :not([trait|input]) > member :test(> integer)"
    structurallyExclusive: "member"
    conflicts: [httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpPayload, httpQueryParams]
    breakingChanges: [{ change: "any" }]
)
structure httpResponseCode {}

/// Which other web pages may call a service.
@trait(selector: "service", breakingChanges: [{ change: "remove" }])
structure cors {
    /// The one origin of pages that may.
    origin: NonEmptyString = "*"

    /// Several origins by names; excludes `origin`.
    origins: NonEmptyStringMap

    /// For how many seconds browsers may remember the permission.
    maxAge: Integer = 600

    additionalAllowedHeaders: NonEmptyStringList

    additionalExposedHeaders: NonEmptyStringList
}

/// Says that requests need a checksum.
@unstable
@trait(selector: "operation")
structure httpChecksumRequired {}

// Traits of endpoints.

/// What stands before the host of an operation.
@trait(selector: "operation", breakingChanges: [{ change: "any" }])
structure endpoint {
    /// A pattern that may have labels in braces.
    @required
    hostPrefix: NonEmptyString
}

/// Binds a member to a label of the host.
@trait(selector: "structure > :test(member[trait|required] > string)", breakingChanges: [{ change: "any" }])
structure hostLabel {}
