//! Values into JSON documents, by their schemas.

use std::io::Write as _;

use super::scan;
use crate::document::{Document, Number};
use crate::protocol::WriteOptions;
use crate::schema::{Location, Member, Schema};
use crate::timestamp::Format;
use crate::value::{List, Map, Structure, Union, View};

/// Writes the members of a structure that are bound to the document, as an object.
pub fn write_structure(value: &dyn Structure, options: WriteOptions) -> Vec<u8> {
    let mut writer = Writer::new(value.schema(), options);
    writer.members(value, |m| m.location == Location::Body);
    writer.out
}

/// Writes the members of an event that are neither its headers nor its payload, as an object.
pub fn write_event(value: &dyn Structure, options: WriteOptions) -> Vec<u8> {
    let mut writer = Writer::new(value.schema(), options);
    writer.members(value, Member::is_in_event_document);
    writer.out
}

/// Writes the value of one member as a whole document, as for the trait `httpPayload`.
pub fn write_payload(value: View<'_>, member: &'static Member, options: WriteOptions) -> Vec<u8> {
    let mut writer = Writer::new(member.target, options);
    writer.value(value, member);
    writer.out
}

/// A document that grows.
struct Writer {
    out: Vec<u8>,
    options: WriteOptions,
}

impl Writer {
    /// A writer with room for about what values of this shape take.
    fn new(schema: &Schema, options: WriteOptions) -> Self {
        let room = 64 + schema.members.len().min(64) * 32;
        Self {
            out: Vec::with_capacity(room),
            options,
        }
    }

    fn members(&mut self, value: &dyn Structure, takes: impl Fn(&Member) -> bool) {
        self.out.push(b'{');
        let mut first = true;
        for (index, member) in value.schema().members.iter().enumerate() {
            if !takes(member) {
                continue;
            }
            let view = value.get(index);
            if matches!(view, View::Absent) && !self.options.explicit_nulls {
                continue;
            }
            self.comma(&mut first);
            self.name(member);
            self.value(view, member);
        }
        self.out.push(b'}');
    }

    fn value(&mut self, view: View<'_>, member: &'static Member) {
        match view {
            // Events are never part of a document.
            View::Absent | View::Events(_) => self.raw("null"),
            View::Boolean(v) => self.raw(if v { "true" } else { "false" }),
            View::Byte(v) => self.integer(v),
            View::Short(v) => self.integer(v),
            View::Integer(v) => self.integer(v),
            View::Long(v) => self.integer(v),
            View::Float(v) => self.float(v, v.into()),
            View::Double(v) => self.float(v, v),
            View::BigInteger(v) => self.raw(v.as_str()),
            View::BigDecimal(v) => self.raw(v.as_str()),
            View::String(v) => self.string(v),
            View::Blob(v) => self.blob(v),
            View::Stream(v) => self.blob(v.as_bytes().map_or(&[], |b| b)),
            View::Timestamp(v) => match member.timestamp_format().unwrap_or(Format::EpochSeconds) {
                Format::EpochSeconds => self.raw(&v.format(Format::EpochSeconds)),
                format => self.string(&v.format(format)),
            },
            View::Document(v) => self.document(v),
            View::List(v) => self.list(v, member.target),
            View::Map(v) => self.map(v, member.target),
            View::Structure(v) => self.members(v, |_| true),
            View::Union(v) => self.union(v),
        }
    }

    fn list(&mut self, list: &dyn List, schema: &'static Schema) {
        self.out.push(b'[');
        let mut first = true;
        if let [member] = schema.members {
            for index in 0..list.len() {
                self.comma(&mut first);
                self.value(list.get(index), member);
            }
        }
        self.out.push(b']');
    }

    fn map(&mut self, map: &dyn Map, schema: &'static Schema) {
        self.out.push(b'{');
        let mut first = true;
        if let [_, member] = schema.members {
            for (key, view) in map.entries() {
                self.comma(&mut first);
                self.string(key);
                self.out.push(b':');
                self.value(view, member);
            }
        }
        self.out.push(b'}');
    }

    fn union(&mut self, value: &dyn Union) {
        self.out.push(b'{');
        if let Some((index, view)) = value.variant()
            && let Some(member) = value.schema().members.get(index)
        {
            self.name(member);
            self.value(view, member);
        }
        self.out.push(b'}');
    }

    fn document(&mut self, document: &Document) {
        match document {
            Document::Null => self.raw("null"),
            Document::Boolean(v) => self.raw(if *v { "true" } else { "false" }),
            Document::Number(Number::Integer(v)) => self.integer(*v),
            Document::Number(Number::Unsigned(v)) => self.integer(*v),
            Document::Number(Number::Double(v)) => self.float(*v, *v),
            Document::String(v) => self.string(v),
            Document::Array(items) => {
                self.out.push(b'[');
                let mut first = true;
                for item in items {
                    self.comma(&mut first);
                    self.document(item);
                }
                self.out.push(b']');
            }
            Document::Object(members) => {
                self.out.push(b'{');
                let mut first = true;
                for (key, value) in members {
                    self.comma(&mut first);
                    self.string(key);
                    self.out.push(b':');
                    self.document(value);
                }
                self.out.push(b'}');
            }
        }
    }

    fn comma(&mut self, first: &mut bool) {
        if !*first {
            self.out.push(b',');
        }
        *first = false;
    }

    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn integer(&mut self, value: impl itoa::Integer) {
        self.raw(itoa::Buffer::new().format(value));
    }

    /// The shortest text that reads back as the same number; `text` is the number itself, at its
    /// own precision.
    fn float(&mut self, text: impl std::fmt::Debug, value: f64) {
        if value.is_nan() {
            self.raw("\"NaN\"");
        } else if value.is_infinite() {
            self.raw(if value > 0.0 {
                "\"Infinity\""
            } else {
                "\"-Infinity\""
            });
        } else {
            // Writing to memory can't fail.
            let _ = write!(self.out, "{text:?}");
        }
    }

    /// The name of a member, and its colon.
    fn name(&mut self, member: &Member) {
        if member.is_name_escaped() {
            self.string(member.json_name);
            self.out.push(b':');
            return;
        }
        self.out.reserve(member.json_name.len() + 3);
        self.out.push(b'"');
        self.out.extend_from_slice(member.json_name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    fn string(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        self.out.reserve(rest.len() + 2);
        self.out.push(b'"');
        loop {
            let (plain, from) = rest.split_at(scan::plain(rest));
            self.out.extend_from_slice(plain);
            match from {
                [] => break,
                [byte, after @ ..] => {
                    self.escape(*byte);
                    rest = after;
                }
            }
        }
        self.out.push(b'"');
    }

    fn escape(&mut self, byte: u8) {
        match byte {
            b'"' => self.raw("\\\""),
            b'\\' => self.raw("\\\\"),
            b'\n' => self.raw("\\n"),
            b'\r' => self.raw("\\r"),
            b'\t' => self.raw("\\t"),
            _ => {
                // Writing to memory can't fail.
                let _ = write!(self.out, "\\u{byte:04x}");
            }
        }
    }

    fn blob(&mut self, bytes: &[u8]) {
        self.out.push(b'"');
        base64_simd::STANDARD.encode_append(bytes, &mut self.out);
        self.out.push(b'"');
    }
}
