//! Section 11: the protocol, and who is let in.

use planish_runtime::Timestamp;
use serde_json::json;

use crate::special::Place;
use crate::support::{ACCOUNT, Call, Rig, arn, base64, zip};
use crate::table::{Body, Row, message, refused, steps, user};
use crate::words::{FUNCTIONS, INVALID, at, code, code_and, create, update, violates};

const MISSING: &str = "MissingAuthenticationTokenException";
const DENIED: &str = "AccessDeniedException";
const UNKNOWN: &str = "UnrecognizedClientException";
const SIGNATURE: &str = "InvalidSignatureException";
const UNREADABLE: &str = "SerializationException";

fn list() -> Call {
    Call::get(FUNCTIONS)
}

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = strangers();
    rows.extend(bad_signatures());
    rows.extend(unreadable());
    let text = "Please provide a source for function code.";
    rows.extend([
        steps("X3", x3_signed_requests_for_what_is_not_there),
        steps("X5", x5_everything_that_is_signed_counts),
        steps("X6", x6_the_words_hold_both_times),
        steps("X10", x10_a_token_that_has_expired),
        steps("X11", x11_an_action_that_is_denied),
        steps("X15", x15_booleans_may_be_texts),
        steps("X18", x18_the_content_type_does_not_matter),
        refused(
            "X19",
            Call::update("f"),
            400,
            INVALID,
            user("message", text),
        ),
        violates(
            "X20",
            create("g", json!({"Role": null})),
            "null",
            "role",
            "Member must not be null",
        ),
        steps("X21", x21_a_fault_of_the_service),
    ]);
    rows
}

fn strangers() -> Vec<Row> {
    let nobody = || message("Missing Authentication Token");
    let nowhere = || {
        let text = "Unable to determine service/operation name to be authorized";
        Body::Exact(json!({"Message": text}).to_string())
    };
    let lost = |call: Call| refused("X2", call.unsigned(), 403, DENIED, nowhere());
    vec![
        refused("X1", list().unsigned(), 403, MISSING, nobody()),
        refused("X1", update(json!({})).unsigned(), 403, MISSING, nobody()),
        lost(Call::get("/nothing")),
        lost(Call::get("/")),
        lost(Call::get("/2014-11-13/functions")),
        lost(Call::delete(FUNCTIONS)),
    ]
}

fn bad_signatures() -> Vec<Row> {
    let no_token = || message("The security token included in the request is invalid.");
    let mismatch = "The request signature we calculated does not match the signature you \
                    provided. Check your AWS Secret Access Key and signing method. Consult the \
                    service documentation for details.";
    let row = |id, call, error, body| refused(id, call, 403, error, body);
    vec![
        row(
            "X4",
            Call {
                key: "AKIAUNKNOWN",
                ..list()
            },
            UNKNOWN,
            no_token(),
        ),
        row(
            "X4",
            Call {
                token: Some("t"),
                ..list()
            },
            UNKNOWN,
            no_token(),
        ),
        row(
            "X5",
            Call {
                secret: "wrong",
                ..list()
            },
            SIGNATURE,
            message(mismatch),
        ),
        // What no operation takes is not looked at before the signature is.
        row(
            "X5",
            Call {
                secret: "wrong",
                ..Call::get("/nothing")
            },
            SIGNATURE,
            message(mismatch),
        ),
        row(
            "X6",
            Call {
                ahead: -301,
                ..list()
            },
            SIGNATURE,
            Body::Begins("Signature expired: "),
        ),
        row(
            "X7",
            Call {
                ahead: 330,
                ..list()
            },
            SIGNATURE,
            Body::Begins("Signature not yet current: "),
        ),
        row(
            "X8",
            Call {
                service: "s3",
                ..list()
            },
            SIGNATURE,
            message("Credential should be scoped to correct service: 'lambda'. "),
        ),
        row(
            "X9",
            Call {
                region: "us-west-1",
                ..list()
            },
            SIGNATURE,
            message("Credential should be scoped to a valid Region, not 'us-west-1'. "),
        ),
    ]
}

const LIST: Option<&str> = Some("Start of list found where not expected");
const MAP: Option<&str> = Some("Start of structure or map found where not expected.");
const NO_LIST: Option<&str> = Some("Expected list or null");

/// Bodies of UpdateFunctionCode, and what is said of them; nothing where AWS says nothing, or where
/// that is not known.
const UNREADABLE_BODIES: [(&str, &str, Option<&str>); 33] = [
    ("X12", "no json", None),
    ("X12", "{\"ZipFile\": \"UEs", None),
    ("X12", "{} {}", None),
    ("X12", "1", None),
    ("X12", "\"text\"", None),
    ("X12", "true", None),
    ("X12", "null", None),
    ("X12", "{\"S3Key\": \"\u{0}\"}", None),
    ("X12", "{\"S3Key\": nul}", None),
    ("X13", "[]", LIST),
    ("X13", "[{\"DryRun\": true}]", LIST),
    (
        "X14",
        "{\"S3Key\": 1}",
        Some("NUMBER_VALUE can not be converted to a String"),
    ),
    (
        "X14",
        "{\"RevisionId\": -1.5e3}",
        Some("NUMBER_VALUE can not be converted to a String"),
    ),
    (
        "X14",
        "{\"RevisionId\": true}",
        Some("TRUE_VALUE can not be converted to a String"),
    ),
    (
        "X14",
        "{\"RevisionId\": false}",
        Some("FALSE_VALUE can not be converted to a String"),
    ),
    ("X14", "{\"S3Key\": []}", LIST),
    ("X14", "{\"S3Key\": {}}", MAP),
    (
        "X14",
        "{\"Architectures\": [1]}",
        Some("NUMBER_VALUE can not be converted to a String"),
    ),
    ("X14", "{\"Architectures\": [[]]}", LIST),
    // Whether a package is worded as a text is not known.
    ("X14", "{\"ZipFile\": 1}", None),
    ("X14", "{\"ZipFile\": {}}", MAP),
    (
        "X15",
        "{\"Publish\": \"perhaps\"}",
        Some("STRING_VALUE can not be converted to an Boolean"),
    ),
    (
        "X15",
        "{\"Publish\": \"\"}",
        Some("STRING_VALUE can not be converted to an Boolean"),
    ),
    (
        "X15",
        "{\"DryRun\": 1}",
        Some("NUMBER_VALUE can not be converted to a Boolean"),
    ),
    ("X15", "{\"DryRun\": []}", LIST),
    ("X15", "{\"DryRun\": {}}", MAP),
    ("X16", "{\"Architectures\": \"arm64\"}", NO_LIST),
    ("X16", "{\"Architectures\": 1}", NO_LIST),
    ("X16", "{\"Architectures\": true}", NO_LIST),
    ("X16", "{\"Architectures\": {}}", MAP),
    // The reference is not sure of the words (L).
    ("X17", "{\"ZipFile\": \"%%%\"}", None),
    ("X17", "{\"ZipFile\": \"A\"}", None),
    ("X17", "{\"ZipFile\": \"UEs=UEs=\"}", None),
];

/// Bodies of UpdateFunctionConfiguration, whose members are of more kinds.
const UNREADABLE_SETTINGS: [(&str, &str, &str); 9] = [
    ("X16", "{\"VpcConfig\": \"none\"}", "Expected null"),
    ("X16", "{\"VpcConfig\": true}", "Expected null"),
    (
        "X16",
        "{\"VpcConfig\": []}",
        "Start of list found where not expected",
    ),
    (
        "X16",
        "{\"Environment\": {\"Variables\": 1}}",
        "Expected null",
    ),
    ("X16", "{\"Layers\": 0}", "Expected list or null"),
    (
        "X14",
        "{\"Environment\": {\"Variables\": {\"A\": 1}}}",
        "NUMBER_VALUE can not be converted to a String",
    ),
    (
        "X14",
        "{\"Runtime\": 3.12}",
        "NUMBER_VALUE can not be converted to a String",
    ),
    (
        "X14",
        "{\"Timeout\": \"3\"}",
        "STRING_VALUE can not be converted to an Integer",
    ),
    (
        "X14",
        "{\"Timeout\": true}",
        "TRUE_VALUE can not be converted to an Integer",
    ),
];

fn unreadable() -> Vec<Row> {
    let row = |id, call: Call, text: &str, words: Option<&str>| {
        let call = call.header("content-type", "application/json");
        // W5: without words there is no member for them either.
        let body = words.map_or(Body::Exact("{}".to_owned()), message);
        refused(id, call.body(text.to_owned()), 400, UNREADABLE, body)
    };
    let mut rows: Vec<Row> = Vec::new();
    for (id, text, words) in UNREADABLE_BODIES {
        rows.push(row(id, Call::update("f"), text, words));
    }
    for (id, text, words) in UNREADABLE_SETTINGS {
        let call = Call::put(&at("/f/configuration"));
        rows.push(row(id, call, text, Some(words)));
    }
    let bytes = Call::update("f").body(vec![0xff, 0xfe, b'{', b'}']);
    let nothing = Body::Exact("{}".to_owned());
    rows.push(refused("X12", bytes, 400, UNREADABLE, nothing));
    rows
}

/// What `Publish` and `DryRun` may be, and what that means.
fn x15_booleans_may_be_texts() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let before = rig.configuration("f");
    for text in ["true", "yes", "y", "t", "1", "TRUE", "Yes", "Y", "T"] {
        let body = code_and("b", json!({"DryRun": text, "Publish": text}));
        let answer = rig.update("f", &body);
        assert_eq!(answer.status, 200, "{text}: {}", answer.text());
        assert_eq!(rig.configuration("f"), before, "{text}: a dry run");
    }
    for (number, text) in ["true", "1"].iter().enumerate() {
        let body = code_and("b", json!({"DryRun": "false", "Publish": text}));
        let version = (number + 1).to_string();
        assert_eq!(rig.update("f", &body).json()["Version"], version, "{text}");
    }
    for text in ["false", "no", "n", "f", "0", "FALSE", "No"] {
        let body = code_and("c", json!({"DryRun": text, "Publish": text}));
        let answer = rig.update("f", &body);
        assert_eq!(answer.json()["Version"], "$LATEST", "{text}");
        assert_ne!(rig.configuration("f"), before, "{text}: no dry run");
    }
}

fn x3_signed_requests_for_what_is_not_there() {
    let rig = Rig::new();
    for call in [
        Call::get("/nothing"),
        Call::delete(FUNCTIONS),
        Call::post("/"),
    ] {
        let answer = rig.send(&call);
        assert_eq!(answer.status, 404, "{call:?}: {}", answer.text());
        assert_eq!(answer.error(), Some("UnknownOperationException"));
    }
}

fn x10_a_token_that_has_expired() {
    let place = Place::with_credentials(
        "[old]\naws_access_key_id = ASIAOLD\naws_secret_access_key = s\n\
         aws_session_token = t\nexpiration = 2020-01-01T00:00:00Z\n\
         [new]\naws_access_key_id = ASIANEW\naws_secret_access_key = s\n\
         aws_session_token = t\nexpiration = 2999-01-01T00:00:00Z\n",
    );
    let call = |key, secret| Call {
        key,
        secret,
        token: Some("t"),
        ..list()
    };
    place.ok(&call("ASIANEW", "s"), 200);
    let answer = place.ok(&call("ASIAOLD", "s"), 403);
    assert_eq!(answer.error(), Some("ExpiredTokenException"));
    let text = "{\"message\":\"The security token included in the request is expired\"}";
    assert_eq!(answer.text(), text);
}

fn x11_an_action_that_is_denied() {
    let place = Place::with_files(&[
        (
            "--credentials",
            "[limited]\naws_access_key_id = A\naws_secret_access_key = s\n\
             [other]\naws_access_key_id = B\naws_secret_access_key = s\n",
        ),
        (
            "--policies",
            r#"{"limited": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Resource": "*", "Action":
                    ["lambda:CreateFunction", "lambda:Get*", "lambda:ListFunctions", "lambda:CreateAlias"]},
                {"Effect": "Deny", "Action": "lambda:createalias",
                 "Resource": "arn:aws:lambda:*:*:function:f"}]}}"#,
        ),
    ]);
    let with = |call: Call| Call {
        key: "A",
        secret: "s",
        ..call
    };
    place.ok(&with(create("f", json!({}))), 201);
    place.ok(&with(Call::get(FUNCTIONS)), 200);
    let none = |action: &str| {
        format!("because no identity-based policy allows the lambda:{action} action")
    };
    let explicit = "with an explicit deny in an identity-based policy".to_owned();
    let version = format!("{}:1", arn("f"));
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    let update = |name: &str| Call::update(name).json(&code("b"));
    for (call, action, resource, why) in [
        (update("f"), "UpdateFunctionCode", arn("f"), none),
        // However the function is named, and whether it is there or not.
        (
            update(&arn("f").replace(':', "%3A")),
            "UpdateFunctionCode",
            arn("f"),
            none,
        ),
        (update("%66"), "UpdateFunctionCode", arn("f"), none),
        (update("g"), "UpdateFunctionCode", arn("g"), none),
        (Call::delete(&at("/f")), "DeleteFunction", arn("f"), none),
        (
            Call::delete(&at("/f?Qualifier=1")),
            "DeleteFunction",
            version,
            none,
        ),
    ]
    .map(|(call, action, resource, why)| (call, action, resource, why(action)))
    .into_iter()
    .chain([(
        Call::post(&at("/f/aliases")).json(&alias),
        "CreateAlias",
        arn("f"),
        explicit,
    )]) {
        let answer = place.ok(&with(call), 403);
        assert_eq!(answer.error(), Some(DENIED));
        let text = format!(
            "User: arn:aws:iam::{ACCOUNT}:user/limited is not authorized to perform: \
             lambda:{action} on resource: {resource} {why}"
        );
        // Without `Type`, and unlike that of other errors without it, the member is `Message`.
        assert_eq!(answer.json(), json!({"Message": text}));
    }
    // A profile without a policy may do nothing.
    let other = Call {
        key: "B",
        secret: "s",
        ..Call::get(FUNCTIONS)
    };
    let answer = place.ok(&other, 403);
    let text = format!(
        "User: arn:aws:iam::{ACCOUNT}:user/other is not authorized to perform: \
         lambda:ListFunctions on resource: * {}",
        none("ListFunctions")
    );
    assert_eq!(answer.message(), Some(text));
}

fn x18_the_content_type_does_not_matter() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let body = code("b").to_string();
    for media_type in ["text/plain", "application/x-amz-json-1.1"] {
        let call = Call::update("f").header("content-type", media_type);
        let answer = rig.send(&call.body(body.clone()));
        assert_eq!(answer.status, 200, "{media_type}: {}", answer.text());
    }
    assert_eq!(rig.send(&Call::update("f").body(body)).status, 200, "none");
}

/// The directory of packages is no directory any more.
fn x21_a_fault_of_the_service() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let packages = rig.data().join("packages");
    std::fs::remove_dir_all(&packages).unwrap();
    std::fs::write(&packages, "").unwrap();
    // Small packages are kept with the records.
    let answer = rig.update("f", &code(&"b".repeat(40_000)));
    assert_eq!(
        (answer.status, answer.error()),
        (500, Some("ServiceException"))
    );
    assert_eq!(answer.json()["Type"], "Service");
    let text = answer.json()["Message"].as_str().unwrap().to_owned();
    assert!(!text.contains("packages"), "{text}");
}

fn x6_the_words_hold_both_times() {
    let rig = Rig::new();
    let sent = Timestamp::now().seconds - 600;
    let answer = rig.send(&Call {
        ahead: -600,
        ..list()
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
