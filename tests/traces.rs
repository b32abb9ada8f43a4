//! Spans of requests reach an OpenTelemetry collector: run with `--features otel`.
#![cfg(feature = "otel")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

/// Takes one export over HTTP, answers it, and gives its path and body.
fn take(collector: &TcpListener) -> (String, Vec<u8>) {
    let (stream, _) = collector.accept().unwrap();
    let mut reader = BufReader::new(stream);
    let (mut path, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        } else if let Some(rest) = line.strip_prefix("post ") {
            path = rest.split(' ').next().unwrap().to_owned();
        } else if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let answer =
        "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
    reader.into_inner().write_all(answer.as_bytes()).unwrap();
    (path, body)
}

#[test]
fn a_request_is_a_span() {
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", collector.local_addr().unwrap());
    let home = tempfile::tempdir().unwrap();
    let mut service = Command::new(env!("CARGO_BIN_EXE_lambda-code"))
        .args(["--listen", "127.0.0.1:0", "--otel", &url, "--log", "error"])
        .env("LAMBDA_CODE_DATA", home.path().join("data"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(service.stdout.take().unwrap()).lines();
    let ready = lines.next().unwrap().unwrap();
    let api = ready
        .strip_prefix("lambda-code is ready at http://")
        .unwrap();
    let mut stream = TcpStream::connect(api).unwrap();
    let request =
        "GET /2015-03-31/functions/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    // At its end the service sends what it has gathered.
    let stop = format!("kill -TERM {}", service.id());
    assert!(
        Command::new("sh")
            .args(["-c", &stop])
            .status()
            .unwrap()
            .success()
    );
    let (path, body) = take(&collector);
    assert_eq!(path, "/v1/traces");
    let text = String::from_utf8_lossy(&body);
    for part in [
        "lambda-code",
        "request",
        "ListFunctions",
        "MissingAuthenticationToken",
    ] {
        assert!(text.contains(part), "{part} is not in {text:?}");
    }
    assert_eq!(service.wait().unwrap().code(), Some(0));
}
