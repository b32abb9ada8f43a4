//! G2, `Code.Location`: its form, what it gives, and when it is not followed.

use lambda_code::clock::{Clock as _, SystemClock, Timestamp};
use lambda_code::location::{Locator, Object};
use lambda_code::names::Place;
use lambda_code::package::Digest;
use serde_json::json;

use crate::support::{ACCOUNT, Answer, Call, Rig, base64, zip};

const ORDER: [&str; 8] = [
    "versionId",
    "X-Amz-Security-Token",
    "X-Amz-Algorithm",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
    "X-Amz-Credential",
    "X-Amz-Signature",
];

/// The link of GetFunction, without the service's own address.
fn link(rig: &Rig, name: &str) -> String {
    let target = format!("/2015-03-31/functions/{name}");
    link_of(rig, &rig.send(&Call::get(&target)).json())
}

/// The link in an answer of GetFunction, without the service's own address.
fn link_of(rig: &Rig, function: &serde_json::Value) -> String {
    assert_eq!(function["Code"]["RepositoryType"], "S3");
    let location = function["Code"]["Location"].as_str().unwrap();
    let own = format!("http://{}", rig.address());
    location.strip_prefix(&own).expect(location).to_owned()
}

/// What the link in an answer of GetFunction gives.
pub(crate) fn download(rig: &Rig, function: &serde_json::Value) -> Answer {
    let answer = rig.send(&Call::get(&link_of(rig, function)).unsigned());
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

pub(crate) fn g2_the_form_of_a_link() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let link = link(&rig, "f");
    let (path, query) = link.split_once('?').unwrap();
    let object = path.strip_prefix(&format!("/snapshots/{ACCOUNT}/f-"));
    assert_eq!(object.expect(path).len(), 36, "{path}");
    let members: Vec<(&str, &str)> = query.split('&').filter_map(|m| m.split_once('=')).collect();
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ORDER);
    assert_eq!(members[0].1.len(), 32, "{query}");
    assert_eq!(members[2].1, "AWS4-HMAC-SHA256");
    assert_eq!(members[4].1, "host");
    assert_eq!(members[5].1, "600");
    assert_eq!(members[7].1.len(), 64, "{query}");
}

pub(crate) fn g2_a_link_gives_the_bytes_and_outlives_its_code() {
    let mut rig = Rig::new();
    let first = zip(&"first ".repeat(100_000));
    rig.create("f", &first, json!({}));
    let old = link(&rig, "f");
    let object = |link: &str| link.split('?').next().map(str::to_owned);
    assert_eq!(object(&link(&rig, "f")), object(&old), "the object stays");
    rig.update("f", &json!({"ZipFile": base64(&zip("b"))}));
    assert_ne!(object(&link(&rig, "f")), object(&old), "another object");
    let answer = rig.send(&Call::get(&link(&rig, "f")).unsigned());
    assert_eq!((answer.status, &answer.body[..]), (200, &zip("b")[..]));
    assert_eq!(answer.header("server"), None);
    rig.restart("0s");
    let published = link(&rig, "f");
    assert_eq!(rig.send(&Call::get(&published).unsigned()).status, 200);
    let head = Call::new(http::Method::HEAD, &published).unsigned();
    let answer = rig.send(&head);
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let length = zip("b").len().to_string();
    assert_eq!(answer.header("content-length"), Some(length.as_str()));
}

pub(crate) fn g2_links_that_expired_or_that_somebody_changed() {
    let rig = Rig::new();
    let package = zip("a");
    rig.create("f", &package, json!({}));
    rig.create("other", &zip("secret"), json!({}));
    let good = link(&rig, "f");
    let answer = rig.send(&Call::get(&good).unsigned());
    assert_eq!((answer.status, &answer.body[..]), (200, &package[..]));

    let made = |when: Timestamp| {
        let locator = Locator::open(&rig.data().join("location.key")).unwrap();
        let place = Place {
            region: "us-east-1".to_owned(),
            account: ACCOUNT.to_owned(),
        };
        let object = Object {
            function: "f",
            id: "i",
            version: "v",
            digest: Digest::of(&package),
        };
        locator.link("", &place, object, when)
    };
    let now = SystemClock.now();
    let recent = made(Timestamp(now.0 - 60_000));
    assert_eq!(rig.send(&Call::get(&recent).unsigned()).status, 200);
    let token = Digest::of(&package).hex();
    let signature = good.rsplit_once('=').unwrap().1;
    for (what, link) in [
        ("expired", made(Timestamp(now.0 - 601_000))),
        (
            "longer",
            recent.replace("X-Amz-Expires=600", "X-Amz-Expires=6000"),
        ),
        (
            "another package",
            good.replace(&token, &Digest::of(&zip("secret")).hex()),
        ),
        ("another account", good.replace(ACCOUNT, "111122223333")),
        ("another name", good.replace("/f-", "/other-")),
        ("no signature", good.replace(signature, "")),
        (
            "another signature",
            good.replace(signature, &"0".repeat(64)),
        ),
        ("more", format!("{good}&a=b")),
        ("no query", good.split('?').next().unwrap().to_owned()),
        ("a path", "/snapshots/../records.db".to_owned()),
    ] {
        let answer = rig.send(&Call::get(&link).unsigned());
        assert_eq!(answer.status, 403, "{what}: {link}");
        assert!(
            answer.text().contains("<Code>AccessDenied</Code>"),
            "{what}"
        );
    }
    let answer = rig.send(&Call::put(&good).unsigned());
    assert_eq!(answer.status, 405);
}
