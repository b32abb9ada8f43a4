//! Inputs with one thing wrong, or several, and what the walk makes of them.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the macros are made for public types"
)]

use std::collections::BTreeMap;

use super::*;
use crate::schema::{Bound, prelude};

static LETTERS: Schema = Schema::simple(
    "a#Letters",
    Kind::String,
    &[Trait::Length { min: 2, max: 8 }, Trait::Pattern("^[a-m]+$")],
);
static COLOR: Schema = Schema::enumeration("a#Color", &["red", "green"], &[]);
static LIST: Schema = Schema::list(
    "a#List",
    &[Member::new("member", &LETTERS, &[])],
    &[Trait::Length { min: 0, max: 3 }, Trait::UniqueItems],
);
static MAP: Schema = Schema::map(
    "a#Map",
    &[
        Member::new("key", &LETTERS, &[]),
        Member::new("value", &COLOR, &[]),
    ],
    &[],
);
static SECRETS: Schema = Schema::map(
    "a#Secrets",
    &[
        Member::new("key", &LETTERS, &[Trait::Sensitive]),
        Member::new("value", &COLOR, &[]),
    ],
    &[],
);
static CHOICE: Schema = Schema::union(
    "a#Choice",
    &[
        Member::new("name", &LETTERS, &[]),
        Member::new("number", &prelude::INTEGER, &[RANGE]),
    ],
    &[],
);
static INPUT: Schema = Schema::structure(
    "a#Input",
    &[
        Member::new("name", &LETTERS, &[Trait::Required]),
        Member::new("short", &LETTERS, &[Trait::Length { min: 0, max: 1 }]),
        Member::new("list", &LIST, &[]),
        Member::new("map", &MAP, &[]),
        Member::new("choice", &CHOICE, &[]),
        Member::new("inner", &INPUT, &[]),
        Member::new("number", &prelude::INTEGER, &[Trait::Required, RANGE]),
        Member::new("blob", &prelude::BLOB, &[Trait::Length { min: 1, max: 2 }]),
        Member::new("secrets", &SECRETS, &[]),
        Member::new("free", &prelude::STRING, &[]),
    ],
    &[],
);
const RANGE: Trait = Trait::Range {
    min: Some(Bound::Integer(1)),
    max: None,
};

#[derive(Default)]
struct Input {
    name: String,
    short: Option<String>,
    list: Option<Vec<String>>,
    map: Option<BTreeMap<String, String>>,
    choice: Option<Choice>,
    inner: Option<Box<Input>>,
    number: i32,
    blob: Option<bytes::Bytes>,
    secrets: Option<BTreeMap<String, String>>,
    free: Option<String>,
}

enum Choice {
    Name(String),
    Number(i32),
    Unknown,
}

crate::structure!(
    Input,
    INPUT {
        0 => name,
        1 => short,
        2 => list,
        3 => map,
        4 => choice,
        5 => inner,
        6 => number,
        7 => blob,
        8 => secrets,
        9 => free
    }
);
crate::union!(Choice, CHOICE { 0 => Name, 1 => Number });

fn good() -> Input {
    Input {
        name: "abc".to_owned(),
        number: 1,
        ..Input::default()
    }
}

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

/// Each violation as its pointer and the name of its constraint.
fn check(input: &Input, missing: &[&str]) -> Vec<String> {
    let found = validate(input, &Missing(texts(missing)), Matching::Search);
    let show = |v: &Violation<'_>| {
        let kind = match v.constraint {
            Constraint::NotNull => "null",
            Constraint::Length { .. } => "length",
            Constraint::Range { .. } => "range",
            Constraint::Pattern(_) => "pattern",
            Constraint::Enum(_) => "enum",
            Constraint::Unique => "unique",
        };
        let role = if matches!(v.role, Role::Key(_)) {
            " key"
        } else {
            ""
        };
        format!("{}{role} {kind}", pointer(&v.path))
    };
    found.iter().map(show).collect()
}

#[test]
fn all_violations_are_found_in_model_order() {
    let input = Input {
        name: "z".to_owned(),
        short: Some("ab".to_owned()),
        list: Some(texts(&["ab", "ab", "x", "abc"])),
        map: Some(BTreeMap::from([
            ("ab".to_owned(), "blue".to_owned()),
            ("~/".to_owned(), "red".to_owned()),
        ])),
        choice: Some(Choice::Number(0)),
        inner: Some(Box::new(Input {
            number: -1,
            choice: Some(Choice::Name("👍".to_owned())),
            ..good()
        })),
        blob: Some(bytes::Bytes::new()),
        ..good()
    };
    assert_eq!(
        check(&input, &[]),
        [
            "/name length",
            "/name pattern",
            "/short length",
            "/list length",
            "/list unique",
            "/list/2 length",
            "/list/2 pattern",
            "/map/ab enum",
            "/map/~0~1 key pattern",
            "/choice/number range",
            "/inner/choice/name length",
            "/inner/choice/name pattern",
            "/inner/number range",
            "/blob length",
        ]
    );
    assert_eq!(check(&good(), &[]), [""; 0]);
}

#[test]
fn required_members_are_told_by_the_protocol() {
    let input = Input {
        inner: Some(Box::default()),
        ..good()
    };
    // A missing member has its type's default in the structure, which isn't judged.
    assert_eq!(
        check(&input, &["/inner/name", "/number", "/inner/number"]),
        ["/inner/name null", "/inner/number null", "/number null"]
    );
}

#[test]
fn unknown_variants_and_free_text_are_no_violations() {
    let input = Input {
        choice: Some(Choice::Unknown),
        free: Some("ZZZ".repeat(1000)),
        ..good()
    };
    assert!(check(&input, &[]).is_empty());
}

#[test]
fn sensitive_keys_hide_themselves_and_their_values() {
    let secrets = BTreeMap::from([("hush".to_owned(), "blue".to_owned())]);
    let input = Input {
        secrets: Some(secrets),
        ..good()
    };
    let missing = Missing::default();
    let found = validate(&input, &missing, Matching::Search);
    assert_eq!(found.len(), 2);
    for violation in found {
        assert!(violation.sensitive);
        assert_eq!(violation.path.last(), Some(&Step::HiddenKey("hush")));
    }
}

#[test]
fn depth_and_number_of_violations_are_bounded() {
    let mut deep = good();
    for _ in 0..10_000 {
        deep = Input {
            inner: Some(Box::new(deep)),
            number: 0,
            ..good()
        };
    }
    let found = validate(&deep, &Missing::default(), Matching::Search).len();
    assert_eq!(found, MAX_DEPTH);
    // Dropping it recursively would need a deep stack too.
    while let Some(inner) = deep.inner.take() {
        deep = *inner;
    }
    let many = Input {
        list: Some((0..100_000).map(|n| n.to_string()).collect()),
        ..good()
    };
    assert_eq!(check(&many, &[]).len(), MAX_VIOLATIONS);
}

#[derive(Default)]
struct Words {
    marked: String,
    listed: Option<String>,
}

static MARKED: Schema =
    Schema::enumeration("a#Marked", &["a", "b"], &[Trait::PublicValues(&["a"])]);
static LISTED: Schema = Schema::simple("a#Listed", Kind::String, &[Trait::Values(&["a", "b"])]);
static WORDS: Schema = Schema::structure(
    "a#Words",
    &[
        Member::new("marked", &MARKED, &[]),
        Member::new("listed", &LISTED, &[]),
    ],
    &[],
);
crate::structure!(Words, WORDS { 0 => marked, 1 => listed });

#[test]
fn internal_values_are_taken_and_never_told_of() {
    let told = |marked: &str, listed: &str| {
        let words = Words {
            marked: marked.to_owned(),
            listed: Some(listed.to_owned()),
        };
        let found = validate(&words, &Missing::default(), Matching::Search);
        let constraints = found.iter().map(|v| v.constraint);
        constraints.collect::<Vec<_>>()
    };
    assert_eq!(told("b", "b"), []);
    assert_eq!(
        told("c", "c"),
        [Constraint::Enum(&["a"]), Constraint::Enum(&["a", "b"])]
    );
}
