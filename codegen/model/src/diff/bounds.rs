//! Bounds of lengths and numbers.

use super::{DiffRule, Differences, finding};
use crate::{Diagnostics, Node, Number, Severity};

pub(super) const LENGTH: &[DiffRule] = &[DiffRule {
    id: "ChangedLengthTrait",
    title: "The bounds of a length became narrower.",
    why: "The service refuses what clients were told to be right. Bounds may become wider, as far as clients don't rely on them for what \
        they get.",
    old: "$version: \"2\"\nnamespace a\n\n@length(min: 1, max: 100)\nstring Name\n",
    new: "$version: \"2\"\nnamespace a\n\n@length(min: 1, max: 50)\nstring Name\n",
    run: |differences, found| {
        narrowed(
            "smithy.api#length",
            "ChangedLengthTrait",
            differences,
            found,
        )
    },
}];

pub(super) const RANGE: &[DiffRule] = &[DiffRule {
    id: "ChangedRangeTrait",
    title: "The bounds of a number became narrower.",
    why: "The service refuses what clients were told to be right. Bounds may become wider, as far as clients don't rely on them for what \
        they get. A lower bound that is not given counts as 0, as it does in Smithy's own tools.",
    old: "$version: \"2\"\nnamespace a\n\n@range(min: 0, max: 200)\ninteger Age\n",
    new: "$version: \"2\"\nnamespace a\n\n@range(min: 1, max: 200)\ninteger Age\n",
    run: |differences, found| narrowed("smithy.api#range", "ChangedRangeTrait", differences, found),
}];

fn narrowed(
    bounds: &str,
    id: &'static str,
    differences: &Differences<'_>,
    found: &mut Diagnostics,
) {
    let zero = Number::from(0);
    for change in &differences.changed {
        let both = change
            .trait_change(bounds)
            .and_then(|change| change.old.zip(change.new));
        let Some((old, new)) = both else {
            continue;
        };
        let (from, to) = (
            bound(old, "min").unwrap_or(&zero),
            bound(new, "min").unwrap_or(&zero),
        );
        if to > from {
            let message = format!(
                "{bounds} trait value `min` was made more restrictive by raising from {from} to {to}"
            );
            found.push(finding(Severity::Error, id, change.new, message));
        }
        let (from, to) = (bound(old, "max"), bound(new, "max"));
        if let Some(to) = to.filter(|to| from.is_none_or(|from| from > *to)) {
            let from = from.map_or("null", Number::as_str);
            let message = format!(
                "{bounds} trait value `max` was made more restrictive by lowering from {from} to {to}"
            );
            found.push(finding(Severity::Error, id, change.new, message));
        }
    }
}

fn bound<'a>(value: &'a Node, key: &str) -> Option<&'a Number> {
    value.get(key)?.as_number()
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::messages;

    #[test]
    fn bounds_may_only_become_wider() {
        let range = |bounds: &str| format!("@range({bounds})\nfloat A");
        let told = |old: &str, new: &str| messages("ChangedRangeTrait", &range(old), &range(new));
        assert!(told("min: 1, max: 2", "min: 0.5, max: 3").is_empty());
        assert!(told("min: 1, max: 2", "min: 1").is_empty());
        assert_eq!(
            told("min: -1, max: 2.5", "max: 2.25"),
            [
                "smithy.api#range trait value `max` was made more restrictive by lowering from 2.5 to 2.25",
                "smithy.api#range trait value `min` was made more restrictive by raising from -1 to 0",
            ]
        );
        assert_eq!(
            told("min: 0", "max: 1"),
            [
                "smithy.api#range trait value `max` was made more restrictive by lowering from null to 1"
            ]
        );
        assert!(
            messages(
                "ChangedLengthTrait",
                "string A",
                "@length(min: 1)\nstring A"
            )
            .is_empty()
        );
    }
}
