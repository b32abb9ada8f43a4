//! Base64 (RFC 4648, section 4, with padding), as generated code and services need it.

/// The text of some bytes.
pub fn encode(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}

/// The bytes of a text; `None` where it isn't base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    base64_simd::STANDARD.decode_to_vec(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_needed_and_nothing_else_is_taken() {
        assert_eq!(encode(b"hello"), "aGVsbG8=");
        assert_eq!(decode("aGVsbG8=").as_deref(), Some(&b"hello"[..]));
        assert_eq!(decode("").as_deref(), Some(&b""[..]));
        for bad in ["aGVsbG8", "aGVsbG8=\n", "aGVsbG9=", "a-_=", "="] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
