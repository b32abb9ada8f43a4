//! Section 5: what names functions.

use serde_json::json;

use crate::support::{ACCOUNT, Call, Rig, arn, zip};
use crate::table::{Body, Row, check, refused, steps, user};
use crate::words::{
    INVALID, NOT_FOUND, VALIDATION, at, code, create, encoded, invalid, no_function, violates,
};

/// As AWS prints it for operations on functions.
const PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

/// As AWS prints it for operations that read or delete.
const NAMESPACED: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

/// As AWS prints it for qualifiers.
const QUALIFIER: &str = r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+";

fn update(name: &str) -> Call {
    Call::update(&encoded(name)).json(&code("b"))
}

fn get(name: &str, query: &str) -> Call {
    Call::get(&at(&format!("/{}{query}", encoded(name))))
}

fn delete(name: &str, query: &str) -> Call {
    Call::delete(&at(&format!("/{}{query}", encoded(name))))
}

fn pattern(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

fn at_most(length: usize) -> String {
    format!("Member must have length less than or equal to {length}")
}

/// The table.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = bad_names();
    let (a65, a140, a141) = ("a".repeat(65), "a".repeat(140), "a".repeat(141));
    let there = format!("arn:aws:lambda:ap-southeast-1:{ACCOUNT}:function:f");
    let away = || {
        let text = "Functions from 'ap-southeast-1' are not reachable in this region \
                    ('us-east-1')";
        user("Message", text)
    };
    let bare = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function");
    let mismatch =
        "The derived qualifier from the function name does not match the specified qualifier.";
    rows.extend([
        steps("N1", n1_all_forms_name_the_same_function),
        no_function("N3", update(&a65), &a65),
        no_function("N3", update(&a140), &a140),
        no_function("N3", get(&a65, ""), &a65),
        no_function("N3", delete(&a65, ""), &a65),
        refused(
            "N4",
            create(&a65, json!({})),
            400,
            INVALID,
            user(
                "message",
                &format!(
                    "1 validation error detected: Value '{a65}' at 'functionName' failed to \
                     satisfy constraint: {}",
                    at_most(64)
                ),
            ),
        ),
        violates(
            "N5",
            create(&a141, json!({})),
            &quoted(&a141),
            "functionName",
            &at_most(140),
        ),
        violates(
            "N5",
            update(&a141),
            &quoted(&a141),
            "functionName",
            &at_most(140),
        ),
        steps("N6", n6_too_long_and_no_name),
        violates(
            "N7",
            get(&format!("{}!", "a".repeat(200)), ""),
            &quoted(&format!("{}!", "a".repeat(200))),
            "functionName",
            &pattern(NAMESPACED),
        ),
        violates(
            "N7",
            delete(&format!("{}!", "a".repeat(200)), ""),
            &quoted(&format!("{}!", "a".repeat(200))),
            "functionName",
            &pattern(NAMESPACED),
        ),
        steps("N8", n8_a_bad_name_and_a_long_qualifier),
        violates(
            "N9",
            get("f", "?Qualifier=invalid%21"),
            "'invalid!'",
            "qualifier",
            &pattern(QUALIFIER),
        ),
        refused("N10", create(&there, json!({})), 404, NOT_FOUND, away()),
        steps("N11", n11_another_account),
        no_function("N12", get(&bare, ""), "function"),
        steps("N12", n12_a_function_called_function),
        invalid("N13", get("f:1", "?Qualifier=2"), mismatch),
        invalid("N13", get("nobody:1", "?Qualifier=2"), mismatch),
        invalid("N13", delete("f:1", "?Qualifier=2"), mismatch),
        no_function("N14", get("f", "?Qualifier=%24latest"), "f:$latest"),
        no_function("N14", delete("nobody", "?Qualifier=%24latest"), "nobody"),
        violates(
            "N15",
            create("invalid:function:name", json!({})),
            "'invalid:function:name'",
            "functionName",
            &pattern(PATTERN),
        ),
        violates(
            "N16",
            update("a.b"),
            "'a.b'",
            "functionName",
            &pattern(PATTERN),
        ),
        no_function("N16", get("a.b", ""), "a.b"),
        no_function("N16", delete("a.b", ""), "a.b"),
        no_function("N16", Call::get(&at("/a.b/versions")), "a.b"),
        // The reference is not sure (L): a function is no version, so the words are those of E28.
        refused(
            "N17",
            create("f:live", json!({})),
            400,
            INVALID,
            Body::Exact(json!({"Type": "User", "message": UNQUALIFIED}).to_string()),
        ),
    ]);
    for (_, call) in operations(&there) {
        rows.push(refused("N10", call, 404, NOT_FOUND, away()));
    }
    rows
}

/// The names of all operations on a function that is there, and calls of them.
fn operations(name: &str) -> [(&'static str, Call); 12] {
    let at = |rest: &str| at(&format!("/{}{rest}", encoded(name)));
    let empty = json!({});
    let alias = json!({"Name": "a", "FunctionVersion": "1"});
    [
        ("UpdateFunctionCode", update(name)),
        (
            "UpdateFunctionConfiguration",
            Call::put(&at("/configuration")).json(&empty),
        ),
        ("GetFunction", get(name, "")),
        ("GetFunctionConfiguration", Call::get(&at("/configuration"))),
        ("PublishVersion", Call::post(&at("/versions")).json(&empty)),
        ("ListVersionsByFunction", Call::get(&at("/versions"))),
        ("DeleteFunction", delete(name, "")),
        ("CreateAlias", Call::post(&at("/aliases")).json(&alias)),
        ("GetAlias", Call::get(&at("/aliases/a"))),
        ("UpdateAlias", Call::put(&at("/aliases/a")).json(&empty)),
        ("ListAliases", Call::get(&at("/aliases"))),
        ("DeleteAlias", Call::delete(&at("/aliases/a"))),
    ]
}

const UNQUALIFIED: &str = "This operation is permitted on Lambda functions only. Aliases and \
                           versions do not support this operation. Please specify either a \
                           function name or an unqualified function ARN.";

/// N2, for both patterns.
fn bad_names() -> Vec<Row> {
    let names = [
        "my-function!".to_owned(),
        "*".to_owned(),
        "invalid-account:function:my-function".to_owned(),
        format!("arn:aws:lambda:invalid-region:{ACCOUNT}:function:my-function"),
        format!("arn:aws:ec2:us-east-1:{ACCOUNT}:instance:i-1"),
        arn("my-function:1:2"),
        "function:my-function:$LATEST:extra".to_owned(),
        format!("arn:aws:lambda::{ACCOUNT}:function:my-function"),
        "arn:aws:lambda:us-east-1::function:my-function".to_owned(),
        "my-function:$LATES".to_owned(),
        "a/b".to_owned(),
        "a\u{e4}".to_owned(),
        "a\nb".to_owned(),
    ];
    let mut rows = Vec::new();
    for name in names {
        let mut row = |call, of| {
            let text = pattern(of);
            rows.push(violates("N2", call, &quoted(&name), "functionName", &text));
        };
        row(update(&name), PATTERN);
        row(create(&name, json!({})), PATTERN);
        row(get(&name, ""), NAMESPACED);
        row(delete(&name, ""), NAMESPACED);
    }
    rows
}

fn quoted(value: &str) -> String {
    format!("'{value}'")
}

fn n1_all_forms_name_the_same_function() {
    let rig = Rig::new();
    for name in ["f".to_owned(), arn("g"), format!("{ACCOUNT}:function:h")] {
        let made = rig.send(&create(&name, json!({})));
        assert_eq!(made.status, 201, "{}", made.text());
        let bare = made.json()["FunctionName"].as_str().unwrap().to_owned();
        assert_eq!(bare.len(), 1, "{name}");
        for name in [
            bare.clone(),
            arn(&bare),
            format!("{ACCOUNT}:function:{bare}"),
        ] {
            assert_eq!(rig.send(&update(&name)).json()["FunctionName"], bare);
            let found = rig.send(&get(&name, "")).json();
            assert_eq!(found["Configuration"]["FunctionName"], bare);
        }
    }
}

/// The order of the two is not known.
fn n6_too_long_and_no_name() {
    let rig = Rig::new();
    let name = format!("{}!", "a".repeat(141));
    let answer = rig.send(&create(&name, json!({})));
    two_violations(
        &answer,
        [
            format!(
                "Value '{name}' at 'functionName' failed to satisfy constraint: {}",
                pattern(PATTERN)
            ),
            format!(
                "Value '{name}' at 'functionName' failed to satisfy constraint: {}",
                at_most(140)
            ),
        ],
    );
}

/// The order of the two is not known.
fn n8_a_bad_name_and_a_long_qualifier() {
    let rig = Rig::new();
    let long = "a".repeat(129);
    let answer = rig.send(&get("f!", &format!("?Qualifier={long}")));
    two_violations(
        &answer,
        [
            format!(
                "Value 'f!' at 'functionName' failed to satisfy constraint: {}",
                pattern(NAMESPACED)
            ),
            format!(
                "Value '{long}' at 'qualifier' failed to satisfy constraint: {}",
                at_most(128)
            ),
        ],
    );
}

fn two_violations(answer: &crate::support::Answer, expected: [String; 2]) {
    assert_eq!((answer.status, answer.error()), (400, Some(VALIDATION)));
    let text = answer.message().unwrap();
    let found = text
        .strip_prefix("2 validation errors detected: ")
        .expect(&text);
    let [a, b] = &expected;
    let either = [format!("{a}; {b}"), format!("{b}; {a}")];
    assert!(either.iter().any(|text| text == found), "{text}");
}

fn n11_another_account() {
    let rig = Rig::new();
    let name = "arn:aws:lambda:us-east-1:999988887777:function:f";
    let answer = rig.send(&create(name, json!({})));
    assert_eq!(
        (answer.status, answer.error()),
        (403, Some("AccessDeniedException"))
    );
    assert_eq!(answer.text(), "{\"Message\":null}");
    for (action, call) in operations(name) {
        let text = format!(
            "User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: lambda:{action} on \
             resource: {name} because no resource-based policy allows the lambda:{action} action"
        );
        let body = Body::Exact(json!({"Message": text}).to_string());
        let error = "AccessDeniedException";
        check(&rig, vec![refused("N11", call, 403, error, body)]);
    }
}

fn n12_a_function_called_function() {
    let rig = Rig::new();
    let name = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function");
    let made = rig.send(&create(&name, json!({})));
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["FunctionName"], "function");
    let body = json!({"ZipFile": crate::support::base64(&zip("b"))});
    assert_eq!(rig.update("function", &body).status, 200);
}
