//! Requests that are too large (E15), and how little of them is read.

use std::io::{ErrorKind, Read as _, Write as _};

use crate::support::{Call, Rig};

/// The largest body, in bytes (E15).
const REQUEST: usize = 70_167_211;

const TOO_LARGE: &str = "RequestEntityTooLargeException";

fn request_too_large(operation: &str) -> String {
    format!(
        "{{\"message\":\"Request must be smaller than {REQUEST} bytes for the {operation} \
         operation\"}}"
    )
}

#[test]
fn e15_a_body_that_is_declared_too_large_is_refused_unread() {
    let rig = Rig::new();
    for (operation, call) in [
        ("UpdateFunctionCode", Call::update("f")),
        ("CreateFunction", Call::post("/2015-03-31/functions")),
    ] {
        for length in [REQUEST as u64 * 2, u64::from(u32::MAX) * 16] {
            let mut stream = rig.connect();
            let more = format!("content-length: {length}\r\n");
            let head = call.head(rig.address(), &more);
            stream.write_all(head.as_bytes()).unwrap();
            let answer = read_answer(&mut stream);
            assert!(answer.starts_with("HTTP/1.1 413 "), "{length}: {answer}");
            let error = format!("x-amzn-errortype: {TOO_LARGE}\r\n");
            assert!(
                answer.to_lowercase().contains(&error.to_lowercase()),
                "{answer}"
            );
            assert!(answer.ends_with(&request_too_large(operation)), "{answer}");
        }
    }
}

#[test]
fn e15_a_body_of_unknown_length_is_read_no_further_than_needed() {
    let rig = Rig::new();
    let mut stream = rig.connect();
    let head = Call::update("f").head(rig.address(), "transfer-encoding: chunked\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut chunk = b"100000\r\n".to_vec();
    chunk.resize(chunk.len() + 0x10_0000, b' ');
    chunk.extend_from_slice(b"\r\n");
    let (mut sent, most) = (0, 4 * REQUEST);
    while sent < most && stream.write_all(&chunk).is_ok() {
        sent += 0x10_0000;
    }
    assert!(sent > REQUEST - 0x10_0000, "{sent}");
    assert!(sent < most, "the service reads on and on");
}

/// The head of an answer and the body that it declares, without waiting for the connection's end.
fn read_answer(stream: &mut std::net::TcpStream) -> String {
    let mut answer = Vec::new();
    let mut some = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&answer).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.strip_prefix("content-length: "));
            if length.and_then(|l| l.parse().ok()) <= Some(body.len()) {
                return String::from_utf8(answer).unwrap();
            }
        }
        match stream.read(&mut some) {
            Ok(0) => return String::from_utf8(answer).unwrap(),
            Ok(read) => answer.extend_from_slice(&some[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&answer)),
        }
    }
}
