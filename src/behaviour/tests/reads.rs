//! Section 6: GetFunction, and what `Code.Location` leads to.

use super::*;
use crate::behaviour::{CodeView, DownloadFault};
use crate::location::BadLink;
use std::io::Read;

fn location(world: &World, qualifier: Option<&str>) -> String {
    let found = world
        .functions
        .get("f", qualifier, "http://127.0.0.1:9001")
        .unwrap();
    let CodeView::Package { location } = found.code else {
        panic!("not a package")
    };
    location
        .strip_prefix("http://127.0.0.1:9001")
        .unwrap()
        .to_owned()
}

fn download(functions: &Functions, location: &str) -> Result<Vec<u8>, DownloadFault> {
    let mut package = functions.download(location)?;
    let mut bytes = Vec::new();
    package.body.read_to_end(&mut bytes).unwrap();
    assert_eq!(package.size, bytes.len() as u64);
    Ok(bytes)
}

#[test]
fn g1_g6_tags_come_with_the_function() {
    let world = World::empty();
    let tags = std::collections::BTreeMap::from([("team".to_owned(), "a".to_owned())]);
    let new = NewFunction {
        tags: tags.clone(),
        ..new_function()
    };
    world.functions.create("f", new).unwrap();
    let found = world.functions.get("f", None, "http://h").unwrap();
    assert_eq!((found.tags, found.reserved_concurrency), (tags, None));
    assert_eq!(found.configuration, world.latest(), "G8");
}

#[test]
fn g2_p11_locations_give_the_uploaded_bytes_back() {
    let world = World::with_function();
    world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    let old = location(&world, None);
    assert_eq!(download(&world.functions, &old), Ok(package("first")));
    assert!(old.starts_with("/snapshots/111122223333/f-"), "{old}");

    world.functions.update_code("f", code("second")).unwrap();
    let new = location(&world, None);
    assert_eq!(
        download(&world.functions, &new),
        Ok(package("second")),
        "U1: at once"
    );
    let object = |location: &str| location.split_once('?').unwrap().0.to_owned();
    assert_ne!(object(&new), object(&old));
    assert_eq!(
        object(&location(&world, Some("1"))),
        object(&old),
        "P11: stays with the code"
    );
    assert_eq!(
        download(&world.functions, &location(&world, Some("1"))),
        Ok(package("first"))
    );
    assert_eq!(download(&world.reopened(), &new), Ok(package("second")));

    world.clock.advance(Duration::from_secs(600));
    let expired = download(&world.functions, &new).unwrap_err();
    assert_eq!(expired, DownloadFault::Link(BadLink::Expired));
}

#[test]
fn g4_g5_n14_qualifiers() {
    let world = World::with_function();
    world.update("second", true);
    world
        .functions
        .create_alias("f", "live", "1", None, None)
        .unwrap();
    for (qualifier, version) in [("$LATEST", "$LATEST"), ("1", "1"), ("live", "1")] {
        let view = world.version(qualifier);
        assert_eq!(view.function_arn, format!("{ARN}:{qualifier}"));
        assert_eq!(view.version_text(), version);
        let by_name = format!("f:{qualifier}");
        assert_eq!(
            world.functions.get_configuration(&by_name, None).unwrap(),
            view
        );
    }
    let ids = ["1", "live"].map(|qualifier| world.version(qualifier).version.revision_id);
    assert_eq!(ids[0], ids[1], "G4: the version's, not the alias'");
    for missing in ["2", "0", "dead", "$latest"] {
        let text = format!("Function not found: {ARN}:{missing}");
        assert_eq!(
            told(world.functions.get_configuration("f", Some(missing))),
            words(NOT_FOUND, text),
            "G5, N14"
        );
    }
    let text = format!("Function not found: {}", arn_of("g.h"));
    assert_eq!(
        told(world.functions.get_configuration("g.h", None)),
        words(NOT_FOUND, text),
        "N16"
    );
}

#[test]
fn packages_that_no_record_names_are_collected() {
    let world = World::with_function();
    world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    world.update("second", false);
    world.update("third", false);
    let orphan = package("never named");
    world
        .functions
        .seams
        .packages
        .put(Digest::of(&orphan), &orphan)
        .unwrap();
    let replaced = sha("second");
    assert_eq!(world.functions.collect_orphans(Duration::ZERO), Ok(2));
    assert_eq!(world.functions.collect_orphans(Duration::ZERO), Ok(0));
    assert_eq!(
        download(&world.functions, &location(&world, Some("1"))),
        Ok(package("first"))
    );
    assert_eq!(
        download(&world.functions, &location(&world, None)),
        Ok(package("third"))
    );
    assert_ne!(world.latest().version.code.sha256, replaced);
}

#[test]
fn a_link_to_a_collected_package_says_so() {
    let world = World::with_function();
    let old = location(&world, None);
    world.update("second", false);
    assert_eq!(download(&world.functions, &old), Ok(package("first")));
    world.functions.collect_orphans(Duration::ZERO).unwrap();
    assert_eq!(download(&world.functions, &old), Err(DownloadFault::Gone));
}
