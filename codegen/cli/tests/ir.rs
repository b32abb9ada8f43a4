//! `planish ir`: what the stages made of a shape.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use support::*;

#[test]
fn the_stages_can_be_printed() {
    let dir = project();
    let ran = planish(dir.path(), &["ir", "--after", "check", "--shape", "Thing"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ast: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        ast["shapes"],
        serde_json::json!({"a#Thing": {"type": "structure", "members": {"Color": {"target": "smithy.api#String"}}}})
    );
    let ran = planish(
        dir.path(),
        &["ir", "--after", "plan", "--shape", "a#Thing", "model"],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("rust: \"color\""), "{}", ran.out);
    write(&dir, "model/things.json", &broken());
    let ran = planish(dir.path(), &["ir", "--after", "plan", "--shape", "a#Thing"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("unresolved shape"), "{}", ran.err);
}
