//! Section 1: the wire format of all operations.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{ACCOUNT, Call, Rig, arn, base64, zip};
use crate::table::{Row, message, refused, steps, user};
use crate::words::{
    FUNCTIONS, INVALID, NOT_FOUND, STALE, STALE_TEXT, VALIDATION, at, code, encoded, no_function,
    one, update,
};

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    vec![
        steps("W1", w1_w2_headers_of_an_answer_as_they_are_written),
        steps("W2", w2_request_ids_are_uuids_and_differ),
        steps("W3", w3_errors_have_the_same_headers_and_a_plain_name),
        no_function("W4", Call::update("nobody").json(&code("b")), "nobody"),
        refused(
            "W4",
            update(json!({"ZipFile": base64(&zip("b")), "RevisionId": "x"})),
            412,
            STALE,
            user("message", STALE_TEXT),
        ),
        steps("W4", w4_bodies_are_as_long_as_the_recorded_ones),
        steps("W4", w4_the_member_of_the_message_depends_on_the_error),
        refused(
            "W5",
            update(json!({"ZipFile": base64(&zip("b")), "Architectures": ["a", "b"]})),
            400,
            VALIDATION,
            crate::table::Body::NoType,
        ),
        refused(
            "W5",
            Call::get(&at("?MaxItems=0")),
            400,
            VALIDATION,
            one(
                "'0'",
                "maxItems",
                "Member must have value greater than or equal to 1",
            ),
        ),
        steps("W5", w5_weights_on_latest_have_no_type),
        steps("W6", w6_absent_members_are_nulls),
        steps("W6", w6_environments_have_a_null_error),
        steps("W7", w7_the_lenient_client_reads_bodies_full_of_nulls),
        steps("W8", w8_all_members_of_the_recorded_item_are_there),
        steps("W9", w9_statuses),
        steps("W10", w10_the_same_function_under_every_name),
        steps("W10", w10_lists_with_and_without_a_slash_at_the_end),
        steps("W11", w11_the_request_of_sdks),
        refused(
            "W12",
            update(json!({"S3Bucket": "b".repeat(64), "S3Key": "k"})),
            400,
            VALIDATION,
            one(
                &format!("'{}'", "b".repeat(64)),
                "s3Bucket",
                "Member must have length less than or equal to 63",
            ),
        ),
        refused(
            "W12",
            update(json!({"ZipFile": base64(b"no zip")})),
            400,
            INVALID,
            user(
                "message",
                "Could not unzip uploaded file. Please check your file, then try to upload again.",
            ),
        ),
        refused(
            "W13",
            Call::update("gone").json(&code("b")),
            404,
            NOT_FOUND,
            user("Message", &format!("Function not found: {}", arn("gone"))),
        ),
    ]
}

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

/// Whether it is a UUID of the fourth version, as today's are.
fn is_request_id(text: &str) -> bool {
    let shape = |b: u8| match b {
        b'0'..=b'9' | b'a'..=b'f' => 'x',
        _ => char::from(b),
    };
    let is_uuid =
        text.bytes().map(shape).collect::<String>() == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    is_uuid && text[14..].starts_with('4') && text[19..].starts_with(['8', '9', 'a', 'b'])
}

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
    let again = rig.send(&Call::get(FUNCTIONS));
    assert_ne!(again.header("x-amzn-requestid"), Some(id));
}

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

fn w6_environments_have_a_null_error() {
    let rig = Rig::new();
    let variables = json!({"Variables": {"AB": "c"}});
    rig.create("f", &zip("a"), json!({"Environment": variables}));
    let expected = json!({"Variables": {"AB": "c"}, "Error": null});
    assert_eq!(rig.configuration("f")["Environment"], expected);
}

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

fn w2_request_ids_are_uuids_and_differ() {
    let rig = Rig::new();
    let ids: BTreeSet<String> = [FUNCTIONS, "/nothing", "/2015-03-31/functions/f"]
        .iter()
        .map(|target| {
            let answer = rig.send(&Call::get(target));
            let id = answer.header("x-amzn-requestid").unwrap().to_owned();
            assert!(is_request_id(&id), "{target}: {id}");
            id
        })
        .collect();
    assert_eq!(ids.len(), 3);
}

fn w3_errors_have_the_same_headers_and_a_plain_name() {
    let rig = Rig::new();
    let answer = rig.send(&Call::get(&at("/nobody")));
    assert_eq!(answer.error(), Some(NOT_FOUND));
    for (header, value) in [
        ("content-type", "application/json"),
        ("connection", "keep-alive"),
    ] {
        assert_eq!(answer.header(header), Some(value), "{header}");
    }
    assert!(answer.header("date").is_some());
    assert!(is_request_id(answer.header("x-amzn-requestid").unwrap()));
    let length = answer.body.len().to_string();
    assert_eq!(answer.header("content-length"), Some(length.as_str()));
    assert_eq!(answer.header("server"), None);
}

/// The lengths that were recorded, of an account and a region whose names are as long as these.
fn w4_bodies_are_as_long_as_the_recorded_ones() {
    let rig = Rig::new();
    let answer = rig.send(&Call::get(&at("/test-foo-bar")));
    assert_eq!(answer.header("content-length"), Some("107"));
    rig.create("f", &zip("a"), json!({}));
    let mut body = code("b");
    body["RevisionId"] = json!("x");
    // The recorded one names another operation.
    let more = "GetFunction/GetAlias".len() - "GetPolicy".len();
    assert_eq!(rig.update("f", &body).body.len(), 149 + more);
}

/// Which member holds the message, of every error that the model lists.
fn w4_the_member_of_the_message_depends_on_the_error() {
    let upper = [
        "CodeSigningConfigNotFoundException",
        "CodeVerificationFailedException",
        "InvalidCodeSignatureException",
        "ResourceNotFoundException",
        "ServiceException",
    ];
    let lower = [
        "CodeStorageExceededException",
        "InvalidParameterValueException",
        "PreconditionFailedException",
        "ResourceConflictException",
        "TooManyRequestsException",
    ];
    let text = include_str!("../../model/lambda.json");
    let model: Value = serde_json::from_str(text).unwrap();
    for (errors, member) in [(upper, "Message"), (lower, "message")] {
        for error in errors {
            let members = &model["shapes"][format!("com.amazonaws.lambda#{error}")]["members"];
            let found: Vec<&String> = members.as_object().expect(error).keys().collect();
            let messages: Vec<_> = found
                .iter()
                .filter(|name| name.eq_ignore_ascii_case("message"))
                .collect();
            assert_eq!(messages, [&member], "{error}");
            assert!(members.get("Type").is_some(), "{error}");
        }
    }
}

fn w5_weights_on_latest_have_no_type() {
    let rig = crate::table::furnished();
    let body = json!({
        "Name": "other", "FunctionVersion": "$LATEST",
        "RoutingConfig": {"AdditionalVersionWeights": {"1": 0.5}},
    });
    let text = "$LATEST is not supported for an alias pointing to more than 1 version";
    let call = Call::post(&at("/f/aliases")).json(&body);
    crate::table::check(&rig, vec![refused("W5", call, 400, INVALID, message(text))]);
}

/// To a typed client, a null is nothing at all.
fn w7_the_lenient_client_reads_bodies_full_of_nulls() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    assert!(rig.configuration("f")["Environment"].is_null());
    let config = planish_runtime::client::Config::new()
        .endpoint(format!("http://{}", rig.address()))
        .region("us-east-1")
        .credentials(planish_runtime::client::Credentials::new("test", "test"));
    let client = lambda_client::Client::new(config);
    let call =
        client.get_function_configuration(lambda_client::types::GetFunctionConfigurationRequest {
            function_name: Some("f".to_owned()),
            ..Default::default()
        });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let found = runtime.block_on(async { call.await }).unwrap();
    assert_eq!(found.function_name.as_deref(), Some("f"));
    assert!(found.environment.is_none() && found.vpc_config.is_none());
}

/// The order that was seen is hash-like and no contract: the names are what counts.
fn w8_all_members_of_the_recorded_item_are_there() {
    let seen = [
        "Description",
        "TracingConfig",
        "VpcConfig",
        "SigningJobArn",
        "SnapStart",
        "RevisionId",
        "LastModified",
        "FileSystemConfigs",
        "FunctionName",
        "Runtime",
        "Version",
        "PackageType",
        "LastUpdateStatus",
        "Layers",
        "FunctionArn",
        "KMSKeyArn",
        "MemorySize",
        "ImageConfigResponse",
        "LastUpdateStatusReason",
        "DeadLetterConfig",
        "Timeout",
        "Handler",
        "CodeSha256",
        "Role",
        "SigningProfileVersionArn",
        "MasterArn",
        "RuntimeVersionConfig",
        "CodeSize",
        "State",
        "StateReason",
        "Environment",
        "EphemeralStorage",
        "StateReasonCode",
        "LastUpdateStatusReasonCode",
        "Architectures",
    ];
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let list = rig.send(&Call::get(FUNCTIONS)).json();
    for member in seen {
        assert!(list["Functions"][0].get(member).is_some(), "{member}");
    }
}

fn w11_the_request_of_sdks() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let revision = rig.configuration("f")["RevisionId"].clone();
    let zip_file = base64(&zip("b"));
    // With the blanks that boto3 writes.
    let body =
        format!("{{\"ZipFile\": \"{zip_file}\", \"RevisionId\": {revision}, \"DryRun\": true}}");
    let call = Call::update("f").header("content-type", "application/json");
    let answer = rig.send(&call.body(body));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn w10_the_same_function_under_every_name() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Publish": true}));
    for name in [
        "f".to_owned(),
        encoded("f:$LATEST"),
        "f:$LATEST".to_owned(),
        encoded(&arn("f")),
        arn("f"),
        encoded(&format!("{}:$LATEST", arn("f"))),
        encoded(&format!("{ACCOUNT}:function:f")),
        "function:f".to_owned(),
        "%66".to_owned(),
    ] {
        let answer = rig.update(&name, &json!({"ZipFile": base64(&zip(&name))}));
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        assert_eq!(answer.json()["FunctionName"], "f", "{name}");
        assert_eq!(answer.json()["FunctionArn"], arn("f"), "{name}");
    }
}

fn w10_lists_with_and_without_a_slash_at_the_end() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    for target in [
        "/2015-03-31/functions",
        "/2015-03-31/functions/",
        "/2015-03-31/functions?MaxItems=1",
        "/2015-03-31/functions/?MaxItems=1",
    ] {
        let answer = rig.send(&Call::get(target));
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        assert_eq!(
            answer.json()["Functions"][0]["FunctionName"],
            "f",
            "{target}"
        );
    }
}
