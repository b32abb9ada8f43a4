//! Enums: every value of its type and once, and names that are constants. (Smithy spec, "enum", "intEnum", "enum trait")

use std::collections::BTreeSet;

use super::{Context, Rule, Run};
use crate::traits::{Enum, TypedTrait};
use crate::{Diagnostic, Diagnostics, Member, Node, Severity, Shape, ShapeType, json, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "EnumShape",
        title: "Values of enums are of their type, each once, and their names are constants.",
        why: "Code generators make a constant of each member. Two members with one value can't be told apart when a value is read, and a value of \
            another type can't be sent at all. Names of upper case letters, digits and underscores become constants in every language unchanged.",
        bad: r#"$version: "2"
namespace example

enum Weather {
    SUNNY = "sun"
    BRIGHT = "sun"
}
"#,
        good: r#"$version: "2"
namespace example

enum Weather {
    SUNNY = "sun"
    RAINY = "rain"
}
"#,
        run: Run::Critical(check),
    },
    Rule {
        id: "EnumNamesPresent",
        title: "Values of the old `@enum` have names.",
        why: "Without a `name` a code generator has to make up the name of a constant from the value, or makes none, and the enum stays a string. \
            Enum shapes of Smithy 2.0 always have names.",
        bad: r#"$version: "2"
namespace example

@enum([{ value: "sun" }, { value: "rain" }])
string Weather
"#,
        good: r#"$version: "2"
namespace example

enum Weather {
    SUNNY = "sun"
    RAINY = "rain"
}
"#,
        run: Run::Semantic(check_named),
    },
    Rule {
        id: "EnumTrait",
        title: "The old `@enum` has values and names, each once.",
        why: "As for enum shapes: every definition becomes a constant, so that names and values have to differ, and all of them need names if one has \
            one.",
        bad: r#"$version: "2"
namespace example

@enum([{ value: "sun", name: "SUNNY" }, { value: "rain" }])
string Weather
"#,
        good: r#"$version: "2"
namespace example

@enum([{ value: "sun", name: "SUNNY" }, { value: "rain", name: "RAINY" }])
string Weather
"#,
        run: Run::Semantic(check_trait),
    },
];

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in context.shapes() {
        let of: fn(&Member) -> Result<String, String> = match shape.kind {
            ShapeType::Enum => text_value,
            ShapeType::IntEnum => number_value,
            _ => continue,
        };
        check_values(shape, of, diagnostics);
    }
}

fn check_values(
    shape: &Shape,
    value: fn(&Member) -> Result<String, String>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen = BTreeSet::new();
    for member in &shape.members {
        let mut report = |severity, message: String| {
            let found = Diagnostic::new(severity, "EnumShape", message);
            let span = member.traits.span(known::ENUM_VALUE);
            let span = span.filter(|span| !span.is_built_in());
            diagnostics.push(found.on(&member.id).at(span.unwrap_or(member.span)));
        };
        let is_text = shape.kind == ShapeType::Enum;
        match value(member) {
            Ok(value) => {
                if is_text && value.is_empty() {
                    let message = "enum values may not be empty.";
                    report(Severity::Error, message.to_owned());
                }
                if let Some(value) = seen.replace(value.clone()) {
                    let message = format!(
                        "Multiple {} members found with duplicate value `{value}`",
                        shape.kind
                    );
                    report(Severity::Error, message);
                }
            }
            Err(message) => {
                report(Severity::Error, message);
                // What is no number has no name to look at, either, for the reference.
                if !is_text {
                    continue;
                }
            }
        }
        if !is_constant(&member.name) {
            report(Severity::Warning, bad_name(&member.name));
        }
    }
}

fn text_value(member: &Member) -> Result<String, String> {
    match member.traits.get(known::ENUM_VALUE) {
        None => Ok(member.name.to_string()),
        Some(Node::String(value)) => Ok(value.to_string()),
        Some(other) => Err(format!(
            "enum members can only be assigned string values, but found: {}",
            json::to_compact(other)
        )),
    }
}

fn number_value(member: &Member) -> Result<String, String> {
    let value = member.traits.get(known::ENUM_VALUE);
    let value = value.ok_or("intEnum members must be assigned an integer value")?;
    let Node::Number(number) = value else {
        return Err(format!(
            "intEnum members require integer values, but found: {}",
            json::to_compact(value)
        ));
    };
    if number.as_str().contains(['.', 'e', 'E']) {
        return Err(format!(
            "intEnum members do not support floating point values: {number}"
        ));
    }
    match number.as_i64().and_then(|value| i32::try_from(value).ok()) {
        Some(value) => Ok(value.to_string()),
        None => Err(format!(
            "intEnum members must fit within an integer, but found: {number}"
        )),
    }
}

/// Upper case letters, digits and underscores, starting with a letter.
fn is_constant(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn bad_name(name: &str) -> String {
    format!(
        "The name `{name}` does not match the recommended enum name format of beginning with an uppercase letter, followed by any number of uppercase letters, numbers, or underscores."
    )
}

fn check_trait(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(known::ENUM) {
        let Some(Enum { definitions }) = on.traits().typed() else {
            continue;
        };
        let mut report = |severity, event: String, message: String| {
            let found = Diagnostic::new(severity, event, message);
            diagnostics.push(found.on(on.id()).at(on.span));
        };
        let mut error = |message| report(Severity::Error, "EnumTrait".to_owned(), message);
        let (mut values, mut names) = (BTreeSet::new(), BTreeSet::new());
        for definition in &definitions {
            if !values.insert(&definition.value) {
                error(format!(
                    "Duplicate enum trait values found with the same `value` property of '{}'",
                    definition.value
                ));
            }
        }
        for name in definitions.iter().filter_map(|d| d.name.as_deref()) {
            if !names.insert(name) {
                error(format!(
                    "Duplicate enum trait values found with the same `name` property of '{name}'"
                ));
            }
        }
        for definition in definitions.iter().filter(|d| d.name.is_none()) {
            if !names.is_empty() {
                error(format!(
                    "`{}` enum value body is missing the `name` property; if any enum trait value contains a `name` property, then all values must contain the `name` property.",
                    definition.value
                ));
            }
        }
        for name in definitions.iter().filter_map(|d| d.name.as_deref()) {
            if !is_constant(name) {
                let event = format!("EnumTrait.{name}");
                report(Severity::Warning, event, bad_name(name));
            }
        }
    }
}

fn check_named(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(Enum::ID) {
        let definitions = on.traits().typed::<Enum>().map(|of| of.definitions);
        if definitions.is_some_and(|all| all.iter().all(|d| d.name.is_none())) {
            let message = "Enums should define the `name` property to allow rich types to be generated in code generators.";
            let found = Diagnostic::warning("EnumNamesPresent", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
    }
}
