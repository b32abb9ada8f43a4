//! Sections 8 and 9: published versions.

use super::*;

fn publish(world: &World) -> View {
    world
        .functions
        .publish_version("f", None, None, None)
        .unwrap()
}

#[test]
fn p1_p9_version_numbers_go_on_after_the_function_is_gone() {
    let world = World::empty();
    for number in ["1", "2", "3"] {
        let new = NewFunction {
            publish: true,
            ..new_function()
        };
        let answer = world.functions.create("f", new).unwrap();
        assert_eq!(
            (answer.version_text().as_str(), answer.function_arn.as_str()),
            (number, ARN)
        );
        assert_eq!(states(&answer), PENDING);
        let latest = world.latest();
        assert_ne!(latest.version.revision_id, answer.version.revision_id, "R7");
        world.settle();
        let version = world.version(number);
        assert_eq!(states(&version), DONE);
        assert_ne!(
            version.version.revision_id, answer.version.revision_id,
            "R7"
        );
        world.functions.delete("f", None).unwrap();
    }
    world.functions.create("f", new_function()).unwrap();
    world.settle();
    assert_eq!(publish(&world).version_text(), "4");
}

#[test]
fn p2_r5_a_published_version_is_ready_at_once() {
    let world = World::with_function();
    let before = world.latest();
    let version = world
        .functions
        .publish_version("f", None, Some("first one"), None)
        .unwrap();
    assert_eq!(states(&version), DONE);
    assert_eq!(
        (
            version.function_arn.as_str(),
            version.version_text().as_str()
        ),
        (&*format!("{ARN}:1"), "1")
    );
    assert_eq!(version.version.configuration.description, "first one");
    assert_eq!(version.last_modified(), before.last_modified(), "F4");
    let after = world.latest();
    assert_ne!(after.version.revision_id, before.version.revision_id, "R5");
    assert_ne!(after.version.revision_id, version.version.revision_id, "R5");
    assert_eq!(after.version.configuration.description, "");
    world.settle();
    assert_eq!(world.version("1"), version, "stable");
}

#[test]
fn p3_p4_r6_only_a_change_makes_a_new_version() {
    let world = World::with_function();
    let first = publish(&world);
    let latest = world.latest();
    let again = world
        .functions
        .publish_version("f", None, Some("ignored"), None)
        .unwrap();
    assert_eq!(again, first, "P3");
    assert_eq!(world.latest(), latest, "R6");
    world
        .functions
        .update_configuration("f", ConfigurationUpdate::default(), None)
        .unwrap();
    world.settle();
    assert_eq!(publish(&world).version_text(), "2", "P4");
}

#[test]
fn p3_a_deleted_version_is_not_answered_again() {
    let world = World::with_function();
    publish(&world);
    world.functions.delete("f", Some("1")).unwrap();
    assert_eq!(publish(&world).version_text(), "2");
}

#[test]
fn p5_p6_p10_what_cannot_be_published() {
    let world = World::with_function();
    let before = world.latest();
    let publish = |name: &str, sha256, revision| {
        told(
            world
                .functions
                .publish_version(name, sha256, None, revision),
        )
    };
    let text = format!(
        "CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in $LATEST ({}). \
         Please try again with the CodeSHA256 in $LATEST.",
        sha("first")
    );
    assert_eq!(
        publish("f", Some("somenonexistentsha256"), None),
        words(INVALID, text),
        "P5"
    );
    assert_eq!(
        publish("f", None, Some("stale")),
        words(STALE, STALE_TEXT),
        "P6"
    );
    let missing = format!("Function not found: {}", arn_of("g"));
    assert_eq!(publish("g", None, None), words(NOT_FOUND, missing), "P10");
    assert_eq!(world.latest(), before, "R4");
    let (sha256, revision) = (&before.version.code.sha256, &before.version.revision_id);
    assert!(
        world
            .functions
            .publish_version("f", Some(sha256), None, Some(revision))
            .is_ok()
    );
}

#[test]
fn p7_p8_p12_f15_lists() {
    let world = World::with_function();
    publish(&world);
    for text in ["second", "third"] {
        world.update(text, true);
    }
    world.functions.delete("f", Some("2")).unwrap();
    world.functions.create("g", new_function()).unwrap();
    let arns = |views: &[View]| -> Vec<String> {
        views.iter().map(|view| view.function_arn.clone()).collect()
    };
    let versions = world.functions.list_versions("f", None, None).unwrap();
    let expected = ["$LATEST", "1", "3"].map(|version| format!("{ARN}:{version}"));
    assert_eq!(
        (arns(&versions.items), versions.next_marker),
        (expected.to_vec(), None),
        "P7, P8"
    );
    for view in &versions.items {
        assert_eq!(
            (states(view), &view.runtime_version_arn),
            (["-"; 4], &None),
            "F15"
        );
    }
    let newest = world.version("3");
    assert_eq!(
        versions.items[2].version, newest.version,
        "F15: the rest is there"
    );

    let latest = world.functions.list_functions(false, None, None).unwrap();
    assert_eq!(arns(&latest.items), [arn_of("f"), arn_of("g")], "P12");
    let all = world.functions.list_functions(true, None, None).unwrap();
    let mut expected = expected.to_vec();
    expected.push(format!("{}:$LATEST", arn_of("g")));
    assert_eq!(arns(&all.items), expected, "P12");

    let text = format!("Function not found: {}", arn_of("h"));
    assert_eq!(
        told(world.functions.list_versions("h", None, None)),
        words(NOT_FOUND, text),
        "P10"
    );
}

#[test]
fn p7_p12_pages_follow_each_other() {
    let world = World::with_function();
    for text in ["1", "2", "3", "4"] {
        world.update(text, true);
    }
    let mut seen = Vec::new();
    let mut marker: Option<String> = None;
    loop {
        let page = world
            .functions
            .list_versions("f", marker.as_deref(), Some(2))
            .unwrap();
        assert!(page.items.len() <= 2);
        seen.extend(page.items.iter().map(View::version_text));
        marker = page.next_marker;
        if marker.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["$LATEST", "1", "2", "3", "4"]);
    let page = world.functions.list_functions(true, None, Some(3)).unwrap();
    let rest = world
        .functions
        .list_functions(true, page.next_marker.as_deref(), None)
        .unwrap();
    assert_eq!(
        (page.items.len(), rest.items.len(), rest.next_marker),
        (3, 2, None)
    );
    for bad in ["no marker", "bm86eA=="] {
        assert_eq!(
            told(world.functions.list_functions(false, Some(bad), None)).0,
            INVALID
        );
    }
}

#[test]
fn p11_a_version_is_not_touched_by_later_updates() {
    let world = World::with_function();
    let version = publish(&world);
    world.update("second", false);
    assert_eq!(world.version("1"), version);
}
