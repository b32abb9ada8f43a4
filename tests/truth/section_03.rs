//! Section 3: what UpdateFunctionCode answers when all is well.

use serde_json::{Value, json};

use crate::support::{Answer, Call, Rig, arn, base64, files, sha256, zip};
use crate::table::{Row, steps};
use crate::words::{
    DONE, IN_PROGRESS, PENDING, REASON, at, code, code_and, create, publish, states,
};

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    vec![
        steps("U1", u1_an_update),
        steps("U2", u2_an_update_that_settles),
        steps("U3", u3_the_same_bytes_again),
        steps("U4", u4_an_update_that_publishes),
        steps("U5", u5_the_same_bytes_make_versions_without_end),
        steps("U6", u6_the_current_revision_id),
        steps("U7", u7_an_object_is_copied),
        steps("U7", u7_r4_a_refusal_keeps_no_package),
        steps("U8", u8_an_older_version_of_an_object),
        steps("U9", u9_architectures),
        steps("U10", u10_a_dry_run_computes_and_leaves_every_byte),
        steps("U11", u11_images),
        steps("U12", u12_unknown_members_and_nulls_are_ignored),
        steps("U13", u13_storage_counts_what_is_published),
    ]
}

fn u1_an_update() {
    let mut rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let before = rig.configuration("f");
    rig.restart("1m");
    let next = zip("b");
    let found = rig.update("f", &code("b")).json();
    for (member, expected) in [
        ("CodeSha256", json!(sha256(&next))),
        ("CodeSize", json!(next.len())),
        ("Version", json!("$LATEST")),
        ("FunctionArn", json!(arn("f"))),
        ("StateReason", Value::Null),
        ("LastUpdateStatusReason", json!(REASON)),
    ] {
        assert_eq!(found[member], expected, "{member}");
    }
    assert_eq!(states(&found), IN_PROGRESS);
    assert_ne!(found["RevisionId"], before["RevisionId"]);
    let time = found["LastModified"].as_str().unwrap();
    assert!(time.ends_with(".000+0000"), "{time}");
    // The new code is there at once.
    let function = rig.send(&Call::get(&at("/f"))).json();
    assert_eq!(function["Configuration"], found);
    let answer = crate::links::download(&rig, &function);
    assert_eq!(&answer.body[..], &next[..]);
}

fn u2_an_update_that_settles() {
    let rig = settle_soon();
    let updating = rig.update("f", &code("b")).json();
    assert_eq!(states(&updating), IN_PROGRESS);
    let settled = until_settled(&rig, "f");
    assert_eq!(states(&settled), DONE);
    assert!(settled["LastUpdateStatusReason"].is_null());
    assert_ne!(settled["RevisionId"], updating["RevisionId"]);
    assert_eq!(settled["LastModified"], updating["LastModified"]);
}

fn u3_the_same_bytes_again() {
    let rig = settle_soon();
    let before = until_settled(&rig, "f");
    let first = rig.send(&publish_of("f")).json();
    let answer = rig.update("f", &code("a")).json();
    assert_eq!(states(&answer), IN_PROGRESS);
    assert_eq!(answer["CodeSha256"], before["CodeSha256"]);
    assert_ne!(answer["RevisionId"], before["RevisionId"]);
    assert_eq!(states(&until_settled(&rig, "f")), DONE);
    let second = rig.send(&publish_of("f")).json();
    assert_eq!([&first["Version"], &second["Version"]], ["1", "2"]);
}

fn u4_an_update_that_publishes() {
    let mut rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Description": "d"}));
    rig.restart("1m");
    let next = zip("b");
    let found = rig
        .update("f", &code_and("b", json!({"Publish": true})))
        .json();
    for (member, expected) in [
        ("CodeSha256", json!(sha256(&next))),
        ("CodeSize", json!(next.len())),
        ("Version", json!("1")),
        ("FunctionArn", json!(arn("f") + ":1")),
        ("Description", json!("d")),
        ("StateReason", json!(REASON)),
    ] {
        assert_eq!(found[member], expected, "{member}");
    }
    assert_eq!(states(&found), PENDING);
    assert_eq!(rig.configuration("f:1"), found, "readable at once");
    let latest = rig.configuration("f");
    assert_eq!(latest["Version"], "$LATEST");
    assert_eq!(latest["CodeSha256"], found["CodeSha256"]);
    assert_eq!(states(&latest), IN_PROGRESS);
    assert_ne!(latest["RevisionId"], found["RevisionId"]);

    let rig = settle_soon();
    let version = rig
        .update("f", &code_and("b", json!({"Publish": true})))
        .json();
    let latest = rig.configuration("f");
    let settled = [until_settled(&rig, "f:1"), until_settled(&rig, "f")];
    for (settled, before) in settled.iter().zip([version, latest]) {
        assert_eq!(states(settled), DONE);
        assert_ne!(settled["RevisionId"], before["RevisionId"]);
    }
}

fn u5_the_same_bytes_make_versions_without_end() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    for number in ["1", "2", "3", "4"] {
        let answer = rig.update("f", &code_and("a", json!({"Publish": true})));
        assert_eq!(answer.json()["Version"], number);
    }
    assert_eq!(rig.send(&publish(json!({}))).json()["Version"], "4");
}

fn u6_the_current_revision_id() {
    let mut rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let revision = rig.configuration("f")["RevisionId"].clone();
    rig.restart("1m");
    let answer = rig.update("f", &code_and("b", json!({"RevisionId": revision})));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(states(&answer.json()), IN_PROGRESS);
}

fn u7_an_object_is_copied() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    rig.put_object("bucket", "key", &zip("b"));
    let from = json!({"S3Bucket": "bucket", "S3Key": "key"});
    assert_eq!(
        rig.update("f", &from).json()["CodeSha256"],
        sha256(&zip("b"))
    );
    rig.put_object("bucket", "key", &zip("c"));
    let function = rig.send(&Call::get(&at("/f"))).json();
    assert_eq!(
        &crate::links::download(&rig, &function).body[..],
        &zip("b")[..]
    );
    assert_eq!(
        rig.update("f", &from).json()["CodeSha256"],
        sha256(&zip("c"))
    );
}

fn u8_an_older_version_of_an_object() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    rig.put_object("bucket", "key", &zip("new"));
    rig.put_object("bucket", ".versions/key/v1", &zip("old"));
    let body = json!({"S3Bucket": "bucket", "S3Key": "key", "S3ObjectVersion": "v1"});
    assert_eq!(
        rig.update("f", &body).json()["CodeSha256"],
        sha256(&zip("old"))
    );
}

fn u9_architectures() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let sha = rig.configuration("f")["CodeSha256"].clone();
    for (more, expected) in [
        (
            json!({"Architectures": ["arm64"], "Publish": true}),
            "arm64",
        ),
        (json!({"Publish": true}), "arm64"),
        (json!({"Architectures": ["x86_64"]}), "x86_64"),
    ] {
        let answer = rig.update("f", &code_and("a", more)).json();
        assert_eq!(answer["Architectures"], json!([expected]));
        assert_eq!(answer["CodeSha256"], sha);
    }
    assert_eq!(rig.configuration("f:1")["Architectures"], json!(["arm64"]));
}

fn u11_images() {
    let mut rig = Rig::new();
    let repository = "000000000000.dkr.ecr.us-east-1.amazonaws.com/r";
    let new = create(
        "f",
        json!({
            "PackageType": "Image", "Runtime": null, "Handler": null,
            "Code": {"ImageUri": format!("{repository}:one")},
        }),
    );
    let made = rig.send(&new);
    assert_eq!(made.status, 201, "{}", made.text());
    rig.restart("1m");
    let hex = "0123456789abcdef".repeat(4);
    let uri = format!("{repository}@sha256:{hex}");
    let answer = rig.update("f", &json!({"ImageUri": uri}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found = answer.json();
    assert_eq!(states(&found), IN_PROGRESS);
    assert_eq!(
        (&found["CodeSha256"], &found["CodeSize"]),
        (&json!(hex), &json!(0))
    );
    let code = rig.send(&Call::get(&at("/f"))).json()["Code"].clone();
    assert_eq!(code["RepositoryType"], "ECR");
    assert_eq!(code["ImageUri"], json!(uri));
    assert_eq!(
        code["ResolvedImageUri"],
        json!(format!("{repository}@sha256:{hex}"))
    );
}

/// How much is stored shows where the limit is.
fn u13_storage_counts_what_is_published() {
    let size = zip("a").len() as u64;
    let rig = crate::special::Place::with(|rules| rules.storage_limit = 3 * size);
    rig.ok(&create("f", json!({})), 201);
    let again = Call::update("f").json(&code("b"));
    for _ in 0..3 {
        rig.ok(&again, 200);
    }
    rig.ok(
        &Call::update("f").json(&code_and("b", json!({"Publish": true}))),
        200,
    );
    rig.ok(&Call::put(&at("/f/configuration")).json(&json!({})), 200);
    rig.ok(&publish_of("f"), 201);
    rig.ok(&again, 200);
    let answer = rig.send(&publish_of("f"));
    assert_eq!(answer.error(), Some("CodeStorageExceededException"));
}

/// A service with a function `f` in which changes take as long as they have to be seen.
pub(crate) fn settle_soon() -> Rig {
    let rig = Rig::settling("400ms");
    rig.create("f", &zip("a"), json!({}));
    until_settled(&rig, "f");
    rig
}

/// The configuration of a function or version once nothing is under way.
pub(crate) fn until_settled(rig: &Rig, name: &str) -> Value {
    for _ in 0..1000 {
        let found = rig.configuration(name);
        if states(&found) == DONE {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("{name} does not settle");
}

fn publish_of(name: &str) -> Call {
    Call::post(&at(&format!("/{name}/versions"))).json(&json!({}))
}

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
fn u10_a_dry_run_computes_and_leaves_every_byte() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Publish": true}));
    rig.put_object("bucket", "key.zip", &zip("object"));
    let before = rig.configuration("f");
    let stored = files(&rig.data());
    let submitted = zip("submitted");
    let dry = |members: Value| {
        let mut body = json!({"DryRun": true, "Publish": true});
        if let (Some(body), Value::Object(members)) = (body.as_object_mut(), members) {
            body.extend(members);
        }
        rig.update("f", &body)
    };
    let revision = before["RevisionId"].clone();
    for (members, package) in [
        (json!({"ZipFile": base64(&submitted)}), submitted.clone()),
        (
            json!({"ZipFile": base64(&submitted), "RevisionId": revision}),
            submitted.clone(),
        ),
        (
            json!({"S3Bucket": "bucket", "S3Key": "key.zip"}),
            zip("object"),
        ),
    ] {
        let answer = dry(members);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let mut expected = before.clone();
        expected["CodeSha256"] = json!(sha256(&package));
        expected["CodeSize"] = json!(package.len());
        assert_eq!(answer.json(), expected);
    }
    for (members, status) in [
        (json!({"ZipFile": base64(b"no zip")}), 400),
        (
            json!({"ZipFile": base64(&submitted), "RevisionId": "x"}),
            412,
        ),
        (json!({"S3Bucket": "bucket", "S3Key": "none"}), 400),
        (json!({}), 400),
    ] {
        assert_eq!(dry(members).status, status);
    }
    assert_eq!(rig.configuration("f"), before);
    for ((path, found), (before_path, expected)) in files(&rig.data()).iter().zip(&stored) {
        assert_eq!(path, before_path);
        assert!(found == expected, "{} has changed", path.display());
    }
    assert_eq!(files(&rig.data()).len(), stored.len());
}

fn u7_r4_a_refusal_keeps_no_package() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let packages = || files(&rig.data().join("packages"));
    let before = packages();
    let body = json!({"ZipFile": base64(&zip("b")), "RevisionId": "x"});
    assert_eq!(rig.update("f", &body).status, 412);
    assert!(packages() == before);
}
