//! Section 7: the states that an observer can see. Its facts have no ids of their own.

use serde_json::json;

use crate::section_03::{settle_soon, until_settled};
use crate::support::{Call, Rig, zip};
use crate::table::{Row, steps};
use crate::words::{DONE, IN_PROGRESS, PENDING, at, code, code_and, create, publish, states};

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    vec![
        steps("7 create", a_function_is_pending_and_then_active),
        steps("7 update", an_update_is_in_progress_and_then_over),
        steps(
            "7 publish",
            versions_of_updates_are_pending_and_others_are_not,
        ),
        steps("7 delete", a_deleted_function_is_gone_at_once),
        steps("7 meanwhile", what_an_update_does_not_hinder),
    ]
}

fn a_function_is_pending_and_then_active() {
    let rig = Rig::settling("400ms");
    let made = rig.create("f", &zip("a"), json!({"Publish": true})).json();
    assert_eq!(states(&made), PENDING);
    assert_eq!(states(&until_settled(&rig, "f")), DONE);
    assert_eq!(states(&until_settled(&rig, "f:1")), DONE);
}

fn an_update_is_in_progress_and_then_over() {
    let rig = settle_soon();
    let calls = [
        Call::update("f").json(&code("b")),
        Call::put(&at("/f/configuration")).json(&json!({"Timeout": 9})),
    ];
    for call in calls {
        assert_eq!(states(&rig.send(&call).json()), IN_PROGRESS);
        assert_eq!(states(&rig.configuration("f")), IN_PROGRESS);
        until_settled(&rig, "f");
    }
}

fn versions_of_updates_are_pending_and_others_are_not() {
    let rig = settle_soon();
    let version = rig.send(&publish(json!({}))).json();
    assert_eq!(states(&version), DONE);
    let version = rig
        .update("f", &code_and("b", json!({"Publish": true})))
        .json();
    assert_eq!(states(&version), PENDING);
    assert_eq!(states(&until_settled(&rig, "f:2")), DONE);
}

fn a_deleted_function_is_gone_at_once() {
    let rig = Rig::settling("1m");
    rig.create("f", &zip("a"), json!({}));
    assert_eq!(rig.send(&Call::delete(&at("/f"))).status, 204);
    assert_eq!(rig.send(&Call::get(&at("/f"))).status, 404);
    assert_eq!(rig.send(&create("f", json!({}))).status, 201);
}

fn what_an_update_does_not_hinder() {
    let mut rig = crate::table::furnished();
    rig.restart("1m");
    assert_eq!(rig.update("f", &code("b")).status, 200);
    let alias = json!({"Name": "other", "FunctionVersion": "1"});
    for (call, status) in [
        (Call::post(&at("/f/aliases")).json(&alias), 201),
        (Call::put(&at("/f/aliases/live")).json(&json!({})), 200),
        (Call::get(&at("/f")), 200),
        (publish(json!({})), 409),
        (Call::delete(&at("/f")), 204),
    ] {
        let answer = rig.send(&call);
        assert_eq!(answer.status, status, "{}", answer.text());
    }
}
