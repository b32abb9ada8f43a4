//! Values of headers: single ones, and lists with quoting (RFC 9110, section 5.6).

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Side, text};
use crate::protocol::{InvalidInput, Malformed};
use crate::schema::{Kind, Member};
use crate::timestamp::Format;
use crate::value::{List, Slot, View};

/// Puts a member into its header. An absent value puts nothing, an empty list an empty header.
pub(super) fn write(
    headers: &mut HeaderMap,
    name: &str,
    view: View<'_>,
    member: &'static Member,
) -> Result<(), InvalidInput> {
    let value = match view {
        View::Absent => return Ok(()),
        View::List(list) => join(list, member).into(),
        View::String(value) if member.media_type().is_some() => {
            crate::base64::encode(value.as_bytes()).into()
        }
        view => match text::write(view, member, Format::HttpDate) {
            Some(value) => value,
            None => return Ok(()),
        },
    };
    insert(headers, name, &value, member)
}

/// Puts text into a header.
pub(super) fn insert(
    headers: &mut HeaderMap,
    name: &str,
    value: &str,
    member: &'static Member,
) -> Result<(), InvalidInput> {
    let invalid = |problem: &'static str| InvalidInput {
        member: member.name,
        problem: problem.into(),
    };
    let name = HeaderName::try_from(name).map_err(|_| invalid("is no name of a header"))?;
    let value = HeaderValue::try_from(value)
        .map_err(|_| invalid("holds a character that no header may hold"))?;
    headers.insert(name, value);
    Ok(())
}

/// The text of a header, its values joined; `None` where there is no such header.
pub(super) fn text_of<'a>(
    headers: &'a HeaderMap,
    name: &str,
) -> Result<Option<Cow<'a, str>>, Malformed> {
    let mut out: Option<Cow<'a, str>> = None;
    for value in headers.get_all(name) {
        let Ok(value) = std::str::from_utf8(value.as_bytes()) else {
            return Err(Malformed::new("a header isn't UTF-8"));
        };
        out = Some(match out {
            None => Cow::Borrowed(value),
            Some(before) => Cow::Owned(format!("{before}, {value}")),
        });
    }
    Ok(out)
}

/// Reads a member from the text of its header.
pub(super) fn read(
    text: &str,
    member: &'static Member,
    slot: Slot<'_>,
    side: Side,
) -> Result<(), Malformed> {
    match slot {
        Slot::List(list) => {
            let [item] = member.target.members else {
                return Ok(());
            };
            list.clear();
            for value in split(text, item)? {
                text::read(&value, item, list.push(), Format::HttpDate, side)?;
            }
            Ok(())
        }
        Slot::String(place) if member.media_type().is_some() => {
            *place = crate::base64::decode(text.trim())
                .and_then(|b| String::from_utf8(b).ok())
                .ok_or_else(|| Malformed::new("a header isn't base64"))?;
            Ok(())
        }
        slot @ (Slot::String(_) | Slot::Enum(_)) => {
            text::read(text, member, slot, Format::HttpDate, side)
        }
        slot => text::read(text.trim(), member, slot, Format::HttpDate, side),
    }
}

/// The items of a list: commas separate, but those in quotes and those in dates.
fn split<'a>(text: &'a str, item: &'static Member) -> Result<Vec<Cow<'a, str>>, Malformed> {
    let http_dates = item.target.kind == Kind::Timestamp
        && item.timestamp_format().unwrap_or(Format::HttpDate) == Format::HttpDate;
    let mut items = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('"') {
            let (value, after) = unquote(inner)?;
            items.push(Cow::Owned(value));
            rest = match after.trim_start().strip_prefix(',') {
                Some(after) => after.trim_start(),
                None if after.trim().is_empty() => "",
                None => return Err(Malformed::new("a header's quotes are out of place")),
            };
            continue;
        }
        let comma = rest.find(',');
        let comma = match comma {
            Some(first) if http_dates => rest[first + 1..].find(',').map(|i| first + 1 + i),
            comma => comma,
        };
        let (value, after) = rest.split_at(comma.unwrap_or(rest.len()));
        items.push(Cow::Borrowed(value.trim()));
        rest = after.get(1..).unwrap_or_default().trim_start();
    }
    Ok(items)
}

/// The text up to the closing quote, backslashes undone, and what follows it.
fn unquote(text: &str) -> Result<(String, &str), Malformed> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((out, text.get(at + 1..).unwrap_or_default())),
            '\\' => out.extend(chars.next().map(|(_, c)| c)),
            c => out.push(c),
        }
    }
    Err(Malformed::new("a header's quotes aren't closed"))
}

/// The items, nulls left out, with commas in between.
fn join(list: &dyn List, member: &'static Member) -> String {
    let mut out = String::new();
    let [item] = member.target.members else {
        return out;
    };
    let mut first = true;
    for index in 0..list.len() {
        let Some(value) = text::write(list.get(index), item, Format::HttpDate) else {
            continue;
        };
        if !std::mem::take(&mut first) {
            out.push_str(", ");
        }
        out.push_str(&quoted(value, item));
    }
    out
}

/// Quotes an item of a list of strings where it holds a comma or a quote.
fn quoted<'a>(value: Cow<'a, str>, item: &Member) -> Cow<'a, str> {
    let is_text = matches!(item.target.kind, Kind::String | Kind::Enum);
    if !is_text || !(value.contains(['"', ',']) || value.trim() != value || value.is_empty()) {
        return value;
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::prelude::{STRING, TIMESTAMP};

    static TEXT: Member = Member::new("member", &STRING, &[]);
    static TIME: Member = Member::new("member", &TIMESTAMP, &[]);

    #[test]
    fn lists_are_split_at_the_right_commas() {
        let all = |text| split(text, &TEXT).unwrap();
        assert_eq!(all("a, b ,c"), ["a", "b", "c"]);
        assert_eq!(all(r#""b,c", "\"def\"", a"#), ["b,c", "\"def\"", "a"]);
        assert!(split("\"a", &TEXT).is_err());
        let dates = "Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18 GMT";
        assert_eq!(split(dates, &TIME).unwrap().len(), 2);
    }
}
