//! Messages of an event stream: headers with typed values, and a payload (Smithy, "Amazon event
//! stream specification").

use std::borrow::Cow;

use bytes::Bytes;

use crate::timestamp::Timestamp;

/// One message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Its headers, in the order in which they are sent.
    pub headers: Vec<Header>,
    /// Its payload.
    pub payload: Bytes,
}

/// A header of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Its name, 1 to 255 bytes; those of the protocol begin with a colon.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: HeaderValue,
}

/// The value of a header. The ten types on the wire are these, `true` and `false` being one each.
#[derive(Clone, Debug, PartialEq)]
pub enum HeaderValue {
    /// Types 0 and 1.
    Boolean(bool),
    /// Type 2.
    Byte(i8),
    /// Type 3.
    Short(i16),
    /// Type 4.
    Integer(i32),
    /// Type 5.
    Long(i64),
    /// Type 6: up to 32,767 bytes.
    Blob(Bytes),
    /// Type 7: up to 32,767 bytes of UTF-8.
    String(Cow<'static, str>),
    /// Type 8: a time, to the millisecond.
    Timestamp(Timestamp),
    /// Type 9: the 16 bytes of a UUID. No shape of a model is of this type.
    Uuid([u8; 16]),
}

impl Message {
    /// A message with this payload, and no headers yet.
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self {
            headers: Vec::new(),
            payload: payload.into(),
        }
    }

    /// The message with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: HeaderValue) -> Self {
        self.push(name, value);
        self
    }

    /// Adds a header.
    pub fn push(&mut self, name: impl Into<Cow<'static, str>>, value: HeaderValue) {
        let name = name.into();
        self.headers.push(Header { name, value });
    }

    /// The value of the first header of this name.
    pub fn get(&self, name: &str) -> Option<&HeaderValue> {
        let mut headers = self.headers.iter();
        headers.find(|h| h.name == name).map(|h| &h.value)
    }
}

impl HeaderValue {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&'static str> for HeaderValue {
    fn from(text: &'static str) -> Self {
        Self::String(Cow::Borrowed(text))
    }
}

impl From<String> for HeaderValue {
    fn from(text: String) -> Self {
        Self::String(Cow::Owned(text))
    }
}
