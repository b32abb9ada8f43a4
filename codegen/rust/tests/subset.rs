//! Code for some operations is a part of the code for all of them, and costs what `costs` says.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use planish_codegen::{Cost, Files, Form, Options, Side, costs, emit, generate, plan};
use planish_model::{Model, Sources, check, keep_closure, load, select};

const MODEL: &str = include_str!("../../../model/lambda.json");

/// What has a few lines for each operation or shape, and is not the same for some of them.
const SHARED: [&str; 6] = [
    "client.rs",
    "server.rs",
    "service.rs",
    "operation/mod.rs",
    "types/mod.rs",
    "types/schemas.rs",
];

fn model_of(text: &str) -> Model {
    let mut sources = Sources::new();
    sources.add("m.json", text);
    let (model, mut found) = load(&sources);
    found.extend(check(&model));
    assert!(!found.has_errors(), "{}", found.render(&sources));
    model
}

fn options(side: Side, operations: &[&str]) -> Options {
    Options {
        service: None,
        operations: operations.iter().map(ToString::to_string).collect(),
        side,
    }
}

fn files(model: &Model, side: Side, operations: &[&str]) -> Files {
    let options = options(side, operations);
    generate(model, &options, Form::Module).unwrap().0
}

fn lines(files: &Files) -> usize {
    files.iter().map(|(_, text)| text.lines().count()).sum()
}

#[track_caller]
fn is_part(part: &Files, whole: &Files) {
    for (path, text) in part.iter().filter(|(path, _)| !SHARED.contains(path)) {
        assert_eq!(Some(text), whole.get(path), "{path}");
    }
}

#[test]
fn a_file_is_the_same_whatever_is_generated_besides_it() {
    let model = model_of(MODEL);
    for side in [Side::Client, Side::Server] {
        let some = ["com.amazonaws.lambda#GetAlias", "ListFunctions"];
        let (part, whole) = (files(&model, side, &some), files(&model, side, &[]));
        is_part(&part, &whole);
        let has = |path: &str| part.get(path).is_some();
        assert!(has("operation/get_alias.rs") && has("types/alias_configuration.rs"));
        assert!(!has("operation/create_alias.rs") && !has("types/create_alias_request.rs"));
    }
}

/// Two shapes want one name; who has it does not depend on who else is there.
#[test]
fn contested_names_stay_as_well() {
    let model = model_of(
        r#"{"smithy": "2.0", "shapes": {
        "a#S": {"type": "service", "version": "1", "operations": [{"target": "a#One"}, {"target": "a#Two"}],
            "traits": {"aws.protocols#restJson1": {}}},
        "a#One": {"type": "operation", "input": {"target": "a#OneIn"}, "output": {"target": "a#Out"},
            "traits": {"smithy.api#http": {"method": "POST", "uri": "/1"}}},
        "a#Two": {"type": "operation", "input": {"target": "a#TwoIn"}, "output": {"target": "a#Out"},
            "traits": {"smithy.api#http": {"method": "POST", "uri": "/2"}}},
        "a#OneIn": {"type": "structure", "members": {"x": {"target": "a#URLPart"}}},
        "a#TwoIn": {"type": "structure", "members": {"x": {"target": "a#UrlPart_"}}},
        "a#URLPart": {"type": "structure", "members": {}},
        "a#UrlPart_": {"type": "structure", "members": {}},
        "a#Out": {"type": "structure", "members": {}}}}"#,
    );
    let part = files(&model, Side::Client, &["Two"]);
    assert!(part.get("types/url_part2.rs").is_some());
    is_part(&part, &files(&model, Side::Client, &[]));
}

#[test]
fn a_part_of_the_plan_or_of_the_model_gives_the_same_code() {
    let model = model_of(MODEL);
    let some = options(Side::Client, &["UpdateFunctionCode"]);
    let reach = select(&model, None, &some.operations).unwrap();
    let expected = files(&model, Side::Client, &["UpdateFunctionCode"]);
    let all = plan(&model, &options(Side::Client, &[])).unwrap();
    assert_eq!(emit(&all.within(&reach), Form::Module), expected);
    let small = keep_closure(&model, &reach);
    assert_eq!(files(&small, Side::Client, &[]), expected);
}

#[test]
fn costs_are_the_lines_that_come_and_go_with_an_operation() {
    let model = model_of(MODEL);
    let costs = costs(&model, &options(Side::Client, &[])).unwrap();
    let all = files(&model, Side::Client, &[]);
    assert_eq!((costs.lines, costs.files), (lines(&all), all.len()));
    let own: usize = costs.operations.iter().map(|cost| cost.own_shapes).sum();
    assert_eq!(own + costs.shared_shapes, costs.shapes);

    let name = "CreateFunction";
    let Cost {
        lines: alone,
        own_lines,
        own_shapes,
        ..
    } = *costs
        .operations
        .iter()
        .find(|c| c.operation.name() == name)
        .unwrap();
    assert_eq!(alone, lines(&files(&model, Side::Client, &[name])));
    let others: Vec<&str> = costs
        .operations
        .iter()
        .map(|cost| cost.operation.name())
        .filter(|other| *other != name)
        .collect();
    let without = lines(&files(&model, Side::Client, &others));
    // Lists of imports in the files about everything are laid out in other lines.
    assert!(
        (lines(&all) - without).abs_diff(own_lines) <= 10,
        "{own_lines}"
    );
    let reach = |of: &[&str]| {
        let of: Vec<String> = of.iter().map(ToString::to_string).collect();
        keep_closure(&model, &select(&model, None, &of).unwrap())
            .own_shapes()
            .count()
    };
    assert_eq!(own_shapes, reach(&[]) - reach(&others));
}
