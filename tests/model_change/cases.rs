//! The changes, and what they do.

use planish_codegen::{MARKER, Side};
use serde_json::{Value, json};

use crate::change::{Change, MODEL, documentation, files, schema};

const UPDATE: &str = "com.amazonaws.lambda#UpdateFunctionCode";
const REQUEST: &str = "types/update_function_code_request.rs";
const RESPONSE: &str = "types/function_configuration.rs";
const OPERATION: &str = "operation/update_function_code.rs";

#[test]
fn a_constraint_is_in_validators_and_documentation() {
    let wider = |shapes: &mut Value| {
        let key = &mut shapes["com.amazonaws.lambda#S3Key"]["traits"];
        key["smithy.api#length"] = json!({"min": 2, "max": 2048});
        key["smithy.api#pattern"] = json!("^[^/]");
    };
    // Where a key is asked for, and where its constraints are.
    let requests = ["types/function_code.rs", REQUEST];

    let server = Change::of(Side::Server, wider);
    let mut expected = requests.to_vec();
    expected.insert(1, "types/schemas.rs");
    assert_eq!(server.paths(), expected);
    let schema = schema(server.file("types/schemas.rs"), "S3Key");
    assert!(
        schema.contains("Trait::Length { min: 2, max: 2048 }"),
        "{schema}"
    );
    assert!(schema.contains("Trait::Pattern(\"^[^/]\")"), "{schema}");
    assert!(!schema.contains("1024"), "{schema}");

    let client = Change::of(Side::Client, wider);
    assert_eq!(client.paths(), requests);
    for change in [&server, &client] {
        for path in requests {
            let doc = documentation(change.file(path), "s3_key");
            assert!(doc.contains("Length 2 to 2048."), "{path}: {doc}");
            assert!(!doc.contains("1024"), "{path}: {doc}");
            // Another member with the same bound keeps it.
            let doc = documentation(change.file(path), "s3_object_version");
            assert!(doc.contains("Length 1 to 1024."), "{path}: {doc}");
        }
    }
    // Clients leave it to the server to check values.
    assert!(!client.file(REQUEST).contains("Trait::Length"));
}

#[test]
fn a_member_is_in_types_and_schemas_of_both_halves() {
    let add = |shapes: &mut Value| {
        let member = json!({
            "target": "smithy.api#String",
            "traits": {
                "smithy.api#documentation": "Why the code was replaced.",
                "smithy.api#length": {"max": 80},
            },
        });
        for shape in ["UpdateFunctionCodeRequest", "FunctionConfiguration"] {
            let id = format!("com.amazonaws.lambda#{shape}");
            shapes[id]["members"]["ReleaseNote"] = member.clone();
        }
    };
    for side in [Side::Server, Side::Client] {
        let change = Change::of(side, add);
        assert_eq!(change.paths(), [RESPONSE, REQUEST], "{side:?}");
        for path in [RESPONSE, REQUEST] {
            let text = change.file(path);
            assert!(text.contains("pub release_note: Option<String>,"), "{path}");
            let doc = documentation(text, "release_note");
            assert!(
                doc.contains("/// Why the code was replaced."),
                "{path}: {doc}"
            );
            assert!(
                doc.contains("Length 0 to 80.") || doc.contains("at most 80"),
                "{path}: {doc}"
            );
            assert!(text.contains("=> release_note"), "{path}");
            let (_, member) = text.split_once("\"ReleaseNote\",").expect(path);
            let member = member.split_once("Member::new").map_or(member, |m| m.0);
            let is_checked = member.contains("Trait::Length") && member.contains("max: 80");
            assert_eq!(
                is_checked,
                side == Side::Server,
                "{side:?} {path}: {member}"
            );
        }
        let old = change.before.get(REQUEST).unwrap();
        assert!(!old.contains("ReleaseNote") && !old.contains("release_note"));
    }
}

#[test]
fn a_required_member_is_no_option_for_servers_alone() {
    let require = |shapes: &mut Value| {
        let member = &mut shapes["com.amazonaws.lambda#UpdateFunctionCodeRequest"]["members"];
        member["RevisionId"]["traits"]["smithy.api#required"] = json!({});
        // Examples have to have it, too.
        let examples = &mut shapes[UPDATE]["traits"]["smithy.api#examples"];
        for example in examples.as_array_mut().into_iter().flatten() {
            example["input"]["RevisionId"] = json!("b0a1f5f4-2f4e-4b0c-9d4e-000000000000");
        }
    };
    let server = Change::of(Side::Server, require);
    assert!(server.file(REQUEST).contains("pub revision_id: String,"));
    let client = Change::of(Side::Client, require);
    assert!(
        client
            .file(REQUEST)
            .contains("pub revision_id: Option<String>,")
    );
    for change in [&server, &client] {
        assert_eq!(change.paths(), [REQUEST]);
        let (_, member) = change.file(REQUEST).split_once("\"RevisionId\",").unwrap();
        let member = member.split_once("Member::new").unwrap().0;
        assert!(member.contains("Trait::Required"), "{member}");
    }
}

#[test]
fn an_error_is_in_the_errors_of_its_operation_and_of_no_other() {
    let add = |shapes: &mut Value| {
        shapes["com.amazonaws.lambda#ReleaseFrozenException"] = json!({
            "type": "structure",
            "members": {
                "Type": {"target": "smithy.api#String"},
                "Message": {"target": "smithy.api#String"},
            },
            "traits": {
                "smithy.api#documentation": "Nothing may be released for now.",
                "smithy.api#error": "client",
                "smithy.api#httpError": 423,
            },
        });
        let errors = shapes[UPDATE]["errors"].as_array_mut().unwrap();
        errors.push(json!({"target": "com.amazonaws.lambda#ReleaseFrozenException"}));
    };
    let shape = "types/release_frozen_exception.rs";
    for side in [Side::Server, Side::Client] {
        let change = Change::of(side, add);
        let mut paths = change.paths();
        // The tables of contents name the new type.
        paths.retain(|path| !path.ends_with("mod.rs"));
        assert_eq!(paths, [OPERATION, shape], "{side:?}");
        assert!(change.before.get(shape).is_none());

        let operation = change.file(OPERATION);
        for text in [
            "ReleaseFrozenException::SCHEMA,",
            "    /// Nothing may be released for now.\n    \
             ReleaseFrozenException(ReleaseFrozenException),",
            "=> ReleaseFrozenException(ReleaseFrozenException),",
        ] {
            assert!(operation.contains(text), "{side:?}: {text}");
        }
        let text = change.file(shape);
        assert!(text.contains("pub struct ReleaseFrozenException"), "{text}");
        assert!(
            text.contains("Trait::Error(Fault::Client), Trait::HttpError(423)"),
            "{text}"
        );
        assert!(
            change
                .file("types/mod.rs")
                .contains("ReleaseFrozenException")
        );
        for (path, text) in change.after.iter() {
            let concerns = [OPERATION, shape, "types/mod.rs"].contains(&path);
            assert_eq!(text.contains("ReleaseFrozen"), concerns, "{side:?} {path}");
        }
    }
}

#[test]
fn a_status_and_a_path_are_in_the_description_of_the_operation() {
    let move_it = |shapes: &mut Value| {
        shapes[UPDATE]["traits"]["smithy.api#http"] = json!({
            "method": "PUT", "uri": "/2026-01-01/functions/{FunctionName}/code", "code": 202,
        });
    };
    for side in [Side::Server, Side::Client] {
        let change = Change::of(side, move_it);
        assert_eq!(change.paths(), [OPERATION], "{side:?}");
        let text = change.file(OPERATION);
        assert!(text.contains("uri: \"/2026-01-01/functions/{FunctionName}/code\""));
        assert!(text.contains("status: 202,"), "{text}");
        assert!(!text.contains("2015-03-31"), "{text}");
    }
}

#[test]
fn only_files_that_differ_are_written_and_what_is_gone_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("types/mine.rs");
    let drop_error = |shapes: &mut Value| {
        for shape in shapes.as_object_mut().unwrap().values_mut() {
            if let Some(errors) = shape.get_mut("errors").and_then(Value::as_array_mut) {
                errors.retain(|e| e["target"] != "com.amazonaws.lambda#ServiceException");
            }
        }
        let shapes = shapes.as_object_mut().unwrap();
        shapes.remove("com.amazonaws.lambda#ServiceException");
    };
    let change = Change::of(Side::Client, drop_error);
    let first = change.before.write(folder.path()).unwrap();
    assert_eq!((first.changed, first.unchanged), (change.before.len(), 0));
    std::fs::write(&mine, "// by hand").unwrap();
    let again = change.before.write(folder.path()).unwrap();
    assert_eq!((again.changed, again.unchanged), (0, change.before.len()));

    let paths = change.paths();
    let gone = "types/service_exception.rs";
    assert!(paths.contains(&gone), "{paths:?}");
    let second = change.after.write(folder.path()).unwrap();
    assert_eq!((second.changed, second.removed), (paths.len() - 1, 1));
    assert!(!folder.path().join(gone).exists());
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "// by hand");
    assert_eq!(change.after.check(folder.path()).unwrap(), []);
}

#[test]
fn every_file_says_that_it_is_generated_and_from_what() {
    let model: Value = serde_json::from_str(MODEL).unwrap();
    for side in [Side::Server, Side::Client] {
        for (path, text) in files(side, &model).iter() {
            let first = text.lines().next().unwrap_or_default();
            assert!(first.contains(MARKER), "{path}: {first}");
            assert!(
                first.contains("com.amazonaws.lambda#Lambda"),
                "{path}: {first}"
            );
        }
    }
}
