//! Paths and what they name (W10, sections 5 and 9).

use serde_json::json;

use crate::support::{ACCOUNT, Call, Rig, arn, base64, zip};
use crate::table::{Row, check, message, user};

/// As AWS prints it for operations on functions.
const PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

/// A label as SDKs write it: everything but letters, digits and `-_.~` is encoded.
fn encoded(label: &str) -> String {
    let encode = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(b).to_string()
        }
        _ => format!("%{b:02X}"),
    };
    label.bytes().map(encode).collect()
}

#[test]
fn w10_the_same_function_under_every_name() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({"Publish": true}));
    for name in [
        "f".to_owned(),
        encoded("f:$LATEST"),
        "f:$LATEST".to_owned(),
        encoded(&arn("f")),
        arn("f"),
        encoded(&format!("{}:$LATEST", arn("f"))),
        encoded(&format!("{ACCOUNT}:function:f")),
        "function:f".to_owned(),
        "%66".to_owned(),
    ] {
        let answer = rig.update(&name, &json!({"ZipFile": base64(&zip(&name))}));
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        assert_eq!(answer.json()["FunctionName"], "f", "{name}");
        assert_eq!(answer.json()["FunctionArn"], arn("f"), "{name}");
    }
}

#[test]
fn w10_lists_with_and_without_a_slash_at_the_end() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    for target in [
        "/2015-03-31/functions",
        "/2015-03-31/functions/",
        "/2015-03-31/functions?MaxItems=1",
        "/2015-03-31/functions/?MaxItems=1",
    ] {
        let answer = rig.send(&Call::get(target));
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        assert_eq!(
            answer.json()["Functions"][0]["FunctionName"],
            "f",
            "{target}"
        );
    }
}

#[test]
fn n2_names_that_are_none() {
    let rig = Rig::new();
    let code = json!({"ZipFile": base64(&zip("a"))});
    let refused = |name: &str| {
        message(&format!(
            "1 validation error detected: Value '{name}' at 'functionName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: {PATTERN}"
        ))
    };
    let names = [
        "my-function!".to_owned(),
        "*".to_owned(),
        "invalid-account:function:my-function".to_owned(),
        format!("arn:aws:lambda:invalid-region:{ACCOUNT}:function:my-function"),
        format!("arn:aws:ec2:us-east-1:{ACCOUNT}:instance:i-1"),
        arn("my-function:1:2"),
        "function:my-function:$LATEST:extra".to_owned(),
        format!("arn:aws:lambda::{ACCOUNT}:function:my-function"),
        "my-function:$LATES".to_owned(),
        "a.b".to_owned(),
        "a/b".to_owned(),
        "a\u{e4}".to_owned(),
        "a\nb".to_owned(),
    ];
    let rows = names.iter().map(|name| Row {
        row: "N2",
        call: Call::update(&encoded(name)).json(&code),
        status: 400,
        error: "ValidationException",
        body: refused(name),
    });
    check(&rig, rows.collect());
}

#[test]
fn n3_to_n16_names_of_nothing_that_is_here() {
    let rig = Rig::new();
    let code = json!({"ZipFile": base64(&zip("a"))});
    let update = |name: &str| Call::update(&encoded(name)).json(&code);
    let get = |name: &str| Call::get(&format!("/2015-03-31/functions/{}", encoded(name)));
    let not_found = |name: &str| user("Message", &format!("Function not found: {}", arn(name)));
    let long = "a".repeat(65);
    let missing = "ResourceNotFoundException";
    let row = |row, call, body| Row {
        row,
        call,
        status: 404,
        error: missing,
        body,
    };
    let away = user(
        "Message",
        "Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')",
    );
    let there = format!("arn:aws:lambda:ap-southeast-1:{ACCOUNT}:function:f");
    let lower_case = Call::get("/2015-03-31/functions/f?Qualifier=%24latest");
    let bare = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function");
    let rows = vec![
        row("E1", update(&arn("f")), not_found("f")),
        row("E1", update("f:$LATEST"), not_found("f")),
        row("N3", update(&long), not_found(&long)),
        row("N3", get(&long), not_found(&long)),
        row("N10", update(&there), away),
        row("N12", get(&bare), not_found("function")),
        row("N14", lower_case, not_found("f:$latest")),
        row("N16", get("a.b"), not_found("a.b")),
    ];
    check(&rig, rows);
    let longest = "a".repeat(141);
    let body = message(&format!(
        "1 validation error detected: Value '{longest}' at 'functionName' failed to satisfy \
         constraint: Member must have length less than or equal to 140"
    ));
    check(
        &rig,
        vec![Row {
            row: "N5",
            call: update(&longest),
            status: 400,
            error: "ValidationException",
            body,
        }],
    );
}
