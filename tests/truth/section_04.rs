//! Section 4: what UpdateFunctionCode refuses.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::special::Place;
use crate::support::{Call, Rig, arn, base64, sha256, zip};
use crate::table::{Body, Row, check, message, refused, steps, user};
use crate::words::{
    CONFLICT, FUNCTIONS, INVALID, NOT_FOUND, STALE, STALE_TEXT, VALIDATION, at, code, code_and,
    configure, create, encoded, invalid, no_function, publish, update, violates,
};

/// The largest body, in bytes (E15).
const REQUEST: usize = 70_167_211;

/// The largest package in a body, in bytes (E14).
const ZIPPED: usize = 52_428_800;

/// What packages have to stay below, in bytes (E13).
const UNZIPPED: u32 = 262_144_000;

const TOO_LARGE: &str = "RequestEntityTooLargeException";
const NO_SOURCE: &str = "Please provide a source for function code.";
const TWO_SOURCES: &str =
    "Please do not provide other FunctionCode parameters when providing a ZipFile.";
const NO_ZIP: &str =
    "Could not unzip uploaded file. Please check your file, then try to upload again.";
const EMPTY_ZIP: &str = "Uploaded file must be a non-empty zip";

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    let nobody = encoded(&format!("{}:function:nobody", crate::support::ACCOUNT));
    let from = |bucket: &str, key: &str| json!({"S3Bucket": bucket, "S3Key": key});
    let older = |version: &str| {
        let mut body = from("bucket", "key");
        body["S3ObjectVersion"] = json!(version);
        update(body)
    };
    let get_object = |code: &str, text: &str| {
        format!("Error occurred while GetObject. S3 Error Code: {code}. S3 Error Message: {text}")
    };
    let empty = || json!({"ZipFile": base64(&empty_zip())});
    let large = || json!({"ZipFile": base64(&zip_declaring(UNZIPPED))});
    let unqualified = "This operation is permitted on Lambda functions only. Aliases and versions \
                       do not support this operation. Please specify either a function name or an \
                       unqualified function ARN.";
    vec![
        no_function("E1", Call::update("nobody").json(&code("b")), "nobody"),
        no_function("E1", Call::update(&nobody).json(&code("b")), "nobody"),
        refused(
            "E2",
            update(code_and("b", json!({"RevisionId": "x"}))),
            412,
            STALE,
            user("message", STALE_TEXT),
        ),
        steps("E3", e3_an_update_is_in_progress),
        steps("E4", e4_the_function_is_still_pending),
        invalid("E5", update(json!({})), NO_SOURCE),
        invalid(
            "E6",
            update(code_and("b", json!({"S3Key": "k"}))),
            TWO_SOURCES,
        ),
        invalid(
            "E6",
            update(code_and("b", json!({"S3Bucket": "bucket"}))),
            TWO_SOURCES,
        ),
        invalid(
            "E6",
            update(code_and("b", json!({"S3ObjectVersion": "v"}))),
            TWO_SOURCES,
        ),
        // The reference is not sure (L): the words are those of E5.
        invalid("E7", update(json!({"S3Bucket": "bucket"})), NO_SOURCE),
        invalid("E7", update(json!({"S3Key": "key"})), NO_SOURCE),
        invalid(
            "E8",
            update(json!({"ImageUri": "r:t"})),
            "Please don't provide ImageUri when updating a function with packageType Zip.",
        ),
        steps("E9", e9_a_package_for_an_image),
        invalid("E10", update(json!({"ZipFile": base64(b"no zip")})), NO_ZIP),
        invalid("E11", update(empty()), EMPTY_ZIP),
        // The reference is not sure (L): the words are those of E11.
        invalid("E12", update(json!({"ZipFile": ""})), EMPTY_ZIP),
        invalid(
            "E13",
            update(large()),
            "Unzipped size must be smaller than 262144000 bytes",
        ),
        steps("E13", e13_what_is_smaller_is_taken),
        refused(
            "E14",
            zeros(ZIPPED + 1),
            413,
            TOO_LARGE,
            message("Zipped size must be smaller than 52428800 bytes"),
        ),
        steps("E14", e14_creating_too),
        steps("E15", e15_the_last_byte_that_fits),
        steps("E16", e16_objects_may_be_larger_than_requests),
        invalid(
            "E17",
            update(from("nowhere", "k")),
            &get_object("NoSuchBucket", "The specified bucket does not exist"),
        ),
        invalid(
            "E18",
            update(from("bucket", "none")),
            &get_object("NoSuchKey", "The specified key does not exist."),
        ),
        invalid(
            "E19",
            older("v9"),
            &get_object("NoSuchVersion", "The specified version does not exist."),
        ),
        invalid(
            "E19",
            older("a/b"),
            &get_object("InvalidArgument", "Invalid version id specified"),
        ),
        invalid(
            "E20",
            update(from("elsewhere", "key")),
            &get_object(
                "PermanentRedirect",
                "The bucket is in this region: us-east-2. \
                 Please use this region to retry the request",
            ),
        ),
        steps("E21", e21_an_object_that_nobody_may_read),
        steps("E22", e22_the_storage_is_full),
        steps("E23", e23_code_and_layers_together),
        violates(
            "E24",
            update(code_and("b", json!({"Architectures": ["x86_64", "arm64"]}))),
            "'[x86_64, arm64]'",
            "architectures",
            "Member must have length less than or equal to 1",
        ),
        violates(
            "E25",
            update(code_and("b", json!({"Architectures": ["X86_64"]}))),
            "'[X86_64]'",
            "architectures",
            "Member must satisfy constraint: [Member must satisfy enum value set: \
             [x86_64, arm64], Member must not be null]",
        ),
        invalid("E26", create("g", json!({"Runtime": "python3.7"})), RETIRED),
        steps("E26", e26_code_for_a_retired_runtime),
        steps("E27", e27_latest_is_the_function),
        // The reference is not sure of the words (L), but that nothing changes.
        invalid("E28", Call::update("f:1").json(&code("b")), unqualified),
        invalid("E28", Call::update("f:live").json(&code("b")), unqualified),
        steps("E29", e29_too_many_requests),
        refused(
            "E30",
            create("g", json!({"CodeSigningConfigArn": SIGNING})),
            404,
            "CodeSigningConfigNotFoundException",
            user(
                "Message",
                &format!(
                    "The code signing configuration cannot be found. Check that the provided \
                     configuration is not deleted: {SIGNING}."
                ),
            ),
        ),
        steps("E31", e31_of_two_faults_the_first_in_line_is_told),
    ]
}

const SIGNING: &str =
    "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0";

const RETIRED: &str = "The runtime parameter of python3.7 is no longer supported for creating or \
                       updating AWS Lambda functions. We recommend you use a supported runtime \
                       while creating or updating functions.";

fn busy(name: &str) -> Body {
    let arn = arn(name);
    user(
        "message",
        &format!(
            "The operation cannot be performed at this time. \
             An update is in progress for resource: {arn}"
        ),
    )
}

fn e3_an_update_is_in_progress() {
    for first in [update(code("b")), configure(json!({"Timeout": 9}))] {
        let mut rig = Rig::new();
        rig.create("f", &zip("a"), json!({}));
        rig.restart("1m");
        assert_eq!(rig.send(&first).status, 200);
        let before = rig.configuration("f");
        let second = [update(code("c")), configure(json!({})), publish(json!({}))];
        let row = |call| refused("E3", call, 409, CONFLICT, busy("f"));
        check(&rig, second.map(row).into());
        assert_eq!(rig.configuration("f"), before);
    }
}

fn e4_the_function_is_still_pending() {
    let rig = Rig::settling("1m");
    rig.create("f", &zip("a"), json!({}));
    let text = format!(
        "The operation cannot be performed at this time. The resource {} is currently in the \
         following state: 'Pending'. StateReasonCode: 'Creating'",
        arn("f")
    );
    let calls = [update(code("b")), configure(json!({})), publish(json!({}))];
    let row = |call| refused("E4", call, 409, CONFLICT, user("message", &text));
    check(&rig, calls.map(row).into());
}

fn e9_a_package_for_an_image() {
    let rig = Rig::new();
    rig.put_object("bucket", "key", &zip("b"));
    let image = json!({
        "PackageType": "Image", "Code": {"ImageUri": "r:t"}, "Runtime": null, "Handler": null,
    });
    assert_eq!(rig.send(&create("f", image)).status, 201);
    let text = "Please provide ImageUri when updating a function with packageType Image.";
    let bodies = [code("b"), json!({"S3Bucket": "bucket", "S3Key": "key"})];
    check(
        &rig,
        bodies.map(|body| invalid("E9", update(body), text)).into(),
    );
}

fn e13_what_is_smaller_is_taken() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let package = zip_declaring(UNZIPPED - 1000);
    let answer = rig.update("f", &json!({"ZipFile": base64(&package)}));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn e14_creating_too() {
    let rig = Rig::new();
    let role = crate::support::ROLE;
    let zip_file = "AAAA".repeat((ZIPPED + 1).div_ceil(3));
    let body = format!(
        "{{\"FunctionName\":\"g\",\"Role\":\"{role}\",\"Runtime\":\"python3.12\",\"Handler\":\"h\",\
         \"Code\":{{\"ZipFile\":\"{zip_file}\"}}}}"
    );
    let call = Call::post(FUNCTIONS).body(body);
    let text = message("Zipped size must be smaller than 52428800 bytes");
    check(&rig, vec![refused("E14", call, 413, TOO_LARGE, text)]);
    assert_eq!(rig.send(&Call::get(&at("/g"))).status, 404);
}

fn e15_the_last_byte_that_fits() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let text = |length: usize| {
        let body = code("b").to_string();
        let blanks = " ".repeat(length - body.len());
        body + &blanks
    };
    let answer = rig.send(&Call::update("f").body(text(REQUEST)));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let too_large = |operation: &str| {
        let text = "Request must be smaller than 70167211 bytes for the ";
        message(&format!("{text}{operation} operation"))
    };
    // It is told before the size of the package is (E14).
    let rows = vec![
        refused(
            "E15",
            Call::update("f").body(text(REQUEST + 1)),
            413,
            TOO_LARGE,
            too_large("UpdateFunctionCode"),
        ),
        refused(
            "E15",
            zeros(ZIPPED + 300_000),
            413,
            TOO_LARGE,
            too_large("UpdateFunctionCode"),
        ),
        refused(
            "E15",
            Call::post(FUNCTIONS).body(text(REQUEST + 1)),
            413,
            TOO_LARGE,
            too_large("CreateFunction"),
        ),
    ];
    check(&rig, rows);
}

fn e16_objects_may_be_larger_than_requests() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let package = zip(&"x".repeat(ZIPPED));
    assert!(package.len() > ZIPPED);
    rig.put_object("bucket", "large", &package);
    let body = json!({"S3Bucket": "bucket", "S3Key": "large", "DryRun": true});
    let answer = rig.update("f", &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["CodeSha256"], sha256(&package));
}

/// A file without any permission to read it stands for an object behind a policy.
fn e21_an_object_that_nobody_may_read() {
    let rig = crate::table::furnished();
    let path = rig.buckets().join("bucket/key");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    let text = "Your access has been denied by S3, please make sure your request credentials have \
                permission to GetObject for bucket/key. S3 Error Code: AccessDenied. \
                S3 Error Message: Access Denied";
    let answer = rig.update("f", &json!({"S3Bucket": "bucket", "S3Key": "key"}));
    assert_eq!(
        (answer.status, answer.error()),
        (403, Some("AccessDeniedException"))
    );
    assert_eq!(answer.message().as_deref(), Some(text));
}

fn e22_the_storage_is_full() {
    let size = zip("a").len() as u64;
    let place = Place::with(|rules| rules.storage_limit = size);
    place.ok(&create("f", json!({})), 201);
    let calls = [
        create("g", json!({})),
        update(code("longer")),
        update(code_and("b", json!({"Publish": true}))),
    ];
    for call in calls {
        let answer = place.ok(&call, 400);
        assert_eq!(answer.error(), Some("CodeStorageExceededException"));
        let body = "{\"Type\":\"User\",\"message\":\"Code storage limit exceeded.\"}";
        assert_eq!(answer.text(), body);
    }
}

fn e23_code_and_layers_together() {
    let rig = Rig::new();
    let layer = |size: u32| {
        let size = u64::from(size);
        format!("arn:aws:lambda:us-east-1:000000000000:layer:lambda-code-of-{size}-bytes:1")
    };
    let most = UNZIPPED - 1;
    let call = |name: &str, size: u32| create(name, json!({"Layers": [layer(size)]}));
    assert_eq!(rig.send(&call("f", most)).status, 201);
    let text = |actual: u32| {
        format!(
            "Function code combined with layers exceeds the maximum allowed size of 262144000 \
             bytes. The actual size is {actual} bytes."
        )
    };
    // The package of `create` holds one byte.
    let rows = vec![
        invalid("E23", call("g", UNZIPPED), &text(UNZIPPED + 1)),
        invalid("E23", update(code("two")), &text(UNZIPPED + 2)),
        invalid(
            "E23",
            configure(json!({"Layers": [layer(most), layer(1)]})),
            &text(UNZIPPED + 1),
        ),
    ];
    check(&rig, rows);
    let answer = rig.send(&configure(json!({"Layers": [layer(most - 1), layer(1)]})));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn e26_code_for_a_retired_runtime() {
    let mut place = Place::with(|rules| rules.retired_runtimes = true);
    place.ok(&create("f", json!({"Runtime": "python3.7"})), 201);
    place.reopen(&[], |_| {});
    let answer = place.ok(&update(code("b")), 400);
    assert_eq!(answer.error(), Some(INVALID));
    assert_eq!(answer.message().as_deref(), Some(RETIRED));
}

fn e27_latest_is_the_function() {
    let rig = crate::table::furnished();
    let answer = rig.update("f:$LATEST", &code("b"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["FunctionArn"], arn("f"));
}

fn e29_too_many_requests() {
    let mut place = Place::with(|_| {});
    place.reopen(&["--rate-per-key", "1"], |_| {});
    let call = Call::get(&at("/f/configuration"));
    // Within one second there are two of these at least.
    let answer = (0..50)
        .map(|_| place.send(&call))
        .find(|answer| answer.status == 429)
        .unwrap();
    assert_eq!(answer.error(), Some("TooManyRequestsException"));
    assert_eq!(answer.header("retry-after"), Some("1"));
    let expected = json!({
        "Type": "User", "message": "Rate exceeded", "Reason": "CallerRateLimitExceeded",
    });
    assert_eq!(answer.json(), expected);
}

fn e31_of_two_faults_the_first_in_line_is_told() {
    let rig = crate::table::furnished();
    let elsewhere = encoded("arn:aws:lambda:eu-west-1:000000000000:function:f");
    let bad = || json!({"RevisionId": "x", "ZipFile": base64(b"no zip")});
    let mut violated = bad();
    violated["Architectures"] = json!([]);
    let role = json!({"Role": "r1", "Code": {}, "Runtime": "none"});
    for (call, status, error) in [
        (Call::update("nobody").json(&violated), 400, VALIDATION),
        (Call::post(FUNCTIONS).json(&role), 400, VALIDATION),
        (Call::update(&elsewhere).json(&bad()), 404, NOT_FOUND),
        (Call::update("nobody").json(&bad()), 404, NOT_FOUND),
        (update(bad()), 412, STALE),
        (
            update(json!({"ZipFile": base64(b"no zip"), "S3Key": "k"})),
            400,
            INVALID,
        ),
    ] {
        let answer = rig.send(&call);
        assert_eq!(
            (answer.status, answer.error()),
            (status, Some(error)),
            "{}",
            answer.text()
        );
    }
}

/// UpdateFunctionCode with a package of at least so many zeros.
fn zeros(bytes: usize) -> Call {
    let zip_file = "AAAA".repeat(bytes.div_ceil(3));
    Call::update("f").body(format!("{{\"ZipFile\":\"{zip_file}\"}}"))
}

/// A zip without entries.
fn empty_zip() -> Vec<u8> {
    let mut bytes = b"PK\x05\x06".to_vec();
    bytes.resize(22, 0);
    bytes
}

/// A zip of one entry whose central record declares this many bytes unzipped.
fn zip_declaring(size: u32) -> Vec<u8> {
    let mut bytes = zip("x");
    let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[central + 24..central + 28].copy_from_slice(&size.to_le_bytes());
    // What is stored has one size: both headers say that it is deflated.
    (bytes[central + 10], bytes[8]) = (8, 8);
    bytes
}
