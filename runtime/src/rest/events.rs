//! Events as messages (Smithy 2.0, "Event streams"): which member of an event is a header, which is
//! the payload, and what a message says that it is.

use std::borrow::Cow;

use bytes::Bytes;

use super::{Codec, Side, text};
use crate::event_stream::{HeaderValue, Message, ReadEvents, Received, WriteEvents};
use crate::json::read::correct;
use crate::protocol::{InvalidInput, Malformed, Missing, WriteOptions};
use crate::schema::{Kind, Member, Schema, prelude};
use crate::timestamp::Format;
use crate::value::{Slot, Structure, Union, View};

const MESSAGE_TYPE: &str = ":message-type";
const EVENT_TYPE: &str = ":event-type";
const EXCEPTION_TYPE: &str = ":exception-type";
const ERROR_CODE: &str = ":error-code";
const ERROR_MESSAGE: &str = ":error-message";
const CONTENT_TYPE: &str = ":content-type";

/// Writes events.
pub(super) struct Writer {
    pub(super) codec: &'static dyn Codec,
    pub(super) options: WriteOptions,
}

/// Reads events.
pub(super) struct Reader {
    pub(super) codec: &'static dyn Codec,
    pub(super) side: Side,
}

impl WriteEvents for Writer {
    fn write(&self, event: &dyn Union) -> Result<Message, InvalidInput> {
        let members = event.schema().members;
        let chosen = event.variant().and_then(|(index, view)| match view {
            View::Structure(value) => Some((members.get(index)?, value)),
            _ => None,
        });
        let Some((member, value)) = chosen else {
            return Err(InvalidInput {
                member: "",
                problem: "an event of an unknown type can't be sent".into(),
            });
        };
        let (kind, type_header) = if is_error(member) {
            ("exception", EXCEPTION_TYPE)
        } else {
            ("event", EVENT_TYPE)
        };
        let (media_type, payload) = self.payload(value);
        let mut message = Message::new(payload)
            .header(MESSAGE_TYPE, kind.into())
            .header(type_header, member.name.into());
        if let Some(media_type) = media_type {
            message.push(CONTENT_TYPE, media_type.into());
        }
        for (index, member) in headers(value.schema()) {
            if let Some(value) = header(value.get(index), member)? {
                message.push(member.name, value);
            }
        }
        Ok(message)
    }
}

impl Writer {
    /// The payload and its media type: one member, or a document of all that are no headers. Where
    /// there is nothing to be said, there is neither.
    fn payload(&self, value: &dyn Structure) -> (Option<&'static str>, Bytes) {
        let Self { codec, options } = *self;
        let schema = value.schema();
        let Some((index, member)) = payload(schema) else {
            if !schema.members.iter().any(Member::is_in_event_document) {
                return (None, Bytes::new());
            }
            let document = codec.write_event(value, options);
            return (Some(codec.media_type()), document.into());
        };
        let (media_type, payload) = match value.get(index) {
            View::Absent => return (None, Bytes::new()),
            View::Blob(bytes) => ("application/octet-stream", bytes.clone()),
            View::String(text) => ("text/plain", Bytes::copy_from_slice(text.as_bytes())),
            view => {
                let document = codec.write_payload(view, member, options);
                (codec.media_type(), document.into())
            }
        };
        (Some(member.media_type().unwrap_or(media_type)), payload)
    }
}

impl ReadEvents for Reader {
    fn read(&self, message: Message, event: &mut dyn Union) -> Result<Received, Malformed> {
        match text_of(&message, MESSAGE_TYPE)? {
            "event" => {
                let name = text_of(&message, EVENT_TYPE)?;
                match find(event.schema(), name, false) {
                    Some(index) => self.variant(index, &message, event)?,
                    None if self.side == Side::Server => {
                        return Err(Malformed::new("the event is of an unknown type"));
                    }
                    None => {
                        event.set(usize::MAX);
                    }
                }
                Ok(Received::Event)
            }
            "exception" => {
                let name = text_of(&message, EXCEPTION_TYPE)?;
                let Some(index) = find(event.schema(), name, true) else {
                    return Ok(Received::Unmodeled {
                        code: name.to_owned(),
                        message: self.said(&message.payload),
                    });
                };
                self.variant(index, &message, event)?;
                Ok(Received::Exception)
            }
            "error" => {
                let text = |name| message.get(name).and_then(HeaderValue::as_str);
                Ok(Received::Unmodeled {
                    code: text(ERROR_CODE).unwrap_or_default().to_owned(),
                    message: text(ERROR_MESSAGE).map(str::to_owned),
                })
            }
            _ => Err(Malformed::new(
                "the header :message-type has an unknown value",
            )),
        }
    }
}

impl Reader {
    /// Reads the structure of a variant.
    fn variant(
        &self,
        index: usize,
        message: &Message,
        event: &mut dyn Union,
    ) -> Result<(), Malformed> {
        let Slot::Structure(value) = event.set(index) else {
            return Err(Malformed::new("the event has no structure"));
        };
        let mut missing = Missing::default();
        for (index, member) in headers(value.schema()) {
            match message.get(member.name) {
                Some(found) => read_header(found, member, value.slot(index))?,
                None if member.is_required() => self.absent(value, index, &mut missing),
                None => {}
            }
        }
        self.payload(message, value, &mut missing)?;
        match self.side {
            Side::Client => Ok(()),
            Side::Server => validate(value, &missing),
        }
    }

    fn payload(
        &self,
        message: &Message,
        value: &mut dyn Structure,
        missing: &mut Missing,
    ) -> Result<(), Malformed> {
        let Self { codec, side } = *self;
        let schema = value.schema();
        let bytes = &message.payload;
        let Some((index, member)) = payload(schema) else {
            if schema.members.iter().any(Member::is_in_event_document) {
                let found = if bytes.is_empty() {
                    // No document is an empty document.
                    codec.read_event(&Bytes::from_static(b"{}"), value, side)?
                } else {
                    self.media_type(message)?;
                    codec.read_event(bytes, value, side)?
                };
                missing.0.extend(found.0);
            }
            return Ok(());
        };
        let simple = matches!(member.target.kind, Kind::Blob | Kind::String | Kind::Enum);
        // A text or blob without bytes is one; a document has some.
        if bytes.is_empty() && (!simple || message.get(CONTENT_TYPE).is_none()) {
            if member.is_required() {
                self.absent(value, index, missing);
            }
            return Ok(());
        }
        match value.slot(index) {
            Slot::Blob(place) => *place = bytes.clone(),
            slot @ (Slot::String(_) | Slot::Enum(_)) => {
                let Ok(found) = std::str::from_utf8(bytes) else {
                    return Err(Malformed::new("the payload of an event isn't UTF-8"));
                };
                text::read(found, member, slot, Format::DateTime, side)?;
            }
            slot => {
                self.media_type(message)?;
                let found = codec.read_payload(bytes, member, slot, side)?;
                missing.0.extend(found.0);
            }
        }
        Ok(())
    }

    /// A server refuses a document that says to be something else.
    fn media_type(&self, message: &Message) -> Result<(), Malformed> {
        let given = match message.get(CONTENT_TYPE) {
            Some(HeaderValue::String(given)) => Some(given.split(';').next().unwrap_or_default()),
            Some(_) => Some(""),
            None => None,
        };
        let expected = self.codec.media_type();
        match given {
            Some(given)
                if self.side == Side::Server && !given.trim().eq_ignore_ascii_case(expected) =>
            {
                Err(Malformed::new(
                    "the payload of an event is of another media type",
                ))
            }
            _ => Ok(()),
        }
    }

    /// A required member didn't come: a server lists it, a client corrects it.
    fn absent(&self, value: &mut dyn Structure, index: usize, missing: &mut Missing) {
        let member = value.schema().members.get(index);
        match (self.side, member) {
            (Side::Server, Some(member)) => missing.0.push(format!("/{}", member.name)),
            _ => correct(value, index, 0),
        }
    }

    /// What an error says that the model doesn't list, if it says it as errors do.
    fn said(&self, payload: &Bytes) -> Option<String> {
        let mut said = Said::default();
        self.codec.read(payload, &mut said, Side::Client).ok()?;
        said.message.or(said.upper_message)
    }
}

/// What most errors have.
#[derive(Clone, Default)]
struct Said {
    message: Option<String>,
    upper_message: Option<String>,
}

static SAID: Schema = Schema::structure(
    "planish#Said",
    &[
        Member::new("message", &prelude::STRING, &[]),
        Member::new("Message", &prelude::STRING, &[]),
    ],
    &[],
);

crate::structure!(Said, SAID { 0 => message, 1 => upper_message });

/// The variant of this name that is an error, or isn't.
fn find(schema: &'static Schema, name: &str, error: bool) -> Option<usize> {
    let index = schema.index_of(name)?;
    let member = schema.members.get(index)?;
    (is_error(member) == error).then_some(index)
}

fn is_error(member: &Member) -> bool {
    member.target.error_status().is_some()
}

fn headers(schema: &'static Schema) -> impl Iterator<Item = (usize, &'static Member)> {
    let members = schema.members.iter().enumerate();
    members.filter(|(_, member)| member.is_event_header())
}

fn payload(schema: &'static Schema) -> Option<(usize, &'static Member)> {
    let mut members = schema.members.iter().enumerate();
    members.find(|(_, member)| member.is_event_payload())
}

/// The text of a header that each message of its kind has.
fn text_of<'a>(message: &'a Message, name: &str) -> Result<&'a str, Malformed> {
    match message.get(name) {
        Some(HeaderValue::String(text)) => Ok(text),
        Some(_) => Err(Malformed::new(format!("the header {name} is no text"))),
        None => Err(Malformed::new(format!("the header {name} is missing"))),
    }
}

/// The header of a member; `None` where it is absent.
fn header(view: View<'_>, member: &'static Member) -> Result<Option<HeaderValue>, InvalidInput> {
    Ok(Some(match view {
        View::Absent => return Ok(None),
        View::Boolean(value) => HeaderValue::Boolean(value),
        View::Byte(value) => HeaderValue::Byte(value),
        View::Short(value) => HeaderValue::Short(value),
        View::Integer(value) => HeaderValue::Integer(value),
        View::Long(value) => HeaderValue::Long(value),
        View::Blob(value) => HeaderValue::Blob(value.clone()),
        View::String(value) => HeaderValue::String(Cow::Owned(value.to_owned())),
        View::Timestamp(value) => HeaderValue::Timestamp(value),
        _ => {
            return Err(InvalidInput {
                member: member.name,
                problem: "is of a type that no header of an event has".into(),
            });
        }
    }))
}

fn read_header(
    found: &HeaderValue,
    member: &'static Member,
    slot: Slot<'_>,
) -> Result<(), Malformed> {
    match (slot, found) {
        (Slot::Boolean(place), HeaderValue::Boolean(value)) => *place = *value,
        (Slot::Byte(place), HeaderValue::Byte(value)) => *place = *value,
        (Slot::Short(place), HeaderValue::Short(value)) => *place = *value,
        (Slot::Integer(place), HeaderValue::Integer(value)) => *place = *value,
        (Slot::IntEnum(place), HeaderValue::Integer(value)) => place.set(*value),
        (Slot::Long(place), HeaderValue::Long(value)) => *place = *value,
        (Slot::Blob(place), HeaderValue::Blob(value)) => *place = value.clone(),
        (Slot::String(place), HeaderValue::String(value)) => *place = value.to_string(),
        (Slot::Enum(place), HeaderValue::String(value)) => place.set(value),
        (Slot::Timestamp(place), HeaderValue::Timestamp(value)) => *place = *value,
        _ => {
            let name = member.name;
            return Err(Malformed::new(format!(
                "the header {name} is of another type"
            )));
        }
    }
    Ok(())
}

/// Refuses an event that the model doesn't allow.
#[cfg(feature = "server")]
fn validate(value: &dyn Structure, missing: &Missing) -> Result<(), Malformed> {
    use crate::server::{Style, validate};
    let style = Style::Smithy;
    let violations = validate::validate(value, missing, style.matching());
    if violations.is_empty() {
        Ok(())
    } else {
        Err(Malformed::new(style.message(&violations)))
    }
}

/// Refuses an event that lacks a member: without a server, nothing else is looked at.
#[cfg(not(feature = "server"))]
fn validate(_: &dyn Structure, missing: &Missing) -> Result<(), Malformed> {
    match missing.0.first() {
        Some(path) => Err(Malformed::new(format!(
            "the required member {path} is missing"
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
