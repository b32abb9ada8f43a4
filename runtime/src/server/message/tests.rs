//! Both wordings, to the letter.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the macros are made for public types"
)]

use std::collections::BTreeMap;

use super::super::validate::validate;
use super::*;
use crate::protocol::Missing;
use crate::schema::{Bound, Kind, Member, Schema, Trait, prelude};

const HEAD: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

static FUNCTION_NAME: Schema = Schema::simple(
    "l#FunctionName",
    Kind::String,
    &[
        Trait::Length { min: 1, max: 140 },
        Trait::Pattern(
            r"^(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?$",
        ),
    ],
);
static QUALIFIER: Schema = Schema::simple(
    "l#Qualifier",
    Kind::String,
    &[
        Trait::Length { min: 1, max: 128 },
        Trait::Pattern(r"^\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+$"),
    ],
);
static ROLE: Schema = Schema::simple(
    "l#RoleArn",
    Kind::String,
    &[Trait::Pattern(
        r"^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$",
    )],
);
static ALIAS: Schema = Schema::simple(
    "l#Alias",
    Kind::String,
    &[Trait::Pattern("^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$")],
);
static ARCHITECTURE: Schema = Schema::enumeration("l#Architecture", &["x86_64", "arm64"], &[]);
static ARCHITECTURES: Schema = Schema::list(
    "l#ArchitecturesList",
    &[Member::new("member", &ARCHITECTURE, &[])],
    &[Trait::Length { min: 1, max: 1 }],
);
static FUNCTION_VERSION: Schema = Schema::enumeration("l#FunctionVersion", &["ALL"], &[]);
static APPLY_ON: Schema =
    Schema::enumeration("l#SnapStartApplyOn", &["PublishedVersions", "None"], &[]);
static SNAP_START: Schema = Schema::structure(
    "l#SnapStart",
    &[Member::new("ApplyOn", &APPLY_ON, &[])],
    &[],
);
static WEIGHT: Schema = Schema::simple(
    "l#Weight",
    Kind::Double,
    &[Trait::Range {
        min: Some(Bound::Decimal(0.0, "0.0")),
        max: Some(Bound::Integer(1)),
    }],
);
static WEIGHTED_VERSION: Schema = Schema::simple(
    "l#AdditionalVersion",
    Kind::String,
    &[
        Trait::Length { min: 1, max: 1024 },
        Trait::Pattern("^[0-9]+$"),
    ],
);
static WEIGHTS: Schema = Schema::map(
    "l#AdditionalVersionWeights",
    &[
        Member::new("key", &WEIGHTED_VERSION, &[]),
        Member::new("value", &WEIGHT, &[]),
    ],
    &[],
);
static ROUTING: Schema = Schema::structure(
    "l#AliasRoutingConfiguration",
    &[Member::new("AdditionalVersionWeights", &WEIGHTS, &[])],
    &[],
);
static VARIABLE: Schema = Schema::simple(
    "l#EnvironmentVariableName",
    Kind::String,
    &[
        Trait::Pattern("^[a-zA-Z]([a-zA-Z0-9_])+$"),
        Trait::Sensitive,
    ],
);
static VARIABLES: Schema = Schema::map(
    "l#EnvironmentVariables",
    &[
        Member::new("key", &VARIABLE, &[]),
        Member::new("value", &prelude::STRING, &[Trait::Sensitive]),
    ],
    &[Trait::Sensitive],
);
static TAGS: Schema = Schema::list(
    "l#TagKeyList",
    &[Member::new("member", &prelude::STRING, &[])],
    &[],
);
static STEPS: Schema = Schema::list("l#Steps", &[Member::new("member", &SNAP_START, &[])], &[]);
static MAX_ITEMS: Schema = Schema::simple(
    "l#MaxListItems",
    Kind::Integer,
    &[Trait::Range {
        min: Some(Bound::Integer(1)),
        max: Some(Bound::Integer(10_000)),
    }],
);
static INPUT: Schema = Schema::structure(
    "l#Input",
    &[
        Member::new("FunctionName", &FUNCTION_NAME, &[]),
        Member::new("Qualifier", &QUALIFIER, &[]),
        Member::new("Role", &ROLE, &[]),
        Member::new("Name", &ALIAS, &[]),
        Member::new("Architectures", &ARCHITECTURES, &[]),
        Member::new("FunctionVersion", &FUNCTION_VERSION, &[]),
        Member::new("SnapStart", &SNAP_START, &[]),
        Member::new("RoutingConfig", &ROUTING, &[]),
        Member::new("Variables", &VARIABLES, &[]),
        Member::new("TagKeys", &TAGS, &[Trait::Required]),
        Member::new("Steps", &STEPS, &[]),
        Member::new("MaxItems", &MAX_ITEMS, &[]),
    ],
    &[],
);

#[derive(Default)]
struct SnapStart {
    apply_on: Option<String>,
}

#[derive(Default)]
struct Routing {
    weights: BTreeMap<String, f64>,
}

#[derive(Default)]
struct Input {
    function_name: Option<String>,
    qualifier: Option<String>,
    role: Option<String>,
    name: Option<String>,
    architectures: Option<Vec<String>>,
    function_version: Option<String>,
    snap_start: Option<SnapStart>,
    routing: Option<Routing>,
    variables: Option<BTreeMap<String, String>>,
    tag_keys: Vec<String>,
    steps: Option<Vec<SnapStart>>,
    max_items: Option<i32>,
}

crate::structure!(SnapStart, SNAP_START { 0 => apply_on });
crate::structure!(Routing, ROUTING { 0 => weights });
crate::structure!(
    Input,
    INPUT {
        0 => function_name,
        1 => qualifier,
        2 => role,
        3 => name,
        4 => architectures,
        5 => function_version,
        6 => snap_start,
        7 => routing,
        8 => variables,
        9 => tag_keys,
        10 => steps,
        11 => max_items
    }
);

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn say(style: Style, input: &Input, missing: &[&str]) -> String {
    let missing = Missing(missing.iter().map(|m| (*m).to_owned()).collect());
    style.message(&validate(input, &missing, style.matching()))
}

fn lambda(input: &Input) -> String {
    say(Style::Lambda, input, &[])
}

/// What Lambda says about one violation.
fn one(value: &str, path: &str, constraint: &str) -> String {
    format!(
        "1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"
    )
}

fn architectures(names: &[&str]) -> Input {
    Input {
        architectures: Some(names.iter().map(|n| (*n).to_owned()).collect()),
        ..Input::default()
    }
}

fn weights(version: &str, weight: f64) -> Input {
    let weights = BTreeMap::from([(version.to_owned(), weight)]);
    Input {
        routing: Some(Routing { weights }),
        ..Input::default()
    }
}

#[test]
fn e24_two_architectures() {
    assert_eq!(
        lambda(&architectures(&["x86_64", "arm64"])),
        one(
            "[x86_64, arm64]",
            "architectures",
            "Member must have length less than or equal to 1"
        )
    );
}

#[test]
fn e25_unknown_architecture() {
    assert_eq!(
        lambda(&architectures(&["X86_64"])),
        one(
            "[X86_64]",
            "architectures",
            "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], \
             Member must not be null]"
        )
    );
}

#[test]
fn n2_names_that_are_none() {
    for name in [
        "my-function!",
        "*",
        "invalid-account:function:my-function",
        "arn:aws:lambda:invalid-region:111122223333:function:my-function",
        "arn:aws:ec2:us-east-1:111122223333:instance/i-1",
        "arn:aws:lambda:us-east-1:111122223333:function:my-function:1:2",
        "function:my-function:$LATEST:extra",
        "arn:aws:lambda:us-east-1:111122223333:function:my-function:$LATES",
    ] {
        let input = Input {
            function_name: some(name),
            ..Input::default()
        };
        let constraint = format!("Member must satisfy regular expression pattern: {HEAD}");
        assert_eq!(lambda(&input), one(name, "functionName", &constraint));
    }
}

#[test]
fn n5_long_names() {
    let name = "a".repeat(141);
    let input = Input {
        function_name: some(&name),
        ..Input::default()
    };
    let constraint = "Member must have length less than or equal to 140";
    assert_eq!(lambda(&input), one(&name, "functionName", constraint));
}

#[test]
fn n8_two_violations() {
    let long = "a".repeat(129);
    let input = Input {
        function_name: some("my-function!"),
        qualifier: some(&long),
        ..Input::default()
    };
    assert_eq!(
        lambda(&input),
        format!(
            "2 validation errors detected: Value 'my-function!' at 'functionName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: {HEAD}; Value '{long}' at \
             'qualifier' failed to satisfy constraint: Member must have length less than or equal \
             to 128"
        )
    );
}

#[test]
fn n9_qualifiers_match_as_a_whole() {
    for qualifier in ["invalid!", "!invalid"] {
        let input = Input {
            qualifier: some(qualifier),
            ..Input::default()
        };
        assert_eq!(
            lambda(&input),
            one(
                qualifier,
                "qualifier",
                r"Member must satisfy regular expression pattern: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"
            )
        );
    }
}

#[test]
fn c2_role() {
    let input = Input {
        role: some("r1"),
        ..Input::default()
    };
    assert_eq!(
        lambda(&input),
        one(
            "r1",
            "role",
            r"Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"
        )
    );
}

#[test]
fn c6_nested_enum() {
    let input = Input {
        snap_start: Some(SnapStart {
            apply_on: some("invalidOption"),
        }),
        ..Input::default()
    };
    assert_eq!(
        lambda(&input),
        one(
            "invalidOption",
            "snapStart.applyOn",
            "Member must satisfy enum value set: [PublishedVersions, None]"
        )
    );
}

#[test]
fn a4_alias_of_digits() {
    let input = Input {
        name: some("2024"),
        ..Input::default()
    };
    assert_eq!(
        lambda(&input),
        one(
            "2024",
            "name",
            "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"
        )
    );
}

#[test]
fn a5_weights() {
    let path = "routingConfig.additionalVersionWeights";
    let values = "Map value must satisfy constraint: [Member must have value less than or equal to \
                  1.0, Member must have value greater than or equal to 0.0, Member must not be null]";
    assert_eq!(lambda(&weights("2", 2.0)), one("{2=2.0}", path, values));
    assert_eq!(lambda(&weights("2", -1.0)), one("{2=-1.0}", path, values));
    let keys = "Map keys must satisfy constraint: [Member must have length less than or equal to \
                1024, Member must have length greater than or equal to 1, Member must satisfy \
                regular expression pattern: [0-9]+]";
    assert_eq!(
        lambda(&weights("$LATEST", 0.5)),
        one("{$LATEST=0.5}", path, keys)
    );
}

#[test]
fn p12_function_version() {
    let input = Input {
        function_version: some("invalid"),
        ..Input::default()
    };
    assert_eq!(
        lambda(&input),
        one(
            "invalid",
            "functionVersion",
            "Member must satisfy enum value set: [ALL]"
        )
    );
}

#[test]
fn p13_max_items() {
    let input = |n| Input {
        max_items: Some(n),
        ..Input::default()
    };
    let constraint = "Member must have value greater than or equal to 1";
    assert_eq!(lambda(&input(0)), one("0", "maxItems", constraint));
    let constraint = "Member must have value less than or equal to 10000";
    assert_eq!(lambda(&input(10_001)), one("10001", "maxItems", constraint));
}

#[test]
fn x20_missing_member() {
    assert_eq!(
        say(Style::Lambda, &Input::default(), &["/TagKeys"]),
        "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member \
         must not be null"
    );
}

#[test]
fn items_of_a_collection_are_told_once_and_structures_in_it_each() {
    let bad = || SnapStart {
        apply_on: some("x"),
    };
    let input = Input {
        steps: Some(vec![bad(), bad()]),
        ..architectures(&["a", "b"])
    };
    let text = lambda(&input);
    assert!(text.starts_with("4 validation errors detected: "), "{text}");
    assert_eq!(text.matches("Member must satisfy constraint").count(), 1);
    assert!(
        text.contains("Value 'x' at 'steps.1.member.applyOn'"),
        "{text}"
    );
    assert!(
        text.contains("Value 'x' at 'steps.2.member.applyOn'"),
        "{text}"
    );
}

#[test]
fn sensitive_values_are_never_shown() {
    let input = Input {
        variables: Some(BTreeMap::from([(
            "0secret".to_owned(),
            "hidden".to_owned(),
        )])),
        ..Input::default()
    };
    assert_eq!(
        lambda(&input),
        "1 validation error detected: Value at 'variables' failed to satisfy constraint: Map keys \
         must satisfy constraint: [Member must satisfy regular expression pattern: \
         [a-zA-Z]([a-zA-Z0-9_])+]"
    );
    let smithy = say(Style::Smithy, &input, &[]);
    assert!(
        !smithy.contains("secret") && !smithy.contains("hidden"),
        "{smithy}"
    );
}

#[test]
fn smithy_tells_each_violation_at_its_pointer() {
    let input = Input {
        qualifier: some(""),
        ..architectures(&["arm64", "x"])
    };
    let missing = Missing(vec!["/TagKeys".to_owned()]);
    let violations = validate(&input, &missing, Style::Smithy.matching());
    let Refusal::Modeled(error) = Style::Smithy.refuse(&violations) else {
        panic!("Smithy's validation errors are modelled");
    };
    let fields = [
        (
            "/Qualifier",
            "Value with length 0 at '/Qualifier' failed to satisfy constraint: Member must have length between 1 and 128, inclusive",
        ),
        (
            "/Qualifier",
            r"Value at '/Qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ^\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+$",
        ),
        (
            "/Architectures",
            "Value with length 2 at '/Architectures' failed to satisfy constraint: Member must have length between 1 and 1, inclusive",
        ),
        (
            "/Architectures/1",
            "Value at '/Architectures/1' failed to satisfy constraint: Member must satisfy enum value set: [x86_64, arm64]",
        ),
        (
            "/TagKeys",
            "Value at '/TagKeys' failed to satisfy constraint: Member must not be null",
        ),
    ];
    let messages: Vec<_> = fields.iter().map(|(_, message)| *message).collect();
    let expected = ValidationException {
        message: format!("5 validation errors detected. {}", messages.join("; ")),
        field_list: Some(
            fields
                .iter()
                .map(|(path, message)| ValidationExceptionField {
                    path: (*path).to_owned(),
                    message: (*message).to_owned(),
                })
                .collect(),
        ),
    };
    assert!(
        crate::equal::structures(&*error, &expected),
        "not {expected:?}"
    );
    assert_eq!(error.schema().error_status(), Some(400));
}

#[test]
fn smithy_tells_keys_at_their_map_and_one_sided_bounds() {
    let text = say(Style::Smithy, &weights("x", 2.0), &[]);
    let path = "/RoutingConfig/AdditionalVersionWeights";
    assert_eq!(
        text,
        format!(
            "2 validation errors detected. Value at '{path}' failed to satisfy constraint: Member \
             must satisfy regular expression pattern: ^[0-9]+$; Value at '{path}/x' failed to \
             satisfy constraint: Member must be between 0.0 and 1, inclusive"
        )
    );
    let text = say(
        Style::Smithy,
        &Input {
            name: some("a b"),
            ..Input::default()
        },
        &[],
    );
    assert!(
        text.starts_with("1 validation error detected. Value at '/Name'"),
        "{text}"
    );
}
