//! The values of enums of strings.

use std::collections::{BTreeMap, BTreeSet};

use super::{Changed, DiffRule, Differences, Subject, finding};
use crate::traits::Enum;
use crate::{Diagnostics, Severity, Shape, ShapeType, Span, known};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "ChangedEnumTrait",
    title: "The values of an enum changed.",
    why: "A value that goes away, or gets another name in code, breaks programs that use it. A value that comes before others changes the \
        numbers that some languages give to all that follow, in memory and where programs store them. So keep what is there, mark it \
        as `@deprecated` if need be, and add new values at the end: that is a note only. The id of a finding ends in the kind of change \
        and in the position of the value.",
    old: "$version: \"2\"\nnamespace a\n\nenum Food {\n    HAY = \"hay\"\n    FISH = \"fish\"\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nenum Food {\n    HAY = \"hay\"\n    MEAT = \"meat\"\n    FISH = \"fish\"\n}\n",
    run: changed,
}];

/// The values of an enum in order, with their names in code.
struct Values<'a> {
    items: Vec<(std::borrow::Cow<'a, str>, Option<std::borrow::Cow<'a, str>>)>,
    span: Span,
}

fn changed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for change in &differences.changed {
        let (Subject::Shape(old), Subject::Shape(new)) = (change.old, change.new) else {
            continue;
        };
        // An enum that becomes a string is no enum any more: that is told as a change of type.
        if old.kind == ShapeType::Enum && new.kind != ShapeType::Enum {
            continue;
        }
        if let Some((old, new)) = Values::of(old).zip(Values::of(new)) {
            compare(change, &old, &new, found);
        }
    }
}

fn compare(change: &Changed<'_>, old: &Values<'_>, new: &Values<'_>, found: &mut Diagnostics) {
    let mut tell = |severity, kind: &str, position: usize, message: String, span: Span| {
        let id = format!("ChangedEnumTrait.{kind}.{position}");
        found.push(finding(severity, id, change.new, message).at(span));
    };
    let mut now = BTreeMap::new();
    for (value, name) in &new.items {
        now.entry(value).or_insert(name);
    }
    let mut kept = 0;
    for (position, (value, name)) in old.items.iter().enumerate() {
        let word = |name: &Option<std::borrow::Cow<'_, str>>| match name {
            Some(name) => name.to_string(),
            None => "null".to_owned(),
        };
        match now.get(value) {
            None => {
                let message = format!("Enum value `{value}` was removed");
                tell(Severity::Error, "Removed", position, message, new.span);
            }
            Some(new_name) => {
                kept += 1;
                if *new_name != name {
                    let (from, to) = (word(name), word(new_name));
                    let message = format!(
                        "Enum `name` changed from `{from}` to `{to}` for the `{value}` value"
                    );
                    let span = change.new.span();
                    tell(Severity::Error, "NameChanged", position, message, span);
                }
            }
        }
    }
    let before: BTreeSet<_> = old.items.iter().map(|(value, _)| value).collect();
    // So many values, of those kept and those inserted among them, come before what is appended.
    let mut end = kept;
    for (position, (value, _)) in new.items.iter().enumerate() {
        if before.contains(value) {
            continue;
        }
        if position < end {
            let message = format!(
                "Enum value `{value}` was inserted before the end of the list of existing values. This can cause compatibility issues \
                 when ordinal values are used for iteration, serialization, etc."
            );
            tell(Severity::Error, "OrderChanged", position, message, new.span);
            end += 1;
        } else {
            let message = format!("Enum value `{value}` was appended");
            tell(Severity::Note, "Appended", position, message, new.span);
        }
    }
}

impl<'a> Values<'a> {
    /// The values of an enum, or of a string with the trait `@enum`.
    fn of(shape: &'a Shape) -> Option<Values<'a>> {
        if shape.kind == ShapeType::Enum {
            let items = shape.members.iter().map(|member| {
                let value = member.traits.get(known::ENUM_VALUE);
                let value = value.and_then(crate::Node::as_str).unwrap_or(&member.name);
                (value.into(), Some((&*member.name).into()))
            });
            return Some(Values {
                items: items.collect(),
                span: shape.span,
            });
        }
        let items = shape.traits.typed::<Enum>()?.definitions;
        let items = items
            .into_iter()
            .map(|one| (one.value.into(), one.name.map(Into::into)));
        Some(Values {
            items: items.collect(),
            span: shape.traits.span(known::ENUM)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::told;

    fn judged(old: &str, new: &str) -> Vec<String> {
        let told = told(old, new);
        let mine = told
            .lines()
            .filter_map(|line| line.split_once(" ChangedEnumTrait."));
        mine.map(|(severity, rest)| format!("{severity} {}", rest.replace(" a#E", "")))
            .collect()
    }

    #[test]
    fn positions_count() {
        assert_eq!(
            judged("enum E { A B }", "enum E { A B C D }"),
            ["note Appended.2", "note Appended.3"]
        );
        assert_eq!(
            judged("enum E { A B }", "enum E { C A B }"),
            ["error OrderChanged.0"]
        );
        assert_eq!(
            judged("enum E { A B }", "enum E { A C }"),
            ["error Removed.1", "note Appended.1"]
        );
        assert_eq!(
            judged("enum E {\nA = \"a\"\n}", "enum E {\nB = \"a\"\n}"),
            ["error NameChanged.0"]
        );
    }

    #[test]
    fn traits_and_shapes_are_compared() {
        let old = "@enum([{ value: \"a\", name: \"A\" }])\nstring E";
        assert_eq!(
            judged(old, "enum E {\nA = \"a\"\nB = \"b\"\n}"),
            ["note Appended.1"]
        );
        assert!(judged("enum E {\nA = \"a\"\n}", "string E").is_empty());
    }
}
