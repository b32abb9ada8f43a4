//! Expressions and their answers.

use super::*;

fn search(expression: &str, value: &str) -> String {
    let value = json::parse(value).unwrap();
    match Expression::parse(expression).and_then(|e| e.search(&value)) {
        Ok(answer) => json::print(&answer),
        Err(problem) => format!("! {problem}"),
    }
}

const VALUE: &str = r#"{
    "a": {"b": {"c": [0, 1, 2, 3]}, "x-y": 7},
    "people": [
        {"name": "bob", "age": 30, "tags": ["x"]},
        {"name": "eve", "age": 20, "tags": ["y", "z"]},
        {"age": 5}
    ],
    "nested": [[1, 2], [3, [4]]],
    "empty": [], "none": null, "yes": true
}"#;

#[test]
fn paths() {
    for (expression, answer) in [
        ("a.b.c", "[0,1,2,3]"),
        ("a.\"x-y\"", "7"),
        ("a.b.c[1]", "1"),
        ("a.b.c[-1]", "3"),
        ("a.b.c[9]", "null"),
        ("a.b.c[1:3]", "[1,2]"),
        ("a.b.c[::-1]", "[3,2,1,0]"),
        ("a.b.c[-2:]", "[2,3]"),
        ("missing.b", "null"),
        ("@.yes", "true"),
        ("a.b.c | [0]", "0"),
    ] {
        assert_eq!(search(expression, VALUE), answer, "{expression}");
    }
}

#[test]
fn projections() {
    for (expression, answer) in [
        ("people[*].name", r#"["bob","eve"]"#),
        ("people[].tags[]", r#"["x","y","z"]"#),
        ("people[*].tags[0]", r#"["x","y"]"#),
        ("people[*].tags | [0]", r#"["x"]"#),
        ("people[?age > `10`].name", r#"["bob","eve"]"#),
        ("people[?name == 'eve'] | [0].age", "20"),
        (
            "people[?age >= `20` && !contains(tags, 'x')].name",
            r#"["eve"]"#,
        ),
        ("nested[]", "[1,2,3,[4]]"),
        ("nested[][]", "[1,2,3,4]"),
        ("a.*.c", "[[0,1,2,3]]"),
        ("a.*.c[]", "[0,1,2,3]"),
        ("*.b", r#"[{"c":[0,1,2,3]}]"#),
        (
            "people[*].[name, age]",
            r#"[["bob",30],["eve",20],[null,5]]"#,
        ),
        ("people[0].{n: name, a: age}", r#"{"a":30,"n":"bob"}"#),
        ("people[*].{n: name}.n", r#"["bob","eve"]"#),
        ("none[*]", "null"),
        ("yes.*", "null"),
    ] {
        assert_eq!(search(expression, VALUE), answer, "{expression}");
    }
}

#[test]
fn logic_and_functions() {
    for (expression, answer) in [
        ("empty || yes", "true"),
        ("yes && empty", "[]"),
        ("!none", "true"),
        ("(yes || none) && `1`", "1"),
        ("`1` == `1.0`", "true"),
        ("'a' < 'b'", "null"),
        ("length(people)", "3"),
        ("length(people[?age > `100`]) == `0`", "true"),
        ("contains(people[*].name, 'bob')", "true"),
        ("contains('abc', 'b')", "true"),
        ("keys(a)", r#"["b","x-y"]"#),
        ("values(a)[1]", "7"),
        ("join('-', people[*].name)", r#""bob-eve""#),
        ("not_null(none, yes)", "true"),
        ("starts_with('abc', 'ab')", "true"),
        ("ends_with('abc', 'bc')", "true"),
        ("sort(people[*].age)", "[5,20,30]"),
        ("max(people[*].age)", "30"),
        ("to_string(nested)", r#""[[1,2],[3,[4]]]""#),
        ("to_number('12')", "12"),
        ("type(none)", r#""null""#),
        ("sum(a.b.c)", "6"),
        ("avg(a.b.c)", "1.5"),
        ("`\"\\u00e9\\ud83d\\ude00\"`", "\"é😀\""),
        ("'it\\'s'", r#""it's""#),
    ] {
        assert_eq!(search(expression, VALUE), answer, "{expression}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    for bad in [
        "",
        "a.",
        ".a",
        "a[",
        "a[b",
        "a b",
        "a ||",
        "[?a",
        "'a",
        "`{`",
        "\"a",
        "nope(a)",
        "length()",
        "a[1:2:0]",
        "a[::::]",
        "a[1 2]",
        "&a",
        "{a}",
        "é",
        "a[-]",
        "length(`1`)",
        "sort([`1`, 'a'])",
    ] {
        assert!(search(bad, VALUE).starts_with('!'), "{bad}");
    }
    for deep in [
        "(".repeat(9_999),
        "!".repeat(400),
        "a.".repeat(9_999),
        "[".repeat(500),
    ] {
        assert!(Expression::parse(&deep).is_err());
    }
    let literal = format!("`{}`", "[".repeat(99_999));
    assert!(Expression::parse(&literal).is_err());
    let long = format!("a{}", ".a".repeat(200));
    assert_eq!(search(&long, VALUE), "null");
}
