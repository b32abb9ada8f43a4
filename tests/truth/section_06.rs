//! Section 6: GetFunction and GetFunctionConfiguration.

use lambda_code::store::{Change, Commit, Records as _, Sqlite, Step};
use serde_json::{Value, json};

use crate::links;
use crate::section_03::{settle_soon, until_settled};
use crate::support::{Call, Rig, arn, zip};
use crate::table::{Row, furnished, steps};
use crate::words::{DONE, PENDING, REASON, at, create, no_function, publish, states};

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    vec![
        steps("G1", g1_the_members_of_the_answer),
        steps("G1", g1_what_is_reserved_is_told),
        steps("G2", links::g2_the_form_of_a_link),
        steps("G2", links::g2_a_link_gives_the_bytes_and_outlives_its_code),
        steps("G2", links::g2_links_that_expired_or_that_somebody_changed),
        steps("G3", g3_images_have_no_link),
        steps("G4", g4_qualifiers),
        no_function("G5", Call::get(&at("/f?Qualifier=7")), "f:7"),
        no_function("G5", Call::get(&at("/f?Qualifier=gone")), "f:gone"),
        no_function("G5", Call::get(&at("/f:7")), "f:7"),
        steps("G6", g6_tags_only_if_there_are_any),
        steps("G7", g7_tagging_is_no_operation_here),
        steps("G8", g8_configurations_of_the_same_qualifiers),
        no_function("G8", Call::get(&at("/f/configuration?Qualifier=7")), "f:7"),
        no_function(
            "G8",
            Call::get(&at("/f/configuration?Qualifier=gone")),
            "f:gone",
        ),
        steps("G9", g9_before_a_function_is_active),
        steps("G10", g10_what_waiters_look_at_ends),
    ]
}

fn g1_the_members_of_the_answer() {
    let rig = furnished();
    let found = rig.send(&Call::get(&at("/f"))).json();
    assert_eq!(found["Configuration"], rig.configuration("f"));
    assert_eq!(found["Code"]["RepositoryType"], "S3");
    assert_eq!(found["Tags"], Value::Null);
    assert_eq!(found["Concurrency"], Value::Null);
    assert_eq!(found.as_object().unwrap().len(), 4);
}

/// No operation here reserves anything, so the record is changed by hand.
fn g1_what_is_reserved_is_told() {
    let rig = furnished();
    let records = Sqlite::open(&rig.data().join("records.db")).unwrap();
    let loaded = records.load("f").unwrap();
    let (mut function, _) = loaded.function.unwrap();
    function.reserved_concurrency = Some(7);
    let change = Change::new("f", loaded.lineage).with(Step::PutFunction(function));
    assert_eq!(records.commit(&change).unwrap(), Commit::Done);
    let found = rig.send(&Call::get(&at("/f"))).json();
    assert_eq!(
        found["Concurrency"],
        json!({"ReservedConcurrentExecutions": 7})
    );
}

fn g3_images_have_no_link() {
    let rig = Rig::new();
    let image = json!({
        "PackageType": "Image", "Code": {"ImageUri": "r:t"}, "Runtime": null, "Handler": null,
    });
    assert_eq!(rig.send(&create("f", image)).status, 201);
    let code = rig.send(&Call::get(&at("/f"))).json()["Code"].clone();
    assert_eq!(
        (&code["RepositoryType"], &code["ImageUri"]),
        (&json!("ECR"), &json!("r:t"))
    );
    let resolved = code["ResolvedImageUri"].as_str().unwrap();
    assert_eq!(resolved.strip_prefix("r@sha256:").unwrap().len(), 64);
    assert_eq!(code["Location"], Value::Null);
}

fn g4_qualifiers() {
    let rig = furnished();
    let version = rig.configuration("f:1")["RevisionId"].clone();
    let alias = rig.send(&Call::get(&at("/f/aliases/live"))).json()["RevisionId"].clone();
    assert_ne!(alias, version);
    let latest = rig.configuration("f")["RevisionId"].clone();
    for (query, suffix, number, revision) in [
        ("", "", "$LATEST", &latest),
        ("?Qualifier=%24LATEST", ":$LATEST", "$LATEST", &latest),
        ("?Qualifier=1", ":1", "1", &version),
        ("?Qualifier=live", ":live", "1", &version),
    ] {
        for target in [
            at(&format!("/f{query}")),
            at(&format!("/f/configuration{query}")),
        ] {
            let found = rig.send(&Call::get(&target)).json();
            let found = found.get("Configuration").unwrap_or(&found);
            assert_eq!(found["FunctionArn"], arn("f") + suffix, "{target}");
            assert_eq!(found["Version"], number, "{target}");
            assert_eq!(&found["RevisionId"], revision, "{target}");
        }
    }
}

fn g6_tags_only_if_there_are_any() {
    let rig = Rig::new();
    for (name, given, expected) in [
        ("f", json!({"a": "b"}), json!({"a": "b"})),
        ("g", json!({}), Value::Null),
    ] {
        rig.create(name, &zip("a"), json!({"Tags": given}));
        assert_eq!(
            rig.send(&Call::get(&at(&format!("/{name}")))).json()["Tags"],
            expected
        );
    }
}

/// What changes tags on AWS, and with them the revision of `$LATEST`, is not among the operations of
/// this service: such calls are answered like all that it does not know (X3), and the tags that a
/// function was made with stay, and with them its revision.
pub(crate) fn g7_tagging_is_no_operation_here() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Tags": {"a": "b"}}));
    let before = rig.configuration("f");
    let target = format!("/2017-03-31/tags/{}", crate::words::encoded(&arn("f")));
    for call in [
        Call::post(&target).json(&json!({"Tags": {"a": "c"}})),
        Call::delete(&format!("{target}?tagKeys=a")),
        Call::get(&target),
    ] {
        let answer = rig.send(&call);
        assert_eq!(answer.status, 404, "{}", answer.text());
        assert_eq!(answer.error(), Some("UnknownOperationException"));
    }
    assert_eq!(rig.configuration("f"), before);
    rig.update("f", &crate::words::code("b"));
    let found = rig.send(&Call::get(&at("/f"))).json();
    assert_eq!(found["Tags"], json!({"a": "b"}));
}

fn g8_configurations_of_the_same_qualifiers() {
    let rig = furnished();
    for qualifier in ["%24LATEST", "1", "live"] {
        let function = rig
            .send(&Call::get(&at(&format!("/f?Qualifier={qualifier}"))))
            .json();
        let target = at(&format!("/f/configuration?Qualifier={qualifier}"));
        let configuration = rig.send(&Call::get(&target)).json();
        assert_eq!(function["Configuration"], configuration);
    }
}

fn g9_before_a_function_is_active() {
    let rig = Rig::settling("400ms");
    let made = rig.create("f", &zip("a"), json!({})).json();
    assert_eq!(states(&made), PENDING);
    assert_eq!(made["StateReason"], REASON);
    assert_eq!(rig.configuration("f"), made);
    let active = until_settled(&rig, "f");
    assert_eq!(active["StateReason"], Value::Null);
    assert_ne!(active["RevisionId"], made["RevisionId"]);
}

fn g10_what_waiters_look_at_ends() {
    let rig = settle_soon();
    rig.update("f", &crate::words::code("b"));
    until_settled(&rig, "f");
    rig.send(&publish(json!({})));
    for (target, member) in [
        ("/f", "Configuration"),
        ("/f/configuration?Qualifier=1", ""),
    ] {
        let found = rig.send(&Call::get(&at(target))).json();
        let found = found.get(member).unwrap_or(&found);
        assert_eq!(states(found), DONE, "{target}");
    }
}
