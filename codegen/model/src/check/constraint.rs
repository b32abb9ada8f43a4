//! Constraints that something can satisfy. (Smithy spec, "Constraint traits")

use super::{Context, Rule, Run, trait_target::each};
use crate::traits::{Length, Pattern, Range, TypedTrait};
use crate::{Diagnostic, Diagnostics};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "LengthTrait",
        title: "Bounds of lengths and numbers leave something between them.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_bounds),
    },
    Rule {
        id: "PatternTrait",
        title: "Patterns are whole regular expressions.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_patterns),
    },
];

fn check_bounds(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    each(model, |id, traits, _| {
        let length = traits
            .typed::<Length>()
            .and_then(|length| Some((length.min?, length.max?)));
        let range = traits
            .typed::<Range>()
            .and_then(|range| Some((range.min?, range.max?)));
        for (trait_id, name, empty) in [
            (
                Length::ID,
                "length",
                length.is_some_and(|(min, max)| min > max),
            ),
            (
                Range::ID,
                "range",
                range.is_some_and(|(min, max)| min > max),
            ),
        ] {
            if empty {
                let event = if name == "length" {
                    "LengthTrait"
                } else {
                    "RangeTrait"
                };
                let message = format!(
                    "A {name} trait is applied with a `min` value greater than its `max` value."
                );
                let span = traits.span(trait_id).unwrap_or(crate::Span::BUILT_IN);
                diagnostics.push(Diagnostic::error(event, message).on(id).at(span));
            }
        }
    });
}

fn check_patterns(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    each(model, |id, traits, _| {
        let Some(Pattern(pattern)) = traits.typed() else {
            return;
        };
        if let Some(why) = unbalanced(&pattern) {
            let message = format!("The pattern is no regular expression: {why}");
            let span = traits.span(Pattern::ID).unwrap_or(crate::Span::BUILT_IN);
            diagnostics.push(Diagnostic::error("PatternTrait", message).on(id).at(span));
        }
    });
}

/// What of the brackets of a pattern does not come in pairs. (ECMA 262: brackets mean nothing after `\` and, but for `]`, in a class)
fn unbalanced(pattern: &str) -> Option<&'static str> {
    let (mut groups, mut in_class) = (0_usize, false);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next().is_none() => return Some("it ends in a backslash"),
            ']' => in_class = false,
            '[' => in_class = true,
            '(' if !in_class => groups += 1,
            ')' if !in_class => match groups.checked_sub(1) {
                Some(left) => groups = left,
                None => return Some("it has a `)` without a `(`"),
            },
            _ => {}
        }
    }
    match (in_class, groups) {
        (true, _) => Some("it has a `[` without a `]`"),
        (false, 0) => None,
        (false, _) => Some("it has a `(` without a `)`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::findings;

    #[test]
    fn brackets_come_in_pairs() {
        for pattern in ["^[(]$", r"\(", "(a|(b))", "[]a]", r"[\]]", "a]", "{"] {
            assert_eq!(unbalanced(pattern), None, "{pattern}");
        }
        for pattern in ["(", ")", "[a", r"a\", "(a))"] {
            assert!(unbalanced(pattern).is_some(), "{pattern}");
        }
    }

    #[test]
    fn bounds_leave_something() {
        let found = findings(
            r#""a#S":{"type":"string","traits":{"smithy.api#length":{"min":2,"max":1},"smithy.api#pattern":"("}},
            "a#N":{"type":"integer","traits":{"smithy.api#range":{"min":1.5,"max":1.25}}},"a#M":{"type":"string","traits":{"smithy.api#length":{"min":-1}}}"#,
        );
        assert_eq!(
            found,
            "error LengthTrait a#S\nerror PatternTrait a#S\nerror RangeTrait a#N"
        );
    }
}
