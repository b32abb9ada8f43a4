use super::format;
use crate::FileId;

fn formatted(text: &str) -> String {
    let text = format(FileId::BUILT_IN, text).unwrap();
    assert_eq!(format(FileId::BUILT_IN, &text).unwrap(), text);
    text
}

#[test]
fn statements_are_laid_out() {
    let text = "$version:\"2\"\nmetadata \"k\"={a:[1,2],\"b c\":null}\nnamespace a\nuse z#Z\nuse c#D\nuse c#Unused\n\
        @d( e : [ Z ] )\nstructure S for R with[M,N]{$x,y:D=1\n}\noperation O{input:=@t{a:S},errors:[E,F] }\n\
        service V{version:\"1\",operations:[O]}\nenum E{A,B=\"b\"\n}\napply S$x {@f()@g}\napply S @h\n";
    let wanted = "$version: \"2\"

metadata k = {
    a: [1, 2]
    \"b c\": null
}

namespace a

use c#D
use z#Z

@d(
    e: [Z]
)
structure S for R with [M, N] {
    $x
    y: D = 1
}

operation O {
    input :=
        @t
         {
            a: S
        }

    errors: [
        E
        F
    ]
}

service V {
    version: \"1\"
    operations: [
        O
    ]
}

enum E {
    A
    B = \"b\"
}

apply S$x {
    @f
    @g
}

apply S @h
";
    assert_eq!(formatted(text), wanted);
}

#[test]
fn comments_stay_where_they_belong() {
    let text = "//a\n$version: \"2\" //b\n//c\nnamespace d //e\n//f\nuse g#H //i\n///j\nlist K {//l\n  ///m\n  @n(//o\n p: 1)\n  member: H // q\n  //r\n}\n//s\n";
    let wanted = "// a
$version: \"2\" // b

// c
namespace d // e

// f
use g#H // i

/// j
list K {
    // l
    /// m
    @n(
        // o
        p: 1
    )
    member: H

    // q
    // r
}
// s
";
    assert_eq!(formatted(text), wanted);
}

#[test]
fn use_statements_stay_as_long_as_something_needs_them() {
    let text = "$version: \"2\"\n\nnamespace a\n\nuse b#D\nuse b#O\nuse b#T\n\nservice S {\n    operations: [\n        \"O\"\n    ]\n}\n\n@T\nstructure X {\n    d: D = 1\n}\n";
    assert_eq!(formatted(text), text);
    let text = "$version: \"2\"\n\nnamespace a\n\nuse b#String\n\nstructure X {\n    String: b#String\n}\n";
    assert!(!formatted(text).contains("use"));
}

#[test]
fn long_lines_break() {
    let long = "x".repeat(60);
    let text =
        format!("namespace a\n@tags([\"{long}\", \"{long}\"])\nstring S with [{long}, {long}]\n");
    let wanted = format!(
        "namespace a\n\n@tags([\n    \"{long}\"\n    \"{long}\"\n])\nstring S with [\n    {long}\n    {long}\n]\n"
    );
    assert_eq!(
        formatted(&text.replacen("namespace", "$version: \"2\"\nnamespace", 1)),
        format!("$version: \"2\"\n\n{wanted}")
    );
}

#[test]
fn text_blocks_move_with_what_is_around_them() {
    let text = "namespace a\n@documentation(\"\"\"\n  a\n    b\\n\n  \"\"\")\nstring S\n";
    let wanted =
        "namespace a\n\n@documentation(\n    \"\"\"\n    a\n      b\\n\n    \"\"\"\n)\nstring S\n";
    assert_eq!(formatted(text), wanted);
}

#[test]
fn comments_right_below_a_shape_stay_with_it() {
    let text = "$version: \"2\"\n\nnamespace a\n\nstring A // b\n// c\n\n/// d\n\nstring E\n// f\n";
    assert_eq!(
        formatted(text),
        "$version: \"2\"\n\nnamespace a\n\nstring A // b\n// c\n\n/// d\nstring E\n// f\n"
    );
    assert_eq!(formatted(""), "\n");
}

#[test]
fn no_errors_are_an_empty_line() {
    let text = "namespace a\n\noperation B {\n    errors: [\n\n    ]\n}\n";
    assert_eq!(formatted("namespace a\noperation B {errors: [] }"), text);
}
