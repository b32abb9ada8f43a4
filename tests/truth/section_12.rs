//! Section 12: the grammar of violated constraints. Its facts have no ids of their own.

use serde_json::json;

use crate::support::Call;
use crate::table::{Row, message, refused};
use crate::words::{
    FUNCTIONS, VALIDATION, at, code, code_and, configure, create, update, violates,
};

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    let s3 = |member: &str, value: String| {
        let mut body = json!({"S3Bucket": "bucket", "S3Key": "key"});
        body[member] = json!(value);
        update(body)
    };
    let long = |n: usize| format!("'{}'", "k".repeat(n));
    let pattern = |text: &str| format!("Member must satisfy regular expression pattern: {text}");
    let short = "Member must have length greater than or equal to";
    let at_most = "Member must have length less than or equal to";
    let two = "2 validation errors detected: Value 'ab' at 's3Bucket' failed to satisfy \
               constraint: Member must have length greater than or equal to 3; Value '' at \
               's3Key' failed to satisfy constraint: Member must have length greater than or \
               equal to 1";
    vec![
        violates(
            "12 least",
            s3("S3Bucket", "ab".to_owned()),
            "'ab'",
            "s3Bucket",
            &format!("{short} 3"),
        ),
        violates(
            "12 least",
            s3("S3Key", String::new()),
            "''",
            "s3Key",
            &format!("{short} 1"),
        ),
        violates(
            "12 least",
            s3("S3ObjectVersion", String::new()),
            "''",
            "s3ObjectVersion",
            &format!("{short} 1"),
        ),
        violates(
            "12 most",
            s3("S3Key", "k".repeat(1025)),
            &long(1025),
            "s3Key",
            &format!("{at_most} 1024"),
        ),
        violates(
            "12 most",
            s3("S3ObjectVersion", "k".repeat(1025)),
            &long(1025),
            "s3ObjectVersion",
            &format!("{at_most} 1024"),
        ),
        violates(
            "12 pattern",
            s3("S3Bucket", "bucket.".to_owned()),
            "'bucket.'",
            "s3Bucket",
            &pattern(r"[0-9A-Za-z\.\-_]*(?<!\.)"),
        ),
        violates(
            "12 pattern",
            update(code_and("b", json!({"SourceKMSKeyArn": "no arn"}))),
            "'no arn'",
            "sourceKMSKeyArn",
            &pattern(r"(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"),
        ),
        violates(
            "12 empty list",
            update(code_and("b", json!({"Architectures": []}))),
            "'[]'",
            "architectures",
            &format!("{short} 1"),
        ),
        violates(
            "12 enum",
            update(code_and("b", json!({"PublishTo": "NOWHERE"}))),
            "'NOWHERE'",
            "publishTo",
            "Member must satisfy enum value set: [LATEST_PUBLISHED]",
        ),
        violates(
            "12 enum",
            update(json!({"S3Bucket": "bucket", "S3Key": "key", "S3ObjectStorageMode": "MOVE"})),
            "'MOVE'",
            "s3ObjectStorageMode",
            "Member must satisfy enum value set: [COPY, REFERENCE]",
        ),
        violates(
            "12 value",
            configure(json!({"Timeout": 0})),
            "'0'",
            "timeout",
            "Member must have value greater than or equal to 1",
        ),
        refused(
            "12 two",
            update(json!({"S3Bucket": "ab", "S3Key": ""})),
            400,
            VALIDATION,
            message(two),
        ),
        violates(
            "12 null",
            Call::post(FUNCTIONS).json(&json!({
                "FunctionName": "g", "Code": code("a"), "Handler": "h", "Runtime": "python3.12",
            })),
            "null",
            "role",
            "Member must not be null",
        ),
        violates(
            "12 path",
            create("g", json!({"Code": {"S3Bucket": "ab", "S3Key": "k"}})),
            "'ab'",
            "code.s3Bucket",
            &format!("{short} 3"),
        ),
        violates(
            "12 query",
            Call::get(&at("/f?Qualifier=a%20b")),
            "'a b'",
            "qualifier",
            &pattern(r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"),
        ),
    ]
}
