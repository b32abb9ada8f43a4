//! Sections 2, 7 and 10: creating, configuring, deleting.

use super::*;
use crate::record::{Environment, Layer, Vpc};
use std::collections::BTreeMap;

#[test]
fn f3_g9_r1_a_new_function_is_pending_and_becomes_active() {
    let world = World::empty();
    let answer = world.functions.create("f", new_function()).unwrap();
    assert_eq!(states(&answer), PENDING);
    assert_eq!(
        answer.state_reason(),
        Some("The function is being created.")
    );
    assert_eq!(answer.last_modified(), "2023-04-19T14:10:44.123+0000", "F3");
    assert_eq!(
        (answer.function_arn.as_str(), answer.version_text().as_str()),
        (ARN, "$LATEST")
    );
    assert_eq!(answer.version.code.sha256, sha("first"), "F1");
    assert_eq!(world.latest(), answer, "G9");
    world.settle();
    let after = world.latest();
    assert_eq!(states(&after), DONE);
    assert_ne!(after.version.revision_id, answer.version.revision_id, "R1");
    assert_eq!(after.last_modified(), answer.last_modified(), "F4");
}

#[test]
fn f10_runtime_versions_change_with_the_runtime() {
    let world = World::with_function();
    let before = world.latest().runtime_version_arn.unwrap();
    let prefix = "arn:aws:lambda:us-east-1::runtime:";
    assert_eq!(before.strip_prefix(prefix).map(str::len), Some(64));
    let runtime = Some("python3.13".to_owned());
    let update = ConfigurationUpdate {
        runtime,
        ..ConfigurationUpdate::default()
    };
    let after = world
        .functions
        .update_configuration("f", update, None)
        .unwrap();
    assert_ne!(after.runtime_version_arn.unwrap(), before);
}

#[test]
fn f11_a_detached_network_has_an_empty_id() {
    assert_eq!(Vpc::default().vpc_id(), "");
    let vpc = Vpc {
        subnet_ids: vec!["subnet-1".to_owned()],
        ..Vpc::default()
    };
    assert_eq!(vpc.vpc_id().len(), "vpc-".len() + 17);
}

#[test]
fn c1_c4_c5_c7_k1_n4_what_cannot_be_created() {
    let world = World::with_function();
    let with = |configuration: ConfigurationUpdate| NewFunction {
        configuration,
        ..new_function()
    };
    let long = "a".repeat(65);
    let layer = Layer {
        arn: "arn".to_owned(),
        code_size: 0,
    };
    let environment = |length: usize| {
        Some(Environment(BTreeMap::from([(
            "V".to_owned(),
            "x".repeat(length),
        )])))
    };
    let fits = 4096 - r#"{"V":""}"#.len();
    let c4 = "Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must \
              satisfy enum value set: [nodejs20.x, python3.14, provided.al2023, python3.12, \
              python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, \
              ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, \
              dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2] or be a valid ARN";
    let runtime = Some("non-existent-runtime".to_owned());
    let n4 = format!(
        "1 validation error detected: Value '{long}' at 'functionName' failed to satisfy \
         constraint: Member must have length less than or equal to 64"
    );
    let c5 = format!(
        "Lambda was unable to configure your environment variables because the environment \
         variables you have provided exceeded the 4KB limit. String measured: {{\"V\":\"{}\"}}",
        "x".repeat(fits + 1)
    );
    let rows: Vec<(&str, &str, NewFunction, (&'static str, String))> = vec![
        (
            "C1",
            "f",
            new_function(),
            words(CONFLICT, "Function already exist: f"),
        ),
        ("N4", &long, new_function(), words(INVALID, n4)),
        (
            "C4",
            "g",
            with(ConfigurationUpdate { runtime, ..usual() }),
            words(INVALID, c4),
        ),
        (
            "C5",
            "g",
            with(ConfigurationUpdate {
                environment: environment(fits + 1),
                ..usual()
            }),
            words(INVALID, c5),
        ),
        (
            "K1",
            "g",
            with(ConfigurationUpdate {
                layers: Some(vec![layer; 6]),
                ..usual()
            }),
            words(INVALID, "Cannot reference more than 5 layers."),
        ),
        (
            "no handler",
            "g",
            with(ConfigurationUpdate {
                handler: None,
                ..usual()
            }),
            words(
                INVALID,
                "Runtime and Handler are mandatory parameters for functions created with \
                 deployment packages.",
            ),
        ),
        (
            "C7",
            "g",
            NewFunction {
                code: CodeSource::default(),
                ..new_function()
            },
            words(INVALID, "Please provide a source for function code."),
        ),
    ];
    for (row, name, new, expected) in rows {
        assert_eq!(told(world.functions.create(name, new)), expected, "{row}");
    }
    let largest = with(ConfigurationUpdate {
        environment: environment(fits),
        ..usual()
    });
    assert!(
        world.functions.create("g", largest).is_ok(),
        "C5: 4096 bytes are fine"
    );
}

#[test]
fn k1_r2_a_configuration_is_updated_like_code() {
    let world = World::with_function();
    let before = world.latest();
    let update = ConfigurationUpdate {
        timeout: Some(30),
        description: Some("d".to_owned()),
        ..ConfigurationUpdate::default()
    };
    let stale = world
        .functions
        .update_configuration("f", update.clone(), Some("stale"));
    assert_eq!(told(stale), words(STALE, STALE_TEXT), "R10");
    let revision = before.version.revision_id.as_str();
    let answer = world
        .functions
        .update_configuration("f", update, Some(revision))
        .unwrap();
    assert_eq!(states(&answer), IN_PROGRESS);
    assert_ne!(answer.version.revision_id, before.version.revision_id, "R2");
    assert_eq!(answer.last_modified(), "2023-04-19T14:10:44.000+0000", "F3");
    let configuration = &answer.version.configuration;
    assert_eq!(
        (configuration.timeout, configuration.description.as_str()),
        (30, "d")
    );
    assert_eq!(configuration.memory_size, 128);
    assert_eq!(answer.version.code, before.version.code);
    world.settle();
    assert_eq!(states(&world.latest()), DONE);
    let many = vec![
        Layer {
            arn: "arn".to_owned(),
            code_size: 0
        };
        6
    ];
    let update = ConfigurationUpdate {
        layers: Some(many),
        ..ConfigurationUpdate::default()
    };
    let refused = world.functions.update_configuration("f", update, None);
    assert_eq!(
        told(refused),
        words(INVALID, "Cannot reference more than 5 layers.")
    );
    let missing = world
        .functions
        .update_configuration("g", ConfigurationUpdate::default(), None);
    let text = format!("Function not found: {}", arn_of("g"));
    assert_eq!(told(missing), words(NOT_FOUND, text));
}

#[test]
fn d1_to_d5_deleting() {
    let world = World::with_function();
    let delete = |name: &str, qualifier: Option<&str>| world.functions.delete(name, qualifier);
    let missing = words(NOT_FOUND, format!("Function not found: {}", arn_of("g")));
    let latest = words(
        INVALID,
        "$LATEST version cannot be deleted without deleting the function.",
    );
    let alias = words(INVALID, "Deletion of aliases is not currently supported.");
    for (row, name, qualifier, expected) in [
        ("D1", "g", None, &missing),
        ("D2", "g", Some("7"), &missing),
        ("N14", "g", Some("$latest"), &missing),
        ("D3", "f", Some("$LATEST"), &latest),
        ("D3", "g", Some("$LATEST"), &latest),
        ("D4", "f", Some("live"), &alias),
        ("D4", "g:live", None, &alias),
    ] {
        assert_eq!(told(delete(name, qualifier)), *expected, "{row}");
    }
    assert_eq!(delete("f", Some("7")), Ok(()), "D2");
    world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    world
        .functions
        .create_alias("f", "live", "1", None, None)
        .unwrap();
    assert_eq!(told(delete("f", Some("1"))).0, CONFLICT, "D5");
    assert_eq!(delete("f", None), Ok(()));
    let text = format!("Function not found: {ARN}");
    assert_eq!(told(delete("f", None)), words(NOT_FOUND, text), "D1");
    world.functions.create("f", new_function()).unwrap();
    for gone in ["1", "live"] {
        assert_eq!(
            told(world.functions.get_configuration("f", Some(gone))).0,
            NOT_FOUND
        );
    }
}

#[test]
fn deleting_works_while_an_update_is_under_way() {
    let world = World::with_function();
    world.functions.update_code("f", code("second")).unwrap();
    assert_eq!(world.functions.delete("f", None), Ok(()));
}
