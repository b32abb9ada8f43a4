//! Percent-decoding of labels and of query literals (RFC 3986, section 2.1).

use std::borrow::Cow;

/// The text with its escapes resolved; `None` for a broken escape and for what isn't UTF-8.
/// A plus sign stays a plus sign.
pub(super) fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_and_broken_ones_refused() {
        for (text, expected) in [
            ("a+b", Some("a+b")),
            ("%24LATEST%2f%e2%82%ac", Some("$LATEST/€")),
            ("%", None),
            ("%2", None),
            ("%G0", None),
            ("%C3%28", None),
        ] {
            assert_eq!(decode(text).as_deref(), expected, "{text}");
        }
    }
}
