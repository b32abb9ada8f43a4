//! The rows against the service: what each member means, at and beyond its bounds.

use serde_json::{Value, json};

use crate::rows::{ERRORS, REQUEST, RESPONSE};
use crate::support::{Answer, Call, Rig, arn, base64, sha256, zip};

/// Whether a value of a member is refused for itself.
fn is_refused(answer: &Answer, member: &str) -> bool {
    let at = format!("at '{member}' failed to satisfy constraint");
    let message = answer.message().unwrap_or_default();
    answer.error() == Some("ValidationException") && message.contains(&at)
}

/// Asserts that an error is one of the reference, with its status.
fn fails(answer: &Answer, name: &str) {
    let row = ERRORS.iter().find(|row| row.name == name).expect(name);
    assert_eq!(answer.error(), Some(name), "{}", answer.text());
    assert_eq!(answer.status, row.status, "{name}");
}

#[test]
fn the_answer_has_every_member_of_the_reference() {
    let rig = Rig::new();
    let more = json!({
        "Description": "d", "Timeout": 9, "MemorySize": 3008, "KMSKeyArn": "arn:aws:kms:k",
        "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:000000000000:q"},
        "Environment": {"Variables": {"NAME": "value"}}, "TracingConfig": {"Mode": "Active"},
        "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
    });
    rig.create("f", &zip("a"), more);
    let next = zip("b");
    let answer = rig.update("f", &json!({"ZipFile": base64(&next)}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found = answer.json();
    for row in &RESPONSE {
        assert!(found.get(row.name).is_some(), "{}", row.name);
    }
    for (member, expected) in [
        ("CodeSha256", json!(sha256(&next))),
        ("CodeSize", json!(next.len())),
        ("Description", json!("d")),
        (
            "Environment",
            json!({"Variables": {"NAME": "value"}, "Error": null}),
        ),
        ("FunctionArn", json!(arn("f"))),
        ("FunctionName", json!("f")),
        ("Handler", json!("h")),
        ("KMSKeyArn", json!("arn:aws:kms:k")),
        ("MasterArn", Value::Null),
        ("MemorySize", json!(3008)),
        ("Role", json!(crate::support::ROLE)),
        ("Runtime", json!("python3.12")),
        ("Timeout", json!(9)),
        ("TracingConfig", json!({"Mode": "Active"})),
        ("Version", json!("$LATEST")),
        (
            "DeadLetterConfig",
            json!({"TargetArn": "arn:aws:sqs:us-east-1:000000000000:q"}),
        ),
    ] {
        assert_eq!(found[member], expected, "{member}");
    }
    assert_eq!(found["VpcConfig"]["SubnetIds"], json!(["subnet-1"]));
    assert_eq!(found["VpcConfig"]["SecurityGroupIds"], json!(["sg-1"]));
    assert!(found["VpcConfig"]["VpcId"].is_string());
    let time: Vec<char> = found["LastModified"].as_str().unwrap().chars().collect();
    let shape: String = time
        .iter()
        .map(|c| if c.is_ascii_digit() { '0' } else { *c })
        .collect();
    assert_eq!(shape, "0000-00-00T00:00:00.000+0000");
}

#[test]
fn defaults_of_the_reference() {
    let rig = Rig::new();
    let made = rig.create("f", &zip("a"), json!({})).json();
    assert_eq!(
        (&made["Timeout"], &made["MemorySize"]),
        (&json!(3), &json!(128))
    );
}

#[test]
fn texts_at_their_bounds_and_beyond() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let with = |member: &str, value: &str| {
        let mut body = json!({"S3Bucket": "bucket", "S3Key": "key"});
        body[member] = json!(value);
        rig.update("f", &body)
    };
    for (member, path) in [
        ("S3Bucket", "s3Bucket"),
        ("S3Key", "s3Key"),
        ("S3ObjectVersion", "s3ObjectVersion"),
    ] {
        let row = REQUEST.iter().find(|row| row.name == member).unwrap();
        let crate::rows::Bounds::Text(text) = row.bounds else {
            panic!("{member}");
        };
        let (least, most) = text.length.unwrap().seed;
        for (length, refused) in [
            (least - 1, true),
            (least, false),
            (most, false),
            (most + 1, true),
        ] {
            let answer = with(member, &"a".repeat(usize::try_from(length).unwrap()));
            assert_eq!(is_refused(&answer, path), refused, "{member}: {length}");
        }
    }
    for (bucket, refused) in [
        ("Abc.d-e_f", false),
        ("abc.", true),
        ("a b c", true),
        ("b\u{fc}cher", true),
    ] {
        let answer = with("S3Bucket", bucket);
        assert_eq!(is_refused(&answer, "s3Bucket"), refused, "{bucket}");
    }
}

#[test]
fn names_of_the_reference_and_others() {
    let rig = Rig::new();
    rig.create("f_1-a", &zip("a"), json!({}));
    let body = json!({"ZipFile": base64(&zip("b"))});
    let account = crate::support::ACCOUNT;
    for name in [
        "f_1-a".to_owned(),
        "f_1-a:$LATEST".to_owned(),
        "function:f_1-a".to_owned(),
        format!("{account}:f_1-a"),
        format!("{account}:function:f_1-a"),
        format!("us-east-1:{account}:function:f_1-a"),
        arn("f_1-a"),
        arn("f_1-a:$LATEST"),
    ] {
        let answer = rig.update(&name.replace(':', "%3A"), &body);
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        assert_eq!(answer.json()["FunctionName"], "f_1-a", "{name}");
    }
    for (length, refused) in [(64, false), (140, false), (141, true)] {
        let answer = rig.update(&"a".repeat(length), &body);
        assert_eq!(is_refused(&answer, "functionName"), refused, "{length}");
        if !refused {
            fails(&answer, "ResourceNotFoundException");
        }
    }
    // A bare name has 64 characters at most: a longer one can't be made.
    for (length, status) in [(64, 201), (65, 400)] {
        let call = Call::post("/2015-03-31/functions").json(&json!({
            "FunctionName": "a".repeat(length), "Role": crate::support::ROLE,
            "Runtime": "python3.12", "Handler": "h", "Code": {"ZipFile": base64(&zip("a"))},
        }));
        assert_eq!(rig.send(&call).status, status, "{length}");
    }
}

#[test]
fn errors_have_their_statuses() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let code = json!({"ZipFile": base64(&zip("b"))});
    fails(&rig.update("nobody", &code), "ResourceNotFoundException");
    fails(
        &rig.update("f", &json!({})),
        "InvalidParameterValueException",
    );
    let stale = json!({"ZipFile": base64(&zip("b")), "RevisionId": "x"});
    fails(&rig.update("f", &stale), "PreconditionFailedException");
}

#[test]
fn only_the_latest_code_changes() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Description": "d", "Timeout": 7}));
    let before = rig.configuration("f");
    let update = json!({"ZipFile": base64(&zip("b"))});
    assert_eq!(rig.update("f", &update).status, 200);
    let after = rig.configuration("f");
    let changes = ["CodeSha256", "CodeSize", "LastModified", "RevisionId"];
    for (member, value) in before.as_object().unwrap() {
        if !changes.contains(&member.as_str()) {
            assert_eq!(&after[member], value, "{member}");
        }
    }
    assert_ne!(after["CodeSha256"], before["CodeSha256"]);
    assert_ne!(after["RevisionId"], before["RevisionId"]);
}

#[test]
fn a_dry_run_is_an_atomic_check_and_publish_an_atomic_step() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let before = rig.configuration("f");
    let mut body = json!({
        "ZipFile": base64(&zip("b")), "Publish": true, "DryRun": true,
        "RevisionId": before["RevisionId"],
    });
    let dry = rig.update("f", &body).json();
    assert_eq!(dry["CodeSha256"], sha256(&zip("b")));
    assert_eq!(rig.configuration("f"), before);
    body["DryRun"] = json!(false);
    let published = rig.update("f", &body).json();
    assert_eq!(published["Version"], "1");
    assert_eq!(published["CodeSha256"], dry["CodeSha256"]);
    assert_eq!(rig.configuration("f")["CodeSha256"], dry["CodeSha256"]);
    body["DryRun"] = json!(true);
    fails(&rig.update("f", &body), "PreconditionFailedException");
}

#[test]
fn a_package_comes_from_a_bucket_too() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let package = zip("from a bucket");
    rig.put_object("bucket", "a/key.zip", &package);
    rig.put_object("bucket", ".versions/a/key.zip/v1", &zip("older"));
    let newest = json!({"S3Bucket": "bucket", "S3Key": "a/key.zip"});
    let older = json!({"S3Bucket": "bucket", "S3Key": "a/key.zip", "S3ObjectVersion": "v1"});
    for (body, expected) in [(newest, sha256(&package)), (older, sha256(&zip("older")))] {
        let answer = rig.update("f", &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json()["CodeSha256"], expected);
    }
}
