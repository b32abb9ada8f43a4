//! Values of the wrong kind, and booleans as text.

use super::*;
use crate::schema::prelude;

#[derive(Clone, Default)]
struct Outer {
    text: Option<String>,
    flag: Option<bool>,
    count: Option<i32>,
    names: Option<Vec<String>>,
    inner: Option<Inner>,
}

#[derive(Clone, Default)]
struct Inner {
    size: Option<i64>,
}

static NAMES: Schema = Schema::list(
    "a#Names",
    &[Member::new("member", &prelude::STRING, &[])],
    &[],
);
static INNER: Schema =
    Schema::structure("a#Inner", &[Member::new("size", &prelude::LONG, &[])], &[]);
static OUTER: Schema = Schema::structure(
    "a#Outer",
    &[
        Member::new("text", &prelude::STRING, &[]),
        Member::new("flag", &prelude::BOOLEAN, &[]),
        Member::new("count", &prelude::INTEGER, &[]),
        Member::new("names", &NAMES, &[]),
        Member::new("inner", &INNER, &[]),
    ],
    &[],
);
crate::structure!(Inner, INNER { 0 => size });
crate::structure!(Outer, OUTER { 0 => text, 1 => flag, 2 => count, 3 => names, 4 => inner });

fn mismatch(text: &str) -> Option<(Option<&'static str>, Kind, Found)> {
    let read = read_structure(text.as_bytes(), &mut Outer::default(), Mode::Strict);
    let found = read.expect_err(text).mismatch?;
    Some((found.member, found.expected, found.found))
}

#[test]
fn a_mismatch_names_the_member_and_both_kinds() {
    for (text, member, expected, found) in [
        ("[]", None, Kind::Structure, Found::List),
        ("1", None, Kind::Structure, Found::Number),
        ("null", None, Kind::Structure, Found::Null),
        (r#"{"text": true}"#, Some("text"), Kind::String, Found::True),
        (
            r#"{"text": false}"#,
            Some("text"),
            Kind::String,
            Found::False,
        ),
        (r#"{"text": {}}"#, Some("text"), Kind::String, Found::Map),
        (
            r#"{"flag": "true"}"#,
            Some("flag"),
            Kind::Boolean,
            Found::String,
        ),
        (
            r#"{"count": "1"}"#,
            Some("count"),
            Kind::Integer,
            Found::String,
        ),
        (
            r#"{"names": ["a", 1]}"#,
            Some("names"),
            Kind::String,
            Found::Number,
        ),
        (
            r#"{"names": "a"}"#,
            Some("names"),
            Kind::List,
            Found::String,
        ),
        (
            r#"{"inner": 1}"#,
            Some("inner"),
            Kind::Structure,
            Found::Number,
        ),
        (
            r#"{"inner": {"size": []}}"#,
            Some("size"),
            Kind::Long,
            Found::List,
        ),
    ] {
        let expected = (member, expected, found);
        assert_eq!(mismatch(text), Some(expected), "{text}");
    }
    for text in ["", "{", r#"{"count": 1.5}"#, r#"{"names": [null]}"#] {
        assert_eq!(mismatch(text), None, "{text}");
    }
}

#[test]
fn booleans_come_as_text_where_that_is_wanted() {
    let flag = |text: &str, mode| {
        let mut value = Outer::default();
        let document = format!(r#"{{"flag": "{text}"}}"#);
        read_structure(document.as_bytes(), &mut value, mode).map(|_| value.flag)
    };
    for (text, meant) in [
        ("true", true),
        ("YES", true),
        ("y", true),
        ("T", true),
        ("1", true),
        ("False", false),
        ("no", false),
        ("N", false),
        ("f", false),
        ("0", false),
    ] {
        assert_eq!(flag(text, Mode::Coercing), Ok(Some(meant)), "{text}");
        assert!(flag(text, Mode::Strict).is_err(), "{text}");
        assert!(flag(text, Mode::Lenient).is_err(), "{text}");
    }
    for text in ["", "on", "perhaps", "truely", " true"] {
        assert!(flag(text, Mode::Coercing).is_err(), "{text}");
    }
}
