//! Simple values as text, in the forms that headers, queries and labels share.

use std::borrow::Cow;
use std::str::FromStr;

use super::Side;
use crate::number::{BigDecimal, BigInteger, finite, special};
use crate::protocol::Malformed;
use crate::schema::Member;
use crate::timestamp::{Format, Timestamp};
use crate::value::{Slot, View};

/// The text of a simple value; `None` for one that has no text (absent, or an aggregate).
pub(super) fn write<'a>(view: View<'a>, member: &Member, format: Format) -> Option<Cow<'a, str>> {
    Some(match view {
        View::Boolean(v) => Cow::Borrowed(if v { "true" } else { "false" }),
        View::Byte(v) => v.to_string().into(),
        View::Short(v) => v.to_string().into(),
        View::Integer(v) => v.to_string().into(),
        View::Long(v) => v.to_string().into(),
        View::Float(v) => float(v.into(), v.to_string()).into(),
        View::Double(v) => float(v, v.to_string()).into(),
        View::BigInteger(v) => Cow::Borrowed(v.as_str()),
        View::BigDecimal(v) => Cow::Borrowed(v.as_str()),
        View::String(v) => Cow::Borrowed(v),
        View::Blob(v) => crate::base64::encode(v).into(),
        View::Timestamp(v) => v.format(member.timestamp_format().unwrap_or(format)).into(),
        _ => return None,
    })
}

/// Reads a simple value from its text.
pub(super) fn read(
    text: &str,
    member: &Member,
    slot: Slot<'_>,
    format: Format,
    side: Side,
) -> Result<(), Malformed> {
    match slot {
        Slot::Boolean(place) => {
            *place = match text {
                "true" => true,
                "false" => false,
                _ => return malformed("a boolean"),
            }
        }
        Slot::Byte(place) => *place = integer(text)?,
        Slot::Short(place) => *place = integer(text)?,
        Slot::Integer(place) => *place = integer(text)?,
        Slot::Long(place) => *place = integer(text)?,
        Slot::IntEnum(place) => place.set(integer(text)?),
        Slot::Float(place) => *place = number(text)?,
        Slot::Double(place) => *place = number(text)?,
        Slot::BigInteger(place) => *place = some(BigInteger::parse(text), "an integer")?,
        Slot::BigDecimal(place) => *place = some(BigDecimal::parse(text), "a number")?,
        Slot::String(place) => *place = text.to_owned(),
        Slot::Enum(place) => place.set(text),
        Slot::Blob(place) => {
            *place = some(crate::base64::decode(text), "base64")?.into();
        }
        Slot::Timestamp(place) => {
            let format = member.timestamp_format().unwrap_or(format);
            let time = match side {
                Side::Server => Timestamp::parse_utc(text, format),
                Side::Client => Timestamp::parse(text, format),
            };
            *place = some(time, "a timestamp")?;
        }
        _ => return malformed("a simple value"),
    }
    Ok(())
}

fn malformed<T>(wanted: &'static str) -> Result<T, Malformed> {
    Err(Malformed::new(format!("{wanted} was expected")))
}

fn some<T>(value: Option<T>, wanted: &'static str) -> Result<T, Malformed> {
    value.map_or_else(|| malformed(wanted), Ok)
}

fn float(value: f64, text: String) -> String {
    match value {
        v if v == f64::INFINITY => "Infinity".to_owned(),
        v if v == f64::NEG_INFINITY => "-Infinity".to_owned(),
        _ => text,
    }
}

fn integer<T: TryFrom<i64>>(text: &str) -> Result<T, Malformed> {
    let value: Option<i64> = BigInteger::parse(text).and_then(|_| text.parse().ok());
    some(value.and_then(|v| T::try_from(v).ok()), "an integer")
}

fn number<T: FromStr + Copy + Into<f64> + From<f32>>(text: &str) -> Result<T, Malformed> {
    some(
        special(text).map(T::from).or_else(|| finite(text)),
        "a number",
    )
}
