//! What the traits of an operation do to a request that its protocol has written: fixed headers,
//! compression, and checksums of what is sent, in this order.
//!
//! Bodies that are still arriving are sent as they are: they have to be read to be hashed.
//!
//! Few models ask for compression or MD5, so what does it are features of this crate. Generated code
//! that needs them does not compile without.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, HeaderName, HeaderValue};
use ring::digest::{self, SHA256};

use crate::operation::{Operation, OperationTrait};
use crate::sigv4::hex;

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const TREE_HASH: HeaderName = HeaderName::from_static("x-amz-sha256-tree-hash");

/// Bytes of a leaf of the tree of hashes.
const LEAF: usize = 1 << 20;

/// Does all that the operation's traits say. `least` is the size from which bodies are compressed.
pub(super) fn finish(
    operation: &Operation,
    headers: &mut HeaderMap,
    body: Option<Bytes>,
    least: usize,
) -> Option<Bytes> {
    for item in operation.traits {
        if let OperationTrait::Header(name, value) = item {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
                headers.entry(name).or_insert(value);
            }
        }
    }
    let mut body = body?;
    if operation.has(OperationTrait::Compression(GZIP)) && body.len() >= least {
        body = compress(headers, body);
    }
    if operation.has(OperationTrait::ChecksumRequired)
        && let Some(sum) = md5(&body)
    {
        set(headers, CONTENT_MD5, &crate::base64::encode(&sum));
    }
    if operation.has(OperationTrait::TreeHash) {
        set(headers, TREE_HASH, &hex(&tree_hash(&body)));
        let hash = digest::digest(&SHA256, &body);
        set(headers, CONTENT_SHA256, &hex(hash.as_ref()));
    }
    Some(body)
}

/// The only encoding that Smithy has (trait `requestCompression`).
const GZIP: &str = "gzip";

/// Compresses the body; the encoding goes behind those that it already has.
fn compress(headers: &mut HeaderMap, body: Bytes) -> Bytes {
    let Some(compressed) = gzip(&body) else {
        return body;
    };
    let before = headers.get(CONTENT_ENCODING).and_then(|v| v.to_str().ok());
    let encoding = match before {
        Some(before) if !before.is_empty() => format!("{before}, {GZIP}"),
        _ => GZIP.to_owned(),
    };
    if let Ok(encoding) = HeaderValue::from_str(&encoding) {
        headers.insert(CONTENT_ENCODING, encoding);
    }
    headers.insert(CONTENT_LENGTH, compressed.len().into());
    compressed.into()
}

/// The bytes in gzip. Writing to memory doesn't fail; if it did, the body would go as it is.
#[cfg(feature = "compression")]
fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

/// Nothing: this build does not compress.
#[cfg(not(feature = "compression"))]
fn gzip(_: &[u8]) -> Option<Vec<u8>> {
    None
}

/// The MD5 of the bytes (RFC 1321).
#[cfg(feature = "content-md5")]
fn md5(body: &[u8]) -> Option<[u8; 16]> {
    Some(md5::compute(body).0)
}

/// Nothing: this build has no MD5.
#[cfg(not(feature = "content-md5"))]
fn md5(_: &[u8]) -> Option<[u8; 16]> {
    None
}

/// Sets a header that the caller hasn't.
fn set(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.entry(name).or_insert(value);
    }
}

/// The hash of hashes that Amazon Glacier wants: SHA-256 of each MiB, then of each pair of
/// neighbours, until one is left.
fn tree_hash(body: &[u8]) -> Vec<u8> {
    let hash = |bytes: &[u8]| digest::digest(&SHA256, bytes).as_ref().to_vec();
    let mut level: Vec<Vec<u8>> = body.chunks(LEAF).map(hash).collect();
    while level.len() > 1 {
        let pairs = level.chunks(2);
        level = pairs
            .map(|pair| match pair {
                [only] => only.clone(),
                pair => hash(&pair.concat()),
            })
            .collect();
    }
    level.pop().unwrap_or_else(|| hash(body))
}

#[cfg(test)]
#[cfg(all(feature = "compression", feature = "content-md5"))]
mod tests {
    use super::*;
    use crate::schema::prelude::UNIT;

    fn operation(traits: &'static [OperationTrait]) -> Operation {
        Operation {
            name: "A",
            method: "POST",
            uri: "/",
            status: 200,
            input: &UNIT,
            output: &UNIT,
            errors: &[],
            host_prefix: "",
            traits,
        }
    }

    fn finished(
        traits: &'static [OperationTrait],
        given: &[(HeaderName, &'static str)],
        body: &'static str,
    ) -> (HeaderMap, Bytes) {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let body = Some(Bytes::from_static(body.as_bytes()));
        let body = finish(&operation(traits), &mut headers, body, 5).unwrap();
        (headers, body)
    }

    #[test]
    fn bodies_are_compressed_from_a_size_on() {
        use std::io::Read as _;

        let traits = &[OperationTrait::Compression("gzip")];
        let (headers, body) = finished(traits, &[], "tiny");
        assert_eq!((headers.len(), &body[..]), (0, &b"tiny"[..]));
        let (headers, body) = finished(traits, &[(CONTENT_ENCODING, "br")], "large");
        assert_eq!(headers[CONTENT_ENCODING], "br, gzip");
        assert_eq!(headers[CONTENT_LENGTH], body.len().to_string());
        let mut text = String::new();
        let mut decoder = flate2::read::GzDecoder::new(&body[..]);
        decoder.read_to_string(&mut text).unwrap();
        assert_eq!(text, "large");
    }

    #[test]
    fn checksums_and_headers_are_set_unless_they_are() {
        let traits = &[
            OperationTrait::ChecksumRequired,
            OperationTrait::Header("accept", "text/plain"),
        ];
        // RFC 1321, appendix A.5: the MD5 of "abc".
        let (headers, _) = finished(traits, &[], "abc");
        assert_eq!(headers[CONTENT_MD5], "kAFQmDzST7DWlj99KOF/cg==");
        assert_eq!(headers["accept"], "text/plain");
        let (headers, _) = finished(traits, &[(CONTENT_MD5, "mine")], "abc");
        assert_eq!(headers[CONTENT_MD5], "mine");
    }

    #[test]
    fn a_tree_of_one_leaf_is_its_hash() {
        let plain = digest::digest(&SHA256, b"abc");
        assert_eq!(tree_hash(b"abc"), plain.as_ref());
        let two = vec![b'a'; LEAF + 1];
        let halves = [
            digest::digest(&SHA256, &two[..LEAF]),
            digest::digest(&SHA256, b"a"),
        ];
        let joined = [halves[0].as_ref(), halves[1].as_ref()].concat();
        assert_eq!(tree_hash(&two), digest::digest(&SHA256, &joined).as_ref());
    }
}
