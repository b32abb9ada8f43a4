//! The rows against the model, and the rows against the reference itself where it is at hand.

use std::path::Path;

use planish_model::traits::{Error as Fault, Http, HttpError, Length, Range};
use planish_model::{Model, Shape, Sources, check, load};

use crate::rows::{Both, Bounds, ERRORS, Member, REQUEST, RESPONSE, Text};

const OPERATION: &str = "com.amazonaws.lambda#UpdateFunctionCode";

fn model() -> Model {
    let mut sources = Sources::new();
    sources.add("lambda.json", include_str!("../../model/lambda.json"));
    let (model, mut found) = load(&sources);
    found.extend(check(&model));
    assert!(!found.has_errors(), "{}", found.render(&sources));
    model
}

/// The operation's input and output.
fn ends(model: &Model) -> (&Shape, &Shape) {
    let operation = model.shape(OPERATION).unwrap().as_operation().unwrap();
    (
        model.shape(&operation.input).unwrap(),
        model.shape(&operation.output).unwrap(),
    )
}

#[test]
fn the_operation_is_a_put_that_answers_200() {
    let model = model();
    let operation = model.shape(OPERATION).unwrap();
    let http: Http = operation.traits.typed().unwrap();
    assert_eq!((http.method.as_str(), http.code), ("PUT", 200));
    let uri = operation.traits.get("smithy.api#http").unwrap().get("uri");
    assert_eq!(
        uri.unwrap().as_str(),
        Some("/2015-03-31/functions/{FunctionName}/code")
    );
    let labels: Vec<_> = http.uri.labels().collect();
    assert_eq!(labels, [("FunctionName", false)]);
    let about = operation.traits.get("smithy.api#documentation").unwrap();
    let permission = "lambda:UpdateFunctionCode";
    assert!(about.as_str().unwrap().contains(permission), "{about:?}");
}

#[test]
fn every_member_of_the_request_is_there_in_its_place() {
    let model = model();
    let (input, _) = ends(&model);
    for row in &REQUEST {
        member(&model, input, row);
        let traits = &input.member(row.name).unwrap().traits;
        for required in ["smithy.api#httpLabel", "smithy.api#required"] {
            assert_eq!(traits.has(required), row.in_path, "{}", row.name);
        }
        for elsewhere in ["httpQuery", "httpHeader", "httpPayload", "jsonName"] {
            let id = format!("smithy.api#{elsewhere}");
            assert!(!traits.has(&id), "{} {elsewhere}", row.name);
        }
    }
}

#[test]
fn every_member_of_the_answer_is_there() {
    let model = model();
    let (_, output) = ends(&model);
    for row in &RESPONSE {
        member(&model, output, row);
    }
}

#[test]
fn every_error_is_there_with_its_status() {
    let model = model();
    let operation = model.shape(OPERATION).unwrap().as_operation().unwrap();
    for row in &ERRORS {
        let id = format!("com.amazonaws.lambda#{}", row.name);
        let is_listed = operation.errors.iter().any(|error| *error == *id.as_str());
        assert!(is_listed, "{id}");
        let traits = &model.shape(&id).unwrap().traits;
        let HttpError(status) = traits.typed().unwrap();
        assert_eq!(status, row.status, "{id}");
        let fault: Fault = traits.typed().unwrap();
        assert_eq!(format!("{fault:?}").to_lowercase(), row.fault, "{id}");
    }
}

/// Asserts a row of a member.
fn member(model: &Model, structure: &Shape, row: &Member) {
    let name = row.name;
    let member = structure.member(name).expect(name);
    let target = model.target(member).expect(name);
    assert_eq!(target.kind, row.kind, "{name}");
    assert!(
        model
            .member_trait(member, "smithy.api#documentation")
            .is_some(),
        "{name}"
    );
    match row.bounds {
        Bounds::Any => {
            for bound in ["length", "pattern", "range"] {
                let id = format!("smithy.api#{bound}");
                assert!(!target.traits.has(&id), "{name}: narrowed by {bound}");
            }
        }
        Bounds::Text(text) => text_bounds(target, name, text),
        Bounds::Range(Both { seed, served }) => {
            assert!(served.0 <= seed.0, "{name}: narrowed");
            assert!(
                seed.1
                    .is_none_or(|s| served.1.is_some_and(|most| most >= s)),
                "{name}"
            );
            let range: Range = target.traits.typed().expect(name);
            let number = |n: Option<planish_model::Number>| n.and_then(|n| n.as_u64());
            assert_eq!(
                (number(range.min), number(range.max)),
                (Some(served.0), served.1)
            );
        }
        Bounds::Among(values) => {
            for value in values {
                let is_there = target.members.iter().any(|m| {
                    let of_enum = m.traits.get("smithy.api#enumValue");
                    of_enum.and_then(|v| v.as_str()) == Some(value)
                });
                assert!(is_there, "{name}: {value}");
            }
        }
        Bounds::With(members) => {
            for (inner, kind, innermost) in members {
                let member = target.member(inner).expect(inner);
                let target = model.target(member).expect(inner);
                assert_eq!(target.kind, *kind, "{name}.{inner}");
                for member in *innermost {
                    assert!(target.member(member).is_some(), "{name}.{inner}.{member}");
                }
            }
        }
    }
}

fn text_bounds(target: &Shape, name: &str, text: Text) {
    let length = target.traits.typed::<Length>();
    match text.length {
        Some(Both { seed, served }) => {
            assert!(served.0 <= seed.0 && served.1 >= seed.1, "{name}: narrowed");
            let found = length.expect(name);
            let found = (found.min.unwrap_or(0), found.max.expect(name));
            assert_eq!(found, served, "{name}");
        }
        None => assert!(length.is_none(), "{name}: narrowed by a length"),
    }
    let pattern = target.traits.get("smithy.api#pattern");
    let expected = text.pattern.map(|both| format!("^{}$", both.served));
    assert_eq!(
        pattern.and_then(|p| p.as_str()),
        expected.as_deref(),
        "{name}"
    );
}

/// The reference lies beside the project, and is no part of it.
#[test]
fn every_row_of_the_reference_has_an_entry() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/lambda/seed.md");
    let Ok(reference) = std::fs::read_to_string(path) else {
        eprintln!("skipped: there is no `shared/lambda/seed.md` beside the project");
        return;
    };
    let section = |title: &str| {
        let (_, rest) = reference.split_once(&format!("\n## {title}")).expect(title);
        let end = rest.find("\n## ").unwrap_or(rest.len());
        let lines = rest[..end].lines().filter(|line| line.starts_with("| "));
        lines.skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let first = |line: &String| line.split('|').nth(1).unwrap_or_default().trim().to_owned();
    for (title, rows) in [("Request", &REQUEST[..]), ("Response", &RESPONSE[..])] {
        let lines = section(title);
        let names: Vec<String> = lines.iter().map(first).collect();
        let entries: Vec<&str> = rows.iter().map(|row| row.name).collect();
        assert_eq!(names, entries, "{title}");
        for (row, line) in rows.iter().zip(&lines) {
            entry(row, line);
        }
    }
    let lines = section("Errors");
    let entries: Vec<String> = ERRORS
        .iter()
        .map(|row| format!("| {} | {} ", row.name, row.status))
        .collect();
    assert_eq!(lines.len(), entries.len());
    for (line, entry) in lines.iter().zip(&entries) {
        assert!(line.starts_with(entry), "{line}");
    }
}

/// Asserts that an entry says what a line of the reference does.
fn entry(row: &Member, line: &str) {
    let name = row.name;
    assert_eq!(line.contains("| path, required |"), row.in_path, "{name}");
    match row.bounds {
        Bounds::Text(text) => {
            if let Some(Both { seed, .. }) = text.length {
                let spelled = match seed {
                    (0, most) => [format!("length 0..{most}"), format!("length <= {most}")],
                    (least, most) => [format!("length {least}..{most}"), String::from("|||")],
                };
                assert!(spelled.iter().any(|s| line.contains(s)), "{name}: {line}");
            }
            // Some rows refer to the pattern of another row instead.
            if let Some(Both { seed, .. }) = text.pattern
                && !line.contains("pattern as")
            {
                let anchored = format!("`^{seed}$`");
                let is_there = line.contains(&format!("`{seed}`")) || line.contains(&anchored);
                assert!(is_there, "{name}: {line}");
            }
        }
        Bounds::Range(Both { seed, .. }) => {
            let spelled = match seed {
                (least, Some(most)) => format!("{least}..{most}"),
                (least, None) => format!(">= {least}"),
            };
            assert!(line.contains(&spelled), "{name}: {line}");
        }
        Bounds::Among(values) => {
            let all = values.join(", ");
            assert!(line.contains(&all), "{name}: {line}");
        }
        Bounds::With(members) => {
            for (member, _, _) in members {
                assert!(line.contains(member), "{name}: {line}");
            }
        }
        Bounds::Any => assert!(
            !line.contains("length") && !line.contains("pattern"),
            "{line}"
        ),
    }
}
