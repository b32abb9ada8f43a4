//! Section 4: what UpdateFunctionCode refuses.

use super::*;

#[test]
fn e1_e27_e28_which_function_is_meant() {
    let world = World::with_function();
    let update = |name: &str| world.functions.update_code(name, code("x"));
    let missing = words(NOT_FOUND, format!("Function not found: {}", arn_of("g")));
    for name in ["g", "g:$LATEST", "111122223333:function:g"] {
        assert_eq!(told(update(name)), missing, "{name}");
    }
    assert_eq!(told(update(&"a".repeat(65))).0, NOT_FOUND, "N3");
    let refused = "This operation is permitted on Lambda functions only. Aliases and versions do \
                   not support this operation. Please specify either a function name or an \
                   unqualified function ARN.";
    for name in ["f:1", "f:live"] {
        assert_eq!(told(update(name)), words(INVALID, refused), "E28");
    }
    assert!(update("f:$LATEST").is_ok(), "E27");
}

#[test]
fn e2_e3_e4_who_may_change_when() {
    let world = World::empty();
    let update = |revision_id: Option<&str>| {
        let revision_id = revision_id.map(str::to_owned);
        let update = CodeUpdate {
            revision_id,
            ..code("second")
        };
        world.functions.update_code("f", update)
    };
    let configure = || {
        world
            .functions
            .update_configuration("f", ConfigurationUpdate::default(), None)
    };
    let publish = || world.functions.publish_version("f", None, None, None);
    let start = "The operation cannot be performed at this time.";

    world.functions.create("f", new_function()).unwrap();
    let pending = words(
        CONFLICT,
        format!(
            "{start} The resource {ARN} is currently in the following state: 'Pending'. \
             StateReasonCode: 'Creating'"
        ),
    );
    let all = [told(update(None)), told(configure()), told(publish())];
    assert_eq!(all, [pending.clone(), pending.clone(), pending], "E4");

    world.settle();
    let before = world.latest();
    assert_eq!(told(update(Some("stale"))), words(STALE, STALE_TEXT), "E2");
    assert_eq!(world.latest(), before, "R4");

    update(Some(&before.version.revision_id)).unwrap();
    let busy = words(
        CONFLICT,
        format!("{start} An update is in progress for resource: {ARN}"),
    );
    let all = [told(update(None)), told(configure()), told(publish())];
    assert_eq!(all, [busy.clone(), busy.clone(), busy], "E3");
    assert_eq!(
        world.latest().version.code.sha256,
        sha("second"),
        "the first update stays"
    );
}

#[test]
fn e5_to_e20_where_code_comes_from() {
    let world = World::with_function();
    std::fs::create_dir_all(world.buckets().join("code")).unwrap();
    let before = world.latest();
    let text = |text: &str| Some(text.to_owned());
    let none = CodeSource::default;
    let some = || source(package("x"));
    let two = "Please do not provide other FunctionCode parameters when providing a ZipFile.";
    let no_source = "Please provide a source for function code.";
    let bad_zip =
        "Could not unzip uploaded file. Please check your file, then try to upload again.";
    let limit = u32::try_from(crate::limits::UNZIPPED_LIMIT).unwrap();
    let rows: Vec<(&str, CodeSource, &str)> = vec![
        ("E5", none(), no_source),
        (
            "E6",
            CodeSource {
                s3_bucket: text("code"),
                ..some()
            },
            two,
        ),
        (
            "E6",
            CodeSource {
                s3_key: text("k"),
                ..some()
            },
            two,
        ),
        (
            "E6",
            CodeSource {
                s3_object_version: text("v"),
                ..some()
            },
            two,
        ),
        (
            "E7",
            CodeSource {
                s3_bucket: text("code"),
                ..none()
            },
            no_source,
        ),
        (
            "E7",
            CodeSource {
                s3_key: text("k"),
                ..none()
            },
            no_source,
        ),
        (
            "E8",
            CodeSource {
                image_uri: text("i"),
                ..none()
            },
            "Please don't provide ImageUri when updating a function with packageType Zip.",
        ),
        ("E10", source(b"not a zip".to_vec()), bad_zip),
        (
            "E11",
            source(zip(&[])),
            "Uploaded file must be a non-empty zip",
        ),
        (
            "E12",
            source(Vec::new()),
            "Uploaded file must be a non-empty zip",
        ),
        (
            "E13",
            source(zip_declaring(limit)),
            "Unzipped size must be smaller than 262144000 bytes",
        ),
        (
            "E17",
            CodeSource {
                s3_bucket: text("no"),
                s3_key: text("k"),
                ..none()
            },
            "Error occurred while GetObject. S3 Error Code: NoSuchBucket. \
             S3 Error Message: The specified bucket does not exist",
        ),
        (
            "E18",
            CodeSource {
                s3_bucket: text("code"),
                s3_key: text("k"),
                ..none()
            },
            "Error occurred while GetObject. S3 Error Code: NoSuchKey. \
             S3 Error Message: The specified key does not exist.",
        ),
    ];
    for (row, source, text) in rows {
        let update = CodeUpdate {
            source,
            ..CodeUpdate::default()
        };
        assert_eq!(
            told(world.functions.update_code("f", update)),
            words(INVALID, text),
            "{row}"
        );
        assert_eq!(world.latest(), before, "{row}: R4");
    }
}

#[test]
fn e31_of_two_faults_the_first_in_line_is_told() {
    let world = World::with_function();
    let update = |name: &str, revision_id: Option<&str>, source: CodeSource| {
        let revision_id = revision_id.map(str::to_owned);
        let update = CodeUpdate {
            source,
            revision_id,
            ..CodeUpdate::default()
        };
        told(world.functions.update_code(name, update)).0
    };
    let elsewhere = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let none = CodeSource::default;
    assert_eq!(update("f!", Some("stale"), none()), "ValidationException");
    assert_eq!(update(elsewhere, Some("stale"), none()), NOT_FOUND);
    assert_eq!(update("g", Some("stale"), none()), NOT_FOUND);
    assert_eq!(update("f", Some("stale"), none()), STALE);
    world.functions.update_code("f", code("second")).unwrap();
    assert_eq!(update("f", Some("stale"), none()), CONFLICT);
    let text = format!("{:?}", code("hidden"));
    assert!(
        text.contains("zip_file_bytes") && !text.contains("hidden"),
        "{text}"
    );
}

#[test]
fn e14_e16_only_packages_in_requests_are_limited_zipped() {
    let world = World::with_function();
    let large = vec![0; usize::try_from(crate::limits::ZIPPED_LIMIT).unwrap()];
    let large = zip(&[("large", &large)]);
    let update = CodeUpdate {
        source: source(large.clone()),
        ..CodeUpdate::default()
    };
    assert_eq!(
        told(world.functions.update_code("f", update)),
        words(
            "RequestEntityTooLargeException",
            "Zipped size must be smaller than 52428800 bytes"
        )
    );
    std::fs::create_dir_all(world.buckets().join("code")).unwrap();
    std::fs::write(world.buckets().join("code/large"), large).unwrap();
    let source = CodeSource {
        s3_bucket: Some("code".to_owned()),
        s3_key: Some("large".to_owned()),
        ..CodeSource::default()
    };
    let update = CodeUpdate {
        source,
        dry_run: true,
        ..CodeUpdate::default()
    };
    assert!(world.functions.update_code("f", update).is_ok(), "E16");
}

#[test]
fn e26_code_of_retired_runtimes_is_refused_unless_they_are_allowed() {
    let retired = || {
        let runtime = Some("python3.7".to_owned());
        NewFunction {
            configuration: ConfigurationUpdate { runtime, ..usual() },
            ..new_function()
        }
    };
    let text = "The runtime parameter of python3.7 is no longer supported for creating or updating \
                AWS Lambda functions. We recommend you use a supported runtime while creating or \
                updating functions.";
    let strict = World::empty();
    assert_eq!(
        told(strict.functions.create("f", retired())),
        words(INVALID, text)
    );
    let lenient = World::with(Rules {
        settle: SETTLE,
        retired_runtimes: true,
        ..Rules::default()
    });
    lenient.functions.create("f", retired()).unwrap();
    lenient.settle();
    lenient.update("second", false);
    let strict = open(lenient.home.path(), &lenient.clock, Rules::default());
    lenient.settle();
    assert_eq!(
        told(strict.update_code("f", code("x"))),
        words(INVALID, text)
    );
}
