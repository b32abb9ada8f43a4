//! What can't be planned is said with its name, its place and a way out.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use planish_codegen::{Form, Options, Side, generate};
use planish_model::{Model, Sources, load};

const HTTP: &str = r#""aws.protocols#restJson1":{}"#;

fn service(name: &str, operations: &[&str], traits: &str) -> String {
    let operations: Vec<String> = operations
        .iter()
        .map(|it| format!(r#"{{"target":"a#{it}"}}"#))
        .collect();
    let operations = operations.join(",");
    format!(
        r#""a#{name}":{{"type":"service","version":"1","operations":[{operations}],"traits":{{{traits}}}}}"#
    )
}

fn operation(name: &str, http: bool) -> String {
    let http = if http {
        r#""smithy.api#http":{"method":"POST","uri":"/"}"#
    } else {
        ""
    };
    format!(r#""a#{name}":{{"type":"operation","traits":{{{http}}}}}"#)
}

fn model(shapes: &[String]) -> (Model, Sources) {
    let mut sources = Sources::new();
    let text = format!(
        "{{\"smithy\":\"2.0\",\"shapes\":{{\n{}\n}}}}",
        shapes.join(",\n")
    );
    sources.add("m.json", text);
    let (model, found) = load(&sources);
    assert!(!found.has_errors(), "{}", found.render(&sources));
    (model, sources)
}

/// All findings: id, message, shape, line, hint; a line each.
#[track_caller]
fn check(shapes: &[String], wanted: Option<&str>, operations: &[&str], expected: &[&str]) {
    let (model, sources) = model(shapes);
    for side in [Side::Client, Side::Server] {
        let options = Options {
            service: wanted.map(str::to_owned),
            operations: operations.iter().map(ToString::to_string).collect(),
            side,
        };
        let found = generate(&model, &options, Form::Module).unwrap_err();
        let lines: Vec<String> = found
            .iter()
            .map(|d| {
                let shape = d.shape.as_ref().map_or("-", |id| id.as_str());
                let place = d.span.and_then(|span| sources.place(span));
                let line = place.map_or("-".to_owned(), |p| p.line.to_string());
                let hint = d.hint.as_deref().unwrap_or("-");
                format!("{}|{}|{shape}|{line}|{hint}", d.id, d.message)
            })
            .collect();
        assert_eq!(lines, expected);
    }
}

#[test]
fn services() {
    check(
        &[operation("Get", true)],
        None,
        &[],
        &[
            "Select.Service|the model has no service|-|-|add a shape of type service that lists the operations",
        ],
    );
    let two = [service("One", &[], HTTP), service("Two", &[], HTTP)];
    check(
        &two,
        None,
        &[],
        &["Select.Service|the model has 2 services|-|-|say which one: a#One, a#Two"],
    );
    check(
        &two,
        Some("a#Onne"),
        &[],
        &["Select.Service|there is no service a#Onne|-|-|did you mean a#One?"],
    );
    check(
        &two,
        Some("Twoo"),
        &[],
        &["Select.Service|there is no service Twoo|-|-|did you mean Two?"],
    );
    check(
        &two,
        Some("Entirely"),
        &[],
        &["Select.Service|there is no service Entirely|-|-|the model has: a#One, a#Two"],
    );
}

#[test]
fn operations() {
    let shapes = [
        service("S", &["GetThing"], HTTP),
        operation("GetThing", true),
        operation("Other", true),
    ];
    check(
        &shapes,
        None,
        &["GetThin", "Other"],
        &[
            "Select.Operation|a#S has no operation GetThin|-|2|did you mean GetThing?",
            "Select.Operation|a#S has no operation Other|-|2|it has GetThing",
        ],
    );
}

#[test]
fn protocols() {
    check(
        &[service("S", &[], r#""aws.protocols#awsJson1_1":{}"#)],
        None,
        &[],
        &[
            "Codegen.Protocol|no code can be generated for aws.protocols#awsJson1_1 yet|a#S|2|apply one of: aws.protocols#restJson1",
        ],
    );
    check(
        &[service("S", &[], "")],
        None,
        &[],
        &["Codegen.Protocol|a#S names no protocol|a#S|2|apply one of: aws.protocols#restJson1"],
    );
}

#[test]
fn operations_without_a_binding_are_all_told() {
    check(
        &[
            service("S", &["A", "B", "C"], HTTP),
            operation("A", false),
            operation("B", true),
            operation("C", false),
        ],
        None,
        &[],
        &[
            "Codegen.Http|a#A has no HTTP binding, which its protocol needs|a#A|3|apply smithy.api#http with a method and a uri",
            "Codegen.Http|a#C has no HTTP binding, which its protocol needs|a#C|5|apply smithy.api#http with a method and a uri",
        ],
    );
}
