//! JSON documents into values, by their schemas.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use bytes::Bytes;

use super::lexer::{Lexer, MAX_DEPTH, Start};
use crate::document::{Document, Number};
use crate::number::{finite, special};
use crate::protocol::{Found, Malformed, Mismatch, Missing};
use crate::schema::{Kind, Location, Member, Schema};
use crate::timestamp::{Format, Timestamp};
use crate::value::{List, Map, Slot, Structure, Union};

/// How a reader treats what the model doesn't foresee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As a server: nulls in dense collections and unknown union members are refused, absent
    /// required members are listed.
    Strict,
    /// As [`Mode::Strict`], but booleans may come as text, as with AWS's services of restJson1.
    Coercing,
    /// As a client: nulls in dense collections are dropped, unknown union members are kept as
    /// unknown, absent required members take their zero value (Smithy 2.0, "Client error
    /// correction").
    Lenient,
}

type Result<T> = std::result::Result<T, Malformed>;

/// Reads an object into the members of a structure that are bound to the document.
///
/// # Errors
/// A document that isn't JSON, or has another shape than the schema's.
pub fn read_structure(bytes: &[u8], value: &mut dyn Structure, mode: Mode) -> Result<Missing> {
    read_members(bytes, value, mode, |m| m.location == Location::Body)
}

/// Reads an object into the members of an event that are neither its headers nor its payload.
///
/// # Errors
/// As [`read_structure`].
pub fn read_event(bytes: &[u8], value: &mut dyn Structure, mode: Mode) -> Result<Missing> {
    read_members(bytes, value, mode, Member::is_in_event_document)
}

fn read_members(
    bytes: &[u8],
    value: &mut dyn Structure,
    mode: Mode,
    takes: impl Fn(&Member) -> bool,
) -> Result<Missing> {
    let mut reader = Reader::new(bytes, mode)?;
    match reader.lexer.peek()? {
        Start::Object => reader.members(value, takes, None)?,
        Start::Null if mode == Mode::Lenient => reader.lexer.skip()?,
        found => return wrong(Kind::Structure, found),
    }
    reader.lexer.end()?;
    Ok(Missing(reader.missing))
}

/// Reads a whole document into the value of one member, as for the trait `httpPayload`.
///
/// # Errors
/// As [`read_structure`].
pub fn read_payload(
    bytes: &[u8],
    member: &'static Member,
    slot: Slot<'_>,
    mode: Mode,
) -> Result<Missing> {
    let mut reader = Reader::new(bytes, mode)?;
    let start = reader.lexer.peek()?;
    if start == Start::Null && !matches!(slot, Slot::Document(_)) {
        reader.lexer.skip()?;
    } else {
        reader.member(start, member, slot, None)?;
    }
    reader.lexer.end()?;
    Ok(Missing(reader.missing))
}

struct Reader<'a> {
    lexer: Lexer<'a>,
    mode: Mode,
    missing: Vec<String>,
}

/// A value's place in the document: a list towards the root, on the stack.
#[derive(Clone, Copy)]
struct Place<'p> {
    step: Step<'p>,
    parent: Option<&'p Place<'p>>,
}

/// One step from the document's root to the value at hand.
#[derive(Clone, Copy)]
enum Step<'p> {
    Member(&'static str),
    Index(usize),
    Key(&'p str),
}

impl<'p> Place<'p> {
    fn of(step: Step<'p>, parent: Option<&'p Self>) -> Self {
        Self { step, parent }
    }

    /// Writes the place as a JSON pointer (RFC 6901).
    fn pointer(&self, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.pointer(out);
        }
        out.push('/');
        match self.step {
            Step::Member(name) => out.push_str(name),
            Step::Index(index) => out.push_str(&index.to_string()),
            Step::Key(key) => out.push_str(&key.replace('~', "~0").replace('/', "~1")),
        }
    }
}

/// Which members of a structure were there.
#[derive(Default)]
struct Seen {
    low: u128,
    high: Vec<usize>,
}

impl Seen {
    fn add(&mut self, index: usize) {
        match index {
            0..128 => self.low |= 1 << index,
            _ => self.high.push(index),
        }
    }

    fn has(&self, index: usize) -> bool {
        match index {
            0..128 => self.low & (1 << index) != 0,
            _ => self.high.contains(&index),
        }
    }
}

/// Texts that are booleans to [`Mode::Coercing`], in any case of their letters.
const TRUE_WORDS: [&str; 5] = ["true", "yes", "y", "t", "1"];
const FALSE_WORDS: [&str; 5] = ["false", "no", "n", "f", "0"];

/// What a value of this kind is in JSON.
fn in_json(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "a boolean",
        Kind::Byte
        | Kind::Short
        | Kind::Integer
        | Kind::IntEnum
        | Kind::Long
        | Kind::BigInteger => "an integer",
        Kind::Float | Kind::Double | Kind::BigDecimal => "a number",
        Kind::String | Kind::Enum | Kind::Blob => "a string",
        Kind::Timestamp => "a timestamp of the right format",
        Kind::List => "an array",
        Kind::Map | Kind::Structure | Kind::Union => "an object",
        Kind::Document => "a document",
    }
}

fn wrong<T>(expected: Kind, found: Start) -> Result<T> {
    let (name, found) = match found {
        Start::Null => ("null", Found::Null),
        Start::True => ("a boolean", Found::True),
        Start::False => ("a boolean", Found::False),
        Start::Number => ("a number", Found::Number),
        Start::String => ("a string", Found::String),
        Start::Array => ("an array", Found::List),
        Start::Object => ("an object", Found::Map),
    };
    let wanted = in_json(expected);
    Err(Malformed {
        mismatch: Some(Mismatch {
            member: None,
            expected,
            found,
        }),
        ..Malformed::new(format!("{wanted} was expected, {name} was found"))
    })
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], mode: Mode) -> Result<Self> {
        Ok(Self {
            lexer: Lexer::new(bytes)?,
            mode,
            missing: Vec::new(),
        })
    }

    /// Reads an object into those members of a structure that `takes` takes.
    fn members(
        &mut self,
        value: &mut dyn Structure,
        takes: impl Fn(&Member) -> bool,
        place: Option<&Place<'_>>,
    ) -> Result<()> {
        let schema = value.schema();
        let mut seen = Seen::default();
        let mut next = 0;
        let mut more = self.lexer.open(b'}')?;
        while more {
            let key = self.lexer.key()?;
            let index = schema.json_index(&key, next);
            match index.and_then(|i| Some((i, schema.members.get(i).filter(|m| takes(m))?))) {
                Some((index, member)) => {
                    next = index + 1;
                    let start = self.lexer.peek()?;
                    if start == Start::Null && member.target.kind != Kind::Document {
                        self.lexer.skip()?;
                    } else {
                        seen.add(index);
                        self.member(start, member, value.slot(index), place)?;
                    }
                }
                None => self.lexer.skip()?,
            }
            more = self.lexer.more(b'}')?;
        }
        if !schema.has_required_members() {
            return Ok(());
        }
        for (index, member) in schema.members.iter().enumerate() {
            if member.is_required() && takes(member) && !seen.has(index) {
                match self.mode {
                    Mode::Strict | Mode::Coercing => self.miss(member.name, place),
                    Mode::Lenient => correct(value, index, 0),
                }
            }
        }
        Ok(())
    }

    /// Reads the value of a member of a structure or union; what is wrong with it is told with the
    /// innermost member.
    fn member(
        &mut self,
        start: Start,
        member: &'static Member,
        slot: Slot<'_>,
        place: Option<&Place<'_>>,
    ) -> Result<()> {
        let place = Place::of(Step::Member(member.name), place);
        let read = self.value(start, member, slot, &place);
        read.map_err(|mut malformed| {
            if let Some(mismatch) = &mut malformed.mismatch {
                mismatch.member.get_or_insert(member.name);
            }
            malformed
        })
    }

    /// Notes that a required member of the structure at a place isn't there.
    fn miss(&mut self, name: &'static str, place: Option<&Place<'_>>) {
        let mut pointer = String::new();
        Place::of(Step::Member(name), place).pointer(&mut pointer);
        self.missing.push(pointer);
    }

    /// Reads a value that begins like this.
    fn value(
        &mut self,
        start: Start,
        member: &'static Member,
        slot: Slot<'_>,
        place: &Place<'_>,
    ) -> Result<()> {
        match slot {
            Slot::Boolean(to) => *to = self.boolean(start)?,
            Slot::Byte(to) => *to = self.integer(start, Kind::Byte)?,
            Slot::Short(to) => *to = self.integer(start, Kind::Short)?,
            Slot::Integer(to) => *to = self.integer(start, Kind::Integer)?,
            Slot::Long(to) => *to = self.integer(start, Kind::Long)?,
            Slot::IntEnum(to) => to.set(self.integer(start, Kind::IntEnum)?),
            Slot::Float(to) => *to = self.float(start, Kind::Float)?,
            Slot::Double(to) => *to = self.float(start, Kind::Double)?,
            Slot::BigInteger(to) => {
                *to = self.parsed(start, Kind::BigInteger, crate::BigInteger::parse)?;
            }
            Slot::BigDecimal(to) => {
                *to = self.parsed(start, Kind::BigDecimal, crate::BigDecimal::parse)?;
            }
            Slot::String(to) => *to = self.string(start, Kind::String)?.into_owned(),
            Slot::Enum(to) => to.set(&self.string(start, Kind::Enum)?),
            Slot::Blob(to) => *to = self.blob(start)?,
            Slot::Stream(to) => *to = self.blob(start)?.into(),
            Slot::Timestamp(to) => *to = self.timestamp(start, member)?,
            Slot::Document(to) => *to = self.document()?,
            Slot::List(list) => self.list(start, member.target, list, place)?,
            Slot::Map(map) => self.map(start, member.target, map, place)?,
            Slot::Structure(value) => match start {
                Start::Object => self.members(value, |_| true, Some(place))?,
                found => return wrong(Kind::Structure, found),
            },
            Slot::Union(value) => self.union(start, value, place)?,
            Slot::Events(_) | Slot::Nowhere => self.lexer.skip()?,
        }
        Ok(())
    }

    fn list(
        &mut self,
        found: Start,
        schema: &'static Schema,
        list: &mut dyn List,
        place: &Place<'_>,
    ) -> Result<()> {
        let (Start::Array, [member]) = (found, schema.members) else {
            return wrong(Kind::List, found);
        };
        list.clear();
        let mut more = self.lexer.open(b']')?;
        let mut index = 0;
        while more {
            let start = self.lexer.peek()?;
            if self.null(start, member, schema)? {
                list.push_null();
            } else {
                let place = Place::of(Step::Index(index), Some(place));
                self.value(start, member, list.push(), &place)?;
            }
            index += 1;
            more = self.lexer.more(b']')?;
        }
        Ok(())
    }

    fn map(
        &mut self,
        found: Start,
        schema: &'static Schema,
        map: &mut dyn Map,
        place: &Place<'_>,
    ) -> Result<()> {
        let (Start::Object, [_, member]) = (found, schema.members) else {
            return wrong(Kind::Map, found);
        };
        map.clear();
        let mut more = self.lexer.open(b'}')?;
        while more {
            let key = self.lexer.key()?;
            let start = self.lexer.peek()?;
            if self.null(start, member, schema)? {
                map.insert_null(&key);
            } else {
                let place = Place::of(Step::Key(&key), Some(place));
                self.value(start, member, map.insert(&key), &place)?;
            }
            more = self.lexer.more(b'}')?;
        }
        Ok(())
    }

    /// Takes a null in a collection; a dense one refuses it in strict mode.
    fn null(&mut self, start: Start, member: &Member, collection: &Schema) -> Result<bool> {
        if start != Start::Null || (member.target.kind == Kind::Document && !collection.is_sparse())
        {
            return Ok(false);
        }
        if self.mode != Mode::Lenient && !collection.is_sparse() {
            return Err(Malformed::new(
                "a collection holds a null where none may be",
            ));
        }
        self.lexer.skip()?;
        Ok(true)
    }

    fn union(&mut self, found: Start, value: &mut dyn Union, place: &Place<'_>) -> Result<()> {
        if found != Start::Object {
            return wrong(Kind::Union, found);
        }
        let schema = value.schema();
        let mut variants = 0;
        let mut more = self.lexer.open(b'}')?;
        while more {
            let key = self.lexer.key()?;
            let start = self.lexer.peek()?;
            if start == Start::Null || key == "__type" {
                self.lexer.skip()?;
            } else {
                variants += 1;
                let index = schema.json_index(&key, 0);
                match index.and_then(|i| Some((i, schema.members.get(i)?))) {
                    Some((index, member)) => {
                        self.member(start, member, value.set(index), Some(place))?;
                    }
                    None if self.mode != Mode::Lenient => {
                        return Err(Malformed::new("a union holds an unknown member"));
                    }
                    None => {
                        value.set(usize::MAX);
                        self.lexer.skip()?;
                    }
                }
            }
            more = self.lexer.more(b'}')?;
        }
        match (variants, self.mode) {
            (1, _) | (0, Mode::Lenient) => Ok(()),
            _ => Err(Malformed::new(format!(
                "a union holds {variants} members instead of one"
            ))),
        }
    }

    fn boolean(&mut self, start: Start) -> Result<bool> {
        match start {
            word @ (Start::True | Start::False) => {
                self.lexer.keyword(word)?;
                Ok(word == Start::True)
            }
            Start::String if self.mode == Mode::Coercing => {
                let text = self.lexer.string()?;
                let among = |words: [&str; 5]| words.iter().any(|w| w.eq_ignore_ascii_case(&text));
                match (among(TRUE_WORDS), among(FALSE_WORDS)) {
                    (false, false) => wrong(Kind::Boolean, Start::String),
                    (is_true, _) => Ok(is_true),
                }
            }
            found => wrong(Kind::Boolean, found),
        }
    }

    fn integer<T: TryFrom<i64>>(&mut self, start: Start, kind: Kind) -> Result<T> {
        if start != Start::Number {
            return wrong(kind, start);
        }
        let value = whole(self.lexer.number()?)?;
        T::try_from(value).map_err(|_| Malformed::new("an integer is out of range"))
    }

    fn float<T: FromStr + Copy + Into<f64> + From<f32>>(
        &mut self,
        start: Start,
        kind: Kind,
    ) -> Result<T> {
        match start {
            Start::Number => finite(self.lexer.number()?)
                .ok_or_else(|| Malformed::new("a number is out of range")),
            Start::String => match special(&self.lexer.string()?) {
                Some(value) => Ok(value.into()),
                None => wrong(kind, Start::String),
            },
            found => wrong(kind, found),
        }
    }

    fn parsed<T>(&mut self, start: Start, kind: Kind, parse: fn(&str) -> Option<T>) -> Result<T> {
        match start {
            Start::Number => parse(self.lexer.number()?)
                .ok_or_else(|| Malformed::new(format!("{} was expected", in_json(kind)))),
            found => wrong(kind, found),
        }
    }

    fn string(&mut self, start: Start, kind: Kind) -> Result<Cow<'a, str>> {
        match start {
            Start::String => self.lexer.string(),
            found => wrong(kind, found),
        }
    }

    fn blob(&mut self, start: Start) -> Result<Bytes> {
        let text = self.string(start, Kind::Blob)?;
        crate::base64::decode(&text)
            .map(Bytes::from)
            .ok_or_else(|| Malformed::new("a blob isn't base64"))
    }

    fn timestamp(&mut self, found: Start, member: &'static Member) -> Result<Timestamp> {
        let format = member.timestamp_format().unwrap_or(Format::EpochSeconds);
        let parse = match self.mode {
            Mode::Strict | Mode::Coercing => Timestamp::parse_utc,
            Mode::Lenient => Timestamp::parse,
        };
        let read = match (found, format) {
            (Start::Number, Format::EpochSeconds) => parse(self.lexer.number()?, format),
            (Start::String, Format::DateTime | Format::HttpDate) => {
                parse(&self.lexer.string()?, format)
            }
            (found, _) => return wrong(Kind::Timestamp, found),
        };
        read.ok_or_else(|| Malformed::new("a timestamp is malformed"))
    }

    fn document(&mut self) -> Result<Document> {
        Ok(match self.lexer.peek()? {
            Start::String => Document::String(self.lexer.string()?.into_owned()),
            Start::Number => Document::Number(number(self.lexer.number()?)?),
            Start::Array => {
                let mut items = Vec::new();
                let mut more = self.lexer.open(b']')?;
                while more {
                    items.push(self.document()?);
                    more = self.lexer.more(b']')?;
                }
                Document::Array(items)
            }
            Start::Object => {
                let mut members = BTreeMap::new();
                let mut more = self.lexer.open(b'}')?;
                while more {
                    let key = self.lexer.key()?.into_owned();
                    members.insert(key, self.document()?);
                    more = self.lexer.more(b'}')?;
                }
                Document::Object(members)
            }
            word => {
                self.lexer.keyword(word)?;
                match word {
                    Start::True => Document::Boolean(true),
                    Start::False => Document::Boolean(false),
                    _ => Document::Null,
                }
            }
        })
    }
}

/// A whole number's text: a fraction or an exponent makes it something else.
fn whole(text: &str) -> Result<i64> {
    text.parse().map_err(|_| {
        let whole = !text.contains(['.', 'e', 'E']);
        let problem = if whole {
            "an integer is out of range"
        } else {
            "an integer was expected"
        };
        Malformed::new(problem)
    })
}

fn number(text: &str) -> Result<Number> {
    Number::parse(text).ok_or_else(|| Malformed::new("a number is malformed"))
}

/// Gives a required member that didn't come its zero value, and so on inside of it.
pub(crate) fn correct(value: &mut dyn Structure, index: usize, depth: u32) {
    if let Slot::Structure(inner) = value.slot(index) {
        let schema = inner.schema();
        for (index, member) in schema.members.iter().enumerate() {
            if member.is_required() && depth < MAX_DEPTH {
                correct(inner, index, depth + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests;
