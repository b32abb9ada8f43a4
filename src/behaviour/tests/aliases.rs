//! Section 10: aliases.

use super::*;
use crate::behaviour::Weights;

fn weights(pairs: &[(&str, f64)]) -> Weights {
    pairs
        .iter()
        .map(|(version, share)| ((*version).to_owned(), *share))
        .collect()
}

/// A function with the versions 1 and 2.
fn world() -> World {
    let world = World::with_function();
    world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    world.update("second", true);
    world
}

#[test]
fn a1_a10_r8_the_life_of_an_alias() {
    let world = world();
    let (latest, version) = (world.latest(), world.version("1"));
    let shares = weights(&[("2", 0.2)]);
    let created = world
        .functions
        .create_alias("f", "live", "1", Some("d"), Some(&shares))
        .unwrap();
    assert_eq!(created.alias_arn, format!("{ARN}:live"));
    assert_eq!(
        (
            created.alias.name.as_str(),
            created.alias.version.to_string()
        ),
        ("live", "1".to_owned())
    );
    assert_eq!(created.alias.weights.get(&2), Some(&0.2));
    assert_eq!(world.functions.get_alias("f", "live").unwrap(), created);

    let update = |version, description, weights: Option<&Weights>, revision: Option<&str>| {
        world
            .functions
            .update_alias("f", "live", version, description, weights, revision)
    };
    let same = update(None, None, None, Some(&created.alias.revision_id)).unwrap();
    assert_ne!(same.alias.revision_id, created.alias.revision_id, "R8");
    assert_eq!(
        (same.alias.weights, same.alias.description.as_str()),
        (created.alias.weights, "d")
    );
    assert_eq!(
        told(update(None, None, None, Some("stale"))),
        words(STALE, STALE_TEXT),
        "A8"
    );
    let cleared = update(Some("2"), Some(""), Some(&Weights::new()), None).unwrap();
    assert!(cleared.alias.weights.is_empty(), "A10");
    assert_eq!(
        (
            cleared.alias.version.to_string().as_str(),
            cleared.alias.description.as_str()
        ),
        ("2", "")
    );

    assert_eq!(
        (world.latest(), world.version("1")),
        (latest, version),
        "R8"
    );
    assert_eq!(world.functions.delete_alias("f", "live"), Ok(()));
    assert_eq!(world.functions.delete_alias("f", "live"), Ok(()), "A9");
    let text = format!("Cannot find alias arn: {ARN}:live");
    assert_eq!(
        told(world.functions.get_alias("f", "live")),
        words(NOT_FOUND, text),
        "A6"
    );
    let text = format!("Alias not found: {ARN}:live");
    assert_eq!(
        told(update(None, None, None, None)),
        words(NOT_FOUND, text),
        "A7"
    );
}

#[test]
fn a2_a3_a5_a11_what_an_alias_cannot_be() {
    let world = world();
    let role = Some("arn:aws:iam::111122223333:role/other".to_owned());
    let update = ConfigurationUpdate {
        role,
        ..ConfigurationUpdate::default()
    };
    world
        .functions
        .update_configuration("f", update, None)
        .unwrap();
    world.settle();
    world
        .functions
        .publish_version("f", None, None, None)
        .unwrap();
    world
        .functions
        .create_alias("f", "taken", "1", None, None)
        .unwrap();
    let g = format!("Function not found: {}:1", arn_of("g"));
    let latest = "$LATEST is not supported for an alias pointing to more than 1 version";
    let roles = "Specified versions must be associated with the same execution role";
    let rows = [
        (
            "A2",
            "f",
            "taken",
            "1",
            vec![],
            CONFLICT,
            format!("Alias already exists: {ARN}:taken"),
        ),
        (
            "A3",
            "f",
            "a",
            "10",
            vec![],
            NOT_FOUND,
            format!("Function not found: {ARN}:10"),
        ),
        ("A3", "g", "a", "1", vec![], NOT_FOUND, g),
        (
            "A3",
            "f",
            "a",
            "1",
            vec![("7", 0.1)],
            NOT_FOUND,
            format!("Function not found: {ARN}:7"),
        ),
        (
            "A5",
            "f",
            "a",
            "1",
            vec![("2", 0.1), ("3", 0.1)],
            INVALID,
            "Number of items in AdditionalVersionWeights cannot be greater than 1".to_owned(),
        ),
        (
            "A5",
            "f",
            "a",
            "1",
            vec![("1", 0.5)],
            INVALID,
            "Invalid function version 1. Function version 1 is already included in routing \
             configuration."
                .to_owned(),
        ),
        (
            "A5",
            "f",
            "a",
            "$LATEST",
            vec![("1", 0.5)],
            INVALID,
            latest.to_owned(),
        ),
        (
            "A11",
            "f",
            "a",
            "1",
            vec![("3", 0.5)],
            INVALID,
            roles.to_owned(),
        ),
    ];
    for (row, function, alias, version, shares, error, text) in rows {
        let shares = weights(&shares);
        let answer = world
            .functions
            .create_alias(function, alias, version, None, Some(&shares));
        assert_eq!(told(answer), words(error, text), "{row}");
    }
    let shares = weights(&[("2", 0.5)]);
    world
        .functions
        .create_alias("f", "a", "1", None, Some(&shares))
        .unwrap();
    let moved = world
        .functions
        .update_alias("f", "a", Some("2"), None, None, None);
    assert_eq!(
        told(moved).0,
        INVALID,
        "A5 holds for the weights that stay, too"
    );
}

#[test]
fn aliases_are_listed_by_name_and_by_version() {
    let world = world();
    for (name, version) in [("b", "1"), ("a", "2"), ("c", "1")] {
        world
            .functions
            .create_alias("f", name, version, None, None)
            .unwrap();
    }
    let list = |version, marker: Option<&str>, max| {
        let page = world
            .functions
            .list_aliases("f", version, marker, max)
            .unwrap();
        let names: Vec<String> = page.items.into_iter().map(|view| view.alias.name).collect();
        (names.join(""), page.next_marker)
    };
    assert_eq!(list(None, None, None), ("abc".to_owned(), None));
    assert_eq!(list(Some("1"), None, None), ("bc".to_owned(), None));
    let (first, marker) = list(Some("1"), None, Some(1));
    assert_eq!(first, "b");
    assert_eq!(
        list(Some("1"), marker.as_deref(), Some(1)),
        ("c".to_owned(), None)
    );
}
