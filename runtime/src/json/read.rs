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
        Start::Object => {
            let read = reader.members(value, takes);
            read.map_err(|malformed| reader.placed(malformed))?;
        }
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
    reader.path.push(Step::Member(member.name));
    if reader.lexer.peek()? == Start::Null && !matches!(slot, Slot::Document(_)) {
        reader.lexer.skip()?;
    } else {
        let read = reader.value(member, slot);
        read.map_err(|malformed| reader.placed(malformed))?;
    }
    reader.lexer.end()?;
    Ok(Missing(reader.missing))
}

struct Reader<'a> {
    lexer: Lexer<'a>,
    mode: Mode,
    path: Vec<Step<'a>>,
    missing: Vec<String>,
}

/// One step from the document's root to the value at hand.
enum Step<'a> {
    Member(&'static str),
    Index(usize),
    Key(Cow<'a, str>),
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
            path: Vec::new(),
            missing: Vec::new(),
        })
    }

    /// What is wrong, with the member at which the reader has stopped.
    fn placed(&self, mut malformed: Malformed) -> Malformed {
        if let Some(mismatch) = &mut malformed.mismatch {
            mismatch.member = self.path.iter().rev().find_map(|step| match step {
                Step::Member(name) => Some(*name),
                _ => None,
            });
        }
        malformed
    }

    /// Reads an object into those members of a structure that `takes` takes.
    fn members(
        &mut self,
        value: &mut dyn Structure,
        takes: impl Fn(&Member) -> bool,
    ) -> Result<()> {
        let schema = value.schema();
        let mut seen = Seen::default();
        let mut next = 0;
        let mut more = self.lexer.open(b'}')?;
        while more {
            let key = self.lexer.key()?;
            match find(schema, &key, next).filter(|i| takes(&schema.members[*i])) {
                Some(index) => {
                    next = index + 1;
                    self.member(&schema.members[index], index, value, &mut seen)?;
                }
                None => self.lexer.skip()?,
            }
            more = self.lexer.more(b'}')?;
        }
        for (index, member) in schema.members.iter().enumerate() {
            if member.is_required() && takes(member) && !seen.has(index) {
                match self.mode {
                    Mode::Strict | Mode::Coercing => self.miss(member.name),
                    Mode::Lenient => correct(value, index, 0),
                }
            }
        }
        Ok(())
    }

    fn member(
        &mut self,
        member: &'static Member,
        index: usize,
        value: &mut dyn Structure,
        seen: &mut Seen,
    ) -> Result<()> {
        let null = self.lexer.peek()? == Start::Null;
        if null && member.target.kind != Kind::Document {
            return self.lexer.skip();
        }
        seen.add(index);
        self.path.push(Step::Member(member.name));
        self.value(member, value.slot(index))?;
        self.path.pop();
        Ok(())
    }

    /// Notes that a required member of the structure at hand isn't there.
    fn miss(&mut self, name: &str) {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Member(name) => pointer.push_str(name),
                Step::Index(index) => pointer.push_str(&index.to_string()),
                Step::Key(key) => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
            }
        }
        self.missing.push(format!("{pointer}/{name}"));
    }

    fn value(&mut self, member: &'static Member, slot: Slot<'_>) -> Result<()> {
        match slot {
            Slot::Boolean(place) => *place = self.boolean()?,
            Slot::Byte(place) => *place = self.integer(Kind::Byte)?,
            Slot::Short(place) => *place = self.integer(Kind::Short)?,
            Slot::Integer(place) => *place = self.integer(Kind::Integer)?,
            Slot::Long(place) => *place = self.integer(Kind::Long)?,
            Slot::IntEnum(place) => place.set(self.integer(Kind::IntEnum)?),
            Slot::Float(place) => *place = self.float(Kind::Float)?,
            Slot::Double(place) => *place = self.float(Kind::Double)?,
            Slot::BigInteger(place) => {
                *place = self.parsed(Kind::BigInteger, crate::BigInteger::parse)?;
            }
            Slot::BigDecimal(place) => {
                *place = self.parsed(Kind::BigDecimal, crate::BigDecimal::parse)?;
            }
            Slot::String(place) => *place = self.string(Kind::String)?.into_owned(),
            Slot::Enum(place) => place.set(&self.string(Kind::Enum)?),
            Slot::Blob(place) => *place = self.blob()?,
            Slot::Stream(place) => *place = self.blob()?.into(),
            Slot::Timestamp(place) => *place = self.timestamp(member)?,
            Slot::Document(place) => *place = self.document()?,
            Slot::List(list) => self.list(member.target, list)?,
            Slot::Map(map) => self.map(member.target, map)?,
            Slot::Structure(value) => match self.lexer.peek()? {
                Start::Object => self.members(value, |_| true)?,
                found => return wrong(Kind::Structure, found),
            },
            Slot::Union(value) => self.union(value)?,
            Slot::Events(_) | Slot::Nowhere => self.lexer.skip()?,
        }
        Ok(())
    }

    fn list(&mut self, schema: &'static Schema, list: &mut dyn List) -> Result<()> {
        let found = self.lexer.peek()?;
        let (Start::Array, [member]) = (found, schema.members) else {
            return wrong(Kind::List, found);
        };
        list.clear();
        let mut more = self.lexer.open(b']')?;
        let mut index = 0;
        while more {
            if self.null(member, schema)? {
                list.push_null();
            } else {
                self.path.push(Step::Index(index));
                self.value(member, list.push())?;
                self.path.pop();
            }
            index += 1;
            more = self.lexer.more(b']')?;
        }
        Ok(())
    }

    fn map(&mut self, schema: &'static Schema, map: &mut dyn Map) -> Result<()> {
        let found = self.lexer.peek()?;
        let (Start::Object, [_, member]) = (found, schema.members) else {
            return wrong(Kind::Map, found);
        };
        map.clear();
        let mut more = self.lexer.open(b'}')?;
        while more {
            let key = self.lexer.key()?;
            if self.null(member, schema)? {
                map.insert_null(&key);
            } else {
                let slot = map.insert(&key);
                self.path.push(Step::Key(key));
                self.value(member, slot)?;
                self.path.pop();
            }
            more = self.lexer.more(b'}')?;
        }
        Ok(())
    }

    /// Takes a null in a collection; a dense one refuses it in strict mode.
    fn null(&mut self, member: &Member, collection: &Schema) -> Result<bool> {
        if self.lexer.peek()? != Start::Null
            || (member.target.kind == Kind::Document && !collection.is_sparse())
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

    fn union(&mut self, value: &mut dyn Union) -> Result<()> {
        match self.lexer.peek()? {
            Start::Object => {}
            found => return wrong(Kind::Union, found),
        }
        let schema = value.schema();
        let mut variants = 0;
        let mut more = self.lexer.open(b'}')?;
        while more {
            let key = self.lexer.key()?;
            if self.lexer.peek()? == Start::Null || key == "__type" {
                self.lexer.skip()?;
            } else {
                variants += 1;
                match find(schema, &key, 0) {
                    Some(index) => {
                        let member = &schema.members[index];
                        self.path.push(Step::Member(member.name));
                        self.value(member, value.set(index))?;
                        self.path.pop();
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

    fn boolean(&mut self) -> Result<bool> {
        match self.lexer.peek()? {
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

    fn integer<T: TryFrom<i64>>(&mut self, kind: Kind) -> Result<T> {
        match self.lexer.peek()? {
            Start::Number => {}
            found => return wrong(kind, found),
        }
        let value = whole(self.lexer.number()?)?;
        T::try_from(value).map_err(|_| Malformed::new("an integer is out of range"))
    }

    fn float<T: FromStr + Copy + Into<f64> + From<f32>>(&mut self, kind: Kind) -> Result<T> {
        match self.lexer.peek()? {
            Start::Number => finite(self.lexer.number()?)
                .ok_or_else(|| Malformed::new("a number is out of range")),
            Start::String => match special(&self.lexer.string()?) {
                Some(value) => Ok(value.into()),
                None => wrong(kind, Start::String),
            },
            found => wrong(kind, found),
        }
    }

    fn parsed<T>(&mut self, kind: Kind, parse: fn(&str) -> Option<T>) -> Result<T> {
        match self.lexer.peek()? {
            Start::Number => parse(self.lexer.number()?)
                .ok_or_else(|| Malformed::new(format!("{} was expected", in_json(kind)))),
            found => wrong(kind, found),
        }
    }

    fn string(&mut self, kind: Kind) -> Result<Cow<'a, str>> {
        match self.lexer.peek()? {
            Start::String => self.lexer.string(),
            found => wrong(kind, found),
        }
    }

    fn blob(&mut self) -> Result<Bytes> {
        let text = self.string(Kind::Blob)?;
        crate::base64::decode(&text)
            .map(Bytes::from)
            .ok_or_else(|| Malformed::new("a blob isn't base64"))
    }

    fn timestamp(&mut self, member: &'static Member) -> Result<Timestamp> {
        let format = member.timestamp_format().unwrap_or(Format::EpochSeconds);
        let found = self.lexer.peek()?;
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

/// The member with this name in JSON: most documents keep the model's order, so the search
/// begins where the last one ended.
fn find(schema: &Schema, key: &str, next: usize) -> Option<usize> {
    let named = |m: &Member| m.json_name == key;
    let (before, after) = schema.members.split_at(next.min(schema.members.len()));
    after
        .iter()
        .position(named)
        .map(|i| next + i)
        .or_else(|| before.iter().position(named))
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
