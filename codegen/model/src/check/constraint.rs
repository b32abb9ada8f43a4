//! Constraints that something can satisfy. (Smithy spec, "Constraint traits")

use super::{Context, Rule, Run};
use crate::traits::{Length, Pattern, Range, TypedTrait};
use crate::{Diagnostic, Diagnostics, Number, ShapeType};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "LengthTrait",
        title: "Bounds of lengths are not negative, and leave something between them.",
        why: "No value is shorter than nothing, and none is at once longer than `max` and shorter than `min`: with such bounds every request is \
            refused.",
        bad: r#"$version: "2"
namespace example

@length(min: 10, max: 5)
string CityName
"#,
        good: r#"$version: "2"
namespace example

@length(min: 5, max: 10)
string CityName
"#,
        run: Run::Semantic(check_lengths),
    },
    Rule {
        id: "PatternTrait",
        title: "Patterns say where they start and end.",
        why: "A pattern that is not anchored with `^` and `$` matches if any part of the text does: `[a-z]+` allows `!a!`. Nearly always the whole \
            text is meant. If a part is, `^.*[a-z]+.*$` says so.",
        bad: r#"$version: "2"
namespace example

@pattern("[a-z]+")
string CityName
"#,
        good: r#"$version: "2"
namespace example

@pattern("^[a-z]+$")
string CityName
"#,
        run: Run::Semantic(check_patterns),
    },
    Rule {
        id: "RangeTrait",
        title: "Bounds of numbers leave something between them, and are of the type.",
        why: "No number is at once above `max` and below `min`. And a whole number has whole bounds: what a bound of 1.5 means for it, code generators \
            decide each in its own way.",
        bad: r#"$version: "2"
namespace example

@range(min: 0.5)
integer Population
"#,
        good: r#"$version: "2"
namespace example

@range(min: 1)
integer Population
"#,
        run: Run::Semantic(check_ranges),
    },
];

fn check_lengths(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(Length::ID) {
        let bound = |name| on.value.get(name).and_then(crate::Node::as_number);
        let (min, max) = (bound("min"), bound("max"));
        let is_negative = |bound: Option<&Number>| bound.is_some_and(|b| *b < Number::from(0));
        let mut report = |what: &str| {
            let message = format!("A length trait is applied with a {what} value.");
            let found = Diagnostic::error("LengthTrait", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        };
        if is_negative(min) {
            report("negative `min`");
        }
        if is_negative(max) {
            report("negative `max`");
        }
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            report("`min` value greater than its `max`");
        }
    }
}

fn check_ranges(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let is_decimal = |kind: ShapeType| {
        matches!(
            kind,
            ShapeType::Float | ShapeType::Double | ShapeType::BigDecimal
        )
    };
    for on in context.applied(Range::ID) {
        let Some(Range { min, max }) = on.traits().typed() else {
            continue;
        };
        let mut report = |message: String| {
            let found = Diagnostic::error("RangeTrait", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        };
        for (name, bound) in [("min", &min), ("max", &max)] {
            let Some(bound) = bound.as_ref().filter(|bound| is_written_decimal(bound)) else {
                continue;
            };
            match on.member {
                Some(member) => {
                    let target = context.target(member);
                    if let Some(target) = target.filter(|target| !is_decimal(target.kind)) {
                        report(format!(
                            "Member `{}` is marked with the `range` trait, but its `{name}` property is a decimal ({bound}) when its target (`{}`) does not support decimals.",
                            member.id, target.id
                        ));
                    }
                }
                None if !is_decimal(on.shape.kind) => report(format!(
                    "Shape `{}` is marked with the `range` trait, but its `{name}` property is a decimal ({bound}) when its shape (`{}`) does not support decimals.",
                    on.shape.id, on.shape.kind
                )),
                None => {}
            }
        }
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            report(
                "A range trait is applied with a `min` value greater than its `max` value."
                    .to_owned(),
            );
        }
    }
}

/// Whether a number is written as a decimal: `1.0` is, though it is whole.
fn is_written_decimal(number: &Number) -> bool {
    number.as_str().contains(['.', 'e', 'E'])
}

fn check_patterns(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(Pattern::ID) {
        let Some(Pattern(pattern)) = on.traits().typed() else {
            continue;
        };
        if let Some(why) = unbalanced(&pattern) {
            let message = format!("The pattern is no regular expression: {why}");
            let found = Diagnostic::error("PatternTrait", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
        let without = match (pattern.starts_with('^'), pattern.ends_with('$')) {
            (true, true) => continue,
            (false, true) => "leading '^'",
            (true, false) => "trailing '$'",
            (false, false) => "leading '^' and trailing '$'",
        };
        let message = format!(
            "A pattern trait is applied without a {without}, meaning only part of the string must match the regular expression. Explicitly anchoring regular expressions is preferable because it is more restrictive by default and does not require modelers to understand that Smithy patterns are not automatically anchored."
        );
        let found = Diagnostic::warning("PatternTrait", message);
        diagnostics.push(found.on(on.id()).at(on.span));
    }
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

    #[test]
    fn brackets_come_in_pairs() {
        for pattern in ["^[(]$", r"\(", "(a|(b))", "[]a]", r"[\]]", "a]", "{"] {
            assert_eq!(unbalanced(pattern), None, "{pattern}");
        }
        for pattern in ["(", ")", "[a", r"a\", "(a))"] {
            assert!(unbalanced(pattern).is_some(), "{pattern}");
        }
    }
}
