//! What generated code says about shapes: names, kinds, bindings, constraints, as static tables.
//!
//! One [`Schema`] describes a shape, one [`Member`] a member of it. Protocols, validation, redaction
//! and comparison are loops over these tables, so generated code holds no logic of its own.

use crate::timestamp::Format;

/// A shape: its id, kind, members and the traits that matter at run time.
#[derive(Debug)]
pub struct Schema {
    /// The absolute shape id, `namespace#Name`.
    pub id: &'static str,
    /// What kind of value it is.
    pub kind: Kind,
    /// Members of a structure or union in model order; `member` of a list; `key`, `value` of a map.
    pub members: &'static [Member],
    /// The wire values of an enum in model order; empty for every other kind.
    pub values: &'static [&'static str],
    /// Traits on the shape.
    pub traits: &'static [Trait],
    flags: Flags,
    names: Names,
}

/// A generated type: it has a schema.
pub trait Shape {
    /// The schema of the type's shape.
    const SCHEMA: &'static Schema;
}

/// A member: its name on the wire, its target and its traits.
#[derive(Debug)]
pub struct Member {
    /// The member's name in the model.
    pub name: &'static str,
    /// The shape that it targets.
    pub target: &'static Schema,
    /// Traits on the member itself; traits of the target are on the target's schema.
    pub traits: &'static [Trait],
    /// Where HTTP protocols put it.
    pub location: Location,
    /// The name in JSON documents (`jsonName`, else the member's name).
    pub json_name: &'static str,
    flags: Flags,
    hash: u8,
}

/// The kinds of shapes that have values (Smithy 2.0, sections "Simple types" and "Aggregate types").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Uninterpreted bytes.
    Blob,
    /// `true` or `false`.
    Boolean,
    /// UTF-8 text.
    String,
    /// Text from a list that may grow.
    Enum,
    /// A point in time.
    Timestamp,
    /// 8 bits, signed.
    Byte,
    /// 16 bits, signed.
    Short,
    /// 32 bits, signed.
    Integer,
    /// A 32-bit integer from a list that may grow.
    IntEnum,
    /// 64 bits, signed.
    Long,
    /// IEEE 754 single precision.
    Float,
    /// IEEE 754 double precision.
    Double,
    /// An integer of any size.
    BigInteger,
    /// A decimal of any size.
    BigDecimal,
    /// A value of the protocol's own data model.
    Document,
    /// An ordered collection.
    List,
    /// Text keys to values.
    Map,
    /// A record of named members.
    Structure,
    /// Exactly one of its members.
    Union,
}

/// Where an HTTP protocol binds a member (Smithy 2.0, "HTTP bindings").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the protocol's document in the body.
    Body,
    /// In the path of the URI (`httpLabel`).
    Label,
    /// One query parameter, or several for a list (`httpQuery`).
    Query(&'static str),
    /// Every query parameter that no other member claims (`httpQueryParams`).
    QueryParams,
    /// A header (`httpHeader`).
    Header(&'static str),
    /// All headers with a prefix (`httpPrefixHeaders`).
    PrefixHeaders(&'static str),
    /// The whole body (`httpPayload`).
    Payload,
    /// The status code of the response (`httpResponseCode`).
    StatusCode,
}

/// A trait that matters at run time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trait {
    /// The member must be there (`required`).
    Required,
    /// Bounds in code points, bytes or items, inclusive (`length`).
    Length {
        /// The least length.
        min: u64,
        /// The greatest length; `u64::MAX` where there is none.
        max: u64,
    },
    /// A regular expression that the text must match somewhere (`pattern`).
    Pattern(&'static str),
    /// Inclusive bounds of a number (`range`).
    Range {
        /// The least value.
        min: Option<Bound>,
        /// The greatest value.
        max: Option<Bound>,
    },
    /// The text must be one of these (`enum`, the trait that enum shapes have replaced).
    Values(&'static [&'static str]),
    /// The values of the enum that may be told of; the others are `internal`.
    PublicValues(&'static [&'static str]),
    /// No two items of the list are equal (`uniqueItems`).
    UniqueItems,
    /// The collection may hold nulls (`sparse`).
    Sparse,
    /// Never shown in logs, errors or debug output (`sensitive`).
    Sensitive,
    /// The blob is streamed, not held in memory, or the union is one of events (`streaming`).
    Streaming,
    /// The stream must have a known length (`requiresLength`).
    RequiresLength,
    /// A client fills the member with a random UUID where it is absent (`idempotencyToken`).
    IdempotencyToken,
    /// A client sends this text where the member is absent or empty.
    Fallback(&'static str),
    /// The member is also a label of the host prefix (`hostLabel`).
    HostLabel,
    /// The name in JSON documents, where it differs (`jsonName`).
    JsonName(&'static str),
    /// How a timestamp is written (`timestampFormat`).
    TimestampFormat(Format),
    /// The media type of a payload, or of text that a header carries in base64 (`mediaType`).
    MediaType(&'static str),
    /// A header of the event that the structure is (`eventHeader`).
    EventHeader,
    /// The payload of the event that the structure is (`eventPayload`).
    EventPayload,
    /// See [`Location`].
    Bound(Location),
    /// The structure is an error: whose fault it is (`error`).
    Error(Fault),
    /// The status code of the error, where it is not 400 or 500 (`httpError`).
    HttpError(u16),
    /// Sending again may help (`retryable`); `true` for throttling.
    Retryable(bool),
}

/// Whose fault an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The caller's: 4xx.
    Client,
    /// The service's: 5xx.
    Server,
}

/// One end of a `range`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// A whole number.
    Integer(i64),
    /// A decimal, with its text in the model for messages.
    Decimal(f64, &'static str),
}

/// Facts about a shape or member that are asked for often, folded from its traits at compile time.
#[derive(Clone, Copy, Debug)]
struct Flags(u16);

impl Flags {
    const REQUIRED: u16 = 1;
    const SENSITIVE: u16 = 1 << 1;
    const SPARSE: u16 = 1 << 2;
    const STREAMING: u16 = 1 << 3;
    const TOKEN: u16 = 1 << 4;
    const EVENT_HEADER: u16 = 1 << 5;
    const HOST_LABEL: u16 = 1 << 6;
    const CONSTRAINED: u16 = 1 << 7;
    const PAYLOAD: u16 = 1 << 8;
    const BODY: u16 = 1 << 9;
    const BOUND: u16 = 1 << 10;
    const EVENT_PAYLOAD: u16 = 1 << 11;
    const HEADERS: u16 = 1 << 12;
    const QUERY: u16 = 1 << 13;
    const ESCAPED: u16 = 1 << 14;

    const fn of(traits: &[Trait]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < traits.len() {
            bits |= match &traits[i] {
                Trait::Required => Self::REQUIRED,
                Trait::Sensitive => Self::SENSITIVE,
                Trait::Sparse => Self::SPARSE,
                Trait::Streaming => Self::STREAMING,
                Trait::IdempotencyToken => Self::TOKEN,
                Trait::HostLabel => Self::HOST_LABEL,
                Trait::EventHeader => Self::EVENT_HEADER,
                Trait::EventPayload => Self::EVENT_PAYLOAD,
                Trait::Length { .. }
                | Trait::Pattern(_)
                | Trait::Range { .. }
                | Trait::Values(_)
                | Trait::UniqueItems => Self::CONSTRAINED,
                _ => 0,
            };
            i += 1;
        }
        Self(bits)
    }

    /// Whether a name in JSON holds what a JSON string can't hold as it is (RFC 8259, section 7).
    const fn of_name(name: &[u8]) -> u16 {
        let mut i = 0;
        while i < name.len() {
            if name[i] < 0x20 || name[i] == b'"' || name[i] == b'\\' {
                return Self::ESCAPED;
            }
            i += 1;
        }
        0
    }

    const fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }
}

/// Where to look for members by their names in JSON: folded at compile time, so that a name is found
/// about as quickly as by a `match`.
#[derive(Clone, Copy, Debug)]
struct Names([u8; Names::SLOTS]);

impl Names {
    const SLOTS: usize = 64;
    /// No member has a name with this hash.
    const EMPTY: u8 = u8::MAX;
    const NONE: Self = Self([Self::EMPTY; Self::SLOTS]);

    /// For each slot the first member whose hash falls into it. A search goes on from there, which
    /// also finds members further back than a byte can say.
    const fn of(members: &[Member]) -> Self {
        let mut slots = [Self::EMPTY; Self::SLOTS];
        let mut i = 0;
        while i < members.len() {
            let slot = members[i].hash as usize % Self::SLOTS;
            if slots[slot] == Self::EMPTY {
                slots[slot] = if i < Self::EMPTY as usize {
                    i as u8
                } else {
                    Self::EMPTY - 1
                };
            }
            i += 1;
        }
        Self(slots)
    }

    fn first(&self, hash: u8) -> Option<usize> {
        let slot = self.0.get(usize::from(hash) % Self::SLOTS)?;
        (*slot != Self::EMPTY).then_some(usize::from(*slot))
    }
}

/// A hash of a name that costs little to compute and tells names of one structure apart: its length
/// and three of its bytes.
const fn hash(name: &[u8]) -> u8 {
    let len = name.len();
    if len == 0 {
        return 0;
    }
    let mixed = (len as u32).wrapping_mul(0x9E37)
        ^ (name[0] as u32).wrapping_mul(0x85EB)
        ^ (name[len / 2] as u32).wrapping_mul(0xC2B3)
        ^ (name[len - 1] as u32).wrapping_mul(0x27D5);
    (mixed.wrapping_mul(0x9E37_79B1) >> 24) as u8
}

impl Schema {
    /// A shape without members.
    pub const fn simple(id: &'static str, kind: Kind, traits: &'static [Trait]) -> Self {
        Self {
            id,
            kind,
            members: &[],
            values: &[],
            traits,
            flags: Flags::of(traits),
            names: Names::NONE,
        }
    }

    /// An enum with its wire values in model order.
    pub const fn enumeration(
        id: &'static str,
        values: &'static [&'static str],
        traits: &'static [Trait],
    ) -> Self {
        Self {
            id,
            kind: Kind::Enum,
            members: &[],
            values,
            traits,
            flags: Flags::of(traits),
            names: Names::NONE,
        }
    }

    /// A list: `member` must be the one member.
    pub const fn list(
        id: &'static str,
        member: &'static [Member; 1],
        traits: &'static [Trait],
    ) -> Self {
        Self::aggregate(id, Kind::List, member, traits)
    }

    /// A map: `key` and `value`, in this order.
    pub const fn map(
        id: &'static str,
        members: &'static [Member; 2],
        traits: &'static [Trait],
    ) -> Self {
        Self::aggregate(id, Kind::Map, members, traits)
    }

    /// A structure with its members in model order.
    pub const fn structure(
        id: &'static str,
        members: &'static [Member],
        traits: &'static [Trait],
    ) -> Self {
        Self::aggregate(id, Kind::Structure, members, traits)
    }

    /// A union with its members in model order.
    pub const fn union(
        id: &'static str,
        members: &'static [Member],
        traits: &'static [Trait],
    ) -> Self {
        Self::aggregate(id, Kind::Union, members, traits)
    }

    const fn aggregate(
        id: &'static str,
        kind: Kind,
        members: &'static [Member],
        traits: &'static [Trait],
    ) -> Self {
        let mut flags = Flags::of(traits).0;
        let mut i = 0;
        while i < members.len() {
            flags |= match members[i].location {
                Location::Payload => Flags::PAYLOAD | Flags::BOUND,
                Location::Body => Flags::BODY,
                Location::Header(_) | Location::PrefixHeaders(_) => Flags::HEADERS | Flags::BOUND,
                Location::Query(_) | Location::QueryParams => Flags::QUERY | Flags::BOUND,
                _ => Flags::BOUND,
            };
            if members[i].is_required() {
                flags |= Flags::REQUIRED;
            }
            i += 1;
        }
        Self {
            id,
            kind,
            members,
            values: &[],
            traits,
            flags: Flags(flags),
            names: match kind {
                Kind::Structure | Kind::Union => Names::of(members),
                _ => Names::NONE,
            },
        }
    }

    /// The id without its namespace.
    pub fn name(&self) -> &'static str {
        match self.id.split_once('#') {
            Some((_, name)) => name,
            None => self.id,
        }
    }

    /// The index of the member with this name in the model.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.members.iter().position(|m| m.name == name)
    }

    /// The index of the member with this name in JSON. `expected` is looked at first: most
    /// documents keep some order.
    pub fn json_index(&self, name: &str, expected: usize) -> Option<usize> {
        if self
            .members
            .get(expected)
            .is_some_and(|m| m.json_name == name)
        {
            return Some(expected);
        }
        let hash = hash(name.as_bytes());
        let first = self.names.first(hash)?;
        let mut members = self.members.get(first..)?.iter();
        let at = members.position(|m| m.hash == hash && m.json_name == name)?;
        Some(first + at)
    }

    /// Whether a member must be there.
    pub const fn has_required_members(&self) -> bool {
        self.flags.has(Flags::REQUIRED)
    }

    /// Whether a member takes the whole body.
    pub const fn has_payload(&self) -> bool {
        self.flags.has(Flags::PAYLOAD)
    }

    /// The index of the member that takes the whole body.
    pub fn payload(&self) -> Option<usize> {
        let mut members = self.members.iter();
        self.has_payload()
            .then(|| members.position(|m| m.location == Location::Payload))?
    }

    /// Whether a member goes into the protocol's document.
    pub const fn has_body_members(&self) -> bool {
        self.flags.has(Flags::BODY)
    }

    /// Whether a member is bound to headers.
    pub const fn has_headers(&self) -> bool {
        self.flags.has(Flags::HEADERS)
    }

    /// Whether a member is bound to the query.
    pub const fn has_query(&self) -> bool {
        self.flags.has(Flags::QUERY)
    }

    /// Whether a member is bound to something other than the protocol's document.
    pub const fn has_bindings(&self) -> bool {
        self.flags.has(Flags::BOUND)
    }

    /// Whether values are never to be shown.
    pub const fn is_sensitive(&self) -> bool {
        self.flags.has(Flags::SENSITIVE)
    }

    /// Whether the list or map may hold nulls.
    pub const fn is_sparse(&self) -> bool {
        self.flags.has(Flags::SPARSE)
    }

    /// Whether the blob is streamed, or the union is one of events.
    pub const fn is_streaming(&self) -> bool {
        self.flags.has(Flags::STREAMING)
    }

    /// Whether the union is one of events.
    pub const fn is_event_stream(&self) -> bool {
        matches!(self.kind, Kind::Union) && self.is_streaming()
    }

    /// Whether values of the shape itself are constrained by length, pattern, range or uniqueness.
    pub const fn is_constrained(&self) -> bool {
        self.flags.has(Flags::CONSTRAINED)
    }

    /// The status code of an error: `httpError`, or 400 or 500 by whose fault it is; `None` for
    /// a shape that is no error.
    pub fn error_status(&self) -> Option<u16> {
        let mut status = None;
        for t in self.traits {
            match t {
                Trait::HttpError(code) => return Some(*code),
                Trait::Error(Fault::Client) => status = Some(400),
                Trait::Error(Fault::Server) => status = Some(500),
                _ => {}
            }
        }
        status
    }
}

impl Member {
    /// A member named `name` that targets `target`.
    pub const fn new(
        name: &'static str,
        target: &'static Schema,
        traits: &'static [Trait],
    ) -> Self {
        let mut location = Location::Body;
        let mut json_name = name;
        let mut i = 0;
        while i < traits.len() {
            match traits[i] {
                Trait::Bound(to) => location = to,
                Trait::JsonName(name) => json_name = name,
                _ => {}
            }
            i += 1;
        }
        Self {
            name,
            target,
            traits,
            location,
            json_name,
            flags: Flags(Flags::of(traits).0 | Flags::of_name(json_name.as_bytes())),
            hash: hash(json_name.as_bytes()),
        }
    }

    /// The timestamp format of the member or, failing that, of its target.
    pub fn timestamp_format(&self) -> Option<Format> {
        self.find(|t| match t {
            Trait::TimestampFormat(format) => Some(*format),
            _ => None,
        })
    }

    /// The media type of the member or, failing that, of its target.
    pub fn media_type(&self) -> Option<&'static str> {
        self.find(|t| match t {
            Trait::MediaType(media) => Some(*media),
            _ => None,
        })
    }

    /// The first trait that `pick` takes, on the member, then on its target.
    pub fn find<T>(&self, pick: impl FnMut(&'static Trait) -> Option<T>) -> Option<T> {
        self.traits.iter().chain(self.target.traits).find_map(pick)
    }

    /// Whether the member must be there.
    pub const fn is_required(&self) -> bool {
        self.flags.has(Flags::REQUIRED)
    }

    /// Whether the member or its target is never to be shown.
    pub const fn is_sensitive(&self) -> bool {
        self.flags.has(Flags::SENSITIVE) || self.target.is_sensitive()
    }

    /// Whether a client fills the member with a random token.
    pub const fn is_idempotency_token(&self) -> bool {
        self.flags.has(Flags::TOKEN)
    }

    /// Whether the member is a label of the host prefix.
    pub const fn is_host_label(&self) -> bool {
        self.flags.has(Flags::HOST_LABEL)
    }

    /// Whether the member is a header of an event.
    pub const fn is_event_header(&self) -> bool {
        self.flags.has(Flags::EVENT_HEADER)
    }

    /// Whether the member is the payload of an event.
    pub const fn is_event_payload(&self) -> bool {
        self.flags.has(Flags::EVENT_PAYLOAD)
    }

    /// Whether the member, of an event, is in the document that is its payload.
    pub fn is_in_event_document(&self) -> bool {
        !self.is_event_header() && !self.is_event_payload()
    }

    /// Whether the name in JSON has to be escaped there: hardly any has.
    pub const fn is_name_escaped(&self) -> bool {
        self.flags.has(Flags::ESCAPED)
    }

    /// Whether values are constrained by traits of the member or of its target.
    pub const fn is_constrained(&self) -> bool {
        self.flags.has(Flags::CONSTRAINED) || self.target.is_constrained()
    }
}

/// Schemas of the shapes in Smithy's prelude.
pub mod prelude {
    use super::{Kind, Schema};

    macro_rules! simple {
        ($($name:ident $kind:ident $id:literal;)*) => {$(
            #[doc = concat!("`smithy.api#", $id, "`.")]
            pub static $name: Schema = Schema::simple(concat!("smithy.api#", $id), Kind::$kind, &[]);
        )*};
    }

    simple! {
        BLOB Blob "Blob";
        BOOLEAN Boolean "Boolean";
        STRING String "String";
        TIMESTAMP Timestamp "Timestamp";
        BYTE Byte "Byte";
        SHORT Short "Short";
        INTEGER Integer "Integer";
        LONG Long "Long";
        FLOAT Float "Float";
        DOUBLE Double "Double";
        BIG_INTEGER BigInteger "BigInteger";
        BIG_DECIMAL BigDecimal "BigDecimal";
        DOCUMENT Document "Document";
    }

    /// `smithy.api#Unit`: a structure without members.
    pub static UNIT: Schema = Schema::structure("smithy.api#Unit", &[], &[]);
}

#[cfg(test)]
mod tests {
    use super::*;

    static BOUND: Schema = Schema::structure(
        "a#B",
        &[
            Member::new(
                "h",
                &prelude::STRING,
                &[Trait::Bound(Location::Header("X-H"))],
            ),
            Member::new(
                "t",
                &prelude::STRING,
                &[Trait::JsonName("T"), Trait::Required],
            ),
        ],
        &[Trait::Error(Fault::Client), Trait::HttpError(404)],
    );

    #[test]
    fn facts_are_folded_from_traits() {
        assert!(BOUND.has_bindings() && BOUND.has_body_members() && !BOUND.has_payload());
        assert_eq!(BOUND.members[0].location, Location::Header("X-H"));
        assert_eq!(BOUND.members[1].json_name, "T");
        assert!(BOUND.members[1].is_required() && !BOUND.members[0].is_required());
        assert!(!BOUND.members[1].is_name_escaped());
        assert!(Member::new("a\"", &prelude::STRING, &[]).is_name_escaped());
        assert!(BOUND.has_required_members() && !prelude::UNIT.has_required_members());
        assert_eq!(BOUND.error_status(), Some(404));
        assert_eq!(BOUND.name(), "B");
    }

    #[test]
    fn members_are_found_by_their_names_in_json() {
        for expected in 0..3 {
            assert_eq!(BOUND.json_index("h", expected), Some(0));
            assert_eq!(BOUND.json_index("T", expected), Some(1));
            for name in ["", "t", "H", "hh"] {
                assert_eq!(BOUND.json_index(name, expected), None, "{name}");
            }
        }
        // More members than a slot can tell of.
        let names: Vec<&'static str> = (0..300).map(|n| &*format!("m{n}").leak()).collect();
        let members: Vec<Member> = names
            .iter()
            .map(|name| Member::new(name, &prelude::STRING, &[]))
            .collect();
        let many = Schema::structure("a#Many", members.leak(), &[]);
        for (index, name) in names.iter().enumerate() {
            assert_eq!(many.json_index(name, 0), Some(index), "{name}");
        }
        assert_eq!(many.json_index("m300", 0), None);
    }
}
