use super::parse;
use crate::idl::{Body, PropertyValue, Statement, TraitBody};

/// The findings of a text, one a line.
fn findings(text: &str) -> String {
    let tree = parse(text);
    let lines: Vec<&str> = tree
        .findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    lines.join("\n")
}

const HEAD: &str = "$version: \"2\"\nnamespace a\n";

#[test]
fn the_tree_holds_every_statement() {
    let tree = parse(
        "$version: \"2\"\nmetadata k = 1\nnamespace a.b\nuse c#D\n/// Docs\n@d(e: 1)\nstructure S for R with [M, N] {\n  $x\n  y: Z = 2\n}\napply S$x { @f }\nenum E { A, B }\n",
    );
    assert_eq!(tree.findings, []);
    assert_eq!(
        (tree.control.len(), tree.metadata.len(), tree.uses.len()),
        (1, 1, 1)
    );
    assert_eq!(
        tree.namespace
            .as_ref()
            .map(|namespace| tree.id(namespace.id)),
        Some("a.b")
    );
    let [
        Statement::Shape(shape),
        Statement::Apply(apply),
        Statement::Shape(values),
    ] = tree.statements.as_slice()
    else {
        panic!("{:?}", tree.statements);
    };
    assert_eq!(
        shape.docs.as_ref().map(|docs| tree.docs(docs)).as_deref(),
        Some("Docs")
    );
    assert!(matches!(shape.traits[0].body, TraitBody::Members(_)));
    assert_eq!(shape.resource.map(|id| tree.id(id)), Some("R"));
    assert_eq!(shape.mixins.as_ref().map(|(_, ids, _)| ids.len()), Some(2));
    let Body::Members(members) = &shape.body else {
        panic!()
    };
    assert!(members[0].target.is_none() && members[1].value.is_some());
    assert_eq!((tree.id(apply.target), apply.traits.len()), ("S$x", 1));
    assert!(matches!(&values.body, Body::Members(members) if members.len() == 2));
}

#[test]
fn operations_may_define_structures() {
    let text = format!(
        "{HEAD}operation O {{\n  input := @t {{ a: B }}\n  output: P\n  errors: [E, F]\n}}"
    );
    let tree = parse(&text);
    assert_eq!(tree.findings, []);
    let [Statement::Shape(shape)] = tree.statements.as_slice() else {
        panic!()
    };
    let Body::Operation(properties) = &shape.body else {
        panic!()
    };
    assert!(
        matches!(&properties[0].value, PropertyValue::Inline(shape) if shape.traits.len() == 1)
    );
    assert!(matches!(&properties[1].value, PropertyValue::Target(_)));
    assert!(matches!(&properties[2].value, PropertyValue::Targets(ids) if ids.len() == 2));
}

#[test]
fn messages_say_what_was_expected_where() {
    for (text, message) in [
        (
            "string S",
            "Syntax error at line 1, column 1: Expected a namespace definition but found IDENTIFIER('string')",
        ),
        (
            "namespace a.",
            "Syntax error at line 1, column 13: Expected IDENTIFIER but found EOF",
        ),
        (
            "namespace a\nstring",
            "Syntax error at line 2, column 7: Expected SPACE(' ') but found EOF",
        ),
        (
            "namespace a\nstring S string",
            "Syntax error at line 2, column 10: Expected a line break, but found IDENTIFIER('string')",
        ),
        (
            "namespace a\nstrings S",
            "Syntax error at line 2, column 1: Unknown shape type: strings",
        ),
        (
            "namespace a\nuse b#C\nstring C",
            "Shape name `C` conflicts with imported shape `b#C`",
        ),
        (
            "namespace a\nuse b#C\nuse d#C",
            "Cannot use name `d#C` because it conflicts with `b#C`",
        ),
        (
            "namespace a\nuse b#C$d",
            "Use statements cannot use members",
        ),
        (
            "namespace a\nlist L with [M] {}",
            "Syntax error at line 2, column 8: Mixins can only be used with Smithy version 2 or later. Attempted to use mixins with version `1.0`.",
        ),
        (
            "namespace a\nstructure S { a: B, a: C }",
            "Syntax error at line 2, column 21: Duplicate member of `a#S`: 'a'",
        ),
        ("metadata a = {b: 1, b: 2}", "Duplicate member: 'b'"),
        (
            "$a: 1\n$a: 2",
            "Syntax error at line 2, column 5: Duplicate control statement `a`",
        ),
        (
            "$version: 2",
            "The $version control statement must have a string value, but found 2",
        ),
        (
            "namespace a\n@b(",
            "Syntax error at line 2, column 4: Expected one of LBRACE('{'), LBRACKET('['), TEXT_BLOCK('\"\"\"'), STRING('\"'), NUMBER, IDENTIFIER; but found EOF",
        ),
        (
            "namespace a\n@b\n",
            "Syntax error at line 3, column 1: Expected IDENTIFIER but found EOF",
        ),
        (
            "namespace a\n@b apply C @d",
            "Syntax error at line 2, column 4: Traits applied to apply statement",
        ),
    ] {
        assert_eq!(findings(text), message, "{text}");
    }
}

#[test]
fn an_error_does_not_hide_the_next_one() {
    let text = format!(
        "{HEAD}string A }}\n  string B\nstructure C {{\n  a\n}}\n@d()\nstring D\nwhat E\n/// F\nstring F\n"
    );
    let tree = parse(&text);
    assert_eq!(tree.findings.len(), 3, "{:?}", tree.findings);
    let names: Vec<&str> = tree
        .statements
        .iter()
        .filter_map(|statement| match statement {
            Statement::Shape(shape) => Some(tree.token_text(shape.name?)),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["A", "D", "F"]);
}

#[test]
fn documentation_of_nothing_is_a_warning() {
    let lost = |text: &str| {
        let tree = parse(text);
        assert!(
            tree.findings
                .iter()
                .all(|f| f.id == "Model.BadDocumentationComment"),
            "{text}: {:?}",
            tree.findings
        );
        tree.findings.len()
    };
    assert_eq!(lost(&format!("{HEAD}/// A\nstring A\n")), 0);
    assert_eq!(lost(&format!("/// A\n{HEAD}string A\n")), 1);
    assert_eq!(lost(&format!("{HEAD}string A /// A\n")), 1);
    assert_eq!(lost(&format!("{HEAD}@a\n/// A\nstring A\n")), 1);
    assert_eq!(lost(&format!("{HEAD}structure A {{\n  /// a\n}}\n")), 1);
    assert_eq!(lost(&format!("{HEAD}string A\n/// b\napply A @c\n")), 1);
    assert_eq!(lost(&format!("{HEAD}string A\n/// b\n")), 1);
}

#[test]
fn values_nest_so_deep_and_no_deeper() {
    let nested = |depth: usize| {
        findings(&format!(
            "metadata a = {}{}",
            "[".repeat(depth),
            "]".repeat(depth)
        ))
    };
    assert_eq!(nested(64), "");
    assert_eq!(
        nested(65),
        "Syntax error at line 1, column 78: Parser exceeded the maximum allowed depth of 64"
    );
}
