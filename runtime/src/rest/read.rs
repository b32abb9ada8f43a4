//! Requests and responses into values.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, Response};

use super::events::Reader;
use super::{Codec, Side, header, query, text};
use crate::event_stream::MEDIA_TYPE;
use crate::json::read::correct;
use crate::operation::Operation;
use crate::protocol::{Malformed, Missing, ReadOptions, Rejection};
use crate::schema::{Kind, Location, Member, Schema, prelude};
use crate::stream::ByteStream;
use crate::timestamp::Format;
use crate::value::{Slot, Structure};

/// Reads the input of an operation; see [`ServerProtocol`](crate::protocol::ServerProtocol).
///
/// # Errors
/// A request of another shape or media type.
pub fn read_request(
    codec: &'static dyn Codec,
    operation: &Operation,
    head: &Parts,
    body: ByteStream,
    labels: &[(&str, Cow<'_, str>)],
    input: &mut dyn Structure,
    options: ReadOptions,
) -> Result<Missing, Rejection> {
    if !options.any_media_type {
        accept(codec, operation, &head.headers)?;
        content_type(codec, input, &head.headers, &body)?;
    }
    let mut missing = Missing::default();
    read_labels(labels, input)?;
    read_query(head.uri.query().unwrap_or_default(), input, &mut missing)?;
    read_headers(&head.headers, input, Side::Server, &mut missing)?;
    read_body(codec, body, input, Side::Server, &mut missing)?;
    Ok(missing)
}

/// Reads the output of an operation; see [`ClientProtocol`](crate::protocol::ClientProtocol).
///
/// # Errors
/// A response of another shape.
pub fn read_response(
    codec: &'static dyn Codec,
    response: Response<ByteStream>,
    output: &mut dyn Structure,
) -> Result<(), Malformed> {
    let (head, body) = response.into_parts();
    let schema = output.schema();
    if schema.has_bindings() {
        for (index, member) in schema.members.iter().enumerate() {
            if member.location == Location::StatusCode
                && let Slot::Integer(place) = output.slot(index)
            {
                *place = head.status.as_u16().into();
            }
        }
    }
    let mut missing = Missing::default();
    read_headers(&head.headers, output, Side::Client, &mut missing)?;
    read_body(codec, body, output, Side::Client, &mut missing)
}

/// Reads an error; see [`ClientProtocol`](crate::protocol::ClientProtocol).
///
/// # Errors
/// A response of another shape.
pub fn read_error(
    codec: &'static dyn Codec,
    response: &Response<Bytes>,
    error: &mut dyn Structure,
) -> Result<(), Malformed> {
    let mut copy = Response::new(ByteStream::from(response.body().clone()));
    *copy.status_mut() = response.status();
    *copy.headers_mut() = response.headers().clone();
    read_response(codec, copy, error)
}

fn read_labels(
    labels: &[(&str, Cow<'_, str>)],
    input: &mut dyn Structure,
) -> Result<(), Malformed> {
    for (name, value) in labels {
        let schema = input.schema();
        if let Some(index) = schema.index_of(name) {
            let member = &schema.members[index];
            text::read(
                value,
                member,
                input.slot(index),
                Format::DateTime,
                Side::Server,
            )?;
        }
    }
    Ok(())
}

fn read_query(
    text: &str,
    input: &mut dyn Structure,
    missing: &mut Missing,
) -> Result<(), Malformed> {
    let schema = input.schema();
    if !schema.has_query() {
        return Ok(());
    }
    let pairs = query::parse(text)?;
    for (index, member) in schema.members.iter().enumerate() {
        match member.location {
            Location::Query(name) => {
                let mut values = pairs.iter().filter(|(n, _)| n == name).map(|(_, v)| &**v);
                match values.next() {
                    Some(first) => {
                        let values = std::iter::once(first).chain(values);
                        query::read(values, member, input.slot(index))?;
                    }
                    None if member.is_required() => missing.0.push(format!("/{}", member.name)),
                    None => {}
                }
            }
            Location::QueryParams if !pairs.is_empty() || member.is_required() => {
                if let Slot::Map(map) = input.slot(index) {
                    query::read_map(pairs.iter().map(|(n, v)| (&**n, &**v)), map);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn read_headers(
    headers: &HeaderMap,
    value: &mut dyn Structure,
    side: Side,
    missing: &mut Missing,
) -> Result<(), Malformed> {
    let schema = value.schema();
    if !schema.has_headers() {
        return Ok(());
    }
    for (index, member) in schema.members.iter().enumerate() {
        match member.location {
            Location::Header(name) => match header::text_of(headers, name)? {
                Some(text) => header::read(&text, member, value.slot(index), side)?,
                None if member.is_required() => absent(value, index, member, side, missing)?,
                None => {}
            },
            Location::PrefixHeaders(prefix) => {
                let named = |name: &str| {
                    let (head, rest) = name.split_at_checked(prefix.len())?;
                    head.eq_ignore_ascii_case(prefix).then(|| rest.to_owned())
                };
                let found: Vec<_> = headers
                    .keys()
                    .filter_map(|name| Some((named(name.as_str())?, name.as_str())))
                    .collect();
                if found.is_empty() && !member.is_required() {
                    continue;
                }
                if let Slot::Map(map) = value.slot(index) {
                    for (key, name) in found {
                        let text = header::text_of(headers, name)?.unwrap_or_default();
                        if let Slot::String(place) = map.insert(&key) {
                            *place = text.into_owned();
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// A required member didn't come: a server lists it, a client corrects it. What goes before a
/// stream of events can't be corrected: as long as it is missing, the stream hasn't begun.
fn absent(
    value: &mut dyn Structure,
    index: usize,
    member: &Member,
    side: Side,
    missing: &mut Missing,
) -> Result<(), Malformed> {
    let schema = value.schema();
    match side {
        Side::Server => missing.0.push(format!("/{}", member.name)),
        Side::Client if schema.members.iter().any(|m| m.target.is_event_stream()) => {
            let name = member.name;
            return Err(Malformed::new(format!(
                "the required member {name} is missing"
            )));
        }
        Side::Client => correct(value, index, 0),
    }
    Ok(())
}

fn read_body(
    codec: &'static dyn Codec,
    body: ByteStream,
    value: &mut dyn Structure,
    side: Side,
    missing: &mut Missing,
) -> Result<(), Malformed> {
    let schema = value.schema();
    if let Some(index) = schema.payload() {
        return read_payload(codec, body, value, index, side, missing);
    }
    if !schema.has_body_members() {
        return Ok(());
    }
    let bytes = at_hand(body)?;
    let found = if bytes.is_empty() {
        // No document is an empty document.
        codec.read(&Bytes::from_static(b"{}"), value, side)?
    } else {
        codec.read(&bytes, value, side)?
    };
    missing.0.extend(found.0);
    Ok(())
}

fn read_payload(
    codec: &'static dyn Codec,
    body: ByteStream,
    value: &mut dyn Structure,
    index: usize,
    side: Side,
    missing: &mut Missing,
) -> Result<(), Malformed> {
    let member = &value.schema().members[index];
    if member.target.is_streaming() {
        match value.slot(index) {
            Slot::Stream(place) => *place = body,
            Slot::Events(place) => place.set(body, Box::new(Reader { codec, side })),
            _ => {}
        }
        return Ok(());
    }
    let bytes = at_hand(body)?;
    // A client writes an absent structure as an empty document: see `write`.
    let absent_structure = side == Side::Server
        && member.target.kind == Kind::Structure
        && !member.is_required()
        && codec.is_empty(&bytes);
    if absent_structure {
        return Ok(());
    }
    if bytes.is_empty() {
        if member.is_required() {
            absent(value, index, member, side, missing)?;
        }
        return Ok(());
    }
    match (member.target.kind, value.slot(index)) {
        (Kind::Blob, Slot::Blob(place)) => *place = bytes,
        (Kind::String | Kind::Enum, slot) => {
            let Ok(text) = std::str::from_utf8(&bytes) else {
                return Err(Malformed::new("the body isn't UTF-8"));
            };
            text::read(text, member, slot, Format::DateTime, side)?;
        }
        (_, slot) => {
            let found = codec.read_payload(&bytes, member, slot, side)?;
            missing.0.extend(found.0);
        }
    }
    Ok(())
}

fn at_hand(body: ByteStream) -> Result<Bytes, Malformed> {
    body.as_bytes()
        .cloned()
        .ok_or_else(|| Malformed::new("the body was not collected"))
}

/// Refuses a body whose media type isn't the one that the input's shape implies.
fn content_type(
    codec: &'static dyn Codec,
    input: &dyn Structure,
    headers: &HeaderMap,
    body: &ByteStream,
) -> Result<(), Rejection> {
    let schema = input.schema();
    let bound = schema.has_headers()
        && schema.members.iter().any(|m| {
            matches!(m.location, Location::Header(name) if name.eq_ignore_ascii_case("content-type"))
        });
    let given = headers
        .get(CONTENT_TYPE)
        .map(|v| v.to_str().unwrap_or_default());
    let payload = schema.payload().and_then(|index| schema.members.get(index));
    let expected = match payload {
        Some(member) => match (member.media_type(), member.target.kind) {
            // Events say of themselves what they are: an absent media type does no harm.
            _ if member.target.is_event_stream() && given.is_none() => return Ok(()),
            _ if member.target.is_event_stream() => Some(MEDIA_TYPE),
            (Some(media_type), _) => Some(media_type),
            // Bytes without a media type of their own may be of any.
            (None, Kind::Blob) => return Ok(()),
            (None, Kind::String | Kind::Enum) => Some("text/plain"),
            (None, _) => Some(codec.media_type()),
        },
        // An input that has no members at all may come as an empty document.
        None if schema.has_body_members() || is_empty(schema) => Some(codec.media_type()),
        None => None,
    };
    let empty = body.exact_len() == Some(0);
    match (expected, given) {
        _ if bound => Ok(()),
        (None, None) => Ok(()),
        // Where there is no body, its media type says nothing.
        (None, Some(_)) | (Some(_), None) if empty => Ok(()),
        (Some(expected), Some(given)) if essence(given).eq_ignore_ascii_case(expected) => Ok(()),
        _ => Err(Rejection::UnsupportedMediaType),
    }
}

/// Refuses a caller that doesn't accept the media type that the output's shape implies.
fn accept(
    codec: &'static dyn Codec,
    operation: &Operation,
    headers: &HeaderMap,
) -> Result<(), Rejection> {
    let Some(accepted) = headers.get(ACCEPT) else {
        return Ok(());
    };
    let accepted = accepted.to_str().unwrap_or_default();
    let output = operation.output;
    let payload = output.payload().and_then(|index| output.members.get(index));
    let produced = match payload {
        Some(member) => match (member.media_type(), member.target.kind) {
            _ if member.target.is_event_stream() => MEDIA_TYPE,
            (Some(media_type), _) => media_type,
            // Bytes without a media type of their own may be of any.
            (None, Kind::Blob) => return Ok(()),
            (None, Kind::String | Kind::Enum) => "text/plain",
            (None, _) => codec.media_type(),
        },
        None => codec.media_type(),
    };
    let kind = produced.split('/').next().unwrap_or_default();
    let takes = accepted.split(',').map(essence).any(|range| {
        range == "*/*"
            || range.eq_ignore_ascii_case(produced)
            || range
                .strip_suffix("/*")
                .is_some_and(|k| k.eq_ignore_ascii_case(kind))
    });
    if takes {
        Ok(())
    } else {
        Err(Rejection::NotAcceptable)
    }
}

/// Whether the structure has no members, and is not the one that stands for no input.
fn is_empty(schema: &'static Schema) -> bool {
    schema.members.is_empty() && !std::ptr::eq(schema, &prelude::UNIT)
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
