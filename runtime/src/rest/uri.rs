//! Paths and percent-encoding (RFC 3986), as the trait `http` has them.

use std::borrow::Cow;

/// Appends text with everything but unreserved characters encoded; `keep_slashes` for greedy labels.
pub(super) fn encode(out: &mut String, text: &str, keep_slashes: bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~')
            || (keep_slashes && byte == b'/');
        if plain {
            out.push(byte.into());
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)].into());
            out.push(HEX[usize::from(byte & 15)].into());
        }
    }
}

/// Undoes percent-encoding; with `plus`, `+` is a space, as in a query. `None` where the bytes
/// aren't UTF-8. A percent sign that begins no code stands for itself.
pub(super) fn decode(text: &str, plus: bool) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|b| b == b'%' || (plus && b == b'+')) {
        return Some(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    loop {
        match rest {
            [] => break,
            [b'%', high, low, after @ ..] if hex(*high).is_some() && hex(*low).is_some() => {
                out.push(hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0));
                rest = after;
            }
            [b'+', after @ ..] if plus => {
                out.push(b' ');
                rest = after;
            }
            [byte, after @ ..] => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

fn hex(byte: u8) -> Option<u8> {
    (byte as char).to_digit(16).map(|d| d as u8)
}

/// A piece of a URI pattern or of a host prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text that stands for itself.
    Literal(&'a str),
    /// `{name}`, or `{name+}` for a greedy one.
    Label { name: &'a str, greedy: bool },
}

/// The pieces of a pattern, in order.
pub(super) fn pieces(pattern: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((label, after)) = rest.strip_prefix('{').and_then(|r| r.split_once('}')) {
            rest = after;
            let (name, greedy) = match label.strip_suffix('+') {
                Some(name) => (name, true),
                None => (label, false),
            };
            return Some(Piece::Label { name, greedy });
        }
        let end = rest
            .get(1..)
            .and_then(|r| r.find('{'))
            .map_or(rest.len(), |i| i + 1);
        let (literal, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Literal(literal))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_and_go() {
        let mut out = String::new();
        encode(&mut out, "a b/é%:+", false);
        assert_eq!(out, "a%20b%2F%C3%A9%25%3A%2B");
        assert_eq!(decode(&out, false).as_deref(), Some("a b/é%:+"));
        assert_eq!(decode("a+b", true).as_deref(), Some("a b"));
        assert_eq!(decode("100%", false).as_deref(), Some("100%"));
        assert_eq!(decode("%ff", false), None);
    }

    #[test]
    fn patterns_fall_into_pieces() {
        let found: Vec<_> = pieces("/a/{b}/{c+}x").collect();
        let label = |name, greedy| Piece::Label { name, greedy };
        let literal = Piece::Literal;
        assert_eq!(
            found,
            [
                literal("/a/"),
                label("b", false),
                literal("/"),
                label("c", true),
                literal("x")
            ]
        );
    }
}
