//! What the audit trail tells of each operation.

use super::*;
use crate::events::{Caller, Event, Trail};

/// All events, oldest first.
fn events(functions: &Functions) -> Vec<Event> {
    let mut found = functions
        .seams
        .records
        .events(Trail::default(), 100)
        .unwrap();
    found.reverse();
    found
}

#[test]
fn every_change_has_one_event_and_nothing_else_has() {
    let world = World::empty();
    let functions = &world.functions;
    functions.create("f", new_function()).unwrap();
    world.settle();
    let dry = CodeUpdate {
        dry_run: true,
        ..code("dry")
    };
    functions.update_code("f", dry).unwrap();
    world.update("second", true);
    functions.publish_version("f", None, None, None).unwrap();
    functions.update_code("g", code("x")).unwrap_err();
    functions
        .update_configuration("f", ConfigurationUpdate::default(), None)
        .unwrap();
    world.settle();
    functions.publish_version("f", None, None, None).unwrap();
    functions
        .create_alias("f", "live", "1", None, None)
        .unwrap();
    functions
        .update_alias("f", "live", Some("2"), None, None, None)
        .unwrap();
    functions.delete_alias("f", "live").unwrap();
    functions.delete_alias("f", "live").unwrap();
    functions.delete("f", Some("1")).unwrap();
    functions.delete("f", Some("1")).unwrap();
    functions.delete("f", None).unwrap();

    let told: Vec<String> = events(functions)
        .iter()
        .map(|event| {
            let has = |there: bool, what: &'static str| if there { what } else { "" };
            format!(
                "{}({}){}{}{}",
                event.operation,
                event.qualifier.as_deref().unwrap_or_default(),
                has(event.old_revision_id.is_some(), " old"),
                has(event.new_revision_id.is_some(), " new"),
                has(event.code.is_some(), " code"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "CreateFunction() new code",
            "UpdateFunctionCode(1) old new code",
            "UpdateFunctionConfiguration() old new",
            "PublishVersion(2) old new",
            "CreateAlias(live) new",
            "UpdateAlias(live) old new",
            "DeleteAlias(live) old",
            "DeleteFunction(1) old",
            "DeleteFunction() old",
        ]
    );
}

#[test]
fn an_event_says_who_when_and_what() {
    let world = World::with_function();
    let before = world.latest().version.revision_id;
    let caller = Caller {
        access_key: Some("AKID".to_owned()),
        arn: Some("arn:aws:iam::111122223333:user/ada".to_owned()),
        request_id: "q-1".to_owned(),
    };
    let known = world.functions.by(caller);
    // The same bytes as before are code that came in, too.
    let answer = known.update_code("f", code("first")).unwrap().version;
    let found = events(&known).pop().unwrap();
    assert_eq!(
        found,
        Event {
            sequence: found.sequence,
            at: Timestamp(START.0 + SETTLE.as_millis() as i64),
            request_id: "q-1".to_owned(),
            access_key_id: Some("AKID".to_owned()),
            caller_arn: Some("arn:aws:iam::111122223333:user/ada".to_owned()),
            operation: "UpdateFunctionCode".to_owned(),
            function: "f".to_owned(),
            qualifier: None,
            old_revision_id: Some(before),
            new_revision_id: Some(answer.revision_id),
            code: Some(crate::events::EventCode {
                sha256: sha("first"),
                size: package("first").len() as u64,
            }),
        }
    );
}
