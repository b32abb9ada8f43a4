//! Section 3: UpdateFunctionCode.

use super::*;

#[test]
fn u1_u2_u6_an_update_is_seen_at_once_and_settles() {
    let world = World::with_function();
    let before = world.latest();
    let update = CodeUpdate {
        revision_id: Some(before.version.revision_id.clone()),
        ..code("second")
    };
    let answer = world.functions.update_code("f", update).unwrap();
    assert_eq!(states(&answer), IN_PROGRESS);
    assert_eq!(
        answer.last_update_status_reason(),
        Some("The function is being created.")
    );
    assert_eq!(
        (answer.function_arn.as_str(), answer.version_text().as_str()),
        (ARN, "$LATEST")
    );
    assert_eq!(answer.version.code.sha256, sha("second"));
    assert_eq!(answer.version.code.size, package("second").len() as u64);
    assert_eq!(answer.last_modified(), "2023-04-19T14:10:44.000+0000", "F3");
    assert_ne!(answer.version.revision_id, before.version.revision_id, "R2");
    assert_eq!(world.latest(), answer, "visible while in progress");

    world.settle();
    let after = world.latest();
    assert_eq!(states(&after), DONE);
    assert_ne!(after.version.revision_id, answer.version.revision_id, "R3");
    assert_eq!(after.last_modified(), answer.last_modified(), "F4");
    assert_eq!(world.latest(), after, "the same for every reader");
    assert_eq!(
        world.reopened().get_configuration("f", None).unwrap(),
        after
    );
}

#[test]
fn u3_the_same_bytes_are_an_update_too() {
    let world = World::with_function();
    let before = world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    let answer = world.update("first", false);
    assert_eq!(states(&answer), IN_PROGRESS);
    assert_eq!(answer.version.code.sha256, before.version.code.sha256);
    let next = world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    assert_eq!(next.version_text(), "2");
}

#[test]
fn u4_u5_updating_and_publishing_is_one_step() {
    let world = World::with_function();
    for number in ["1", "2"] {
        let update = CodeUpdate {
            publish: true,
            ..code("second")
        };
        let answer = world.functions.update_code("f", update).unwrap();
        assert_eq!(answer.version_text(), number, "U5");
        assert_eq!(answer.function_arn, format!("{ARN}:{number}"));
        assert_eq!(states(&answer), PENDING);
        assert_eq!(world.version(number), answer);
        let latest = world.latest();
        assert_eq!(states(&latest), IN_PROGRESS);
        assert_ne!(latest.version.revision_id, answer.version.revision_id);

        world.settle();
        let (version, settled) = (world.version(number), world.latest());
        assert_eq!((states(&version), states(&settled)), (DONE, DONE));
        assert_ne!(
            version.version.revision_id, answer.version.revision_id,
            "R7"
        );
        assert_ne!(settled.version.revision_id, latest.version.revision_id);
    }
    let published = world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    assert_eq!(
        published,
        world.version("2"),
        "U5: nothing has changed since"
    );
}

#[test]
fn u7_u8_objects_are_copied_at_the_time_of_the_call() {
    let world = World::with_function();
    let versions = world.buckets().join("code/.versions/a.zip");
    std::fs::create_dir_all(&versions).unwrap();
    let object = world.buckets().join("code/a.zip");
    std::fs::write(&object, package("now")).unwrap();
    std::fs::write(versions.join("v1"), package("then")).unwrap();
    let update = |version: Option<&str>| {
        let source = CodeSource {
            s3_bucket: Some("code".to_owned()),
            s3_key: Some("a.zip".to_owned()),
            s3_object_version: version.map(str::to_owned),
            ..CodeSource::default()
        };
        let update = CodeUpdate {
            source,
            ..CodeUpdate::default()
        };
        let view = world.functions.update_code("f", update).unwrap();
        world.settle();
        view.version.code.sha256
    };
    assert_eq!(update(None), sha("now"));
    std::fs::write(&object, package("later")).unwrap();
    assert_eq!(world.latest().version.code.sha256, sha("now"));
    assert_eq!(update(None), sha("later"));
    assert_eq!(update(Some("v1")), sha("then"), "U8");
}

#[test]
fn u9_architectures_change_with_the_code_or_stay() {
    let world = World::with_function();
    let arm = vec!["arm64".to_owned()];
    let update = CodeUpdate {
        architectures: Some(arm.clone()),
        publish: true,
        ..code("second")
    };
    let answer = world.functions.update_code("f", update).unwrap();
    assert_eq!(answer.version.configuration.architectures, arm);
    world.settle();
    assert_eq!(
        world
            .update("third", false)
            .version
            .configuration
            .architectures,
        arm
    );
}

#[test]
fn u10_a_dry_run_checks_everything_and_changes_nothing() {
    let world = World::with_function();
    let (before, bytes) = (world.latest(), world.functions.seams.records.stored_bytes());
    let packages = world.functions.seams.packages.list().unwrap();
    let dry = |update| {
        let update = CodeUpdate {
            dry_run: true,
            publish: true,
            ..update
        };
        world.functions.update_code("f", update)
    };
    let mut answer = dry(code("second")).unwrap();
    assert_eq!(answer.version.code.sha256, sha("second"));
    assert_eq!(answer.version.code.size, package("second").len() as u64);
    answer.version.code = before.version.code.clone();
    assert_eq!(answer, before, "everything else is as it is");

    assert_eq!(world.latest(), before);
    assert_eq!(world.functions.seams.records.stored_bytes(), bytes);
    assert_eq!(world.functions.seams.packages.list().unwrap(), packages);
    assert_eq!(
        told(world.functions.get_configuration("f", Some("1"))).0,
        NOT_FOUND
    );

    let stale = CodeUpdate {
        revision_id: Some("x".to_owned()),
        ..code("second")
    };
    assert_eq!(told(dry(stale)).0, STALE);
    let broken = CodeUpdate {
        source: source(b"no".to_vec()),
        ..CodeUpdate::default()
    };
    assert_eq!(told(dry(broken)).0, INVALID);
}

#[test]
fn u11_images_are_updated_by_their_uri() {
    let world = World::empty();
    let image = |uri: &str| CodeSource {
        image_uri: Some(uri.to_owned()),
        ..Default::default()
    };
    let new = NewFunction {
        package_type: crate::record::PackageType::Image,
        code: image("111122223333.dkr.ecr.us-east-1.amazonaws.com:443/r:one"),
        ..NewFunction::default()
    };
    let created = world.functions.create("f", new).unwrap();
    assert_eq!(created.version.code.size, 0);
    assert_eq!(created.runtime_version_arn, None, "F14");
    world.settle();
    let hex = Digest::of(b"image").hex();
    let update = CodeUpdate {
        source: image(&format!("host/r@sha256:{hex}")),
        ..Default::default()
    };
    let answer = world.functions.update_code("f", update).unwrap();
    assert_eq!(answer.version.code.sha256, hex);
    let found = world.functions.get("f", None, "http://h").unwrap();
    let uri = format!("host/r@sha256:{hex}");
    let expected = crate::behaviour::CodeView::Image {
        uri: uri.clone(),
        resolved: uri,
    };
    assert_eq!(found.code, expected, "G3");
    world.settle();
    assert_eq!(
        told(world.functions.update_code("f", code("zip"))),
        words(
            INVALID,
            "Please provide ImageUri when updating a function with packageType Image."
        ),
        "E9"
    );
}

#[test]
fn u13_e22_code_storage_counts_every_version() {
    let size = package("first").len() as u64;
    let world = World::with(Rules {
        settle: SETTLE,
        storage_limit: 3 * size,
        ..Rules::default()
    });
    let stored = || world.functions.seams.records.stored_bytes().unwrap();
    world.functions.create("f", new_function()).unwrap();
    world.settle();
    assert_eq!(stored(), size);
    world.update("fir5t", false);
    assert_eq!(stored(), size, "replaced");
    world.update("f1rst", true);
    assert_eq!(stored(), 2 * size, "published");
    world.update("first", false);
    world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    assert_eq!(stored(), 3 * size);
    let before = world.latest();
    let full = words(
        "CodeStorageExceededException",
        "Code storage limit exceeded.",
    );
    let update = CodeUpdate {
        publish: true,
        ..code("first")
    };
    assert_eq!(told(world.functions.update_code("f", update)), full);
    assert_eq!(told(world.functions.create("g", new_function())), full);
    assert_eq!(world.latest(), before, "R4");
    world.update("first", false);
}
