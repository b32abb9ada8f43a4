//! What is stored, and what happens when many come at once (U3, U7, U10, U13, R4).

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::support::{Answer, Call, Rig, base64, files, sha256, zip};

#[test]
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

#[test]
fn u7_r4_a_refusal_keeps_no_package() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let packages = || files(&rig.data().join("packages"));
    let before = packages();
    let body = json!({"ZipFile": base64(&zip("b")), "RevisionId": "x"});
    assert_eq!(rig.update("f", &body).status, 412);
    assert!(packages() == before);
}

#[test]
fn of_eight_updates_with_one_revision_one_wins() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    for round in 0..5 {
        let revision = rig.configuration("f")["RevisionId"].clone();
        let start = Barrier::new(8);
        let answers: Vec<(Answer, String)> = thread::scope(|scope| {
            let workers: Vec<_> = (0..8)
                .map(|number| {
                    let (rig, start, revision) = (&rig, &start, &revision);
                    scope.spawn(move || {
                        let package = zip(&format!("round {round}, {number}"));
                        let body = json!({"ZipFile": base64(&package), "RevisionId": revision});
                        start.wait();
                        (rig.update("f", &body), sha256(&package))
                    })
                })
                .collect();
            workers.into_iter().map(|w| w.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|(a, _)| a.status == 200);
        assert_eq!(won.len(), 1, "winners");
        for (answer, _) in lost {
            assert!(
                matches!(answer.status, 409 | 412),
                "{} {}",
                answer.status,
                answer.text()
            );
        }
        let now = rig.configuration("f");
        assert_eq!(now["CodeSha256"], won[0].1, "round {round}");
    }
}

#[test]
fn p11_versions_keep_their_code() {
    let rig = Rig::new();
    rig.create("f", &zip("0"), json!({}));
    let mut published = Vec::new();
    for number in 1..=3 {
        let package = zip(&number.to_string());
        let body = json!({"ZipFile": base64(&package), "Publish": true});
        let answer = rig.update("f", &body).json();
        assert_eq!(answer["Version"], number.to_string());
        let found = rig.configuration(&format!("f:{number}"));
        published.push((number, package, found));
    }
    rig.update("f", &json!({"ZipFile": base64(&zip("last"))}));
    for (number, package, expected) in published {
        assert_eq!(rig.configuration(&format!("f:{number}")), expected);
        let target = format!("/2015-03-31/functions/f?Qualifier={number}");
        let found = rig.send(&Call::get(&target)).json();
        let location = found["Code"]["Location"].as_str().unwrap();
        let own = format!("http://{}", rig.address());
        let link = location.strip_prefix(&own).unwrap();
        let answer = rig.send(&Call::get(link).unsigned());
        assert_eq!(&answer.body[..], &package[..], "{number}");
    }
}
