//! Messages as bytes and back: a prelude with two lengths and its CRC-32, headers, payload, and the
//! CRC-32 of all of it. All numbers are big-endian.
//!
//! ```text
//! | total length | headers length | CRC of these 8 bytes | headers | payload | CRC of all before |
//! |      4       |       4        |          4           |         |         |         4         |
//! ```

use std::fmt;

use bytes::{Buf, BufMut, Bytes, BytesMut};

use super::message::{Header, HeaderValue, Message};
use crate::protocol::Malformed;
use crate::timestamp::Timestamp;

/// Bytes that the headers of a message may have.
pub const MAX_HEADERS: usize = 128 << 10;

/// Bytes that the payload of a message may have.
pub const MAX_PAYLOAD: usize = 24 << 20;

/// Bytes of the two lengths and their checksum.
const PRELUDE: usize = 12;

/// Bytes around headers and payload.
const OVERHEAD: usize = PRELUDE + 4;

/// Bytes of a string or blob in a header: the greatest signed 16-bit number.
const MAX_VALUE: usize = 32_767;

/// Room that is made at once for a frame that comes in pieces, whatever length it claims.
const FIRST_ROOM: usize = 64 << 10;

/// Why bytes are no message, or a message can't be bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// The headers have more than [`MAX_HEADERS`] bytes, or the payload more than [`MAX_PAYLOAD`].
    TooLarge,
    /// The lengths contradict each other.
    Lengths,
    /// The checksum of the lengths is wrong.
    PreludeChecksum,
    /// The checksum of the message is wrong.
    Checksum,
    /// The headers break off, or hold a type that doesn't exist or text that isn't UTF-8.
    Headers,
    /// The name of a header has no bytes or more than 255, or a value doesn't fit.
    Header,
    /// The bytes end within a message.
    Incomplete,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "a message of the event stream is too large",
            Self::Lengths => "the lengths of a message of the event stream contradict each other",
            Self::PreludeChecksum => "the checksum of a message's lengths is wrong",
            Self::Checksum => "the checksum of a message of the event stream is wrong",
            Self::Headers => "the headers of a message of the event stream can't be read",
            Self::Header => "a header doesn't fit into a message of the event stream",
            Self::Incomplete => "the event stream ends within a message",
        })
    }
}

impl std::error::Error for FrameError {}

impl From<FrameError> for Malformed {
    fn from(error: FrameError) -> Self {
        Self::new(error.to_string())
    }
}

impl Message {
    /// The message as bytes.
    ///
    /// # Errors
    /// [`FrameError::Header`] and [`FrameError::TooLarge`].
    pub fn encode(&self) -> Result<Bytes, FrameError> {
        let room = OVERHEAD + 64 * self.headers.len() + self.payload.len();
        let mut out = BytesMut::with_capacity(room);
        out.put_bytes(0, PRELUDE);
        self.write_headers(&mut out)?;
        let headers = out.len() - PRELUDE;
        if headers > MAX_HEADERS || self.payload.len() > MAX_PAYLOAD {
            return Err(FrameError::TooLarge);
        }
        out.put_slice(&self.payload);
        let total = out.len() + 4;
        let number = |n: usize| u32::try_from(n).map_err(|_| FrameError::TooLarge);
        let mut prelude = [0; PRELUDE];
        let mut to = &mut prelude[..];
        to.put_u32(number(total)?);
        to.put_u32(number(headers)?);
        let sum = crc32fast::hash(&prelude[..8]);
        (&mut prelude[8..]).put_u32(sum);
        out[..PRELUDE].copy_from_slice(&prelude);
        let sum = crc32fast::hash(&out);
        out.put_u32(sum);
        Ok(out.freeze())
    }

    /// The headers as bytes, which is what is signed of them.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn encode_headers(&self) -> Result<Bytes, FrameError> {
        let mut out = BytesMut::new();
        self.write_headers(&mut out)?;
        Ok(out.freeze())
    }

    fn write_headers(&self, out: &mut BytesMut) -> Result<(), FrameError> {
        let mut headers = self.headers.iter();
        headers.try_for_each(|header| write_header(header, out))
    }

    /// The one message that these bytes are.
    ///
    /// # Errors
    /// Each [`FrameError`] but [`FrameError::Header`].
    pub fn decode(bytes: Bytes) -> Result<Self, FrameError> {
        let mut decoder = Decoder::default();
        decoder.push(bytes);
        let message = decoder.message()?.ok_or(FrameError::Incomplete)?;
        decoder.end()?;
        Ok(message)
    }
}

/// Finds messages in bytes that come in pieces. A payload that came in one piece isn't copied.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What hasn't been looked at yet.
    chunk: Bytes,
    /// The beginning of a message whose end is still to come.
    partial: BytesMut,
}

impl Decoder {
    /// Takes the next piece. All messages of the piece before must have been taken out.
    pub fn push(&mut self, piece: Bytes) {
        if self.chunk.is_empty() {
            self.chunk = piece;
        } else {
            let mut joined = BytesMut::from(&self.chunk[..]);
            joined.extend_from_slice(&piece);
            self.chunk = joined.freeze();
        }
    }

    /// The next message; `None` where more bytes are needed.
    ///
    /// # Errors
    /// Each [`FrameError`] but [`FrameError::Header`]. There is no way on after an error.
    pub fn message(&mut self) -> Result<Option<Message>, FrameError> {
        if self.partial.is_empty()
            && let Some(lengths) = Lengths::of(&self.chunk)?
            && self.chunk.len() >= lengths.total
        {
            return parse(self.chunk.split_to(lengths.total), lengths).map(Some);
        }
        if !self.fill(PRELUDE) {
            return Ok(None);
        }
        let Some(lengths) = Lengths::of(&self.partial)? else {
            return Ok(None);
        };
        self.partial.reserve(
            lengths
                .total
                .min(FIRST_ROOM)
                .saturating_sub(self.partial.len()),
        );
        if !self.fill(lengths.total) {
            return Ok(None);
        }
        parse(self.partial.split().freeze(), lengths).map(Some)
    }

    /// Says that there are no more bytes.
    ///
    /// # Errors
    /// [`FrameError::Incomplete`] within a message.
    pub fn end(&self) -> Result<(), FrameError> {
        if self.chunk.is_empty() && self.partial.is_empty() {
            Ok(())
        } else {
            Err(FrameError::Incomplete)
        }
    }

    /// Moves bytes until the beginning of the message has so many; `false` where they don't suffice.
    fn fill(&mut self, length: usize) -> bool {
        let missing = length.saturating_sub(self.partial.len());
        let found = self.chunk.split_to(missing.min(self.chunk.len()));
        self.partial.extend_from_slice(&found);
        self.partial.len() >= length
    }
}

/// What a prelude says, once it is known to be possible.
#[derive(Clone, Copy)]
struct Lengths {
    total: usize,
    headers: usize,
}

impl Lengths {
    /// Reads the prelude at the beginning of the bytes; `None` where they are too few.
    fn of(bytes: &[u8]) -> Result<Option<Self>, FrameError> {
        let Some((prelude, _)) = bytes.split_at_checked(PRELUDE) else {
            return Ok(None);
        };
        let (lengths, mut sum) = prelude.split_at(8);
        if crc32fast::hash(lengths) != sum.get_u32() {
            return Err(FrameError::PreludeChecksum);
        }
        let mut lengths = lengths;
        let mut number = || usize::try_from(lengths.get_u32()).map_err(|_| FrameError::TooLarge);
        let (total, headers) = (number()?, number()?);
        let payload = total
            .checked_sub(OVERHEAD)
            .and_then(|rest| rest.checked_sub(headers));
        match payload {
            None => Err(FrameError::Lengths),
            Some(payload) if headers > MAX_HEADERS || payload > MAX_PAYLOAD => {
                Err(FrameError::TooLarge)
            }
            Some(_) => Ok(Some(Self { total, headers })),
        }
    }
}

/// Reads a whole frame.
fn parse(mut frame: Bytes, lengths: Lengths) -> Result<Message, FrameError> {
    let mut sum = frame.split_off(frame.len() - 4);
    if crc32fast::hash(&frame) != sum.get_u32() {
        return Err(FrameError::Checksum);
    }
    frame.advance(PRELUDE);
    let mut rest = frame.split_to(lengths.headers);
    let mut headers = Vec::new();
    while !rest.is_empty() {
        headers.push(read_header(&mut rest).ok_or(FrameError::Headers)?);
    }
    Ok(Message {
        headers,
        payload: frame,
    })
}

fn read_header(rest: &mut Bytes) -> Option<Header> {
    let length = usize::from(rest.try_get_u8().ok()?);
    let name = text(take(rest, length).filter(|name| !name.is_empty())?)?;
    let value = match rest.try_get_u8().ok()? {
        0 => HeaderValue::Boolean(true),
        1 => HeaderValue::Boolean(false),
        2 => HeaderValue::Byte(rest.try_get_i8().ok()?),
        3 => HeaderValue::Short(rest.try_get_i16().ok()?),
        4 => HeaderValue::Integer(rest.try_get_i32().ok()?),
        5 => HeaderValue::Long(rest.try_get_i64().ok()?),
        6 => HeaderValue::Blob(sized(rest)?),
        7 => HeaderValue::String(text(sized(rest)?)?.into()),
        8 => HeaderValue::Timestamp(from_millis(rest.try_get_i64().ok()?)),
        9 => {
            let mut uuid = [0; 16];
            rest.try_copy_to_slice(&mut uuid).ok()?;
            HeaderValue::Uuid(uuid)
        }
        _ => return None,
    };
    Some(Header {
        name: name.into(),
        value,
    })
}

/// The bytes of a string or blob, behind their length.
fn sized(rest: &mut Bytes) -> Option<Bytes> {
    let length = usize::from(rest.try_get_u16().ok()?);
    take(rest, length).filter(|bytes| bytes.len() <= MAX_VALUE)
}

fn take(rest: &mut Bytes, length: usize) -> Option<Bytes> {
    (rest.len() >= length).then(|| rest.split_to(length))
}

fn text(bytes: Bytes) -> Option<String> {
    String::from_utf8(bytes.into()).ok()
}

fn write_header(header: &Header, out: &mut BytesMut) -> Result<(), FrameError> {
    let name = header.name.as_bytes();
    let length = u8::try_from(name.len()).map_err(|_| FrameError::Header)?;
    if length == 0 {
        return Err(FrameError::Header);
    }
    out.put_u8(length);
    out.put_slice(name);
    let mut sized = |kind: u8, bytes: &[u8]| {
        let length = u16::try_from(bytes.len())
            .ok()
            .filter(|_| bytes.len() <= MAX_VALUE);
        out.put_u8(kind);
        out.put_u16(length.ok_or(FrameError::Header)?);
        out.put_slice(bytes);
        Ok(())
    };
    match &header.value {
        HeaderValue::Blob(bytes) => return sized(6, bytes),
        HeaderValue::String(text) => return sized(7, text.as_bytes()),
        HeaderValue::Boolean(value) => out.put_u8(u8::from(!value)),
        HeaderValue::Byte(value) => {
            out.put_u8(2);
            out.put_i8(*value);
        }
        HeaderValue::Short(value) => {
            out.put_u8(3);
            out.put_i16(*value);
        }
        HeaderValue::Integer(value) => {
            out.put_u8(4);
            out.put_i32(*value);
        }
        HeaderValue::Long(value) => {
            out.put_u8(5);
            out.put_i64(*value);
        }
        HeaderValue::Timestamp(value) => {
            out.put_u8(8);
            out.put_i64(millis(*value).ok_or(FrameError::Header)?);
        }
        HeaderValue::Uuid(value) => {
            out.put_u8(9);
            out.put_slice(value);
        }
    }
    Ok(())
}

/// Milliseconds since 1970; what is beyond milliseconds is cut off.
fn millis(time: Timestamp) -> Option<i64> {
    let whole = time.seconds.checked_mul(1000)?;
    whole.checked_add(i64::from(time.nanos / 1_000_000))
}

fn from_millis(millis: i64) -> Timestamp {
    let mut time = Timestamp::from_seconds(millis.div_euclid(1000));
    // Less than a thousand.
    time.nanos = u32::try_from(millis.rem_euclid(1000)).unwrap_or_default() * 1_000_000;
    time
}

#[cfg(test)]
mod tests;
