//! Enums: every value of its type and once. (Smithy spec, "enum", "intEnum", "enum trait")

use super::{Context, Rule, Run};
use std::collections::BTreeSet;

use crate::traits::Enum;
use crate::{Diagnostic, Diagnostics, Node, Shape, ShapeType, json, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "EnumShape",
        title: "Enums have values, each once, of their type.",
        why: "",
        bad: "",
        good: "",
        run: Run::Critical(check),
    },
    Rule {
        id: "EnumTrait",
        title: "The old `@enum` has values, each once.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_trait),
    },
];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model.shapes() {
        match shape.kind {
            ShapeType::Enum | ShapeType::IntEnum
                if shape.members.is_empty() && !shape.traits.has(known::MIXIN) =>
            {
                let message = format!("{} shapes must have at least one member", shape.kind);
                diagnostics.push(
                    Diagnostic::error("EnumShape", message)
                        .on(&shape.id)
                        .at(shape.span),
                );
            }
            ShapeType::Enum | ShapeType::IntEnum => check_values(shape, diagnostics),
            _ => {}
        }
    }
}

fn check_values(shape: &Shape, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for member in &shape.members {
        let value = member.traits.get(known::ENUM_VALUE);
        let text = value.map(json::to_compact).unwrap_or_default();
        let wrong = match (shape.kind, value) {
            (ShapeType::Enum, Some(Node::String(value))) if value.is_empty() => {
                Some("enum values may not be empty.".to_owned())
            }
            (ShapeType::Enum, Some(Node::String(value))) => (!seen.insert(value.to_string()))
                .then(|| format!("Multiple enum members found with duplicate value `{value}`")),
            (ShapeType::Enum, _) => Some(format!(
                "enum members can only be assigned string values, but found: {text}"
            )),
            (_, None) => Some("intEnum members must be assigned an integer value".to_owned()),
            (_, Some(Node::Number(number))) => {
                match number.as_i64().and_then(|n| i32::try_from(n).ok()) {
                    Some(n) => (!seen.insert(n.to_string())).then(|| {
                        format!("Multiple intEnum members found with duplicate value `{n}`")
                    }),
                    None => Some(format!(
                        "intEnum members require integer values, but found: {text}"
                    )),
                }
            }
            (_, Some(_)) => Some(format!(
                "intEnum members require integer values, but found: {text}"
            )),
        };
        if let Some(message) = wrong {
            diagnostics.push(
                Diagnostic::error("EnumShape", message)
                    .on(&member.id)
                    .at(member.span),
            );
        }
    }
}

fn check_trait(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model.shapes() {
        let (Some(Enum { definitions }), Some(span)) =
            (shape.traits.typed(), shape.traits.span(known::ENUM))
        else {
            continue;
        };
        let mut report = |message: String| {
            diagnostics.push(
                Diagnostic::error("EnumTrait", message)
                    .on(&shape.id)
                    .at(span),
            )
        };
        let (mut values, mut names) = (BTreeSet::new(), BTreeSet::new());
        let any_named = definitions
            .iter()
            .any(|definition| definition.name.is_some());
        for definition in &definitions {
            if !values.insert(&definition.value) {
                report(format!(
                    "Duplicate enum trait values found with the same `value` property of '{}'",
                    definition.value
                ));
            }
            match &definition.name {
                Some(name) if !names.insert(name) => {
                    report(format!(
                        "Duplicate enum trait values found with the same `name` property of '{name}'"
                    ));
                }
                None if any_named => report(format!(
                    "`{}` enum value body is missing the `name` property; if any enum trait value contains a `name` property, then all values must contain the `name` property.",
                    definition.value
                )),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn enum_values_are_unique_and_of_their_type() {
        let member = |value: &str| {
            format!(r#"{{"target":"smithy.api#Unit","traits":{{"smithy.api#enumValue":{value}}}}}"#)
        };
        let found = findings(&format!(
            r#""a#E":{{"type":"enum","members":{{"A":{},"B":{},"C":{}}}}},"a#I":{{"type":"intEnum","members":{{"A":{},"B":{},"C":{{"target":"smithy.api#Unit"}}}}}},
            "a#O":{{"type":"string","traits":{{"smithy.api#enum":[{{"value":"a","name":"A"}},{{"value":"a"}}]}}}}"#,
            member("\"x\""),
            member("\"x\""),
            member("1"),
            member("1"),
            member("1.0"),
        ));
        let wanted = "error EnumShape a#E$B\nerror EnumShape a#E$C\nerror EnumShape a#I$B\nerror EnumShape a#I$C\nerror EnumTrait a#O\nerror EnumTrait a#O\nwarning ModelDeprecation a#O";
        assert_eq!(found, wanted);
    }
}
