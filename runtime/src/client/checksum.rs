//! Checksums of bodies that services of AWS take and give (the trait `aws.protocols#httpChecksum`).
//!
//! A request whose body is at hand carries one in a header; by CRC-32 unless the caller chooses
//! another algorithm. A body that is still arriving would need a trailer, which is not here: it goes
//! without. Responses are compared with the checksum that they carry, streams at their end.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::{Body, Frame};
use http_body_util::combinators::UnsyncBoxBody;
use ring::digest;

use super::documents::{at, place};
use crate::operation::{Operation, OperationTrait};
use crate::stream::{BoxError, ByteStream};
use crate::value::{Slot, Structure, View};

/// An algorithm: its name in models, and its header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Algorithm {
    name: &'static str,
    header: &'static str,
    start: fn() -> Sum,
}

/// All algorithms, the cheapest first: a response is compared by the first one that it carries.
static ALGORITHMS: &[Algorithm] = &[
    Algorithm {
        name: "CRC32C",
        header: "x-amz-checksum-crc32c",
        start: || Sum::Table(&CRC32C, u64::MAX >> 32),
    },
    Algorithm {
        name: "CRC32",
        header: "x-amz-checksum-crc32",
        start: || Sum::Crc32(crc32fast::Hasher::new()),
    },
    Algorithm {
        name: "CRC64NVME",
        header: "x-amz-checksum-crc64nvme",
        start: || Sum::Table(&CRC64_NVME, u64::MAX),
    },
    Algorithm {
        name: "SHA1",
        header: "x-amz-checksum-sha1",
        start: || Sum::sha(&digest::SHA1_FOR_LEGACY_USE_ONLY),
    },
    Algorithm {
        name: "SHA256",
        header: "x-amz-checksum-sha256",
        start: || Sum::sha(&digest::SHA256),
    },
];

/// What requests carry where the caller chooses nothing.
const DEFAULT: &str = "CRC32";

/// What asks for responses to be compared.
const ENABLED: &str = "ENABLED";

/// A checksum that grows.
enum Sum {
    Crc32(crc32fast::Hasher),
    Table(&'static Crc, u64),
    Sha(Box<digest::Context>),
}

/// A cyclic redundancy check with reflected bits, begun and ended by inversion.
struct Crc {
    bytes: usize,
    table: [u64; 256],
}

/// RFC 9260, appendix A.
static CRC32C: Crc = Crc::new(4, 0x82F6_3B78);
/// NVM Express specification 2.0, "NVM Command Set", section 5.2.1.3.4.
static CRC64_NVME: Crc = Crc::new(8, 0x9A6C_9329_AC4B_C9B5);

/// What a call does about checksums.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Plan {
    request: Option<Algorithm>,
    response: &'static [&'static str],
}

impl Plan {
    /// What the input asks for; what it leaves open is filled in.
    pub(super) fn of(operation: &Operation, input: &mut dyn Structure) -> Self {
        let mut plan = Self::default();
        for item in operation.traits {
            let OperationTrait::Checksum {
                algorithm,
                validation,
                response,
            } = *item
            else {
                continue;
            };
            let chosen = choose(input, algorithm, DEFAULT);
            plan.request = ALGORITHMS
                .iter()
                .find(|known| Some(known.name) == chosen.as_deref())
                .copied();
            if choose(input, validation, ENABLED).as_deref() == Some(ENABLED) {
                plan.response = response;
            }
        }
        plan
    }

    /// Adds the checksum of the body, unless the caller has given any.
    pub(super) fn add(&self, headers: &mut HeaderMap, body: &[u8]) {
        let Some(algorithm) = self.request else {
            return;
        };
        let is_given = ALGORITHMS.iter().any(|a| headers.contains_key(a.header));
        let mut sum = (algorithm.start)();
        sum.update(body);
        let value = HeaderValue::from_str(&sum.finish());
        if let (false, Ok(value)) = (is_given, value) {
            headers.insert(HeaderName::from_static(algorithm.header), value);
        }
    }

    /// The body of a response, which fails at its end if it isn't what its checksum says.
    pub(super) fn check(&self, headers: &HeaderMap, body: ByteStream) -> ByteStream {
        let carried = ALGORITHMS.iter().find_map(|algorithm| {
            let asked = self.response.contains(&algorithm.name);
            let value = headers.get(algorithm.header).filter(|_| asked)?;
            // Of an object that was sent in parts, it is a checksum of checksums: `…-2`.
            let value = value.to_str().ok().filter(|text| !text.contains('-'))?;
            Some((algorithm, value.to_owned()))
        });
        match carried {
            None => body,
            Some((algorithm, expected)) => ByteStream::from_body(Checked {
                body: body.into_body(),
                algorithm: algorithm.name,
                sum: Some((algorithm.start)()),
                expected,
            }),
        }
    }
}

/// The text of the input's member; where there is none, it becomes this one.
fn choose(input: &mut dyn Structure, member: &str, default: &str) -> Option<String> {
    if member.is_empty() {
        return None;
    }
    if let View::String(text) = at(input, member) {
        return Some(text.to_owned());
    }
    match place(input, member) {
        Slot::String(text) => default.clone_into(text),
        Slot::Enum(value) => value.set(default),
        _ => return None,
    }
    Some(default.to_owned())
}

impl Crc {
    const fn new(bytes: usize, polynomial: u64) -> Self {
        let mut table = [0; 256];
        let mut index = 0;
        while index < 256 {
            let (mut value, mut bit) = (index as u64, 0);
            while bit < 8 {
                let low = value & 1;
                value >>= 1;
                if low == 1 {
                    value ^= polynomial;
                }
                bit += 1;
            }
            table[index] = value;
            index += 1;
        }
        Self { bytes, table }
    }
}

impl Sum {
    fn sha(algorithm: &'static digest::Algorithm) -> Self {
        Self::Sha(Box::new(digest::Context::new(algorithm)))
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(sum) => sum.update(bytes),
            Self::Sha(sum) => sum.update(bytes),
            Self::Table(crc, sum) => {
                for byte in bytes {
                    let [low, ..] = sum.to_le_bytes();
                    let row = crc.table.get(usize::from(low ^ byte));
                    *sum = (*sum >> 8) ^ row.copied().unwrap_or_default();
                }
            }
        }
    }

    /// The checksum in base64, as headers carry it.
    fn finish(self) -> String {
        match self {
            Self::Crc32(sum) => crate::base64::encode(&sum.finalize().to_be_bytes()),
            Self::Sha(sum) => crate::base64::encode(sum.finish().as_ref()),
            Self::Table(crc, sum) => {
                let bytes = (!sum).to_be_bytes();
                let bytes = bytes.get(bytes.len() - crc.bytes..);
                crate::base64::encode(bytes.unwrap_or_default())
            }
        }
    }
}

/// A body that is compared with a checksum.
struct Checked {
    body: UnsyncBoxBody<Bytes, BoxError>,
    algorithm: &'static str,
    /// Until the end.
    sum: Option<Sum>,
    expected: String,
}

/// That a body isn't what its checksum says.
#[derive(Debug)]
struct Differs(&'static str);

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body differs from its checksum ({})", self.0)
    }
}

impl std::error::Error for Differs {}

impl Body for Checked {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let (Some(Ok(frame)), Some(sum)) = (&frame, &mut self.sum)
            && let Some(data) = frame.data_ref()
        {
            sum.update(data);
        }
        if frame.is_none()
            && let Some(sum) = self.sum.take()
            && sum.finish() != self.expected
        {
            return Poll::Ready(Some(Err(Box::new(Differs(self.algorithm)))));
        }
        Poll::Ready(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ClientOperation as _;
    use super::super::fake::{Fake, Input};
    use super::*;

    fn sum(name: &str, bytes: &[u8]) -> String {
        let algorithm = ALGORITHMS.iter().find(|a| a.name == name).unwrap();
        let mut sum = (algorithm.start)();
        sum.update(bytes);
        sum.finish()
    }

    /// The check values of the catalogue of CRC algorithms, and FIPS 180 for "abc".
    #[test]
    fn checksums_are_the_published_ones() {
        let digits = b"123456789";
        let base64 = crate::base64::encode;
        assert_eq!(sum("CRC32", digits), base64(&[0xCB, 0xF4, 0x39, 0x26]));
        assert_eq!(sum("CRC32C", digits), base64(&[0xE3, 0x06, 0x92, 0x83]));
        let nvme = [0xAE, 0x8B, 0x14, 0x86, 0x0A, 0x79, 0x98, 0x88];
        assert_eq!(sum("CRC64NVME", digits), base64(&nvme));
        assert_eq!(sum("SHA1", b"abc"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
        assert!(sum("SHA256", b"abc").starts_with("ungWv48Bz+pBQUDeXa4iI7AD"));
    }

    fn operation() -> Operation {
        Operation {
            traits: &[OperationTrait::Checksum {
                algorithm: "Name",
                validation: "Marker",
                response: &["CRC32", "SHA1"],
            }],
            ..*Fake::OPERATION
        }
    }

    #[test]
    fn callers_choose_or_get_the_default() {
        for (name, header) in [
            (None, Some("x-amz-checksum-crc32")),
            (Some("SHA256"), Some("x-amz-checksum-sha256")),
            (Some("MD6"), None),
        ] {
            let mut input = Input {
                name: name.map(str::to_owned),
                ..Input::default()
            };
            let plan = Plan::of(&operation(), &mut input);
            let mut headers = HeaderMap::new();
            plan.add(&mut headers, b"abc");
            assert_eq!(headers.keys().next().map(HeaderName::as_str), header);
            assert_eq!(input.name.as_deref(), name.or(Some("CRC32")));
            plan.add(&mut headers, b"other");
            assert!(headers.len() < 2);
        }
    }

    #[tokio::test]
    async fn what_arrives_is_compared() {
        let mut input = Input::default();
        let plan = Plan::of(&operation(), &mut input);
        assert_eq!(input.marker.as_deref(), Some("ENABLED"));
        for (value, body, arrives) in [
            ("NSRBwg==", "abc", true),
            ("NSRBwg==", "abd", false),
            ("NSRBwg==", "", false),
            ("NSRBwg==-2", "abd", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-amz-checksum-crc32", HeaderValue::from_static(value));
            let checked = plan.check(&headers, body.into()).collect().await;
            assert_eq!(checked.is_ok(), arrives, "{value} {body}");
        }
        input.marker = Some("DISABLED".to_owned());
        let plan = Plan::of(&operation(), &mut input);
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-checksum-crc32", HeaderValue::from_static("no"));
        assert!(plan.check(&headers, "abc".into()).collect().await.is_ok());
    }
}
