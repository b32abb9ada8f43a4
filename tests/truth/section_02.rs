//! Section 2: the members of a configuration, and their defaults.

use serde_json::{Value, json};

use crate::section_03::{settle_soon, until_settled};
use crate::support::{Call, Rig, arn, sha256, zip};
use crate::table::{Row, steps};
use crate::words::{at, code, configure, create, publish};

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    vec![
        steps("F1", f1_f2_digest_and_size),
        steps("F2", f1_f2_digest_and_size),
        steps("F3", f3_times_have_three_digits),
        steps("F4", f4_what_does_not_change_the_time),
        steps("F5", f5_revision_ids_are_random),
        steps("F6", defaults),
        steps("F7", defaults),
        steps("F8", defaults),
        steps("F9", f9_logging),
        steps("F10", f10_versions_of_runtimes),
        steps("F11", f11_networks),
        steps("F12", f12_environments),
        steps("F13", defaults),
        steps("F13", f13_what_is_set_is_answered),
        steps("F14", f14_images),
        steps("F15", f15_items_of_lists),
        steps("F16", f16_all_runtimes_of_today),
    ]
}

/// Members of the configuration of a function of which only the least was said.
const DEFAULTS: [(&str, &str); 20] = [
    ("Version", r#""$LATEST""#),
    ("Description", r#""""#),
    ("Timeout", "3"),
    ("MemorySize", "128"),
    ("EphemeralStorage", r#"{"Size":512}"#),
    ("TracingConfig", r#"{"Mode":"PassThrough"}"#),
    ("PackageType", r#""Zip""#),
    ("Architectures", r#"["x86_64"]"#),
    (
        "SnapStart",
        r#"{"ApplyOn":"None","OptimizationStatus":"Off"}"#,
    ),
    ("VpcConfig", "null"),
    ("Environment", "null"),
    ("Layers", "null"),
    ("DeadLetterConfig", "null"),
    ("KMSKeyArn", "null"),
    ("MasterArn", "null"),
    ("FileSystemConfigs", "null"),
    ("SigningProfileVersionArn", "null"),
    ("SigningJobArn", "null"),
    ("ImageConfigResponse", "null"),
    ("StateReason", "null"),
];

fn defaults() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let found = rig.configuration("f");
    for (member, expected) in DEFAULTS {
        let expected: Value = serde_json::from_str(expected).unwrap();
        assert_eq!(found[member], expected, "{member}");
    }
    assert_eq!(found["FunctionArn"], arn("f"));
}

fn f1_f2_digest_and_size() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    rig.put_object("bucket", "key", &zip("object"));
    for (body, package) in [
        (code("b"), zip("b")),
        (json!({"S3Bucket": "bucket", "S3Key": "key"}), zip("object")),
    ] {
        let found = rig.update("f", &body).json();
        assert_eq!(found["CodeSha256"], sha256(&package));
        assert!(found["CodeSha256"].as_str().unwrap().ends_with('='));
        assert_eq!(found["CodeSize"], package.len());
    }
    assert_eq!(rig.send(&image("g")).status, 201);
    let found = rig.configuration("g");
    let digest = found["CodeSha256"].as_str().unwrap();
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    assert!(digest.len() == 64 && digest.bytes().all(hex), "{digest}");
    assert_eq!(found["CodeSize"], 0);
}

fn f3_times_have_three_digits() {
    let rig = Rig::new();
    let shape = |text: &str| -> String {
        let digit = |c: char| if c.is_ascii_digit() { '0' } else { c };
        text.chars().map(digit).collect()
    };
    let mut whole_seconds = 0;
    for name in ["a", "b", "c", "d"] {
        let made = rig.create(name, &zip("a"), json!({})).json();
        let time = made["LastModified"].as_str().unwrap();
        assert_eq!(shape(time), "0000-00-00T00:00:00.000+0000", "{time}");
        whole_seconds += usize::from(time.contains(".000+"));
    }
    assert!(whole_seconds < 4, "milliseconds of new functions are real");
    for call in [
        Call::update("a").json(&code("b")),
        Call::put(&at("/a/configuration")).json(&json!({})),
    ] {
        let time = rig.send(&call).json()["LastModified"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(shape(&time), "0000-00-00T00:00:00.000+0000", "{time}");
        assert!(time.ends_with(".000+0000"), "{time}");
    }
}

fn f4_what_does_not_change_the_time() {
    let rig = settle_soon();
    let updated = rig.update("f", &code("b")).json()["LastModified"].clone();
    assert_eq!(until_settled(&rig, "f")["LastModified"], updated);
    let version = rig.send(&publish(json!({}))).json();
    assert_eq!(version["LastModified"], updated);
    assert_eq!(rig.configuration("f")["LastModified"], updated);
}

fn f5_revision_ids_are_random() {
    let rig = Rig::new();
    let made = rig.create("f", &zip("a"), json!({})).json();
    let id = made["RevisionId"].as_str().unwrap();
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let parts: Vec<&str> = id.split('-').collect();
    assert_eq!(
        parts.iter().map(|p| p.len()).collect::<Vec<_>>(),
        [8, 4, 4, 4, 12]
    );
    assert!(parts.iter().all(|p| p.bytes().all(hex)), "{id}");
    assert!(
        parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']),
        "{id}"
    );
}

fn f9_logging() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let text = |group: &str| {
        json!({
            "LogFormat": "Text", "LogGroup": group,
            "ApplicationLogLevel": null, "SystemLogLevel": null,
        })
    };
    assert_eq!(
        rig.configuration("f")["LoggingConfig"],
        text("/aws/lambda/f")
    );
    let json = |application: &str, group: &str| {
        json!({
            "LogFormat": "JSON", "LogGroup": group,
            "ApplicationLogLevel": application, "SystemLogLevel": "INFO",
        })
    };
    for (given, expected) in [
        (json!({"LogFormat": "JSON"}), json("INFO", "/aws/lambda/f")),
        (
            json!({"ApplicationLogLevel": "DEBUG"}),
            json("DEBUG", "/aws/lambda/f"),
        ),
        (json!({"LogGroup": "x"}), json("DEBUG", "x")),
        (json!({"LogFormat": "Text"}), text("x")),
    ] {
        let answer = rig.send(&configure(json!({"LoggingConfig": given}))).json();
        assert_eq!(answer["LoggingConfig"], expected);
    }
}

fn f10_versions_of_runtimes() {
    let rig = Rig::new();
    let version = |runtime: &str| {
        let made = rig.create(
            &runtime.replace('.', "-"),
            &zip("a"),
            json!({"Runtime": runtime}),
        );
        let version = made.json()["RuntimeVersionConfig"]["RuntimeVersionArn"].clone();
        version.as_str().unwrap().to_owned()
    };
    let (one, other) = (version("python3.12"), version("python3.13"));
    let digits = one
        .strip_prefix("arn:aws:lambda:us-east-1::runtime:")
        .unwrap();
    assert_eq!(digits.len(), 64);
    assert_ne!(one, other);
    let change =
        Call::put(&at("/python3-12/configuration")).json(&json!({"Runtime": "python3.13"}));
    let changed = rig.send(&change).json();
    assert_eq!(changed["RuntimeVersionConfig"]["RuntimeVersionArn"], other);
    assert_eq!(
        rig.send(&image("g")).json()["RuntimeVersionConfig"],
        Value::Null
    );
}

fn f11_networks() {
    let rig = Rig::new();
    let detached = json!({
        "SubnetIds": [], "SecurityGroupIds": [], "VpcId": "", "Ipv6AllowedForDualStack": false,
    });
    let empty = json!({"SubnetIds": [], "SecurityGroupIds": []});
    rig.create("f", &zip("a"), json!({"VpcConfig": empty}));
    assert_eq!(rig.configuration("f")["VpcConfig"], detached);
    let attached = json!({"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]});
    let answer = rig.send(&configure(json!({"VpcConfig": attached}))).json();
    assert_eq!(answer["VpcConfig"]["SubnetIds"], json!(["subnet-1"]));
    let answer = rig.send(&configure(json!({"VpcConfig": empty}))).json();
    assert_eq!(answer["VpcConfig"], detached);
}

fn f12_environments() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    assert_eq!(rig.configuration("f")["Environment"], Value::Null);
    let empty = json!({"Environment": {"Variables": {}}});
    let answer = rig.send(&configure(empty)).json();
    assert_eq!(answer["Environment"]["Variables"], json!({}));
}

fn f13_what_is_set_is_answered() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let (queue, key) = (
        "arn:aws:sqs:us-east-1:000000000000:q",
        "arn:aws:kms:us-east-1:000000000000:key/k",
    );
    let layer = "arn:aws:lambda:us-east-1:000000000000:layer:l:1";
    let files = json!([{
        "Arn": "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0",
        "LocalMountPath": "/mnt/a",
    }]);
    let set = json!({
        "DeadLetterConfig": {"TargetArn": queue}, "KMSKeyArn": key, "Layers": [layer],
        "FileSystemConfigs": files,
    });
    let answer = rig.send(&configure(set));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found = answer.json();
    assert_eq!(found["DeadLetterConfig"], json!({"TargetArn": queue}));
    assert_eq!(found["KMSKeyArn"], key);
    assert_eq!(found["Layers"][0]["Arn"], layer);
    assert_eq!(found["FileSystemConfigs"], files);
    assert_eq!(found["MasterArn"], Value::Null);
}

/// CreateFunction of an image.
fn image(name: &str) -> Call {
    create(
        name,
        json!({
            "PackageType": "Image", "Code": {"ImageUri": "r:t"}, "Runtime": null, "Handler": null,
        }),
    )
}

fn f14_images() {
    let rig = Rig::new();
    assert_eq!(rig.send(&image("f")).status, 201);
    let found = rig.configuration("f");
    for member in [
        "Runtime",
        "Handler",
        "RuntimeVersionConfig",
        "ImageConfigResponse",
    ] {
        assert_eq!(found[member], Value::Null, "{member}");
    }
    let given = json!({"ImageConfig": {"Command": ["a"]}});
    let answer = rig.send(&configure(given)).json();
    assert_eq!(
        answer["ImageConfigResponse"]["ImageConfig"]["Command"],
        json!(["a"])
    );
    let answer = rig.send(&configure(json!({"ImageConfig": {}}))).json();
    assert_eq!(answer["ImageConfigResponse"], Value::Null);
}

fn f15_items_of_lists() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let latest = rig.configuration("f");
    for (target, items) in [("", "Functions"), ("/f/versions", "Versions")] {
        let item = rig.send(&Call::get(&at(target))).json()[items][0].clone();
        for (member, value) in latest.as_object().unwrap() {
            let none = member.starts_with("State")
                || member.starts_with("LastUpdateStatus")
                || member == "RuntimeVersionConfig";
            if none {
                assert_eq!(item[member], Value::Null, "{member}");
            } else if member != "FunctionArn" {
                assert_eq!(&item[member], value, "{member}");
            }
        }
    }
}

/// What is no runtime is in section 10 (C4), what is none any more in section 4 (E26).
fn f16_all_runtimes_of_today() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    for runtime in [
        "nodejs16.x",
        "nodejs18.x",
        "nodejs20.x",
        "nodejs22.x",
        "nodejs24.x",
        "python3.8",
        "python3.9",
        "python3.10",
        "python3.11",
        "python3.12",
        "python3.13",
        "python3.14",
        "java8.al2",
        "java11",
        "java17",
        "java21",
        "java25",
        "dotnet6",
        "dotnet8",
        "dotnet10",
        "ruby3.2",
        "ruby3.3",
        "ruby3.4",
        "provided.al2",
        "provided.al2023",
    ] {
        let answer = rig.send(&configure(json!({"Runtime": runtime})));
        assert_eq!(answer.json()["Runtime"], runtime, "{}", answer.text());
    }
}
