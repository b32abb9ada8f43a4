//! Bytes that are no proper HTTP, or HTTP that only attackers write.

use std::net::SocketAddr;

use super::request::Request;
use crate::ground::Random;

/// How requests begin, or what stands where one should.
const BEGINNINGS: &[&str] = &[
    "GET / HTTP/1.1\r\n",
    "GET /\r\n",
    "GET  / HTTP/1.1\r\n",
    "GET / HTTP/1.1 x\r\n",
    "GET / HTTP/1.0\r\n",
    "GET / HTTP/2.0\r\n",
    "GET / HTTP/0.9\r\n",
    "GET / HTTP/1.\r\n",
    "GET / http/1.1\r\n",
    "GET\r\n",
    "\r\n\r\n",
    " GET / HTTP/1.1\r\n",
    "GET\t/\tHTTP/1.1\r\n",
    "GET / HTTP/1.1\n",
    "GET /\u{0} HTTP/1.1\r\n",
    "GET /é HTTP/1.1\r\n",
    "GET /a b HTTP/1.1\r\n",
    "GET * HTTP/1.1\r\n",
    "OPTIONS * HTTP/1.1\r\n",
    "CONNECT example.com:443 HTTP/1.1\r\n",
    "CONNECT / HTTP/1.1\r\n",
    "GET http://evil.example/2015-03-31/functions HTTP/1.1\r\n",
    "GET //evil.example/ HTTP/1.1\r\n",
    "GET file:///etc/passwd HTTP/1.1\r\n",
    "GET ?x HTTP/1.1\r\n",
    "GET #x HTTP/1.1\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}",
    "SSH-2.0-x\r\n",
    "EHLO x\r\n",
    "{}",
    "POST /2015-03-31/functions HTTP/1.1\r\n",
    "PUT /2015-03-31/functions/absent/code HTTP/1.1\r\n",
];

/// Header lines, each with its end.
const LINES: &[&str] = &[
    "host: a\r\n",
    "host: a\r\nhost: b\r\n",
    "host: a b\r\n",
    "host:\r\n",
    "Host : a\r\n",
    ": x\r\n",
    "x\r\n",
    "x y: z\r\n",
    "x: a\r\n b\r\n",
    " x: a\r\n",
    "x: \u{0}\r\n",
    "x: a\rb\r\n",
    "x: é\r\n",
    "x: \u{7f}\r\n",
    "x: a\n",
    "é: x\r\n",
    "(x): y\r\n",
    "content-length: -1\r\n",
    "content-length: +5\r\n",
    "content-length: 5x\r\n",
    "content-length: 0x5\r\n",
    "content-length: \r\n",
    "content-length: 5, 5\r\n",
    "content-length: 5\r\ncontent-length: 6\r\n",
    "content-length: 5\r\ncontent-length: 5\r\n",
    "content-length: 99999999999999999999\r\n",
    "content-length: 18446744073709551615\r\n",
    "content-length: 3\r\n",
    "content-length: 50\r\n",
    "transfer-encoding: chunked\r\n",
    "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
    "transfer-encoding: chunked, chunked\r\n",
    "transfer-encoding: gzip\r\n",
    "transfer-encoding: gzip, chunked\r\n",
    "transfer-encoding: identity\r\n",
    "transfer-encoding: xchunked\r\n",
    "transfer-encoding : chunked\r\n",
    "transfer-encoding: \u{b}chunked\r\n",
    "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
    "expect: 100-continue\r\n",
    "expect: x\r\n",
    "upgrade: h2c\r\nconnection: upgrade, http2-settings\r\nhttp2-settings: x\r\n",
    "upgrade: websocket\r\nconnection: upgrade\r\n",
    "connection: close\r\n",
    "connection: keep-alive, x, close\r\n",
    "te: trailers\r\n",
    "trailer: x\r\n",
    "x-amz-date: x\r\n",
    "authorization: \u{1}\r\n",
];

/// Bodies, some of which are in chunks.
const BODIES: &[&str] = &[
    "",
    "{}",
    "hello",
    "0\r\n\r\n",
    "5\r\nhello\r\n0\r\n\r\n",
    "5\r\nhel",
    "5\nhello\n0\n\n",
    "5\r\nhelloX\r\n0\r\n\r\n",
    "zz\r\n",
    "-1\r\n",
    "+5\r\nhello\r\n0\r\n\r\n",
    "0x5\r\nhello\r\n0\r\n\r\n",
    " 5\r\nhello\r\n0\r\n\r\n",
    "5 \r\nhello\r\n0\r\n\r\n",
    "5;a=b\r\nhello\r\n0\r\n\r\n",
    "5;\"\r\n\"\r\nhello\r\n0\r\n\r\n",
    "ffffffffffffffff\r\n",
    "10000000000000000\r\n",
    "7fffffffffffffff\r\nx",
    "0\r\nx: y\r\n\r\n",
    "0\r\nx\r\n\r\n",
    "0\r\ncontent-length: 5\r\n\r\n",
    "00000000000000000005\r\nhello\r\n0\r\n\r\n",
    "5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    "\r\n\r\n",
    "GET /2015-03-31/functions HTTP/1.1\r\nhost: a\r\n\r\n",
];

/// Bytes that the service must survive; what it answers to them, if anything, is up to HTTP.
pub(super) fn hostile(random: &mut Random, sound: &Request, address: SocketAddr) -> Vec<u8> {
    let mut bytes = match random.below(10) {
        // A proper request with more than it should have.
        0..4 => {
            let text = sound.bytes(address).unwrap_or_default();
            let end = text.iter().position(|&b| b == b'\n').map_or(0, |at| at + 1);
            let mut bytes = text.get(..end).unwrap_or_default().to_vec();
            for _ in 0..1 + random.below(2) {
                bytes.extend(random.word(LINES).as_bytes());
            }
            bytes.extend(text.get(end..).unwrap_or_default());
            bytes
        }
        4..8 => composed(random),
        8 => long(random),
        _ => {
            let length = random.index(300);
            random.bytes(length)
        }
    };
    if random.percent(10) {
        let at = random.index(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte = random.next() as u8;
        }
    }
    if random.percent(5) {
        bytes.truncate(random.index(bytes.len()));
    }
    bytes
}

fn composed(random: &mut Random) -> Vec<u8> {
    let mut text = random.word(BEGINNINGS).to_owned();
    for _ in 0..random.below(4) {
        text += random.word(LINES);
    }
    text += "\r\n";
    text += random.word(BODIES);
    text.into_bytes()
}

/// Too much of something.
fn long(random: &mut Random) -> Vec<u8> {
    let length = [5_000, 20_000, 70_000, 500_000][random.index(4)];
    let many = |line: &str| line.repeat(length / line.len());
    let text = match random.below(6) {
        0 => format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "a".repeat(length)),
        1 => format!("GET /?{} HTTP/1.1\r\nhost: a\r\n\r\n", many("a=b&")),
        2 => format!(
            "GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n",
            "a".repeat(length)
        ),
        3 => format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", many("x: y\r\n")),
        4 => format!("{} / HTTP/1.1\r\nhost: a\r\n\r\n", "A".repeat(length)),
        _ => format!(
            "PUT /2015-03-31/functions/absent/code HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5;{}\r\nhello\r\n0\r\n\r\n",
            "a".repeat(length)
        ),
    };
    text.into_bytes()
}
