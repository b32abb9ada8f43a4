//! Section 8: which revision ids change when.

use serde_json::{Value, json};

use crate::section_03::{settle_soon, until_settled};
use crate::support::{Answer, Call, Rig, base64, zip};
use crate::table::{Row, furnished, refused, steps, user};
use crate::words::{STALE, STALE_TEXT, at, code, code_and, configure, publish};

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    let stale = || user("message", STALE_TEXT);
    let wrong = || json!({"RevisionId": "x"});
    vec![
        steps("R1", r1_a_function_that_becomes_active),
        steps("R2", r2_r3_updates),
        steps("R3", r2_r3_updates),
        steps("R4", r4_calls_that_fail),
        steps("R5", r5_r6_publishing),
        steps("R6", r5_r6_publishing),
        steps("R7", r7_updates_that_publish),
        steps("R8", r8_aliases),
        steps("R9", crate::section_06::g7_tagging_is_no_operation_here),
        refused("R10", publish(wrong()), 412, STALE, stale()),
        refused("R10", configure(wrong()), 412, STALE, stale()),
        refused(
            "R10",
            Call::put(&at("/f/aliases/live")).json(&wrong()),
            412,
            STALE,
            stale(),
        ),
    ]
}

fn revision(rig: &Rig, name: &str) -> Value {
    rig.configuration(name)["RevisionId"].clone()
}

fn id(answer: &Answer) -> Value {
    answer.json()["RevisionId"].clone()
}

fn r1_a_function_that_becomes_active() {
    let rig = Rig::settling("400ms");
    let first = id(&rig.create("f", &zip("a"), json!({})));
    until_settled(&rig, "f");
    assert_ne!(revision(&rig, "f"), first);
}

fn r2_r3_updates() {
    let rig = settle_soon();
    rig.send(&publish(json!({})));
    let version = revision(&rig, "f:1");
    for call in [Call::update("f").json(&code("b")), configure(json!({}))] {
        let before = revision(&rig, "f");
        let answered = id(&rig.send(&call));
        assert_ne!(answered, before, "R2");
        until_settled(&rig, "f");
        assert_ne!(revision(&rig, "f"), answered, "R3");
        assert_eq!(revision(&rig, "f:1"), version);
    }
}

fn r4_calls_that_fail() {
    let rig = furnished();
    let before = revision(&rig, "f");
    for (body, status) in [
        (json!({"ImageUri": "r:t"}), 400),
        (json!({"ZipFile": base64(b"no zip")}), 400),
        (code_and("b", json!({"RevisionId": "x"})), 412),
    ] {
        assert_eq!(rig.update("f", &body).status, status);
        assert_eq!(revision(&rig, "f"), before);
    }
}

fn r5_r6_publishing() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    let before = revision(&rig, "f");
    let version = id(&rig.send(&publish(json!({}))));
    let after = revision(&rig, "f");
    assert_ne!(after, before, "R5");
    assert_ne!(after, version, "R5");
    assert_eq!(revision(&rig, "f:1"), version, "R5");
    assert_eq!(id(&rig.send(&publish(json!({})))), version, "R6");
    assert_eq!(revision(&rig, "f"), after, "R6");
}

fn r7_updates_that_publish() {
    let rig = settle_soon();
    let version = id(&rig.update("f", &code_and("b", json!({"Publish": true}))));
    let latest = revision(&rig, "f");
    assert_ne!(latest, version);
    until_settled(&rig, "f:1");
    until_settled(&rig, "f");
    assert_ne!(revision(&rig, "f:1"), version);
    assert_ne!(revision(&rig, "f"), latest);
}

fn r8_aliases() {
    let rig = furnished();
    let before = (revision(&rig, "f"), revision(&rig, "f:1"));
    let alias = json!({"Name": "other", "FunctionVersion": "1"});
    let made = id(&rig.send(&Call::post(&at("/f/aliases")).json(&alias)));
    assert_ne!(made, before.1);
    let other = Call::put(&at("/f/aliases/other")).json(&json!({}));
    let first = id(&rig.send(&other));
    let second = id(&rig.send(&other));
    assert!(made != first && first != second);
    assert_eq!(rig.send(&Call::delete(&at("/f/aliases/other"))).status, 204);
    assert_eq!((revision(&rig, "f"), revision(&rig, "f:1")), before);
}
