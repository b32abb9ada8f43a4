//! Successful answers: headers, statuses, and members that are absent but written (W1, W2, W6, W9).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, Call, Rig, arn, base64, sha256, zip};

/// Members that have a value for a plain function of a zip once nothing is under way; all others
/// are null (W6, F11, F13), those that the model gains later too.
const SET: [&str; 22] = [
    "Architectures",
    "CodeSha256",
    "CodeSize",
    "Description",
    "EphemeralStorage",
    "FunctionArn",
    "FunctionName",
    "Handler",
    "LastModified",
    "LastUpdateStatus",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "RevisionId",
    "Role",
    "Runtime",
    "RuntimeVersionConfig",
    "SnapStart",
    "State",
    "Timeout",
    "TracingConfig",
    "Version",
];

/// Members that are null in lists besides (F15).
const NULL_IN_LISTS: [&str; 3] = ["LastUpdateStatus", "RuntimeVersionConfig", "State"];

/// All members of the structure FunctionConfiguration, by the model.
fn members() -> BTreeSet<String> {
    let text = include_str!("../../model/lambda.json");
    let model: Value = serde_json::from_str(text).unwrap();
    let shape = &model["shapes"]["com.amazonaws.lambda#FunctionConfiguration"];
    shape["members"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// The names of an object's members, and of those that are null.
fn names(object: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let object = object.as_object().unwrap();
    let null = object.iter().filter(|(_, value)| value.is_null());
    (
        object.keys().cloned().collect(),
        null.map(|(name, _)| name.clone()).collect(),
    )
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn is_request_id(text: &str) -> bool {
    let shape = |b: u8| match b {
        b'0'..=b'9' | b'a'..=b'f' => 'x',
        _ => char::from(b),
    };
    text.bytes().map(shape).collect::<String>() == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
}

#[test]
fn w1_w2_headers_of_an_answer_as_they_are_written() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let call = Call::update("f").json(&json!({"ZipFile": base64(&zip("b"))}));
    let answer = rig.send(&call);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("connection"), Some("keep-alive"));
    let length = answer.body.len().to_string();
    assert_eq!(answer.header("content-length"), Some(length.as_str()));
    let id = answer.header("x-amzn-requestid").unwrap();
    assert!(is_request_id(id), "{id}");
    let date = answer.header("date").unwrap();
    assert!(date.ends_with(" GMT") && date.len() == 29, "{date}");
    for absent in ["server", "x-amz-crc32", "x-amz-id-2", "x-amzn-errortype"] {
        assert_eq!(answer.header(absent), None, "{absent}");
    }
    let again = rig.send(&Call::get("/2015-03-31/functions"));
    assert_ne!(again.header("x-amzn-requestid"), Some(id));
}

#[test]
fn w6_absent_members_are_nulls() {
    let mut rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let all = members();
    let at_rest: BTreeSet<String> = all.difference(&set(&SET)).cloned().collect();
    let settled = rig.configuration("f");
    assert_eq!(names(&settled), (all.clone(), at_rest.clone()), "settled");

    let function = rig.send(&Call::get("/2015-03-31/functions/f")).json();
    let (outer, null) = names(&function);
    assert_eq!(
        outer,
        set(&["Code", "Concurrency", "Configuration", "Tags"])
    );
    assert_eq!(null, set(&["Concurrency", "Tags"]), "GetFunction");
    assert_eq!(function["Configuration"], settled);
    assert_eq!(
        names(&function["Code"]).0.len() - names(&function["Code"]).1.len(),
        2,
        "{}",
        function["Code"]
    );

    rig.restart("1m");
    let updating = rig.update("f", &json!({"ZipFile": base64(&zip("b"))}));
    let reasons = ["LastUpdateStatusReason", "LastUpdateStatusReasonCode"];
    let mut null = at_rest.clone();
    null.retain(|name| !reasons.contains(&name.as_str()));
    assert_eq!(names(&updating.json()), (all.clone(), null), "UFC");

    let mut in_lists = at_rest;
    in_lists.extend(set(&NULL_IN_LISTS));
    for (target, items) in [
        ("/2015-03-31/functions", "Functions"),
        ("/2015-03-31/functions/f/versions", "Versions"),
    ] {
        let list = rig.send(&Call::get(target)).json();
        assert_eq!(
            names(&list),
            (set(&[items, "NextMarker"]), set(&["NextMarker"]))
        );
        assert_eq!(names(&list[items][0]), (all.clone(), in_lists.clone()));
    }
}

#[test]
fn w6_environments_have_a_null_error() {
    let rig = Rig::new();
    let variables = json!({"Variables": {"AB": "c"}});
    rig.create("f", &zip("a"), json!({"Environment": variables}));
    let expected = json!({"Variables": {"AB": "c"}, "Error": null});
    assert_eq!(rig.configuration("f")["Environment"], expected);
}

#[test]
fn w9_statuses() {
    let rig = Rig::new();
    let created = rig.create("f", &zip("a"), json!({"Publish": true}));
    assert_eq!(created.status, 201);
    let root = "/2015-03-31/functions";
    let empty = json!({});
    let code = json!({"ZipFile": base64(&zip("b"))});
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    let at = |rest: &str| format!("{root}/f{rest}");
    for (row, call, status) in [
        ("UpdateFunctionCode", Call::update("f").json(&code), 200),
        (
            "UpdateFunctionConfiguration",
            Call::put(&at("/configuration")).json(&empty),
            200,
        ),
        (
            "PublishVersion",
            Call::post(&at("/versions")).json(&empty),
            201,
        ),
        ("CreateAlias", Call::post(&at("/aliases")).json(&alias), 201),
        ("GetAlias", Call::get(&at("/aliases/live")), 200),
        (
            "UpdateAlias",
            Call::put(&at("/aliases/live")).json(&empty),
            200,
        ),
        ("ListAliases", Call::get(&at("/aliases")), 200),
        ("DeleteAlias", Call::delete(&at("/aliases/live")), 204),
        ("GetFunction", Call::get(&at("")), 200),
        (
            "GetFunctionConfiguration",
            Call::get(&at("/configuration")),
            200,
        ),
        ("ListVersionsByFunction", Call::get(&at("/versions")), 200),
        ("ListFunctions", Call::get(root), 200),
        ("DeleteFunction", Call::delete(&at("")), 204),
    ] {
        let answer = rig.send(&call);
        assert_eq!(answer.status, status, "{row}: {}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            Some("application/json"),
            "{row}"
        );
        if status == 204 {
            assert!(answer.body.is_empty(), "{row}");
            assert_eq!(answer.header("content-length"), None, "{row}");
        }
    }
}

#[test]
fn u1_u4_the_answer_to_an_update() {
    let mut rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    rig.restart("1m");
    let next = zip("b");
    let answer = rig.update("f", &json!({"ZipFile": base64(&next), "Publish": true}));
    let found = answer.json();
    for (member, expected) in [
        ("CodeSha256", json!(sha256(&next))),
        ("CodeSize", json!(next.len())),
        ("Version", json!("1")),
        ("FunctionArn", json!(arn("f") + ":1")),
        ("State", json!("Pending")),
        ("StateReason", json!("The function is being created.")),
        ("StateReasonCode", json!("Creating")),
        ("LastUpdateStatus", Value::Null),
    ] {
        assert_eq!(found[member], expected, "{member}");
    }
    let latest = rig.configuration("f");
    for (member, expected) in [
        ("CodeSha256", json!(sha256(&next))),
        ("Version", json!("$LATEST")),
        ("FunctionArn", json!(arn("f"))),
        ("State", json!("Active")),
        ("LastUpdateStatus", json!("InProgress")),
        (
            "LastUpdateStatusReason",
            json!("The function is being created."),
        ),
        ("LastUpdateStatusReasonCode", json!("Creating")),
    ] {
        assert_eq!(latest[member], expected, "{member}");
    }
    assert_ne!(latest["RevisionId"], found["RevisionId"]);
}

#[test]
fn u12_unknown_members_and_nulls_are_ignored() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let next = zip("b");
    let answer: Answer = rig.update(
        "f",
        &json!({
            "ZipFile": base64(&next), "S3Bucket": null, "S3Key": null, "ImageUri": null,
            "Publish": null, "DryRun": null, "RevisionId": null, "Architectures": null,
            "FunctionName": "other", "Unknown": {"deep": [1, {"er": null}]},
        }),
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["FunctionName"], "f");
    assert_eq!(answer.json()["CodeSha256"], sha256(&next));
}
