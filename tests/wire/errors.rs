//! Bodies of errors, byte by byte (W3, W4, W5), and bodies of requests that can't be read (X12 to
//! X20).

use serde_json::{Value, json};

use crate::support::{Call, Rig, arn, base64, zip};
use crate::table::{Body, Row, check, message, user};

const INVALID: &str = "InvalidParameterValueException";
const STALE: &str = "The Revision Id provided does not match the latest Revision Id. \
                     Call the GetFunction/GetAlias API to retrieve the latest Revision Id";

fn row(row: &'static str, call: Call, status: u16, error: &'static str, body: Body) -> Row {
    Row {
        row,
        call,
        status,
        error,
        body,
    }
}

fn update(body: Value) -> Call {
    Call::update("f").json(&body)
}

#[test]
fn w4_modelled_errors_are_compact_with_a_type() {
    let mut rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Publish": true}));
    rig.put_object("bucket", "key", &zip("b"));
    rig.put_object("elsewhere", "key", &zip("b"));
    rig.put_object("elsewhere", ".region", b"us-east-2");
    let code = || json!({"ZipFile": base64(&zip("b"))});
    let missing = format!("Function not found: {}", arn("nobody"));
    let rows = vec![
        row(
            "E1",
            Call::update("nobody").json(&code()),
            404,
            "ResourceNotFoundException",
            user("Message", &missing),
        ),
        row(
            "E2",
            update(json!({"ZipFile": base64(&zip("b")), "RevisionId": "x"})),
            412,
            "PreconditionFailedException",
            user("message", STALE),
        ),
        row(
            "E5",
            update(json!({})),
            400,
            INVALID,
            user("message", "Please provide a source for function code."),
        ),
        row(
            "X19",
            Call::update("f"),
            400,
            INVALID,
            user("message", "Please provide a source for function code."),
        ),
        row(
            "E6",
            update(json!({"ZipFile": base64(&zip("b")), "S3Key": "k"})),
            400,
            INVALID,
            user(
                "message",
                "Please do not provide other FunctionCode parameters when providing a ZipFile.",
            ),
        ),
        row(
            "E10",
            update(json!({"ZipFile": base64(b"no zip")})),
            400,
            INVALID,
            user(
                "message",
                "Could not unzip uploaded file. Please check your file, then try to upload again.",
            ),
        ),
        row(
            "E17",
            update(json!({"S3Bucket": "nowhere", "S3Key": "k"})),
            400,
            INVALID,
            user(
                "message",
                "Error occurred while GetObject. S3 Error Code: NoSuchBucket. \
                 S3 Error Message: The specified bucket does not exist",
            ),
        ),
        row(
            "E18",
            update(json!({"S3Bucket": "bucket", "S3Key": "none"})),
            400,
            INVALID,
            user(
                "message",
                "Error occurred while GetObject. S3 Error Code: NoSuchKey. \
                 S3 Error Message: The specified key does not exist.",
            ),
        ),
        row(
            "E20",
            update(json!({"S3Bucket": "elsewhere", "S3Key": "key"})),
            400,
            INVALID,
            user(
                "message",
                "Error occurred while GetObject. S3 Error Code: PermanentRedirect. \
                 S3 Error Message: The bucket is in this region: us-east-2. \
                 Please use this region to retry the request",
            ),
        ),
        row(
            "C1",
            Call::post("/2015-03-31/functions").json(&json!({
                "FunctionName": "f", "Role": crate::support::ROLE, "Runtime": "python3.12",
                "Handler": "h", "Code": code(),
            })),
            409,
            "ResourceConflictException",
            user("message", "Function already exist: f"),
        ),
    ];
    let before = rig.configuration("f");
    check(&rig, rows);
    assert_eq!(rig.configuration("f"), before, "R4");

    rig.restart("1m");
    rig.create("new", &zip("a"), json!({}));
    let pending = format!(
        "The operation cannot be performed at this time. The resource {} is currently in the \
         following state: 'Pending'. StateReasonCode: 'Creating'",
        arn("new")
    );
    assert_eq!(rig.update("f", &code()).status, 200);
    let text = format!(
        "The operation cannot be performed at this time. \
         An update is in progress for resource: {}",
        arn("f")
    );
    let conflict = "ResourceConflictException";
    check(
        &rig,
        vec![
            row("E3", update(code()), 409, conflict, user("message", &text)),
            row(
                "E4",
                Call::update("new").json(&code()),
                409,
                conflict,
                user("message", &pending),
            ),
        ],
    );
}

#[test]
fn w5_errors_of_the_framework_have_no_type() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let zip_file = base64(&zip("b"));
    let invalid = "ValidationException";
    let one = |value: &str, member: &str, constraint: &str| {
        message(&format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy \
             constraint: {constraint}"
        ))
    };
    let rows = vec![
        row(
            "E24",
            update(json!({"ZipFile": zip_file, "Architectures": ["x86_64", "arm64"]})),
            400,
            invalid,
            one(
                "[x86_64, arm64]",
                "architectures",
                "Member must have length less than or equal to 1",
            ),
        ),
        row(
            "E25",
            update(json!({"ZipFile": zip_file, "Architectures": ["X86_64"]})),
            400,
            invalid,
            one(
                "[X86_64]",
                "architectures",
                "Member must satisfy constraint: [Member must satisfy enum value set: \
                 [x86_64, arm64], Member must not be null]",
            ),
        ),
        row(
            "section 12",
            update(json!({"S3Bucket": "ab", "S3Key": ""})),
            400,
            invalid,
            Body::Begins("2 validation errors detected: Value 'ab' at 's3Bucket' failed to "),
        ),
        row(
            "X20",
            Call::post("/2015-03-31/functions").json(&json!({
                "FunctionName": "g", "Runtime": "python3.12", "Handler": "h",
                "Code": {"ZipFile": zip_file},
            })),
            400,
            invalid,
            message(
                "1 validation error detected: Value null at 'role' failed to satisfy \
                 constraint: Member must not be null",
            ),
        ),
        row(
            "P13",
            Call::get("/2015-03-31/functions?MaxItems=0"),
            400,
            invalid,
            one(
                "0",
                "maxItems",
                "Member must have value greater than or equal to 1",
            ),
        ),
    ];
    check(&rig, rows);
}

#[test]
fn x12_to_x17_bodies_that_cannot_be_read() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let before = rig.configuration("f");
    let raw = |text: &'static str| {
        Call::update("f")
            .header("content-type", "application/json")
            .body(text)
    };
    let unreadable = "SerializationException";
    let rows = [
        ("X12 no JSON", raw("no json")),
        ("X12 cut off", raw("{\"ZipFile\": \"UEs")),
        ("X12 two values", raw("{} {}")),
        ("X12 a scalar", raw("1")),
        ("X12 a string", raw("\"text\"")),
        ("X13 a list", raw("[]")),
        ("X14 a number", raw("{\"S3Bucket\": 1, \"S3Key\": \"k\"}")),
        ("X14 a boolean", raw("{\"RevisionId\": true}")),
        ("X14 a list", raw("{\"S3Key\": []}")),
        ("X14 an object", raw("{\"S3Key\": {}}")),
        ("X15 a number", raw("{\"Publish\": 1}")),
        ("X15 a word", raw("{\"Publish\": \"perhaps\"}")),
        ("X16 a string", raw("{\"Architectures\": \"arm64\"}")),
        ("X17 no base64", raw("{\"ZipFile\": \"%%%\"}")),
        ("X12 bytes", raw("{\"S3Key\": \"\u{0}\"}")),
    ];
    let rows = rows.map(|(name, call)| row(name, call, 400, unreadable, Body::NoType));
    check(&rig, rows.into());
    let bytes = Call::update("f").body(vec![0xff, 0xfe, b'{', b'}']);
    check(
        &rig,
        vec![row("X12 no UTF-8", bytes, 400, unreadable, Body::NoType)],
    );
    assert_eq!(rig.configuration("f"), before, "R4");
}

#[test]
fn x18_the_content_type_does_not_matter() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let body = json!({"ZipFile": base64(&zip("b"))}).to_string();
    for media_type in ["text/plain", "application/x-amz-json-1.1"] {
        let call = Call::update("f").header("content-type", media_type);
        let answer = rig.send(&call.body(body.clone()));
        assert_eq!(answer.status, 200, "{media_type}: {}", answer.text());
    }
    assert_eq!(rig.send(&Call::update("f").body(body)).status, 200, "none");
}
