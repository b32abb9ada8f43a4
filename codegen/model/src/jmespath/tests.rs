use super::*;
use crate::{Model, Sources, load};

fn model() -> Model {
    let mut sources = Sources::new();
    sources.add(
        "m.json",
        r#"{"smithy":"2.0","shapes":{
        "a#S":{"type":"structure","members":{"name":{"target":"smithy.api#String"},"size":{"target":"smithy.api#Integer"},
            "on":{"target":"smithy.api#Boolean"},"names":{"target":"a#Names"},"parts":{"target":"a#Parts"},"map":{"target":"a#Map"},
            "self":{"target":"a#S"},"any":{"target":"smithy.api#Document"}}},
        "a#Names":{"type":"list","member":{"target":"smithy.api#String"}},
        "a#Parts":{"type":"list","member":{"target":"a#Part"}},
        "a#Part":{"type":"structure","members":{"id":{"target":"smithy.api#String"},"parts":{"target":"a#Parts"}}},
        "a#Map":{"type":"map","key":{"target":"smithy.api#String"},"value":{"target":"a#Part"}}}}"#,
    );
    load(&sources).0
}

/// The type of the result, then a line for each problem.
fn lint(path: &str) -> String {
    let model = model();
    let expression = parse(path).unwrap();
    let lint = check(&expression, &of_shape(&model, model.shape("a#S").unwrap()));
    let problems = lint.problems.iter().map(|p| {
        let Position { line, column, .. } = p.position;
        format!("\n{:?} {} ({line}:{column})", p.level, p.message)
    });
    format!("{}{}", lint.result.as_str(), problems.collect::<String>())
}

fn syntax(path: &str) -> String {
    parse(path).unwrap_err().to_string()
}

#[test]
fn good_paths_have_a_type() {
    for (path, kind) in [
        ("name", "string"),
        ("size > `3` && on", "boolean"),
        ("names[0]", "string"),
        ("names[9]", "null"),
        ("names[::-1]", "array"),
        ("parts[].parts[].id", "array"),
        ("parts[?id == 'aa'].id | [0]", "string"),
        ("length(parts[?id != 'x']) > `0`", "boolean"),
        ("map.*.id", "array"),
        ("self.self.name", "any"),
        ("any.x[0].y", "any"),
        ("{a: name, b: [size, on]}.b[1]", "boolean"),
        ("contains(names, 'x')", "boolean"),
        ("sort_by(parts, &@)", "array"),
        ("not_null(name, size)", "any"),
        ("!on", "boolean"),
        ("`{\"a\": [1, true, null, \"x\\`\"]}`.a[3]", "string"),
        ("\"name\"", "string"),
        ("@", "object"),
    ] {
        assert_eq!(lint(path), kind, "{path}");
    }
}

#[test]
fn what_cannot_be_is_told_with_its_place() {
    for (path, wanted) in [
        (
            "self.nme",
            "null\nDanger Object field 'nme' does not exist in object with properties [name, size, on, names, parts, map, self, any] (1:6)",
        ),
        (
            "name.x",
            "any\nDanger Object field 'x' extraction performed on string (1:6)",
        ),
        (
            "map.x",
            "null\nDanger Object field 'x' does not exist in object with properties [aa1, aa0] (1:5)",
        ),
        (
            "name[0]",
            "any\nDanger Array index '0' extraction performed on string (1:6)",
        ),
        (
            "on[]",
            "array\nDanger Array flatten performed on boolean (1:1)",
        ),
        (
            "on[*]",
            "array\nDanger Array projection performed on boolean (1:4)",
        ),
        (
            "on.* | @",
            "object\nDanger Object projection performed on boolean (1:5)",
        ),
        (
            "on[?x]",
            "array\nDanger Filter projection performed on boolean (1:5)",
        ),
        (
            "on < `false`",
            "null\nWarning Invalid comparator '<' for boolean (1:6)",
        ),
        ("nope(on)", "any\nError Unknown function: nope (1:1)"),
        (
            "length(on)",
            "number\nError length function argument 0 error: Expected one of [string, array, object], but found boolean (1:8)",
        ),
        (
            "abs(`1`, `2`)",
            "number\nError abs function expected 1 arguments, but was given 2 (1:1)",
        ),
        (
            "join(',', parts)",
            "string\nError join function argument 1 error: Expected an array of string, but found object at index 0 (1:11)",
        ),
        (
            "sort_by(parts, &id)",
            "array\nDanger Object field 'id' does not exist in object with properties [name, size, on, names, parts, map, self, any] (1:17)",
        ),
    ] {
        assert_eq!(lint(path), wanted, "{path}");
    }
}

#[test]
fn what_is_no_expression_is_told_with_its_place() {
    for (path, wanted) in [
        (
            "",
            "Syntax error at line 1 column 1: Expected ['@', 'A-Z|a-z|_', '`', '*', '{', '[', '[]', '&', '!', '[?', '('], but found EOF",
        ),
        (
            "a.",
            "Syntax error at line 1 column 3: Expected ['[', '{', '*', 'A-Z|a-z|_'], but found EOF",
        ),
        (
            "a b",
            "Syntax error at line 1 column 3: Expected EOF, but found 'b'",
        ),
        (
            "a[",
            "Syntax error at line 1 column 3: Expected ['-|0-9', ':', '*'], but found EOF",
        ),
        (
            "a\n = b",
            "Syntax error at line 2 column 3: Expected: '=', but found ' '",
        ),
        (
            "'x",
            "Syntax error at line 1 column 3: Unclosed raw string: x",
        ),
        (
            "a[1",
            "Syntax error at line 1 column 4: Expected [':', ']'], but found EOF",
        ),
        ("#", "Syntax error at line 1 column 1: Unexpected syntax: #"),
        (
            "a[*]b",
            "Syntax error at line 1 column 5: Expected EOF, but found 'b'",
        ),
        (
            "f(a,)",
            "Syntax error at line 1 column 5: Invalid token after ',': ')'",
        ),
        (
            "-",
            "Syntax error at line 1 column 2: Invalid number '-': '-' must be followed by a digit",
        ),
        (
            "`tru`",
            "Syntax error at line 1 column 5: Expected: 'e', but found '`'",
        ),
    ] {
        assert_eq!(syntax(path), wanted, "{path}");
    }
}

#[test]
fn neither_depth_nor_length_is_a_danger() {
    assert!(parse(&"(".repeat(100_000)).is_err());
    assert!(parse(&"[".repeat(100_000)).is_err());
    assert!(parse(&"a.".repeat(100_000)).is_err());
    assert!(parse(&format!("`{}", "[".repeat(100_000))).is_err());
    let deep = format!("{}a", "a.".repeat(400));
    assert!(parse(&deep).is_ok());
    let wide = format!("[@,@,@]{}", "[*].[@,@,@]".repeat(40));
    assert!(lint(&wide).starts_with("array") || lint(&wide).starts_with("any"));
    for end in 0..30 {
        let text = "a[?b == `{\"c\": [1]}`].*.[d, 'e']";
        let _ = parse(text.get(..end).unwrap_or(text));
    }
}
