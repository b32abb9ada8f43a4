//! Cases of event streams: what both sides share of running and judging them.
//!
//! A side that sends makes its events from a case's params, and is judged by the messages that
//! come out; a side that receives gets a case's messages, and is judged by the events. Messages
//! are compared by meaning: headers by name, type and value, in any order, and payloads by their
//! media type.

#[cfg(feature = "client")]
pub(super) mod client;
#[cfg(feature = "server")]
pub(super) mod server;

use bytes::Bytes;

use super::tree::Tree;
use super::{Event, Expectation, Stream, body, params, same};
use crate::event_stream::{
    Decoder, Events, HeaderValue, MEDIA_TYPE, Message, StreamError, unsealed,
};
use crate::timestamp::{Format, Timestamp};
use crate::value::{Slot, Structure, Union, View};

/// What ended a stream, or kept it from beginning.
#[derive(Debug)]
struct Failure {
    /// The shape id of the error, if it is one of the model.
    id: Option<String>,
    /// What it is, for people.
    text: String,
}

impl Failure {
    fn new(text: impl Into<String>) -> Self {
        let (id, text) = (None, text.into());
        Self { id, text }
    }
}

impl Stream {
    fn requests(&self) -> Vec<&'static Event> {
        self.events.iter().filter(|event| event.request).collect()
    }

    fn responses(&self) -> Vec<&'static Event> {
        self.events.iter().filter(|event| !event.request).collect()
    }

    /// Whether something is said of the answer.
    fn has_response(&self) -> bool {
        let said = self.response.is_some() || self.response_params.is_some();
        said || !self.responses().is_empty()
    }

    /// Whether something is said of the request.
    fn has_request(&self) -> bool {
        let said = self.request.is_some() || self.request_params.is_some();
        said || !self.requests().is_empty()
    }

    /// Whether what came of it is what is expected.
    fn judge(&self, failure: Option<&Failure>) -> Result<(), String> {
        match (self.expectation, failure) {
            (Expectation::Success, None) => Ok(()),
            (Expectation::Success, Some(failure)) => Err(failure.text.clone()),
            (Expectation::Failure(_), None) => Err("nothing failed".to_owned()),
            (Expectation::Failure(None), Some(_)) => Ok(()),
            (Expectation::Failure(Some(wanted)), Some(failure)) => match &failure.id {
                Some(found) if found == wanted => Ok(()),
                _ => Err(format!("it is no {wanted}, but: {}", failure.text)),
            },
        }
    }
}

/// The stream of a structure.
fn stream_of(value: &mut dyn Structure) -> Result<&mut dyn Events, String> {
    let members = value.schema().members;
    let index = members.iter().position(|m| m.target.is_event_stream());
    match index.map(|index| value.slot(index)) {
        Some(Slot::Events(events)) => Ok(events),
        _ => Err("there is no stream of events".to_owned()),
    }
}

/// Fills a structure: its members, and the events of its stream.
fn fill(
    value: &mut dyn Structure,
    members: Option<&str>,
    events: &[&'static Event],
) -> Result<(), String> {
    if let Some(members) = members {
        params::fill(value, members)?;
    }
    if events.is_empty() {
        return Ok(());
    }
    let stream = stream_of(value)?;
    for event in events {
        let given = event
            .params
            .ok_or("an event without params can't be sent")?;
        params::fill_slot(stream.push(), given)?;
    }
    Ok(())
}

/// Fills a structure with what is to arrive: nothing does from an event that the model doesn't list.
fn expect(
    value: &mut dyn Structure,
    members: Option<&str>,
    events: &[&'static Event],
) -> Result<(), String> {
    let listed = events.iter().position(|event| event.params.is_none());
    let (listed, _) = events.split_at(listed.unwrap_or(events.len()));
    fill(value, members, listed)
}

/// Receives all events of a structure's stream; compares them, and the other members, with those of
/// `expected`. What ends the stream early is given back.
async fn receive(
    found: &mut (dyn Structure + Send),
    expected: &mut (dyn Structure + Send),
) -> Result<Option<Failure>, String> {
    if let Some(difference) = same::structures(expected, found, "") {
        return Err(difference);
    }
    let mut count = 0;
    loop {
        let wanted = next(expected).await.and_then(Result::ok);
        let path = format!("event {count}");
        match next(found).await {
            None if wanted.is_none() => return Ok(None),
            None => return Err(format!("{path} didn't come")),
            Some(Ok(event)) => compare(wanted, &*event, &path)?,
            Some(Err(error)) => {
                let text = error.to_string();
                let StreamError::Modeled(event) = error else {
                    return Ok(Some(Failure::new(text)));
                };
                compare(wanted, &*event, &path)?;
                let id = match event.variant() {
                    Some((_, View::Structure(error))) => Some(error.schema().id.to_owned()),
                    _ => None,
                };
                return Ok(Some(Failure { id, text }));
            }
        }
        count += 1;
    }
}

type Next = Option<Result<Box<dyn Union>, StreamError<Box<dyn Union>>>>;

/// The next event of a structure's stream; none where it has no stream.
async fn next(value: &mut (dyn Structure + Send)) -> Next {
    std::future::poll_fn(|cx| match stream_of(value) {
        Ok(stream) => stream.poll_any(cx),
        Err(_) => std::task::Poll::Ready(None),
    })
    .await
}

fn compare(wanted: Option<Box<dyn Union>>, found: &dyn Union, path: &str) -> Result<(), String> {
    let Some(wanted) = wanted else {
        return Err(format!("{path} is too much"));
    };
    same::views(View::Union(&*wanted), View::Union(found), path).map_or(Ok(()), Err)
}

/// The events as a body.
fn frames(events: &[&'static Event]) -> Result<Bytes, String> {
    let mut out = Vec::new();
    for event in events {
        match event.bytes {
            Some(bytes) => {
                let bytes = crate::base64::decode(bytes).ok_or("bytes that aren't base64")?;
                out.extend_from_slice(&bytes);
            }
            None => {
                let mut message = Message::new(event.body.unwrap_or_default().as_bytes());
                for (name, value) in headers(event)? {
                    message.push(name, value);
                }
                out.extend_from_slice(&message.encode().map_err(|e| e.to_string())?);
            }
        }
    }
    Ok(out.into())
}

/// Compares the messages of a body with the events that a case expects.
fn judge_body(events: &[&'static Event], media_type: &str, body: Bytes) -> Result<(), String> {
    if media_type != MEDIA_TYPE {
        return Err(format!("the body is {media_type:?}, no event stream"));
    }
    let mut decoder = Decoder::default();
    decoder.push(body);
    let mut messages = Vec::new();
    while let Some(message) = decoder.message().map_err(|e| e.to_string())? {
        messages.extend(unsealed(message).map_err(|e| e.to_string())?);
    }
    decoder.end().map_err(|e| e.to_string())?;
    if messages.len() != events.len() {
        let (found, wanted) = (messages.len(), events.len());
        return Err(format!("there are {found} events instead of {wanted}"));
    }
    let pairs = events.iter().zip(&messages).enumerate();
    let mut problems = Vec::new();
    for (index, (event, message)) in pairs {
        for problem in judge_message(event, message)? {
            problems.push(format!("event {index}: {problem}"));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

fn judge_message(event: &Event, message: &Message) -> Result<Vec<String>, String> {
    let mut problems = Vec::new();
    for (name, wanted) in headers(event)? {
        match message.get(&name) {
            Some(found) if *found == wanted => {}
            found => problems.push(format!("{name} is {found:?} instead of {wanted:?}")),
        }
    }
    for name in event.require_headers {
        if message.get(name).is_none() {
            problems.push(format!("the header {name} is missing"));
        }
    }
    for name in event.forbid_headers {
        if let Some(found) = message.get(name) {
            problems.push(format!("there is a header {name}: {found:?}"));
        }
    }
    let wanted = event.body;
    let difference = wanted.and_then(|b| body::difference(b, &message.payload, event.media_type));
    problems.extend(difference);
    Ok(problems)
}

/// The headers of an event, each an object of its type and value.
fn headers(event: &Event) -> Result<Vec<(String, HeaderValue)>, String> {
    let Tree::Object(headers) =
        Tree::parse(event.headers.as_bytes()).map_err(|e| format!("headers: {e}"))?
    else {
        return Err("headers: no object".to_owned());
    };
    let mut out = Vec::new();
    for (name, value) in headers {
        let typed = match &value {
            Tree::Object(members) => members.iter().next().and_then(|(t, v)| header(t, v)),
            _ => None,
        };
        let typed = typed.ok_or_else(|| format!("headers: {name} is {value:?}"))?;
        out.push((name, typed));
    }
    Ok(out)
}

fn header(kind: &str, value: &Tree) -> Option<HeaderValue> {
    Some(match (kind, value) {
        ("boolean", Tree::Boolean(value)) => HeaderValue::Boolean(*value),
        ("byte", Tree::Number(text)) => HeaderValue::Byte(text.parse().ok()?),
        ("short", Tree::Number(text)) => HeaderValue::Short(text.parse().ok()?),
        ("integer", Tree::Number(text)) => HeaderValue::Integer(text.parse().ok()?),
        ("long", Tree::Number(text)) => HeaderValue::Long(text.parse().ok()?),
        ("blob", Tree::String(text)) => HeaderValue::Blob(crate::base64::decode(text)?.into()),
        ("string", Tree::String(text)) => text.clone().into(),
        ("timestamp", Tree::String(text)) => {
            HeaderValue::Timestamp(Timestamp::parse(text, Format::DateTime)?)
        }
        ("timestamp", Tree::Number(text)) => {
            HeaderValue::Timestamp(Timestamp::parse(text, Format::EpochSeconds)?)
        }
        _ => return None,
    })
}

/// The media type of a message's body.
fn media_type(headers: &http::HeaderMap) -> &str {
    let value = headers.get(http::header::CONTENT_TYPE);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
