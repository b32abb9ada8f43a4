use crate::{Diagnostics, Model, Node, Sources, load};

fn load_idl(texts: &[&str]) -> (Sources, Model, Diagnostics) {
    let mut sources = Sources::new();
    for (i, text) in texts.iter().enumerate() {
        sources.add(format!("{i}.smithy"), format!("$version: \"2\"\n{text}"));
    }
    let (model, diagnostics) = load(&sources);
    (sources, model, diagnostics)
}

fn target(model: &Model, shape: &str, member: &str) -> String {
    model
        .shape(shape)
        .unwrap()
        .member(member)
        .unwrap()
        .target
        .to_string()
}

#[test]
fn names_are_of_the_namespace_a_use_statement_or_the_prelude() {
    let (sources, model, found) = load_idl(&[
        "namespace a\nuse b#Other\nstructure S {\n  own: Integer\n  used: Other\n  built: String\n  far: b#String\n}\n",
        "namespace a\ninteger Integer\n",
        "namespace b\nstring Other\nstring String\n",
    ]);
    assert!(found.is_empty(), "{}", found.render(&sources));
    let targets = ["own", "used", "built", "far"].map(|member| target(&model, "a#S", member));
    assert_eq!(
        targets,
        ["a#Integer", "b#Other", "smithy.api#String", "b#String"]
    );
}

#[test]
fn names_of_nothing_are_found() {
    let (sources, _, found) =
        load_idl(&["metadata m = nothing\nnamespace a\nuse b#Gone\n@tags([gone])\nstring S\n"]);
    let text = found.render(&sources);
    for part in [
        "danger[SyntacticShapeIdTarget]: Syntactic shape ID `nothing` does not resolve to a valid shape ID: `smithy.api#nothing`.",
        "warning[Model]: Use statement refers to undefined shape: b#Gone\n  --> 0.smithy:4:5",
        "Syntactic shape ID `gone` does not resolve to a valid shape ID: `a#gone`.",
    ] {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
}

#[test]
fn short_forms_are_spelled_out() {
    let (sources, model, found) = load_idl(&[
        "$operationInputSuffix: \"Request\"\nnamespace a\nenum E {\n  A\n  /// The b.\n  B = \"x\"\n}\noperation O {\n  input := {\n    n: Integer = 1\n  }\n}\n@trait\nlist many { member: String }\n@trait\nstructure one {}\n@many\n@one()\nstring S\n",
    ]);
    assert!(found.is_empty(), "{}", found.render(&sources));
    let value = |shape: &str, member: &str, id: &str| {
        model
            .shape(shape)
            .unwrap()
            .member(member)
            .unwrap()
            .traits
            .get(id)
            .cloned()
    };
    assert_eq!(
        value("a#E", "A", "smithy.api#enumValue"),
        Some(Node::from("A"))
    );
    assert_eq!(
        value("a#E", "B", "smithy.api#enumValue"),
        Some(Node::from("x"))
    );
    assert_eq!(
        value("a#E", "B", "smithy.api#documentation"),
        Some(Node::from("The b."))
    );
    assert!(value("a#ORequest", "n", "smithy.api#default").is_some());
    assert!(
        model
            .shape("a#ORequest")
            .unwrap()
            .traits
            .has("smithy.api#input")
    );
    let shape = model.shape("a#S").unwrap();
    assert_eq!(shape.traits.get("a#many"), Some(&Node::Array(Vec::new())));
    assert_eq!(shape.traits.get("a#one"), Some(&Node::annotation()));
}

#[test]
fn targets_are_those_of_resources_and_mixins() {
    let (sources, model, found) = load_idl(&[
        "namespace a\nresource R {\n  identifiers: { id: Id }\n  properties: { p: P }\n}\nstring Id\nstring P\n@mixin\nstructure M { m: P }\nstructure S for R with [M] {\n  $id\n  $p\n  @required\n  $m\n}\nstructure T for R { $other }\n",
    ]);
    assert_eq!(
        ["id", "p", "m"].map(|member| target(&model, "a#S", member)),
        ["a#Id", "a#P", "a#P"]
    );
    let text = found.render(&sources);
    assert!(text.contains("Member target was elided, but no bound resource or mixin contained a matching identifier or member name.\n  --> 0.smithy:17:21 (a#T$other)"), "{text}");
}

#[test]
fn places_are_those_of_keywords_names_and_traits() {
    let (sources, model, _) = load_idl(&[
        "namespace a\n\n/// Docs\n  @tags([])\n  structure S {\n    @required m: String\n    /// D\n    n: String = \"\"\n}\n",
    ]);
    let place = |span| sources.place(span).map(|place| (place.line, place.column));
    let shape = model.shape("a#S").unwrap();
    let of_trait = |member: Option<&str>, id: &str| {
        let traits = member.map_or(&shape.traits, |member| {
            &shape.member(member).unwrap().traits
        });
        place(traits.span(id).unwrap())
    };
    assert_eq!(place(shape.span), Some((6, 3)));
    assert_eq!(place(shape.member("m").unwrap().span), Some((7, 15)));
    assert_eq!(of_trait(None, "smithy.api#documentation"), Some((4, 1)));
    assert_eq!(of_trait(None, "smithy.api#tags"), Some((5, 3)));
    assert_eq!(of_trait(Some("m"), "smithy.api#required"), Some((7, 5)));
    assert_eq!(
        of_trait(Some("n"), "smithy.api#documentation"),
        Some((8, 5))
    );
    assert_eq!(of_trait(Some("n"), "smithy.api#default"), Some((9, 17)));
}

#[test]
fn what_a_version_has_not_is_refused() {
    let mut sources = Sources::new();
    sources.add(
        "1.smithy",
        "namespace a\n@mixin\nstructure M {}\nenum E { A }\nset S { member: String }\n",
    );
    sources.add("2.smithy", "$version: \"2\"\nnamespace b\n@box\ninteger I\nset S { member: String }\n@enum([{value: \"x\"}])\nstring F\n");
    let (model, found) = load(&sources);
    let text = found.render(&sources);
    for part in [
        "Attempted to apply a @mixin trait to `a#M` in a model file using version `1.0`.",
        "enum shapes cannot be used in Smithy version 1.0\n  --> 1.smithy:4:1 (a#E)",
        "@box is not supported in Smithy IDL 2.0",
        "set shapes cannot be used in Smithy version 2.0\n  --> 2.smithy:5:1 (b#S)",
        "warning[ModelDeprecation]: The enum trait is deprecated. Smithy 2.0 models should use the enum shape.",
    ] {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
    assert!(
        model
            .shape("a#S")
            .unwrap()
            .traits
            .has("smithy.api#uniqueItems")
    );
}

#[test]
fn what_is_applied_to_nothing_is_looked_up_all_the_same() {
    let mut sources = Sources::new();
    sources.add("a.smithy", "namespace a\napply Gone @none\n");
    let text = load(&sources).1.render(&sources);
    assert!(
        text.contains("Trait `a#none` applied to unknown shape `a#Gone`"),
        "{text}"
    );
    assert!(text.contains("Unable to resolve trait `a#none`."), "{text}");
}
