//! Health, metrics, the log and the audit trail of one busy service.

use serde_json::{Value, json};

use crate::binary::Binary;
use crate::support::{Call, base64, sha256, zip};

#[test]
fn requests_are_counted_logged_and_kept_in_the_trail() {
    let service = Binary::start(&["--log-format", "json"]);
    service.create("f", &json!({}));
    service.update("f", "second");
    let missing = service.send(&Call::get("/2015-03-31/functions/g"));
    assert_eq!(missing.status, 404);
    let nowhere = service.send(&Call::get("/nowhere/at/all"));
    assert_eq!(nowhere.status, 404);
    let dry = json!({"ZipFile": base64(&zip("third")), "DryRun": true});
    assert_eq!(service.send(&Call::update("f").json(&dry)).status, 200);

    metrics(&service.get("/metrics").body);
    log(&service.log());
    trail(&service);
}

fn metrics(text: &str) {
    for line in [
        "lambda_code_requests_total{operation=\"CreateFunction\",status=\"2xx\",code=\"\"} 1",
        "lambda_code_requests_total{operation=\"UpdateFunctionCode\",status=\"2xx\",code=\"\"} 2",
        "lambda_code_requests_total{operation=\"GetFunction\",status=\"4xx\",code=\"ResourceNotFoundException\"} 1",
        "lambda_code_request_duration_seconds_count{operation=\"UpdateFunctionCode\"} 2",
        "lambda_code_request_duration_seconds_count{operation=\"unknown\"} 1",
        "lambda_code_store_call_duration_seconds_count{store=\"records\",call=\"commit\"} 2",
        "lambda_code_requests_in_flight 0",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
    }
    for name in [
        "lambda_code_requests_total{operation=\"unknown\",status=\"4xx\"",
        "lambda_code_received_bytes_total ",
        "lambda_code_sent_bytes_total ",
        "lambda_code_stored_bytes ",
        "lambda_code_connections ",
        "lambda_code_build_info{version=",
    ] {
        let mut lines = text.lines();
        let line = lines.find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
        assert!(value.is_some(), "{name} is not in\n{text}");
    }
    let received = text
        .lines()
        .find(|l| l.starts_with("lambda_code_received_bytes_total"));
    assert_ne!(received, Some("lambda_code_received_bytes_total 0"));
}

fn log(log: &str) {
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    let answered = |operation: &str, status: u64| {
        let found = lines.iter().find(|line| {
            line["message"] == "answered"
                && line["span"]["operation"] == operation
                && line["span"]["status"] == status
        });
        found.unwrap_or_else(|| panic!("no {operation} with {status}:\n{log}"))
    };
    let updated = answered("UpdateFunctionCode", 200);
    assert_eq!(updated["span"]["access_key_id"], "test");
    let remote = updated["span"]["remote"].as_str().unwrap();
    assert!(remote.starts_with("127.0.0.1:"), "{remote}");
    assert!(updated["span"]["latency_us"].as_u64().is_some());
    let missing = answered("GetFunction", 404);
    assert_eq!(missing["span"]["code"], "ResourceNotFoundException");
    let audits: Vec<_> = lines.iter().filter(|l| l["target"] == "audit").collect();
    let operations: Vec<_> = audits.iter().map(|l| l["operation"].as_str()).collect();
    assert_eq!(
        operations,
        [Some("CreateFunction"), Some("UpdateFunctionCode")]
    );
    assert_eq!(audits[1]["code_sha256"], sha256(&zip("second")));
    assert_eq!(audits[1]["request_id"], updated["span"]["request_id"]);
    for secret in ["AWS4-HMAC", "Signature", &base64(&zip("second"))] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

/// The trail is read beside the running service.
fn trail(service: &Binary) {
    let (status, text, errors) = service.run(&["events", "--json"]);
    assert!(status.success(), "{errors}");
    let events: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(events.len(), 2, "a dry run is no change\n{text}");
    let updated = &events[1];
    assert_eq!(updated["operation"], "UpdateFunctionCode");
    assert_eq!(updated["function"], "f");
    assert_eq!(updated["accessKeyId"], "test");
    assert_eq!(updated["code"]["sha256"], sha256(&zip("second")));
    assert_ne!(updated["oldRevisionId"], updated["newRevisionId"]);
    let (_, table, _) = service.run(&["events", "--function", "f", "--limit", "1"]);
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.contains("UpdateFunctionCode"), "{table}");
    let (_, nothing, _) = service.run(&["events", "--json", "--function", "g"]);
    assert_eq!(nothing, "");
}

#[test]
fn a_trail_that_is_not_there_is_not_made() {
    let service = Binary::start(&[]);
    let (status, _, errors) = service.run(&["--data", "/nonexistent", "events"]);
    assert!(!status.success());
    assert!(errors.contains("there is no such file"), "{errors}");
}

#[test]
fn the_service_is_ready_only_if_its_stores_are() {
    let service = Binary::start(&[]);
    assert_eq!(service.get("/healthz").status, 200);
    let ready = service.get("/readyz");
    assert_eq!((ready.status, ready.body.trim()), (200, "{\"ready\":true}"));
    let watch = service.watch.to_string();
    let (status, said, _) = service.run(&["health", "--watch", &watch]);
    assert_eq!((status.code(), said.trim()), (Some(0), "{\"ready\":true}"));
    let packages = service.data().join("packages");
    std::fs::remove_dir_all(&packages).unwrap();
    std::fs::write(&packages, "in the way").unwrap();
    let answer = service.get("/readyz");
    assert_eq!(answer.status, 503);
    let json: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(json["ready"], false);
    assert_eq!(json["reasons"][0]["part"], "packages");
    assert_eq!(
        service.get("/healthz").status,
        200,
        "it is alive all the same"
    );
    let (status, said, _) = service.run(&["health", "--watch", &watch]);
    assert_eq!((status.code(), said.trim()), (Some(1), answer.body.trim()));
}

#[test]
fn the_watcher_only_reads_and_only_for_this_machine() {
    let service = Binary::start(&[]);
    let post = service.ask("POST /_ui HTTP/1.1\r\nhost: localhost\r\n");
    assert_eq!(post.status, 405);
    assert!(post.head.contains("allow: get, head"), "{post:?}");
    let elsewhere = service.ask("GET /_ui HTTP/1.1\r\nhost: example.com\r\n");
    assert_eq!(elsewhere.status, 403);
    assert_eq!(service.get("/2015-03-31/functions").status, 404);
    let head = service.ask("HEAD /metrics HTTP/1.1\r\nhost: localhost\r\n");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}
