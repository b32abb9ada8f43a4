//! Percent-encoding (RFC 3986, section 2.1), for paths, queries and what is signed of them.

/// Bytes that stand for themselves: unreserved characters.
const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

/// Appends bytes with everything but unreserved characters encoded; `keep_slashes` for paths.
pub(crate) fn encode(out: &mut impl Text, bytes: &[u8], keep_slashes: bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        if UNRESERVED[usize::from(byte)] || (keep_slashes && byte == b'/') {
            out.push_ascii(byte);
        } else {
            out.push_ascii(b'%');
            out.push_ascii(HEX[usize::from(byte >> 4)]);
            out.push_ascii(HEX[usize::from(byte & 15)]);
        }
    }
}

/// Something that text is appended to.
pub(crate) trait Text {
    /// Appends an ASCII character.
    fn push_ascii(&mut self, byte: u8);
}

impl Text for String {
    fn push_ascii(&mut self, byte: u8) {
        self.push(byte.into());
    }
}

impl Text for Vec<u8> {
    fn push_ascii(&mut self, byte: u8) {
        self.push(byte);
    }
}

#[cfg(any(feature = "client", feature = "server", feature = "rest-json"))]
/// Undoes percent-encoding. A percent sign that begins no code stands for itself, and so does `+`.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [] => return out,
            [b'%', high, low, after @ ..]
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                out.push(digit(*high) << 4 | digit(*low));
                after
            }
            [byte, after @ ..] => {
                out.push(*byte);
                after
            }
        }
    }
}

#[cfg(any(feature = "client", feature = "server", feature = "rest-json"))]
/// The value of a hexadecimal digit; 0 for any other byte.
fn digit(byte: u8) -> u8 {
    char::from(byte).to_digit(16).map_or(0, |d| d as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_and_go() {
        let mut out = String::new();
        encode(&mut out, "a b/é%:+".as_bytes(), false);
        assert_eq!(out, "a%20b%2F%C3%A9%25%3A%2B");
        assert_eq!(decode(&out), "a b/é%:+".as_bytes());
        assert_eq!(decode("100%+%2"), b"100%+%2");
        assert_eq!(decode("%ff%2f"), [0xff, b'/']);
    }
}
