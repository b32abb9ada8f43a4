//! How the service ends.

use std::io::{Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;

use serde_json::json;

use crate::binary::{Binary, connect, read};
use crate::support::{Call, base64, zip};

#[test]
fn a_request_under_way_ends_before_the_service_does() {
    let service = Binary::start(&[]);
    service.create("f", &json!({}));
    let update = json!({"ZipFile": base64(&zip("last"))});
    let update = Call::update("f").json(&update);
    let more = format!("content-length: {}\r\n", update.body.len());
    let mut stream = connect(service.api);
    let (some, rest) = update.body.split_at(10);
    write!(stream, "{}", update.head(service.api, &more)).unwrap();
    stream.write_all(some).unwrap();
    // The service has begun with the request once it counts it.
    while !service
        .get("/metrics")
        .body
        .contains("lambda_code_requests_in_flight 1\n")
    {}

    service.signal("TERM");
    let answer = service.until("/readyz", 503);
    assert!(
        answer.body.contains("the service is stopping"),
        "{answer:?}"
    );
    assert_eq!(service.get("/healthz").status, 200);
    stream.write_all(rest).unwrap();
    let answer = read(stream);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.contains("InProgress"), "{answer:?}");
    assert_eq!(service.end().code(), Some(0));
}

#[test]
fn requests_are_taken_while_the_service_drains_and_a_second_signal_ends_it() {
    let service = Binary::start(&["--drain", "1h"]);
    service.signal("TERM");
    service.until("/readyz", 503);
    service.create("f", &json!({}));
    // Not even a request that never ends holds up the second signal.
    let mut stream = connect(service.api);
    write!(
        stream,
        "{}",
        Call::get("/2015-03-31/functions").head(service.api, "content-length: 9\r\n")
    )
    .unwrap();
    service.signal("INT");
    assert_eq!(stream.read(&mut [0; 9]).unwrap_or(0), 0);
    let status = service.end();
    assert_eq!((status.code(), status.signal()), (Some(130), None));
}

#[test]
fn a_request_that_does_not_end_is_cut_off() {
    let service = Binary::start(&["--stop-timeout", "100ms"]);
    let mut stream = connect(service.api);
    let head = Call::get("/2015-03-31/functions").head(service.api, "content-length: 9\r\n");
    write!(stream, "{head}").unwrap();
    while !service
        .get("/metrics")
        .body
        .contains("lambda_code_requests_in_flight 1\n")
    {}
    service.signal("TERM");
    assert_eq!(stream.read(&mut [0; 9]).unwrap_or(0), 0);
    assert_eq!(service.end().code(), Some(0));
}
