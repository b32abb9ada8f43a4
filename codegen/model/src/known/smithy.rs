//! Traits of `smithy.*` namespaces. (Smithy spec; the selectors are facts of its prelude and trait packages)

use super::Target::{Any, Both, Either, Members, NoMember, Shapes};
use super::Value::{Annotation, Choice, Flag, Keys, List, Number, Object, Text, Texts, Whole};
use super::{Known, Target, Types, Value};
use crate::ShapeType as T;

pub(super) const STRING: Types = Types::of(&[T::String, T::Enum]);
pub(super) const INTEGER: Types = Types::of(&[T::Integer, T::IntEnum]);
pub(super) const NUMBER: Types = Types::of(&[
    T::Byte,
    T::Short,
    T::Integer,
    T::IntEnum,
    T::Long,
    T::Float,
    T::Double,
    T::BigInteger,
    T::BigDecimal,
]);
pub(super) const SERVICE: Types = Types::of(&[T::Service]);
pub(super) const OPERATION: Types = Types::of(&[T::Operation]);
pub(super) const RESOURCE: Types = Types::of(&[T::Resource]);
pub(super) const STRUCTURE: Types = Types::of(&[T::Structure]);
pub(super) const UNION: Types = Types::of(&[T::Union]);
pub(super) const LIST: Types = Types::of(&[T::List]);
pub(super) const MAP: Types = Types::of(&[T::Map]);
const BLOB: Types = Types::of(&[T::Blob]);
const TIMESTAMP: Types = Types::of(&[T::Timestamp]);
const BOOLEAN: Types = Types::of(&[T::Boolean]);
const DOCUMENT: Types = Types::of(&[T::Document]);
const DATA: Types = Types::ALL.without(SERVICE.or(OPERATION).or(RESOURCE));
const SIMPLE: Types = DATA.without(LIST.or(MAP).or(STRUCTURE).or(UNION));
/// What a header, label or query parameter can hold.
const SCALAR: Types = STRING.or(NUMBER).or(BOOLEAN).or(TIMESTAMP);
const FIELD: Target = Members(STRUCTURE, Types::ALL);
/// A class of trait that only services carry.
const OF_SERVICE: Target = Shapes(SERVICE);
const OF_OPERATION: Target = Shapes(OPERATION);
const BOXABLE: Types = BOOLEAN.or(Types::of(&[
    T::Byte,
    T::Short,
    T::Integer,
    T::Long,
    T::Float,
    T::Double,
]));

pub(super) const fn row(
    id: &'static str,
    selector: &'static str,
    target: Target,
    value: Value,
) -> Known {
    Known {
        id,
        selector,
        target,
        value,
    }
}

pub(super) const TRAITS: &[Known] = &[
    // Documentation.
    row("smithy.api#documentation", "*", Any, Text),
    row("smithy.api#externalDocumentation", "*", Any, Object),
    row(
        "smithy.api#deprecated",
        "*",
        Any,
        Keys(&[("message", Text, false), ("since", Text, false)]),
    ),
    row("smithy.api#since", "*", Any, Text),
    row("smithy.api#tags", "*", Any, Texts),
    row(
        "smithy.api#title",
        ":is(service, resource)",
        Shapes(SERVICE.or(RESOURCE)),
        Text,
    ),
    row("smithy.api#unstable", "*", Any, Annotation),
    row("smithy.api#internal", "*", Any, Annotation),
    row(
        "smithy.api#sensitive",
        ":not(:is(service, operation, resource, member))",
        Shapes(DATA),
        Annotation,
    ),
    row("smithy.api#examples", "operation", OF_OPERATION, List),
    row(
        "smithy.api#recommended",
        "structure > member",
        FIELD,
        Keys(&[("reason", Text, false)]),
    ),
    // The type system.
    row(
        "smithy.api#trait",
        ":is(simpleType, list, map, structure, union)",
        Shapes(DATA),
        Keys(&[
            ("selector", Text, false),
            (
                "structurallyExclusive",
                Choice(&["member", "target"]),
                false,
            ),
            ("conflicts", Texts, false),
            ("breakingChanges", List, false),
        ]),
    ),
    row(
        "smithy.api#traitValidators",
        "[trait|trait]",
        Shapes(DATA),
        Object,
    ),
    row(
        "smithy.api#authDefinition",
        "structure[trait|trait]",
        Shapes(STRUCTURE),
        Keys(&[("traits", Texts, false)]),
    ),
    row(
        "smithy.api#protocolDefinition",
        "structure[trait|trait]",
        Shapes(STRUCTURE),
        Keys(&[
            ("traits", Texts, false),
            ("noInlineDocumentSupport", Flag, false),
        ]),
    ),
    row("smithy.api#suppress", "*", Any, Texts),
    row("smithy.api#private", "*", Any, Annotation),
    row(
        "smithy.api#mixin",
        ":not(member)",
        NoMember,
        Keys(&[("localTraits", Texts, false), ("interface", Flag, false)]),
    ),
    row(
        "smithy.api#unitType",
        "structure",
        Shapes(STRUCTURE),
        Annotation,
    ),
    row(
        "smithy.api#idRef",
        ":test(string, member > string)",
        Both(STRING),
        Keys(&[
            ("selector", Text, false),
            ("failWhenMissing", Flag, false),
            ("errorMessage", Text, false),
        ]),
    ),
    row(
        "smithy.api#addedDefault",
        "structure > member",
        FIELD,
        Annotation,
    ),
    row(
        "smithy.api#box",
        ":test(boolean, byte, short, integer, long, float, double, member > :test(boolean, byte, short, integer, long, float, double))",
        Both(BOXABLE),
        Annotation,
    ),
    row(
        "smithy.api#clientOptional",
        "structure > member",
        FIELD,
        Annotation,
    ),
    row(
        "smithy.api#default",
        ":is(simpleType, list, map, structure > member :test(> :is(simpleType, list, map)))",
        Either(SIMPLE.or(LIST).or(MAP), STRUCTURE, SIMPLE.or(LIST).or(MAP)),
        Value::Any,
    ),
    row(
        "smithy.api#input",
        "structure",
        Shapes(STRUCTURE),
        Annotation,
    ),
    row(
        "smithy.api#output",
        "structure",
        Shapes(STRUCTURE),
        Annotation,
    ),
    row(
        "smithy.api#required",
        "structure > member",
        FIELD,
        Annotation,
    ),
    row(
        "smithy.api#sparse",
        ":is(list, map)",
        Shapes(LIST.or(MAP)),
        Annotation,
    ),
    row(
        "smithy.api#enumValue",
        ":is(enum, intEnum) > member",
        Members(Types::of(&[T::Enum, T::IntEnum]), Types::ALL),
        Value::Any,
    ),
    // Constraints.
    row(
        "smithy.api#enum",
        "string :not(enum)",
        Shapes(Types::of(&[T::String])),
        List,
    ),
    row(
        "smithy.api#length",
        ":test(list, map, string, blob, member > :is(list, map, string, blob))",
        Both(LIST.or(MAP).or(STRING).or(BLOB)),
        Keys(&[("min", Whole, false), ("max", Whole, false)]),
    ),
    row(
        "smithy.api#pattern",
        ":test(string, member > string)",
        Both(STRING),
        Text,
    ),
    row(
        "smithy.api#range",
        ":test(number, member > number)",
        Both(NUMBER),
        Keys(&[("min", Number, false), ("max", Number, false)]),
    ),
    row(
        "smithy.api#uniqueItems",
        "list :not(> member > :is(float, double, document, structure))",
        Shapes(LIST),
        Annotation,
    ),
    // Behaviour.
    row(
        "smithy.api#idempotencyToken",
        "structure > :test(member > string)",
        Members(STRUCTURE, STRING),
        Annotation,
    ),
    row(
        "smithy.api#idempotent",
        "operation",
        OF_OPERATION,
        Annotation,
    ),
    row("smithy.api#readonly", "operation", OF_OPERATION, Annotation),
    row("smithy.api#longPoll", "operation", OF_OPERATION, Value::Any),
    row(
        "smithy.api#retryable",
        "structure[trait|error]",
        Shapes(STRUCTURE),
        Keys(&[("throttling", Flag, false)]),
    ),
    row(
        "smithy.api#paginated",
        ":is(service, operation)",
        Shapes(SERVICE.or(OPERATION)),
        Keys(&[
            ("inputToken", Text, false),
            ("outputToken", Text, false),
            ("items", Text, false),
            ("pageSize", Text, false),
        ]),
    ),
    row(
        "smithy.api#requestCompression",
        "operation",
        OF_OPERATION,
        Keys(&[("encodings", Texts, true)]),
    ),
    row("smithy.api#error", "structure", Shapes(STRUCTURE), Text),
    // Resources.
    row(
        "smithy.api#noReplace",
        "resource:test(-[put]->)",
        Shapes(RESOURCE),
        Annotation,
    ),
    row(
        "smithy.api#references",
        ":is(structure, string)",
        Shapes(STRUCTURE.or(STRING)),
        List,
    ),
    row(
        "smithy.api#resourceIdentifier",
        "structure > :test(member > string)",
        Members(STRUCTURE, STRING),
        Text,
    ),
    row(
        "smithy.api#nestedProperties",
        "operation -[input, output]-> structure > member :test(> structure)",
        Members(STRUCTURE, STRUCTURE),
        Annotation,
    ),
    row(
        "smithy.api#notProperty",
        ":is(operation -[input, output]-> structure > member, [trait|trait])",
        Either(DATA, STRUCTURE, Types::ALL),
        Annotation,
    ),
    row(
        "smithy.api#property",
        "structure > member",
        FIELD,
        Keys(&[("name", Text, false)]),
    ),
    // Authentication.
    row(
        "smithy.api#auth",
        ":is(service, operation)",
        Shapes(SERVICE.or(OPERATION)),
        Texts,
    ),
    row(
        "smithy.api#optionalAuth",
        ":is(service, operation)",
        Shapes(SERVICE.or(OPERATION)),
        Annotation,
    ),
    row(
        "smithy.api#httpBasicAuth",
        "service",
        OF_SERVICE,
        Annotation,
    ),
    row(
        "smithy.api#httpDigestAuth",
        "service",
        OF_SERVICE,
        Annotation,
    ),
    row(
        "smithy.api#httpBearerAuth",
        "service",
        OF_SERVICE,
        Annotation,
    ),
    row(
        "smithy.api#httpApiKeyAuth",
        "service",
        OF_SERVICE,
        Keys(&[
            ("name", Text, true),
            ("in", Choice(&["header", "query"]), true),
            ("scheme", Text, false),
        ]),
    ),
    // Serialisation.
    row(
        "smithy.api#jsonName",
        ":is(structure, union) > member",
        Members(STRUCTURE.or(UNION), Types::ALL),
        Text,
    ),
    row(
        "smithy.api#mediaType",
        ":is(blob, string)",
        Shapes(BLOB.or(STRING)),
        Text,
    ),
    row(
        "smithy.api#timestampFormat",
        ":test(timestamp, member > timestamp)",
        Both(TIMESTAMP),
        Choice(&["date-time", "http-date", "epoch-seconds"]),
    ),
    row(
        "smithy.api#xmlAttribute",
        "structure > :test(member > :test(boolean, number, string, timestamp))",
        Members(STRUCTURE, SCALAR),
        Annotation,
    ),
    row(
        "smithy.api#xmlFlattened",
        ":is(structure, union) > :test(member > :test(list, map))",
        Members(STRUCTURE.or(UNION), LIST.or(MAP)),
        Annotation,
    ),
    row(
        "smithy.api#xmlName",
        ":is(structure, union, member)",
        Either(STRUCTURE.or(UNION), Types::ALL, Types::ALL),
        Text,
    ),
    row(
        "smithy.api#xmlNamespace",
        ":is(service, member, simpleType, list, map, structure, union)",
        Either(SERVICE.or(DATA), Types::ALL, Types::ALL),
        Keys(&[("uri", Text, true), ("prefix", Text, false)]),
    ),
    // Streaming.
    row(
        "smithy.api#streaming",
        ":is(blob, union)",
        Shapes(BLOB.or(UNION)),
        Annotation,
    ),
    row(
        "smithy.api#requiresLength",
        "blob[trait|streaming]",
        Shapes(BLOB),
        Annotation,
    ),
    row(
        "smithy.api#eventHeader",
        "structure > :test(member > :test(boolean, byte, short, integer, long, blob, string, timestamp))",
        Members(
            STRUCTURE,
            BOOLEAN
                .or(INTEGER)
                .or(BLOB)
                .or(STRING)
                .or(TIMESTAMP)
                .or(Types::of(&[T::Byte, T::Short, T::Long])),
        ),
        Annotation,
    ),
    row(
        "smithy.api#eventPayload",
        "structure > :test(member > :test(blob, string, structure, union))",
        Members(STRUCTURE, BLOB.or(STRING).or(STRUCTURE).or(UNION)),
        Annotation,
    ),
    // HTTP.
    row(
        "smithy.api#http",
        "operation",
        OF_OPERATION,
        Keys(&[
            ("method", Text, true),
            ("uri", Text, true),
            ("code", Whole, false),
        ]),
    ),
    row(
        "smithy.api#httpError",
        "structure[trait|error]",
        Shapes(STRUCTURE),
        Whole,
    ),
    row(
        "smithy.api#httpHeader",
        "structure > :test(member > :test(boolean, number, string, timestamp, list > member > :test(boolean, number, string, timestamp)))",
        Members(STRUCTURE, SCALAR.or(LIST)),
        Text,
    ),
    row(
        "smithy.api#httpLabel",
        "structure > member[trait|required] :test(> :test(string, number, boolean, timestamp))",
        Members(STRUCTURE, SCALAR),
        Annotation,
    ),
    row(
        "smithy.api#httpPayload",
        "structure > :test(member > :test(string, blob, structure, union, document, list, map))",
        Members(
            STRUCTURE,
            STRING
                .or(BLOB)
                .or(STRUCTURE)
                .or(UNION)
                .or(DOCUMENT)
                .or(LIST)
                .or(MAP),
        ),
        Annotation,
    ),
    row(
        "smithy.api#httpPrefixHeaders",
        "structure > member :test(> map :not(> member[id|member=value] > :not(string)))",
        Members(STRUCTURE, MAP),
        Text,
    ),
    row(
        "smithy.api#httpQuery",
        "structure > member :test(> :test(string, number, boolean, timestamp), > list > member > :test(string, number, boolean, timestamp))",
        Members(STRUCTURE, SCALAR.or(LIST)),
        Text,
    ),
    row(
        "smithy.api#httpQueryParams",
        "structure > member :test(> map > member[id|member=value] > :test(string, list > member > string))",
        Members(STRUCTURE, MAP),
        Annotation,
    ),
    row(
        "smithy.api#httpResponseCode",
        "structure :not([trait|input]) > member :test(> integer)",
        Members(STRUCTURE, INTEGER),
        Annotation,
    ),
    row(
        "smithy.api#cors",
        "service",
        OF_SERVICE,
        Keys(&[
            ("origin", Text, false),
            ("maxAge", Whole, false),
            ("additionalAllowedHeaders", Texts, false),
            ("additionalExposedHeaders", Texts, false),
        ]),
    ),
    row(
        "smithy.api#httpChecksumRequired",
        "operation",
        OF_OPERATION,
        Annotation,
    ),
    row(
        "smithy.api#endpoint",
        "operation",
        OF_OPERATION,
        Keys(&[("hostPrefix", Text, true)]),
    ),
    row(
        "smithy.api#hostLabel",
        "structure > :test(member[trait|required] > string)",
        Members(STRUCTURE, STRING),
        Annotation,
    ),
    // Other packages.
    row(
        "smithy.protocols#rpcv2Cbor",
        "service",
        OF_SERVICE,
        PROTOCOL,
    ),
    row(
        "smithy.protocols#rpcv2Json",
        "service",
        OF_SERVICE,
        PROTOCOL,
    ),
    row("smithy.waiters#waitable", "operation", OF_OPERATION, Object),
    row("smithy.contracts#conditions", "*", Any, Object),
    row(
        "smithy.rules#endpointRuleSet",
        "service",
        OF_SERVICE,
        Value::Any,
    ),
    row(
        "smithy.rules#endpointBdd",
        "service",
        OF_SERVICE,
        Value::Any,
    ),
    row("smithy.rules#endpointTests", "service", OF_SERVICE, Object),
    row(
        "smithy.rules#clientContextParams",
        "service",
        OF_SERVICE,
        Object,
    ),
    row(
        "smithy.rules#staticContextParams",
        "operation",
        OF_OPERATION,
        Object,
    ),
    row(
        "smithy.rules#operationContextParams",
        "operation",
        OF_OPERATION,
        Object,
    ),
    row(
        "smithy.rules#contextParam",
        "operation -[input]-> structure > member",
        FIELD,
        Keys(&[("name", Text, true)]),
    ),
    row(
        "smithy.test#httpRequestTests",
        "operation",
        OF_OPERATION,
        List,
    ),
    row(
        "smithy.test#httpResponseTests",
        ":test(operation, structure[trait|error])",
        Shapes(OPERATION.or(STRUCTURE)),
        List,
    ),
    row(
        "smithy.test#httpMalformedRequestTests",
        "operation",
        OF_OPERATION,
        List,
    ),
    row(
        "smithy.test#eventStreamTests",
        "operation",
        OF_OPERATION,
        List,
    ),
    row("smithy.test#smokeTests", "operation", OF_OPERATION, List),
    row("smithy.mqtt#mqttJson", "service", OF_SERVICE, Annotation),
    row(
        "smithy.mqtt#publish",
        "operation:not(-[output]->)",
        OF_OPERATION,
        Text,
    ),
    row(
        "smithy.mqtt#subscribe",
        "operation:test(-[output]->)",
        OF_OPERATION,
        Text,
    ),
    row(
        "smithy.mqtt#topicLabel",
        "structure > member[trait|required]",
        FIELD,
        Annotation,
    ),
    row(
        "smithy.openapi#specificationExtension",
        "[trait|trait]",
        Shapes(DATA),
        Object,
    ),
];

/// What protocol traits may say.
pub(super) const PROTOCOL: Value = Keys(&[
    ("http", Texts, false),
    ("eventStreamHttp", Texts, false),
    ("noErrorWrapping", Flag, false),
]);
