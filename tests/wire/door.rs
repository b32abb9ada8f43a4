//! Who is let in, and what strangers are told (X1 to X9).

use planish_runtime::Timestamp;
use serde_json::json;

use crate::support::{Call, Rig, base64, zip};
use crate::table::{Body, Row, check, message};

const LIST: &str = "/2015-03-31/functions";

fn row(row: &'static str, call: Call, error: &'static str, body: Body) -> Row {
    Row {
        row,
        call,
        status: 403,
        error,
        body,
    }
}

#[test]
fn x1_x2_requests_without_a_signature() {
    let rig = Rig::new();
    let nobody = || message("Missing Authentication Token");
    let nowhere = || message("Unable to determine service/operation name to be authorized");
    let (missing, denied) = (
        "MissingAuthenticationTokenException",
        "AccessDeniedException",
    );
    let update = Call::update("f").json(&json!({}));
    let rows = vec![
        row("X1", Call::get(LIST).unsigned(), missing, nobody()),
        row("X1", update.unsigned(), missing, nobody()),
        row(
            "X2 path",
            Call::get("/nothing").unsigned(),
            denied,
            nowhere(),
        ),
        row("X2 root", Call::get("/").unsigned(), denied, nowhere()),
        row(
            "X2 version",
            Call::get("/2014-11-13/functions").unsigned(),
            denied,
            nowhere(),
        ),
        row(
            "X2 method",
            Call::delete(LIST).unsigned(),
            denied,
            nowhere(),
        ),
    ];
    check(&rig, rows);
}

#[test]
fn x3_signed_requests_for_what_is_not_there() {
    let rig = Rig::new();
    for call in [Call::get("/nothing"), Call::delete(LIST), Call::post("/")] {
        let answer = rig.send(&call);
        assert_eq!(answer.status, 404, "{call:?}: {}", answer.text());
        assert_eq!(answer.error(), Some("UnknownOperationException"));
    }
}

#[test]
fn x4_to_x9_signatures_that_do_not_hold() {
    let rig = Rig::new();
    let list = || Call::get(LIST);
    let (unknown, invalid) = ("UnrecognizedClientException", "InvalidSignatureException");
    let no_token = || message("The security token included in the request is invalid.");
    let mut rows = vec![
        row(
            "X4 key",
            Call {
                key: "AKIAUNKNOWN",
                ..list()
            },
            unknown,
            no_token(),
        ),
        row(
            "X4 token",
            Call {
                token: Some("t"),
                ..list()
            },
            unknown,
            no_token(),
        ),
        row(
            "X5",
            Call {
                secret: "wrong",
                ..list()
            },
            invalid,
            message(
                "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method. \
                 Consult the service documentation for details.",
            ),
        ),
        row(
            "X6",
            Call {
                ahead: -301,
                ..list()
            },
            invalid,
            Body::Begins("Signature expired: "),
        ),
        row(
            "X7",
            Call {
                ahead: 330,
                ..list()
            },
            invalid,
            Body::Begins("Signature not yet current: "),
        ),
        row(
            "X8",
            Call {
                service: "s3",
                ..list()
            },
            invalid,
            message("Credential should be scoped to correct service: 'lambda'. "),
        ),
        row(
            "X9",
            Call {
                region: "us-west-1",
                ..list()
            },
            invalid,
            message("Credential should be scoped to a valid Region, not 'us-west-1'. "),
        ),
    ];
    // What no operation takes is not looked at before the signature is.
    rows.push(row(
        "X5 before X3",
        Call {
            secret: "wrong",
            ..Call::get("/nothing")
        },
        invalid,
        Body::Begins("The request signature we calculated does not match"),
    ));
    check(&rig, rows);
}

#[test]
fn x6_the_words_hold_both_times() {
    let rig = Rig::new();
    let sent = Timestamp::now().seconds - 600;
    let answer = rig.send(&Call {
        ahead: -600,
        ..Call::get(LIST)
    });
    let text = answer.message().unwrap();
    let words: Vec<&str> = text.split(' ').collect();
    let [
        "Signature",
        "expired:",
        given,
        "is",
        "now",
        "earlier",
        "than",
        least,
        now,
        "-",
        "5",
        "min.)",
    ] = words[..]
    else {
        panic!("{text}");
    };
    let seconds = |time: &str| {
        let time = lambda_code::clock::Timestamp::from_amz_date(time).expect(time);
        time.0 / 1000
    };
    let now = seconds(now.trim_start_matches('('));
    assert_eq!(now - seconds(least), 300, "{text}");
    // The clock may move on between the request and this test's own look at it.
    assert!((sent..sent + 60).contains(&seconds(given)), "{text}");
    assert!((sent + 600..sent + 660).contains(&now), "{text}");
}

#[test]
fn x5_everything_that_is_signed_counts() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let before = rig.configuration("f");
    let call = Call::update("f").json(&json!({"ZipFile": base64(&zip("b")), "DryRun": true}));
    let head = call.head(rig.address(), "content-length: 2\r\nconnection: close\r\n");
    let answer = String::from_utf8(rig.raw(format!("{head}{{}}").as_bytes())).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 403 "),
        "another body: {answer}"
    );
    let other = head.replacen("/functions/f/", "/functions/g/", 1);
    let answer = String::from_utf8(rig.raw(format!("{other}{{}}").as_bytes())).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 403 "),
        "another path: {answer}"
    );
    assert_eq!(rig.configuration("f"), before);
}
