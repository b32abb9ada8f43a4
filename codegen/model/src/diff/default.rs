//! Default values.

use super::{Changed, DiffRule, Differences, TraitChange, finding};
use crate::json::to_compact;
use crate::{Diagnostics, Model, Node, Number, Severity, ShapeType, known};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "ChangedDefault",
    title: "A default value was added, removed or changed.",
    why: "What a program gets for a member that nobody gave is part of its generated code: old and new clients would disagree on it. A \
        member that was optional may get a default if it gets the trait `@addedDefault` too, which tells generators that it used to be \
        optional. Otherwise keep the value, and make a new member if another one is better.",
    old: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    legs: Integer = 0\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    legs: Integer = 4\n}\n",
    run: changed,
}];

fn changed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for change in &differences.changed {
        let Some(default) = change.trait_change(known::DEFAULT) else {
            continue;
        };
        if let Some((severity, message)) = judge(differences.new, change, default) {
            let one = finding(severity, "ChangedDefault", change.new, message);
            found.push(match default.new {
                Some(_) => one.at(default.span),
                None => one,
            });
        }
    }
}

fn judge(
    model: &Model,
    change: &Changed<'_>,
    default: &TraitChange<'_>,
) -> Option<(Severity, String)> {
    let target = change.new.member().and_then(|member| model.target(member));
    let is_member = change.new.member().is_some();
    let message = match (default.old, default.new) {
        (Some(old), None) => {
            // Nothing is lost if there was no value in the first place.
            let of_target = target.and_then(|target| target.traits.get(known::DEFAULT));
            let same = is_member && old.is_null() && of_target.is_none_or(Node::is_null);
            return (!same).then(|| {
                let message =
                    "@default trait was removed. This will break previously generated code.";
                (Severity::Error, message.to_owned())
            });
        }
        (None, Some(new)) if !is_member => format!(
            "Adding the @default trait to a root-level shape will break previously generated code. Added @default: {}",
            to_compact(new)
        ),
        (None, Some(new)) => {
            if new.is_null() || change.new.traits().has("smithy.api#addedDefault") {
                return None;
            }
            format!(
                "Adding the @default trait to a member without also adding the @addedDefault trait will break previously generated code. \
                 Added @default: {}",
                to_compact(new)
            )
        }
        (Some(old), Some(new)) if !is_member => format!(
            "Changing the @default value of a root-level shape will break previously generated code. Old value: {}. New value: {}",
            to_compact(old),
            to_compact(new)
        ),
        (Some(old), Some(new)) => {
            let kind = target?.kind;
            let (a, b) = (to_compact(old), to_compact(new));
            match (is_zero(old, kind), is_zero(new, kind)) {
                (true, false) => format!(
                    "The @default trait of this member changed from the zero value of the target shape, `{a}`, to a value that is not the \
                     zero value, `{b}`. This will break previously generated code."
                ),
                (false, true) => format!(
                    "The @default trait of this member changed from something other than the zero value of the target shape, `{a}`, to \
                     the zero value, `{b}`. This will break previously generated code."
                ),
                _ => {
                    let message = format!(
                        "Changing the @default value of a member is dangerous and could break previously generated code or lead to subtle \
                         errors. Do this only when strictly necessary. Old value: {a}. New value: {b}"
                    );
                    return Some((Severity::Danger, message));
                }
            }
        }
        (None, None) => return None,
    };
    Some((Severity::Error, message))
}

/// Whether a value is what Smithy 1.0 took for a missing one: `false`, or 0 as far as numbers had defaults.
fn is_zero(value: &Node, kind: ShapeType) -> bool {
    use ShapeType::{Boolean, Byte, Double, Float, IntEnum, Integer, Long, Short};
    match kind {
        Boolean => value.as_bool() == Some(false),
        Byte | Short | Integer | IntEnum | Long | Float | Double => {
            value.as_number().is_some_and(|n| *n == Number::from(0))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::messages;

    fn judged(old: &str, new: &str) -> String {
        let model = |member: &str| format!("structure A {{\n{member}\n}}\n");
        let told = messages("ChangedDefault", &model(old), &model(new));
        told.first().map_or(String::new(), |message| {
            message
                .split_whitespace()
                .take(6)
                .collect::<Vec<_>>()
                .join(" ")
        })
    }

    #[test]
    fn values_are_compared_with_zero() {
        for (old, new, start) in [
            (
                "a: Integer = 0",
                "a: Integer = 1",
                "The @default trait of this member",
            ),
            (
                "a: Integer = 1",
                "a: Integer = 0",
                "The @default trait of this member",
            ),
            (
                "a: Integer = 1",
                "a: Integer = 2",
                "Changing the @default value of a",
            ),
            (
                "a: String = \"\"",
                "a: String = \"b\"",
                "Changing the @default value of a",
            ),
            ("a: Integer = 1", "a: Integer = 1", ""),
            (
                "a: Integer = 1",
                "a: Integer",
                "@default trait was removed. This will",
            ),
            ("a: Integer = null", "a: Integer", ""),
            ("a: Integer", "a: Integer = null", ""),
            (
                "a: Integer",
                "a: Integer = 1",
                "Adding the @default trait to a",
            ),
            ("a: Integer", "@addedDefault a: Integer = 1", ""),
        ] {
            assert_eq!(judged(old, new), start, "{old} -> {new}");
        }
    }
}
