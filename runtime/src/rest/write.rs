//! Values into requests and responses.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};

use super::events::Writer;
use super::query::Query;
use super::uri::{Piece, pieces};
use super::{Codec, Side, header, text};
use crate::event_stream::MEDIA_TYPE;
use crate::operation::Operation;
use crate::percent;
use crate::protocol::{HostPrefix, InvalidInput, WriteOptions};
use crate::schema::{Kind, Location, Member, prelude};
use crate::stream::ByteStream;
use crate::timestamp::Format;
use crate::value::{Slot, Structure, View};

/// Writes the input of an operation; see [`ClientProtocol`](crate::protocol::ClientProtocol).
///
/// # Errors
/// A value that can't be sent.
pub fn write_request(
    codec: &'static dyn Codec,
    operation: &Operation,
    input: &mut dyn Structure,
) -> Result<Request<ByteStream>, InvalidInput> {
    let uri = request_uri(operation, input)?;
    let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
    write_headers(input, &mut headers)?;
    let body = write_body(
        codec,
        input,
        &mut headers,
        WriteOptions::default(),
        Side::Client,
    )?;
    let mut request = Request::new(body);
    *request.uri_mut() = uri;
    *request.method_mut() = Method::from_bytes(operation.method.as_bytes()).unwrap_or(Method::POST);
    *request.headers_mut() = headers;
    if !operation.host_prefix.is_empty() {
        request
            .extensions_mut()
            .insert(HostPrefix(host_prefix(operation, input)?));
    }
    Ok(request)
}

/// Writes the output of an operation; see [`ServerProtocol`](crate::protocol::ServerProtocol).
///
/// # Errors
/// A value that can't be sent.
pub fn write_response(
    codec: &'static dyn Codec,
    operation: &Operation,
    output: &mut dyn Structure,
    options: WriteOptions,
) -> Result<Response<ByteStream>, InvalidInput> {
    write_answer(codec, operation.status, output, options)
}

/// Writes an error; see [`ServerProtocol`](crate::protocol::ServerProtocol).
///
/// # Errors
/// A value that can't be sent.
pub fn write_error(
    codec: &'static dyn Codec,
    error: &mut dyn Structure,
    options: WriteOptions,
) -> Result<Response<ByteStream>, InvalidInput> {
    let status = error.schema().error_status().unwrap_or(500);
    write_answer(codec, status, error, options)
}

/// Room for the headers that a signed request usually has in the end.
const USUAL_HEADERS: usize = 12;

fn write_answer(
    codec: &'static dyn Codec,
    mut status: u16,
    value: &mut dyn Structure,
    options: WriteOptions,
) -> Result<Response<ByteStream>, InvalidInput> {
    let mut headers = HeaderMap::new();
    write_headers(value, &mut headers)?;
    let schema = value.schema();
    if schema.has_bindings() {
        for (index, member) in schema.members.iter().enumerate() {
            if let (Location::StatusCode, View::Integer(code)) = (member.location, value.get(index))
            {
                status = u16::try_from(code).unwrap_or(status);
            }
        }
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = if has_body(status) {
        write_body(codec, value, &mut headers, options, Side::Server)?
    } else {
        ByteStream::default()
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// Whether answers of this status have a body (RFC 9110, section 6.4.1).
fn has_body(status: StatusCode) -> bool {
    !status.is_informational()
        && status != StatusCode::NO_CONTENT
        && status != StatusCode::NOT_MODIFIED
}

fn request_uri(operation: &Operation, input: &dyn Structure) -> Result<Uri, InvalidInput> {
    let (path, literals) = operation.uri.split_once('?').unwrap_or((operation.uri, ""));
    let mut out = String::with_capacity(operation.uri.len() + 32);
    for piece in pieces(path) {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Label { name, greedy } => {
                percent::encode(&mut out, label(input, name)?.as_bytes(), greedy);
            }
        }
    }
    if literals.is_empty() && !input.schema().has_query() {
        return uri_of(out);
    }
    let mut query = Query::new(literals);
    let members = || input.schema().members.iter().enumerate();
    for (index, member) in members() {
        if let Location::Query(name) = member.location {
            query.member(name, input.get(index), member);
        }
    }
    for (index, member) in members() {
        if let (Location::QueryParams, View::Map(map)) = (member.location, input.get(index)) {
            query.map(map);
        }
    }
    let query = query.finish();
    if !query.is_empty() {
        out.push('?');
        out.push_str(&query);
    }
    uri_of(out)
}

fn uri_of(text: String) -> Result<Uri, InvalidInput> {
    Uri::try_from(text).map_err(|_| InvalidInput {
        member: "",
        problem: "the URI of the request is invalid".into(),
    })
}

/// The text of a label, which must be there and not be empty.
fn label<'a>(input: &'a dyn Structure, name: &str) -> Result<Cow<'a, str>, InvalidInput> {
    let schema = input.schema();
    let Some(index) = schema.index_of(name) else {
        return Err(InvalidInput {
            member: "",
            problem: format!("no member for {name}").into(),
        });
    };
    let member = &schema.members[index];
    match text::write(input.get(index), member, Format::DateTime) {
        Some(text) if !text.is_empty() => Ok(text),
        _ => Err(InvalidInput {
            member: member.name,
            problem: "is part of the request's URI and must be set, and not be empty".into(),
        }),
    }
}

fn host_prefix(operation: &Operation, input: &dyn Structure) -> Result<String, InvalidInput> {
    let mut out = String::new();
    for piece in pieces(operation.host_prefix) {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Label { name, .. } => {
                let text = label(input, name)?;
                let valid = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
                if text.len() > 63 || !text.bytes().all(valid) {
                    let member = input
                        .schema()
                        .index_of(name)
                        .map(|i| &input.schema().members[i]);
                    return Err(InvalidInput {
                        member: member.map_or("", |m| m.name),
                        problem: "becomes part of the host name: letters, digits, - and . only"
                            .into(),
                    });
                }
                out.push_str(&text);
            }
        }
    }
    Ok(out)
}

fn write_headers(value: &dyn Structure, headers: &mut HeaderMap) -> Result<(), InvalidInput> {
    if !value.schema().has_headers() {
        return Ok(());
    }
    let members = || value.schema().members.iter().enumerate();
    for (index, member) in members() {
        if let (Location::PrefixHeaders(prefix), View::Map(map)) =
            (member.location, value.get(index))
        {
            for (name, view) in map.entries() {
                if let View::String(text) = view {
                    header::insert(headers, &format!("{prefix}{name}"), text, member)?;
                }
            }
        }
    }
    for (index, member) in members() {
        if let Location::Header(name) = member.location {
            header::write(headers, name, value.get(index), member)?;
        }
    }
    Ok(())
}

fn write_body(
    codec: &'static dyn Codec,
    value: &mut dyn Structure,
    headers: &mut HeaderMap,
    options: WriteOptions,
    side: Side,
) -> Result<ByteStream, InvalidInput> {
    let schema = value.schema();
    if let Some(index) = schema.payload() {
        return write_payload(codec, value, index, headers, options, side);
    }
    // A server answers with a document even where the output or error has nothing to put into it.
    let document = side == Side::Server && !std::ptr::eq(schema, &prelude::UNIT);
    if !schema.has_body_members() && !document {
        return Ok(ByteStream::default());
    }
    let body = codec.write(value, options);
    content(headers, codec.media_type(), body.len());
    Ok(body.into())
}

fn write_payload(
    codec: &'static dyn Codec,
    value: &mut dyn Structure,
    index: usize,
    headers: &mut HeaderMap,
    options: WriteOptions,
    side: Side,
) -> Result<ByteStream, InvalidInput> {
    let member = &value.schema().members[index];
    let default_type = match member.target.kind {
        Kind::Blob => "application/octet-stream",
        Kind::String | Kind::Enum => "text/plain",
        _ => codec.media_type(),
    };
    let media_type = member.media_type().unwrap_or(default_type);
    let body = match value.get(index) {
        View::Events(_) => return Ok(write_events(codec, value, index, headers, options)),
        View::Stream(_) => return write_stream(value, index, headers, media_type),
        View::Absent if side == Side::Server => {
            headers.insert(CONTENT_LENGTH, 0.into());
            return Ok(ByteStream::default());
        }
        View::Absent => match empty_document(codec, member, options) {
            Some(body) => Bytes::from(body),
            None => return Ok(ByteStream::default()),
        },
        View::Blob(bytes) => bytes.clone(),
        View::String(text) => Bytes::copy_from_slice(text.as_bytes()),
        view => codec.write_payload(view, member, options).into(),
    };
    content(headers, media_type, body.len());
    Ok(body.into())
}

/// An absent structure as payload is an empty document in a request.
fn empty_document(
    codec: &'static dyn Codec,
    member: &'static Member,
    options: WriteOptions,
) -> Option<Vec<u8>> {
    (member.target.kind == Kind::Structure)
        .then(|| codec.write(&crate::Unit {}, options))
        .filter(|body| !body.is_empty())
}

fn write_stream(
    value: &mut dyn Structure,
    index: usize,
    headers: &mut HeaderMap,
    media_type: &'static str,
) -> Result<ByteStream, InvalidInput> {
    let member = &value.schema().members[index];
    let stream = match value.slot(index) {
        Slot::Stream(place) => std::mem::take(place),
        _ => ByteStream::default(),
    };
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    match stream.exact_len() {
        Some(len) => {
            headers.insert(CONTENT_LENGTH, len.into());
        }
        None if requires_length(member) => {
            return Err(InvalidInput {
                member: member.name,
                problem: "must be a stream of known length".into(),
            });
        }
        None => {}
    }
    Ok(stream)
}

/// Moves the events into the body, whose length nobody knows.
fn write_events(
    codec: &'static dyn Codec,
    value: &mut dyn Structure,
    index: usize,
    headers: &mut HeaderMap,
    options: WriteOptions,
) -> ByteStream {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    match value.slot(index) {
        Slot::Events(events) => events.take(Box::new(Writer { codec, options })),
        _ => ByteStream::default(),
    }
}

fn requires_length(member: &Member) -> bool {
    let wanted = crate::schema::Trait::RequiresLength;
    member
        .traits
        .iter()
        .chain(member.target.traits)
        .any(|t| *t == wanted)
}

/// Sets the body's media type, where no member has, and its length.
fn content(headers: &mut HeaderMap, media_type: &'static str, len: usize) {
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    headers.insert(CONTENT_LENGTH, len.into());
}
