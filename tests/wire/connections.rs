//! Limits of connections and heads, slow callers, and TLS.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::support::{Call, Rig};

fn rig(options: &[&str]) -> Rig {
    Rig::with(tempfile::tempdir().unwrap(), "0s", options)
}

/// All that the service sends until it ends the connection.
fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A connection that is reset has ended, too.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Whether a connection is of use.
fn answers(rig: &Rig, stream: &mut TcpStream) -> bool {
    let head = Call::get("/2015-03-31/functions").head(rig.address(), "");
    let mut some = [0; 12];
    stream.write_all(head.as_bytes()).is_ok()
        && stream.read_exact(&mut some).is_ok()
        && some == *b"HTTP/1.1 200"
}

#[test]
fn a_head_that_does_not_end_is_not_waited_for() {
    let rig = rig(&["--header-timeout", "300ms"]);
    let mut stream = rig.connect();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n").unwrap();
    assert!(!rest(&mut stream).contains(" 200 "));
    assert!(answers(&rig, &mut rig.connect()));
}

#[test]
fn a_body_that_comes_too_slowly_is_told_so() {
    let rig = rig(&["--body-timeout", "300ms", "--min-body-rate", "1000000"]);
    let mut stream = rig.connect();
    let head = Call::update("f").head(rig.address(), "content-length: 1000\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(b"{").unwrap();
    let answer = rest(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert!(answer.contains("RequestTimeoutException"), "{answer}");
    assert!(answers(&rig, &mut rig.connect()));
}

#[test]
fn heads_that_are_too_large_are_refused() {
    let rig = rig(&["--max-headers", "20", "--max-header-bytes", "8192"]);
    let many = "a: b\r\n".repeat(30);
    let long = format!("a: {}\r\n", "b".repeat(20_000));
    for headers in [many, long] {
        let mut stream = rig.connect();
        let head = format!("GET / HTTP/1.1\r\nhost: a\r\n{headers}\r\n");
        let _ = stream.write_all(head.as_bytes());
        let answer = rest(&mut stream);
        assert!(
            answer.starts_with("HTTP/1.1 431 ") || answer.is_empty(),
            "{answer}"
        );
        assert!(answers(&rig, &mut rig.connect()));
    }
}

#[test]
fn an_address_has_so_many_connections_and_no_more() {
    let rig = rig(&["--max-connections-per-address", "2"]);
    let (mut first, mut second) = (rig.connect(), rig.connect());
    assert!(answers(&rig, &mut first) && answers(&rig, &mut second));
    assert!(!answers(&rig, &mut rig.connect()));
    drop(first);
    // The place is free once the service has seen the end of the first.
    assert!((0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        answers(&rig, &mut rig.connect())
    }));
}

#[test]
fn more_connections_than_there_is_room_for_wait() {
    let rig = rig(&["--max-connections", "1"]);
    let mut first = rig.connect();
    assert!(answers(&rig, &mut first));
    let mut second = rig.connect();
    second
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    assert!(!answers(&rig, &mut second));
    drop(first);
    second
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let mut some = [0; 12];
    second.read_exact(&mut some).unwrap();
    assert_eq!(&some, b"HTTP/1.1 200");
}

#[test]
fn https_is_spoken_with_a_certificate_that_can_be_renewed() {
    let home = tempfile::tempdir().unwrap();
    let (certificate, key) = (home.path().join("cert.pem"), home.path().join("key.pem"));
    let issue = || {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(&key, signing_key.serialize_pem()).unwrap();
        std::fs::write(&certificate, cert.pem()).unwrap();
        cert.der().clone()
    };
    let first = issue();
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let rig = Rig::with(home, "0s", &["--tls-cert", certificate, "--tls-key", key]);
    let greet = |trusted: &CertificateDer<'static>| {
        let mut roots = RootCertStore::empty();
        roots.add(trusted.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        rig.greet(
            TlsConnector::from(Arc::new(config)),
            ServerName::try_from("localhost").unwrap(),
        )
    };
    let answer = greet(&first).unwrap();
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    // Who speaks no TLS gets no answer.
    assert!(!answers(&rig, &mut rig.connect()));

    let renewed = issue();
    let seen = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        greet(&renewed).is_ok()
    });
    assert!(seen);
    assert!(greet(&first).is_err());
}
