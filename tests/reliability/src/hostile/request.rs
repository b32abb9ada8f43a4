//! A request in the making: method, target, headers, body, and how it is signed.

use std::fmt::Write as _;
use std::net::SocketAddr;

use crate::ground::sign;

/// A request that HTTP allows; what is wrong with it is for the service to find.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) signature: Signature,
    /// Which answers are right beside refusals.
    pub(super) allowed: Allowed,
}

/// How a request is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Signature {
    /// As SDKs do.
    #[default]
    Good,
    /// Not at all; the headers may have one of their own.
    None,
    /// With another body in mind.
    OfAnotherBody,
}

/// Which answers are right beside refusals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Allowed {
    /// None: the request would change something.
    #[default]
    Refusals,
    /// Those of reading: what is wrong may be passed over.
    Reads,
    /// Those of deleting what is not there.
    Absence,
}

impl Request {
    /// As it is sent; `None` if it is so wrong that it can't be signed, and should be.
    pub(super) fn bytes(&self, address: SocketAddr) -> Option<Vec<u8>> {
        let Request {
            method,
            target,
            body,
            ..
        } = self;
        let mut head = format!("{method} {target} HTTP/1.1\r\n");
        match self.signature {
            Signature::None => {
                let _ = write!(head, "host: {address}\r\n");
            }
            Signature::Good | Signature::OfAnotherBody => {
                let good = self.signature == Signature::Good;
                let signed = if good { &body[..] } else { b"another" };
                for (name, value) in &sign(address, method, target, signed)? {
                    let _ = write!(head, "{name}: {}\r\n", value.to_str().ok()?);
                }
            }
        }
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "content-length: {}\r\n\r\n", body.len());
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        Some(bytes)
    }
}

/// Bytes as they can be read and sent again: `printf '…' | nc HOST PORT`.
pub(super) fn dump(bytes: &[u8]) -> String {
    /// A body can be long; its beginning tells enough, and the seed gives the rest.
    const MOST: usize = 4096;
    let mut text = String::from("printf '");
    for byte in bytes.iter().take(MOST) {
        match byte {
            b'\r' => text += "\\r",
            b'\n' => text += "\\n",
            b'\\' => text += "\\\\",
            b'%' => text += "%%",
            b'\'' => text += "'\\''",
            0x20..0x7f => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text.push('\'');
    if bytes.len() > MOST {
        let _ = write!(text, "  # and {} bytes more", bytes.len() - MOST);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_written_with_their_signature() {
        let request = Request {
            method: "GET".to_owned(),
            target: "/a%20b".to_owned(),
            headers: vec![("x-a".to_owned(), "b".to_owned())],
            ..Request::default()
        };
        let address = "127.0.0.1:9".parse().unwrap();
        let text = String::from_utf8(request.bytes(address).unwrap()).unwrap();
        assert!(text.starts_with("GET /a%20b HTTP/1.1\r\nhost: 127.0.0.1:9\r\n"));
        assert!(text.contains("\r\nauthorization: AWS4-HMAC-SHA256 Credential=test/"));
        assert!(text.ends_with("\r\nx-a: b\r\ncontent-length: 0\r\n\r\n"));
        let odd = Request {
            target: "no target".to_owned(),
            ..request
        };
        assert_eq!(odd.bytes(address), None);
    }

    #[test]
    fn dumps_can_be_sent_again() {
        assert_eq!(dump(b"a%'\r\n\xff\\"), "printf 'a%%'\\''\\r\\n\\xff\\\\'");
    }
}
