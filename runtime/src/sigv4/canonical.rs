//! The canonical form of a request: what is signed, whatever happened to the bytes on the way.
//!
//! The rules are those of "Create a signed AWS API request" in the AWS IAM user guide.

use std::borrow::Cow;

use http::{HeaderMap, Uri, header};
use ring::digest;

use crate::percent;

/// In place of the payload's hash where the payload isn't signed.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// In place of the payload's hash where the payload is a stream of events, each of them signed.
pub const SIGNED_EVENTS: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

/// Services that differ: paths are signed as sent, encoded once, dots and empty segments kept; the
/// payload's hash is always in a header, and never in presigned requests.
pub(super) const STORES: &[&str] = &["s3", "s3-object-lambda", "s3-outposts", "s3express"];

/// What of the payload goes into the signature.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// All of its bytes.
    Bytes(&'a [u8]),
    /// Its SHA-256, computed elsewhere.
    Sha256([u8; 32]),
    /// Nothing yet: it is a stream of events, which are signed as they go; see
    /// [`EventChain`](super::EventChain).
    Events,
    /// Nothing: it isn't at hand, or the operation has the trait `unsignedPayload`.
    Unsigned,
}

impl<'a> Payload<'a> {
    /// What a presigned request says of its body: S3 takes any, other services the one that was
    /// signed.
    pub fn presigned(service: &str, body: &'a [u8]) -> Self {
        if STORES.contains(&service) {
            Self::Unsigned
        } else {
            Self::Bytes(body)
        }
    }

    /// The hash as it stands in the canonical request.
    pub(super) fn hash(&self) -> Cow<'static, str> {
        match self {
            Self::Bytes(bytes) => sha256_hex(bytes).into(),
            Self::Sha256(hash) => hex(hash).into(),
            Self::Events => SIGNED_EVENTS.into(),
            Self::Unsigned => UNSIGNED_PAYLOAD.into(),
        }
    }
}

/// The pieces of a canonical request.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    /// Lower-case names, sorted.
    pub(super) signed: &'a [&'a str],
    pub(super) payload: &'a str,
    pub(super) service: &'a str,
    /// A query parameter that is left out: the signature itself, when it is in the query.
    pub(super) without: Option<&'a str>,
}

impl Request<'_> {
    /// The SHA-256, in hexadecimal, of the canonical request.
    pub(super) fn hash(&self) -> String {
        sha256_hex(&self.text())
    }

    fn text(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(1024);
        out.extend_from_slice(self.method.as_bytes());
        out.push(b'\n');
        path(self.uri.path(), self.service, &mut out);
        out.push(b'\n');
        query(self.uri.query().unwrap_or(""), self.without, &mut out);
        out.push(b'\n');
        for name in self.signed {
            out.extend_from_slice(name.as_bytes());
            out.push(b':');
            header_value(name, self.uri, self.headers, &mut out);
            out.push(b'\n');
        }
        out.push(b'\n');
        for (index, name) in self.signed.iter().enumerate() {
            if index > 0 {
                out.push(b';');
            }
            out.extend_from_slice(name.as_bytes());
        }
        out.push(b'\n');
        out.extend_from_slice(self.payload.as_bytes());
        out
    }
}

/// The SHA-256 of the bytes, in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        push_hex(&mut out, *byte);
    }
    out
}

/// Appends the two digits of a byte, in lower case.
pub(crate) fn push_hex(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for digit in [byte >> 4, byte & 15] {
        out.push(DIGITS[usize::from(digit)].into());
    }
}

/// The bytes of hexadecimal text; `None` where it isn't.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect();
    let pairs = digits.filter(|d| d.len() % 2 == 0)?;
    let byte = |pair: &[u8]| pair.iter().fold(0, |byte, digit| byte << 4 | digit);
    Some(pairs.chunks(2).map(byte).collect())
}

/// The path: dot segments and empty segments removed, each segment encoded again.
fn path(path: &str, service: &str, out: &mut Vec<u8>) {
    if STORES.contains(&service) {
        percent::encode(out, &percent::decode(path), true);
        return;
    }
    let start = out.len();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                let before = out.get(start..).unwrap_or_default();
                let slash = before.iter().rposition(|b| *b == b'/');
                out.truncate(start + slash.unwrap_or(0));
            }
            segment => {
                out.push(b'/');
                percent::encode(out, segment.as_bytes(), false);
            }
        }
    }
    if out.len() == start || path.ends_with('/') {
        out.push(b'/');
    }
}

/// The query: names and values encoded anew, sorted by name, then value.
fn query(query: &str, without: Option<&str>, out: &mut Vec<u8>) {
    let again = |text: &str| {
        let mut out = Vec::with_capacity(text.len());
        percent::encode(&mut out, &percent::decode(text), false);
        out
    };
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(name, _)| Some(*name) != without)
        .map(|(name, value)| (again(name), again(value)))
        .collect();
    pairs.sort();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        out.extend_from_slice(name);
        out.push(b'=');
        out.extend_from_slice(value);
    }
}

/// All values of a header, trimmed, runs of spaces made one, with commas between.
///
/// HTTP/2 has the host in the URI.
fn header_value(name: &str, uri: &Uri, headers: &HeaderMap, out: &mut Vec<u8>) {
    if name == header::HOST.as_str()
        && !headers.contains_key(header::HOST)
        && let Some(authority) = uri.authority()
    {
        return out.extend_from_slice(authority.as_str().as_bytes());
    }
    for (i, value) in headers.get_all(name).iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        let mut space = false;
        for &byte in value.as_bytes().trim_ascii() {
            if byte != b' ' || !space {
                out.push(byte);
            }
            space = byte == b' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(text: &str, service: &str) -> String {
        let mut out = Vec::new();
        path(text, service, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn query_of(text: &str, without: Option<&str>) -> String {
        let mut out = Vec::new();
        query(text, without, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn paths_are_normal_and_encoded_twice() {
        for (raw, canonical) in [
            ("", "/"),
            ("/", "/"),
            ("//example//", "/example/"),
            ("/a/./b/../c", "/a/c"),
            ("/../..", "/"),
            ("/arn%3Aaws%3Alambda/code", "/arn%253Aaws%253Alambda/code"),
            ("/arn:aws", "/arn%3Aaws"),
            ("/ሴ", "/%E1%88%B4"),
        ] {
            assert_eq!(path_of(raw, "lambda"), canonical, "{raw}");
        }
        assert_eq!(path_of("/a//b%20c/../d", "s3"), "/a//b%20c/../d");
    }

    #[test]
    fn queries_are_sorted_and_encoded_once() {
        assert_eq!(
            query_of(
                "b=2&a=%7e&a=1&c&X-Amz-Signature=f&d=%2f:",
                Some("X-Amz-Signature")
            ),
            "a=1&a=~&b=2&c=&d=%2F%3A"
        );
        assert_eq!(query_of("%zz=100%", None), "%25zz=100%25");
    }

    #[test]
    fn header_values_are_trimmed_and_joined() {
        let mut headers = HeaderMap::new();
        headers.append("a", "  x   y ".parse().unwrap());
        headers.append("a", "z".parse().unwrap());
        let mut out = Vec::new();
        header_value("a", &Uri::from_static("/"), &headers, &mut out);
        assert_eq!(out, b"x y,z");
    }

    #[test]
    fn hexadecimal_comes_back() {
        assert_eq!(unhex(&hex(b"\x00\xffa")).unwrap(), b"\x00\xffa");
        assert!(unhex("abc").is_none() && unhex("zz").is_none() && unhex("é").is_none());
    }
}
